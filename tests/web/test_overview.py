"""The first page of a desk, the journal, and what stands in their place where there is nothing to show."""

import os
import sqlite3
from contextlib import closing

import pytest
from asked_pages import page_of, texts
from demonstrated import demo_copied, demonstrated

from ledger.book import Book
from ledger.desk import create_book, waive, withdraw
from ledger.foundation import Refused
from ledger.presentation import present
from ledger.web import Settings
from ledger.web.drawing import figure_link
from ledger.web.held import Keeper


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book.path


def test_the_first_page_says_what_stands_in_the_words_and_digits_of_the_presentation(book):
    status, page = page_of(book, "/")
    shown = present(demonstrated().report)

    assert status == 200
    assert page.xpath("string(//h1)") == shown.finding.text
    assert page.xpath("//title/text()") == [" ".join(shown.finding.text.split())]
    assert page.xpath("//dl[@class='keys']//*[contains(@class,'figure')]/text()") == [
        it.text for it in shown.key_figures
    ]
    assert texts(page, "//dd[@class='remark']") == [" ".join(it.remark.split()) for it in shown.key_figures]


def test_every_key_figure_opens_what_stands_behind_it(book):
    _, page = page_of(book, "/")
    shown = present(demonstrated().report)
    keys = [it.figures[0].key for it in shown.key_figures if it.figures]

    assert len(keys) == 3
    assert page.xpath("//dl[@class='keys']//a/@href") == [figure_link(key, "commitments") for key in keys]


@pytest.mark.parametrize("address", ["/", "/journal?from=3", "/figure?measure=pledges", "/figure?measure=x"])
def test_the_menu_of_each_page_leads_to_all_pages(book, address):
    _, page = page_of(book, address)

    assert page.xpath("//nav//a/@href") == [
        *(
            "/",
            "/records",
            "/enter",
            "/import",
            "/reports",
            "/changes",
            "/findings",
            "/issued",
            "/sample",
            "/rates",
            "/journal",
            "/method",
        ),
    ]


def test_to_do_are_the_findings_by_their_kind(book):
    _, page = page_of(book, "/")

    assert texts(page, "//aside//ul[1]/li") == [
        "look 1 × quoted in a currency that is not the donor's",
        "look 2 × an equivalent that the rate does not give",
        "look 1 × a figure a thousand or a million times too large or too small",
        "note 1 × a term that cannot be counted as it stands",
    ]
    assert texts(page, "//aside//ul[2]/li") == ["ECB up to 30 October 2026"]
    assert page.xpath("//aside//ul[1]//a/@href") == [
        "/findings#CUR-HOME",
        "/findings#EQV",
        "/findings#UNIT",
        "/findings#TERM",
    ]
    assert texts(page, "//nav//a[b]") == ["Findings 4"]


def test_what_was_accepted_as_it_is_is_nothing_to_do(book):
    waive(Book.open(book), "TERM", "gbr-ukr-2025-06-02-1:term", author="Ann", reason="the report has a horizon")
    _, page = page_of(book, "/")

    assert page.xpath("//aside//ul[1]//a/@href") == ["/findings#CUR-HOME", "/findings#EQV", "/findings#UNIT"]
    assert texts(page, "//nav//a[b]") == ["Findings 3"]


def test_an_import_is_one_line_of_what_was_entered_last(book):
    _, page = page_of(book, "/")

    assert [texts(row, "./td")[1:] for row in page.xpath("//section[last()]//tbody/tr")] == [
        ["13 records from commitments.jsonl", "defense-ledger demo"],
        ["4 records from article.jsonl", "defense-ledger demo"],
        ["Entry 1: rates", "defense-ledger demo"],
    ]


@pytest.mark.parametrize(("language", "menu"), [("de", "Übersicht"), ("uk", "Огляд")])
def test_labels_stand_in_the_language_of_the_reader(book, language, menu):
    _, page = page_of(book, "/", language)

    assert page.get("lang") == language
    assert texts(page, "//nav//a")[0] == menu
    assert page.xpath("string(//h1)") == present(demonstrated().report, language=language).finding.text


def test_the_journal_tells_each_entry_and_the_head_to_note(book):
    status, page = page_of(book, "/journal")
    made = demonstrated().book

    assert status == 200
    assert page.xpath("string(//h1)") == "20 entries, whose hashes agree"
    assert made.head in texts(page, "//main//code")
    rows = page.xpath("//main//tbody/tr")
    assert [row.get("id") for row in rows] == [f"entry-{number}" for number in range(20, 0, -1)]
    assert [texts(rows[-1], "./td")[it] for it in (0, 2, 3, 4)] == ["1", "rates", "–", "defense-ledger demo"]


def test_a_long_journal_goes_on_on_further_pages(book):
    _, page = page_of(book, "/journal?from=3")

    assert page.xpath("//main//tbody/tr")[0].get("id") == "entry-18"
    assert texts(page, "//main/p[last()]") == ["Rows 3 to 20 of 20 · previous"]
    assert page.xpath("//a[@rel='prev']/@href") == ["/journal?from=1"]


@pytest.mark.parametrize("start", ["0", "-1", "x", "²", "9" * 5000, "21", ""])
def test_a_page_of_the_journal_that_is_none_is_the_nearest(book, start):
    status, page = page_of(book, f"/journal?from={start}")

    assert status == 200
    assert page.xpath("//main//tbody/tr")


def test_a_book_without_records_says_what_a_record_is(tmp_path):
    made = create_book(tmp_path / "book.db", author="Ann")
    status, page = page_of(made.path, "/")

    assert status == 200
    assert page.xpath("string(//h1)") == "No records yet"


def test_a_book_that_is_gone_is_told(tmp_path):
    status, page = page_of(tmp_path / "none.db", "/")

    assert status == 404
    assert "found no such file, expected a book" in texts(page, "//main//p")[0]


def test_of_an_altered_book_no_figure_is_shown(book):
    keeper = Keeper(Settings(book))
    assert keeper.held().entries == 20
    with closing(sqlite3.connect(book)) as attacker:
        attacker.execute("DROP TRIGGER entries_update")
        attacker.execute("UPDATE entries SET payload = replace(payload, '000', '900') WHERE seq = 12")
        attacker.commit()
    status, page = page_of(book, "/")

    assert status == 500
    assert page.xpath("string(//h1)") == "The book was altered"
    assert not page.xpath("//*[contains(@class,'figure')]")
    with pytest.raises(Refused, match="CHAIN"):
        keeper.held()


def test_what_was_worked_out_is_kept_until_the_book_changes(book):
    keeper = Keeper(Settings(book))
    before = keeper.held()

    assert keeper.held() is before
    withdraw(Book.open(book), "fra-ukr-2025-06-07-1", author="Ann", reason="a rumour")
    after = keeper.held()
    assert after.entries == before.entries + 1
    assert after.report is not before.report


def test_a_book_whose_head_stands_is_not_worked_out_anew_though_its_file_was_touched(book):
    keeper = Keeper(Settings(book))
    before = keeper.held()
    os.utime(book)

    assert keeper.held() is before

"""Importing in the browser: what would happen to each row and to the totals, then all of it or nothing, and undone."""

import csv
import io
import os

import openpyxl
import pytest
from asked_pages import Asking
from demonstrated import demo_copied
from hypothesis import given, settings
from hypothesis import strategies as st
from made import pledge

from ledger.desk import build_report, create_book, import_file, imported_batches, rehearse_import
from ledger.foundation import Refused
from ledger.web.uploads import KEPT_SECONDS, Uploads

SIGNED = {"_author": "Ann", "_reason": "from the ministry"}
HEAD = "id,title,donor,recipient,category,instrument,stage,announced,amount,currency,term\n"
LATVIA = "lva-1,Winter clothing,Latvia,Ukraine,military,grant,pledge,2025-01-17,55000000,EUR,once\n"
POLAND = "pol-1,Ammunition,Poland,Ukraine,military,grant,pledge,17 stycznia 2025,100 mln,PLN,once\n"
SWEDEN = 'swe-1,Package 18,Sweden,Ukraine,military,grant,pledge,2025-01-30,"3,0,0 bn",SEK,once\n'


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path / "demo").book


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads")


@pytest.fixture
def desk(book, uploads):
    return Asking(book.path, author="root", uploads=uploads.folder)


def handed_in(uploads, text, name="pledges.csv"):
    """The address of the plan of a file."""
    return f"/import/{uploads.hold(name, io.BytesIO(text if isinstance(text, bytes) else text.encode()))}"


def pledged(book):
    return build_report("commitments", book).sums((), "pledges")[()].figures.central_minor


def test_a_plan_shows_each_row_and_what_would_become_of_the_totals(desk, book, uploads):
    entries, before = book.entries, pledged(book)
    page = desk.page(handed_in(uploads, HEAD + LATVIA + POLAND))

    assert page.answer.status == 200
    assert page.heading == "2 new"
    assert page.all("//table[contains(@class, 'wide')]/tbody/tr/td[2]") == ["Winter clothing", "Ammunition"]
    assert page.all("//table[contains(@class, 'wide')]/tbody/tr/td[4]/span[1]") == ["new", "new"]
    assert "Pledges: EUR +78.5 million" in page.main
    assert (book.entries, pledged(book)) == (entries, before)


def test_what_is_applied_enters_with_its_author_and_moves_the_totals_by_what_was_shown(desk, book, uploads):
    before = pledged(book)
    address = handed_in(uploads, HEAD + LATVIA + POLAND)
    rehearsed = rehearse_import(book, uploads.file(address.rpartition("/")[2]))
    answer = desk.answer(address, form=desk.page(address).filled | SIGNED | {"_do": "enter"})
    (batch,) = [it.batch for it in imported_batches(book) if it.batch.source == "pledges.csv"]

    assert answer.location == "/import"
    assert (batch.author, book.history("lva-1")[0].reason) == ("Ann", "from the ministry")
    shown = next(it for it in rehearsed.comparison.bridged.bridges if it.measure == "pledges")
    assert pledged(book) - before == (shown.closing.value - shown.opening.value) * 100
    assert desk.page(address).answer.status == 404
    assert desk.page("/import").all("//tbody/tr[1]/td")[:2] == ["pledges.csv", "pledges.csv"]


def test_a_newer_release_shows_what_is_new_changed_and_gone(desk, uploads):
    first = handed_in(uploads, HEAD + LATVIA + POLAND)
    desk.answer(first, form=desk.page(first).filled | SIGNED | {"_do": "enter"})
    changed = LATVIA.replace("55000000", "60000000")
    page = desk.page(handed_in(uploads, HEAD + changed + SWEDEN.replace("3,0,0 bn", "3 bn")))

    assert page.heading == "1 new, 1 changed, 1 gone"
    assert "amount.value: 55000000 → 60000000" in page.main
    assert page.all("//table[contains(@class, 'wide')]/tbody/tr/td[4]/span[1]") == ["new", "changed", "gone"]


def test_faulty_rows_are_told_with_their_place_and_only_the_others_may_enter(desk, book, uploads):
    entries = book.entries
    address = handed_in(uploads, HEAD + LATVIA + SWEDEN)
    page = desk.page(address)

    assert page.heading == "1 thing to settle; nothing has entered the book"
    (fault,) = page.all("//section[h2='To settle']/p")
    assert fault.startswith('error pledges.csv:3:amount: found "3,0,0 bn", expected one amount such as')
    assert page.all("//main//form//button") == ["Enter the sound rows, and keep the others as not read", "Drop it"]
    assert book.entries == entries
    desk.answer(address, form=page.filled | SIGNED | {"_do": "enter sound rows"})
    assert {it.id for it in book.records()} >= {"lva-1"}
    assert [it.rejected for it in imported_batches(book)][-1] == 1


def test_the_marked_copy_is_that_of_the_command_line(desk, book, uploads, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(HEAD.strip().split(","))
    workbook.active.append(next(csv.reader([SWEDEN])))
    faulty = tmp_path / "pledges.xlsx"
    workbook.save(faulty)
    address = handed_in(uploads, faulty.read_bytes(), "pledges.xlsx")
    page = desk.page(address)
    with pytest.raises(Refused):
        import_file(book, faulty, author="Ann")

    (link,) = [it for it in page.links("//p[@class='actions']/a") if "marked" in it]
    copy = desk.answer(link)
    assert copy.file == "pledges.problems.xlsx"
    assert copy.body == (tmp_path / "pledges.problems.xlsx").read_bytes()


def test_what_cannot_be_read_is_told_and_enters_nothing(desk, book, uploads):
    entries = book.entries
    for name, content in {"a.xlsx": b"PK\x03\x04 no archive", "b.csv": b"", "c.csv": b"name,sum\nx,5\n"}.items():
        page = desk.page(handed_in(uploads, content, name))
        assert page.answer.status == 422
        assert "nothing has entered the book" in page.heading
    assert book.entries == entries


def test_a_plan_is_made_anew_when_the_book_has_moved(desk, book, uploads):
    address = handed_in(uploads, HEAD + LATVIA)
    filled = desk.page(address).filled
    book.record([pledge("other")], author="Bob", reason="meanwhile")
    page = desk.page(address, form=filled | SIGNED | {"_do": "enter"})

    assert page.answer.status == 409
    assert "The book has changed since this page was drawn" in page.main
    assert desk.answer(address, form=page.filled | SIGNED | {"_do": "enter"}).location == "/import"
    assert book.get("lva-1") is not None


def test_who_brings_it_is_asked_for_and_why_is_the_release_where_nobody_says_it(desk, book, uploads):
    entries = book.entries
    address = handed_in(uploads, HEAD + LATVIA)
    filled = desk.page(address).filled | SIGNED | {"_do": "enter", "_reason": ""}
    page = desk.page(address, form=filled | {"_author": ""})

    assert [fault.partition(":")[0] for fault in page.faults] == ["Who enters it"]
    assert book.entries == entries
    desk.answer(address, form=filled)
    assert book.history("lva-1")[0].reason == "import of pledges.csv"


def test_an_import_is_undone_as_a_whole(desk, book, uploads):
    before = pledged(book)
    address = handed_in(uploads, HEAD + LATVIA + POLAND)
    desk.answer(address, form=desk.page(address).filled | SIGNED | {"_do": "enter"})
    (link,) = desk.page("/import").links("//tbody/tr[1]//a")
    page = desk.page(link)
    assert page.heading == "Undo the import of pledges.csv"
    assert desk.answer(link, form=page.filled | SIGNED | {"_do": "enter"}).location == "/import"

    assert pledged(book) == before
    assert book.get("lva-1") is None
    assert "undone by entry" in desk.page("/import").all("//tbody/tr[1]")[0]


def test_a_file_that_was_dropped_or_never_held_has_no_plan(desk, uploads):
    address = handed_in(uploads, HEAD + LATVIA)
    assert desk.answer(address, form={"_do": "drop"}).location == "/import"
    assert desk.page(address).answer.status == 404
    for digest in ("0" * 64, "..", "%2e%2e%2fbook.db", "x"):
        assert desk.page(f"/import/{digest}").answer.status == 404
        assert desk.page(f"/import-marked/{digest}").answer.status == 404


@pytest.mark.parametrize(
    "name", ["../../book.db", "/etc/passwd.csv", "a\\b.csv", "\x00\x1b.csv", "", "x" * 500 + ".csv"]
)
def test_no_name_leaves_the_folder(uploads, name):
    digest = uploads.hold(name, io.BytesIO(b"x"))

    assert uploads.file(digest).parent.parent == uploads.folder
    assert uploads.file(digest).read_bytes() == b"x"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.binary(max_size=50))
def test_whatever_a_file_is_called_its_bytes_are_found_by_their_hash(tmp_path_factory, name, content):
    uploads = Uploads(tmp_path_factory.mktemp("held"))
    digest = uploads.hold(name, io.BytesIO(content))

    assert uploads.file(digest).read_bytes() == content
    assert uploads.file(digest).parent.name == digest


def test_what_is_an_hour_old_is_let_go_of(uploads):
    digest = uploads.hold("a.csv", io.BytesIO(b"x"))
    old = uploads.file(digest).parent
    os.utime(old, (old.stat().st_mtime - KEPT_SECONDS - 1,) * 2)
    uploads.hold("b.csv", io.BytesIO(b"y"))

    assert uploads.file(digest) is None


def test_a_rehearsal_leaves_the_book_as_it_is_byte_for_byte(book, tmp_path):
    before = book.path.read_bytes()
    file = tmp_path / "pledges.csv"
    file.write_text(HEAD + LATVIA + POLAND)
    rehearsed = rehearse_import(book, file)

    assert book.path.read_bytes() == before
    assert rehearsed.imported.counts["recorded"] == 2


def test_a_rehearsal_into_an_empty_book_has_no_comparison_but_the_totals(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    file = tmp_path / "pledges.csv"
    file.write_text(HEAD + LATVIA)
    rehearsed = rehearse_import(book, file)

    assert rehearsed.report.sums((), "pledges")[()].figures.central_minor == 5_500_000_000
    assert book.records() == ()


MESSY = (
    "Nr;Land;Maßnahme;Betrag (Mio. EUR);Datum;Art\n"
    "1;Deutschland;Panzer;1.234,5;02.06.2025;Mil\n"
    "2;Schweden;Zelte;0,7;03.06.2025;Hum\n"
    "3;Norwegen;Boote;0,5;04.06.2025;Mil\n"
    "4;Finnland;Funk;2,5;05.06.2025;Mil\n"
    ";Summe;;1.238,2;;\n"
)


def test_a_messy_table_is_mapped_by_choosing(desk, book, uploads):
    before, address = pledged(book), handed_in(uploads, MESSY, "aid.csv")
    refused = desk.page(address)
    assert refused.answer.status == 422
    (link,) = [it for it in refused.links("//p[@class='actions']/a") if "columns" in it]

    page = desk.page(link)
    assert page.heading == "What the columns of aid.csv are"
    assert page.all("//tbody/tr/th") == ["Nr", "Land", "Maßnahme", "Betrag (Mio. EUR)", "Datum", "Art"]
    filled = page.filled
    assert (filled["column=Betrag (Mio. EUR)"], filled["setting=decimal"]) == ("amount", "comma")
    assert filled["setting=multiplier"] == "1000000"
    assert filled["constant=currency"] == "EUR"
    chosen = filled | {"column=Land": "donor", "column=Art": "category", "column=Maßnahme": "title"}

    asked = desk.page(link, form=chosen | {"_do": "check"})
    assert asked.all("//label[starts-with(@for, 'values.category')]") == ["Category: Mil", "Category: Hum"]
    answers = asked.filled | {
        "values.category=Mil": "military",
        "values.category=Hum": "humanitarian",
        "constant=recipient": "Ukraine",
        "constant=instrument": "grant",
        "constant=stage": "pledge",
        "constant=qualifier": "exact",
        "constant=term": "one_off",
    }
    without_totals = desk.answer(link, form=answers | {"_do": "enter"})
    assert without_totals.location == address
    assert "DUP" in desk.page(address).main

    desk.answer(link, form=answers | {"setting=totals": "skip", "_do": "enter"})
    plan = desk.page(address)
    assert plan.heading == "4 new"
    desk.answer(address, form=plan.filled | SIGNED | {"_do": "enter"})
    assert pledged(book) - before == 123_820_000_000
    germany = next(it for it in book.records() if it.title == "Panzer")
    assert (germany.donor, germany.category, germany.stated_amount) == ("DEU", "military", "EUR 1,234,500,000")


def test_what_is_wrong_in_the_choice_of_columns_is_told(desk, uploads):
    address = handed_in(uploads, MESSY, "aid.csv")
    link = address.replace("/import/", "/import-columns/")
    filled = desk.page(link).filled
    desk.answer(link, form=filled | {"_do": "enter"})
    page = desk.page(address)

    assert page.answer.status == 422
    assert "nothing has entered the book" in page.heading
    assert any("columns" in it for it in page.links("//p[@class='actions']/a"))


def test_columns_of_a_file_that_is_gone_or_is_no_table_cannot_be_named(desk, uploads):
    assert desk.page(f"/import-columns/{'0' * 64}").answer.status == 404
    address = handed_in(uploads, b'{"id": 1}', "a.jsonl").replace("/import/", "/import-columns/")
    assert desk.page(address).answer.status == 404

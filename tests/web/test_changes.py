"""What changed between two states of a book, as a page."""

import pytest
from asked_pages import Asking, page_of, texts
from demonstrated import demo_copied

from ledger.book import Book
from ledger.desk import build_report, comparison_of, correct, issue, varied_report
from ledger.presentation import present

SINCE = "cutoff:2025-03-31"


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


def test_without_an_earlier_state_the_page_asks_for_one(book):
    page = Asking(book.path).page("/changes")

    assert page.answer.status == 200
    assert page.heading == "What changed between two states of the book"
    assert page.all("//main//form//label") == ["Report", "Compared with", "As the book stood on"]
    assert page.all("//main//table") == []


@pytest.mark.parametrize("report", ["commitments", "pledged-to-paid"])
def test_the_steps_are_those_of_the_presentation_and_lead_from_one_total_to_the_other(book, report):
    page = Asking(book.path).page(f"/changes?report={report}&against={SINCE}")
    built = build_report(varied_report(report, against=SINCE), book)
    shown = present(built, comparison=comparison_of(built, book)).changes

    assert page.heading == " ".join(shown.title.split())
    rows = [texts(row, "th|td") for row in page.tree.xpath("//main//table[1]")[0].xpath("tbody/tr")]
    amounts = [shown.opening, *(step.change for step in shown.steps), shown.closing]
    assert len(rows) == len(amounts)
    assert all(" ".join(it.text.split()) in row[-1] for it, row in zip(amounts, rows, strict=True))
    assert page.links("//main//p[@class='actions']/a") == [f"/reports/{report}?against=cutoff%3A2025-03-31"]


def test_what_left_the_house_is_offered_and_compared_with_now(book, tmp_path):
    sent = issue(book, lambda: build_report("brief", book), tmp_path, author="Ann", reason="for the minister")
    number = sent.revision.seq
    correct(book, "gbr-ukr-2025-06-02-1", {"amount": "4 bn GBP"}, author="Ann", reason="misread")
    desk = Asking(book.path)
    (link,) = desk.page("/changes").links("//main//ul//a")
    page = desk.page(link)

    assert link == f"/changes?report=brief&against=issue%3A{number}"
    assert "Corrected" in page.main
    assert "/records/gbr-ukr-2025-06-02-1" in page.links()
    assert page.filled == {"report": "brief", "against": f"issue:{number}", "as_of": ""}


def test_where_nothing_has_changed_the_page_says_what_was_compared(book, tmp_path):
    sent = issue(book, lambda: build_report("brief", book), tmp_path, author="Ann", reason="for the minister")
    page = Asking(book.path).page(f"/changes?report=brief&against=issue:{sent.revision.seq}")

    assert page.heading == f"What changed since issue {sent.revision.seq} of 30 October 2026"
    assert [it.split()[0] for it in page.all("//main//table[1]/tbody/tr")] == ["Earlier", "Total"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("against=soon", "against"), ("against=issue:3", "against"), ("against=2025-01-01&as_of=31+February", "as_of")],
)
def test_a_state_that_is_none_is_told_at_its_field(book, query, field):
    page = Asking(book.path).page(f"/changes?{query}")

    assert page.answer.status == 422
    assert f"#{field}" in page.links("//*[@class='summary']//a") or page.faults
    assert page.all("//main//table") == []


def test_a_report_that_nobody_has_defined_is_not_there(book):
    assert page_of(book.path, "/changes?report=../x")[0] == 404


def test_of_a_book_without_records_the_page_says_how_to_begin(tmp_path):
    status, page = page_of(Book.create(tmp_path / "new.db").path, "/changes")

    assert (status, texts(page, "//h1")) == (200, ["No records yet"])

"""A workbook whose table for readers was sorted: a row is the one with its name, to `explain` and to `verify` alike."""

import re
from functools import partial
from pathlib import Path
from shutil import copy

import pytest
from made import amount, brief, pledge, yearly
from openpyxl import load_workbook
from workbooks import respelt, sorted_rows, typed_over

from ledger.book import Book
from ledger.desk import build_report, explain_received, issue, verify_workbook
from ledger.foundation import Refused

SIGNED = {"author": "Ann", "reason": "test"}
SHEET = "Pledges by donor"
# Rows 6 to 8 are Germany, France and Norway, by size; below them stands the total.
ORDER = [8, 6, 7]


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A book of three donors, and a workbook that was issued from it."""
    folder = tmp_path_factory.mktemp("issued")
    book = Book.create(folder / "book.db")
    sums = {"DEU": "3000000", "FRA": "2000000", "NOR": "1000000"}
    term = yearly("2025-04-01", end="2026-12-31")
    book.record([pledge(key.lower(), donor=key, term=term, amount=amount(it)) for key, it in sums.items()], **SIGNED)
    build = partial(build_report, brief(), book)
    return book, issue(book, build, folder / "sent.xlsx", author="Ann", reason="to the minister").workbook


@pytest.fixture
def book(issued):
    return issued[0]


@pytest.fixture
def sent(issued, tmp_path):
    """A copy of the workbook, to be changed."""
    return Path(copy(issued[1], tmp_path))


def test_the_rows_of_the_first_sheet_may_be_sorted_too(book, sent):
    """Each was accused and refused there, though it was the row of its name."""
    top = next(cell.row for cell in load_workbook(sent)["Summary"]["A"] if cell.value == "Germany")
    path = sorted_rows(sent, "Summary", [top + 2, top, top + 1])

    verified = verify_workbook(book, path)
    assert told(verified) == [("note", "sent.xlsx:Summary", "a table in another order")]
    assert verified.holds
    explained = explain_received(book, path, f"Summary!C{top}")
    assert (explained.cell.row, explained.cell.text) == ("Norway", "1.0")


def names(path):
    return [load_workbook(path)[SHEET][f"A{row}"].value for row in (6, 7, 8, 9)]


def told(verified):
    return [(it.severity, str(it.place), it.found) for it in verified.problems]


def test_a_workbook_whose_table_was_sorted_holds_with_a_note(book, sent):
    """Every row was accused once: `verify` went by places where `explain` goes by names."""
    path = sorted_rows(sent, SHEET, ORDER)
    assert names(path) == ["Norway", "Germany", "France", "Total"]

    verified = verify_workbook(book, path)
    assert told(verified) == [("note", f"sent.xlsx:{SHEET}", "a table in another order")]
    assert verified.holds


def test_a_figure_that_was_changed_in_a_sorted_table_is_named_where_it_stands(book, sent):
    path = typed_over(sorted_rows(sent, SHEET, ORDER), SHEET, "B7", 12.5)

    (error, _) = verify_workbook(book, path).problems
    assert (error.severity, str(error.place)) == ("error", f"sent.xlsx:{SHEET}!B7")
    assert error.found == "12.5 (Germany, 2025)"


def test_names_that_were_swapped_without_their_figures_are_found(book, sent):
    path = typed_over(typed_over(sent, SHEET, "A6", "France"), SHEET, "A7", "Germany")

    places = [str(it.place) for it in verify_workbook(book, path).problems if it.severity == "error"]
    assert f"sent.xlsx:{SHEET}!B6" in places
    assert f"sent.xlsx:{SHEET}!B7" in places


def refusal(book, path, cell):
    with pytest.raises(Refused) as refused:
        explain_received(book, path, cell)
    (problem,) = refused.value.problems
    return str(problem.place), problem.found, problem.expected


def test_a_sign_in_place_of_a_reading_is_the_same_in_a_file(book, sent):
    """It was refused as altered once: another table displays the number behind it."""
    explained = explain_received(book, sent, "Summary!D9")

    assert (explained.cell.row, explained.cell.column, explained.cell.text) == ("Pledges", "Highest", "same")
    assert refusal(book, typed_over(sent, "Summary", "D9", 7), "Summary!D9") == (
        "sent.xlsx:Summary!D9",
        "7",
        "same, which the book gives for this cell",
    )


def test_a_share_in_a_file_is_held_against_the_book(book, sent):
    row = next(cell.row for cell in load_workbook(sent)["Summary"]["A"] if cell.value == "Germany")

    assert explain_received(book, sent, f"Summary!E{row}").cell.text == "50.0"
    assert refusal(book, typed_over(sent, "Summary", f"E{row}", 60), f"Summary!E{row}")[1:] == (
        "60",
        "50.0, which the book gives for this cell",
    )


def test_a_name_that_was_typed_over_is_refused_with_the_names_and_the_cell(book, sent):
    path = typed_over(sent, SHEET, "A7", "Frence")

    assert refusal(book, path, f"{SHEET}!C7") == (
        f"sent.xlsx:{SHEET}!C7",
        'the row "Frence"',
        "the name of a row as it was issued, such as France",
    )
    assert refusal(book, typed_over(sent, SHEET, "A7", ""), f"{SHEET}!C7") == (
        f"sent.xlsx:{SHEET}!C7",
        "a row without a name",
        "the name of a row as it was issued, such as Germany, France, Norway",
    )


def test_a_file_without_computed_values_says_so_once(book, sent):
    def without_values(content):
        return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)

    path = respelt(sent, "xl/worksheets/sheet2.xml", without_values)
    assert refusal(book, path, f"{SHEET}!B6") == (
        "sent.xlsx",
        "formulas without computed values",
        "a file that holds both",
    )

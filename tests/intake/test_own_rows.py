"""Rows of tables with our headings that are no records: totals, parts, notes and helpers filled down."""

import pytest
import xlsxwriter
from openpyxl import Workbook

from ledger.foundation import Severity, errors
from ledger.intake import read_files, settle

HEAD = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term"
ROW = "{title},NOR,UKR,military,grant,pledge,2025-06-02,exact,{amount},NOK,one_off"


@pytest.fixture
def read(tmp_path):
    def reading(*rows):
        path = tmp_path / "own.csv"
        path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
        return read_files([path])

    return reading


def row(title, amount):
    return ROW.format(title=title, amount=amount)


def rows_of(reading):
    return [draft.place.row for draft in reading.drafts]


def test_a_row_that_says_total_is_one_error_and_no_record(read):
    reading = read(row("Boats", 5000), row("Tents", 7000), "Total,,,,,,,,12000,,", row("of which food", 300))

    [problem] = reading.problems
    assert (problem.code, problem.severity, str(problem.place)) == ("DUP", Severity.ERROR, "own.csv:4")
    assert 'row 4 ("Total"), row 5 ("of which food")' in problem.found
    assert rows_of(reading) == [2, 3]
    assert settle(reading.drafts, ())[1] == ()


def test_a_figure_that_is_the_sum_of_all_rows_above_is_a_warning_and_enters(read):
    reading = read(row("Boats", 5100), row("Tents", 7020), row("Food", 2003), row("Everything", 14123))

    assert [(it.code, it.severity) for it in reading.problems] == [("DUP", Severity.WARNING)]
    assert rows_of(reading) == [2, 3, 4, 5]


def test_notes_and_helpers_are_passed_over_with_one_note(read):
    helpers = [",,UKR,,,,,,,NOK,one_off"] * 200

    reading = read(row("Boats", 5000), "Note: preliminary figures,,,,,,,,,,", *helpers)

    [problem] = reading.problems
    assert (problem.severity, problem.found) == (
        Severity.NOTE,
        "201 rows (3 to 203) with a note alone, or nothing of a record",
    )
    assert rows_of(reading) == [2]


@pytest.mark.parametrize("begun", ["Drones,,,,,,,,,,", ",NOR,,,,,,,,,", ",,,,,,,,5000,NOK,"])
def test_a_row_that_somebody_has_begun_is_told_as_before(read, begun):
    reading = read(row("Boats", 5000), begun)

    assert errors(settle(reading.drafts, ())[1])
    assert rows_of(reading) == [2, 3]


def test_clean_rows_are_not_accused(read):
    reading = read(row("Total support package", 5000), row("Tents", 7000), row("Sum insured for ships", 11000))

    assert (rows_of(reading), reading.problems) == ([2, 3, 4], ())


def test_the_form_is_sifted_too(tmp_path):
    book = Workbook()
    book.active.title = "Commitments"
    for line in (HEAD, row("Boats", 5000), row("Tents", 7000), "Total,,,,,,,,12000,,", ",,UKR,,,,,,,NOK,"):
        book.active.append([cell or None for cell in line.split(",")])
    book.save(tmp_path / "form.xlsx")

    reading = read_files([tmp_path / "form.xlsx"])

    assert [(it.code, str(it.place)) for it in reading.problems if it.code == "DUP"] == [
        ("DUP", "form.xlsx:Commitments!4")
    ]
    assert rows_of(reading) == [2, 3]


def form(path, *lines):
    """A workbook of our headings, in which texts that begin with = are formulas with the value behind the bar."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Commitments")
    for number, line in enumerate((HEAD + ",id,part_of", *lines)):
        for column, text in enumerate(line.split(",")):
            formula, _, value = text.partition("|")
            if text.startswith("="):
                sheet.write_formula(number, column, formula, None, int(value))
            elif text:
                sheet.write(number, column, int(text) if text.isdecimal() else text)
    book.close()
    return read_files([path])


def test_an_amount_that_adds_other_rows_is_an_error_and_no_record(tmp_path):
    reading = form(tmp_path / "form.xlsx", row("Boats", 5100), row("Tents", 7020), row("All", "=SUM(I2:I3)|12120"))

    [problem] = reading.problems
    assert (problem.code, problem.severity, str(problem.place)) == (
        "DUP",
        Severity.ERROR,
        "form.xlsx:Commitments!4",
    )
    assert "row 4 (a formula that adds rows)" in problem.found
    assert rows_of(reading) == [2, 3]


def test_a_formula_within_its_row_or_over_parts_that_say_so_is_not_accused(tmp_path):
    parts = [f"{row(title, figure)},,all" for title, figure in (("Boats", 5100), ("Tents", 7020))]

    within = form(tmp_path / "a.xlsx", row("Boats", "=3*1700|5100"), row("Tents", 7020))
    whole = form(tmp_path / "b.xlsx", *parts, f"{row('All', '=SUM(I2:I3)|12120')},all,")

    assert (within.problems, rows_of(within)) == ((), [2, 3])
    assert (whole.problems, rows_of(whole)) == ((), [2, 3, 4])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Note: figures in thousands", "thousands"),
        ("* Angaben in Mio. NOK", "Mio"),
        ("(constant 2015 prices)", "constant 2015"),
        ("Note: cumulative figures", "cumulative"),
    ],
)
def test_a_note_that_changes_the_figures_is_a_warning(read, text, words):
    doubt, _ = read(row("Boats", 5000), f"{text},,,,,,,,,,").problems

    assert (doubt.severity, str(doubt.place)) == (Severity.WARNING, "own.csv:3")
    assert f"which speaks of {words}" in doubt.found


@pytest.mark.parametrize("text", ["Note: all sums in NOK", "* as of June 2025", "Note: current prices"])
def test_a_note_that_changes_no_figure_is_none(read, text):
    assert [problem.severity for problem in read(row("Boats", 5000), f"{text},,,,,,,,,,").problems] == [Severity.NOTE]


def test_a_title_above_our_headings_that_speaks_of_a_unit_is_a_warning(tmp_path):
    book = Workbook()
    book.active.append(["Aid of Norway, figures in NOK million"])
    book.active.append(HEAD.split(","))
    book.active.append(row("Boats", 5000).split(","))
    book.save(tmp_path / "own.xlsx")

    [doubt] = read_files([tmp_path / "own.xlsx"]).problems

    assert (doubt.code, doubt.severity, str(doubt.place)) == ("SCALE", Severity.WARNING, "own.xlsx:Sheet!1")

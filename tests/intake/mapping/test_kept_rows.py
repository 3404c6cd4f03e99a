"""Rows of a foreign table that are no records: totals, notes, helpers filled down, and what a mapping leaves out."""

from datetime import date

import pytest
import xlsxwriter
from mapped import mapping, table

from ledger.foundation import Severity, errors
from ledger.intake import Options, read_files, settle

MAPPING = """source = "Ministry"
{lines}
[columns]
donor = "Country"
title = "What"
amount = "Sum"
announced = "Day"
[constants]
recipient = "UKR"
category = "military"
instrument = "grant"
stage = "pledge"
qualifier = "exact"
term = "one_off"
currency = "SEK"
{tables}
"""
HEADINGS = "Country,What,Sum,Day,State\n"
ROWS = "Sweden,Boats,41000000,2025-03-04,firm\nSweden,Tents,2500000,2025-03-05,shared\n"
TOTAL = "Sweden,Subtotal,43500000,2025-03-31,\n"


@pytest.fixture
def read(tmp_path):
    def reading(table, lines="", tables=""):
        path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
        if isinstance(table, str):
            path.write_text(HEADINGS + table, encoding="utf-8")
        else:
            path = table
        by.write_text(MAPPING.format(lines=lines, tables=tables), encoding="utf-8")
        return read_files([path], options=Options(mapping=by))

    return reading


UNREAD = "the column State, which is not read"


def rows_of(reading):
    return [draft.place.row for draft in reading.drafts]


def test_a_total_is_asked_about_in_one_line_and_does_not_enter(read):
    reading = read(ROWS + TOTAL + "Norway,Drones,7000000,2025-03-06,\nTotal,,50500000,,\n")

    [problem] = errors(reading.problems)
    assert (problem.code, problem.severity, str(problem.place)) == ("DUP", Severity.ERROR, "aid.csv:4")
    assert problem.found == 'what looks like totals or parts of other rows: row 4 ("Subtotal"), row 6 ("Total")'
    assert 'totals = "skip" above [columns] in aid.toml' in problem.remedy
    assert rows_of(reading) == [2, 3, 5]


def test_parts_of_a_row_are_asked_about(read):
    reading = read("Sweden,Package 20,900,2025-03-04,\nSweden,varav båtar,400,2025-03-04,\n")

    assert [it.found for it in errors(reading.problems)] == [
        'what looks like totals or parts of other rows: row 3 ("varav båtar")'
    ]
    assert rows_of(reading) == [2]


def test_totals_are_left_out_where_the_mapping_says_so(read):
    reading = read(ROWS + TOTAL, 'totals = "skip"')

    assert [(it.severity, it.found) for it in reading.problems] == [
        (Severity.NOTE, UNREAD),
        (Severity.NOTE, "1 row (4) left out as totals or parts"),
    ]
    assert rows_of(reading) == [2, 3]


def test_totals_are_records_where_the_mapping_says_so(read):
    reading = read(ROWS + TOTAL, 'totals = "keep"')

    assert ([it.found for it in reading.problems], rows_of(reading)) == ([UNREAD], [2, 3, 4])


def test_a_running_total_is_asked_about(read):
    rows = "".join(
        f"Norway,Support so far,{sum_},2025-0{month}-01,\n" for sum_, month in ((100, 3), (250, 4), (400, 5))
    )

    reading = read(rows + "Sweden,Boats,70,2025-03-04,\n")

    assert [it.found for it in reading.problems] == ['a running total, "Support so far", in rows 2 to 4']
    assert rows_of(reading) == [5]


def test_a_table_without_totals_is_not_accused(read):
    rows = "".join(f"Norway,Lot {number},{number * 1300},2025-03-0{number},\n" for number in range(1, 9))

    assert read(rows).problems == ()


def test_rows_are_left_out_by_the_value_of_a_column(read):
    reading = read(ROWS, tables='[skip_rows]\nstate = ["Shared"]')

    assert rows_of(reading) == [2]
    assert [it.found for it in reading.problems] == ["1 row (3) left out by skip_rows"]


def test_empty_cells_can_be_named_as_a_value_to_leave_out(read):
    assert rows_of(read(ROWS + "Norway,Lot,7,2025-03-01,\n", tables='[skip_rows]\nState = [""]')) == [2, 3]


def test_a_column_that_is_not_there_is_told_at_the_line_and_nothing_is_read(read):
    reading = read(ROWS, tables='[skip_rows]\nStatus = ["shared"]')

    assert [(str(it.place), it.found) for it in errors(reading.problems)] == [
        ("aid.toml:skip_rows.Status", '"Status", which no column is called')
    ]
    assert reading.drafts == ()


def test_notes_and_helpers_are_passed_over_and_counted_in_one_note(read):
    notes = "Note: preliminary figures,,,,\nSource: the ministry,,,,\n"
    helpers = "".join(",,,,open\n" for _ in range(300))

    [problem] = read(ROWS + notes + helpers).problems

    assert problem.severity is Severity.NOTE
    assert problem.found == (
        "the column State and 302 rows of text below the table (the first is 4), which are not read"
    )


def test_helpers_between_records_are_passed_over_and_counted(read):
    reading = read(ROWS + ",,,,7\n" * 300 + ROWS)

    assert "300 rows (4 to 303) without a title, a party, a day or a sum, passed over" in [
        it.found for it in reading.problems
    ]
    assert rows_of(reading) == [2, 3, 304, 305]


def test_a_helper_that_is_mapped_makes_no_record(read):
    reading = read(ROWS + ",,,,\n" + ",,-,,firm\n", 'missing = ["-"]')

    assert rows_of(reading) == [2, 3]
    assert [it.found for it in reading.problems] == [
        UNREAD,
        "1 row (5) without a title, a party, a day or a sum, passed over",
    ]


def test_a_row_that_lacks_one_thing_is_an_error_as_before(read):
    reading = read(ROWS + "Norway,,7000000,2025-03-06,\n")

    assert [str(it.place) for it in settle(reading.drafts, ())[1]] == ["aid.csv:4:What"]


def sheet(path, formula, value):
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["Country", "What", "Sum", "Day"])
        days = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for row, what in enumerate(("Boats", "Tents", "Naval"), start=1):
            page.write_row(row, 0, ["Sweden", what, 1000 * row])
            page.write_datetime(row, 3, date(2025, 3, row), days)
        page.write_formula(3, 2, formula, None, value)
    return path


def test_a_cell_that_adds_rows_is_asked_about(read, tmp_path):
    reading = read(sheet(tmp_path / "aid.xlsx", "=SUM(C2:C3)", 3000))

    assert [it.found for it in errors(reading.problems)] == [
        "what looks like totals or parts of other rows: row 4 (a formula that adds rows)"
    ]


def test_a_formula_of_its_own_row_is_a_record(read, tmp_path):
    assert rows_of(read(sheet(tmp_path / "aid.xlsx", "=E4*1000", 5000))) == [2, 3, 4]


@pytest.mark.parametrize(
    ("pattern", "written", "which", "day"),
    [
        ("%Y", "2024", "last", "2024-12-31"),
        ("%Y", "2024", "first", "2024-01-01"),
        ("%Y-%m", "2024-02", "last", "2024-02-29"),
        ("%b %Y", "Feb 2025", "last", "2025-02-28"),
        ("%m/%Y", "12/2024", "last", "2024-12-31"),
    ],
)
def test_a_month_or_a_year_is_a_day_by_a_stated_rule(read, pattern, written, which, day):
    lines = f'date_format = "{pattern}"\nday_of_period = "{which}"'

    [draft] = read(f"Sweden,Boats,41000000,{written},\n", lines).drafts

    assert draft.values["announced"] == day


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('date_format = "%Y"', 'date_format "%Y", which names no day'),
        ('date_format = "%Y-%m-%d"\nday_of_period = "last"', 'day_of_period beside date_format "%Y-%m-%d"'),
    ],
)
def test_a_period_needs_its_rule_and_a_day_needs_none(read, lines, found):
    assert [it.found for it in read(ROWS, lines).problems] == [found]


def cumulative(path, *rows):
    lines = (
        "Country,What,New,Sum,Day",
        *(f"Norway,Lot {n},{new},{sum_},2025-03-0{n}" for n, (new, sum_) in enumerate(rows, 1)),
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_column_that_adds_up_another_is_a_running_total(read, tmp_path):
    path = cumulative(tmp_path / "c.csv", (5000, 5000), (3000, 8000), (1000, 9000), (7000, 16000))

    reading = read(path)

    [problem] = errors(reading.problems)
    assert (problem.code, str(problem.place)) == ("DUP", "aid.toml:columns.amount")
    assert problem.found == '"Sum", a running total: each row is the one before plus "New"'
    assert reading.drafts == ()
    assert rows_of(read(path, 'totals = "keep"')) == [2, 3, 4, 5]


def test_a_running_total_may_begin_anew(read, tmp_path):
    rows = ((5000, 5000), (3000, 8000), (1000, 9000), (7000, 7000), (2000, 9000))

    assert errors(read(cumulative(tmp_path / "c.csv", *rows)).problems)


@pytest.mark.parametrize(
    "rows",
    [
        ((5000, 5000), (3000, 3000), (1000, 1000), (7000, 7000)),
        ((5000, 5000), (3000, 8000), (1000, 9500), (7000, 16500)),
        ((0, 5000), (0, 5000), (0, 5000)),
        ((1, 5000), (2, 8000), (3, 9000)),
    ],
    ids=["the same figures", "one step differs", "nothing added", "numbers of lots"],
)
def test_other_columns_of_figures_make_no_running_total(read, tmp_path, rows):
    assert errors(read(cumulative(tmp_path / "c.csv", *rows)).problems) == ()


@pytest.mark.parametrize("further", [0, 3])
def test_of_more_faults_than_are_listed_the_further_rows_are_counted(reading, further):
    """A row that is left out in the end, here the total behind the thousand, is in no count."""
    rows = [("Finland", f"Lot {number}", f"{number} x", "2025-03-03") for number in range(1000 + further)]
    rows.insert(1000, ("Total", "", "7", "soon"))

    found = reading(table(rows=rows), mapping(totals="skip"))

    listed = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    assert [problem.place.row for problem in listed[:1000]] == list(range(2, 1002))
    assert [problem.further for problem in listed[1000:]] == ([further] if further else [])
    assert [place.row for place in found.unlisted] == list(range(1003, 1003 + further))

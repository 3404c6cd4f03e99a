"""Formulas in the spellings of several programs, and formulas that only look alike."""

import pytest

from ledger.audit.workbook_formulas import Tables, format_code, meaning
from ledger.intake import SheetTable

TABLES = Tables({"spread": ("Spread", SheetTable("Spread", "B4:D9", ("Stage key", "Central", "High")))})
SUM = "=ROUND(SUMIFS(Spread[Central],Spread[Stage key],1,Notes!$A$3),2)"


def means(formula):
    return meaning(formula, "Year", 7, TABLES)


@pytest.mark.parametrize(
    "spelling",
    [
        "=+round( sumifs(Spread!$C$5:$C$9, Spread!B5:B9, 1, Notes!A3), 2 )",
        "=ROUND(SUMIFS(spread[central],SPREAD[Stage key],1,'Notes'!$A3),2)",
    ],
)
def test_two_spellings_of_one_formula_mean_the_same(spelling):
    assert means(spelling) == means(SUM)


@pytest.mark.parametrize(
    "other",
    [
        SUM.replace("Central", "High"),
        SUM.replace("$A$3", "$A$4"),
        SUM.replace("Notes!", ""),
        SUM.replace(",1,", ",2,"),
        SUM.replace("SUMIFS", "COUNTIFS"),
        SUM + "*1.1",
        SUM + "-0",
        "=" + SUM[1:].replace("ROUND", "-ROUND"),
    ],
)
def test_whatever_counts_otherwise_means_something_else(other):
    assert means(other) != means(SUM)


def test_this_row_is_the_cell_of_the_row():
    assert means("=Spread[[#This Row],[High]]") == means("=Spread[@High]") == means("=Spread!D7")
    assert means("=Spread[[#This Row],[High]]") != means("=Spread[High]")


def test_text_keeps_its_capitals_and_blanks():
    assert means('=IF(A1="A b",1,2)') != means('=IF(A1="a b",1,2)')


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('#,##0.00;-#,##0.00;"-"', r"#,##0.00;\-#,##0.00;\-"),
        ('"≥ "#,##0.00;"≥ "-#,##0.00;"≥ ""-"', '"≥ "#,##0.00;"≥ -"#,##0.00;"≥ -"'),
        ("yyyy-mm-dd", r"yyyy\-mm\-dd"),
    ],
)
def test_a_number_format_is_the_same_however_its_signs_are_quoted(ours, theirs):
    assert format_code(ours) == format_code(theirs)


@pytest.mark.parametrize("other", ['#,##"0".00', '#,##0".00"', '"#,##0.00"', "#,##0.00,", "#,##0.00%", "0.00", ";;;"])
def test_what_is_quoted_is_another_format(other):
    assert format_code(other) != format_code("#,##0.00")

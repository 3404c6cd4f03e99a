"""Formulas in the spellings of several programs, and formulas that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit.received.formulas import Tables, format_code, meaning, means_the_same, names_no_cell_of
from ledger.spreadsheet import SheetTable

TABLES = Tables(
    {
        "spread": ("Spread", SheetTable("Spread", "B4:D9", ("Stage key", "Central", "High"))),
        "one": ("Year", SheetTable("One", "A1:A2", ("High",))),
        "twice": ("Year", SheetTable("Twice", "F1:G9", ("High", "high"))),
        "added": ("Year", SheetTable("Added", "H1:H9", ("High",), ("1", "1"))),
    }
)
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


@pytest.mark.parametrize("formula", ["=B!A1", "='B c'!A1:A9", "='Year''s'!$A$1", "=Spread[Central]+B!A1", "=1"])
def test_a_formula_that_names_no_cell_of_its_sheet(formula):
    assert names_no_cell_of("Year", formula)


@pytest.mark.parametrize("formula", ["=A1", "=Year!A1", "='year'!A1", "=A:Year!B2", "='A:C'!B2", "=B!total", "=total"])
def test_a_formula_that_may_name_a_cell_of_its_sheet(formula):
    assert not names_no_cell_of("Year", formula)


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


def means_in(sheet, row, formula):
    return meaning(formula, sheet, row, TABLES)


def test_this_row_is_the_cell_of_the_row():
    assert means_in("Spread", 7, "=Spread[[#This Row],[High]]") == ("spread!d7",)
    assert means_in("Spread", 7, "=Spread[@High]") == means_in("Spread", 7, "=$D7") == ("spread!d7",)
    assert means_in("Spread", 7, "=Spread[High]") == ("spread!d5:d9",)


@pytest.mark.parametrize(("sheet", "row"), [("Year", 7), ("Spread", 4), ("Spread", 10)])
def test_this_row_is_no_cell_outside_of_the_rows_of_its_table(sheet, row):
    assert means_in(sheet, row, "=Spread[[#This Row],[High]]") == ("spread[[#this row],[high]]",)


@pytest.mark.parametrize(
    ("reference", "cells"),
    [
        ("Spread[]", "spread!b5:d9"),
        ("Spread[#Data]", "spread!b5:d9"),
        ("Spread[#All]", "spread!b4:d9"),
        ("Spread[[#Data],[High]]", "spread!d5:d9"),
        ("Spread[[#All],[High]]", "spread!d4:d9"),
        ("One[High]", "year!a2"),
    ],
)
def test_a_reference_to_a_part_of_a_table_is_its_cells(reference, cells):
    assert means(f"={reference}") == (cells,)


@pytest.mark.parametrize("reference", ["Spread[Low]", "Other[High]", "Twice[High]", "Added[High]", "Spread[#Totals]"])
def test_a_reference_that_names_no_certain_cells_stays_as_it_is(reference):
    assert means(f"={reference}") == (reference.lower(),)


# The second of each pair is what LibreOffice 7.4 or 25.2 writes for the first one.
@pytest.mark.parametrize(
    ("issued", "saved"),
    [
        ("=ROUND(SUM(E6:E6),2)", "=ROUND(SUM(E6),2)"),
        ("=ROUND(SUM(B2:B2,C3:C3),2)", "=ROUND(SUM(B2,C3),2)"),
        ("=SUMIFS($B$2:$B$2,C2:C2,1)", "=SUMIFS($B$2,C2,1)"),
        ("=INDEX(One[High],MATCH(1,B2:B2,0))", "=INDEX(Year!$A$2,MATCH(1,B2,0))"),
        ("=B2:B2+1", "=B2+1"),
        ("=SUM(C3:B2)", "=SUM(B2:C3)"),
        ("=SUM(B3:C2)", "=SUM(B2:C3)"),
        ("=SUM('Notes'!B2:B2)", "=SUM(Notes!B2)"),
        ("=SUM('A ''b'' c'!B2:B2)", "=SUM('A ''b'' c'!B2)"),
        ("=IF(TRUE,1.50*2,1E2)", "=IF(TRUE(),1.5*2,100)"),
        ("=IF(FALSE,1,100000000000000000000)", "=IF(FALSE(),1,1E+020)"),
        ("=SUM(Year!B2)", "=sum( B2 )"),
    ],
)
def test_what_libreoffice_writes_otherwise_means_the_same(issued, saved):
    assert means_the_same(saved, issued, "Year", 7, TABLES)


@pytest.mark.parametrize(
    ("formula", "other"),
    [
        ("=SUM(E6:E6)", "=SUM(E6:E7)"),
        ("=SUM(E6:E6)", "=SUM(E6:F6)"),
        ("=SUM(E6:E6)", "=SUM(E7)"),
        ("=SUM(E6:E6)", "=E6"),
        ("=SUM(E6)", "=SUM(+E6)"),
        ("=SUM(B2,C3)", "=SUM(B2:C3)"),
        ("=SUM(B2:C3 C3:D4)", "=SUM(B2:C3,C3:D4)"),
        ("=(B2+1)*2", "=B2+1*2"),
        ("=-2^2", "=-(2^2)"),
        ("=0.3", "=0.30000000000000004"),
        ("=1_0", "=10"),
        ("=inf", "=infinity"),
        ("=TRUE", "=1"),
        ("=rate", "=Year!rate"),
        ("=XFE1", "=Year!XFE1"),
        ("=AB1", "='A$B'!B1"),
        ("=Stra\u00dfe!A1", "=Strasse!A1"),
        ("=A1", "=''!A1"),
        ("=SUM(A1:A1)", "=_xlfn.SUM(A1)"),
        ('="a"', '="A"'),
        ('="SUM(A1:A1)"', '="SUM(A1)"'),
        ("=SUM(A1)", "={SUM(A1)}"),
        ("=A1", "=A1)"),
        ("=)", "=A1"),
    ],
)
def test_whatever_could_count_otherwise_does_not_mean_the_same(formula, other):
    assert not means_the_same(other, formula, "Year", 7, TABLES)


@given(st.text("=ABab12.,:;!$%&'\"()[]{}#@+-*/^<> \n", max_size=20))
def test_no_text_that_stands_for_a_formula_makes_the_comparison_fail(text):
    assert means_the_same(f"={text}", "=SUM(A1:A1)", "Year", 7, TABLES) in (False, True)


@given(st.tuples(*[st.integers(1, 4)] * 4), st.tuples(*[st.integers(1, 4)] * 4))
def test_two_ranges_mean_the_same_if_and_only_if_they_are_the_same_cells(one, other):
    def written(corners):
        left, top, right, bottom = corners
        return f"=SUM({'ABCD'[left - 1]}{top}:{'ABCD'[right - 1]}{bottom})"

    def cells(corners):
        left, top, right, bottom = corners
        return sorted((left, right)), sorted((top, bottom))

    assert means_the_same(written(one), written(other), "Year", 7, TABLES) == (cells(one) == cells(other))


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

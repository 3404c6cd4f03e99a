"""Formulas that add rows, and those that reckon with the cells of their own row."""

import pytest

from ledger.spreadsheet.sum_formulas import adds_rows


@pytest.mark.parametrize(
    "formula",
    [
        *("SUM(C2:C9)", "SUM($C$2:$C$9)", "SUBTOTAL(9,C2:C9)", "ROUND(SUM(C2:C9),2)", "SUM(C2:C4,C7:C9)", "C2+C3+C9"),
        *("SUM(C:C)", "AGGREGATE(9,5,C2:C9)", 'SUMIF(A2:A9,"x",C2:C9)', "SUMIFS(C2:C9,A2:A9,A3)", "+C2+C3"),
    ],
)
def test_a_formula_over_rows_of_its_column_adds_rows(formula):
    assert adds_rows(f"<f>{formula}</f><v>7</v>".encode(), "C")


@pytest.mark.parametrize(
    "formula",
    [
        *("SUM(A2:B2)", "B2*1000000", "C2*1.1", "SUM(Details!C2:C9)", "SUMIFS('By day'!C:C,'By day'!A:A,A2)", "A2+B2"),
        *("SUM(E2:E9)", "VLOOKUP(A2,C2:C9,1)", "MAX(C2:C9)", "SUM(C2:C2)", "CHECKSUM(C2:C9)"),
    ],
)
def test_a_formula_over_its_own_row_or_another_sheet_adds_none(formula):
    assert not adds_rows(f"<f>{formula}</f><v>7</v>".encode(), "C")


def test_a_cell_without_a_formula_adds_none():
    assert not adds_rows(b"<v>7</v>", "C")
    assert not adds_rows(b'<f t="shared" si="0"/><v>7</v>', "C")

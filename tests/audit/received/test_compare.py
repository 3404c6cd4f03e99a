"""Two workbooks beside each other: formulas are compared by their meaning, and each for itself."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import IssuedSheets, compare_sheets
from ledger.audit.received.compare import SavedCell, SheetCells, tables_of


def sheet(*cells, first=1):
    """A sheet with these cells one below the other, each in the first column."""
    return {"A": SheetCells("A", {row: {1: cell} for row, cell in enumerate(cells, start=first)})}


def differences(received, issued):
    cells = [cell for own in issued.values() for row in own.rows.values() for cell in row.values()]
    formulas = sum(cell.formula is not None for cell in cells)
    return compare_sheets(received.values(), IssuedSheets(issued, tables_of({}), formulas)).differences


def told(received, issued):
    return [(apart.kind, str(apart.place), apart.found.value) for apart in differences(received, issued)]


SUM = SavedCell(1.0, "=SUM(B6:B6)", "0.00")
IN_OTHER_WORDS = SavedCell(1.0, "=SUM(B6)", "0.00")


def test_a_formula_in_other_words_is_told_at_its_cell():
    assert told(sheet(SUM, IN_OTHER_WORDS), sheet(SUM, SUM)) == [("rewritten", "A!A2", 1)]


def test_several_formulas_in_other_words_are_told_once():
    assert told(sheet(IN_OTHER_WORDS, IN_OTHER_WORDS), sheet(SUM, SUM)) == [("rewritten", "A", 2)]


def test_a_changed_formula_is_named_among_formulas_in_other_words_even_where_another_cell_was_changed():
    received = sheet(IN_OTHER_WORDS, IN_OTHER_WORDS, SavedCell(1.0, "=SUM(B7)", "0.00"), SavedCell(8.0))

    assert told(received, sheet(SUM, SUM, SUM, SavedCell(7.0))) == [
        ("rewritten", "A", 2),
        ("formula", "A!A3", 1.0),
        ("value", "A!A4", 8.0),
    ]


def test_a_number_format_is_compared_behind_other_words_too():
    assert told(sheet(SavedCell(1.0, "=SUM(B6)", "0.00,")), sheet(SUM)) == [
        ("rewritten", "A!A1", 1),
        ("format", "A!A1", 1.0),
    ]


def test_a_value_is_compared_behind_other_words_too():
    assert told(sheet(SavedCell(2.0, "=SUM(B6)", "0.00")), sheet(SUM)) == [("value", "A!A1", 2.0)]


def test_formulas_without_their_values_are_told_once_and_a_changed_one_among_them_is_named():
    received = sheet(SavedCell(None, "=SUM(B6)"), SavedCell(None, "=SUM(B7)"), SavedCell(None, "=SUM(B6:B6)"))

    assert told(received, sheet(SUM, SUM, SUM)) == [("no values", "A", 2), ("formula", "A!A2", None)]


def test_one_formula_without_its_value_is_told_at_its_cell():
    assert told(sheet(SUM, SavedCell(None, SUM.formula), SUM), sheet(SUM, SUM, SUM)) == [("no values", "A!A2", 1)]


def test_formulas_in_rows_that_stand_elsewhere_are_no_longer_taken_for_the_issued_ones():
    received = sheet(SavedCell("Total"), SavedCell(1.0, "=SUM(B99)", "0.00"), SUM, first=2)

    assert told(received, sheet(SavedCell("Total"), SUM, SUM)) == [("moved", "A", 2)]


def test_formulas_that_name_columns_alone_mean_the_same_in_every_row():
    rate = SavedCell(1.0, "=ROUND(T[[#This Row],[a]],2)", "0.00")

    assert told(sheet(SavedCell("Total"), rate, first=2), sheet(SavedCell("Total"), rate)) == []
    other = SavedCell(1.0, "=ROUND(T[[#This Row],[b]],2)", "0.00")
    assert told(sheet(SavedCell("Total"), other, first=2), sheet(SavedCell("Total"), rate)) == [("moved", "A!A2", 1)]


def test_formulas_that_name_cells_of_other_sheets_mean_the_same_in_every_row():
    shown = SavedCell(1.0, "=ROUND('Pledges by donor'!D18*1000000,2)", "0.00")

    assert told(sheet(SavedCell("Total"), shown, first=2), sheet(SavedCell("Total"), shown)) == []
    other = SavedCell(1.0, "=ROUND('Pledges by donor'!D19*1000000,2)", "0.00")
    assert told(sheet(SavedCell("Total"), other, first=2), sheet(SavedCell("Total"), shown)) == [("moved", "A!A2", 1)]


CHANGES = {
    "rewritten": IN_OTHER_WORDS,
    "no values": SavedCell(None, "=SUM(B6)"),
    "formula": SavedCell(1.0, "=SUM(B6)*1"),
    "value": SavedCell(1.0),
    "none": SUM,
}


@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=30))
def test_a_formula_with_another_meaning_is_always_named_however_many_others_are_in_other_words(kinds):
    apart = differences(sheet(*(CHANGES[kind] for kind in kinds)), sheet(*[SUM] * len(kinds)))
    changed = [f"A!A{row}" for row, kind in enumerate(kinds, start=1) if kind in ("formula", "value")]

    assert [str(named.place) for named in apart if named.kind == "formula"] == changed
    assert {one.kind: one.found.value for one in apart if one.kind in ("rewritten", "no values")} == {
        kind: kinds.count(kind) for kind in ("rewritten", "no values") if kind in kinds
    }


def test_sheets_are_told_in_the_order_of_the_issued_workbook_and_those_known_to_be_alike_not_at_all():
    issued = {name: SheetCells(name, {1: {1: SavedCell(1.0)}}) for name in ("A", "B", "C", "D")}
    received = [SheetCells(name, {1: {1: SavedCell(2.0)}}) for name in ("More", "C", "A")]
    found = compare_sheets(received, IssuedSheets(issued, tables_of({}), 0, alike={"B"}))

    assert [(it.kind, it.sheet) for it in found.differences] == [
        ("value", "A"),
        ("value", "C"),
        ("missing sheet", "D"),
        ("further sheet", "More"),
    ]
    assert list(found.issued) == ["C", "A"]

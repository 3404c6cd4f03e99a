"""Workbooks that are read: cells in one pass or element by element, and sheets of two of them that are alike."""

from decimal import Decimal

import pytest
from made import amount, euros, over, paid, pledge, report
from workbooks import respelt, typed_over
from xlsxwriter import Workbook

from ledger.audit import SavedSheets, read_called, read_workbook, same_sheets
from ledger.foundation import Refused
from ledger.render import write_workbook
from ledger.spreadsheet import shapes


@pytest.fixture
def every_kind(tmp_path):
    """A workbook of ours, and one with all kinds of values that ours has not."""
    made = report(
        pledge("a", amount=amount("5", "USD", "up_to"), term=over("2025-06-02", "2026-06-01"), title="é & <b>"),
        pledge("b", amount=amount("7.5", "UAH")),
        pledge("c", amount={"qualifier": "undisclosed"}),
        paid("t", "a", amount=amount("2", "USD")),
        rates=[euros(("2025-06-02", "USD", "1.1419"))],
    )
    write_workbook(made, tmp_path / "ours.xlsx")
    with Workbook(tmp_path / "kinds.xlsx") as book:
        sheet, day = book.add_worksheet("Kinds"), book.add_format({"num_format": "yyyy-mm-dd"})
        time, length = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
        for row, value in enumerate((1, 1.5, -0.0, 1e300, Decimal("0.1"), "text", "", True, False)):
            sheet.write(row, 0, value)
        for row, number in enumerate((45000, 45000.5, 0.25, 2_000_000)):
            for column, look in enumerate((day, time, length), start=1):
                sheet.write_number(row, column, number, look)
        for row, value in enumerate((3, "x", True, "#N/A", "")):
            sheet.write_formula(row, 5, "=A1&B1", None, value)
        sheet.write_string(9, 0, "=not a formula", book.add_format({"num_format": "@"}))
        sheet.write_string(9, 1, "shown otherwise", book.add_format({"num_format": '0;0;0;"no"'}))
    return tmp_path / "ours.xlsx", tmp_path / "kinds.xlsx"


def test_plain_cells_are_read_as_element_by_element(every_kind, monkeypatch, tmp_path):
    for path in every_kind:
        plain = typed(read_workbook(path)[0])
        copy = tmp_path / f"copy-{path.name}"
        copy.write_bytes(path.read_bytes() + b"\0")
        monkeypatch.setattr(shapes, "plain_sheet", lambda *_: None)
        one_by_one = typed(read_workbook(copy)[0])
        monkeypatch.undo()

        assert len(plain) > 20
        assert one_by_one == plain


def typed(sheets):
    return {
        (name, row, column): (cell, type(cell.value))
        for name, sheet in sheets.items()
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
    }


def test_only_sheets_with_other_bytes_are_read(every_kind, tmp_path):
    ours, _ = every_kind
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(ours.read_bytes())
    typed_over(changed, "E2 Conversions", "L6", 1)
    same, whole = same_sheets(ours, changed), read_workbook(changed)[0]

    assert list(SavedSheets(changed).each(same)) == [whole["E2 Conversions"]]
    assert {it.name: it for it in SavedSheets(changed).each()} == whole
    assert dict(SavedSheets(changed)) == whole


def test_of_the_sheets_that_are_called_the_cells_are_read_and_of_others_the_names(every_kind):
    ours, _ = every_kind
    whole, settings = read_workbook(ours)
    called = read_called(ours, {"Notes", "None"})

    assert [name for name, sheet in called[0].items() if sheet.rows] == ["Notes"]
    assert (list(called[0]), called[0]["Notes"], called[1]) == (list(whole), whole["Notes"], settings)


def test_tables_are_known_without_reading_a_cell(every_kind):
    ours, _ = every_kind
    tables = {it.name: (name, it) for name, sheet in read_workbook(ours)[0].items() for it in sheet.shape.tables}

    assert len(tables) > 5
    assert set(SavedSheets(ours).tables.by_name.values()) == set(tables.values())


def test_rows_of_sheets_that_are_not_read_count_among_those_far_away(every_kind, monkeypatch):
    ours, _ = every_kind
    rows = sum(max(sheet.rows) for sheet in read_workbook(ours)[0].values())
    same = same_sheets(ours, ours)
    monkeypatch.setattr(shapes, "_MOST_ROWS", rows)
    assert list(SavedSheets(ours).each(same)) == []

    monkeypatch.setattr(shapes, "_MOST_ROWS", rows - 1)
    with pytest.raises(Refused, match="cells far away from its tables"):
        list(SavedSheets(ours).each(same))


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/tables/table1.xml"])
def test_no_sheet_is_passed_over_where_a_part_differs_by_which_it_is_read(every_kind, tmp_path, part):
    ours, _ = every_kind
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(ours.read_bytes())
    respelt(changed, part, lambda content: content.replace(b"?>", b"?> ", 1))

    assert same_sheets(ours, changed) == frozenset()

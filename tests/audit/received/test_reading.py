"""Workbooks that are read: cells in one pass or element by element, and sheets of two of them that are one."""

from decimal import Decimal

import pytest
from made import amount, euros, over, paid, pledge, report
from workbooks import respelt, typed_over
from xlsxwriter import Workbook

from ledger.audit import read_beside, read_cells, read_workbook
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
        plain = typed(read_cells(path))
        copy = tmp_path / f"copy-{path.name}"
        copy.write_bytes(path.read_bytes() + b"\0")
        monkeypatch.setattr(shapes, "plain_sheet", lambda *_: None)
        one_by_one = typed(read_cells(copy))
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


def test_a_sheet_of_the_same_bytes_is_read_once_and_any_other_is_read(every_kind, tmp_path):
    ours, _ = every_kind
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(ours.read_bytes())
    typed_over(changed, "E2 Conversions", "L6", 1)
    received, _ = read_workbook(changed)
    issued, settings = read_beside(ours, changed, received)

    assert [name for name in issued if issued[name] is not received[name]] == ["E2 Conversions"]
    assert (issued, settings) == read_workbook(ours)
    assert typed(issued) == typed(read_cells(ours))


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/tables/table1.xml"])
def test_no_sheet_is_shared_where_a_part_differs_by_which_it_is_read(every_kind, tmp_path, part):
    ours, _ = every_kind
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(ours.read_bytes())
    respelt(changed, part, lambda content: content.replace(b"?>", b"?> ", 1))
    received, _ = read_workbook(changed)
    issued, _ = read_beside(ours, changed, received)

    assert not [name for name in issued if issued[name] is received[name]]
    assert issued == read_workbook(ours)[0]

"""The cells of a workbook that was just drawn are counted without reading them."""

from io import BytesIO

from ledger.audit import cells_drawn, read_workbook
from ledger.spreadsheet import TextWorkbook


def test_cells_that_hold_nothing_are_not_counted(tmp_path):
    packed = BytesIO()
    with TextWorkbook(packed) as workbook:
        bold = workbook.add_format({"bold": True})
        for name in ("One", "Two"):
            sheet = workbook.add_worksheet(name)
            sheet.write_string(0, 0, "a text", bold)
            sheet.write_string(0, 1, "", bold)
            sheet.write_blank(0, 2, None, bold)
            sheet.write_rich_string(0, 3, "one ", bold, "two")
            sheet.write_number(1, 0, 1.5, bold)
            sheet.write_formula(1, 1, '=""', bold, "")
            sheet.write_formula(1, 2, "=A2*2", bold, 3.0)
            sheet.write_comment(5, 5, "a note")
    (tmp_path / "a.xlsx").write_bytes(packed.getvalue())

    read = [
        cell for sheet in read_workbook(tmp_path / "a.xlsx")[0].values() for row in sheet.rows.values() for cell in row
    ]
    assert cells_drawn(packed.getvalue()) == (len(read), 4) == (10, 4)

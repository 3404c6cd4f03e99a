"""Received workbooks with cells far out: compared where that can be borne, else refused in one sentence."""

import re

import pytest
from workbooks import respelt, written

from ledger.audit import read_workbook
from ledger.foundation import Refused

SHEET = "xl/worksheets/sheet1.xml"
FAR_ROWS = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (number, number) for number in range(2, 702))


def with_rows(path, rows):
    written(path, ["x", "y"])
    return respelt(path, SHEET, lambda xml: re.sub(b"</sheetData>", rows + b"</sheetData>", xml))


@pytest.mark.thorough
def test_a_stray_cell_in_the_last_row_is_read_at_its_place(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    cells = read_workbook(path)[0]["Commitments"].rows

    assert {row: list(values) for row, values in cells.items()} == {1: [1, 2], 1048576: [16384]}


@pytest.mark.parametrize("rows", [b'<row r="999999999"/>', FAR_ROWS])
def test_rows_without_end_and_rows_that_all_reach_far_out_are_refused(tmp_path, rows):
    path = with_rows(tmp_path / "a.xlsx", rows)

    with pytest.raises(Refused, match="found cells far away from its tables, expected a workbook as it was issued"):
        read_workbook(path)[0]

"""What the sheet library may take: a workbook that it does not survive is one problem, and so is one read for ever."""

import sys

import pytest
from openpyxl import Workbook
from workbooks import FIRST_SHEET, respelt, rows_and_faults, with_cell, written

from ledger.spreadsheet import process
from ledger.spreadsheet.cells import SheetRow
from ledger.spreadsheet.sheets import open_workbook

# What a reader of the XML by its patterns and the sheet library understand differently, each with a cell far out.
UNDERSTOOD_OTHERWISE = {
    "a comment in a cell": b'<c r="XFD1048576"><!-- <c --><v>1</v></c>',
    "a place given twice": b'<c r="A2" r="XFD1048576"><v>1</v></c>',
    "a sign amid an attribute": b'<c s=">" r="XFD1048576"><v>1</v></c>',
    "a prefix with a hyphen": b'<a-b:c r="XFD1048576"><v>1</v></a-b:c>',
}
NOT_SURVIVED = (
    "FILE error: found a workbook that takes more than 256 MB of memory to read, or that breaks the reader, expected "
    "a workbook as Excel saves it. "
    "Do: open it in Excel or LibreOffice, delete what stands far away from the table, and save it again."
)
WORKS_FOR_EVER = """
import sys
from ledger.sheet_reader.limits import limit
sys.stdin.readline()
limit(2**30, 1)
print("{}", flush=True)
while True:
    pass
"""
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a program to so much memory")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


@pytest.mark.sampled
@pytest.mark.thorough
@needs_limits
@pytest.mark.parametrize("cell", UNDERSTOOD_OTHERWISE.values(), ids=UNDERSTOOD_OTHERWISE)
def test_a_sheet_that_the_library_does_not_survive_is_one_problem_and_the_next_workbook_is_read(path, cell):
    rows, faults = rows_and_faults(with_cell(path, cell))

    assert rows == []
    assert faults == [f"a.xlsx:Commitments: {NOT_SURVIVED}"]
    assert rows_and_faults(written(path, ["x", "y"])) == ([(1, ("x", "y"))], [])


@needs_limits
def test_a_sheet_that_the_library_does_not_survive_does_not_accuse_the_others(path):
    book = Workbook()
    book.active.append(["x"])
    for name in ("Second", "Third"):
        book.create_sheet(name).append(["y"])
    book.save(path)
    cell = UNDERSTOOD_OTHERWISE["a place given twice"]
    respelt(path, FIRST_SHEET, lambda xml: xml.replace(b"</row></sheetData>", cell + b"</row></sheetData>"))
    workbook, _ = open_workbook(path, path.name)

    told = [str(it) for sheet in workbook.sheets for it in workbook.rows(sheet) if not isinstance(it, SheetRow)]
    assert told == [f"a.xlsx:Sheet: {NOT_SURVIVED}"]


@pytest.mark.proof
def test_a_child_that_works_too_long_is_ended_by_the_system(path, monkeypatch):
    with_cell(path, b"")
    monkeypatch.setattr(process, "_CHILD", ("-c", WORKS_FOR_EVER))

    assert "takes more than 5 seconds" in rows_and_faults(path)[1][0]

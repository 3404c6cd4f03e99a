"""A workbook as it was saved, sheet by sheet: every cell with its value, its formula and its looks.

Of two workbooks that were made alike, as the issued one and one in which somebody changed a cell, most sheets have the
same bytes: these are read once for both.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

from openpyxl.cell.read_only import ReadOnlyCell

from ledger.audit.received.compare import SHEETS, SavedCell, Scalar, SheetCells
from ledger.audit.received.formulas import format_code
from ledger.audit.received.looks import CellLooks
from ledger.audit.received.saved import SavedRow, SavedWorkbook
from ledger.spreadsheet import PlainCell, ShapedWorkbook

# What is said of the file as a whole and not of its cells.
_PROPERTIES = "docProps/"
_PIECE = 1024 * 1024

_Read = tuple[Mapping[str, SheetCells], tuple[str, ...]]


def read_cells(path: Path) -> Mapping[str, SheetCells]:
    """Every cell of a workbook, with the value that was saved and the formula.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
    return read_workbook(path)[0]


def read_workbook(path: Path) -> _Read:
    """Every cell of a workbook by sheet, and what the workbook as a whole shows otherwise than it is.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
    return _read(_Content(hashlib.sha256(path.read_bytes()).digest(), path))


@dataclass(frozen=True)
class _Content:
    """What a file holds, whatever its name, and where to read it."""

    digest: bytes
    path: Path = field(compare=False)


def read_beside(path: Path, other: Path, cells: Mapping[str, SheetCells]) -> _Read:
    """The same as :func:`read_workbook` of a workbook beside another one that was read: no sheet of both is read twice.

    Args:
        path: the workbook.
        other: the one that was read.
        cells: as it was read.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
    same = _same_sheets(path, other)
    known = {name: sheet for name, sheet in cells.items() if sheet.shape.part in same}
    return _sheets(path, known) if known else read_workbook(path)


def _same_sheets(path: Path, other: Path) -> frozenset[str]:
    """The parts of worksheets with the same bytes in two packages, where all says the same by which they are read."""
    with ZipFile(path) as ours, ZipFile(other) as theirs:
        names = ours.namelist()
        around = {it for it in names if not it.startswith((f"{SHEETS}sheet", _PROPERTIES))}
        if sorted(names) != sorted(theirs.namelist()) or len(set(names)) < len(names):
            return frozenset()
        if any(ours.read(it) != theirs.read(it) for it in around):
            return frozenset()
        sheets = (it for it in names if it.startswith(f"{SHEETS}sheet"))
        return frozenset(it for it in sheets if _is_same(ours, theirs, it))


def _is_same(ours: ZipFile, theirs: ZipFile, part: str) -> bool:
    """Whether a part has the same bytes in two packages; piece by piece, since a sheet may fill a hundred megabytes."""
    with ours.open(part) as one, theirs.open(part) as other:
        while (piece := one.read(_PIECE)) == other.read(_PIECE):
            if not piece:
                return True
    return False


# Who verifies several copies of one issued workbook makes it again for each, with the same bytes.
@lru_cache(maxsize=2)
def _read(content: _Content) -> _Read:
    return _sheets(content.path, {})


def _sheets(path: Path, known: Mapping[str, SheetCells]) -> _Read:
    """The sheets of a workbook, but for those that are known; and its settings."""
    shaped, saved = ShapedWorkbook(path), SavedWorkbook(path)
    looks, parts = CellLooks(shaped.looks), saved.parts

    def cell_of(plain: PlainCell) -> SavedCell | None:
        formula = None if plain.formula is None else f"={plain.formula}"
        return _cell(saved.cell_of(plain), formula, looks)

    sheets = dict(known)
    for sheet in shaped.sheets(cell_of, {it.shape.part for it in known.values()}):
        rows = sheet.rows if parts.get(sheet.name) == sheet.shape.part else None
        if rows is None and sheet.name in parts:
            every_row = ((number, _cells(row, looks)) for number, row in saved.rows(sheet.name))
            rows = {number: cells for number, cells in every_row if cells}
        sheets[sheet.name] = SheetCells(sheet.name, rows or {}, sheet.shape)
    saved.close()
    return {name: sheets[name] for name in parts}, shaped.settings


def _plain(value: object) -> Scalar:
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date()
    return value if isinstance(value, str | float | int | bool | date) else str(value)


def _cells(row: SavedRow, looks: CellLooks) -> Mapping[int, SavedCell]:
    columns = dict.fromkeys((*row.formulas, *row.values))
    cells = {it: _cell(row.values.get(it), row.formulas.get(it), looks) for it in columns}
    return {column: cell for column, cell in cells.items() if cell is not None}


def _cell(cell: ReadOnlyCell | None, formula: str | None, looks: CellLooks) -> SavedCell | None:
    """What a cell holds; None for nothing."""
    value = "" if cell is None else _plain(cell.value)
    if cell is None or value == "":
        # A formula whose value was not saved is a cell all the same; an empty text is none.
        return None if formula is None else SavedCell(None, formula)
    shown = format_code(cell.number_format)
    if isinstance(value, str | bool) and (shown == "@" or (";" not in shown and "@" not in shown)):
        # A program that writes text may give it the format of a number: only what shows other words counts.
        shown = ""
    return SavedCell(value, formula, shown, looks.of(cell))

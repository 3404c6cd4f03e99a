"""A workbook as it was saved, sheet by sheet: every cell with its value, its formula and its looks.

Sheets are read one after the other, so that nobody who compares them holds all of them. Of two workbooks that were made
alike, as the issued one and one in which somebody changed a cell, most sheets have the same bytes: these are not read.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

from openpyxl.cell.read_only import ReadOnlyCell

from ledger.audit.received.compare import SHEETS, SavedCell, Scalar, SheetCells, tables_of
from ledger.audit.received.formulas import Tables, format_code
from ledger.audit.received.looks import CellLooks
from ledger.audit.received.saved import SavedRow, SavedWorkbook
from ledger.spreadsheet import PlainCell, ShapedSheet, ShapedWorkbook

# What is said of the file as a whole and not of its cells.
_PROPERTIES = "docProps/"
_PIECE = 1024 * 1024

_Read = tuple[Mapping[str, SheetCells], tuple[str, ...]]


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


def read_called(path: Path, names: Collection[str]) -> _Read:
    """The same as :func:`read_workbook`, with the cells of a few sheets alone; the others are empty.

    Args:
        path: the workbook.
        names: of the sheets that are read.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
    with closing(SavedSheets(path)) as saved:
        return {it: saved[it] if it in names else SheetCells(it, {}) for it in saved}, saved.settings


def same_sheets(path: Path, other: Path) -> frozenset[str]:
    """The parts of worksheets with the same bytes in two packages, where all says the same by which they are read.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
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


# Who asks for several figures of one workbook has it read once.
@lru_cache(maxsize=1)
def _read(content: _Content) -> _Read:
    with closing(SavedSheets(content.path)) as saved:
        sheets = {sheet.name: sheet for sheet in saved.each()}
        return {name: sheets[name] for name in saved}, saved.settings


class SavedSheets(Mapping[str, SheetCells]):
    """The worksheets of a workbook by name; each is read whenever it is asked for, and not kept.

    Args:
        path: the workbook.

    Raises:
        Exception: whatever the reader raises for a damaged file, here and for each sheet; callers say so in words.
    """

    def __init__(self, path: Path) -> None:
        self._shaped, self._saved = ShapedWorkbook(path), SavedWorkbook(path)
        self._looks = CellLooks(self._shaped.looks)
        self.parts: Mapping[str, str] = self._saved.parts
        """The part that holds each sheet, by its name."""

    @property
    def settings(self) -> tuple[str, ...]:
        """What the workbook as a whole shows otherwise than it is."""
        return self._shaped.settings

    @property
    def tables(self) -> Tables:
        """The tables of all sheets, as they are tied to them."""
        return tables_of(self._shaped.tables())

    def close(self) -> None:
        """Let the file go."""
        self._saved.close()

    def __getitem__(self, name: str) -> SheetCells:
        if name not in self.parts:
            raise KeyError(name)
        # Where two sheets have one name, the last of them counts.
        *_, last = map(self._cells, self._shaped.called(name, self._cell_of))
        return last

    def __contains__(self, name: object) -> bool:
        return name in self.parts

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def each(self, passed_over: Collection[str] = ()) -> Iterator[SheetCells]:
        """Every sheet in the order of the file, but for those in these parts, which were drawn by us."""
        known = {name for name, part in self.parts.items() if part in passed_over}
        for shaped in self._shaped.sheets(self._cell_of, passed_over):
            if shaped.name in self.parts:
                known.add(shaped.name)
                yield self._cells(shaped)
        if further := [name for name in self.parts if name not in known]:
            raise KeyError(further[0])

    def _cell_of(self, plain: PlainCell) -> SavedCell | None:
        formula = None if plain.formula is None else f"={plain.formula}"
        return _cell(self._saved.cell_of(plain), formula, self._looks)

    def _cells(self, sheet: ShapedSheet[SavedCell]) -> SheetCells:
        rows = sheet.rows if self.parts.get(sheet.name) == sheet.shape.part else None
        if rows is None:
            every_row = ((number, _cells(row, self._looks)) for number, row in self._saved.rows(sheet.name))
            rows = {number: cells for number, cells in every_row if cells}
        return SheetCells(sheet.name, rows, sheet.shape)


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

"""Two workbooks held beside each other: one as it was received, one as it was made again from the book.

Cells are compared as a reader without a calculation engine sees them, with the number formats that show them, and
formulas by what they mean; beside the cells the tables that formulas refer to. What no cell shows (names, print
headers, settings of the calculation, the ways in which parts refer to each other) is compared part by part, as long as
the workbook is the package that we wrote; the words of formulas are left out there, so that other words neither excuse
nor accuse a part. Whether a file is safe to open is asked before; ``causes`` says who is to blame for a difference,
``shown`` what is seen.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from string import digits
from typing import Literal, NamedTuple
from zipfile import ZipFile

from ledger.audit.received.formulas import Tables, means_the_same, names_no_cell_of
from ledger.foundation import Place
from ledger.spreadsheet import CellLook, SheetShape, SheetTable, column_letters, column_number

# A program that writes a package anew leaves hardly a part as it was, one that is edited keeps most of them.
_FEW = 0.1
SHEETS = "xl/worksheets/"
_TEXTS = "xl/sharedStrings.xml"
_TEXT = re.compile(rb"<si>[^<]*(?:<(?!/?si>)[^<]*)*</si>")
_EMPTY = b"<si><t></t></si>"
_WORDS = re.compile(rb"(<f(?: [^<>]*)?>)[^<]+</f>")
_COLUMNS = re.compile(rb"<cols>(?:[^<]|<(?!/?cols>))*</cols>")
_ROW = re.compile(rb"<row [^<>]*>")
_ROW_END = b"</row>"
_PIECE = 1024 * 1024
_SIZE = re.compile(rb' (?:ht|customHeight|hidden|collapsed)="[^"]*"')


def package_parts(path: Path) -> Mapping[str, str]:
    """The hash of every part of a workbook, by its name; of a sheet without words of formulas and sizes.

    Raises:
        BadZipFile, OSError: for what is no package.
    """
    with ZipFile(path) as archive:
        return {name: _hash(name, archive.read(name)) for name in archive.namelist()}


def changed_parts(received: Mapping[str, str], issued: Mapping[str, str]) -> tuple[str, ...] | None:
    """The parts that differ, are missing or were put in; None for a package that another program wrote anew.

    Such a program writes every part in its own way: then the cells are compared, and what they show, but no parts.

    Args:
        received: hashes by part.
        issued: the same of the workbook as it was issued.

    >>> changed_parts({"xl/worksheets/sheet1.xml": "a", "x": "b"}, {"xl/worksheets/sheet1.xml": "a"})
    ('x',)
    >>> changed_parts({"xl/worksheets/sheet1.xml": "b"}, {"xl/worksheets/sheet1.xml": "a"}) is None
    True
    """
    kept = sum(received.get(name) == digest for name, digest in issued.items())
    if kept < _FEW * len(issued):
        return None
    return tuple(name for name in sorted(received.keys() | issued.keys()) if received.get(name) != issued.get(name))


class DrawnCells(NamedTuple):
    """How many cells hold anything in a workbook that was drawn here, and in how many of them a formula stands."""

    cells: int
    formulas: int


def cells_drawn(package: bytes) -> DrawnCells:
    """What :func:`read_workbook` would count in a workbook that was drawn here.

    Args:
        package: its bytes, as XlsxWriter gives them: what it writes of a cell ends in one way, and of a blank one not
            at all.

    Raises:
        BadZipFile: for what is no package.
    """
    with ZipFile(BytesIO(package)) as archive:
        texts = _TEXT.findall(archive.read(_TEXTS)) if _TEXTS in archive.namelist() else []
        empty = b't="s"><v>%d</v>' % texts.index(_EMPTY) if _EMPTY in texts else b""
        names = (name for name in archive.namelist() if name.startswith(SHEETS) and name.endswith(".xml"))
        # One sheet after the other: of a large workbook all of them together fill hundreds of megabytes.
        cells = formulas = 0
        for sheet in map(archive.read, names):
            cells += sheet.count(b"</c>") - (sheet.count(empty) if empty else 0)
            formulas += sheet.count(b"</f>")
    return DrawnCells(cells, formulas)


def _hash(name: str, content: bytes) -> str:
    if not name.startswith(SHEETS):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    for piece in _pieces(content):
        sized = _ROW.sub(lambda row: _SIZE.sub(b"", row[0]), _COLUMNS.sub(b"", piece))
        digest.update(_WORDS.sub(rb"\1</f>", sized))
    return digest.hexdigest()


def _pieces(content: bytes) -> Iterator[bytes]:
    """A sheet cut where rows end, so that a copy of a large one is never made as a whole.

    Nothing that is left out reaches over the end of a row, unless widths of columns are said behind one.
    """
    begin = 0
    is_usual = content.find(b"cols>", content.find(_ROW_END)) < 0
    while is_usual and (end := content.find(_ROW_END, begin + _PIECE)) >= 0:
        yield content[begin:end]
        begin = end
    yield content[begin:]


Scalar = str | float | int | bool | date | None
Kind = Literal[
    "value",
    "formula",
    "format",
    "ambiguous",
    "table",
    "follows",
    "missing row",
    "further row",
    "missing sheet",
    "further sheet",
    "rewritten",
    "no values",
    "moved",
]

# Excel writes back what it has computed in 17 digits, other programs in 15.
_NOISE = 1e-14
# What programs do to many cells at once: told once for the file, with the number of cells; it changes no other finding.
TOLD_ONCE: tuple[Kind, ...] = ("rewritten", "no values", "moved")


@dataclass(frozen=True, slots=True)
class SavedCell:
    """What a cell holds, the formula behind it, how a number or a day is shown, and the looks of each stretch of it."""

    value: Scalar
    formula: str | None = None
    shown: str = ""
    looks: tuple[CellLook, ...] = ()


@dataclass(frozen=True)
class SheetCells:
    """The cells of one sheet that hold anything, row by row.

    Args:
        name: of the sheet.
        rows: for each row that holds anything its number, from 1, and its cells by column, from 1.
        shape: what there is beside the cells.

    >>> SheetCells("A", {}).heading(1, 1)
    ''
    """

    name: str
    rows: Mapping[int, Mapping[int, SavedCell]]
    shape: SheetShape = field(default_factory=SheetShape)

    def table_at(self, row: int, column: int) -> SheetTable | None:
        """The table in whose rows a cell stands; None for a cell of none."""
        return next((table for table in self.shape.tables if _holds(table, row, column)), None)

    def beside(self, row: int, column: int) -> Mapping[int, SavedCell]:
        """The cells of a row that stand in one table with a cell; the whole row where that is in none."""
        cells, table = self.rows.get(row, {}), self.table_at(row, column)
        if table is None:
            return cells
        return {place: cell for place, cell in cells.items() if _holds(table, row, place)}

    def heading(self, row: int, column: int) -> str:
        """The heading of a column of the table in which a cell stands, or below which it does; of a sentence none.

        Totals and the like stand below the rows that readers may sort, in the columns of their table.
        """
        table = self.table_at(row, column) or self._table_above(row, column)
        return table.columns[column - _corners(table)[0][1]] if table else ""

    def _table_above(self, row: int, column: int) -> SheetTable | None:
        # What stands alone in its row is a sentence.
        if len(self.rows.get(row, {})) < 2:
            return None
        above = (it for it in self.shape.tables if _is_above(it, row, column))
        return max(above, key=lambda it: _corners(it)[1][0], default=None)


def _is_above(table: SheetTable, row: int, column: int) -> bool:
    (_, left), (bottom, right) = _corners(table)
    return bottom < row and left <= column <= right


def _holds(table: SheetTable, row: int, column: int) -> bool:
    (top, left), (bottom, right) = _corners(table)
    return top < row <= bottom and left <= column <= right


def _corners(table: SheetTable) -> tuple[tuple[int, int], tuple[int, int]]:
    """Row and column of the first and of the last cell of a table, from 1."""
    first, _, last = table.ref.replace("$", "").partition(":")
    return _corner(first), _corner(last or first)


def _corner(cell: str) -> tuple[int, int]:
    letters = cell.rstrip(digits)
    return int(cell.removeprefix(letters)), column_number(letters)


@dataclass(frozen=True)
class WorkbookDifference:
    """One cell or row that is not as it was issued.

    Args:
        kind: what differs; ``format`` for the number format; ``ambiguous`` for what two programs read in two ways;
            ``table`` for the range or the headings of a table; ``follows`` for a value whose formula means what was
            issued, so that another cell was changed; ``rewritten`` for formulas in other words, with the meaning and
            the value that were issued; ``no values`` for formulas with the meaning that was issued whose values were
            not saved; ``moved`` for formulas in rows that stand elsewhere, which are not compared. The last three are
            told once for the file.
        sheet: name of the sheet.
        row: in the workbook as it was issued (for a further row or sheet: as it was received).
        column: from 1; 0 for a whole row or sheet.
        found: as it was received.
        expected: as it was issued.
    """

    kind: Kind
    sheet: str
    row: int
    column: int
    found: SavedCell
    expected: SavedCell

    @property
    def place(self) -> Place:
        """Where to look in the workbook.

        >>> print(WorkbookDifference("value", "Rates", 5, 8, SavedCell(1.0), SavedCell(2.0)).place)
        Rates!H5
        """
        column = column_letters(self.column) if self.row and self.column else ""
        return Place(sheet=self.sheet, row=self.row or None, column=column)


def tables_of(tables: Mapping[str, Iterable[SheetTable]]) -> Tables:
    """Tables as formulas name them.

    Args:
        tables: those of each sheet.
    """
    return Tables({it.name.casefold(): (name, it) for name, several in tables.items() for it in several})


def whole_sheet(kind: Literal["missing sheet", "further sheet"], name: str) -> WorkbookDifference:
    """A sheet that only one of the two workbooks has."""
    return WorkbookDifference(kind, name, 0, 0, _NONE, _NONE)


def told_together(apart: Sequence[WorkbookDifference], formulas: int) -> tuple[WorkbookDifference, ...]:
    """Every difference of two workbooks, those of many cells at once told once.

    Args:
        apart: the differences of all sheets.
        formulas: how many the issued workbook has.
    """
    changed = any(difference.kind in _CAN_BE_FOLLOWED for difference in apart)
    return tuple(_told_once(apart if changed else _as_changed(apart), formulas))


_NONE = SavedCell(None)
# A sheet that was put in feeds no formula of the others.
_CAN_BE_FOLLOWED: frozenset[Kind] = frozenset({"value", "formula", "missing row", "further row", "missing sheet"})


def sheet_differences(received: SheetCells, issued: SheetCells, tables: Tables) -> Iterator[WorkbookDifference]:
    """Every cell and row of a sheet that differs.

    Args:
        received: the sheet as it was received, each row where it was issued.
        issued: the sheet as it was issued.
        tables: of the issued workbook.
    """
    yield from _in_shape(issued.name, received.shape, issued.shape)
    for theirs, ours in _aligned(received, issued):
        if theirs is None and ours is not None:
            yield WorkbookDifference("missing row", issued.name, ours, 0, _NONE, _first(issued.rows[ours]))
        elif ours is None and theirs is not None:
            yield WorkbookDifference("further row", issued.name, theirs, 0, _first(received.rows[theirs]), _NONE)
        elif theirs is not None and ours is not None:
            rows = _Rows(received.rows[theirs], issued.rows[ours], theirs != ours)
            yield from _in_row(issued.name, ours, rows, tables)


def _in_shape(sheet: str, received: SheetShape, issued: SheetShape) -> Iterator[WorkbookDifference]:
    ours, theirs = ({it.name: it for it in shape.tables} for shape in (issued, received))
    for name in sorted(ours.keys() | theirs.keys()):
        received_table, issued_table = theirs.get(name), ours.get(name)
        if received_table != issued_table:
            words = [_table(it) if it else None for it in (received_table, issued_table)]
            yield WorkbookDifference("table", sheet, 0, 0, SavedCell(words[0]), SavedCell(words[1]))
    for apart in received.ambiguities:
        yield WorkbookDifference("ambiguous", sheet, apart.row, apart.column, SavedCell(apart.found), _NONE)


def _table(table: SheetTable) -> str:
    heads, totals = table.rows_apart
    columns = ", ".join(table.columns)
    return f"{table.name} over {table.ref} with {heads} rows of headings and {totals} of totals: {columns}"


def _aligned(received: SheetCells, issued: SheetCells) -> Iterator[tuple[int | None, int | None]]:
    """Rows that stand for each other; by their number, unless rows were taken out or put in."""
    if received.rows.keys() == issued.rows.keys():
        yield from ((number, number) for number in issued.rows)
        return
    theirs, ours = list(received.rows), list(issued.rows)
    a, b = ([_key(sheet.rows[number]) for number in sheet.rows] for sheet in (received, issued))
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(theirs[a_from:a_to], ours[b_from:b_to], strict=True)
            continue
        both = min(a_to - a_from, b_to - b_from)
        yield from zip(theirs[a_from : a_from + both], ours[b_from : b_from + both], strict=True)
        yield from ((number, None) for number in theirs[a_from + both : a_to])
        yield from ((None, number) for number in ours[b_from + both : b_to])


def _key(row: Mapping[int, SavedCell]) -> tuple[Scalar, ...]:
    """What tells one row from another: the first constants in it."""
    return tuple(cell.value for _, cell in sorted(row.items()) if cell.formula is None)[:4]


def _first(row: Mapping[int, SavedCell]) -> SavedCell:
    shown = [str(cell.value) for _, cell in sorted(row.items())][:4]
    return SavedCell(" | ".join(shown))


@dataclass(frozen=True)
class _Rows:
    """A received row and the issued one that it stands for, and whether it stands elsewhere than that one."""

    received: Mapping[int, SavedCell]
    issued: Mapping[int, SavedCell]
    moved: bool


def _in_row(sheet: str, row: int, rows: _Rows, tables: Tables) -> Iterator[WorkbookDifference]:
    def means_what_was_issued(received: SavedCell, issued: SavedCell) -> bool:
        if received.formula is None or issued.formula is None:
            return received.formula == issued.formula
        # References to cells move with a row: whether they still mean the same is not known, and told as not compared.
        return rows.moved or means_the_same(received.formula, issued.formula, sheet, row, tables)

    for column in sorted(rows.received.keys() | rows.issued.keys()):
        received, issued = rows.received.get(column, _NONE), rows.issued.get(column, _NONE)
        if not rows.moved and _is_untouched(received, issued):
            continue
        moved = rows.moved and not (
            received.formula == issued.formula and names_no_cell_of(sheet, issued.formula or "")
        )
        for kind in _kinds(received, issued, moved=moved, is_meant=means_what_was_issued(received, issued)):
            yield WorkbookDifference(kind, sheet, row, column, received, issued)


def _is_untouched(received: SavedCell, issued: SavedCell) -> bool:
    """Whether two cells are alike in all that is compared; most are, and nothing more is asked of them."""
    value = received.value
    return (
        value == issued.value
        and type(value) is type(issued.value)
        and received.formula == issued.formula
        and received.shown == issued.shown
    )


def _kinds(received: SavedCell, issued: SavedCell, *, moved: bool, is_meant: bool) -> Iterator[Kind]:
    """What differs in a cell; if its formula or value differs, nothing else of it is named."""
    if moved and received.formula and issued.formula:
        yield "moved"
    if not is_meant:
        yield "formula"
    elif received.formula and received.value is None and issued.value is not None:
        yield "no values"
    elif not _same(received.value, issued.value):
        yield "follows" if received.formula else "value"
    else:
        if received.formula != issued.formula and not moved:
            yield "rewritten"
        if received.shown != issued.shown:
            yield "format"


def _same(received: Scalar, issued: Scalar) -> bool:
    # In Python TRUE is equal to 1, on a sheet it is not.
    if isinstance(received, bool) != isinstance(issued, bool):
        return False
    if received == issued:
        return True
    numbers = (received, issued)
    if all(isinstance(it, int | float) and not isinstance(it, bool) for it in numbers):
        return math.isclose(float(str(received)), float(str(issued)), rel_tol=_NOISE)
    return False


def _told_once(apart: Sequence[WorkbookDifference], formulas: int) -> Iterator[WorkbookDifference]:
    """Each difference. Kinds that are named once become one, with its cell only if it is the only one."""
    for kind in TOLD_ONCE:
        alike = [difference for difference in apart if difference.kind == kind]
        if alike:
            sheets = ", ".join(dict.fromkeys(difference.sheet for difference in alike))
            row, column = (alike[0].row, alike[0].column) if len(alike) == 1 else (0, 0)
            yield WorkbookDifference(kind, sheets, row, column, SavedCell(len(alike)), SavedCell(formulas))
    yield from (difference for difference in apart if difference.kind not in TOLD_ONCE)


def _as_changed(changes: Sequence[WorkbookDifference]) -> list[WorkbookDifference]:
    """Where no other cell was changed, a value behind an untouched formula was typed over it."""
    return [replace(it, kind="value") if it.kind == "follows" else it for it in changes]

"""Workbooks to rows of plain values: opened safely, read fast, with a problem for what must not be read blindly.

The readers that use this know what a row means.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ledger.foundation import Place, Problem, Refused, Severity, quoted
from ledger.spreadsheet.archive import Archive, open_spreadsheet
from ledger.spreadsheet.cells import Cell, Merged, SheetRow, column_letters
from ledger.spreadsheet.far_cells import copy_near, used_cells
from ledger.spreadsheet.opendocument import CONTENT_PART, document_sheets
from ledger.spreadsheet.parts import SheetFacts, SheetPart, facts_of, marks_of, refuse_unsafe_xml, sheet_parts
from ledger.spreadsheet.process import SheetProcess, bounds_of
from ledger.spreadsheet.raised_and_struck import CellMarks, MarkedText

MAX_CELLS = 10_000_000
MAX_CELL_TEXT = 32_767
# No sheet of so few cells is worth a closer look; a larger one is mostly empty if its XML has fewer bytes for each.
_FEW_CELLS = 1_000_000
_BYTES_OF_A_CELL = 8
# Where documents of LibreOffice keep them.
_MACROS = ("Basic/", "Scripts/")


@dataclass(frozen=True)
class Workbook:
    """An open workbook: the names of its visible sheets, and the rows of each."""

    file: str
    sheets: tuple[str, ...]
    _opened: SheetProcess
    _archive: Archive
    _parts: Mapping[str, str]
    _marks: CellMarks
    _known: dict[str, SheetFacts] = field(default_factory=dict)

    def rows(self, sheet: str) -> Iterator[SheetRow | Problem]:
        """The rows of a sheet from the top.

        Before a row come the problems of its cells that cannot be trusted, such as ``#REF!``: errors at
        the cell, its column by its letters; the cell itself is empty then. Hidden rows and columns are
        read like all others, and one warning before the first row names them.
        """
        try:
            facts = self._facts(sheet)
            place = Place(file=self.file, sheet=sheet)
            yield from _hidden_parts(facts, place)
            yield from _struck_cells(facts, place)
            yield from self._rows(sheet, facts)
        except Refused as refused:
            yield from refused.problems

    def merged(self, sheet: str) -> Sequence[Merged]:
        """The merged cells of a sheet; a reader says which of them lie where a value is missed."""
        try:
            return self._facts(sheet).merged
        except Refused:
            # Reading the rows says why.
            return ()

    def sums(self, sheet: str) -> Mapping[int, frozenset[int]]:
        """The rows with a formula that adds other rows of its column, each with these columns, all counted from 1."""
        columns: dict[int, frozenset[int]] = {}
        try:
            for row, column in self._facts(sheet).sums:
                columns[row] = columns.get(row, frozenset()) | {column}
        except Refused:
            # Reading the rows says why.
            return {}
        return columns

    def _facts(self, sheet: str) -> SheetFacts:
        if sheet not in self._known:
            part = self._parts[sheet]
            self._known[sheet] = facts_of(self._archive, part, self.file, self._marks, self._bearable(part))
        return self._known[sheet]

    def _bearable(self, part: str) -> int:
        """The most rows times columns that the sheet library may set aside room for: it does so for blank cells too."""
        return min(MAX_CELLS, max(_FEW_CELLS, self._archive.unpacked(part) // _BYTES_OF_A_CELL))

    def _rows(self, sheet: str, facts: SheetFacts) -> Iterator[SheetRow | Problem]:
        place = Place(file=self.file, sheet=sheet)
        doubtful = {number for number, _ in (*facts.errors, *facts.unsaved, *facts.formats, *facts.texts)}
        for number, cells in self._cells(sheet, facts):
            if number in doubtful:
                yield from _doubts(number, cells, facts, place)
            if [True for cell in cells if type(cell) is str and len(cell) > MAX_CELL_TEXT]:
                yield from _overlong(number, cells, place)
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield SheetRow(sheet, number, tuple(cells))

    def _cells(self, sheet: str, facts: SheetFacts) -> Iterator[tuple[int, list[Cell]]]:
        if facts.rows * facts.columns > self._bearable(self._parts[sheet]):
            yield from self._far_cells(sheet)
            return
        first, rows = self._opened.rows(sheet)
        before: list[Cell] = [None] * first
        for number, values in enumerate(rows, start=1):
            yield number, before + _read(values)

    def _far_cells(self, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet that reaches far out: read from a copy without its empty rows and columns."""
        part = self._parts[sheet]
        used = used_cells(self._archive, part, self.file, sheet, MAX_CELLS)
        process = SheetProcess(self.file)
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "near.xlsx"
            copy_near(self._archive, part, self.file, used, copy)
            process.open(copy, bounds_of(self._archive.unpacked(), len(used.rows) * len(used.columns)), whole=True)
        first, rows = process.rows(sheet)
        before: list[Cell] = [None] * first
        for number, values in zip(used.rows, rows, strict=False):
            yield number, used.spread(before + _read(values))


def open_workbook(path: Path, file: str) -> tuple[Workbook | None, tuple[Problem, ...]]:
    """Open a workbook, or say why it is not opened; its warnings (hidden sheets, macros ...) come either way.

    Hidden sheets are not read: nobody sees what would enter the book from them.

    Args:
        path: the file; ``.xlsx``, ``.xlsm`` or ``.ods``, whatever its name says.
        file: its name in places.
    """
    try:
        archive = open_spreadsheet(path, file)
        # The child starts while the file is looked through here.
        opened = SheetProcess(file)
        refuse_unsafe_xml(archive, file)
        if archive.is_document:
            return _document(path, archive, opened, file)
        parts = tuple(it for it in sheet_parts(archive, file) if it.part in archive.parts)
        marks = marks_of(archive, file)
        names = opened.open(path, bounds_of(archive.unpacked()))
    except Refused as refused:
        return None, refused.problems
    visible = {it.name: it.part for it in parts if not it.hidden and it.name in names}
    workbook = Workbook(file, tuple(visible), opened, archive, visible, marks)
    return workbook, tuple(_warnings(archive, parts, Place(file=file)))


def _document(
    path: Path, archive: Archive, opened: SheetProcess, file: str
) -> tuple[Workbook | None, tuple[Problem, ...]]:
    """Open an OpenDocument spreadsheet.

    Raises:
        Refused: FILE, for what is no sound one.
    """
    bearable = min(MAX_CELLS, max(_FEW_CELLS, archive.unpacked(CONTENT_PART) // _BYTES_OF_A_CELL))
    sheets = document_sheets(archive, file, bearable)
    cells = sum(sheet.facts.rows * sheet.facts.columns for sheet in sheets)
    names = opened.open(path, bounds_of(archive.unpacked(), cells))
    visible = {it.name: it.facts for it in sheets if not it.hidden and it.name in names}
    parts = dict.fromkeys(visible, CONTENT_PART)
    workbook = Workbook(file, tuple(visible), opened, archive, parts, CellMarks(), visible)
    return workbook, tuple(_warnings(archive, [SheetPart(it.name, it.hidden, "") for it in sheets], Place(file=file)))


def unsafe_workbook(path: Path, file: str) -> tuple[Problem, ...]:
    """Why a workbook must not be opened, and what is to be known of one that may be.

    Args:
        path: the file.
        file: its name in places.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     _ = path.write_bytes(b"")
    ...     [problem.found for problem in unsafe_workbook(path, path.name)]
    ['an empty file']
    """
    return open_workbook(path, file)[1]


def read_sheets(path: Path, file: str) -> tuple[Mapping[str, tuple[SheetRow, ...]], tuple[Problem, ...]]:
    """All visible sheets of a workbook by name, and what is wrong with it or with single cells.

    Args:
        path: the file.
        file: its name in places.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     _ = path.write_bytes(b"")
    ...     read_sheets(path, path.name)[0]
    {}
    """
    workbook, problems = open_workbook(path, file)
    if workbook is None:
        return {}, problems
    by_sheet = {name: tuple(workbook.rows(name)) for name in workbook.sheets}
    faults = (it for rows in by_sheet.values() for it in rows if isinstance(it, Problem))
    rows = {name: tuple(it for it in rows if isinstance(it, SheetRow)) for name, rows in by_sheet.items()}
    return rows, (*problems, *faults)


def _read(values: Iterable[Any]) -> list[Cell]:
    return [(value or None) if type(value) is str else _cell(value) for value in values]


def _cell(value: object) -> Cell:
    # Called for every cell of a file: the commonest kinds come first.
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        # A time of day or a duration: shown as it is, so that whoever misses a day or a sum finds it.
        return date.fromisoformat(value["day"]) if "day" in value else str(value["text"])
    return _number(value) if isinstance(value, int) else str(value)


@lru_cache(maxsize=65_536)
def _number(value: float) -> Cell:
    return Decimal(format(value, ".15g")) if math.isfinite(value) else str(value)


def _warnings(archive: Archive, parts: Iterable[SheetPart], place: Place) -> Iterator[Problem]:
    hidden = [quoted(part.name) for part in parts if part.hidden]
    if hidden:
        found = f"hidden sheets, which were not read: {_some(hidden)}"
        yield _warning(
            place, found, "sheets that can be seen", "show a sheet that belongs to the import, delete others"
        )
    if any(part.casefold().endswith("vbaproject.bin") or part.startswith(_MACROS) for part in archive.parts):
        found = "macros, which were not run"
        yield _warning(place, found, "a workbook without macros", "check the values, or save it as .xlsx")
    if any(part.casefold().startswith("xl/externallinks/externallink") for part in archive.parts):
        found = "links to other workbooks, whose values were taken as last saved"
        yield _warning(place, found, "values that stand in the file itself", "check them, or paste them as values")


def _hidden_parts(facts: SheetFacts, place: Place) -> Iterator[Problem]:
    rows = [str(number) for number in facts.hidden_rows]
    columns = [
        column_letters(first) if first == last else f"{column_letters(first)} to {column_letters(last)}"
        for first, last in facts.hidden_columns
    ]
    for what, hidden in (("rows", rows), ("columns", columns)):
        if hidden:
            found = f"hidden {what}, which were read like all others: {_some(hidden)}"
            yield _warning(place, found, "nothing hidden", "show them and look whether they belong to the import")


def _doubts(row: int, cells: list[Cell], facts: SheetFacts, sheet: Place) -> Iterator[Problem]:
    """What a row holds that is no value; the cells themselves are mended on the way."""
    for column in range(1, max(len(cells), facts.columns) + 1):
        at = (row, column)
        if at in facts.errors:
            place, remedy = _cell_at(sheet, row, column), "mend the formula, or type the value"
            yield Problem("FORM", Severity.ERROR, place, f"the error {facts.errors[at]}", "a value", remedy)
        elif at in facts.unsaved:
            place, found = _cell_at(sheet, row, column), "a formula whose value was not saved with it"
            remedy = "open the file in Excel or LibreOffice and save it, or type the value"
            yield Problem("FORM", Severity.ERROR, place, found, "a value", remedy)
        elif column <= len(cells):
            if at in facts.formats and isinstance(number := cells[column - 1], Decimal):
                cells[column - 1] = facts.formats[at].shown(number) or number
            elif at in facts.texts and isinstance(cells[column - 1], str):
                cells[column - 1] = facts.texts[at].text
                yield from _struck_part(facts.texts[at], _cell_at(sheet, row, column))


def _struck_part(text: MarkedText, place: Place) -> Iterator[Problem]:
    """A text of which a part is struck through: what is left of a figure beside it is another figure than both."""
    if not text.struck.strip() or text.is_struck:
        return
    found = f"{quoted(text.text)}, of which {quoted(text.struck)} is struck out"
    is_figure = any(map(str.isdigit, text.struck)) and not any(map(str.isalpha, text.text))
    severity = Severity.ERROR if is_figure else Severity.WARNING
    remedy = "delete what is struck out, or take the line away"
    yield Problem("FORM", severity, place, found, "a text that counts as a whole", remedy)


def _struck_cells(facts: SheetFacts, place: Place) -> Iterator[Problem]:
    if facts.struck:
        found = f"cells struck out, which were read like all others: {_some(_stretches(facts.struck))}"
        remedy = "delete rows that no longer hold, or take the line away"
        yield _warning(place, found, "nothing struck out", remedy)


def _stretches(cells: Iterable[tuple[int, int]]) -> list[str]:
    """Cells side by side as one: A3:D3."""
    stretches: list[tuple[int, int, int]] = []
    for row, column in sorted(cells):
        if stretches and stretches[-1][0] == row and stretches[-1][2] == column - 1:
            stretches[-1] = (row, stretches[-1][1], column)
        else:
            stretches.append((row, column, column))
    ends = ((f"{column_letters(first)}{row}", f"{column_letters(last)}{row}") for row, first, last in stretches)
    return [first if first == last else f"{first}:{last}" for first, last in ends]


def _overlong(number: int, cells: list[Cell], sheet: Place) -> Iterator[Problem]:
    for column, cell in enumerate(cells, start=1):
        if isinstance(cell, str) and len(cell) > MAX_CELL_TEXT:
            cells[column - 1] = None
            found, expected = f"a text of {len(cell)} characters", f"at most {MAX_CELL_TEXT}, as in Excel"
            yield Problem("FORM", Severity.ERROR, _cell_at(sheet, number, column), found, expected, "shorten the text")


def _cell_at(sheet: Place, row: int, column: int) -> Place:
    return replace(sheet, row=row, column=column_letters(column))


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _warning(place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.WARNING, place, found, expected, remedy)

"""Workbooks to rows of plain values: opened safely, read fast, with a problem for what must not be read blindly.

What a row means is the business of the readers that stand on this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ledger.foundation import Problem, Severity

Cell = str | Decimal | date | bool | None
"""A value of a sheet: text, number, day, truth, or nothing.

A number is a double in Excel; of it the 15 digits that Excel itself shows are taken, as text, never the noise behind.
"""


@dataclass(frozen=True)
class Row:
    """One row that holds anything; ``number`` as Excel counts, from 1; blank cells at the end are left out."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Workbook:
    """An open workbook: the names of its visible sheets, and the rows of each."""

    file: str
    sheets: tuple[str, ...]
    _opened: CalamineWorkbook

    def rows(self, sheet: str) -> Iterator[Row | Problem]:
        """The rows of a sheet from the top; a problem for each cell that cannot be trusted, such as ``#REF!``."""
        rows = self._opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for number, values in enumerate(rows, start=1):
            cells = [_cell(value) for value in values]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield Row(sheet, number, tuple(cells))


def open_workbook(path: Path, file: str) -> tuple[Workbook | None, tuple[Problem, ...]]:
    """Open a workbook, or say why it is not opened; its warnings (hidden sheets, macros ...) come either way."""
    try:
        opened = CalamineWorkbook.from_path(path)
    except CalamineError as fault:
        return None, (
            Problem("FILE", Severity.ERROR, file, str(fault), "a workbook (.xlsx)", "save it from Excel again"),
        )
    return Workbook(file, tuple(opened.sheet_names), opened), ()


def cell_text(cell: Cell) -> str:
    """A cell as text for lineage and for cells that a person could have typed.

    >>> cell_text(Decimal("3000000000")), cell_text(date(2025, 6, 2))
    ('3000000000', '2025-06-02')
    """
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _cell(value: object) -> Cell:
    match value:
        case "" | None:
            return None
        case bool():
            return value
        case int() | float():
            return Decimal(format(value, ".15g"))
        case datetime():
            return value.date()
        case date() | str():
            return value
        case _:
            return str(value)

"""What cells and rows of a sheet hold, and how columns are called: all that those need to know who read no file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.spreadsheet.number_formats import ShownNumber

Cell = str | Decimal | ShownNumber | date | bool | None
"""A value of a sheet: text, number, number whose format shows more than the number, day, truth, or nothing.

A number is a double in Excel; of it the 15 digits that Excel itself shows are taken, as text, never the noise behind.
What the sheet shows as ``5%`` or ``3.5 Mio`` is no plain number: :func:`cell_text` gives the text that is seen.
"""


class SheetRow(NamedTuple):
    """One row that holds anything; ``number`` as Excel counts, from 1; blank cells at the end are left out."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Merged:
    """A range of cells drawn as one, of which only the first can hold a value; rows and columns count from 1.

    >>> str(Merged(4, 1, 6, 2))
    'A4:B6'
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def area(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column."""
        return self.first_row, self.first_column, self.last_row, self.last_column

    def __str__(self) -> str:
        first, last = column_letters(self.first_column), column_letters(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"


def cell_text(cell: Cell) -> str:
    """A cell as text for lineage and for cells that a person could have typed.

    >>> cell_text(Decimal("3000000000")), cell_text(date(2025, 6, 2)), cell_text(True)
    ('3000000000', '2025-06-02', 'TRUE')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, ShownNumber):
        return cell.text
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell).upper() if isinstance(cell, bool) else cell.isoformat()


def column_number(letters: str) -> int:
    """The number of a column from its letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column from its number.

    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters

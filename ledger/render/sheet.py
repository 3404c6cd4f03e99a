"""Writing one sheet: texts that stay texts, numbers, days, and formulas with their computed value beside them.

Every formula cell is noted under the name of its figure, so that the hidden map can lead from a figure to its cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ledger.foundation import EXACT, plain
from ledger.render.styles import MONEY_STYLES, TEXT_STYLES, Styles

# A double holds between 15 and 16 digits, and a multiplication and a division may cost one of them: with 15 digits
# LibreOffice was seen a cent off. A figure that needs more than 14 is written as a value, not as a formula.
MOST_DIGITS = 14
LONGEST_TEXT = 32_000
PAGE_WIDTH = 260
TITLE_HEIGHT = 28
HEADING_HEIGHT = 30
LINE_HEIGHT = 13.5
CHARACTERS_PER_WIDTH = 1.15
MOST_LINES = 30
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Formula:
    """A live cell.

    Args:
        text: the formula, beginning with =.
        value: what it computes to, exactly; a number or a text.
        figure: the name of the figure it shows, such as ``total/pledges/central``; empty if it shows none.

        is_money: the value is exact; a ratio of rates is not, and a cell holds the nearest double of it.

    >>> Formula("=1+1", Decimal(2)).figure
    ''
    """

    text: str
    value: Decimal | str
    figure: str = ""
    is_money: bool = True


Value = str | int | Decimal | date | Formula | None


@dataclass(frozen=True)
class Column:
    """One column of a table: heading, width in characters, style, and decimals where it holds money.

    >>> Column("Id", 24).style
    'text'
    """

    heading: str
    width: int
    style: str = "text"
    digits: int = 2


@dataclass(frozen=True)
class Mapped:
    """Where a figure stands.

    >>> Mapped("total/pledges/central", "Summary", "C12", "1.00").cell
    'C12'
    """

    figure: str
    sheet: str
    cell: str
    exact: str


@dataclass(frozen=True)
class Place:
    """The block of cells that a table took: first and last data row and the row after it, from 0.

    >>> Place(5, 7).after
    8
    """

    first: int
    last: int

    @property
    def after(self) -> int:
        """The first free row below."""
        return self.last + 1


class Sheet:
    """One worksheet under its name, with what was written to it."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, figures: list[Mapped]) -> None:
        self.name = name
        self.styles = styles
        self.raw: Worksheet = workbook.add_worksheet(name)
        self._figures = figures
        self.raw.hide_gridlines(2)
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.fit_to_pages(1, 0)
        self.raw.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)

    def write(self, row: int, column: int, value: Value, style: str = "text", digits: int = 2) -> None:
        """Write a value by its type; text from records goes in as text and nothing else."""
        look = self.styles.money(style, digits) if style in MONEY_STYLES else self.styles.named(style)
        match value:
            case None:
                self.raw.write_blank(row, column, None, look)
            case Formula():
                self._formula(row, column, value, look)
            case str():
                guarded = value.startswith(_FORMULA_STARTS)
                text_look = self.styles.named("unknown" if style in MONEY_STYLES else style, guarded=guarded)
                self.raw.write_string(row, column, _fitting(value), text_look)
            case date():
                self.raw.write_datetime(row, column, value, look)
            case _:
                self.raw.write_number(row, column, float(value), look)

    def table(self, top: int, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Place:
        """Write an Excel table with its heading at row ``top``: filters, widths, one cell per column.

        A table without rows gets one blank row, since Excel knows no empty tables.
        """
        last = top + max(len(rows), 1)
        self.raw.add_table(
            top,
            0,
            last,
            len(columns) - 1,
            {
                "name": name,
                "style": "Table Style Light 1",
                "columns": [{"header": it.heading} for it in columns],
            },
        )
        for number, column in enumerate(columns):
            self.raw.set_column(number, number, column.width)
            self.write(top, number, column.heading, "header" if column.style in TEXT_STYLES else "number_header")
        self.raw.set_row(top, HEADING_HEIGHT)
        for row, values in enumerate(rows, start=top + 1):
            self.raw.set_row(row, LINE_HEIGHT * _lines(columns, values))
            for number, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.write(row, number, value, column.style, column.digits)
        return Place(top + 1, last)

    def head(self, title: str, subtitle: str) -> None:
        """Title and subtitle in the first two rows."""
        self.raw.set_row(0, TITLE_HEIGHT)
        self.write(0, 0, title, "title")
        self.write(1, 0, subtitle, "subtitle")

    def print_table(self, top: int, last_row: int, columns: Sequence[Column]) -> None:
        """Set the print area; a table too wide for a page goes over several, each with its heading and first column."""
        self.raw.print_area(0, 0, last_row, len(columns) - 1)
        self.raw.repeat_rows(top)
        pages = -(-sum(column.width for column in columns) // PAGE_WIDTH)
        self.raw.fit_to_pages(pages, 0)
        if pages > 1:
            self.raw.repeat_columns(0)

    def _formula(self, row: int, column: int, formula: Formula, look: Format) -> None:
        value = formula.value
        cell = xl_rowcol_to_cell(row, column)
        if formula.figure:
            self._figures.append(
                Mapped(formula.figure, self.name, cell, value if isinstance(value, str) else plain(value))
            )
        if isinstance(value, str):
            self.raw.write_formula(row, column, formula.text, look, value)
        elif not is_live(formula):
            self.raw.write_number(row, column, float(value), look)
            self.raw.write_comment(
                row, column, f"A value, not a formula: it has more than {MOST_DIGITS} digits. Exact: {plain(value)}"
            )
        else:
            self.raw.write_formula(row, column, formula.text, look, float(value))


def is_live(formula: Formula) -> bool:
    """Whether a figure is drawn as a formula, or as a value because a double could not carry it.

    >>> is_live(Formula("=A1", Decimal("123456789012.34"))), is_live(Formula("=A1", Decimal("1234567890123.45")))
    (True, False)
    """
    exact = formula.is_money and isinstance(formula.value, Decimal)
    return not exact or significant_digits(Decimal(formula.value)) <= MOST_DIGITS


def significant_digits(value: Decimal) -> int:
    """How many digits a number needs, without zeros at its ends.

    >>> significant_digits(Decimal("1500.00")), significant_digits(Decimal("0.05"))
    (2, 1)
    """
    return len(EXACT.normalize(value).as_tuple().digits)


def this(table: str, heading: str) -> str:
    """The cell of this row in a column of a table, in the form that every spreadsheet program reads."""
    return f"{table}[[#This Row],[{heading}]]"


def _lines(columns: Sequence[Column], values: Sequence[Value]) -> int:
    # Excel fits the height of wrapped rows itself, other programs do not.
    wrapped = ((it.width, value) for it, value in zip(columns, values, strict=True) if it.style == "wrap")
    needed = (-(-len(value) // int(width * CHARACTERS_PER_WIDTH)) for width, value in wrapped if isinstance(value, str))
    return min(max(needed, default=1), MOST_LINES) or 1


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def ratio(text: str, value: Fraction, figure: str = "") -> Formula:
    """A live cell for a rate, whose exact value is a ratio: cached as the nearest double.

    >>> ratio("=1/4", Fraction(1, 4)).value
    Decimal('0.25')
    """
    return Formula(text, Decimal(repr(value.numerator / value.denominator)), figure, is_money=False)

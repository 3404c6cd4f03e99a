"""Writing one sheet: texts that stay texts, numbers, days, and formulas with their computed value beside them.

Every cell that shows a figure is noted with its name, so that whoever asks about the cell is told of that figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ledger.foundation import marked, plain
from ledger.presentation import Language
from ledger.render.beside import Beside
from ledger.render.cells import MOST_DIGITS, AtLeast, CellKey, Formula, Partial, PublishedRate, Unknown, Value, is_live
from ledger.render.headings import formula_in
from ledger.render.limits import EXCEL, Extent, fitting, heading_on_paper, require_fit, require_whole
from ledger.render.styles import FIGURE_STYLES, TEXT_STYLES, Styles

PAGE_WIDTH = 240
# In points, and whole pixels of 0.75 points, to which Excel and newer releases of XlsxWriter round them anyway.
TITLE_HEIGHT = 27.75
HEADING_HEIGHT = 32.25
LINE_HEIGHT = 13.5
CHARACTERS_PER_WIDTH = 1.15
MOST_LINES = 30
# Title and subtitle stand in one head of at most 255 characters, with the codes of their looks.
_MOST_ON_PAPER = 110
_ABOUT, _NEAR = ("Record", "Id"), 4
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        heading: what stands above it.
        width: in characters.
        style: how its cells look.
        digits: decimals where it holds money.
        is_name: it says what a row is about, so every page that is printed begins with it.
    """

    heading: str
    width: int
    style: str = "text"
    digits: int = 2
    is_name: bool = False


class Mapped(NamedTuple):
    """Where a figure stands; row and column from 0.

    >>> from ledger.render.cells import RateKey
    >>> Mapped(RateKey(1), "E3 Rates", 5, 2).cell
    'C6'
    """

    figure: CellKey
    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """Its cell, as a reader names it."""
        return str(xl_rowcol_to_cell(self.row, self.column))


Values = dict[str, dict[int, dict[int, Value]]]
"""What was written, per sheet, row and column, from 0."""


@dataclass(frozen=True)
class PlacedTable:
    """Where an Excel table stands: its name and sheet, the row of its headings, its last row and its first column.

    Headings are keys of columns: those of evidence are English, in whatever language they are written. The names of its
    rows stand in its first columns.

    >>> PlacedTable("Rates", "E3 Rates", 4, 9, 0, ("Rate", "Currency")).holds(9, 1)
    True
    """

    name: str
    sheet: str
    top: int
    last: int
    left: int
    headings: tuple[str, ...]
    names: int = 1

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is one of those below its headings, counted from 0."""
        return self.top < row <= self.last and self.covers(column)

    def covers(self, column: int) -> bool:
        """Whether a column is one of its, counted from 0."""
        return 0 <= column - self.left < len(self.headings)

    def column(self, heading: str) -> int:
        """The column of a heading, counted from 0."""
        return self.left + self.headings.index(heading)


@dataclass(frozen=True)
class Drawing:
    """What is noted while a workbook is drawn.

    Args:
        figures: each figure with its cell; none where nobody asks for what was written.
        tables: each Excel table with its place.
        language: of what stands on its sheets.
        values: what was written where; None where nobody asks for it.
        beside: what goes into files beside the workbook.
    """

    figures: list[Mapped] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)
    language: Language = field(default_factory=Language)
    values: Values | None = None
    beside: Beside = field(default_factory=Beside)


@dataclass(frozen=True)
class TablePlace:
    """The block of cells that a table took: first and last data row and the row after it, from 0.

    >>> TablePlace(5, 7).after
    8
    """

    first: int
    last: int

    @property
    def after(self) -> int:
        """The first free row below."""
        return self.last + 1


class Sheet:
    """One worksheet under its name; notes what was written to it for who asks."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, drawing: Drawing) -> None:
        self.name = name
        self.styles = styles
        self.raw: Worksheet = workbook.add_worksheet(name)
        self.drawing = drawing
        self.raw.hide_gridlines(2)
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.fit_to_pages(1, 0)
        self.raw.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)

    def write(self, row: int, column: int, value: Value, style: str = "text", digits: int = 2) -> None:
        """Write a value by its type; text from records goes in as text and nothing else.

        Raises:
            Refused: FILE for a cell beyond the last row or column, which would be lost without a word.
        """
        self.take(row, column, value)
        if isinstance(value, Partial):
            style, value = f"{style}_{'net_partial' if value.is_net else 'partial'}", value.value
        if isinstance(value, AtLeast):
            value, style = value.value, f"{style}_at_least"
        if isinstance(value, PublishedRate):
            value, style = value.value, "input"
        is_figure = style.startswith(FIGURE_STYLES)
        match value:
            case str():
                look = self.styles.named("unknown" if is_figure else style, guarded=value.startswith(FORMULA_STARTS))
                if style == "code":
                    require_whole(self.name, value)
                self.raw.write_string(row, column, fitting(value, self.drawing.language), look)
            case Unknown():
                self.note_figure(value.figure, row, column)
                look = self.styles.named("total_unknown" if style == "all_sum" else "unknown")
                self.raw.write_string(row, column, value.text, look)
            case _:
                look = self.styles.figure(style, digits) if is_figure else self.styles.named(style)
                self._write_plain(row, column, value, look)

    def _write_plain(self, row: int, column: int, value: int | Decimal | date | Formula | None, look: Format) -> None:
        """A value that is no text."""
        match value:
            case Formula():
                self.put_formula(row, column, value, look)
            case None:
                self.raw.write_blank(row, column, None, look)
            case date():
                self.raw.write_datetime(row, column, value, look)
            case _:
                self.raw.write_number(row, column, float(value), look)

    def table(self, top: int, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> TablePlace:
        """Write an Excel table with its heading at row ``top``: filters, widths, one cell per column.

        A table without rows gets one blank row, since Excel knows no empty tables.

        Raises:
            Refused: FILE for more rows or columns than a sheet has; nothing of the table is written then.
        """
        last = top + max(len(rows), 1)
        require_fit((Extent(self.name, last + 1, len(columns)),), EXCEL)
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
            self.raw.set_row(row, LINE_HEIGHT * lines_of(columns, values))
            for number, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.write(row, number, value, column.style, column.digits)
        return TablePlace(top + 1, last)

    def title(self, title: str, subtitle: str) -> None:
        """Title and subtitle in the first two rows."""
        self.raw.set_row(0, TITLE_HEIGHT)
        self.write(0, 0, title, "title")
        self.write(1, 0, subtitle, "subtitle")

    def head(self, title: str, subtitle: str) -> None:
        """Title and subtitle in the first two rows, and on paper at the head of every page of the table."""
        self.title(title, subtitle)
        escaped = (heading_on_paper(text, _MOST_ON_PAPER) for text in (title, subtitle))
        self.raw.set_header("&L&14&B{}&B&10\n{}".format(*escaped))

    def print_table(self, top: int, last_row: int, columns: Sequence[Column]) -> None:
        """Set the print area; the title goes into the page header, and a wide table over several pages."""
        self.raw.print_area(top, 0, last_row, len(columns) - 1)
        self.raw.repeat_rows(top)
        width = sum(column.width for column in columns if column.style != "key")
        pages = -(-width // PAGE_WIDTH)
        self.raw.fit_to_pages(pages, 0)
        if pages > 1:
            self.raw.repeat_columns(*_names(columns))

    def put_formula(self, row: int, column: int, formula: Formula, look: Format) -> None:
        """Write a formula with the value that it computes to.

        That value alone where a double could not carry it, and where the formula names a table that is not in the file.
        """
        value, text = formula.value, formula_in(formula.text, self.drawing.language)
        self.note_figure(formula.figure, row, column)
        if self.drawing.beside.is_called_by(formula.text):
            self.drawing.beside.values += 1
            self._write_value(row, column, value, look)
        elif isinstance(value, str):
            self.raw.write_formula(row, column, text, look, value)
        elif not is_live(formula):
            self.raw.write_number(row, column, float(value), look)
            sentence = marked("A value, not a formula: it has more than {most} digits. Exact: {value}")
            note = self.drawing.language.say(sentence, most=str(MOST_DIGITS), value=plain(value))
            self.raw.write_comment(row, column, note)
        else:
            self.raw.write_formula(row, column, text, look, float(value))

    def _write_value(self, row: int, column: int, value: Decimal | str, look: Format) -> None:
        """What a formula comes to, without it."""
        if isinstance(value, str):
            self.raw.write_string(row, column, value, look)
        else:
            self.raw.write_number(row, column, float(value), look)

    def take(self, row: int, column: int, value: Value) -> None:
        """Note what is written to a cell.

        Raises:
            Refused: FILE for a cell beyond the last row or column, which would be lost without a word.
        """
        if row >= EXCEL.rows or column >= EXCEL.columns:
            require_fit((Extent(self.name, row + 1, column + 1),), EXCEL)
        if self.drawing.values is not None and value is not None:
            self.drawing.values.setdefault(self.name, {}).setdefault(row, {})[column] = value

    def note_figure(self, figure: CellKey | None, row: int, column: int) -> None:
        """Note which figure a cell shows, where somebody asks for it."""
        if figure and self.drawing.values is not None:
            self.drawing.figures.append(Mapped(figure, self.name, row, column))


def _names(columns: Sequence[Column]) -> tuple[int, int]:
    """The first and the last column by which a page is read: from the first that is not folded to the last name."""
    visible = [number for number, column in enumerate(columns) if column.style != "key"]
    about = [it for it in visible if columns[it].is_name or (columns[it].heading in _ABOUT and it < _NEAR)]
    return visible[0], max(about, default=visible[0])


def lines_of(columns: Sequence[Column], values: Sequence[Value]) -> int:
    """How many lines a row needs for its wrapped texts.

    >>> lines_of([Column("Title", 10, "wrap")], ["a title of 24 characters"])
    3
    """
    # Excel fits the height of wrapped rows itself, other programs do not.
    needed = [
        -(-len(value) // int(column.width * CHARACTERS_PER_WIDTH))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str) and column.style == "wrap"
    ]
    return min(max(needed, default=1), MOST_LINES) or 1

"""Sheets for readers: what they are like on screen and on paper, and the looks of their cells."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Literal, TypedDict

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ledger.presentation import Presentation
from ledger.render.cells import CellKey, Formula, Value
from ledger.render.letters import text_width
from ledger.render.limits import fitting, heading_on_paper
from ledger.render.sheet import FORMULA_STARTS, TITLE_HEIGHT, Drawing, Sheet
from ledger.render.styles import ACCENT, GREY, INK, LINE, Styles

TOP = 4
"""The row of the headings of a table for readers, from 0: title, unit and marks stand above it."""
ROW_HEIGHT = 15.75
PORTRAIT, LANDSCAPE = 96, 142
"""How many characters are printed beside each other in the size that they have on the sheet."""
LEAST_SCALE = 0.7
"""Type of ten points is printed with seven at least."""
_UPRIGHT_HEIGHT, _LYING_HEIGHT = 740, 490
"""What a page of A4 holds between its edges, in points."""
_EMPTY = 9.2
"""How wide a column is to which nobody gives a width."""
_LARGE = {"title": 16, "finding": 12, "heading": 12}
_BOLD = ("title", "finding", "heading", "state", "caution")
_MOST_IN_TITLE, _MOST_IN_FOOT = 60, 150
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
Edge = Literal["none", "hair", "thin", "thick"]
_EDGES = {"none": (0, INK), "hair": (1, LINE), "thin": (1, INK), "thick": (2, INK)}


class Emphasis(TypedDict):
    """How a whole row looks: whether it is bold or of less importance, and the lines above and below it."""

    bold: bool
    soft: bool
    above: Edge
    below: Edge


class ReaderSheet(Sheet):
    """One sheet for readers, under its name: one page on paper."""

    def __init__(self, workbook: Workbook, styles: Styles, name: str, drawing: Drawing) -> None:
        super().__init__(workbook, styles, name, drawing)
        self._reach = 0.0
        self.raw.set_tab_color(ACCENT)
        self.raw.fit_to_pages(1, 1)

    def heading_lines(self, title: str, unit: str = "", marks: Sequence[str] = ()) -> None:
        """Title, unit and marks in the first rows: the marks in two lines, if they have to be."""
        self.raw.set_row(0, TITLE_HEIGHT)
        self.line(0, title, "title")
        for row, line in enumerate((unit, *marks), start=1):
            if line:
                self.line(row, line, "subtitle")

    def line(self, row: int, line: str | Formula, style: str) -> None:
        """A line of text that runs on over the cells beside it."""
        text = line if isinstance(line, str) else str(line.value)
        self.note_reach(text_width(text, size=_LARGE.get(style, 10), is_bold=style in _BOLD))
        self.write(row, 0, line, style)

    def note_reach(self, reach: float) -> None:
        """Note how far a text goes that runs on over the cells beside it, in characters from the left."""
        self._reach = max(self._reach, reach)

    def columns_beside(self, width: float, paper: float) -> int:
        """How many empty columns beside the tables are printed, so that there is room for the lines of text.

        Args:
            width: of the tables, in characters.
            paper: of the page; more than fits on it is printed smaller, as long as it can be read.
        """
        reach = min(self._reach + 1, paper / LEAST_SCALE)
        return max(0, int((paper - width) / _EMPTY), ceil((reach - width) / _EMPTY))

    def put(self, row: int, column: int, value: Value, look: Format, figure: CellKey | None = None) -> None:
        """Write a cell with a look that has no name; text stays text."""
        self.take(row, column, value)
        if isinstance(value, Formula):
            self.put_formula(row, column, replace(value, figure=value.figure or figure), look)
        elif isinstance(value, str):
            self.note_figure(figure, row, column)
            self.raw.write_string(row, column, fitting(value, self.drawing.language), look)
        elif value is None:
            # Nothing stands in it, but the lines around its row go on.
            self.raw.write_blank(row, column, None, look)
        elif isinstance(value, date):
            self.raw.write_datetime(row, column, value, look)
        else:
            self.note_figure(figure, row, column)
            self.raw.write_number(row, column, float(value), look)  # type: ignore[arg-type]

    def look(  # noqa: PLR0913 - a look has so many sides, each named at every call
        self,
        code: str = "",
        *,
        align: str = "right",
        bold: bool = False,
        soft: bool = False,
        size: float = 10,
        above: Edge = "none",
        below: Edge = "none",
        before: Edge = "none",
        wrap: bool = False,
        indent: int = 0,
        text: str = "",
    ) -> Format:
        """A look of a cell.

        Args:
            code: its number format.
            align: left or right.
            bold: whether it is.
            soft: whether its ink is that of what is less important.
            size: in points.
            above: the line above it.
            below: the line below it.
            before: the line at its left.
            wrap: whether text in it is wrapped.
            indent: by how many steps it is moved in.
            text: what stands in it, where that is text: so that no program takes it for a formula when it is edited.
        """
        edges: dict[str, object] = {}
        for side, edge in (("top", above), ("bottom", below), ("left", before)):
            width, colour = _EDGES[edge]
            if width:
                edges |= {side: width, f"{side}_color": colour}
        return self.styles.look(
            guarded=text.startswith(FORMULA_STARTS),
            num_format=code or "General",
            align=align,
            valign="bottom" if below == "thick" else "vcenter",
            bold=bold,
            font_size=size,
            font_color=GREY if soft else INK,
            text_wrap=wrap,
            indent=indent,
            **edges,
        )


def pages_of(width: float, height: float, *, is_upright: bool) -> tuple[int, int]:
    """On how many pages a table is printed, across and down; 0 down for as many as it needs.

    On one, as long as it can be read there: a page of five hundred rows is grey. Names and headings are repeated.

    Args:
        width: of all columns, in characters.
        height: of all rows, in points.
        is_upright: whether the paper is.

    >>> pages_of(90, 640, is_upright=True), pages_of(90, 2240, is_upright=True), pages_of(400, 320, is_upright=False)
    ((1, 1), (1, 0), (2, 1))
    """
    paper, room = (PORTRAIT, _UPRIGHT_HEIGHT) if is_upright else (LANDSCAPE, _LYING_HEIGHT)
    across = max(1, ceil(width * LEAST_SCALE / paper))
    return across, int(height * LEAST_SCALE <= room)


def lines_within(parts: Sequence[str], width: float) -> tuple[str, ...]:
    """Parts of a text in lines, each with as many of them as are printed on so many characters of Excel.

    >>> lines_within(["a  word", "b  more words", "c"], 22)
    ('a  word    b  more words', 'c')
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}    {part}" if lines else part
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)


def in_two_lines(parts: Sequence[str], width: float, paper: float) -> tuple[str, str]:
    """Parts of a text in two lines, both as short as they can be.

    Args:
        parts: of the text.
        width: how wide a line is at least, in characters of Excel.
        paper: of the page.

    >>> in_two_lines(["a  word", "b  word", "c  word"], 9, 96)
    ('a  word    b  word', 'c  word')
    """
    lines = lines_within(parts, width)
    while len(lines) > 2 and width < paper / LEAST_SCALE:
        width += 1
        lines = lines_within(parts, width)
    first, *more = lines or ("",)
    return first, "    ".join(more)


def set_foot(sheet: Sheet, presentation: Presentation) -> None:
    """The foot of every page: what it is and which page; below, by which rates, to when, from which state of the book.

    Codes of Excel stand in it for the name of the sheet and the numbers of pages.
    """
    title = heading_on_paper(presentation.title, _MOST_IN_TITLE)
    rest = heading_on_paper(presentation.footer, _MOST_IN_FOOT)
    pages = presentation.language.say("{sheet} · page {page} of {pages}", sheet="&A", page="&P", pages="&N")
    # Both sides have two lines, so that they stand level, and no long line has anything beside it to be printed over.
    # They are of the size that is named, however small the sheet has to be printed.
    sheet.raw.set_footer(f"&L&8{title}\n{rest}&R&8{pages}\n{_NO_BREAK_SPACE}", {"scale_with_doc": False})

"""Sheets for readers: what they are like on screen and on paper, and the looks of their cells."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypedDict

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ledger.presentation import Presentation
from ledger.render.cells import CellKey, Formula, Value
from ledger.render.limits import fitting, heading_on_paper
from ledger.render.sheet import CHARACTERS_PER_WIDTH, FORMULA_STARTS, TITLE_HEIGHT, Drawing, Sheet
from ledger.render.styles import ACCENT, GREY, INK, LINE, Styles

TOP = 4
"""The row of the headings of a table for readers, from 0: title, unit and marks stand above it."""
ROW_HEIGHT = 16
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
        self.raw.set_tab_color(ACCENT)
        self.raw.fit_to_pages(1, 1)

    def heading_lines(self, title: str, unit: str = "", marks: Sequence[str] = ()) -> None:
        """Title, unit and marks in the first rows: the marks in two lines, if they have to be."""
        self.raw.set_row(0, TITLE_HEIGHT)
        self.write(0, 0, title, "title")
        for row, line in enumerate((unit, *marks), start=1):
            if line:
                self.write(row, 0, line, "subtitle")

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


def lines_within(parts: Sequence[str], width: float) -> tuple[str, ...]:
    """Parts of a text in lines, each with as many of them as are printed on so many characters of Excel.

    >>> lines_within(["a  word", "b  more words", "c"], 21)
    ('a  word    b  more words', 'c')
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}    {part}" if lines else part
        if lines and len(longer) <= width * CHARACTERS_PER_WIDTH:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)


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

"""A sheet of evidence: one or more Excel tables beside each other, all with their headings in one row.

They stand beside and not below each other: the headings of all of them stay in sight and are repeated on paper, each
table has the widths that it needs, and a sheet takes as many records as Excel has rows. Paper carries the first of
them, or of that the columns that are for people; all others are the steps between figures, for those who check them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from xlsxwriter import Workbook

from ledger.foundation import marked_count
from ledger.render.cells import Value
from ledger.render.headings import heading_in
from ledger.render.limits import EXCEL, Extent, require_fit
from ledger.render.sheet import (
    HEADING_HEIGHT,
    LINE_HEIGHT,
    TITLE_HEIGHT,
    Column,
    Drawing,
    PlacedTable,
    Sheet,
    lines_of,
)
from ledger.render.styles import LEFT_STYLES, STRONG, TEXT_STYLES, Styles

TOP = 4
"""The row of the headings, from 0: above them stand what the table is, what is in it, and an empty row."""
NOTHING = "\N{EN DASH}"
_GAP = 3
_ROWS_APART = 3
_WIDE = 60
_WHERE = marked_count(
    "The {count} row of this table stands in the file {file} beside this workbook, since a sheet of Excel has no more "
    "than {most} rows. Its SHA-256 is {hash}.",
    "The {count} rows of this table stand in the file {file} beside this workbook, since a sheet of Excel has no more "
    "than {most} rows. Its SHA-256 is {hash}.",
)


@dataclass(frozen=True)
class Listing:
    """A table of evidence before it is drawn.

    Args:
        name: by which formulas call it.
        title: what stands above it.
        about: what its rows are, in one line.
        columns: as they are described, in any order; keys by which formulas look up stand at the end.
        rows: a value for each column.
        paper: headings of the columns that are for people, in this order; they stand first. All, if none are named.
        below: one more line below what its rows are.
    """

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    paper: tuple[str, ...] = ()
    below: Value = None

    @property
    def order(self) -> tuple[int, ...]:
        """The places of its columns as they are drawn: those for people, all others, the keys."""
        places = {column.heading: place for place, column in enumerate(self.columns)}
        first = [places[heading] for heading in self.paper]
        rest = [place for place in range(len(self.columns)) if place not in first]
        return (*first, *sorted(rest, key=lambda place: self.columns[place].style == "key"))


class EvidenceSheet(Sheet):
    """A sheet of evidence under its name, with as many tables as are put on it; one without rows is left out.

    Its tables have no buttons to filter and sort them: a filter would hide the rows of those that stand beside it.

    Args:
        workbook: to which it is added.
        styles: of the workbook.
        name: of the sheet.
        drawing: what is noted of it.
        has_buttons: whether its only table has them all the same.
    """

    def __init__(
        self, workbook: Workbook, styles: Styles, name: str, drawing: Drawing, *, has_buttons: bool = False
    ) -> None:
        super().__init__(workbook, styles, name, drawing)
        self._has_buttons = has_buttons
        self.raw.set_tab_color(STRONG)
        self._left = 0
        self._heights: dict[int, int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no table stands on it."""
        return not self._left

    def add(self, listing: Listing) -> PlacedTable | None:
        """Draw one more table; None where it has no rows, and where it goes into a file beside the workbook.

        Raises:
            Refused: FILE for more rows or columns than a sheet has; nothing of the table is written then.
        """
        if not listing.rows:
            return None
        if listing.name in self.drawing.beside.tables:
            self._put_beside(listing)
            return None
        order = listing.order
        columns = [listing.columns[place] for place in order]
        left, last = self._left, TOP + len(listing.rows)
        require_fit((Extent(self.name, last + 1, left + len(columns)),), EXCEL)
        self._head(listing, left)
        headings = [heading_in(column.heading, self.drawing.language) for column in columns]
        options = {"name": listing.name, "style": None, "columns": [{"header": heading} for heading in headings]}
        buttons = {"autofilter": self._has_buttons}
        self.raw.add_table(TOP, left, last, left + len(columns) - 1, options | buttons)
        for number, (column, heading) in enumerate(zip(columns, headings, strict=True), start=left):
            self.raw.set_column(number, number, _width(column, heading))
            self.write(TOP, number, heading, "header" if column.style in TEXT_STYLES else "number_header")
        wrapped = [place for place in order if listing.columns[place].style == "wrap"]
        drawn = [
            (number, place, column.style, column.digits, "none" if column.style in LEFT_STYLES else "number_none")
            for number, (place, column) in enumerate(zip(order, columns, strict=True), start=left)
        ]
        for row, values in enumerate(listing.rows, start=TOP + 1):
            self._fit_height(row, [listing.columns[place] for place in wrapped], [values[place] for place in wrapped])
            for number, place, style, digits, without in drawn:
                value = values[place]
                if value is None or value == "":
                    self.write(row, number, NOTHING, without)
                else:
                    self.write(row, number, value, style, digits)
        if len(listing.rows) > _ROWS_APART:
            self._rule(last, left, left + len(columns) - 1)
        if self.is_empty:
            self._set_paper(last, len(listing.paper) or len(columns))
        else:
            self.raw.set_column(left - 1, left - 1, _GAP)
        self._left = left + len(columns) + 1
        names = max(1, len([*takewhile(lambda column: column.is_name, columns)]))
        keys = tuple(column.heading for column in columns)
        placed = PlacedTable(listing.name, self.name, TOP, last, left, keys, names)
        self.drawing.tables.append(placed)
        return placed

    def _rule(self, last: int, left: int, right: int) -> None:
        """A line below every third row: by its place, so that it stays where it is when rows are sorted or entered."""
        each = {"type": "formula", "criteria": f"=MOD(ROW()-{TOP + 1},{_ROWS_APART})=0"}
        self.raw.conditional_format(TOP + 1, left, last, right, each | {"format": self.styles.hairline})

    def _put_beside(self, listing: Listing) -> None:
        """Write where the rows of a table are that is longer than a sheet."""
        beside, language, left = self.drawing.beside, self.drawing.language, self._left
        columns = {listing.columns[place].heading: [row[place] for row in listing.rows] for place in listing.order}
        file = beside.put(listing.name, {"title": listing.title, "about": listing.about}, columns)
        self._head(listing, left)
        most = language.whole(EXCEL.rows)
        where = language.say_count(*_WHERE, file.rows, most=most, file=file.name, hash=file.sha256)
        column = Column("", _WIDE, "wrap")
        self.raw.set_column(left, left, column.width)
        self.write(TOP + 1, left, where, column.style)
        self._fit_height(TOP + 1, [column], [where])
        if self.is_empty:
            self._set_paper(TOP + 1, 1)
        else:
            self.raw.set_column(left - 1, left - 1, _GAP)
        self._left = left + 2

    def _head(self, listing: Listing, left: int) -> None:
        if self.is_empty:
            self.raw.set_row(0, TITLE_HEIGHT)
            self.raw.set_row(TOP, HEADING_HEIGHT)
        self.write(0, left, listing.title, "title")
        self.write(1, left, listing.about, "subtitle")
        if listing.below is not None:
            self.write(2, left, listing.below, "subtitle")

    def _fit_height(self, row: int, columns: Sequence[Column], values: Sequence[Value]) -> None:
        lines = lines_of(columns, values)
        if lines > self._heights.get(row, 0):
            self._heights[row] = lines
            self.raw.set_row(row, LINE_HEIGHT * lines)

    def _set_paper(self, last: int, columns: int) -> None:
        self.raw.freeze_panes(TOP + 1, 0)
        self.raw.print_area(0, 0, last, columns - 1)
        self.raw.repeat_rows(TOP)
        self.raw.fit_to_pages(1, 0)


def _width(column: Column, heading: str) -> int:
    """Of a column: a word of its heading that is wider would be cut in two."""
    # Headings are bold, so that five of their letters take as much room as six digits, by which widths are measured.
    longest = max(map(len, heading.split()))
    return max(column.width, -(-longest * 6 // 5) + 1)

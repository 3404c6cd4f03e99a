"""The tables for readers, one sheet each: what the presentation displays, as numbers that follow the exact ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from ledger.presentation import (
    BesideKey,
    FigureKey,
    Language,
    Mark,
    Presentation,
    PresentedRow,
    PresentedTable,
    ShownChange,
    ShownFigure,
    ShownShare,
)
from ledger.render.cells import Formula, Value
from ledger.render.exact import ExactCells, ReaderCell, SortedRows, changed_by
from ledger.render.letters import heading_height, heading_width, lines_needed, row_height, text_width
from ledger.render.marked import number_code, room_for, slots_of, standing_off, text_code
from ledger.render.reader_sheet import (
    LANDSCAPE,
    PORTRAIT,
    ROW_HEIGHT,
    TOP,
    Edge,
    Emphasis,
    ReaderSheet,
    in_two_lines,
    pages_of,
)
from ledger.render.sheet import PlacedTable

NOTHING = "\N{EN DASH}"
OWN = ("row", "subtotal", "others")
"""The kinds of rows that stand in a table itself; the others stand below it."""
_NAME_WIDTH = 34
_LEAST_WIDTH = 9.5
_GROUPED = 3
# By how many characters figures stand off from the line at their right.
_OFF = 1.1


@dataclass(frozen=True)
class TableLayout:
    """Where the rows and columns of a table for readers stand on its sheet.

    Args:
        table: which.
        sheet: what its sheet is called.
        language: of its headings.
    """

    table: PresentedTable
    sheet: str
    language: Language

    @property
    def first(self) -> int:
        """The column of its first figure."""
        return len(self.table.headings)

    @property
    def whole(self) -> int | None:
        """The column of the totals of its rows, where it has any."""
        return self.first + len(self.table.columns) if self.table.has_totals else None

    @property
    def behind(self) -> int:
        """The first column behind the figures."""
        return self.first + len(self.table.columns) + self.table.has_totals

    @property
    def share(self) -> int | None:
        """The column of the shares, where it has any."""
        return self.behind if self.table.has_shares else None

    @property
    def change(self) -> int | None:
        """The column of the changes since an earlier report, where it has any."""
        return self.behind + self.table.has_shares if self.table.changed_since else None

    @property
    def extra(self) -> int:
        """The first column of what else is said of each row."""
        return self.behind + self.table.has_shares + bool(self.table.changed_since)

    @property
    def last(self) -> int:
        """The column that says what is in no figure."""
        return self.extra + len(self.table.extra_headings)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of its heading row, each once: Excel takes AB and ab for one, and repairs the file."""
        say = self.language.say
        shares = (say("Share, %"),) if self.table.has_shares else ()
        since = filter(None, (self.table.changed_since,))
        totals = (say("Total"),) if self.table.has_totals else ()
        behind = (*totals, *shares, *since, *self.table.extra_headings, say("In no figure"))
        texts = (*self.table.headings, *self.table.columns, *behind)
        used: set[str] = set()
        given: list[str] = []
        # What has a meaning of its own keeps its name.
        fixed = {text.casefold() for text in (*self.table.headings, *behind)}
        for place, text in enumerate(texts):
            is_label = self.first <= place < self.first + len(self.table.columns)
            name, number = text, 1
            while (is_label and name.casefold() in fixed) or name.casefold() in used:
                number += 1
                name = f"{text} ({number})"
            used.add(name.casefold())
            given.append(name)
        return tuple(given)

    def row(self, place: int) -> int:
        """The row on the sheet of one of its rows: memo lines stand apart, below a line that says what they are."""
        is_memo = self.table.rows[place].kind == "memo"
        return TOP + 1 + place + (2 if is_memo else 0)

    @property
    def of_rows(self) -> tuple[int, int]:
        """The first and the last row on the sheet that are rows of their own."""
        count = sum(row.kind in OWN for row in self.table.rows)
        return TOP + 1, TOP + count

    @property
    def bottom(self) -> int:
        """The last row on the sheet."""
        return self.row(len(self.table.rows) - 1)

    def cells(self) -> Iterator[ReaderCell]:
        """Every cell that shows a figure."""
        movable = self._movable
        for place, row in enumerate(self.table.rows):
            name, among = self.name_of(row), movable if row.kind in OWN else None
            for column, figure in enumerate(self.table.figures_of(row), start=self.first):
                if figure.number is not None:
                    names = (name, self.headings[column])
                    yield ReaderCell(figure.key, names, figure.number, self.sheet, self.row(place), column, among)

    def share_key(self, row: PresentedRow) -> BesideKey:
        """What the share of a row is of: its sum in that of the table."""
        return BesideKey("share", (row.total.key, *self._totals))

    @cached_property
    def _totals(self) -> tuple[FigureKey, ...]:
        """The sum of the table, where it has one."""
        return tuple(row.total.key for row in self.table.rows if row.kind == "total")

    def beside(self, row: PresentedRow) -> Mapping[int, BesideKey]:
        """What stands in a row beside its sums, by column."""
        own = (row.total.key,)
        keys = {self.extra + place: BesideKey(kind, own) for place, kind in enumerate(self.table.extra_kinds)}
        if self.share is not None:
            keys[self.share] = self.share_key(row)
        if self.change is not None:
            keys[self.change] = BesideKey("change", own)
        # Stages stand beside each other: a record may have no figure in any of them.
        is_of_stages = len({figure.key.measure for figure in row.cells}) > 1
        is_money = "units" not in self.table.extra_kinds
        missing = BesideKey("in_no_figure", tuple(figure.key for figure in row.cells) if is_of_stages else own)
        return {**keys, self.last: missing if is_money else BesideKey("units", own)}

    @staticmethod
    def name_of(row: PresentedRow) -> str:
        """The names of a row as they stand in its cells, in one."""
        return (
            ", ".join(name or NOTHING for name in row.names) if row.kind in OWN else ", ".join(filter(None, row.names))
        )

    @property
    def names_of_rows(self) -> Mapping[int, tuple[str, ...]]:
        """The names in each row that readers may sort, by its number from 1."""
        return {
            self.row(place) + 1: tuple(name or NOTHING for name in row.names)
            for place, row in enumerate(self.table.rows)
            if row.kind in OWN
        }

    @property
    def _movable(self) -> SortedRows | None:
        """The rows of the table itself; None where two of them have one name, so that none can tell them apart."""
        names = [self.name_of(row) for row in self.table.rows if row.kind in OWN]
        return SortedRows(*self.of_rows, self.first) if len({*names}) == len(names) else None


def layouts_of(presentation: Presentation, tabs: Mapping[str, str]) -> tuple[TableLayout, ...]:
    """Where everything of each table stands.

    Args:
        presentation: whose tables.
        tabs: what their sheets are called.
    """
    return tuple(TableLayout(table, tabs[table.name], presentation.language) for table in presentation.tables)


def draw_reader_table(
    sheet: ReaderSheet, presentation: Presentation, layout: TableLayout, name: str, exact: ExactCells | None
) -> None:
    """One table as it is displayed; without exact cells behind it, its figures are values."""
    table = layout.table
    drawer = _Drawer(sheet, presentation, layout, exact)
    # A table that is wider than an upright page stands across.
    paper = PORTRAIT if drawer.width <= PORTRAIT else LANDSCAPE
    marks = in_two_lines(marks_of_table(table), max(paper, drawer.width), paper)
    sheet.heading_lines(table.title, table.unit_line, marks)
    headings = layout.headings
    last = layout.of_rows[1]
    columns = [{"header": heading} for heading in headings]
    sheet.raw.add_table(TOP, 0, last, layout.last, {"name": name, "style": None, "columns": columns})
    sheet.drawing.tables.append(PlacedTable(name, sheet.name, TOP, last, 0, headings, layout.first))
    height = TOP * ROW_HEIGHT + drawer.draw_headings()
    height += sum(drawer.draw_row(place) for place in range(len(table.rows)))
    drawer.draw_remarks()
    sheet.raw.freeze_panes(TOP + 1, layout.first)
    # What stands above a small table is longer than it: empty columns beside it have room for that.
    beside = sheet.columns_beside(drawer.width, paper)
    sheet.raw.print_area(0, 0, layout.bottom, layout.last + beside)
    sheet.raw.repeat_rows(TOP)
    sheet.raw.repeat_columns(0, layout.first - 1)
    # A line above the table that needs more room than the page has takes a smaller type, never a second page.
    sheet.raw.fit_to_pages(*pages_of(drawer.width, height, is_upright=paper == PORTRAIT))
    if paper == PORTRAIT:
        sheet.raw.set_portrait()


def change_code(change: ShownChange, slots: frozenset[Mark], decimals: int) -> str:
    """The number format of a change."""
    if change.number is None:
        return text_code(change.marks, slots)
    return number_code(decimals, change.marks, slots, signed=True)


def marks_of_table(table: PresentedTable) -> tuple[str, ...]:
    """The marks that occur in a table, each with what it says, and its footnotes."""
    marks = (f"{entry.sign}  {entry.name}" for entry in table.legend)
    return (*marks, *(f"{label}: {note}" for label, note in table.footnotes.items()))


@dataclass(frozen=True)
class _Drawer:
    """Draws the cells of one table."""

    sheet: ReaderSheet
    presentation: Presentation
    layout: TableLayout
    exact: ExactCells | None

    @cached_property
    def slots(self) -> Sequence[frozenset[Mark]]:
        """For each column of figures the marks that stand behind any of them."""
        figures = [self.layout.table.figures_of(row) for row in self.layout.table.rows]
        return [slots_of(column) for column in zip(*figures, strict=True)]

    @cached_property
    def widths(self) -> Sequence[float]:
        """Of all columns, in characters."""
        layout = self.layout
        rows = layout.table.rows
        own = [row for row in rows if row.kind in (*OWN, "total")]
        bold = ("total", "subtotal")
        names = [
            min(_NAME_WIDTH, 2 + max(text_width(row.names[place], is_bold=row.kind in bold) for row in own))
            for place in range(layout.first)
        ]
        # Memo lines name groups at length; beside a second name they run on over its empty cell.
        groups = [text_width(row.names[0]) + 1 for row in rows if layout.first == 1]
        names[0] = max(names[0], 24, *(min(_NAME_WIDTH, it) for it in groups))
        columns = zip(*(layout.table.figures_of(row) for row in rows), strict=True)
        figures = [max(_LEAST_WIDTH, room_for(column)) for column in columns]
        shares = [9.0] if layout.share is not None else []
        since = [max(15.0, 2 + max(len(row.change.text) for row in rows if row.change))] if layout.change else []
        words = max(len(row.in_no_figure) for row in rows)
        extras = [12.0] * len(layout.table.extra_headings)
        widths = [*names, *figures, *shares, *since, *extras, max(14, words + 2)]
        headed = zip(layout.headings, widths, strict=True)
        return [heading_width(*it) + self._off(column) for column, it in enumerate(headed)]

    def _off(self, column: int) -> float:
        """By how much what stands in a column is moved in."""
        return 2 * _OFF if column == self.layout.last else _OFF * self._is_before_line(column)

    @property
    def width(self) -> float:
        """Of the whole table."""
        return sum(self.widths)

    def draw_headings(self) -> float:
        """The heading row and the widths of its columns; gives the height of the row."""
        layout = self.layout
        rooms = [width - self._off(column) for column, width in enumerate(self.widths)]
        height = heading_height(zip(layout.headings, rooms, strict=True))
        self.sheet.raw.set_row(TOP, height)
        for column, (heading, width) in enumerate(zip(layout.headings, self.widths, strict=True)):
            self.sheet.raw.set_column(column, column, width)
            is_text = column < layout.first or column == layout.last
            look = self.sheet.look(
                standing_off("@") if self._is_before_line(column) else "",
                align="left" if is_text else "right",
                bold=True,
                below="thick",
                before=self._before(column),
                wrap=True,
                indent=int(column == layout.last),
                text=heading,
            )
            self.sheet.put(TOP, column, heading, look)
        return height

    def draw_row(self, place: int) -> float:
        """One row with its names, figures and share, and what is in none of them; gives its height."""
        layout, table = self.layout, self.layout.table
        row, at = table.rows[place], self.layout.row(place)
        height = self._draw_names(row, at, self._emphasis(place))
        for number, figure in enumerate(table.figures_of(row)):
            self._draw_figure(place, number, figure)
        if layout.share is not None:
            self._draw_share(place, at, layout.share)
        if layout.change is not None:
            self._draw_change(place, at, layout.change)
        for number, extra in enumerate(row.extras):
            self._draw_extra(place, layout.extra + number, extra)
        words = row.in_no_figure or NOTHING
        look = self.sheet.look(align="left", before="hair", indent=1, **self._emphasis(place))
        if row.kind in (*OWN, "total"):
            self.sheet.put(at, layout.last, words, look, self._beside(place, layout.last))
        return height

    def _draw_names(self, row: PresentedRow, at: int, emphasis: Emphasis) -> float:
        """What a row is about, whole: in several lines where its column is narrower; gives the height of the row."""
        lines, is_bold = 1, emphasis["bold"]
        # Beside the name of a total or a memo line nothing stands.
        runs_on = row.kind not in OWN and not any(row.names[1:])
        room = sum(self.widths[: self.layout.first])
        for column, name in enumerate(row.names):
            text = name or (NOTHING if row.kind in OWN else None)
            needed = lines_needed(name, self.widths[column], is_bold=is_bold)
            is_wrapped = needed > 1 and not (runs_on and lines_needed(name, room, is_bold=is_bold) == 1)
            lines = max(lines, needed) if is_wrapped else lines
            look = self.sheet.look(align="left", text=text or "", wrap=is_wrapped, **emphasis)
            self.sheet.put(at, column, text, look)
        height = row_height(lines, ROW_HEIGHT)
        self.sheet.raw.set_row(at, height)
        return height

    def draw_remarks(self) -> None:
        """What memo lines are, above the first of them."""
        memo = [place for place, row in enumerate(self.layout.table.rows) if row.kind == "memo"]
        if memo:
            look = self.sheet.look(align="left", bold=True)
            self.sheet.put(self.layout.row(memo[0]) - 1, 0, " ".join(self.layout.table.remarks), look)

    def _draw_figure(self, place: int, number: int, figure: ShownFigure) -> None:
        layout = self.layout
        row, column = layout.row(place), layout.first + number
        is_bold = column == layout.whole and layout.table.rows[place].kind in OWN
        self.sheet.put(
            row,
            column,
            self._value(place, number, figure),
            self._look(place, column, figure, self.slots[number], self.presentation.scale.decimals, is_bold=is_bold),
            figure.key,
        )

    def _look(  # noqa: PLR0913 - a figure is looked at from so many sides
        self,
        place: int,
        column: int,
        figure: ShownFigure | ShownShare,
        slots: frozenset[Mark],
        decimals: int,
        *,
        is_bold: bool = False,
    ) -> Format:
        if figure.number is None:
            code = text_code(figure.marks, slots)
        else:
            code = number_code(decimals, figure.marks, slots, is_negative=figure.number < 0)
        emphasis = self._emphasis(place)
        emphasis["bold"] = emphasis["bold"] or is_bold
        return self.sheet.look(self._placed(column, code), before=self._before(column), **emphasis)

    def _value(self, place: int, number: int, figure: ShownFigure) -> Value:
        """The figure: a sum of what is displayed where that is its sum, else rounded from the exact one."""
        if figure.number is None:
            return figure.text
        if self.exact is None:
            return figure.number
        for ends, numbers in self._parts(place, number):
            if numbers and sum(numbers) == figure.number:
                decimals = self.presentation.scale.decimals
                return Formula(f"=ROUND(SUM({ends}),{decimals})", figure.number, figure.key)
        return self.exact.formula(self.layout.table.name, figure.key, figure.number)

    def _parts(self, place: int, number: int) -> Iterator[tuple[str, list[Decimal]]]:
        """Of what a total is the sum: the cells of its row, or the rows above it."""
        layout, table = self.layout, self.layout.table
        row, at = table.rows[place], layout.row(place)
        if number == len(row.cells) and row.cells and layout.whole is not None:
            numbers = [it.number for it in row.cells if it.number is not None]
            yield f"{xl_rowcol_to_cell(at, layout.first)}:{xl_rowcol_to_cell(at, layout.whole - 1)}", numbers
        if row.kind == "total" and not any(it.kind == "subtotal" for it in table.rows):
            first, last = layout.of_rows
            column = layout.first + number
            own = [table.figures_of(it)[number].number for it in table.rows if it.kind in OWN]
            ends = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
            yield ends, [it for it in own if it is not None]

    def _draw_share(self, place: int, at: int, column: int) -> None:
        share = self.layout.table.rows[place].share
        if share is None:
            return
        slots = slots_of(row.share for row in self.layout.table.rows if row.share)
        look = self._look(place, column, share, slots, 1)
        self.sheet.put(at, column, self._share(place, share), look, self._beside(place, column))

    def _draw_change(self, place: int, at: int, column: int) -> None:
        """What a row has changed by."""
        table, rows = self.layout.table.name, self.layout.table.rows
        change = rows[place].change
        if change is None:
            return
        slots = slots_of(row.change for row in rows if row.change)
        code = change_code(change, slots, self.presentation.scale.decimals)
        look = self.sheet.look(self._placed(column, code), **self._emphasis(place))
        value = changed_by(self.exact, table, rows[place].total.key, change)
        self.sheet.put(at, column, value, look, self._beside(place, column))

    def _draw_extra(self, place: int, column: int, extra: ShownShare) -> None:
        """What else is said of a row: a value, in the unit that its heading names."""
        row = self.layout.table.rows[place]
        if not extra.text and row.kind not in OWN:
            return
        decimals = 0 if extra.number is None else max(0, -int(extra.number.as_tuple().exponent))
        look = self._look(place, column, extra, slots_of([extra]), decimals)
        value = extra.number if extra.number is not None else extra.text or NOTHING
        self.sheet.put(self.layout.row(place), column, value, look, self._beside(place, column))

    def _beside(self, place: int, column: int) -> BesideKey:
        """What a column beside the sums says of a row."""
        return self.layout.beside(self.layout.table.rows[place])[column]

    def _share(self, place: int, share: ShownShare) -> Value:
        """The share of a row in the total, by the exact figures, with what the footing has added."""
        row, layout = self.layout.table.rows[place], self.layout
        if share.number is None:
            return share.text
        if self.exact is None:
            return share.number
        if row.kind == "total" and not any(it.kind == "subtotal" for it in layout.table.rows):
            first, last = (xl_rowcol_to_cell(at, layout.behind) for at in layout.of_rows)
            return Formula(f"=ROUND(SUM({first}:{last}),1)", share.number)
        total = next(it for it in layout.table.rows if it.kind == "total")
        return self.exact.share(layout.table.name, row.total.key, total.total.key, share.number)

    def _emphasis(self, place: int) -> Emphasis:
        """How a whole row looks."""
        rows = self.layout.table.rows
        kind = rows[place].kind
        below: Edge = "none"
        following = rows[place + 1].kind if place + 1 < len(rows) else "none"
        if kind in OWN and following in OWN and (place + 1) % _GROUPED == 0:
            below = "hair"
        return {
            "bold": kind in ("total", "subtotal"),
            "soft": kind in ("lowest", "highest"),
            "above": "thin" if kind == "total" else "none",
            "below": below,
        }

    def _before(self, column: int) -> Edge:
        """The line at the left of the total and of what is in no figure."""
        layout = self.layout
        is_whole = layout.whole is not None and column == layout.whole and bool(layout.table.columns)
        return "hair" if column == layout.last or is_whole else "none"

    def _placed(self, column: int, code: str) -> str:
        """A number format of a column, with room for the line at its right."""
        return standing_off(code) if self._is_before_line(column) else code

    def _is_before_line(self, column: int) -> bool:
        """Whether figures of a column would touch the line at its right."""
        return column >= self.layout.first and self._before(column + 1) != "none"

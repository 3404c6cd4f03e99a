"""The tables of the first sheet: the totals with their readings, and the rows of the first table in short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from ledger.presentation import (
    MEASURE_TITLES,
    Beside,
    BesideKey,
    FigureKey,
    Language,
    Mark,
    PresentedRow,
    PresentedTable,
    PresentedTotal,
    ShownChange,
    ShownFigure,
    ShownShare,
    added_by,
)
from ledger.render.cells import Formula, Value
from ledger.render.exact import TOTALS, ExactCells, changed_by
from ledger.render.letters import heading_height, lines_needed, row_height
from ledger.render.marked import number_code, slots_of, text_code
from ledger.render.reader_sheet import ROW_HEIGHT, Edge, ReaderSheet, lines_within
from ledger.render.reader_tables import NOTHING, TableLayout, change_code
from ledger.render.sheet import PlacedTable
from ledger.render.styles import ACCENT
from ledger.render.summary_layout import (
    CENTRAL_AT,
    ENDS,
    TOTALS_TOP,
    SummaryLayout,
    elsewhere,
    name_of,
    reading_of,
    total_of,
)
from ledger.totals import BOUNDS, Bound

_SHARE_AT = 4
_CHANGE_AT = 6
"""The column of the changes of totals; that of rows stands behind their shares."""
_BARS = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_only": True,
    "bar_solid": True,
    "bar_color": ACCENT,
    "min_type": "num",
    "min_value": 0,
}


@dataclass(frozen=True)
class SummaryDrawer:
    """Draws the two tables of figures."""

    sheet: ReaderSheet
    layout: SummaryLayout
    exact: ExactCells | None

    @property
    def decimals(self) -> int:
        """Of all figures."""
        return self.layout.presentation.scale.decimals

    @property
    def language(self) -> Language:
        """Of all words."""
        return self.layout.presentation.language

    def draw_totals(self, *, has_evidence: bool) -> None:
        """How much, and how sure: each measure with its readings, and what is in no figure.

        Args:
            has_evidence: whether a sheet behind this one says why a record does not count.
        """
        totals, say = self.layout.presentation.totals, self.language.say
        self.sheet.write(TOTALS_TOP - 1, 0, say("How much, and how sure"), "heading")
        if not totals:
            with_reasons = say("Nothing counts: the sheet E1 Records says why.")
            self.sheet.line(TOTALS_TOP, with_reasons if has_evidence else say("Nothing counts."), "caution")
            return
        self._mark_up("How_much", TOTALS_TOP, self.layout.headings_of_totals, len(totals))
        for row, total in enumerate(totals, start=TOTALS_TOP + 1):
            self._draw_total(row, total)
        if len(totals) > 1:
            row = TOTALS_TOP + len(totals) + 1
            text = say("Do not add these lines: the same money passes from one to the next.")
            self.sheet.line(row, text, "subtitle")

    def draw_rows(self) -> int:
        """Who: the rows of the first table; gives the last row written."""
        layout = self.layout
        if layout.shown is None:
            return layout.who
        table, top = layout.shown.table, layout.who + 1
        say = self.language.say
        self.sheet.line(layout.who, _added(table, self.language), "heading")
        # Without the others: they are what is left of the total, however the rows above are sorted.
        self._mark_up("In_short", top, layout.headings_of_rows, len(layout.rows))
        for at, row in enumerate(layout.rows, start=top + 1):
            self._draw_row(at, row)
        if layout.others:
            self._draw_others(layout.bottom - 1, layout.others)
        self._draw_row(layout.bottom, total_of(table))
        size = self._size_at
        self.sheet.raw.conditional_format(top + 1, size, layout.bottom - 1, size, _BARS)
        legend = lines_within([f"{entry.sign}  {entry.name}" for entry in table.legend], sum(layout.widths))
        same = say("Lowest and highest stand where they differ from central; “{same}” where not.", same=say("same"))
        below = (*legend, same)
        for number, line in enumerate(below, start=1):
            self.sheet.line(layout.bottom + number, line, "subtitle")
        return layout.bottom + len(below)

    def _mark_up(self, name: str, top: int, headings: Sequence[str], rows: int) -> None:
        columns = [{"header": heading} for heading in headings]
        last = len(headings) - 1
        options = {"name": name, "style": None, "columns": columns, "autofilter": False}
        self.sheet.raw.add_table(top, 0, top + rows, last, options)
        self.sheet.drawing.tables.append(PlacedTable(name, self.sheet.name, top, top + rows, 0, tuple(headings)))
        self.sheet.raw.set_row(top, heading_height(zip(headings, self.layout.widths, strict=False)))
        for column, heading in enumerate(headings):
            align = "right" if column else "left"
            look = self.sheet.look(align=align, bold=True, below="thick", wrap=True, text=heading)
            self.sheet.put(top, column, heading, look)

    def _draw_total(self, row: int, total: PresentedTotal) -> None:
        self._draw_name(row, total.title, below="hair")
        for column, bound in enumerate(BOUNDS, start=1):
            self._draw_reading(row, column, TOTALS, total.figure, bound, below="hair")
        counts: Sequence[tuple[int, int, Beside]]
        counts = ((4, total.undisclosed, "undisclosed"), (5, total.not_converted, "not_converted"))
        for column, count, kind in counts:
            look = self.sheet.look("#,##0", below="hair")
            self.sheet.put(row, column, count, look, BesideKey(kind, (total.figure.key,)))
        if self.layout.presentation.changed_since:
            changes = [it.change for it in self.layout.presentation.totals]
            self._draw_change((row, _CHANGE_AT), (TOTALS, total.figure.key), total.change, changes, below="hair")

    def _draw_row(self, at: int, row: PresentedRow) -> None:
        shown = self.layout.shown
        if shown is None:
            raise ValueError("a row stands in a table")
        is_total = row.kind == "total"
        above: Edge = "thin" if is_total else "none"
        self._draw_name(at, name_of(row), above=above, bold=is_total)
        for column, bound in ENDS:
            self._draw_reading(at, column, shown.table.name, row.total, bound, above=above, bold=is_total)
        self._draw_central(at, shown.table.name, row.total, above=above)
        share = row.share
        look = self.sheet.look(self._share_code(row), above=above, bold=is_total)
        value: Value = NOTHING
        if share is not None and shown.share is not None:
            value = share.text if share.number is None else self._share(shown.table, row, share.number)
        self.sheet.put(at, _SHARE_AT, value, look, shown.share_key(row))
        changes = [it.change for it in shown.table.rows]
        figure = (shown.table.name, row.total.key)
        self._draw_change((at, _SHARE_AT + 1), figure, row.change, changes, above=above, bold=is_total)
        if not is_total:
            number = row.total.number
            size: Value = NOTHING if number is None else number
            if number is not None and self.exact:
                size = Formula(f"={xl_rowcol_to_cell(at, CENTRAL_AT)}", number)
            self.sheet.put(at, self._size_at, size, self.sheet.look("#,##0.0"))

    def _draw_name(self, at: int, name: str, *, above: Edge = "none", below: Edge = "none", bold: bool = False) -> None:
        """What a row is about, whole: in several lines where it is long."""
        lines = lines_needed(name, self.layout.widths[0], is_bold=bold)
        self.sheet.raw.set_row(at, row_height(lines, ROW_HEIGHT))
        look = self.sheet.look(align="left", bold=bold, above=above, below=below, wrap=lines > 1, text=name)
        self.sheet.put(at, 0, name, look)

    @property
    def _size_at(self) -> int:
        """The column of the bars, behind that of the changes where there are any."""
        shown = self.layout.shown
        return _SHARE_AT + 1 + bool(shown and shown.table.changed_since)

    def _draw_change(  # noqa: PLR0913 - a cell of a column, and how its row looks
        self,
        place: tuple[int, int],
        figure: tuple[str, FigureKey],
        change: ShownChange | None,
        column: Sequence[ShownChange | None],
        *,
        above: Edge = "none",
        below: Edge = "none",
        bold: bool = False,
    ) -> None:
        """What a figure has changed by, with room for the marks of all changes of its column."""
        if change is None:
            return
        slots = slots_of(filter(None, column))
        look = self.sheet.look(change_code(change, slots, self.decimals), above=above, below=below, bold=bold)
        self.sheet.put(*place, changed_by(self.exact, *figure, change), look, BesideKey("change", (figure[1],)))

    def _share_code(self, row: PresentedRow) -> str:
        if row.share is None or row.share.number is None:
            return text_code(row.share.marks if row.share else (), self._share_slots)
        return number_code(1, row.share.marks, self._share_slots)

    def _draw_others(self, at: int, others: PresentedRow) -> None:
        """All rows together that have none here: what is left of the total."""
        layout = self.layout
        if layout.shown is None:
            raise ValueError("there are no others without a table")
        self._draw_name(at, others.names[0])
        for column, word in self._words_of_others(others, layout.shown):
            self.sheet.put(at, column, word, self.sheet.look(soft=True))
        figure, share = others.total.key, layout.shown.share_key(others)
        # Rows by several labels have no others that their labels alone tell apart.
        is_told = len({dimension for dimension, _ in figure.members}) == 1
        keys = (figure, share) if is_told else [BesideKey("others", (figure,))] * 2
        self._draw_left((at, CENTRAL_AT), others.total, self._slots, self.decimals, keys[0])
        self._draw_left((at, _SHARE_AT), others.share, self._share_slots, 1, keys[1])
        number, size = others.total.number, self.sheet.look("#,##0.0")
        value = NOTHING if number is None else self._left(at, self._size_at, number, self.decimals)
        self.sheet.put(at, self._size_at, value, size)

    def _words_of_others(self, others: PresentedRow, shown: TableLayout) -> Iterator[tuple[int, str]]:
        """What stands in the place of figures of the others, of which their own table has each."""
        for column, bound in ENDS:
            has_another = reading_of(others.total, bound) is not None
            yield column, elsewhere(shown, self.language) if has_another else self._word_for(others.total, bound)
        if self._size_at > _SHARE_AT + 1:
            yield _SHARE_AT + 1, elsewhere(shown, self.language)

    def _word_for(self, figure: ShownFigure, bound: Bound) -> str:
        """What stands where a figure has no other reading than the central one, or none that is known."""
        if figure.number is None:
            return figure.text
        is_open = bound == "high" and Mark.AT_LEAST in figure.marks
        return self.language.say("open") if is_open else self.language.say("same")

    def _draw_left(
        self,
        place: tuple[int, int],
        figure: ShownFigure | ShownShare | None,
        slots: frozenset[Mark],
        decimals: int,
        key: FigureKey | BesideKey,
    ) -> None:
        if figure is None:
            self.sheet.put(*place, NOTHING, self.sheet.look("@"), key)
        elif figure.number is None:
            self.sheet.put(*place, figure.text, self.sheet.look(text_code(figure.marks, slots)), key)
        else:
            code = number_code(decimals, figure.marks, slots, is_negative=figure.number < 0)
            self.sheet.put(*place, self._left(*place, figure.number, decimals), self.sheet.look(code), key)

    def _left(self, at: int, column: int, number: Decimal, decimals: int) -> Formula:
        total = xl_rowcol_to_cell(self.layout.bottom, CENTRAL_AT if column == self._size_at else column)
        ends = f"{xl_rowcol_to_cell(self.layout.who + 2, column)}:{xl_rowcol_to_cell(at - 1, column)}"
        return Formula(f"=ROUND({total}-SUM({ends}),{decimals})", number)

    @property
    def _slots(self) -> frozenset[Mark]:
        """The marks that stand behind any central figure of the rows."""
        shown = self.layout.shown
        return slots_of(row.total for row in shown.table.rows) if shown else frozenset()

    @property
    def _share_slots(self) -> frozenset[Mark]:
        """The same of the shares."""
        shown = self.layout.shown
        return slots_of(row.share for row in shown.table.rows if row.share) if shown else frozenset()

    def _draw_central(self, at: int, table: str, figure: ShownFigure, *, above: Edge) -> None:
        """The figure of a row, by the exact one: a reader may sort the rows of its table."""
        if figure.number is None:
            look = self.sheet.look(text_code(figure.marks, self._slots), bold=True, above=above)
            self.sheet.put(at, CENTRAL_AT, figure.text, look, figure.key)
            return
        code = number_code(self.decimals, figure.marks, self._slots, is_negative=figure.number < 0)
        value = self._figure(table, figure.key, figure.number)
        self.sheet.put(at, CENTRAL_AT, value, self.sheet.look(code, bold=True, above=above), figure.key)

    def _figure(self, table: str, key: FigureKey, number: Decimal) -> Value:
        return number if self.exact is None else self.exact.formula(table, key, number)

    def _share(self, table: PresentedTable, row: PresentedRow, number: Decimal) -> Value:
        if self.exact is None:
            return number
        return self.exact.share(table.name, row.total.key, total_of(table).total.key, number)

    def _draw_reading(  # noqa: PLR0913 - a reading stands in a row and column of a table, and looks in its way
        self,
        row: int,
        column: int,
        table: str,
        figure: ShownFigure,
        bound: Bound,
        *,
        above: Edge = "none",
        below: Edge = "none",
        bold: bool = False,
    ) -> None:
        """One reading of a figure; a word where it is that of the central figure, or is not known."""
        key = figure.key.at(bound)
        reading = reading_of(figure, bound)
        slots = slots_of([figure]) if bound == "central" and table == TOTALS else frozenset[Mark]()
        bold = bold or bound == "central"
        if figure.number is None:
            look = self.sheet.look("@", bold=bold, above=above, below=below)
            self.sheet.put(row, column, figure.text, look, key)
            return
        if reading is None or reading.number is None:
            look = self.sheet.look("@", soft=True, above=above, below=below)
            self.sheet.put(row, column, self._word_for(figure, bound), look, key)
            return
        code = number_code(self.decimals, reading.marks, slots, is_negative=reading.number < 0)
        value = self._figure(table, key, reading.number)
        self.sheet.put(row, column, value, self.sheet.look(code, bold=bold, above=above, below=below), key)


def _added(table: PresentedTable, language: Language) -> str:
    """What stands in the rows in short: not what the title says, which may name columns that are not here."""
    rows = [row for row in table.rows if row.kind == "row"]
    if not rows:
        return table.title
    key = rows[0].total.key
    return added_by(MEASURE_TITLES[key.measure], [dimension for dimension, _ in key.labels], language)

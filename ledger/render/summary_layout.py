"""Where what stands on the first sheet, which of its cells show figures, and which rows readers may sort."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ledger.presentation import Language, Mark, Presentation, PresentedRow, PresentedTable, ShownFigure, in_short
from ledger.render.charts import CHART_ROWS
from ledger.render.exact import TOTALS, ReaderCell, SortedRows
from ledger.render.letters import heading_width
from ledger.render.marked import room_for, room_for_text
from ledger.render.reader_tables import TableLayout, layouts_of
from ledger.render.tabs import tabs_of
from ledger.totals import BOUNDS, Bound

SUMMARY = "Summary"
TOTALS_TOP = 7
"""The row of the headings of the totals."""
ENDS: Sequence[tuple[int, Bound]] = ((1, "low"), (3, "high"))
"""The columns of the lowest and the highest reading."""
CENTRAL_AT = 2
_MOST_ROWS = 15
_NAMES_WIDTH, _LEAST_WIDTH = 30.0, 13.5


@dataclass(frozen=True)
class SummaryLayout:
    """Where what stands on the first sheet.

    Args:
        presentation: what is displayed.
        tables: where the tables for readers stand; the first is that which the first sheet shows in short.
        sheet: what the first sheet is called.
    """

    presentation: Presentation
    tables: Sequence[TableLayout]
    sheet: str

    @property
    def charted(self) -> TableLayout | None:
        """The table of the chart: the one that is asked for, if it can be drawn; else the first with columns."""
        if (asked := self.presentation.charted) is not None:
            drawn = self.tables if self.presentation.chart else ()
            return next((layout for layout in drawn if layout.table.name == asked), None)
        added_up = (layout for layout in self.tables if layout.table.has_totals and layout.table.columns)
        return next((layout for layout in added_up if total_of(layout.table).total.number is not None), None)

    @property
    def shown(self) -> TableLayout | None:
        """The table whose rows stand here: the first with a total of each row."""
        return next((layout for layout in self.tables if layout.table.has_totals), None)

    @property
    def when(self) -> int:
        """The row of the heading above the chart."""
        return TOTALS_TOP + max(1, len(self.presentation.totals)) + 3

    @property
    def who(self) -> int:
        """The row of the heading above the rows of the first table."""
        return self.when + (CHART_ROWS + 4 if self.charted else 0)

    @property
    def rows(self) -> tuple[PresentedRow, ...]:
        """Those rows of the first table that have a row here: the largest."""
        return tuple(self._in_short[0])

    @property
    def others(self) -> PresentedRow | None:
        """All its other rows together; None where all of them have a row here."""
        return self._in_short[1]

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Of all columns, in characters; the last one is there where totals have changed."""
        table, language = self.shown.table if self.shown else None, self.presentation.language
        rows = [*self.rows, *filter(None, [self.others]), *([total_of(table)] if table else [])]
        figures = [*(total.figure for total in self.presentation.totals), *(row.total for row in rows)]
        readings = [reading for it in figures for bound in BOUNDS if (reading := reading_of(it, bound))]
        numbers = [it.number for it in readings if it.number is not None]
        ends = [room_for_text(f"{Mark.AT_LEAST.sign} {language.number(it)}") for it in numbers]
        # What stands there of the others: where their readings are.
        words = [room_for_text(elsewhere(self.shown, language))] if self.others and self.shown else []
        end, central = max((*ends, *words, _LEAST_WIDTH)), max(_LEAST_WIDTH, room_for(figures))
        changes = [it for it in (*(it.change for it in self.presentation.totals), *(it.change for it in rows)) if it]
        since = max(_LEAST_WIDTH, room_for(changes))
        widths = [_NAMES_WIDTH, end, central, end, _LEAST_WIDTH, since, *([since] if changes else [])]
        for headings in (self.headings_of_totals, self.headings_of_rows):
            for column, heading in enumerate(headings[: len(widths)]):
                widths[column] = heading_width(heading, widths[column])
        return tuple(widths)

    @property
    def headings_of_totals(self) -> tuple[str, ...]:
        """What stands above the totals of measures."""
        say = self.presentation.language.say
        since = filter(None, (self.presentation.changed_since,))
        return (say("Total of"), *self._readings, say("Without a sum"), say("Not converted"), *since)

    @property
    def headings_of_rows(self) -> tuple[str, ...]:
        """What stands above the rows of the first table; nothing where there is none."""
        if self.shown is None:
            return ()
        table, say = self.shown.table, self.presentation.language.say
        since = filter(None, (table.changed_since,))
        return (", ".join(table.headings), *self._readings, say("Share, %"), *since, say("Size"))

    @property
    def _readings(self) -> tuple[str, str, str]:
        say = self.presentation.language.say
        return say("Lowest"), say("Central"), say("Highest")

    @cached_property
    def _in_short(self) -> tuple[Sequence[PresentedRow], PresentedRow | None]:
        return in_short(self.presentation, self.shown.table, _MOST_ROWS - 1) if self.shown else ((), None)

    @property
    def bottom(self) -> int:
        """The row of the total of the first table."""
        return self.who + 2 + len(self.rows) + bool(self.others)

    def cells(self, name: str) -> Iterator[ReaderCell]:
        """The cells that show figures of a table, or of the totals of measures, and stand in no other sheet."""
        total_heading = self.presentation.language.say("Total")
        if name == TOTALS:
            for place, total in enumerate(self.presentation.totals, start=TOTALS_TOP + 1):
                for column, bound in enumerate(BOUNDS, start=1):
                    yield from self._cell(total.figure, bound, (total.title, total_heading), (place, column))
        elif self.shown is not None and name == self.shown.table.name:
            for place, row in enumerate((*self.rows, total_of(self.shown.table)), start=self.who + 2):
                at, among = (self.bottom, None) if row.kind == "total" else (place, self._movable)
                for column, bound in ENDS:
                    yield from self._cell(row.total, bound, (name_of(row), total_heading), (at, column), among)

    def _cell(
        self,
        figure: ShownFigure,
        bound: Bound,
        names: tuple[str, str],
        place: tuple[int, int],
        among: SortedRows | None = None,
    ) -> Iterator[ReaderCell]:
        reading = reading_of(figure, bound)
        if reading is not None and reading.number is not None:
            yield ReaderCell(figure.key.at(bound), names, reading.number, self.sheet, *place, among)

    @property
    def names_of_rows(self) -> Mapping[int, tuple[str, ...]]:
        """The names in each row that readers may sort, by its number from 1."""
        return {place: (name_of(row),) for place, row in enumerate(self.rows, start=self.who + 3)}

    @cached_property
    def _movable(self) -> SortedRows | None:
        """The rows of its table; None where two of them have one name, so that none can tell them apart."""
        names = [name_of(row) for row in self.rows]
        return SortedRows(self.who + 2, self.who + 1 + len(names), 1) if len({*names}) == len(names) else None


def reading_of(figure: ShownFigure, bound: Bound) -> ShownFigure | None:
    """What is displayed of a reading; None where it is that of the central figure, or there is no figure."""
    central = None if figure.number is None else figure
    return {"low": figure.lowest, "central": central, "high": figure.highest}[bound]


def elsewhere(shown: TableLayout, language: Language) -> str:
    """What stands in the place of a figure of the others that their table alone says."""
    return language.say("see {sheet}", sheet=shown.sheet)


def name_of(row: PresentedRow) -> str:
    """The names of a row, which stand in one cell here."""
    return ", ".join(filter(None, row.names))


def names_of_rows(presentation: Presentation) -> Mapping[str, Mapping[int, tuple[str, ...]]]:
    """The names in each row that readers may sort: of each sheet, in small letters, by the number of the row from 1."""
    summary = _layout_of(presentation)
    sheets: Sequence[TableLayout | SummaryLayout] = (*summary.tables, summary)
    return {it.sheet.casefold(): it.names_of_rows for it in sheets}


def others_in_short(presentation: Presentation) -> PresentedRow | None:
    """All rows together that have none on the first sheet; None where all have one."""
    return _layout_of(presentation).others


def _layout_of(presentation: Presentation) -> SummaryLayout:
    tabs = tabs_of(presentation)
    return SummaryLayout(presentation, layouts_of(presentation, tabs), tabs[SUMMARY])


def total_of(table: PresentedTable) -> PresentedRow:
    """The total of a table."""
    return next(row for row in table.rows if row.kind == "total")

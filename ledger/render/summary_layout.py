"""Where what stands on the first sheet, and which of its cells show figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ledger.presentation import Presentation, PresentedRow, PresentedTable, ShownFigure, in_short
from ledger.render.charts import CHART_ROWS
from ledger.render.exact import TOTALS, ReaderCell
from ledger.render.reader_tables import TableLayout
from ledger.totals import BOUNDS, Bound

SUMMARY = "Summary"
TOTALS_TOP = 7
"""The row of the headings of the totals."""
ENDS: Sequence[tuple[int, Bound]] = ((1, "low"), (3, "high"))
"""The columns of the lowest and the highest reading."""
CENTRAL_AT = 2
_MOST_ROWS = 15


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
        """The table of the chart: the first with columns."""
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
                at = self.bottom if row.kind == "total" else place
                for column, bound in ENDS:
                    names = (", ".join(filter(None, row.names)), total_heading)
                    yield from self._cell(row.total, bound, names, (at, column))

    def _cell(
        self, figure: ShownFigure, bound: Bound, names: tuple[str, str], place: tuple[int, int]
    ) -> Iterator[ReaderCell]:
        number = reading_of(figure, bound)
        if number is not None:
            yield ReaderCell(figure.key.at(bound), names, number, self.sheet, *place)


def reading_of(figure: ShownFigure, bound: Bound) -> Decimal | None:
    """What is displayed of a reading; None where it is that of the central figure, or is not known."""
    return {"low": figure.lowest, "central": figure.number, "high": figure.highest}[bound]


def total_of(table: PresentedTable) -> PresentedRow:
    """The total of a table."""
    return next(row for row in table.rows if row.kind == "total")

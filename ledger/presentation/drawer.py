"""Exact sums as displayed figures, with their marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.foundation import marked, round_half_up
from ledger.presentation.changes import total_change
from ledger.presentation.comparison import Comparison
from ledger.presentation.displayed import Displayed
from ledger.presentation.marks import MISSING, Mark, marks_of, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.presented import PresentedTotal
from ledger.presentation.strips import Strips
from ledger.presentation.tables import FigureKey, PresentedRow, PresentedTable, RowKind, ShownFigure
from ledger.presentation.told_changes import ToldChanges
from ledger.presentation.words import MEASURE_TITLES
from ledger.totals import NOTHING, Bound, Measure, Sum, bound_of

READINGS: Mapping[Bound, tuple[RowKind, str]] = {
    "low": ("lowest", marked("Lowest")),
    "high": ("highest", marked("Highest")),
}
"""The other readings of a total, as rows below it."""


EarlierRows = Mapping[str, Mapping[tuple[str, ...], Sum]]


@dataclass(frozen=True)
class Drawer:
    """Makes displayed figures of exact sums.

    Args:
        measured: the report, its language and the unit of its tables.
        rounded: how they are displayed.
        comparison: with which earlier report.
        earlier: what that adds up in the rows of each table, by its name.
        changes: those that what changed tells, and how.
    """

    measured: Measured
    rounded: Displayed
    comparison: Comparison | None
    earlier: EarlierRows
    changes: ToldChanges

    def in_table(self, name: str) -> "Drawer":
        """One that draws a table: its lowest and highest readings may read otherwise than those of another."""
        return replace(self, rounded=self.rounded.in_table(name))

    def figure(self, key: FigureKey, summed: Sum) -> ShownFigure:
        """A central figure, with the doubts of all that is in it."""
        marks = marks_of(summed)
        if not summed.records:
            return self._shown(key, None, marks)
        exact = summed.figures.central_minor
        marks |= size_marks(exact, self._number(key))
        ends = [self._end(key, summed, bound) for bound in READINGS]
        return replace(self._shown(key, exact, marks), lowest=ends[0], highest=ends[1])

    def reading(self, key: FigureKey, summed: Sum) -> ShownFigure:
        """The lowest or highest reading of a figure."""
        if not summed.records:
            return self._shown(key, None, marks_of(summed))
        exact = bound_of(summed.figures, key.bound)
        return self._shown(key, exact, _open_end(summed, key.bound) | size_marks(exact, self._number(key)))

    def with_readings(self, rows: Sequence[PresentedRow], tables: Sequence[Strips]) -> tuple[PresentedRow, ...]:
        """The rows of a table with their lowest and highest readings, where any is another one.

        Args:
            rows: as they are displayed.
            tables: what they are made of; of stages one for each column.
        """
        sums = {key: summed for strips in tables for key, summed in strips.sums.items()}
        if not any(
            bound_of(it.figures, bound) != it.figures.central_minor for it in sums.values() for bound in READINGS
        ):
            return tuple(rows)
        low, high = ([tuple(self._at(it, bound, sums) for it in row.figures) for row in rows] for bound in READINGS)
        return tuple(
            replace(row, lowest=lowest, highest=highest) for row, lowest, highest in zip(rows, low, high, strict=True)
        )

    def _at(self, figure: ShownFigure, bound: Bound, sums: Mapping[FigureKey, Sum]) -> ShownFigure:
        """A figure at another reading, with the marks of what is missing from it at any of them."""
        reading = self.reading(figure.key.at(bound), sums.get(figure.key, NOTHING))
        return self._shown(reading.key, reading.exact_minor, reading.marks | figure.marks & frozenset(MISSING))

    def total(self, measure: Measure, summed: Sum, tables: Sequence[PresentedTable]) -> PresentedTotal:
        """The total of a measure: as tables display it, or rounded by itself where it stands in none."""
        key, title = FigureKey(measure), self.measured.language.term(MEASURE_TITLES[measure])
        rows = [row for table in tables for row in table.rows]
        figures = (figure for row in rows for figure in (row.total, *row.cells))
        figure = next((it for it in figures if it.key == key), None) or self._alone(key, summed)
        change = next((row.change for row in rows if row.change and row.total.key == key), None)
        if change is None and self.comparison is not None:
            change = total_change(self.measured, self.comparison, measure, summed)
        return PresentedTotal(title, figure, summed.without_figure, summed.not_converted, change)

    def _alone(self, key: FigureKey, summed: Sum) -> ShownFigure:
        marks = marks_of(summed)
        if not summed.records:
            return self._shown(key, None, marks)
        exact = summed.figures.central_minor
        ends = [self._rounded(key.at(it), bound_of(summed.figures, it), _open_end(summed, it)) for it in READINGS]
        lowest, highest = (None if end.exact_minor == exact else end for end in ends)
        return replace(self._rounded(key, exact, marks), lowest=lowest, highest=highest)

    def _rounded(self, key: FigureKey, exact: int, marks: frozenset[Mark]) -> ShownFigure:
        """A figure that no table displays, rounded by itself."""
        number = self.measured.scale.number(round_half_up(exact, self.measured.scale.step_minor))
        marks |= size_marks(exact, number)
        return ShownFigure(key, exact, number, marks, self.measured.language.figure(number, marks))

    def _shown(self, key: FigureKey, exact: int | None, marks: frozenset[Mark]) -> ShownFigure:
        number = None if exact is None else self._number(key)
        return ShownFigure(key, exact, number, marks, self.measured.language.figure(number, marks))

    def _end(self, key: FigureKey, summed: Sum, bound: Bound) -> ShownFigure | None:
        """The lowest or highest reading of a figure that has them, where it is another one."""
        end = key.at(bound)
        is_other = end in self.rounded.multiples and bound_of(summed.figures, bound) != summed.figures.central_minor
        return self.reading(end, summed) if is_other else None

    def _number(self, key: FigureKey) -> Decimal:
        return self.measured.scale.number(self.rounded.multiples[key])


def _open_end(summed: Sum, bound: Bound) -> frozenset[Mark]:
    """The mark of a highest reading of which nobody knows how high it is."""
    return frozenset({Mark.AT_LEAST} if bound == "high" and summed.figures.open_high else ())

"""The lines of a report cut in time, in whole numbers: the cube is filled from them, and parts are a view of them.

A report of a hundred thousand records has three hundred thousand parts, and nearly all who ask it read sums alone. So
no object is made of a part before somebody reads it: of each line there are the cells of time that it touches and what
falls on each.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, pairwise

from ledger.foundation import Grid, Interval
from ledger.valuation.figures import Figures
from ledger.valuation.line import Line, Part
from ledger.valuation.spread import cut, spread

ONE_DAY = timedelta(days=1)

Falling = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""The first cell of time that a line touches, and what falls on that and on each cell behind it: low, central, high."""


@dataclass(frozen=True)
class TimeCells:
    """The stretches of days between all borders of several grids, numbered in order of time.

    Args:
        starts: the first day of each.
        labels: what each grid calls it, grid by grid.

    >>> cells = time_cells([Grid("year"), Grid("fiscal_year", "04-01")], Interval("2025-01-01", "2025-12-31"))
    >>> cells.labels, cells.at(date(2025, 4, 1))
    ((('2025', '2024/25'), ('2025', '2025/26')), 1)
    """

    starts: tuple[date, ...]
    labels: tuple[tuple[str, ...], ...] = field(repr=False)

    @cached_property
    def ordinals(self) -> tuple[int, ...]:
        """The first day of each as a number."""
        return tuple(start.toordinal() for start in self.starts)

    def at(self, day: date) -> int:
        """The number of the cell in which a day lies."""
        return bisect_right(self.ordinals, day.toordinal()) - 1

    def touched(self, interval: Interval) -> range:
        """The cells in which the days of an interval lie."""
        first = self.at(interval.start)
        return range(first, 1 + (first if interval.end == interval.start else self.at(interval.end)))

    def days(self, interval: Interval, touched: range) -> list[int]:
        """How many days of an interval lie in each of the cells that it touches."""
        start = interval.start.toordinal()
        borders = [start, *self.ordinals[touched.start + 1 : touched.stop], interval.end.toordinal() + 1]
        return [after - before for before, after in pairwise(borders)]


def time_cells(grids: Sequence[Grid], days: Interval) -> TimeCells:
    """The cells of several grids in which these days lie.

    >>> len(time_cells([Grid("quarter")], Interval("2025-01-31", "2026-01-01")).starts)
    5
    """
    starts = tuple(it.start for it in cut(days, grids))
    return TimeCells(starts, tuple(tuple(grid.label(start) for grid in grids) for start in starts))


@dataclass(frozen=True)
class CutLines:
    """The lines of a report with what of each falls on which cell of time.

    Args:
        lines: in the order of the report.
        cells: of all days that lines with a figure, or with one that is missing, are owed in.
        falling: of each line; None for one that has no figures.
    """

    lines: Sequence[Line] = field(repr=False)
    cells: TimeCells = field(repr=False)
    falling: Sequence[Falling | None] = field(repr=False)

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """Where the parts of each line begin among all parts of the report."""
        return tuple(accumulate((len(it[1]) if it else 0 for it in self.falling[:-1]), initial=0))

    def line_of(self, part: int) -> int:
        """The place of the line that a part is of, by its place among all parts."""
        return bisect_right(self.firsts, part) - 1

    def numbers(self) -> Iterator[tuple[Line, int, int, int]]:
        """Of each part its line, and its low, central and high figure in minor units."""
        for line, falling in zip(self.lines, self.falling, strict=True):
            if falling is not None:
                for low, central, high in zip(*falling[1:], strict=True):
                    yield line, low, central, high

    def parts(self) -> Iterator[Part]:
        """The parts of all lines, in order."""
        for number, falling in enumerate(self.falling):
            if falling is not None:
                yield from self.parts_of(number)

    def parts_of(self, number: int) -> Iterator[Part]:
        """The parts of one line, which add up to it exactly; none of a line without figures."""
        line, falling = self.lines[number], self.falling[number]
        if falling is None or line.figures is None:
            return
        counted, (first, *bounds) = line.instalment.counted, falling
        is_open, currency = line.figures.open_high, line.figures.currency
        last = first + len(bounds[0]) - 1
        start = counted.start
        for at, (low, central, high) in enumerate(zip(*bounds, strict=True), start=first):
            end = counted.end if at == last else self.cells.starts[at + 1] - ONE_DAY
            days = counted if first == last else Interval(start, end)
            yield Part(number, days, (start - counted.start).days, Figures(low, central, high, is_open, currency))
            start = end + ONE_DAY


def cut_lines(lines: Sequence[Line], grids: Sequence[Grid]) -> CutLines:
    """Cut what lines are worth at the borders of the cells of every grid, to the last minor unit.

    >>> from ledger.records import Commitment
    >>> days = Interval("2025-10-01", "2026-03-31")
    >>> from ledger.valuation.terms import Instalment
    >>> owed = Instalment(1, days, days, None, None)
    >>> line = Line(Commitment.model_construct(id="a"), "pledge", owed, "converted", Figures(0, 91, 182))
    >>> cut_lines([line], [Grid("year")]).falling
    ((0, (0, 0), (46, 45), (92, 90)),)
    """
    owed = [
        it.instalment.counted for it in lines if it.figures is not None or it.status in ("no_figure", "not_converted")
    ]
    if not owed:
        return CutLines(lines, TimeCells((), ()), (None,) * len(lines))
    days = Interval(min(it.start for it in owed), max(it.end for it in owed))
    cells = time_cells(grids, days)
    return CutLines(lines, cells, tuple(None if it.figures is None else _falling(it, cells) for it in lines))


def _falling(line: Line, cells: TimeCells) -> Falling:
    figures, counted = line.figures, line.instalment.counted
    if figures is None:
        raise ValueError(f"{line.record.id} has no figures to cut")
    touched = cells.touched(counted)
    low, central, high = figures.low_minor, figures.central_minor, figures.high_minor
    if len(touched) == 1:
        return touched.start, (low,), (central,), (high,)
    days = cells.days(counted, touched)
    cuts = spread(central, days)
    # Most figures are certain: what is the same is cut once.
    lows, highs = (cuts if it == central else spread(it, days) for it in (low, high))
    return touched.start, lows, cuts, highs

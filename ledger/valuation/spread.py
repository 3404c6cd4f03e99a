"""Cutting a sum over time so that the parts add up to it exactly."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from ledger.foundation import Grid, Interval, round_half_up
from ledger.valuation.figures import Figures


def spread(total: int, days: Sequence[int]) -> tuple[int, ...]:
    """Cut an amount in proportion to days, so that the parts add up to it exactly.

    Each part is the difference of two cumulative shares, rounded half away from zero, so no remainder is left to be
    handed out; and a finer cut never moves a border of a coarser one.

    Args:
        total: minor units (cents) of one currency; may be negative.
        days: length of each part in days; none negative, at least one positive.

    Returns:
        One part per entry of ``days``.

    Raises:
        ValueError: if no day is positive.

    >>> spread(100, [1, 1, 1])
    (33, 34, 33)
    """
    whole = sum(days)
    if whole <= 0:
        raise ValueError("an amount cannot be spread over no days")
    marks = [round_half_up(total * reached, whole) for reached in accumulate(days)]
    return tuple(later - earlier for earlier, later in pairwise([0, *marks]))


def spread_figures(figures: Figures, days: Sequence[int]) -> tuple[Figures, ...]:
    """Cut low, central and high alike.

    >>> [part.central for part in spread_figures(Figures(100, 100, 100), [275, 90])]
    [75, 25]
    """
    cuts = (spread(value, days) for value in (figures.low, figures.central, figures.high))
    return tuple(Figures(low, central, high, figures.open_high) for low, central, high in zip(*cuts, strict=True))


def cut(interval: Interval, grids: Sequence[Grid]) -> tuple[Interval, ...]:
    """Cut an interval at the borders of every grid, so that each part lies in one cell of each.

    >>> from datetime import date
    >>> year = Interval(date(2025, 1, 1), date(2025, 12, 31))
    >>> [str(part) for part in cut(year, [Grid("year"), Grid("fiscal_year", "04-01")])]
    ['2025-01-01 to 2025-03-31', '2025-04-01 to 2025-12-31']
    """
    parts: tuple[Interval, ...] = (interval,)
    for grid in grids:
        parts = tuple(finer for part in parts for finer in grid.cut(part))
    return parts

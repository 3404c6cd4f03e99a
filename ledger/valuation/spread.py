"""Cutting a sum over time so that the parts add up to it exactly."""

from collections.abc import Sequence

from ledger.foundation import Grid, Interval, round_half_up
from ledger.valuation.figures import Figures


def spread(total: int, days: Sequence[int]) -> tuple[int, ...]:
    """Share a sum out over stretches of time, each by its length, to the last minor unit.

    Not the parts are rounded but what has come due by the end of each stretch; a part is the step from one such figure
    to the next. So the steps lead exactly to the whole, and a finer cut leaves the figures at the older borders alone.

    Args:
        total: what is owed for all of the time, in minor units; negative for what is taken back.
        days: the stretches in order of time; one of no days gets nothing.

    Returns:
        What falls on each stretch, in minor units.

    Raises:
        ValueError: where there is no time at all, or a stretch is shorter than nothing.

    >>> spread(1000, [31, 28, 31])
    (344, 312, 344)
    """
    if not any(days) or min(days) < 0:
        raise ValueError(f"there is no time to spread over in stretches of {', '.join(map(str, days)) or 'no'} days")
    length = sum(days)
    parts: list[int] = []
    passed = due = 0
    for stretch in days:
        passed += stretch
        due_before, due = due, round_half_up(total * passed, length)
        parts.append(due - due_before)
    return tuple(parts)


def spread_figures(figures: Figures, days: Sequence[int]) -> tuple[Figures, ...]:
    """Cut low, central and high alike.

    >>> [part.central_minor for part in spread_figures(Figures(100, 100, 100), [275, 90])]
    [75, 25]
    """
    central = spread(figures.central_minor, days)
    # Most figures are certain: what is the same is cut once.
    cuts = (
        central if value == figures.central_minor else spread(value, days)
        for value in (figures.low_minor, figures.central_minor, figures.high_minor)
    )
    return tuple(
        Figures(low, central, high, figures.open_high, figures.currency)
        for low, central, high in zip(*cuts, strict=True)
    )


def cut(interval: Interval, grids: Sequence[Grid]) -> tuple[Interval, ...]:
    """Cut an interval at the borders of every grid, so that each part lies in one cell of each.

    >>> from datetime import date
    >>> year = Interval(date(2025, 1, 1), date(2025, 12, 31))
    >>> [str(part) for part in cut(year, [Grid("year"), Grid("fiscal_year", "04-01")])]
    ['2025-01-01 to 2025-03-31', '2025-04-01 to 2025-12-31']
    """
    parts: tuple[Interval, ...] = (interval,)
    if interval.start == interval.end:
        return parts
    for grid in grids:
        parts = tuple(finer for part in parts for finer in grid.cut(part))
    return parts

"""Days, stretches of days and the cells of the calendar, for the recomputation. Nothing here comes from the product."""

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
MONTHS = {"year": 12, "quarter": 3, "month": 1}

Stretch = tuple[date, date]
"""First and last day, both included."""


def day(text):
    return date.fromisoformat(text)


def length(stretch):
    first, last = stretch
    return (last - first).days + 1


def months_later(start, months):
    """The same day of a later month; its last day where the month is too short."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def cell(of, grid, fiscal_year_starts="04-01"):
    """The calendar month, quarter or year of a day, or its fiscal year."""
    if grid == "fiscal_year":
        month, first = map(int, fiscal_year_starts.split("-"))
        begins = date(of.year, month, first)
        if of < begins:
            begins = date(of.year - 1, month, first)
        return begins, months_later(begins, 12) - ONE_DAY
    months = MONTHS[grid]
    begins = date(of.year, (of.month - 1) // months * months + 1, 1)
    return begins, months_later(begins, months) - ONE_DAY


def label(of, grid, fiscal_year_starts="04-01"):
    begins, _ = cell(of, grid, fiscal_year_starts)
    if grid == "fiscal_year" and fiscal_year_starts != "01-01":
        return f"{begins.year}/{(begins.year + 1) % 100:02d}"
    if grid == "quarter":
        return f"{begins.year}-Q{(begins.month + 2) // 3}"
    return f"{begins.year}-{begins.month:02d}" if grid == "month" else str(begins.year)


def cut(stretch, grids, fiscal_year_starts="04-01"):
    """A stretch of days cut wherever a cell of one of the grids ends."""
    first, last = stretch
    parts = []
    while first <= last:
        end = min(last, *(cell(first, grid, fiscal_year_starts)[1] for grid in grids))
        parts.append((first, end))
        first = end + ONE_DAY
    return parts


def intervals(start, every):
    """Endless intervals of a recurring term, anchored on the start day: 31 Jan, 28 Feb, 31 Mar."""
    number = 0
    while True:
        first, after = (months_later(start, MONTHS[every] * it) for it in (number, number + 1))
        yield first, after - ONE_DAY
        number += 1

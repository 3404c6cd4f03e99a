"""The day of an announcement as Kiel writes it: a day, a text such as ``until 4/4/2022``, or nothing that names a day.

A record needs a day. The rule is one for all texts: the last day that the text leaves open, and never a day after the
last one that the file names plainly. Texts have the month first, as the file itself has wherever it can be told; the
day first where it can be no month. Where a text could have the day first too, the doubt names that day.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ledger.foundation import Interval, parse_day
from ledger.spreadsheet import Cell

_DAY = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9/])")
_MONTH = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9/])")


@dataclass(frozen=True)
class Announced:
    """The day of an announcement.

    Args:
        day: the day that counts; None where the cell leaves no day open at all.
        doubt: how it was read, where the cell does not name the day plainly; else empty.
    """

    day: date | None
    doubt: str = ""


def plain_days(cells: Iterable[Cell]) -> Interval | None:
    """From the first to the last of the days that stand plainly in cells; None where none does.

    >>> str(plain_days(["2022-03-01 00:00:00", date(2922, 2, 9), "until 4/4/2022", "2022-02-24"]))
    '2022-02-24 to 2022-03-01'
    """
    days = [day for cell in cells if (day := _plain(cell)) is not None and _fits_a_record(day)]
    return Interval(min(days), max(days)) if days else None


def announced(cell: Cell, span: Interval, latest: date) -> Announced:
    """Read the day of an announcement.

    Args:
        cell: as it stands in the sheet.
        span: the days that the file names plainly.
        latest: the last day that an announcement in the file can be from; a text may be read as a day up to then.

    >>> days = Interval(date(2022, 1, 24), date(2022, 10, 3))
    >>> announced("until 4/4/2022", days, days.end)
    Announced(day=datetime.date(2022, 4, 4), doubt='the last day that the text leaves open')
    >>> announced("unclear, 09/2022", days, days.end).day, announced("unspecified", days, days.end).day
    (datetime.date(2022, 9, 30), datetime.date(2022, 10, 3))
    """
    plain = _plain(cell)
    if plain is None:
        return _of_text(cell if isinstance(cell, str) else "", span, latest)
    if _fits_a_record(plain):
        return Announced(plain)
    meant = [day for day in _with_one_other_digit(plain) if span.start <= day <= span.end]
    if len(meant) == 1:
        return Announced(
            meant[0], "the only day within the days of the file from which it differs by one digit of the year"
        )
    return Announced(None)


def _plain(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    try:
        return datetime.fromisoformat(cell.strip()).date() if isinstance(cell, str) else None
    except ValueError:
        return None


def _of_text(text: str, span: Interval, latest: date) -> Announced:
    days = list(_days(text)) or list(_ends_of_months(text))
    other = _other_reading(text, latest)
    also = f"; with the day first it would be {other}" if other else ""
    if not days or max(days) > span.end:
        named = "names none" if not days else "leaves a later one open"
        return Announced(span.end, f"the last day that the file names plainly, since the text {named}{also}")
    return Announced(max(days), f"the last day that the text leaves open{also}")


def _days(text: str) -> Iterator[date]:
    for first, second, year in _DAY.findall(text):
        day = _real(year, first, second) or _real(year, second, first)
        if day is not None:
            yield day


def _other_reading(text: str, latest: date) -> date | None:
    """The last day that the text leaves open if it has the day first; None where that is the same, or cannot be."""
    readings = [(_real(year, first, second), _real(year, second, first)) for first, second, year in _DAY.findall(text)]
    month_first = [one or other for one, other in readings if one or other]
    day_first = [other for _, other in readings if other]
    if not day_first or len(day_first) < len(month_first):
        return None
    last = max(day_first)
    return last if last <= latest and last != max(filter(None, month_first)) else None


def _ends_of_months(text: str) -> Iterator[date]:
    for month, year in _MONTH.findall(text):
        first = _real(year, month, "1")
        if first is not None:
            yield first.replace(day=monthrange(first.year, first.month)[1])


def _real(year: str, month: str, day: str) -> date | None:
    try:
        return parse_day(f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(day):02}")
    except ValueError:
        return None


def _fits_a_record(day: date) -> bool:
    try:
        return parse_day(day.isoformat()) == day
    except ValueError:
        return False


def _with_one_other_digit(day: date) -> Iterator[date]:
    year = f"{day.year:04}"
    for position, digit in ((position, digit) for position in range(4) for digit in "0123456789"):
        other = year[:position] + digit + year[position + 1 :]
        if other != year and (meant := _real(other, str(day.month), str(day.day))) is not None:
            yield meant

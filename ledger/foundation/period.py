"""Days, intervals of days and the grids (years, fiscal years, quarters, months) that cut them.

An interval includes both of its days. No money and no rates here.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Annotated, Literal

from ledger.foundation.json_forms import AsSchema, by_form, form_of, told_again
from ledger.foundation.place import Place
from ledger.foundation.problems import Refused, malformed, quoted

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Every = Literal["year", "quarter", "month"]
GridName = Literal["year", "fiscal_year", "quarter", "month"]

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
DAY_PATTERN = r"^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
START_PATTERN = r"^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTHS: dict[str, int] = {"year": 12, "quarter": 3, "month": 1}


# The records of a large file lie on few days.
@lru_cache(maxsize=65_536)
def parse_day(text: str) -> date:
    """Read a day written as ``2025-06-02`` (ISO 8601).

    Raises:
        ValueError: for another form, a day that does not exist, or one outside 1900 to 2100 (a slip like 2922-02-09).

    >>> parse_day("2025-06-02")
    datetime.date(2025, 6, 2)
    """
    if not _DAY.fullmatch(text):
        raise ValueError("not a day written as YYYY-MM-DD")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("not a day of the calendar") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"not between {FIRST_DAY} and {LAST_DAY}")
    return day


Day = date | str
"""A day as programs hand it over: a date, or text such as ``2025-06-02``."""


def as_day(value: Day, argument: str) -> date:
    """The day that a program hands over as a date or as text.

    Args:
        value: what was handed over.
        argument: its name, for the message.

    Raises:
        Refused: FORM for text that is not a day.
        TypeError: for a moment (``datetime``, ``pandas.Timestamp``), which names another day elsewhere, and anything
            else.

    >>> as_day("2025-06-02", "on")
    datetime.date(2025, 6, 2)
    """
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return parse_day(value)
        except ValueError:
            expected = f"a day from {FIRST_DAY} to {LAST_DAY} such as 2025-06-02"
            remedy = "write the year first, then month and day"
            raise Refused([malformed(Place(argument=argument), quoted(value), expected, remedy)]) from None
    if isinstance(value, datetime) or not isinstance(value, date):
        given = f"the {type(value).__name__} {str(value)[:40]!r}"
        raise TypeError(f"{argument} is a day such as datetime.date(2025, 6, 2) or '2025-06-02', not {given}")
    return value


# As text, since pydantic would take a number of seconds for a day.
_IsoDay = Annotated[str, AsSchema({"type": "string", "format": "date"})]


@form_of("Interval")
@dataclass(frozen=True)
class JsonInterval:
    """The days from ``start`` to ``end``, both included.

    Args:
        start: the first day.
        end: the last day.
    """

    start: _IsoDay
    end: _IsoDay


@dataclass(frozen=True, order=True, init=False)
class Interval:
    """The days from ``start`` to ``end``, both included.

    Args:
        start: the first day.
        end: the last day.

    A program may give either as text.

    Raises:
        Refused: FORM for text that is not a day, and for an end before the start.
        TypeError: for a moment (``datetime``), and anything else that is no day.

    >>> Interval("2025-01-01", "2025-12-31").days
    365
    """

    start: date
    end: date

    def __init__(self, start: Day, end: Day) -> None:
        object.__setattr__(self, "start", as_day(start, "start"))
        object.__setattr__(self, "end", as_day(end, "end"))
        if self.end < self.start:
            found, remedy = f"{self.start} to {self.end}", "swap the days, or correct one of them"
            raise Refused([malformed(Place(argument="end"), found, "an end on or after the start", remedy)])

    @property
    def days(self) -> int:
        """How many days it holds; at least one."""
        return (self.end - self.start).days + 1

    def until(self, horizon: date) -> "Interval | None":
        """The part on or before a day; None if it starts later."""
        if self.end <= horizon:
            return self
        return Interval(self.start, horizon) if self.start <= horizon else None

    def __str__(self) -> str:
        return str(self.start) if self.days == 1 else f"{self.start} to {self.end}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, JsonInterval, _form_of, _of_form, handler)


def _form_of(interval: Interval) -> JsonInterval:
    return JsonInterval(str(interval.start), str(interval.end))


def _of_form(form: JsonInterval) -> Interval:
    try:
        return Interval(form.start, form.end)
    except Refused as refused:
        raise told_again(refused) from None


def months_in(every: Every) -> int:
    """How many months an interval of a recurring term has.

    >>> months_in("quarter")
    3
    """
    return _MONTHS[every]


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter.

    >>> months_later(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def steps(start: date, every: Every) -> Iterator[Interval]:
    """Endless intervals of a year, a quarter or a month, anchored on the start day.

    A month too short for the anchor ends the step early, and the next returns to it: 31 Jan, 28 Feb, 31 Mar.

    >>> from itertools import islice
    >>> [str(step.start) for step in islice(steps(date(2025, 1, 31), "month"), 3)]
    ['2025-01-31', '2025-02-28', '2025-03-31']
    """
    months = _MONTHS[every]
    for number in count():
        first = months_later(start, number * months)
        yield Interval(first, months_later(start, (number + 1) * months) - timedelta(days=1))


@dataclass(frozen=True)
class Grid:
    """A way to cut time into named cells.

    Args:
        name: ``year``, ``fiscal_year``, ``quarter`` or ``month`` (of the calendar, but for the fiscal year).
        starts: first day of the fiscal year as ``MM-DD``; only used by ``fiscal_year``.

    >>> Grid("fiscal_year", "04-01").label(date(2025, 6, 2))
    '2025/26'
    """

    name: GridName
    starts: str = "01-01"

    def cell(self, day: date) -> Interval:
        """The cell in which a day lies."""
        return _cell(self.name, self.starts, day)

    def label(self, day: date) -> str:
        """The name of the cell in which a day lies: ``2025``, ``2025/26``, ``2025-Q2`` or ``2025-06``."""
        start = self.cell(day).start
        match self.name:
            case "fiscal_year" if self.starts != "01-01":
                return f"{start.year}/{(start.year + 1) % 100:02d}"
            case "quarter":
                return f"{start.year}-Q{(start.month + 2) // 3}"
            case "month":
                return f"{start.year}-{start.month:02d}"
            case _:
                return str(start.year)

    def cut(self, interval: Interval) -> tuple[Interval, ...]:
        """Cut an interval at the borders of the cells.

        >>> [part.days for part in Grid("year").cut(Interval(date(2025, 4, 1), date(2026, 3, 31)))]
        [275, 90]
        """
        if interval.end <= self.cell(interval.start).end:
            return (interval,)
        parts = []
        start = interval.start
        while start <= interval.end:
            end = min(self.cell(start).end, interval.end)
            parts.append(Interval(start, end))
            start = end + timedelta(days=1)
        return tuple(parts)


# A report asks for the same few hundred days and months hundreds of thousands of times.
@lru_cache(maxsize=16_384)
def _cell(name: GridName, starts: str, day: date) -> Interval:
    if name == "fiscal_year":
        month, first = (int(part) for part in starts.split("-"))
        year = day.year if (day.month, day.day) >= (month, first) else day.year - 1
        return Interval(date(year, month, first), date(year + 1, month, first) - timedelta(days=1))
    months = _MONTHS[name]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    # By the last day itself, not by the first of the next cell: the year 9999 has no next one.
    return Interval(date(day.year, first, 1), date(day.year, last, _days_in(day.year, last)))


@lru_cache(maxsize=4096)
def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]

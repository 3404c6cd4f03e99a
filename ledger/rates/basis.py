"""Bases: the rules that say from which days a rate is taken.

A basis names the rule, a question applies it to one conversion; ``pick`` then looks for the answer in the rate sets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Self, get_args

from ledger.foundation import (
    Day,
    Grid,
    Interval,
    Place,
    Refused,
    as_day,
    by_form,
    malformed,
    parse_day,
    quoted,
    require_kind,
    told_again,
)
from ledger.records import nearest

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

# Long enough for Easter and the turn of the year, short enough that a rate still belongs to its day.
MOST_DAYS_BACK = timedelta(days=7)
# As many as a published rate may have.
MOST_DECIMALS = 18

BasisKind = Literal[
    "announced", "on", "month", "year", "period-month", "period-year", "window", "lowest", "highest", "table"
]
BASIS_KINDS: tuple[BasisKind, ...] = get_args(BasisKind)
"""The words with which a basis begins."""
Rounding = int | Literal["quoted"]

BASES = (
    "announced, month, year, period-month, period-year, on:DATE such as on:2025-06-02, window:START..END such as "
    "window:2022-09-06..2022-10-06 (with ,round=4 or ,round=quoted after it if the mean is rounded), lowest:START..END "
    "or highest:START..END with the days of a window, or table:NAME such as table:kiel-7"
)

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TABLE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_ROUND = r"quoted|[0-9]|1[0-8]"
# For the schemas of other formats; ``Basis.parse`` also asks whether the days exist and stand in order.
BASIS_PATTERN = (
    rf"^(announced|(period-)?(month|year)|on:{_DATE}|window:{_DATE}\.\.{_DATE}(,round=({_ROUND}))?"
    rf"|(low|high)est:{_DATE}\.\.{_DATE}|table:{_TABLE})$"
)
_WINDOW = re.compile(rf"(?P<start>(?>(?:[^,.]|\.(?!\.))*))\.\.(?P<end>[^,]*+)(?:,round=(?P<round>{_ROUND}))?", re.ASCII)


@dataclass(frozen=True, init=False)
class Basis:
    """The rule that picks the rate of an amount.

    Args:
        kind: ``announced`` (last quote on or before the announcement), ``on`` (the same with one day for all),
            ``month`` or ``year`` (mean of the announcement's calendar month or year), ``period-month`` or
            ``period-year`` (mean of the month or year in which each piece of the amount is owed), ``window`` (one mean
            over the same days for all), ``lowest`` or ``highest`` (the rate of that one of the same days for all on
            which one unit is worth least or most in the target currency) or ``table`` (a table of rates that comes
            with a source).
        day: the day of ``on``; None for the others.
        window: the days of ``window``, ``lowest`` and ``highest``; None for the others.
        rounding: for ``window``, to how many decimals the mean of each currency is rounded, as its publisher did it:
            0 to 18, or ``quoted`` for as many as the quotes of the currency have; None for not at all.
        table: for ``table``, the name of the rate set that is the table; empty for the others.

    Raises:
        Refused: FORM for another kind, or one whose day, window or table is missing or is another one's; for text that
            is not a day.
        TypeError: for a day that is a moment (``datetime``), or a window that is no interval of days.

    >>> str(Basis("on", "2025-06-02"))
    'on:2025-06-02'
    >>> str(Basis("window", window=Interval(date(2022, 9, 6), date(2022, 10, 6)), rounding="quoted"))
    'window:2022-09-06..2022-10-06,round=quoted'
    """

    kind: BasisKind
    day: date | None = None
    window: Interval | None = None
    rounding: Rounding | None = None
    table: str = ""

    def __init__(
        self,
        kind: BasisKind,
        day: Day | None = None,
        window: Interval | None = None,
        rounding: Rounding | None = None,
        table: str = "",
    ) -> None:
        values = {"kind": kind, "window": window, "rounding": rounding, "table": table}
        for name, value in {**values, "day": None if day is None else as_day(day, "day")}.items():
            object.__setattr__(self, name, value)
        self._require_fit()

    def _require_fit(self) -> None:
        if self.kind not in BASIS_KINDS:
            raise _no_basis("kind", quoted(str(self.kind)), _nearest(str(self.kind)))
        if self.window is not None:
            require_kind(self.window, Interval, "window is two days, such as Interval('2022-09-06', '2022-10-06')")
        given = {"day": self.day is not None, "window": self.window is not None, "table": bool(self.table)}
        for name, is_given in given.items():
            kinds = _NAMING[name]
            if is_given != (self.kind in kinds):
                are = f"basis {kinds[0]} names" if len(kinds) == 1 else f"bases {' and '.join(kinds)} name"
                stands = f"one with basis {self.kind}" if is_given else "none"
                raise _no_basis(name, f"{stands} (only the {are} a {name})")
        if self.rounding is not None and not (self.kind == "window" and _is_rounding(self.rounding)):
            only = f"only a window is rounded, to 0 to {MOST_DECIMALS} decimals or as quoted"
            raise _no_basis("rounding", f"{quoted(str(self.rounding))} ({only})")
        if self.table and not re.fullmatch(_TABLE, self.table, re.ASCII):
            raise _no_basis("table", f"{quoted(self.table)}, which is no name of a table, of letters, digits and . _ -")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a basis as it is written on the command line and in report definitions.

        Raises:
            Refused: FORM for anything else, with the bases and the nearest one.

        >>> str(Basis.parse("month"))
        'month'
        >>> Basis.parse("window:2022-09-06..2022-10-06,round=4").rounding
        4
        """
        match text.partition(":"):
            case ("announced" | "month" | "year" | "period-month" | "period-year") as kind, "", "":
                return cls(kind)
            case "on", ":", day:
                return cls("on", _day(day, text))
            case "window", ":", span if parts := _WINDOW.fullmatch(span):
                window = _window(_day(parts["start"], text), _day(parts["end"], text), text)
                return cls("window", window=window, rounding=_rounding(parts["round"]))
            case ("lowest" | "highest") as kind, ":", span if (parts := _WINDOW.fullmatch(span)) and not parts["round"]:
                return cls(kind, window=_window(_day(parts["start"], text), _day(parts["end"], text), text))
            case "table", ":", name if name:
                return cls("table", table=name)
            case _:
                raise _no_basis("basis", quoted(text), _nearest(text.partition(":")[0]))

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, str, str, _of_text, handler)

    @property
    def grid(self) -> Grid | None:
        """The months or years at which the basis itself cuts an amount, whatever a table shows; None for the others.

        >>> Basis("period-month").grid
        Grid(name='month', starts='01-01')
        """
        match self.kind:
            case "period-month":
                return Grid("month")
            case "period-year":
                return Grid("year")
            case _:
                return None

    def __str__(self) -> str:
        match self.kind:
            case "on":
                return f"on:{self.day}"
            case "table":
                return f"table:{self.table}"
            case "lowest" | "highest" if self.window:
                return f"{self.kind}:{self.window.start}..{self.window.end}"
            case "window" if self.window:
                rounding = "" if self.rounding is None else f",round={self.rounding}"
                return f"window:{self.window.start}..{self.window.end}{rounding}"
            case _:
                return self.kind


@dataclass(frozen=True)
class Question:
    """One rate asked for: from which currency to which, on which basis, for which day, as known when.

    Args:
        source: the currency to convert from.
        target: the currency to convert to.
        basis: the rule.
        day: the day of the announcement, or the value date of a transaction; for a piece of an amount that the basis
            cuts, a day of its month or year.
        as_of: only rates dated by this day count; None: all of them.
    """

    source: str
    target: str
    basis: Basis
    day: date
    as_of: date | None = None

    @property
    def asked(self) -> date:
        """The day that the rate is for: the one that the basis ``on`` names, or else the announcement.

        In a window and in a table it still decides whether a currency has its irrevocable euro rate.
        """
        return self.basis.day or self.day

    @property
    def known(self) -> date:
        """The last day whose rates count for :attr:`asked`."""
        return min(self.asked, self.as_of or self.asked)

    @property
    def wants_mean(self) -> bool:
        """Whether the basis takes the mean of a month, a year or a window instead of one quote."""
        return self.basis.kind in ("month", "year", "window") or self.basis.grid is not None

    @property
    def wants_extreme(self) -> bool:
        """Whether the basis takes the rate of one day of a window, the lowest or the highest one."""
        return self.basis.kind in ("lowest", "highest")

    @property
    def wants_span(self) -> bool:
        """Whether the rate hangs on all days of a span, so that quotes have to reach from its start to its end."""
        return self.wants_mean or self.wants_extreme

    @cached_property
    def whole(self) -> Interval:
        """The days that the rate may come from, whatever was known when.

        >>> str(Question("GBP", "EUR", Basis("month"), date(2025, 6, 2)).whole)
        '2025-06-01 to 2025-06-30'
        """
        match self.basis.kind:
            case "month" | "period-month":
                return Grid("month").cell(self.asked)
            case "year" | "period-year":
                return Grid("year").cell(self.asked)
            case "window" | "lowest" | "highest" if self.basis.window:
                return self.basis.window
            case "announced" | "on":
                # The calendar itself begins on a day, and the first ones have fewer days behind them.
                return Interval(self.asked - min(MOST_DAYS_BACK, self.asked - date.min), self.asked)
            case _:
                return Interval(date.min, date.max)

    @cached_property
    def span(self) -> Interval | None:
        """The same days up to ``as_of``; None where all of them are later."""
        return self.whole.until(self.as_of) if self.as_of else self.whole

    def is_covered_by(self, days: Sequence[date]) -> bool:
        """Whether quotes of these days, in order, come near enough to both ends of :attr:`span` to stand for it.

        >>> june = Question("GBP", "EUR", Basis("month"), date(2025, 6, 2))
        >>> june.is_covered_by([date(2025, 6, 8), date(2025, 6, 23)]), june.is_covered_by([date(2025, 6, 9)])
        (True, False)
        """
        span = self.span
        if not span or not days:
            return False
        return days[0] - span.start <= MOST_DAYS_BACK and span.end - days[-1] <= MOST_DAYS_BACK


_NAMING: Mapping[str, tuple[BasisKind, ...]] = {
    "day": ("on",),
    "window": ("window", "lowest", "highest"),
    "table": ("table",),
}


def _of_text(text: str) -> Basis:
    try:
        return Basis.parse(text)
    except Refused as refused:
        raise told_again(refused) from None


def _no_basis(argument: str, found: str, remedy: str = "choose one of these bases") -> Refused:
    return Refused([malformed(Place(argument=argument), found, BASES, remedy)])


def _nearest(kind: str) -> str:
    """What to do about a word that no basis begins with."""
    near = () if kind in BASIS_KINDS else nearest(kind, BASIS_KINDS, most=1)
    return f"write {near[0]}, if that is meant" if near else "choose one of these bases"


def _is_rounding(rounding: Rounding) -> bool:
    if isinstance(rounding, str):
        return rounding == "quoted"
    return type(rounding) is int and 0 <= rounding <= MOST_DECIMALS


def _day(day: str, text: str) -> date:
    try:
        return parse_day(day)
    except ValueError as fault:
        raise _no_basis("basis", f"{quoted(text)}, which does not name a day ({fault})") from None


def _window(start: date, end: date, text: str) -> Interval:
    if end < start:
        raise _no_basis("basis", f"{quoted(text)}, which is no window ({start} to {end} ends before it starts)")
    return Interval(start, end)


def _rounding(decimals: str | None) -> Rounding | None:
    if decimals is None:
        return None
    return "quoted" if decimals == "quoted" else int(decimals)

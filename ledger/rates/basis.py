"""Bases: the rules that say from which days a rate is taken.

A basis names the rule, a question applies it to one conversion; ``pick`` then looks for the answer in the rate sets.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self, get_args

from ledger.foundation import Grid, Interval, parse_day, require_day

# Long enough for Easter and the turn of the year, short enough that a rate still belongs to its day.
MOST_DAYS_BACK = timedelta(days=7)

BasisKind = Literal["announced", "on", "month", "year"]

BASES = "announced, month, year or on:DATE such as on:2025-06-02"


@dataclass(frozen=True)
class Basis:
    """The rule that picks the rate of an amount.

    Args:
        kind: ``announced`` (last quote on or before the announcement), ``on`` (the same with one day for all),
            ``month`` or ``year`` (mean of the announcement's calendar month or year).
        day: the day of ``on``; None for the others.

    Raises:
        ValueError: for another kind, for ``on`` without a day, or another basis with one.
        TypeError: for a day that is text or a moment (``datetime``).

    >>> str(Basis("on", date(2025, 6, 2)))
    'on:2025-06-02'
    """

    kind: BasisKind
    day: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(BasisKind):
            raise ValueError(f"{self.kind!r:.40} is not a basis: write {BASES}")
        if self.day is not None:
            require_day(self.day, "the day of a basis")
        if (self.kind == "on") != (self.day is not None):
            raise ValueError(f"only the basis on names a day: write {BASES}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a basis as it is written on the command line and in report definitions.

        Raises:
            ValueError: for anything else; the message lists the bases.

        >>> Basis.parse("month")
        Basis(kind='month', day=None)
        """
        match text.partition(":"):
            case ("announced" | "month" | "year") as kind, "", "":
                return cls(kind)
            case "on", ":", day:
                return cls("on", _day(day))
            case _:
                raise ValueError(f"{text[:40]!r} is not a basis: write {BASES}")

    def __str__(self) -> str:
        return f"on:{self.day}" if self.day else self.kind


@dataclass(frozen=True)
class Question:
    """One rate asked for: from which currency to which, on which basis, for which day, as known when.

    Args:
        source: the currency to convert from.
        target: the currency to convert to.
        basis: the rule.
        day: the day of the announcement, or the value date of a transaction.
        as_of: only rates dated by this day count; None: all of them.
    """

    source: str
    target: str
    basis: Basis
    day: date
    as_of: date | None = None

    @property
    def asked(self) -> date:
        """The day that the rate is for: the one that the basis names, or else the announcement."""
        return self.basis.day or self.day

    @property
    def known(self) -> date:
        """The last day whose rates count for :attr:`asked`."""
        return min(self.asked, self.as_of or self.asked)

    @property
    def wants_mean(self) -> bool:
        """Whether the basis takes the mean of a whole month or year instead of one day's quote."""
        return self.basis.kind in ("month", "year")

    @property
    def whole(self) -> Interval:
        """The days that the rate may come from, whatever was known when.

        >>> str(Question("GBP", "EUR", Basis("month"), date(2025, 6, 2)).whole)
        '2025-06-01 to 2025-06-30'
        """
        match self.basis.kind:
            case "month" | "year" as name:
                return Grid(name).cell(self.asked)
            case "announced" | "on":
                # The calendar itself begins on a day, and the first ones have fewer days behind them.
                return Interval(self.asked - min(MOST_DAYS_BACK, self.asked - date.min), self.asked)

    @property
    def span(self) -> Interval | None:
        """The same days up to ``as_of``; None where all of them are later."""
        return self.whole.until(self.as_of) if self.as_of else self.whole


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as fault:
        raise ValueError(f"on:{text[:40]} does not name a day ({fault}): write {BASES}") from None

"""Legs: the two halves of a rate, each of one currency against the base of one rate set.

A currency is either the base itself, fixed to the euro by law, or quoted; from that follows which quotes its leg needs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ledger.foundation import Interval, exact_sum, plain, round_half_up
from ledger.rates.basis import Question, Rounding
from ledger.rates.euro import irrevocable
from ledger.rates.sets import Quote, RateSet

QuotedKind = Literal["quote", "mean", "table"]
LegKind = Literal["base", "irrevocable"] | QuotedKind

EURO = "EUR"
ONE = Decimal(1)


@dataclass(frozen=True)
class Leg:
    """What one unit of the base of a rate set is in one currency, and the quotes that say so.

    Args:
        currency: the currency of the amount, a legacy currency included.
        kind: ``base`` (the base of the set itself), ``quote`` (of one day), ``mean`` (of several days), ``table`` (of
            a table that came with a source) or ``irrevocable`` (fixed to the euro by law).
        per_base: units of the currency for one unit of the base, exact.
        quotes: those it was made of, as published: one for a quote, all for a mean, none for the base; the euro's
            for a legacy currency in a set whose base is not the euro, none in one whose base is.
        first: day of the first quote; for an irrevocable rate without quotes the day of adoption; None for the base.
        last: day of the last quote; else as ``first``.
        factor: units of a legacy currency per euro, where its leg goes through the euro's quotes; 1 elsewhere.
        decimals: to how many decimals the mean of the quotes was rounded, as the set quotes it for :attr:`unit` units;
            None where nothing was rounded.
    """

    currency: str
    kind: LegKind
    per_base: Fraction
    quotes: tuple[Quote, ...] = ()
    first: date | None = None
    last: date | None = None
    factor: Decimal = ONE
    decimals: int | None = None

    @property
    def is_mean(self) -> bool:
        """Whether the rate is not a quote as published: a mean of several, or a rounded one."""
        return len(self.quotes) > 1 or self.decimals is not None

    @property
    def unit(self) -> int:
        """For how many units :func:`as_quoted` tells the rate: as its quotes do; 1 for a mean that is not rounded."""
        if not self.quotes or (self.is_mean and self.decimals is None):
            return 1
        return self.quotes[-1].unit


@dataclass(frozen=True)
class Quoted:
    """A leg that needs quotes: whose, and what one unit of them is in the currency.

    Args:
        currency: the currency of the leg.
        name: the currency whose quotes are needed; another one only for a legacy currency, which needs the euro's.
        factor: units of the currency per unit of the quoted one.
    """

    currency: str
    name: str
    factor: Decimal = ONE


def way(rate_set: RateSet, currency: str, day: date) -> Leg | Quoted:
    """How a set reaches a currency on a day: a leg that is always known, or one that needs quotes.

    The irrevocable rate wins over a quote that a set may still carry after the adoption of the euro.
    """
    if currency == rate_set.base:
        return Leg(currency, "base", Fraction(1))
    fixed = irrevocable(currency, day)
    if fixed is None:
        return Quoted(currency, currency)
    if rate_set.base == EURO:
        return Leg(currency, "irrevocable", Fraction(fixed.units_per_euro), first=fixed.adopted, last=fixed.adopted)
    return Quoted(currency, EURO, fixed.units_per_euro)


def may_answer(question: Question, rate_set: RateSet) -> bool:
    """Whether a set is one that the basis speaks of: the table that it names, or else any that is not a table.

    A table holds for the source that it came with and not for its day, so it never answers for another basis.
    """
    if question.basis.kind == "table":
        return rate_set.name == question.basis.table
    return rate_set.kind != "table"


def only_day(rate_set: RateSet, name: str, span: Interval) -> date | None:
    """The day of the one quote that a table has of a currency; None where it has none, several, or a later one."""
    series = rate_set.quotes.get(name)
    if series is None or len(series.days) > 1:
        return None
    return series.days[0] if series.days[0] <= span.end else None


def common_days(rate_set: RateSet, names: frozenset[str], span: Interval) -> tuple[date, ...]:
    """The days of a span on which all of these currencies are quoted, in order; at least one currency is named."""
    published = [set(rate_set.days_between(name, span)) for name in sorted(names)]
    return tuple(sorted(set.intersection(*published)))


def leg(
    rate_set: RateSet, quoted: Quoted, days: tuple[date, ...], kind: QuotedKind, rounding: Rounding | None = None
) -> Leg | None:
    """The leg of a quoted currency over some days, each of which has a quote; None where the mean is rounded to zero.

    The mean is taken of the quotes as published, rounded as published if the basis says so, and turned round afterwards
    where the set quotes the base per unit: the inverse of a mean is not the mean of the inverses.
    """
    wanted = frozenset(days)
    found = rate_set.quotes_between(quoted.name, Interval(days[0], days[-1]))
    quotes = tuple(quote for quote in found if quote.day in wanted)
    decimals = _decimals(quotes) if rounding == "quoted" else rounding
    per_one = _mean(quotes) if decimals is None else _printed(_mean(quotes), quotes[-1].unit, decimals)
    if not per_one:
        return None
    return Leg(
        currency=quoted.currency,
        kind=kind if quoted.name == quoted.currency else "irrevocable",
        per_base=rate_set.per_base(per_one) * Fraction(quoted.factor),
        quotes=quotes,
        first=days[0],
        last=days[-1],
        factor=quoted.factor,
        decimals=decimals,
    )


def as_quoted(rate_set: RateSet, leg: Leg) -> Fraction:
    """The rate of a leg the way its set quotes it, for :attr:`Leg.unit` units and without its irrevocable factor.

    For a quote that is what was published, and for a rounded mean what its publisher would have printed.
    """
    return rate_set.per_base(leg.per_base / Fraction(leg.factor)) * leg.unit


def rounded(rate: Fraction, decimals: int) -> Fraction:
    """A rate rounded to so many decimals, halves away from zero; below 0 to tens, hundreds and so on.

    >>> rounded(Fraction("0.98865"), 4)
    Fraction(9887, 10000)
    """
    steps = rate * Fraction(10) ** decimals
    return round_half_up(steps.numerator, steps.denominator) / Fraction(10) ** decimals


def _mean(quotes: tuple[Quote, ...]) -> Fraction:
    """The exact mean of quotes, each for a single unit; decimals add up faster than fractions do."""
    total = Fraction(0)
    for unit in {quote.unit for quote in quotes}:
        total += Fraction(exact_sum(quote.value for quote in quotes if quote.unit == unit)) / unit
    return total / len(quotes)


def _decimals(quotes: tuple[Quote, ...]) -> int:
    """With how many decimals a currency is quoted: the most that one of its quotes has for the unit of the newest.

    The most, since files drop zeros at the end: the ECB's 0.9750 for the dollar stands in its history as 0.975.
    """
    return max(len(plain(quote.value).partition(".")[2]) for quote in quotes if quote.unit == quotes[-1].unit)


def _printed(per_one: Fraction, unit: int, decimals: int) -> Fraction:
    """A rate for a single unit, rounded where it is printed for ``unit`` units."""
    return rounded(per_one * unit, decimals) / unit

"""Legs: the two halves of a rate, each of one currency against the base of one rate set.

A currency is either the base itself, fixed to the euro by law, or quoted; from that follows which quotes its leg needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ledger.foundation import Interval, Ratio, closed, exact_sum, plain, round_half_up
from ledger.rates.basis import Question, Rounding
from ledger.rates.euro import Irrevocable, irrevocable
from ledger.rates.sets import Quote, RateSet, RateSetDescription
from ledger.records import Day as IsoDay
from ledger.records import Exact

QuotedKind = Literal["quote", "mean", "lowest", "highest", "table"]
LegKind = Literal["base", "irrevocable"] | QuotedKind

EURO = "EUR"
ONE = Decimal(1)


@closed
@dataclass(frozen=True)
class Leg:
    """What one unit of the base of a rate set is in one currency, and the quotes that say so.

    Args:
        currency: the currency of the amount, a legacy currency included.
        kind: ``base`` (the base of the set itself), ``quote`` (of one day), ``mean`` (of several days), ``lowest``
            and ``highest`` (of the day on which the rate of the pair was that), ``table`` (of a table that came with a
            source) or ``irrevocable`` (fixed to the euro by law).
        per_base: units of the currency for one unit of the base, exact.
        quotes: those it was made of, as published: one for a quote, all for a mean, none for the base; the euro's
            for a legacy currency in a set whose base is not the euro, none in one whose base is.
        first: day of the first quote; for an irrevocable rate without quotes the day of adoption; None for the base.
        last: day of the last quote; else as ``first``.
        factor: units of a legacy currency per euro, where its leg goes through the euro's quotes; 1 elsewhere.
        decimals: to how many decimals the mean of the quotes was rounded, as the set quotes it for :attr:`unit` units;
            None where nothing was rounded.
        by_law: of a currency that the euro replaced amid the days of its mean those from the adoption on; their quotes
            are the euro's (1 in a set whose base is the euro).
        law: units of such a currency per euro on these days; 1 elsewhere.
    """

    currency: str
    kind: LegKind
    per_base: Ratio
    quotes: tuple[Quote, ...] = ()
    first: IsoDay | None = None
    last: IsoDay | None = None
    factor: Exact = ONE
    decimals: int | None = None
    by_law: tuple[IsoDay, ...] = ()
    law: Exact = ONE

    @property
    def is_mean(self) -> bool:
        """Whether the rate is not a quote as published: a mean of several, or a rounded one."""
        return len(self.quotes) > 1 or self.decimals is not None

    @property
    def quoted_currency(self) -> str:
        """Whose quotes it was made of: the euro's for a legacy currency that goes through them, else its own."""
        return EURO if self.factor != 1 else self.currency

    @property
    def published(self) -> tuple[Quote, ...]:
        """The quotes of its own currency: all but those of days on which its rate is fixed by law."""
        fixed = frozenset(self.by_law)
        return tuple(quote for quote in self.quotes if quote.day not in fixed)

    @property
    def in_words(self) -> str:
        """What it rests on: a quote with its day, a mean with its days, or what needs none."""
        if not self.quotes:
            return "base of the rates" if self.kind == "base" else "irrevocable rate"
        if self.is_mean:
            return f"mean of {len(self.quotes)} quotes, {self.first} to {self.last}"
        quote = self.quotes[0]
        return f"{plain(quote.value)} of {quote.day}{'' if quote.unit == 1 else f' for {quote.unit}'}"

    def __repr__(self) -> str:
        return f"<Leg {self.currency}: {self.in_words}>"

    def units_per_euro(self, quote: Quote) -> Decimal:
        """How many units of the currency a quote of the euro stands for; 1 for a quote of the currency itself."""
        return self.law if quote.day in self.by_law else ONE

    def per_one(self, quote: Quote, rate_set: RateSetDescription) -> Fraction:
        """The rate of one unit of the currency that a quote of its mean gives, as the set quotes it."""
        return by_way_of_euro(quote, self.units_per_euro(quote), rate_set)

    @property
    def unit(self) -> int:
        """For how many units :func:`as_quoted` tells the rate: as its quotes do; 1 for a mean that is not rounded."""
        if not self.quotes or (self.is_mean and self.decimals is None):
            return 1
        return self.published[-1].unit


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

    def days(self, rate_set: RateSet, span: Interval) -> frozenset[date]:
        """The days of a span on which the set has a quote for it."""
        return frozenset(rate_set.days_between(self.name, span))

    def names(self, _: RateSet) -> frozenset[str]:
        """The currencies whose quotes it needs."""
        return frozenset([self.name])


@dataclass(frozen=True)
class Replaced:
    """A leg of a currency that the euro replaced amid the days of a mean: its own quotes before, its fixed rate since.

    Args:
        currency: the currency of the leg.
        fixed: its irrevocable rate.
    """

    currency: str
    fixed: Irrevocable

    def days(self, rate_set: RateSet, span: Interval) -> frozenset[date]:
        """The days of a span with a quote of it and, from the adoption on, of the euro; those of any, against that."""
        before, since = _halves(span, self.fixed.adopted)
        own = rate_set.days_between(self.currency, before)
        names = rate_set.quotes if rate_set.base == EURO else [EURO]
        return frozenset(own).union(*(rate_set.days_between(name, since) for name in names))

    def names(self, rate_set: RateSet) -> frozenset[str]:
        """The currencies whose quotes it needs."""
        return frozenset([self.currency] if rate_set.base == EURO else [self.currency, EURO])


Half = Leg | Quoted | Replaced
"""One side of a rate: known already, or by which quotes it will be."""


def halves(question: Question, rate_set: RateSet) -> tuple[Half, Half]:
    """How a set reaches the two currencies of a question."""
    source, target = (_half(question, rate_set, currency) for currency in (question.source, question.target))
    return source, target


def _half(question: Question, rate_set: RateSet, currency: str) -> Half:
    """In days that all have the same for all amounts their own days decide on irrevocable rates, and the amount's."""
    span = question.span
    if question.basis.window is None or span is None or currency == rate_set.base:
        return way(rate_set, currency, question.known)
    fixed = irrevocable(currency, span.end)
    if fixed is None or max(question.known, span.start) >= fixed.adopted:
        return way(rate_set, currency, max(question.known, span.start))
    return Replaced(currency, fixed)


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


def common_days(rate_set: RateSet, needing: Sequence[Quoted | Replaced], span: Interval) -> tuple[date, ...]:
    """The days of a span on which all of these legs have a quote, in order; at least one leg is named."""
    return tuple(sorted(frozenset.intersection(*(half.days(rate_set, span) for half in needing))))


def leg(
    rate_set: RateSet, quoted: Quoted, days: tuple[date, ...], kind: QuotedKind, rounding: Rounding | None = None
) -> Leg | None:
    """The leg of a quoted currency over some days, each of which has a quote; None where the mean is rounded to zero.

    The mean is taken of the quotes as published, rounded as published if the basis says so, and turned round afterwards
    where the set quotes the base per unit: the inverse of a mean is not the mean of the inverses.
    """
    quotes = _quotes_of(rate_set, quoted.name, days)
    decimals = _decimals(quotes) if rounding == "quoted" else rounding
    per_one = _mean(quotes) if decimals is None else _printed(_mean(quotes), quotes[-1].unit, decimals)
    if not per_one:
        return None
    return Leg(
        currency=quoted.currency,
        kind=kind if quoted.name == quoted.currency else "irrevocable",
        per_base=rate_set.per_base(quoted.name, per_one) * Fraction(quoted.factor),
        quotes=quotes,
        first=days[0],
        last=days[-1],
        factor=quoted.factor,
        decimals=decimals,
    )


def leg_of_replaced(
    rate_set: RateSet, replaced: Replaced, days: tuple[date, ...], rounding: Rounding | None = None
) -> Leg | None:
    """The leg of a currency that the euro replaced amid some days, each with a quote; None where it is rounded to zero.

    The mean is taken as the set quotes: of its own quotes before the adoption, and for each day since of its
    irrevocable rate, by way of the euro's quote where the base of the set is another currency.
    """
    currency, fixed = replaced.currency, replaced.fixed
    by_law = tuple(day for day in days if day >= fixed.adopted)
    if len(by_law) == len(days):
        found = way(rate_set, currency, fixed.adopted)
        return found if isinstance(found, Leg) else leg(rate_set, found, days, "mean", rounding)
    own = Quoted(currency, currency)
    before = leg(rate_set, own, tuple(day for day in days if day < fixed.adopted), "mean")
    if by_law and rate_set.direction_of(currency) != rate_set.direction_of(EURO):
        # Quotes of both directions have no mean that either of them would be published as.
        return None
    if not by_law or before is None:
        return leg(rate_set, own, days, "mean", rounding)
    euros = tuple(Quote(ONE, day) for day in by_law) if rate_set.base == EURO else _quotes_of(rate_set, EURO, by_law)
    since = [by_way_of_euro(quote, fixed.units_per_euro, rate_set) for quote in euros]
    mean = (_mean(before.quotes) * len(before.quotes) + sum(since, Fraction(0))) / len(days)
    decimals = _decimals(before.quotes) if rounding == "quoted" else rounding
    per_one = mean if decimals is None else _printed(mean, before.quotes[-1].unit, decimals)
    if not per_one:
        return None
    return Leg(
        currency=currency,
        kind="mean",
        per_base=rate_set.per_base(currency, per_one),
        quotes=(*before.quotes, *euros),
        first=days[0],
        last=days[-1],
        decimals=decimals,
        by_law=by_law,
        law=fixed.units_per_euro,
    )


def by_way_of_euro(quote: Quote, units: Decimal, rate_set: RateSetDescription) -> Fraction:
    """The rate for one unit of a currency of which so many make the unit that a quote is of."""
    is_direct = rate_set.direction_of(EURO) == "units_per_base"
    return quote.per_one * Fraction(units) if is_direct else quote.per_one / Fraction(units)


def leg_of_day(rate_set: RateSet, half: Half, day: date, kind: QuotedKind) -> Leg | None:
    """One side of a rate on one of the days on which it has a quote."""
    if isinstance(half, Replaced):
        is_own = day < half.fixed.adopted
        half = Quoted(half.currency, half.currency) if is_own else way(rate_set, half.currency, day)
    return leg(rate_set, half, (day,), kind) if isinstance(half, Quoted) else half


def as_quoted(rate_set: RateSetDescription, leg: Leg) -> Fraction:
    """The rate of a leg the way its set quotes it, for :attr:`Leg.unit` units and without its irrevocable factor.

    For a quote that is what was published, and for a rounded mean what its publisher would have printed.
    """
    return rate_set.per_base(leg.quoted_currency, leg.per_base / Fraction(leg.factor)) * leg.unit


def rounded(rate: Fraction, decimals: int) -> Fraction:
    """A rate rounded to so many decimals, halves away from zero; below 0 to tens, hundreds and so on.

    >>> rounded(Fraction("0.98865"), 4)
    Fraction(9887, 10000)
    """
    steps = rate * Fraction(10) ** decimals
    return round_half_up(steps.numerator, steps.denominator) / Fraction(10) ** decimals


def _quotes_of(rate_set: RateSet, name: str, days: tuple[date, ...]) -> tuple[Quote, ...]:
    needed_days = frozenset(days)
    quotes = rate_set.quotes_between(name, Interval(days[0], days[-1]))
    return tuple(quote for quote in quotes if quote.day in needed_days)


def _halves(span: Interval, adopted: date) -> tuple[Interval, Interval]:
    """The days of a span before an adoption amid it, and those since."""
    return Interval(span.start, adopted - timedelta(1)), Interval(adopted, span.end)


def _mean(quotes: tuple[Quote, ...]) -> Fraction:
    """The exact mean of quotes, each for a single unit; decimals add up faster than fractions do."""
    if len(quotes) == 1:
        return quotes[0].per_one
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

"""Legs: the two halves of a rate, each of one currency against the base of one rate set.

A currency is either the base itself, fixed to the euro by law, or quoted; from that follows which quotes its leg needs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ledger.foundation import Interval, exact_sum
from ledger.rates.euro import irrevocable
from ledger.rates.sets import Quote, RateSet

LegKind = Literal["base", "quote", "mean", "irrevocable"]

EURO = "EUR"
ONE = Decimal(1)


@dataclass(frozen=True)
class Leg:
    """What one unit of the base of a rate set is in one currency, and the quotes that say so.

    Args:
        currency: the currency of the amount, a legacy currency included.
        kind: ``base`` (the base of the set itself), ``quote`` (of one day), ``mean`` (of several days) or
            ``irrevocable`` (fixed to the euro by law).
        per_base: units of the currency for one unit of the base, exact.
        quotes: those it was made of, as published: one for a quote, all for a mean, none for the base; the euro's
            for a legacy currency in a set whose base is not the euro, none in one whose base is.
        first: day of the first quote; for an irrevocable rate without quotes the day of adoption; None for the base.
        last: day of the last quote; else as ``first``.
        factor: units of a legacy currency per euro, where its leg goes through the euro's quotes; 1 elsewhere.
    """

    currency: str
    kind: LegKind
    per_base: Fraction
    quotes: tuple[Quote, ...] = ()
    first: date | None = None
    last: date | None = None
    factor: Decimal = ONE


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


def common_days(rate_set: RateSet, names: frozenset[str], span: Interval) -> tuple[date, ...]:
    """The days of a span on which all of these currencies are quoted, in order; at least one currency is named."""
    published = [set(rate_set.days_between(name, span)) for name in sorted(names)]
    return tuple(sorted(set.intersection(*published)))


def leg(rate_set: RateSet, quoted: Quoted, days: tuple[date, ...], kind: Literal["quote", "mean"]) -> Leg:
    """The leg of a quoted currency over some days, each of which has a quote.

    The mean is taken of the quotes as published and turned round afterwards where the set quotes the base per unit:
    the inverse of a mean is not the mean of the inverses.
    """
    wanted = frozenset(days)
    found = rate_set.quotes_between(quoted.name, Interval(days[0], days[-1]))
    quotes = tuple(quote for quote in found if quote.day in wanted)
    return Leg(
        currency=quoted.currency,
        kind=kind if quoted.name == quoted.currency else "irrevocable",
        per_base=rate_set.per_base(_mean(quotes)) * Fraction(quoted.factor),
        quotes=quotes,
        first=days[0],
        last=days[-1],
        factor=quoted.factor,
    )


def _mean(quotes: tuple[Quote, ...]) -> Fraction:
    """The exact mean of quotes, each for a single unit; decimals add up faster than fractions do."""
    total = Fraction(0)
    for unit in {quote.unit for quote in quotes}:
        total += Fraction(exact_sum(quote.value for quote in quotes if quote.unit == unit)) / unit
    return total / len(quotes)

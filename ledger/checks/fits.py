"""Two figures for one sum: do they fit the rate of their day, and if not, what would make them fit.

Shared by everything that holds a converted figure against its original. Exact throughout; no more than some forty rates
are looked at for one pair of figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import Literal

from ledger.checks.equivalent_limits import SILENT_UP_TO
from ledger.foundation import Interval
from ledger.rates import Basis, Pair, RateSet, pick

MOST_DAYS_TRIED = 30

Cause = Literal["FX-DATE", "UNIT", "FX-INV", "FX-UNIT", "CUR-SYM"]

# Currencies that share a sign, and those that a desk writes by habit for any foreign sum.
_ALIKE = (
    ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    ("DKK", "NOK", "SEK", "CZK", "ISK"),
    ("GBP", "EGP", "TRY"),
    ("JPY", "CNY"),
    ("MXN", "PHP"),
    ("EUR", "USD", "GBP"),
)
_Found = Iterator[tuple[Cause, str, Fraction]]
_SLIPS = ((1_000, "a thousand"), (1_000_000, "a million"))


@dataclass(frozen=True)
class StatedPair:
    """Two figures that are said to be one sum.

    Args:
        low: lower end of the original amount; equal to ``high`` where it is one figure.
        high: upper end of it.
        currency: of the original amount.
        other_low: lower end of the second figure; None where it is only said to be less than ``other_high``: down to
            half of it.
        other_high: upper end of it; None where it is only said to be more than ``other_low``: up to twice that.
        other: currency of the second figure.
        day: whose rate is to fit.
        unit: one unit of the last digit of the second figure as written.
        quoted: whether a quote carries the second figure; else its unit is that of its last digit other than zero.
    """

    low: Decimal
    high: Decimal
    currency: str
    other_low: Decimal | None
    other_high: Decimal | None
    other: str
    day: date
    unit: Fraction
    quoted: bool = True


@dataclass(frozen=True)
class WouldFit:
    """One thing that would make two figures fit.

    Args:
        code: the problem that it would be.
        words: what it is, for a person: ``the rate of 2024-03-18``.
    """

    code: Cause
    words: str


def distance(stated: StatedPair, rate: Fraction) -> Fraction:
    """How far the second figure is from the first at a rate, beyond half a unit of its last digit; 0 if within.

    Args:
        stated: the two figures.
        rate: units of the second currency for one of the first; above 0.

    Returns:
        The distance as a share of the converted amount. A range is held end against end; one figure against a range
        only has to lie in it.

    >>> four = Decimal("4000000000")
    >>> pair = StatedPair(Decimal(3), Decimal(3), "GBP", Decimal(4), Decimal(4), "USD", date(2025, 6, 2), Fraction(1))
    >>> distance(pair, Fraction(4, 3)), distance(pair, Fraction(1))
    (Fraction(0, 1), Fraction(1, 6))
    """
    low, high = Fraction(stated.low) * rate, Fraction(stated.high) * rate
    both = stated.low != stated.high and None not in (stated.other_low, stated.other_high)
    both = both and stated.other_low != stated.other_high
    other_low, other_high = _ends(stated)
    # One figure may lie anywhere between the two ends of the other, so the low one is held against the far end.
    above, below = (low, high) if both else (high, low)
    gaps = ((other_low - above, above), (below - other_high, below))
    return max(_share(abs(gap) if both else gap, stated.unit, of) for gap, of in gaps)


def _ends(stated: StatedPair) -> tuple[Fraction, Fraction]:
    """Between which figures the sum may lie; "over $1 million" says little, but not that it is a billion."""
    low, high = (None if it is None else Fraction(it) for it in (stated.other_low, stated.other_high))
    if low is None:
        return (high or Fraction(0)) / 2, high or Fraction(0)
    return low, 2 * low if high is None else high


def rate_of(stated: StatedPair, rate_sets: Sequence[RateSet]) -> Pair | None:
    """The rate of the day, by the basis ``announced``; None where no set has one near enough.

    >>> pair = StatedPair(Decimal(3), Decimal(3), "GBP", Decimal(4), Decimal(4), "USD", date(2025, 6, 2), Fraction(1))
    >>> rate_of(pair, []) is None
    True
    """
    return rate_on(stated.currency, stated.other, stated.day, rate_sets)


def would_fit(stated: StatedPair, rate_sets: Sequence[RateSet]) -> tuple[WouldFit, ...]:
    """What would make two figures fit that do not, the simplest first; nothing where nothing simple does.

    Another day of the last 30 is tried before a slip in the unit, the inverse of the rate, a rate per 100, and another
    currency in either place. It is a pointer for a person and proves nothing: several may fit.

    Args:
        stated: two figures of different currencies.
        rate_sets: in the order in which they are tried.

    >>> pair = StatedPair(Decimal(3), Decimal(3), "GBP", Decimal(4), Decimal(4), "USD", date(2025, 6, 2), Fraction(1))
    >>> would_fit(pair, [])
    ()
    """
    pair = rate_of(stated, rate_sets)
    if pair is None:
        return ()
    # What is only said to be more than a figure would fit any slip that is large enough: the figure itself is to fit.
    low, high = stated.other_low, stated.other_high
    whole = replace(stated, other_low=high if low is None else low, other_high=low if high is None else high)
    found = (*_days(whole, pair, rate_sets), *_factors(whole, pair.rate), *_currencies(whole, rate_sets))
    return tuple(WouldFit(code, words) for code, words, rate in found if distance(whole, rate) <= SILENT_UP_TO)


def _share(gap: Fraction, unit: Fraction, of: Fraction) -> Fraction:
    """A gap beyond half a unit as a share of a figure; all of it where that figure is 0."""
    beyond = max(gap - unit / 2, Fraction(0))
    if of:
        return beyond / of
    return Fraction(1) if beyond else beyond


def rate_on(source: str, target: str, day: date, rate_sets: Sequence[RateSet]) -> Pair | None:
    """The rate of a day, by the basis ``announced``; None where no set has one near enough.

    >>> rate_on("GBP", "USD", date(2025, 6, 2), []) is None
    True
    """
    return _known_rate(source, target, day, tuple(rate_sets))


# One finding tries some forty rates, and the findings of one day share most of them.
@lru_cache(maxsize=50_000)
def _known_rate(source: str, target: str, day: date, rate_sets: tuple[RateSet, ...]) -> Pair | None:
    found = pick(source, target, basis=Basis("announced"), day=day, rate_sets=rate_sets)
    return found if isinstance(found, Pair) else None


def _days(stated: StatedPair, pair: Pair, rate_sets: Sequence[RateSet]) -> _Found:
    """The nearest earlier day that fits: one is enough, since its neighbours fit as well."""
    span = min(MOST_DAYS_TRIED, (stated.day - date.min).days)
    window = Interval(stated.day - timedelta(span), stated.day)
    picked_from = next(rate_set for rate_set in rate_sets if rate_set.description == pair.rate_set)
    leg = stated.other if stated.other in picked_from.quotes else stated.currency
    for day in reversed(picked_from.days_between(leg, window)):
        other = rate_on(stated.currency, stated.other, day, rate_sets)
        if other and distance(stated, other.rate) <= SILENT_UP_TO:
            yield "FX-DATE", f"the rate of {day}", other.rate
            return


def _factors(stated: StatedPair, rate: Fraction) -> _Found:
    for factor, name in _SLIPS:
        yield "UNIT", f"an amount of {stated.currency} {name} times as large", rate * factor
        yield "UNIT", f"an amount of {stated.currency} {name} times as small", rate / factor
    yield "FX-INV", f"the rate of {stated.other} to {stated.currency} instead of its inverse", 1 / rate
    yield "FX-UNIT", "a rate per 100 taken as one per 1", rate * 100
    yield "FX-UNIT", "a rate per 1 taken as one per 100", rate / 100


def _currencies(stated: StatedPair, rate_sets: Sequence[RateSet]) -> _Found:
    rate = partial(rate_on, day=stated.day, rate_sets=rate_sets)
    for other in _like(stated.other, stated.currency):
        if pair := rate(stated.currency, other):
            yield "CUR-SYM", f"{other} in place of {stated.other}", pair.rate
    for own in _like(stated.currency, stated.other):
        if pair := rate(own, stated.other):
            yield "CUR-SYM", f"{own} in place of {stated.currency}", pair.rate


def _like(currency: str, but: str) -> Sequence[str]:
    alike = (it for family in _ALIKE if currency in family for it in family)
    return tuple(dict.fromkeys(it for it in alike if it not in {currency, but}))

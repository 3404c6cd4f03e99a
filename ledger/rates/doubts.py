"""What is odd about a sound file of rates: a day that leaps and falls back, a copied row, a rate the wrong way round.

These are warnings and never keep a file out by themselves: a currency may really have leapt.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from ledger.foundation import EXACT, Place, Problem, Severity, advice
from ledger.rates.basis import Basis
from ledger.rates.picking import Pair, pick
from ledger.rates.sets import RateSet, Series

LEAP = Decimal(3) / 2
"""By so much does a rate leap and fall back from one quote to the next before it is doubted."""

CALM = Decimal(11) / 10
NEAR = Fraction(11, 10)
_CLOSE, _APART = Fraction(101, 100), Fraction(102, 100)
ALIKE = Fraction(103, 100)
"""So far two publishers may be apart on one day: they look at the market at different hours."""

FEWEST_COPIED = 5
_SATURDAY = 5
MOST_COMPARED = 25
"""On so many days, evenly spread, is a currency compared with another set."""

SEVERAL = 2
"""So many currencies that contradict alike are told one by one; more of them in one message."""

_UNITS = (10, 100, 1_000, 10_000)
_ANNOUNCED = Basis("announced")
_PIVOTS = ("USD", "EUR")


def doubtful_quotes(rates: RateSet) -> tuple[Problem, ...]:
    """FX-FEED for quotes that leap by half or more and fall back at once, and for rows copied from the day before.

    Rows are only compared where the set has no weekends: some banks publish Friday's rates for them again.

    >>> from ledger.rates import ecb_rates
    >>> doubtful_quotes(ecb_rates())
    ()
    """
    leaps = (it for currency in rates.currencies for it in _leaps(rates, currency, rates.quotes[currency]))
    return (*leaps, *_copied(rates))


def against_others(rates: RateSet, others: Sequence[RateSet]) -> tuple[Problem, ...]:
    """FX-INV, FX-UNIT or FX-FEED for currencies that other sets rate differently on days that both have.

    An error where most of the days compared contradict: then base, direction or unit is wrong, in one of the two. A
    warning where most of them are more than 3 % apart, as near parity a wrong base is, or where only the last day, the
    middle one or the first contradicts.

    Args:
        rates: the new set.
        others: those at hand; one that was added under the same name is not asked.
    """
    known = [it for it in others if it.name != rates.name and it.kind == "series"]
    if rates.kind != "series":
        return ()
    contradictions = [_contradiction(rates, currency, known) for currency in rates.currencies]
    certain = [contradiction for contradiction in contradictions if contradiction]
    named = {contradiction.currency for contradiction in certain}
    single = (_against(rates, currency, known) for currency in rates.currencies if currency not in named)
    return (*_told_once(rates, certain), *filter(None, single))


class _Contradiction(NamedTuple):
    """How a currency is rated otherwise than by another set: the newest of the days, and in which way."""

    currency: str
    day: date
    other: str
    code: str
    words: str
    remedy: str
    severity: Severity = Severity.ERROR


def _contradiction(rates: RateSet, currency: str, others: Sequence[RateSet]) -> _Contradiction | None:
    """What most of the days say on which another set knows the currency; the first set that does decides."""
    for other in others:
        for pivot in (it for it in (rates.base, *_PIVOTS) if it != currency):
            compared = list(_days_compared(rates, currency, pivot, other))
            if not compared:
                continue
            unlike = [(day, unlikeness) for day, *both in compared if (unlikeness := _unlikeness(*both))]
            if len(unlike) * 2 > len(compared):
                day, unlikeness = unlike[-1]
                return _Contradiction(currency, day, other.name, *unlikeness)
            apart = [(day, own / theirs) for day, own, theirs in compared if not _is_within(own / theirs, ALIKE)]
            if len(apart) * 2 > len(compared):
                day, ratio = apart[-1]
                return _Contradiction(currency, day, other.name, *_off(max(ratio, 1 / ratio)), Severity.WARNING)
            return None
    return None


def _days_compared(
    rates: RateSet, currency: str, pivot: str, other: RateSet
) -> Iterator[tuple[date, Fraction, Fraction]]:
    days = [day for day in rates.quotes[currency].days if other.first_day <= day <= other.last_day]
    # Evenly spread, the newest among them: a history has thousands of days.
    step = -(-len(days) // MOST_COMPARED) or 1
    for day in reversed(days[::-1][::step]):
        own, theirs = (_rate(each, currency, pivot, day) for each in (rates, other))
        if own is not None and theirs is not None:
            yield day, own, theirs


def _told_once(rates: RateSet, contradictions: Sequence[_Contradiction]) -> Iterator[Problem]:
    """The errors of all currencies; one for all that contradict another set in the same way, if they are several."""
    alike: dict[tuple[str, str, str, Severity], list[_Contradiction]] = {}
    for each in contradictions:
        words = each.words if each.code != "FX-FEED" else ""
        alike.setdefault((each.code, words, each.other, each.severity), []).append(each)
    for group in alike.values():
        # Two may be swapped, and each of them is then to be looked at; more of them have one cause.
        named = group if len(group) <= SEVERAL else group[:1]
        for each in named:
            whose = f" (and of {len(group) - 1} more currencies likewise)" if len(group) > len(named) else ""
            found = f"{each.words} that of {each.other}{whose}"
            expected = f"about what {each.other} has for that day"
            yield Problem(each.code, each.severity, _at(rates, each.day, each.currency), found, expected, each.remedy)


def _leaps(rates: RateSet, currency: str, series: Series) -> Iterator[Problem]:
    # All in one unit, so that neighbours compare without division: a history has a quarter of a million of them.
    unit = lcm(*series.units)
    values = [EXACT.multiply(Decimal(value), unit // of) for value, of in zip(series.values, series.units, strict=True)]
    for middle in range(1, len(values) - 1):
        here = values[middle]
        low, high = sorted((values[middle - 1], values[middle + 1]))
        is_near = high < EXACT.multiply(here, LEAP) and here < EXACT.multiply(low, LEAP)
        if high <= EXACT.multiply(low, CALM) and not is_near:
            found = f"{series.values[middle]} between {series.values[middle - 1]} and {series.values[middle + 1]}"
            expected = "a rate near those of the days around it"
            yield _doubt("FX-FEED", _at(rates, series.days[middle], currency), found, expected)


def _copied(rates: RateSet) -> Iterator[Problem]:
    """Days on which every currency has exactly the quote of the day before."""
    by_day: dict[date, dict[str, str]] = {}
    for currency, series in rates.quotes.items():
        for day, value in zip(series.days, series.values, strict=True):
            by_day.setdefault(day, {})[currency] = value
    days = sorted(by_day)
    if rates.kind == "table" or any(day.weekday() >= _SATURDAY for day in days):
        return
    for before, day in pairwise(days):
        if len(by_day[day]) >= FEWEST_COPIED and by_day[day] == by_day[before]:
            found = f"the rates of {before} again, all {len(by_day[day])} of them"
            yield _doubt("FX-FEED", Place(file=rates.name, subject=str(day)), found, "rates of its own for each day")


def _against(rates: RateSet, currency: str, others: Sequence[RateSet]) -> Problem | None:
    ours = rates.quotes[currency]
    for other in others:
        days = [day for day in (ours.days[-1], ours.days[len(ours.days) // 2], ours.days[0]) if day <= other.last_day]
        # Where the other set does not know the base of this one, a third currency that both know tells as much.
        for pivot in (it for it in (rates.base, *_PIVOTS) if it != currency):
            for day in days:
                own, theirs = (_rate(it, currency, pivot, day) for it in (rates, other))
                if own is not None and theirs is not None:
                    return _compared(rates, currency, day, (own, theirs), other)
    return None


def _rate(rates: RateSet, currency: str, pivot: str, day: date) -> Fraction | None:
    found = pick(currency, pivot, basis=_ANNOUNCED, day=day, rate_sets=[rates])
    return found.rate if isinstance(found, Pair) else None


def _compared(
    rates: RateSet, currency: str, day: date, both: tuple[Fraction, Fraction], other: RateSet
) -> Problem | None:
    unlikeness = _unlikeness(*both)
    if unlikeness is None:
        return None
    code, words, remedy = unlikeness
    expected = f"about what {other.name} has for that day"
    return _doubt(code, _at(rates, day, currency), f"{words} that of {other.name}", expected, remedy)


def _unlikeness(own: Fraction, theirs: Fraction) -> tuple[str, str, str] | None:
    """How a rate differs from that of another set: code, words and remedy; None where the two agree."""
    ratio, product = own / theirs, own * theirs
    # Near 1 a rate and its inverse are near each other, too: then the other set has to tell them apart closely.
    is_turned = _is_within(product, _CLOSE) and not _is_within(ratio, _APART)
    if _is_within(ratio, NEAR) and not is_turned:
        return None
    if is_turned or _is_within(product, NEAR):
        return "FX-INV", "a rate that looks like the inverse of", _TURN
    for unit in _UNITS:
        if _is_within(ratio * unit, NEAR) or _is_within(ratio / unit, NEAR):
            return "FX-UNIT", f"a rate {unit:,} times off", _SAY_UNIT
    return _off(ratio)


def _off(ratio: Fraction) -> tuple[str, str, str]:
    return "FX-FEED", f"a rate {int(abs(ratio - 1) * 100)} % off", _COMPARE


_TURN = advice(
    "say whether it is units_per_base or base_per_unit, in the column direction or with --direction",
)
_SAY_UNIT = "say in the column unit for how many units it stands"
_COMPARE = "compare the file with its publisher, and its base and direction with what you said of it"


def _is_within(ratio: Fraction, bound: Fraction) -> bool:
    return 1 / bound <= ratio <= bound


def _at(rates: RateSet, day: date, currency: str) -> Place:
    return Place(file=rates.name, subject=f"{day}:{currency}")


def _doubt(code: str, place: Place, found: str, expected: str, remedy: str = _COMPARE) -> Problem:
    return Problem(code, Severity.WARNING, place, found, expected, remedy)

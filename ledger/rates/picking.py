"""Picking the rate of one conversion: the first rate set in the user's order that can answer gives both legs.

Never a later rate than the day, never one made up between two days, never a leg from another set. Where no set can,
the answer is a problem (see ``gap``), and the amount stays not converted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache

from ledger.foundation import Problem, closed
from ledger.rates.basis import Basis, Question
from ledger.rates.gap import gap, unknown_currency
from ledger.rates.legs import (
    Half,
    Leg,
    Quoted,
    QuotedKind,
    Replaced,
    common_days,
    halves,
    leg,
    leg_of_day,
    leg_of_replaced,
    may_answer,
    only_day,
)
from ledger.rates.sets import RateSet, RateSetDescription
from ledger.records import CURRENCIES
from ledger.records import Day as IsoDay


@closed
@dataclass(frozen=True)
class Pair:
    """One rate picked: both legs from one rate set.

    It carries the quotes that it rests on and names their set, so that the trail needs no look-up.

    Args:
        rate_set: the set that both legs are from.
        source: leg of the currency converted from.
        target: leg of the currency converted to.
        day: the day that was asked for.
        days_back: how many days earlier the quotes are; 0 for means, tables and legs that need no quote.
        provisional: whether a mean ends early because its month, year or window was not over as of then; a lowest or
            highest rate as well.
        of_days: of how many daily rates it is the lowest or the highest; 0 for all others.

    >>> from ledger.rates import ecb_rates
    >>> pair = pick("USD", "GBP", basis=Basis("announced"), day=date(2025, 6, 2), rate_sets=[ecb_rates()])
    >>> pair.rate == Fraction("0.8434") / Fraction("1.1419"), pair.rate_set.name
    (True, 'ECB')
    """

    rate_set: RateSetDescription
    source: Leg
    target: Leg
    day: IsoDay
    days_back: int
    provisional: bool
    of_days: int = 0

    def __repr__(self) -> str:
        legs = ", ".join(f"{leg.currency} {leg.in_words}" for leg in (self.source, self.target))
        return f"<Pair of {self.rate_set.name}: {legs}>"

    @cached_property
    def rate(self) -> Fraction:
        """Units of the target for one unit of the source, exact; multiply by it and round once."""
        return self.target.per_base / self.source.per_base


def pick(  # noqa: PLR0913 - each is one part of the question, named at every call
    source: str,
    target: str,
    *,
    basis: Basis,
    day: date,
    rate_sets: Sequence[RateSet],
    as_of: date | None = None,
) -> Pair | Problem:
    """Find the rate from one currency to another.

    Args:
        source: the currency to convert from.
        target: the currency to convert to.
        basis: the rule; a basis that names a day puts it in the place of ``day``.
        day: the day of the announcement, or the value date of a transaction.
        rate_sets: in the order in which they are tried; tables answer for the basis ``table`` alone.
        as_of: only rates dated by this day count, and a mean that is cut short by it is provisional.

    Returns:
        The first answer; or the problem FX-GAP, without a place for the caller to fill in with ``within``.

    Raises:
        ValueError: if both currencies are the same, since nothing is to be converted then.

    >>> from ledger.rates import ecb_history, read_rates
    >>> ecb, problems = read_rates(*ecb_history())
    >>> pair = pick("USD", "EUR", basis=Basis("announced"), day=date(2025, 6, 1), rate_sets=[ecb])
    >>> str(pair.source.quotes[0].value), pair.days_back
    ('1.1339', 2)
    """
    if source == target:
        raise ValueError(f"{source} to {target} needs no rate")
    for currency in (source, target):
        if currency not in CURRENCIES:
            return unknown_currency(currency)
    question = Question(source, target, basis, day, as_of)
    for rate_set in rate_sets:
        pair = _pair(question, rate_set) if may_answer(question, rate_set) else None
        if pair is not None:
            return pair
    return gap(question, rate_sets)


def _pair(question: Question, rate_set: RateSet) -> Pair | None:
    sides = halves(question, rate_set)
    needing = [half for half in sides if not isinstance(half, Leg)]
    days = _days(question, rate_set, needing)
    if days is None:
        return None
    if question.wants_extreme and needing:
        return _extreme(question, rate_set, sides, days[needing[0].currency])
    source, target = (_leg(question, rate_set, half, days.get(half.currency, ())) for half in sides)
    if source is None or target is None:
        return None
    newest = max((used[-1] for used in days.values()), default=question.asked)
    return Pair(
        rate_set=rate_set.description,
        source=source,
        target=target,
        day=question.asked,
        days_back=(question.asked - newest).days if _kind(question) == "quote" else 0,
        provisional=bool(days) and question.wants_mean and question.span != question.whole,
    )


def _extreme(question: Question, rate_set: RateSet, sides: tuple[Half, Half], days: tuple[date, ...]) -> Pair | None:
    """The pair of the first day on which one unit is worth least, or most, in the target currency."""
    kind: QuotedKind = "lowest" if question.basis.kind == "lowest" else "highest"
    source, target = _extreme_legs(rate_set, sides, days, kind)
    if source is None or target is None:
        return None
    is_cut = question.span != question.whole
    return Pair(rate_set.description, source, target, question.asked, 0, provisional=is_cut, of_days=len(days))


# All records of a report ask for the same few pairs of currencies, and each answer looks at every day of a window.
@lru_cache(maxsize=1_000)
def _extreme_legs(
    rate_set: RateSet, sides: tuple[Half, Half], days: tuple[date, ...], kind: QuotedKind
) -> tuple[Leg | None, Leg | None]:
    pairs = [tuple(leg_of_day(rate_set, half, day, kind) for half in sides) for day in days]
    known = [(source, target) for source, target in pairs if source and target]
    if not known:
        return None, None
    choose = min if kind == "lowest" else max
    return choose(known, key=lambda legs: legs[1].per_base / legs[0].per_base)


def _leg(question: Question, rate_set: RateSet, half: Half, days: tuple[date, ...]) -> Leg | None:
    match half:
        case Quoted():
            return leg(rate_set, half, days, _kind(question), question.basis.rounding)
        case Replaced():
            return leg_of_replaced(rate_set, half, days, question.basis.rounding)
        case _:
            return half


def _kind(question: Question) -> QuotedKind:
    if question.basis.kind == "table":
        return "table"
    return "mean" if question.wants_mean else "quote"


def _days(
    question: Question, rate_set: RateSet, needing: Sequence[Quoted | Replaced]
) -> Mapping[str, tuple[date, ...]] | None:
    """For each currency that needs quotes the days whose quotes answer the question; None where there are too few."""
    if not needing:
        return {}
    span = question.span
    if not span:
        return None
    if question.basis.kind == "table":
        only = {half.currency: only_day(rate_set, half.name, span) for half in needing if isinstance(half, Quoted)}
        return {currency: (day,) for currency, day in only.items() if day} if all(only.values()) else None
    days = common_days(rate_set, needing, span)
    if not days or (question.wants_span and not question.is_covered_by(days)):
        return None
    used = days if question.wants_span else days[-1:]
    return {half.currency: used for half in needing}

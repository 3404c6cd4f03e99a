"""Whether a pair that came from elsewhere is the one that is picked from the quotes that it carries.

That the quotes are as published, that none is nearer to the day, and none of a mean or a window is left out, only the
whole rate set can show.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

from ledger.foundation import Refused
from ledger.rates.basis import Basis, Question
from ledger.rates.euro import IRREVOCABLE
from ledger.rates.legs import EURO, ONE, Leg, QuotedKind, common_days, halves, leg_of_day
from ledger.rates.picking import Pair, pick
from ledger.rates.sets import Quote, RateSet, Series

_ANY = ""
"""Stands in a set for its other currencies: no question asks for it, and it only says which days have rates."""


def unfollowed(pair: Pair, basis: Basis, day: date) -> str:
    """What of a pair does not follow from its quotes, its basis and the law; nothing if all of it does.

    Args:
        pair: as it came.
        basis: the rule that is said to have picked it.
        day: the day that was asked for.

    >>> from ledger.rates import ecb_rates
    >>> pair = pick("USD", "EUR", basis=Basis("announced"), day=date(2025, 6, 1), rate_sets=[ecb_rates()])
    >>> unfollowed(pair, Basis("announced"), date(2025, 6, 1))
    ''
    >>> unfollowed(replace(pair, days_back=1), Basis("announced"), date(2025, 6, 1))
    'days_back 1, not 2'
    """
    question = Question(pair.source.currency, pair.target.currency, basis, day)
    unlike = _differing(pair, question)
    if not unlike or any(not _differing(pair, replace(question, as_of=known)) for known in _known(pair, question)):
        return ""
    return unlike


def _known(pair: Pair, question: Question) -> Iterator[date]:
    """Days as of which the question may have been asked: one of all those between which nothing changes.

    The answer changes with the quotes that are known, the end of the days that are asked for, and an adoption.
    """
    yield from sorted({leg.last for leg in (pair.source, pair.target) if leg.last})
    yield question.whole.end
    yield from _adoptions(question)


def _adoptions(question: Question) -> tuple[date, ...]:
    """When the euro replaced the currencies of a question."""
    return tuple(IRREVOCABLE[code].adopted for code in (question.source, question.target) if code in IRREVOCABLE)


def _differing(pair: Pair, question: Question) -> str:
    try:
        picked = _picked(pair, question)
    except Refused as refused:
        return f"quotes that no set of rates has ({refused.problems[0].found})"
    if not isinstance(picked, Pair):
        return f"quotes that are not those of {question.basis} for {question.asked}"
    return "; ".join(_unlike(pair, picked))


def _unlike(one: Pair | Leg, other: Pair | Leg, within: str = "") -> Iterator[str]:
    for name in (it.name for it in fields(one)):
        ours, theirs = getattr(one, name), getattr(other, name)
        if isinstance(ours, Leg):
            yield from _unlike(ours, theirs, f"{name}.")
        elif ours != theirs:
            shown = "" if isinstance(ours, tuple) else f" {ours}, not {theirs}"
            yield f"{within}{name}{shown}"


def _picked(pair: Pair, question: Question) -> Pair | None:
    """What is picked from a set that has the quotes of a pair and no others."""
    rates = _carried(pair, question)
    if question.wants_extreme and pair.of_days > 0:
        return _of_its_day(pair, question, rates)
    picked = pick(
        question.source,
        question.target,
        basis=question.basis,
        day=question.day,
        rate_sets=[rates],
        as_of=question.as_of,
    )
    return picked if isinstance(picked, Pair) else None


def _of_its_day(pair: Pair, question: Question, rates: RateSet) -> Pair | None:
    """The pair of the one day of a window whose rate it carries: how the others were, it does not say."""
    kind: QuotedKind = "lowest" if question.basis.kind == "lowest" else "highest"
    sides = halves(question, rates)
    needing = [half for half in sides if not isinstance(half, Leg)]
    days = common_days(rates, needing, question.span) if needing and question.span else ()
    if not days:
        return None
    source, target = (leg_of_day(rates, half, days[-1], kind) for half in sides)
    if source is None or target is None:
        return None
    is_cut = question.span != question.whole
    return Pair(rates.description, source, target, question.asked, 0, provisional=is_cut, of_days=pair.of_days)


def _carried(pair: Pair, question: Question) -> RateSet:
    """The quotes of a pair as a set of rates.

    Raises:
        Refused: if they contradict each other.
    """
    quotes: dict[str, set[Quote]] = defaultdict(set)
    for leg in (pair.source, pair.target):
        quotes[leg.quoted_currency].update(leg.published)
        # In a set on the euro its days by law are those on which it quotes any currency.
        by_law = set(leg.quotes) - set(leg.published)
        quotes[_ANY if pair.rate_set.base == EURO else EURO].update(by_law)
    if not any(quotes.values()):
        quotes[_ANY] = {Quote(ONE, day) for day in _days_without(pair, question)}
    described = {it.name: getattr(pair.rate_set, it.name) for it in fields(pair.rate_set)}
    return RateSet(**described, quotes={code: Series.of(each) for code, each in quotes.items() if each})


def _days_without(pair: Pair, question: Question) -> set[date]:
    """Days of a set from which a pair needs no quote: the end of those asked for, and each adoption of the euro."""
    end = (question.span or question.whole).end
    return {end} if pair.rate_set.kind == "table" else {end, *_adoptions(question)}

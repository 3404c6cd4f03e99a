"""Records whose sum is that of others announced about the same time: a package, and what it was put together from."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from ledger.checks.candidates import NEAR, Candidate, Reason, figure_of, recalled
from ledger.foundation import EXACT, marked, phrase
from ledger.records import Amount, Commitment

# Among more neighbours than this, some three add up to nearly any sum by chance; pairs are still looked for.
MOST_IN_THREES = 60
# A sum that can be made of its neighbours in more ways than this is made of them by chance.
MOST_WAYS = 3


def sums_of_others(commitments: Sequence[Commitment], tied: Collection[frozenset[str]]) -> Iterator[Candidate]:
    """Records whose sum is that of two, three or all earlier ones of the same donor, recipient and currency."""
    groups: dict[tuple[object, ...], list[Commitment]] = defaultdict(list)
    for record in commitments:
        if record.amount.value and record.term.kind != "recurring":
            groups[record.given_by, record.recipient, record.stage, record.amount.currency].append(record)
    for group in groups.values():
        days, values = [record.announced for record in group], _as_integers(group)
        for place, whole in enumerate(group) if len(group) > 2 else ():
            reasons = tuple(recalled(whole))
            if reasons or _is_odd(whole.amount):
                first, last = bisect_left(days, whole.announced - NEAR), bisect_right(days, whole.announced + NEAR)
                parts = [
                    (record, value)
                    for record, value in zip(group[first:last], values[first:last], strict=True)
                    if value < values[place] and frozenset((record.id, whole.id)) not in tied
                ]
                yield from _added_up(whole, values[place], parts, reasons)


def _added_up(
    whole: Commitment, value: int, parts: Sequence[tuple[Commitment, int]], reasons: Sequence[Reason]
) -> Iterator[Candidate]:
    ways = list(islice(_adding_up([value for _, value in parts], value), MOST_WAYS + 1))
    for places in ways if len(ways) <= MOST_WAYS else ():
        chosen = [parts[it][0] for it in places]
        sentence = marked("{whole} is the sum of {parts}, announced within {days} days")
        parts_of_it = tuple(map(figure_of, chosen))
        added = Reason("added up", phrase(sentence, whole=figure_of(whole), parts=parts_of_it, days=NEAR.days))
        yield Candidate(whole.id, tuple(it.id for it in chosen), "part_of", (added, *reasons))


def _adding_up(values: Sequence[int], whole: int) -> Iterator[tuple[int, ...]]:
    """The places of two, three or all of these values that add up to a whole."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        places[value].append(place)
    if len(values) > 3 and sum(values) == whole:
        yield tuple(range(len(values)))
    for first, value in enumerate(values):
        yield from ((first, last) for last in places.get(whole - value, ()) if last > first)
    for first, second in combinations(range(len(values)), 2) if len(values) <= MOST_IN_THREES else ():
        missing = whole - values[first] - values[second]
        yield from ((first, second, last) for last in places.get(missing, ()) if last > second)


def _as_integers(records: Sequence[Commitment]) -> list[int]:
    """Their sums in one unit small enough for all: integers are added up and looked up many times faster."""
    values = [it.amount.value or Decimal(0) for it in records]
    finest = min(0, *(int(it.as_tuple().exponent) for it in values))
    return [int(it.scaleb(-finest, EXACT)) for it in values]


def _is_odd(amount: Amount) -> bool:
    """Whether a figure has three digits or more before its zeros: rounder ones add up to each other by chance."""
    return amount.value is not None and len(amount.value.normalize(EXACT).as_tuple().digits) >= 3

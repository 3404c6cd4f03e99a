"""What is left of an envelope beside its parts: low, central and high, in one currency.

A part is taken out of its envelope wherever it goes and whenever it is due, so that figures add up across boundaries:
what another recipient gets of an envelope is in the figure of that one, and in none other.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.foundation import EXACT, exact_sum
from ledger.records import Bounds, Commitment
from ledger.totals.repetition import Below, Held, taken_parts, within

Ends = tuple[Decimal, Decimal]
"""An amount for the low and one for the high end, in one currency."""

_ZERO = Decimal(0)
# A workbook finds the smallest of the worths on all sides with one formula, which cannot have any length.
_MOST_TOGETHER = 25


@dataclass(frozen=True)
class Offset:
    """A doubt that an envelope shares with what is in it: what the part has more, the envelope has less.

    In a figure that has both it cancels out: there the low figure is higher, and the high one lower. Where the parts
    may exceed the envelope it cancels out less, by as much as they may; what is certain only of the envelope with all
    that is in it, parts of parts included, is an offset of its own.

    Args:
        envelope: id of the envelope.
        parts: id of the part, or of all that is in the envelope.
        low: by how much the low figure of all of them is higher than their low figures together, in their currency.
        high: by how much the high figure is lower; 0 where nobody says a most.
        is_of_all: whether it is of all that is in it: then it only stands in a figure that has all their lines.

    >>> Offset("e", ("p",), Decimal(4), Decimal(4)).is_of_all
    False
    """

    envelope: str
    parts: tuple[str, ...]
    low: Decimal
    high: Decimal
    is_of_all: bool = False


@dataclass(frozen=True)
class Envelope:
    """An envelope that counts, and how much of it its parts hold.

    Args:
        parts: ids of the parts that are taken from it.
        in_parts: how much is taken of each of its figures, at most the figure itself, in its own currency: of the low
            one what its parts come to at most, of the high one what they come to at least.
        remainder: what is left, never below 0.
        offsets: the doubts that it shares with its parts.

    >>> ten, four, six = (Bounds(*[Decimal(n)] * 3) for n in (10, 4, 6))
    >>> Envelope(("a", "b"), four, six).is_empty
    False
    """

    parts: tuple[str, ...]
    in_parts: Bounds
    remainder: Bounds
    offsets: tuple[Offset, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it, and nothing may be left."""
        left = self.remainder
        return not (left.low or left.central or left.high or left.open_high)


@dataclass(frozen=True)
class Envelopes:
    """The envelopes that count, and what they say of their parts.

    Args:
        by_id: each with what its parts hold.
        bounds: of each part of at least so much, whose envelope leaves no more for it than so much, its figures.

    >>> Envelopes({}, {}).bounds
    {}
    """

    by_id: Mapping[str, Envelope]
    bounds: Mapping[str, Bounds]


def envelopes(
    commitments: Mapping[str, Commitment], gone: Collection[str], below: Below, held: Mapping[str, Held]
) -> Envelopes:
    """The envelopes that count, with what their parts hold.

    Args:
        commitments: by id.
        gone: those that are outside of the boundary, or superseded.
        below: whose money stands in whose.
        held: those whose money stands in others.
    """
    parts = dict(_direct_parts(commitments, gone, below, held))
    keys = {*parts, *(part for own in parts.values() for part in own)}
    stated = {key: bound for key in sorted(keys) if (bound := commitments[key].amount.bounds) is not None}
    order = tuple(_parts_first(parts))
    lows = _lows(stated, parts, order)
    bounds = _with_highs(stated, lows, parts, order)
    families = {key: _Family((), it.high, (_ZERO, _ZERO)) for key, it in bounds.items()}
    found: dict[str, Envelope] = {}
    for key in order:
        whole = replace(bounds[key], low=lows[key])
        own = {part: replace(bounds[part], low=lows[part]) for part in parts[key]}
        found[key] = _envelope(key, bounds[key], whole, own, families)
        families[key] = _family(whole, own, families)
    capped = {key: it for key, it in bounds.items() if it != stated[key]}
    return Envelopes({key: found[key] for key in sorted(found)}, capped)


def _direct_parts(
    commitments: Mapping[str, Commitment], gone: Collection[str], below: Below, held: Mapping[str, Held]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in sorted(below):
        if key in gone or key in held:
            continue
        taken = taken_parts(key, commitments, below)
        # A part that is in another part as well is taken with that one; one that came back to the envelope is in it.
        own = tuple(part for part in sorted(taken - within(taken, below)) if _root(part, held) != key)
        if own and commitments[key].amount.bounds is not None:
            yield key, own


def _parts_first(parts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The envelopes, each behind those that are parts of it; a tie that leads round to itself is not followed."""
    seen: set[str] = set()
    for root in parts:
        waiting = [(root, False)]
        while waiting:
            key, is_done = waiting.pop()
            if is_done:
                yield key
            elif key not in seen:
                seen.add(key)
                waiting += [(key, True), *((part, False) for part in parts[key] if part in parts)]


def _lows(
    stated: Mapping[str, Bounds], parts: Mapping[str, tuple[str, ...]], order: Collection[str]
) -> dict[str, Decimal]:
    """The least that each may come to: what it says, or what its own parts come to at least, whichever is more."""
    lows = {key: it.low for key, it in stated.items()}
    for key in order:
        lows[key] = max(lows[key], exact_sum(lows[part] for part in parts[key]))
    return lows


def _with_highs(
    stated: Mapping[str, Bounds],
    lows: Mapping[str, Decimal],
    parts: Mapping[str, tuple[str, ...]],
    order: tuple[str, ...],
) -> Mapping[str, Bounds]:
    """The figures of each, of an open part of a bounded envelope with what that leaves for it as the high one."""
    bounds = dict(stated)
    for key in reversed(order):
        whole = bounds[key]
        together = exact_sum(lows[part] for part in parts[key])
        for part in () if whole.open_high else parts[key]:
            if bounds[part].open_high:
                others = EXACT.subtract(together, lows[part])
                high = max(lows[part], bounds[part].central, EXACT.subtract(whole.high, others))
                bounds[part] = replace(bounds[part], high=high, open_high=False)
    return bounds


@dataclass(frozen=True)
class _Family:
    """What is in a record: the ids of all of it, the most it comes to, and by how much its own parts may exceed it.

    What they may exceed is told for the least and the most of it; None for without limit.
    """

    members: tuple[str, ...]
    high: Decimal
    overdrawn: Ends | None


def _family(whole: Bounds, parts: Mapping[str, Bounds], families: Mapping[str, _Family]) -> _Family:
    members = tuple(dict.fromkeys(it for part in parts for it in (part, *families[part].members)))
    high = max(whole.high, exact_sum(families[part].high for part in parts))
    if any(it.open_high for it in parts.values()):
        return _Family(members, high, None)
    together = exact_sum(it.high for it in parts.values())
    above_low, above_high = (max(_ZERO, EXACT.subtract(together, it)) for it in (whole.low, whole.high))
    return _Family(members, high, (above_low, _ZERO if whole.open_high else above_high))


def _envelope(
    key: str, stated: Bounds, whole: Bounds, parts: Mapping[str, Bounds], inside: Mapping[str, _Family]
) -> Envelope:
    is_open = any(it.open_high for it in parts.values())

    # Parts above their envelope leave nothing of it, and not less than nothing.
    in_parts = Bounds(
        stated.low if is_open else min(stated.low, exact_sum(it.high for it in parts.values())),
        min(stated.central, exact_sum(it.central for it in parts.values())),
        min(stated.high, exact_sum(it.low for it in parts.values())),
        is_open,
    )
    remainder = stated.less(in_parts)
    single = tuple(_single_offsets(key, whole, parts, inside))
    of_all = _offset_of_all(key, whole, parts, (remainder, single), inside)
    return Envelope(tuple(parts), in_parts, remainder, tuple(it for it in (*single, of_all) if it.low or it.high))


def _single_offsets(
    key: str, whole: Bounds, parts: Mapping[str, Bounds], inside: Mapping[str, _Family]
) -> Iterator[Offset]:
    for part, it in parts.items():
        others = [other for name, other in parts.items() if name != part]
        less = inside[part].overdrawn
        if less is None or any(other.open_high for other in others):
            # Beside a part without limit, or around one, nothing is certain to cancel out.
            continue
        others_high = exact_sum(other.high for other in others)
        width = None if it.open_high else EXACT.subtract(it.high, it.low)
        rooms = [EXACT.subtract(EXACT.subtract(end, others_high), it.low) for end in (whole.low, whole.high)]
        at_low = rooms[0] if width is None else min(width, rooms[0])
        at_high = _ZERO if width is None else width if whole.open_high else min(width, rooms[1])
        low, high = (max(_ZERO, EXACT.subtract(*ends)) for ends in zip((at_low, at_high), less, strict=True))
        yield Offset(key, (part,), low, high)


def _offset_of_all(
    key: str,
    whole: Bounds,
    parts: Mapping[str, Bounds],
    apart: tuple[Bounds, tuple[Offset, ...]],
    inside: Mapping[str, _Family],
) -> Offset:
    """What is certain of the envelope with all that is in it, beyond what its remainder, its parts and offsets say."""
    remainder, single = apart
    members = tuple(dict.fromkeys(it for part in parts for it in (part, *inside[part].members)))
    if len(members) > _MOST_TOGETHER:
        return Offset(key, members, _ZERO, _ZERO, is_of_all=True)
    low = exact_sum([remainder.low, *(it.low for it in parts.values()), *(it.low for it in single)])
    high = exact_sum([remainder.high, *(inside[part].high for part in parts)])
    high = EXACT.subtract(high, exact_sum(it.high for it in single))
    most = max(whole.high, exact_sum(inside[part].high for part in parts))
    is_open = whole.open_high or any(it.open_high for it in parts.values())
    at_high = _ZERO if is_open else max(_ZERO, EXACT.subtract(high, most))
    return Offset(key, members, max(_ZERO, EXACT.subtract(whole.low, low)), at_high, is_of_all=True)


def _root(key: str, held: Mapping[str, Held]) -> str:
    """The record that counts with the money of another one, at the end of a chain of holders."""
    seen: set[str] = set()
    while key in held and key not in seen:
        seen.add(key)
        key = held[key].holder
    return key

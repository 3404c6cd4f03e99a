"""What is left of an envelope beside its parts: low, central and high, in one currency.

A part is taken out of its envelope wherever it goes and whenever it is due, so that figures add up across boundaries:
what another recipient gets of an envelope is in the figure of that one, and in none other.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.foundation import EXACT, exact_sum
from ledger.records import Bounds, Commitment
from ledger.totals.repetition import Below, Held, root_of, taken_parts, within

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
        is_wide: whether low and high of figures that have all of it may be wider than it says, since there is too much
            in it, or something that is in another envelope as well.

    >>> ten, four, six = (Bounds(*[Decimal(n)] * 3) for n in (10, 4, 6))
    >>> Envelope(("a", "b"), four, six).is_empty
    False
    """

    parts: tuple[str, ...]
    in_parts: Bounds
    remainder: Bounds
    offsets: tuple[Offset, ...] = ()
    is_wide: bool = False

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
    sums = _with_highs(_sums(stated, parts, order), parts, order)
    capped = {
        key: replace(it, high=sums[key].high, open_high=False)
        for key, it in stated.items()
        if it.open_high and not sums[key].open_high
    }
    once = {key for key, number in Counter(part for own in parts.values() for part in own).items() if number == 1}
    families = {key: _Family((), it, (_ZERO, _ZERO)) for key, it in sums.items()}
    by_id: dict[str, Envelope] = {}
    for key in order:
        own = {part: sums[part] for part in parts[key]}
        itself = capped.get(key, stated[key])
        left = _left(itself, own)
        inside = {part: families[part] for part in own if part in once}
        # What is left of it goes by its own high figure, also where its parts come to more.
        within_it = replace(sums[key], high=itself.high)
        single = tuple(_single_offsets(key, within_it, own, inside))
        of_all, family = _with_all_in_it(key, sums[key], left.remainder, (own, inside), single)
        families[key] = replace(family, overdrawn=_overdrawn(within_it, own.values()), has_lines=not left.is_empty)
        offsets = tuple(it for it in (*single, of_all) if it.low or it.high)
        in_doubt = any(not it.low == it.central == it.high for it in (itself, *own.values()))
        by_id[key] = replace(left, offsets=offsets, is_wide=in_doubt and family.members is None)
    return Envelopes({key: by_id[key] for key in sorted(by_id)}, capped)


def _direct_parts(
    commitments: Mapping[str, Commitment], gone: Collection[str], below: Below, held: Mapping[str, Held]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in sorted(below):
        if key in gone or key in held:
            continue
        taken = taken_parts(key, commitments, below)
        # A part that is in another part as well is taken with that one; one that came back to the envelope is in it.
        own = tuple(part for part in sorted(taken - within(taken, below)) if root_of(part, held) != key)
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


def _sums(
    stated: Mapping[str, Bounds], parts: Mapping[str, tuple[str, ...]], order: Collection[str]
) -> dict[str, Bounds]:
    """What each comes to: what it says, or what its own parts come to, whichever is more."""
    sums = dict(stated)
    for key in order:
        itself, own = sums[key], [sums[part] for part in parts[key]]
        central = max(itself.central, exact_sum(part.central for part in own))
        low = max(itself.low, exact_sum(part.low for part in own))
        sums[key] = Bounds(low, central, max(itself.high, central), itself.open_high)
    return sums


def _with_highs(
    sums: Mapping[str, Bounds], parts: Mapping[str, tuple[str, ...]], order: tuple[str, ...]
) -> Mapping[str, Bounds]:
    """The same, an open part of a bounded envelope with what that leaves for it as its high figure."""
    capped = dict(sums)
    for key in reversed(order):
        whole = capped[key]
        together = exact_sum(capped[part].low for part in parts[key])
        for part in () if whole.open_high else parts[key]:
            bounds = capped[part]
            if bounds.open_high:
                others = EXACT.subtract(together, bounds.low)
                high = max(bounds.central, EXACT.subtract(whole.high, others))
                capped[part] = Bounds(bounds.low, bounds.central, high)
    return capped


@dataclass(frozen=True)
class _Family:
    """What a record comes to with all that is in it.

    Args:
        members: ids of all that is in it; None where there is too much of it, or where something is in two envelopes.
        figures: what all their lines and offsets come to.
        overdrawn: by how much its parts may exceed the least and the most of it; None for without limit.
        has_lines: whether anything of it is left beside its parts, so that it has lines of its own.
    """

    members: tuple[str, ...] | None
    figures: Bounds
    overdrawn: Ends | None
    has_lines: bool = True


def _left(whole: Bounds, parts: Mapping[str, Bounds]) -> Envelope:
    is_open = any(it.open_high for it in parts.values())

    # Parts above their envelope leave nothing of it, and not less than nothing.
    in_parts = Bounds(
        whole.low if is_open else min(whole.low, exact_sum(it.high for it in parts.values())),
        min(whole.central, exact_sum(it.central for it in parts.values())),
        min(whole.high, exact_sum(it.low for it in parts.values())),
        is_open,
    )
    return Envelope(tuple(parts), in_parts, whole.less(in_parts))


def _single_offsets(
    key: str, whole: Bounds, parts: Mapping[str, Bounds], inside: Mapping[str, _Family]
) -> Iterator[Offset]:
    """The offsets with each single part; a part in two envelopes has none, since either could cancel it out."""
    is_open = {part for part, it in parts.items() if it.open_high}
    together = exact_sum(it.high for part, it in parts.items() if part not in is_open)
    for part, family in inside.items():
        bounds, less = parts[part], family.overdrawn
        if less is None or is_open - {part}:
            # Beside a part without limit, or around one, nothing is certain to cancel out.
            continue
        others = together if bounds.open_high else EXACT.subtract(together, bounds.high)
        rooms = [EXACT.subtract(EXACT.subtract(end, others), bounds.low) for end in (whole.low, whole.high)]
        width = EXACT.subtract(bounds.high, bounds.low)
        at_low = rooms[0] if bounds.open_high else min(width, rooms[0])
        at_high = _ZERO if bounds.open_high else min(width, rooms[1])
        low, high = (max(_ZERO, EXACT.subtract(*ends)) for ends in zip((at_low, at_high), less, strict=True))
        yield Offset(key, (part,), low, high)


def _with_all_in_it(
    key: str,
    whole: Bounds,
    remainder: Bounds,
    of_parts: tuple[Mapping[str, Bounds], Mapping[str, _Family]],
    single: tuple[Offset, ...],
) -> tuple[Offset, _Family]:
    """What is certain of an envelope with all that is in it, beyond what lines and other offsets say; and its family.

    Together they come to at least, and at most, what the envelope says by itself; but never to less than they come to.
    """
    parts, inside = of_parts
    figures = [family.figures for family in inside.values()]
    central = exact_sum([remainder.central, *(it.central for it in figures)])
    low = exact_sum([remainder.low, *(it.low for it in figures), *(it.low for it in single)])
    high = exact_sum([remainder.high, *(it.high for it in figures)])
    high = EXACT.subtract(high, exact_sum(it.high for it in single))
    is_open = whole.open_high or any(it.open_high for it in figures)
    members = _members(parts, inside)
    at_low = at_high = _ZERO
    if members is not None:
        at_low = max(_ZERO, EXACT.subtract(whole.low, low))
        at_high = _ZERO if is_open else max(_ZERO, EXACT.subtract(high, whole.high))
    of_all = Bounds(EXACT.add(low, at_low), central, EXACT.subtract(high, at_high), is_open)
    return Offset(key, members or (), at_low, at_high, is_of_all=True), _Family(members, of_all, None)


def _members(parts: Mapping[str, Bounds], inside: Mapping[str, _Family]) -> tuple[str, ...] | None:
    own = [inside[part].members if part in inside else None for part in parts]
    if any(it is None for it in own):
        return None
    lined = (part for part, family in inside.items() if family.has_lines)
    members = tuple(dict.fromkeys((*lined, *(member for it in own for member in it or ()))))
    return members if len(members) <= _MOST_TOGETHER else None


def _overdrawn(whole: Bounds, parts: Collection[Bounds]) -> Ends | None:
    if any(it.open_high for it in parts):
        return None
    at_most = exact_sum(it.high for it in parts)
    above_low, above_high = (max(_ZERO, EXACT.subtract(at_most, it)) for it in (whole.low, whole.high))
    return above_low, above_high

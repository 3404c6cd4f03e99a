"""Which records repeat the money of others, so that each sum counts once.

Looks only at the ties between commitments of one stage: pledges and firm commitments are added apart. What an envelope
holds beside its parts is told by ``envelopes``.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ledger.foundation import Phrase, marked, phrase
from ledger.records import Commitment, RelationKind

# Through these the money of a record is in its target already; tops_up, fulfils and related_to leave it on its own.
_HELD: Mapping[RelationKind, str] = {
    "part_of": marked("part of {record}, which holds the same money"),
    "restates": marked("restates {record}, which holds the same money"),
    "contributes_to": marked("contributes to {record}, which holds the same money"),
    "draws_down": marked("draws down {record}, which holds the same money"),
}
Below = Mapping[str, Mapping[str, RelationKind]]
"""For each record those of its stage whose money it holds, and by which tie."""


@dataclass(frozen=True)
class Held:
    """Why a record does not count itself.

    Args:
        reason: in plain words.
        holder: the record in which its money stands; itself for an envelope whose parts count.
        kind: the tie by which it stands there; None for such an envelope.
    """

    reason: Phrase
    holder: str
    kind: RelationKind | None = None


def successors_of(commitments: Mapping[str, Commitment]) -> Mapping[str, set[str]]:
    """For each superseded record those of its own stage that stand in its place."""
    successors: dict[str, set[str]] = {}
    for key, record in commitments.items():
        for target in record.targets("supersedes"):
            if target in commitments and commitments[target].stage == record.stage:
                successors.setdefault(target, set()).add(key)
    return successors


def held_elsewhere(commitments: Mapping[str, Commitment], gone: Collection[str], below: Below) -> Mapping[str, Held]:
    """Why each record that does not count itself does not, apart from its boundary. Walks from the holders down.

    A part that can be taken from its envelope counts itself, and the envelope only with what is left of it.

    Args:
        commitments: by id.
        gone: those that are outside of the boundary, or superseded.
        below: as :func:`ties_of` gives it.
    """
    held = {key: held for key in sorted(below) if (held := _displaced(key, commitments, below))}
    holders = sorted(
        key for key, it in commitments.items() if key not in gone and key not in held and it.amount.bounds is not None
    )
    taken = {holder: taken_parts(holder, commitments, below) for holder in holders}
    waiting = deque((holder, holder) for holder in holders)
    while waiting:
        key, holder = waiting.popleft()
        for lower, kind in sorted(below.get(key, {}).items()):
            is_held = lower in held and held[lower].holder != lower
            if is_held or lower == holder or (kind == "part_of" and lower in taken[holder]):
                continue
            held[lower] = Held(phrase(_HELD[kind], record=holder), holder, kind)
            waiting.append((lower, holder))
    return held


def root_of(key: str, held: Mapping[str, Held]) -> str:
    """The record that counts with the money of another one, at the end of a chain of holders."""
    seen: set[str] = set()
    while key in held and key not in seen:
        seen.add(key)
        key = held[key].holder
    return key


def taken_parts(key: str, commitments: Mapping[str, Commitment], below: Below) -> frozenset[str]:
    """The parts whose figures can be taken from that of an envelope: of its own currency, not owed again and again.

    A part without a figure displaces nothing; what has a figure within it is looked at in its place.
    """
    envelope = commitments[key]
    if envelope.amount.bounds is None or envelope.term.kind == "recurring" or key not in below:
        return frozenset()
    return frozenset(part for part in _parts(key, commitments, below) if _can_be_taken(envelope, commitments[part]))


def ties_of(commitments: Mapping[str, Commitment], successors: Mapping[str, set[str]]) -> Below:
    """For each record those of its stage whose money it holds, and by which tie.

    A successor takes over the ties to and from what it supersedes, unless that would bend one back into a circle: a
    record that restates what it supersedes holds its money itself.
    """
    below: dict[str, dict[str, RelationKind]] = {}
    moved: list[tuple[str, str, RelationKind]] = []
    for key in sorted(commitments):
        for tie in commitments[key].relations:
            target = commitments.get(tie.target)
            if tie.kind not in _HELD or target is None or target.stage != commitments[key].stage:
                continue
            uppers, lowers = (_standing(it, successors) for it in (tie.target, key))
            if {tie.target, key} & successors.keys():
                moved += [(upper, lower, tie.kind) for upper in uppers for lower in lowers]
            else:
                _tie(below, tie.target, key, tie.kind)
    for upper, lower, kind in moved:
        if upper != lower and upper not in within([lower], below):
            _tie(below, upper, lower, kind)
    return below


def money_ties(commitments: Mapping[str, Commitment]) -> Below:
    """Whose money stands in whose as totals follow it, in no boundary: successors and sums said are in their places."""
    successors = successors_of(commitments)
    ties = ties_of(commitments, successors)
    return ties_moved(ties, sums_said(commitments, successors, ties))


def sums_said(commitments: Mapping[str, Commitment], gone: Collection[str], below: Below) -> Mapping[str, str]:
    """For each record with an undisclosed sum, the first record that restates it with one: that ends the doubt.

    Args:
        commitments: by id.
        gone: those that are outside of the boundary, or superseded; they say nothing that counts.
        below: as :func:`ties_of` gives it.

    Returns:
        By id the id of the restatement, the first one announced; restatements without a figure are looked through.
    """
    unsaid = [key for key in sorted(below) if key not in gone and commitments[key].amount.qualifier == "undisclosed"]
    figured = [key for key in below if key not in gone and commitments[key].amount.bounds is not None]
    # What restates a known sum as well says of the unknown one no more than that both are in it.
    spent = {lower for key in figured for lower, kind in below[key].items() if kind == "restates"}
    restatements = {key: _restatements(key, commitments, gone, below) - spent for key in unsaid}
    known = {key: several for key, several in restatements.items() if several}
    return {key: min(several, key=lambda it: (commitments[it].announced, it)) for key, several in known.items()}


def ties_moved(below: Below, restatements: Mapping[str, str]) -> Below:
    """The ties with each restatement that says a sum in the place of the record whose sum it says, which it then holds.

    What is part of a promise without a figure is part of its restatement, and what restates it as well restates that.

    Args:
        below: as :func:`ties_of` gives it.
        restatements: as :func:`sums_said` gives it.
    """
    moved: dict[str, dict[str, RelationKind]] = {}
    for upper in sorted(below):
        for lower, kind in sorted(below[upper].items()):
            above, under = restatements.get(upper, upper), restatements.get(lower, lower)
            if above != under and above not in within([under], moved):
                _tie(moved, above, under, kind)
    for key, restatement in restatements.items():
        _tie(moved, restatement, key, "restates")
    return moved


def within(uppers: Iterable[str], below: Below) -> frozenset[str]:
    """The records whose money is in these records, over any number of ties."""
    inside: set[str] = set()
    waiting = list(uppers)
    while waiting:
        fresh = below.get(waiting.pop(), {}).keys() - inside
        inside |= fresh
        waiting += fresh
    return frozenset(inside)


def _restatements(
    key: str, commitments: Mapping[str, Commitment], gone: Collection[str], below: Below
) -> frozenset[str]:
    restatements: set[str] = set()
    seen = {key}
    waiting = [key]
    while waiting:
        for lower, kind in below.get(waiting.pop(), {}).items():
            if kind != "restates" or lower in seen:
                continue
            seen.add(lower)
            if commitments[lower].amount.bounds is None or lower in gone:
                waiting.append(lower)
            else:
                restatements.add(lower)
    return frozenset(restatements)


def _displaced(key: str, commitments: Mapping[str, Commitment], below: Below) -> Held | None:
    """An envelope that says that its parts count, where they cannot be taken from it."""
    if commitments[key].counts != "parts" or commitments[key].amount.bounds is None:
        return None
    taken = taken_parts(key, commitments, below)
    others = sorted(_parts(key, commitments, below) - taken)
    if not others:
        return None
    reason = phrase(
        "its parts count in its place, as the record says; some of them cannot be taken from it: {records}",
        records=tuple(others),
    )
    return Held(reason, key)


def _parts(key: str, commitments: Mapping[str, Commitment], below: Below) -> frozenset[str]:
    """The parts of an envelope that have a figure, looking through those that have none."""
    parts: set[str] = set()
    seen = {key}
    waiting = [key]
    while waiting:
        for lower, kind in below.get(waiting.pop(), {}).items():
            if kind != "part_of" or lower in seen:
                continue
            seen.add(lower)
            if commitments[lower].amount.bounds is None:
                waiting.append(lower)
            else:
                parts.add(lower)
    return frozenset(parts)


def _can_be_taken(envelope: Commitment, part: Commitment) -> bool:
    # The sum of a recurring promise depends on the horizon, so it cannot be held against another.
    return part.amount.currency == envelope.amount.currency and part.term.kind != "recurring"


def _tie(below: dict[str, dict[str, RelationKind]], upper: str, lower: str, kind: RelationKind) -> None:
    # Among several ties between two records, part_of is the weakest: what restates its envelope is all of it.
    lowers = below.setdefault(upper, {})
    if lowers.get(lower, "part_of") == "part_of":
        lowers[lower] = kind


def _standing(key: str, successors: Mapping[str, set[str]]) -> list[str]:
    return sorted(_last(key, successors)) if key in successors else [key]


def _last(key: str, successors: Mapping[str, set[str]]) -> set[str]:
    """The records at the end of a chain of replacements."""
    last: set[str] = set()
    seen = {key}
    waiting = [key]
    while waiting:
        for successor in successors[waiting.pop()]:
            if successor not in successors:
                last.add(successor)
            elif successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    return last

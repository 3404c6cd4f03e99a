"""Which records repeat the money of others, so that each sum counts once.

Looks only at the ties between commitments of one stage: pledges and firm commitments are added apart.
"""

from collections import deque
from collections.abc import Collection, Mapping

from ledger.records import Commitment

# Through these the money of a record is in its target already; tops_up, fulfils and related_to leave it on its own.
_REPEATS = ("restates", "part_of", "contributes_to", "draws_down")


def successors_of(commitments: Mapping[str, Commitment]) -> Mapping[str, set[str]]:
    """For each superseded record those of its own stage that stand in its place."""
    successors: dict[str, set[str]] = {}
    for key, record in commitments.items():
        for target in record.targets("supersedes"):
            if target in commitments and commitments[target].stage == record.stage:
                successors.setdefault(target, set()).add(key)
    return successors


def held_elsewhere(
    commitments: Mapping[str, Commitment], gone: Collection[str], successors: Mapping[str, set[str]]
) -> Mapping[str, str]:
    """Per record whose money stands in another one that counts: why. Walks from the holders down, each record once."""
    below = _below(commitments, successors)
    holders = sorted(key for key, it in commitments.items() if key not in gone and it.amount.bounds is not None)
    reasons: dict[str, str] = {}
    waiting = deque((holder, holder) for holder in holders)
    while waiting:
        key, holder = waiting.popleft()
        for lower, kind in sorted(below.get(key, {}).items()):
            if lower not in reasons:
                reasons[lower] = f"{kind.replace('_', ' ')} {holder}, which holds the same money"
                waiting.append((lower, holder))
    return reasons


def _below(commitments: Mapping[str, Commitment], successors: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    """For each record those of its stage whose money it holds, and by which tie.

    A successor takes over the ties to and from what it supersedes, unless that would bend one back into a circle: a
    record that restates what it supersedes holds its money itself.
    """
    below: dict[str, dict[str, str]] = {}
    moved: list[tuple[str, str, str]] = []
    for key in sorted(commitments):
        for tie in commitments[key].relations:
            target = commitments.get(tie.target)
            if tie.kind not in _REPEATS or target is None or target.stage != commitments[key].stage:
                continue
            uppers, lowers = (_standing(it, successors) for it in (tie.target, key))
            if {tie.target, key} & successors.keys():
                moved += [(upper, lower, tie.kind) for upper in uppers for lower in lowers]
            else:
                below.setdefault(tie.target, {})[key] = tie.kind
    for upper, lower, kind in moved:
        if upper != lower and not _reaches(lower, upper, below):
            below.setdefault(upper, {}).setdefault(lower, kind)
    return below


def _standing(key: str, successors: Mapping[str, set[str]]) -> list[str]:
    return sorted(_last(key, successors)) if key in successors else [key]


def _last(key: str, successors: Mapping[str, set[str]]) -> set[str]:
    """The records at the end of a chain of replacements."""
    found: set[str] = set()
    seen = {key}
    waiting = [key]
    while waiting:
        for successor in successors[waiting.pop()]:
            if successor not in successors:
                found.add(successor)
            elif successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    return found


def _reaches(upper: str, lower: str, below: Mapping[str, Mapping[str, str]]) -> bool:
    seen = {upper}
    waiting = [upper]
    while waiting:
        for key in below.get(waiting.pop(), ()):
            if key == lower:
                return True
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return False

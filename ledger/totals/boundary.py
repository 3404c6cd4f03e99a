"""Which records a report may see and which it counts: cutoff, handling, boundary, and relations that repeat money."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.records import Commitment, Handling, Record
from ledger.valuation import rate_day

# Through these the money of a record is in its target already; tops_up, fulfils and related_to leave it on its own.
_REPEATS = ("restates", "part_of", "contributes_to", "draws_down")


@dataclass(frozen=True)
class Scope:
    """What a report counts.

    Args:
        donors: keys of the donors counted; empty for all.
        recipients: keys of the recipients counted; empty for all.
        cutoff: last day of announcement (or value date) seen; None for no limit.
        handling: ``public`` does not see internal records; ``internal`` sees both.

    >>> Scope().cutoff is None
    True
    """

    donors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    cutoff: date | None = None
    handling: Handling = "public"


def visible(records: Sequence[Record], scope: Scope) -> tuple[Record, ...]:
    """The records that a report may see at all, by id; a transaction is seen only where its commitment is.

    >>> visible([], Scope())
    ()
    """
    seen = [it for it in records if _may_be_seen(it, scope)]
    commitments = {it.id for it in seen if isinstance(it, Commitment)}
    kept = (it for it in seen if isinstance(it, Commitment) or it.commitment in commitments)
    return tuple(sorted(kept, key=lambda it: it.id))


def left_out(records: Sequence[Record], scope: Scope) -> Mapping[str, str]:
    """Why each record that does not count is left out, in plain words; a record that counts is not in the answer.

    A record counts if its donor is in D, its recipient in R, and donor is not recipient; flows inside D do not count.
    Of records that hold the same money (a part and its envelope, a restatement) the outermost one with a figure counts.
    A transaction's money is its own, so only the boundary is its commitment's.

    Args:
        records: the visible ones, in any order; the answer does not depend on it.
        scope: boundary, cutoff and handling.

    >>> left_out([], Scope())
    {}
    """
    commitments = {it.id: it for it in records if isinstance(it, Commitment)}
    outside = {key: reason for key, record in commitments.items() if (reason := _outside(record, scope))}
    superseded = {target: key for key, record in commitments.items() for target in record.targets("supersedes")}
    transactions = (it for it in records if not isinstance(it, Commitment))
    with_parent = {it.id: outside[it.commitment] for it in transactions if it.commitment in outside}
    return {**_held_elsewhere(commitments, outside, superseded), **outside, **with_parent}


def _may_be_seen(record: Record, scope: Scope) -> bool:
    by_cutoff = scope.cutoff is None or rate_day(record) <= scope.cutoff
    return by_cutoff and (record.handling == "public" or scope.handling == "internal")


def _outside(record: Commitment, scope: Scope) -> str | None:
    if record.donor == record.recipient:
        return "domestic: donor and recipient are the same"
    if scope.donors and record.donor not in scope.donors:
        return f"outside the boundary: donor {record.donor}"
    if scope.recipients and record.recipient not in scope.recipients:
        return f"outside the boundary: recipient {record.recipient}"
    if record.recipient in scope.donors:
        return f"a flow between donors: recipient {record.recipient} is one of them"
    return None


def _held_elsewhere(
    commitments: Mapping[str, Commitment], outside: Mapping[str, str], superseded: Mapping[str, str]
) -> Mapping[str, str]:
    """Per record whose money stands in another one that counts: why. Walks from the holders down, each record once."""
    holders = sorted(
        key for key, it in commitments.items() if key not in {*outside, *superseded} and it.amount.bounds is not None
    )
    reasons = {key: f"superseded by {by}" for key, by in superseded.items() if key in commitments}
    ties = _ties(commitments, superseded)
    waiting = deque((holder, holder) for holder in holders)
    while waiting:
        key, holder = waiting.popleft()
        for kind, lower in ties.get(key, ()):
            if lower not in reasons:
                reasons[lower] = f"{kind.replace('_', ' ')} {holder}, which holds the same money"
                waiting.append((lower, holder))
    return reasons


def _ties(commitments: Mapping[str, Commitment], superseded: Mapping[str, str]) -> Mapping[str, list[tuple[str, str]]]:
    ties: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(commitments):
        for it in commitments[key].relations:
            if it.kind in _REPEATS:
                ties.setdefault(_successor(it.target, superseded), []).append((it.kind, key))
    return ties


def _successor(key: str, superseded: Mapping[str, str]) -> str:
    seen = {key}
    while (follows := superseded.get(key)) is not None and follows not in seen:
        seen.add(follows)
        key = follows
    return key

"""Which records a report may see and which it counts: cutoff, handling, boundary, and relations that repeat money."""

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
    reasons = dict(outside)
    for record in records:
        if not isinstance(record, Commitment):
            reason = outside.get(record.commitment)
        else:
            reason = outside.get(record.id) or _repeated(record, commitments, outside, superseded)
        if reason:
            reasons[record.id] = reason
    return reasons


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


def _repeated(
    record: Commitment,
    commitments: Mapping[str, Commitment],
    outside: Mapping[str, str],
    superseded: Mapping[str, str],
) -> str | None:
    if record.id in superseded:
        return f"superseded by {superseded[record.id]}"
    seen = {record.id}
    waiting = _repeats(record)
    while waiting:
        kind, target = waiting.pop()
        other = commitments.get(target)
        if other is None or target in seen:
            continue
        seen.add(target)
        if target in superseded:
            waiting.append((kind, superseded[target]))
        elif target not in outside and other.amount.bounds is not None:
            return f"{kind.replace('_', ' ')} {target}, which holds the same money"
        waiting += _repeats(other)
    return None


def _repeats(record: Commitment) -> list[tuple[str, str]]:
    return [(it.kind, it.target) for it in record.relations if it.kind in _REPEATS]

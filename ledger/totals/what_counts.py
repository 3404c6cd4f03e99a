"""Which records a report may see and which it counts: cutoff, handling, horizon and boundary."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.foundation import Phrase, phrase
from ledger.records import Bounds, Commitment, Handling, Record, Transaction, groups_of
from ledger.totals.envelopes import Envelope, envelopes
from ledger.totals.repetition import Below, Held, held_elsewhere, root_of, successors_of, sums_said, ties_moved, ties_of
from ledger.totals.selection import EVERYTHING, Limit, Omission, Selection
from ledger.valuation import rate_day


@dataclass(frozen=True)
class Scope:
    """What a report counts.

    Args:
        donors: keys of the donors counted; all, where no group is named either.
        recipients: keys of the recipients counted; all, where no group is named either.
        cutoff: last day of announcement (or value date) seen; None for no limit.
        horizon: last day up to which terms are counted; None for no limit.
        handling: ``public`` does not see internal records; ``internal`` sees both.
        donor_groups: codes of groups whose members count as donors too: each record by the day of its announcement.
        recipient_groups: the same for recipients.
        selection: to what of all that counts the report is limited.

    >>> Scope().cutoff is None
    True
    """

    donors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    cutoff: date | None = None
    horizon: date | None = None
    handling: Handling = "public"
    donor_groups: frozenset[str] = frozenset()
    recipient_groups: frozenset[str] = frozenset()
    selection: Selection = EVERYTHING

    def names_donor(self, key: str, day: date) -> bool:
        """Whether a party is named as a donor: itself, or by a group that it belongs to on a day.

        >>> Scope(donor_groups=frozenset({"NATO"})).names_donor("FIN", date(2023, 4, 3))
        False
        """
        return key in self.donors or not self.donor_groups.isdisjoint(groups_of(key, day))

    def names_recipient(self, key: str, day: date) -> bool:
        """Whether a party is named as a recipient: itself, or by a group that it belongs to on a day.

        >>> Scope(recipient_groups=frozenset({"EU"})).names_recipient("POL", date(2025, 6, 2))
        True
        """
        return key in self.recipients or not self.recipient_groups.isdisjoint(groups_of(key, day))


@dataclass(frozen=True)
class Counting:
    """What of the records counts.

    Args:
        left_out: why each record that does not count is left out, in plain words.
        envelopes: for each envelope that counts only with what is left of it beside its parts, how much that is.
        holders: for each record that restates or draws down another one, the record that counts with its money.
        bounds: for each part of at least so much, for which its envelope leaves no more than so much, its figures.
        outside: the records that would count but for the boundary, the horizon or a filter.
        envelopes_outside: the same as ``envelopes`` for these, whose parts may be inside.
        unsaid_parts: for each part of which nobody says the sum the records that count with its money.
        filtered: for each record that a filter leaves out which one.
        late: the records that would count if the horizon lay later.
    """

    left_out: Mapping[str, Phrase]
    envelopes: Mapping[str, Envelope]
    holders: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    envelopes_outside: Mapping[str, Envelope] = field(default_factory=dict)
    unsaid_parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filtered: Mapping[str, Limit] = field(default_factory=dict)
    late: frozenset[str] = frozenset()

    def envelope_of(self, key: str) -> Envelope | None:
        """What is left of an envelope beside its parts, inside the boundary or outside; None for all other records.

        >>> Counting({}, {}).envelope_of("a") is None
        True
        """
        return self.envelopes.get(key) or self.envelopes_outside.get(key)


def visible(records: Sequence[Record], scope: Scope) -> tuple[Record, ...]:
    """The records that a report may see at all, by id; a transaction is seen only where its commitment is."""
    seen = [it for it in records if _may_be_seen(it, scope)]
    commitments = {it.id for it in seen if it.record == "commitment"}
    kept = (it for it in seen if it.record == "commitment" or it.commitment in commitments)
    return tuple(sorted(kept, key=lambda it: it.id))


def counting(records: Sequence[Record], scope: Scope) -> Counting:
    """Which records count, why the others do not, and what of each envelope counts beside its parts.

    A record counts if its donor is in D (of joint donors one portion, see :func:`donors_outside`), its recipient in R,
    and donor is not recipient; flows inside D and what is due after the horizon do not count. Membership in a group,
    and by it in D or R, is that of the day of the announcement. Of records of one stage that hold the same money
    (a restatement, a share in a common fund) the outermost one with a figure counts. A part in the currency of its
    envelope counts itself, and of the envelope only what is left counts; where a part cannot be taken from it, the
    envelope counts unless its record says that the parts do. An undisclosed sum does not count beside a
    restatement that states it: that takes its place. A transaction's money is its own, so only the boundary is
    its commitment's; but what was taken back from a superseded commitment is in its successor's figure already.
    Filters leave out some of what counts after all that.

    Args:
        records: the visible ones, in any order; the answer does not depend on it.
        scope: boundary, horizon, cutoff, handling and filters.
    """
    commitments = {it.id: it for it in records if it.record == "commitment"}
    beyond = {key: reason for key, record in commitments.items() if (reason := _beyond_boundary(record, scope))}
    late = {key: reason for key, record in commitments.items() if (reason := _after_horizon(_due(record), scope))}
    outside = {**late, **beyond}
    successors = successors_of(commitments)
    superseded = {key: phrase("superseded by {records}", records=tuple(sorted(by))) for key, by in successors.items()}
    ties, gone = ties_of(commitments, successors), {*outside, *superseded}
    restatements = sums_said(commitments, gone, ties)
    below = ties_moved(ties, restatements) if restatements else ties
    held = held_elsewhere(commitments, gone, below)
    reasons = {key: it.reason for key, it in held.items()}
    reasons |= {key: phrase("restated by {record}, which says the sum", record=by) for key, by in restatements.items()}
    beside = envelopes(commitments, superseded, below, held)
    of_commitments = Counting(
        left_out={**reasons, **superseded, **outside},
        envelopes={key: it for key, it in beside.by_id.items() if key not in outside},
        holders={key: it.holder for key, it in held.items() if it.kind in ("restates", "draws_down")},
        bounds=beside.bounds,
        outside=frozenset(outside.keys() - superseded.keys() - held.keys()),
        envelopes_outside={key: it for key, it in beside.by_id.items() if key in outside},
        unsaid_parts={key: _standing_in(key, below, held, beside.by_id) for key in _unsaid(commitments, gone, held)},
    )
    of_transactions: dict[str, Phrase] = {}
    for record in records:
        if record.record == "transaction":
            # A payment before the horizon counts even where the term of its commitment begins after it; but what is
            # cancelled of a promise that is not counted takes nothing from those that are.
            of_parent = (outside if record.type == "cancellation" else beyond).get(record.commitment)
            why = None if of_parent and _is_taken_inside(record, commitments, of_commitments) else of_parent
            of_transactions |= {record.id: reason} if (reason := why or _by_itself(record, scope, superseded)) else {}
    counts = replace(of_commitments, left_out={**of_commitments.left_out, **of_transactions})
    counts = replace(counts, late=frozenset(_late(counts, records, commitments, scope)))
    return _selected(counts, records, commitments, scope) if scope.selection.limits_anything else counts


def _late(
    counts: Counting, records: Iterable[Record], commitments: Mapping[str, Commitment], scope: Scope
) -> Iterator[str]:
    """The records that the horizon alone leaves out, and no filter would."""
    for record in records:
        commitment = record if record.record == "commitment" else commitments[record.commitment]
        out = counts.outside if record.record == "commitment" else counts.left_out
        day = _due(record) if record.record == "commitment" else record.value_date
        if record.id not in out or _after_horizon(day, scope) is None or _beyond_boundary(commitment, scope):
            continue
        if scope.selection.omission(record, commitment, _inside(commitment, scope)) is None:
            yield record.id


def _inside(commitment: Commitment, scope: Scope) -> list[Sequence[str]]:
    """Who gives a commitment, portion by portion, inside the boundary."""
    given_by = [it.donors for it in commitment.portions] or [commitment.donors]
    return [donors for donors in given_by if donors_outside(commitment, donors, scope) is None]


def _selected(
    counts: Counting, records: Sequence[Record], commitments: Mapping[str, Commitment], scope: Scope
) -> Counting:
    """The same without what the filters leave out, which stands outside as what the boundary leaves out does."""
    without = _without(counts, dict(_omissions(counts, commitments.values(), commitments, scope)))
    # A cancellation of a commitment that is left out may take from lines that are not.
    own = [it for it in records if it.record == "transaction" and not _is_taken_inside(it, commitments, without)]
    return _without(without, dict(_omissions(counts, own, commitments, scope)))


def _omissions(
    counts: Counting, records: Iterable[Record], commitments: Mapping[str, Commitment], scope: Scope
) -> Iterator[tuple[str, Omission]]:
    """Of records that count, and of parts that say no sum, those that a filter leaves out."""
    for record in records:
        if record.id in counts.left_out and record.id not in counts.unsaid_parts:
            continue
        commitment = record if record.record == "commitment" else commitments[record.commitment]
        omission = scope.selection.omission(record, commitment, _inside(commitment, scope))
        if omission is not None:
            yield record.id, omission


def _without(counts: Counting, omissions: Mapping[str, Omission]) -> Counting:
    # A part that says no sum is left out already, since its money stands elsewhere: that reason stays.
    own = {key: it for key, it in omissions.items() if key not in counts.left_out}
    envelopes_out = {key: it for key, it in counts.envelopes.items() if key in own}
    return replace(
        counts,
        left_out={**counts.left_out, **{key: it.reason for key, it in own.items()}},
        envelopes={key: it for key, it in counts.envelopes.items() if key not in own},
        outside=counts.outside | own.keys(),
        envelopes_outside={**counts.envelopes_outside, **envelopes_out},
        unsaid_parts={key: it for key, it in counts.unsaid_parts.items() if key not in omissions},
        filtered={**counts.filtered, **{key: it.limit for key, it in own.items()}},
    )


def _unsaid(commitments: Mapping[str, Commitment], gone: Collection[str], held: Mapping[str, Held]) -> Iterator[str]:
    """The parts whose sum is undisclosed."""
    parts = (key for key, it in held.items() if it.kind == "part_of" and key not in gone)
    return (key for key in parts if commitments[key].amount.qualifier == "undisclosed")


def _standing_in(key: str, below: Below, held: Mapping[str, Held], beside: Mapping[str, Envelope]) -> frozenset[str]:
    """The records that count with the money of a part: of each of its envelopes, or of what uses that up."""
    standing = [root_of(upper, held) for upper, lowers in below.items() if lowers.get(key) == "part_of"]
    for record in standing:
        envelope = beside.get(record)
        if envelope and envelope.is_empty:
            standing += [part for part in envelope.parts if part not in standing]
    return frozenset(standing)


def standing_of(key: str, counting: Counting) -> tuple[str, ...]:
    """The records in whose lines the money of a commitment stands.

    Itself, and of an envelope its parts, over any number of steps; of one that restates or draws down another one that
    one, again over any number of steps; nothing where its money stands in no line of its own. What is outside of the
    boundary stands in lines that are not counted, and an envelope outside in its parts as well, which may be inside.

    >>> standing_of("a", Counting({}, {})), standing_of("a", Counting({"a": "restates b"}, {}, {"a": "b"}))
    (('a',), ('b',))
    """
    # What restates a restatement stands where that one stands. A circle of ties (REL) leads back to where it began.
    passed: set[str] = set()
    while key in counting.holders and key not in passed:
        passed.add(key)
        key = counting.holders[key]
    if key in counting.left_out and key not in counting.outside:
        return ()
    standing = [key]
    for record in standing:
        envelope = counting.envelope_of(record)
        standing += [part for part in (envelope.parts if envelope else ()) if part not in standing]
    return tuple(standing)


def donors_outside(commitment: Commitment, donors: Sequence[str], scope: Scope) -> Phrase | None:
    """Why what these donors give of a commitment is outside of the boundary, in plain words; None if it is inside.

    What several give jointly counts only if all of them do: while the shares are undisclosed, no part of it is known
    to be inside.

    Args:
        commitment: of which it is all, or the portion of some of its joint donors.
        donors: one who gives it alone, or several of whom nobody says who gives how much.
        scope: the boundary.

    >>> pledge = Commitment.model_construct(recipient="UKR", announced=date(2025, 6, 2))
    >>> str(donors_outside(pledge, ["DEU", "GBR"], Scope(donors=frozenset({"DEU"}))))
    'given jointly by DEU, GBR, and nobody says how much of it each gives; outside the boundary: donor GBR'
    """
    if set(donors) == {commitment.recipient}:
        return phrase("domestic: donor and recipient are the same")
    day = commitment.announced
    is_open = not (scope.donors or scope.donor_groups)
    out = [it for it in sorted(donors) if it == commitment.recipient or not (is_open or scope.names_donor(it, day))]
    if not out:
        return None
    outside = _in_none_of(scope.donor_groups, day, phrase("outside the boundary: donor {donors}", donors=tuple(out)))
    if len(out) == len(donors):
        return outside
    return phrase(
        "given jointly by {donors}, and nobody says how much of it each gives; {outside}",
        donors=tuple(sorted(donors)),
        outside=outside,
    )


def _is_taken_inside(record: Transaction, commitments: Mapping[str, Commitment], counting: Counting) -> bool:
    """Whether a cancellation of a commitment outside of the boundary takes from lines that count.

    One in another currency takes from no line: it stands with the parties of its commitment, which are outside.
    """
    if record.type != "cancellation":
        return False
    standing = standing_of(record.commitment, counting)
    currencies = {commitments[it].amount.currency for it in standing} - {None}
    return currencies <= {record.amount.currency} and not counting.left_out.keys() >= set(standing)


def _may_be_seen(record: Record, scope: Scope) -> bool:
    by_cutoff = scope.cutoff is None or rate_day(record) <= scope.cutoff
    return by_cutoff and (record.handling == "public" or scope.handling == "internal")


def _beyond_boundary(record: Commitment, scope: Scope) -> Phrase | None:
    day = record.announced
    portions = [it.donors for it in record.portions] or [record.donors]
    if all(donors_outside(record, it, scope) for it in portions):
        return donors_outside(record, record.donors, scope)
    if (scope.recipients or scope.recipient_groups) and not scope.names_recipient(record.recipient, day):
        outside = phrase("outside the boundary: recipient {recipient}", recipient=record.recipient)
        return _in_none_of(scope.recipient_groups, day, outside)
    if scope.names_donor(record.recipient, day):
        return phrase("a flow between donors: recipient {recipient} is one of them", recipient=record.recipient)
    return None


def _due(record: Commitment) -> date:
    return record.term.start or record.announced


def _in_none_of(groups: Collection[str], day: date, outside: Phrase) -> Phrase:
    """The reason, with the groups that could have put the party inside, and the day on which it was in none of them."""
    if not groups:
        return outside
    return phrase("{outside}, not in {groups} on {day}", outside=outside, groups=tuple(sorted(groups)), day=day)


def _after_horizon(day: date, scope: Scope) -> Phrase | None:
    late = scope.horizon is not None and day > scope.horizon
    return phrase("due from {day}, after the horizon {horizon}", day=day, horizon=scope.horizon) if late else None


def _by_itself(record: Transaction, scope: Scope, superseded: Mapping[str, Phrase]) -> Phrase | None:
    """Why a transaction does not count though its commitment does."""
    taken_back = superseded.get(record.commitment) if record.type == "cancellation" else None
    of_superseded = phrase("of a commitment {superseded}", superseded=taken_back) if taken_back else None
    return _after_horizon(record.value_date, scope) or of_superseded

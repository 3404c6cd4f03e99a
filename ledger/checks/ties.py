"""Checks of what people tie together: one tie between two records, and between records that can hold the same money.

That a tie points at a record that is there, and that ties run in no circle, is older than any check:
``records.structure_problems`` says it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.records import Commitment, Record, Relation, RelationKind, groups_of

# What ties the money of one donor; contributes_to and draws_down join a member and a common fund.
_OF_ONE_DONOR: frozenset[RelationKind] = frozenset({"part_of", "fulfils", "restates", "supersedes", "tops_up"})
_REMOVE = "keep the tie that is right: correct the field relations of the record"


def one_tie_between_two(records: Sequence[Record]) -> Iterator[Problem]:
    """REL: two records that are tied in two ways, so that totals follow a decision that was taken back or mistaken."""
    statements: dict[frozenset[str], dict[RelationKind, str]] = defaultdict(dict)
    for record in _tied(records):
        for tie in record.relations:
            if tie.kind == "linked_by_source":
                continue
            before = statements[frozenset((record.id, tie.target))]
            statement = f"{record.id} {tie.kind} {tie.target}"
            if before and tie.kind not in before:
                found = f"{statement}, beside {' and '.join(before.values())}"
                place = Place(record=record.id, field="relations")
                expected = "one tie between two records"
                yield Problem("REL", Severity.WARNING, place, found, expected, _REMOVE, others=(tie.target,))
            before.setdefault(tie.kind, statement)


def ties_of_one_donor(records: Sequence[Record]) -> Iterator[Problem]:
    """REL: the same money, or a part of it, that two donors give."""
    tied = list(_tied(records))
    known = {it.id: it for it in records if it.record == "commitment"} if tied else {}
    for record in tied:
        for tie in record.relations:
            other = known.get(tie.target)
            if other is None or tie.kind not in _OF_ONE_DONOR or not set(record.donors).isdisjoint(other.donors):
                continue
            if tie.kind == "part_of" and _is_of_members(record, other):
                continue
            found = f"{tie.kind} {quoted(other.id)}: {record.given_by} and {other.given_by} have no donor in common"
            expected = "records of one donor; contributes_to or draws_down join a member and a common fund"
            yield _at_tie(record, tie, found, expected, f"check both donors, or {_REMOVE}")


def _is_of_members(part: Commitment, envelope: Commitment) -> bool:
    """Whether a part is given by members of the group whose institutions announced the whole."""
    return all(not groups_of(donor, part.announced).isdisjoint(envelope.donors) for donor in part.donors)


def restated_later(records: Sequence[Record]) -> Iterator[Problem]:
    """REL: an announcement that restates or supersedes one which was made after it, so that the wrong one counts."""
    tied = list(_tied(records))
    known = {it.id: it for it in records if it.record == "commitment"} if tied else {}
    for record in tied:
        for tie in record.relations:
            other = known.get(tie.target) if tie.kind in ("restates", "supersedes") else None
            if other is not None and record.announced < other.announced:
                found = f"{tie.kind} {quoted(other.id)}, announced on {other.announced}, after {record.announced}"
                expected = f"a record that {tie.kind} an earlier one"
                remedy = f"turn the tie round: {other.id} {tie.kind} {record.id}"
                yield _at_tie(record, tie, found, expected, remedy)


TIE_CHECKS: tuple[Callable[[Sequence[Record]], Iterator[Problem]], ...] = (
    one_tie_between_two,
    ties_of_one_donor,
    restated_later,
)


def _tied(records: Sequence[Record]) -> Iterator[Commitment]:
    return (record for record in records if record.record == "commitment" and record.relations)


def _at_tie(record: Commitment, tie: Relation, found: str, expected: str, remedy: str) -> Problem:
    place, field = Place(record=record.id, field="relations"), Place(record=record.id, field=f"relations.{tie.kind}")
    return Problem("REL", Severity.WARNING, place, found, expected, remedy, to_mend=(field,), others=(tie.target,))

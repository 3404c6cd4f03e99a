"""The rules that hold between records: what a tie may point at, and that no ties run in a circle.

Pure functions over a set of records. The book holds itself to them at every write; intake and checks ask them earlier.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from ledger.foundation import Place, Problem, Severity, ordered, quoted
from ledger.records.codes import nearest
from ledger.records.commitment import WITHOUT_EFFECT, Commitment, Relation, RelationKind
from ledger.records.parse import Record
from ledger.records.transaction import Transaction

CIRCULAR: frozenset[RelationKind] = frozenset(get_args(RelationKind)) - WITHOUT_EFFECT
"""The ties that must not run in a circle: all but those without effect, which may be mutual."""

_WANTED = "the id of a commitment"
_SHOWN = 8
# A search for near ids reads all of them, so a file full of dangling ties gets no more than this many.
_SEARCHES = 20


def structure_problems(records: Iterable[Record], withdrawn: Collection[str] = ()) -> tuple[Problem, ...]:
    """Find every tie that cannot hold: REL for its target or a circle, STAGE for the stages it joins.

    Args:
        records: all records that are there, each id once.
        withdrawn: ids that were there once; ties without effect may still name them, every other tie may not.

    Returns:
        Errors in a fixed order, each at the field ``relations`` or ``commitment``. The time grows with the number
        of records and ties, however long the chains are.

    >>> lost = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> print(structure_problems([lost])[0])
    x-1:commitment: REL error: found "x", which is not there, expected the id of a commitment. Do: name its commitment.
    """
    known = _Known({record.id: record for record in records}, withdrawn)
    problems: list[Problem] = []
    tied: list[Commitment] = []
    for record in known.records.values():
        # The kind is asked of the record itself: to say "no", isinstance takes ten times as long on a pydantic model.
        if record.record == "transaction":
            problems += _transaction_problems(record, known)
        elif record.relations:
            tied.append(record)
    for record in tied:
        for relation in record.relations:
            problems += _relation_problems(record, relation, known)
    problems += map(_circle_problem, circles(_ties(tied)))
    return ordered(problems)


def circles(ties: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """Circles without a common member, at least one out of every knot of them.

    Args:
        ties: for each id the ids it points at; an id that points at nothing may be left out.

    Returns:
        Each circle in the direction of its ties, beginning with its smallest id. Every id is entered once, and the path
        is a list of our own, so that neither a long chain nor many circles can exhaust the stack or the patience.

    >>> list(circles({"a": ["b"], "b": ["c"], "c": ["b"]}))
    [('b', 'c')]
    """
    left: set[str] = set()
    for start in ties:
        if start in left:
            continue
        path, place, open_ties = [start], {start: 0}, [iter(ties[start])]
        while path:
            target = next(open_ties[-1], None)
            if target is None or target in place:
                # At a dead end the last id of the path is left for good, at a circle all ids of the circle are.
                first = len(path) - 1 if target is None else place[target]
                if target is not None:
                    yield _from_smallest(path[first:])
                for done in path[first:]:
                    left.add(done)
                    del place[done]
                del path[first:], open_ties[first:]
            elif target not in left:
                place[target] = len(path)
                path.append(target)
                open_ties.append(iter(ties.get(target, ())))


@dataclass
class _Known:
    """What a tie can be held against: the records that are there and the ids that once were."""

    records: Mapping[str, Record]
    withdrawn: Collection[str]
    searches: int = _SEARCHES

    def absent(self, target: str) -> str:
        return f"{quoted(target)}, which {'was withdrawn' if target in self.withdrawn else 'is not there'}"

    def wanted(self, target: str, own: str) -> str:
        """What was expected, with the ids that a slip could have meant, as long as searches are left."""
        near: tuple[str, ...] = ()
        if self.searches and target not in self.withdrawn:
            self.searches -= 1
            ids = (it.id for it in self.records.values() if isinstance(it, Commitment) and it.id != own)
            near = nearest(target, ids)
        return f"{_WANTED}, perhaps {' or '.join(near)}" if near else _WANTED


def _transaction_problems(transaction: Transaction, known: _Known) -> Iterator[Problem]:
    place, named = Place(record=transaction.id, field="commitment"), transaction.commitment
    target = known.records.get(named)
    if named == transaction.id:
        yield _rel(place, "the transaction itself", _WANTED, "name its commitment")
    elif target is None:
        expected = known.wanted(named, transaction.id)
        yield _rel(place, known.absent(named), expected, "name its commitment", others=(named,))
    elif isinstance(target, Transaction):
        found = f"{quoted(named)}, a transaction"
        yield _rel(place, found, _WANTED, "name the commitment behind it", others=(named,))


def _relation_problems(record: Commitment, relation: Relation, known: _Known) -> Iterator[Problem]:
    place, kind, named = Place(record=record.id, field="relations"), relation.kind, relation.target
    tie = (Place(record=record.id, field=f"relations.{kind}"),)
    target = known.records.get(named)
    if named == record.id:
        yield _rel(place, f"{kind} the record itself", _WANTED, "remove the tie or name another record", tie)
    elif target is None:
        if kind not in WITHOUT_EFFECT or named not in known.withdrawn:
            found, remedy = f"{kind} {known.absent(named)}", "name a record that is there or remove the tie"
            yield _rel(place, found, known.wanted(named, record.id), remedy, tie, (named,))
    elif isinstance(target, Transaction):
        found = f"{kind} {quoted(named)}, a transaction"
        yield _rel(place, found, _WANTED, "name the commitment behind it", tie, (named,))
    else:
        yield from _stage_problems(record, kind, target)


def _stage_problems(record: Commitment, kind: RelationKind, target: Commitment) -> Iterator[Problem]:
    place = Place(record=record.id, field="relations")
    tie = (Place(record=record.id, field=f"relations.{kind}"),)
    found = f"{kind} {quoted(target.id)}, from a {record.stage} to a {target.stage}"
    if kind == "part_of" and record.stage != target.stage:
        remedy = "correct a stage, or write fulfils where a firm commitment keeps a pledge"
        expected = "both of one stage"
        yield Problem("STAGE", Severity.ERROR, place, found, expected, remedy, to_mend=tie, others=(target.id,))
    if kind == "fulfils" and (record.stage, target.stage) != ("commitment", "pledge"):
        remedy = "correct a stage, or write part_of, restates or supersedes instead"
        expected = "fulfils from a commitment to a pledge"
        yield Problem("STAGE", Severity.ERROR, place, found, expected, remedy, to_mend=tie, others=(target.id,))


def _circle_problem(circle: tuple[str, ...]) -> Problem:
    shown = [quoted(it) for it in circle[:_SHOWN]]
    if len(circle) > _SHOWN:
        shown.append(f"{len(circle) - _SHOWN} more")
    found = f"the circle {' -> '.join([*shown, quoted(circle[0])])}"
    place = Place(record=circle[0], field="relations")
    return _rel(place, found, "ties that end somewhere", "remove one tie of the circle", others=circle[1:_SHOWN])


def _ties(records: Iterable[Commitment]) -> dict[str, list[str]]:
    return {
        record.id: [it.target for it in record.relations if it.kind in CIRCULAR and it.target != record.id]
        for record in records
    }


def _from_smallest(circle: list[str]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])


def _rel(  # noqa: PLR0913, PLR0917 - the parts of a problem
    place: Place,
    found: str,
    expected: str,
    remedy: str,
    to_mend: tuple[Place, ...] = (),
    others: tuple[str, ...] = (),
) -> Problem:
    return Problem("REL", Severity.ERROR, place, found, expected, remedy, to_mend=to_mend, others=others)

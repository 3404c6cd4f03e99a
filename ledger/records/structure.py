"""The rules that hold between records: what a tie may point at, and that no ties run in a circle.

Pure functions over a set of records. The book holds itself to them at every write; intake and checks ask them earlier.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, get_args

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


class Known(Protocol):
    """What ties can be held against: a set of records, of which each is looked up only where a tie names it."""

    @property
    def withdrawn(self) -> Container[str]:
        """Ids that were there once."""

    @property
    def commitments(self) -> Iterable[str]:
        """Ids of the commitments that are there."""

    def get(self, key: str, /) -> Record | None:
        """The record of an id that is there."""


def structure_problems(
    records: Iterable[Record], withdrawn: Collection[str] = (), others: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Find every tie that cannot hold: REL for its target or a circle, STAGE for the stages it joins.

    Args:
        records: all records that are there, each id once, or all that are tied to some of them, however far.
        withdrawn: ids that were there once; ties without effect may still name them, every other tie may not.
        others: ids of the commitments beside the records, which a slip may have meant.

    Returns:
        Errors in a fixed order, each at the field ``relations`` or ``commitment``. The time grows with the number
        of records and ties, however long the chains are.

    >>> lost = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> print(structure_problems([lost])[0])
    x-1:commitment: REL error: found "x", which is not there, expected the id of a commitment. Do: name its commitment.
    """
    given = {record.id: record for record in records}
    return tie_problems(given.values(), _Given(given, withdrawn, others))


def tie_problems(records: Iterable[Record], known: Known) -> tuple[Problem, ...]:
    """The same of some records of a set in which all other ties hold; the others are looked up where it needs them.

    Args:
        records: those that were stated anew, and those that point at one of them.
        known: the set, with them.
    """
    search = _Search(known)
    problems: list[Problem] = []
    tied: dict[str, Commitment] = {}
    for record in records:
        # The kind is asked of the record itself: to say "no", isinstance takes ten times as long on a pydantic model.
        if record.record == "transaction":
            problems += _transaction_problems(record, search)
        elif record.relations:
            tied[record.id] = record
    for record in tied.values():
        for relation in record.relations:
            problems += _relation_problems(record, relation, search)
    problems += map(_circle_problem, circles(_knotted(_ties(tied, known))))
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


@dataclass(frozen=True)
class _Given:
    """A set of records that is at hand, with the ids of others."""

    records: Mapping[str, Record]
    withdrawn: Collection[str]
    others: Iterable[str]

    def get(self, key: str) -> Record | None:
        return self.records.get(key)

    @property
    def commitments(self) -> Iterator[str]:
        yield from (record.id for record in self.records.values() if record.record == "commitment")
        yield from self.others


class _Search:
    """What the ties of some records can be held against, and how many searches for near ids are left."""

    def __init__(self, known: Known) -> None:
        self.get = known.get
        self.withdrawn = known.withdrawn
        self._known = known
        self._left = _SEARCHES

    def absent(self, target: str) -> str:
        return f"{quoted(target)}, which {'was withdrawn' if target in self.withdrawn else 'is not there'}"

    def wanted(self, target: str, own: str) -> str:
        """What was expected, with the ids that a slip could have meant, as long as searches are left."""
        near: tuple[str, ...] = ()
        if self._left and target not in self.withdrawn:
            self._left -= 1
            near = nearest(target, (key for key in self._commitments if key != own))
        return f"{_WANTED}, perhaps {' or '.join(near)}" if near else _WANTED

    @cached_property
    def _commitments(self) -> list[str]:
        # In order, so that of ids that are equally near the same ones are named, whoever asks.
        return sorted(set(self._known.commitments))


def _transaction_problems(transaction: Transaction, known: _Search) -> Iterator[Problem]:
    place, named = Place(record=transaction.id, field="commitment"), transaction.commitment
    target = known.get(named)
    if named == transaction.id:
        yield _rel(place, "the transaction itself", _WANTED, "name its commitment")
    elif target is None:
        expected = known.wanted(named, transaction.id)
        yield _rel(place, known.absent(named), expected, "name its commitment", others=(named,))
    elif isinstance(target, Transaction):
        found = f"{quoted(named)}, a transaction"
        yield _rel(place, found, _WANTED, "name the commitment behind it", others=(named,))


def _relation_problems(record: Commitment, relation: Relation, known: _Search) -> Iterator[Problem]:
    place, kind, named = Place(record=record.id, field="relations"), relation.kind, relation.target
    tie = (Place(record=record.id, field=f"relations.{kind}"),)
    target = known.get(named)
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


def _ties(tied: Mapping[str, Commitment], known: Known) -> dict[str, list[str]]:
    """The ties that must run in no circle, from some records on, as far as they lead."""
    ties = {key: _circular(record) for key, record in tied.items()}
    waiting = [target for targets in ties.values() for target in targets]
    while waiting:
        key = waiting.pop()
        if key not in ties:
            record = known.get(key)
            ties[key] = _circular(record) if record is not None and record.record == "commitment" else []
            waiting += ties[key]
    return ties


def _circular(record: Commitment) -> list[str]:
    return [it.target for it in record.relations if it.kind in CIRCULAR and it.target != record.id]


def _knotted(ties: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """The ties without what leads to no circle and what comes from none, so that it does not matter where one began."""
    return _turned(_without_starts(_turned(_without_starts(ties))))


def _without_starts(ties: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """The same without ids that nothing points at, and what only these point at."""
    pointing = Counter(target for targets in ties.values() for target in targets)
    left = {key: list(targets) for key, targets in ties.items()}
    waiting = [key for key in left if not pointing[key]]
    while waiting:
        for target in left.pop(waiting.pop(), ()):
            pointing[target] -= 1
            if not pointing[target]:
                waiting.append(target)
    return left


def _turned(ties: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """The same ties in the other direction, in order."""
    turned: dict[str, list[str]] = {key: [] for key in sorted(ties)}
    for key in sorted(ties):
        for target in ties[key]:
            turned[target].append(key)
    return turned


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

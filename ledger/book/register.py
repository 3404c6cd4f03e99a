"""The register of a book: its records by their ids, as they stand behind the last entry.

Each is looked up in the index and read from the entry that last stated it. Where the file has no index that was kept up
to the head of its journal, readers fold one in memory, and who writes makes it anew.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, func, or_, select

from ledger.book.chain import REBUILD, read_proven, require_end, require_whole
from ledger.book.faults import altered, part_of
from ledger.book.index import Ids, Index, IndexLine, index_at_head, index_of, named_by
from ledger.book.journal import ENTRIES, Moment, mark_indexed, read_head, read_stored
from ledger.book.views import ON_RECORDS, Revision, revision_of
from ledger.foundation import Place, Problem, Refused, quoted
from ledger.records import Record, digest_of_promise, tie_problems


class Register:
    """The records of a book in one state of it, each read when it is asked for.

    Args:
        connection: sees that state.
        place: the file of the book.
        index: kept up to the last entry of that state.
    """

    def __init__(self, connection: Connection, place: Place, index: Index) -> None:
        self.index = index
        self._connection = connection
        self._place = place
        # What was stated since, whose entries may still wait to be written.
        self._stated: dict[str, Record] = {}

    @property
    def ids(self) -> AbstractSet[str]:
        """Every id ever used, those of withdrawn records too."""
        return Ids(self.index, lambda _: True)

    @property
    def there(self) -> AbstractSet[str]:
        """Ids of the records that are there."""
        return Ids(self.index, lambda line: line.there)

    @property
    def withdrawn(self) -> AbstractSet[str]:
        """Ids of the records that are not there any more."""
        return Ids(self.index, lambda line: not line.there)

    @property
    def commitments(self) -> AbstractSet[str]:
        """Ids of the commitments and pledges that are there."""
        return Ids(self.index, lambda line: line.there and line.kind == "commitment")

    def get(self, key: str) -> Record | None:
        """The record of an id; None for an id that was never used, and for a record that was withdrawn.

        Raises:
            Refused: CHAIN if its entry was altered, or states another record.
        """
        line = self.index.line(key)
        return self.last_stated(line) if line and line.there else None

    def last_stated(self, line: IndexLine) -> Record:
        """A record as it was last stated, withdrawn or not; refused like :meth:`get`."""
        if line.id in self._stated:
            return self._stated[line.id]
        record = _revision(self._connection, self._place, line.id, line.stated).record
        if record is None:
            raise _forged(self._place, f"entry {line.stated} for {quoted(line.id)}, which does not state it")
        return record

    def around(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """The records that checks hold against some, as they stand now, sorted by id.

        These are the records of the same ids, those that may state the same promise as one of the given or of these,
        and all that are tied to any of them, however far.

        Args:
            records: as they are to stand; their ids may be new.
        """
        waiting: list[str] = []
        for record in records:
            before = self.get(record.id)
            for version in (record,) if before is None else (before, record):
                waiting += [version.id, *named_by(version)]
                if version.record == "commitment":
                    waiting += self.index.of_promise(digest_of_promise(version))
        reached: dict[str, Record] = {}
        while waiting:
            key = waiting.pop()
            record_there = None if key in reached else self.get(key)
            if record_there is not None:
                reached[key] = record_there
                waiting += self.index.tied_to(key)
        return tuple(reached[key] for key in sorted(reached))

    def follow(self, action: str, seq: int, day: str, key: str, record: Record | None) -> None:
        """Let an entry on a record take effect; see :meth:`Index.follow`."""
        self.index.follow(action, seq, day, key, record)
        if record is not None:
            self._stated[key] = record

    def tie_problems(self, changed: Iterable[str]) -> tuple[Problem, ...]:
        """What does not fit together since some records were changed: REL or STAGE, as the whole book would have it.

        Args:
            changed: ids of the records that were stated, withdrawn or restored.
        """
        keys = tuple(changed)
        naming = (key for target in keys for key in self.index.commitments_naming(target))
        return tie_problems(filter(None, map(self.get, dict.fromkeys((*keys, *naming)))), self)


def register_of(connection: Connection, place: Place) -> Register:
    """The register for a reader."""
    return Register(connection, place, index_at_head(connection, place) or _folded(connection, place))


def register_to_write(connection: Connection, place: Place) -> Register:
    """The register for a block of writing, with an index in the file.

    Raises:
        Refused: CHAIN if the last entry was altered, a guard or a table is not ours or, where the index was not kept up
            to the head of the journal, if any entry was altered.
    """
    require_end(connection, place)
    return Register(connection, place, index_at_head(connection, place) or make_index(connection, place))


def make_index(connection: Connection, place: Place) -> Index:
    """Make the index of the file anew out of its entries, all of which are hashed first; refused like a reading."""
    require_whole(connection, place)
    index = index_of(connection, place)
    index.make()
    _fold(index, connection, place)
    head = read_head(connection)
    index.keep(head.seq, head.hash)
    mark_indexed(connection)
    return index


def _folded(connection: Connection, place: Place) -> Index:
    index = Index.in_memory(place)
    _fold(index, connection, place)
    return index


def _fold(index: Index, connection: Connection, place: Place) -> None:
    for stored in read_stored(connection, 1, read_head(connection).seq):
        index.follow_revision(revision_of(stored, place))


def revisions_of(connection: Connection, place: Place, key: str) -> Iterator[Revision]:
    """All revisions of one record, oldest first; none for an id that was never used.

    Raises:
        Refused: CHAIN if an entry cannot be read, or is one on another record.
    """
    index = index_at_head(connection, place)
    numbers = _entries_on(connection, key) if index is None else index.entries_on(key)
    return (_revision(connection, place, key, seq) for seq in numbers)


def record_at(connection: Connection, place: Place, key: str, moment: Moment) -> Record | None:
    """The record of an id at a moment; None where it was not there then. Refused like :func:`revisions_of`."""
    until_then = [it for it in revisions_of(connection, place, key) if _is_until(it, moment)]
    if not until_then or until_then[-1].action == "withdraw":
        return None
    return next(it.record for it in reversed(until_then) if it.record is not None)


def _is_until(revision: Revision, moment: Moment) -> bool:
    if isinstance(moment, int):
        return revision.seq <= moment
    return moment is None or revision.time.date() <= moment


def _entries_on(connection: Connection, key: str) -> Sequence[int]:
    """The numbers of the entries on a record, looked for in all of them."""
    starts = [f'{{"id":{json.dumps(key)}{end}' for end in ",}"]
    payload = ENTRIES.c.payload
    same = or_(*(func.substr(payload, 1, len(start)) == start for start in starts))
    query = select(ENTRIES.c.seq).where(same, ENTRIES.c.action.in_(ON_RECORDS)).order_by(ENTRIES.c.seq)
    return connection.scalars(query).all()


def _revision(connection: Connection, place: Place, key: str, seq: int) -> Revision:
    """An entry on a record, of which the index says that it is one.

    Raises:
        Refused: CHAIN if it was altered, cannot be read, or is one on another record.
    """
    revision = revision_of(read_proven(connection, place, seq), place)
    if revision.id != key:
        raise _forged(place, f"entry {seq} for {quoted(key)}, which is not on that record")
    return revision


def _forged(place: Place, found: str) -> Refused:
    return Refused([altered(part_of(place, "index"), found, "what the entries say", REBUILD)])

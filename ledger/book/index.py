"""The index of a book: where each record stands, in tables of the same file that only who writes touches.

It says nothing that the entries do not say; it spares going through all of them to look up one record. It names the
head up to which it was kept, and counts only as long as that is the head of the journal: a block of writing brings it
up to its last entry in the same transaction, or makes it anew. Whatever else changes a line takes that head away with
it, and so the index out of use. A record itself is always read from its entry.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection

from ledger.book.faults import faults_told
from ledger.book.journal import read_head
from ledger.book.views import Revision
from ledger.foundation import Place
from ledger.records import WITHOUT_EFFECT, Record, digest_of_content, digest_of_promise

T = TypeVar("T")

# Written out for the same reason as the tables of the journal.
INDEX_DEFINITIONS: dict[str, str] = {
    "index_head": """CREATE TABLE index_head (
    seq INTEGER PRIMARY KEY NOT NULL,
    hash TEXT NOT NULL
) STRICT""",
    "index_records": """CREATE TABLE index_records (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    since TEXT NOT NULL,
    stated INTEGER NOT NULL,
    there INTEGER NOT NULL,
    content BLOB NOT NULL,
    promise BLOB
) STRICT, WITHOUT ROWID""",
    "index_entries": """CREATE TABLE index_entries (
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID""",
    "index_ties": """CREATE TABLE index_ties (
    id TEXT NOT NULL,
    target TEXT NOT NULL,
    needs INTEGER NOT NULL,
    PRIMARY KEY (id, target)
) STRICT, WITHOUT ROWID""",
    "index_contents": "CREATE INDEX index_contents ON index_records (content)",
    "index_promises": "CREATE INDEX index_promises ON index_records (promise)",
    "index_targets": "CREATE INDEX index_targets ON index_ties (target)",
}
# Who does not say at the end up to which entry the index was kept leaves none that counts.
_GUARD = "CREATE TRIGGER {table}_{event} AFTER {event} ON {table} BEGIN DELETE FROM index_head; END"
INDEX_DEFINITIONS |= {
    f"{table}_{event}": _GUARD.format(table=table, event=event)
    for table in ("index_records", "index_entries", "index_ties")
    for event in ("insert", "update", "delete")
}
_DROPS = tuple(
    f"DROP TABLE IF EXISTS {name}" for name, it in INDEX_DEFINITIONS.items() if it.startswith("CREATE TABLE")
)
_CONTENTS = ("SELECT * FROM index_records", "SELECT * FROM index_entries", "SELECT * FROM index_ties")
_LINES = "SELECT id, kind, since, stated, there FROM index_records"
_STATED = """INSERT INTO index_records VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (id) DO UPDATE
SET kind = excluded.kind, stated = excluded.stated, there = 1, content = excluded.content, promise = excluded.promise"""
_TIED_TO = "SELECT target FROM index_ties WHERE id = ? UNION SELECT id FROM index_ties WHERE target = ?"
_NAMING = "SELECT id FROM index_ties JOIN index_records USING (id) WHERE target = ? AND kind = 'commitment' AND there"
_NEEDING = "SELECT id FROM index_ties JOIN index_records USING (id) WHERE target = ? AND needs AND there ORDER BY id"


def needed_by(record: Record) -> frozenset[str]:
    """The ids that a record needs: its commitment, and the target of every tie that has an effect.

    >>> from ledger.records import Transaction
    >>> sent = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> needed_by(sent)
    frozenset({'x'})
    """
    # To say "no", isinstance takes ten times as long on a pydantic model as the record itself.
    if record.record == "transaction":
        return frozenset((record.commitment,))
    return frozenset(relation.target for relation in record.relations if relation.kind not in WITHOUT_EFFECT)


def named_by(record: Record) -> frozenset[str]:
    """The ids that a record names, those too that it does not need."""
    if record.record == "transaction":
        return frozenset((record.commitment,))
    return frozenset(relation.target for relation in record.relations)


class IndexLine(NamedTuple):
    """What the index says of one id.

    Args:
        id: of a record that is there or was once.
        kind: commitment or transaction.
        since: the day (UTC) on which it was first recorded.
        stated: number of the entry that last stated it.
        there: 1 for a record that is there, 0 for one that was withdrawn.
    """

    id: str
    kind: str
    since: str
    stated: int
    there: int


class Index:
    """The index in a file that holds its tables, or in memory.

    It speaks to SQLite as the driver does: a large import asks and tells it several things for each record.

    Args:
        connection: in whose transaction it is read and kept.
        place: the file of the book, for problems.

    >>> index = Index.in_memory(Place(file="book.db"))
    >>> index.follow("withdraw", 2, "2025-06-02", "a", None)
    >>> index.entries_on("a"), index.line("a")
    ([2], None)
    """

    def __init__(self, connection: sqlite3.Connection, place: Place) -> None:
        self._connection = connection
        self._place = place

    @classmethod
    def in_memory(cls, place: Place) -> "Index":
        """An empty one, in no file."""
        index = cls(sqlite3.connect(":memory:", isolation_level=None), place)
        index.make()
        return index

    def make(self) -> None:
        """Make the tables, empty; those that were there go."""
        for statement in (*_DROPS, *INDEX_DEFINITIONS.values()):
            self.rows(statement)

    @property
    def is_ours(self) -> bool:
        """Whether all its tables are there, with what guards them, as :meth:`make` makes them."""
        there = dict(self.rows("SELECT name, sql FROM sqlite_master WHERE name LIKE 'index%'"))
        return all(there.get(name) == definition for name, definition in INDEX_DEFINITIONS.items())

    @property
    def head(self) -> tuple[int, str] | None:
        """Number and hash of the entry up to which it was kept; None where it is not ours, or was changed since."""
        heads = self.rows("SELECT seq, hash FROM index_head") if self.is_ours else []
        return heads[0] if len(heads) == 1 else None

    def keep(self, seq: int, digest: str) -> None:
        """Say that it was kept up to an entry."""
        self.rows("DELETE FROM index_head")
        self.rows("INSERT INTO index_head VALUES (?, ?)", seq, digest)

    def follow(self, action: str, seq: int, day: str, key: str, record: Record | None) -> None:
        """Let an entry on a record take effect.

        Args:
            action: what it does.
            seq: its number.
            day: on which it was entered (UTC).
            key: id of the record.
            record: as the entry states it; None where it withdraws or restores.
        """
        self.rows("INSERT INTO index_entries VALUES (?, ?)", key, seq)
        if record is None:
            self.rows("UPDATE index_records SET there = ? WHERE id = ?", int(action == "restore"), key)
            return
        promise = digest_of_promise(record) if record.record == "commitment" else None
        self.rows(_STATED, key, record.record, day, seq, digest_of_content(record), promise)
        self.rows("DELETE FROM index_ties WHERE id = ?", key)
        needed = needed_by(record)
        for target in named_by(record):
            self.rows("INSERT INTO index_ties VALUES (?, ?, ?)", key, target, int(target in needed))

    def follow_revision(self, revision: Revision) -> None:
        """Let an entry that was read take effect, if it is one on a record."""
        if revision.id is not None:
            day = revision.time.date().isoformat()
            self.follow(revision.action, revision.seq, day, revision.id, revision.record)

    def line(self, key: str) -> IndexLine | None:
        """What is said of an id; None for one that was never used."""
        lines = self.rows(f"{_LINES} WHERE id = ?", key)
        return IndexLine(*lines[0]) if lines else None

    def lines(self) -> Iterator[IndexLine]:
        """What is said of all ids, in order."""
        return map(IndexLine._make, self.rows(f"{_LINES} ORDER BY id"))

    def of_content(self, digest: bytes) -> list[str]:
        """Ids of the records that are there and may say the same in every field."""
        return self._ids("SELECT id FROM index_records WHERE content = ? AND there ORDER BY id", digest)

    def of_promise(self, digest: bytes) -> list[str]:
        """Ids of the commitments that are there and may state the same promise."""
        return self._ids("SELECT id FROM index_records WHERE promise = ? AND there ORDER BY id", digest)

    def needing(self, key: str) -> list[str]:
        """Ids of the records that are there and need this one, in order."""
        return self._ids(_NEEDING, key)

    def commitments_naming(self, key: str) -> list[str]:
        """Ids of the commitments that are there and name a record."""
        return self._ids(_NAMING, key)

    def tied_to(self, key: str) -> list[str]:
        """Ids that a record names, and those that name it, whether they are there or not."""
        return self._ids(_TIED_TO, key, key)

    def entries_on(self, key: str) -> list[int]:
        """The numbers of the entries on a record."""
        return [seq for (seq,) in self.rows("SELECT seq FROM index_entries WHERE id = ? ORDER BY seq", key)]

    def unlike(self, other: "Index") -> list[str]:
        """The ids of which another index says something else."""
        differing: set[str] = set()
        for query in _CONTENTS:
            ours, theirs = (set(index.rows(query)) for index in (self, other))
            differing.update(row[0] for row in ours ^ theirs)
        return sorted(differing)

    def _ids(self, query: str, *values: object) -> list[str]:
        return [key for (key,) in self.rows(query, *values)]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a statement gives; faults of the file are told as the book tells them."""
        with faults_told(self._place):
            return self._connection.execute(query, values).fetchall()


def index_of(connection: Connection, place: Place) -> Index:
    """The index in the file of a connection, whatever it holds."""
    return Index(cast("sqlite3.Connection", connection.connection.driver_connection), place)


def index_at_head(connection: Connection, place: Place) -> Index | None:
    """The index in the file; None where there is none that was kept up to the head of the journal."""
    index, head = index_of(connection, place), read_head(connection)
    return index if index.head == (head.seq, head.hash) else None


class Ids(AbstractSet[str]):
    """The ids of an index of which something is true, each looked up when it is asked for."""

    def __init__(self, index: Index, condition: Callable[[IndexLine], object]) -> None:
        self._index = index
        self._condition = condition

    def __contains__(self, key: object) -> bool:
        line = self._index.line(key) if isinstance(key, str) else None
        return line is not None and bool(self._condition(line))

    def __iter__(self) -> Iterator[str]:
        return (line.id for line in self._index.lines() if self._condition(line))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @classmethod
    def _from_iterable(cls, it: Iterable[T]) -> AbstractSet[T]:
        return frozenset(it)

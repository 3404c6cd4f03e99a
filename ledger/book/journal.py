"""The file of the book: its tables, its guards, and the only way in which an entry gets into it.

What entries mean is told by ``views``; whether they were altered, by ``chain``. A moment of a book is the end of a day,
or an entry by its number.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    cast,
    create_engine,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ledger.book.faults import faults_told, file_problem, is_busy
from ledger.book.times import CLOCK, dated
from ledger.book.turns import TURN_SECONDS, patience_for, when_free
from ledger.foundation import Advice, Day, Place, Refused, as_day, quoted, require_kind

APPLICATION_ID = 0x444C424B
"""Stands in the file's header ("DLBK") and tells a book from other SQLite files."""
SCHEMA_VERSION = 1
"""Of entries: which fields they have, and how these are hashed."""
GENESIS = "0" * 64
"""The hash before the first entry, and the head of an empty book."""
BUSY_SECONDS = 10.0
_MAKE_IT = Advice("check the path, or make the book with create_book", "check the path, or make the book with init")

# Of files: since 2 they may hold a withdrawal of rates, since 3 an index, since 4 the forms that were posted.
_INDEXED = 3
_NEWEST = 4
_ATTEMPT_SECONDS = 1.0
_BATCH = 1000

_METADATA = MetaData()
ENTRIES = Table(
    "entries",
    _METADATA,
    Column("seq", Integer, primary_key=True),
    Column("previous", String, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("author", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("action", String, nullable=False),
    Column("time", String, nullable=False),
    Column("payload", String, nullable=False),
    Column("hash", String, nullable=False),
)
FILES = Table(
    "files",
    _METADATA,
    Column("sha256", String, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
FILE_BYTES = cast(FILES.c.bytes, LargeBinary)
"""The bytes of a file, also where one changed byte of the book calls them text."""

# Written out, not generated: verify compares it with what stands in the file, whatever version of SQLAlchemy made it.
# No table has a second unique key (the rowid of files would be one): INSERT OR REPLACE would delete through it unseen.
DEFINITIONS: dict[str, str] = {
    "entries": """CREATE TABLE entries (
    seq INTEGER PRIMARY KEY NOT NULL,
    previous TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL,
    time TEXT NOT NULL,
    payload TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT""",
    "files": """CREATE TABLE files (
    sha256 TEXT PRIMARY KEY NOT NULL,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID""",
    "entries_insert": """CREATE TRIGGER entries_insert BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
    OR NEW.previous IS NOT coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END""",
    "entries_update": """CREATE TRIGGER entries_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END""",
    "entries_delete": """CREATE TRIGGER entries_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END""",
    "files_insert": """CREATE TRIGGER files_insert BEFORE INSERT ON files
WHEN EXISTS (SELECT 1 FROM files WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'files are never replaced'); END""",
    "files_update": """CREATE TRIGGER files_update BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'files are never changed'); END""",
    "files_delete": """CREATE TRIGGER files_delete BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'files are never removed'); END""",
}

FORM_DEFINITION = """CREATE TABLE forms (
    id TEXT PRIMARY KEY NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID"""
"""The table of posted forms, which is there since the first of them: it stands outside the chain."""

# As the driver takes it: in a large import, the rows as SQLAlchemy would prepare them cost more than the insert itself.
_INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

Clock = Callable[[], datetime]
Stored = tuple[bytes, ...]
"""The nine fields of one entry as the bytes that stand in the file, in the order of the columns."""


class Entry(NamedTuple):
    """One entry of the journal, its fields in the order of the columns."""

    seq: int
    previous: str
    schema_version: int
    author: str
    reason: str
    action: str
    time: str
    payload: str
    hash: str


class Head(NamedTuple):
    """Where the journal stands: the number of entries, the last one's hash and its time (UTC text, empty for none).

    Behind the time stands what the clock said, where it was behind.
    """

    seq: int
    hash: str
    time: str


def utc_now() -> datetime:
    """The time of the computer's clock, in UTC."""
    return datetime.now(UTC)


def entry_hash(fields: Iterable[bytes]) -> str:
    """The hash of an entry: SHA-256 over its stored bytes, each field as a netstring.

    Args:
        fields: seq, previous, schema_version, author, reason, action, time and payload; numbers as decimal digits,
            text as UTF-8. A netstring is ``length:bytes,`` and ends where its length says, so that no two lists of
            fields have the same bytes.

    >>> entry_hash([b"1", b"ab"]) == hashlib.sha256(b"1:1,2:ab,").hexdigest()
    True
    """
    return hashlib.sha256(b"".join(map(_netstring, fields))).hexdigest()


def mark_indexed(connection: Connection) -> None:
    """Give a book the version of files that hold an index, which older programs would take for a stranger's tables."""
    connection.exec_driver_sql(f"PRAGMA user_version={max(_INDEXED, _file_version(connection))}")


def mark_forms(connection: Connection) -> None:
    """Give a book the version of files that hold posted forms, for the same reason."""
    connection.exec_driver_sql(f"PRAGMA user_version={_NEWEST}")


def _file_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


class Appender:
    """Adds entries behind the head, inside one transaction; written in batches, so ``flush`` before the commit.

    Args:
        connection: one that holds the write lock.
        place: the file of the book, for problems.
        author: who writes.
        reason: why.
        now: the clock's time. No entry is dated before the one it follows; where the clock says otherwise, what it says
            is kept beside the time of the entry.
    """

    def __init__(self, connection: Connection, place: Place, *, author: str, reason: str, now: datetime) -> None:
        self.place = place
        self.connection = connection
        self.fault: Refused | None = None
        self._author, self._reason = author, reason
        # What all entries of a block have in common is put in form once: half of the time of hashing a large import.
        self._signed = b"".join(map(_netstring, (b"%d" % SCHEMA_VERSION, author.encode(), reason.encode())))
        self._waiting: list[Entry] = []
        with faults_told(place):
            self._head = read_head(connection)
        # A clock that was set back would let an entry slip behind an "as of" that was already reported.
        reading, latest = _utc_text(now), dated(self._head.time)
        self.time = reading if reading >= latest else f"{latest}{CLOCK}{reading}"
        self._dated = _netstring(self.time.encode())

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry."""
        return self._head.seq, self._head.hash

    def append(self, action: str, payload: str) -> Entry:
        """Put one entry behind the head.

        Raises:
            Refused: FILE if the file cannot take it. Nothing of the transaction can be kept then.
        """
        seq, previous = self._head.seq + 1, self._head.hash
        follows = _netstring(b"%d" % seq) + _netstring(previous.encode())
        does, says = _netstring(action.encode()), _netstring(payload.encode())
        digest = hashlib.sha256(b"".join((follows, self._signed, does, self._dated, says))).hexdigest()
        entry = Entry(seq, previous, SCHEMA_VERSION, self._author, self._reason, action, self.time, payload, digest)
        self._head = Head(seq, digest, self.time)
        self._waiting.append(entry)
        if len(self._waiting) >= _BATCH:
            self.flush()
        return entry

    def add_file(self, sha256: str, data: bytes) -> None:
        """Keep the bytes of a file under their hash, once."""
        with self.sticky_faults():
            if not self.connection.scalar(select(func.count()).where(FILES.c.sha256 == sha256)):
                self.connection.execute(insert(FILES).values(sha256=sha256, bytes=data))

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            with self.sticky_faults():
                self.connection.exec_driver_sql(_INSERT, self._waiting)
            self._waiting = []

    @contextmanager
    def sticky_faults(self) -> Iterator[None]:
        """Turn faults of the file inside the block into a refusal, with which every later one of the posting ends.

        Raises:
            Refused: FILE, BUSY or CHAIN, of this block or of one before it.
        """
        # After such a fault SQLite may have rolled back by itself: a caller who goes on must not commit the rest.
        if self.fault:
            raise self.fault
        try:
            with faults_told(self.place):
                yield
        except Refused as refused:
            self.fault = refused
            raise


class Journal:
    """One file of entries.

    Connections live for one block only: between two calls the file is closed and can be copied or mailed.

    Args:
        path: the file; it must be there.
        busy_seconds: how long to wait for another program's lock.
    """

    is_proven = False
    """Whether whatever it gives to read was hashed before."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.place = Place(file=path.name or str(path))
        self.busy_seconds = busy_seconds
        self.engine = _engine_of(path, busy_seconds)

    def make(self) -> None:
        """Make the empty book.

        Raises:
            Refused: FILE if something is there already or the place cannot be written; nothing is left behind.
        """
        with faults_told(self.place):
            try:
                # Exclusive: of two programs that make the same book, one finds it made.
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
            except FileExistsError:
                found = f"a file at {self.path} already"
                raise Refused(
                    [file_problem(self.place, found, "a path that is free", "open it, or choose another name")]
                ) from None
        try:
            with self.writing() as connection, faults_told(self.place):
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
                for definition in DEFINITIONS.values():
                    connection.exec_driver_sql(definition)
        except BaseException:
            with suppress(OSError):
                self.path.unlink()
            raise

    def check(self) -> None:
        """Refuse a file that is missing, foreign, newer than this program or damaged at first sight."""
        with faults_told(self.place):
            there, is_folder = self.path.is_file(), self.path.is_dir()
        if not there:
            found = f"{'a folder' if is_folder else 'no file'} at {quoted(str(self.path))}"
            raise Refused([file_problem(self.place, found, "a book", _MAKE_IT)])
        with self.reading() as connection, faults_told(self.place):
            made_by = connection.exec_driver_sql("PRAGMA application_id").scalar()
            version = _file_version(connection)
            if made_by != APPLICATION_ID:
                raise Refused([file_problem(self.place, "a file that is not a book", "a book", "check the path")])
            if not SCHEMA_VERSION <= version <= _NEWEST:
                found, expected = f"a book of version {version}", f"version {SCHEMA_VERSION} to {_NEWEST}"
                raise Refused([file_problem(self.place, found, expected, "install the newest defense-ledger")])
            read_head(connection)
            connection.execute(select(FILES.c.sha256).limit(1)).all()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the book until the block ends."""
        with self._transaction(self._begun) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock; commits at the end of the block, or leaves nothing behind.

        Raises:
            Refused: BUSY if other programs use the book for too long, FILE if the file cannot be written.
        """
        # The lock is taken before the head is read, so that no two writers ever follow the same entry.
        with self._transaction(self._begun_in_turn) as connection:
            yield connection
            with faults_told(self.place):
                connection.commit()

    @contextmanager
    def _transaction(self, begun: Callable[[], Connection]) -> Iterator[Connection]:
        with faults_told(self.place):
            connection = begun()
        try:
            yield connection
        finally:
            with faults_told(self.place):
                connection.close()

    def _begun(self) -> Connection:
        """A connection in a transaction; a wait for another program ends after the busy seconds, and is told before."""
        patience = patience_for(self.path, self.busy_seconds)
        while True:
            try:
                return self._begun_now("BEGIN", _ATTEMPT_SECONDS)
            except (DBAPIError, sqlite3.Error) as fault:
                if not is_busy(fault) or not next(patience):
                    raise

    def _begun_in_turn(self) -> Connection:
        """The same with the lock for writing, which goes to whoever has waited longest."""
        return when_free(self.path, self.busy_seconds, self._begun_if_free)

    def _begun_if_free(self) -> Connection | None:
        try:
            return self._begun_now("BEGIN IMMEDIATE", TURN_SECONDS)
        except (DBAPIError, sqlite3.Error) as fault:
            if not is_busy(fault):
                raise
        return None

    def _begun_now(self, begin: str, seconds: float) -> Connection:
        connection = self.engine.connect()
        try:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={round(min(self.busy_seconds, seconds) * 1000)}")
            connection.exec_driver_sql(begin)
            # From here on only a commit can meet another program, one that is just reading.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={round(self.busy_seconds * 1000)}")
        except BaseException:
            connection.close()
            raise
        return connection


def journal_at(path: str | Path, busy_seconds: float) -> Journal:
    """The journal of a book at a path.

    Raises:
        Refused: FILE for a path that no file can have.
        TypeError: for what is no path.
    """
    require_kind(path, str | PathLike, "path is that of a book, such as 'book.db'")
    if "\0" in str(path):
        raise Refused([file_problem(Place(file=quoted(str(path))), "a path with NUL", "a path", "type the path again")])
    return Journal(Path(path), busy_seconds)


# A service opens its book anew for each question: with the engine go its compiled queries, half of the time of opening.
@lru_cache(maxsize=64)
def _engine_of(path: Path, busy_seconds: float) -> Engine:
    return create_engine("sqlite://", creator=partial(_connect, path, busy_seconds), poolclass=NullPool)


def _connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    # By URI, since only so SQLite opens without creating. No isolation level: we say BEGIN ourselves.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=min(busy_seconds, _ATTEMPT_SECONDS),
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        # A commit returns when the disk has it; functions named by a stranger's file are not run.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def read_head(connection: Connection, as_of: date | int | None = None) -> Head:
    """The head of the journal, or where it stood at the end of a day (UTC) or behind an entry."""
    # As bytes, so that a book whose last entry was tampered with can still be opened and verified.
    texts = (cast(column, LargeBinary) for column in (ENTRIES.c.hash, ENTRIES.c.time))
    query = select(ENTRIES.c.seq, *texts).order_by(ENTRIES.c.seq.desc()).limit(1)
    if isinstance(as_of, int):
        query = query.where(ENTRIES.c.seq <= as_of)
    elif as_of is not None:
        query = query.where(func.substr(ENTRIES.c.time, 1, 10) <= as_of.isoformat())
    row = connection.execute(query).first()
    if row is None:
        return Head(0, GENESIS, "")
    digest, time = ((text or b"").decode("utf-8", "replace") for text in row[1:])
    return Head(row[0], digest, time)


def read_stored(connection: Connection, first: int, last: int) -> Iterator[Stored]:
    """The entries from one number to another as bytes; a field that is NULL, which ours never are, reads as empty."""
    fields = [cast(column, LargeBinary) for column in ENTRIES.c]
    query = select(*fields).where(ENTRIES.c.seq.between(first, last)).order_by(ENTRIES.c.seq)
    for row in connection.execute(query):
        yield tuple(field or b"" for field in row)


def _netstring(field: bytes) -> bytes:
    return b"%d:%b," % (len(field), field)


def _utc_text(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("the clock must know its time zone")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Moment = date | int | None
"""The end of a day (UTC), the number of the last entry that counts, or None for now."""


def until(moment: Moment) -> ColumnElement[bool]:
    """The entries up to a moment; since none is dated before the one it follows, a day cuts the journal once."""
    if moment is None:
        return ENTRIES.c.seq.is_not(None)
    if isinstance(moment, int):
        return ENTRIES.c.seq <= moment
    return func.substr(ENTRIES.c.time, 1, 10) <= moment.isoformat()


AnyMoment = Day | int | None
"""A moment as programs hand it over: the day may be text."""


def as_moment(moment: AnyMoment) -> Moment:
    """The moment that a program hands over.

    Raises:
        Refused: FORM for text that is not a day.
        TypeError: for a truth value, or a day with a time (``datetime``).

    >>> as_moment("2025-06-02"), as_moment(12), as_moment(None)
    (datetime.date(2025, 6, 2), 12, None)
    """
    if isinstance(moment, bool):
        raise TypeError(f"as_of is a day or the number of an entry, not {moment}")
    return moment if moment is None or isinstance(moment, int) else as_day(moment, "as_of")

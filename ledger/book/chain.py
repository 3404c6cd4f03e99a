"""Whether the book still is what was written: every hash, every link, every file, every guard.

The proof covers each byte of each field as stored; nothing is parsed and written again before it is hashed.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, LargeBinary, cast, func, select

from ledger.book.faults import altered, faults_told, part_of
from ledger.book.index import INDEX_DEFINITIONS, Index, index_of
from ledger.book.journal import (
    DEFINITIONS,
    ENTRIES,
    FILE_BYTES,
    FILES,
    FORM_DEFINITION,
    GENESIS,
    Stored,
    entry_hash,
    read_head,
    read_stored,
)
from ledger.book.rules import Replay
from ledger.book.views import RatesPayload, Revision, revision_of
from ledger.foundation import Advice, Place, Problem, Refused, quoted

SHORTEST_PREFIX = 12

_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST_PREFIX},{len(GENESIS)}}}", re.ASCII)
_MANY = 2**63 - 1
_TIME = 6
_SHOWN = 8
REBUILD = Advice(
    "export the history of the book (export_book with the format jsonl), and import it into a new one",
    "export the history of the book (`export jsonl`), and import it into a new one",
)
_UNREAD = "ask who changed the file; nothing reads this index, and the next entry makes it anew"
_NO_READING = Advice(
    "let book.verify() list all that was altered, and restore the book from a backup",
    "let `verify` list all that was altered, and restore the book from a backup",
)


def verify_chain(connection: Connection, place: Place, head: str | None) -> tuple[Problem, ...]:
    """Recompute the whole book.

    Args:
        connection: one that sees a single state of the book.
        place: the file of the book.
        head: a hash that was once the head, such as one printed in a workbook, or its first 12 digits or more.

    Returns:
        CHAIN errors, each with the entry, the file or the guard it is about; empty for a sound book. They include
        what a damaged file still shows before it becomes unreadable.
    """
    folded = Index.in_memory(place)
    proofs = chain(
        _page_problems(connection, place),
        _definition_problems(connection, place),
        entry_problems(read_stored(connection, -_MANY - 1, _MANY), place, folded),
        _file_problems(connection, place),
    )
    problems: list[Problem] = []
    try:
        with faults_told(place):
            problems.extend(proofs)
            # What an altered journal would give, nobody knows.
            problems.extend(() if problems else _index_problems(connection, place, folded))
            problems.extend(() if problems else _form_problems(connection, place))
            problems.extend(() if head is None else _head_problems(connection, place, head))
    except Refused as refused:
        problems.extend(refused.problems)
    return tuple(problems)


def require_whole(connection: Connection, place: Place) -> None:
    """Hash every entry, so that nothing is read out of a book that was altered.

    Bytes are hashed and links compared, nothing is parsed: a small part of what reading the records costs. Nothing is
    remembered from one reading to the next, since a changed payload leaves the head as it was.

    Args:
        connection: one that sees a single state of the book, in which the caller goes on reading.
        place: the file of the book.

    Raises:
        Refused: CHAIN with the first altered entry or, if every entry is sound, a guard or table that is not ours.
    """
    entries = _linked(read_stored(connection, -_MANY - 1, _MANY), place)
    problem = next((problem for _, problems in entries for problem in problems), None)
    problem = problem or next(_definition_problems(connection, place), None)
    if problem is not None:
        raise Refused([replace(problem, remedy=_NO_READING)])


def require_end(connection: Connection, place: Place) -> None:
    """Prove what a new entry is put behind: the last entry by its own hash, and that guards and tables are ours.

    Raises:
        Refused: CHAIN if one of them is not as it was made.
    """
    problem = next(_definition_problems(connection, place), None)
    if problem is not None:
        raise Refused([replace(problem, remedy=_NO_READING)])
    if seq := read_head(connection).seq:
        read_proven(connection, place, seq)


def read_proven(connection: Connection, place: Place, seq: int) -> Stored:
    """An entry by its number, proven by its own hash; its neighbours are not looked at.

    Raises:
        Refused: CHAIN if there is none, or it was altered.
    """
    entries = tuple(read_stored(connection, seq, seq))
    if not entries:
        raise Refused([altered(part_of(place, f"entry {seq}"), "no such entry", "an entry", _NO_READING)])
    prove_page(entries, place, Proven(seq - 1, entries[0][1]))
    return entries[0]


class Proven(NamedTuple):
    """How far a journal was proven: the number, hash and time of the last entry that is as it was written."""

    seq: int = 0
    hash: bytes = GENESIS.encode()
    time: bytes = b""


def prove_page(entries: Sequence[Stored], place: Place, behind: Proven) -> Proven:
    """Hash a page of entries that follow those proven so far.

    Raises:
        Refused: CHAIN with the first that was altered, or does not follow.
    """
    problem = next((problem for _, problems in _linked(entries, place, behind) for problem in problems), None)
    if problem is not None:
        raise Refused([replace(problem, remedy=_NO_READING)])
    return Proven(int(entries[-1][0]), entries[-1][-1], entries[-1][_TIME]) if entries else behind


def entry_problems(entries: Iterable[Stored], place: Place, folded: Index) -> Iterator[Problem]:
    """Every entry whose hash, link, number, time or payload is not what was written.

    An entry with a false hash is named once; the next one may follow the false hash or the true one, so that a single
    change is not reported all the way down. As long as nothing was altered, the rules of posting are replayed as well.

    Args:
        entries: of a journal, from the first on.
        place: the file of the book.
        folded: an empty index, which follows them.

    >>> list(entry_problems([], Place(file="book.db"), Index.in_memory(Place(file="book.db"))))
    []
    """
    replay: Replay | None = Replay(place)
    for stored, problems in _linked(entries, place):
        yield from problems
        revision, unreadable = _revision(stored, place) if stored[-1] == _true_hash(stored) else (None, ())
        yield from unreadable
        # Behind an altered entry nobody knows what the rules would have met.
        if replay and revision and not problems:
            yield from replay.follow(stored, revision)
            folded.follow_revision(revision)
        else:
            replay = None
    if replay:
        yield from replay.end()


def _linked(
    entries: Iterable[Stored], place: Place, behind: Proven | None = None
) -> Iterator[tuple[Stored, tuple[Problem, ...]]]:
    """Each entry with what is wrong with its number, link, hash and time."""
    seq, digest, latest = behind or Proven()
    heads: tuple[bytes, ...] = (digest,)
    for stored in entries:
        true_hash = _true_hash(stored)
        is_sound = stored[-1] == true_hash and stored[1] in heads and _moment(stored) >= latest
        if is_sound and int(stored[0]) == seq + 1:
            yield stored, ()
        else:
            yield stored, tuple(_link_problems(stored, true_hash, Proven(seq, heads[0], latest), heads, place))
        seq, heads = int(stored[0]), (stored[-1], true_hash)
        # An altered time is reported once, at its entry: later entries are not compared with it.
        latest = _moment(stored) if stored[-1] == true_hash else latest


def _moment(stored: Stored) -> bytes:
    """The time of an entry, without the reading of the clock that may stand beside it."""
    return stored[_TIME].split(b" ")[0]


def _link_problems(
    stored: Stored, true_hash: bytes, behind: Proven, heads: tuple[bytes, ...], place: Place
) -> Iterator[Problem]:
    seq, previous, time, digest = int(stored[0]), stored[1], _moment(stored), stored[-1]
    where = part_of(place, f"entry {seq}")
    if seq != behind.seq + 1:
        yield altered(where, f"entry {seq} after entry {behind.seq}", f"entry {behind.seq + 1}")
    elif previous not in heads:
        yield altered(where, f"previous hash {_shown(previous)}", f"{_shown(behind.hash)} of entry {seq - 1}")
    if digest != true_hash:
        yield altered(where, f"hash {_shown(digest)}", f"{_shown(true_hash)}, the hash of what stands there")
    if time < behind.time:
        yield altered(where, f"time {_shown(time)}", f"a time from {_shown(behind.time)} on")


def _revision(stored: Stored, place: Place) -> tuple[Revision | None, tuple[Problem, ...]]:
    try:
        return revision_of(stored, place), ()
    except Refused as refused:
        return None, refused.problems


def _page_problems(connection: Connection, place: Place) -> Iterator[Problem]:
    # SQLite's own look at the pages of the file; "ok" is its word for no findings.
    for finding in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if finding != "ok":
            yield altered(place, f"damaged pages ({quoted(finding)})", "a whole file")


def _definition_problems(connection: Connection, place: Place) -> Iterator[Problem]:
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    there = {str(name): sql for name, sql in connection.exec_driver_sql(query)}
    for name, definition in DEFINITIONS.items():
        kind = "table" if definition.startswith("CREATE TABLE") else "guard"
        where, expected = part_of(place, name), f"the {kind} that init made"
        if name not in there:
            yield altered(where, f"no {kind} {name}", expected)
        elif there[name] != definition:
            yield altered(where, f"another {kind} {name}", expected)
    ours = (DEFINITIONS | INDEX_DEFINITIONS | {"forms": FORM_DEFINITION}).items()
    for name in dict(there.items() - ours).keys() - DEFINITIONS.keys():
        yield altered(part_of(place, quoted(name)), "a table, index or trigger of somebody else", "only what init made")


def _index_problems(connection: Connection, place: Place, folded: Index) -> Iterator[Problem]:
    """CHAIN at the index, where it says something else than the entries; one that only lags behind is not used."""
    index, head = index_of(connection, place), read_head(connection)
    is_read = index.head == (head.seq, head.hash)
    is_changed = index.is_ours and index.head is None
    if (is_read or is_changed) and (ids := index.unlike(folded)):
        more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
        found = f"an index that says something else of {', '.join(map(quoted, ids[:_SHOWN]))}{more}"
        remedy = REBUILD if is_read else _UNREAD
        yield altered(part_of(place, "index"), found, "what the entries say, of which each is sound", remedy)


def _form_problems(connection: Connection, place: Place) -> Iterator[Problem]:
    """CHAIN at a form that says it made entries which are not there: whoever posts it again would be told of them."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'forms'").first():
        return
    wrong = "SELECT id, first, last FROM forms WHERE NOT (1 <= first AND first <= last AND last <= ?) ORDER BY id"
    entries = read_head(connection).seq
    for name, first, last in connection.exec_driver_sql(wrong, (entries,)):
        found = f"a form that entered {first} to {last}"
        yield altered(part_of(place, f"form {quoted(name)}"), found, f"entries up to {entries}")


def _file_problems(connection: Connection, place: Place) -> Iterator[Problem]:
    named: dict[str, int] = {}
    query = select(ENTRIES.c.seq, ENTRIES.c.payload).where(ENTRIES.c.action == "rates").order_by(ENTRIES.c.seq)
    for seq, payload in connection.execute(query):
        try:
            rates = RatesPayload.model_validate_json(payload)
        except ValidationError:
            continue  # entry_problems has named it
        named[rates.sha256] = seq
        length = connection.scalar(select(func.length(FILES.c.bytes)).where(FILES.c.sha256 == rates.sha256))
        if length != rates.bytes:
            found = "no file" if length is None else f"a file of {length} bytes"
            yield altered(part_of(place, f"entry {seq}"), found, f"{rates.bytes} bytes with sha256 {rates.sha256[:12]}")
    # Whatever a damaged book calls its hash or its bytes, both are read as bytes.
    files = select(cast(FILES.c.sha256, LargeBinary), FILE_BYTES).order_by(FILES.c.sha256)
    for digest, data in connection.execute(files):
        where, sha256 = part_of(place, f"file {_shown(digest or b'')}"), (digest or b"").decode("utf-8", "replace")
        if hashlib.sha256(data or b"").hexdigest() != sha256:
            yield altered(where, "other bytes than were added", "bytes with this sha256")
        elif sha256 not in named:
            yield altered(where, "a file that no entry names", "a file that an entry added")


def _head_problems(connection: Connection, place: Place, head: str) -> Iterator[Problem]:
    where, prefix = part_of(place, "head"), head.strip().lower()
    remedy = "copy the hash again from the workbook"
    if not _HASH.fullmatch(prefix):
        yield altered(where, quoted(head), f"{SHORTEST_PREFIX} to {len(GENESIS)} digits of a head hash", remedy)
        return
    if GENESIS.startswith(prefix):
        found = "the head of an empty book, which every book has once had"
        yield altered(where, found, "the hash of an entry", remedy)
        return
    begins = func.substr(ENTRIES.c.hash, 1, len(prefix)) == prefix
    matches = connection.scalar(select(func.count()).where(begins)) or 0
    if matches > 1:
        yield altered(where, f"{matches} entries that begin with {prefix}", "one", "give more digits")
    elif not matches:
        found = f"no entry with hash {_shown(prefix.encode())}: the book was shortened or rebuilt"
        yield altered(where, found, "the entry that was once the head", "ask for the book with that entry")


def _true_hash(stored: Stored) -> bytes:
    return entry_hash(stored[:-1]).encode()


def _shown(stored: bytes) -> str:
    text = stored.decode("utf-8", "replace")
    return text[:SHORTEST_PREFIX] if _HASH.fullmatch(text) else quoted(text)

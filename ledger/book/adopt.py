"""A whole journal out of a book and into an empty one: the same entries, the same hashes, the same files.

``export`` and ``intake`` know what a file of history looks like; here its lines are proven and entered.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select

from ledger.book.book import Book
from ledger.book.chain import verify_chain
from ledger.book.faults import altered, faults_told, file_problem, part_of
from ledger.book.journal import (
    ENTRIES,
    FILE_BYTES,
    FILES,
    SCHEMA_VERSION,
    Entry,
    Head,
    Journal,
    entry_hash,
    read_head,
    read_stored,
)
from ledger.book.register import make_index
from ledger.book.views import RatesPayload, entry_of, unreadable
from ledger.foundation import Day, Place, Problem, Refused, advice, as_day

_PAGE = 1000


class KeptFile(NamedTuple):
    """A file that the book keeps beside its entries, under the hash of its bytes."""

    sha256: str
    data: bytes


class Closing(NamedTuple):
    """The last line of a journal; a journal without it was cut off."""

    entries: int
    head: str


JournalLine = Entry | KeptFile | Closing
"""What a journal is made of: its entries in order, each file behind the first entry that names it, and the closing."""


def journal_lines(book: Book, as_of: Day | None = None) -> Iterator[JournalLine]:
    """The journal of a book, proven entry by entry as it is read.

    Args:
        book: whose journal.
        as_of: up to the end of this day (UTC); by default all of it.

    Raises:
        Refused: CHAIN for an entry or a file that is not as it was written: a history is not made of an altered book.
    """
    as_of = None if as_of is None else as_day(as_of, "as_of")
    journal = Journal(book.path)
    last, _ = book.head_at(as_of)
    head = Head(0, "0" * 64, "")
    named: set[str] = set()
    # Page by page, each in a reading of its own: one that stayed open while the caller works would block writers.
    for first in range(1, last + 1, _PAGE):
        for entry in _page(journal, first, min(first + _PAGE - 1, last)):
            head = _next(head, entry, part_of(journal.place, f"entry {entry.seq}"))
            yield entry
            name = _file_named(entry, journal.place)
            if name is not None and name not in named:
                named.add(name)
                yield _kept_file(journal, name)
    yield Closing(head.seq, head.hash)


def adopt_journal(
    book: Book, lines: Iterable[JournalLine | Problem], file: str, *, apply: bool = True
) -> tuple[int, str]:
    """Enter a whole journal unchanged into an empty book, or nothing; every hash is recomputed.

    Args:
        book: one without entries.
        lines: the journal; a problem among them stops it.
        file: name of the file they come from, for problems.
        apply: False only proves all of it, and the book stays empty.

    Returns:
        How many entries there are, and the hash of the last.

    Raises:
        Refused: FILE for a book that has entries; CHAIN for a journal that was altered, cut off or put in another
            order, or that breaks the rules of posting; the problem among the lines.
    """
    journal = Journal(book.path)
    with journal.writing() as connection, faults_told(journal.place):
        if entries := read_head(connection).seq:
            found = f"a book with {entries} {'entry' if entries == 1 else 'entries'}"
            remedy = advice("name a new book with --book; it is made from the history")
            raise Refused(
                [file_problem(journal.place, found, "an empty book, since a history is a whole book", remedy)]
            )
        _enter(connection, lines, Place(file=file))
        problems = verify_chain(connection, Place(file=file), None)
        if problems:
            raise Refused(problems)
        head = read_head(connection)
        if apply:
            make_index(connection, journal.place)
        else:
            connection.rollback()
        return head.seq, head.hash


def _enter(connection: Connection, lines: Iterable[JournalLine | Problem], place: Place) -> None:
    head = read_head(connection)
    waiting: list[dict[str, object]] = []
    closing: Closing | None = None
    for line in lines:
        if isinstance(line, Problem):
            raise Refused([line])
        if closing is not None:
            raise Refused([altered(place, "lines behind the closing line", "nothing behind it", _REMEDY)])
        if isinstance(line, Closing):
            closing = line
            continue
        if isinstance(line, KeptFile):
            if hashlib.sha256(line.data).hexdigest() != line.sha256:
                where = part_of(place, f"file {line.sha256[:12]}")
                raise Refused([altered(where, "other bytes than were added", "bytes with this sha256", _REMEDY)])
            connection.execute(insert(FILES).values(sha256=line.sha256, bytes=line.data))
            continue
        head = _next(head, line, part_of(place, f"entry {line.seq}"))
        waiting.append(line._asdict())
        if len(waiting) >= _PAGE:
            connection.execute(insert(ENTRIES), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(ENTRIES), waiting)
    _require_end(closing, head, place)


def _require_end(closing: Closing | None, head: Head, place: Place) -> None:
    """Refuse a journal without its end.

    Raises:
        Refused: CHAIN unless the closing line names this head.
    """
    if closing is None:
        found, expected = (
            f"a history that is cut off behind entry {head.seq}",
            "a closing line with the number of entries",
        )
        raise Refused([altered(place, found, expected, "copy the whole file again, or export it again from the book")])
    if closing != (head.seq, head.hash):
        found = f"{head.seq} entries up to the hash {head.hash[:12]}"
        expected = f"{closing.entries} up to {closing.head[:12]}, as the closing line says"
        raise Refused([altered(place, found, expected, _REMEDY)])


_REMEDY = "export the history again from the book, or restore that from a backup"


def _next(head: Head, entry: Entry, place: Place) -> Head:
    """The head behind this entry.

    Raises:
        Refused: CHAIN unless it follows the head and carries the hash of what it says.
    """
    if entry.schema_version != SCHEMA_VERSION:
        found, expected = f"an entry of version {entry.schema_version}", f"version {SCHEMA_VERSION}"
        raise Refused([file_problem(place, found, expected, "install the newest defense-ledger")])
    if entry.seq != head.seq + 1:
        raise Refused([altered(place, f"entry {entry.seq} after entry {head.seq}", f"entry {head.seq + 1}", _REMEDY)])
    if entry.previous != head.hash:
        expected = f"{head.hash[:12]} of entry {head.seq}"
        raise Refused([altered(place, f"previous hash {entry.previous[:12]}", expected, _REMEDY)])
    true_hash = entry_hash(str(value).encode() for value in entry[:-1])
    if entry.hash != true_hash:
        expected = f"{true_hash[:12]}, the hash of what stands there"
        raise Refused([altered(place, f"hash {entry.hash[:12]}", expected, _REMEDY)])
    return Head(entry.seq, entry.hash, entry.time)


def _page(journal: Journal, first: int, last: int) -> list[Entry]:
    with journal.reading() as connection, faults_told(journal.place):
        try:
            return [entry_of(stored) for stored in read_stored(connection, first, last)]
        except ValueError as fault:
            raise Refused([unreadable(journal.place, f"{first} to {last}", fault)]) from None


def _file_named(entry: Entry, place: Place) -> str | None:
    if entry.action != "rates":
        return None
    try:
        return RatesPayload.model_validate_json(entry.payload).sha256
    except ValidationError as invalid:
        raise Refused([unreadable(place, entry.seq, invalid)]) from None


def _kept_file(journal: Journal, name: str) -> KeptFile:
    with journal.reading() as connection, faults_told(journal.place):
        data = connection.scalar(select(FILE_BYTES).where(FILES.c.sha256 == name))
    if data is None or hashlib.sha256(data).hexdigest() != name:
        where = part_of(journal.place, f"file {name[:12]}")
        raise Refused([altered(where, "no file, or another one", "the file as it was added")])
    return KeptFile(name, data)

"""The book as others use it: make it, open it, write a block, read it as of a day, verify it.

Only what is told here leaves the room; how entries are stored, read and proven is the matter of its neighbours.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Never, TypeVar

from sqlalchemy import Connection

from ledger.book.batches import Batch, SourceRecord, batches, brought, sources
from ledger.book.chain import Proven, prove_page, require_whole, verify_chain
from ledger.book.faults import faults_told
from ledger.book.journal import (
    BUSY_SECONDS,
    AnyMoment,
    Appender,
    Clock,
    Journal,
    Stored,
    as_moment,
    journal_at,
    read_head,
    read_stored,
    utc_now,
)
from ledger.book.one_state import JournalInOneState
from ledger.book.posting import Posting, gathered, require_id, require_signature, sound
from ledger.book.register import Register, record_at, register_of, register_to_write, revisions_of
from ledger.book.standing import StatedRecord, replay
from ledger.book.views import (
    Decision,
    RateFile,
    Revision,
    ahead_of_clock,
    day_of,
    decisions,
    rate_files,
    rate_history,
    revision_of,
)
from ledger.foundation import LOG, Place, Problem, Refused, each_of, nothing_collected
from ledger.rates import NOTHING_STATED, StatedQuotation, held_contradictions
from ledger.records import Record

T = TypeVar("T")

_PAGE = 1000
_SHORT = 12


class Book:
    r"""The append-only journal in one file, and the records as it leaves them.

    Every reading takes one state of the file, every block of writing is one transaction; between calls the file is
    closed. Any call raises :class:`~ledger.foundation.Refused` with FILE where file or disk stand in the way, and with
    CHAIN where the book is damaged. Whatever gives records, rates or decisions out first hashes all entries in the
    state that it reads, and is refused with the first that was altered; only ``head``, ``entries`` and
    ``last_recorded`` look at the newest entry alone, and ``verify`` names all that is wrong. Who records, amends,
    corrects, withdraws or restores a record looks it up in the index of the book, and proves the last entry and each
    that is read; any other writing hashes all.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     _ = book.add_rates("own", b"Date,USD\n2025-06-02,1.1419\n", author="Ann", reason="the bank")
    ...     book.entries, book.records(), [rates.name for rates in book.rate_files()], book.verify()
    (1, (), ['own'], ())
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.path: Path = journal.path
        self._journal = journal
        self._clock = clock

    def __repr__(self) -> str:
        try:
            count, head = self._read(lambda connection, _: read_head(connection))[:2]
        except Refused:
            return f"<Book {str(self.path)!r}, which cannot be read>"
        return f"<Book {str(self.path)!r}, {count} {'entry' if count == 1 else 'entries'}, head {head[:_SHORT]}>"

    def __reduce__(self) -> Never:
        raise TypeError(f"a book is a file: send its path, and open it there with Book.open({str(self.path)!r})")

    @classmethod
    def create(cls, path: str | Path, *, clock: Clock = utc_now, busy_seconds: float = BUSY_SECONDS) -> "Book":
        """Make an empty book.

        Args:
            path: where nothing is yet.
            clock: tells the time of entries; with a time zone.
            busy_seconds: how long to wait for another program's lock.

        Raises:
            Refused: FILE if something is there already, or the folder is missing or may not be written.
        """
        journal = journal_at(path, busy_seconds)
        journal.make()
        return cls(journal, clock)

    @classmethod
    def open(cls, path: str | Path, *, clock: Clock = utc_now, busy_seconds: float = BUSY_SECONDS) -> "Book":
        """Open a book that is there; nothing is kept open between calls, so there is nothing to close.

        Args:
            path: of the book.
            clock: tells the time of entries; with a time zone.
            busy_seconds: how long to wait for another program's lock.

        Raises:
            Refused: FILE if there is no file or it is not a book, CHAIN if it is damaged at first sight.
        """
        journal = journal_at(path, busy_seconds)
        journal.check()
        return cls(journal, clock)

    @property
    def head(self) -> str:
        """Hash of the newest entry; 64 zeros for an empty book."""
        return self._read(lambda connection, _: read_head(connection)).hash

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._read(lambda connection, _: read_head(connection)).seq

    def hash_at(self, seq: int) -> str | None:
        """The hash that stands at an entry, not proven; None where there is no such entry.

        Args:
            seq: number of the entry, from 1.
        """
        head = self._read(lambda connection, _: read_head(connection, seq))
        return head.hash if head.seq == seq and seq else None

    @property
    def last_recorded(self) -> date | None:
        """Day (UTC) of the newest entry; None for an empty book."""
        return self._read(lambda connection, place: day_of(read_head(connection), place))

    @property
    def now(self) -> datetime:
        """What the book's clock says, in UTC."""
        return self._clock().astimezone(UTC)

    @property
    def today(self) -> date:
        """Day (UTC) of the book's clock."""
        return self._clock().astimezone(UTC).date()

    def dated_ahead(self) -> tuple[Problem, ...]:
        """CLOCK, a warning, where the newest entry is dated more than a day ahead of the book's clock."""
        return self._read(lambda connection, place: ahead_of_clock(read_head(connection), self._clock(), place))

    def head_at(self, as_of: AnyMoment) -> tuple[int, str]:
        """Entry count and head hash at a moment; all entries are hashed for it.

        Args:
            as_of: the end of this day (UTC), behind the entry of this number, or None for now.

        Raises:
            Refused: CHAIN if any entry was altered, FORM for text that is not a day.
            TypeError: for a day with a time (``datetime``).
        """
        return self._read_whole(lambda connection, _: read_head(connection, as_moment(as_of)))[:2]

    @contextmanager
    def reading(self) -> Iterator["Book"]:
        """Read in a block: all questions are answered from one state of the book, whose entries are hashed once.

        Who writes waits until the block ends, so it should not wait for people; the book that it gives is only read.

        Raises:
            Refused: CHAIN if any entry was altered, FILE if the book cannot be read.
        """
        with self._journal.reading() as connection:
            self._require_whole(connection)
            yield Book(JournalInOneState(self._journal, connection), self._clock)

    @contextmanager
    def register(self) -> Iterator[Register]:
        """The records by their ids, in one state of the book, each read when asked for; refused like a reading."""
        with self._journal.reading() as connection:
            self._require_whole(connection)
            yield register_of(connection, self._journal.place)

    @contextmanager
    def writing(self, *, author: str, reason: str) -> Iterator[Posting]:
        """Write a block: all of it enters the book, or nothing if anything raises in it.

        A posting that is refused and caught leaves the rest of its block sound. The block holds the write lock, so it
        should not wait for people, and the book must not be written by another block inside it.

        Args:
            author: who writes; one line.
            reason: why.

        Raises:
            Refused: FORM for an author or a reason that is empty or has NUL, lone surrogates or other control
                characters; at the end REL or STAGE if the records would not fit together; FILE if the book is locked.
        """
        require_signature(author, reason)
        with self._journal.writing() as connection:
            register = register_to_write(connection, self._journal.place)
            appender = Appender(connection, self._journal.place, author=author, reason=reason, now=self._clock())
            posting = Posting(appender, register)
            first = posting.head[0] + 1
            try:
                yield posting
                posting.settle()
            finally:
                last, head = posting.head
                posting.end()
        if first <= last:
            LOG.info("%s: posted entries %d to %d, head %s", self.path.name, first, last, head[:12])

    def record(self, records: Iterable[Record], *, author: str, reason: str) -> tuple[Revision, ...]:
        """Enter new records, all or none.

        Args:
            records: with ids that were never used.
            author: who enters them; one line.
            reason: why.

        Returns:
            The new entries, in the order of the records.

        Raises:
            Refused: with the problems of all of them: DUP for an id that was used before or a record that is there
                under another id, REL or STAGE if they do not fit together.
            TypeError: for a record that stands in no list, or anything that is not a record; nothing is entered then.
        """
        entered = each_of(records, Record, "records is a list of records such as [record]")
        problems: list[Problem] = []
        # What needs no look into the book is done before others have to wait for it.
        ready = gathered(sound, entered, problems)
        with self.writing(author=author, reason=reason) as posting:
            revisions = gathered(posting.enter, ready, problems)
            # A fault of the file ends the block by itself.
            if problems and not posting.broken:
                raise Refused(problems)
        return tuple(revisions)

    def amend(self, record: Record, *, author: str, reason: str) -> Revision:
        """State a record anew because the world changed; what it said before stays in its history.

        Args:
            record: as it stands from now on, with the id that it had.
            author: who states it; one line.
            reason: why.

        Raises:
            Refused: REL if it is not there, FORM if it was of another kind, DUP if it now equals another record.
        """
        stated = sound(record)
        with self.writing(author=author, reason=reason) as posting:
            return posting.restate("amend", stated)

    def correct(self, record: Record, *, author: str, reason: str) -> Revision:
        """State a record anew because we were wrong; refused like :meth:`amend`.

        Args:
            record: as it should have stood, with the id that it had.
            author: who corrects it; one line.
            reason: what was wrong.
        """
        stated = sound(record)
        with self.writing(author=author, reason=reason) as posting:
            return posting.restate("correct", stated)

    def withdraw(self, id: str, *, author: str, reason: str) -> Revision:  # noqa: A002 - the word of the records
        """Take a record out; its id stays used, its revisions stay in the history.

        Args:
            id: of the record.
            author: who takes it out; one line.
            reason: why.

        Raises:
            Refused: REL if it is not there, or if other records point at it (ties without effect do not count).
        """
        with self.writing(author=author, reason=reason) as posting:
            return posting.withdraw(id)

    def restore(self, id: str, *, author: str, reason: str) -> Revision:  # noqa: A002 - the word of the records
        """Bring a withdrawn record back as it was.

        Args:
            id: of the record.
            author: who brings it back; one line.
            reason: why.

        Raises:
            Refused: REL if it was not withdrawn, DUP if an equal record has come in since.
        """
        with self.writing(author=author, reason=reason) as posting:
            return posting.restore(id)

    def add_rates(
        self, name: str, data: bytes, *, author: str, reason: str, stated: StatedQuotation = NOTHING_STATED
    ) -> Revision:
        """Keep a file of rates; a newer file of the same name takes its place in reports as of later days.

        Args:
            name: of the rate set.
            data: the bytes of the file, in one of the formats of ``docs/rates.md``.
            author: who adds it; one line.
            reason: why.
            stated: base, direction and publisher, where the file does not say them.

        Raises:
            Refused: FORM for a name that is empty or has control characters, FX-FEED for what is no file of rates, and
                for one that is taken for the European Central Bank's by its headings and contradicts what that bank
                published; FX-INV, FX-UNIT or FX-FEED for one that contradicts another set of the book. Nothing has
                entered then.
            TypeError: for text instead of bytes.
        """
        with self.writing(author=author, reason=reason) as posting:
            revision = posting.add_rates(name, data, stated)
            others = ((it.name, it.data, it.stated) for it in self.rate_files() if it.name != name)
            if contradictions := held_contradictions((name, data, stated), others):
                raise Refused(contradictions)
            return revision

    def withdraw_rates(self, name: str, *, author: str, reason: str) -> Revision:
        r"""Take a rate set out of later reports; those as of a day before it keep it.

        Args:
            name: of the rate set.
            author: who takes it out; one line.
            reason: why.

        Raises:
            Refused: FORM if no set of that name is there.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     book = Book.create(Path(folder) / "book.db")
        ...     _ = book.add_rates("own", b"Date,USD\n2025-06-02,1.1419\n", author="Ann", reason="the bank")
        ...     _ = book.withdraw_rates("own", author="Ann", reason="the bank takes it back")
        ...     [rates.name for rates in book.rate_files()], [rates.name for rates in book.rate_files(as_of=1)]
        ([], ['own'])
        """
        with self.writing(author=author, reason=reason) as posting:
            return posting.withdraw_rates(name)

    def records(self, as_of: AnyMoment = None) -> tuple[Record, ...]:
        """The records that are there, sorted by id.

        Args:
            as_of: as they stood at the end of this day (UTC), or behind the entry of this number; by default now.

        Raises:
            Refused: FORM for text that is not a day.
            TypeError: for a day with a time (``datetime``).
        """
        moment = as_moment(as_of)
        return self._read_whole(lambda connection, place: tuple(replay(connection, place, moment).records(place)))

    def stated_records(self, as_of: AnyMoment = None) -> tuple[StatedRecord, ...]:
        """The same, each with the entry that states it and the rows of files from which it was read.

        Args:
            as_of: as there.
        """
        return self._read_whole(lambda at, place: tuple(replay(at, place, as_moment(as_of)).stated(place)))

    def get(self, id: str, as_of: AnyMoment = None) -> Record | None:  # noqa: A002 - the word of the records
        """The record of an id as it stands; None for an id that was never used, and for a record that was withdrawn.

        Args:
            id: of the record.
            as_of: as it stood at the end of this day (UTC), or behind the entry of this number; by default now.

        Raises:
            TypeError: for an id that is no text.

        >>> import ledger, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     book = Book.create(Path(folder) / "book.db")
        ...     _ = ledger.import_file(book, ledger.foundation.folder("seeds") / "article.jsonl", author="Ann")
        ...     pledge = book.get("gbr-ukr-2025-06-02-1")
        ...     _ = book.withdraw(pledge.id, author="Bob", reason="said twice")
        ...     gone = book.get(pledge.id)
        ...     _ = book.restore(pledge.id, author="Ann", reason="not the same money")
        ...     revised = pledge.model_copy(update={"title": "Yearly support"})
        ...     _ = book.amend(revised, author="Ann", reason="renamed")
        ...     history = [(revision.action, revision.author) for revision in book.history(pledge.id)]
        >>> gone, history
        (None, [('record', 'Ann'), ('withdraw', 'Bob'), ('restore', 'Ann'), ('amend', 'Ann')])
        """
        require_id(id)
        return self._read_whole(lambda connection, place: record_at(connection, place, id, as_moment(as_of)))

    def ids(self) -> frozenset[str]:
        """Every id that the book has ever used, those of withdrawn records too."""
        return self._read_whole(lambda connection, place: frozenset(replay(connection, place).since))

    def history(self, id: str) -> tuple[Revision, ...]:  # noqa: A002 - the word of the records
        """All revisions of one record, oldest first; none for an id that was never used.

        Args:
            id: of the record, withdrawn or not.
        """
        require_id(id)
        return self._read_whole(lambda connection, place: tuple(revisions_of(connection, place, id)))

    def rate_files(self, as_of: AnyMoment = None) -> tuple[RateFile, ...]:
        """The newest file of each rate set that is there, in the order in which their names came in.

        Args:
            as_of: as they stood at the end of this day (UTC), or behind the entry of this number.

        Raises:
            Refused: FORM for text that is not a day.
            TypeError: for a day with a time (``datetime``).
        """
        return self._read_whole(lambda connection, place: rate_files(connection, place, as_moment(as_of)))

    def rate_history(self, as_of: AnyMoment = None) -> tuple[RateFile, ...]:
        """Every file of the rate sets that are there at a moment, oldest first, those too whose place was taken.

        Args:
            as_of: the end of this day (UTC), or behind the entry of this number; by default now.
        """
        return self._read_whole(lambda connection, place: tuple(rate_history(connection, place, as_moment(as_of))))

    def decisions(self, as_of: AnyMoment = None) -> tuple[Decision, ...]:
        """What people have said of the book up to a moment: issues, sign-offs, waivers, severities, samples.

        Args:
            as_of: the end of this day (UTC), or behind the entry of this number; by default now.
        """
        return self._read_whole(lambda connection, place: tuple(decisions(connection, place, as_moment(as_of))))

    def batches(self) -> tuple[Batch, ...]:
        """All imports that brought anything, oldest first."""
        return self._read_whole(lambda connection, place: tuple(batches(connection, place)))

    def brought(self, source: str) -> dict[str, SourceRecord]:
        """What a source has brought in all its batches, by id, and how each record stands.

        Args:
            source: its name, as :meth:`batches` tells it.
        """
        return self._read_whole(lambda connection, place: brought(connection, place, source))

    def sources(self) -> dict[str, str]:
        """The source that brought each record, by id; those entered by hand are not among them."""
        return self._read_whole(sources)

    def revisions(self) -> Iterator[Revision]:
        """All entries in order, up to the newest one at the first step."""
        last, proven = self.entries, Proven()
        # Page by page, each in a reading of its own: one that stayed open while the caller works would block writers.
        for first in range(1, last + 1, _PAGE):
            page = self._page(first, min(first + _PAGE - 1, last))
            proven = prove_page(page, self._journal.place, proven)
            yield from (revision_of(stored, self._journal.place) for stored in page)

    def verify(self, head: str | None = None) -> tuple[Problem, ...]:
        """Recompute every hash, link and file, and compare the guards with those that were made.

        Args:
            head: a hash that was once the head, as workbooks print it, or at least its first 12 digits; if no entry has
                it, the book was shortened or rebuilt.

        Returns:
            CHAIN errors with the entry they are about, or FILE if the book cannot be read; empty for a sound book.
        """
        try:
            return self._read(lambda connection, place: verify_chain(connection, place, head))
        except Refused as refused:
            return refused.problems

    def _page(self, first: int, last: int) -> tuple[Stored, ...]:
        return self._read(lambda connection, _: tuple(read_stored(connection, first, last)))

    def _read_whole(self, question: Callable[[Connection, Place], T]) -> T:
        """Ask the book something, in a state of it in which no entry was altered."""

        def proven(connection: Connection, place: Place) -> T:
            self._require_whole(connection)
            return question(connection, place)

        return self._read(proven)

    def _require_whole(self, connection: Connection) -> None:
        if not self._journal.is_proven:
            with faults_told(self._journal.place):
                require_whole(connection, self._journal.place)

    def _read(self, question: Callable[[Connection, Place], T]) -> T:
        with nothing_collected(), self._journal.reading() as connection, faults_told(self._journal.place):
            return question(connection, self._journal.place)

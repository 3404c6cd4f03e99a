"""Forms of pages that are posted: each enters once, and only onto what its page showed.

A browser may send a form twice, and a clerk may press a button twice. So each form has an id, which is written beside
the entries that it made, in the same transaction and outside the chain: it says nothing of the book, only which form
has been taken. A form also says on which state it was filled in, so that what somebody else entered meanwhile is shown
before anything is entered over it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from ledger.book.book import Book
from ledger.book.chain import read_proven
from ledger.book.faults import faults_told
from ledger.book.journal import FORM_DEFINITION, Journal, mark_forms, read_head
from ledger.book.register import register_of
from ledger.book.views import Revision, revision_of

_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'forms'"


@dataclass(frozen=True)
class PostedForm:
    """A form as a page handed it out.

    Args:
        id: of this form alone, which nobody can guess.
        record: id of the record that it is about; empty for none.
        seen: what :func:`seen_of` said of that record when the page was drawn.
        head: hash of the last entry then, where everything in the book matters; empty where it does not.

    >>> PostedForm("3f2a").record
    ''
    """

    id: str
    record: str = ""
    seen: tuple[int, ...] = ()
    head: str = ""


class FormPostedError(Exception):
    """The form was posted before, and has entered then.

    Args:
        first: number of the first entry that it made.
        last: number of the last one.
    """

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"entries {first} to {last}")
        self.first, self.last = first, last


class FormOutdatedError(Exception):
    """What the form was filled in on has changed meanwhile; nothing was entered."""


def posted_once(book: Book, form: PostedForm) -> Book:
    r"""The book, for one posting by a form: a block of writing enters it together with its id.

    Args:
        book: into which it is posted.
        form: as it comes back.

    Its blocks of writing raise :class:`FormPostedError` if the form has entered before, and :class:`FormOutdatedError`
    if its record, a tie of it or the head is not as the form says; both under the lock, and before anything is entered.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = posted_once(Book.create(f"{folder}/book.db"), PostedForm("3f2a"))
    ...     _ = book.add_rates("own", b"Date,USD\n2025-06-02,1.1419\n", author="Ann", reason="the bank")
    ...     try:
    ...         book.add_rates("own", b"Date,USD\n2025-06-02,1.1419\n", author="Ann", reason="the bank")
    ...     except FormPostedError as posted:
    ...         print(book.entries, posted)
    1 entries 1 to 1
    """
    return Book(_FormJournal(book.path, form), lambda: book.now)


def entries_of_form(book: Book, form: str) -> tuple[int, int] | None:
    """The first and the last entry that a form has made; None for one that has not entered.

    Args:
        book: into which it was posted.
        form: its id.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     entries_of_form(Book.create(f"{folder}/book.db"), "3f2a") is None
    True
    """
    journal = Journal(book.path)
    with journal.reading() as connection, faults_told(journal.place):
        return _entries_of(connection, form)


def entry_at(book: Book, seq: int) -> Revision | None:
    """An entry by its number, proven by its own hash alone; None where there is none.

    Args:
        book: in which it stands.
        seq: its number, from 1.

    Raises:
        Refused: CHAIN if it was altered.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     entry_at(Book.create(f"{folder}/book.db"), 1) is None
    True
    """
    journal = Journal(book.path)
    with journal.reading() as connection, faults_told(journal.place):
        if not 1 <= seq <= read_head(connection).seq:
            return None
        return revision_of(read_proven(connection, journal.place, seq), journal.place)


def seen_of(book: Book, key: str) -> tuple[int, ...]:
    """Which entries a form on a record is filled in on: the last one on it, and on each that it is tied to.

    Args:
        book: where it is.
        key: id of the record.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     seen_of(demo(folder).book, "gbr-ukr-2025-06-02-1")
    (3, 6)
    """
    journal = Journal(book.path)
    with journal.reading() as connection, faults_told(journal.place):
        return _seen_at(connection, journal, key)


class _FormJournal(Journal):
    """The journal of a book for the posting of one form.

    Args:
        path: of the book.
        form: whose posting it is.
    """

    def __init__(self, path: Path, form: PostedForm) -> None:
        super().__init__(path)
        self._form = form

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection with the write lock, in whose transaction the form is noted beside its entries.

        Raises:
            FormPostedError: if it was posted before.
            FormOutdatedError: if it was filled in on another state.
        """
        with super().writing() as connection:
            with faults_told(self.place):
                self._require_new(connection)
            before = read_head(connection).seq
            yield connection
            last = read_head(connection).seq
            if last > before:
                with faults_told(self.place):
                    self._note(connection, before + 1, last)

    def _require_new(self, connection: Connection) -> None:
        form = self._form
        if entries := _entries_of(connection, form.id):
            raise FormPostedError(*entries)
        if form.head and form.head != read_head(connection).hash:
            raise FormOutdatedError
        if form.record and form.seen != _seen_at(connection, self, form.record):
            raise FormOutdatedError

    def _note(self, connection: Connection, first: int, last: int) -> None:
        if not connection.exec_driver_sql(_THERE).first():
            connection.exec_driver_sql(FORM_DEFINITION)
            mark_forms(connection)
        connection.exec_driver_sql("INSERT INTO forms VALUES (?, ?, ?)", (self._form.id, first, last))


def _entries_of(connection: Connection, form: str) -> tuple[int, int] | None:
    if not connection.exec_driver_sql(_THERE).first():
        return None
    rows = connection.exec_driver_sql("SELECT first, last FROM forms WHERE id = ?", (form,)).all()
    return next(((int(first), int(last)) for first, last in rows), None)


def _seen_at(connection: Connection, journal: Journal, key: str) -> tuple[int, ...]:
    index = register_of(connection, journal.place).index
    tied = sorted(index.tied_to(key))
    return tuple(max(numbers) for it in (key, *tied) if (numbers := index.entries_on(it)))

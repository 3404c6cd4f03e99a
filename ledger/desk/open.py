"""Making a book, opening it, and proving that nobody altered it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.book import Book, utc_now
from ledger.desk.books import of_book
from ledger.foundation import Advice, Place, Problem, Refused, errors
from ledger.rates import ecb_history

Clock = Callable[[], datetime]

_MAKE_IT = Advice(
    "make a book with create_book, or name another one",
    "make a book with `defense-ledger init`, or name another one with --book",
)


@dataclass(frozen=True)
class ProvenBook:
    """What the proof of a book found.

    Args:
        path: of the book.
        entries: how many entries it has.
        head: hash of the last one.
        altered: CHAIN or FILE errors where the book is unsound by itself.
        unlike_noted: CHAIN where it is sound, but has not the head that was noted.
        unlike_seen: what speaks against it from what this computer has seen of it.
    """

    path: Path
    entries: int
    head: str
    altered: tuple[Problem, ...] = ()
    unlike_noted: tuple[Problem, ...] = ()
    unlike_seen: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of it."""
        return (*self.altered, *self.unlike_noted, *self.unlike_seen)

    @property
    def sound(self) -> bool:
        """Whether nothing was altered, and nothing speaks for another book."""
        return not errors(self.problems)


def create_book(path: str | Path, *, author: str, clock: Clock = utc_now) -> Book:
    """Make a book with the shipped history of the European Central Bank's rates as its first entry.

    The rates go into the book so that an upgrade of the package cannot change an old figure.

    Args:
        path: where nothing is yet.
        author: who makes it; one line.
        clock: tells the time of entries; with a time zone.

    Raises:
        Refused: FILE if something is at that path already or it cannot be written; nothing is left behind.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     create_book(Path(folder) / "book.db", author="Ann").entries
    1
    """
    book = Book.create(path, clock=clock)
    name, data = ecb_history()
    try:
        book.add_rates(name, data, author=author, reason="rates that come with defense-ledger")
    except BaseException:
        book.path.unlink(missing_ok=True)
        raise
    return book


def open_book(path: str | Path, *, clock: Clock = utc_now) -> Book:
    """Open a book that is there.

    Raises:
        Refused: FILE if there is none or it is something else, CHAIN if it is damaged at first sight.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = create_book(Path(folder) / "book.db", author="Ann")
    ...     open_book(made.path).head == made.head
    True
    """
    if not Path(path).exists():
        raise Refused.of("FILE", Place(file=str(path)), "no such file", "a book", _MAKE_IT)
    return Book.open(path, clock=clock)


def dated_ahead(path: str | Path, *, clock: Clock = utc_now) -> tuple[Problem, ...]:
    """CLOCK for a book whose newest entry is dated ahead of the clock; nothing for one that cannot be read now.

    For the end of a command on a book, which has said itself what keeps it from being read: nobody waits for a lock.

    >>> dated_ahead(Path("no-book.db"))
    ()
    """
    with suppress(Refused):
        return Book.open(path, clock=clock, busy_seconds=0).dated_ahead()
    return ()


@of_book
def prove_book(book: Book, noted: str | None = None) -> ProvenBook:
    """Recompute every hash of a book, and look for a head that somebody has noted.

    Args:
        book: which.
        noted: a hash that was once the head, or at least its first 12 digits.

    Raises:
        Refused: FILE if the book cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     proven = prove_book(create_book(Path(folder) / "book.db", author="Ann"), noted="0" * 64)
    >>> proven.altered, proven.sound
    ((), False)
    """
    altered = book.verify()
    unlike_noted = () if altered or noted is None else book.verify(noted)
    return ProvenBook(book.path, book.entries, book.head, altered, unlike_noted)

"""Making a book, opening it, and proving that nobody altered it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ledger.book import Book, utc_now
from ledger.foundation import Place, Refused
from ledger.rates import ecb_history

Clock = Callable[[], datetime]

_MAKE_IT = "make a book with `defense-ledger init`, or name another one with --book"


def create_book(path: str | Path, *, author: str, clock: Clock = utc_now) -> Book:
    """Make a book with the shipped history of the European Central Bank's rates as its first entry.

    The rates go into the book so that an upgrade of the package cannot change an old figure.

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

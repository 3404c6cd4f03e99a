"""Making a book from the history of another: the same entries with the same hashes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.book import Book, adopt_journal, utc_now
from ledger.foundation import Problem, Refused, Severity, quoted
from ledger.intake import is_history, read_history


@dataclass(frozen=True)
class Adopted:
    """A book that was made from a history.

    Args:
        book: the book.
        entries: how many entries it has.
        head: hash of the last of them.
    """

    book: Book
    entries: int
    head: str


def holds_history(path: str | Path) -> bool:
    """Whether a file is the whole history of a book rather than a file of records.

    >>> holds_history("absent.jsonl")
    False
    """
    file = Path(path)
    try:
        return file.suffix.lower() == ".jsonl" and file.is_file() and is_history(file)
    except (OSError, ValueError):
        return False


def adopt_history(book: str | Path, path: str | Path, *, clock: Callable[[], datetime] = utc_now) -> Adopted:
    """Make a book from a history that ``export jsonl`` wrote, every hash of it recomputed on the way.

    Args:
        book: where nothing is yet, or a book without entries.
        path: the file of history.
        clock: tells the time of later entries.

    Raises:
        Refused: FILE for a book that has entries or a file that cannot be read, CHAIN for a history that was altered,
            FORM for a line of another form; nothing has entered then, and no new book is left behind.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo, export_book
    >>> with TemporaryDirectory() as folder:
    ...     old = demo(Path(folder)).book
    ...     written = export_book(old, "jsonl", Path(folder) / "history.jsonl")
    ...     adopt_history(Path(folder) / "new.db", written.path).head == old.head
    True
    """
    place, file = Path(book), Path(path)
    is_new = not place.exists()
    opened = Book.create(place, clock=clock) if is_new else Book.open(place, clock=clock)
    try:
        with file.open("rb") as stream:
            entries = adopt_journal(opened, read_history(stream, file.name), file.name)
        return Adopted(opened, entries, opened.head)
    except BaseException as fault:
        if is_new:
            place.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise Refused([_unreadable(file, fault)]) from None
        raise


def _unreadable(file: Path, fault: OSError) -> Problem:
    found = quoted(fault.strerror or str(fault))
    return Problem("FILE", Severity.ERROR, str(file), found, "a history that can be read", "check the path")

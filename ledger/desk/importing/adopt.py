"""Make a book from the history of another one: the same entries with the same hashes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import Book, adopt_journal, utc_now
from ledger.foundation import Place, Problem, Refused, Severity, quoted
from ledger.intake import is_history, read_history


@dataclass(frozen=True)
class Adopted:
    """A history that was found whole and unaltered, and the book that was made from it.

    Args:
        book: the book; None where the history was only checked.
        entries: how many entries it has.
        head: hash of the last of them.
    """

    book: Book | None
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


def adopt_history(
    book: str | Path, path: str | Path, *, apply: bool = True, clock: Callable[[], datetime] = utc_now
) -> Adopted:
    """Make a book from a history that ``export jsonl`` wrote, every hash of it recomputed on the way.

    Args:
        book: where nothing is yet, or a book without entries.
        path: the file of history.
        apply: False only proves all of it, and nothing is made.
        clock: tells the time of later entries.

    Raises:
        Refused: FILE for a book that has entries or a file that cannot be read, CHAIN for a history that was altered or
            cut off, FORM for a line of another form; then nothing has entered, and no new book is left behind.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo, export_book
    >>> with TemporaryDirectory() as folder:
    ...     old = demo(Path(folder)).book
    ...     written = export_book(old, "jsonl", Path(folder) / "history.jsonl")
    ...     adopt_history(Path(folder) / "new.db", written.path).head == old.head
    True
    """
    target, file = Path(book), Path(path)
    if target.exists():
        return _adopted(Book.open(target, clock=clock), file, apply=apply)
    if not apply:
        with TemporaryDirectory() as folder:
            return _adopted(Book.create(Path(folder) / target.name), file, apply=False)
    opened = Book.create(target, clock=clock)
    try:
        return _adopted(opened, file, apply=True)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _adopted(book: Book, file: Path, *, apply: bool) -> Adopted:
    try:
        with file.open("rb") as stream:
            entries, head = adopt_journal(book, read_history(stream, file.name), file.name, apply=apply)
    except OSError as fault:
        raise Refused([_unreadable(file, fault)]) from None
    return Adopted(book if apply else None, entries, head)


def _unreadable(file: Path, fault: OSError) -> Problem:
    found = quoted(fault.strerror or str(fault))
    return Problem("FILE", Severity.ERROR, Place(file=str(file)), found, "a history that can be read", "check the path")

"""What ``init`` answers: the book that was made, and where it stands."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.book import Book


@dataclass(frozen=True)
class InitAnswer:
    """A book that was made.

    Args:
        book: where it lies.
        entries: how many entries it has.
        head: hash of the last one.
    """

    book: Path
    entries: int
    head: str


def answer(book: Book) -> InitAnswer:
    """A book that was made as an answer."""
    entries, head = book.head_at(None)
    return InitAnswer(book.path, entries, head)


def lines(book: Book) -> Lines:
    """The same for people."""
    return (f"Made {book.path}, with the rates of the European Central Bank.", f"Head {book.head}")

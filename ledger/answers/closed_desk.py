"""What ``desk`` answers when it is closed: the book that was open in a browser, and where it stands."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.book import Book


@dataclass(frozen=True)
class ClosedDeskAnswer:
    """A desk that was closed.

    Args:
        book: where the book lies.
        entries: how many entries it has now.
        head: hash of the last one.
    """

    book: Path
    entries: int
    head: str


def answer(book: Book) -> ClosedDeskAnswer:
    """A desk that was closed as an answer."""
    entries, head = book.head_at(None)
    return ClosedDeskAnswer(book.path, entries, head)


def lines(book: Book) -> Lines:
    """The same for people."""
    return (f"The desk is closed. Head {book.head}",)

"""Opening a book for a command: it is held against the head that was seen last, and its new head is kept at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli import clock
from ledger.foundation import Problem, Refused

if TYPE_CHECKING:
    from ledger.book import Book

# The books that the running command has opened, and what is to be said of them.
_SEEN: ContextVar["Seen"] = ContextVar("seen")


class Seen:
    """The books of one command, and what is to be said of their heads behind its own findings."""

    def __init__(self) -> None:
        self.books: list[Book] = []
        self.is_asked = False
        """Whether a book was asked for, though it may not have opened."""
        self.warnings: list[Problem] = []

    def close(self) -> tuple[Problem, ...]:
        """Keep the heads as the command leaves them; gives warnings and notes about them."""
        notes = list(self.warnings)
        for book in self.books:
            from ledger import desk

            try:
                notes += desk.KnownHeads(desk.state_folder()).remember(book)
            except Refused:
                # The command itself has said that a book cannot be read.
                continue
        return tuple(dict.fromkeys(notes))


@contextmanager
def watched() -> Iterator[Seen]:
    """The books that a command opens inside the block."""
    seen = Seen()
    token = _SEEN.set(seen)
    try:
        yield seen
    finally:
        _SEEN.reset(token)


def open_book(path: Path) -> "Book":
    """Open a book for a command.

    Raises:
        Refused: as :func:`ledger.desk.open_book`; CHAIN if entries that this user has seen in it are gone or replaced.
    """
    from ledger import desk

    seen = _SEEN.get()
    seen.is_asked = True
    book = desk.open_book(path, clock=clock.now)
    seen.warnings += desk.KnownHeads(desk.state_folder()).warnings(book)
    seen.books.append(book)
    return book


def open_at_hand(path: Path | None) -> "Book | None":
    """The same for a command that does without a book where there is none."""
    return open_book(path) if path else None


def open_to_prove(path: Path) -> tuple["Book", tuple[Problem, ...]]:
    """Open a book that is to be proven, with what speaks against its head instead of a refusal."""
    from ledger import desk

    seen = _SEEN.get()
    seen.is_asked = True
    book = desk.open_book(path, clock=clock.now)
    seen.books.append(book)
    return book, desk.KnownHeads(desk.state_folder()).problems(book)


def made_book(book: "Book") -> "Book":
    """A book that this command has just made, or that its user vouches for: what was seen at its path is forgotten."""
    from ledger import desk

    _SEEN.get().warnings += desk.KnownHeads(desk.state_folder()).accept(book)
    return book

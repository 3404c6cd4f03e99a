"""A journal in a block of reading: whatever is asked of it, it answers from one state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from sqlalchemy import Connection

from ledger.book.journal import Journal


class JournalInOneState(Journal):
    """The journal of a book as a block of reading has proven it: it gives out the connection of the block.

    Args:
        journal: that of the book.
        connection: in a state in which every entry was hashed.
    """

    is_proven = True

    def __init__(self, journal: Journal, connection: Connection) -> None:
        super().__init__(journal.path, journal.busy_seconds)
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection of the block, which stays open."""
        yield self._connection

    def writing(self) -> Never:
        """Nothing is written from inside: its own reading would stand in the way.

        Raises:
            TypeError: always.
        """
        raise TypeError("a book in a block of reading is only read: write behind the block, with the book itself")

"""Whose turn it is to write: who waits for the book takes a ticket, and the oldest ticket is served first.

SQLite itself lets those who wait try again and again, and whoever tries at the right moment gets the lock, so that a
program that writes all the time keeps others out. Tickets lie in a folder beside the book, ``book.db-queue``, which is
there only while somebody waits.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from time import monotonic, sleep, time_ns
from typing import TypeVar

from ledger.book.faults import busy
from ledger.foundation import LOG, Place, is_marked, marking

T = TypeVar("T")
SILENT_SECONDS = 2.0
"""So long a wait for another program is nothing to speak of."""
TURN_SECONDS = 0.02
"""So often the one whose turn it is tries again, and the others look whether it is theirs."""

_NUMBERS = count()


def when_free(book: Path, seconds: float, attempt: Callable[[], T | None]) -> T:
    """What an attempt to write gives once it succeeds; whoever has waited longest tries first.

    Args:
        book: the file to write to.
        seconds: how long to wait at most.
        attempt: gives nothing while another program writes.

    Raises:
        Refused: BUSY, if others had their turn for longer.
    """
    patience = patience_for(book, seconds)
    with _in_turn(book) as turn:
        while True:
            if turn.is_next() and (begun := attempt()) is not None:
                return begun
            if not next(patience):
                raise busy(Place(file=book.name))
            turn.wait()
            sleep(TURN_SECONDS)


def patience_for(book: Path, seconds: float) -> Iterator[bool]:
    """Whether to keep waiting, each time it is asked; a wait long enough to be noticed is logged once."""
    began, has_warned = monotonic(), False
    while (waited := monotonic() - began) < seconds:
        if waited >= SILENT_SECONDS and not has_warned:
            LOG.warning("waiting for another program that writes to %s ...", book)
            has_warned = True
        yield True
    while True:
        yield False


class _Turn:
    """One writer's place among those who wait."""

    def __init__(self, queue: Path, held: ExitStack) -> None:
        self._queue = queue
        self._held = held
        self._ticket = ""

    def wait(self) -> None:
        """Take a ticket, unless there is one already; where none can be made, who comes first is served first."""
        if self._ticket:
            return
        ticket = f"{time_ns():020d}-{os.getpid()}-{next(_NUMBERS)}"
        with suppress(OSError):
            self._queue.mkdir(exist_ok=True)
            self._held.enter_context(marking(self._queue / ticket))
            self._ticket = ticket

    def is_next(self) -> bool:
        """Whether nobody else has waited longer; tickets of programs that are gone are thrown away."""
        for ticket in self._earlier():
            if is_marked(self._queue / ticket):
                return False
            with suppress(OSError):
                (self._queue / ticket).unlink()
        return True

    def _earlier(self) -> list[str]:
        try:
            tickets = sorted(it.name for it in self._queue.iterdir() if it.name[:1].isdigit())
        except OSError:
            return []
        return [it for it in tickets if not self._ticket or it < self._ticket]


@contextmanager
def _in_turn(book: Path) -> Iterator[_Turn]:
    """A turn to write to a book; behind the block the ticket is gone, if one was taken."""
    queue = book.with_name(f"{book.name}-queue")
    try:
        with ExitStack() as held:
            yield _Turn(queue, held)
    finally:
        # The last one to leave takes the folder away.
        with suppress(OSError):
            queue.rmdir()

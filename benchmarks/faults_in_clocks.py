"""Books that were written by a clock ahead of time, opened by one that is right."""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from planting import Fault, Planted, at

from ledger.book import Book, SeverityPayload
from ledger.desk import check_book

_TODAY = datetime(2025, 6, 2, 12, tzinfo=UTC)
_LEAST = timedelta(days=1, microseconds=1)


def in_clocks(folder: Path) -> list[Fault]:
    """Every way to have written in the future; an hour or a day ahead is a clock like any other."""
    paths = (folder / f"clock-{number}.db" for number in count())
    return [
        Fault(
            "CLOCK", "an entry dated a day or two ahead", lambda rng: _ahead(next(paths), _LEAST * rng.uniform(1, 2))
        ),
        Fault(
            "CLOCK",
            "an entry dated years ahead",
            lambda rng: _ahead(next(paths), timedelta(days=rng.randint(365, 20000))),
        ),
        Fault(
            "CLOCK", "entries dated ahead, the newest by a right clock", lambda _: _ahead(next(paths), _LEAST, (0, 3))
        ),
    ]


def _ahead(path: Path, ahead: timedelta, behind: tuple[int, ...] = ()) -> Planted:
    times = [_TODAY - timedelta(days=3), _TODAY + ahead, *(_TODAY - timedelta(hours=it) for it in behind)]
    book = Book.create(path, clock=partial(next, iter(times)))
    for number in range(len(times)):
        with book.writing(author="benchmark", reason=f"entry {number + 1}") as posting:
            posting.say(SeverityPayload(code="ZERO", severity="error"))
    found = [*check_book(Book.open(path, clock=lambda: _TODAY)), *book.verify()]
    # A day ahead is still no fault.
    found += Book.open(path, clock=lambda: _TODAY + ahead - timedelta(days=1)).dated_ahead()
    return Planted(found, at(f"{path.name}:entry {len(times)}"))

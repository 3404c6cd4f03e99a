"""The time of an entry: never before that of the one before it, and with what the clock said where it was behind."""

from datetime import UTC, datetime, timedelta

from ledger.foundation import Place, Problem, Severity

CLOCK = " clock "
"""Stands in the time of an entry before what the clock said, where the entry had to be dated later."""
AHEAD = timedelta(days=1)
"""A clock may be so far behind that of whoever wrote last; more than that is a clock that is wrong."""


def dated(time: str) -> str:
    """The time by which an entry is ordered: what stands before the reading of a clock that was behind it.

    >>> dated("2025-07-01T09:00:00.000000Z clock 2025-06-01T09:00:00.000000Z")
    '2025-07-01T09:00:00.000000Z'
    """
    return time.partition(" ")[0]


def utc_time(text: str) -> datetime:
    """The time of an entry.

    Raises:
        ValueError: for text that is no time.
    """
    return datetime.fromisoformat(dated(text)).astimezone(UTC)


def clock_of(text: str) -> datetime | None:
    """What the clock said when an entry was made, where the entry had to be dated later; None where it was right.

    Raises:
        ValueError: for text that is no time.

    >>> clock_of("2025-07-01T09:00:00.000000Z clock 2025-06-01T09:00:00.000000Z").day, clock_of("2025-07-01T09:00:00Z")
    (1, None)
    """
    time, mark, reading = text.partition(CLOCK)
    if not mark and time != dated(text):
        raise ValueError("a time with something behind it")
    return datetime.fromisoformat(reading).astimezone(UTC) if mark else None


def ahead_of(time: datetime, now: datetime, place: Place) -> tuple[Problem, ...]:
    """CLOCK, a warning: the newest entry is dated more than a day ahead of the clock.

    Args:
        time: of the newest entry.
        now: what the clock says.
        place: of the entry.
    """
    if time - now <= AHEAD:
        return ()
    found = f"an entry dated {time:%Y-%m-%d %H:%M} UTC, while the clock says {now.astimezone(UTC):%Y-%m-%d %H:%M}"
    remedy = (
        "set the clock of this computer if it is behind; if that entry was made by a clock ahead of time, new entries "
        "carry its day, with the true time beside it, until that day has come"
    )
    return (Problem("CLOCK", Severity.WARNING, place, found, "no entry more than a day ahead of the clock", remedy),)

"""The clock of the command line; one place, so that tests can set it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The time of the computer's clock, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day of :func:`now`, the same all over the world."""
    return now().date()

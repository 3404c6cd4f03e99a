"""Moments of a book: the end of a day, or an entry by its number."""

from datetime import date

from sqlalchemy import ColumnElement, func

from ledger.book.journal import ENTRIES
from ledger.foundation import require_day

Moment = date | int | None
"""The end of a day (UTC), the number of the last entry that counts, or None for now."""


def until(moment: Moment) -> ColumnElement[bool]:
    """The entries up to a moment; since none is dated before the one it follows, a day cuts the journal once."""
    if moment is None:
        return ENTRIES.c.seq.is_not(None)
    if isinstance(moment, int):
        return ENTRIES.c.seq <= moment
    return func.substr(ENTRIES.c.time, 1, 10) <= moment.isoformat()


def require_moment(moment: object) -> None:
    """Let only a moment pass.

    Raises:
        TypeError: for text, a truth value, or a day with a time (``datetime``).
    """
    if moment is not None and (isinstance(moment, bool) or not isinstance(moment, int)):
        require_day(moment, "as_of")

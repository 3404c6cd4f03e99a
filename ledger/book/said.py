"""What people have said of the book so far, in order: the entries that ``acts`` describes, read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ledger.book.acts import ACTS, Said, said_in
from ledger.book.journal import ENTRIES
from ledger.book.moment import Moment, until
from ledger.book.times import clock_of, utc_time
from ledger.book.views import unreadable
from ledger.foundation import Refused


@dataclass(frozen=True)
class Act:
    """One such entry, read.

    Args:
        seq: its number; an issued report is called by it.
        time: when, UTC.
        author: who.
        reason: why; for a sign-off the statement.
        action: issue, sign_off, waive, severity or sample.
        said: what it carries.
        hash: of the entry.
        clock: what the clock said, UTC, where it was behind the entry before.

    >>> from datetime import UTC
    >>> from ledger.book import SeverityPayload
    >>> zero = SeverityPayload(code="ZERO", severity="error")
    >>> Act(7, datetime(2025, 6, 2, tzinfo=UTC), "Ann", "we never enter a zero", "severity", zero, "").said.code
    'ZERO'
    """

    seq: int
    time: datetime
    author: str
    reason: str
    action: str
    said: Said
    hash: str
    clock: datetime | None = None


def acts(connection: Connection, place: str, moment: Moment = None) -> Iterator[Act]:
    """All such entries up to a moment, oldest first.

    Raises:
        Refused: CHAIN for one that cannot be read.
    """
    fields = (ENTRIES.c[it] for it in ("seq", "time", "author", "reason", "action", "payload", "hash"))
    query = select(*fields).where(ENTRIES.c.action.in_(ACTS), until(moment)).order_by(ENTRIES.c.seq)
    for seq, time, author, reason, action, payload, digest in connection.execute(query):
        try:
            yield Act(seq, utc_time(time), author, reason, action, said_in(action, payload), digest, clock_of(time))
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None

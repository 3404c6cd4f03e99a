"""The first page while its figures are being added up: how much stands in the book, and what was entered last."""

from ledger import desk
from ledger.book import entry_at
from ledger.web.clerk import Clerk
from ledger.web.messages import Answer

_LATEST = 5


def overview_at_once(clerk: Clerk) -> Answer:
    """How much there is, how far its rates reach and what entered last; each entry proven by its own hash alone."""
    entries, _ = clerk.book.head_at(None)
    latest = (entry_at(clerk.book, number) for number in range(entries, max(0, entries - _LATEST), -1))
    return clerk.drawn(
        "overview_at_once",
        status=202,
        entries=entries,
        latest=tuple(filter(None, latest)),
        rates=desk.held_rates(clerk.book),
    )

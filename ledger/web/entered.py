"""What has entered the book: the page after a form, which may be loaded again."""

from ledger.book import entry_at
from ledger.web.clerk import Clerk
from ledger.web.drawing import drawn
from ledger.web.messages import Answer
from ledger.web.record_words import ACTIONS


def entered(clerk: Clerk) -> Answer:
    """An entry on a record, with where it leads; one of an issued report has a page of its own."""
    revision = entry_at(clerk.book, int(clerk.asked.parts["seq"]))
    if revision is not None and revision.action == "issue":
        return Answer(b"", location=f"/issued/{revision.seq}")
    if revision is None or revision.id is None:
        return drawn("absent", clerk.asked, clerk.settings.frame, status=404)
    return clerk.drawn("entered", revision=revision, action=ACTIONS[revision.action])

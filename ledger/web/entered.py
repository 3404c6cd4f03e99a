"""What has entered the book: the page after a form, which may be loaded again."""

from ledger.foundation import Refused
from ledger.web.clerk import Clerk
from ledger.web.drawing import drawn
from ledger.web.messages import Answer
from ledger.web.record_words import ACTIONS


def entered(clerk: Clerk) -> Answer:
    """An entry on a record, with where it leads."""
    seq = int(clerk.asked.parts["seq"])
    revision = next((it for it in clerk.book.revisions() if it.seq == seq), None)
    if revision is None or revision.id is None:
        return drawn("absent", clerk.asked, clerk.settings.frame, status=404)
    try:
        record = clerk.book.get(revision.id)
    except Refused:
        record = None
    return clerk.drawn("entered", revision=revision, record=record or revision.record, action=ACTIONS[revision.action])

"""The entries of the book: who entered what, when and why, and the head that an auditor notes."""

from dataclasses import dataclass
from itertools import groupby, islice

from ledger.book import Revision
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.paging import paged

_MOST = 50


@dataclass(frozen=True)
class EnteredTogether:
    """Entries of one import, or one entry by itself.

    Args:
        first: its first entry.
        count: how many records it entered or changed; 0 for an entry on rates or a decision.
        files: the names of the files that it came from.
    """

    first: Revision
    count: int
    files: tuple[str, ...] = ()


def entered_together(held: HeldBook, most: int) -> tuple[EnteredTogether, ...]:
    """What was entered last, the newest first; an import is one line.

    Args:
        held: the book.
        most: how many lines.
    """
    batches = {batch.seq: batch for batch in held.book.batches()}
    entered = []
    for number, revisions in islice(groupby(held.revisions, key=lambda it: it.batch or it.seq), most):
        together = tuple(revisions)
        count = sum(it.id is not None for it in together)
        batch = batches.get(number)
        names = tuple(it.name for it in batch.files) if batch else ()
        entered.append(EnteredTogether(together[-1], count, names))
    return tuple(entered)


def journal(held: HeldBook, asked: PageRequest) -> Answer:
    """All entries, the newest first."""
    shown, paging = paged(held.revisions, asked, _MOST)
    return held.drawn("journal", asked, revisions=shown, paging=paging)

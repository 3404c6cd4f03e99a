"""What the checks say of the records of a book, and what a change adds to that."""

from collections.abc import Collection, Sequence

from ledger.book import Act, Book, Posting
from ledger.checks import check_records
from ledger.foundation import Problem
from ledger.records import Record
from ledger.reporting import counted


def new_findings(
    before: Sequence[Record], after: Sequence[Record], withdrawn: Collection[str] = (), said: Sequence[Act] = ()
) -> tuple[Problem, ...]:
    """What the checks find after a change and did not find before it.

    An old warning is not told again at every entry, and an old error does not keep new records out.

    Args:
        before: the records as they stood.
        after: the records as they will stand.
        withdrawn: ids that were there once.
        said: what people have said of the book; the severities that they set decide what keeps records out.
    """
    known = set(check_records(before, withdrawn))
    return counted((problem for problem in check_records(after, withdrawn) if problem not in known), said)


def used_ids(book: Book) -> frozenset[str]:
    """Every id that the book has ever used, those of withdrawn records too."""
    return frozenset(revision.id for revision in book.revisions() if revision.id is not None)


def withdrawn_in(posting: Posting) -> frozenset[str]:
    """The ids of withdrawn records, as a block of writing sees them."""
    return frozenset(posting.ids) - {record.id for record in posting.records()}

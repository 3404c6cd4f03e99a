"""What the checks say of the records of a book, and what a change adds to that."""

from collections.abc import Collection, Sequence

from ledger.book import Book, Posting
from ledger.checks import check_records
from ledger.foundation import Problem, ordered
from ledger.records import Record


def new_findings(
    before: Sequence[Record], after: Sequence[Record], withdrawn: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What the checks find after a change and did not find before it.

    An old warning is not told again at every entry, and an old error does not keep new records out.
    """
    known = set(check_records(before, withdrawn))
    return ordered([problem for problem in check_records(after, withdrawn) if problem not in known])


def used_ids(book: Book) -> frozenset[str]:
    """Every id that the book has ever used, those of withdrawn records too."""
    return frozenset(revision.id for revision in book.revisions() if revision.id is not None)


def withdrawn_in(posting: Posting) -> frozenset[str]:
    """The ids of withdrawn records, as a block of writing sees them."""
    return frozenset(posting.ids) - {record.id for record in posting.records()}

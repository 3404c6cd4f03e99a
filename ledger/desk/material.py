"""What a report is made of: the records, rates and decisions of a book behind one of its entries."""

from dataclasses import replace

from ledger.book import Book
from ledger.desk.rates import held_doubts, rate_sets
from ledger.desk.replaced_rates import held_changes
from ledger.reporting import Issued, Material


def material_of(book: Book, issued: Issued, *, evidence: bool = False) -> Material:
    """What a report is made of: the book behind the last entry that it saw, with the journal where it is asked for."""
    seen = issued.entries
    # Each reading below hashes all entries in the state that it reads, and is refused where one was altered.
    proven = replace(issued, hashed=True)
    revisions = tuple(it for it in book.revisions() if it.seq <= seen) if evidence else ()
    doubts = (held_changes(book, seen), held_doubts(book, seen))
    return Material(book.records(seen), rate_sets(book, seen), proven, book.decisions(seen), revisions, *doubts)

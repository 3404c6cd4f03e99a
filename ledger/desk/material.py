"""What a report is made of: the records, rates and decisions of a book behind one of its entries."""

from dataclasses import replace

from ledger.book import Book
from ledger.desk.rates import held_doubts, rate_sets
from ledger.desk.replaced_rates import held_changes
from ledger.foundation import read_only
from ledger.reporting import Issued, Material


def material_of(book: Book, issued: Issued, *, evidence: bool = False) -> Material:
    """What a report is made of: the book behind the last entry that it saw, with the journal where it is asked for."""
    seen = issued.entries
    # A reading hashes all entries in the state that it reads, and is refused where one was altered.
    proven = replace(issued, hashed=True)
    with book.reading() as state:
        revisions = tuple(it for it in state.revisions() if it.seq <= seen) if evidence else ()
        doubts = (held_changes(state, seen), held_doubts(state, seen))
        stated = {it.record.id: it for it in state.stated_records(seen)}
        records = tuple(it.record for it in stated.values())
        return Material(
            records, rate_sets(state, seen), proven, state.decisions(seen), revisions, *doubts, stated=read_only(stated)
        )

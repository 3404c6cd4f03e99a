"""The append-only journal of who recorded what, when and why, and the records as of any day."""

from ledger.book.adopt import Closing, JournalLine, KeptFile, adopt_journal, journal_lines
from ledger.book.batches import Batch, Brought
from ledger.book.book import Book
from ledger.book.journal import Entry, utc_now
from ledger.book.posting import Posting
from ledger.book.views import FileRead, Revision

__all__ = [
    "Batch",
    "Book",
    "Brought",
    "Closing",
    "Entry",
    "FileRead",
    "JournalLine",
    "KeptFile",
    "Posting",
    "Revision",
    "adopt_journal",
    "journal_lines",
    "utc_now",
]

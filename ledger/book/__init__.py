"""The append-only journal of who recorded what, when and why, and the records as of any day."""

from ledger.book.batches import Batch, Brought
from ledger.book.book import Book
from ledger.book.journal import utc_now
from ledger.book.posting import Posting
from ledger.book.views import FileRead, Revision

__all__ = ["Batch", "Book", "Brought", "FileRead", "Posting", "Revision", "utc_now"]

"""The append-only journal of who recorded what, when and why, and the records as of any day."""

from ledger.book.adopt import Closing, JournalLine, KeptFile, adopt_journal, journal_lines
from ledger.book.batches import Batch, Brought
from ledger.book.book import Book
from ledger.book.decisions import (
    FIXED,
    IssuePayload,
    RatesUsed,
    Said,
    SamplePayload,
    SeverityPayload,
    SignOffPayload,
    WaivePayload,
    said_in,
    unsettable,
)
from ledger.book.journal import Entry, Moment, utc_now
from ledger.book.posting import Posting
from ledger.book.views import Act, FileRead, RateFile, Revision

__all__ = [
    "FIXED",
    "Act",
    "Batch",
    "Book",
    "Brought",
    "Closing",
    "Entry",
    "FileRead",
    "IssuePayload",
    "JournalLine",
    "KeptFile",
    "Moment",
    "Posting",
    "RateFile",
    "RatesUsed",
    "Revision",
    "Said",
    "SamplePayload",
    "SeverityPayload",
    "SignOffPayload",
    "WaivePayload",
    "adopt_journal",
    "journal_lines",
    "said_in",
    "unsettable",
    "utc_now",
]

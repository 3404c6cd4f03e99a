"""The append-only journal of who recorded what, when and why, and the records as of any day."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.book.adopt import Closing, JournalLine, KeptFile, adopt_journal, journal_lines
    from ledger.book.batches import Batch, SourceRecord
    from ledger.book.book import Book
    from ledger.book.decisions import (
        FIXED,
        DecisionPayload,
        IssuePayload,
        RatesUsed,
        SamplePayload,
        SeverityPayload,
        SignOffPayload,
        WaivePayload,
        payload_in,
        unsettable,
    )
    from ledger.book.forms import (
        FormOutdatedError,
        FormPostedError,
        PostedForm,
        entries_of_form,
        entry_at,
        posted_once,
        seen_of,
    )
    from ledger.book.journal import Entry, Moment, as_moment, utc_now
    from ledger.book.posting import Posting
    from ledger.book.register import Register
    from ledger.book.standing import StatedRecord
    from ledger.book.views import Decision, FileRead, RateFile, Revision

_HOMES = {
    "adopt": ("Closing", "JournalLine", "KeptFile", "adopt_journal", "journal_lines"),
    "batches": ("Batch", "SourceRecord"),
    "book": ("Book",),
    "decisions": (
        "FIXED",
        "DecisionPayload",
        "IssuePayload",
        "RatesUsed",
        "SamplePayload",
        "SeverityPayload",
        "SignOffPayload",
        "WaivePayload",
        "payload_in",
        "unsettable",
    ),
    "forms": (
        "FormOutdatedError",
        "FormPostedError",
        "PostedForm",
        "entries_of_form",
        "entry_at",
        "posted_once",
        "seen_of",
    ),
    "journal": ("Entry", "Moment", "as_moment", "utc_now"),
    "posting": ("Posting",),
    "register": ("Register",),
    "standing": ("StatedRecord",),
    "views": ("Decision", "FileRead", "RateFile", "Revision"),
}

__all__ = [
    "FIXED",
    "Batch",
    "Book",
    "Closing",
    "Decision",
    "DecisionPayload",
    "Entry",
    "FileRead",
    "FormOutdatedError",
    "FormPostedError",
    "IssuePayload",
    "JournalLine",
    "KeptFile",
    "Moment",
    "PostedForm",
    "Posting",
    "RateFile",
    "RatesUsed",
    "Register",
    "Revision",
    "SamplePayload",
    "SeverityPayload",
    "SignOffPayload",
    "SourceRecord",
    "StatedRecord",
    "WaivePayload",
    "adopt_journal",
    "as_moment",
    "entries_of_form",
    "entry_at",
    "journal_lines",
    "payload_in",
    "posted_once",
    "seen_of",
    "unsettable",
    "utc_now",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

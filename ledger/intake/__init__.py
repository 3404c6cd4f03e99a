"""Files to records: what a file says, as drafts and problems, and from drafts to records with ids.

Never raises for bad input; the desk decides what enters the book.
"""

from ledger.intake.drafts import Draft, Release, at_lines, counted, listed, settle
from ledger.intake.files import Reading, read_file, read_files
from ledger.intake.formats import FORMATS, Options

__all__ = [
    "FORMATS",
    "Draft",
    "Options",
    "Reading",
    "Release",
    "at_lines",
    "counted",
    "listed",
    "read_file",
    "read_files",
    "settle",
]

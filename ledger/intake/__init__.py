"""Files to records: what a file says, as drafts and problems, and from drafts to records with ids.

Never raises for bad input; the desk decides what enters the book.
"""

from ledger.intake.drafts import Draft, at_lines, counted, listed, settle
from ledger.intake.files import read_file
from ledger.intake.headings import HEADINGS, Heading, values_of

__all__ = ["HEADINGS", "Draft", "Heading", "at_lines", "counted", "listed", "read_file", "settle", "values_of"]

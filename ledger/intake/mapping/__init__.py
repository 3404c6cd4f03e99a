"""Foreign tables under headings of their own, read by the mapping file of their publisher; and drafts of such files."""

from ledger.intake.mapping.draft import draft_mapping
from ledger.intake.mapping.draw import draft_sheet
from ledger.intake.mapping.file import TableMapping
from ledger.intake.mapping.read import read_mapped
from ledger.intake.mapping.table import ENDINGS

__all__ = ["ENDINGS", "TableMapping", "draft_mapping", "draft_sheet", "read_mapped"]

"""Foreign tables under headings of their own, read by the mapping file of their publisher; and drafts of such files."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.intake.mapping.draft import draft_mapping
    from ledger.intake.mapping.draw import draft_sheet
    from ledger.intake.mapping.file import TableMapping
    from ledger.intake.mapping.read import read_mapped
    from ledger.intake.mapping.table import ENDINGS

_HOMES = {
    "draft": ("draft_mapping",),
    "draw": ("draft_sheet",),
    "file": ("TableMapping",),
    "read": ("read_mapped",),
    "table": ("ENDINGS",),
}

__all__ = ["ENDINGS", "TableMapping", "draft_mapping", "draft_sheet", "read_mapped"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""Foreign tables under headings of their own, read by the mapping file of their publisher; and drafts of such files."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.intake.mapping.draft import (
        DraftLine,
        MappingDraft,
        answered,
        draft_lines,
        draft_mapping,
        with_columns,
    )
    from ledger.intake.mapping.draw import draft_sheet
    from ledger.intake.mapping.file import TableMapping
    from ledger.intake.mapping.read import read_mapped
    from ledger.intake.mapping.table import ENDINGS

_HOMES = {
    "draft": ("DraftLine", "MappingDraft", "answered", "draft_lines", "draft_mapping", "with_columns"),
    "draw": ("draft_sheet",),
    "file": ("TableMapping",),
    "read": ("read_mapped",),
    "table": ("ENDINGS",),
}

__all__ = [
    "ENDINGS",
    "DraftLine",
    "MappingDraft",
    "TableMapping",
    "answered",
    "draft_lines",
    "draft_mapping",
    "draft_sheet",
    "read_mapped",
    "with_columns",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

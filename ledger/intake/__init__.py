"""Files to records: what a file says, as drafts and problems, and from drafts to records with ids.

Never raises for bad input; the desk decides what enters the book.
"""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.intake.column_doubts import finer_figures
    from ledger.intake.conversions import PublishedConversion, read_conversions
    from ledger.intake.drafts import (
        Draft,
        Release,
        Settled,
        at_lines,
        at_source,
        counted,
        first_thousand,
        is_count,
        settle,
        settle_each,
    )
    from ledger.intake.encodings import encoding_of
    from ledger.intake.files import Reading, read_file, read_files
    from ledger.intake.formats import EVERY, FORMATS, Options, Watch, unwatched
    from ledger.intake.mapping import (
        DraftLine,
        MappingDraft,
        TableMapping,
        answered,
        draft_lines,
        draft_mapping,
        draft_sheet,
        with_columns,
    )
    from ledger.intake.own import is_history, mark_problems, read_frame, read_history, typed_cells, typed_record
    from ledger.intake.published_files import read_published
    from ledger.intake.rows import unreadable
    from ledger.intake.streams import laid_aside
    from ledger.intake.taken_back import drafted_value
    from ledger.intake.totals import ALL_CATEGORIES, Published

_HOMES = {
    "column_doubts": ("finer_figures",),
    "conversions": ("PublishedConversion", "read_conversions"),
    "drafts": (
        "Draft",
        "Release",
        "Settled",
        "at_lines",
        "at_source",
        "counted",
        "first_thousand",
        "is_count",
        "settle",
        "settle_each",
    ),
    "encodings": ("encoding_of",),
    "files": ("Reading", "read_file", "read_files"),
    "formats": ("EVERY", "FORMATS", "Options", "Watch", "unwatched"),
    "mapping": (
        "DraftLine",
        "MappingDraft",
        "TableMapping",
        "answered",
        "draft_lines",
        "draft_mapping",
        "draft_sheet",
        "with_columns",
    ),
    "own": ("is_history", "mark_problems", "read_frame", "read_history", "typed_cells", "typed_record"),
    "published_files": ("read_published",),
    "rows": ("unreadable",),
    "streams": ("laid_aside",),
    "taken_back": ("drafted_value",),
    "totals": ("ALL_CATEGORIES", "Published"),
}

__all__ = [
    "ALL_CATEGORIES",
    "EVERY",
    "FORMATS",
    "Draft",
    "DraftLine",
    "MappingDraft",
    "Options",
    "Published",
    "PublishedConversion",
    "Reading",
    "Release",
    "Settled",
    "TableMapping",
    "Watch",
    "answered",
    "at_lines",
    "at_source",
    "counted",
    "draft_lines",
    "draft_mapping",
    "draft_sheet",
    "drafted_value",
    "encoding_of",
    "finer_figures",
    "first_thousand",
    "is_count",
    "is_history",
    "laid_aside",
    "mark_problems",
    "read_conversions",
    "read_file",
    "read_files",
    "read_frame",
    "read_history",
    "read_published",
    "settle",
    "settle_each",
    "typed_cells",
    "typed_record",
    "unreadable",
    "unwatched",
    "with_columns",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

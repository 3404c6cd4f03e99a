"""Files into the book: checked, planned, matched with what it holds, posted and undone."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.desk.importing.adopt import Adopted, adopt_history, holds_history
    from ledger.desk.importing.check import (
        all_findings,
        check_book,
        check_file,
        read_records,
    )
    from ledger.desk.importing.drafted_mapping import (
        DraftedMapping,
        draft_mapping_sheet,
        draft_table_mapping,
        drafted_table,
    )
    from ledger.desk.importing.match import PlannedStep
    from ledger.desk.importing.post import Entered, Imported, format_names, import_file
    from ledger.desk.importing.undo import ImportedBatch, ids_of_source, imported_batches, withdraw_batch

_HOMES = {
    "adopt": ("Adopted", "adopt_history", "holds_history"),
    "check": (
        "all_findings",
        "check_book",
        "check_file",
        "read_records",
    ),
    "drafted_mapping": ("DraftedMapping", "draft_mapping_sheet", "draft_table_mapping", "drafted_table"),
    "match": ("PlannedStep",),
    "post": ("Entered", "Imported", "format_names", "import_file"),
    "undo": ("ImportedBatch", "ids_of_source", "imported_batches", "withdraw_batch"),
}

__all__ = [
    "Adopted",
    "DraftedMapping",
    "Entered",
    "Imported",
    "ImportedBatch",
    "PlannedStep",
    "adopt_history",
    "all_findings",
    "check_book",
    "check_file",
    "draft_mapping_sheet",
    "draft_table_mapping",
    "drafted_table",
    "format_names",
    "holds_history",
    "ids_of_source",
    "import_file",
    "imported_batches",
    "read_records",
    "withdraw_batch",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""Files of our own: the entry form, CSV, Parquet and JSON Lines with our headings, and the history of a book."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.intake.own.csv import read_table
    from ledger.intake.own.faulty_cells import mark_problems
    from ledger.intake.own.form import read_entries
    from ledger.intake.own.frame import read_frame
    from ledger.intake.own.history import is_history, read_history
    from ledger.intake.own.jsonl import read_jsonl
    from ledger.intake.own.one import typed_cells, typed_record
    from ledger.intake.own.parquet import read_parquet

_HOMES = {
    "csv": ("read_table",),
    "faulty_cells": ("mark_problems",),
    "form": ("read_entries",),
    "frame": ("read_frame",),
    "history": ("is_history", "read_history"),
    "jsonl": ("read_jsonl",),
    "one": ("typed_cells", "typed_record"),
    "parquet": ("read_parquet",),
}

__all__ = [
    "is_history",
    "mark_problems",
    "read_entries",
    "read_frame",
    "read_history",
    "read_jsonl",
    "read_parquet",
    "read_table",
    "typed_cells",
    "typed_record",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""Files to records: what a file says, as drafts and problems, and from drafts to records with ids.

Never raises for bad input; the desk decides what enters the book.
"""

from ledger.intake.ambiguous_packages import package_ambiguities
from ledger.intake.ambiguous_sheets import Ambiguity
from ledger.intake.cell_looks import BLACK, WHITE, CellLook, Palette, TextRun, WorkbookLooks
from ledger.intake.conversions import PublishedConversion, read_conversions
from ledger.intake.drafts import (
    Draft,
    Release,
    Settled,
    at_lines,
    counted,
    is_count,
    led_back,
    listed,
    settle,
    settle_each,
)
from ledger.intake.files import Reading, read_file, read_files, unreadable
from ledger.intake.formats import EVERY, FORMATS, Options, Watch, unwatched
from ledger.intake.journal_file import is_history, read_history
from ledger.intake.mapping import TableMapping
from ledger.intake.mapping_draft import draft_mapping
from ledger.intake.marked import mark_problems
from ledger.intake.published import ALL_CATEGORIES, Published
from ledger.intake.published_files import read_published
from ledger.intake.sheet_objects import DrawnObject, FormatRule
from ledger.intake.sheet_shapes import SheetShape, SheetTable, WorkbookShape, workbook_shape
from ledger.intake.sheet_views import SheetView
from ledger.intake.sheets import Cell, Row, cell_text, read_sheets, unsafe_workbook
from ledger.intake.typed_amounts import TypedAmount, read_amount

__all__ = [
    "ALL_CATEGORIES",
    "BLACK",
    "EVERY",
    "FORMATS",
    "WHITE",
    "Ambiguity",
    "Cell",
    "CellLook",
    "Draft",
    "DrawnObject",
    "FormatRule",
    "Options",
    "Palette",
    "Published",
    "PublishedConversion",
    "Reading",
    "Release",
    "Row",
    "Settled",
    "SheetShape",
    "SheetTable",
    "SheetView",
    "TableMapping",
    "TextRun",
    "TypedAmount",
    "Watch",
    "WorkbookLooks",
    "WorkbookShape",
    "at_lines",
    "cell_text",
    "counted",
    "draft_mapping",
    "is_count",
    "is_history",
    "led_back",
    "listed",
    "mark_problems",
    "package_ambiguities",
    "read_amount",
    "read_conversions",
    "read_file",
    "read_files",
    "read_history",
    "read_published",
    "read_sheets",
    "settle",
    "settle_each",
    "unreadable",
    "unsafe_workbook",
    "unwatched",
    "workbook_shape",
]

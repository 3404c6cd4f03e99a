"""A workbook that came back, held beside the one that was issued."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.audit.received.causes import IssuedFigures, Since, problems_of_differences
    from ledger.audit.received.compare import (
        DrawnCells,
        SavedCell,
        SheetCells,
        WorkbookDifference,
        cells_drawn,
        changed_parts,
        package_parts,
    )
    from ledger.audit.received.reading import SavedSheets, read_called, read_workbook, same_sheets
    from ledger.audit.received.sheet_by_sheet import IssuedSheets, WorkbookComparison, compare_sheets
    from ledger.audit.received.shown import formats_otherwise, problems_of_shown, settings_otherwise

_HOMES = {
    "causes": ("IssuedFigures", "Since", "problems_of_differences"),
    "compare": (
        "DrawnCells",
        "SavedCell",
        "SheetCells",
        "WorkbookDifference",
        "cells_drawn",
        "changed_parts",
        "package_parts",
    ),
    "reading": ("SavedSheets", "read_called", "read_workbook", "same_sheets"),
    "sheet_by_sheet": ("IssuedSheets", "WorkbookComparison", "compare_sheets"),
    "shown": ("formats_otherwise", "problems_of_shown", "settings_otherwise"),
}

__all__ = [
    "DrawnCells",
    "IssuedFigures",
    "IssuedSheets",
    "SavedCell",
    "SavedSheets",
    "SheetCells",
    "Since",
    "WorkbookComparison",
    "WorkbookDifference",
    "cells_drawn",
    "changed_parts",
    "compare_sheets",
    "formats_otherwise",
    "package_parts",
    "problems_of_differences",
    "problems_of_shown",
    "read_called",
    "read_workbook",
    "same_sheets",
    "settings_otherwise",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""A workbook that came back, held beside the one that was issued."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.audit.received.causes import IssuedFigures, Since, problems_of_differences
    from ledger.audit.received.compare import (
        SavedCell,
        SheetCells,
        cells_drawn,
        changed_parts,
        differences,
        package_parts,
        sheet_part,
    )
    from ledger.audit.received.reading import read_beside, read_cells, read_workbook
    from ledger.audit.received.shown import formats_otherwise, problems_of_shown, shown_otherwise

_HOMES = {
    "causes": ("IssuedFigures", "Since", "problems_of_differences"),
    "compare": (
        "SavedCell",
        "SheetCells",
        "cells_drawn",
        "changed_parts",
        "differences",
        "package_parts",
        "sheet_part",
    ),
    "reading": ("read_beside", "read_cells", "read_workbook"),
    "shown": ("formats_otherwise", "problems_of_shown", "shown_otherwise"),
}

__all__ = [
    "IssuedFigures",
    "SavedCell",
    "SheetCells",
    "Since",
    "cells_drawn",
    "changed_parts",
    "differences",
    "formats_otherwise",
    "package_parts",
    "problems_of_differences",
    "problems_of_shown",
    "read_beside",
    "read_cells",
    "read_workbook",
    "sheet_part",
    "shown_otherwise",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

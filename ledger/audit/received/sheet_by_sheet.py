"""A received workbook held beside the issued one sheet by sheet, so that never more than one sheet of each is held."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ledger.audit.received.compare import (
    TOLD_ONCE,
    SheetCells,
    WorkbookDifference,
    sheet_differences,
    told_together,
    whole_sheet,
)
from ledger.audit.received.formulas import Tables
from ledger.audit.received.shown import ShownOtherwise, sheet_shown


@dataclass(frozen=True)
class IssuedSheets:
    """The workbook as it was issued.

    Args:
        by_name: its sheets in their order, each asked for once for a sheet of its name in the received workbook.
        tables: of all its sheets.
        formulas: how many it has.
        alike: the names of the sheets that are known to be the same in the received workbook.
    """

    by_name: Mapping[str, SheetCells]
    tables: Tables
    formulas: int
    alike: Collection[str] = ()


@dataclass(frozen=True)
class WorkbookComparison:
    """What came of holding a received workbook beside the issued one.

    Args:
        differences: every cell, row and sheet that differs, in the order of the issued workbook.
        shown: all that a reader sees otherwise, sheet by sheet in the same order.
        issued: the issued sheets in which a difference stands at a cell or row.
    """

    differences: tuple[WorkbookDifference, ...]
    shown: tuple[ShownOtherwise, ...]
    issued: Mapping[str, SheetCells]


def compare_sheets(received: Iterable[SheetCells], issued: IssuedSheets) -> WorkbookComparison:
    """Hold each sheet of a received workbook beside the issued one of its name.

    Args:
        received: the sheets as they were received, each row where it was issued, in the order of the file; but for
            those that are known to be the same. Where two have one name, the last of them counts.
        issued: the workbook as it was issued.

    >>> nothing = IssuedSheets({}, Tables({}), 0)
    >>> compare_sheets([SheetCells("More", {})], nothing).differences[0].kind
    'further sheet'
    """
    apart: dict[str, tuple[WorkbookDifference, ...]] = {}
    shown: dict[str, tuple[ShownOtherwise, ...]] = {}
    differing: dict[str, SheetCells] = {}
    further: dict[str, WorkbookDifference] = {}
    for sheet in received:
        name = sheet.name
        if name not in issued.by_name:
            further[name] = whole_sheet("further sheet", name)
            continue
        own = issued.by_name[name]
        apart[name] = tuple(sheet_differences(sheet, own, issued.tables))
        shown[name] = tuple(sheet_shown(sheet, own))
        if any(difference.kind not in TOLD_ONCE for difference in apart[name]):
            differing[name] = own
    for name in issued.by_name:
        if name not in apart and name not in issued.alike:
            apart[name] = (whole_sheet("missing sheet", name),)
    in_order = [part for name in issued.by_name for part in apart.get(name, ())]
    return WorkbookComparison(
        differences=told_together([*in_order, *further.values()], issued.formulas),
        shown=tuple(it for name in issued.by_name for it in shown.get(name, ())),
        issued=differing,
    )

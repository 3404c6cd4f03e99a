"""Workbooks with rates: the rows of the one filled sheet, as they would stand in a text file.

By itself, since the library of workbooks takes longer to load than a conversion takes.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.foundation import Place, Problem, Severity, plain
from ledger.rates.faults import Faults
from ledger.rates.gather import Rows
from ledger.rates.tables import sound_rows
from ledger.spreadsheet import Cell, SheetRow, Workbook, open_workbook


def workbook_rows(name: str, data: bytes, faults: Faults) -> Rows:
    """The rows of the one filled sheet of a workbook, as they would stand in a text file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rates.xlsx"
        path.write_bytes(data)
        workbook, problems = open_workbook(path, name)
        _pass_on(problems, faults)
        rows = [] if workbook is None else _only_sheet(workbook, faults)
    return sound_rows(iter(rows), faults)


def _only_sheet(workbook: Workbook, faults: Faults) -> list[tuple[int, list[str]]]:
    filled: dict[str, list[tuple[int, list[str]]]] = {}
    for sheet in workbook.sheets:
        rows = list(workbook.rows(sheet))
        _pass_on((row for row in rows if isinstance(row, Problem)), faults)
        cells = [(row.number, [_as_text(cell) for cell in row.cells]) for row in rows if isinstance(row, SheetRow)]
        if cells:
            filled[sheet] = cells
    if len(filled) > 1:
        found = f"a workbook with {len(filled)} filled sheets ({', '.join(filled)})"
        faults.error(Place(), found, "one sheet with rates", "save the sheet with the rates as a file of its own")
        return []
    return next(iter(filled.values()), [])


def _pass_on(problems: Iterable[Problem], faults: Faults) -> None:
    for problem in problems:
        place = Place(sheet=problem.place.sheet, row=problem.place.row, column=problem.place.column)
        note = faults.error if problem.severity is Severity.ERROR else faults.warning
        note(place, problem.found, problem.expected, problem.remedy)


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return plain(cell)
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()

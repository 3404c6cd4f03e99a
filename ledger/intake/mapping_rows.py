"""Rows of a foreign table, a CSV file or a sheet alike: cells under the headings of the table itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.foundation import Problem, Severity, malformed, quoted
from ledger.intake.delimited import delimited
from ledger.intake.mapping import folded
from ledger.intake.sheets import Cell, Workbook, cell_text, open_workbook
from ledger.records import nearest

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class TableRow:
    """One row of a table; ``number`` counts from 1, by lines in a CSV file and by rows in a sheet.

    ``pointed`` where a comma separates the cells, so that it cannot be the decimal sign.
    """

    number: int
    cells: tuple[Cell, ...]
    place: str
    sheet: str | None = None
    pointed: bool = False

    def cell(self, index: int) -> Cell:
        """The cell of a column, counted from 0; None behind the last one that is filled."""
        return self.cells[index] if index < len(self.cells) else None


def table_rows(path: Path, file: str, sheet: str | None) -> Iterator[TableRow | Problem]:
    """The rows of a CSV file or of one sheet that hold anything, from the top.

    Args:
        path: the file.
        file: its name in places.
        sheet: name of the sheet; None for the first. A CSV file has none.
    """
    with path.open("rb") as stream:
        is_workbook = stream.read(len(_ZIP)) == _ZIP
    if is_workbook:
        yield from _sheet_rows(path, file, sheet)
    elif sheet is not None:
        found = f"a CSV file, which has no sheets, so none called {quoted(sheet)}"
        yield malformed(file, found, "a workbook", "name the workbook, or leave sheet out")
    else:
        yield from _csv_rows(path, file)


def sheet_names(path: Path, file: str) -> tuple[str, ...]:
    """The sheets of a workbook; none for any other file."""
    with path.open("rb") as stream:
        if stream.read(len(_ZIP)) != _ZIP:
            return ()
    workbook, _ = open_workbook(path, file)
    return workbook.sheets if workbook else ()


def heading_names(row: TableRow) -> tuple[str, ...]:
    """What each column is called: its heading on one line, ``column 7`` without one, ``Name (2)`` the second time.

    >>> heading_names(TableRow(1, ("Value", None, " Value "), "a.csv:1"))
    ('Value', 'column 2', 'Value (2)')
    """
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(row.cells, start=1):
        name = " ".join(cell_text(cell).split()) or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def find_column(wanted: str, names: Sequence[str]) -> int | Problem:
    """The index of a column by its heading; blanks and capitals do not count. A problem has no place yet.

    >>> find_column("country", ["Title", "Country "]), find_column("Countri", ["Title", "Country"]).expected
    (1, 'a heading of the table, perhaps Country')
    """
    same = [index for index, name in enumerate(names) if folded(name) == folded(wanted)]
    exact = [index for index in same if names[index] == wanted]
    if len(same) == 1 or exact:
        return (exact or same)[0]
    if same:
        found = f"{quoted(wanted)}, which {len(same)} columns are called but for capitals"
        return malformed("", found, "one column", "write the heading as it stands in the table")
    near = nearest(folded(wanted), map(folded, names), most=1)
    shown = next((name for name in names if near and folded(name) == near[0]), None)
    such = f"a heading of the table, perhaps {shown}" if shown else "a heading of the table"
    found = f"{quoted(wanted)}, which no column is called"
    return malformed("", found, such, "write the heading as it stands in the table")


def _csv_rows(path: Path, file: str) -> Iterator[TableRow | Problem]:
    with path.open("rb") as stream:
        separator, rows = delimited(stream, file)
        for row in rows:
            if isinstance(row, Problem):
                yield row
            else:
                cells = tuple(cell.strip() or None for cell in row.cells)
                yield TableRow(row.number, cells, f"{file}:{row.number}", pointed=separator == ",")


def _sheet_rows(path: Path, file: str, sheet: str | None) -> Iterator[TableRow | Problem]:
    workbook, problems = open_workbook(path, file)
    yield from problems
    if workbook is None:
        return
    name = _sheet_of(workbook, sheet)
    if isinstance(name, Problem):
        yield name
        return
    yield from _merged(workbook, name)
    for row in workbook.rows(name):
        if isinstance(row, Problem):
            yield row
        else:
            cells = tuple(cell.strip() or None if isinstance(cell, str) else cell for cell in row.cells)
            yield TableRow(row.number, cells, f"{file}:{name}:{row.number}", name)


def _merged(workbook: Workbook, sheet: str) -> Iterator[Problem]:
    tall = [str(it) for it in workbook.merged(sheet) if it.first_row < it.last_row]
    if tall:
        found = f"{len(tall)} cells merged over several rows, such as {tall[0]}"
        wanted, remedy = "a value in each row: only the first row has it", "unmerge them and fill the rows"
        yield Problem("FORM", Severity.WARNING, f"{workbook.file}:{sheet}", found, wanted, remedy)


def _sheet_of(workbook: Workbook, wanted: str | None) -> str | Problem:
    if wanted is None and workbook.sheets:
        return workbook.sheets[0]
    if wanted in workbook.sheets:
        return str(wanted)
    near = nearest(wanted or "", workbook.sheets, most=1) or workbook.sheets[:3]
    such = f"a sheet such as {' or '.join(near)}" if near else "a visible sheet"
    return malformed(
        workbook.file, f"no sheet {quoted(wanted)}" if wanted else "no visible sheet", such, "correct sheet"
    )

"""The item rows of a Kiel file, workbook or CSV, their columns known by meaning; and how such a file is recognised."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Place, Problem, Severity, malformed, quoted
from ledger.intake.delimited import delimited
from ledger.intake.kiel.columns import Columns, columns_of
from ledger.intake.rows import under_heading
from ledger.notation import read_shown
from ledger.records import Lineage
from ledger.spreadsheet import Cell, SheetRow, ShownNumber, cell_text

# How the releases write that there is nothing to say.
MISSING = frozenset(["", ".", "-", "not given", "no price", "undisclosed", "not disclosed", "unknown", "n/a", "nan"])

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_ITEMS_WANTED = (
    "a sheet with the headings ID, countries, Announcement Date, Type of Aid General, Original Currency, Total"
)

# What a spreadsheet writes in place of a value that it could not work out.
_BROKEN = re.compile(r"#[A-Z0-9/]+[!?]?", re.IGNORECASE)


@dataclass(frozen=True)
class ItemRow:
    """One row of an item sheet.

    Args:
        place: the row of a sheet, or the line of a CSV file on which it begins.
        row: the row as it was read.
        columns: the columns of its sheet.
        lineage: the row word for word.
    """

    place: Place
    row: SheetRow
    columns: Columns
    lineage: Lineage

    def cell(self, meaning: str) -> Cell:
        """What stands in the column of that meaning; None where the sheet has none."""
        number = self.columns.places.get(meaning)
        return self.row.cells[number] if number is not None and number < len(self.row.cells) else None

    def at(self, meaning: str) -> Place:
        """The place of that cell."""
        return self.columns.at(self.columns.name(meaning), self.place)

    def text(self, meaning: str) -> str:
        """The same as text without blanks around it; empty where the file says that there is nothing."""
        text = cell_text(self.cell(meaning)).strip()
        return "" if text.casefold() in MISSING else text

    def figure(self, meaning: str) -> Decimal | Problem | None:
        """The same as a number; None where the file says that there is none, a problem where it is something else."""
        cell, text = self.cell(meaning), self.text(meaning)
        if isinstance(cell, ShownNumber):
            return self._shown(meaning, cell)
        if not text or (isinstance(cell, Decimal) and cell.is_finite()):
            return cell if isinstance(cell, Decimal) else None
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        if _BROKEN.fullmatch(text):
            remedy = "mend the formula in the file, or take the value from the source"
            return self.doubt(meaning, quoted(text), "the value of a formula", remedy, Severity.ERROR)
        remedy = "look the row up in the source, and correct the record if it says a number"
        return self.doubt(meaning, quoted(text), "a number, or one of the signs for none", remedy)

    def _shown(self, meaning: str, cell: ShownNumber) -> Decimal | Problem:
        """The sum that a cell shows whose format says more than the number, in euros or in the currency of its row."""
        typed = read_shown(cell, currency="EUR")
        if isinstance(typed, Problem):
            typed = read_shown(cell, currency=self.text("currency"))
        if isinstance(typed, Problem) or typed.value is None or typed.qualifier:
            remedy = "format the cell as a plain number, or look the row up in the source"
            return self.doubt(meaning, quoted(cell.text), "a number, or one of the signs for none", remedy)
        return Decimal(typed.value)

    def known(self, meaning: str) -> Decimal | None:
        """The number alone; None also where something else stands."""
        figure = self.figure(meaning)
        return figure if isinstance(figure, Decimal) else None

    def doubt(
        self, meaning: str, found: str, expected: str, remedy: str, severity: Severity = Severity.WARNING
    ) -> Problem:
        """A problem at the cell of that meaning."""
        return Problem("FORM", severity, self.at(meaning), found, expected, remedy)


@dataclass(frozen=True)
class ItemSheet:
    """The item rows of a file.

    Args:
        file: name of the file.
        sheet: name of the sheet; empty for a CSV file.
        heading: place of the headings.
        columns: what they mean.
        rows: the rows below them.
    """

    file: str
    sheet: str
    heading: Place
    columns: Columns
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True)
class KielFile:
    """An open Kiel file.

    Args:
        items: its item rows.
        workbook: the workbook they stand in; None for a CSV file.
        others: names of the sheets of the workbook that list items too, such as multilateral aid.
    """

    items: ItemSheet
    workbook: "spreadsheet.Workbook | None" = None
    others: tuple[str, ...] = ()


def recognises_kiel(path: Path, encoding: str | None = None) -> bool:
    """Whether a file is one of Kiel: a sheet, or the table of a CSV file, has several of its headings.

    >>> recognises_kiel(Path("absent.csv"))
    False
    """
    try:
        first = _headings(path) if _is_workbook(path) else islice(_table_rows(path, path.name, encoding), 1)
        return any(columns_of(_texts(row)).is_kiel for row in first if isinstance(row, SheetRow))
    except OSError:
        # Reading the file reports why it cannot be opened.
        return False


def _headings(path: Path) -> tuple[SheetRow, ...]:
    from ledger.intake.kiel.headings import workbook_headings

    return workbook_headings(path)


def open_kiel(path: Path, file: str, encoding: str | None = None) -> tuple[KielFile | None, tuple[Problem, ...]]:
    """Open a file and find its item rows; the problems say what could not be read, or why nothing could."""
    if _is_workbook(path):
        workbook, problems = spreadsheet.open_workbook(path, file)
        return _of_workbook(workbook, problems) if workbook else (None, problems)
    rows, problems = _parted(_table_rows(path, file, encoding))
    items = _item_sheet(file, rows)
    if items is None:
        return None, (*problems, _no_items(file))
    faults = _heading_faults(items)
    return (None, (*problems, *faults)) if faults else (KielFile(items), problems)


def missing(text: str) -> bool:
    """Whether a text is one of the signs for nothing.

    >>> missing(" Not given "), missing("dozens")
    (True, False)
    """
    return text.strip().casefold() in MISSING


def _of_workbook(
    workbook: "spreadsheet.Workbook", problems: Sequence[Problem]
) -> tuple[KielFile | None, tuple[Problem, ...]]:
    item_sheets: list[tuple[ItemSheet, tuple[Problem, ...]]] = []
    for name in workbook.sheets:
        rows, faults = _parted(workbook.rows(name))
        items = _item_sheet(workbook.file, rows)
        if items:
            item_sheets.append((items, faults))
    if not item_sheets:
        return None, (*problems, _no_items(workbook.file))
    # Commercial assistance stands under the same headings, in a few rows. A sheet whose headings have a fault is chosen
    # like any other: a smaller list must never be read in its place.
    items, faults = max(item_sheets, key=lambda it: len(it[0].rows))
    if wrong := _heading_faults(items):
        return None, (*problems, *wrong)
    others = tuple(it.sheet for it, _ in item_sheets if it is not items)
    return KielFile(items, workbook, others), (*problems, *(_weighed(fault, items.columns) for fault in faults))


def _weighed(fault: Problem, columns: Columns) -> Problem:
    """A cell that cannot be trusted keeps nothing out where no record takes anything from its column."""
    fault, letters = under_heading(fault, columns.names), fault.place.column
    if fault.severity is not Severity.ERROR or not letters or columns.reads(letters):
        return fault
    return replace(fault, severity=Severity.NOTE, remedy="nothing; no record takes anything from this column")


def _item_sheet(file: str, rows: Sequence[SheetRow]) -> ItemSheet | None:
    columns = columns_of(_texts(rows[0]) if rows else ())
    if not columns.is_kiel:
        return None
    sheet = rows[0].sheet
    return ItemSheet(
        file,
        sheet,
        Place(file=file, sheet=sheet, row=rows[0].number),
        columns,
        tuple(
            ItemRow(Place(file=file, sheet=sheet, row=row.number), row, columns, _lineage(file, row, columns.names))
            for row in rows[1:]
            if any(not missing(text) for text in _texts(row))
        ),
    )


def _lineage(file: str, row: SheetRow, names: Sequence[str]) -> Lineage:
    cells = {name: text for name, cell in zip(names, row.cells, strict=False) if (text := cell_text(cell))}
    return Lineage(file=file, sheet=row.sheet or None, row=row.number, cells=cells)


def _heading_faults(items: ItemSheet) -> tuple[Problem, ...]:
    """Why the rows of a sheet cannot be read: a column that they need is missing, or two could be it."""
    columns = items.columns
    expected, remedy = "each heading of the tracker once", "name the columns as the tracker does"
    findings = [f"{' and '.join(map(quoted, names))}, which could each be {it}" for it, names in columns.rivals.items()]
    if columns.missing:
        findings.append(f"no column for {columns.described(columns.missing)}")
        remedy += ", or read the file with a mapping"
    return tuple(malformed(items.heading, it, expected, remedy) for it in findings)


def _no_items(file: str) -> Problem:
    remedy = "name the columns as the tracker does, or read the file with a mapping"
    return malformed(Place(file=file), "no list of items", _ITEMS_WANTED, remedy)


def _texts(row: SheetRow) -> tuple[str, ...]:
    return tuple(cell_text(cell) for cell in row.cells)


def _parted(found: Iterable[SheetRow | Problem]) -> tuple[tuple[SheetRow, ...], tuple[Problem, ...]]:
    everything = tuple(found)
    rows = tuple(it for it in everything if isinstance(it, SheetRow))
    return rows, tuple(it for it in everything if isinstance(it, Problem))


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower().startswith(".xls")


def _table_rows(path: Path, file: str, encoding: str | None) -> Iterator[SheetRow | Problem]:
    """The rows of a CSV file that hold anything, each with the line on which it begins."""
    with path.open("rb") as stream:
        for row in delimited(stream, file, encoding).rows:
            yield (
                row if isinstance(row, Problem) else SheetRow("", row.number, tuple(cell or None for cell in row.cells))
            )

"""What readers of all sources share: whether a file can be read, its name in places, rows and headings of a table."""

import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Place, Problem, Severity, advice, disk_words, malformed, quoted
from ledger.intake.delimited import delimited
from ledger.records import nearest
from ledger.spreadsheet import Cell, SheetRow, cell_text, column_letters, column_number

MAX_BYTES = 1024 * 1024 * 1024
LOOKED_THROUGH = 50
"""Rows among which the headings of a table are looked for."""

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class TableRow:
    """One row of a table; ``number`` counts from 1, by lines in a CSV file and by rows in a sheet.

    ``pointed`` where a comma separates the cells, so that it cannot be the decimal sign. ``sums`` are the columns,
    counted from 1, whose cells are formulas that add other rows.
    """

    number: int
    cells: tuple[Cell, ...]
    place: Place
    sheet: str | None = None
    pointed: bool = False
    sums: frozenset[int] = frozenset()

    def cell(self, index: int) -> Cell:
        """The cell of a column, counted from 0; None behind the last one that is filled."""
        return self.cells[index] if index < len(self.cells) else None


def table_rows(path: Path, file: str, sheet: str | None, encoding: str | None = None) -> Iterator[TableRow | Problem]:
    """The rows of a CSV file or of one sheet that hold anything, from the top.

    Args:
        path: the file.
        file: its name in places.
        sheet: name of the sheet; None for the first that holds a table. A CSV file has none.
        encoding: of a CSV file, if the user names it.
    """
    table_file, problems = open_table(path, file, encoding)
    yield from problems
    if table_file is not None:
        yield from table_file.rows(sheet)


@dataclass(frozen=True)
class TableFile:
    """A CSV file, or an open workbook with the names of its visible sheets; ``encoding`` is that of a CSV file."""

    path: Path
    file: str
    workbook: "spreadsheet.Workbook | None" = None
    encoding: str | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The visible sheets; none of a CSV file."""
        return self.workbook.sheets if self.workbook else ()

    def rows(self, sheet: str | None) -> Iterator[TableRow | Problem]:
        """The rows of one sheet, of the first with a table where None is named, or those of the CSV file."""
        if self.workbook is not None:
            yield from _sheet_rows(self.workbook, sheet)
        elif sheet is not None:
            found = f"a CSV file, which has no sheets, so none called {quoted(sheet)}"
            yield malformed(Place(file=self.file), found, "a workbook", "name the workbook, or leave sheet out")
        else:
            yield from _csv_rows(self.path, self.file, self.encoding)

    def top(self, sheet: str) -> tuple[TableRow, ...]:
        """The first rows of a sheet, as many as may stand above the headings of a table and a few more."""
        if self.workbook is None:
            return ()
        first = islice(self.workbook.rows(sheet), LOOKED_THROUGH)
        return tuple(_table_row(row, self.file) for row in first if not isinstance(row, Problem))


def open_table(path: Path, file: str, encoding: str | None = None) -> tuple[TableFile | None, tuple[Problem, ...]]:
    """A table by what the file is, whatever its name says; None, with the reason, for what is not opened."""
    with path.open("rb") as stream:
        if stream.read(len(_ZIP)) != _ZIP:
            return TableFile(path, file, encoding=encoding), ()
    workbook, problems = spreadsheet.open_workbook(path, file)
    return (None if workbook is None else TableFile(path, file, workbook)), problems


def has_table(rows: Iterable[TableRow]) -> bool:
    """Whether at least two rows hold two cells or more: a front sheet does not.

    >>> has_table([TableRow(1, ("Aid",), Place()), TableRow(2, ("Donor", "Amount"), Place())])
    False
    """
    return sum(sum(cell is not None for cell in row.cells) > 1 for row in rows) > 1


def sheet_names(path: Path, file: str) -> tuple[str, ...]:
    """The sheets of a workbook; none for any other file."""
    table_file, _ = open_table(path, file)
    return table_file.sheets if table_file else ()


def heading_names(row: TableRow) -> tuple[str, ...]:
    """What each column is called: its heading on one line, ``column 7`` without one.

    Of several columns with one heading each has its number: none of them is the one that the heading alone means.

    >>> heading_names(TableRow(1, ("Value", None, " Value "), Place(file="a.csv", row=1)))
    ('Value (1)', 'column 2', 'Value (2)')
    """
    plain = [" ".join(cell_text(cell).split()) for cell in row.cells]
    names = [name or f"column {number}" for number, name in enumerate(plain, start=1)]
    times, taken, seen = Counter(names), set(names), Counter[str]()
    for index, name in enumerate(names):
        if times[name] > 1:
            seen[name] += 1
            # A heading may be called so by itself.
            while (numbered := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            names[index] = numbered
    return tuple(names)


def lettered(names: Sequence[str]) -> Mapping[str, Place]:
    """Where each column of a sheet stands in any of its rows, by its heading; the first of several counts.

    >>> print(lettered(["Donor", "Amount"])["Amount"].within(Place(file="a.xlsx", sheet="Aid", row=3)))
    a.xlsx:Aid!B3 (Amount)
    """
    numbered = reversed(list(enumerate(names, start=1)))
    return {name: Place(column=column_letters(number), field=name) for number, name in numbered if name}


def under_heading(problem: Problem, names: Sequence[str]) -> Problem:
    """A problem of a cell of a sheet, with the heading of its column; any other problem as it is.

    Args:
        problem: as reading the sheet gave it.
        names: of the columns, the first of them that of column A.
    """
    letters = problem.place.column
    number = column_number(letters) if letters else len(names) + 1
    return replace(problem, place=problem.place.at(names[number - 1])) if number <= len(names) else problem


def _csv_rows(path: Path, file: str, encoding: str | None) -> Iterator[TableRow | Problem]:
    with path.open("rb") as stream:
        separator, rows = delimited(stream, file, encoding)
        for row in rows:
            if isinstance(row, Problem):
                yield row
            else:
                cells = tuple(cell.strip() or None for cell in row.cells)
                yield TableRow(row.number, cells, Place(file=file, row=row.number), pointed=separator == ",")


def _sheet_rows(workbook: "spreadsheet.Workbook", sheet: str | None) -> Iterator[TableRow | Problem]:
    name = _sheet_of(workbook, sheet)
    if isinstance(name, Problem):
        yield name
        return
    yield from _merged(workbook, name)
    sums = workbook.sums(name)
    for row in workbook.rows(name):
        yield row if isinstance(row, Problem) else _table_row(row, workbook.file, sums)


def _table_row(row: SheetRow, file: str, sums: Mapping[int, frozenset[int]] | None = None) -> TableRow:
    cells = tuple(cell.strip() or None if isinstance(cell, str) else cell for cell in row.cells)
    place = Place(file=file, sheet=row.sheet, row=row.number)
    return TableRow(row.number, cells, place, row.sheet, sums=(sums or {}).get(row.number, frozenset()))


def _merged(workbook: "spreadsheet.Workbook", sheet: str) -> Iterator[Problem]:
    tall = [str(it) for it in workbook.merged(sheet) if it.first_row < it.last_row]
    if tall:
        found = f"{len(tall)} cells merged over several rows, such as {tall[0]}"
        expected, remedy = "a value in each row: only the first row has it", "unmerge them and fill the rows"
        yield Problem("FORM", Severity.WARNING, Place(file=workbook.file, sheet=sheet), found, expected, remedy)


def _sheet_of(workbook: "spreadsheet.Workbook", name: str | None) -> str | Problem:
    if name is None and workbook.sheets:
        return _first_with_table(workbook)
    if name in workbook.sheets:
        return str(name)
    near = nearest(name or "", workbook.sheets, most=1) or workbook.sheets[:3]
    such = f"a sheet such as {' or '.join(near)}" if near else "a visible sheet"
    found = f"no sheet {quoted(name)}" if name else "no visible sheet"
    return malformed(Place(file=workbook.file), found, such, "correct sheet")


def _first_with_table(workbook: "spreadsheet.Workbook") -> str:
    first, *others = workbook.sheets
    opened = TableFile(Path(workbook.file), workbook.file, workbook)
    return next((name for name in workbook.sheets if has_table(opened.top(name))), first) if others else first


@lru_cache(maxsize=4096)
def heading_name(text: str) -> str:
    """A heading as the table of headings has it, from how a person may have written it.

    >>> heading_name(" Source  Title "), heading_name("Value Date *"), heading_name("value-date")
    ('source_title', 'value_date', 'value_date')
    """
    return "_".join(text.casefold().replace("_", " ").replace("-", " ").rstrip(" *:").split())


def unreadable(path: Path, file: str, expected: str = "a file of records") -> Problem | None:
    """FILE for anything but a file of acceptable size, found before it is opened.

    Args:
        path: as the user named it.
        file: its name in places.
        expected: what the file should be.

    >>> unreadable(Path("."), "here").found
    'a folder'
    """
    # Looked at before it is opened: opening a pipe would wait for ever, and a device has no end.
    try:
        status = path.stat()
    except FileNotFoundError:
        return file_problem(file, "no such file", expected, "check the path")
    except (OSError, ValueError) as fault:
        return disk_problem(file, fault)
    if stat.S_ISDIR(status.st_mode):
        return file_problem(file, "a folder", expected, "name one file in it")
    if not stat.S_ISREG(status.st_mode):
        return file_problem(file, "a pipe or a device", expected, "save it as a file first")
    if status.st_size > MAX_BYTES:
        return file_problem(file, f"{status.st_size} bytes", f"at most {MAX_BYTES} bytes", "split the file")
    return None


def beside_encoding(path: Path, file: str, meaning: str) -> Problem | None:
    """FILE for an encoding that is named of what is no text of a table, and says it itself.

    Args:
        path: as the user named it.
        file: its name in places.
        meaning: what it is, in plain words.

    >>> beside_encoding(Path("a.xlsx"), "a.xlsx", "a workbook").found
    'a workbook, and an encoding'
    """
    if path.suffix.lower() == ".csv":
        return None
    remedy = advice("leave --encoding out: files of all other kinds say it themselves")
    return file_problem(file, f"{meaning}, and an encoding", "CSV files", remedy)


def disk_problem(file: str, fault: OSError | ValueError) -> Problem:
    """FILE for what the disk cannot deliver."""
    found = f"a file that cannot be read ({disk_words(fault)})"
    return file_problem(file, found, "a readable file", "check its name and who may read it")


def file_problem(file: str, found: str, expected: str, remedy: str) -> Problem:
    """FILE: an error of a file as a whole."""
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)

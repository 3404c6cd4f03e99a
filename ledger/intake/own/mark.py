"""A person's own workbook with what is wrong in red: the same file, but for coloured cells with a note at each.

The package itself is edited: a library that reads a workbook and writes it anew would lose what it does not know, such
as charts and pictures. Every part that needs no change is copied byte by byte, and in the sheets only the tags of the
marked cells change. How the parts are changed is the business of ``spreadsheet.mark_parts``.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from xml.parsers import expat

from ledger.foundation import Problem, Refused, errors, quoted
from ledger.intake.own.form import table_in
from ledger.spreadsheet import (
    CellPlace,
    ChangedPackage,
    Merged,
    SheetRow,
    Workbook,
    cell_text,
    column_number,
    mark_sheet,
    open_archive,
    open_workbook,
    refuse_unsafe_xml,
    sheet_parts,
)

_HEADINGS_WITHIN = 50
_LETTERS = re.compile(r"[A-Z]{1,3}")
_MOST_TEXT = 4000
# How a fault of fields that must fit each other ends: it stands at the first of them, and names those to mend.
_TO_MEND = re.compile(r"(?:fill in|remove) (\w+(?: and \w+)*)")


def mark_problems(path: Path, problems: Sequence[Problem], out: Path) -> None:
    """Write a workbook as it is, with the cells of its errors in red and what to do in a note at each.

    Several errors of a cell share its note, and a note that is there already stays above them. An error that says which
    columns to fill in or to clear goes to these, and one in a merged range to its first cell. An error of a row that
    names no column goes to the row's first cell, one of a sheet or of the whole file to the first cell of the sheet.

    Args:
        path: the workbook that was read.
        problems: as reading it gave them, with ``file:sheet:row:heading`` as their places; warnings are passed over.
        out: where the marked workbook goes; with the ending of ``path``, since Excel refuses macros in an ``.xlsx``.

    Raises:
        Refused: FILE, if the workbook cannot be opened safely.
        OSError: if the file cannot be written.

    >>> mark_problems(Path("absent.xlsx"), [], Path("absent.problems.xlsx"))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'absent.xlsx'
    """
    file = quoted(path.name)[1:-1]
    archive = open_archive(path, file)
    refuse_unsafe_xml(archive, file)
    workbook, faults = open_workbook(path, file)
    if workbook is None:
        raise Refused(faults)
    parts = {it.name: it.part for it in sheet_parts(archive, file)}
    package = ChangedPackage(archive)
    try:
        for sheet, notes in _notes_by_sheet(errors(problems), workbook).items():
            mark_sheet(package, parts[sheet], notes)
    except (ValueError, KeyError, SyntaxError, expat.ExpatError) as fault:
        found, remedy = f"parts that cannot be marked ({fault})", "save it from Excel again, or mend it by the list"
        raise Refused.of("FILE", file, found, "a workbook as Excel saves it", remedy) from None
    _write(path, package, out)


def _notes_by_sheet(problems: Iterable[Problem], workbook: Workbook) -> Mapping[str, Mapping[CellPlace, str]]:
    """The text of each note, by sheet and cell."""
    said: dict[str, dict[CellPlace, list[str]]] = defaultdict(lambda: defaultdict(list))
    columns: dict[str, Mapping[str, int]] = {}
    for problem in problems:
        sheet, row, heading = _place(problem.place, workbook)
        if sheet not in columns:
            columns[sheet] = _columns(workbook, sheet)
        text = f"{_sentence(f'found {problem.found}, expected {problem.expected}')} {_sentence(problem.remedy)}"
        for column in _marked_columns(heading, problem.remedy, columns[sheet]) if row > 1 or heading else (1,):
            cell = _first_of_merged(CellPlace(row, column), workbook.merged(sheet))
            if text not in said[sheet][cell]:
                said[sheet][cell].append(text)
    return {
        sheet: {cell: _cut("\n\n".join(texts)) for cell, texts in sorted(cells.items())}
        for sheet, cells in said.items()
    }


def _marked_columns(heading: str, remedy: str, columns: Mapping[str, int]) -> Sequence[int]:
    """The columns that the remedy names; else that of the heading, the first where the sheet does not have it."""
    named = _TO_MEND.fullmatch(remedy)
    to_mend = [columns[name] for name in (named[1].split(" and ") if named else ()) if name in columns]
    letters = column_number(heading) if _LETTERS.fullmatch(heading) else 1
    return to_mend or [columns.get(heading.casefold(), letters)]


def _first_of_merged(cell: CellPlace, merged: Iterable[Merged]) -> CellPlace:
    """The cell that is seen: of a merged range only the first is."""
    for it in merged:
        if it.first_row <= cell.row <= it.last_row and it.first_column <= cell.column <= it.last_column:
            return CellPlace(it.first_row, it.first_column)
    return cell


def _place(place: str, workbook: Workbook) -> tuple[str, int, str]:
    """Sheet, row and heading of a place; the first sheet and row where it names none."""
    inside = place.removeprefix(workbook.file).removeprefix(":")
    # A name of a sheet holds no colon, a heading may.
    sheet, _, rest = inside.partition(":")
    row, _, heading = rest.partition(":")
    if sheet not in workbook.sheets:
        return workbook.sheets[0], 1, ""
    return (sheet, int(row), heading) if row.isdecimal() and int(row) else (sheet, 1, "")


def _columns(workbook: Workbook, sheet: str) -> Mapping[str, int]:
    """The column of each heading: of our table, or of the first rows where the sheet has another."""
    rows = [row for row in islice(workbook.rows(sheet), _HEADINGS_WITHIN) if isinstance(row, SheetRow)]
    if table := table_in(rows):
        return {name: number for number, name in reversed(list(enumerate(table.names, start=1))) if name}
    texts = ((cell_text(cell).casefold(), number) for row in rows for number, cell in enumerate(row.cells, start=1))
    columns: dict[str, int] = {}
    for text, number in texts:
        columns.setdefault(text, number)
    return columns


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]} …"


def _write(path: Path, package: ChangedPackage, out: Path) -> None:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = package.changed.pop(info.filename, None)
            target.writestr(info, source.read(info) if content is None else content)
        # XlsxWriter and Excel give no part a time either: the same input gives the same bytes.
        for name, content in package.changed.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)

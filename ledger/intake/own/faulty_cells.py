"""A person's own workbook with what is wrong in red: the same file, except for coloured cells with a note at each.

The package itself is edited: a library that reads a workbook and writes it anew would lose what it does not know, such
as charts and pictures. Every part that needs no change is copied byte by byte, and in the sheets only the tags of the
marked cells change. ``spreadsheet.mark_parts`` changes the parts.
"""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from ledger.foundation import Place, Problem, Refused, errors, shown_name
from ledger.intake.own.form import table_in
from ledger.intake.rows import heading_name
from ledger.spreadsheet import (
    CellPlace,
    ChangedPackage,
    LinkedText,
    Merged,
    SheetRow,
    Workbook,
    add_sheet,
    cell_text,
    column_number,
    mark_sheet,
    open_archive,
    open_workbook,
    refuse_unsafe_xml,
    sheet_parts,
)

PROBLEMS = "Problems"
"""The sheet that lists what is wrong; it is no part of the form."""

_LIST_HEADINGS = ("Cell", "Heading", "Found", "Expected", "What to do")
_LIST_WIDTHS = (24, 18, 40, 48, 56)
_HEADINGS_WITHIN = 50
_MOST_TEXT = 4000


class _Mark(NamedTuple):
    """One cell that one problem is about."""

    sheet: str
    cell: CellPlace
    field: str
    problem: Problem


def mark_problems(path: Path, problems: Sequence[Problem], out: Path) -> None:
    """Write a workbook as it is, with the cells of its errors in red and what to do in a note at each.

    A sheet of its own, the last, lists them all, each with a link to its cell.

    Several errors of a cell share its note, and a note that is there already stays above them. An error that knows
    which cells to fill in or to clear goes to these, and one in a merged range to its first cell. An error of a row
    that knows no column goes to the row's first cell, one of a sheet or of the whole file to the sheet's first cell.

    Args:
        path: the workbook that was read.
        problems: as reading it gave them, at its sheets, rows and columns; warnings are passed over.
        out: where the marked workbook goes; with the ending of ``path``, since Excel refuses macros in an ``.xlsx``.

    Raises:
        Refused: FILE, if the workbook cannot be opened safely.
        OSError: if the file cannot be written.

    >>> mark_problems(Path("absent.xlsx"), [], Path("absent.problems.xlsx"))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'absent.xlsx'
    """
    file = shown_name(path)
    archive = open_archive(path, file)
    refuse_unsafe_xml(archive, file)
    workbook, faults = open_workbook(path, file)
    if workbook is None:
        raise Refused(faults)
    parts = {it.name: it.part for it in sheet_parts(archive, file)}
    package = ChangedPackage(archive)
    try:
        marks = tuple(_marks(errors(problems), workbook))
        for sheet, notes in _notes_by_sheet(marks).items():
            mark_sheet(package, parts[sheet], notes)
        if marks:
            add_sheet(package, PROBLEMS, _LIST_WIDTHS, tuple(_listed(marks, workbook.sheets)))
    except (ValueError, KeyError, SyntaxError, expat.ExpatError) as fault:
        found, remedy = f"parts that cannot be marked ({fault})", "save it from Excel again, or mend it by the list"
        raise Refused.of("FILE", Place(file=file), found, "a workbook as Excel saves it", remedy) from None
    _write(path, package, out)


def _marks(problems: Iterable[Problem], workbook: Workbook) -> Iterator[_Mark]:
    """The cells of each problem, in the order of the problems."""
    columns: dict[str, Mapping[str, int]] = {}
    for problem in problems:
        for place in problem.to_mend or (problem.place,):
            is_inside = place.sheet in workbook.sheets
            sheet = place.sheet if is_inside else workbook.sheets[0]
            if sheet not in columns:
                columns[sheet] = _columns(workbook, sheet)
            cell = _cell(place, columns[sheet]) if is_inside else CellPlace(1, 1)
            # Who reads it in the copy mends it at the command line.
            yield _Mark(sheet, _first_of_merged(cell, workbook.merged(sheet)), place.field, problem.at_command_line())


def _notes_by_sheet(marks: Iterable[_Mark]) -> Mapping[str, Mapping[CellPlace, str]]:
    """The text of each note, by sheet and cell."""
    notes: dict[str, dict[CellPlace, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        problem = mark.problem
        text = f"{_sentence(f'found {problem.found}, expected {problem.expected}')} {_sentence(problem.remedy)}"
        if text not in notes[mark.sheet][mark.cell]:
            notes[mark.sheet][mark.cell].append(text)
    return {
        sheet: {cell: _cut("\n\n".join(texts)) for cell, texts in sorted(cells.items())}
        for sheet, cells in notes.items()
    }


def _listed(marks: Sequence[_Mark], sheets: Sequence[str]) -> Iterator[tuple[LinkedText, ...]]:
    """The rows of the sheet of problems, in the order of the cells: each leads to its cell."""
    yield tuple(map(LinkedText, _LIST_HEADINGS))
    ordered = sorted(marks, key=lambda mark: (sheets.index(mark.sheet), mark.cell))
    for mark in dict.fromkeys(ordered):
        problem = mark.problem
        yield (
            LinkedText(f"{mark.sheet}!{mark.cell.ref}", mark.sheet, mark.cell),
            *map(LinkedText, (mark.field, _cut(problem.found), problem.expected, _sentence(problem.remedy))),
        )


def _cell(place: Place, columns: Mapping[str, int]) -> CellPlace:
    """The cell of a place in a sheet; where it has no letters of a column, that of its heading, else the first."""
    column = column_number(place.column) if place.column else columns.get(heading_name(place.field), 1)
    return CellPlace(place.row or 1, column)


def _first_of_merged(cell: CellPlace, merged: Iterable[Merged]) -> CellPlace:
    """The cell that is seen: a merged range shows only its first one."""
    for area in merged:
        if area.first_row <= cell.row <= area.last_row and area.first_column <= cell.column <= area.last_column:
            return CellPlace(area.first_row, area.first_column)
    return cell


def _columns(workbook: Workbook, sheet: str) -> Mapping[str, int]:
    """The column of each heading: of our table, or of the first rows where the sheet has another."""
    rows = [row for row in islice(workbook.rows(sheet), _HEADINGS_WITHIN) if isinstance(row, SheetRow)]
    table = table_in(rows)
    lines = [table.labels] if table else [map(cell_text, row.cells) for row in rows]
    columns: dict[str, int] = {}
    for number, text in (it for line in lines for it in enumerate(line, start=1)):
        columns.setdefault(heading_name(text), number)
    return {name: number for name, number in columns.items() if name}


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

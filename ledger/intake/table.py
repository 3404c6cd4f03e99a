"""CSV files with our headings, as a spreadsheet saves them: ``,`` or ``;`` or a tab between the cells."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.drafts import Draft
from ledger.intake.headed import HeadedRows, heading_name, is_heading_line
from ledger.intake.lines import NumberedLine, table_lines

MAX_CELL = 131_072

_SEPARATORS = (",", ";", "\t")


class _Row(NamedTuple):
    """The cells of one row and the line on which it starts."""

    number: int
    cells: Sequence[str]


def read_table(stream: BinaryIO, file: str) -> Iterator[Draft | Problem]:
    """Read a CSV file; a fault of the headings keeps all rows out, a fault of a row keeps out that row.

    Args:
        stream: the bytes of the file.
        file: its name, the first part of each place.

    >>> from io import BytesIO
    >>> [fault.place for fault in read_table(BytesIO(b"id;type;value_date;qualifier;record;titel"), "x.csv")]
    ['x.csv:1:titel']
    """
    faults: list[Problem] = []
    texts = _texts(table_lines(stream, file), faults)
    opening = list(_opening(texts))
    separator = max(_SEPARATORS, key=opening[-1].count) if opening else _SEPARATORS[0]
    headed: HeadedRows | None = None
    for row in _rows(chain(opening, texts), separator, faults, file):
        if isinstance(row, Problem):
            yield row
        elif headed is not None:
            yield from headed.drafts(row.number, row.cells)
        else:
            place = f"{file}:{row.number}"
            if not is_heading_line([heading_name(cell) for cell in row.cells]):
                yield _no_heading_line(row, place)
                return
            # Other separators are written where the comma is the decimal sign, and the point parts groups of digits.
            headed = HeadedRows(row.cells, file, place, decimal_point=separator == ",")
            yield from headed.problems
            if not headed.readable:
                return


def _rows(texts: Iterable[str], separator: str, faults: Sequence[Problem], file: str) -> Iterator[_Row | Problem]:
    """The rows that hold anything. The first fault in the text itself ends them: later rows cannot be trusted."""
    reader = csv.reader(texts, delimiter=separator, strict=True)
    number = 1
    try:
        for cells in map(_bounded, reader):
            if any(cell.strip() for cell in cells):
                yield _Row(number, cells)
            number = reader.line_num + 1
    except csv.Error as fault:
        # A text that breaks off leaves a quotation mark open: its own problem is the cause.
        if not any(it.severity is Severity.ERROR for it in faults):
            yield _broken(f"{file}:{number}", str(fault).partition(" - ")[0])
    yield from faults


def _bounded(cells: list[str]) -> list[str]:
    # The limit of the csv module is one for the whole process, and other packages raise it.
    if any(len(cell) > MAX_CELL for cell in cells):
        raise csv.Error(f"a cell of more than {MAX_CELL} characters")
    return cells


def _texts(lines: Iterable[NumberedLine | Problem], faults: list[Problem]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, NumberedLine):
            yield line.text
            continue
        faults.append(line)
        if line.severity is Severity.ERROR:
            return


def _opening(texts: Iterable[str]) -> Iterator[str]:
    """The lines up to the first that is not blank."""
    for text in texts:
        yield text
        if text.strip():
            return


def _no_heading_line(first: _Row, place: str) -> Problem:
    shown = next(cell for cell in first.cells if cell.strip())
    return _form(
        place,
        f"no heading line but {quoted(shown.strip())}",
        "a first line of headings such as title, donor, recipient, announced, qualifier, amount, currency, term",
        "put the headings of docs/import.md above the data",
    )


def _broken(place: str, said: str) -> Problem:
    return _form(
        place,
        f"a row that cannot be cut into cells ({said})",
        f"quotation marks closed or doubled, and cells of at most {MAX_CELL} characters",
        "mend the row; the rows after it were not read",
    )


def _form(place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, place, found, expected, remedy)

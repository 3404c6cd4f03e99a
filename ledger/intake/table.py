"""CSV files with our headings, as a spreadsheet saves them: ``,`` or ``;`` or a tab between the cells."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import BinaryIO, NamedTuple, get_args

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.drafts import Draft
from ledger.intake.lines import NumberedLine, numbered_lines
from ledger.records import HEADINGS, Kind, nearest, values_of

_SEPARATORS = (",", ";", "\t")
_KNOWN = tuple(heading.name for heading in HEADINGS)


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
    rows = _rows(numbered_lines(stream, file), file)
    heading = next(rows, None)
    if not isinstance(heading, _Row):
        yield from (heading,) if heading else ()
        return
    names = tuple("_".join(cell.casefold().split()) for cell in heading.cells)
    place = f"{file}:{heading.number}"
    if _is_no_heading_line(names):
        yield _no_heading_line(heading, place)
        return
    faults = tuple(_heading_faults(names, place))
    yield from faults
    if not any(fault.severity is Severity.ERROR for fault in faults):
        yield from _drafts(rows, names, place, file)


def _rows(lines: Iterator[NumberedLine | Problem], file: str) -> Iterator[_Row | Problem]:
    """The rows that hold anything. The first fault in the text itself ends them: later rows cannot be trusted."""
    faults: list[Problem] = []
    texts = _texts(lines, faults)
    opening = list(_opening(texts))
    separator = max(_SEPARATORS, key=opening[-1].count) if opening else ","
    reader = csv.reader(chain(opening, texts), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(number, cells)
            number = reader.line_num + 1
    except csv.Error as fault:
        # A text that breaks off leaves a quotation mark open: its own problem is the cause.
        if not faults:
            yield _broken(f"{file}:{number}", str(fault).partition(" - ")[0])
    yield from faults


def _texts(lines: Iterable[NumberedLine | Problem], faults: list[Problem]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, Problem):
            faults.append(line)
            return
        yield line.text


def _opening(texts: Iterable[str]) -> Iterator[str]:
    """The lines up to the first that is not blank."""
    for text in texts:
        yield text
        if text.strip():
            return


def _is_no_heading_line(names: Sequence[str]) -> bool:
    # A cell of data may read as a heading by chance ("commitment" is one, and a stage); most of them will not. A table
    # with all that is required may have any number of columns of its own.
    if any(set(_required(kind)) <= set(names) for kind in get_args(Kind)):
        return False
    named = [name for name in names if name]
    return 2 * sum(name in _KNOWN for name in named) < len(named)


def _no_heading_line(first: _Row, place: str) -> Problem:
    shown = next(cell for cell in first.cells if cell.strip())
    return _form(
        place,
        f"no heading line but {quoted(shown.strip())}",
        "a first line of headings such as title, donor, recipient, announced, qualifier, amount, currency, term",
        "put the headings of docs/import.md above the data",
    )


def _heading_faults(names: Sequence[str], place: str) -> Iterator[Problem]:
    for name, times in Counter(filter(None, names)).items():
        if times > 1:
            yield _form(
                f"{place}:{_short(name)}", f"the heading {times} times", "each heading once", "remove one column"
            )
        if name not in _KNOWN:
            near = nearest(name[:100], _KNOWN, most=1)
            wanted = f"perhaps {near[0]}" if near else "a heading of the manual"
            yield Problem(
                "FORM",
                Severity.WARNING,
                f"{place}:{_short(name)}",
                "an unknown heading, whose column is not read",
                wanted,
                "correct the heading or remove the column",
            )


def _drafts(rows: Iterable[_Row | Problem], names: Sequence[str], place: str, file: str) -> Iterator[Draft | Problem]:
    told: set[tuple[str, ...]] = set()
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        beyond = [cell for cell in _unnamed(row.cells, names) if cell.strip()]
        if beyond:
            yield _form(
                f"{file}:{row.number}",
                f"{quoted(beyond[0])} beyond the headings",
                f"at most {len(names)} cells, each under a heading",
                "put a text that holds the separator in quotation marks",
            )
            continue
        values = values_of({name: cell for name, cell in zip(names, row.cells, strict=False) if name})
        missing = tuple(name for name in _required(values.get("record", "commitment")) if name not in names)
        if not missing:
            yield Draft(values, f"{file}:{row.number}", "headings")
        elif missing not in told:
            told.add(missing)
            yield _missing(place, missing)


def _unnamed(cells: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    for cell, name in zip_longest(cells, names, fillvalue=""):
        if not name:
            yield cell


def _required(kind: object) -> tuple[str, ...]:
    return tuple(heading.name for heading in HEADINGS if kind in heading.required_for)


def _missing(place: str, names: Sequence[str]) -> Problem:
    wanted = f"the heading{'s' if len(names) > 1 else ''} {', '.join(names)}"
    remedy = f"add {'columns' if len(names) > 1 else 'a column'} {', '.join(names)} and fill {_them(names)} in"
    return _form(f"{place}:{names[0]}", "no such heading", wanted, remedy)


def _them(names: Sequence[str]) -> str:
    return "them" if len(names) > 1 else "it"


def _short(name: str) -> str:
    return name if name.isprintable() and len(name) <= 60 else quoted(name)


def _broken(place: str, said: str) -> Problem:
    return _form(
        place,
        f"a row that cannot be cut into cells ({said})",
        f"quotation marks closed or doubled, and cells of at most {csv.field_size_limit()} characters",
        "mend the row; the rows after it were not read",
    )


def _form(place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, place, found, expected, remedy)

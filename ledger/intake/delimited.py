"""Text with separators to rows of cells: ``,`` or ``;`` or a tab, as spreadsheets save it.

The readers that use this know what a row means.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from ledger.foundation import Place, Problem, Severity
from ledger.intake.lines import NumberedLine, table_lines

MAX_CELL = 131_072

_SEPARATORS = (",", ";", "\t")
# A quotation mark inside a cell, as of a 5" gun, quotes nothing. A quoted cell may run over several lines.
_QUOTE = r'(?<![^,;\t\n])"'
_QUOTED = re.compile(_QUOTE + r'(?:[^"]|"")*"')
_LEFT_OPEN = re.compile(_QUOTE)
_LOOKED_AT = 20


class DelimitedRow(NamedTuple):
    """The cells of one row and the line on which it starts."""

    number: int
    cells: Sequence[str]


class Delimited(NamedTuple):
    """A table as text: what stands between its cells, and its rows, with what is wrong in between."""

    separator: str
    rows: Iterator[DelimitedRow | Problem]


def delimited(stream: BinaryIO, file: str, encoding: str | None = None) -> Delimited:
    """Read a table of text; the separator is the one that the first filled line has most of.

    Where another, which that line has not, stands equally often in as many of the first lines, it is that one: the
    line is a title above the table.

    Args:
        stream: the bytes of the file; it stays open while rows are taken.
        file: its name, the first part of each place.
        encoding: that the user names; None for what the file shows by itself.

    >>> from io import BytesIO
    >>> [row.cells for row in delimited(BytesIO(b"a;b"), "x.csv").rows]
    [['a', 'b']]
    """
    faults: list[Problem] = []
    texts = _texts(table_lines(stream, file, encoding), faults)
    opening = list(_opening(texts))
    separator = _separator(opening)
    return Delimited(separator, _rows(chain(opening, texts), separator, faults, file))


def _separator(opening: Sequence[str]) -> str:
    counts = [Counter(it for it in line if it in _SEPARATORS) for line in _unquoted(opening)]
    if not counts:
        return _SEPARATORS[0]
    first, *others = counts
    separator = max(_SEPARATORS, key=lambda mark: first[mark])
    agreeing = sum(line[separator] == first[separator] for line in counts) if first[separator] else 0
    if agreeing == len(counts):
        return separator
    alike = {mark: Counter(line[mark] for line in others if line[mark]) for mark in _SEPARATORS if not first[mark]}
    shared = {mark: max(counted.values(), default=0) for mark, counted in alike.items()}
    best = max(shared, key=lambda mark: shared[mark], default=separator)
    # One line alone proves nothing, except below a title that has no separator at all.
    return best if shared.get(best, 0) >= max(agreeing, 2 if first[separator] else 1) else separator


def _unquoted(opening: Sequence[str]) -> list[str]:
    """What the rows hold outside quoted cells; not the row on which the opening breaks off, for it shows but a part."""
    text = _QUOTED.sub("quoted", "".join(opening))
    left_open = _LEFT_OPEN.search(text)
    whole = text[: text.rfind("\n", 0, left_open.start()) + 1] if left_open else text
    return [line for line in (whole or text).split("\n") if line.strip()]


def _rows(
    texts: Iterable[str], separator: str, faults: Sequence[Problem], file: str
) -> Iterator[DelimitedRow | Problem]:
    """The rows that hold anything. The first fault in the text itself ends them: later rows cannot be trusted."""
    reader = csv.reader(texts, delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            # All at once: of nearly all rows it settles both questions.
            text = "".join(cells)
            if len(text) > MAX_CELL:
                _hold_to_bound(cells)
            if text and not text.isspace():
                yield DelimitedRow(number, cells)
            number = reader.line_num + 1
    except csv.Error as fault:
        # A text that breaks off leaves a quotation mark open: its own problem is the cause.
        if not any(it.severity is Severity.ERROR for it in faults):
            yield _broken(Place(file=file, row=number), str(fault).partition(" - ")[0])
    yield from faults


def _hold_to_bound(cells: Sequence[str]) -> None:
    # The limit of the csv module is one for the whole process, and other packages raise it.
    if any(len(cell) > MAX_CELL for cell in cells):
        raise csv.Error(f"a cell of more than {MAX_CELL} characters")


def _texts(lines: Iterable[NumberedLine | Problem], faults: list[Problem]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, NumberedLine):
            yield line.text
            continue
        faults.append(line)
        if line.severity is Severity.ERROR:
            return


def _opening(texts: Iterable[str]) -> Iterator[str]:
    """The first lines, as many as tell a title from the table."""
    filled = 0
    for text in texts:
        yield text
        filled += bool(text.strip())
        if filled == _LOOKED_AT:
            return


def _broken(place: Place, message: str) -> Problem:
    found = f"a row that cannot be cut into cells ({message})"
    expected = f"quotation marks closed or doubled, and cells of at most {MAX_CELL} characters"
    # Not the fault of one row: nobody knows what those after it hold.
    return Problem("FILE", Severity.ERROR, place, found, expected, "mend the row; the rows after it were not read")

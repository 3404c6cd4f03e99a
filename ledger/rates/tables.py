"""Text to rows of cells: with commas, semicolons or tabs between them.

Where a semicolon or a tab parts the cells, a comma inside of a number is a decimal comma, as spreadsheets of most of
Europe save it, and a day may be written with dots.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from ledger.foundation import Place
from ledger.rates.faults import Faults
from ledger.rates.gather import Rows, as_iso_day

MOST_IN_A_LINE = 100_000
# All currencies of the European Central Bank since 1999, each quote on a line of its own, are 220,000.
MOST_LINES = 400_000
MOST_FAULTS = 10_000

_SEPARATORS = (",", ";", "\t")
_DECIMAL_COMMA = re.compile(r"([0-9]{1,18}),([0-9]{1,18})")
# 1.234 in a file that writes 41,5: a thousand, or a point that somebody typed.
_GROUP = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_WITHOUT_GROUPS = "write the rate without a mark between thousands"


def text_rows(text: str, faults: Faults) -> Rows:
    r"""The rows of a text file that are not blank, with the number of their line; none behind too many faults.

    >>> list(text_rows("date;USD\n2.6.2025;41,5289\n", Faults("NBU")))
    [(1, ['date', 'USD']), (2, ['2025-06-02', '41.5289'])]
    """
    rows = _cells(text)
    return sound_rows(rows if _separator(text) == "," else _with_points(rows, faults), faults)


def raw_rows(text: str, faults: Faults) -> Rows:
    r"""The same with each cell as it is written, for those who know how numbers and days are written.

    >>> list(raw_rows("date;USD\n2.6.2025;41,5289\n", Faults("NBU")))[1]
    (2, ['2.6.2025', '41,5289'])
    """
    return sound_rows(_cells(text), faults)


def _cells(text: str) -> Rows:
    lines = _bounded(StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True, skipinitialspace=True, delimiter=_separator(text))
    yield from ((reader.line_num, cells) for cells in reader)


def _separator(text: str) -> str:
    """What parts the cells: of the marks that may, the one that the first filled line has most of."""
    opening = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=opening.count)


def _with_points(rows: Rows, faults: Faults) -> Rows:
    """The same rows with decimal points and days as YYYY-MM-DD."""
    has_commas = False
    for line, cells in rows:
        has_commas = has_commas or any(_DECIMAL_COMMA.fullmatch(cell.strip()) for cell in cells)
        for cell in cells:
            if has_commas and _GROUP.fullmatch(cell.strip()):
                faults.error(Place(row=line), f'"{cell}" beside decimal commas', "41,5 or 1234,5", _WITHOUT_GROUPS)
        yield line, [_DECIMAL_COMMA.sub(r"\1.\2", as_iso_day(cell.strip())) for cell in cells]


def sound_rows(rows: Rows, faults: Faults) -> Rows:
    """The rows that are not blank; none behind too many faults."""
    for line, cells in rows:
        if faults.number > MOST_FAULTS:
            found = f"more than {MOST_FAULTS} faults before line {line}"
            faults.error(Place(), found, "a file of rates, each of them once", "check that it is this file")
            return
        if any(cells):
            yield line, cells


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_IN_A_LINE:
            raise csv.Error(f"line {number} has more than {MOST_IN_A_LINE} characters")
        yield line

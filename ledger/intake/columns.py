"""Plain tables whose columns are known by what they mean, under any of several words.

What a row of such a table says is the business of the readers that stand on this.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.foundation import Problem
from ledger.intake.delimited import DelimitedRow, delimited
from ledger.intake.headed import heading_name

TABLE_ENDINGS = (".csv", ".txt", ".tsv")

Words = Mapping[str, Sequence[str]]
"""For each meaning of a column the headings that say it, the usual one first."""


@dataclass(frozen=True)
class TableRow:
    """One row of a plain table.

    Args:
        place: ``file:line``.
        cells: the text under each meaning that the table has.
        decimal_point: whether a comma separates its columns, so that it cannot be the decimal sign.

    >>> TableRow("a.csv:2", {"donor": "GBR"}, True).cells["donor"]
    'GBR'
    """

    place: str
    cells: Mapping[str, str]
    decimal_point: bool


def has_columns(path: Path, words: Words, needed: Collection[str]) -> bool:
    """Whether a file is a plain table whose first row names all columns that are needed."""
    if path.suffix.lower() not in TABLE_ENDINGS:
        return False
    with path.open("rb") as stream:
        first = next((row for row in delimited(stream, path.name).rows if isinstance(row, DelimitedRow)), None)
    return first is not None and set(needed) <= _places(first.cells, words).keys()


def table_rows(path: Path, file: str, words: Words) -> Iterator[TableRow | Problem]:
    """The rows below the headings of a plain table, and what is wrong with its lines.

    Args:
        path: a table that :func:`has_columns` knows.
        file: its name in places.
        words: the headings by meaning.
    """
    with path.open("rb") as stream:
        separator, rows = delimited(stream, file)
        columns: dict[str, int] = {}
        for row in rows:
            if isinstance(row, Problem):
                yield row
            elif not columns:
                columns = _places(row.cells, words)
            else:
                cells = {it: row.cells[n].strip() if n < len(row.cells) else "" for it, n in columns.items()}
                yield TableRow(f"{file}:{row.number}", cells, separator == ",")


def _places(headings: Sequence[str], words: Words) -> dict[str, int]:
    """The column of each meaning, by the first of its words that stands there."""
    names = [heading_name(cell) for cell in headings]
    found = {it: next((names.index(word) for word in known if word in names), -1) for it, known in words.items()}
    return {meaning: place for meaning, place in found.items() if place >= 0}

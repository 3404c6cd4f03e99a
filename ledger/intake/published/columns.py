"""Plain tables whose columns are known by what they mean, under any of several words: CSV files and sheets alike.

What a row of such a table says is the business of the readers that stand on this.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.delimited import delimited
from ledger.intake.rows import heading_name, heading_names, lettered, under_heading
from ledger.intake.rows import table_rows as rows_of_table
from ledger.notation import scaled_doubt
from ledger.spreadsheet import Cell, ShownNumber, cell_text

TABLE_ENDINGS = (".csv", ".txt", ".tsv")
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")
# The headings of a sheet stand below its title, if it has one.
_MOST_ABOVE = 20
_SHOWN = 12
_SEPARATED_BY = {",": "commas", ";": "semicolons", "\t": "tabs"}

Words = Mapping[str, Sequence[str]]
"""For each meaning of a column the headings that say it, the usual one first."""


@dataclass(frozen=True)
class PlainRow:
    """One row of a plain table.

    Args:
        place: of the row.
        cells: the text under each meaning that the table has.
        pointed: the meanings whose cells can only have a point as their decimal sign: numbers of a sheet, and all where
            a comma separates the columns.
        columns: in a sheet, the letters and the heading of the column of each meaning.
        scaled: in a sheet, the cells whose format leaves thousands away, by meaning.

    >>> PlainRow(Place(file="a.csv", row=2), {"donor": "GBR"}, frozenset()).cells["donor"]
    'GBR'
    """

    place: Place
    cells: Mapping[str, str]
    pointed: frozenset[str]
    columns: Mapping[str, Place] = field(default_factory=dict)
    scaled: Mapping[str, ShownNumber] = field(default_factory=dict)

    def doubt_of(self, meaning: str, figure: Decimal) -> Problem | None:
        """SCALE where a figure is not the number of its cell, since the format of the cell leaves thousands away.

        >>> PlainRow(Place(file="a.csv", row=2), {}, frozenset()).doubt_of("figure", Decimal(5)) is None
        True
        """
        cell = self.scaled.get(meaning)
        is_other = cell is not None and cell.number != figure
        return scaled_doubt(cell).within(self.cell_place(meaning)) if cell is not None and is_other else None

    def cell_place(self, meaning: str) -> Place:
        """The cell of a meaning in a sheet; in a file of lines, the line.

        >>> row = Place(file="a.xlsx", sheet="Totals", row=2)
        >>> print(PlainRow(row, {}, frozenset(), {"donor": Place(column="A", field="Country")}).cell_place("donor"))
        a.xlsx:Totals!A2 (Country)
        """
        return self.columns.get(meaning, Place()).within(self.place)


def has_columns(path: Path, words: Words, needed: Collection[str], encoding: str | None = None) -> bool:
    """Whether a file is a plain table whose headings name all columns that are needed.

    They stand in the first row of a CSV file, and in one of the first rows of the first sheet of a workbook.
    """
    ending = path.suffix.lower()
    if ending not in (*TABLE_ENDINGS, *_WORKBOOK_ENDINGS):
        return False
    rows = (it for it in rows_of_table(path, path.name, None, encoding) if not isinstance(it, Problem))
    above = 1 if ending in TABLE_ENDINGS else _MOST_ABOVE
    return any(_positions(_texts(it.cells), words).keys() >= set(needed) for it in islice(rows, above))


def missing_columns(
    path: Path, file: str, words: Words, needed: Sequence[str], encoding: str | None = None
) -> Problem | None:
    """Which of the columns that are needed a plain table lacks, and which headings it has.

    Args:
        path: a file.
        file: its name in places.
        words: the headings by meaning.
        needed: the meanings that its headings should name.
        encoding: of a CSV file, if the user names it.

    Returns:
        FORM at the row of the headings; None for what is no table, and for a sheet that has none of the columns.
    """
    ending = path.suffix.lower()
    if ending in TABLE_ENDINGS:
        with path.open("rb") as stream:
            separator, _ = delimited(stream, file, encoding)
        between = f" (separated by {_SEPARATED_BY[separator]})"
    elif ending in _WORKBOOK_ENDINGS:
        between = ""
    else:
        return None
    above = (it for it in rows_of_table(path, file, None, encoding) if not isinstance(it, Problem))
    rows = list(islice(above, _MOST_ABOVE if ending in _WORKBOOK_ENDINGS else 1))
    best = max(rows, key=lambda row: len(_positions(_texts(row.cells), words).keys() & set(needed)), default=None)
    if best is None:
        return None
    there, headings = _positions(_texts(best.cells), words), [it for it in map(_heading, best.cells) if it]
    lacking = [it for it in needed if it not in there]
    if not lacking or (not between and len(lacking) == len(needed)):
        return None
    if between and len(best.cells) == 1:
        found = f"one column, {quoted(headings[0])}, after commas, semicolons and tabs were tried between the cells"
        remedy = "save the table with one of these between its cells"
    else:
        shown = ", ".join(headings[:_SHOWN]) + (" ..." if len(headings) > _SHOWN else "")
        found = f"no column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)}, only {shown}{between}"
        one = f"give the column the heading {' or '.join(words[lacking[0]][:2])}"
        remedy = "give the columns these headings" if len(lacking) > 1 else one
    expected = f"the columns {', '.join(needed)}"
    return Problem("FORM", Severity.ERROR, best.place, found, expected, remedy)


def table_rows(
    path: Path, file: str, words: Words, needed: Collection[str], encoding: str | None = None
) -> Iterator[PlainRow | Problem]:
    """The rows below the headings of a plain table, and what is wrong with its lines.

    Args:
        path: a table that :func:`has_columns` knows.
        file: its name in places.
        words: the headings by meaning.
        needed: the meanings that its headings name.
        encoding: of a CSV file, if the user names it.
    """
    columns: dict[str, int] = {}
    headings: Sequence[str] = ()
    cells_of_sheet: Mapping[str, Place] = {}
    for row in rows_of_table(path, file, None, encoding):
        if isinstance(row, Problem):
            yield under_heading(row, headings)
        elif not columns:
            positions = _positions(_texts(row.cells), words)
            if positions.keys() >= set(needed):
                columns, headings = positions, heading_names(row)
                named = lettered(headings) if row.sheet else {}
                cells_of_sheet = {it: named[headings[n]] for it, n in columns.items() if named}
        else:
            there = {it: row.cell(n) for it, n in columns.items()}
            pointed = (it for it, cell in there.items() if row.pointed or isinstance(cell, Decimal | ShownNumber))
            cells = {it: cell_text(cell).strip() for it, cell in there.items()}
            shown = {it: cell for it, cell in there.items() if isinstance(cell, ShownNumber) and cell.is_scaled}
            yield PlainRow(row.place, cells, frozenset(pointed), cells_of_sheet, shown)


def _heading(cell: Cell) -> str:
    return quoted(" ".join(cell_text(cell).split()))[1:-1]


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell_text(it) for it in cells)


def _positions(headings: Sequence[str], words: Words) -> dict[str, int]:
    """The column of each meaning, by the first of its words that stands there."""
    names = [heading_name(cell) for cell in headings]
    found = {it: next((names.index(word) for word in known if word in names), -1) for it, known in words.items()}
    return {meaning: position for meaning, position in found.items() if position >= 0}

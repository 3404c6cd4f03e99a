"""Where a foreign table begins and ends: its headings, what stands above and below them, and rows that are no records.

A row that could be a record is never left out here: what may be one stays, and is told with what it lacks.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from ledger.foundation import Problem
from ledger.intake.claims import whole_cell
from ledger.intake.mapping.cells import DAYS, WITHOUT_FIGURE
from ledger.intake.mapping.file import MONEY, TableMapping, folded
from ledger.intake.mapping.table import find_column
from ledger.intake.rows import LOOKED_THROUGH, TableRow, heading_names
from ledger.notation import DayOrder, read_date
from ledger.records import find_party
from ledger.spreadsheet import Cell, cell_text

_TAG = re.compile(r"#[A-Za-z][\w+# -]*")
_LETTER, _DIGIT = r"[^\W\d_]", r"\d"
_MOST_CELLS_OF_A_NOTE = 2
_FEWEST_COLUMNS = 3
_FEWEST_SAME = 2
_PARTIES = ("donor", "recipient")
_ORDERS: tuple[DayOrder, ...] = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Opening:
    """The first rows of a table.

    Args:
        headings: the row of the headings; None where there is no such row.
        above: rows before it.
        rest: everything behind it, with problems met on the way to it first.
        candidate: number of another row in which all headings stand, where ``headings`` is not one.
    """

    headings: TableRow | None
    above: tuple[TableRow, ...]
    rest: Iterator[TableRow | Problem]
    candidate: int | None = None


def open_at_headings(rows: Iterator[TableRow | Problem], mapping: TableMapping) -> Opening:
    """Find the row of the headings: the one that the mapping names, or the first with all the columns that it names.

    Where no row has them all, it is the one with most of them, so that what is said of the others is about that one.

    >>> from ledger.foundation import Place
    >>> rows = [TableRow(1, ("Aid",), Place(row=1)), TableRow(2, ("Country", "Sum"), Place(row=2))]
    >>> open_at_headings(iter(rows), TableMapping(source="x", columns={"donor": "Country"})).headings.number
    2
    """
    problems: list[Problem] = []
    first: list[TableRow] = []
    chosen: int | None = None
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        first.append(row)
        if mapping.heading_row is None and _columns_in(row, mapping) == len(mapping.headings):
            chosen = len(first) - 1
            break
        if row.number == mapping.heading_row:
            chosen = len(first) - 1
            break
        if mapping.heading_row is None and len(first) == LOOKED_THROUGH:
            break
    if chosen is None and mapping.heading_row is None and first:
        counts = [_columns_in(row, mapping) for row in first]
        chosen = counts.index(max(counts))
    if chosen is None:
        return Opening(None, tuple(first), chain(problems, rows))
    behind = first[chosen + 1 :]
    if _columns_in(first[chosen], mapping) < len(mapping.headings):
        behind = [*behind, *_few(rows, problems)]
    candidate = next((row.number for row in (*behind, *first[:chosen]) if _holds_all(row, mapping)), None)
    return Opening(first[chosen], tuple(first[:chosen]), chain(problems, behind, rows), candidate)


def _few(rows: Iterator[TableRow | Problem], problems: list[Problem]) -> Iterator[TableRow]:
    for _, row in zip(range(LOOKED_THROUGH), rows, strict=False):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            yield row


def _holds_all(row: TableRow, mapping: TableMapping) -> bool:
    return _columns_in(row, mapping) == len(mapping.headings)


def _columns_in(row: TableRow, mapping: TableMapping) -> int:
    """How many of the columns of a mapping a row names, those among them that it names twice."""
    names = {folded(cell) for cell in row.cells if isinstance(cell, str)}
    numbered = heading_names(row) if names else ()
    return sum(
        folded(name) in names or not isinstance(find_column(name, numbered), Problem) for name in mapping.headings
    )


def has_headings(rows: Iterable[TableRow], mapping: TableMapping) -> bool:
    """Whether one of the rows, or the one that the mapping names, holds all columns of a mapping."""
    return any(_holds_all(row, mapping) for row in rows if mapping.heading_row in (None, row.number))


@dataclass
class Body:
    """The rows below the headings, told apart while they are read.

    Args:
        headings: of the columns, as the row of headings has them.
        read: our headings, each with the column that it is read from; several columns may hold amounts.
        mapping: what the columns are.
        tags: the row of HXL tags below the headings, a second row of headings, and texts before the first record.
        repeated: rows that say the headings once more.
        changed: rows that say them once more with something else in one column or another, such as a unit.
        between: rows of text that a record follows; given out as rows, and they may change what those after them mean.
        below: rows of text behind the last record.
    """

    headings: TableRow
    read: Collection[tuple[str, int]]
    mapping: TableMapping
    tags: list[TableRow] = field(default_factory=list)
    repeated: list[TableRow] = field(default_factory=list)
    changed: list[TableRow] = field(default_factory=list)
    between: list[TableRow] = field(default_factory=list)
    below: list[TableRow] = field(default_factory=list)
    _any: bool = False

    def records(self, rows: Iterable[TableRow | Problem]) -> Iterator[TableRow | Problem]:
        """The rows that may be records, and problems; rows of text count as such if a record follows."""
        for row in rows:
            if isinstance(row, Problem):
                yield row
            elif not self._any and (self._is_second_heading(row) or is_note(row, self.read)):
                self.tags.append(row)
            elif _texts(row.cells) == _texts(self.headings.cells):
                self.repeated.append(row)
            elif self._any and self._is_changed_heading(row):
                self.changed.append(row)
            elif is_note(row, self.read):
                self.below.append(row)
            else:
                self._any = True
                self.between.extend(self.below)
                yield from self.below
                self.below.clear()
                yield row

    def _is_second_heading(self, row: TableRow) -> bool:
        """Whether a row directly below the headings says what the columns are: tags, units, another language."""
        if is_tag_row(row):
            return True
        filled = [cell for cell in row.cells if cell is not None]
        if all(isinstance(cell, str) and whole_cell(cell) for cell in filled):
            # Units and currencies alone, under the columns that they are about.
            return True
        if any(not isinstance(cell, str) or re.search(_DIGIT, cell) for cell in filled):
            return False
        asked = [(name, row.cell(column)) for name, column in self.read if name in (*MONEY, *DAYS, *_PARTIES)]
        named = [(name, cell_text(cell)) for name, cell in asked if cell is not None]
        is_data = any(find_party(text) if name in _PARTIES else self._has_meaning(name, text) for name, text in named)
        has_kinds = {"party" if name in _PARTIES else "figure" for name, _ in named}
        return len(filled) > 1 and not is_data and len(named) > 1 and "figure" in has_kinds

    def _is_changed_heading(self, row: TableRow) -> bool:
        pairs = [(cell, self.headings.cell(number)) for number, cell in enumerate(row.cells) if cell is not None]
        if not all(isinstance(cell, str) and isinstance(heading, str) for cell, heading in pairs):
            return False
        same = sum(folded(str(cell)) == folded(str(heading)) for cell, heading in pairs)
        return same >= _FEWEST_SAME and same * 2 >= len(pairs)

    def _has_meaning(self, name: str, text: str) -> bool:
        known = text.casefold() in WITHOUT_FIGURE or text in self.mapping.missing
        return known or folded(text) in self.mapping.meanings.get(name, {})


def is_tag_row(row: TableRow) -> bool:
    """Whether a row holds nothing but HXL tags.

    >>> from ledger.foundation import Place
    >>> is_tag_row(TableRow(2, ("#org+giver", "#value+usd"), Place(row=2)))
    True
    """
    return all(isinstance(cell, str) and _TAG.fullmatch(cell) for cell in row.cells if cell is not None)


def is_note(row: TableRow, read: Collection[tuple[str, int]]) -> bool:
    """Whether a row holds a text or two and nothing of a record but perhaps its title.

    A name of a party may be a record that lacks all the rest, and a table of two columns has too little to tell by.

    >>> from ledger.foundation import Place
    >>> read = [("donor", 0), ("amount", 1), ("announced", 2)]
    >>> is_note(TableRow(9, ("Note: figures in EUR",), Place(row=9)), read)
    True
    >>> is_note(TableRow(9, ("Norway",), Place(row=9)), read), is_note(TableRow(9, ("Note", "5"), Place(row=9)), read)
    (False, False)
    """
    filled = [cell for cell in row.cells if cell is not None]
    if not filled or len(read) < _FEWEST_COLUMNS or len(filled) > _MOST_CELLS_OF_A_NOTE:
        return False
    if not all(isinstance(cell, str) and re.search(_LETTER, cell) for cell in filled):
        return False
    mapped = [(name, cell_text(cell)) for name, column in read if (cell := row.cell(column)) is not None]
    kinds = [name for name, _ in mapped if name in MONEY or name in DAYS]
    parties = [text for name, text in mapped if name in _PARTIES and find_party(text)]
    return not kinds and not parties and not any(_is_day(str(cell)) for cell in filled)


def _is_day(text: str) -> bool:
    return any(not isinstance(read_date(text, order=order), Problem) for order in _ORDERS)


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell_text(cell) for cell in cells)


def text_of(row: TableRow) -> str:
    """The texts of a row on one line.

    >>> from ledger.foundation import Place
    >>> text_of(TableRow(1, ("Aid", None, "in  EUR"), Place(row=1)))
    'Aid in EUR'
    """
    return " ".join(" ".join(cell_text(cell).split()) for cell in row.cells if cell is not None)

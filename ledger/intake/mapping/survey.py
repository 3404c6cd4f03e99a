"""What stands on and around a foreign table, gathered while its rows are read; ``judge`` holds it against the mapping.

Of each column only the different cells are kept, and of these no more than a column of codes has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ledger.foundation import Place
from ledger.intake.claims import Claim, claims_of_text, is_donor, is_recipient
from ledger.intake.column_claims import claims_of_column
from ledger.intake.mapping.guess import MARKERS
from ledger.intake.mapping.layout import Body, text_of
from ledger.intake.rows import TableRow
from ledger.records import find_party
from ledger.spreadsheet import Cell, cell_text

# A column with more different cells holds titles or figures; of those the first are enough.
_MOST_DIFFERENT = 1000


@dataclass(frozen=True)
class SurveyedColumn:
    """One column of a table.

    Args:
        name: its heading, as a mapping names it.
        place: of that heading.
        cells: the different cells below it, in their order.
        beside: of a column of parties, its cells with those of the donor and the recipient of their rows.
    """

    name: str
    place: Place
    cells: dict[Cell, None] = field(default_factory=dict)
    beside: dict[tuple[Cell, Cell, Cell], None] = field(default_factory=dict)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it says about the money of its rows.

        >>> SurveyedColumn("Unit", Place(), {"million": None}).claims[0].words
        'million'
        """
        return claims_of_column(self.name, [cell for cell in self.cells if cell not in MARKERS])

    @property
    def repeats_parties(self) -> bool:
        """Whether each of its cells is the donor, or each the recipient, of its row."""
        keys = [tuple(_party(cell) for cell in row) for row in self.beside]
        return bool(keys) and any(all(row[0] == row[side] is not None for row in keys) for side in (1, 2))


@dataclass(frozen=True)
class TextBeside:
    """A text beside the table.

    Args:
        entry: what stands for it under ``ignore``: ``line:2``, ``sheet:2023``.
        text: itself.
        place: where it stands.
        side: where that is, in words, such as "above the table".
    """

    entry: str
    text: str
    place: Place
    side: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it says about all figures of the table.

        >>> TextBeside("line:1", "Figures in EUR million", Place(), "above the table").claims[0].words
        'EUR'
        """
        return claims_of_text(self.text)


@dataclass(frozen=True)
class TableSurvey:
    """One table.

    Args:
        place: of its row of headings.
        columns: in their order.
        index: where the columns that the mapping reads stand.
        above: the rows above the headings.
        body: the rows below them, told apart.
    """

    place: Place
    columns: tuple[SurveyedColumn, ...]
    index: Mapping[str, int]
    above: Sequence[TableRow]
    body: Body

    def note(self, row: TableRow) -> None:
        """Take the cells of one row that may be a record into account."""
        for column, cell in zip(self.columns, row.cells, strict=False):
            if cell is not None and cell not in column.cells and len(column.cells) < _MOST_DIFFERENT:
                column.cells[cell] = None
        for number in self._parties:
            beside = self.columns[number].beside
            if row.cell(number) is not None and len(beside) < _MOST_DIFFERENT:
                beside[row.cell(number), self._side(row, "donor"), self._side(row, "recipient")] = None

    def _side(self, row: TableRow, heading: str) -> Cell:
        return row.cell(self.index[heading]) if heading in self.index else None

    @cached_property
    def _parties(self) -> tuple[int, ...]:
        read = set(self.index.values())
        named = ((number, it.name) for number, it in enumerate(self.columns) if number not in read)
        return tuple(number for number, name in named if is_donor(name) or is_recipient(name))

    def unread(self) -> Iterator[SurveyedColumn]:
        """The columns that hold anything and that no line of the mapping reads."""
        read = set(self.index.values())
        return (it for number, it in enumerate(self.columns) if number not in read and it.cells)

    def texts(self) -> Iterator[TextBeside]:
        """The texts above and below the table, and the name of its sheet."""
        for side, rows in (("above", self.above), ("below", self.body.below), ("in", self._texts_within())):
            for row in rows:
                yield TextBeside(f"line:{row.number}", text_of(row), row.place, f"{side} the table")
        if self.place.sheet:
            place = Place(file=self.place.file, sheet=self.place.sheet)
            yield TextBeside(f"sheet:{self.place.sheet}", self.place.sheet, place, "as the name of the sheet")

    def _texts_within(self) -> Iterable[TableRow]:
        return (row for row in self.body.tags if sum(cell is not None for cell in row.cells) == 1)

    def second_heading(self, index: int) -> str:
        """What a row of tags or a second row of headings says of a column; empty where there is none."""
        rows = (row for row in self.body.tags if sum(cell is not None for cell in row.cells) > 1)
        return " ".join(cell_text(row.cell(index)) for row in rows if row.cell(index) is not None)


def _party(cell: Cell) -> str | None:
    return None if cell is None else find_party(cell_text(cell))

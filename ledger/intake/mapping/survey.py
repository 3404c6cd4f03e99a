"""What stands on and around a foreign table, gathered while its rows are read; ``judge`` holds it against the mapping.

Of each column only the different cells are kept, and of these no more than a column of codes has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from ledger.foundation import Place
from ledger.intake.claims import (
    Claim,
    claims_of_heading,
    claims_of_text,
    is_donor,
    is_recipient,
    recipient_in,
    stages_in,
    whole_cell,
)
from ledger.intake.mapping.column_claims import claims_of_column
from ledger.intake.mapping.file import TableMapping
from ledger.intake.mapping.guess import MARKERS, Look
from ledger.intake.mapping.layout import Body, text_of
from ledger.intake.rows import TableFile, TableRow, heading_names
from ledger.records import find_party
from ledger.spreadsheet import Cell, cell_text

BETWEEN = "between the rows"
"""Where a text stands that may speak of the rows below it alone."""

_OFFERED = ("donor", "recipient", "amount", "currency")
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

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What it says about the money of its rows, when all of them have been seen.

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
        others: further columns that are read: those of amounts, by views of the mapping of their own, and of units.
        added: columns that no line reads and whose figures are the sums of columns of amounts that are read.
    """

    place: Place
    columns: tuple[SurveyedColumn, ...]
    index: Mapping[str, int]
    above: Sequence[TableRow]
    body: Body
    others: frozenset[int] = frozenset()
    added: frozenset[str] = frozenset()

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
        read = self._read
        named = ((number, it.name) for number, it in enumerate(self.columns) if number not in read)
        return tuple(number for number, name in named if is_donor(name) or is_recipient(name))

    @cached_property
    def _read(self) -> frozenset[int]:
        return self.others.union(self.index.values())

    def unread(self) -> Iterator[SurveyedColumn]:
        """The columns that hold anything and that no line of the mapping reads."""
        read = self._read
        return (it for number, it in enumerate(self.columns) if number not in read and it.cells)

    def texts(self) -> Iterator[TextBeside]:
        """The texts above and below the table, and the name of its sheet."""
        alone = [row for row in self.body.tags if sum(cell is not None for cell in row.cells) == 1]
        beside = (("above the table", self.above), ("below the table", self.body.below), ("in the table", alone))
        for side, rows in (*beside, (BETWEEN, self.body.between)):
            for row in rows:
                yield TextBeside(f"line:{row.number}", text_of(row), row.place, side)
        if self.place.sheet:
            place = Place(file=self.place.file, sheet=self.place.sheet)
            yield TextBeside(f"sheet:{self.place.sheet}", self.place.sheet, place, "as the name of the sheet")

    def things(self) -> Iterator[str]:
        """What an entry of ``ignore`` may be about: headings, and rows of text by their numbers."""
        yield from (column.name for column in self.columns)
        rows = chain(
            self.above, self.body.tags, self.body.between, self.body.below, self.body.repeated, self.body.changed
        )
        yield from (f"line:{row.number}" for row in rows)

    def second_heading(self, index: int) -> str:
        """What a row of tags or a second row of headings says of a column; empty where there is none."""
        rows = (row for row in self.body.tags if sum(cell is not None for cell in row.cells) > 1)
        return " ".join(cell_text(row.cell(index)) for row in rows if row.cell(index) is not None)


@dataclass(frozen=True)
class DraftSurvey:
    """The survey of a table that has no mapping yet.

    Args:
        survey: with the columns as read that are sure.
        rows: how many rows may be records.
        candidates: columns that the draft offers for a heading of ours, and which it would be wrong to leave out.
        amounts: the column of the amounts, or those that may be it.
    """

    survey: TableSurvey
    rows: int
    candidates: frozenset[str]
    amounts: tuple[str, ...] = ()

    def entries(self) -> Iterator[tuple[str, str]]:
        """Entries of ``ignore`` with what each seems to say: columns, lines and the name of the sheet."""
        for column in self.survey.unread():
            if column.name not in self.candidates and (words := _says(column.claims)):
                yield column.name, words
        for text in self.survey.texts():
            recipient = recipient_in(text.text)
            claims = (*text.claims, *stages_in(text.text), *((recipient,) if recipient else ()))
            if words := _says(claims):
                yield text.entry, f"{words}: {text.text}"

    def units(self) -> tuple[str, Mapping[str, tuple[str, ...]]] | None:
        """The first column whose cells all name units, and those not the same: its heading, and what each is worth."""
        for column in self.survey.unread():
            worths = {text: _worths(text) for text in map(cell_text, column.cells)}
            if all(worths.values()) and len(set(worths.values())) > 1:
                return column.name, worths
        return None

    def other_sheets(self, table_file: TableFile) -> Iterator[tuple[str, str]]:
        """Entries for the other sheets that have the same row of headings."""
        headings = self.survey.body.headings
        for name in table_file.sheets:
            if name != headings.sheet and any(row.cells == headings.cells for row in table_file.top(name)):
                yield f"sheet:{name}", "the same headings; sheets = [...] reads several"

    def currencies(self) -> tuple[frozenset[str], str]:
        """What the headings of amounts and the texts beside the table may mean by their currency, and who says so.

        Several speakers mean what all of them may mean; nothing where they contradict each other, or nobody speaks.
        """
        speakers = [(name, claims_of_heading(name)) for name in self.amounts]
        speakers += [(text.text, text.claims) for text in self.survey.texts()]
        claims = [(name, claim) for name, said in speakers for claim in said if claim.kind == "currency"]
        if not claims:
            return frozenset(), ""
        meant = frozenset.intersection(*(claim.meanings for _, claim in claims))
        # Who leaves the fewest meanings says it best.
        name, claim = min(claims, key=lambda each: len(each[1].meanings))
        return meant, f"{name} speaks of {claim.words}"

    def multiplier(self) -> tuple[str, str] | None:
        """What one unit is worth by the only one of which a text beside the table speaks, and where it does."""
        claims = ((claim, text.text) for text in self.survey.texts() for claim in text.claims if claim.kind == "unit")
        powers = {power: text for claim, text in claims for power in sorted(claim.meanings, key=int)[:1]}
        if len(powers) != 1:
            return None
        [(power, text)] = powers.items()
        return f"1{'0' * int(power)}", f"{text} speaks of it"


def survey_draft(look: Look, table: Sequence[TableRow], further: Iterable[TableRow]) -> DraftSurvey:
    """Survey a table by what is sure of its columns.

    Args:
        look: at the first rows.
        table: these rows, the headings among them.
        further: the rows behind them.
    """
    at = next(number for number, row in enumerate(table) if row.number == look.heading_row)
    names = heading_names(table[at])
    place = table[at].place
    index = {heading: names.index(column.name) for heading, column in look.sure.items()}
    body = Body(table[at], tuple(index.items()), TableMapping(source="draft", columns={}))
    columns = tuple(SurveyedColumn(name, place) for name in names)
    survey = TableSurvey(place, columns, index, table[:at], body)
    rows = 0
    for row in body.records(chain(table[at + 1 :], further)):
        if isinstance(row, TableRow):
            survey.note(row)
            rows += 1
    offered = (column.name for heading in _OFFERED for column in look.possible.get(heading, ()))
    amount = look.sure.get("amount")
    amounts = (amount,) if amount else look.possible.get("amount", ())
    return DraftSurvey(survey, rows, frozenset(offered), tuple(column.name for column in amounts))


def _worths(text: str) -> tuple[str, ...]:
    """What a cell that holds a unit and nothing else may be worth, the smallest first."""
    powers = {int(it) for claim in whole_cell(text) if claim.kind == "unit" for it in claim.meanings}
    return tuple(f"1{'0' * power}" for power in sorted(powers))


def _says(claims: Iterable[Claim]) -> str:
    every = tuple(claims)
    if any(claim.kind == "money" for claim in every):
        return "figures that seem to be sums of money"
    words = dict.fromkeys(claim.words for claim in every)
    return f"speaks of {', '.join(words)}" if words else ""


def _party(cell: Cell) -> str | None:
    return None if cell is None else find_party(cell_text(cell))

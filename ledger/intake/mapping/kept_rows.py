"""Which rows of a foreign table are records: not notes, helpers filled down, totals, or what [skip_rows] names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.aggregates import (
    Aggregate,
    SeenRow,
    aggregates,
    counted_rows,
    is_running,
    named_rows,
    row_ranges,
    running_totals,
)
from ledger.intake.drafts import Draft
from ledger.intake.mapping.cells import DAYS, MONEY
from ledger.intake.mapping.file import TableMapping, folded
from ledger.intake.mapping.layout import is_note
from ledger.intake.mapping.table import find_column
from ledger.intake.rows import TableRow
from ledger.notation import NUMERAL, TypedAmount, read_amount, readings
from ledger.spreadsheet import Cell, cell_text

# A row that says nothing under any of these is no record; all else may be filled down for rows still to come.
_TELLING = frozenset({*MONEY, *DAYS, "title", "donor", "commitment", "item", "quantity", "quote"})
_LABELS = ("title", "donor", "recipient")
_NUMERAL = re.compile(NUMERAL)
# A running total shows in its first rows.
_LOOKED_AT = 200


class KeptRows:
    """Decides row by row, and at the end of the table, which rows become records.

    Args:
        mapping: what the table is read by.
        mapping_file: its name in places.
    """

    def __init__(self, mapping: TableMapping, mapping_file: str) -> None:
        self._mapping, self._mapping_file = mapping, mapping_file
        self._skipped: list[int] = []
        self._notes: list[int] = []
        self._first_note = ""
        self._helpers: list[int] = []
        self._seen: list[SeenRow] = []
        self._names: Sequence[str] = ()
        self._beside: list[Mapping[int, Decimal | None]] = []
        self._file = Place()
        self._skipping: Mapping[int, frozenset[str]] | None = None
        self._faults: list[Problem] = []

    def takes(self, row: TableRow, names: Sequence[str], index: Mapping[str, int]) -> bool:
        """Whether a row may be a record; whether it is one is known when all rows have been seen.

        Args:
            row: below the headings.
            names: of all columns.
            index: the column of each of our headings.
        """
        if self._skipping is None:
            self._file = Place(file=row.place.file, sheet=row.place.sheet)
            self._skipping = dict(self._skip_columns(names))
        if self._is_skipped(row):
            self._skipped.append(row.number)
            return False
        if is_note(row, index):
            self._notes.append(row.number)
            self._first_note = self._first_note or next(cell_text(cell) for cell in row.cells if cell is not None)
            return False
        telling = [column for heading, column in index.items() if heading in _TELLING]
        if telling and not any(self._says(row.cell(column)) for column in telling):
            self._helpers.append(row.number)
            return False
        self._seen.append(self._seen_row(row, index))
        if len(self._beside) < _LOOKED_AT and "amount" in index:
            unread = set(range(len(names))) - set(index.values())
            self._names = names
            self._beside.append({column: self._figure(row.cell(column)) for column in unread})
        return True

    def sifted(self, items: Iterable[Draft | Problem]) -> Iterator[Draft | Problem]:
        """What was read of a table, without the rows that are no records, and what is said of those.

        Args:
            items: of the whole table; they are read to their end before anything is given.
        """
        read = list(items)
        yield from self._faults
        if self._faults:
            return
        if column := self._running_column():
            yield self._cumulative(column)
            return
        repeated = {it.number: it for it in aggregates(self._seen)}
        running = running_totals(self._seen) if self._mapping.totals != "keep" else ()
        dropped = set() if self._mapping.totals == "keep" else {*repeated, *(it for rows in running for it in rows)}
        for item in read:
            if item.place.row not in dropped or item.place.file != self._file.file:
                yield item
        yield from self._passed_over()
        if self._mapping.totals == "skip" and repeated:
            yield self._note(
                f"{counted_rows(repeated)} left out as totals or parts", "nothing: the mapping file says so"
            )
        elif self._mapping.totals is None and repeated:
            yield self._asked(list(repeated.values()))
        yield from map(self._running, running)

    def _running_column(self) -> str:
        """The heading of a column whose figures the amounts add up from row to row; empty where there is none."""
        figures = [row.figure for row in self._seen[: len(self._beside)]]
        columns = self._beside[0] if self._beside and self._mapping.totals != "keep" else ()
        running = (it for it in sorted(columns) if is_running(figures, [beside.get(it) for beside in self._beside]))
        column = next(running, None)
        return "" if column is None else self._names[column]

    def _cumulative(self, added: str) -> Problem:
        amount = self._mapping.columns["amount"]
        return Problem(
            "DUP",
            Severity.ERROR,
            Place(file=self._mapping_file, field="columns.amount"),
            f"{quoted(amount)}, a running total: each row is the one before plus {quoted(added)}",
            "in each row the money that was added",
            f'write amount = {quoted(added)} under [columns], or totals = "keep" above [columns] if each row is money '
            "of its own",
        )

    def _skip_columns(self, names: Sequence[str]) -> Iterator[tuple[int, frozenset[str]]]:
        for heading, values in self._mapping.skip_rows.items():
            column = find_column(heading, names)
            if isinstance(column, Problem):
                place = Place(file=self._mapping_file, field=f"skip_rows.{heading}")
                self._faults.append(column.within(place))
            else:
                yield column, frozenset(map(folded, values))

    def _is_skipped(self, row: TableRow) -> bool:
        columns = (self._skipping or {}).items()
        return any(folded(cell_text(row.cell(column))) in values for column, values in columns)

    def _says(self, cell: Cell) -> bool:
        return cell is not None and cell_text(cell) not in self._mapping.missing

    def _seen_row(self, row: TableRow, index: Mapping[str, int]) -> SeenRow:
        texts = {it: cell_text(row.cell(index[it])) for it in (*_LABELS, "currency") if it in index}
        first = next((cell for cell in row.cells if cell is not None), None)
        labels = [*(texts[it] for it in _LABELS if texts.get(it)), *([first] if isinstance(first, str) else [])]
        amount = index.get("amount")
        return SeenRow(
            row.number,
            tuple(dict.fromkeys(labels)),
            None if amount is None else self._figure(row.cell(amount)),
            folded(texts.get("currency", "")),
            adds_rows=amount is not None and amount + 1 in row.sums,
            series=(texts.get("donor"), texts.get("title")),
        )

    def _figure(self, cell: Cell) -> Decimal | None:
        if isinstance(cell, Decimal):
            return cell
        text, decimal = cell_text(cell), self._mapping.decimal or "either"
        if _NUMERAL.fullmatch(text):
            figures = set(readings(text, decimal).values())
            return figures.pop() if len(figures) == 1 else None
        typed = read_amount(text, decimal=decimal) if text else None
        return None if not isinstance(typed, TypedAmount) or typed.value is None else Decimal(typed.value)

    def _passed_over(self) -> Iterator[Problem]:
        if self._skipped:
            yield self._note(
                f"{counted_rows(self._skipped)} left out by skip_rows", "nothing: the mapping file says so"
            )
        parts = [f"{counted_rows(self._notes)} of text, {quoted(self._first_note)}"] if self._notes else []
        parts += [f"{counted_rows(self._helpers)} without a title, a party, a day or a sum"] if self._helpers else []
        if parts:
            yield self._note(f"{' and '.join(parts)}, passed over", "nothing, if these are notes and rows still empty")

    def _note(self, found: str, remedy: str) -> Problem:
        return Problem("FORM", Severity.NOTE, self._file, found, "a record in each row", remedy)

    def _asked(self, repeated: Sequence[Aggregate]) -> Problem:
        return Problem(
            "DUP",
            Severity.ERROR,
            self._file.within(Place(row=repeated[0].number)),
            f"what looks like totals or parts of other rows: {named_rows(repeated)}",
            "rows with money of their own",
            f'write totals = "skip" above [columns] in {self._mapping_file} to leave them out, or totals = "keep" if '
            "each is a record; [skip_rows] leaves out single ones by their text",
        )

    def _running(self, numbers: Sequence[int]) -> Problem:
        label = next(row.labels[0] for row in self._seen if row.number == numbers[0])
        return Problem(
            "DUP",
            Severity.ERROR,
            self._file.within(Place(row=numbers[0])),
            f"a running total, {quoted(label)}, in rows {row_ranges(numbers)}",
            "in each row the money that was added",
            f"name the column of what was added in {self._mapping_file}, or leave all rows but the last out by "
            '[skip_rows]; write totals = "keep" above [columns] if each row is money of its own',
        )

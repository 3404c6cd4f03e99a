"""Which rows of a foreign table are records: not notes, helpers filled down, totals, or what [skip_rows] names."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.aggregates import (
    Aggregate,
    SeenRow,
    added_columns,
    aggregates,
    counted_rows,
    is_running,
    is_total,
    named_rows,
    row_ranges,
    running_totals,
)
from ledger.intake.drafts import Draft
from ledger.intake.mapping.cells import DAYS, figure_of
from ledger.intake.mapping.file import MONEY, TableMapping, folded, toml_text
from ledger.intake.mapping.layout import is_note
from ledger.intake.mapping.met import MetEntries
from ledger.intake.mapping.table import find_column
from ledger.intake.rows import TableRow
from ledger.spreadsheet import Cell, cell_text

# A row that says nothing under any of these is no record; all else may be filled down for rows still to come.
_TELLING = frozenset({*MONEY, *DAYS, "title", "donor", "commitment", "item", "quantity", "quote"})
_LABELS = ("title", "donor", "recipient")
_FEWEST_AMOUNTS = 2
# A running total shows in its first rows.
_LOOKED_AT = 200


class KeptRows:
    """Decides row by row, and at the end of the table, which rows become records.

    Args:
        mapping: what the table is read by.
        mapping_file: its name in places.
        met: takes down which texts of ``[skip_rows]`` the table has.
    """

    def __init__(self, mapping: TableMapping, mapping_file: str, met: MetEntries) -> None:
        self._mapping, self._mapping_file, self._met = mapping, mapping_file, met
        self._skipped: list[int] = []
        self._notes: list[int] = []
        self._first_note = ""
        self._helpers: list[int] = []
        self._without: list[int] = []
        # What each column of amounts says, by its heading; a table without one has its rows under no heading.
        self._seen: dict[str, list[SeenRow]] = {}
        self._names: Sequence[str] = ()
        self._beside: list[Mapping[int, Decimal | None]] = []
        self._file = Place()
        self._skipping: Mapping[str, tuple[int, frozenset[str]]] | None = None
        self._faults: list[Problem] = []

    def takes(self, row: TableRow, names: Sequence[str], read: Collection[tuple[str, int]]) -> bool:
        """Whether a row may be a record; whether it is one is known when all rows have been seen.

        Args:
            row: below the headings.
            names: of all columns.
            read: our headings, each with the column that it is read from; several columns may hold amounts.
        """
        if self._skipping is None:
            self._file = Place(file=row.place.file, sheet=row.place.sheet)
            self._skipping = dict(self._skip_columns(names))
        if self._is_skipped(row):
            self._skipped.append(row.number)
            return False
        if is_note(row, read):
            self._notes.append(row.number)
            self._first_note = self._first_note or next(cell_text(cell) for cell in row.cells if cell is not None)
            return False
        telling = [column for heading, column in read if heading in _TELLING]
        if telling and not any(self._says(row.cell(column)) for column in telling):
            self._helpers.append(row.number)
            return False
        self._note(row, names, read)
        return True

    def note_without_amount(self, row: TableRow) -> None:
        """Count a row in which no column of several holds an amount: it makes no record."""
        self._without.append(row.number)

    def added_columns(self) -> Mapping[str, tuple[str, ...]]:
        """Of several columns of amounts, and of the unread ones beside them, those that add up columns that are read.

        Returns:
            By heading what is added up; a column that is called a total and adds up nothing has no parts.
        """
        rows, amounts = len(self._beside), tuple(self._seen)
        if len(amounts) < _FEWEST_AMOUNTS:
            return {}
        figures = {name: [row.figure for row in seen[:rows]] for name, seen in self._seen.items()}
        in_order = {name: figures[name] for name in self._names if name in figures}
        added = {name: () for name in amounts if is_total(name)} | dict(added_columns(in_order))
        for column in self._beside[0] if self._beside else ():
            unread = self._names[column]
            beside = figures | {unread: [row.get(column) for row in self._beside]}
            if parts := added_columns({it: beside[it] for it in self._names if it in beside}).get(unread):
                added[unread] = parts
        return added

    def sifted(self, items: Iterable[Draft | Problem]) -> Iterator[Draft | Problem]:
        """What was read of a table, without the rows that are no records, and what is said of those.

        Args:
            items: of the whole table; they are read to their end before anything is given.
        """
        read = list(items)
        yield from self._faults
        if self._faults:
            return
        if running := tuple(self._running_columns()):
            yield from running
            return
        repeated = {it.number: it for it in self._repeated()}
        series = self._running_rows() if self._mapping.totals != "keep" else ()
        dropped = set() if self._mapping.totals == "keep" else {*repeated, *(it for rows in series for it in rows)}
        for item in read:
            if item.place.row not in dropped or item.place.file != self._file.file:
                yield item
        yield from self._passed_over()
        if self._mapping.totals == "skip" and repeated:
            yield self._noted(
                f"{counted_rows(repeated)} left out as totals or parts", "nothing: the mapping file says so"
            )
        elif self._mapping.totals is None and repeated:
            yield self._asked(list(repeated.values()))
        yield from map(self._running, series)

    def _repeated(self) -> Iterator[Aggregate]:
        """The rows that add up others or are parts: by their words, by a formula, or by all figures that they have."""
        by_column = {name: {it.number: it for it in aggregates(seen)} for name, seen in self._seen.items()}
        for rows in zip(*self._seen.values(), strict=True):
            number = rows[0].number
            with_figure = [name for name, row in zip(self._seen, rows, strict=True) if row.figure]
            reasons = [each[number] for each in by_column.values() if number in each]
            if reasons and (
                any(it.is_certain for it in reasons)
                or any(row.adds_rows for row in rows)
                or all(number in by_column[name] for name in with_figure)
            ):
                yield reasons[0]

    def _running_rows(self) -> tuple[tuple[int, ...], ...]:
        return tuple(dict.fromkeys(rows for seen in self._seen.values() for rows in running_totals(seen)))

    def _running_columns(self) -> Iterator[Problem]:
        """The columns of amounts that add up from row to row the figures of a column that is not read."""
        columns = sorted(self._beside[0]) if self._beside and self._mapping.totals != "keep" else ()
        for amount, seen in self._seen.items():
            figures = [row.figure for row in seen[: len(self._beside)]]
            running = (it for it in columns if is_running(figures, [beside.get(it) for beside in self._beside]))
            if (column := next(running, None)) is not None:
                yield self._cumulative(amount, self._names[column])

    def _cumulative(self, amount: str, added: str) -> Problem:
        several = bool(self._mapping.amounts)
        there = f"{toml_text(added)} under [amounts]" if several else f"amount = {quoted(added)} under [columns]"
        return Problem(
            "DUP",
            Severity.ERROR,
            Place(file=self._mapping_file, field=f"amounts.{amount}" if several else "columns.amount"),
            f"{quoted(amount)}, a running total: each row is the one before plus {quoted(added)}",
            "in each row the money that was added",
            f'write {there}, or totals = "keep" above [columns] if each row is money of its own',
        )

    def _skip_columns(self, names: Sequence[str]) -> Iterator[tuple[str, tuple[int, frozenset[str]]]]:
        for heading, values in self._mapping.skip_rows.items():
            column = find_column(heading, names)
            if isinstance(column, Problem):
                place = Place(file=self._mapping_file, field=f"skip_rows.{heading}")
                self._faults.append(column.within(place))
            else:
                yield heading, (column, frozenset(map(folded, values)))

    def _is_skipped(self, row: TableRow) -> bool:
        is_skipped = False
        for heading, (column, values) in (self._skipping or {}).items():
            text = folded(cell_text(row.cell(column)))
            self._met.note_text(heading, text)
            is_skipped = is_skipped or text in values
        return is_skipped

    def _says(self, cell: Cell) -> bool:
        return cell is not None and cell_text(cell) not in self._mapping.missing

    def _note(self, row: TableRow, names: Sequence[str], read: Collection[tuple[str, int]]) -> None:
        """Keep what a row says, for each column of amounts."""
        index = dict(read)
        texts = {it: cell_text(row.cell(index[it])) for it in (*_LABELS, "currency") if it in index}
        first = next((cell for cell in row.cells if cell is not None), None)
        labels = [*(texts[it] for it in _LABELS if texts.get(it)), *([first] if isinstance(first, str) else [])]
        unique = tuple(dict.fromkeys(labels))
        kind, series = folded(texts.get("currency", "")), (texts.get("donor"), texts.get("title"))
        amounts = [column for heading, column in read if heading == "amount"]
        for column in amounts:
            figure, adds = figure_of(row.cell(column), self._mapping), column + 1 in row.sums
            seen = self._seen.setdefault(names[column], [])
            seen.append(SeenRow(row.number, unique, figure, kind, adds_rows=adds, series=series))
        if not amounts:
            self._seen.setdefault("", []).append(SeenRow(row.number, unique, None, kind, series=series))
        elif len(self._beside) < _LOOKED_AT:
            unread = set(range(len(names))) - {column for _, column in read}
            self._names = names
            self._beside.append({column: figure_of(row.cell(column), self._mapping) for column in unread})

    def _passed_over(self) -> Iterator[Problem]:
        if self._skipped:
            yield self._noted(
                f"{counted_rows(self._skipped)} left out by skip_rows", "nothing: the mapping file says so"
            )
        parts = [f"{counted_rows(self._notes)} of text, {quoted(self._first_note)}"] if self._notes else []
        parts += [f"{counted_rows(self._helpers)} without a title, a party, a day or a sum"] if self._helpers else []
        parts += [f"{counted_rows(self._without)} without a sum in any column of amounts"] if self._without else []
        if parts:
            yield self._noted(f"{' and '.join(parts)}, passed over", "nothing, if these are notes and rows still empty")

    def _noted(self, found: str, remedy: str) -> Problem:
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
        label = next(row.labels[0] for row in next(iter(self._seen.values())) if row.number == numbers[0])
        return Problem(
            "DUP",
            Severity.ERROR,
            self._file.within(Place(row=numbers[0])),
            f"a running total, {quoted(label)}, in rows {row_ranges(numbers)}",
            "in each row the money that was added",
            f"name the column of what was added in {self._mapping_file}, or leave all rows but the last out by "
            '[skip_rows]; write totals = "keep" above [columns] if each row is money of its own',
        )

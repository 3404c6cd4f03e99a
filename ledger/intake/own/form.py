"""The entry workbook: sheets with our headings, as ``defense-ledger template`` writes them and people change them.

Columns are known by their headings, wherever they and the sheet stand; ``row`` turns what people type
into the values of a record.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import get_args

from ledger.foundation import Advice, Place, Problem, Severity, malformed, quoted
from ledger.intake.claims import speaks_of_money
from ledger.intake.drafts import Draft
from ledger.intake.own.headed import missing_headings
from ledger.intake.own.row import TypedRows, has_all_required
from ledger.intake.own_rows import text_doubt
from ledger.intake.rows import heading_name, under_heading
from ledger.notation import read_code
from ledger.records import ACTION, ACTIONS, HEADINGS, Kind, Lineage, heading_of, nearest, next_row
from ledger.spreadsheet import Merged, SheetRow, Workbook, cell_text, column_letters, column_number, open_workbook

EXAMPLE = "EXAMPLE"
"""What stands in the id of a row that shows how to fill one in, and is not imported."""

_KNOWN = tuple(heading.name for heading in HEADINGS)
_LOOKED_THROUGH = 50
_FEWEST = 3


@dataclass(frozen=True)
class FormTable:
    """Where the table of a sheet begins, and what its columns are.

    Args:
        sheet: its name.
        row: number of the row of headings.
        labels: the headings as they stand there.
        names: the same as the headings of our table are written: ``Value date`` is ``value_date``.
        kind: what its rows are where they do not say it themselves.
    """

    sheet: str
    row: int
    labels: tuple[str, ...]
    names: tuple[str, ...]
    kind: Kind

    def label(self, column: int) -> str:
        """The heading of a column counted from 1, empty where it has none."""
        return self.labels[column - 1] if column <= len(self.labels) else ""

    def name(self, column: int) -> str:
        """The heading of our table for a column counted from 1, empty where it has none of ours."""
        name = self.names[column - 1] if column <= len(self.names) else ""
        return name if heading_of(name) else ""

    def columns(self) -> dict[str, Place]:
        """Where each heading of our table stands in any row: the letters of its column, and the heading as it is."""
        # If a heading stands twice, its first column counts.
        named = reversed(list(enumerate(zip(self.names, self.shown(), strict=True), start=1)))
        return {name: Place(column=column_letters(number), field=shown) for number, (name, shown) in named if name}

    def shown(self) -> tuple[str, ...]:
        """The headings on one line and with nothing that could steer a screen, as they stand in places."""
        return tuple(quoted(" ".join(label.split()))[1:-1] for label in self.labels)


def read_entries(path: Path, file: str) -> Iterator[Draft | Problem]:
    """Read all sheets of a workbook that have our headings.

    Args:
        path: the workbook.
        file: its name in places.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     _ = path.write_bytes(b"")
    ...     [fault.found for fault in read_entries(path, "a.xlsx")]
    ['an empty file']
    """
    workbook, problems = open_workbook(path, file)
    yield from problems
    if workbook is None:
        return
    other = []
    damaged = False
    for sheet in workbook.sheets:
        rows = workbook.rows(sheet)
        first = list(islice(rows, _LOOKED_THROUGH))
        table = table_in(first)
        if table is None:
            other.append(sheet)
            # A sheet that cannot be read at all may be the one that was meant.
            for item in first:
                if isinstance(item, Problem) and item.code == "FILE":
                    damaged = True
                    yield item
        else:
            yield from _entries(workbook, table, (item for part in (first, rows) for item in part))
    if not damaged:
        yield from _not_read(other, workbook, file)


def table_in(rows: Iterable[SheetRow | Problem]) -> FormTable | None:
    """The table that begins in these rows, the first of a sheet; titles may stand above its headings.

    >>> table_in([SheetRow("S", 3, ("Donor", "RECIPIENT", "Value date"))]).names
    ('donor', 'recipient', 'value_date')
    """
    for row in rows:
        if isinstance(row, Problem):
            continue
        labels = tuple(cell_text(cell) for cell in row.cells)
        names = tuple(heading_name(label) for label in labels)
        named = [name for name in names if name]
        ours = [name for name in named if heading_of(name)]
        if has_all_required(ours) or (len(ours) >= _FEWEST and 2 * len(ours) >= len(named)):
            return FormTable(row.sheet, row.number, labels, names, _kind(ours))
    return None


def _kind(names: Sequence[str]) -> Kind:
    only = {kind: sum(it.kinds == (kind,) and it.name in names for it in HEADINGS) for kind in get_args(Kind)}
    return "transaction" if only["transaction"] > only["commitment"] else "commitment"


def _entries(workbook: Workbook, table: FormTable, rows: Iterator[SheetRow | Problem]) -> Iterator[Draft | Problem]:
    faults = tuple(_heading_faults(table, Place(file=workbook.file, sheet=table.sheet, row=table.row)))
    yield from faults
    if any(fault.severity is Severity.ERROR for fault in faults):
        return
    reader = _Reader(workbook, table)
    for row in rows:
        if isinstance(row, Problem):
            yield from reader.note(row)
        elif row.number > table.row:
            yield from reader.read(row)
        elif row.number < table.row:
            place = Place(file=workbook.file, sheet=table.sheet, row=row.number)
            yield from (doubt for cell in row.cells for doubt in text_doubt(cell_text(cell), place))
    yield from reader.told_at_the_end()


class _Reader:
    """Reads the rows of one table; keeps what was said of the cells of the row to come."""

    def __init__(self, workbook: Workbook, table: FormTable) -> None:
        self._table = table
        self._common = Lineage(file=workbook.file, sheet=table.sheet)
        self._place = Place(file=workbook.file, sheet=table.sheet)
        self._columns, self._shown = table.columns(), table.shown()
        self._is_labelled = all(table.labels)
        self._ids = [number for number, name in enumerate(table.names) if name == "id" or number == 0]
        self._rows = TypedRows(table.names, table.kind, self._columns, decimal_point=False, is_computed=True)
        self._sums = _sums_of_amounts(workbook, table)
        self._action = table.names.index(ACTION.name) if ACTION.name in table.names else None
        merged = (it for it in workbook.merged(table.sheet) if self._first_name(it))
        self._merged = sorted(merged, key=lambda it: it.first_row, reverse=True)
        self._open: list[Merged] = []
        self._doubts: dict[str, Problem] = {}
        self._missing: dict[tuple[str, ...], None] = {}
        self._unnamed: dict[int, int] = {}

    def note(self, problem: Problem) -> Iterator[Problem]:
        """A problem of the sheet is passed on; one of a cell waits for its row, and is dropped above the table."""
        row, letters = problem.place.row, problem.place.column
        if row is None or not letters:
            yield problem
        elif row > self._table.row and (name := self._table.name(column_number(letters))):
            self._doubts[name] = under_heading(problem, self._shown)

    def read(self, row: SheetRow) -> Iterator[Draft | Problem]:
        """The draft of a row, with what was wrong in its cells."""
        faults, self._doubts = self._doubts, {}
        texts = [cell if type(cell) is str else cell_text(cell) for cell in row.cells]
        if not faults and not any(map(str.strip, texts)):
            return
        place = self._place.on_row(row.number)
        if self._ids and self._is_example(texts):
            # Somebody may have written over the example and left its mark.
            remedy = f"nothing, if it is the example; else clear the word {EXAMPLE}"
            found = f"a row marked {EXAMPLE}, which was not read"
            yield _warning(self._cell("id", row.number), found, "rows of yours", remedy)
            return
        if self._merged or self._open:
            faults |= self._merge_faults(row.number, texts)
        draft = self._rows.draft(place, texts, row.cells, self._lineage(row.number, texts), faults)
        missing = self._rows.lacking(draft)
        if missing:
            self._missing.setdefault(missing)
        else:
            yield self._with_action(draft, texts)._replace(adds_rows=row.number in self._sums)

    def _with_action(self, draft: Draft, texts: Sequence[str]) -> Draft:
        """The draft with what its row says is to be done."""
        text = texts[self._action].strip() if self._action is not None and self._action < len(texts) else ""
        action = read_code(ACTION.name, text) if text else ""
        if action in ("", *ACTIONS):
            return draft._replace(action=action)
        remedy = "choose one of them, or clear the cell"
        fault = malformed(draft.at(ACTION.name), quoted(text), f"one of {', '.join(ACTIONS)}", remedy)
        return draft._replace(faults={**draft.faults, ACTION.name: fault})

    def _is_example(self, texts: Sequence[str]) -> bool:
        return any(texts[number].strip().upper() == EXAMPLE for number in self._ids if number < len(texts))

    def told_at_the_end(self) -> Iterator[Problem]:
        """What is said once for all rows: columns that are missing, and those without a heading."""
        for names in self._missing:
            yield missing_headings(names, replace(self._place, row=self._table.row))
        for column, row in self._unnamed.items():
            found = f"cells in column {column_letters(column)}, which has no heading and is not read"
            remedy = "add the heading or clear the column"
            place = replace(self._place, row=row, column=column_letters(column))
            yield _warning(place, found, "a heading above each column", remedy)

    def _cell(self, name: str, row: int) -> Place:
        return self._columns.get(name, Place(field=name)).within(replace(self._place, row=row))

    def _lineage(self, number: int, texts: Sequence[str]) -> Lineage:
        cells = {label: text for label, text in zip(self._table.labels, texts, strict=False) if text and label}
        if len(texts) > len(self._table.labels) or not self._is_labelled:
            for column, text in enumerate(texts, start=1):
                if text and not self._table.label(column):
                    self._unnamed.setdefault(column, number)
                    cells[f"column {column_letters(column)}"] = text
        return next_row(self._common, number, cells)

    def _merge_faults(self, number: int, texts: Sequence[str]) -> dict[str, Problem]:
        """The merged ranges that reach into this row: the value of each, if it has one, is that of its first cell."""
        while self._merged and self._merged[-1].first_row <= number:
            self._open.append(self._merged.pop())
        self._open = [merge for merge in self._open if merge.last_row >= number]
        faults = {}
        for merge in self._open:
            name, column = self._first_name(merge), merge.first_column - 1
            is_empty = merge.first_row == number and not "".join(texts[column : column + 1]).strip()
            holds = ", which are empty" if is_empty else ": only the first has a value"
            found, remedy = f"the merged cells {merge}{holds}", "undo the merge and fill in each cell"
            faults[name] = malformed(self._cell(name, number), found, "a cell for each row and column", remedy)
        return faults

    def _first_name(self, merge: Merged) -> str:
        """The first heading of our table that a merged range stands under, empty where there is none."""
        columns = range(merge.first_column, min(merge.last_column, len(self._table.names)) + 1)
        return next((name for column in columns if (name := self._table.name(column))), "")


def _sums_of_amounts(workbook: Workbook, table: FormTable) -> frozenset[int]:
    """The rows whose amount is a formula that adds other rows."""
    amounts = {number for number, name in enumerate(table.names, start=1) if name in ("amount", "low", "high")}
    return frozenset(row for row, columns in workbook.sums(table.sheet).items() if not amounts.isdisjoint(columns))


def _heading_faults(table: FormTable, place: Place) -> Iterator[Problem]:
    strange = []
    columns = table.columns()
    for name, times in Counter(filter(None, table.names)).items():
        if heading_of(name):
            if times > 1:
                found, remedy = f"the heading {times} times", "remove one column"
                yield malformed(columns[name].within(place), found, "each heading once", remedy)
        elif name == ACTION.name:
            continue
        elif (near := nearest(name[:100], _KNOWN, most=1)) and near[0] not in table.names:
            found = f"the unknown heading {quoted(table.labels[table.names.index(name)])}, whose column is not read"
            cell, remedy = columns[name].within(place), "correct the heading, or leave it as a column of yours"
            yield _warning(cell, found, f"perhaps {near[0]}", remedy)
        else:
            strange.append(table.labels[table.names.index(name)])
    yield from _own_columns([name for name in strange if not speaks_of_money(name)], place, Severity.NOTE)
    yield from _own_columns([name for name in strange if speaks_of_money(name)], place, Severity.WARNING)


def _own_columns(names: Sequence[str], place: Place, severity: Severity) -> Iterator[Problem]:
    """Columns of the clerk's own: noted, and doubted where they speak of money."""
    if names:
        money = " that speak of money" if severity is Severity.WARNING else ""
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        shown = f"columns of your own{money}, which are not read: {', '.join(map(quoted, names[:20]))}{more}"
        remedy = "leave them, if they are not meant for the book"
        yield Problem("FORM", severity, place, shown, "the headings of the form", remedy)


def _not_read(sheets: Sequence[str], workbook: Workbook, file: str) -> Iterator[Problem]:
    if len(sheets) == len(workbook.sheets):
        found = "no sheet with the headings of the form"
        expected = "a row of headings such as title, donor, recipient, announced, qualifier, amount, currency, term"
        mapping = "or give a mapping file (docs/mapping.md)"
        remedy: str = Advice(
            f"fill in the form that desk.write_form writes, {mapping}",
            f"fill in the form that `defense-ledger template` writes, {mapping}",
        )
        yield malformed(Place(file=file), found, expected, remedy)
    # The form's own sheets that hold no table are not mentioned, nor is that of a marked copy.
    named = [quoted(sheet) for sheet in sheets if sheet not in ("Help", "Lists", "Problems")]
    if named and len(sheets) < len(workbook.sheets):
        found = f"sheets without our headings, which were not read: {', '.join(named[:20])}"
        remedy = "nothing, if they hold no entries"
        yield _warning(Place(file=file), found, "sheets with the headings of the form", remedy)


def _warning(place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.WARNING, place, found, expected, remedy)

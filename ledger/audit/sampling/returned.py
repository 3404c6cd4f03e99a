"""A sample that comes back: its plan, its conversions held against the book, and what the auditor typed beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.audit.sampling.answers import Answers, audited_value
from ledger.audit.sampling.draw import Sample, SamplePlan, fingerprint
from ledger.audit.sampling.sheet import (
    ASKED,
    FINGERPRINT,
    INSTALMENT,
    PLAN,
    RECORD,
    SampleRow,
    Shown,
    cells_of_row,
    plan_in_words,
    rows_of,
    titled,
)
from ledger.foundation import Advice, Place, Problem, Refused, Severity, quoted
from ledger.spreadsheet import Cell, SheetRow, ShownNumber, cell_text, column_letters

SHEET, METHOD = "Sample", "Method"
_ASK = "ask for the sheet as it was drawn, or draw the sample again with the same seed"
Sheets = Mapping[str, tuple[SheetRow, ...]]


@dataclass(frozen=True)
class _Columns:
    """Where the columns of the sheet stand, and what is written above each."""

    sheet: Place
    numbers: Mapping[str, int]
    titles: Mapping[str, str]

    def place(self, row: SheetRow, heading: str) -> Place:
        letters = column_letters(self.numbers[heading] + 1)
        return replace(self.sheet, row=row.number, column=letters, field=self.titles[heading])

    def cell(self, row: SheetRow, heading: str) -> Cell:
        column = self.numbers[heading]
        return row.cells[column] if column < len(row.cells) else None


def plan_in(sheets: Sheets, file: str) -> tuple[SamplePlan, str]:
    """The plan that the workbook of a sample carries, and its fingerprint.

    Raises:
        Refused: XLS for a workbook that is no sample of ours, or whose plan was altered.
    """
    texts = {label: text for label, (text, _) in _lines_of_method(sheets).items()}
    parts = [label for label in texts if label.startswith(f"{PLAN} ")]
    text = "".join(texts[label] for label in sorted(parts, key=lambda label: int(label.rpartition(" ")[2])))
    if SHEET not in sheets or not text:
        found = "no sheet Sample with a plan on the sheet Method"
        expected = Advice("a workbook that draw_sample wrote", "a workbook that `sample` wrote")
        raise Refused([_xls(Place(file=file), found, expected, "name that workbook")])
    plan = _parsed(text)
    if plan is None or fingerprint(text) != texts.get(FINGERPRINT):
        found = "a plan that was altered" if plan is not None else "a plan that cannot be read"
        raise Refused([_xls(Place(file=file, sheet=METHOD), found, "the plan as it was drawn", _ASK)])
    return plan, fingerprint(text)


def read_back(sample: Sample, sheets: Sheets, file: str) -> tuple[Mapping[str, int], tuple[Problem, ...]]:
    """The audited values of a sample by key, and all that is wrong with the workbook.

    Args:
        sample: drawn again from the book, by the plan in the workbook.
        sheets: of the workbook.
        file: its name in places.

    Returns:
        Values in minor units, of the rows that have one; and XLS for each cell that is not as it was drawn, FORM or
        CUR-SYM for what the auditor typed and for each row without an audited value.
    """
    changed = tuple(_method_changed(sample, sheets, file))
    head = next((row for row in sheets[SHEET] if RECORD in row.cells and INSTALMENT in row.cells), None)
    if head is None:
        found = f"no row with the headings {RECORD} and {INSTALMENT}"
        return {}, (*changed, _xls(Place(file=file, sheet=SHEET), found, "the sheet as it was drawn", _ASK))
    columns, absent = _columns(sample, head, file)
    if absent:
        return {}, (*changed, *absent)
    body = [row for row in sheets[SHEET] if row.number > head.number]
    rows, misplaced = _by_key(sample, body, columns)
    audited: dict[str, int] = {}
    problems: list[Problem] = [*changed, *misplaced]
    for key, (ours, theirs) in rows.items():
        problems += _altered(sample, ours, theirs, columns)
        answers = Answers(*((columns.cell(theirs, heading), columns.place(theirs, heading)) for heading in ASKED[:3]))
        value, typed = audited_value(sample, ours, answers)
        problems += typed
        if value is not None:
            audited[key] = value
    return audited, tuple(problems)


def _parsed(text: str) -> SamplePlan | None:
    try:
        return SamplePlan.model_validate_json(text)
    except ValueError:
        return None


def _lines_of_method(sheets: Sheets) -> Mapping[str, tuple[str, int]]:
    """The second cell of each row of the sheet Method, and the row's number, by the first one."""
    rows = (row for row in sheets.get(METHOD, ()) if len(row.cells) >= 2 and isinstance(row.cells[0], str))
    return {str(row.cells[0]): (cell_text(row.cells[1]), row.number) for row in rows}


def _method_changed(sample: Sample, sheets: Sheets, file: str) -> Iterator[Problem]:
    lines_of_method = _lines_of_method(sheets)
    for label, text in plan_in_words(sample):
        received, number = lines_of_method.get(label, ("", 0))
        if received != text:
            sheet = Place(file=file, sheet=METHOD)
            place = replace(sheet, row=number, column="B") if number else sheet
            found = quoted(received) if number else f"no line {quoted(label)}"
            yield _xls(place, found, quoted(text), _ASK)


def _columns(sample: Sample, head: SheetRow, file: str) -> tuple[_Columns, tuple[Problem, ...]]:
    there = [cell_text(cell) for cell in head.cells]
    headings = [*cells_of_row(sample, rows_of(sample)[0]), *ASKED]
    titles = {heading: titled(sample, heading) for heading in headings}
    sheet = Place(file=file, sheet=SHEET)
    findings = [
        f"the heading {quoted(it)} over several columns" if it in there else f"no heading {quoted(it)}"
        for it in titles.values()
        if there.count(it) != 1
    ]
    faults = tuple(_xls(replace(sheet, row=head.number), it, "each heading once", _ASK) for it in findings)
    if faults:
        return _Columns(sheet, {}, titles), faults
    return _Columns(sheet, {heading: there.index(title) for heading, title in titles.items()}, titles), ()


def _by_key(
    sample: Sample, body: Sequence[SheetRow], columns: _Columns
) -> tuple[Mapping[str, tuple[SampleRow, SheetRow]], tuple[Problem, ...]]:
    """The rows that were drawn beside those that came back, in any order; and those missing or too many."""
    drawn = {row.item.key: row for row in rows_of(sample)}
    returned: dict[str, tuple[SampleRow, SheetRow]] = {}
    problems: list[Problem] = []
    for row in body:
        key = f"{cell_text(columns.cell(row, RECORD))}/{cell_text(columns.cell(row, INSTALMENT))}"
        if key not in drawn or key in returned:
            found = f"a row {quoted(key)} {'twice' if key in returned else 'that was not drawn'}"
            problems.append(_xls(replace(columns.sheet, row=row.number), found, "the rows as they were drawn", _ASK))
        else:
            returned[key] = (drawn[key], row)
    gone = (key for key in drawn if key not in returned)
    problems += [_xls(columns.sheet, f"no row {quoted(key)}", "every conversion that was drawn", _ASK) for key in gone]
    return returned, tuple(problems)


def _altered(sample: Sample, ours: SampleRow, theirs: SheetRow, columns: _Columns) -> Iterator[Problem]:
    for heading, drawn in cells_of_row(sample, ours).items():
        cell = columns.cell(theirs, heading)
        if not _same(cell, drawn):
            found, expected = quoted(cell_text(cell)), f"{_text(drawn)}, as the book has it"
            yield _xls(columns.place(theirs, heading), found, expected, _ASK)


def _same(cell: Cell, drawn: Shown) -> bool:
    if isinstance(cell, ShownNumber):
        cell = cell.number
    if isinstance(drawn, int | Decimal) and isinstance(cell, Decimal):
        # A workbook holds doubles; 15 digits of them are read.
        return format(float(cell), ".15g") == format(float(drawn), ".15g")
    if isinstance(drawn, date) or isinstance(cell, date):
        return cell == drawn
    return _lines(cell_text(cell)) == _lines("" if drawn is None else str(drawn))


def _lines(text: str) -> str:
    return " ".join(text.split())


def _text(expected: Shown) -> str:
    return "an empty cell" if expected in (None, "") else quoted(str(expected))


def _xls(place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem("XLS", Severity.ERROR, place, found, expected, remedy)

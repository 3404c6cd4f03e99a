"""Cells of a report's workbook explained: each by what it shows, or by the row in which it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

# A workbook is laid out only where one of its cells is asked for.
from ledger import render
from ledger.audit import (
    Derivation,
    FigureChange,
    explain,
    explain_currency,
    explain_rates,
    explain_record,
    of_lines,
)
from ledger.desk.changed_cells import OF_CHANGES, explain_changed
from ledger.desk.displayed_cell import DisplayedCell, displayed_cell
from ledger.desk.displayed_figures import explain_shown
from ledger.desk.listed_cells import explain_listed, place_of, sheet_and_cell
from ledger.desk.shown_report import ShownReport
from ledger.foundation import Place, Refused, quoted
from ledger.presentation import Beside, BesideKey, FigureKey, Presentation
from ledger.records import nearest
from ledger.render import (
    CellKey,
    ChecksKey,
    EvidenceKey,
    GroupKey,
    LineKey,
    OwedKey,
    PartKey,
    RateKey,
    tabs_of,
)
from ledger.reporting import Report

EXPLAIN = Place(subject="explain")
_OF_OFFSETS = ("Offsets", "OffsetPieces", "OffsetTotals")
_NAMED = 5
_RECORDS_NAMED = 3


@dataclass(frozen=True)
class ExplainedCell:
    """What stands behind what was named.

    Args:
        derivation: of the figure; of a change that of the figure now.
        cell: what is displayed of it; None where no cell was named that shows it.
        then: of a change the same figure of the earlier report; None for all others.
        change: what leads from that to the figure now, or what one step moved; None for all others.
    """

    derivation: Derivation
    cell: DisplayedCell | None = None
    then: Derivation | None = None
    change: FigureChange | None = None


def explain_cell(shown: ShownReport, text: str) -> ExplainedCell:
    """A cell of the report's workbook, by the figure that it shows or the row in which it stands.

    Args:
        shown: the report, and what is displayed of it.
        text: sheet and cell, as somebody writes them.

    Raises:
        Refused: FORM for a cell that shows nothing that can be explained, with what to ask instead.
    """
    report, presentation = shown.report, shown.presentation
    sheet, cell = sheet_and_cell(text)
    cells = render.placed_cells(report, presentation)
    if (listed := explain_listed(report, cells, sheet, cell)) is not None:
        return ExplainedCell(listed)
    table = cells.table_at(sheet, *place_of(cell))
    if table is not None and table.name in _OF_OFFSETS:
        found, expected = f"a cell of the table {table.name}", "a low or high figure of a table, or a cell of Bounds"
        raise refused(EXPLAIN, found, expected, "explain a figure that it is in: what cancels out is listed there")
    mapped = _mapped(cells)
    names = {name.casefold(): name for name in cells.values}
    known = names.get(sheet.casefold())
    record = _record_beside(report, cells, table, cell)
    if record is not None and (known, cell) not in mapped:
        return ExplainedCell(explain_record(report, record))
    if known is None:
        remedy = "name the sheet as it stands in the workbook"
        raise refused(EXPLAIN, f"no sheet {quoted(sheet)}", _a_sheet(presentation, cells, sheet), remedy)
    is_written = place_of(cell)[1] in cells.values[known].get(place_of(cell)[0], {})
    figure = mapped.get((known, cell)) or (_total_beside(mapped, known, cell) if is_written else None)
    if figure is None:
        raise _no_figure(presentation, cells, (known, cell), text)
    if isinstance(figure, BesideKey) and figure.kind in _INSTEAD:
        raise _no_sum(report, cells, (known, cell), figure)
    explained = _of_figure(shown, figure)
    if (known, cell) not in mapped or not isinstance(figure, FigureKey | BesideKey):
        return explained
    return replace(explained, cell=displayed_cell(presentation, cells, (known, cell), figure))


def _mapped(cells: "render.PlacedCells") -> Mapping[tuple[str, str], CellKey]:
    """What each cell with a figure shows, by its sheet and address."""
    return {(figure.sheet, figure.cell): figure.figure for figure in cells.figures}


def _no_figure(shown: Presentation, cells: "render.PlacedCells", place: tuple[str, str], text: str) -> Refused:
    """A cell without a figure: what it holds instead, and which cells have one."""
    sheet, _ = place
    found = f"{quoted(text)} ({_held(cells, *place)})"
    if others := _cells_near(_mapped(cells), *place):
        remedy = "name the sheet and a cell with a figure, as Sheet!C7"
        return refused(EXPLAIN, found, f"a cell with a figure, such as {', '.join(others)}", remedy)
    expected, remedy = _a_sheet(shown, cells, sheet), "name the sheet and a cell with a figure, as Sheet!C7"
    if (row := _row_with_records(cells, sheet)) is not None:
        remedy = f"{remedy}, or a cell in a row with records, as {sheet}!A{row + 1}"
    return refused(EXPLAIN, found, expected, remedy)


def _held(cells: "render.PlacedCells", sheet: str, cell: str) -> str:
    """What a cell without a figure holds: a heading, another text, or nothing."""
    row, column = place_of(cell)
    value = cells.values[sheet].get(row, {}).get(column)
    if value is None:
        return "nothing stands there"
    if any(it.sheet == sheet and it.top == row and it.covers(column) for it in cells.tables):
        # Blanks at which no line ends would be shown as their number.
        return f"the heading {quoted(' '.join(str(value).split()))}"
    return "a text" if isinstance(value, str) else "no figure of a table"


def _row_with_records(cells: "render.PlacedCells", sheet: str) -> int | None:
    """The first row of a sheet, from 0, that is about records although nothing in it is a sum."""
    of_goods = (place_of(it.cell)[0] for it in cells.figures if it.sheet == sheet and _is_refused(it.figure))
    listed = (it.top + 1 for it in cells.tables if it.sheet == sheet and "Record" in it.headings)
    return min((*of_goods, *listed), default=None)


def _a_sheet(shown: Presentation, cells: "render.PlacedCells", sheet: str) -> str:
    """Which sheets have figures: the one whose name is nearest, or the first of them."""
    tabs, with_figures = tabs_of(shown), {it.sheet for it in cells.figures if not _is_refused(it.figure)}
    in_order = dict.fromkeys((render.SUMMARY, *(table.name for table in shown.tables), *tabs))
    there = [tabs[name] for name in in_order if tabs[name] in with_figures]
    near = nearest(sheet, there, most=1) or there[:_NAMED]
    return f"a sheet of the report with figures, such as {' or '.join(near)}" if near else "a report with figures"


def _cells_near(mapped: Mapping[tuple[str, str], CellKey], sheet: str, cell: str) -> Sequence[str]:
    """Up to five cells of a sheet that show figures, those of the same row first."""
    there = {other: it for (name, other), it in mapped.items() if name == sheet and not _is_refused(it)}
    displayed = [other for other, figure in there.items() if isinstance(figure, FigureKey | BesideKey)] or [*there]
    return sorted(displayed, key=lambda other: place_of(other)[0] != place_of(cell)[0])[:_NAMED]


_INSTEAD: Mapping[Beside, str] = {
    "others": "what is left of the total",
    "units": "units of goods, which are no money",
}


def _is_refused(figure: CellKey) -> bool:
    """Whether a cell holds neither a sum nor anything that is made of the sums of its row."""
    return isinstance(figure, BesideKey) and figure.kind in _INSTEAD


def _no_sum(report: Report, cells: "render.PlacedCells", place: tuple[str, str], figure: BesideKey) -> Refused:
    """A cell that is refused, with what to ask instead."""
    sheet, cell = place
    row, column = cells.names(sheet, *place_of(cell))
    found = f"{quoted(f'{sheet}!{cell}')} ({row}, {column}): {_INSTEAD[figure.kind]}"
    remedy = "explain the rows that have none here on the sheet of their table"
    if figure.kind == "units":
        remedy = _explain_one_of(_records_of_goods(report, figure.figures[0]))
    return refused(EXPLAIN, found, "a cell with a sum, a share or a count of records", remedy)


def _records_of_goods(report: Report, figure: FigureKey) -> Sequence[str]:
    """The ids of the records that name the goods of a row."""
    labels = tuple(label for _, label in figure.labels)
    records = (
        by_record
        for table in report.goods_tables
        for (own, good), by_record in table.records.items()
        if (own, " ".join(good.key)) == (labels, figure.record)
    )
    return sorted(set().union(*records))


def _explain_one_of(records: Sequence[str]) -> str:
    if len(records) == 1:
        return f"explain {records[0]}, the only record of the row"
    *first, last = records[:_RECORDS_NAMED]
    return f"explain one of the {len(records)} records of the row, such as {', '.join(first)} or {last}"


def _record_beside(
    report: Report, cells: "render.PlacedCells", table: "render.PlacedTable | None", cell: str
) -> str | None:
    """The record that the row of a cell is about, in the tables that have a row for each record or conversion."""
    if table is None or "Record" not in table.headings:
        return None
    record = cells.value(table, place_of(cell)[0], "Record")
    return next((row.record.id for row in report.rows if row.record.id == record), None)


def _total_beside(mapped: Mapping[tuple[str, str], CellKey], sheet: str, cell: str) -> CellKey | None:
    """The total of the row of a cell that holds a label or counts records: that is what a reader means there."""
    row = cell.lstrip(ascii_uppercase)
    in_row = [
        figure for (name, other), figure in mapped.items() if (name, other.lstrip(ascii_uppercase)) == (sheet, row)
    ]
    sums = [figure for figure in in_row if isinstance(figure, FigureKey)]
    if len({(key.measure, key.is_open) for key in sums}) > 1:
        # Stages stand beside each other: the row has no total.
        return None
    if sums:
        central = [key for key in sums if key.bound == "central"] or sums
        return min(central, key=lambda key: len(key.labels))
    if in_row and all(map(_is_refused, in_row)):
        return in_row[0]
    of_evidence = (figure for figure in in_row if isinstance(figure, LineKey | PartKey | GroupKey))
    return next((figure for figure in of_evidence if figure.bound == "central"), None)


def _of_figure(shown: ShownReport, figure: CellKey) -> ExplainedCell:
    if isinstance(figure, BesideKey) and figure.kind in OF_CHANGES:
        now, then, change = explain_changed(shown, figure)
        return ExplainedCell(now, None, then, change)
    if isinstance(figure, FigureKey | BesideKey):
        return ExplainedCell(explain_shown(shown.report, shown.presentation, figure))
    return ExplainedCell(_of_evidence(shown.report, figure))


def _of_evidence(report: Report, figure: EvidenceKey) -> Derivation:
    match figure:
        case LineKey(record=record):
            return explain_record(report, record)
        case PartKey(number=number):
            return explain_record(report, report.lines[report.parts[number].line].record.id)
        case GroupKey(measure, dimension, label, bound):
            return of_lines(explain(report, measure, {dimension: label}, None, bound))
        case RateKey(number=number):
            return explain_rates(report, [number])
        case OwedKey(currency=currency):
            return explain_currency(report, currency)
        case ChecksKey():
            expected = "a total, a cell of a table, a conversion or a part of one"
            raise refused(EXPLAIN, "what all checks say together", expected, "explain the checks one by one")


def refused(place: Place, found: str, expected: str, remedy: str) -> Refused:
    """What cannot be explained, with what could be asked instead."""
    return Refused.of("FORM", place, found, expected, remedy)

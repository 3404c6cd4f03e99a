"""Bridges as a workbook: per measure a sheet with live sums and a waterfall chart, and the rows of every step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from ledger.audit import STEPS, Bridge, Bridged
from ledger.book import Revision
from ledger.foundation import EXACT, from_minor
from ledger.presentation import MEASURE_TITLES, Language
from ledger.records import CURRENCIES
from ledger.render.cells import Formula, Value, this
from ledger.render.facts import facts_of
from ledger.render.files import drawing
from ledger.render.placing import whole
from ledger.render.sheet import Column, Drawing, Sheet
from ledger.render.styles import ACCENT, HATCHED, LINE, Styles
from ledger.reporting import Report

# A small total is not 0.0 bn.
AXIS = '[>=1000000000]#,##0.0,,," bn";[>=1000000]#,##0.0,," m";#,##0'
TOP = 3
CHART_ROWS = 22
_HIDDEN = {"fill": {"none": True}, "border": {"none": True}}
_SOLID = {"fill": {"color": ACCENT}, "border": {"color": ACCENT}}
_FALLING = {"pattern": HATCHED, "border": {"color": ACCENT}}


def draw_bridges(bridged: Bridged, ends: tuple[str, str], path: Path) -> None:
    """Write the bridges between two reports; the file appears whole or not at all.

    Args:
        bridged: both reports and their bridges.
        ends: how the user called the two.
        path: where the workbook goes.

    Raises:
        Refused: FILE, if the place cannot be written.
    """

    def draw(draft: Path) -> None:
        with drawing(draft, "comparison", bridged.closing.issued, title="Comparison") as workbook:
            styles = Styles(workbook)
            sheets = [
                (bridge, Sheet(workbook, styles, MEASURE_TITLES[bridge.measure], Drawing()))
                for bridge in bridged.bridges
            ]
            rows = Sheet(workbook, styles, "Rows", Drawing())
            for number, (bridge, sheet) in enumerate(sheets, start=1):
                _draw_bridge(workbook, sheet, bridged, bridge, (number, ends))
            _draw_rows(rows, bridged)
            _draw_rules(Sheet(workbook, styles, "Rules", Drawing()), bridged, ends)

    whole(path, draw)


def _digits(bridged: Bridged) -> int:
    return CURRENCIES[bridged.closing.definition.currency].minor_units


def _draw_bridge(
    workbook: Workbook, sheet: Sheet, bridged: Bridged, bridge: Bridge, naming: tuple[int, tuple[str, str]]
) -> None:
    number, (opening, closing) = naming
    digits, name = _digits(bridged), f"Bridge{number}"
    columns = (
        Column("Step", 26),
        Column("Amount", 22, "money", digits),
        Column("Reached", 22, "money", digits),
        Column("Records", 9, "count"),
        Column("What it is", 60, "wrap"),
        Column("Base", 18, "money", digits),
        Column("Total", 18, "money", digits),
        Column("Up", 18, "money", digits),
        Column("Down", 18, "money", digits),
        Column("Key", 7, "key"),
    )
    currency = bridged.closing.definition.currency
    first, last = (report.issued.as_of for report in _both(bridged))
    subtitle = f"Central figures in {currency}, as of {first}{'' if first == last else f' and as of {last}'}."
    if any(it.not_converted for it in bridge.ends):
        lacking = " and ".join(str(it.not_converted) for it in bridge.ends)
        subtitle += f" Without a rate, and so in neither figure: {lacking} records."
    sheet.head(f"{MEASURE_TITLES[bridge.measure]}: from {opening} to {closing}", subtitle)
    place = sheet.table(TOP, name, columns, _lines(bridge, name, number, digits))
    sheet.raw.freeze_panes(TOP + 1, 1)
    sheet.raw.insert_chart(place.after + 1, 0, _waterfall(workbook, sheet.name, place.first, place.last))
    # The columns of the chart stay off the page, the chart itself is on it.
    sheet.raw.print_area(TOP, 0, place.after + CHART_ROWS, 4)


def _lines(bridge: Bridge, name: str, number: int, digits: int) -> list[list[Value]]:
    """Opening, the steps, closing; each with the floating column that a waterfall chart stands on."""
    first = TOP + 2
    reached = bridge.opening.value
    lines = [_line(("Opening", 0, "as the first report has it"), (first, reached, None), digits, 0)]
    for place, step in enumerate(bridge.steps, start=1):
        key = number * 100 + list(STEPS).index(step.step) + 1
        reached = EXACT.add(reached, step.change.value)
        wording = step.step.capitalize(), len(step.rows), STEPS[step.step]
        lines.append(_line(wording, (first + place, reached, step.change.value), digits, key, name))
    last = first + len(bridge.steps)
    closing = Formula(f"=ROUND(SUM(B{first}:B{last}),{digits})", bridge.closing.value)
    about = "opening and all steps; the second report has the same"
    whole_line = _line(("Closing", 0, about), (last + 1, bridge.closing.value, None), digits, 0)
    return [*lines, [whole_line[0], closing, *whole_line[2:]]]


def _line(
    wording: tuple[str, int, str], stands: tuple[int, Decimal, Decimal | None], digits: int, key: int, name: str = ""
) -> list[Value]:
    """One line: what it adds, what is reached with it, and the bar of the chart."""
    (step, records, about), (row, reached, change) = wording, stands
    if change is None:
        bar: list[Value] = [0, Formula(f"=C{row}", reached), 0, 0]
        amount: Value = reached
        sofar = Formula(f"=B{row}", reached)
        return [step, amount, sofar, None, about, *bar, key]
    live = Formula(f"=ROUND(SUMIFS(Rows[Change],Rows[Key],{this(name, 'Key')}),{digits})", change)
    sofar = Formula(f"=ROUND(C{row - 1}+B{row},{digits})", reached)
    nothing = from_minor(0, digits)
    bar = [
        Formula(f"=MIN(C{row - 1},C{row})", min(EXACT.subtract(reached, change), reached)),
        0,
        Formula(f"=MAX(B{row},0)", max(change, nothing)),
        Formula(f"=MAX(-B{row},0)", max(EXACT.minus(change), nothing)),
    ]
    return [step, live, sofar, records, about, *bar, key]


def _waterfall(workbook: Workbook, sheet: str, first: int, last: int) -> Chart:
    """Stacked columns of which the lowest is not drawn: Excel's own waterfall chart is unknown to older programs.

    Totals and what is added are solid, what is taken away is hatched, as in all documents.
    """
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    looks: Sequence[tuple[str, int, Mapping[str, object]]]
    looks = (("Base", 5, _HIDDEN), ("Total", 6, _SOLID), ("Up", 7, _SOLID), ("Down", 8, _FALLING))
    for name, column, look in looks:
        series = {
            "name": name,
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, column, last, column],
            "gap": 40,
        }
        chart.add_series(series | look)
    chart.set_y_axis({"num_format": AXIS, "major_gridlines": {"visible": True, "line": {"color": LINE}}})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_size({"width": 980, "height": 380})
    return chart


def _draw_rows(sheet: Sheet, bridged: Bridged) -> None:
    digits = _digits(bridged)
    columns = (
        Column("Measure", 22),
        Column("Step", 22),
        Column("Record", 30),
        Column("Title", 44, "wrap"),
        Column("Before", 20, "money", digits),
        Column("After", 20, "money", digits),
        Column("Change", 20, "money", digits),
        Column("Revisions", 70, "wrap"),
        Column("Key", 7, "key"),
    )
    titles = {row.record.id: row.record.title or "" for report in _both(bridged) for row in report.rows}
    rows: list[list[Value]] = [
        [
            MEASURE_TITLES[bridge.measure],
            step.step,
            moved.id,
            titles.get(moved.id, ""),
            moved.before.value,
            moved.after.value,
            Formula(f"={this('Rows', 'After')}-{this('Rows', 'Before')}", moved.change.value),
            Language().apart(
                f"{it.action} by {it.author} on {it.time:%Y-%m-%d}: {it.reason}" for it in moved.revisions
            ),
            number * 100 + list(STEPS).index(step.step) + 1,
        ]
        for number, bridge in enumerate(bridged.bridges, start=1)
        for step in bridge.steps
        for moved in step.rows
    ]
    sheet.head("Rows", "Every record that moves a figure, with what happened to it.")
    place = sheet.table(TOP, "Rows", columns, rows)
    sheet.raw.freeze_panes(TOP + 1, 3)
    sheet.print_table(TOP, place.last, columns)


def _revision(revision: Revision) -> str:
    return f"{revision.action} by {revision.author} on {revision.time:%Y-%m-%d}: {revision.reason}"


def _both(bridged: Bridged) -> Sequence[Report]:
    return (bridged.opening, bridged.closing)


def _draw_rules(sheet: Sheet, bridged: Bridged, ends: tuple[str, str]) -> None:
    sides = [_rules(report) for report in _both(bridged)]
    facts: list[list[Value]] = [
        [label, str(ours), str(theirs)] for (label, ours), (_, theirs) in zip(*sides, strict=True)
    ]
    columns = (Column("Rule", 26), Column(f"Opening: {ends[0]}", 70, "wrap"), Column(f"Closing: {ends[1]}", 70, "wrap"))
    sheet.head("Rules", "By which rules, and from which state of the book, the two reports were made.")
    place = sheet.table(TOP, "Rules", columns, facts)
    sheet.print_table(TOP, place.last, columns)


def _rules(report: Report) -> list[tuple[str, Value]]:
    tried = ", ".join(report.definition.rates) or "all of the book, in its order"
    return [("Report", report.definition.title), *facts_of(report, Language()), ("Rate sets tried", tried)]

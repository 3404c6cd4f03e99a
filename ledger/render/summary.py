"""The first sheet: what the report says, on what it rests, whether it agrees, and where to look further."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from ledger.foundation import Severity, from_minor
from ledger.render.cells import Formula, Value
from ledger.render.facts import facts_of
from ledger.render.keys import MEASURE_TITLES, Lookup
from ledger.render.sheet import Sheet
from ledger.render.styles import BLUE
from ledger.render.tables import Drawn, added, shown
from ledger.reporting import Table
from ledger.totals import BOUNDS, Measure, bound_of

MOST_SERIES = 8
CHART_ROWS = 19
# A small total is not 0.0 bn.
AXIS = '[>=1000000000]#,##0.0,,," bn";[>=1000000]#,##0.0,," m";#,##0'
_WIDTHS = (32, 24, 24, 26, 11, 15, 15)
_COLOURS = ("#1F3A5F", "#3B82A0", "#D97706", "#6B8E23", "#8A4F7D", "#B0413E", "#5B6C8F", "#9A8C5C")


@dataclass(frozen=True)
class Entry:
    """One sheet in the table of contents.

    >>> Entry("Rates", "the rates used").sheet
    'Rates'
    """

    sheet: str
    about: str


def draw_summary(sheet: Sheet, lookup: Lookup, state: Formula, chart: Chart | None, contents: Sequence[Entry]) -> None:
    """Title, facts, state of all checks, key totals, a native chart, and what is where."""
    definition, issued = lookup.report.definition, lookup.report.issued
    for number, width in enumerate(_WIDTHS):
        sheet.raw.set_column(number, number, width)
    sheet.title(definition.title, f"All figures in {lookup.currency}. As of {issued.as_of}.")
    row = _key_totals(sheet, lookup, 3)
    row = _checks(sheet, lookup, state, row + 1)
    if chart is not None:
        sheet.raw.insert_chart(row + 1, 0, chart, {"description": definition.title})
        row += CHART_ROWS
    row = _facts(sheet, lookup, row + 1) + 1
    row = _contents(sheet, contents, row + 1)
    sheet.raw.print_area(0, 0, row, len(_WIDTHS) - 1)
    sheet.raw.fit_to_pages(1, 1)


def _key_totals(sheet: Sheet, lookup: Lookup, top: int) -> int:
    headings = ("Total", "Low", "Central", "High", "Records", "Without figure", "Not converted")
    for column, heading in enumerate(headings):
        sheet.write(top, column, heading, "number_header" if column else "header")
    row = top
    for measure in lookup.report.totals:
        row += 1
        for column, (value, style) in enumerate(_key_total(lookup, measure)):
            sheet.write(row, column, value, style, lookup.digits)
    if row == top:
        row += 1
        sheet.write(row, 0, "Nothing counts: see the sheet Commitments for the reasons.", "caution")
    if len(lookup.report.totals) > 1:
        row += 1
        sheet.write(row, 0, "Do not add these lines: the same money passes from one to the next.", "hint")
    return row + 1


def _key_total(lookup: Lookup, measure: Measure) -> list[tuple[Value, str]]:
    found = lookup.report.totals[measure]
    figures = [
        Formula(
            f"=ROUND({added(lookup, measure, bound, table='Conversions')},{lookup.digits})",
            from_minor(bound_of(found.figures, bound), lookup.digits),
            f"total/{measure}/{bound}",
        )
        for bound in BOUNDS
    ]
    return [
        (MEASURE_TITLES[measure], "label"),
        *((cell, "key_sum") for cell in shown(lookup, figures, found, measure)),
        (found.records, "count"),
        (found.without_figure, "count"),
        (found.not_converted, "count"),
    ]


def _checks(sheet: Sheet, lookup: Lookup, state: Formula, top: int) -> int:
    problems = lookup.report.problems
    counts = [(severity, sum(it.severity is severity for it in problems)) for severity in Severity]
    said = ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in counts)
    sheet.write(top, 0, "Checks", "label")
    sheet.write(top, 1, state, "state")
    for criteria, value, style in (("begins with", "All", "good"), ("containing", "differ", "bad")):
        look = {"type": "text", "criteria": criteria, "value": value, "format": sheet.styles.named(style)}
        sheet.raw.conditional_format(top, 1, top, 1, look)
    sheet.write(top + 1, 0, "Problems found", "label")
    sheet.write(top + 1, 1, f"{said} (sheet Problems)")
    return top + 2


def _facts(sheet: Sheet, lookup: Lookup, top: int) -> int:
    facts = facts_of(lookup.report)
    sheet.write(top, 0, "On what it rests", "heading")
    for row, (label, value) in enumerate(facts, start=top + 1):
        sheet.write(row, 0, label, "label")
        style = "number" if isinstance(value, int) else "text" if isinstance(value, str) else "day"
        sheet.write(row, 1, value, style)
    return top + 1 + len(facts)


def _contents(sheet: Sheet, contents: Sequence[Entry], top: int) -> int:
    sheet.write(top, 0, "What is where", "heading")
    for row, entry in enumerate(contents, start=top + 1):
        sheet.raw.write_url(row, 0, f"internal:'{entry.sheet}'!A1", sheet.styles.named("link"), entry.sheet)
        sheet.write(row, 1, entry.about)
    return top + 1 + len(contents)


def draw_chart(workbook: Workbook, lookup: Lookup, table: Table, drawn: Drawn) -> Chart:
    """The table's columns as stacked bars, one series per row, or its total where the rows are many."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    rows = range(drawn.first, drawn.last + 1)
    series = list(rows) if len(rows) <= MOST_SERIES else [drawn.total]
    shown = (
        [row for row, found in zip(rows, table.rows.values(), strict=True) if found.records]
        if len(series) > 1
        else series
    )
    for number, row in enumerate(shown):
        chart.add_series(
            {
                "name": [drawn.sheet, row, drawn.label],
                "categories": [drawn.sheet, drawn.first - 1, drawn.first_cell, drawn.first - 1, drawn.last_cell],
                "values": [drawn.sheet, row, drawn.first_cell, row, drawn.last_cell],
                "fill": {"color": _COLOURS[number % len(_COLOURS)]},
                "gap": 60,
            }
        )
    scope = ", only what has a rate" if table.total.not_converted else ""
    title = f"{table.definition.title} ({lookup.currency}{scope})"
    chart.set_title({"name": title, "name_font": {"size": 12, "color": BLUE}})
    chart.set_y_axis({"num_format": AXIS, "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 980, "height": 360})
    return chart

"""The first sheet: how much and how sure, when, who, and what is where."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from ledger.foundation import Severity
from ledger.presentation import NO_BREAK
from ledger.render.cells import Value
from ledger.render.charts import chart_unit, draw_chart
from ledger.render.exact import ExactCells
from ledger.render.keys import Lookup
from ledger.render.reader_sheet import ReaderSheet
from ledger.render.reader_tables import TableLayout
from ledger.render.sheet import PlacedTable
from ledger.render.summary_layout import SummaryLayout, total_of
from ledger.render.summary_tables import SummaryDrawer

_WIDTHS = (30, 14, 16, 14, 13, 13, 13)
_CHART_WIDTH, _CHART_HEIGHT = 780, 290
_STATE_AT = 3


@dataclass(frozen=True)
class ContentsLine:
    """One sheet in the table of contents."""

    sheet: str
    about: str


@dataclass(frozen=True)
class SummaryParts:
    """What stands on the first sheet besides figures.

    Args:
        state: of all checks.
        contents: the sheets to read, and those of evidence.
        names: by which names formulas call its tables.
    """

    state: Value
    to_read: Sequence[ContentsLine]
    evidence: Sequence[ContentsLine]


def draw_summary(  # noqa: PLR0913, PLR0917 - all of a report meets on its first sheet
    workbook: Workbook,
    sheet: ReaderSheet,
    lookup: Lookup,
    layout: SummaryLayout,
    exact: ExactCells | None,
    parts: SummaryParts,
) -> None:
    """Title, state of all checks, totals, a native chart, the rows of the first table, and what is where."""
    for number, width in enumerate(_WIDTHS):
        sheet.raw.set_column(number, number, width)
    presentation = layout.presentation
    unit = presentation.language.unit(presentation.scale)
    sheet.heading_lines(presentation.title, "", "")
    if presentation.finding.text:
        sheet.write(1, 0, presentation.finding.text, "finding")
    sheet.write(2, 0, f"{unit}. {presentation.subtitle}.", "subtitle")
    sheet.write(_STATE_AT, 0, parts.state, "state")
    _colour_state(sheet)
    sheet.write(_STATE_AT + 1, 0, _findings(lookup), "subtitle")
    drawer = SummaryDrawer(sheet, layout, exact)
    drawer.draw_totals()
    if layout.charted is not None:
        _draw_chart(workbook, sheet, layout, layout.charted)
    last = drawer.draw_rows()
    last = _draw_contents(sheet, parts, last + 2)
    sheet.raw.set_portrait()
    sheet.raw.print_area(0, 0, last, len(_WIDTHS) - 1)


def _colour_state(sheet: ReaderSheet) -> None:
    for criteria, value, style in (("begins with", "All", "good"), ("containing", "differ", "bad")):
        look = {"type": "text", "criteria": criteria, "value": value, "format": sheet.styles.named(style)}
        sheet.raw.conditional_format(_STATE_AT, 0, _STATE_AT, 0, look)


def _findings(lookup: Lookup) -> str:
    problems = lookup.report.problems
    counts = [(severity, sum(it.severity is severity for it in problems)) for severity in Severity]
    in_words = ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in counts)
    return f"Problems found: {in_words}."


def _draw_chart(workbook: Workbook, sheet: ReaderSheet, layout: SummaryLayout, charted: TableLayout) -> None:
    presentation = layout.presentation
    unit, _ = chart_unit(charted, presentation.scale)
    kinds = {row.kind for row in charted.table.rows}
    money = NO_BREAK.join(filter(None, (presentation.scale.currency, unit)))
    hatched = " Solid: lowest reading. Hatched: from the lowest to the central reading." if "lowest" in kinds else ""
    sheet.write(layout.when, 0, "When", "heading")
    sheet.write(layout.when + 1, 0, f"{charted.table.title}, {money}.{hatched}", "subtitle")
    chart = draw_chart(workbook, charted, presentation.scale)
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
    words = f"{presentation.finding.text}. {_in_words(charted)}"
    sheet.raw.insert_chart(layout.when + 2, 0, chart, {"description": words, "object_position": 2})


def _in_words(charted: TableLayout) -> str:
    """What the chart shows, with its figures."""
    table = charted.table
    figures = zip(table.columns, total_of(table).cells, strict=True)
    return f"{table.title}, {table.unit}: " + "; ".join(f"{label} {figure.text}" for label, figure in figures) + "."


def _draw_contents(sheet: ReaderSheet, parts: SummaryParts, top: int) -> int:
    sheet.write(top, 0, "What is where", "heading")
    row = top + 1
    headings = ("Sheet", "What it holds")
    entries = [*parts.to_read, *parts.evidence]
    sheet.raw.add_table(
        row, 0, row + len(entries), 1,
        {"name": "What_is_where", "style": None, "columns": [{"header": it} for it in headings], "autofilter": False},
    )  # fmt: skip
    sheet.drawing.tables.append(PlacedTable("What_is_where", sheet.name, row, row + len(entries), 0, headings))
    for column, heading in enumerate(headings):
        sheet.put(row, column, heading, sheet.look(align="left", bold=True, below="thick"))
    for entry in entries:
        row += 1
        sheet.raw.write_url(row, 0, f"internal:'{entry.sheet}'!A1", sheet.styles.named("link"), entry.sheet)
        sheet.put(row, 1, entry.about, sheet.look(align="left", text=entry.about))
    return row

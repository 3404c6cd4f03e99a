"""The first sheet: how much and how sure, when, who, and what is where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlsxwriter import Workbook

from ledger.foundation import Severity, marked_count
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES, added_by
from ledger.render.cells import Formula
from ledger.render.charts import CHART_ROWS, chart_unit, draw_chart, missing_from_chart
from ledger.render.checks import ChecksState
from ledger.render.exact import ExactCells
from ledger.render.keys import Lookup
from ledger.render.letters import text_width
from ledger.render.reader_sheet import PORTRAIT, ReaderSheet
from ledger.render.reader_tables import TableLayout
from ledger.render.sheet import PlacedTable
from ledger.render.strokes import lines_in
from ledger.render.summary_layout import SummaryLayout, total_of
from ledger.render.summary_tables import SummaryDrawer
from ledger.render.tabs import formula_sheet
from ledger.totals import IN_TIME

_CHART_HEIGHT = 290
# In pixels, as Excel takes them: a character, by which widths are measured, and the room beside it in a column.
_OF_A_CHARACTER, _BESIDE = 7, 5
_STATE_AT = 3


@dataclass(frozen=True)
class ContentsLine:
    """One sheet in the table of contents: what it is called, and what it holds."""

    sheet: str
    about: str


@dataclass(frozen=True)
class SummaryParts:
    """What stands on the first sheet besides figures.

    Args:
        state: of all checks.
        to_read: the sheets for readers.
        evidence: those behind them.
    """

    state: ChecksState
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
    for number, width in enumerate(layout.widths):
        sheet.raw.set_column(number, number, width)
    presentation = layout.presentation
    language = presentation.language
    unit = language.unit(presentation.scale)
    sheet.heading_lines(presentation.title)
    if presentation.finding.text:
        sheet.line(1, presentation.finding.text, "finding")
    about = language.say("{unit}. {about}.", unit=unit, about=presentation.subtitle)
    sheet.line(2, language.at_start(about), "subtitle")
    sheet.line(_STATE_AT, parts.state.sentence, "state")
    if isinstance(parts.state.sentence, Formula):
        _colour_state(sheet, parts.state.agreement)
    sheet.line(_STATE_AT + 1, _findings(lookup), "subtitle")
    drawer = SummaryDrawer(sheet, layout, exact)
    drawer.draw_totals(has_evidence=bool(parts.evidence))
    if layout.charted is not None:
        _draw_chart(workbook, sheet, layout, layout.charted)
    last = drawer.draw_rows()
    last = _draw_contents(sheet, layout, parts, last + 2)
    sheet.raw.set_portrait()
    beside = sheet.columns_beside(sum(layout.widths), PORTRAIT)
    sheet.raw.print_area(0, 0, last, len(layout.widths) - 1 + beside)


def _colour_state(sheet: ReaderSheet, agreement: str) -> None:
    for criteria, style in (("begins with", "good"), ("not containing", "bad")):
        look = {"type": "text", "criteria": criteria, "value": agreement, "format": sheet.styles.named(style)}
        sheet.raw.conditional_format(_STATE_AT, 0, _STATE_AT, 0, look)


def _findings(lookup: Lookup) -> str:
    problems, language = lookup.report.problems, lookup.language
    counts = ", ".join(
        language.say_count(*sentences, sum(it.severity is severity for it in problems))
        for severity, sentences in _COUNTS.items()
    )
    return language.say("Problems found: {counts}.", counts=counts)


_COUNTS = {
    Severity.ERROR: marked_count("{count} error", "{count} errors"),
    Severity.WARNING: marked_count("{count} warning", "{count} warnings"),
    Severity.NOTE: marked_count("{count} note", "{count} notes"),
}


def _draw_chart(workbook: Workbook, sheet: ReaderSheet, layout: SummaryLayout, charted: TableLayout) -> None:
    presentation = layout.presentation
    say, kinds = presentation.language.say, {row.kind for row in charted.table.rows}
    unit, _ = chart_unit(charted, presentation.scale)
    money = presentation.language.unit(replace(presentation.scale, unit=unit))
    heading, title = _across(charted)
    about = say("{title}, {unit}.", title=title, unit=money)
    if "lowest" in kinds:
        about = say("{about} Solid: lowest reading. Hatched: from the lowest to the central reading.", about=about)
    sheet.line(layout.when, heading, "heading")
    sheet.line(layout.when + 1, about, "subtitle")
    chart = draw_chart(workbook, charted, presentation.scale)
    width = sum(round(_OF_A_CHARACTER * it) + _BESIDE for it in layout.widths)
    chart.set_size({"width": width, "height": _CHART_HEIGHT})
    words = say("{finding}. {figures}", finding=presentation.finding.text, figures=_in_words(charted))
    sheet.raw.insert_chart(layout.when + 2, 0, chart, {"description": words, "object_position": 2})
    if missing := " · ".join(missing_from_chart(charted)):
        for number, line in enumerate(lines_in(missing, sum(layout.widths), text_width), start=layout.when + 2):
            sheet.line(number + CHART_ROWS, line, "subtitle")


def _in_words(charted: TableLayout) -> str:
    """What the chart shows, with its figures."""
    table = charted.table
    figures = zip(table.columns, total_of(table).cells, strict=True)
    listed = charted.language.apart(f"{label} {figure.text}" for label, figure in figures)
    _, title = _across(charted)
    return charted.language.say("{title}, {unit}: {figures}.", title=title, unit=table.unit, figures=listed)


def _across(charted: TableLayout) -> tuple[str, str]:
    """By what the chart parts a total, and what it shows: not what its table does, whose rows are not in it."""
    key, language = total_of(charted.table).cells[0].key, charted.language
    ((dimension, _),) = key.labels
    heading = language.say("When") if dimension in IN_TIME else language.term(DIMENSION_TITLES[dimension])
    return heading, added_by(MEASURE_TITLES[key.measure], [dimension], language)


def _draw_contents(sheet: ReaderSheet, layout: SummaryLayout, parts: SummaryParts, top: int) -> int:
    language = layout.presentation.language
    sheet.line(top, language.say("What is where"), "heading")
    row = top + 1
    headings = (language.say("Sheet"), language.say("What it holds"))
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
        link = f"internal:{formula_sheet(entry.sheet)}!A1"
        sheet.raw.write_url(row, 0, link, sheet.styles.named("link"), entry.sheet)
        sheet.note_reach(layout.widths[0] + text_width(entry.about))
        sheet.put(row, 1, entry.about, sheet.look(align="left", text=entry.about))
    return row

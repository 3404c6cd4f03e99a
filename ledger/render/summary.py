"""The first sheet: what the report says, what it rests on, whether it agrees, and where to look further."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from ledger.foundation import Severity, from_minor
from ledger.presentation import MEASURE_TITLES
from ledger.render.cells import Formula, Value
from ledger.render.charts import CHART_ROWS
from ledger.render.facts import facts_of
from ledger.render.keys import Lookup
from ledger.render.sheet import Sheet
from ledger.render.tables import shown, total_text
from ledger.totals import BOUNDS, Measure, bound_of

_WIDTHS = (32, 24, 24, 26, 11, 15, 15)


@dataclass(frozen=True)
class ContentsLine:
    """One sheet in the table of contents."""

    sheet: str
    about: str


def draw_summary(
    sheet: Sheet, lookup: Lookup, state: Formula, chart: Chart | None, contents: Sequence[ContentsLine]
) -> None:
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
        for column, (value, style) in enumerate(_key_total(lookup, measure, row)):
            sheet.write(row, column, value, style, lookup.digits)
    if row == top:
        row += 1
        sheet.write(row, 0, "Nothing counts: see the sheet Commitments for the reasons.", "caution")
    if len(lookup.report.totals) > 1:
        row += 1
        sheet.write(row, 0, "Do not add these lines: the same money passes from one to the next.", "hint")
    return row + 1


def _key_total(lookup: Lookup, measure: Measure, row: int) -> list[tuple[Value, str]]:
    total = lookup.report.totals[measure]
    figures = [
        Formula(
            total_text(lookup, measure, bound, xl_rowcol_to_cell(row, 2)),
            from_minor(bound_of(total.figures, bound), lookup.digits),
            f"total/{measure}/{bound}",
        )
        for bound in BOUNDS
    ]
    return [
        (MEASURE_TITLES[measure], "label"),
        *((cell, "key_sum") for cell in shown(lookup, figures, total, measure)),
        (total.records, "count"),
        (total.without_figure, "count"),
        (total.not_converted, "count"),
    ]


def _checks(sheet: Sheet, lookup: Lookup, state: Formula, top: int) -> int:
    problems = lookup.report.problems
    counts = [(severity, sum(it.severity is severity for it in problems)) for severity in Severity]
    counts_in_words = ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in counts)
    sheet.write(top, 0, "Checks", "label")
    sheet.write(top, 1, state, "state")
    for criteria, value, style in (("begins with", "All", "good"), ("containing", "differ", "bad")):
        look = {"type": "text", "criteria": criteria, "value": value, "format": sheet.styles.named(style)}
        sheet.raw.conditional_format(top, 1, top, 1, look)
    sheet.write(top + 1, 0, "Problems found", "label")
    sheet.write(top + 1, 1, f"{counts_in_words} (sheet Problems)")
    return top + 2


def _facts(sheet: Sheet, lookup: Lookup, top: int) -> int:
    facts = facts_of(lookup.report)
    sheet.write(top, 0, "On what it rests", "heading")
    for row, (label, value) in enumerate(facts, start=top + 1):
        sheet.write(row, 0, label, "label")
        style = "number" if isinstance(value, int) else "text" if isinstance(value, str) else "day"
        sheet.write(row, 1, value, style)
    return top + 1 + len(facts)


def _contents(sheet: Sheet, contents: Sequence[ContentsLine], top: int) -> int:
    sheet.write(top, 0, "What is where", "heading")
    for row, entry in enumerate(contents, start=top + 1):
        sheet.raw.write_url(row, 0, f"internal:'{entry.sheet}'!A1", sheet.styles.named("link"), entry.sheet)
        sheet.write(row, 1, entry.about)
    return top + 1 + len(contents)

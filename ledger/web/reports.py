"""The reports of a desk: which there are, and each as it is displayed."""

from ledger import desk
from ledger.answers import definitions
from ledger.render import chart_svg
from ledger.web.definitions import report_named
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

WIDTHS = (("broad", 1216), ("narrow", 288))
"""Of a chart that has the whole width of the page, and of one that has that of a phone."""


def reports(held: HeldBook, asked: PageRequest) -> Answer:
    """Which reports there are, and what each of them shows."""
    return held.drawn("reports", asked, reports=definitions.answer(desk.report_definitions()).reports)


def report(held: HeldBook, asked: PageRequest) -> Answer:
    """One report with all its tables."""
    name = report_named(held, asked.parts["name"])
    if not held.records:
        return held.drawn("empty", asked)
    shown = held.presented(name, asked.language)
    chart = shown.chart
    return held.drawn(
        "report",
        asked,
        within="reports",
        report=name,
        shown=shown,
        charts=[(kind, chart_svg(chart, width)) for kind, width in WIDTHS] if chart else [],
        ids=held.ids,
    )

"""The reports of a desk: which there are, and each as it is displayed."""

from ledger import desk
from ledger.answers import definitions
from ledger.web.definitions import report_named
from ledger.web.drawing import drawn_charts
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

# Of a chart that has the whole width of the page.
_WIDTH = 1216


def reports(held: HeldBook, asked: PageRequest) -> Answer:
    """Which reports there are, and what each of them shows."""
    return held.drawn("reports", asked, reports=definitions.answer(desk.report_definitions()).reports)


def report(held: HeldBook, asked: PageRequest) -> Answer:
    """One report with all its tables."""
    name = report_named(held, asked.parts["name"])
    if not held.records:
        return held.drawn("empty", asked)
    shown = held.presented(name, asked.language)
    return held.drawn(
        "report",
        asked,
        within="reports",
        report=name,
        shown=shown,
        charts=drawn_charts(shown.chart, _WIDTH),
        ids=held.ids,
    )

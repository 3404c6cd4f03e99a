"""The first page: what stands, what there is to do, and what was entered last."""

from ledger.presentation import legend_of_bars
from ledger.web.drawing import drawn_charts
from ledger.web.findings import kinds_of_findings
from ledger.web.held import HeldBook
from ledger.web.journal import entered_together
from ledger.web.messages import Answer, PageRequest

# Of the chart beside the things to do.
_WIDTH = 830
_LATEST = 5


def overview(held: HeldBook, asked: PageRequest) -> Answer:
    """What stands in the book, in three figures and a chart."""
    if not held.records:
        return held.drawn("empty", asked)
    shown = held.presented(held.settings.report, asked.language)
    chart = shown.chart
    return held.drawn(
        "overview",
        asked,
        shown=shown,
        charts=drawn_charts(chart, _WIDTH),
        bars=legend_of_bars(shown.language) if chart else (),
        to_do=kinds_of_findings(held.to_do),
        latest=entered_together(held, _LATEST),
    )

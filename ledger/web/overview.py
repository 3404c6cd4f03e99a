"""The first page: what stands, what there is to do, and what was entered last."""

from ledger.presentation import legend_of_bars
from ledger.render import chart_svg
from ledger.web.findings import kinds_of_findings
from ledger.web.held import HeldBook
from ledger.web.journal import entered_together
from ledger.web.messages import Answer, PageRequest

# Of the chart beside the things to do, and of the one that has the width of a phone.
_WIDTHS = (("broad", 830), ("narrow", 288))
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
        charts=[(name, chart_svg(chart, width)) for name, width in _WIDTHS] if chart else [],
        bars=legend_of_bars(shown.language) if chart else (),
        to_do=kinds_of_findings(held.to_do),
        latest=entered_together(held, _LATEST),
    )

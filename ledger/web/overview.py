"""The first page: what stands, what there is to do, and what was entered last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.foundation import CODES, Problem, Severity
from ledger.presentation import legend_of_bars
from ledger.render import chart_svg
from ledger.web.held import HeldBook
from ledger.web.journal import entered_together
from ledger.web.messages import Answer, PageRequest

# Of the chart beside the things to do, and of the one that has the width of a phone.
_WIDTHS = (("broad", 830), ("narrow", 288))
_LATEST = 5


@dataclass(frozen=True)
class ToDo:
    """One kind of finding.

    Args:
        code: of the problem.
        severity: the worst that it has.
        count: how many there are.
    """

    code: str
    severity: Severity
    count: int

    @property
    def meaning(self) -> str:
        """What the code stands for."""
        return CODES[self.code]


def overview(held: HeldBook, asked: PageRequest) -> Answer:
    """What stands in the book, in three figures and a chart."""
    if not held.standing:
        return held.drawn("empty", asked)
    shown = held.presented(held.settings.report, asked.language)
    chart = shown.chart
    return held.drawn(
        "overview",
        asked,
        shown=shown,
        charts=[(name, chart_svg(chart, width)) for name, width in _WIDTHS] if chart else [],
        bars=legend_of_bars(shown.language) if chart else (),
        to_do=to_do(held.findings),
        latest=entered_together(held, _LATEST),
    )


def to_do(problems: Sequence[Problem]) -> tuple[ToDo, ...]:
    """Findings by their kind, the gravest first.

    >>> to_do([])
    ()
    """
    counts = Counter(problem.code for problem in problems)
    gravest = {code: min(_GRAVITY.index(it.severity) for it in problems if it.code == code) for code in counts}
    in_order = sorted(counts, key=lambda code: (gravest[code], code))
    return tuple(ToDo(code, _GRAVITY[gravest[code]], counts[code]) for code in in_order)


_GRAVITY = tuple(Severity)

"""Where no sum can be told, or of few records only, and what is said then: nobody states it, or it has no rate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ledger.foundation import marked
from ledger.presentation.marks import MISSING, Mark
from ledger.reporting import Report
from ledger.totals import MEASURES, Measure, Sum
from ledger.valuation import stage_of


@dataclass(frozen=True)
class NoSum:
    """One reason why no sum is told, in each place where it is said.

    Args:
        heading: of a document.
        sentence: of one thing, such as a donor in a chart.
        now: of what changed, where a sum stood before.
        remark: beside a key figure.
    """

    heading: str
    sentence: str
    now: str
    remark: str


_REASONS: Mapping[frozenset[Mark], NoSum] = {
    frozenset({Mark.UNDISCLOSED}): NoSum(
        marked("{measure}: no sum is known"),
        marked("{measure}: no sum is known."),
        marked("{measure}: {change}; of what is there now no sum is known."),
        marked("no sum is known"),
    ),
    frozenset({Mark.NOT_CONVERTED}): NoSum(
        marked("{measure}: no sum is converted, for want of a rate"),
        marked("{measure}: no sum is converted, for want of a rate."),
        marked("{measure}: {change}; of what is there now no sum is converted, for want of a rate."),
        marked("no sum is converted, for want of a rate"),
    ),
    frozenset(MISSING): NoSum(
        marked("{measure}: no sum is known or converted"),
        marked("{measure}: no sum is known or converted."),
        marked("{measure}: {change}; of what is there now no sum is known or converted."),
        marked("no sum is known or converted"),
    ),
}
_NOTHING = NoSum(
    marked("{measure}: nothing is recorded"),
    marked("{measure}: nothing is recorded."),
    marked("{measure}: {change}; nothing is recorded now."),
    marked("nothing is recorded"),
)
_LATER = NoSum(
    marked("{measure}: nothing falls due up to the horizon"),
    marked("{measure}: nothing falls due up to the horizon."),
    marked("{measure}: {change}; nothing falls due up to the horizon now."),
    marked("nothing falls due up to the horizon"),
)


def no_sum(marks: Collection[Mark], later: int = 0) -> NoSum:
    """What is said of a figure without digits.

    Args:
        marks: of the figure.
        later: how many of its records fall due after the horizon.

    >>> no_sum([Mark.NOT_CONVERTED]).heading, no_sum([Mark.NONE]).heading
    ('{measure}: no sum is converted, for want of a rate', '{measure}: nothing is recorded')
    """
    missing = frozenset(marks) & frozenset(MISSING)
    return _REASONS[missing] if missing else _LATER if later else _NOTHING


def falling_due_later(report: Report, measure: Measure) -> int:
    """How many records of a measure stand in no figure because they fall due after the horizon."""
    stages = MEASURES[measure]
    return sum(row.is_late and stage_of(row.record, row.commitment) in stages for row in report.rows)


def is_mostly_missing(summed: Sum) -> bool:
    """Whether a sum is of some records, and at least as many more have no sum or no rate.

    How much is missing nobody knows, so records are counted.

    >>> from ledger.valuation import Figures
    >>> [is_mostly_missing(Sum(Figures(5, 5, 5), records, 1, 1)) for records in (0, 2, 3)]
    [False, True, False]
    """
    return 0 < summed.records <= summed.missing

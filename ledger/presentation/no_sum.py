"""Where no sum can be told, or of few records only, and what is said then: nobody states it, or it has no rate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ledger.foundation import marked
from ledger.presentation.marks import MISSING, Mark
from ledger.totals import Sum


@dataclass(frozen=True)
class NoSum:
    """One reason why no sum is told, in each place where it is said.

    Args:
        heading: of a document.
        sentence: of one thing, such as a donor in a chart.
        now: of what changed, where a sum stood before.
    """

    heading: str
    sentence: str
    now: str


_REASONS: Mapping[frozenset[Mark], NoSum] = {
    frozenset({Mark.UNDISCLOSED}): NoSum(
        marked("{measure}: no sum is known"),
        marked("{measure}: no sum is known."),
        marked("{measure}: {change}; of what is there now no sum is known."),
    ),
    frozenset({Mark.NOT_CONVERTED}): NoSum(
        marked("{measure}: no sum is converted, for want of a rate"),
        marked("{measure}: no sum is converted, for want of a rate."),
        marked("{measure}: {change}; of what is there now no sum is converted, for want of a rate."),
    ),
    frozenset(MISSING): NoSum(
        marked("{measure}: no sum is known or converted"),
        marked("{measure}: no sum is known or converted."),
        marked("{measure}: {change}; of what is there now no sum is known or converted."),
    ),
}


def no_sum(marks: Collection[Mark]) -> NoSum | None:
    """The sentences for what is missing from a figure without digits; None where nothing is.

    >>> no_sum([Mark.NOT_CONVERTED]).heading
    '{measure}: no sum is converted, for want of a rate'
    """
    return _REASONS.get(frozenset(marks) & frozenset(MISSING))


def is_mostly_missing(summed: Sum) -> bool:
    """Whether a sum is of some records, and at least as many more have no sum or no rate.

    How much is missing nobody knows, so records are counted.

    >>> from ledger.valuation import Figures
    >>> [is_mostly_missing(Sum(Figures(5, 5, 5), records, 1, 1)) for records in (0, 2, 3)]
    [False, True, False]
    """
    return 0 < summed.records <= summed.missing

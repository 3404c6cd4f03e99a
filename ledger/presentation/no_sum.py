"""What is said where no sum can be told: nobody states one, or there is no rate for those that are stated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ledger.foundation import marked
from ledger.presentation.marks import MISSING, Mark


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

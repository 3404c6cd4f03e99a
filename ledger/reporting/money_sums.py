"""Sums of a report and of its tables as money, with how many records stand behind each."""

from dataclasses import dataclass

from ledger.foundation import Money
from ledger.totals import Measure, Sum
from ledger.valuation import Figures


@dataclass(frozen=True)
class MoneySum:
    """A sum as money, with how many records stand behind it.

    Args:
        low: the lower bound; null, as the other two, where no record has a figure: that is not zero.
        central: the figure that tables show.
        high: the upper bound, or what is known of it.
        open_high: whether an amount in it is "at least", so that the upper bound reads ≥.
        records: how many records have a figure in it.
        without_figure: how many records stand in it without a figure.
        not_converted: how many records have a sum in it for which there is no rate.
    """

    low: Money | None
    central: Money | None
    high: Money | None
    open_high: bool
    records: int
    without_figure: int
    not_converted: int


@dataclass(frozen=True)
class _OfMeasure:
    """What is about one measure.

    Args:
        measure: which.
    """

    measure: Measure


# The fields of the last base come first: a total says its measure before its sum.
@dataclass(frozen=True)
class Total(MoneySum, _OfMeasure):
    """The sum of a report by one measure."""


def money_sum(added: Sum) -> MoneySum:
    """A sum as money; where no record has a figure there is none to tell, never 0.

    >>> from ledger.valuation import Figures
    >>> money_sum(Sum(Figures(1, 1, 1, currency="EUR"), records=1, without_figure=0)).central
    Money('0.01', 'EUR')
    """
    figures = added.figures if added.records else Figures()
    counts = added.records, added.without_figure, added.not_converted
    return MoneySum(figures.low, figures.central, figures.high, added.figures.open_high, *counts)

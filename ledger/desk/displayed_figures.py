"""Displayed figures explained: sums of money, and what is said of them in the columns beside."""

from dataclasses import replace

from ledger.audit import Derivation, explain, explain_counted, explain_open, labels_of
from ledger.presentation import Beside, BesideKey, FigureKey, Presentation
from ledger.reporting import Report
from ledger.totals import IN_TIME, Dimension, in_order

_OF_OPEN: frozenset[Beside] = frozenset({"fulfilled", "age"})
_COUNTS: frozenset[Beside] = frozenset({"in_no_figure", "undisclosed", "not_converted"})


def explain_shown(report: Report, shown: Presentation, figure: FigureKey | BesideKey) -> Derivation:
    """What is behind a displayed figure.

    Args:
        report: of which it is one.
        shown: what is displayed of it.
        figure: a sum; or what is said of one: a share is explained by that sum, the part that is fulfilled and the age
            of the rest by what is still open, and a count by the records that are counted.
    """
    if isinstance(figure, FigureKey):
        return explain_sum(report, figure)
    if figure.kind in _COUNTS:
        return _of_count(report, shown, figure)
    return explain_sum(report, replace(figure.figures[0], is_open=figure.kind in _OF_OPEN))


def explain_sum(report: Report, figure: FigureKey) -> Derivation:
    """The sum of all that has its labels, of all others together, or of all up to a period.

    Args:
        report: that one, or the earlier one that it is compared with.
        figure: which sum.
    """
    where, among = _labels(report, figure)
    if figure.is_open:
        return explain_open(report, where, figure.group or None, figure.bound, among=among)
    return explain(report, figure.measure, where, figure.group or None, figure.bound, among=among)


def _of_count(report: Report, shown: Presentation, count: BesideKey) -> Derivation:
    """The records that stand in sums without a figure."""
    first, summed = count.figures[0], [shown.sums[key] for key in count.figures]
    missing = {
        "no_figure": frozenset[str]().union(*(it.undisclosed for it in summed)),
        "not_converted": frozenset[str]().union(*(it.unconverted for it in summed)),
    }
    asked = {"undisclosed": ("no_figure",), "not_converted": ("not_converted",)}.get(count.kind, tuple(missing))
    measure, (where, among) = first.measure if len(summed) == 1 else None, _labels(report, first)
    chosen = {status: missing[status] for status in asked}
    return explain_counted(report, measure, where, chosen, first.group or None, among=among)


_Labels = tuple[dict[Dimension, str], dict[Dimension, frozenset[str]]]


def _labels(report: Report, figure: FigureKey) -> _Labels:
    """The labels that all of its rows have, and those of which each has one."""
    where, among = dict(figure.labels), dict[Dimension, frozenset[str]]()
    for dimension, label in figure.members:
        among[dimension] = among.get(dimension, frozenset()) | {label}
    if figure.is_until:
        dimension = next(it for it in where if it in IN_TIME)
        last = in_order(dimension, where.pop(dimension))
        among[dimension] = frozenset(it for it in labels_of(report, dimension) if in_order(dimension, it) <= last)
    return where, among

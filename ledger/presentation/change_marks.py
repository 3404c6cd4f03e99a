"""How sure a change is, and what is missing from it: which way a difference may be off, not what its two ends are."""

from collections.abc import Iterable

from ledger.audit import Bridge, BridgeStep
from ledger.presentation.marks import DOUBTS, Mark
from ledger.totals import Sum
from ledger.valuation import Figures


def doubts_of_change(before: Figures, after: Figures) -> frozenset[Mark]:
    """Which way a change may be off, where later and earlier figure are read alike: both lowest, both highest.

    "At most" (≤) says that it is less at a reading, "at least" (≥) that it is more, "middle" (~) that it is less at one
    and more at another. So where a promise "up to" is new, the change is at most its sum, and where it is gone, at
    least less that sum: no more can have gone. Of "at least", of which nobody knows how high it is, it is the other way
    round: at least its sum where it is new, at most less that sum where it is gone. What is open at both ends cancels
    out, as does every range that stayed.

    A central figure that did not change has no such mark: it reads as before, whatever became of its lowest and highest
    readings.

    >>> [mark.sign for mark in doubts_of_change(Figures(0, 5, 5), Figures())]
    ['≥']
    >>> [mark.sign for mark in doubts_of_change(Figures(5, 5, 5, open_high=True), Figures())]
    ['≤']
    """
    change = after.central_minor - before.central_minor
    if not change:
        return frozenset()
    ends = (after.low_minor - before.low_minor, after.high_minor - before.high_minor)
    is_less, is_more = min(ends) < change, max(ends) > change
    if after.open_high == before.open_high:
        return _of_ends(is_less=is_less, is_more=is_more)
    # What is open on one side says all of that side; the other one is told beside it.
    if after.open_high:
        return frozenset({Mark.AT_LEAST}) | (_of_ends(is_less=True, is_more=is_more) if is_less else frozenset())
    return frozenset({Mark.UP_TO}) | (_of_ends(is_less=is_less, is_more=True) if is_more else frozenset())


def _of_ends(*, is_less: bool, is_more: bool) -> frozenset[Mark]:
    if is_less and is_more:
        return frozenset({Mark.MIDDLE})
    return frozenset(mark for mark, holds in ((Mark.UP_TO, is_less), (Mark.AT_LEAST, is_more)) if holds)


def doubts_of_whole(before: Figures, after: Figures, parts: Iterable[frozenset[Mark]]) -> frozenset[Mark]:
    """The doubts of a change that is made of others: those of all of them, unless it is the same at each reading.

    Where both ends are open, only its parts know whether the same promise is, or another one that is new or gone.

    Args:
        before: the earlier figures of the whole.
        after: the later ones.
        parts: the marks of the changes that it is made of.
    """
    is_open = before.open_high and after.open_high and before.central_minor != after.central_minor
    is_certain = not (is_open or doubts_of_change(before, after))
    return frozenset() if is_certain else frozenset[Mark]().union(*parts) & frozenset(DOUBTS)


def new_and_missing(before: Sum, after: Sum) -> Sum:
    """The records that are missing from a sum and were not before; it has no figure.

    Which records are missing counts, not how many: one may have gone while another came.

    >>> from ledger.totals import NOTHING
    >>> sorted(new_and_missing(NOTHING, Sum(Figures(), 0, 1, undisclosed=frozenset({"a"}))).undisclosed)
    ['a']
    """
    undisclosed, unconverted = after.undisclosed - before.undisclosed, after.unconverted - before.unconverted
    return Sum(Figures(), 0, len(undisclosed), len(unconverted), undisclosed=undisclosed, unconverted=unconverted)


def newly_missing(before: Sum, after: Sum) -> frozenset[Mark]:
    """The marks of what is missing from a sum and was not before."""
    more = new_and_missing(before, after)
    missing = ((Mark.UNDISCLOSED, more.undisclosed), (Mark.NOT_CONVERTED, more.unconverted))
    return frozenset(mark for mark, records in missing if records)


def marks_of_step(step: BridgeStep, bridge: Bridge) -> frozenset[Mark]:
    """The doubts of all records that a step moves, and what is missing by it from the total now and was not before."""
    more = new_and_missing(*bridge.ends)
    missing = {
        Mark.UNDISCLOSED: step.missing & more.undisclosed,
        Mark.NOT_CONVERTED: step.missing & more.unconverted,
    }
    doubts = (doubts_of_change(*row.readings) for row in step.rows)
    return frozenset[Mark]().union(*doubts) | {mark for mark, records in missing.items() if records}

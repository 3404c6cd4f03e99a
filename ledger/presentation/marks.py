"""Marks beside figures: what is missing from one, and how sure it is."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import Enum

from ledger.totals import Sum
from ledger.valuation import Figures


class Mark(Enum):
    """A mark, in the order in which a legend explains them; its value is what tells it from the others.

    >>> Mark.UP_TO.sign
    '≤'
    """

    UNDISCLOSED = "undisclosed"
    NOT_CONVERTED = "not converted"
    NONE = "none"
    UNDER = "under"
    UNDER_ONE = "under one"
    ZERO = "zero"
    UP_TO = "up to"
    AT_LEAST = "at least"
    MIDDLE = "middle"

    @property
    def sign(self) -> str:
        """What is displayed; of a stated zero, and of what is less than the last decimal, the number itself."""
        return _SIGNS.get(self, "")


DOUBTS = (Mark.UP_TO, Mark.AT_LEAST, Mark.MIDDLE)
"""Marks that say how sure a figure is, in the order in which they stand before it."""
MISSING = (Mark.UNDISCLOSED, Mark.NOT_CONVERTED)
"""Marks that say what is missing from a figure, in the order in which they stand behind it."""

_SIGNS: Mapping[Mark, str] = {
    Mark.UNDISCLOSED: "..",
    Mark.NOT_CONVERTED: "fx",
    Mark.NONE: "–",  # noqa: RUF001 - an en dash is meant
    # A zero without decimals would read as a stated one.
    Mark.UNDER_ONE: "<1",
    Mark.UP_TO: "≤",
    Mark.AT_LEAST: "≥",
    Mark.MIDDLE: "~",
}
NAMES: Mapping[Mark, str] = {
    Mark.UNDISCLOSED: "undisclosed",
    Mark.NOT_CONVERTED: "not converted",
    Mark.NONE: "nothing recorded",
    Mark.UNDER: "less than one displayed unit",
    Mark.UNDER_ONE: "less than one displayed unit",
    Mark.ZERO: "a stated zero, or no change",
    Mark.UP_TO: "up to",
    Mark.AT_LEAST: "at least",
    Mark.MIDDLE: "middle of a range",
}
"""What each mark is called, for a legend in one line."""
LEGEND: Mapping[Mark, str] = {
    Mark.UNDISCLOSED: "undisclosed: a sum that nobody states; beside a figure, one more that is not in it",
    Mark.NOT_CONVERTED: "not converted: a sum without a rate near enough; beside a figure, one more that is not in it",
    Mark.NONE: "none: nothing recorded",
    Mark.UNDER: "less than one displayed unit",
    Mark.UNDER_ONE: "less than one displayed unit",
    Mark.ZERO: "a stated zero, or no change",
    Mark.UP_TO: "up to: at the lowest reading less, down to 0; before a total, a part of it is",
    Mark.AT_LEAST: "at least: the highest reading is open; before a total, a part of it is",
    Mark.MIDDLE: "middle of a range; before a total, a part of it is",
}
"""What each mark says by itself."""
_SEVERAL = 2
ONE_OF_SEVERAL: Mapping[Mark, str] = {
    Mark.UP_TO: "up to: at the lowest reading less, down to 0",
    Mark.AT_LEAST: "at least: the highest reading is open",
}
LAST_OF_SEVERAL: Mapping[Mark, str] = {
    Mark.AT_LEAST: "at least: the highest reading is open; before a total, each of these marks is true of a part",
    Mark.MIDDLE: "middle of a range; before a total, each of these marks is true of a part",
}


def legend_words(occurring: Collection[Mark]) -> Mapping[Mark, str]:
    """What each mark says beside the others that occur: what doubts say of a total, the last of several says for all.

    >>> legend_words([Mark.UP_TO, Mark.MIDDLE])[Mark.UP_TO]
    'up to: at the lowest reading less, down to 0'
    """
    doubts = [mark for mark in DOUBTS if mark in occurring]
    if len(doubts) < _SEVERAL:
        return LEGEND
    return {**LEGEND, **ONE_OF_SEVERAL, doubts[-1]: LAST_OF_SEVERAL[doubts[-1]]}


def marks_of(summed: Sum) -> frozenset[Mark]:
    """The marks of a sum: its own, and the doubts of all that is in it, unless they cancel out in it.

    They do not hang on the table in which it stands, nor on how finely that is cut. What is missing from a part is
    missing from the whole, and the sum counts it; only where the money of a part stands elsewhere in the whole, nothing
    is missing from that.

    >>> from ledger.valuation import Figures
    >>> [mark.sign for mark in marks_of(Sum(Figures(0, 5, 5), records=1, without_figure=0))]
    ['≤']
    """
    if not (summed.records or summed.without_figure or summed.not_converted):
        return frozenset({Mark.NONE})
    missing = {Mark.UNDISCLOSED: summed.without_figure, Mark.NOT_CONVERTED: summed.not_converted}
    own = {mark for mark, records in missing.items() if records} | doubts_of(summed.figures)
    if _has_range(summed.figures):
        inside = {Mark.UP_TO: summed.has_ceilings, Mark.MIDDLE: summed.has_ranges}
        own |= {mark for mark, occurs in inside.items() if occurs}
    return frozenset(own)


def doubts_of(figures: Figures) -> frozenset[Mark]:
    """How sure figures are by themselves.

    >>> doubts_of(Figures(4, 5, 6)) == frozenset({Mark.MIDDLE})
    True
    """
    own = {Mark.AT_LEAST} if figures.open_high else set[Mark]()
    if _has_range(figures) and (not figures.open_high or figures.low_minor < figures.central_minor):
        own.add(Mark.UP_TO if figures.central_minor == figures.high_minor else Mark.MIDDLE)
    return frozenset(own)


def _has_range(figures: Figures) -> bool:
    return figures.low_minor < figures.central_minor or figures.central_minor < figures.high_minor


def size_marks(exact: int, number: Decimal) -> frozenset[Mark]:
    """The mark of a figure of which no digit but zeros is displayed: whether it is one.

    Args:
        exact: the figure in minor units.
        number: what is displayed of it, with all its decimals.

    >>> [mark.name for mark in size_marks(4, Decimal("0.0"))], size_marks(4, Decimal("0.1"))
    (['UNDER'], frozenset())
    """
    if number:
        return frozenset()
    if not exact:
        return frozenset({Mark.ZERO})
    return frozenset({Mark.UNDER if number.as_tuple().exponent else Mark.UNDER_ONE})


def is_under_one(exact: int, number: Decimal) -> bool:
    """Whether a figure is something, of which no digit but zeros is displayed.

    >>> is_under_one(4, Decimal("0.0")), is_under_one(0, Decimal(0)), is_under_one(4, Decimal("0.1"))
    (True, False, False)
    """
    return bool(exact) and not number

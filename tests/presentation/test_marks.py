"""Which mark stands beside a figure, on both sides of each limit."""

from decimal import Decimal

import pytest

from ledger.presentation.marks import Mark, marks_of, size_marks
from ledger.totals import NOTHING, Sum
from ledger.valuation import Figures

ZEROS = [
    (0, "0.0", ["ZERO"]),
    (4, "0.0", ["UNDER"]),
    (-4, "0.00", ["UNDER"]),
    (4, "0.1", []),
    (0, "0", ["ZERO"]),
    (4, "0", ["UNDER_ONE"]),
    (4, "1", []),
]


@pytest.mark.parametrize(
    ("summed", "names"),
    [
        (NOTHING, {"NONE"}),
        (Sum(Figures(), 0, without_figure=1), {"UNDISCLOSED"}),
        (Sum(Figures(), 0, 0, not_converted=1), {"NOT_CONVERTED"}),
        (Sum(Figures(), 0, 1, 1), {"UNDISCLOSED", "NOT_CONVERTED"}),
        (Sum(Figures(5, 5, 5), 1, 0), set()),
        (Sum(Figures(0, 0, 0), 1, 0), set()),
        (Sum(Figures(5, 5, 5), 1, 1), {"UNDISCLOSED"}),
        (Sum(Figures(5, 5, 5), 1, 0, 1), {"NOT_CONVERTED"}),
        (Sum(Figures(0, 5, 5), 1, 0), {"UP_TO"}),
        (Sum(Figures(4, 5, 5), 2, 0), {"UP_TO"}),
        (Sum(Figures(-6, -5, -5), 1, 0), {"UP_TO"}),
        (Sum(Figures(4, 5, 6), 1, 0), {"MIDDLE"}),
        (Sum(Figures(5, 5, 6), 1, 0), {"MIDDLE"}),
        (Sum(Figures(5, 5, 5, open_high=True), 1, 0), {"AT_LEAST"}),
        (Sum(Figures(5, 5, 6, open_high=True), 1, 0), {"AT_LEAST"}),
        (Sum(Figures(0, 5, 5, open_high=True), 2, 0), {"UP_TO", "AT_LEAST"}),
        (Sum(Figures(4, 5, 6, open_high=True), 2, 0), {"MIDDLE", "AT_LEAST"}),
    ],
)
def test_marks_of_a_sum(summed, names):
    assert {mark.name for mark in marks_of(summed)} == names


def test_a_total_inherits_the_doubts_below_it():
    below = [frozenset({Mark.UP_TO}), frozenset({Mark.MIDDLE}), frozenset()]

    assert marks_of(Sum(Figures(4, 5, 6), 2, 0), below) == {Mark.UP_TO, Mark.MIDDLE}


def test_a_doubt_that_cancels_out_in_a_total_is_not_inherited():
    assert marks_of(Sum(Figures(5, 5, 5), 2, 0), [frozenset({Mark.UP_TO}), frozenset({Mark.MIDDLE})]) == frozenset()


def test_what_is_missing_is_told_by_the_total_itself():
    """The money of a part without a figure may stand in its envelope, which is in the total: nothing is missing."""
    assert marks_of(Sum(Figures(5, 5, 5), 1, 0), [frozenset({Mark.UNDISCLOSED})]) == frozenset()


@pytest.mark.parametrize(("exact", "number", "names"), ZEROS)
def test_a_zero_is_told_from_what_is_less_than_a_displayed_unit(exact, number, names):
    assert [mark.name for mark in size_marks(exact, Decimal(number))] == names

"""Which way a change may be off: at most, at least, or more or less, at whichever reading its two ends are read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.presentation.change_marks import doubts_of_change, doubts_of_whole
from ledger.presentation.marks import Mark, doubts_of
from ledger.valuation import Figures

NOTHING = Figures()
EXACT, UP_TO, RANGE = Figures(5, 5, 5), Figures(0, 5, 5), Figures(1, 5, 9)
AT_LEAST = Figures(5, 5, 5, open_high=True)
OPEN_RANGE = Figures(1, 5, 9, open_high=True)
LESS, MORE = frozenset({Mark.UP_TO, Mark.MIDDLE}), frozenset({Mark.AT_LEAST, Mark.MIDDLE})


def signs(before, after):
    marks = doubts_of_change(before, after)
    return "".join(mark.sign for mark in (Mark.UP_TO, Mark.AT_LEAST, Mark.MIDDLE) if mark in marks)


@pytest.mark.parametrize(
    ("figures", "new", "gone"),
    [
        (EXACT, "", ""),
        (UP_TO, "≤", "≥"),
        (AT_LEAST, "≥", "≤"),
        (RANGE, "~", "~"),
        (OPEN_RANGE, "≥~", "≤~"),
        (UP_TO + AT_LEAST, "≤≥", "≤≥"),
    ],
)
def test_what_is_gone_has_the_other_sign_than_what_is_new(figures, new, gone):
    assert (signs(NOTHING, figures), signs(figures, NOTHING)) == (new, gone)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Of "up to 5" four are left for sure: it fell by one at least, and rose by four if nothing had come of it.
        (UP_TO, Figures(4, 4, 4), "≥"),
        (EXACT, Figures(0, 4, 4), "≤"),
        (AT_LEAST, Figures(9, 9, 9), "≤"),
        (AT_LEAST, Figures(9, 9, 9, open_high=True), ""),
        (RANGE, Figures(6, 6, 6), "~"),
        (RANGE, Figures(2, 6, 10), ""),
        (RANGE, Figures(2, 6, 11), "≥"),
        (RANGE, Figures(1, 6, 10), "≤"),
    ],
)
def test_a_change_is_in_doubt_where_it_is_another_one_at_another_reading(before, after, expected):
    assert signs(before, after) == expected


@pytest.mark.parametrize("after", [EXACT, UP_TO, AT_LEAST, RANGE, OPEN_RANGE])
@pytest.mark.parametrize("before", [EXACT, UP_TO, AT_LEAST, RANGE, OPEN_RANGE])
def test_no_change_has_no_mark(before, after):
    assert signs(before, after) == ""


@st.composite
def ranges(draw):
    low, middle, high = sorted(draw(st.tuples(*[st.integers(-9, 9)] * 3)))
    return Figures(low, middle, high, open_high=draw(st.booleans()))


def changes_at_readings(before, after):
    """The change at the lowest and at the highest reading; what is open at one end only has no bound there."""
    opened = after.open_high - before.open_high
    highest = [after.high_minor - before.high_minor, *([math.inf * opened] if opened else [])]
    return [after.low_minor - before.low_minor, *highest]


@given(ranges(), ranges())
def test_a_mark_says_no_more_and_no_less_than_the_changes_at_all_readings(before, after):
    marks, change = doubts_of_change(before, after), after.central_minor - before.central_minor
    others = changes_at_readings(before, after) if change else []

    assert bool(marks & LESS) == any(it < change for it in others)
    assert bool(marks & MORE) == any(it > change for it in others)


@given(ranges(), ranges())
def test_the_way_back_has_the_marks_turned_round(before, after):
    turned = {Mark.UP_TO: Mark.AT_LEAST, Mark.AT_LEAST: Mark.UP_TO, Mark.MIDDLE: Mark.MIDDLE}

    assert doubts_of_change(after, before) == {turned[mark] for mark in doubts_of_change(before, after)}


@given(st.sampled_from([EXACT, UP_TO, AT_LEAST, RANGE, OPEN_RANGE]), ranges().filter(lambda it: not it.open_high))
def test_what_is_new_beside_what_stayed_has_its_own_marks(new, stayed):
    assert doubts_of_change(stayed, stayed + new) == doubts_of(new)


def test_a_whole_has_the_marks_of_its_parts_unless_it_is_certain():
    parts = [frozenset({Mark.UP_TO, Mark.UNDER}), frozenset({Mark.AT_LEAST})]

    assert doubts_of_whole(NOTHING, UP_TO + AT_LEAST, parts) == {Mark.UP_TO, Mark.AT_LEAST}
    assert doubts_of_whole(NOTHING, EXACT, parts) == frozenset()
    assert doubts_of_whole(UP_TO, EXACT, parts) == frozenset()


def test_where_both_ends_are_open_the_parts_say_whether_more_has_opened():
    is_new = [frozenset({Mark.AT_LEAST})]

    assert doubts_of_whole(AT_LEAST, AT_LEAST + AT_LEAST, is_new) == {Mark.AT_LEAST}
    assert doubts_of_whole(AT_LEAST, AT_LEAST + EXACT, [frozenset()]) == frozenset()
    assert doubts_of_whole(AT_LEAST, AT_LEAST, is_new) == frozenset()

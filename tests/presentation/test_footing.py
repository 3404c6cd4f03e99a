"""Rounding together, held against trying every way there is."""

from dataclasses import replace

import pytest
from every_way import adds_up, by_brute_force, neighbours
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.foundation import round_half_up
from ledger.presentation.footing import FigureFlow, foot, foot_parts

STEP = 10


def table(cells, *, shown=()):
    """A table of exact figures by row and column, with its margins; ``shown`` are those displayed already."""
    sums = {("total",): sum(cells.values())}
    for (row, column), exact in cells.items():
        sums["row", row] = sums.get(("row", row), 0) + exact
        sums["column", column] = sums.get(("column", column), 0) + exact
    ends = {"total": ("columns", "rows"), "row": ("rows", None), "column": (None, "columns")}
    flows = []
    for key, exact in sums.items():
        tail, head = (end or key for end in ends[key[0]])
        flows.append(FigureFlow(key, tail, head, exact, dict(shown).get(key)))
    flows += [
        FigureFlow(
            ("cell", row, column), ("row", row), ("column", column), exact, dict(shown).get(("cell", row, column))
        )
        for (row, column), exact in cells.items()
    ]
    return flows


exacts = st.integers(-35, 35) | st.integers(0, 10**6)


@st.composite
def tables(draw, rows=2, columns=3):
    down, across = draw(st.integers(1, rows)), draw(st.integers(1, columns))
    places = [(f"r{row}", f"c{column}") for row in range(down) for column in range(across)]
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    return {place: draw(exacts) for place in chosen}


def test_three_halves_of_a_step_share_what_they_come_to():
    """15 of 10 are displayed as 2, so that one of three fives must be rounded down: the last by its key."""
    flows = table({("r", "a"): 5, ("r", "b"): 5, ("r", "c"): 5})

    assert foot(flows, STEP).shown == {
        ("total",): 2,
        ("row", "r"): 2,
        ("column", "a"): 1,
        ("column", "b"): 1,
        ("column", "c"): 0,
        ("cell", "r", "a"): 1,
        ("cell", "r", "b"): 1,
        ("cell", "r", "c"): 0,
    }


def test_a_figure_that_is_displayed_elsewhere_stays():
    cells = {("r", "a"): 14, ("s", "a"): 14}

    assert foot(table(cells), STEP).shown["total",] == 3
    pinned = foot(table(cells, shown={("total",): 2}), STEP)
    assert [pinned.shown[key] for key in (("total",), ("row", "r"), ("row", "s"))] == [2, 1, 1]
    assert (pinned.beyond, pinned.unmet) == (0, 0)


def test_where_fixed_figures_leave_no_neighbour_the_next_multiple_is_taken_and_counted():
    flows = [
        FigureFlow(("a",), "whole", "parts", 11, shown=1),
        FigureFlow(("b",), "whole", "parts", 10),
        FigureFlow(("c",), "whole", "parts", 5, shown=0),
        FigureFlow(("total",), "parts", "whole", 26, shown=3),
    ]

    footing = foot(flows, STEP)

    assert footing.shown == {("a",): 1, ("b",): 2, ("c",): 0, ("total",): 3}
    assert (footing.beyond, footing.unmet) == (1, 0)


def test_what_another_table_displays_is_left_only_where_nothing_else_adds_up():
    """Of 14, 14 and 28 the other table has 1, 1 and 3: one of the three has to read otherwise."""
    flows = [
        FigureFlow(("a",), "whole", "parts", 14, elsewhere=1),
        FigureFlow(("b",), "whole", "parts", 14, elsewhere=1),
        FigureFlow(("total",), "parts", "whole", 28, elsewhere=3),
    ]

    assert foot(flows, STEP).shown == {("a",): 2, ("b",): 1, ("total",): 3}
    flows[0] = FigureFlow(("a",), "whole", "parts", 14, shown=1)
    assert foot(flows, STEP).shown == {("a",): 1, ("b",): 2, ("total",): 3}
    flows[1] = FigureFlow(("b",), "whole", "parts", 14, elsewhere=1, most=1)
    assert foot(flows, STEP).shown == {("a",): 1, ("b",): 1, ("total",): 2}


def test_what_another_table_displays_is_kept_however_far_from_the_exact_figures_it_is():
    flows = [
        FigureFlow(("a",), "whole", "parts", 10, elsewhere=3),
        FigureFlow(("b",), "whole", "parts", 10),
        FigureFlow(("total",), "parts", "whole", 20, elsewhere=5),
    ]

    footing = foot(flows, STEP)

    assert (footing.shown, footing.beyond) == ({("a",): 3, ("b",): 2, ("total",): 5}, 3)


def test_a_zero_stays_zero_and_no_sum_is_made_to_add_up_by_it():
    footing = foot(table({("r", "a"): 0, ("r", "b"): 10}, shown={("cell", "r", "b"): 1, ("row", "r"): 2}), STEP)

    assert footing.shown["cell", "r", "a"] == 0
    assert footing.unmet > 0


@pytest.mark.parametrize("sign", [1, -1])
def test_a_zero_stays_zero_on_either_side_of_it(sign):
    flows = [
        FigureFlow(("a",), "whole", "parts", 0),
        FigureFlow(("b",), "whole", "parts", 10 * sign, shown=sign),
        FigureFlow(("total",), "parts", "whole", 10 * sign, shown=2 * sign),
    ]

    assert (foot(flows, STEP).shown["a",], foot(flows, STEP).unmet) == (0, 2)
    fewer = [*flows[:2], FigureFlow(("total",), "parts", "whole", 10 * sign, shown=0)]
    assert (foot(fewer, STEP).shown["a",], foot(fewer, STEP).unmet) == (0, 2)


@pytest.mark.parametrize("sign", [1, -1])
def test_no_figure_changes_its_sign_so_that_a_sum_adds_up(sign):
    flows = [
        FigureFlow(("a",), "whole", "parts", 4 * sign),
        FigureFlow(("b",), "whole", "parts", 14 * sign, shown=2 * sign),
        FigureFlow(("total",), "parts", "whole", 18 * sign, shown=sign),
    ]

    assert (foot(flows, STEP).shown["a",], foot(flows, STEP).unmet) == (0, 2)


def test_a_limit_is_kept():
    flows = [
        FigureFlow(("a",), "whole", "parts", 16, most=1),
        FigureFlow(("b",), "whole", "parts", 13, least=2),
        FigureFlow(("total",), "parts", "whole", 29),
    ]

    assert foot(flows, STEP).shown == {("a",): 1, ("b",): 2, ("total",): 3}


def test_a_level_between_rows_and_total_adds_up_too():
    """Two donors of their own and two others: the others have a line for each column, and a total."""
    cells = {("r", "a"): 14, ("r", "b"): 14, ("s", "a"): 4, ("s", "b"): 3, ("t", "a"): 4, ("t", "b"): 4}
    others = {"a": 8, "b": 7}
    flows = [
        FigureFlow(("total",), "columns", "rows", 43),
        FigureFlow(("row", "r"), "rows", "r", 28),
        FigureFlow(("others",), "rows", "others", 15),
        FigureFlow(("row", "s"), "others", "s", 7),
        FigureFlow(("row", "t"), "others", "t", 8),
        *(FigureFlow(("others", column), ("others", column), column, exact) for column, exact in others.items()),
        *(
            FigureFlow(("cell", row, column), row, column if row == "r" else ("others", column), exact)
            for (row, column), exact in cells.items()
        ),
        FigureFlow(("column", "a"), "a", "columns", 22),
        FigureFlow(("column", "b"), "b", "columns", 21),
    ]

    footing = foot(flows, STEP)

    assert adds_up(flows, footing.shown)
    assert footing.shown == by_brute_force(flows, STEP)


@given(cells=tables())
def test_it_is_the_best_of_all_ways(cells):
    flows = table(cells)

    assert foot(flows, STEP).shown == by_brute_force(flows, STEP)


@pytest.mark.thorough
@given(cells=tables(), data=st.data())
def test_it_is_the_best_of_all_ways_that_leave_what_is_displayed(cells, data):
    flows = table(cells)
    fixed = data.draw(st.lists(st.sampled_from(flows), max_size=3, unique_by=lambda it: it.key))
    shown = {flow.key: data.draw(st.sampled_from(neighbours(flow, STEP))) for flow in fixed}
    flows = table(cells, shown=shown)
    best = by_brute_force(flows, STEP)
    assume(best is not None)

    footing = foot(flows, STEP)

    assert (footing.shown, footing.beyond, footing.unmet) == (best, 0, 0)


@pytest.mark.thorough
@given(cells=tables(), data=st.data())
def test_it_is_the_best_of_all_ways_in_which_the_fewest_figures_leave_what_another_table_displays(cells, data):
    flows = table(cells)
    elsewhere = data.draw(st.lists(st.sampled_from(flows), max_size=5, unique_by=lambda it: it.key))
    pins = {flow.key: data.draw(st.sampled_from(neighbours(flow, STEP))) for flow in elsewhere}
    flows = [replace(flow, elsewhere=pins.get(flow.key)) for flow in flows]

    footing = foot(flows, STEP)

    assert footing.unmet == 0
    if not footing.beyond:
        assert footing.shown == by_brute_force(flows, STEP)


@pytest.mark.thorough
@given(cells=tables(rows=8, columns=6), step=st.sampled_from([1, 7, 1000, 10**7]))
def test_everything_adds_up_within_one_step_of_the_exact_figure(cells, step):
    flows = table(cells)

    footing = foot(flows, step)

    assert adds_up(flows, footing.shown)
    assert all(abs(footing.shown[flow.key] * step - flow.exact) < step for flow in flows)
    assert (footing.beyond, footing.unmet) == (0, 0)


@pytest.mark.thorough
@given(cells=tables(rows=6, columns=4), data=st.data())
def test_the_order_of_the_figures_does_not_matter(cells, data):
    flows = table(cells)

    assert foot(data.draw(st.permutations(flows)), STEP).shown == foot(flows, STEP).shown


@pytest.mark.thorough
@given(cells=tables(rows=6, columns=4))
def test_where_plain_rounding_adds_up_it_is_the_result(cells):
    flows = table(cells)
    plain = {flow.key: round_half_up(flow.exact, STEP) for flow in flows}
    assume(adds_up(flows, plain))

    assert foot(flows, STEP).shown == plain


@pytest.mark.thorough
@given(cells=tables(rows=5, columns=4), data=st.data())
def test_what_is_fixed_stays_and_no_figure_changes_its_sign(cells, data):
    flows = table(cells)
    fixed = data.draw(st.lists(st.sampled_from(flows), unique_by=lambda it: it.key))
    shown = {flow.key: data.draw(st.sampled_from(neighbours(flow, STEP))) for flow in fixed}

    footing = foot(table(cells, shown=shown), STEP)

    assert {key: footing.shown[key] for key in shown} == shown
    assert all(footing.shown[flow.key] * flow.exact >= 0 for flow in flows)
    assert all(footing.shown[flow.key] == 0 for flow in flows if flow.exact == 0)


def test_a_step_of_nothing_and_a_figure_twice_are_refused():
    with pytest.raises(ValueError, match="a step is at least one minor unit"):
        foot([], 0)
    with pytest.raises(ValueError, match="each figure once"):
        foot([FigureFlow(("a",), "x", "y", 1), FigureFlow(("a",), "y", "x", 1)], 1)


@given(st.lists(st.integers(-300, 300), min_size=1, max_size=6), st.integers(-2, 2))
def test_parts_of_a_displayed_whole_are_footed_as_the_network_foots_them(parts, off):
    step = STEP
    whole = round_half_up(sum(parts), step) + off
    shown = foot_parts(parts, whole, step)
    flows = [FigureFlow((str(place),), "whole", "parts", part) for place, part in enumerate(parts)]
    footing = foot([*flows, FigureFlow(("all",), "parts", "whole", sum(parts), shown=whole)], step)

    below = sum(part // step for part in parts)
    if below <= whole <= below + sum(part % step > 0 for part in parts):
        assert sum(shown) == whole
        assert all(abs(step * it - part) < step for it, part in zip(shown, parts, strict=True))
        lost = sum(abs(step * it - part) for it, part in zip(shown, parts, strict=True))
        assert lost == sum(abs(step * footing.shown[str(place),] - part) for place, part in enumerate(parts))
    else:
        assert shown == tuple(round_half_up(part, step) for part in parts)


def parts_of_ten(**fields):
    """Two parts of 5 in a whole of 10, by steps of 10: the first by its name goes up."""
    parts = [FigureFlow((name,), "whole", "parts", 5, **fields.get(name, {})) for name in "ab"]
    return foot([*parts, FigureFlow(("total",), "parts", "whole", 10, **fields.get("total", {}))], 10)


def test_a_figure_is_displayed_as_another_one_of_the_same_money():
    assert dict(parts_of_ten().shown) == {("a",): 1, ("b",): 0, ("total",): 1}
    assert dict(parts_of_ten(b={"alike": 1}).shown) == {("a",): 0, ("b",): 1, ("total",): 1}


def test_no_figure_is_off_by_more_so_that_another_is_displayed_alike():
    """Both parts of 5 are displayed as 1 elsewhere: one of them leaves that, since their sum is 1 exactly."""
    both = parts_of_ten(a={"alike": 1}, b={"alike": 1}, total={"shown": 1})

    assert sorted(both.shown.values()) == [0, 1, 1]
    assert (both.beyond, both.unmet) == (0, 0)

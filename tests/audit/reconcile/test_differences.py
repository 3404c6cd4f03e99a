"""What explains a difference: planted causes are found, and what fits by chance is never called certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import ComparedItem, Difference, explain_differences

ROWS = (
    ComparedItem("a", 123_456_789),
    ComparedItem("b", 98_765_433),
    ComparedItem("c", 55_555_557),
    ComparedItem("d", 1_234_567),
    ComparedItem("e", 77_001_003),
)


def explained(amount, **more):
    (found,) = explain_differences([Difference("Germany, military", amount, 1, **({"inside": ROWS} | more))])
    return [(it.kind, it.names, it.leaves, it.is_certain) for it in found.explanations]


@pytest.mark.parametrize(
    ("amount", "cause"),
    [
        (98_765_433, ("left_out", ("b",), 0, True)),
        (98_765_432, ("left_out", ("b",), -1, True)),
        (-55_555_557, ("there_twice", ("c",), 0, True)),
        (-1_234_567 * 999, ("unit", ("d",), 0, True)),
        (-1_234_567 * 999_999, ("unit", ("d",), 0, True)),
        (77_001_003 - 77_001, ("unit", ("e",), 0, True)),
    ],
)
def test_one_row_that_explains_a_difference_is_named(amount, cause):
    assert explained(amount) == [cause]


def test_two_and_three_rows_are_found_where_one_is_not():
    assert explained(123_456_789 + 1_234_567) == [("rows", ("a", "d"), 0, True)]
    assert explained(123_456_789 + 1_234_567 + 77_001_003) == [("rows", ("a", "d", "e"), 0, True)]


def test_a_record_under_another_type_and_a_group_are_found():
    elsewhere = (ComparedItem("x", 444_444_447, "financial"),)
    groups = (ComparedItem("all in USD", 333_331),)

    assert explained(-444_444_447, outside=elsewhere) == [("elsewhere", ("x",), 0, True)]
    assert explained(333_331, groups=groups) == [("group", ("all in USD",), 0, True)]


def test_other_rates_that_make_the_difference_vanish_are_named():
    rebased = {"the basis month": -777_777_777, "the basis year": 5}

    assert explained(777_777_777, rebased=rebased) == [("rate", ("the basis month",), 0, True)]


def test_two_rows_of_one_figure_are_both_named_and_neither_is_certain():
    twins = (*ROWS, ComparedItem("f", 98_765_433))
    found = explained(98_765_433, inside=twins)

    assert ("left_out", ("b",), 0, False) in found
    assert ("left_out", ("f",), 0, False) in found
    assert ("here_twice", ("b", "f"), 0, False) in found


def test_round_figures_meet_by_chance_and_are_called_possible():
    rows = tuple(ComparedItem(f"r{number}", number * 1_000_000_00) for number in range(1, 10))

    assert explained(3_000_000_00, inside=rows) == [("left_out", ("r3",), 0, False)]


def test_a_wide_tolerance_makes_an_explanation_possible_only():
    (found,) = explain_differences([Difference("x", 98_000_000, 5_000_000, ROWS)])

    assert {(it.kind, it.names, it.is_certain) for it in found.explanations} == {
        ("left_out", ("b",), False),
        ("unit", ("b",), False),
    }


def test_as_much_the_other_way_elsewhere_is_told():
    here = Difference("Germany, military", 31_313_131, 1, ROWS)
    there = Difference("Germany, financial", -31_313_131, 1)
    found = explain_differences([there, here])

    assert [it.explanations[0].names for it in found] == [("Germany, military",), ("Germany, financial",)]


def test_an_earlier_revision_of_a_record_is_named_in_place_of_the_record():
    earlier = (ComparedItem("b", 60_606_061, "as entry 3 had it"), ComparedItem("b", 11_111_117, "as entry 2 had it"))

    assert explained(-60_606_061, earlier=earlier) == [("earlier", ("b",), 0, True)]
    assert explained(98_765_433, earlier=(ComparedItem("b", -98_765_433, "as entry 2 had it"),)) == [
        ("earlier", ("b",), 0, True)
    ]


def test_what_an_earlier_revision_was_is_said_in_words():
    withdrawn = ComparedItem("w", 46_913_745, "as entry 2 had it")
    (found,) = explain_differences([Difference("Germany, military", -46_913_745, 1, ROWS, earlier=(withdrawn,))])

    assert found.explanations[0].words == "w is in the published figure as entry 2 had it"


def test_an_earlier_revision_says_more_than_as_much_the_other_way():
    here = Difference(
        "Germany, military", 98_765_433, 1, ROWS, earlier=(ComparedItem("b", -98_765_433, "as entry 2 had it"),)
    )
    found = explain_differences([here, Difference("Germany, financial", -98_765_433, 1)])

    assert {it.difference.label: [one.kind for one in it.explanations] for it in found} == {
        "Germany, military": ["earlier"],
        "Germany, financial": ["moved"],
    }


@pytest.mark.parametrize(
    ("amount", "causes"),
    [
        (-60_606_061 - 7_070_719, ("w", "v")),
        (-60_606_061 + 98_765_433, ("w", "b")),
        (-7_070_719 - 1_234_567 * 999, ("v", "d")),
    ],
)
def test_two_causes_are_told_where_the_book_tells_of_one_of_them(amount, causes):
    earlier = (ComparedItem("w", 60_606_061, "as entry 3 had it"), ComparedItem("v", 7_070_719, "as entry 4 had it"))

    assert explained(amount, earlier=earlier) == [("several", causes, 0, True)]


def test_the_book_at_an_earlier_moment_is_told_where_no_single_row_does():
    before = {"the book of June": -31_313_131 - 123_456_789, "the book of May": -98_765_433}

    assert explained(31_313_131 + 123_456_789, before=before) == [("before", ("the book of June",), 0, True)]
    assert explained(98_765_433, before=before) == [("left_out", ("b",), 0, True)]


def test_all_that_was_changed_since_a_moment_is_told_together():
    earlier = (
        ComparedItem("u", 31_313_131, "as entry 2 had it"),
        ComparedItem("w", 60_606_061, "as entry 3 had it"),
        ComparedItem("v", 7_070_719, "as entry 4 had it"),
        ComparedItem("x", 5_050_507, "as entry 5 had it"),
    )

    assert explained(-60_606_061 - 7_070_719 - 5_050_507, earlier=earlier) == [("several", ("w", "v", "x"), 0, True)]


def test_two_causes_are_not_told_where_chance_finds_them():
    rows = tuple(ComparedItem(f"r{number}", number * 1_000_000_00) for number in range(1, 10))

    assert (
        explained(-70_000_000_00, inside=rows, earlier=(ComparedItem("w", 71_000_000_00, "as entry 3 had it"),)) == []
    )


def test_a_total_is_told_by_what_differs_below_it_and_comes_last():
    germany, france = Difference("Germany", -70_000_003, 1, ROWS), Difference("France", 20_000_001, 1, ROWS)
    parts = (ComparedItem("Germany", -70_000_003), ComparedItem("France", 20_000_001))
    found = explain_differences([Difference("all donors", -50_000_000, 1, ROWS, parts=parts), france, germany])

    assert [it.difference.label for it in found] == ["Germany", "France", "all donors"]
    assert [it.is_open for it in found] == [True, True, False]
    assert (found[2].difference.left, found[2].difference.own, found[2].explanations) == (2, 0, ())


def test_only_what_its_parts_leave_of_a_total_is_looked_into():
    total = Difference("all donors", -70_000_003 + 98_765_433, 1, ROWS, parts=(ComparedItem("Germany", -70_000_003),))
    (found,) = explain_differences([total])

    assert [(one.kind, one.names) for one in found.explanations] == [("left_out", ("b",))]


def test_a_rest_that_nothing_explains_leaves_a_total_open():
    total = Difference("all donors", -70_000_000, 1, ROWS, parts=(ComparedItem("Germany", -60_000_000),))
    (found,) = explain_differences([total])

    assert (found.difference.own, found.is_open) == (-10_000_000, True)


def test_what_nothing_explains_stays_open():
    assert explained(31_313_131) == []


def test_the_largest_difference_comes_first():
    found = explain_differences([Difference("x", 5, 0), Difference("y", -7, 0), Difference("z", 6, 0)])

    assert [it.difference.label for it in found] == ["y", "z", "x"]


@given(
    st.lists(st.integers(10**4, 10**12), min_size=1, max_size=30, unique=True),
    st.integers(0, 29),
    st.sampled_from(["left_out", "there_twice", "unit"]),
)
def test_a_planted_cause_is_always_among_those_told(figures, which, kind):
    rows = tuple(ComparedItem(f"r{number}", figure) for number, figure in enumerate(figures))
    row = rows[which % len(rows)]
    amount = {"left_out": row.figure, "there_twice": -row.figure, "unit": -999 * row.figure}[kind]
    found = explained(amount, inside=rows)

    assert (kind, (row.name,), 0) in [it[:3] for it in found]
    assert len(found) == 1 or not any(certain for *_, certain in found)


@given(st.lists(st.integers(1, 10**9), max_size=12), st.integers(-(10**10), 10**10), st.integers(0, 1000))
def test_every_explanation_leaves_no_more_than_the_tolerance(figures, amount, tolerance):
    rows = tuple(ComparedItem(f"r{number}", figure) for number, figure in enumerate(figures))
    (found,) = explain_differences([Difference("x", amount, tolerance, rows)])

    assert all(abs(it.leaves) <= tolerance for it in found.explanations)

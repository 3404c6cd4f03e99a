"""Headings are known by their words, wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st
from kiel_made import HEADINGS

from ledger.intake.kiel_columns import columns_of


@given(st.permutations(HEADINGS))
def test_the_order_of_the_columns_does_not_matter(headings):
    found = columns_of(headings)

    assert {meaning: headings[place] for meaning, place in found.places.items()} == {
        meaning: HEADINGS[place] for meaning, place in columns_of(HEADINGS).places.items()
    }
    assert found.missing == ()


def test_a_slip_in_one_heading_is_taken_and_told():
    found = columns_of(["Anouncement Date", "ID"])

    assert (found.places["announced"], found.slips) == (0, {"Anouncement Date": "announcement date"})


def test_two_headings_that_are_both_a_slip_of_one_are_taken_for_neither():
    assert "announced" not in columns_of(["Anouncement Date", "Announcment Date"]).places


def test_a_sum_in_another_currency_is_no_slip():
    assert "estimate" not in columns_of(["Value committed (own estimate, in EUR)"]).places


def test_the_items_without_a_heading_stand_before_their_type():
    assert columns_of(["ID", "", "Type of item"]).places["item"] == 1


def test_a_heading_twice_and_none_at_all_get_names_of_their_own():
    assert columns_of(["Total ", "Total", " "]).names == ("Total", "Total (2)", "column C")

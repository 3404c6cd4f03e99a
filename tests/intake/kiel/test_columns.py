"""Headings are known by their words, wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiel_made import HEADINGS

from ledger.intake.kiel.columns import columns_of


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


def test_three_letters_make_it_another_heading():
    two, three = (columns_of([heading, "Type of item"]) for heading in ("Anouncemen Date", "Anouncemen Dat"))

    assert (two.places.get("announced"), three.places.get("announced")) == (0, None)


def test_a_heading_of_nine_letters_may_have_a_slip_and_a_shorter_one_may_not():
    """``Countries`` and ``Country`` are both known."""
    assert columns_of(["Countriess", "Type of item"]).places.get("donor") == 0
    assert columns_of(["Countryy", "Type of item"]).places.get("donor") is None


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Type of Aid Generall", "category"),
        ("Original Curency", "currency"),
        ("Orginal Currency", "currency"),
        ("Total monetary value deliverd in EUR", "delivered"),
        ("Sorce of Aid 2", "source_2"),
        ("anouncement_dates", "announced"),
    ],
)
def test_up_to_two_letters_make_a_slip_and_no_other_column_is_taken_instead(heading, meaning):
    found = columns_of([heading, "Type of item", "Sub-type of item", "Working/debug >>>"])

    assert found.places == {meaning: 0}
    assert list(found.slips) == [heading]


@pytest.mark.parametrize(
    "heading",
    [
        "Totl", "Total (excl. VAT)", "Type of item", "Value committed (own estimate, in EUR)", "Converted Value in RUB",
        "No. of Units undelivered", "Unofficial Source", "Source of Aid 5", "first row",
        "tot_sub_activity_value_EUR_redistr",
    ],
)  # fmt: skip
def test_what_could_mean_something_else_is_no_slip(heading):
    assert columns_of([heading]).places == {}


def test_two_headings_that_are_both_a_slip_of_one_are_taken_for_neither():
    found = columns_of(["Anouncement Date", "Announcment Date"])

    assert "announced" not in found.places
    assert found.rivals == {"announcement date": ("Anouncement Date", "Announcment Date")}


def test_the_nearer_of_two_slips_is_taken_and_none_beside_the_heading_itself():
    assert columns_of(["Anouncement Dates", "Anouncement Date"]).places == {"announced": 1}
    assert columns_of(["Anouncement Date", "Announcement Date"]).places == {"announced": 1}


def test_one_meaning_under_two_known_headings_is_asked_about():
    assert columns_of(["Countries", "ID", "Donor"]).rivals == {"countries": ("Countries", "Donor")}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("Total ", "Totl", 'total (perhaps "Totl")'),
        ("Total ", "Total (excl. VAT)", 'total (perhaps "Total (excl. VAT)")'),
        ("Converted Value in EUR", "Converted Value in Euro", "converted value in eur (perhaps"),
        ("Total monetary value delivered in EUR", "handed over", "total monetary value delivered in eur"),
        (HEADINGS[22], "first row", 'total value dummy 1 is first row in the package (perhaps "first row")'),
        ("Value delivered (own estimate, in USD)", "x", "value delivered own estimate in usd"),
        ("Monetary Value as Given by Source", "x", "monetary value as given by source"),
        ("No. of Units delivered (in-kind military aid)", "x", "no of units delivered in kind military aid"),
        ("Original Currency", "money", "original currency"),
    ],
)
def test_a_column_that_decides_a_figure_is_missed_and_the_nearest_heading_named(before, now, told):
    found = columns_of([now if heading == before else heading for heading in HEADINGS])

    assert found.is_kiel
    assert found.described(found.missing).startswith(told)
    assert len(found.missing) == 1


def test_a_column_that_decides_no_figure_is_absent_and_not_missing():
    found = columns_of([heading for heading in HEADINGS if heading not in ("Items", "Source of Aid 3")])

    assert (found.missing, found.absent) == ((), ("item", "source_3"))


def test_a_table_of_ones_own_is_no_list_of_kiel_items():
    assert not columns_of(["id", "donor", "announced", "category", "currency", "total", "items"]).is_kiel


@given(st.sampled_from(HEADINGS), st.integers(0, 60), st.sampled_from(["", "x", "e"]))
def test_a_slip_gives_the_same_meaning_or_none_and_never_another(heading, place, letter):
    slip = heading[:place] + letter + heading[place + 1 :]
    meaning = next(iter(columns_of([heading]).places))

    assert columns_of([slip]).places.keys() <= {meaning}


def test_the_items_without_a_heading_stand_before_their_type():
    assert columns_of(["ID", "", "Type of item"]).places["item"] == 1


def test_a_heading_twice_and_none_at_all_get_names_of_their_own():
    assert columns_of(["Total ", "Total", " "]).names == ("Total", "Total (2)", "column C")

"""Who belonged to which group on a day, as the treaties and decisions say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records import GROUPS, is_member, members, party_names, rows


@pytest.mark.parametrize(
    ("key", "group", "first"),
    [
        ("HRV", "EU", date(2013, 7, 1)),
        ("TUR", "NATO", date(1952, 2, 18)),
        ("FIN", "NATO", date(2023, 4, 4)),
        ("SWE", "NATO", date(2024, 3, 7)),
        ("CAN", "G7", date(1976, 6, 27)),
        ("HRV", "EURO-AREA", date(2023, 1, 1)),
        ("BGR", "EURO-AREA", date(2026, 1, 1)),
    ],
)
def test_a_member_belongs_from_its_first_day_on(key, group, first):
    assert not is_member(key, group, date.fromordinal(first.toordinal() - 1))
    assert is_member(key, group, first)


def test_the_last_day_of_a_member_counts():
    assert is_member("GBR", "EU", date(2020, 1, 31))
    assert not is_member("GBR", "EU", date(2020, 2, 1))


@pytest.mark.parametrize(
    ("group", "day", "number"),
    [
        ("EU", date(1957, 12, 31), 0),
        ("EU", date(1958, 1, 1), 6),
        ("EU", date(1973, 1, 1), 9),
        ("EU", date(1995, 1, 1), 15),
        ("EU", date(2004, 5, 1), 25),
        ("EU", date(2013, 7, 1), 28),
        ("EU", date(2022, 2, 24), 27),
        ("NATO", date(1949, 8, 24), 12),
        ("NATO", date(1999, 3, 12), 19),
        ("NATO", date(2004, 3, 29), 26),
        ("NATO", date(2022, 2, 24), 30),
        ("NATO", date(2024, 3, 7), 32),
        ("G7", date(1975, 11, 15), 6),
        ("G7", date(2000, 1, 1), 7),
        ("EURO-AREA", date(1999, 1, 1), 11),
        ("EURO-AREA", date(2015, 1, 1), 19),
        ("EURO-AREA", date(2026, 1, 1), 21),
    ],
)
def test_a_group_has_as_many_members_as_history_says(group, day, number):
    assert len(members(group, day)) == number


def test_russia_was_in_no_g7():
    assert not any("RUS" in members("G7", date(year, 6, 1)) for year in range(1975, 2027))


def test_the_days_of_the_euro_are_those_of_the_irrevocable_rates():
    adopted = {row["adopted"] for row in rows("euro")}

    assert {row["from"] for row in rows("memberships") if row["group"] == "EURO-AREA"} == adopted


@given(st.dates(), st.sampled_from(sorted(GROUPS)))
def test_members_are_known_parties_and_the_euro_area_lies_within_the_union(day, group):
    assert members(group, day) <= set(party_names())
    assert members("EURO-AREA", day) <= members("EU", day)


def test_every_membership_is_of_a_known_group_ends_after_it_began_and_names_an_address():
    for row in rows("memberships"):
        assert row["group"] in GROUPS
        assert not row["until"] or row["from"] < row["until"]
        assert "https://" in row["source"]


def test_an_unknown_group_is_refused():
    with pytest.raises(ValueError, match="BRICS is not one of the groups EU, NATO, G7, EURO-AREA"):
        members("BRICS", date(2025, 1, 1))

"""The day of an announcement, however Kiel writes it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Interval
from ledger.intake.kiel.days import announced, plain_days

RELEASE = Interval(date(2022, 1, 24), date(2022, 10, 3))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2022, 3, 1), "2022-03-01"),
        ("2022-03-01 00:00:00", "2022-03-01"),
        ("until 7/27/2022", "2022-07-27"),
        ("until  5/7/2022", "2022-05-07"),
        ("unti 9/3/2022", "2022-09-03"),
        ("until 17/9/2022", "2022-09-17"),
        ("since 2/24/2022", "2022-02-24"),
        ("between 3/4/22 & 3/11/22", "2022-03-11"),
        ("between 3/20/2022 and 7/1/2022", "2022-07-01"),
        ("not specified, 03/22", "2022-03-31"),
        ("unclear, 09/2022", "2022-09-30"),
        ("unclear, 10/2022", "2022-10-03"),
        ("not specified, 10/2023", "2022-10-03"),
        ("unspecified", "2022-10-03"),
        (".", "2022-10-03"),
        (None, "2022-10-03"),
        (date(2922, 2, 9), "2022-02-09"),
    ],
)
def test_the_last_day_that_the_cell_leaves_open_counts(cell, day):
    assert str(announced(cell, RELEASE, RELEASE.end).day) == day


def test_a_plain_day_leaves_no_doubt_and_every_other_does():
    assert announced(date(2022, 3, 1), RELEASE, RELEASE.end).doubt == ""
    assert announced("until 3/13/2022", RELEASE, RELEASE.end).doubt == "the last day that the text leaves open"
    assert announced("until 4/2/2022", RELEASE, RELEASE.end).doubt.endswith("with the day first it would be 2022-02-04")


@pytest.mark.parametrize(
    ("text", "day", "other"),
    [
        ("until 3/10/2022", "2022-03-10", "2022-10-03"),
        ("until 10/3/2022", "2022-09-30", "2022-03-10"),
        ("until 3/11/2022", "2022-03-11", None),
        ("until 5/5/2022", "2022-05-05", None),
        ("until 17/9/2022", "2022-09-17", None),
        ("between 3/4/22 & 3/11/22", "2022-03-11", None),
        ("between 1/9/2022 and 2/3/2022", "2022-02-03", "2022-09-01"),
        ("between 3/20/2022 and 7/1/2022", "2022-07-01", None),
        ("between 17/9/2022 and 3/10/2022", "2022-09-17", "2022-10-03"),
    ],
)
def test_the_other_reading_is_named_where_the_release_has_room_for_it(text, day, other):
    last_plain_day = Interval(date(2022, 1, 24), date(2022, 9, 30))
    found = announced(text, last_plain_day, date(2022, 10, 3))

    assert str(found.day) == day
    assert found.doubt.partition("; with the day first it would be ")[2] == (other or "")


def test_a_year_that_could_be_two_years_is_no_day():
    decades = Interval(date(2022, 1, 1), date(2032, 12, 31))

    assert announced(date(2922, 2, 9), RELEASE, RELEASE.end).day == date(2022, 2, 9)
    assert announced(date(2172, 2, 9), decades, decades.end).day is None
    assert announced(date(3333, 2, 9), RELEASE, RELEASE.end).day is None


def test_a_year_beyond_what_a_record_holds_is_no_day_of_the_release():
    assert plain_days([date(2922, 2, 9), "until 3/1/2022", None]) is None


@given(st.text(max_size=40) | st.dates())
def test_every_cell_gives_a_day_by_the_end_of_the_release_or_none(cell):
    found = announced(cell, RELEASE, date(2022, 11, 3))

    assert found.day is None or found.day <= RELEASE.end or not found.doubt

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Interval, Refused
from ledger.rates import Basis
from ledger.rates.basis import BASES, BASIS_PATTERN

SEPTEMBER = Interval(date(2022, 9, 6), date(2022, 10, 6))
WRITTEN = [
    "announced",
    "month",
    "year",
    "period-month",
    "period-year",
    "on:2025-06-02",
    "window:2022-09-06..2022-10-06",
    "window:2022-09-06..2022-09-06,round=0",
    "window:2022-09-06..2022-10-06,round=18",
    "window:2022-09-06..2022-10-06,round=quoted",
    "lowest:2022-01-24..2024-02-24",
    "highest:2022-01-24..2022-01-24",
    "table:kiel-7",
    "table:7.b_C-x",
]

calendar = st.dates(date(1900, 1, 1), date(2100, 12, 31))
windows = st.tuples(calendar, calendar).map(lambda ends: Interval(min(ends), max(ends)))
roundings = st.none() | st.just("quoted") | st.integers(0, 18)
bases = (
    st.sampled_from(["announced", "month", "year", "period-month", "period-year"]).map(Basis)
    | calendar.map(lambda day: Basis("on", day))
    | st.builds(lambda window, rounding: Basis("window", window=window, rounding=rounding), windows, roundings)
    | st.builds(lambda kind, window: Basis(kind, window=window), st.sampled_from(["lowest", "highest"]), windows)
    | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", fullmatch=True).map(lambda name: Basis("table", table=name))
)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_basis_is_written_as_it_is_read(text):
    assert str(Basis.parse(text)) == text


@given(bases)
def test_every_basis_can_be_written_down_and_read_again(basis):
    assert Basis.parse(str(basis)) == basis
    assert re.search(BASIS_PATTERN, str(basis))


@given(st.sampled_from(WRITTEN), st.text(alphabet=",:.=-0129 round\n٣", max_size=3), st.integers(0, 60))
def test_what_can_be_read_is_written_the_same_way(text, typed, place):
    slip = text[:place] + typed + text[place:]
    try:
        said = str(Basis.parse(slip))
    except Refused as refused:
        said = str(refused)

    assert said == slip or BASES in said


def test_a_window_names_its_days_and_how_its_means_are_rounded():
    assert Basis.parse("window:2022-09-06..2022-10-06") == Basis("window", window=SEPTEMBER)
    assert Basis.parse("window:2022-09-06..2022-10-06,round=4") == Basis("window", window=SEPTEMBER, rounding=4)


def test_a_lowest_and_a_highest_rate_name_their_days():
    assert Basis.parse("lowest:2022-09-06..2022-10-06") == Basis("lowest", window=SEPTEMBER)
    assert Basis.parse("highest:2022-09-06..2022-10-06") == Basis("highest", window=SEPTEMBER)


def test_what_is_not_in_order_is_refused_with_its_reason_and_all_bases():
    with pytest.raises(Refused, match="2022-10-06 to 2022-09-06 ends before it starts"):
        Basis.parse("lowest:2022-10-06..2022-09-06")
    with pytest.raises(Refused, match="only the bases window and lowest and highest name a window"):
        Basis("month", window=SEPTEMBER)
    with pytest.raises(Refused, match="only the basis on names a day"):
        Basis("on")


def test_a_table_is_named():
    assert Basis.parse("table:kiel-7") == Basis("table", table="kiel-7")


def test_the_basis_on_names_its_day():
    assert Basis.parse("on:2025-06-02") == Basis("on", date(2025, 6, 2))


@pytest.mark.parametrize(
    "text",
    [
        *("", "today", "on", "on:", "on:2025-02-30", "on:2.6.2025", "month:", "year:2025", "on:2025-06-02\n"),
        *(
            "window",
            "window:",
            "window:2022-09-06",
            "window:..",
            "window:2022-09-06..",
            "window:2022-09-06...2022-10-06",
        ),
        *("window:2022-09-06..2022-09-31", "window:2022-09-06..2022-10-06,", "window:2022-09-06..2022-10-06,round="),
        *("window:2022-09-06..2022-10-06,round=19", "window:2022-09-06..2022-10-06,round=04"),
        *("window:2022-09-06..2022-10-06,round=-1", "window:2022-09-06..2022-10-06, round=4"),
        *("window:2022-09-06..2022-10-06,round=٤", "window:2022-09-06..2022-10-06,round=quoted\n"),
        *("lowest", "lowest:", "lowest:2022-09-06", "highest:2022-09-06..", "lowest:2022-09-06..2022-09-31"),
        *("lowest:2022-09-06..2022-10-06,round=4", "highest:2022-09-06..2022-10-06,", "Lowest:2022-09-06..2022-10-06"),
        *("table", "table:", "table:a b", "table:-a", "table:a/b", "table:ä", "table:a\n", f"table:{'a' * 101}"),
    ],
)
def test_anything_else_is_refused_with_a_list_of_the_bases(text):
    with pytest.raises(Refused, match="announced, month, year, period-month, period-year, on:DATE such as"):
        Basis.parse(text)


def test_a_window_that_ends_before_it_starts_is_refused_with_the_reason():
    with pytest.raises(Refused, match="2022-10-06 to 2022-09-06 ends before it starts"):
        Basis.parse("window:2022-10-06..2022-09-06")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "window"},
        {"kind": "table"},
        {"kind": "lowest"},
        {"kind": "highest", "window": SEPTEMBER, "rounding": 4},
        {"kind": "lowest", "window": SEPTEMBER, "day": date(2025, 6, 2)},
        {"kind": "month", "window": SEPTEMBER},
        {"kind": "on", "day": date(2025, 6, 2), "table": "kiel-7"},
        {"kind": "window", "window": SEPTEMBER, "day": date(2025, 6, 2)},
        {"kind": "year", "rounding": 4},
        {"kind": "window", "window": SEPTEMBER, "rounding": -1},
        {"kind": "window", "window": SEPTEMBER, "rounding": 19},
        {"kind": "window", "window": SEPTEMBER, "rounding": True},
        {"kind": "window", "window": SEPTEMBER, "rounding": "published"},
        {"kind": "table", "table": "kiel 7"},
    ],
)
def test_a_basis_names_what_it_needs_and_nothing_else(fields):
    with pytest.raises(Refused, match="announced, month, year, period-month, period-year, on:DATE such as"):
        Basis(**fields)


@pytest.mark.parametrize("window", [("2022-09-06", "2022-10-06"), "2022-09-06..2022-10-06"])
def test_the_window_of_a_basis_is_an_interval(window):
    with pytest.raises(TypeError, match="window is two days, such as Interval"):
        Basis("window", window=window)


def test_only_the_basis_on_has_a_day():
    with pytest.raises(Refused, match="only the basis on names a day"):
        Basis("month", date(2025, 6, 2))
    with pytest.raises(Refused, match="only the basis on names a day"):
        Basis("on")


@pytest.mark.parametrize("kind", ["quarter", "", None, "on:2025-06-02"])
def test_there_are_no_other_kinds(kind):
    with pytest.raises(Refused, match="announced, month, year, period-month, period-year, on:DATE such as"):
        Basis(kind)


def test_the_day_of_a_basis_is_a_day():
    assert Basis("on", "2025-06-02") == Basis("on", date(2025, 6, 2))
    with pytest.raises(TypeError, match="day is a day such as"):
        Basis("on", datetime(2025, 6, 2, tzinfo=UTC))


def test_a_window_is_an_interval():
    with pytest.raises(TypeError, match=r"window is two days, such as Interval.*, not the tuple"):
        Basis("window", window=(date(2022, 9, 6), date(2022, 10, 6)))

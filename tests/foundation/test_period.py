from datetime import UTC, date, datetime
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Grid, Interval, Refused, as_day, months_later, parse_day, steps

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
GRIDS = st.sampled_from(
    [Grid("year"), Grid("quarter"), Grid("month"), Grid("fiscal_year", "04-01"), Grid("fiscal_year", "10-01")]
)


@pytest.mark.parametrize(
    "text", ["2922-02-09", "2025-02-30", "2025-6-2", "20250602", "2025-06-02T00:00", "02/06/2025", "٢٠٢٥-٠٦-٠٢"]
)
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(ValueError):
        parse_day(text)


def test_a_step_anchored_on_the_31st_returns_to_it_after_a_short_month():
    starts = [step.start for step in islice(steps(date(2024, 1, 31), "month"), 4)]

    assert starts == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def test_intervals_stand_in_the_order_of_their_first_days_then_of_their_last_ones():
    first, second, third = (
        Interval(date(2025, 1, start), date(2025, 2, end)) for start, end in ((1, 1), (1, 2), (2, 1))
    )

    assert sorted([third, second, first]) == [first, second, third]


@given(DAYS, st.sampled_from(["year", "quarter", "month"]))
def test_steps_follow_each_other_without_gap_or_overlap(start, every):
    for earlier, later in pairwise(islice(steps(start, every), 30)):
        assert (later.start - earlier.end).days == 1


@pytest.mark.thorough
@given(DAYS, st.integers(0, 3000), GRIDS)
def test_a_cut_keeps_every_day_once_and_each_part_in_one_cell(start, length, grid):
    interval = Interval(start, date.fromordinal(start.toordinal() + length))
    parts = grid.cut(interval)

    assert sum(part.days for part in parts) == interval.days
    assert all(grid.cell(part.start) == grid.cell(part.end) for part in parts)


def test_the_british_fiscal_year_begins_in_april():
    grid = Grid("fiscal_year", "04-01")

    assert [grid.label(day) for day in (date(2025, 3, 31), date(2025, 4, 1))] == ["2024/25", "2025/26"]


def test_the_second_quarter_begins_in_april():
    grid = Grid("quarter")

    assert [grid.label(day) for day in (date(2025, 3, 31), date(2025, 4, 1), date(2025, 12, 31))] == [
        "2025-Q1", "2025-Q2", "2025-Q4",
    ]  # fmt: skip
    assert grid.cell(date(2025, 6, 2)) == Interval(date(2025, 4, 1), date(2025, 6, 30))


def test_a_fiscal_year_that_is_the_calendar_year_is_named_like_it():
    assert Grid("fiscal_year", "01-01").label(date(2025, 6, 2)) == "2025"


def test_the_29th_of_february_becomes_the_28th_in_a_common_year():
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_an_interval_cannot_end_before_it_starts():
    told = "^end: FORM error: found 2025-01-02 to 2025-01-01, expected an end on or after the start"
    with pytest.raises(Refused, match=told):
        Interval(date(2025, 1, 2), date(2025, 1, 1))


@pytest.mark.parametrize("name", ["year", "quarter", "month"])
def test_the_last_cell_of_the_calendar_ends_with_it(name):
    assert Grid(name).cell(date(9999, 12, 31)).end == date.max


@given(DAYS)
def test_a_month_ends_where_the_next_begins(day):
    cell = Grid("month").cell(day)

    assert (months_later(cell.start, 1) - cell.end).days == 1


@pytest.mark.parametrize("value", [datetime(2025, 6, 2, tzinfo=UTC), 20250602, None, True])
def test_what_is_no_day_is_told_by_the_name_of_its_argument(value):
    with pytest.raises(TypeError, match=r"horizon is a day such as datetime\.date\(2025, 6, 2\) or '2025-06-02', not"):
        as_day(value, "horizon")


@pytest.mark.parametrize("text", ["2.6.2025", "2025-06-31", "1899-12-31", "2101-01-01", "", "2025-06-02T10:00"])
def test_text_that_is_no_day_is_refused_by_the_name_of_its_argument(text):
    with pytest.raises(Refused) as refused:
        as_day(text, "horizon")
    assert str(refused.value) == (
        f'horizon: FORM error: found "{text}", expected a day from 1900-01-01 to 2100-12-31 such as 2025-06-02. '
        "Do: write the year first, then month and day."
    )


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_may_be_a_date_or_its_text(day):
    assert as_day(day, "on") == as_day(day.isoformat(), "on") == day


def test_an_interval_is_made_of_text_or_dates():
    assert Interval("2025-01-01", "2025-12-31") == Interval(date(2025, 1, 1), date(2025, 12, 31))
    with pytest.raises(TypeError, match="start is a day"):
        Interval(datetime(2025, 1, 1, tzinfo=UTC), date(2025, 12, 31))

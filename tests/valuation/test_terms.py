from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, over, paid, pledge, pledges, yearly

from ledger.foundation import Refused, exact_sum
from ledger.valuation import instalments, owes_without_end, schedule

HORIZONS = st.dates(date(1999, 1, 1), date(2040, 12, 31))
UK = pledge(amount=amount("3000000000", "GBP"), term=yearly())


def test_the_british_pledge_to_march_2030_is_five_whole_instalments():
    owed = instalments(UK, date(2030, 3, 31))

    assert [item.is_whole for item in owed] == [True] * 5
    assert exact_sum(item.amount.central for item in owed) == Decimal(15_000_000_000)


def test_a_horizon_within_an_instalment_counts_it_by_days():
    first, second = instalments(UK, date(2026, 12, 31))

    assert (first.is_whole, second.is_whole) == (True, False)
    assert (second.counted.days, second.interval.days) == (275, 365)
    assert second.amount.central == Decimal("2260273972.60")


def test_a_horizon_that_ends_with_an_instalment_leaves_it_whole():
    assert (schedule(UK, date(2026, 3, 31)).whole, schedule(UK, date(2026, 3, 31)).is_cut) == (1, False)
    assert (schedule(UK, date(2026, 4, 1)).whole, schedule(UK, date(2026, 4, 1)).rest_days) == (1, 1)
    assert (schedule(UK, date(2026, 3, 30)).whole, schedule(UK, date(2026, 3, 30)).rest_days) == (0, 364)


@given(pledges(), HORIZONS)
def test_instalments_and_schedule_agree_on_which_are_whole(record, horizon):
    owed = instalments(record, horizon)

    assert schedule(record, horizon).whole == sum(item.is_whole for item in owed)
    assert schedule(record, horizon).is_cut == any(not item.is_whole for item in owed)


def test_a_horizon_is_a_day():
    assert instalments(UK, "2030-03-31") == instalments(UK, date(2030, 3, 31))
    with pytest.raises(TypeError, match="horizon is a day such as"):
        instalments(UK, 2030)


def test_an_open_ended_term_is_never_counted_without_a_horizon():
    assert owes_without_end(UK, None)
    with pytest.raises(Refused, match="TERM error: found an open-ended term, expected a horizon"):
        instalments(UK, None)
    with pytest.raises(Refused, match="TERM error: found an open-ended term, expected a horizon"):
        schedule(UK, None)


def test_a_period_is_one_instalment():
    (item,) = instalments(pledge(term=over("2024-01-01", "2027-12-31")), None)

    assert item.interval.days == 1461
    assert item.amount.central == 100


def test_a_one_off_is_owed_on_the_day_it_was_announced_unless_it_says_otherwise():
    (announced,) = instalments(pledge(), None)
    (later,) = instalments(pledge(term={"kind": "one_off", "start": "2026-01-01"}), None)

    assert (announced.interval.start, later.interval.start) == (date(2025, 6, 2), date(2026, 1, 1))


def test_what_begins_after_the_horizon_is_not_counted():
    assert instalments(pledge(), date(2025, 6, 1)) == ()


def test_the_end_of_a_recurring_term_cuts_its_last_instalment():
    owed = instalments(pledge(term=yearly(end="2026-06-30")), None)

    assert [item.counted.days for item in owed] == [365, 91]


def test_a_record_without_a_figure_has_instalments_without_amounts():
    (item,) = instalments(pledge(amount={"qualifier": "undisclosed"}), None)

    assert item.amount is None


def test_a_range_has_its_middle_as_central_figure():
    fields = {"qualifier": "range", "low": "600", "high": "701", "currency": "CZK"}
    (item,) = instalments(pledge(amount=fields), None)

    assert (item.amount.low, item.amount.central, item.amount.high) == (600, Decimal("650.5"), 701)


def test_a_transaction_is_one_instalment_on_its_value_date():
    (item,) = instalments(paid(value_date="2025-03-06"), None)

    assert item.interval.start == item.interval.end == date(2025, 3, 6)


@given(pledges(), HORIZONS)
def test_instalments_add_up_to_what_the_schedule_says(record, horizon):
    listed = exact_sum(item.amount.central for item in instalments(record, horizon))

    assert listed == schedule(record, horizon).of(record.amount.bounds.central, record.amount.decimals)


@given(pledges(), HORIZONS, st.integers(0, 800))
def test_a_later_horizon_never_owes_less(record, horizon, days):
    later = date.fromordinal(horizon.toordinal() + days)
    sooner, longer = (
        exact_sum(item.amount.central for item in instalments(record, until)) for until in (horizon, later)
    )

    assert sooner <= longer


def test_a_share_of_an_amount_below_the_minor_unit_is_not_rounded_up_past_the_whole():
    record = pledge(amount=amount("0.51", "JPY"), term=yearly("2000-01-03"))
    (item,) = instalments(record, date(2001, 1, 1))

    assert item.amount.central == Decimal("0.51")
    assert (item.counted.days, item.interval.days) == (365, 366)

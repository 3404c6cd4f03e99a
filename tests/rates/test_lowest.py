"""The bases ``lowest`` and ``highest``: the rate of that day of a window on which a sum is worth least or most."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import euros, hryvnia

from ledger.foundation import Interval, Problem
from ledger.rates import Basis, Leg, Pair, pick

DAYS = "2022-09-06..2022-09-09"
ANY_DAY = date(2014, 3, 1)
RATES = euros(
    *(("2022-09-05", "USD", "9.00"), ("2022-09-06", "USD", "1.00"), ("2022-09-07", "USD", "0.98")),
    *(("2022-09-08", "USD", "1.02"), ("2022-09-09", "USD", "1.01"), ("2022-09-10", "USD", "0.10")),
    *(("2022-09-06", "GBP", "0.80"), ("2022-09-08", "GBP", "0.85"), ("2022-09-09", "GBP", "0.80")),
)


def picked(source, target, basis, rates=RATES, day=ANY_DAY, **asked):
    return pick(source, target, basis=Basis.parse(basis), day=day, rate_sets=[rates], **asked)


@pytest.mark.parametrize(
    ("basis", "source", "target", "rate", "day"),
    [
        # A dollar is worth least in euros where most dollars make a euro, and the other way round.
        ("lowest", "USD", "EUR", 1 / Fraction("1.02"), 8),
        ("highest", "USD", "EUR", 1 / Fraction("0.98"), 7),
        ("lowest", "EUR", "USD", Fraction("0.98"), 7),
        ("highest", "EUR", "USD", Fraction("1.02"), 8),
        # On the 7th the pound was not quoted, so no cross of that day is known.
        ("lowest", "GBP", "USD", Fraction("1.02") / Fraction("0.85"), 8),
        ("highest", "GBP", "USD", Fraction("1.01") / Fraction("0.80"), 9),
    ],
)
def test_it_is_the_lowest_or_highest_cross_of_the_days_on_which_both_legs_have_quotes(basis, source, target, rate, day):
    pair = picked(source, target, f"{basis}:{DAYS}")

    assert pair.rate == rate
    assert {leg.first.day for leg in (pair.source, pair.target) if leg.first} == {day}
    assert {leg.kind for leg in (pair.source, pair.target)} <= {basis, "base"}


def test_both_legs_are_quotes_as_published_of_one_day_and_it_is_told_of_how_many():
    pair = picked("GBP", "USD", f"lowest:{DAYS}")

    assert [str(leg.quotes[0].value) for leg in (pair.source, pair.target)] == ["0.85", "1.02"]
    assert (pair.of_days, pair.days_back, pair.provisional) == (3, 0, False)
    assert picked("USD", "EUR", f"lowest:{DAYS}").of_days == 4
    assert picked("USD", "EUR", f"window:{DAYS}").of_days == 0


def test_of_equal_rates_the_first_day_is_taken():
    rates = euros(("2022-09-06", "USD", "1.00"), ("2022-09-07", "USD", "1.00"), ("2022-09-08", "USD", "1.1"))

    assert picked("USD", "EUR", f"highest:{DAYS}", rates).source.first == date(2022, 9, 6)


def test_it_is_not_the_lowest_of_each_leg():
    rates = euros(
        *(("2022-09-06", "USD", "1.0"), ("2022-09-07", "USD", "0.9")),
        *(("2022-09-06", "GBP", "0.8"), ("2022-09-07", "GBP", "0.7")),
    )

    assert picked("GBP", "USD", "lowest:2022-09-06..2022-09-07", rates).rate == Fraction("1.0") / Fraction("0.8")


def test_a_set_that_quotes_the_base_per_unit_gives_the_same():
    rates = hryvnia(("2022-09-06", "USD", "36"), ("2022-09-07", "USD", "37"), ("2022-09-06", "EUR", "36"))

    assert picked("USD", "UAH", "lowest:2022-09-06..2022-09-07", rates).rate == 36
    assert picked("UAH", "USD", "lowest:2022-09-06..2022-09-07", rates).rate == Fraction(1, 37)


@pytest.mark.parametrize(("first", "last", "enough"), [("13", "29", True), ("14", "29", False), ("13", "28", False)])
def test_quotes_have_to_come_within_seven_days_of_both_ends(first, last, enough):
    rates = hryvnia((f"2022-09-{first}", "USD", "36.5"), (f"2022-09-{last}", "USD", "36.9"))

    assert isinstance(picked("USD", "UAH", "lowest:2022-09-06..2022-10-06", rates), Pair) is enough


def test_a_window_that_was_not_over_as_of_then_is_provisional_and_one_that_had_not_begun_has_no_rate():
    early = picked("USD", "EUR", f"lowest:{DAYS}", as_of=date(2022, 9, 7))

    assert (early.rate, early.provisional, early.of_days) == (1, True, 2)
    assert not picked("USD", "EUR", f"lowest:{DAYS}", as_of=date(2022, 9, 9)).provisional
    assert isinstance(picked("USD", "EUR", f"lowest:{DAYS}", as_of=date(2022, 9, 5)), Problem)


def test_the_gap_says_what_was_asked():
    gap = picked("USD", "EUR", "lowest:2022-10-01..2022-10-31")

    assert gap.found == (
        "no lowest rate of 2022-10-01 to 2022-10-31 from USD to EUR (EUR: nearest earlier day 2022-09-10)"
    )


def test_what_the_euro_replaced_has_its_irrevocable_rate_on_the_days_since():
    rates = euros(
        *(("2022-12-29", "HRK", "7.55"), ("2022-12-30", "HRK", "7.53"), ("2022-12-30", "USD", "1.07")),
        *(("2023-01-02", "USD", "1.06"), ("2023-01-03", "USD", "1.08")),
    )
    days = "2022-12-29..2023-01-03"
    lowest, highest = (picked("HRK", "EUR", f"{it}:{days}", rates, date(2022, 11, 2)) for it in ("lowest", "highest"))
    dollars = picked("HRK", "USD", f"highest:{days}", rates, date(2022, 11, 2))

    assert (lowest.rate, highest.rate, lowest.of_days) == (1 / Fraction("7.55"), 1 / Fraction("7.53"), 4)
    assert dollars.rate == Fraction("1.08") / Fraction("7.53450")
    assert (dollars.source.kind, dollars.target.kind, dollars.of_days) == ("irrevocable", "highest", 3)


def test_two_fixed_rates_have_one_cross_on_all_days():
    pair = picked("DEM", "FRF", f"lowest:{DAYS}", day=date(2000, 5, 1))

    assert pair.rate == Fraction("6.55957") / Fraction("1.95583")
    assert pair.source == Leg("DEM", "irrevocable", Fraction("1.95583"), first=date(1999, 1, 1), last=date(1999, 1, 1))


def test_the_year_of_the_dollar_is_between_parity_and_its_high(ecb):
    lowest, highest = (picked("EUR", "USD", f"{it}:2022-01-01..2022-12-31", ecb) for it in ("lowest", "highest"))

    assert (lowest.rate, lowest.target.first) == (Fraction("0.9565"), date(2022, 9, 28))
    assert (highest.rate, highest.target.first) == (Fraction("1.1464"), date(2022, 2, 4))


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["USD", "GBP", "SEK"]),
    st.sampled_from(["EUR", "JPY", "CHF"]),
    st.dates(date(2010, 1, 1), date(2023, 1, 1)),
    st.integers(10, 200),
)
def test_no_daily_cross_is_below_the_lowest_nor_above_the_highest(ecb, source, target, start, days):
    window = Interval(start, date.fromordinal(start.toordinal() + days))
    span = f"{window.start}..{window.end}"
    low, mean, high = (picked(source, target, f"{it}:{span}", ecb).rate for it in ("lowest", "window", "highest"))
    on_days = {day: picked(source, target, f"on:{day}", ecb).rate for day in ecb.days_between(source, window)}

    assert (low, high) == (min(on_days.values()), max(on_days.values()))
    assert low <= mean <= high

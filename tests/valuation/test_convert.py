from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import CENTS, hryvnia

from ledger.foundation import Money, from_minor
from ledger.rates import Basis, Quote, ecb_rates
from ledger.valuation import convert

ECB = [ecb_rates()]


def test_three_billion_pounds_of_the_second_of_june_in_dollars():
    conversion = convert(Money("3000000000", "GBP"), "USD", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result == Money("4061773772.82", "USD")
    assert conversion.legs["GBP"] == Quote("0.8434", day=date(2025, 6, 2))
    assert conversion.legs["USD"] == Quote("1.1419", day=date(2025, 6, 2))
    assert conversion.days_back == 0


def test_three_billion_pounds_of_the_second_of_june_in_euros():
    conversion = convert(Money("3000000000", "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result == Money("3557031064.74", "EUR")


def test_a_sunday_takes_fridays_rate_and_says_so():
    conversion = convert(Money("2000000000", "USD"), "EUR", on=date(2025, 6, 1), rates=ECB)

    assert conversion.result == Money("1763823970.37", "EUR")
    assert conversion.legs["USD"] == Quote("1.1339", day=date(2025, 5, 30))
    assert conversion.days_back == 2


def test_a_sum_in_kuna_after_the_euro_uses_the_irrevocable_rate_and_warns():
    conversion = convert(Money("3000000000", "HRK"), "EUR", on=date(2023, 2, 1), rates=ECB)

    assert conversion.result == Money("398168425.24", "EUR")
    assert [problem.code for problem in conversion.problems] == ["CUR-LIFE"]


def test_hryvnia_without_a_rate_set_are_not_converted():
    conversion = convert(Money("100", "UAH"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result is None
    assert [problem.code for problem in conversion.problems] == ["FX-GAP"]


def test_hryvnia_with_a_rate_set_of_their_own_are():
    rates = [*ECB, hryvnia(("2025-06-02", "EUR", "47.5000"))]
    conversion = convert(Money("100", "UAH"), "EUR", on=date(2025, 6, 3), rates=rates)

    assert conversion.result == Money("2.11", "EUR")
    assert conversion.pair.rate_set.name == "UAH"


def test_there_is_no_rate_for_a_day_in_the_future():
    conversion = convert(Money("100", "USD"), "EUR", on=date(2035, 1, 1), rates=ECB)

    assert conversion.result is None
    assert [problem.code for problem in conversion.problems] == ["FX-GAP"]


def test_a_sum_in_the_target_currency_needs_no_rate():
    assert convert(Money("1.005", "EUR"), "EUR", on=date(2025, 6, 2), rates=[]).result == Money("1.01", "EUR")


def test_yen_have_no_cents():
    assert convert(Money("1", "EUR"), "JPY", on=date(2025, 6, 2), rates=ECB).result == Money("163", "JPY")


@pytest.mark.parametrize(("basis", "result"), [("announced", "1.14"), ("month", "1.15"), ("on:2025-05-30", "1.13")])
def test_the_basis_picks_the_rate(basis, result):
    conversion = convert(Money("1", "EUR"), "USD", on=date(2025, 6, 2), rates=ECB, basis=Basis.parse(basis))

    assert conversion.result == Money(result, "USD")


@given(CENTS, st.sampled_from(["GBP", "JPY", "HUF", "SEK"]), st.dates(date(2000, 1, 10), date(2026, 10, 30)))
def test_a_conversion_is_within_half_a_cent_of_the_exact_ratio(cents, currency, day):
    conversion = convert(Money(from_minor(cents, 2), currency), "USD", on=day, rates=ECB)
    exact = conversion.amount.value * conversion.legs["USD"].value / conversion.legs[currency].value

    assert abs(conversion.result.value - exact) <= Decimal("0.005") + abs(exact) * Decimal("1e-26")


@given(CENTS)
def test_a_conversion_never_loses_its_sign_or_order(cents):
    smaller = convert(Money(from_minor(cents, 2), "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)
    larger = convert(Money(from_minor(cents + 1, 2), "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert 0 <= smaller.result.value <= larger.result.value

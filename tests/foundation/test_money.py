from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Money, cut_by_days, from_minor, parse_exact, round_half_up, to_minor


@pytest.mark.parametrize(
    "text", ["1e9", "1E999999", "NaN", "Infinity", "1_000", "1,5", " 1", "1 ", "+1", "１", ".5", "5."]
)
def test_a_number_that_is_not_plain_is_refused(text):
    with pytest.raises(ValueError, match="plain number"):
        parse_exact(text)


def test_a_number_of_two_hundred_digits_is_refused():
    with pytest.raises(ValueError, match="plain number"):
        parse_exact("9" * 200)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (25, 10, 3), (-25, 10, -3)],
)
def test_halves_are_rounded_away_from_zero(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers(1, 10**12))
def test_a_rounded_ratio_is_never_more_than_half_away(numerator, denominator):
    assert abs(Fraction(numerator, denominator) - round_half_up(numerator, denominator)) <= Fraction(1, 2)


@given(st.integers(-(10**20), 10**20), st.sampled_from([0, 2, 3]))
def test_minor_units_and_values_are_the_same_thing(minor, digits):
    assert to_minor(from_minor(minor, digits), digits) == minor


def test_two_currencies_cannot_be_added():
    with pytest.raises(TypeError, match="EUR and USD cannot be added"):
        Money("1", "EUR") + Money("1", "USD")


def test_a_float_is_no_money():
    with pytest.raises(TypeError, match=r"write 0\.1 as text"):
        Money(0.1, "EUR")


def test_money_does_not_lose_digits_where_pythons_decimals_would():
    total = Money("999999999999999999.99", "EUR")
    for _ in range(3):
        total = total + Money("999999999999999999.99", "EUR")

    assert total.value == Decimal("3999999999999999999.96")


@given(st.integers(0, 10**15), st.integers(1, 366), st.integers(1, 366))
def test_a_share_by_days_lies_between_nothing_and_the_whole(cents, days, more):
    whole = from_minor(cents, 2)

    assert 0 <= cut_by_days(whole, days, days + more, 2) <= whole

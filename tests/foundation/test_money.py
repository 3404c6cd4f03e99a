from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Money, Refused, cut_by_days, from_minor, parse_exact, round_half_up


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
    [
        *[(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (25, 10, 3), (-25, 10, -3)],
        *[(5, -10, -1), (-5, -10, 1), (4, -10, 0), (-4, -10, 0)],
    ],
)
def test_halves_are_rounded_away_from_zero(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers(1, 10**12))
def test_a_rounded_ratio_is_never_more_than_half_away(numerator, denominator):
    assert abs(Fraction(numerator, denominator) - round_half_up(numerator, denominator)) <= Fraction(1, 2)


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


@pytest.mark.parametrize("currency", ["eur", "EURO", "EU", "", "EU1", "ΕUR", "EUR\n"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(Refused, match=r"currency: FORM error: found .*, expected three capital letters such as EUR"):
        Money("1", currency)


@pytest.mark.parametrize("currency", [None, 978, b"EUR"])
def test_a_currency_is_text(currency):
    with pytest.raises(TypeError, match="currency is a code such as 'EUR', not the"):
        Money("1", currency)


@pytest.mark.parametrize("text", ["1e9", "NaN", "1_000", "1,5", " 1", "", "9" * 19])
def test_text_that_is_no_plain_number_is_no_money(text):
    with pytest.raises(Refused, match=r"value: FORM error: found .*, expected a plain number such as 1234\.50"):
        Money(text, "EUR")


@pytest.mark.parametrize("value", [None, True, b"1", Decimal])
def test_money_is_made_of_text_a_decimal_or_an_integer(value):
    with pytest.raises(TypeError, match=r"value is an exact number: text such as '1234\.50', a Decimal or an int, not"):
        Money(value, "EUR")


@pytest.mark.parametrize("value", ["1e90", "1e999999", "-1e999999", "0e999999", "1e-91", "1e-999999"])
def test_a_decimal_longer_than_money_can_be_is_refused_at_once(value):
    with pytest.raises(Refused, match="at most 90 digits"):
        Money(Decimal(value), "EUR")


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_a_decimal_that_is_no_number_is_refused(value):
    with pytest.raises(Refused, match="expected a number"):
        Money(Decimal(value), "EUR")


def test_the_longest_money_can_be_added_and_written():
    longest = Money(Decimal("9" * 89 + "." + "9" * 90), "EUR")

    assert (longest + longest - longest) == longest
    assert repr(longest).endswith("9', 'EUR')")


def test_a_sum_that_grows_too_long_is_refused():
    largest = Money(Decimal("9" * 90), "EUR")

    with pytest.raises(Refused, match="at most 90 digits"):
        largest + largest


@pytest.mark.parametrize("other", [1, Decimal(1), None, "1"])
def test_only_money_can_be_added_to_money(other):
    money = Money("1", "EUR")

    with pytest.raises(TypeError):
        money + other
    with pytest.raises(TypeError):
        money - other


def test_a_sum_starts_from_money_in_its_currency():
    payments = [Money("1.10", "EUR"), Money("2.20", "EUR")]

    assert sum(payments, start=Money("0", "EUR")) == Money("3.30", "EUR")
    with pytest.raises(TypeError, match=r"for a sum, start from Money\('0', 'EUR'\)"):
        sum(payments)

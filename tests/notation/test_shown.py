"""A cell that shows more than its number is read, or refused, as the same text is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.notation import TypedAmount, read_amount, read_shown
from ledger.spreadsheet import ShownNumber


@pytest.mark.parametrize(
    ("text", "code"), [("5 Billion", "SCALE"), ("12 kr", "CUR-SYM"), ("12%", "FORM"), ("-4 Mio", "FORM")]
)
def test_what_would_be_refused_as_text_is_refused_in_the_same_words(text, code):
    problem = read_shown(ShownNumber(Decimal(5), text))

    assert problem.code == code
    assert problem == read_amount(text, decimal="point")


@given(st.integers(1, 10**6), st.sampled_from([" Mio", " bn", " \u20ac", " CHF", " tkr", " pcs", "k"]))
def test_whole_figures_are_read_as_the_same_text(figure, unit):
    assert read_shown(ShownNumber(Decimal(figure), f"{figure}{unit}")) == read_amount(f"{figure}{unit}")


def test_a_point_before_three_digits_is_the_decimal_sign():
    assert read_shown(ShownNumber(Decimal("1.234"), "1.234 Mio")) == TypedAmount("1234000")


def test_thousands_left_away_are_read_where_the_unit_puts_them_back():
    assert read_shown(ShownNumber(Decimal(8_500_000), "8.5m", is_scaled=True)) == TypedAmount("8500000")


def test_thousands_left_away_are_read_where_a_mapping_puts_them_back():
    cell = ShownNumber(Decimal("8500000.12"), "8.50000012", is_scaled=True)

    assert read_shown(cell, multiplier=Decimal(10**6)) == TypedAmount("8.50000012")


@pytest.mark.parametrize("text", ["8.5", "8.5 bn", "8.5 \u20ac"])
def test_thousands_left_away_that_nothing_puts_back_are_refused(text):
    problem = read_shown(ShownNumber(Decimal(8_500_000), text, is_scaled=True))

    assert (problem.code, problem.found) == ("SCALE", f'"{text}" where the cell holds 8500000')
    assert "type 8500000, or" in problem.remedy

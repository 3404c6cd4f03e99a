"""Figures in quotes, in the notations of the press."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.notation.prose import figures_in


@pytest.mark.parametrize(
    ("quote", "figure"),
    [
        ("£3 billion every year", "3000000000"),
        ("£3bn", "3000000000"),
        ("a $3-billion package", "3000000000"),
        ("DKK 1.7 billion", "1700000000"),
        ("600-700 million kroner", "600000000"),
        ("600-700 million kroner", "700000000"),
        ("between €1.5 and €2 billion", "1500000000"),
        ("8,3 Milliarden Euro", "8300000000"),
        ("7,1 мільярда гривень", "7100000000"),
        ("14,5 mld zł", "14500000000"),
        ("¥31.1 billion", "31100000000"),
        ("three billion pounds", "3000000000"),
        ("half a billion euros", "500000000"),
        ("two hundred million euros", "200000000"),
        ("drei Milliarden Euro", "3000000000"),
        ("8.000 mil millones de euros", "8000000000000"),
        ("752,000,000 pounds", "752000000"),
        ("752.000.000 Euro", "752000000"),
        ("752 000 000 euros", "752000000"),
        ("CHF 752'000'000", "752000000"),
        ("1.234,56 Euro", "1234.56"),
        ("1,234.56 pounds", "1234.56"),
        ("4,200億円", "420000000000"),
        ("３０億円", "3000000000"),
        ("Rs 500 crore", "5000000000"),
        ("anslaget ökas med 310 mnkr", "310000000"),
        ("fem miljarder kronor", "5000000000"),
        ("quatre milliards d'euros", "4000000000"),
        ("90 migliaia di euro", "90000"),
        ("1200百万円", "1200000000"),
        ("3 千億円", "300000000000"),
        ("two and a half billion", "2500000000"),
        ("seventy-five million euros", "75000000"),
    ],
)
def test_a_notation_is_read(quote, figure):
    assert Decimal(figure) in figures_in(quote)


@pytest.mark.parametrize(
    ("quote", "figure"),
    [
        ("£3 billion", "3"),
        ("£3 billion", "3000000"),
        ("£30 billion", "3000000000"),
        ("£3.5 billion", "3000000000"),
        ("in 2025, 18 howitzers", "2025018"),
        ("3 months", "3000000"),
        ("no figure at all", "0"),
    ],
)
def test_another_figure_is_not_read_into_it(quote, figure):
    assert Decimal(figure) not in figures_in(quote)


def test_a_separator_that_may_be_either_gives_both_readings():
    assert set(figures_in("1,234")) == {Decimal("1.234"), Decimal(1234)}


@given(st.integers(min_value=1, max_value=10**12))
def test_a_figure_written_with_commas_or_dots_is_found(figure):
    assert Decimal(figure) in figures_in(f"EUR {figure:,} in all")
    assert Decimal(figure) in figures_in(f"EUR {figure:,} in all".replace(",", "."))


@given(st.text(max_size=400))
def test_no_quote_can_raise_or_give_less_than_nothing(quote):
    assert all(figure >= 0 for figure in figures_in(quote))

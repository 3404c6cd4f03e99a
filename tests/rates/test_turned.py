"""A set that quotes some currencies the other way round, as the Federal Reserve does."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Interval, Money, Problem
from ledger.rates import Basis, Pair, Quote, RateSet, pick, quote_changes
from ledger.rates.sets import Series
from ledger.valuation import convert, trail

JUNE = date(2025, 6, 2)
positive = st.decimals("0.001", "1000", places=4)


def mixed(**rates: str | Decimal) -> RateSet:
    """Dollars for one AUD, EUR or GBP, and units of all other currencies for a dollar."""
    quotes = {name: Series.of([Quote(rate, day=JUNE)]) for name, rate in rates.items()}
    turned = frozenset({"AUD", "EUR", "GBP"} & rates.keys())
    return RateSet("FED", "Federal Reserve", "USD", "units_per_base", "0" * 64, quotes=quotes, turned=turned)


@pytest.mark.parametrize(
    ("amount", "currency", "target", "worth"),
    [
        ("100", "EUR", "USD", "114.22"),
        ("114.22", "USD", "EUR", "100.00"),
        ("142.79", "USD", "JPY", "20389"),
        ("100", "EUR", "JPY", "16309"),
        ("16309", "JPY", "EUR", "100.00"),
        ("100", "AUD", "EUR", "56.82"),
    ],
)
def test_each_currency_is_converted_the_way_it_is_quoted(amount, currency, target, worth):
    rates = mixed(EUR="1.1422", AUD="0.6490", JPY="142.79")

    assert convert(Money(amount, currency), target, on=JUNE, rates=[rates]).result == Money(worth, target)


def test_the_words_of_a_rate_say_its_own_way():
    converted = convert(Money("1", "EUR"), "JPY", on=JUNE, rates=[mixed(EUR="1.1", JPY="142")])
    legs = {leg.currency: leg.said for leg in trail(converted)}

    assert legs == {"EUR": "1 EUR = 1.1 USD", "JPY": "1 USD = 142 JPY"}


def test_a_mean_of_both_directions_is_taken_as_each_is_quoted():
    days = [date(2025, 6, day) for day in (2, 3)]
    quotes = {
        "EUR": Series.of([Quote(rate, day=day) for rate, day in zip(("1.1", "1.3"), days, strict=True)]),
        "JPY": Series.of([Quote(rate, day=day) for rate, day in zip(("140", "160"), days, strict=True)]),
    }
    rates = RateSet("FED", "Fed", "USD", "units_per_base", "0" * 64, quotes=quotes, turned=frozenset(["EUR"]))
    window = Basis("window", window=Interval(*days))

    found = pick("EUR", "JPY", basis=window, day=JUNE, rate_sets=[rates])

    assert isinstance(found, Pair)
    assert found.rate == 150 * Fraction("1.2")


def test_a_mean_across_an_adoption_of_two_directions_is_not_made():
    days = [date(1998, 12, 31), date(1999, 1, 4)]
    quotes = {
        "DEM": Series.of([Quote("1.67", day=days[0])]),
        "EUR": Series.of([Quote("1.18", day=days[1])]),
        "JPY": Series.of([Quote("113", day=day) for day in days]),
    }
    window = Basis("window", window=Interval(*days))

    def asked(turned: frozenset[str]) -> Pair | Problem:
        rates = RateSet("FED", "Fed", "USD", "units_per_base", "0" * 64, quotes=quotes, turned=turned)
        return pick("DEM", "JPY", basis=window, day=days[0], rate_sets=[rates])

    assert isinstance(asked(frozenset()), Pair)
    assert isinstance(asked(frozenset(["EUR"])), Problem)


def test_the_same_figure_the_other_way_round_is_a_change():
    one = mixed(EUR="1.1422", JPY="142.79")
    other = RateSet("FED", "Fed", "USD", "units_per_base", "1" * 64, quotes=one.quotes)

    assert [change.currency for change in quote_changes(one, other)] == ["EUR"]


@given(positive, positive)
def test_a_turned_quote_is_worth_what_its_inverse_would_be(euro, yen):
    rates = mixed(EUR=euro, JPY=yen)
    found = pick("EUR", "JPY", basis=Basis("announced"), day=JUNE, rate_sets=[rates])
    back = pick("JPY", "EUR", basis=Basis("announced"), day=JUNE, rate_sets=[rates])

    assert isinstance(found, Pair)
    assert isinstance(back, Pair)
    assert found.rate == Fraction(euro) * Fraction(yen)
    assert found.rate * back.rate == 1

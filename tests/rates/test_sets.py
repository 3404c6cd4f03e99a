from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.foundation import Interval
from ledger.rates import Quote, RateSet
from ledger.rates.sets import Series

FRIDAY, MONDAY = date(2025, 5, 30), date(2025, 6, 2)
DOLLAR = Series.of([Quote("1.1419", MONDAY), Quote("1.1339", FRIDAY)])


def rates(**changes):
    given = {"name": "ECB", "source": "ECB", "base": "EUR", "direction": "units_per_base", "sha256": "0" * 64}
    return RateSet(**given | {"quotes": {"USD": DOLLAR}} | changes)


def test_a_quote_is_made_from_text_and_equal_by_value():
    assert Quote("1.1339", day=FRIDAY) == Quote(Decimal("1.13390"), day=FRIDAY)


def test_a_quote_refuses_a_float():
    with pytest.raises(TypeError, match="exact"):
        Quote(1.1339, day=FRIDAY)


@pytest.mark.parametrize("text", ["", "0", "0.00", "-1.1", "1e5", "NaN", "1,5", "1_0", "１", " 1", "1.", ".5", "01"])
def test_a_quote_refuses_text_that_is_no_rate(text):
    with pytest.raises(ValueError):
        Quote(text, day=FRIDAY)


def test_a_table_has_one_quote_of_each_currency():
    with pytest.raises(ValueError, match="one quote of each currency"):
        rates(kind="table")
    assert rates(kind="table", quotes={"USD": Series.of([Quote("1.1419", MONDAY)])}).kind == "table"


def test_a_quote_for_a_hundred_units_is_a_hundredth_for_one():
    assert Quote("27.86", day=FRIDAY, unit=100).per_one == Fraction("0.2786")


def test_a_sunday_has_fridays_quote():
    assert rates().quote_on_or_before("USD", date(2025, 6, 1)) == Quote("1.1339", day=FRIDAY)


def test_before_the_first_day_there_is_no_quote():
    assert rates().quote_on_or_before("USD", date(2025, 5, 29)) is None


def test_a_currency_that_is_not_quoted_has_none():
    assert rates().quote_on_or_before("UAH", MONDAY) is None
    assert rates().quotes_between("UAH", Interval(FRIDAY, MONDAY)) == ()


def test_both_ends_of_an_interval_count():
    assert len(rates().quotes_between("USD", Interval(FRIDAY, MONDAY))) == 2


def test_a_set_knows_its_currencies_and_its_first_and_last_day():
    assert (rates().currencies, rates().first_day, rates().last_day) == (("USD",), FRIDAY, MONDAY)


def test_a_set_without_quotes_or_with_quotes_of_its_base_cannot_be():
    with pytest.raises(ValueError):
        rates(quotes={})
    with pytest.raises(ValueError):
        rates(base="USD")


def test_a_series_has_each_day_once():
    with pytest.raises(ValueError):
        Series.of([Quote("1.1419", MONDAY), Quote("1.1339", MONDAY)])


def test_a_series_has_a_value_for_each_day():
    with pytest.raises(ValueError):
        Series((FRIDAY, MONDAY), ("1.1339",), (1,))


def test_a_rate_stands_for_at_least_one_unit():
    with pytest.raises(ValueError):
        Quote("1.1339", day=FRIDAY, unit=0)

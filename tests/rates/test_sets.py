from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.foundation import Interval, Refused
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
    with pytest.raises(
        Refused, match=r"^value: FORM error: found .* expected a plain number above zero such as 1.1339"
    ):
        Quote(text, day=FRIDAY)


def test_a_table_has_one_quote_of_each_currency():
    with pytest.raises(
        Refused, match=r"^quotes: FORM error: found several of USD, expected one of each currency in a table"
    ):
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
    with pytest.raises(Refused, match=r"^quotes: FORM error: found no quotes"):
        rates(quotes={})
    with pytest.raises(Refused, match=r"^quotes: FORM error: found quotes of USD, the base"):
        rates(base="USD")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"direction": "up"}, '^direction: FORM error: found "up", expected units_per_base or base_per_unit'),
        ({"kind": "list"}, '^kind: FORM error: found "list", expected series or table'),
        ({"sha256": "ab"}, '^sha256: FORM error: found "ab", expected a SHA-256 of 64 hexadecimal digits'),
    ],
)
def test_a_set_says_how_it_quotes_and_from_which_bytes(changes, told):
    with pytest.raises(Refused, match=told):
        rates(**changes)


@pytest.mark.parametrize("quotes", [None, ["1.1339"], {"USD": "1.1339"}, {"USD": [Quote("1.1339", FRIDAY)]}])
def test_quotes_of_a_set_are_series(quotes):
    with pytest.raises(TypeError, match=r"^quotes is a dict of series such as \{'USD': Series.of"):
        rates(quotes=quotes)


def test_a_series_has_each_day_once():
    with pytest.raises(Refused, match=r"^days: FORM error: found 2025-06-02 before 2025-06-02, expected days in order"):
        Series.of([Quote("1.1419", MONDAY), Quote("1.1339", MONDAY)])


def test_a_series_has_a_value_for_each_day():
    with pytest.raises(Refused, match=r"^values: FORM error: found 2 days, 1 values and 1 units, expected as many"):
        Series((FRIDAY, MONDAY), ("1.1339",), (1,))


@pytest.mark.parametrize(("values", "units"), [((Decimal("1.1339"),), (1,)), (("1.1339",), ("1",))])
def test_a_series_keeps_the_published_text_and_whole_units(values, units):
    with pytest.raises(TypeError, match=r"^values are texts and units whole numbers, as in \('1.1339',\) and \(1,\)"):
        Series((FRIDAY,), values, units)


def test_a_rate_stands_for_at_least_one_unit():
    with pytest.raises(Refused, match=r"^unit: FORM error: found 0, expected one unit or more"):
        Quote("1.1339", day=FRIDAY, unit=0)
    with pytest.raises(TypeError, match=r"^unit is for how many units the rate stands, such as 100, not the str '100'"):
        Quote("1.1339", day=FRIDAY, unit="100")
    with pytest.raises(Refused, match=r"^units: FORM error: found 0, expected one unit or more"):
        Series((FRIDAY,), ("1.1339",), (0,))
    assert Series((FRIDAY,), ("1.1339",), (1,)).units == (1,)


def test_a_printed_series_is_a_line_with_its_days():
    assert repr(DOLLAR) == "<Series of 2 quotes, 2025-05-30 to 2025-06-02>"

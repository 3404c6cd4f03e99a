from datetime import date

import pytest

from ledger.records import CURRENCIES, rows


@pytest.mark.parametrize(
    ("code", "minor_units"),
    [
        ("EUR", 2),
        ("JPY", 0),
        ("KWD", 3),
        ("AFN", 2),
        ("RSD", 2),
        ("ALL", 2),
        ("IQD", 3),
        ("ISK", 0),
        ("UGX", 0),
        ("CLF", 4),
        ("UYW", 4),
        ("MGA", 2),
        ("MRU", 2),
        ("TRL", 0),
        ("BYR", 0),
    ],
)
def test_minor_units_are_those_of_the_standard_and_not_those_of_the_shops(code, minor_units):
    assert CURRENCIES[code].minor_units == minor_units


@pytest.mark.parametrize(
    ("code", "last", "successor"),
    [
        ("HRK", date(2022, 12, 31), "EUR"),
        ("BGN", date(2025, 12, 31), "EUR"),
        ("ROL", date(2005, 6, 30), "RON"),
        ("TRL", date(2004, 12, 31), "TRY"),
        ("BYR", date(2016, 6, 30), "BYN"),
        ("VEF", date(2018, 8, 19), "VES"),
        ("ANG", date(2025, 6, 30), "XCG"),
    ],
)
def test_a_currency_that_is_gone_has_its_last_day_and_its_successor(code, last, successor):
    currency = CURRENCIES[code]

    assert (currency.last, currency.successor) == (last, successor)


def test_the_mark_could_be_owed_until_the_euro_came_in_cash():
    assert CURRENCIES["DEM"].last == date(2001, 12, 31)


def test_currencies_that_took_another_ones_place_have_their_first_day():
    assert CURRENCIES["EUR"].first == date(1999, 1, 1)
    assert CURRENCIES["RON"].first == date(2005, 7, 1)
    assert CURRENCIES["TRY"].first == date(2005, 1, 1)


def test_every_successor_is_in_the_list():
    assert {it.successor for it in CURRENCIES.values() if it.successor} <= set(CURRENCIES)


def test_every_currency_that_is_gone_has_a_successor():
    assert [it.code for it in CURRENCIES.values() if it.last and not it.successor] == []


def test_no_currency_ends_before_it_begins():
    assert [it.code for it in CURRENCIES.values() if it.first and it.last and it.last < it.first] == []


def test_the_list_is_in_order_without_doubles_and_each_row_names_its_source():
    codes = [row["code"] for row in rows("currencies")]

    assert codes == sorted(set(codes))
    assert all(row["source"].startswith("ISO 4217 list") for row in rows("currencies"))

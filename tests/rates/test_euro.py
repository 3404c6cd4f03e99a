from datetime import date

import pytest

from ledger.rates import IRREVOCABLE
from ledger.rates.euro import irrevocable
from ledger.records import CURRENCIES, rows


def test_the_euro_has_replaced_21_currencies():
    assert len(IRREVOCABLE) == 21


@pytest.mark.parametrize(
    ("currency", "units", "adopted"),
    [
        ("ATS", "13.7603", date(1999, 1, 1)),
        ("DEM", "1.95583", date(1999, 1, 1)),
        ("IEP", "0.787564", date(1999, 1, 1)),
        ("ITL", "1936.27", date(1999, 1, 1)),
        ("GRD", "340.750", date(2001, 1, 1)),
        ("MTL", "0.429300", date(2008, 1, 1)),
        ("LTL", "3.45280", date(2015, 1, 1)),
        ("HRK", "7.53450", date(2023, 1, 1)),
        ("BGN", "1.95583", date(2026, 1, 1)),
    ],
)
def test_the_rate_holds_from_the_day_of_adoption(currency, units, adopted):
    fixed = irrevocable(currency, adopted)

    assert fixed is not None
    assert (str(fixed.units_per_euro), fixed.adopted) == (units, adopted)


def test_the_day_before_there_is_none():
    assert irrevocable("HRK", date(2022, 12, 31)) is None


def test_a_living_currency_has_none():
    assert irrevocable("GBP", date(2026, 1, 1)) is None


def test_every_rate_has_six_significant_digits_as_the_law_wants():
    digits = {row["currency"]: row["units_per_euro"].replace(".", "").lstrip("0") for row in rows("euro")}

    assert {currency for currency, figures in digits.items() if len(figures) != 6} == set()


def test_every_adoption_is_a_first_of_january_so_that_no_month_or_year_is_split():
    assert {(fixed.adopted.month, fixed.adopted.day) for fixed in IRREVOCABLE.values()} == {(1, 1)}


def test_every_rate_names_its_regulation_and_a_currency_that_became_the_euro():
    for fixed in IRREVOCABLE.values():
        assert "Regulation (E" in fixed.source
        assert CURRENCIES[fixed.currency].successor == "EUR"

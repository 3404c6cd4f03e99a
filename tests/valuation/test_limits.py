"""The limits of valuation, each with what just holds it and what is just beyond."""

from datetime import date

import pytest
from made import euros, pledge, yearly

from ledger.foundation import Interval, Money
from ledger.rates import Basis
from ledger.valuation import convert, instalments, schedule, trail
from ledger.valuation.spread import spread


def test_the_trail_shows_twelve_digits_of_a_mean():
    rates = euros(("2025-06-02", "USD", "1"), ("2025-06-10", "USD", "1"), ("2025-06-23", "USD", "2"))
    conversion = convert(Money("100", "USD"), "EUR", on=date(2025, 6, 2), rates=[rates], basis=Basis("month"))

    assert [leg.rate for leg in trail(conversion) if leg.currency == "USD"] == ["1.33333333333"]


@pytest.mark.parametrize(("rounding", "rate"), [(4, "1.3333"), (2, "1.33"), (0, "1")])
def test_the_trail_shows_a_rounded_mean_with_its_decimals(rounding, rate):
    rates = euros(("2025-06-02", "USD", "1"), ("2025-06-10", "USD", "1"), ("2025-06-23", "USD", "2"))
    basis = Basis("window", window=Interval(date(2025, 6, 2), date(2025, 6, 23)), rounding=rounding)
    conversion = convert(Money("100", "USD"), "EUR", on=date(2025, 6, 2), rates=[rates], basis=basis)

    assert [leg.rate for leg in trail(conversion) if leg.currency == "USD"] == [rate]


def test_a_part_may_have_no_days_and_no_fewer():
    assert spread(100, [1, 0, 1]) == (50, 0, 50)
    with pytest.raises(ValueError):
        spread(100, [1, -1, 1])


def test_an_instalment_is_owed_from_its_first_day():
    record = pledge(term=yearly("2025-04-01"))

    assert [str(it.interval.start) for it in instalments(record, date(2026, 4, 1))] == ["2025-04-01", "2026-04-01"]
    assert [str(it.interval.start) for it in instalments(record, date(2026, 3, 31))] == ["2025-04-01"]


def test_a_term_counts_from_its_first_day():
    record = pledge(term=yearly("2025-04-01"))

    assert schedule(record, date(2025, 4, 1)).rest_days == 1
    assert schedule(record, date(2025, 3, 31)).rest_days == 0

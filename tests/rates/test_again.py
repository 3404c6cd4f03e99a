"""A pair that came from elsewhere follows from the quotes that it carries, or what does not is told."""

from dataclasses import replace
from datetime import date

import pytest
from made import euros

from ledger.rates import Basis, pick, unfollowed

DAY = date(2022, 9, 8)
WEEK = "2022-09-06..2022-09-09"
RATES = euros(
    *(("2022-09-06", "USD", "1.00"), ("2022-09-07", "USD", "0.98"), ("2022-09-08", "USD", "1.02")),
    *(("2022-09-06", "GBP", "0.80"), ("2022-09-08", "GBP", "0.85"), ("2022-09-09", "GBP", "0.80")),
)


def of_dollars(basis):
    return pick("USD", "GBP", basis=Basis.parse(basis), day=DAY, rate_sets=[RATES])


@pytest.mark.parametrize("basis", ["announced", f"window:{WEEK}", f"lowest:{WEEK}", f"highest:{WEEK}"])
def test_a_pair_as_it_was_picked_follows_and_no_other_number_of_days_does(basis):
    pair = of_dollars(basis)

    assert unfollowed(pair, Basis.parse(basis), DAY) == ""
    forged = replace(pair, days_back=pair.days_back + 1)
    assert unfollowed(forged, Basis.parse(basis), DAY).startswith(f"days_back {forged.days_back}, not {pair.days_back}")


def test_the_rate_of_another_rule_does_not_follow():
    lowest = of_dollars(f"lowest:{WEEK}")
    assert "kind lowest, not highest" in unfollowed(lowest, Basis.parse(f"highest:{WEEK}"), DAY)

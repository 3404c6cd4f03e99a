"""A sum that is owed again and again is never shown without its interval: it would read as a total."""

import pytest
from made import amount, over, paid, pledge, yearly


@pytest.mark.parametrize("every", ["year", "quarter", "month"])
def test_a_recurring_amount_says_its_interval(every):
    record = pledge(amount=amount("3000000", "GBP", "up_to"), term=yearly(every=every))

    assert record.stated_amount == f"up to GBP 3,000,000 a {every}"


@pytest.mark.parametrize("term", [{"kind": "one_off"}, over("2025-01-01", "2027-12-31")])
def test_a_sum_that_is_owed_once_says_none(term):
    assert pledge(amount=amount("3000000", "GBP"), term=term).stated_amount == "GBP 3,000,000"
    assert paid(amount=amount("3000000", "GBP")).stated_amount == "GBP 3,000,000"


def test_where_nobody_says_the_sum_there_is_nothing_to_say_an_interval_of():
    assert pledge(amount={"qualifier": "undisclosed"}, term=yearly()).stated_amount == "undisclosed"


def test_an_equivalent_of_a_recurring_amount_says_its_interval_too():
    record = pledge(amount=amount("3000000", "GBP"), stated_equivalents=[amount("4000000", "USD")], term=yearly())

    assert record.stated(record.stated_equivalents[0]) == "USD 4,000,000 a year"

"""The limits of totals, each with what just holds it and what is just beyond."""

from decimal import Decimal

import pytest
from made import amount, pledge, report

from ledger.totals import exact_type, sums


@pytest.mark.parametrize(("records", "low"), [(25, 10), (26, 0)])
def test_the_doubts_of_twenty_five_parts_are_offset_with_their_envelope(records, low):
    """Parts that may come to more than their envelope: together they are what it says, if that is not too much work."""
    parts = [
        pledge(
            f"p{number}", amount=amount("1", qualifier="up_to"), relations=[{"kind": "part_of", "target": "envelope"}]
        )
        for number in range(records)
    ]
    made = report(pledge("envelope", amount=amount("10")), *parts)
    (found,) = sums(made.pieces, (), "pledges").values()

    assert found.figures.low_minor == low * 100


def test_a_column_of_eighteen_digits_is_one_with_which_one_can_reckon():
    assert str(exact_type("JPY", [Decimal("9" * 18)])) == "decimal128(18, 0)[pyarrow]"
    assert str(exact_type("JPY", [Decimal("9" * 19)])) == "decimal128(38, 0)[pyarrow]"

"""A row as people type it: what each cell fills, and what stays as it stands with a problem."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.intake.typed_row import typed, unplain_columns


@pytest.mark.parametrize(
    ("row", "filled"),
    [
        ({"amount": "3 bn"}, {"amount": "3000000000"}),
        ({"amount": "€3bn", "currency": ""}, {"amount": "3000000000", "currency": "EUR"}),
        ({"amount": "up to 2 Mrd"}, {"amount": "2000000000", "qualifier": "up_to"}),
        ({"amount": "600-700 mio"}, {"amount": "", "low": "600000000", "high": "700000000", "qualifier": "range"}),
        ({"low": "1 bn", "high": "2 bn"}, {"low": "1000000000", "high": "2000000000"}),
        ({"item_amount_2": "$1 mio", "item_currency_2": "USD"}, {"item_amount_2": "1000000", "item_currency_2": "USD"}),
        ({"quantity": "1 200"}, {"quantity": "1200"}),
        ({"category": "Military", "term": "One-off"}, {"category": "military", "term": "one_off"}),
        ({"amount": "$3 bn", "currency": "usd"}, {"amount": "3000000000", "currency": "USD"}),
        ({"announced": "2. Juni 2025"}, {"announced": "2025-06-02"}),
        ({"amount": Decimal("1.234"), "announced": date(2025, 6, 2)}, {"amount": "1.234", "announced": "2025-06-02"}),
        (
            {"partner_undisclosed": True, "title": Decimal(7), "note": None},
            {"partner_undisclosed": "yes", "title": "7"},
        ),
    ],
)
def test_a_typed_cell_fills_what_it_says(row, filled):
    found = typed(row)

    assert (found.problems, found.cells | filled) == ({}, found.cells)


@pytest.mark.parametrize("figure", ["1.234", "100.50", "0.500000", "999999999999999999"])
def test_a_figure_in_plain_digits_keeps_each_of_them(figure):
    assert typed({"amount": figure}).cells == {"amount": figure}
    assert all(is_plain(figure) for _, is_plain in unplain_columns(["amount", "low_2"]))


def test_a_sign_of_several_currencies_means_the_donors_own_but_not_in_an_equivalent():
    row = {"donor": "Australia", "announced": "2 June 2025", "amount": "$3bn", "equivalent_amount": "$2bn"}

    found = typed(row)

    assert found.cells["currency"] == "AUD"
    assert [(name, it.code, it.place) for name, it in found.problems.items()] == [
        ("equivalent_amount", "CUR-SYM", "equivalent_amount")
    ]


@pytest.mark.parametrize(
    ("row", "name", "found"),
    [
        ({"amount": "about 3 bn", "qualifier": "exact"}, "amount", '"about 3 bn" beside exact'),
        ({"amount": "3-4 bn", "low": "3"}, "amount", '"3-4 bn" beside low and high'),
        ({"low": "about 3 bn"}, "low", '"about 3 bn"'),
        ({"quantity": "€5"}, "quantity", '"€5"'),
        ({"amount": date(2025, 6, 2)}, "amount", "the day 2025-06-02"),
        ({"announced": "2/6/2025"}, "announced", '"2/6/2025"'),
        ({"announced": Decimal(45810)}, "announced", '"45810"'),
    ],
)
def test_what_cannot_be_read_stays_with_a_problem(row, name, found):
    result = typed(row)

    assert [(it.place, it.found) for it in result.problems.values()] == [(name, found)]

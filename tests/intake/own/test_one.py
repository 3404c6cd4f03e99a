"""What may be typed in the form may be typed at a prompt: one record, and some fields of one."""

import pytest

from ledger.foundation import Place
from ledger.intake.own.one import typed_cells, typed_record


def test_a_record_is_read_as_a_row_of_the_form():
    row = {
        "donor": "Norway",
        "announced": "2 June 2025",
        "category": "Military assistance",
        "amount": "five billion kroner",
        "term": "yearly",
    }

    values = typed_record(row, Place(subject="add")).values

    assert (values["announced"], values["category"]) == ("2025-06-02", "military")
    assert values["amount"] == {"qualifier": "exact", "value": "5000000000", "currency": "NOK"}
    assert values["term"] == {"kind": "recurring", "every": "year"}


def test_a_record_without_an_amount_is_told_what_to_fill_in():
    (fault,) = typed_record({"title": "x"}, Place(subject="add")).faults.values()

    assert str(fault.place) == "add:amount"
    assert fault.remedy == "fill in amount, or choose undisclosed or none under qualifier"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ({"amount": "3 bn"}, {"amount": "3000000000"}),
        ({"amount": "up to 3 bn"}, {"amount": "3000000000", "qualifier": "up_to"}),
        ({"amount": "600-700 mio"}, {"amount": "", "low": "600000000", "high": "700000000", "qualifier": "range"}),
        ({"amount": "1.234"}, {"amount": "1.234"}),
        ({"note": ""}, {"note": ""}),
        ({"currency": "£"}, {"currency": "GBP"}),
        ({"announced": "2. Juni 2025"}, {"announced": "2025-06-02"}),
    ],
)
def test_fields_say_only_what_was_typed(row, cells):
    assert typed_cells(row, ("GBP",)) == (cells, {})


def test_a_sign_of_another_currency_than_that_of_the_record_is_asked_about():
    assert [fault.code for fault in typed_cells({"amount": "$3 bn"}, ("EUR",))[1].values()] == ["CUR-SYM"]

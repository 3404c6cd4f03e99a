"""Units, decimals and how numbers and days are written."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.foundation import Refused
from ledger.presentation.language import Language
from ledger.presentation.numbers import FigureScale


@pytest.mark.parametrize(
    ("number", "text"),
    [("12525.7", "12,525.7"), ("-0.1", "\N{MINUS SIGN}0.1"), ("-0.0", "0.0"), ("999", "999"), ("1000", "1,000")],
)
def test_a_number_is_written_in_groups_with_a_true_minus(number, text):
    assert Language("en").number(Decimal(number)) == text


def test_a_day_does_not_break():
    assert Language("en").day(date(2026, 5, 1)) == "1\xa0May\xa02026"


@pytest.mark.parametrize(
    ("given", "step", "name", "smallest"),
    [
        (("EUR", 2, "million", 1), 10_000_000, "EUR million", "EUR 0.1 million"),
        (("EUR", 2, "million", 8), 1, "EUR million", "EUR 0.00000001 million"),
        (("EUR", 2, "one", 2), 1, "EUR", "EUR 0.01"),
        (("EUR", 2, "billion", 0), 10**11, "EUR billion", "EUR 1 billion"),
        (("JPY", 0, "thousand", 0), 1000, "JPY thousand", "JPY 1 thousand"),
        (("KWD", 3, "one", 0), 1000, "KWD", "KWD 1"),
    ],
)
def test_a_scale_has_a_step_in_minor_units(given, step, name, smallest):
    scale = FigureScale(*given)

    written = (Language("en").unit(scale), Language("en").money(scale.number(1), scale))

    assert (scale.step_minor, *written) == (step, name.replace(" ", "\xa0"), smallest.replace(" ", "\xa0"))


@pytest.mark.parametrize(
    ("unit", "decimals", "told"),
    [
        (
            "milion",
            1,
            'unit: FORM error: found "milion", expected one of one, thousand, million, billion. Do: choose million.',
        ),
        ("one", 3, "decimals: FORM error: found 3, expected 0 to 2 decimals of EUR. Do: choose 2, or another unit."),
        (
            "million",
            9,
            "decimals: FORM error: found 9, expected 0 to 8 decimals of EUR million. Do: choose 8, or another unit.",
        ),
        (
            "one",
            "x",
            'decimals: FORM error: found "x", expected a whole number of decimals. Do: write digits.',
        ),
        (
            "one",
            1.0,
            'decimals: FORM error: found "1.0", expected a whole number of decimals. Do: write digits.',
        ),
        (
            "one",
            True,
            'decimals: FORM error: found "True", expected a whole number of decimals. Do: write digits.',
        ),
        (
            ["one"],
            1,
            "unit: FORM error: found \"['one']\", expected one of one, thousand, million, billion. Do: choose one.",
        ),
        ("one", -1, "decimals: FORM error: found -1, expected 0 to 2 decimals of EUR. Do: choose 0, or another unit."),
    ],
)
def test_a_unit_or_decimals_that_do_not_exist_are_refused_with_what_does(unit, decimals, told):
    with pytest.raises(Refused) as refused:
        FigureScale("EUR", 2, unit, decimals)

    assert [str(problem) for problem in refused.value.problems] == [told]

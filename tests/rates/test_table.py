"""The basis ``table``: the rates of one table that came with a source, whatever the day of the amount."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.foundation import Place, Problem
from ledger.rates import Basis, Pair, Quote, pick, read_rates

KIEL = Basis.parse("table:kiel-7")
RELEASED = date(2022, 10, 6)
SERIES = b"date,currency,rate,base,direction,unit,source\n"


def table(*lines: str):
    """A table of units for one euro, as a release of a tracker brings it."""
    rows = [f"{line},EUR,units_per_base,1,Kiel Institute,table" for line in lines]
    headings = "date,currency,rate,base,direction,unit,source,kind"
    rate_set, problems = read_rates("kiel-7", "\n".join([headings, *rows]).encode())
    assert rate_set is not None, problems
    return rate_set


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2022, 10, 6), date(2035, 1, 1)])
def test_a_table_holds_for_every_day(ecb, day):
    rates = table("2022-10-06,USD,0.9887", "2022-10-06,GBP,0.87571")

    pair = pick("USD", "GBP", basis=KIEL, day=day, rate_sets=[ecb, rates])

    assert pair.rate == Fraction("0.87571") / Fraction("0.9887")
    assert (pair.rate_set, pair.source.kind, pair.source.quotes) == (
        rates.description,
        "table",
        (Quote("0.9887", RELEASED),),
    )
    assert (pair.day, pair.days_back, pair.provisional) == (day, 0, False)


def test_each_rate_of_a_table_may_have_a_day_of_its_own():
    rates = table("2022-10-06,USD,0.9887", "2020-10-30,TWD,33.424")

    pair = pick("TWD", "USD", basis=KIEL, day=date(2022, 3, 1), rate_sets=[rates])

    assert pair.rate == Fraction("0.9887") / Fraction("33.424")
    assert (pair.source.last, pair.target.last) == (date(2020, 10, 30), RELEASED)


def test_a_set_that_is_no_table_by_its_file_may_be_used_as_one():
    rates, _ = read_rates("NBU", SERIES + b"2022-10-06,USD,36.5686,UAH,base_per_unit,1,NBU")

    pair = pick("USD", "UAH", basis=Basis.parse("table:NBU"), day=date(2014, 3, 1), rate_sets=[rates])

    assert pair.rate == Fraction("36.5686")


@pytest.mark.parametrize("basis", ["announced", "on:2022-10-06", "window:2022-10-03..2022-10-09", "month", "year"])
def test_a_table_answers_for_no_other_basis(ecb, basis):
    rates = table("2022-10-06,USD,0.5", "2022-10-06,TWD,30")
    asked = {"basis": Basis.parse(basis), "day": RELEASED, "rate_sets": [rates, ecb]}

    assert pick("USD", "EUR", **asked).rate_set == ecb.description
    assert isinstance(pick("TWD", "EUR", **asked), Problem)


def test_a_gap_names_the_table_that_would_have_helped():
    rates = table("2022-10-06,TWD,33.424")
    gap = pick("TWD", "EUR", basis=Basis("announced"), day=RELEASED, rate_sets=[rates])

    assert gap.found.endswith("(kiel-7 is a table, for the basis table:kiel-7 alone)")
    assert "kiel-7" not in pick("USD", "EUR", basis=Basis("announced"), day=RELEASED, rate_sets=[rates]).found


def test_a_currency_that_a_table_does_not_have_is_not_converted(ecb):
    gap = pick("UAH", "EUR", basis=KIEL, day=RELEASED, rate_sets=[ecb, table("2022-10-06,USD,0.9887")])

    assert str(gap.within(Place(file="x.csv", row=2))) == (
        "x.csv:2: FX-GAP error: found no rate from UAH to EUR in the table kiel-7 (kiel-7 has no UAH), "
        "expected a table kiel-7 with UAH and EUR, one rate of each. "
        "Do: add the table under the name kiel-7 with book.add_rates, or read it with read_rates, "
        "or choose another basis."
    )


def test_a_table_that_is_not_there_is_a_gap_that_says_which_sets_are(ecb):
    gap = pick(
        "USD", "EUR", basis=Basis.parse("table:kiel-8"), day=RELEASED, rate_sets=[ecb, table("2022-10-06,USD,1")]
    )

    assert "(no set of rates is called kiel-8: there are ECB, kiel-7)" in gap.found
    assert "there are no rates" in pick("USD", "EUR", basis=KIEL, day=RELEASED, rate_sets=[]).found


def test_a_set_with_several_rates_of_a_currency_is_no_table(ecb):
    gap = pick("USD", "EUR", basis=Basis.parse("table:ECB"), day=RELEASED, rate_sets=[ecb], as_of=RELEASED)

    assert f"(ECB has {len(ecb.quotes['USD'].days)} rates of USD, and a table has one)" in gap.found
    lines = b"2022-10-05,USD,1,EUR,units_per_base,1,s\n2022-10-06,USD,1,EUR,units_per_base,1,s\n"
    two, problems = read_rates("kiel-7", SERIES + lines)
    assert two is not None, problems
    gap = pick("USD", "EUR", basis=KIEL, day=RELEASED, rate_sets=[two], as_of=RELEASED)
    assert "(kiel-7 has 2 rates of USD, and a table has one)" in gap.found


def test_a_table_of_a_later_day_was_not_known_then():
    asked = {"basis": KIEL, "day": date(2022, 3, 1), "rate_sets": [table("2022-10-06,USD,0.9887")]}

    assert isinstance(pick("USD", "EUR", **asked, as_of=date(2022, 10, 6)), Pair)
    assert pick("USD", "EUR", **asked, as_of=date(2022, 10, 5)).found == (
        "no rate from USD to EUR as of 2022-10-05 in the table kiel-7 (kiel-7 is of 2022-10-06)"
    )


def test_in_a_table_the_amounts_own_day_decides_on_the_irrevocable_rate():
    asked = {"basis": KIEL, "rate_sets": [table("2022-10-06,HRK,7.5232")]}

    assert pick("EUR", "HRK", **asked, day=date(2022, 12, 31)).rate == Fraction("7.5232")
    assert pick("EUR", "HRK", **asked, day=date(2023, 1, 1)).rate == Fraction("7.53450")

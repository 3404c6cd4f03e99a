"""UNIT: figures held against the gross domestic product of their donor."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, euros, hryvnia, paid, pledge, yearly

from ledger.book import Book
from ledger.checks import check_magnitudes, may_be_large
from ledger.desk import import_file
from ledger.foundation import Refused
from ledger.records import party_names, rows

# Two dollars for a euro, ten crowns for a euro, so five crowns for a dollar.
RATES = [euros(("2025-06-02", "USD", "2"), ("2025-06-02", "NOK", "10"), ("2025-06-20", "USD", "2"))]
PRODUCT = {row["code"]: Decimal(row["usd"]) for row in rows("gdp")}


def judged(rates=RATES, **fields):
    return [str(it.severity) for it in check_magnitudes([pledge(**fields)], rates)]


def dollars(share, donor="NOR"):
    """A share of the donor's product, to the last decimal that an amount may have."""
    return (PRODUCT[donor] * share).quantize(Decimal("0.000001"), rounding="ROUND_FLOOR")


@pytest.mark.parametrize(
    ("share", "beyond", "severities"),
    [
        ("0.01", "0", []),
        ("0.01", "0.000001", ["warning"]),
        ("0.1", "0", ["warning"]),
        ("0.1", "0.000001", ["error"]),
        ("0.0001", "0", []),
    ],
)
def test_a_hundredth_of_the_product_is_a_warning_and_a_tenth_an_error(share, beyond, severities):
    value = dollars(Decimal(share)) + Decimal(beyond)

    assert judged(donor="NOR", amount=amount(str(value), "USD")) == severities


@pytest.mark.parametrize(("beyond", "may_be"), [("0", False), ("0.000001", True)])
def test_a_unit_of_no_currency_is_worth_more_than_five_dollars(beyond, may_be):
    value = dollars(Decimal("0.002")) + Decimal(beyond)

    assert may_be_large([pledge(donor="NOR", amount=amount(str(value), "KWD"))]) is may_be


def test_the_message_says_how_much_of_what_it_is():
    value = str(int(PRODUCT["DEU"]))

    [problem] = check_magnitudes([pledge(amount=amount(value, "USD"))], RATES)

    assert (problem.code, str(problem.place)) == ("UNIT", "a:amount")
    assert problem.found.startswith(f"USD {int(value):,}, 100.0 % of the GDP of Germany (USD ")
    assert problem.expected == "at most 10 % of what the donor makes in a year"


def test_a_figure_is_converted_with_a_rate_of_its_day():
    value = str(int(dollars(Decimal("0.012"))) * 5)

    assert judged(donor="NOR", amount=amount(value, "NOK")) == ["warning"]
    assert judged(donor="NOR", amount=amount(str(int(value) // 2), "NOK")) == []


def test_where_the_rates_end_earlier_their_last_one_will_do():
    value = str(int(dollars(Decimal("0.012"))) * 5)

    assert judged(donor="NOR", announced="2026-03-01", amount=amount(value, "NOK")) == []
    assert judged(
        [euros(("2025-06-20", "USD", "2"), ("2025-06-20", "NOK", "10"))],
        donor="NOR",
        announced="2026-03-01",
        amount=amount(value, "NOK"),
    ) == ["warning"]


def test_a_currency_without_a_rate_is_not_judged():
    value = str(10**16)

    assert judged(amount=amount(value, "UAH")) == []
    assert judged([hryvnia(("2025-06-02", "USD", "40"))], amount=amount(value, "UAH")) == ["error"]
    assert judged([], amount=amount(value, "EUR")) == []
    assert judged(announced="2020-01-01", amount=amount(value, "EUR")) == []


def test_dollars_need_no_rate():
    assert judged([], amount=amount(str(10**15), "USD")) == ["error"]


@pytest.mark.parametrize("donor", ["EU", "NATO", "EIB", "Ruritania", "XKX"])
def test_institutions_and_donors_without_a_fact_are_not_judged(donor):
    assert judged(donor=donor, amount=amount(str(10**17), "USD")) == []


def test_joint_donors_are_judged_together():
    joint = [{"donor": "NOR"}, {"donor": "SWE"}]
    value = str(int((PRODUCT["NOR"] + PRODUCT["SWE"]) / 100))

    assert judged(donor="NOR", joint_donors=joint, amount=amount(value, "USD")) == []
    assert judged(donor="NOR", amount=amount(value, "USD")) == ["warning"]


def test_the_upper_end_of_a_range_and_one_interval_of_a_term_are_judged():
    tenth = str(int(PRODUCT["NOR"] / 5))
    ranged = {"qualifier": "range", "low": "1", "high": tenth, "currency": "USD"}

    assert judged(donor="NOR", amount=ranged) == ["error"]
    assert (
        judged(donor="NOR", term=yearly(end="2035-03-31"), amount=amount(str(int(PRODUCT["NOR"] / 200)), "USD")) == []
    )


def test_a_payment_is_judged_by_the_donor_of_its_commitment():
    payment = paid(amount=amount(str(int(PRODUCT["NOR"] / 2)), "USD"))

    assert [str(it.place) for it in check_magnitudes([pledge(donor="NOR"), payment], RATES)] == ["t:amount"]
    assert check_magnitudes([payment], RATES) == ()


@given(st.sampled_from(sorted(PRODUCT)), st.integers(1, 10**19))
def test_what_is_large_is_always_looked_at(donor, cents):
    value = Decimal(cents).scaleb(-2)
    record = pledge(donor=donor, amount=amount(f"{value:f}", "USD"))

    found = check_magnitudes([record], [])

    share = Fraction(value) / Fraction(PRODUCT[donor])
    assert bool(found) == (share > Fraction(1, 100))
    assert may_be_large([record]) or not found


def test_the_facts_are_of_known_countries_and_have_a_source():
    assert set(PRODUCT) <= party_names().keys()
    assert all(row["source"] and row["year"].isdecimal() for row in rows("gdp"))


def test_an_import_stops_at_a_figure_that_nobody_could_pay(tmp_path):
    path = tmp_path / "aid.csv"
    head = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
    row = "Tents,NOR,UKR,military,grant,pledge,2025-06-02,exact,{},EUR,one_off\n"
    path.write_text(head + row.format("8000000") + row.format("900000000000"), encoding="utf-8")
    book = Book.create(tmp_path / "book.db")
    book.add_rates("bank", BANK, author="Ann", reason="rates")

    with pytest.raises(Refused) as refused:
        import_file(book, path, author="Ann")

    assert [(it.code, str(it.place)) for it in refused.value.problems if it.severity == "error"] == [
        ("UNIT", "aid.csv:3:amount")
    ]


BANK = b"""date,currency,rate,base,direction,unit,source
2025-06-02,USD,1.1419,EUR,units_per_base,1,test bank
"""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import CENTS, hryvnia

from ledger.foundation import Money, Refused, from_minor
from ledger.rates import Basis, Quote, ecb_rates, read_rates
from ledger.valuation import convert, trail

ECB = [ecb_rates()]


def test_three_billion_pounds_of_the_second_of_june_in_dollars():
    conversion = convert(Money("3000000000", "GBP"), "USD", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result == Money("4061773772.82", "USD")
    assert conversion.legs["GBP"] == Quote("0.8434", day=date(2025, 6, 2))
    assert conversion.legs["USD"] == Quote("1.1419", day=date(2025, 6, 2))
    assert conversion.days_back == 0


def test_three_billion_pounds_of_the_second_of_june_in_euros():
    conversion = convert(Money("3000000000", "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result == Money("3557031064.74", "EUR")


@pytest.mark.parametrize(
    ("asked", "published", "days_back", "euros"),
    [
        (date(2025, 5, 30), date(2025, 5, 30), 0, "1763823970.37"),
        (date(2025, 5, 31), date(2025, 5, 30), 1, "1763823970.37"),
        (date(2025, 6, 1), date(2025, 5, 30), 2, "1763823970.37"),
        (date(2025, 6, 2), date(2025, 6, 2), 0, "1751466853.49"),
    ],
)
def test_over_a_weekend_the_rate_of_the_last_working_day_holds(asked, published, days_back, euros):
    factories = convert(Money("2000000000", "USD"), "EUR", on=asked, rates=ECB)

    assert str(factories.result.value) == euros
    assert (factories.legs["USD"].day, factories.days_back) == (published, days_back)


def test_a_sum_in_kuna_after_the_euro_uses_the_irrevocable_rate_and_warns():
    conversion = convert(Money("3000000000", "HRK"), "EUR", on=date(2023, 2, 1), rates=ECB)

    assert conversion.result == Money("398168425.24", "EUR")
    assert [problem.code for problem in conversion.problems] == ["CUR-LIFE"]


def test_the_trail_says_a_currency_that_the_euro_replaced_for_one_of_the_base():
    rates = [hryvnia(("2001-06-01", "EUR", "40"))]
    conversion = convert(Money("195.583", "DEM"), "UAH", on=date(2001, 6, 1), rates=rates)

    assert conversion.result == Money("4000.00", "UAH")
    assert [leg.said for leg in trail(conversion)] == ["1 UAH = 0.04889575 DEM", "UAH is the base of the set"]
    euros = convert(Money("100", "EUR"), "UAH", on=date(2001, 6, 1), rates=rates)
    assert [leg.said for leg in trail(euros)] == ["1 EUR = 40 UAH", "UAH is the base of the set"]


def test_hryvnia_without_a_rate_set_are_not_converted():
    conversion = convert(Money("100", "UAH"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert conversion.result is None
    assert [problem.code for problem in conversion.problems] == ["FX-GAP"]


def test_hryvnia_with_a_rate_set_of_their_own_are():
    rates = [*ECB, hryvnia(("2025-06-02", "EUR", "47.5000"))]
    conversion = convert(Money("100", "UAH"), "EUR", on=date(2025, 6, 3), rates=rates)

    assert conversion.result == Money("2.11", "EUR")
    assert conversion.pair.rate_set.name == "UAH"


def test_there_is_no_rate_for_a_day_in_the_future():
    conversion = convert(Money("100", "USD"), "EUR", on=date(2035, 1, 1), rates=ECB)

    assert conversion.result is None
    assert [problem.code for problem in conversion.problems] == ["FX-GAP"]


def test_a_sum_in_the_target_currency_needs_no_rate():
    assert convert(Money("1.005", "EUR"), "EUR", on=date(2025, 6, 2), rates=[]).result == Money("1.01", "EUR")


def test_yen_have_no_cents():
    assert convert(Money("1", "EUR"), "JPY", on=date(2025, 6, 2), rates=ECB).result == Money("163", "JPY")


@pytest.mark.parametrize(
    ("basis", "result"),
    [
        ("announced", "1.14"),
        ("month", "1.15"),
        ("on:2025-05-30", "1.13"),
        ("window:2022-09-06..2022-10-06", "0.99"),
        ("window:2022-09-06..2022-10-06,round=0", "1.00"),
    ],
)
def test_the_basis_picks_the_rate(basis, result):
    conversion = convert(Money("1", "EUR"), "USD", on=date(2025, 6, 2), rates=ECB, basis=Basis.parse(basis))

    assert conversion.result == Money(result, "USD")


def test_a_published_table_converts_whatever_the_day():
    table, _ = read_rates(
        "kiel-7",
        b"date,currency,rate,base,direction,unit,source,kind\n2022-10-06,USD,0.9887,EUR,units_per_base,1,Kiel,table\n",
    )
    conversion = convert(Money("1000", "USD"), "EUR", on=date(2014, 3, 1), rates=[*ECB, table], basis="table:kiel-7")

    assert (str(conversion.result.value), conversion.days_back) == ("1011.43", 0)
    assert conversion.legs["USD"] == Quote("0.9887", day=date(2022, 10, 6))


def test_a_mean_rests_on_no_single_published_quote():
    rounded = "window:2022-09-06..2022-09-06,round=2"

    assert convert(Money("1", "EUR"), "USD", on=date(2025, 6, 2), rates=ECB, basis=rounded).legs == {}
    assert convert(Money("1", "EUR"), "USD", on=date(2025, 6, 2), rates=ECB, basis="month").legs == {}


@given(CENTS, st.sampled_from(["GBP", "JPY", "HUF", "SEK"]), st.dates(date(2000, 1, 10), date(2026, 10, 30)))
def test_a_conversion_is_within_half_a_cent_of_the_exact_ratio(cents, currency, day):
    conversion = convert(Money(from_minor(cents, 2), currency), "USD", on=day, rates=ECB)
    exact = conversion.amount.value * conversion.legs["USD"].value / conversion.legs[currency].value

    assert abs(conversion.result.value - exact) <= Decimal("0.005") + abs(exact) * Decimal("1e-26")


@given(CENTS)
def test_a_conversion_never_loses_its_sign_or_order(cents):
    smaller = convert(Money(from_minor(cents, 2), "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)
    larger = convert(Money(from_minor(cents + 1, 2), "GBP"), "EUR", on=date(2025, 6, 2), rates=ECB)

    assert 0 <= smaller.result.value <= larger.result.value


# What a program may get wrong at the door


def asked(**changes):
    """Convert EUR 1 to dollars on an ordinary day, but for these arguments."""
    usual = {"amount": Money("1", "EUR"), "to": "USD", "on": date(2025, 6, 2), "rates": ECB}
    return convert(**{**usual, **changes})


@pytest.mark.parametrize("day", [20250602, datetime(2025, 6, 2), pd.Timestamp("2025-06-02"), None])  # noqa: DTZ001 - that it has no zone is why it is refused
def test_the_day_of_a_conversion_is_a_day(day):
    with pytest.raises(TypeError, match="on is a day such as"):
        asked(on=day)


@pytest.mark.parametrize("day", [20250602, datetime(2025, 6, 2)])  # noqa: DTZ001 - that it has no zone is why it is refused
def test_as_of_is_a_day(day):
    with pytest.raises(TypeError, match="as_of is a day such as"):
        asked(as_of=day)


def test_days_may_be_text():
    assert asked(on="2025-06-02", as_of="2025-06-01") == asked(on=date(2025, 6, 2), as_of=date(2025, 6, 1))
    with pytest.raises(Refused, match="on: FORM error"):
        asked(on="2.6.2025")


@pytest.mark.parametrize("rates", [ECB[0], "ECB", ["ECB"], None])
def test_rate_sets_stand_in_a_list(rates):
    with pytest.raises(TypeError, match="a list of rate sets"):
        asked(rates=rates)


@pytest.mark.parametrize("amount", ["100 EUR", Decimal(100), None])
def test_an_amount_is_money(amount):
    with pytest.raises(TypeError, match="amount is money such as Money"):
        asked(amount=amount)


@pytest.mark.parametrize(
    ("to", "remedy"),
    [
        ("usd", "write USD or AUD, if that is meant"),
        ("EUX", "write EUR or UGX, if that is meant"),
        ("", "write its code, such as EUR"),
    ],
)
def test_a_target_that_is_no_currency_is_refused_with_the_nearest(to, remedy):
    with pytest.raises(Refused) as refused:
        asked(to=to)
    assert [str(it) for it in refused.value.problems] == [
        f'to: FORM error: found "{to}", expected a currency of ISO 4217. Do: {remedy}.'
    ]


def test_a_target_is_text():
    with pytest.raises(TypeError, match="to is the code of a currency such as 'EUR', not the NoneType None"):
        asked(to=None)


@pytest.mark.parametrize("to", ["EUR", "EUX"])
def test_an_amount_in_no_currency_is_refused_even_if_it_need_not_be_converted(to):
    with pytest.raises(Refused, match=r'amount: FORM error: found "EUX", expected a currency of ISO 4217'):
        asked(amount=Money("1", "EUX"), to=to)


def test_a_basis_may_be_written_as_text():
    assert asked(basis="month") == asked(basis=Basis("month"))
    assert asked(basis="on:2025-05-30").basis == Basis("on", date(2025, 5, 30))
    with pytest.raises(Refused, match=r'basis: FORM error: found "quarter", expected announced, month, year'):
        asked(basis="quarter")


@pytest.mark.parametrize("basis", ["announced", "month", "year"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(1, 1, 2), date(9999, 12, 31)])
def test_at_the_ends_of_the_calendar_there_is_no_rate_and_no_overflow(basis, day):
    conversion = asked(on=day, basis=basis)

    assert conversion.result is None
    assert conversion.problems[0].code == "FX-GAP"

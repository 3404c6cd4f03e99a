"""Records and conversions in data frames: what goes in exactly comes out exactly, and nothing else goes in."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from any_record import RECORDS
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Money, RateSet, Refused, Series, convert, convert_frame, records_from_frame, records_to_frame

PAID = {
    "id": "p-1",
    "record": "transaction",
    "commitment": "x",
    "type": "delivery",
    "value_date": "2025-03-06",
    "amount": "1.5",
    "currency": "EUR",
}


def read(**cells):
    found, problems = records_from_frame(pd.DataFrame({name: [cell] for name, cell in (PAID | cells).items()}))
    return [str(record.amount) for record in found], [str(problem) for problem in problems]


@pytest.mark.parametrize("amount", ["1.5", Decimal("1.5"), Decimal("1.500000")])
def test_text_and_decimals_are_amounts(amount):
    assert read(amount=amount) == (["EUR 1.5"], [])


@pytest.mark.parametrize("amount", [3, np.int64(3), np.int32(3)])
def test_whole_numbers_are_amounts(amount):
    assert read(amount=amount) == (["EUR 3"], [])


@pytest.mark.parametrize(
    "day", ["2025-03-06", date(2025, 3, 6), pd.Timestamp("2025-03-06"), np.datetime64("2025-03-06")]
)
def test_days_are_text_dates_or_moments_of_pandas(day):
    assert read(value_date=day) == (["EUR 1.5"], [])


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_an_empty_cell(nothing):
    assert read(title=nothing) == (["EUR 1.5"], [])


@pytest.mark.parametrize("amount", [1.5, np.float64(1.5)])
def test_a_float_is_refused_with_the_remedy(amount):
    found, [problem] = read(amount=amount)
    assert found == []
    assert problem == (
        "frame:1:amount: FORM error: found the floating-point number 1.5, expected text or a decimal, since a "
        "floating-point number is not exact. Do: write the column as text, decimals or whole numbers "
        "(Int64 where some are missing)."
    )


def test_a_frame_without_our_headings_is_refused():
    found, problems = records_from_frame(pd.DataFrame({"a": [1], "b": [2]}))
    assert (found, [problem.expected for problem in problems]) == ((), ["our headings"])


@pytest.mark.thorough
@settings(max_examples=15)
@given(st.lists(RECORDS, min_size=1, max_size=4, unique_by=lambda record: record.id))
def test_records_come_back_equal(made):
    found, problems = records_from_frame(records_to_frame(made))
    assert problems == ()
    assert list(found) == made


def test_a_frame_of_records_has_exact_amounts_and_days():
    [record], _ = records_from_frame(pd.DataFrame({name: [cell] for name, cell in PAID.items()}))
    frame = records_to_frame([record])
    assert str(frame["amount"].dtype) == "decimal128(24, 6)[pyarrow]"
    assert frame["value_date"][0] == date(2025, 3, 6)


def given_rows(**columns):
    return pd.DataFrame({"day": ["2025-06-01"], "amount": ["2000000000"], "currency": ["USD"]} | columns)


@pytest.mark.parametrize("amount", ["2000000000", Decimal(2_000_000_000), 2_000_000_000, np.int64(2_000_000_000)])
@pytest.mark.parametrize("day", ["2025-06-01", date(2025, 6, 1), pd.Timestamp("2025-06-01")])
def test_a_row_is_converted_as_convert_does(ecb, amount, day):
    frame = convert_frame(given_rows(amount=[amount], day=[day]), "EUR", rates=[ecb])
    expected = convert(Money("2000000000", "USD"), "EUR", on="2025-06-01", rates=[ecb]).result
    assert frame["converted"].tolist() == [expected.value]
    assert str(frame["converted"].dtype) == "decimal128(18, 2)[pyarrow]"
    assert frame[["rate_set", "days_back"]].to_numpy().tolist() == [["ECB", 2]]
    assert frame["problem"].isna().all()


def test_what_has_no_amount_or_no_rate_is_missing_and_not_zero(ecb):
    frame = convert_frame(
        pd.DataFrame({"day": ["2025-06-02"] * 3, "amount": [None, "5", "7"], "currency": ["USD", "UAH", "EUR"]}),
        "EUR",
        rates=[ecb],
    )
    assert frame["converted"].isna().tolist() == [True, True, False]
    assert frame["converted"][2] == Decimal("7.00")
    assert frame["problem"].str[:6].tolist()[1] == "FX-GAP"
    assert frame["problem"].isna().tolist() == [True, False, True]


def test_without_a_result_there_are_no_days_back(ecb):
    frame = pd.DataFrame({"day": ["2025-06-01"] * 2, "amount": "5", "currency": ["UAH", "USD"]})
    assert convert_frame(frame, "EUR", rates=[ecb])["days_back"].tolist() == [pd.NA, 2]


def test_no_column_of_a_frame_is_lost(ecb):
    once = convert_frame(given_rows(), "EUR", rates=[ecb])
    with pytest.raises(Refused, match=r"^frame: FORM error: found the columns 'converted', 'rate_set', 'days_back',"):
        convert_frame(once, "GBP", rates=[ecb])
    renamed = once.rename(columns={"converted": "euros"}).drop(columns=["rate_set", "days_back", "problem"])
    assert convert_frame(renamed, "GBP", rates=[ecb])["euros"].tolist() == [Decimal("1763823970.37")]


def test_the_columns_may_have_other_names_and_the_rows_any_index(ecb):
    frame = pd.DataFrame({"when": ["2025-06-02"], "sum": ["1"], "in": ["GBP"]}, index=["a"])
    made = convert_frame(frame, "USD", rates=[ecb], on="when", amount="sum", currency="in", basis="month")
    assert (
        made.loc["a", "converted"]
        == convert(Money("1", "GBP"), "USD", on="2025-06-02", rates=[ecb], basis="month").result.value
    )
    assert list(frame.columns) == ["when", "sum", "in"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"amount": [0.1]}, "frame:1:amount: FORM error: found the floating-point number 0.1, expected text or a"),
        ({"amount": ["1,5"]}, 'frame:1:amount: FORM error: found "1,5", expected a plain number such as 1234.50'),
        ({"amount": [True]}, "frame:1:amount: FORM error: found"),
        ({"currency": ["$"]}, 'frame:1:currency: FORM error: found "$", expected a currency of ISO 4217'),
        ({"currency": [None]}, "frame:1:currency: FORM error: found nothing, expected a currency of ISO 4217"),
        ({"day": ["1.6.2025"]}, 'frame:1:day: FORM error: found "1.6.2025", expected a day such as 2025-06-02'),
        ({"day": [None]}, "frame:1:day: FORM error: found nothing, expected a day such as 2025-06-02"),
        ({"day": [datetime(2025, 6, 1, 12)]}, 'frame:1:day: FORM error: found "2025-06-01 12:00:00", expected a day'),  # noqa: DTZ001 - pandas has moments without a zone
    ],
)
def test_a_cell_that_cannot_be_converted_is_told_with_its_row_and_column(ecb, columns, said):
    with pytest.raises(Refused) as refused:
        convert_frame(given_rows(**columns), "EUR", rates=[ecb])
    assert [str(problem)[: len(said)] for problem in refused.value.problems] == [said]


def test_what_is_wrong_for_all_rows_is_told_once(ecb):
    two = pd.concat([given_rows(), given_rows()])
    with pytest.raises(Refused, match=r"^to: FORM error: .*\Z"):
        convert_frame(two, "EUX", rates=[ecb])
    with pytest.raises(
        Refused, match=r"^currency: FORM error: found no column 'code', expected one of the columns day"
    ):
        convert_frame(two, "EUR", rates=[ecb], currency="code")


WIDE = {"day": ["2025-06-02", date(2025, 6, 3)], "USD": ["1.1419", Decimal("1.1385")], "GBP": [None, "0.8441"]}
SAID = {"base": "EUR", "direction": "units_per_base", "source": "Our bank"}


def test_rates_may_come_as_a_frame_with_a_column_for_each_currency():
    bank = RateSet.from_frame(pd.DataFrame(WIDE), name="BANK", **SAID)
    assert (bank.name, bank.base, bank.source, bank.currencies) == ("BANK", "EUR", "Our bank", ("GBP", "USD"))
    assert bank.quotes["USD"] == Series((date(2025, 6, 2), date(2025, 6, 3)), ("1.1419", "1.1385"), (1, 1))
    assert bank.quotes["GBP"].days == (date(2025, 6, 3),)
    conversion = convert(Money("100", "EUR"), "USD", on="2025-06-02", rates=[bank])
    assert str(conversion.result) == "USD 114.19"


def test_the_days_of_rates_may_be_the_index():
    by_day = pd.DataFrame({"USD": ["1.1419"]}, index=pd.DatetimeIndex(["2025-06-02"], name="day"))
    assert RateSet.from_frame(by_day, name="BANK", **SAID).last_day == date(2025, 6, 2)


def test_the_same_frame_is_the_same_rate_set():
    one, other = (RateSet.from_frame(pd.DataFrame(WIDE), name="BANK", **SAID) for _ in range(2))
    assert one == other
    changed = pd.DataFrame(WIDE | {"USD": ["1.1419", "1.1386"]})
    assert RateSet.from_frame(changed, name="BANK", **SAID) != one


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"USD": [1.1419, 1.1385]}, "the floating-point number 1.1419"),
        ({"USD": ["1,1419", "1.1385"]}, '"1,1419"'),
        ({"day": ["6/2/2025", "2025-06-03"]}, "6/2/2025"),
    ],
)
def test_rates_that_are_not_exact_or_not_plain_are_refused(columns, said):
    with pytest.raises(Refused, match=said):
        RateSet.from_frame(pd.DataFrame(WIDE | columns), name="BANK", **SAID)


def test_a_currency_that_is_none_is_refused_where_no_row_asks_for_it_too(ecb):
    with pytest.raises(Refused, match=r'^to: FORM error: found "EUX", expected a currency of ISO 4217'):
        convert_frame(given_rows().iloc[:0], "EUX", rates=[ecb])


def test_a_column_that_is_there_twice_is_refused(ecb):
    twice = pd.DataFrame([["2025-06-02", "1", "2", "USD"]], columns=["day", "amount", "amount", "currency"])
    with pytest.raises(Refused, match=r"^amount: FORM error: found several columns 'amount'"):
        convert_frame(twice, "EUR", rates=[ecb])


@pytest.mark.parametrize("rate", ["-1", 1.5])
def test_a_faulty_rate_is_told_at_its_row_of_the_frame(rate):
    with pytest.raises(Refused) as refused:
        RateSet.from_frame(pd.DataFrame({"day": ["2025-06-02"], "USD": [rate]}), name="BANK", **SAID)
    assert [problem.place.row for problem in refused.value.problems] == [1]


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        ({}, "no columns of rates, expected beside the days one column for each currency but EUR"),
        ({"day": ["2025-06-02"]}, "no columns of rates"),
        ({"when": ["2025-06-02"], "USD": ["1"]}, 'the columns "when", "USD", expected beside the days one column'),
        ({"day": ["2025-06-02"], "US Dollar": ["1"]}, 'the columns "US Dollar"'),
        ({"day": ["2025-06-02"], "EUR": ["1"]}, 'the columns "EUR"'),
        ({"day": [], "USD": []}, "no rates, expected at least one. Do: look whether the rows were lost on the way"),
        ({"day": ["2025-06-02"], "USD": [None]}, "no rates"),
    ],
)
def test_a_frame_that_is_no_table_of_rates_is_told_in_words_of_frames(frame, told):
    with pytest.raises(Refused, match=rf"^BANK: FX-FEED error: found {told}"):
        RateSet.from_frame(pd.DataFrame(frame), name="BANK", **SAID)


def test_a_day_that_stands_in_two_rows_is_told_with_both():
    twice = pd.DataFrame({"USD": ["1", "2"], "day": [date(2025, 6, 2), "2.6.2025"]})
    with pytest.raises(Refused) as refused:
        RateSet.from_frame(twice, name="BANK", **SAID)
    assert [str(it).partition(", expected")[0] for it in refused.value.problems] == [
        'BANK:2:day: FX-FEED error: found "2.6.2025" a second time, after row 1'
    ]


def test_the_days_may_stand_in_any_column():
    made = RateSet.from_frame(pd.DataFrame({"USD": ["1.1419"], "Date": ["2025-06-02"]}), name="BANK", **SAID)
    assert made.quotes["USD"].days == (date(2025, 6, 2),)


def test_the_days_of_a_series_are_dates():
    assert Series(("2025-06-02",), ("1.1419",), (1,)).days == (date(2025, 6, 2),)
    with pytest.raises(TypeError, match=r"^days is a day such as"):
        Series((pd.Timestamp("2025-06-02"),), ("1.1419",), (1,))


def test_a_sum_for_which_a_column_has_no_room_is_refused_at_its_row(ecb):
    frame = pd.DataFrame({"day": ["2025-06-02"] * 2, "amount": ["1", Decimal(10) ** 38], "currency": "USD"})
    with pytest.raises(Refused, match=r"^frame:2: FORM error: found 8\.757e\+37, expected a sum of at most 38 digits"):
        convert_frame(frame, "EUR", rates=[ecb])
    just = pd.DataFrame({"day": ["2025-06-02"], "amount": [Decimal("9" * 36)], "currency": "EUR"})
    assert convert_frame(just, "EUR", rates=[ecb])["converted"].tolist() == [Decimal("9" * 36)]

"""No base, direction or publisher of a rate is assumed: the file says them, the figures show them, or a person does."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proving import proven

from ledger.rates import ecb_rates, read_held_rates, read_rates, unproved_held

STATED = {"base": "UAH", "direction": "base_per_unit", "source": "National Bank of Ukraine"}


def refused(data: str, **stated: str) -> str:
    rates, problems = read_rates("bank.csv", data.encode(), **stated)
    assert rates is None
    (problem,) = problems
    assert (problem.code, str(problem.place)) == ("FX-FEED", "bank.csv")
    assert "--" in problem.at_command_line().remedy
    return problem.found


def shipped(currency: str, first: date, days: int) -> list[tuple[date, str]]:
    series = ecb_rates().quotes[currency]
    start = series.days.index(first)
    return list(zip(series.days, series.values, strict=True))[start : start + days]


def test_a_currency_that_the_ecb_does_not_quote_needs_a_base():
    assert refused("Date,UAH\n2025-05-05,41.6\n") == "rates of UAH, which the ECB does not quote, without a base"
    assert "GEL, KZT, MDL, RSD, UAH and 1 more" in refused("date,UAH,MDL,GEL,RSD,KZT,UZS\n2025-05-05,1,1,1,1,1,1\n")


def test_a_wide_table_of_another_base_is_not_the_ecbs():
    assert refused("Date,USD,PLN\n2025-05-30,41.5,11.1\n2025-06-02,41.6,11.2\n") == (
        "rates without a base that are not the ECB's: USD 41.6 on 2025-06-02, where the ECB has 1.1419 (and 3 more)"
    )


def test_what_is_to_be_said_is_named():
    _, (problem,) = read_rates("bank.csv", b"Date,USD\n2025-06-02,41.6\n")

    assert str(problem) == (
        "bank.csv: FX-FEED error: found rates without a base that are not the ECB's: USD 41.6 on 2025-06-02, where "
        "the ECB has 1.1419, expected the base, the direction and the publisher of the rates. Do: give base CODE, "
        "source PUBLISHER and direction base_per_unit (so much of the base for a unit of the currency) or "
        "units_per_base (so many units for one of the base); if they are the ECB's, add its full history "
        "(eurofxref-hist.zip)."
    )


def test_days_that_the_history_does_not_reach_show_nothing():
    found = refused("Date,USD\n2090-06-02,1.1\n")

    assert found.startswith("rates of 2090-06-02 to 2090-06-02 without a base, on no day of the ECB's history (until ")


def test_a_weekend_is_no_day_that_both_have():
    assert "on no day of the ECB's history" in refused("Date,USD\n2025-06-01,1.1339\n")


@pytest.mark.parametrize("form", ["2025-06-02", "2 June 2025", "02.06.2025", "20250602"])
def test_the_ecbs_own_rates_are_known_by_their_figures(form):
    rates, problems = read_rates("E", f"Date, USD, JPY, \n{form}, 1.1419, 162.98, \n".encode())

    assert problems == ()
    assert rates is not None
    assert (rates.base, rates.source) == ("EUR", "European Central Bank, euro foreign exchange reference rates")


def test_zeros_at_the_end_are_no_difference():
    assert read_rates("E", b"Date,USD\n2025-06-02,1.14190\n")[1] == ()


@pytest.mark.parametrize(
    ("days", "corrected", "passes"), [(20, 1, True), (19, 1, False), (39, 2, False), (40, 2, True)]
)
def test_one_rate_of_twenty_may_have_been_corrected(days, corrected, passes):
    quotes = shipped("USD", date(2025, 5, 2), days)
    lines = [f"{day},{'1.5' if number < corrected else value}" for number, (day, value) in enumerate(quotes)]

    rates, _ = read_rates("E", "\n".join(["Date,USD", *lines]).encode())

    assert (rates is not None) is passes


def test_what_a_person_says_of_a_wide_table_holds():
    rates, problems = read_rates("bank.csv", b"Date,USD,GBP\n2025-06-02,41.6,56.2\n", **STATED)

    assert problems == ()
    assert rates is not None
    assert (rates.base, rates.direction, rates.source) == ("UAH", "base_per_unit", "National Bank of Ukraine")


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ({"base": "UAH"}, "the direction and the publisher"),
        ({"source": "NBU"}, "the base and the direction"),
        ({"base": "UAH", "direction": "base_per_unit"}, "the publisher"),
    ],
)
def test_half_an_answer_is_none(stated, missing):
    assert refused("Date,USD\n2025-06-02,41.6\n", **stated) == f"rates of which the file does not say {missing}"


def test_a_list_says_base_and_direction_in_its_heading_and_a_person_the_publisher():
    data = "date,currency,uah_per_unit\n20250602,USD,41.6\n20250602,EUR,47.3\n"
    rates, problems = read_rates("bank.csv", data.encode(), source="National Bank of Ukraine")

    assert problems == ()
    assert rates is not None
    assert (rates.base, rates.direction, rates.currencies) == ("UAH", "base_per_unit", ("EUR", "USD"))
    assert refused(data) == "rates of which the file does not say the publisher"


def test_a_list_may_name_its_publisher_in_a_column():
    data = "date,currency,rate,source\n2025-06-02,USD,41.6,NBU\n2025-06-02,EUR,47.3,\n"
    rates, problems = read_rates("bank.csv", data.encode(), base="UAH", direction="base_per_unit")

    assert problems == ()
    assert rates is not None
    assert rates.source == "NBU"


@pytest.mark.parametrize("line", ["2025-06-03,USD,N/A", "2025-06-03,USD,", "2025-06-02,UAH,1", "2025-06-02,UAH,1.0"])
def test_a_list_has_no_quote_of_a_day_left_out_and_none_of_its_base(line):
    data = f"date,currency,uah_per_unit\n2025-06-02,USD,41.6\n{line}\n"
    rates, problems = read_rates("bank.csv", data.encode(), source="National Bank of Ukraine")

    assert problems == ()
    assert rates is not None
    assert {currency: series.values for currency, series in rates.quotes.items()} == {"USD": ("41.6",)}


def test_a_line_that_leaves_out_its_unit_is_per_one():
    data = "date,currency,uah_per_unit,unit\n2025-06-02,JPY,28.9,100\n2025-06-03,JPY,0.289\n"
    rates, problems = read_rates("bank.csv", data.encode(), source="National Bank of Ukraine")

    assert problems == ()
    assert rates is not None
    assert rates.quotes["JPY"].units == (100, 1)


@pytest.mark.parametrize(
    "line", ["2025-06-03,USD,41x", "2025-06-02,USD,41x", "2025-06-03,XXZ,41.6", "2025-06-31,USD,41.6"]
)
def test_a_line_of_a_list_with_a_fault_is_told_once(line):
    data = f"date,currency,uah_per_unit,unit\n2025-06-02,USD,41.6,1\n{line},1\n"
    rates, problems = read_rates("bank.csv", data.encode(), source="National Bank of Ukraine")

    assert rates is None
    assert [problem.place.row for problem in problems] == [3]


def test_a_list_has_one_publisher():
    data = "date,currency,rate,source\n2025-06-02,USD,41.6,NBU\n2025-06-02,EUR,47.3,Reuters\n"
    rates, problems = read_rates("bank.csv", data.encode(), base="UAH", direction="base_per_unit")

    assert rates is None
    assert [str(problem.place) for problem in problems] == ["bank.csv:3:source"]


def test_what_the_file_says_is_not_overruled():
    ours = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.6,UAH,base_per_unit,1,National Bank\n"

    assert refused(ours, base="PLN") == 'the base "UAH" in the file, and "PLN" beside it'
    assert refused(ours, direction="units_per_base").startswith('the direction "base_per_unit" in the file')
    assert refused(ours, source="Reuters") == 'the source "National Bank" in the file, and "Reuters" beside it'
    assert read_rates("bank.csv", ours.encode(), source="National Bank of Ukraine")[1] == ()


def test_a_publisher_that_the_file_leaves_out_may_be_named():
    ours = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.6,UAH,base_per_unit,1,\n"
    named, silent = read_rates("x", ours, source="NBU")[0], read_rates("x", ours)[0]

    assert named is not None
    assert silent is not None
    assert (named.source, silent.source) == ("NBU", "not stated")


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"base": "HRYVNIA"}, "base:x"),
        ({"direction": "both"}, "direction:x"),
        ({"source": " "}, "source:x"),
        ({"source": "a" * 301}, "source:x"),
    ],
)
def test_what_a_person_says_must_be_possible(stated, place):
    rates, problems = read_rates("x", b"Date,USD\n2025-06-02,41.6\n", **stated)

    assert rates is None
    assert [str(problem.place) for problem in problems] == [place]


def test_a_name_of_300_characters_will_do():
    assert read_rates("x", b"Date,USD\n2025-06-02,41.6\n", **{**STATED, "source": "a" * 300})[1] == ()


def test_a_base_that_the_table_quotes_itself_is_refused():
    rates, problems = read_rates("x", b"Date,USD,UAH\n2025-06-02,41.6,1\n", **STATED)

    assert rates is None
    assert [str(problem.place) for problem in problems] == ["x:1:column 3"]


def test_what_a_book_holds_is_read_as_it_was_and_the_doubt_is_told_by_itself():
    data = b"Date,UAH\n2025-06-02,41.6\n"
    held, problems = read_held_rates("own", data)

    assert problems == ()
    assert held is not None
    assert held.base == "EUR"
    assert [problem.found for problem in unproved_held("own", data)] == [
        "rates of UAH, which the ECB does not quote, without a base"
    ]
    assert unproved_held("own", b"Date,USD\n2025-06-02,1.1419\n") == ()


@settings(max_examples=proven(10, 40))
@given(st.integers(0, 6_000), st.integers(1, 40), st.sets(st.sampled_from(["USD", "JPY", "GBP", "SEK"]), min_size=1))
def test_any_piece_of_the_history_is_the_ecbs_and_ten_times_of_it_is_not(start, length, currencies):
    ecb = ecb_rates()
    days = ecb.quotes["USD"].days[start : start + length]
    named = sorted(currencies)
    rows = [[str(ecb.quote_on_or_before(code, day).value) for code in named] for day in days]

    def read(*, times: str):
        lines = [",".join([str(day), *(f"{times}{rate}" for rate in row)]) for day, row in zip(days, rows, strict=True)]
        return read_rates("E", "\n".join([",".join(["Date", *named]), *lines]).encode())[0]

    assert read(times="") is not None
    assert read(times="9") is None


@given(st.dates(date(1999, 1, 4), date(2026, 1, 1)), st.decimals("2", "900", places=3))
def test_no_single_rate_that_is_not_the_ecbs_passes_for_it(day, rate):
    day += timedelta(days=0)

    assert read_rates("E", f"Date,USD\n{day},{rate}\n".encode())[0] is None

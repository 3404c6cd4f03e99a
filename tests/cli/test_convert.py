"""``convert``: the figures of the issue, and what is said about the rate."""

from pathlib import Path

import pytest

from ledger.desk import SHIPPED
from ledger.rates import ecb_rates


def test_three_billion_pounds_in_dollars_with_both_legs(run):
    shown = run("convert", "3000000000", "GBP", "USD", "--on", "2025-06-02", "--json")

    assert shown.code == 0
    assert shown.json["amount"] == {"currency": "GBP", "amount": "3000000000"}
    assert (shown.json["to"], shown.json["result"]) == ("USD", {"currency": "USD", "amount": "4061773772.82"})
    assert [(leg["currency"], leg["rate"], leg["last"], leg["days_back"]) for leg in shown.json["legs"]] == [
        ("GBP", "0.8434", "2025-06-02", 0),
        ("USD", "1.1419", "2025-06-02", 0),
    ]
    assert {leg["source"] for leg in shown.json["legs"]} == {
        "European Central Bank, euro foreign exchange reference rates"
    }
    assert all(len(leg["sha256"]) == 64 for leg in shown.json["legs"])
    assert shown.json["problems"] == []


def test_three_billion_pounds_in_euros(run):
    shown = run("convert", "3000000000", "GBP", "EUR", "--on", "2025-06-02", "--json").json

    assert shown["result"] == {"currency": "EUR", "amount": "3557031064.74"}


def test_a_sunday_takes_fridays_rate_and_says_so(run):
    shown = run("convert", "2000000000", "USD", "EUR", "--on", "2025-06-01", "--json").json

    assert shown["result"] == {"currency": "EUR", "amount": "1763823970.37"}
    assert (shown["days_back"], shown["legs"][0]["last"]) == (2, "2025-05-30")
    assert (
        "The rate is of 2025-05-30, 2 days back" in run("convert", "2000000000", "USD", "EUR", "--on", "2025-06-01").out
    )


def test_kuna_after_the_euro_take_the_irrevocable_rate_with_a_warning(run):
    shown = run("convert", "3000000000", "HRK", "EUR", "--on", "2023-02-01", "--json")

    assert (shown.code, shown.codes) == (0, ["CUR-LIFE"])
    assert shown.json["result"] == {"currency": "EUR", "amount": "398168425.24"}
    assert (shown.json["legs"][0]["rate"], shown.json["legs"][0]["kind"]) == ("7.53450", "irrevocable")


@pytest.mark.parametrize(
    "args", [("100", "UAH", "EUR", "--on", "2025-06-02"), ("100", "USD", "EUR", "--on", "2035-01-01")]
)
def test_no_rate_near_enough_is_a_gap_and_no_result(run, args):
    shown = run("convert", *args, "--json")

    assert (shown.code, shown.json["result"], shown.codes) == (1, None, ["FX-GAP"])
    assert "FX-GAP error: found no rate" in run("convert", *args).err


def test_the_text_groups_amounts_and_names_the_source(run):
    shown = run("convert", "3000000000", "GBP", "USD", "--on", "2025-06-02")

    assert shown.out.splitlines()[0] == "GBP 3,000,000,000 = USD 4,061,773,772.82"
    assert "1 EUR = 0.8434 GBP" in shown.out
    assert ecb_rates().sha256[:12] in shown.out
    assert shown.out.splitlines()[-1] == f"Rates: {SHIPPED}."


def test_today_is_the_default_and_is_said(run):
    shown = run("convert", "1", "USD", "EUR")

    assert "For 2026-10-30, today; basis announced." in shown.out


def test_lower_case_codes_will_do(run):
    assert run("convert", "1", "eur", "eur", "--json").json["result"] == {"currency": "EUR", "amount": "1.00"}


def test_a_mean_says_from_which_days_it_is(run):
    shown = run("convert", "100", "USD", "EUR", "--on", "2025-06-15", "--basis", "month", "--json").json

    assert (shown["basis"], shown["legs"][0]["kind"]) == ("month", "mean")
    assert (shown["legs"][0]["first"], shown["legs"][0]["last"], shown["legs"][0]["quotes"]) == (
        "2025-06-02",
        "2025-06-30",
        21,
    )


def test_a_basis_can_name_the_day(run):
    shown = run("convert", "2000000000", "USD", "EUR", "--basis", "on:2025-06-01", "--json").json

    assert (shown["result"]["amount"], shown["on"]) == ("1763823970.37", "2025-06-01")


def test_a_rounded_mean_of_a_window_says_to_how_many_decimals(run):
    basis = "window:2022-09-06..2022-10-06,round=quoted"
    shown = run("convert", "100", "GBP", "USD", "--on", "2022-03-01", "--basis", basis, "--json").json

    assert (shown["result"]["amount"], shown["basis"]) == ("112.90", basis)
    assert [(leg["rate"], leg["kind"], leg["quotes"], leg["decimals"]) for leg in shown["legs"]] == [
        ("0.87571", "mean", 23, 5),
        ("0.9887", "mean", 23, 4),
    ]
    text = run("convert", "100", "GBP", "USD", "--on", "2022-03-01", "--basis", basis).out
    assert "1 EUR = 0.87571 GBP  2022-09-06 to 2022-10-06  mean of 23 days, rounded to 5 decimals" in text


def test_zeros_at_the_end_of_a_rounded_mean_are_shown(run):
    basis = "window:2022-09-06..2022-09-06,round=6"

    assert (
        run("convert", "1", "EUR", "USD", "--basis", basis, "--json").json["legs"][1]["said"] == "1 EUR = 0.992800 USD"
    )


def test_the_mean_of_a_window_that_is_not_rounded_has_no_decimals(run):
    legs = run("convert", "1", "USD", "EUR", "--basis", "window:2022-09-06..2022-10-06", "--json").json["legs"]

    assert (legs[0]["rate"], legs[0]["decimals"]) == ("0.988678260870", None)


@pytest.mark.usefixtures("book")
def test_a_table_in_the_book_converts_and_answers_for_no_other_basis(run):
    Path("kiel.csv").write_text(
        "date,currency,rate,base,direction,unit,source,kind\n"
        "2022-10-06,USD,0.9887,EUR,units_per_base,1,Kiel Institute,table\n"
        "2022-10-06,TWD,33.424,EUR,units_per_base,1,Kiel Institute,table\n"
    )
    run("rates", "add", "kiel.csv", "--name", "kiel-7", "--author", "T")

    shown = run("convert", "1000", "USD", "EUR", "--on", "2022-03-01", "--basis", "table:kiel-7", "--json").json
    other = run("convert", "1000", "TWD", "EUR", "--on", "2022-10-06", "--json")

    assert shown["result"]["amount"] == "1011.43"
    assert (shown["legs"][0]["kind"], shown["legs"][0]["last"]) == ("table", "2022-10-06")
    assert (shown["days_back"], shown["legs"][0]["source"]) == (0, "Kiel Institute")
    assert (other.code, other.json["result"], other.codes) == (1, None, ["FX-GAP"])


def test_a_table_that_is_not_there_is_a_gap(run):
    shown = run("convert", "1", "USD", "EUR", "--basis", "table:kiel-7", "--json")

    assert (shown.code, shown.json["result"], shown.codes) == (1, None, ["FX-GAP"])


def test_a_window_that_ends_before_it_starts_is_wrong_use_with_the_reason(run):
    shown = run("convert", "1", "USD", "EUR", "--basis", "window:2022-10-06..2022-09-06")

    assert shown.code == 2
    assert "2022-10-06 to 2022-09-06 ends before it starts" in shown.err


@pytest.mark.usefixtures("book")
def test_the_rates_of_a_book_are_used_where_there_is_one(run):
    shown = run("convert", "3000000000", "GBP", "USD", "--on", "2025-06-02", "--json").json

    assert (shown["result"]["amount"], shown["rates"]) == ("4061773772.82", "the book book.db")


def test_a_book_that_is_named_must_be_there(run):
    shown = run("convert", "1", "USD", "EUR", "--book", "none.db", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])


@pytest.mark.parametrize("amount", ["1e999999", "NaN", "Infinity", "-5", "9" * 200, "3,000", "3 bn", "", "٣"])
def test_an_amount_that_is_none_is_wrong_use(run, amount):
    shown = run("convert", amount, "USD", "EUR", "--on", "2025-06-02", "--json")

    assert (shown.code, shown.codes, "result" in shown.json) == (2, ["FORM"], False)


def test_a_negative_amount_behind_two_dashes_is_wrong_use(run):
    shown = run("convert", "--json", "--", "-5", "USD", "EUR")

    assert (shown.code, shown.json["problems"][0]["place"]) == (2, "AMOUNT")


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("--on", "tomorrow"), "--on"),
        (("--on", "2922-02-09"), "--on"),
        (("--on", "2025-02-30"), "--on"),
        (("--basis", "weekly"), "--basis"),
        (("--basis", "on:yesterday"), "--basis"),
        (("--basis", "on:2025\n06-02"), "--basis"),
        (("--basis", "window:2022-09-06"), "--basis"),
        (("--basis", "window:2022-09-06..\n"), "--basis"),
        (("--basis", "table:../kiel"), "--basis"),
        (("--basis", "on:2025-06-02", "--on", "2025-06-02"), "--on"),
    ],
)
def test_a_malformed_option_is_wrong_use_in_one_sentence(run, args, place):
    shown = run("convert", "5", "USD", "EUR", *args)

    assert (shown.code, shown.out, len(shown.err.splitlines())) == (2, "", 1)
    assert shown.err.startswith(f"{place}: FORM error: found ")


def test_a_misspelt_currency_is_wrong_use_and_gets_a_hint(run):
    shown = run("convert", "5", "EURO", "USD")

    assert shown.code == 2
    assert "perhaps EUR" in shown.err


def test_a_lowest_rate_says_of_how_many_days_it_was_chosen(run):
    shown = run("convert", "100", "USD", "EUR", "--on", "2022-03-01", "--basis", "lowest:2022-09-06..2022-10-06")
    told = run(
        "convert", "100", "USD", "EUR", "--on", "2022-03-01", "--basis", "lowest:2022-09-06..2022-10-06", "--json"
    )

    assert "The rate is the lowest of 23 daily ones in 2022-09-06 to 2022-10-06." in shown.out
    assert told.json["basis"] == "lowest:2022-09-06..2022-10-06"
    assert [(leg["kind"], leg["last"], leg["rate"]) for leg in told.json["legs"]] == [
        ("lowest", "2022-09-13", "1.0175"),
        ("base", None, "1"),
    ]


def test_kuna_of_2022_in_a_window_of_2023_are_converted_by_law(run):
    told = run("convert", "9100000", "HRK", "EUR", "--on", "2022-11-02", "--basis", "window:2023-05-01..2023-05-31")
    across = run("convert", "9100000", "HRK", "EUR", "--on", "2022-11-02", "--basis", "window:2022-11-01..2023-02-28")

    assert told.out.startswith("HRK 9,100,000 = EUR 1,207,777.56\n")
    assert "42 of them by" in across.out


def test_a_mean_across_the_adoption_of_the_euro_counts_its_days_by_law(run):
    basis = ("--on", "2022-11-02", "--basis", "window:2022-11-01..2023-02-28")
    shown = run("convert", "9100000", "HRK", "EUR", *basis, "--json").json

    assert [(leg["currency"], leg["quotes"], leg["by_law"]) for leg in shown["legs"]] == [
        ("HRK", 85, 42),
        ("EUR", 0, 0),
    ]

"""``rates``: showing what holds on a day, adding a file, listing the sets."""

import pytest

HRYVNIA = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,National Bank\n"


def test_the_rates_of_a_day_are_shown(run):
    shown = run("rates", "show", "--on", "2025-06-01", "--json").json
    dollar = next(it for it in shown["quotes"] if it["currency"] == "USD")

    assert (dollar["quote"], dollar["day"], dollar["days_back"]) == ("1.1339", "2025-05-30", 2)
    assert "1 EUR = 1.1339 USD" in run("rates", "show", "usd", "--on", "2025-06-01").out


def test_the_euro_rate_of_a_legacy_currency_is_shown_with_its_law(run):
    shown = run("rates", "show", "HRK", "--on", "2023-02-01").out

    assert "1 EUR = 7.53450 HRK" in shown
    assert "Council Regulation (EU) 2022/1208" in shown


@pytest.mark.parametrize(("currency", "day"), [("UAH", "2025-06-02"), ("USD", "2035-01-01")])
def test_a_currency_without_a_rate_is_a_gap(run, currency, day):
    shown = run("rates", "show", currency, "--on", day, "--json")

    assert (shown.code, shown.json["quotes"], shown.codes) == (1, [], ["FX-GAP"])


@pytest.mark.usefixtures("book")
def test_an_added_file_makes_its_currency_convertible(run, written):
    assert run("convert", "41528.90", "UAH", "USD", "--on", "2025-06-02").code == 1

    added = run("rates", "add", written("nbu.csv", HRYVNIA))
    shown = run("convert", "41528.90", "UAH", "USD", "--on", "2025-06-02", "--json").json

    assert added.code == 0
    assert shown["result"] == "1000.00"
    assert shown["legs"][1]["said"] == "1 USD = 41.5289 UAH"
    assert shown["legs"][1]["rate_set"] == "NBU"


def test_the_same_file_again_enters_nothing_and_says_so(run, written, book):
    file = written("nbu.csv", HRYVNIA)
    run("rates", "add", file)
    before = book.head

    shown = run("rates", "add", file, "--json")

    assert (shown.code, shown.codes, shown.json["entered"]) == (0, ["DUP"], [])
    assert book.head == before


@pytest.mark.usefixtures("book")
def test_a_file_with_fewer_rates_than_the_one_it_replaces_is_warned_about(run, written):
    shown = run("rates", "add", written("ecb.csv", "Date,USD\n2026-06-02,1.1\n"), "--json")

    assert (shown.code, shown.codes) == (0, ["FX-FEED"])
    found = shown.json["problems"][0]["found"]
    assert found.startswith("rates since 2026-06-02 for 1 currency (1 rate up to 2026-06-02) in place of rates since")
    assert "1999-01-04 for 41 currencies" in found
    assert "reports as of earlier days keep the old ones" in found


@pytest.mark.usefixtures("book")
def test_a_book_may_take_no_file_of_rates_that_is_doubted(run, written):
    run("severity", "FX-FEED", "error", "--reason", "we check each file")

    refused = run("rates", "add", written("ecb.csv", "Date,USD\n2026-06-02,1.1\n"), "--json")

    assert (refused.code, refused.codes) == (1, ["FX-FEED"])
    assert [it["first_day"] for it in run("rates", "list", "--json").json["rate_sets"]] == ["1999-01-04"]


@pytest.mark.usefixtures("book")
def test_a_file_with_more_rates_is_taken_in_silence(run, written):
    run("rates", "add", written("nbu.csv", HRYVNIA))

    longer = HRYVNIA + "2025-06-03,USD,41.6,UAH,base_per_unit,1,National Bank\n"

    assert run("rates", "add", written("nbu.csv", longer), "--json").codes == []


@pytest.mark.usefixtures("untouched")
def test_a_fault_in_a_file_is_told_under_the_name_of_the_file(run, written):
    written("rate_comma.csv", HRYVNIA.replace("41.5289", '"41,5"'))

    shown = run("rates", "add", "rate_comma.csv", "--json")

    assert [it["place"] for it in shown.json["problems"]] == ["rate_comma.csv:2:rate"]


@pytest.mark.usefixtures("book")
def test_the_sets_are_listed_in_the_order_in_which_they_are_tried(run, written):
    run("rates", "add", written("nbu.csv", HRYVNIA), "--name", "hryvnia")

    shown = run("rates", "list", "--json").json["rate_sets"]

    assert [(it["name"], it["base"], it["direction"]) for it in shown] == [
        ("ECB", "EUR", "units_per_base"),
        ("hryvnia", "UAH", "base_per_unit"),
    ]
    assert "National Bank" in run("rates", "list").out

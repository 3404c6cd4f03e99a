"""The basis ``window``: one mean of each currency over the same days for all, rounded where its publisher did so."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook

from ledger.foundation import Problem
from ledger.rates import Basis, Pair, as_quoted, pick, read_rates

HEADINGS = "date,currency,rate,base,direction,unit,source"


def uah(*lines: str, unit: int = 1):
    """A set of hryvnia for other currencies, as the National Bank of Ukraine quotes it."""
    return read("NBU", [f"{line},UAH,base_per_unit,{unit},NBU" for line in lines])


def euros(*lines: str):
    """A set of units for one euro, as the European Central Bank quotes them."""
    return read("ECB", [f"{line},EUR,units_per_base,1,ECB" for line in lines])


def read(name: str, rows: list[str]):
    rate_set, problems = read_rates(name, "\n".join([HEADINGS, *rows]).encode())
    assert rate_set is not None, problems
    return rate_set


def window(text: str) -> Basis:
    return Basis.parse(f"window:{text}")


def test_a_window_is_one_mean_for_all_whatever_their_day():
    rates = uah("2022-09-06,USD,36.1", "2022-09-20,USD,36.6", "2022-10-06,USD,36.9", "2022-10-07,USD,99")
    asked = {"basis": window("2022-09-06..2022-10-06"), "rate_sets": [rates]}

    early, late = (pick("USD", "UAH", **asked, day=day) for day in (date(2014, 3, 1), date(2025, 6, 2)))

    assert early.rate == late.rate == Fraction("109.6") / 3
    assert (early.source.kind, len(early.source.quotes), early.source.decimals) == ("mean", 3, None)
    assert (early.source.first, early.source.last) == (date(2022, 9, 6), date(2022, 10, 6))
    assert (early.days_back, early.provisional) == (0, False)


def test_the_kiel_institutes_table_is_the_ecbs_means_of_a_month_rounded_as_quoted(ecb, shared_data):
    workbook = CalamineWorkbook.from_path(shared_data / "kiel" / "R07_2022-10_corrected.xlsx")
    rows = workbook.get_sheet_by_name("Exchange rates").to_python()
    # The ECB has no rate of TWD, and no row of the release uses the one that stands there.
    table = {code: Decimal(str(rate)) for code, rate, *_ in rows if code in ecb.currencies}
    basis = window("2022-09-06..2022-10-06,round=quoted")

    found = {code: pick("EUR", code, basis=basis, day=date(2022, 3, 1), rate_sets=[ecb]).rate for code in table}

    assert len(table) == 15
    assert found == {code: Fraction(rate) for code, rate in table.items()}


@pytest.mark.parametrize(
    ("rounding", "rate"), [("4", "0.9887"), ("2", "0.99"), ("0", "1"), ("quoted", "0.9887"), ("6", "0.988650")]
)
def test_a_rounded_mean_has_so_many_decimals_and_halves_go_up(rounding, rate):
    rates = euros("2022-09-06,USD,0.9886", "2022-10-06,USD,0.9887")
    basis = window(f"2022-09-06..2022-10-06,round={rounding}")

    pair = pick("EUR", "USD", basis=basis, day=date(2022, 3, 1), rate_sets=[rates])

    assert pair.rate == Fraction(rate)
    assert pair.target.decimals == (4 if rounding == "quoted" else int(rounding))


def test_as_quoted_means_the_most_decimals_that_a_quote_of_the_window_has_zeros_at_the_end_included():
    rates = euros("2022-09-05,HUF,400.123", "2022-09-06,HUF,402.6", "2022-09-07,HUF,401.40", "2022-10-06,HUF,403")
    basis = window("2022-09-06..2022-10-06,round=quoted")

    pair = pick("EUR", "HUF", basis=basis, day=date(2022, 3, 1), rate_sets=[rates])

    assert (pair.rate, pair.target.decimals) == (Fraction("402.33"), 2)


def test_a_mean_is_rounded_in_the_direction_and_for_the_unit_in_which_its_set_quotes_it():
    rates = uah("2022-09-06,HUF,9.11", "2022-10-06,HUF,9.14", unit=100)
    basis = window("2022-09-06..2022-10-06,round=2")

    pair = pick("HUF", "UAH", basis=basis, day=date(2022, 3, 1), rate_sets=[rates])

    assert pair.rate == Fraction("9.13") / 100
    assert as_quoted(rates, pair.source) == Fraction("9.13")


def test_a_cross_of_rounded_means_is_the_ratio_of_two_rates_that_can_be_looked_up(ecb):
    basis = window("2022-09-06..2022-10-06,round=quoted")

    pair = pick("GBP", "USD", basis=basis, day=date(2022, 3, 1), rate_sets=[ecb])

    assert pair.rate == Fraction("0.9887") / Fraction("0.87571")


def test_a_cross_of_rounded_means_too_rests_on_the_days_of_both_legs():
    rates = euros("2022-09-06,USD,1", "2022-09-20,USD,9", "2022-10-06,USD,3", "2022-09-06,GBP,2", "2022-10-06,GBP,2")
    basis = window("2022-09-06..2022-10-06,round=1")

    pair = pick("GBP", "USD", basis=basis, day=date(2022, 3, 1), rate_sets=[rates])

    assert (pair.rate, len(pair.target.quotes)) == (1, 2)


@pytest.mark.parametrize(("first", "last", "enough"), [("13", "29", True), ("14", "29", False), ("13", "28", False)])
def test_a_window_too_needs_a_quote_within_seven_days_of_both_ends(first, last, enough):
    rates = uah(f"2022-09-{first},USD,36.5", f"2022-09-{last},USD,36.9")
    basis = window("2022-09-06..2022-10-06")

    pair = pick("USD", "UAH", basis=basis, day=date(2022, 9, 9), rate_sets=[rates])

    assert isinstance(pair, Pair) is enough


def test_a_window_that_was_not_over_as_of_then_is_provisional(ecb):
    basis = window("2022-09-06..2022-10-06,round=quoted")

    pair = pick("USD", "EUR", basis=basis, day=date(2022, 3, 1), rate_sets=[ecb], as_of=date(2022, 9, 30))

    assert (pair.provisional, pair.source.last) == (True, date(2022, 9, 30))


def test_a_window_that_had_not_begun_as_of_then_has_no_rate(ecb):
    asked = {"basis": window("2022-09-06..2022-10-06"), "day": date(2022, 3, 1), "rate_sets": [ecb]}

    assert isinstance(pick("USD", "EUR", **asked, as_of=date(2022, 9, 5)), Problem)


def test_in_a_window_the_amounts_own_day_decides_on_the_irrevocable_rate(ecb):
    asked = {"basis": window("2022-09-06..2022-10-06,round=quoted"), "rate_sets": [ecb]}

    assert pick("EUR", "HRK", **asked, day=date(2022, 12, 31)).rate == Fraction("7.5232")
    assert pick("EUR", "HRK", **asked, day=date(2023, 1, 1)).rate == Fraction("7.53450")


def test_a_legacy_currency_goes_through_the_rounded_mean_of_the_euro():
    rates = uah("2023-02-01,EUR,40.11", "2023-02-28,EUR,40.13")
    basis = window("2023-02-01..2023-02-28,round=1")

    pair = pick("HRK", "UAH", basis=basis, day=date(2023, 2, 1), rate_sets=[rates])

    assert pair.rate == Fraction("40.1") / Fraction("7.53450")
    assert (pair.source.kind, pair.source.decimals) == ("irrevocable", 1)


def test_a_mean_that_would_be_rounded_to_zero_is_no_rate():
    rates = uah("2022-09-06,JPY,0.28", "2022-10-06,JPY,0.29")

    gap = pick("JPY", "UAH", basis=window("2022-09-06..2022-10-06,round=0"), day=date(2022, 3, 1), rate_sets=[rates])

    assert isinstance(gap, Problem)
    assert gap.found == ("no mean rate of 2022-09-06 to 2022-10-06 from JPY to UAH (NBU: the basis rounds a mean to 0)")


def test_the_gap_of_a_window_says_what_each_set_has(ecb):
    gap = pick("RUB", "EUR", basis=window("2022-02-01..2022-03-31"), day=date(2025, 6, 2), rate_sets=[ecb])

    assert "(ECB has them from 2022-02-01 to 2022-03-01 only)" in gap.found
    assert gap.expected.endswith("within 7 days of both ends of 2022-02-01 to 2022-03-31")


# Currencies that the euro replaces before the window, or amid it


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        ("2023-05-01..2023-05-31", "irrevocable"),
        ("2023-01-01..2023-01-31", "irrevocable"),
        ("2022-12-31..2023-01-31", "irrevocable"),  # the last quote of the kuna is of the day before
        ("2022-12-30..2023-01-31", "mean"),
        ("2022-12-01..2022-12-31", "mean"),
    ],
)
def test_kuna_of_2022_take_their_irrevocable_rate_from_the_adoption_on(ecb, days, kind):
    pair = pick("HRK", "EUR", basis=window(days), day=date(2022, 11, 2), rate_sets=[ecb])

    assert pair.source.kind == kind
    assert (pair.source.per_base == Fraction("7.53450")) == (kind == "irrevocable")


def test_nine_million_kuna_of_2022_in_a_window_of_2023_are_so_many_euros(ecb):
    pair = pick("HRK", "EUR", basis=window("2023-05-01..2023-05-31"), day=date(2022, 11, 2), rate_sets=[ecb])

    assert round(9_100_000 * pair.rate, 2) == Fraction("1207777.56")


@pytest.mark.parametrize("basis", ["month", "year", "period-month", "period-year"])
@pytest.mark.parametrize(("day", "is_fixed"), [(date(2022, 12, 31), False), (date(2023, 1, 1), True)])
def test_months_and_years_from_the_adoption_on_have_the_irrevocable_rate_as_well(ecb, basis, day, is_fixed):
    pair = pick("HRK", "EUR", basis=Basis.parse(basis), day=day, rate_sets=[ecb])

    assert (pair.source.per_base == Fraction("7.53450")) == is_fixed


def test_in_a_window_across_the_adoption_each_day_since_counts_with_the_irrevocable_rate():
    rates = euros("2022-12-29,HRK,7.5345", "2022-12-30,HRK,7.5365", "2023-01-02,USD,1.06", "2023-01-03,USD,1.08")

    pair = pick("HRK", "EUR", basis=window("2022-12-29..2023-01-03"), day=date(2022, 11, 2), rate_sets=[rates])

    assert pair.source.per_base == (Fraction("7.5345") + Fraction("7.5365") + 2 * Fraction("7.5345")) / 4
    assert (pair.source.kind, len(pair.source.quotes)) == ("mean", 4)
    assert pair.source.by_law == (date(2023, 1, 2), date(2023, 1, 3))
    assert (pair.source.first, pair.source.last) == (date(2022, 12, 29), date(2023, 1, 3))


def test_a_cross_across_the_adoption_rests_on_the_days_of_both_legs():
    rates = euros(
        *("2022-12-29,HRK,7.5", "2022-12-30,HRK,7.6", "2022-12-30,USD,1.07", "2023-01-02,USD,1.06"),
        *("2023-01-03,JPY,140", "2023-01-04,USD,1.08"),
    )

    pair = pick("HRK", "USD", basis=window("2022-12-29..2023-01-04"), day=date(2022, 11, 2), rate_sets=[rates])

    assert pair.target.per_base == Fraction("1.07")
    assert pair.source.per_base == (Fraction("7.6") + 2 * Fraction("7.53450")) / 3


def test_in_a_set_of_another_base_days_since_the_adoption_go_through_the_euros_quotes():
    rates = uah("2022-12-29,HRK,5.1", "2022-12-30,HRK,5.2", "2022-12-30,EUR,39", "2023-01-02,EUR,40")

    pair = pick("HRK", "UAH", basis=window("2022-12-29..2023-01-03"), day=date(2022, 11, 2), rate_sets=[rates])

    assert as_quoted(rates, pair.source) == (Fraction("5.1") + Fraction("5.2") + 40 / Fraction("7.53450")) / 3
    assert [quote.day.isoformat() for quote in pair.source.quotes] == ["2022-12-29", "2022-12-30", "2023-01-02"]


def test_a_quote_that_a_set_still_has_after_the_adoption_is_none_of_the_mean():
    still = ("2023-01-01,HRK,5.3", "2023-01-02,HRK,5.4")
    rates = uah("2022-12-31,HRK,5.2", *still, "2023-01-03,EUR,40")

    pair = pick("HRK", "UAH", basis=window("2022-12-29..2023-01-03"), day=date(2022, 11, 2), rate_sets=[rates])

    assert [quote.day.isoformat() for quote in pair.source.quotes] == ["2022-12-31", "2023-01-03"]
    assert as_quoted(rates, pair.source) == (Fraction("5.2") + 40 / Fraction("7.53450")) / 2


def test_a_mean_across_the_adoption_is_rounded_as_its_own_quotes_are():
    rates = euros("2022-12-29,HRK,7.51", "2022-12-30,HRK,7.5", "2023-01-02,USD,1.06")
    days = "2022-12-29..2023-01-03"

    def rate(rounding: str) -> Fraction:
        found = pick("EUR", "HRK", basis=window(days + rounding), day=date(2022, 11, 2), rate_sets=[rates])
        return found.rate

    assert rate("") == Fraction("22.5445") / 3
    assert (rate(",round=quoted"), rate(",round=3")) == (Fraction("7.51"), Fraction("7.515"))


def test_a_window_across_the_adoption_too_needs_days_near_its_end():
    rates = euros("2022-12-29,HRK,7.51", "2023-01-02,USD,1.06")

    def found(end: str) -> Pair | Problem:
        return pick("HRK", "EUR", basis=window(f"2022-12-29..{end}"), day=date(2022, 11, 2), rate_sets=[rates])

    assert isinstance(found("2023-01-09"), Pair)
    assert isinstance(found("2023-01-10"), Problem)


def test_what_was_not_known_of_a_window_across_the_adoption_does_not_count():
    rates = euros("2022-12-29,HRK,7.51", "2023-01-02,USD,1.06", "2023-01-03,USD,1.08")
    asked = {"basis": window("2022-12-29..2023-01-03"), "day": date(2022, 11, 2), "rate_sets": [rates]}

    early = pick("HRK", "EUR", **asked, as_of=date(2022, 12, 31))
    later = pick("HRK", "EUR", **asked, as_of=date(2023, 1, 2))

    assert (early.source.per_base, early.provisional) == (Fraction("7.51"), True)
    assert (later.source.by_law, later.provisional) == ((date(2023, 1, 2),), True)


def test_a_living_currency_has_no_part_in_it(ecb):
    found = pick("GBP", "EUR", basis=window("2022-12-01..2023-01-31"), day=date(2022, 11, 2), rate_sets=[ecb])

    assert (found.source.by_law, found.source.law) == ((), 1)


def test_a_mean_across_the_adoption_is_rounded_for_the_unit_of_its_newest_own_quote():
    own = [("2022-12-28", "5.1", 1), ("2022-12-29", "5.2", 1), ("2022-12-30", "521", 100)]
    rates = read(
        "NBU",
        [
            *(f"{day},HRK,{value},UAH,base_per_unit,{unit},NBU" for day, value, unit in own),
            "2023-01-02,EUR,40,UAH,base_per_unit,1,NBU",
        ],
    )

    basis = window("2022-12-28..2023-01-02,round=2")

    assert pick("HRK", "UAH", basis=basis, day=date(2022, 11, 2), rate_sets=[rates]).rate == Fraction("520.47") / 100


def test_as_quoted_means_the_decimals_of_the_unit_that_was_quoted_last():
    own = [("2022-09-06", "0.0911", 1), ("2022-10-06", "9.14", 100)]
    rates = read("NBU", [f"{day},HUF,{value},UAH,base_per_unit,{unit},NBU" for day, value, unit in own])
    basis = window("2022-09-06..2022-10-06,round=quoted")

    pair = pick("HUF", "UAH", basis=basis, day=date(2022, 3, 1), rate_sets=[rates])

    assert (pair.rate, pair.source.decimals) == (Fraction("9.13") / 100, 2)

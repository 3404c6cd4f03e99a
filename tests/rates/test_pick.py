from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.foundation import Place, Problem, round_half_up
from ledger.rates import Basis, Leg, Pair, Quote, pick, read_rates

ANNOUNCED, MONTH, YEAR = Basis("announced"), Basis("month"), Basis("year")


def in_cents(value: str, pair: Pair | Problem) -> int:
    assert isinstance(pair, Pair), pair
    return round_half_up(*(Fraction(value) * pair.rate * 100).as_integer_ratio())


def uah(*lines: str):
    """A set of hryvnia for one unit of another currency, as the National Bank of Ukraine quotes it."""
    rows = [f"{line},UAH,base_per_unit,1,NBU" for line in lines]
    rate_set, problems = read_rates("NBU", "\n".join(["date,currency,rate,base,direction,unit,source", *rows]).encode())
    assert rate_set is not None, problems
    return rate_set


def test_three_billion_pounds_are_as_many_dollars_as_both_fixings_of_the_day_say(ecb):
    pair = pick("GBP", "USD", basis=ANNOUNCED, day=date(2025, 6, 2), rate_sets=[ecb])

    assert in_cents("3000000000", pair) == 4061773772_82
    assert pair.source.quotes == (Quote("0.8434", day=date(2025, 6, 2)),)
    assert pair.target.quotes == (Quote("1.1419", day=date(2025, 6, 2)),)


def test_the_base_of_the_set_needs_no_quote(ecb):
    pair = pick("GBP", "EUR", basis=ANNOUNCED, day=date(2025, 6, 2), rate_sets=[ecb])

    assert in_cents("3000000000", pair) == 3557031064_74
    assert pair.target == Leg("EUR", "base", Fraction(1))


def test_a_sunday_takes_fridays_rate_and_says_so(ecb):
    pair = pick("USD", "EUR", basis=ANNOUNCED, day=date(2025, 6, 1), rate_sets=[ecb])

    assert in_cents("2000000000", pair) == 1763823970_37
    assert pair.source.quotes == (Quote("1.1339", day=date(2025, 5, 30)),)
    assert (pair.day, pair.days_back) == (date(2025, 6, 1), 2)


def test_the_basis_on_puts_its_own_day_in_the_place_of_the_announcement(ecb):
    pair = pick("USD", "EUR", basis=Basis.parse("on:2025-06-01"), day=date(2001, 1, 1), rate_sets=[ecb])

    assert (pair.day, pair.days_back, pair.source.first) == (date(2025, 6, 1), 2, date(2025, 5, 30))


def test_seven_days_back_are_near_enough_and_eight_are_not():
    rates = uah("2025-06-02,USD,41.5")

    assert pick("USD", "UAH", basis=ANNOUNCED, day=date(2025, 6, 9), rate_sets=[rates]).days_back == 7
    assert isinstance(pick("USD", "UAH", basis=ANNOUNCED, day=date(2025, 6, 10), rate_sets=[rates]), Problem)


def test_both_legs_are_of_the_same_day_even_if_one_has_a_later_quote():
    rates = uah("2025-06-02,USD,41.5", "2025-06-02,EUR,47.1", "2025-06-03,USD,41.6")

    pair = pick("USD", "EUR", basis=ANNOUNCED, day=date(2025, 6, 3), rate_sets=[rates])

    assert pair.rate == Fraction("41.5") / Fraction("47.1")
    assert pair.days_back == 1


def test_what_was_not_known_as_of_then_does_not_count(ecb):
    pair = pick("USD", "EUR", basis=ANNOUNCED, day=date(2025, 6, 3), rate_sets=[ecb], as_of=date(2025, 6, 2))

    assert (pair.source.first, pair.days_back) == (date(2025, 6, 2), 1)


def test_the_first_set_in_the_users_order_that_can_answer_is_taken(ecb):
    rates = uah("2025-06-02,USD,41.5", "2025-06-02,EUR,47.1")
    asked = {"basis": ANNOUNCED, "day": date(2025, 6, 2)}

    assert pick("USD", "EUR", **asked, rate_sets=[rates, ecb]).rate_set == rates.description
    assert pick("USD", "EUR", **asked, rate_sets=[ecb, rates]).rate_set == ecb.description
    assert pick("USD", "GBP", **asked, rate_sets=[rates, ecb]).rate_set == ecb.description
    assert pick("USD", "UAH", **asked, rate_sets=[ecb, rates]).rate_set == rates.description


def test_the_same_currency_twice_is_an_error_of_the_caller(ecb):
    with pytest.raises(ValueError, match="needs no rate"):
        pick("EUR", "EUR", basis=ANNOUNCED, day=date(2025, 6, 2), rate_sets=[ecb])


# Means


def test_a_month_is_the_mean_of_its_quotes():
    rates = uah("2025-06-02,USD,41.5", "2025-06-16,USD,41.6", "2025-06-30,USD,41.9")

    pair = pick("USD", "UAH", basis=MONTH, day=date(2025, 6, 9), rate_sets=[rates])

    assert pair.rate == (Fraction("41.5") + Fraction("41.6") + Fraction("41.9")) / 3
    assert (pair.source.kind, pair.source.first, pair.source.last) == ("mean", date(2025, 6, 2), date(2025, 6, 30))
    assert (pair.days_back, pair.provisional) == (0, False)


def test_a_mean_in_euro_is_the_mean_of_the_ecbs_fixings(ecb):
    pair = pick("EUR", "USD", basis=MONTH, day=date(2025, 6, 2), rate_sets=[ecb])

    quotes = pair.target.quotes
    assert len(quotes) == 21
    assert pair.rate == sum(Fraction(quote.value) for quote in quotes) / 21


def test_a_cross_of_means_rests_on_the_days_of_both_legs():
    rates = uah("2025-06-02,USD,40", "2025-06-16,USD,99", "2025-06-27,USD,42", "2025-06-02,EUR,45", "2025-06-27,EUR,47")

    pair = pick("USD", "EUR", basis=MONTH, day=date(2025, 6, 9), rate_sets=[rates])

    assert pair.rate == Fraction(41, 46)
    assert len(pair.source.quotes) == len(pair.target.quotes) == 2


def test_quotes_for_one_and_for_a_hundred_units_have_one_mean():
    rate_set, _ = read_rates(
        "NBU",
        b"date,currency,rate,base,direction,unit,source\n"
        b"2025-06-02,JPY,28,UAH,base_per_unit,100,\n"
        b"2025-06-30,JPY,0.3,UAH,base_per_unit,1,\n",
    )

    assert pick("JPY", "UAH", basis=MONTH, day=date(2025, 6, 9), rate_sets=[rate_set]).rate == Fraction("0.29")


@pytest.mark.parametrize(("first", "last", "enough"), [("08", "23", True), ("09", "23", False), ("08", "22", False)])
def test_a_mean_needs_a_quote_within_seven_days_of_both_ends(first, last, enough):
    rates = uah(f"2025-06-{first},USD,41.5", f"2025-06-{last},USD,41.9")

    assert isinstance(pick("USD", "UAH", basis=MONTH, day=date(2025, 6, 9), rate_sets=[rates]), Pair) is enough


def test_a_year_that_was_not_over_as_of_then_is_provisional(ecb):
    pair = pick("USD", "EUR", basis=YEAR, day=date(2025, 6, 2), rate_sets=[ecb], as_of=date(2025, 6, 30))

    assert pair.provisional
    assert pair.source.last == date(2025, 6, 30)


def test_without_as_of_nothing_is_cut_short_and_an_unfinished_year_has_no_mean(ecb):
    assert isinstance(pick("USD", "EUR", basis=YEAR, day=date(2026, 6, 2), rate_sets=[ecb]), Problem)


def test_a_year_as_of_its_own_last_day_is_final(ecb):
    pair = pick("USD", "EUR", basis=YEAR, day=date(2024, 6, 2), rate_sets=[ecb], as_of=date(2024, 12, 31))

    assert not pair.provisional


def test_the_rouble_has_no_mean_of_2022_since_it_would_rest_on_42_quotes_before_march(ecb):
    gap = pick("RUB", "EUR", basis=YEAR, day=date(2022, 6, 2), rate_sets=[ecb])

    assert isinstance(gap, Problem)
    assert "ECB has them from 2022-01-03 to 2022-03-01 only" in gap.found


# Legacy currencies of the euro


def test_the_kuna_after_2022_has_its_irrevocable_rate(ecb):
    pair = pick("HRK", "EUR", basis=ANNOUNCED, day=date(2023, 2, 1), rate_sets=[ecb])

    assert in_cents("3000000000", pair) == 398168425_24
    assert pair.source == Leg("HRK", "irrevocable", Fraction("7.53450"), first=date(2023, 1, 1), last=date(2023, 1, 1))
    assert pair.days_back == 0


def test_the_kuna_before_that_has_its_market_quote(ecb):
    pair = pick("HRK", "EUR", basis=ANNOUNCED, day=date(2022, 12, 31), rate_sets=[ecb])

    assert pair.source.kind == "quote"
    assert pair.source.quotes == (Quote("7.5365", day=date(2022, 12, 30)),)


def test_the_lev_is_fixed_from_new_years_day_2026_on(ecb):
    pair = pick("BGN", "USD", basis=ANNOUNCED, day=date(2026, 1, 1), rate_sets=[ecb])

    assert (pair.source.kind, pair.source.per_base) == ("irrevocable", Fraction("1.95583"))
    assert (pair.target.last, pair.days_back) == (date(2025, 12, 31), 1)


def test_a_fixed_rate_needs_no_quotes_for_a_mean_either(ecb):
    pair = pick("DEM", "EUR", basis=YEAR, day=date(2000, 5, 1), rate_sets=[ecb])

    assert pair.rate == 1 / Fraction("1.95583")
    assert not pair.provisional


def test_two_legacy_currencies_go_through_the_euro_without_rounding(ecb):
    pair = pick("DEM", "FRF", basis=ANNOUNCED, day=date(2000, 5, 1), rate_sets=[ecb])

    assert pair.rate == Fraction("6.55957") / Fraction("1.95583")


def test_in_a_set_of_another_base_a_legacy_currency_goes_through_the_euros_quote():
    rates = uah("2023-02-01,EUR,40")

    pair = pick("HRK", "UAH", basis=ANNOUNCED, day=date(2023, 2, 1), rate_sets=[rates])

    assert pair.rate == 40 / Fraction("7.53450")
    assert (pair.source.kind, pair.source.factor) == ("irrevocable", Decimal("7.53450"))
    assert pair.source.quotes == (Quote("40", day=date(2023, 2, 1)),)


# No rate


@pytest.mark.parametrize(
    ("source", "target", "day"),
    [("UAH", "EUR", date(2025, 6, 2)), ("USD", "EUR", date(2035, 1, 1)), ("USD", "EUR", date(1998, 12, 31))],
)
def test_where_no_set_can_answer_there_is_a_gap_that_keeps_the_amount_out(ecb, source, target, day):
    gap = pick(source, target, basis=ANNOUNCED, day=day, rate_sets=[ecb])

    assert isinstance(gap, Problem)
    assert (gap.code, gap.severity.value, str(gap.place)) == ("FX-GAP", "error", "")


def test_a_gap_names_the_currencies_the_day_what_each_set_has_and_what_to_do(ecb):
    gap = pick("USD", "UAH", basis=ANNOUNCED, day=date(2035, 1, 1), rate_sets=[ecb, uah("2025-06-02,USD,41.5")])

    assert str(gap.within(Place(file="x.csv", row=2))) == (
        "x.csv:2: FX-GAP error: found no rate for 2035-01-01 from USD to UAH (ECB has no UAH; NBU: nearest earlier day "
        "2025-06-02), expected one set of rates with USD and UAH on 2035-01-01 or one of the 7 days before. "
        "Do: add a file of rates with book.add_rates, or read it with read_rates, or choose another basis."
    )


def test_a_gap_of_a_currency_that_was_gone_by_then_asks_to_check_it(ecb):
    gap = pick("TRL", "EUR", basis=ANNOUNCED, day=date(2006, 1, 1), rate_sets=[ecb])

    assert gap.remedy.startswith("check the currency (TRL ended on 2004-12-31 and TRY took its place)")


def test_a_gap_says_as_of_when(ecb):
    gap = pick("USD", "EUR", basis=YEAR, day=date(2025, 6, 2), rate_sets=[ecb], as_of=date(2024, 1, 1))

    assert "as of 2024-01-01 (ECB: nearest earlier day 2023-12-29)" in gap.found


def test_without_any_set_the_gap_says_that():
    assert "there are no rates" in pick("USD", "EUR", basis=YEAR, day=date(2025, 6, 2), rate_sets=[]).found


def test_an_unknown_currency_is_a_gap_with_a_guess_at_what_was_meant(ecb):
    gap = pick("EURO", "USD", basis=ANNOUNCED, day=date(2025, 6, 2), rate_sets=[ecb])

    assert (gap.code, gap.expected) == ("FX-GAP", "a currency code of ISO 4217, perhaps EUR")


# Real rates of another base


@pytest.mark.proof
def test_hryvnia_are_converted_with_the_national_banks_own_rates(shared_data):
    text = (shared_data / "rates" / "nbu_uah_1996-09_2022-07.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    nbu = uah(*(f"{day[:4]}-{day[4:6]}-{day[6:]},{currency},{rate}" for day, currency, rate in rows))

    pair = pick("UAH", "EUR", basis=ANNOUNCED, day=date(2022, 7, 21), rate_sets=[nbu])

    assert (nbu.first_day, nbu.last_day) == (date(1996, 9, 2), date(2022, 7, 21))
    assert pair.target.quotes == (Quote("29.8064", day=date(2022, 7, 21)),)
    assert in_cents("1000000000", pair) == 33549841_64

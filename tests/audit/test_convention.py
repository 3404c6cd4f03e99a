"""``convention``: by which rule published conversions were made, found again from the figures alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.audit import Rule, convention
from ledger.foundation import Interval, round_half_up
from ledger.intake import PublishedConversion, read_conversions
from ledger.rates import Basis, RateSet, pick

WINDOW = Interval(date(2022, 9, 6), date(2022, 10, 6))


@pytest.fixture(scope="session")
def two_years(ecb):
    """The ECB's rates of 2021 and 2022 for five currencies: a search in them is short."""
    span = Interval(date(2021, 1, 1), date(2022, 12, 31))
    series = {it: type(ecb.quotes[it]).of(ecb.quotes[it].between(span)) for it in ("USD", "GBP", "HUF", "SEK", "CZK")}
    return RateSet("ECB", ecb.source, "EUR", "units_per_base", "0" * 64, series)


def printed(figure, step):
    """A figure as a publisher prints it: whole steps, halves away from zero."""
    steps = figure / Fraction(step)
    return Decimal(round_half_up(steps.numerator, steps.denominator)) * Decimal(step)


def made(rates, basis, rows, *, target="EUR", step="0.01"):
    """Rows of (day, currency, amount) as converted by a basis of the ledger, which knows nothing of the search."""
    for number, (day, currency, amount) in enumerate(rows, start=2):
        pair = pick(currency, target, basis=Basis.parse(basis), day=day, rate_sets=[rates])
        figure = printed(Fraction(amount) * pair.rate, step)
        yield PublishedConversion(f"a.csv:{number}", day, currency, Decimal(amount), target, figure)


def at(currency, amount, rate):
    """A row converted at so many units for a euro."""
    figure = printed(Fraction(amount) / Fraction(rate), "0.01")
    return PublishedConversion("a", date(2022, 3, 23), currency, Decimal(amount), "EUR", figure)


ROWS = [
    (date(2021, 11, 30), "USD", "775000"),
    (date(2022, 3, 28), "GBP", "40000000"),
    (date(2022, 5, 11), "HUF", "6600000000"),
    (date(2022, 5, 30), "SEK", "570000000"),
    (date(2022, 8, 2), "CZK", "36600000"),
    (date(2022, 8, 31), "USD", "2500000000"),
    (date(2022, 9, 30), "GBP", "1250000"),
]


@pytest.mark.parametrize(
    "basis",
    [
        "announced",
        "month",
        "year",
        "on:2022-06-15",
        "window:2022-09-06..2022-10-06",
        "window:2022-09-06..2022-10-06,round=quoted",
        "window:2022-02-24..2022-12-30,round=3",
    ],
)
def test_each_basis_is_found_from_seven_rows_to_the_cent(two_years, basis):
    found = convention(list(made(two_years, basis, ROWS)), [two_years])

    assert (str(found.best.rule), found.best.matched, found.is_decided) == (basis, 7, True)


@pytest.mark.parametrize("target", ["USD", "GBP"])
@pytest.mark.parametrize("basis", ["announced", "month", "window:2022-09-06..2022-10-06"])
def test_a_target_that_is_not_the_base_of_the_rates(two_years, basis, target):
    rows = [row for row in ROWS if row[1] != target] * 2
    found = convention(list(made(two_years, basis, rows, target=target)), [two_years])

    assert (str(found.best.rule), found.best.matched) == (basis, len(rows))


def test_from_euros_into_another_currency(two_years):
    rows = [(day, "EUR", amount) for day, _, amount in ROWS]
    found = convention(list(made(two_years, "month", rows, target="SEK")), [two_years])

    assert (str(found.best.rule), found.is_decided) == ("month", True)


def test_two_rows_in_thousands_do_not_decide_and_all_rules_that_fit_are_told(two_years):
    found = convention(list(made(two_years, "announced", ROWS[:1], step="1000")), [two_years])
    kinds = {it.kind for it in found.equals}

    assert (str(found.best.rule), found.is_found, found.is_decided) == ("announced", True, False)
    assert {"window", "on"} <= kinds


def test_a_currency_with_a_rate_of_its_own_is_named_with_that_rate(two_years):
    rows = list(made(two_years, "window:2022-09-06..2022-10-06,round=quoted", ROWS))
    rows = [at(it.currency, it.amount, "0.86") if it.currency == "GBP" else it for it in rows]
    found = convention(rows, [two_years])
    (other,) = found.other_rates

    assert str(found.best.rule) == "window:2022-09-06..2022-10-06,round=quoted"
    assert (other.pair, other.rows, other.matched, other.own) == ("GBP to EUR", 2, 0, Fraction("0.86"))
    assert found.misfits == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda it: it * 1000, "1,000 times as much as the rule gives: a slip of a unit"),
        (lambda it: it / 1000000, "the rule gives 1,000,000 times as much: a slip of a unit"),
    ],
)
def test_a_row_with_a_slip_of_a_unit_is_named_and_decides_nothing(two_years, change, why):
    first, *rows = made(two_years, "month", ROWS)
    slipped = PublishedConversion("a.csv:9", first.day, "USD", first.amount, "EUR", change(first.converted))
    found = convention([slipped, *rows], [two_years], step=Decimal("0.01"))
    (misfit,) = found.misfits

    assert (str(found.best.rule), found.best.matched) == ("month", 6)
    assert (misfit.row.stated.place, misfit.why) == ("a.csv:9", why)


def test_a_row_turned_round_or_not_converted_is_told_as_that(two_years):
    rows = list(made(two_years, "announced", ROWS))
    usd = pick("USD", "EUR", basis=Basis("announced"), day=ROWS[0][0], rate_sets=[two_years])
    turned = PublishedConversion("t", ROWS[0][0], "USD", Decimal(775000), "EUR", printed(775000 / usd.rate, "0.01"))
    same = PublishedConversion("s", ROWS[0][0], "USD", Decimal(775000), "EUR", Decimal(775000))
    whys = {it.row.stated.place: it.why for it in convention([*rows, turned, same], [two_years]).misfits}

    assert whys == {
        "t": "multiplied where the rule divides, or the other way round",
        "s": "the amount itself, not converted",
    }


@pytest.mark.parametrize("unit", ["1000", "1000000", "0.001"])
def test_a_file_that_counts_thousands_is_taken_so_and_that_is_told(two_years, unit):
    rows = [replace(it, converted=(it.converted / Decimal(unit)).normalize()) for it in made(two_years, "month", ROWS)]
    found = convention(rows, [two_years])

    assert (str(found.best.rule), found.best.matched, found.unit) == ("month", 7, Fraction(unit))


def test_rows_that_say_nothing_are_named_with_the_reason(two_years):
    def row(place, currency, amount, converted, day=date(2022, 3, 1)):
        return PublishedConversion(place, day, currency, Decimal(amount), "EUR", Decimal(converted))

    rows = [row("a", "USD", 0, 0), row("b", "USD", -1, -1), row("c", "EUR", 5, 5), row("d", "EUR", 5, 6),
            row("e", "XAF", 5, 6), row("f", "DEM", 5, "2.56")]  # fmt: skip
    found = convention(rows, [two_years])

    assert (found.ranking, found.is_found) == ((), False)
    assert {it.stated.place: it.why for it in found.unused} == {
        "a": "a figure of zero",
        "b": "a negative figure",
        "c": "an amount in EUR already",
        "d": "an amount in EUR already, though the figures differ",
        "e": "no rates of XAF to EUR",
        "f": "a rate of DEM that the law has fixed",
    }


def test_a_mean_exactly_between_two_decimals_fits_either_way_and_is_told(ecb):
    """22 quotes of the forint have the mean 407.565: exactly that, though doubles make 407.56499999999994 of it."""
    rates = {"HUF": "407.56", "USD": "1.0035", "SEK": "10.908", "NOK": "10.3343", "CHF": "0.9864"}
    rows = [at(currency, 10**9, rate) for currency, rate in rates.items()]
    found = convention(rows, [ecb])
    (half,) = found.halves

    assert str(found.best.rule) == "window:2022-10-20..2022-11-18,round=quoted"
    assert (half.pair, half.own, half.by_rule) == ("HUF to EUR", Fraction("407.56"), Fraction("407.57"))


def test_figures_from_nowhere_give_no_rule(two_years):
    rows = [
        PublishedConversion("a", day, currency, Decimal(amount), "EUR", Decimal(amount) / 7 + number)
        for number, (day, currency, amount) in enumerate(ROWS)
    ]
    found = convention(rows, [two_years], step=Decimal("0.01"))

    assert (found.is_found, found.equals) == (False, ())


def test_release_7_is_one_window_for_all_15_currencies(shared_data, ecb):
    stated, _ = read_conversions(shared_data / "kiel" / "R07_2022-10_corrected.xlsx", "EUR")
    found = convention(stated, [ecb])

    assert str(found.best.rule) == "window:2022-09-06..2022-10-06,round=quoted"
    assert (found.best.pairs, found.best.of_pairs, found.best.matched, found.best.rows) == (15, 15, 245, 245)
    assert (found.is_decided, found.other_rates, found.misfits, found.halves) == (True, (), (), ())


def test_release_8_is_one_window_but_for_the_pound(shared_data, ecb):
    stated, _ = read_conversions(shared_data / "kiel" / "R08_items.csv", "EUR")
    found = convention(stated, [ecb])

    assert str(found.best.rule) == "window:2022-10-20..2022-11-18,round=quoted"
    assert (found.best.pairs, found.best.matched, found.best.rows, found.is_decided) == (14, 269, 288, True)
    assert [(it.pair, it.rows, it.own, it.by_rule) for it in found.other_rates] == [
        ("GBP to EUR", 19, Fraction("0.8676"), Fraction("0.8708"))
    ]
    assert [it.pair for it in found.halves] == ["HUF to EUR"]


# What follows knows the rules from their names alone: plain means over plain lists, none of the search's own code.


def naive(kind, day, window):
    """The days and the statistic of a rule."""
    month = day.replace(day=1)
    year = date(day.year, 1, 1)
    day_of = timedelta(days=1)
    ends = (month.replace(day=28) + 4 * day_of).replace(day=1) - day_of
    before = month - day_of
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    quarter_ends = (quarter + 95 * day_of).replace(day=1) - day_of
    last_quarter = quarter - day_of
    spans = {
        "announced": (day - 7 * day_of, day, "last"),
        "month": (month, ends, "mean"),
        "year": (year, date(day.year, 12, 31), "mean"),
        "month_before": (before.replace(day=1), before, "mean"),
        "month_end": (month, ends, "last"),
        "month_start": (month, ends, "first"),
        "month_end_before": (before.replace(day=1), before, "last"),
        "year_end": (year, date(day.year, 12, 31), "last"),
        "quarter": (quarter, quarter_ends, "mean"),
        "quarter_before": ((last_quarter - 70 * day_of).replace(day=1), last_quarter, "mean"),
        "quarter_end": (quarter, quarter_ends, "last"),
        "quarter_end_before": ((last_quarter - 70 * day_of).replace(day=1), last_quarter, "last"),
        "day_before": (day - 8 * day_of, day - day_of, "last"),
        "day_after": (day + day_of, day + 8 * day_of, "first"),
        "window": (window.start, window.end, "mean"),
        "window_minimum": (window.start, window.end, "min"),
        "window_maximum": (window.start, window.end, "max"),
    }
    return spans[kind]


def naive_rate(rates, rule, currency, day, window):
    """Euros per unit by a rule (kind, which way round, decimals)."""
    kind, is_inverse, decimals = rule
    start, end, statistic = naive(kind, day, window)
    values = [it.per_one for it in rates.quotes_between(currency, Interval(start, end))]
    values = [1 / it for it in values] if is_inverse else values
    take = {"last": lambda it: it[-1], "first": lambda it: it[0], "min": min, "max": max,
            "mean": lambda it: sum(it) / len(it)}  # fmt: skip
    rate = take[statistic](values)
    if decimals is not None:
        rate = Fraction(printed(rate, Decimal(1).scaleb(-decimals)))
    return rate if is_inverse else 1 / rate


KINDS = ("announced", "month", "year", "month_before", "month_end", "month_start", "month_end_before", "year_end",
         "quarter", "quarter_before", "quarter_end", "quarter_end_before", "day_before", "day_after", "window",
         "window_minimum", "window_maximum")  # fmt: skip


@st.composite
def published(draw):
    """A rule, and rows to be converted by it."""
    kind = draw(st.sampled_from(KINDS))
    is_inverse = draw(st.booleans()) and not kind.startswith("window_")
    decimals = draw(st.sampled_from([None, None, 3, 4, 5]))
    start = draw(st.dates(date(2021, 3, 1), date(2022, 9, 1)))
    window = Interval(start, start + timedelta(days=draw(st.integers(7, 100))))
    rows = draw(
        st.lists(
            st.tuples(
                st.dates(date(2021, 4, 5), date(2022, 11, 20)),
                st.sampled_from(["USD", "GBP", "SEK", "CZK"]),
                st.integers(10**5, 10**10),
            ),
            min_size=1,
            max_size=14,
        )
    )
    return (kind, is_inverse, decimals), window, rows, draw(st.sampled_from(["0.01", "1", "1000"]))


@given(published())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_true_rule_is_first_or_among_those_told_to_fit_as_well(two_years, case):
    rule, window, rows, step = case
    stated = []
    for day, currency, amount in rows:
        converted = printed(amount * naive_rate(two_years, rule, currency, day, window), step)
        stated.append(PublishedConversion("a", day, currency, Decimal(amount), "EUR", converted))
    stated = [it for it in stated if it.converted]
    if not stated:
        return
    found = convention(stated, [two_years], step=Decimal(step))

    assert found.best.matched == found.best.rows == len(stated)
    assert rule[0] in {it.kind for it in (found.best.rule, *found.equals)}


@given(
    st.sampled_from(["announced", "month", "window:2022-02-24..2022-05-31", "window:2022-02-24..2022-05-31,round=4"]),
    st.sampled_from(["EUR", "HUF"]),
    st.lists(
        st.tuples(st.dates(date(2022, 1, 10), date(2022, 11, 20)), st.integers(10**8, 10**11)), min_size=3, max_size=8
    ),
    st.integers(-30, 30).filter(bool),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_currency_that_was_converted_otherwise_hides_no_rule(two_years, basis, target, days, promille):
    rows = [(day, currency, str(amount)) for day, amount in days for currency in ("USD", "GBP", "SEK", "CZK")]
    stated = list(made(two_years, basis, rows, target=target))
    off = Decimal(1000 + promille) / 1000
    stated = [replace(it, converted=it.converted * off) if it.currency == "GBP" else it for it in stated]
    found = convention(stated, [two_years], step=Decimal("0.01"))

    assert basis in {str(it) for it in (found.best.rule, *found.equals)}
    assert found.best.matched >= len(rows) - len(days)
    assert [it.pair for it in found.other_rates] == [f"GBP to {target}"]


def test_a_rule_that_no_basis_has_is_told_in_words():
    rule = Rule("month_end", None, "per_unit", 4)

    assert rule.basis is None
    assert rule.words == (
        "the last rate of the month of the day, of the rates in the target currency per unit, rounded to 4 decimals"
    )

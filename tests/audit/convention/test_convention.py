"""``convention``: by which rule published conversions were made, found again from the figures alone."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven

from ledger.audit import Convention, CurrencyPair, Digits, Fit, Rule, convention_of
from ledger.foundation import Interval, Place, round_half_up
from ledger.intake import PublishedConversion, read_conversions
from ledger.rates import Basis, RateSet, pick

WINDOW = Interval(date(2022, 9, 6), date(2022, 10, 6))


@pytest.fixture(scope="session")
def two_years(ecb):
    """The ECB's rates of 2021 and 2022 for five currencies: a search in them is short."""
    span = Interval(date(2021, 1, 1), date(2022, 12, 31))
    series = {it: type(ecb.quotes[it]).of(ecb.quotes[it].between(span)) for it in ("USD", "GBP", "HUF", "SEK", "CZK")}
    return RateSet("ECB", ecb.source, "EUR", "units_per_base", "0" * 64, quotes=series)


def printed(figure, step):
    """A figure as a publisher prints it: whole steps, halves away from zero."""
    steps = figure / Fraction(step)
    return Decimal(round_half_up(steps.numerator, steps.denominator)) * Decimal(step)


def made(rates, basis, rows, *, target="EUR", step="0.01"):
    """Rows of (day, currency, amount) as converted by a basis of the ledger, which knows nothing of the search."""
    for number, (day, currency, amount) in enumerate(rows, start=2):
        pair = pick(currency, target, basis=Basis.parse(basis), day=day, rate_sets=[rates])
        figure = printed(Fraction(amount) * pair.rate, step)
        yield PublishedConversion(Place(file="a.csv", row=number), day, currency, Decimal(amount), target, figure)


def at(currency, amount, rate):
    """A row converted at so many units for a euro."""
    figure = printed(Fraction(amount) / Fraction(rate), "0.01")
    return PublishedConversion(Place(file="a"), date(2022, 3, 23), currency, Decimal(amount), "EUR", figure)


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
    found = convention_of(list(made(two_years, basis, ROWS)), [two_years])

    assert (str(found.best.rule), found.best.matched, found.is_decided) == (basis, 7, True)


@pytest.mark.proof
@pytest.mark.parametrize("target", proven(["USD"], ["USD", "GBP"]))
@pytest.mark.parametrize("basis", ["announced", "month", "window:2022-09-06..2022-10-06"])
def test_a_target_that_is_not_the_base_of_the_rates(two_years, basis, target):
    rows = [row for row in ROWS if row[1] != target] * 2
    found = convention_of(list(made(two_years, basis, rows, target=target)), [two_years])

    assert (str(found.best.rule), found.best.matched) == (basis, len(rows))


def test_from_euros_into_another_currency(two_years):
    rows = [(day, "EUR", amount) for day, _, amount in ROWS]
    found = convention_of(list(made(two_years, "month", rows, target="SEK")), [two_years])

    assert (str(found.best.rule), found.is_decided) == ("month", True)


@pytest.mark.proof
def test_two_rows_in_thousands_do_not_decide_and_all_rules_that_fit_are_told(two_years):
    found = convention_of(list(made(two_years, "announced", ROWS[:1], step="1000")), [two_years])
    kinds = {it.kind for it in found.equals}

    assert (str(found.best.rule), found.is_found, found.is_decided) == ("announced", True, False)
    assert {"window", "on"} <= kinds


def test_a_currency_with_a_rate_of_its_own_is_named_with_that_rate(two_years):
    rows = list(made(two_years, "window:2022-09-06..2022-10-06,round=quoted", ROWS))
    rows = [at(it.currency, it.amount, "0.86") if it.currency == "GBP" else it for it in rows]
    found = convention_of(rows, [two_years])
    (other,) = found.other_rates

    assert str(found.best.rule) == "window:2022-09-06..2022-10-06,round=quoted"
    assert (str(other.pair), other.rows, other.matched, other.own) == ("GBP to EUR", 2, 0, Fraction("0.86"))
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
    slipped = PublishedConversion(
        Place(file="a.csv", row=9), first.day, "USD", first.amount, "EUR", change(first.converted)
    )
    found = convention_of([slipped, *rows], [two_years], step=Decimal("0.01"))
    (misfit,) = found.misfits

    assert (str(found.best.rule), found.best.matched) == ("month", 6)
    assert (str(misfit.row.stated.place), misfit.why) == ("a.csv:9", why)


@pytest.mark.thorough
def test_a_row_turned_round_or_not_converted_is_told_as_that(two_years):
    rows = list(made(two_years, "announced", ROWS))
    usd = pick("USD", "EUR", basis=Basis("announced"), day=ROWS[0][0], rate_sets=[two_years])
    turned = PublishedConversion(
        Place(file="t"), ROWS[0][0], "USD", Decimal(775000), "EUR", printed(775000 / usd.rate, "0.01")
    )
    same = PublishedConversion(Place(file="s"), ROWS[0][0], "USD", Decimal(775000), "EUR", Decimal(775000))
    whys = {str(it.row.stated.place): it.why for it in convention_of([*rows, turned, same], [two_years]).misfits}

    assert whys == {
        "t": "multiplied where the rule divides, or the other way round",
        "s": "the amount itself, not converted",
    }


@pytest.mark.parametrize("unit", ["1000", "1000000", "0.001"])
def test_a_file_that_counts_thousands_is_taken_so_and_that_is_told(two_years, unit):
    rows = [replace(it, converted=(it.converted / Decimal(unit)).normalize()) for it in made(two_years, "month", ROWS)]
    found = convention_of(rows, [two_years])

    assert (str(found.best.rule), found.best.matched, found.unit) == ("month", 7, Fraction(unit))


def test_rows_that_say_nothing_are_named_with_the_reason(two_years):
    def row(file, currency, amount, converted, day=date(2022, 3, 1)):
        return PublishedConversion(Place(file=file), day, currency, Decimal(amount), "EUR", Decimal(converted))

    rows = [row("a", "USD", 0, 0), row("b", "USD", -1, -1), row("c", "EUR", 5, 5), row("d", "EUR", 5, 6),
            row("e", "XAF", 5, 6), row("f", "DEM", 5, "2.56")]  # fmt: skip
    found = convention_of(rows, [two_years])

    assert (found.ranking, found.is_found) == ((), False)
    assert {str(it.stated.place): it.why for it in found.unused} == {
        "a": "a figure of zero",
        "b": "a negative figure",
        "c": "an amount in EUR already",
        "d": "an amount in EUR already, though the figures differ",
        "e": "no rates of XAF to EUR",
        "f": "a rate of DEM that the law has fixed",
    }


@pytest.mark.thorough
def test_a_mean_exactly_between_two_decimals_fits_either_way_and_is_told(ecb):
    """22 quotes of the forint have the mean 407.565: exactly that, though doubles make 407.56499999999994 of it."""
    rates = {"HUF": "407.56", "USD": "1.0035", "SEK": "10.908", "NOK": "10.3343", "CHF": "0.9864"}
    rows = [at(currency, 10**9, rate) for currency, rate in rates.items()]
    found = convention_of(rows, [ecb])
    (half,) = found.halves

    assert str(found.best.rule) == "window:2022-10-20..2022-11-18,round=quoted"
    assert (str(half.pair), half.own, half.by_rule) == ("HUF to EUR", Fraction("407.56"), Fraction("407.57"))


def test_figures_from_nowhere_give_no_rule(two_years):
    rows = [
        PublishedConversion(Place(file="a"), day, currency, Decimal(amount), "EUR", Decimal(amount) / 7 + number)
        for number, (day, currency, amount) in enumerate(ROWS)
    ]
    found = convention_of(rows, [two_years], step=Decimal("0.01"))

    assert (found.is_found, found.equals) == (False, ())


@pytest.mark.proof
def test_release_7_is_one_window_for_all_15_currencies(shared_data, ecb):
    stated, _ = read_conversions(shared_data / "kiel" / "R07_2022-10_corrected.xlsx", "EUR")
    found = convention_of(stated, [ecb])

    assert str(found.best.rule) == "window:2022-09-06..2022-10-06,round=quoted"
    assert (found.best.pairs, found.best.of_pairs, found.best.matched, found.best.rows) == (15, 15, 245, 245)
    assert (found.is_decided, found.other_rates, found.misfits, found.halves) == (True, (), (), ())


@pytest.mark.proof
def test_release_8_is_one_window_but_for_the_pound(shared_data, ecb):
    stated, _ = read_conversions(shared_data / "kiel" / "R08_items.csv", "EUR")
    found = convention_of(stated, [ecb])

    assert str(found.best.rule) == "window:2022-10-20..2022-11-18,round=quoted"
    assert (found.best.pairs, found.best.matched, found.best.rows, found.is_decided) == (14, 269, 288, True)
    assert [(str(it.pair), it.rows, it.own, it.by_rule) for it in found.other_rates] == [
        ("GBP to EUR", 19, Fraction("0.8676"), Fraction("0.8708"))
    ]
    assert [str(it.pair) for it in found.halves] == ["HUF to EUR"]


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
        "days 7": (day - 6 * day_of, day, "mean"),
        "days 30": (day - 29 * day_of, day, "mean"),
        "quotes 10": (day - 40 * day_of, day, "mean of 10"),
        "window": (window.start, window.end, "mean"),
        "window_minimum": (window.start, window.end, "min"),
        "window_maximum": (window.start, window.end, "max"),
    }
    return spans[kind]


TAKEN = {"last": lambda it: it[-1], "first": lambda it: it[0], "min": min, "max": max,
         "mean": lambda it: sum(it) / len(it), "mean of 10": lambda it: sum(it[-10:]) / 10}  # fmt: skip


QUOTED = {"USD": 4, "GBP": 5, "SEK": 4, "CZK": 3}


def per_euro(rates, currency, span):
    return [it.per_one for it in rates.quotes_between(currency, span)]


def cut(rate, decimals):
    return Fraction(floor(rate * 10**decimals), 10**decimals)


def rounded(rate, decimals):
    return Fraction(printed(rate, Decimal(1).scaleb(-decimals)))


def naive_rate(rates, rule, currency, day, window):
    """Euros per unit by a rule (kind, which way round, decimals, in which manner)."""
    kind, is_inverse, decimals, manner = rule
    start, end, statistic = naive(kind, day, window)
    values = per_euro(rates, currency, Interval(start, end))
    rate = TAKEN[statistic]([1 / it for it in values] if is_inverse else values)
    if manner in ("turned", "rounded and turned"):
        rate = rounded(rate, QUOTED[currency]) if manner == "rounded and turned" else rate
        return rounded(1 / rate, decimals) if not is_inverse else 1 / rounded(1 / rate, decimals)
    if manner:
        rate = {"cut": cut, "rounded": rounded}[manner](rate, decimals)
    return rate if is_inverse else 1 / rate


KINDS = ("announced", "month", "year", "month_before", "month_end", "month_start", "month_end_before", "year_end",
         "quarter", "quarter_before", "quarter_end", "quarter_end_before", "day_before", "day_after", "days 7",
         "days 30", "quotes 10", "window", "window_minimum", "window_maximum")  # fmt: skip


@st.composite
def published(draw):
    """A rule, and rows to be converted by it."""
    kind = draw(st.sampled_from(KINDS))
    is_inverse = draw(st.booleans()) and not kind.startswith("window_")
    manner = draw(st.sampled_from([None, "rounded", "cut", "turned"]))
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
    rule = (kind, is_inverse, draw(st.integers(3, 5)), manner)
    return rule, window, rows, draw(st.sampled_from(["0.01", "1", "1000"]))


@pytest.mark.thorough
@given(published())
@settings(max_examples=proven(3, 10), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_true_rule_is_first_or_among_those_told_to_fit_as_well(two_years, case):
    rule, window, rows, step = case
    stated = []
    for day, currency, amount in rows:
        converted = printed(amount * naive_rate(two_years, rule, currency, day, window), step)
        stated.append(PublishedConversion(Place(file="a"), day, currency, Decimal(amount), "EUR", converted))
    stated = [it for it in stated if it.converted]
    if not stated:
        return
    found = convention_of(stated, [two_years], step=Decimal(step))

    assert found.best.matched == found.best.rows == len(stated)
    assert rule[0] in {f"{it.kind} {it.over}" if it.over else it.kind for it in (found.best.rule, *found.equals)}


def test_a_rate_that_ends_in_zeros_does_not_hide_to_how_many_decimals_the_others_were_rounded(two_years):
    """1.000 of August 2022 is one with any decimals; 0.828 of April 2021 has three."""
    rule, window = ("month_end", False, 3, "rounded"), Interval(date(2021, 3, 1), date(2021, 3, 8))
    rows = [(date(2021, 4, 5), "USD", 10**5), (date(2022, 8, 1), "USD", 10**5)]
    stated = converted_at(rows, lambda it, day: naive_rate(two_years, rule, it, day, window))

    assert [str(it.converted) for it in stated] == ["82781.46", "100000.00"]
    found = convention_of(stated, [two_years], step=Decimal("0.01"))
    assert (found.best.rule.kind, found.best.rule.digits, found.best.matched) == ("month_end", Digits(3), 2)


def spread_rows(number, *, seed=1):
    """Weekdays of 21 months and large amounts of four currencies: rows in which rules differ visibly."""
    chance = Random(seed)  # noqa: S311 - a sample, no secret
    made = []
    while len(made) < number:
        day = date(2021, 3, 1) + timedelta(days=chance.randrange(620))
        if day.weekday() < 5:
            made.append((day, ("USD", "GBP", "SEK", "CZK")[len(made) % 4], chance.randrange(10**9, 10**11)))
    return made


def converted_at(rows, rate_of, *, target="EUR"):
    return [
        PublishedConversion(
            Place(file="a.csv", row=number),
            day,
            it,
            Decimal(amount),
            target,
            printed(amount * rate_of(it, day), "0.01"),
        )
        for number, (day, it, amount) in enumerate(rows, start=2)
    ]


WINDOW_SAID = "of one window for all: 2022-09-06 to 2022-10-06"
AS_QUOTED = ", rounded to the decimals of the quotes"
AS_UNIT, AS_TARGET = "the target currency per unit", "units per unit of the target currency"


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (("month", False, 4, "cut"), "the mean of the month of the day, cut off to 4 decimals"),
        (("announced", False, 3, "cut"), "the day: the last rate on or before it, cut off to 3 decimals"),
        (
            ("month", False, 4, "turned"),
            f"the mean of the month of the day, written as {AS_UNIT} and rounded to 4 decimals",
        ),
        (
            ("month", False, 4, "rounded and turned"),
            f"the mean of the month of the day{AS_QUOTED}, written as {AS_UNIT} and rounded to 4 decimals",
        ),
        (
            ("window", True, 3, "turned"),
            f"the mean {WINDOW_SAID}, of the rates in {AS_UNIT}, written as {AS_TARGET} and rounded to 3 decimals",
        ),
        (("window", False, 4, "cut"), f"the mean {WINDOW_SAID}, cut off to 4 decimals"),
        (
            ("window_minimum", False, 4, "turned"),
            f"the lowest rate {WINDOW_SAID}, written as {AS_UNIT} and rounded to 4 decimals",
        ),
        (("days 30", False, 4, "rounded"), "the mean of the 30 days up to the day, rounded to 4 decimals"),
        (("quotes 10", False, None, None), "the mean of the 10 rates up to the day"),
    ],
)
def test_rates_cut_off_turned_round_or_of_the_days_before_are_found(two_years, rule, words):
    stated = converted_at(spread_rows(120), lambda currency, day: naive_rate(two_years, rule, currency, day, WINDOW))
    found = convention_of(stated, [two_years])

    told = [it.words for it in (found.best.rule, *found.equals)]
    assert (found.is_found, found.best.matched) == (True, 120)
    assert words in told


@pytest.mark.thorough
def test_month_means_cut_off_are_certain(two_years):
    rule = ("month", False, 4, "cut")
    stated = converted_at(spread_rows(120), lambda currency, day: naive_rate(two_years, rule, currency, day, WINDOW))

    assert convention_of(stated, [two_years]).is_decided


@pytest.mark.proof
@pytest.mark.parametrize("target", proven(["USD"], ["USD", "GBP"]))
@pytest.mark.parametrize(("kind", "take"), [("window_minimum", min), ("window_maximum", max)])
@pytest.mark.parametrize("decimals", [None, 4])
def test_the_lowest_and_the_highest_of_a_cross_rate(two_years, target, kind, take, decimals):
    def rate_of(currency, _):
        legs = zip(per_euro(two_years, target, WINDOW), per_euro(two_years, currency, WINDOW), strict=True)
        rate = take(above / below for above, below in legs)
        return rate if decimals is None else rounded(rate, decimals)

    rows = [row for row in spread_rows(40) if row[1] != target]
    found = convention_of(converted_at(rows, rate_of, target=target), [two_years])

    assert found.best.matched == len(rows)
    assert any(it.kind == kind and it.window.start <= WINDOW.end for it in (found.best.rule, *found.equals))


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("target", ["EUR", "USD"])
@pytest.mark.parametrize("kind", ["lowest", "highest"])
def test_the_basis_of_a_lowest_or_highest_rate_repeats_the_figures(two_years, target, kind):
    def rate_of(currency, _):
        asked = Basis(kind, window=WINDOW)
        return pick(currency, target, basis=asked, day=date(2022, 6, 1), rate_sets=[two_years]).rate

    rows = [row for row in spread_rows(40) if row[1] != target]
    stated = converted_at(rows, rate_of, target=target)
    found = convention_of(stated, [two_years])
    rules = [it for it in (found.best.rule, *found.equals) if it.basis and it.basis.kind != "on"]

    assert (found.is_found, found.best.matched) == (True, len(rows))
    assert {it.basis.kind for it in rules} == {kind}
    for rule in rules[:5]:
        for it in stated:
            found_rate = pick(it.currency, target, basis=rule.basis, day=it.day, rate_sets=[two_years]).rate
            assert printed(Fraction(it.amount) * found_rate, "0.01") == it.converted


@pytest.mark.parametrize(
    ("rule", "basis"),
    [
        (Rule("announced"), "announced"),
        (Rule("month"), "month"),
        (Rule("year"), "year"),
        (Rule("on", WINDOW), f"on:{WINDOW.end}"),
        (Rule("window", WINDOW), f"window:{WINDOW.start}..{WINDOW.end}"),
        (Rule("window", WINDOW, digits=Digits(4)), f"window:{WINDOW.start}..{WINDOW.end},round=4"),
        (Rule("window_minimum", WINDOW, "per_unit"), f"lowest:{WINDOW.start}..{WINDOW.end}"),
        (Rule("window_maximum", WINDOW, "per_unit"), f"highest:{WINDOW.start}..{WINDOW.end}"),
        (Rule("window_minimum", WINDOW, is_turned=True), f"highest:{WINDOW.start}..{WINDOW.end}"),
        (Rule("window_maximum", WINDOW, is_turned=True), f"lowest:{WINDOW.start}..{WINDOW.end}"),
        (Rule("window_minimum", WINDOW, is_turned=None), None),
        (Rule("window_minimum", WINDOW, digits=Digits(4)), None),
        (Rule("window", WINDOW, digits=Digits(4, is_cut=True)), None),
        (Rule("window", WINDOW, "per_target"), None),
        (Rule("month", digits=Digits(4)), None),
        (Rule("quarter"), None),
        (Rule("days", over=30), None),
    ],
)
def test_every_rule_that_a_basis_repeats_names_it(rule, basis):
    assert (str(rule.basis) if rule.basis else None) == basis


@pytest.mark.thorough
@pytest.mark.parametrize("side", ["per_unit", "per_target"])
def test_a_ratio_of_two_means_may_be_rounded_as_a_whole(two_years, side):
    def rate_of(currency, day):
        span = Interval(*naive("month", day, WINDOW)[:2])
        above, below = (TAKEN["mean"](per_euro(two_years, it, span)) for it in ("USD", currency))
        return rounded(above / below, 5) if side == "per_unit" else 1 / rounded(below / above, 5)

    rows = [row for row in spread_rows(40) if row[1] != "USD"]
    found = convention_of(converted_at(rows, rate_of, target="USD"), [two_years])

    assert (found.is_decided, found.best.matched) == (True, len(rows))
    assert found.best.rule == Rule("month", digits=Digits(5, side=side))


def mean_of_all_days(rates, currency, day):
    start, end, _ = naive("month", day, WINDOW)
    days = [start + timedelta(days=it) for it in range((end - start).days + 1)]
    return sum(per_euro(rates, currency, Interval(it - timedelta(days=7), it))[-1] for it in days) / len(days)


def of_the_month(take):
    return lambda rates, currency, day: take(per_euro(rates, currency, Interval(*naive("month", day, WINDOW)[:2])))


def up(rate, decimals):
    return -cut(-rate, decimals)


def four_digits(rate):
    return rounded(rate, 4 - len(str(floor(rate)))) if rate >= 1 else rounded(rate, 4)


OUTSIDE = {
    "rounded up": lambda *it: up(of_the_month(TAKEN["mean"])(*it), 4),
    "a window rounded up": lambda rates, currency, _: up(TAKEN["mean"](per_euro(rates, currency, WINDOW)), 4),
    "four digits that count": lambda *it: four_digits(of_the_month(TAKEN["mean"])(*it)),
    "mean of all days": mean_of_all_days,
    "median": of_the_month(lambda it: sorted(it)[len(it) // 2]),
    "middle of the extremes": of_the_month(lambda it: (min(it) + max(it)) / 2),
    "lowest of the month": of_the_month(min),
    "two rates before": lambda rates, currency, day: per_euro(rates, currency, Interval(day - timedelta(days=30), day))[
        -3
    ],
    "with a margin": lambda *it: of_the_month(TAKEN["mean"])(*it) * Fraction(1001, 1000),
    "mean of twelve days": lambda rates, currency, day: TAKEN["mean"](
        per_euro(rates, currency, Interval(day - timedelta(days=11), day))
    ),
    "rounded to 20ths of a cent": lambda *it: rounded(of_the_month(TAKEN["mean"])(*it) * 2000, 0) / 2000,
}


@pytest.mark.proof
@given(st.sampled_from(sorted(OUTSIDE)), st.integers(12, 60), st.integers(0, 10**6))
@settings(max_examples=proven(3, 10), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_rule_outside_of_those_tried_is_never_called_certain(two_years, outside, number, seed):
    rows = spread_rows(number, seed=seed)
    found = convention_of(converted_at(rows, lambda *it: 1 / OUTSIDE[outside](two_years, *it)), [two_years])

    assert (found.is_found, found.is_decided) == (False, False)


def test_a_rule_that_misses_a_third_of_the_rows_by_a_hair_is_the_nearest_not_the_rule(two_years):
    rows = spread_rows(60)
    stated = converted_at(
        rows, lambda currency, day: naive_rate(two_years, ("month", False, None, None), currency, day, WINDOW)
    )
    stated = [
        replace(it, converted=it.converted * Decimal("1.0001")) if number % 3 == 0 else it
        for number, it in enumerate(stated)
    ]
    found = convention_of(stated, [two_years], step=Decimal("0.01"))

    assert (found.best.rule, found.best.matched, found.near_misses) == (Rule("month"), 40, 20)
    assert (found.is_found, found.is_decided) == (False, False)


def with_weekends(number):
    """Weekdays as above, and a Saturday or Sunday after every fourth or so."""
    weekdays = spread_rows(number * 4 // 5 + 2)
    weekends = [
        (date(2021, 3, 6) + timedelta(days=42 * it + it % 2), currency, amount)
        for it, (_, currency, amount) in enumerate(weekdays[: number - len(weekdays)])
    ]
    return weekdays + weekends


def next_banking_day(rates, currency, day):
    return per_euro(rates, currency, Interval(day, day + timedelta(days=8)))[0]


def second_last(rates, currency, day):
    return per_euro(rates, currency, Interval(day - timedelta(days=20), day))[-2]


def month_before_in_its_first_days(rates, currency, day):
    kind = "month_before" if day.day <= 5 else "month"
    return 1 / naive_rate(rates, (kind, False, None, None), currency, day, WINDOW)


def rounded_month_before_in_its_first_days(*it):
    return rounded(month_before_in_its_first_days(*it), 4)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rate_of", "best", "others"),
    [
        (next_banking_day, Rule("announced"), (Rule("day_after"), "days without a quote")),
        (second_last, Rule("day_before"), (None, "days without a quote")),
        (month_before_in_its_first_days, Rule("month"), (Rule("month_before"), "days 1 to 5 of a month")),
        (
            rounded_month_before_in_its_first_days,
            Rule("month", digits=Digits(4)),
            (Rule("month_before", digits=Digits(4)), "days 1 to 5 of a month"),
        ),
    ],
)
@pytest.mark.parametrize("slips", [0, 1])
def test_a_rule_whose_misses_are_all_of_one_kind_is_not_certain(two_years, rate_of, best, others, slips):
    stated = converted_at(with_weekends(80), lambda *it: 1 / rate_of(two_years, *it))
    stated[:slips] = [replace(it, converted=it.converted * Decimal("1.03")) for it in stated[:slips]]
    found = convention_of(stated, [two_years], step=Decimal("0.01"))
    rest = found.rest

    assert (found.best.rule, found.is_found, found.is_decided) == (best, True, False)
    assert (rest.rule, rest.trait) == others
    assert rest.rows == 80 - found.best.matched
    assert {rest.given, rest.sharing} - {0} == {rest.rows - slips}


def test_a_rule_whose_misses_have_nothing_in_common_is_certain(two_years):
    month = ("month", False, None, None)
    stated = converted_at(with_weekends(80), lambda *it: naive_rate(two_years, month, *it, WINDOW))
    stated = [
        replace(it, converted=it.converted * Decimal("1.03")) if number % 11 == 0 else it
        for number, it in enumerate(stated)
    ]
    found = convention_of(stated, [two_years], step=Decimal("0.01"))

    assert (found.best.matched, len(found.misfits), found.rest, found.is_decided) == (72, 8, None, True)


@pytest.mark.proof
def test_one_coarse_figure_is_never_enough_for_a_window(two_years):
    """One in two million windows fits a single rate of eight digits by chance."""
    for rate in range(95_000_001, 95_000_400, 21):
        stated = [PublishedConversion(Place(file="a"), date(2022, 3, 1), "USD", Decimal(10**8), "EUR", Decimal(rate))]

        assert not convention_of(stated, [two_years], step=Decimal(1)).is_decided


@pytest.mark.proof
@given(
    st.sampled_from(["announced", "month", "window:2022-02-24..2022-05-31", "window:2022-02-24..2022-05-31,round=4"]),
    st.sampled_from(["EUR", "HUF"]),
    st.lists(
        st.tuples(st.dates(date(2022, 1, 10), date(2022, 11, 20)), st.integers(10**8, 10**11)), min_size=3, max_size=8
    ),
    st.integers(-30, 30).filter(bool),
)
@settings(max_examples=proven(3, 10), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_currency_that_was_converted_otherwise_hides_no_rule(two_years, basis, target, days, promille):
    rows = [(day, currency, str(amount)) for day, amount in days for currency in ("USD", "GBP", "SEK", "CZK")]
    stated = list(made(two_years, basis, rows, target=target))
    off = Decimal(1000 + promille) / 1000
    stated = [replace(it, converted=it.converted * off) if it.currency == "GBP" else it for it in stated]
    found = convention_of(stated, [two_years], step=Decimal("0.01"))

    assert basis in {str(it) for it in (found.best.rule, *found.equals)}
    assert found.best.matched >= len(rows) - len(days)
    assert [str(it.pair) for it in found.other_rates] == [f"GBP to {target}"]


def test_a_rule_that_no_basis_has_is_told_in_words():
    rule = Rule("month_end", None, "per_unit", Digits(4))

    assert rule.basis is None
    assert rule.words == (
        "the last rate of the month of the day, of the rates in the target currency per unit, rounded to 4 decimals"
    )


def of_another_source(rows, rates):
    """Rows converted by the mean of their year, of rates that differ from ours by 0.05 to 0.15 %."""
    made_by_year = made(rates, "year", rows, target="USD", step="1")
    return [
        replace(it, converted=(it.converted * (1 + Decimal(5 + number % 11) / 10**4)).quantize(Decimal(1)))
        for number, it in enumerate(made_by_year)
    ]


def with_a_late_currency(rates):
    """The same rates, and one of a currency that is quoted from July 2021 on: it has no mean of that year."""
    late = rates.quotes["GBP"]
    span = Interval(date(2021, 7, 1), date(2022, 12, 31))
    return replace(rates, quotes=dict(rates.quotes) | {"PLN": type(late).of(late.between(span))})


def yearbook(rates, apart=0):
    """Figures of a yearbook in dollars, and some of a currency for whose year there is no mean."""
    days = [date(2021, 1, 20) + timedelta(days=17 * it) for it in range(40)]
    rows = [(day, ("GBP", "SEK", "CZK")[it % 3], str(10**8 + it)) for it, day in enumerate(days)]
    stated = of_another_source(rows, rates)
    lacking = (
        PublishedConversion(Place(file="z"), date(2021, 8, 2 + it % 25), "PLN", Decimal(10**8), "USD", Decimal(10**8))
        for it in range(apart)
    )
    return [*stated, *lacking]


@pytest.mark.proof
def test_the_mean_of_the_year_is_nearest_though_it_lacks_a_rate_for_more_rows_than_others(two_years):
    rates = with_a_late_currency(two_years)
    found = convention_of(yearbook(rates, apart=7), [rates])
    by_kind = {it.rule.kind: it for it in found.ranking}

    assert by_kind["year"].without_rate > by_kind["month_end"].without_rate
    assert 10 * by_kind["year"].median < by_kind["month_end"].median
    assert found.ranking[0].rule == found.nearest.rule == Rule("year")
    assert (found.is_found, found.is_by_far, found.is_of_another_source) == (False, True, True)
    assert {str(it.pair): it.holds for it in found.by_pair} == {
        "GBP to USD": True,
        "SEK to USD": True,
        "CZK to USD": True,
        "PLN to USD": False,
    }


@pytest.mark.proof
def test_a_rule_without_a_rate_for_half_of_the_rows_is_not_the_nearest(two_years):
    rates = with_a_late_currency(two_years)
    found = convention_of(yearbook(rates, apart=40), [rates])

    assert {it.rule.kind: it.typical for it in found.ranking}["year"] is None
    assert found.nearest.typical is not None
    assert found.nearest.rule.kind != "year"


@pytest.mark.proof
@given(st.integers(0, 10**6), st.integers(0, 30), st.sampled_from(["1.0", "1.001", "1.05"]))
@settings(max_examples=proven(2, 8), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_rule_is_nearest_while_another_with_rates_for_most_rows_is_nearer(two_years, seed, apart, off):
    rates = with_a_late_currency(two_years)
    rows = [(day, currency, amount) for day, currency, amount in spread_rows(20, seed=seed) if currency != "USD"]
    stated = [
        replace(it, converted=(it.converted * Decimal(off)).quantize(Decimal(1)))
        for it in made(rates, "month", rows, target="USD", step="1")
    ]
    found = convention_of([*stated, *yearbook(rates, apart)[40:]], [rates])

    typical = [it.typical for it in found.ranking if it.typical is not None]
    assert (found.nearest.typical if found.nearest else None) == min(typical, default=None)
    if found.is_by_far:
        assert all(
            it.median >= 10 * found.nearest.typical for it in found.ranking if it is not found.nearest and it.median
        )


def a_fit(kind, median, without_rate=0):
    of_ten = {"rows": 10, "matched": 0, "pairs": 0, "of_pairs": 1, "ninetieth": median, "largest": median}
    return Fit(Rule(kind), median=median, without_rate=without_rate, **of_ten)


def ranked(*fits):
    return Convention(fits, (), Decimal(1), (CurrencyPair("GBP", "USD"),), (), (), (), (), 0)


def test_nearest_by_far_begins_at_ten_times():
    near, ten_times = a_fit("year", Fraction(1, 1000)), a_fit("month", Fraction(1, 100))

    assert ranked(near, ten_times).is_by_far
    assert not ranked(near, a_fit("month", Fraction(99, 10_000))).is_by_far
    assert not ranked(near).is_by_far


def test_another_source_is_likely_up_to_half_a_percent():
    far = a_fit("month", Fraction(1, 2))

    assert ranked(a_fit("year", Fraction(5, 1000)), far).is_of_another_source
    assert not ranked(a_fit("year", Fraction(501, 100_000)), far).is_of_another_source


def test_five_rows_of_ten_without_a_rate_are_too_many_to_be_the_nearest_and_four_are_not():
    other = a_fit("month", Fraction(1, 10))

    assert ranked(a_fit("year", Fraction(1, 1000), without_rate=4), other).nearest.rule == Rule("year")
    assert ranked(a_fit("year", Fraction(1, 1000), without_rate=5), other).nearest is other


@pytest.mark.proof
def test_the_yearly_means_of_another_bank_are_known_as_such(shared_data, ecb):
    codes = {"Canada": "CAD", "Japan": "JPY", "Sweden": "SEK", "Switzerland": "CHF", "Norway": "NOK", "Mexico": "MXN"}
    rates = {}
    with (shared_data / "rates" / "fed_h10_monthly.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["Country"] in codes and "2010" <= row["Date"][:4] <= "2024" and row["Exchange rate"]:
                rates.setdefault((codes[row["Country"]], int(row["Date"][:4])), []).append(
                    Decimal(row["Exchange rate"])
                )
    stated = [
        PublishedConversion(
            Place(file="a"), date(year, 3, 15), code, Decimal(10**9), "USD", round(10**9 * len(months) / sum(months))
        )
        for (code, year), months in rates.items()
    ]
    found = convention_of([replace(it, converted=Decimal(it.converted)) for it in stated], [ecb])

    assert (len(stated), found.nearest.rule) == (90, Rule("year"))
    assert (found.is_found, found.is_by_far, found.is_of_another_source) == (False, True, True)
    assert all(it.holds for it in found.by_pair)


@pytest.mark.parametrize(
    ("code", "found"),
    [("#,##0.00", None), ("0.0,,", '"2" where the cell holds 2000000'), ('0" Mio"', '"2000000 Mio" under amount')],
)
def test_an_amount_of_a_sheet_is_what_its_cell_shows(tmp_path, code, found):
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("S")
        page.write_row(0, 0, ["day", "currency", "amount", "converted"])
        page.write_row(1, 0, ["2024-06-03", "USD", None, 1_800_000])
        page.write(1, 2, 2_000_000, book.add_format({"num_format": code}))
    conversions, problems = read_conversions(path, "EUR")

    assert [it.amount for it in conversions] == ([] if found else [2_000_000])
    assert [it.found.removesuffix(", which is no number or may be two") for it in problems] == (
        [found] if found else []
    )

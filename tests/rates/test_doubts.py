from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import euros, hryvnia

from ledger.rates import against_others, doubtful_quotes, ecb_rates, read_rates

DAYS = [date(2025, 6, 2) + timedelta(number) for number in range(5)]


def series(*values, currency="USD"):
    return [(str(day), currency, value) for day, value in zip(DAYS, values, strict=False)]


def told(problems):
    return [(it.code, str(it.place), it.found) for it in problems]


def test_a_rate_that_leaps_and_falls_back_is_doubted():
    leapt = euros(*series("1.14", "1.13", "11.4", "1.15"))

    assert told(doubtful_quotes(leapt)) == [("FX-FEED", "EUR:2025-06-04:USD", "11.4 between 1.13 and 1.15")]


@pytest.mark.parametrize(
    ("values", "is_doubted"),
    [
        (("1.0", "1.5", "1.0"), True),
        (("1.0", "1.4999", "1.0"), False),
        (("1.5", "1.0", "1.5"), True),
        (("1.5", "1.0001", "1.5"), False),
        (("1.0", "2", "1.1"), True),
        (("1.0", "2", "1.1001"), False),
        (("1.1", "2", "1.0"), True),
        (("1.1001", "2", "1.0"), False),
    ],
)
def test_a_leap_is_half_as_much_again_between_days_a_tenth_apart_at_most(values, is_doubted):
    assert bool(doubtful_quotes(euros(*series(*values)))) == is_doubted


def test_a_rate_that_leaps_and_stays_is_a_devaluation():
    assert doubtful_quotes(hryvnia(*series("8.2", "8.3", "24.5", "24.9"))) == ()


def test_a_row_that_repeats_the_day_before_is_doubted_only_with_many_currencies():
    codes = ("USD", "GBP", "SEK", "NOK", "JPY")
    copied = [row for code in codes for row in series("1.1", "1.2", "1.2", currency=code)]

    assert told(doubtful_quotes(euros(*copied))) == [
        ("FX-FEED", "EUR:2025-06-04", "the rates of 2025-06-03 again, all 5 of them")
    ]
    assert doubtful_quotes(euros(*copied[:9])) == ()
    assert doubtful_quotes(euros(*copied[:12])) == ()
    almost = [*copied[:-1], ("2025-06-04", "JPY", "1.3")]
    assert doubtful_quotes(euros(*almost)) == ()


def test_a_set_with_weekends_repeats_fridays_rates_by_right():
    codes = ("USD", "GBP", "SEK", "NOK", "JPY")
    rows = [(day, code, "41.5") for code in codes for day in ("2025-06-06", "2025-06-07", "2025-06-08")]

    assert doubtful_quotes(hryvnia(*rows)) == ()


@pytest.mark.parametrize(
    ("rate", "code", "said"),
    [
        ("0.8757", "FX-INV", "a rate that looks like the inverse of that of ECB"),
        ("114.19", "FX-UNIT", "a rate 100 times off that of ECB"),
        ("1.5", "FX-FEED", "a rate 23 % off that of ECB"),
    ],
)
def test_a_file_is_held_against_the_other_sets(rate, code, said):
    own = euros(("2025-06-02", "USD", rate))
    ecb = ecb_rates()

    assert told(against_others(own, [ecb])) == [(code, "EUR:2025-06-02:USD", said)]


def test_near_one_a_rate_and_its_inverse_are_told_apart():
    other = replace(euros(("2025-06-02", "USD", "1.0389")), name="bank")

    def said(rate):
        return told(against_others(euros(("2025-06-02", "USD", rate)), [other]))

    assert said("0.9626") == [("FX-INV", "EUR:2025-06-02:USD", "a rate that looks like the inverse of that of bank")]
    assert said("1.0450") == said("1.0389") == said("1.0100") == []


@pytest.mark.parametrize(("last", "compared"), [(6, 6), (5, 4), (4, 4), (3, 2), (2, 2)])
def test_the_newest_day_that_the_other_set_has_is_compared_or_the_middle_one_or_the_first(last, compared):
    other = replace(euros(*((f"2025-06-0{day}", "USD", "1.25") for day in range(2, last + 1))), name="bank")

    def told_if_wrong_on(wrong):
        rows = ((f"2025-06-0{day}", "USD", "125" if day == wrong else "1.25") for day in range(2, 7))
        return told(against_others(euros(*rows), [other]))

    found = {day: [place for _, place, _ in told_if_wrong_on(day)] for day in range(2, 7)}
    assert found == {day: [f"EUR:2025-06-0{day}:USD"] if day == compared else [] for day in range(2, 7)}


def test_a_base_that_the_other_set_does_not_know_is_got_around():
    turned = hryvnia(("2025-06-02", "USD", "0.0241"), ("2025-06-02", "EUR", "0.0211"))

    assert told(against_others(turned, [ecb_rates()])) == [
        ("FX-INV", "UAH:2025-06-02:EUR", "a rate that looks like the inverse of that of ECB"),
        ("FX-INV", "UAH:2025-06-02:USD", "a rate that looks like the inverse of that of ECB"),
    ]


def test_more_than_two_currencies_with_one_cause_are_told_once():
    rows = [("2025-06-02", code, rate) for code, rate in (("USD", "0.8757"), ("GBP", "1.1857"), ("PLN", "0.2347"))]

    assert told(against_others(euros(*rows), [ecb_rates()])) == [
        (
            "FX-INV",
            "EUR:2025-06-02:GBP",
            "a rate that looks like the inverse of that of ECB (and of 2 more currencies likewise)",
        )
    ]


def test_units_that_are_off_by_one_power_are_told_once_and_rates_that_are_off_whatever_by_how_much():
    rates = {"USD": "114.19", "GBP": "84.34", "PLN": "425", "SEK": "10900", "JPY": "20", "CAD": "2.1", "CHF": "1.3"}

    assert told(
        against_others(euros(*(("2025-06-02", code, rate) for code, rate in rates.items())), [ecb_rates()])
    ) == [
        ("FX-FEED", "EUR:2025-06-02:CAD", "a rate 25 % off that of ECB (and of 2 more currencies likewise)"),
        ("FX-UNIT", "EUR:2025-06-02:GBP", "a rate 100 times off that of ECB (and of 2 more currencies likewise)"),
        ("FX-UNIT", "EUR:2025-06-02:SEK", "a rate 1,000 times off that of ECB"),
    ]


@pytest.mark.parametrize(("wrong", "severity"), [(2, "warning"), (3, "error")])
def test_most_of_the_days_make_a_contradiction_an_error(wrong, severity):
    days = [f"2025-06-{day:02}" for day in (2, 3, 4, 5)]
    other = replace(euros(*((day, "USD", "1.25") for day in days)), name="bank")
    own = euros(*((day, "USD", "125" if number >= len(days) - wrong else "1.25") for number, day in enumerate(days)))

    (problem,) = against_others(own, [other])

    assert (problem.code, problem.severity.value, str(problem.place)) == ("FX-UNIT", severity, "EUR:2025-06-05:USD")


@pytest.mark.parametrize(
    ("rates", "told_as"),
    [
        (("1.0300", "1.0300", "1.0300", "1.0300"), []),
        (("1.0301", "1.0301", "1.0301", "1.0000"), [("FX-FEED", "EUR:2025-06-04:USD", "a rate 3 % off that of bank")]),
        (("0.9708", "1.0000", "0.9708", "0.9708"), [("FX-FEED", "EUR:2025-06-05:USD", "a rate 3 % off that of bank")]),
        (("1.0301", "1.0000", "1.0301", "1.0000"), []),
        (("0.9709", "0.9709", "0.9709", "0.9709"), []),
    ],
)
def test_most_days_more_than_three_percent_apart_are_a_warning(rates, told_as):
    days = [f"2025-06-{day:02}" for day in (2, 3, 4, 5)]
    other = replace(euros(*((day, "USD", "1.0000") for day in days)), name="bank")

    problems = against_others(euros(*zip(days, ["USD"] * 4, rates, strict=True)), [other])

    assert told(problems) == told_as
    assert {problem.severity.value for problem in problems} <= {"warning"}


@pytest.mark.parametrize(("wrong", "severity"), [(12, "warning"), (13, "error")])
def test_twenty_five_days_of_a_history_are_compared(wrong, severity):
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(25 * 8)]
    other = replace(euros(*((day, "USD", "1.25") for day in days)), name="bank")
    # Every eighth day is compared, the newest among them.
    newest = set(days[::-1][::8][:wrong])
    own = euros(*((day, "USD", "125" if day in newest else "1.25") for day in days))

    assert [problem.severity.value for problem in against_others(own, [other])] == [severity]


@pytest.mark.parametrize(("number", "severities"), [(25, ["error"]), (26, ["warning"])])
def test_all_of_twenty_five_days_are_compared_and_every_other_of_twenty_six(number, severities):
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(number)][::-1]
    other = replace(euros(*((day, "USD", "1.25") for day in days)), name="bank")
    wrong = {*days[1::2], days[0]}
    own = euros(*((day, "USD", "125" if day in wrong else "1.25") for day in days))

    assert [problem.severity.value for problem in against_others(own, [other])] == severities


def test_nothing_is_said_of_a_sound_file_or_of_days_that_the_others_lack():
    sound = euros(("2025-06-02", "USD", "1.1419"))
    ahead = euros(("2090-06-02", "USD", "9.9"))

    assert against_others(sound, [ecb_rates()]) == ()
    assert against_others(ahead, [ecb_rates()]) == ()


@given(st.lists(st.integers(9000, 9900), min_size=1, max_size=5))
def test_a_calm_series_is_never_doubted(values):
    rows = series(*(f"1.{value}" for value in values))

    assert doubtful_quotes(euros(*rows)) == ()


@pytest.mark.proof
def test_the_nbu_history_is_calm(shared_data):
    rows = (shared_data / "rates" / "nbu_uah_1996-09_2022-07.csv").read_text().splitlines()[1:]
    lines = ["date,currency,rate,base,direction,unit,source"]
    for row in rows:
        day, currency, rate = row.split(",")
        lines.append(f"{day[:4]}-{day[4:6]}-{day[6:]},{currency},{rate},UAH,base_per_unit,1,NBU")
    rates, problems = read_rates("NBU", "\n".join(lines).encode())

    assert problems == ()
    assert (*doubtful_quotes(rates), *against_others(rates, [ecb_rates()])) == ()

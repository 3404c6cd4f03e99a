"""The limits of checks, each with what just holds it and what is just beyond."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from made import amount, euros, over, paid, pledge

from ledger.checks import check_equivalents, check_held_rates, check_records, check_swallowed, duplicates
from ledger.checks.candidates import Reason, Signal
from ledger.checks.fits import StatedPair, would_fit
from ledger.foundation import Severity, phrase
from ledger.rates import HeldChange, QuoteChange

DAY = date(2025, 6, 2)
RATES = [euros(("2025-05-20", "USD", "1.25"), ("2025-06-02", "USD", "2"), ("2025-06-02", "CAD", "8"))]


def quote(words):
    return [{"publisher": "Ministry", "title": "Release", "quote": words}]


def judged(value, second, words, qualifier="exact"):
    """What is said of euros that a source gives in dollars as well, at two dollars for a euro."""
    stated = [amount(second, "USD", qualifier)]
    return [
        it.severity
        for it in check_equivalents(
            [pledge(amount=amount(value), stated_equivalents=stated, sources=quote(words))], RATES
        )
    ]


@pytest.mark.parametrize(
    ("value", "second", "severities"),
    [
        # Half a dollar and 1.5 of 100.
        ("50", "102", []),
        ("50", "103", [Severity.WARNING]),
        # Half a dollar and 1.5 of 50, which is 3 %.
        ("25", "52", [Severity.WARNING]),
        ("25", "53", [Severity.ERROR]),
    ],
)
def test_an_equivalent_is_one_and_a_half_and_three_per_cent_off(value, second, severities):
    assert judged(value, second, f"${second}") == severities


@pytest.mark.parametrize(
    ("value", "second", "severities"),
    [
        # Half a dollar and a quarter of 10.
        ("5", "13", []),
        ("5", "14", [Severity.ERROR]),
        ("3000000000", "7500000001", [Severity.ERROR]),
        # Half of the hundred million that its last digit other than zero is worth.
        ("3000000000", "7500000000", []),
        ("3000000000", "7600000000", [Severity.ERROR]),
    ],
)
def test_a_figure_that_no_quote_carries_is_a_quarter_off(value, second, severities):
    assert judged(value, second, "a sum in euros") == severities


@pytest.mark.parametrize(
    ("second", "words", "qualifier", "severities"),
    [
        ("3000000000", "over $3.00 billion", "at_least", []),
        ("2950000000", "over $2.95 billion", "at_least", [Severity.WARNING]),
        ("12000000000", "up to $12.0 billion", "up_to", []),
        ("12300000000", "up to $12.3 billion", "up_to", [Severity.WARNING]),
    ],
)
def test_a_sum_is_over_half_of_itself_and_up_to_twice_itself(second, words, qualifier, severities):
    assert judged("3000000000", second, words, qualifier) == severities


def would(low, other, unit=1, rates=RATES):
    pair = StatedPair(Decimal(low), Decimal(low), "EUR", Decimal(other), Decimal(other), "USD", DAY, Fraction(unit))
    return [it.code for it in would_fit(pair, rates)]


def test_what_would_fit_is_one_and_a_half_per_cent_off():
    assert (would("200", "102"), would("200", "103")) == (["FX-INV"], [])
    assert (would("80", "102"), would("80", "103")) == (["FX-DATE"], [])


@pytest.mark.parametrize("unit", [1_000, 1_000_000])
def test_a_slip_is_of_a_thousand_or_a_million_exactly(unit):
    for others in (("102", "103"), ("98", "97")):
        just, beyond = (f"{other}{str(unit)[1:]}" for other in others)
        assert (would("50", just, unit), would("50", beyond, unit)) == (["UNIT"], [])


def test_the_rates_of_the_last_thirty_days_are_tried():
    def of(day):
        return [euros((day, "USD", "1.25"), ("2025-06-02", "USD", "2"))]

    assert would("80", "100", rates=of("2025-05-03")) == ["FX-DATE"]
    assert would("80", "100", rates=of("2025-05-02")) == []


def test_for_two_hundred_findings_it_is_told_what_would_fit():
    records = [
        pledge(
            f"k{number}",
            amount=amount("3000"),
            stated_equivalents=[amount("3750", "USD")],
            sources=quote("$3,750"),
        )
        for number in range(201)
    ]

    told = ["what would fit" in it.remedy for it in check_equivalents(records, RATES)]

    assert told == [True] * 200 + [False]


def test_the_signs_of_the_same_money_weigh_what_the_page_says():
    assert {signal: Reason(signal, phrase("")).weight for signal in get_args(Signal)} == {
        "sum": 3,
        "equivalent": 3,
        "worth": 3,
        "wording": 2,
        "recalls": 2,
        "running total": 1,
        "part": 4,
        "linked": 4,
        "added up": 4,
        "fund": 2,
        "near": 1,
        "category": -2,
    }


def pairs(*records, rates=()):
    return {(it.record, *it.others) for it in duplicates(records, rates)}


def test_announcements_are_near_each_other_for_two_weeks():
    first = pledge("a")

    assert pairs(first, pledge("b", announced="2025-06-16")) == {("b", "a")}
    assert pairs(first, pledge("b", announced="2025-06-17")) == set()


def test_the_same_worth_is_looked_for_within_two_weeks():
    rates = [euros(("2025-06-02", "USD", "1.00"), ("2025-06-16", "USD", "1.00"), ("2025-06-17", "USD", "1.00"))]

    def dollars(day):
        return pledge("b", amount=amount("100", "USD"), announced=day)

    assert pairs(pledge("a"), dollars("2025-06-16"), rates=rates) == {("b", "a")}
    assert pairs(pledge("a"), dollars("2025-06-17"), rates=rates) == set()


def test_the_parts_of_a_sum_are_announced_within_two_weeks_of_it():
    parts = [pledge("a", amount=amount("103")), pledge("b", amount=amount("205"))]

    def whole(day):
        return pledge("c", amount=amount("308"), announced=day)

    assert pairs(*parts, whole("2025-06-16")) == pairs(*parts, whole("2025-05-19")) == {("c", "a", "b")}
    assert pairs(*parts, whole("2025-06-17")) == pairs(*parts, whole("2025-05-18")) == set()


def test_announcements_of_the_same_money_lie_a_year_apart_at_most():
    def again(day):
        return pledge("b", announced=day, sources=quote("the previously announced 100 euros"))

    assert pairs(pledge("a"), again("2026-06-02")) == {("b", "a")}
    assert pairs(pledge("a"), again("2026-06-03")) == set()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        # Two letters of twenty.
        ("aaaaaa bbbbbb cccccc", "aaaaaa bbbbbb ccccdd", {("b", "a")}),
        # Two letters of nineteen.
        ("aaaaaa bbbbbb ccccc", "aaaaaa bbbbbb cccdd", set()),
        # Two words are too few.
        ("aaaaaaaaa bbbbbbbbbb", "aaaaaaaaa bbbbbbbbcc", set()),
    ],
)
def test_three_words_are_nearly_the_same_if_nine_letters_of_ten_are(one, other, found):
    assert pairs(pledge("a", title=one), pledge("b", title=other, announced="2025-09-10")) == found


def test_the_same_title_is_looked_for_if_it_has_five_words():
    def both(title):
        later = {"title": title, "amount": amount("200"), "sources": quote("as previously announced")}
        return pledge("a", title=title), pledge("b", **later)

    assert pairs(*both("Ten tanks for Kyiv now")) == {("b", "a")}
    assert pairs(*both("Ten tanks for Kyiv")) == set()


def test_the_same_worth_is_within_one_and_a_half_per_cent():
    rates = [euros(("2025-06-02", "USD", "1.14"))]
    dollars = pledge("b", amount=amount("114", "USD"))

    assert pairs(pledge("a", amount=amount("98.50")), dollars, rates=rates) == {("b", "a")}
    assert pairs(pledge("a", amount=amount("98.49")), dollars, rates=rates) == set()


def test_of_many_records_with_one_sum_each_is_compared_with_the_twenty_that_follow():
    found = pairs(*(pledge(f"k{number:02}") for number in range(22)))

    assert ("k20", "k00") in found
    assert ("k21", "k00") not in found


def test_a_part_that_names_a_sum_meets_the_last_three_records_of_it():
    wholes = [pledge(f"a{month}", announced=f"2025-0{month}-02") for month in (1, 3, 5, 7)]
    part = pledge("b", amount=amount("30"), announced="2025-09-10", sources=quote("30 of the 100 euros"))

    assert pairs(*wholes, part) == {("b", "a3"), ("b", "a5"), ("b", "a7")}


@pytest.mark.parametrize(("fillers", "found"), [(57, {("v700007", "v100001", "v100003", "v500003")}), (58, set())])
def test_among_sixty_neighbours_three_are_added_up(fillers, found):
    # No two or three of the odd fillers, each near 200,000, make the whole.
    values = [*range(200_001, 200_001 + 2 * fillers, 2), 700_007, 100_003, 100_001, 500_003]
    records = [pledge(f"v{it}", title=f"Aid of {it} euros", amount=amount(str(it))) for it in values]

    assert {(it[0], *sorted(it[1:])) for it in pairs(*records)} == found


def test_a_sum_of_three_digits_adds_up_by_no_chance_and_one_of_two_does():
    one = pledge("a", amount=amount("200"))

    assert pairs(one, pledge("b", amount=amount("111")), pledge("c", amount=amount("311"))) == {("c", "a", "b")}
    assert pairs(one, pledge("b", amount=amount("110")), pledge("c", amount=amount("310"))) == set()


@pytest.mark.parametrize(("changed", "told"), [(20, 20), (21, 1)])
def test_twenty_changed_rates_of_one_entry_are_told_one_by_one(changed, told):
    days = (DAY + timedelta(number) for number in range(changed))

    assert len(check_held_rates([HeldChange("NBU", 7, QuoteChange(day, "USD", "1.1", "1.2")) for day in days])) == told


def test_many_changed_rates_are_told_by_the_first_and_the_last_of_them():
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(21)]
    changes = [HeldChange("NBU", 7, QuoteChange(day, "USD", f"1.{day.day}", "1.2")) for day in days]
    [problem] = check_held_rates(changes)

    assert problem.found == (
        "21 rates changed and 0 lost by entry 7, from USD on 2025-01-01 (1.1 before, 1.2 since) "
        "to USD on 2025-01-21 (1.21 before, 1.2 since)"
    )


def swallowed(*records):
    return [it.found for it in (*check_records(records), *check_swallowed(records, RATES)) if it.code == "FOOT"]


def test_five_records_that_stand_in_another_are_named():
    members = [
        pledge(f"m{number}", donor=donor, relations=[{"kind": "contributes_to", "target": "a"}])
        for number, donor in enumerate(("BEL", "DEU", "FRA", "NLD", "ITA", "ESP"))
    ]

    assert swallowed(pledge("a"), *members[:5]) == [
        "contributions of EUR 500 to a fund of EUR 100 (m0, m1, m2, m3, m4)"
    ]
    assert swallowed(pledge("a"), *members) == [
        "contributions of EUR 600 to a fund of EUR 100 (m0, m1, m2, m3, m4 and 1 more)"
    ]


@pytest.mark.parametrize(
    ("words", "value", "is_told"),
    [
        # 200 dollars are 100 euros, of which 1.5 % ...
        ("dollars", "101.50", False),
        ("dollars", "101.51", True),
        # ... and half of the half euro that the last digit is worth.
        ("$200", "101.75", False),
        ("$200", "101.76", True),
    ],
)
def test_a_restatement_is_above_by_one_and_a_half_per_cent_of_what_was_converted(words, value, is_told):
    first = pledge("a", amount=amount("200", "USD"), sources=quote(words))
    again = pledge("b", amount=amount(value), relations=[{"kind": "restates", "target": "a"}])

    assert bool(swallowed(first, again)) is is_told


def said(code, **fields):
    return [it.found for it in check_records([pledge(**fields)]) if it.code == code]


@pytest.mark.parametrize(
    ("words", "times"), [("3 million", "1,000"), ("3,000", "1,000,000"), ("3 euros", "1,000,000,000")]
)
def test_a_slip_of_three_six_or_nine_digits_is_told(words, times):
    assert said("UNIT", amount=amount("3000000000"), sources=quote(words)) == [
        f'EUR 3,000,000,000 and a figure {times} times as small in the quote "{words}"'
    ]


@pytest.mark.parametrize("words", ["30 million", "300 million", "30,000", "300,000", "30 euros", "300 euros"])
def test_a_slip_of_other_digits_is_another_figure(words):
    assert said("UNIT", amount=amount("3000000000"), sources=quote(words)) == []


@pytest.mark.parametrize(("between", "is_told"), [(24, True), (25, False)])
def test_twenty_four_letters_may_stand_between_a_figure_and_its_year(between, is_told):
    words = f"100 {'x' * (between - 2)} a year"

    assert bool(said("TERM", sources=quote(words))) is is_told


def test_a_term_may_end_on_the_day_of_its_announcement():
    assert said("TERM", announced="2025-06-02", term=over("2025-01-01", "2025-06-02")) == []
    assert said("TERM", announced="2025-06-03", term=over("2025-01-01", "2025-06-02")) == [
        "an end on 2025-06-02, announced on 2025-06-03"
    ]


@pytest.mark.parametrize(("day", "told"), [("2025-06-02", 0), ("2025-06-01", 1)])
def test_a_record_may_restate_one_of_the_same_day(day, told):
    again = pledge("b", announced=day, relations=[{"kind": "restates", "target": "a"}])

    assert sum(it.code == "REL" for it in check_records([pledge("a"), again])) == told


@pytest.mark.parametrize(("value", "told"), [("100", 0), ("100.01", 1)])
def test_all_that_was_committed_may_be_paid_and_allotted_to_parts(value, told):
    payment = [pledge("a", stage="commitment"), paid(amount=amount(value))]
    part = [pledge("a"), pledge("b", amount=amount(value), relations=[{"kind": "part_of", "target": "a"}])]

    assert sum(it.code == "STAGE" for it in check_records(payment)) == told
    assert sum(it.code == "FOOT" for it in check_records(part)) == told


def tied_by_their_source(number):
    parts = [
        pledge(f"p{it}", title=f"Part {it}", amount=amount(str(it)), relations=[LINK]) for it in range(1, number + 1)
    ]
    found = check_records([pledge("whole", title="Programme", amount=amount("1000")), *parts])
    [linked] = [problem for problem in found if "what its source ties to it" in problem.found]
    return linked.found


LINK = {"kind": "linked_by_source", "target": "whole"}


def test_eight_records_that_a_source_ties_to_a_larger_one_are_named():
    assert tied_by_their_source(8).endswith("p2 (EUR 2), p1 (EUR 1)")


def test_of_nine_one_is_counted():
    assert tied_by_their_source(9).endswith("p2 (EUR 2) and 1 more")


def test_the_largest_of_them_stands_for_all_in_the_remedy():
    parts = [
        pledge(key, title=key, amount=amount(value), relations=[LINK]) for key, value in (("p1", "1"), ("p2", "2"))
    ]
    found = check_records([pledge("whole", title="Programme", amount=amount("1000")), *parts])

    [remedy] = [problem.remedy for problem in found if "what its source ties to it" in problem.found]
    assert "desk.relate(book, 'p2', 'part_of', 'whole', ...)" in remedy


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, True),
        ({"stage": "commitment"}, False),
        ({"relations": [LINK, {"kind": "related_to", "target": "whole"}]}, False),
    ],
)
def test_a_tie_of_the_source_is_told_until_it_is_decided_and_of_one_stage_only(fields, told):
    whole = pledge("whole", title="Programme", amount=amount("1000"))
    part = pledge("part", **{"title": "Part", "amount": amount("10"), "relations": [LINK]} | fields)

    found = [problem.found for problem in check_records([whole, part]) if "its source ties" in problem.found]
    assert found == ["EUR 1,000 beside what its source ties to it and counts as well: part (EUR 10)"] * told

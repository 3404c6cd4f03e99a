"""Sums that ties take out of all totals: told where they are certainly more than what counts in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, euros, paid, pledge, report, yearly

from ledger.checks import check_records, check_swallowed

RATES = [euros(("2025-06-02", "USD", "1.25"), ("2025-07-01", "USD", "1.00"))]
BETWEEN = {"qualifier": "range", "low": "2", "high": "4", "currency": "EUR"}


def tied(key, kind, target, value="3", currency="EUR", **fields):
    ties = [{"kind": kind, "target": target}]
    return pledge(key, **({"amount": amount(value, currency), "relations": ties} | fields))


def whole(key="a", value="1", currency="EUR", **fields):
    return pledge(key, **({"amount": amount(value, currency)} | fields))


def told(*records, rates=RATES):
    found = (*check_records(records), *check_swallowed(records, rates))
    return [(str(it.place), it.found) for it in found if it.code == "FOOT" and it.severity == "warning"]


def test_a_restatement_above_what_it_restates_is_a_warning_with_both_sums():
    records = [whole(value="1000000000"), tied("b", "restates", "a", "3000000000")]

    assert [str(it) for it in check_records(records) if it.code == "FOOT"] == [
        (
            "b:amount: FOOT warning: found a restatement of EUR 3,000,000,000 of what is EUR 1,000,000,000 (a), "
            "expected a restatement of at most what it restates. Do: correct a figure or a tie: what a tie points at "
            "counts with its own sum, and what is above that in no total."
        )
    ]


@pytest.mark.parametrize("value", ["0.99", "1", "1.00"])
def test_a_restatement_of_as_much_or_less_is_clean(value):
    assert told(whole(), tied("b", "restates", "a", value)) == []


def test_a_cent_above_is_told():
    assert told(whole(), tied("b", "restates", "a", "1.01")) == [
        ("b:amount", "a restatement of EUR 1.01 of what is EUR 1 (a)")
    ]


@pytest.mark.parametrize(("kind", "of"), [("contributes_to", "contributions of EUR 4 to a fund of EUR 1"),
                                          ("draws_down", "drawn sums of EUR 4 on a record of EUR 1")])  # fmt: skip
def test_what_several_have_in_one_is_added_up(kind, of):
    members = [tied(f"m{it}", kind, "a", "1", donor=it) for it in ("BEL", "DEU", "FRA", "NLD")]

    assert told(whole(), *members) == [("a:amount", f"{of} (mBEL, mDEU, mFRA, mNLD)")]
    assert told(whole(value="4"), *members) == []


def test_each_fund_has_its_own_members():
    records = [
        whole("a", "2"),
        whole("b", "2"),
        tied("m1", "contributes_to", "a", "2"),
        tied("m2", "contributes_to", "b", "2", donor="FRA"),
    ]

    assert told(*records) == []
    assert told(*records, tied("m3", "contributes_to", "b", "1", donor="NLD")) == [
        ("b:amount", "contributions of EUR 3 to a fund of EUR 2 (m2, m3)")
    ]


def test_a_member_that_is_told_twice_is_counted_once():
    ties = [{"kind": "contributes_to", "target": "a"}, {"kind": "restates", "target": "m1"}]
    again = pledge("m2", amount=amount("1"), relations=ties)

    assert told(whole(), tied("m1", "contributes_to", "a", "1"), again) == []


def test_of_what_is_given_to_two_funds_nobody_says_how_much_is_for_each():
    ties = [{"kind": "contributes_to", "target": it} for it in ("a", "b")]

    assert told(whole("a"), whole("b", "2"), pledge("m", amount=amount("3"), relations=ties)) == []


def test_what_restates_two_records_at_once_is_held_against_both_together():
    ties = [{"kind": "restates", "target": it} for it in ("a", "b")]

    assert told(whole("a"), whole("b", "2"), pledge("c", amount=amount("3"), relations=ties)) == []
    assert told(whole("a"), whole("b", "2"), pledge("c", amount=amount("4"), relations=ties)) == [
        ("c:amount", "a restatement of EUR 4 of what is EUR 3 (a, b)")
    ]


@pytest.mark.parametrize(
    ("upper", "lower", "is_told"),
    [
        (amount("3", qualifier="at_least"), amount("4"), False),
        (amount("3", qualifier="up_to"), amount("4"), True),
        (amount("3"), amount("4", qualifier="up_to"), False),
        (amount("3"), amount("4", qualifier="at_least"), True),
        (amount("3", qualifier="about"), amount("4", qualifier="about"), True),
        (amount("3"), BETWEEN, False),
        (BETWEEN, amount("4"), False),
        (BETWEEN, amount("4.01"), True),
        (amount("1.99"), BETWEEN, True),
        (amount("2"), BETWEEN, False),
        ({"qualifier": "undisclosed"}, amount("4"), False),
        (amount("3"), {"qualifier": "undisclosed"}, False),
    ],
)
def test_only_what_is_certain_is_told(upper, lower, is_told):
    records = [pledge("a", amount=upper), tied("b", "restates", "a", amount=lower)]

    assert bool(told(*records)) == is_told


def test_what_was_replaced_is_held_against_nothing_and_its_successor_in_its_place():
    records = [whole(), tied("b", "restates", "a", "3")]

    assert told(*records, tied("c", "supersedes", "b", "1")) == []
    assert told(*records, tied("c", "supersedes", "a", "3")) == []
    assert told(*records, tied("c", "supersedes", "a", "2")) == [
        ("b:amount", "a restatement of EUR 3 of what is EUR 2 (c)")
    ]


def test_what_was_cancelled_is_no_longer_swallowed():
    records = [whole(), tied("b", "restates", "a", "3")]
    gone = paid("t", "b", type="cancellation", amount=amount("2"))

    assert told(*records, gone) == []
    assert told(*records, paid("t", "b", type="cancellation", amount=amount("1.99"))) == [
        ("b:amount", "a restatement of EUR 1.01 of what is EUR 1 (a)")
    ]
    assert told(*records, paid("t", "a", type="cancellation", amount=amount("1"))) == []
    assert told(*records, paid("t", "b", type="disbursement", amount=amount("2"))) == told(*records) != []


def test_a_second_restatement_of_a_sum_that_nobody_said_is_held_against_the_first():
    records = [
        pledge("a", amount={"qualifier": "undisclosed"}),
        tied("b", "restates", "a", "1"),
        tied("c", "restates", "a", "3", announced="2025-06-03"),
    ]

    assert told(*records[:2]) == []
    assert told(*records) == [("c:amount", "a restatement of EUR 3 of what is EUR 1 (b)")]


def test_what_stands_in_another_stage_counts_there_and_is_not_swallowed():
    assert told(whole(), tied("b", "restates", "a", "3", stage="commitment")) == []


@pytest.mark.parametrize("kind", ["related_to", "tops_up", "supersedes", "fulfils"])
def test_ties_that_swallow_nothing_are_clean(kind):
    assert told(whole(), tied("b", kind, "a", "3")) == []


def test_sums_that_are_owed_again_and_again_are_held_against_others_over_their_whole_term():
    three_years = yearly("2025-01-01", end="2027-12-31")

    assert told(whole(value="3"), tied("b", "restates", "a", "1", term=three_years)) == []
    assert told(whole(value="2.99"), tied("b", "restates", "a", "1", term=three_years)) == [
        ("b:amount", "a restatement of EUR 3 of what is EUR 2.99 (a)")
    ]


def test_sums_without_an_end_are_held_against_their_like_alone():
    endless = {"term": yearly("2025-01-01")}

    assert told(whole(**endless), tied("b", "restates", "a", "1", **endless)) == []
    assert len(told(whole(**endless), tied("b", "restates", "a", "2", **endless))) == 1
    assert told(whole(), tied("b", "restates", "a", "2", **endless)) == []
    assert told(whole(**endless), tied("b", "restates", "a", "2")) == []


def test_sums_of_two_currencies_are_held_against_each_other_at_the_rate_of_their_day():
    records = [whole(value="100"), tied("b", "restates", "a", "250", "USD")]

    assert told(*records) == [("b:amount", "a restatement of USD 250 of what is about USD 125 (a)")]
    assert told(*records, rates=[]) == []


@pytest.mark.parametrize(("value", "is_told"), [("126.87", False), ("126.88", True)])
def test_in_another_currency_a_sum_may_be_above_by_the_tolerance_of_a_stated_equivalent(value, is_told):
    # 100 euros are 125 dollars, and 1.5 % of these 1.875.
    assert bool(told(whole(value="100"), tied("b", "restates", "a", value, "USD"))) == is_told


@pytest.mark.parametrize(
    ("millions", "quote", "is_told"), [("127", "127 million", False), ("127", "", True), ("128", "128 million", True)]
)
def test_half_a_unit_of_the_last_digit_that_a_quote_writes_is_allowed_as_well(millions, quote, is_told):
    # 125 million, 1.5 % of it and half a million are 127.375 million.
    sources = [{"publisher": "BBC", "title": "News", "quote": quote}] if quote else []
    lower = tied("b", "restates", "a", f"{millions}000000", "USD", sources=sources)

    assert bool(told(whole(value="100000000"), lower)) == is_told


def test_at_the_rate_of_one_of_both_days_it_is_no_certain_finding():
    later = tied("b", "restates", "a", "120", "USD", announced="2025-07-01")

    assert told(whole(value="100"), later) == []
    assert len(told(whole(value="100"), tied("b", "restates", "a", "130", "USD", announced="2025-07-01"))) == 1


def test_members_in_several_currencies_are_added_up_in_that_of_their_fund():
    members = [tied("m1", "contributes_to", "a", "2"), tied("m2", "contributes_to", "a", "250", "USD", donor="USA")]

    assert told(whole(value="100"), *members) == [
        ("a:amount", "contributions of about EUR 202 to a fund of EUR 100 (m1, m2)")
    ]
    assert told(whole(value="202"), *members) == []


def test_what_is_above_without_any_rate_is_told_once_and_by_itself():
    members = [tied("m1", "contributes_to", "a", "3"), tied("m2", "contributes_to", "a", "5", "USD", donor="USA")]

    assert told(whole(), *members) == [("a:amount", "contributions of EUR 3 to a fund of EUR 1 (m1)")]


def test_a_member_without_a_rate_takes_nothing_from_what_the_others_show():
    members = [tied("m1", "contributes_to", "a", "250", "USD"), tied("m2", "contributes_to", "a", "5", "UAH")]

    assert told(whole(value="100"), *members) == [
        ("a:amount", "contributions of about EUR 200 to a fund of EUR 100 (m1)")
    ]


def test_parts_that_cannot_be_taken_from_their_envelope_are_told_unless_they_count():
    part = tied("p", "part_of", "a", "250", "USD")

    assert told(whole(value="100"), part) == [("a:amount", "parts of about EUR 200 in an envelope of EUR 100 (p)")]
    assert told(whole(value="100", counts="parts"), part) == []
    assert told(whole(value="200"), part) == []


def test_parts_that_are_above_by_themselves_are_told_once():
    parts = [tied("p", "part_of", "a", "101"), tied("q", "part_of", "a", "250", "USD")]

    assert told(whole(value="100"), *parts) == [("a:amount", "parts of EUR 101 in an envelope of EUR 100")]


def test_beside_parts_that_fill_their_envelope_one_of_another_currency_is_too_much():
    parts = [tied("p", "part_of", "a", "100"), tied("q", "part_of", "a", "250", "USD")]

    assert told(whole(value="100"), *parts) == [("a:amount", "parts of about EUR 300 in an envelope of EUR 100 (p, q)")]


def test_a_report_tells_what_a_tie_swallows():
    made = report(whole(value="100"), tied("b", "restates", "a", "250", "USD"), rates=RATES)

    assert [(it.problem.code, str(it.problem.place)) for it in made.findings if it.problem.code == "FOOT"] == [
        ("FOOT", "b:amount")
    ]


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=6), st.integers(1, 10**13))
def test_members_are_told_exactly_where_they_are_more_than_their_fund(cents, fund):
    members = [tied(f"m{n}", "contributes_to", "a", f"{it}.00") for n, it in enumerate(cents)]

    assert bool(told(whole(value=str(fund)), *members)) == (sum(cents) > fund)


def test_nothing_was_cancelled_of_a_record_of_zero():
    assert told(whole(value="0"), tied("b", "restates", "a", "3")) == [
        ("b:amount", "a restatement of EUR 3 of what is EUR 0 (a)")
    ]

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, euros, paid, pledge, seed_records

from ledger.checks import duplicates


def sourced(quote):
    return [{"publisher": "Ministry", "title": "Release", "quote": quote}]


def signals(candidates):
    return [(it.record, it.others, it.suggested, tuple(reason.signal for reason in it.reasons)) for it in candidates]


def test_the_same_sum_within_two_weeks_is_a_candidate():
    found = duplicates([pledge("a"), pledge("b", title="Other words", announced="2025-06-10")])

    assert signals(found) == [("b", ("a",), "restates", ("sum", "near"))]
    assert [reason.text for reason in found[0].reasons] == ["both EUR 100", "announced 8 days apart"]


@pytest.mark.parametrize(
    ("day", "said"), [("02", "same day"), ("03", "announced 1 day apart"), ("04", "announced 2 days apart")]
)
def test_a_day_is_told_as_one(day, said):
    (candidate,) = duplicates([pledge("a"), pledge("b", title="Other words", announced=f"2025-06-{day}")])

    assert [reason.text for reason in candidate.reasons] == ["both EUR 100", said]


def test_a_joint_promise_and_that_of_one_of_its_donors_may_be_the_same_money():
    together = pledge("a", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}])
    found = duplicates([together, pledge("b", donor="NLD", title="Other words"), pledge("c", donor="BEL")])

    assert signals(found) == [("b", ("a",), "restates", ("sum", "near"))]


def test_the_same_sum_months_apart_is_none():
    assert duplicates([pledge("a"), pledge("b", announced="2025-09-10")]) == ()


def test_the_same_sum_months_apart_that_says_it_was_announced_before_is_one():
    again = pledge("b", announced="2025-09-10", sources=sourced("the previously announced 100 euros"))

    assert signals(duplicates([pledge("a"), again])) == [("b", ("a",), "restates", ("sum", "recalls"))]


def test_the_window_is_the_callers():
    again = pledge("b", announced="2026-06-10", sources=sourced("the previously announced 100 euros"))

    assert duplicates([pledge("a"), again]) == ()
    assert len(duplicates([pledge("a"), again], window=timedelta(days=400))) == 1


def test_a_sum_that_the_other_states_as_its_equivalent():
    crowns = pledge("a", amount=amount("1100", "SEK"), stated_equivalents=[amount("100", "EUR", "about")])

    assert signals(duplicates([crowns, pledge("b")])) == [("b", ("a",), "restates", ("equivalent", "near"))]


def test_the_same_worth_in_another_currency_needs_rates_and_the_same_words():
    rates = euros(("2025-06-02", "USD", "1.14"))
    dollars = pledge("b", title="Pledge a of the year", amount=amount("115", "USD"))
    other = pledge("a", title="Pledge a of the year")

    assert duplicates([other, dollars]) == ()
    found = duplicates([other, dollars], [rates])
    assert signals(found) == [("b", ("a",), "restates", ("worth", "wording", "near"))]
    assert found[0].reasons[0].text == "EUR 100 and USD 115, worth EUR 100.00 and EUR 100.88 on their days"


def test_sums_that_lie_in_neighbouring_classes_of_worth_are_compared():
    """EUR 100.00 is in the 155th class of 3 %, EUR 101.50 in the 156th; the words are too few to meet by them."""
    rates = euros(("2025-06-02", "USD", "1.14"))
    dollars = pledge("b", title="Drones for Ukraine", amount=amount("115.71", "USD"))

    found = duplicates([pledge("a", title="Drones for Ukraine"), dollars], [rates])

    assert signals(found) == [("b", ("a",), "restates", ("worth", "wording", "near"))]


def test_a_part_whose_words_name_the_sum_of_its_envelope():
    part = pledge("b", amount=amount("30"), announced="2025-09-10", sources=sourced("30 of the 100 euros"))

    assert signals(duplicates([pledge("a"), part])) == [("b", ("a",), "part_of", ("part",))]


def test_a_sum_that_its_parts_add_up_to():
    parts = [pledge("a", amount=amount("103")), pledge("b", amount=amount("205")), pledge("d", amount=amount("400"))]
    whole = pledge("c", amount=amount("308"), announced="2025-06-05")

    assert signals(duplicates([*parts, whole])) == [("c", ("a", "b"), "part_of", ("added up",))]


def test_half_of_a_sum_adds_up_to_it_only_with_another_half():
    half = pledge("a", amount=amount("154"), title="Generators")
    other = pledge("b", amount=amount("154"), title="Shelters", announced="2025-06-19")
    whole = pledge("c", amount=amount("308"), announced="2025-06-10")

    assert duplicates([half, whole]) == ()
    assert signals(duplicates([half, other, whole])) == [("c", ("a", "b"), "part_of", ("added up",))]


def test_round_sums_that_add_up_by_chance_are_none():
    records = [pledge(key, amount=amount(value)) for key, value in (("a", "100"), ("b", "200"), ("c", "300"))]

    assert duplicates(records) == ()


def test_a_member_state_and_the_eu():
    state = pledge("b", donor="NLD", announced="2025-06-05")

    assert signals(duplicates([pledge("a", donor="EU"), state])) == [
        ("b", ("a",), "contributes_to", ("sum", "fund", "near"))
    ]


def test_a_member_contributes_to_the_fund_even_where_the_fund_was_announced_later():
    fund = pledge("f", donor="EPF", announced="2025-06-05")

    assert signals(duplicates([pledge("a", donor="DEU"), fund])) == [
        ("a", ("f",), "contributes_to", ("sum", "fund", "near"))
    ]


@pytest.mark.parametrize("says", ["a", "b"])
def test_words_of_a_fund_in_either_record_are_told(says):
    records = [
        pledge("a", donor="EU", sources=sourced("through the EPF") if says == "a" else []),
        pledge("b", donor="NLD", sources=sourced("through the EPF") if says == "b" else []),
    ]
    (candidate,) = duplicates(records)

    texts = [reason.text for reason in candidate.reasons if reason.signal == "fund"]
    assert texts == ['European Union and Netherlands: a member state and the EU, and the words "EPF"']


def test_a_source_without_a_quote_has_no_wording():
    records = pledge("a", sources=sourced("a hundred euros")), pledge("b", sources=sourced(None), title="Other words")

    assert signals(duplicates(records)) == [("b", ("a",), "restates", ("sum", "near"))]


def test_two_member_states_with_the_same_sum_are_none():
    assert duplicates([pledge("a", donor="NLD"), pledge("b", donor="DEU")]) == ()


def test_a_state_outside_the_union_and_the_eu_are_none():
    assert duplicates([pledge("a", donor="EU"), pledge("b", donor="CAN")]) == ()


def test_what_speaks_against_it_is_weighed_and_told():
    found = duplicates([pledge("a"), pledge("b", category="humanitarian")])

    assert found == ()
    same_words = [
        pledge("a", title="Ten tanks for them"),
        pledge("b", title="Ten tanks for them", category="financial"),
    ]
    assert signals(duplicates(same_words)) == [("b", ("a",), "restates", ("sum", "wording", "near", "category"))]


@pytest.mark.parametrize("kind", ["restates", "related_to", "part_of", "tops_up"])
def test_a_pair_that_a_person_has_tied_is_no_candidate_any_more(kind):
    tied = pledge("b", relations=[{"kind": kind, "target": "a"}])

    assert duplicates([pledge("a"), tied]) == ()


def test_a_commitment_with_the_sum_of_a_pledge_is_said_to_fulfil_it():
    firm = pledge("b", stage="commitment", announced="2025-06-10")

    assert duplicates([pledge("a"), firm])[0].suggested == "fulfils"


def test_records_without_a_figure_are_only_compared_by_their_words():
    nobody_says = {"amount": {"qualifier": "undisclosed"}}

    assert duplicates([pledge("a", **nobody_says), pledge("b", **nobody_says), paid()]) == ()


def test_the_seed_book_has_none():
    assert duplicates(seed_records()) == ()


@pytest.mark.thorough
@given(
    st.lists(
        st.tuples(st.sampled_from(["EU", "DEU", "NLD"]), st.integers(1, 5), st.integers(1, 28)), min_size=2, max_size=9
    ),
    st.randoms(),
)
def test_the_order_of_the_records_is_irrelevant_and_no_pair_is_told_twice(rows, random):
    records = [
        pledge(f"k{number}", donor=donor, amount=amount(str(value * 100)), announced=f"2025-06-{day:02d}")
        for number, (donor, value, day) in enumerate(rows)
    ]
    found = duplicates(records)
    random.shuffle(records)

    assert duplicates(records) == found
    assert len({frozenset((it.record, *it.others)) for it in found}) == len(found)


def test_the_same_short_title_counts_as_the_same_words():
    same = [pledge("a", title="Robot 57"), pledge("b", title="robot  57", announced="2025-09-10")]
    other = [pledge("a", title="Robot 57"), pledge("b", title="Robot 97", announced="2025-09-10")]

    assert signals(duplicates(same)) == [("b", ("a",), "restates", ("sum", "wording"))]
    assert duplicates(other) == ()


def of_value(*values):
    return [pledge(f"v{value}", title=f"Aid of {value} euros", amount=amount(str(value))) for value in values]


def test_a_sum_that_can_be_made_in_more_than_three_ways_is_made_by_chance():
    three = of_value(1007, 101, 906, 113, 894, 127, 880)

    assert {it.others for it in duplicates(three)} == {("v101", "v906"), ("v113", "v894"), ("v127", "v880")}
    assert duplicates([*three, *of_value(139, 868)]) == ()


def test_among_many_neighbours_two_that_add_up_are_found_and_three_are_not():
    # No two or three of the odd fillers, each near 200,000, make one of the wholes.
    many = of_value(*range(200_001, 200_141, 2))

    assert [it.others for it in duplicates([*many, *of_value(700_007, 100_003, 600_004)])] == [("v100003", "v600004")]
    assert duplicates([*many, *of_value(700_007, 100_003, 100_001, 500_003)]) == ()
    assert len(duplicates(of_value(700_007, 100_003, 100_001, 500_003))) == 1


@given(st.lists(st.integers(100, 10**6), min_size=2, max_size=12, unique=True), st.randoms(use_true_random=False))
def test_every_sum_of_two_is_found_unless_many_make_it(values, random):
    one, other = random.sample(values, 2)
    whole = one + other
    ways = [c for n in (2, 3) for c in combinations([it for it in values if it < whole], n) if sum(c) == whole]

    found = [it for it in duplicates(of_value(*{*values, whole})) if it.record == f"v{whole}"]
    told = {frozenset(it.others) for it in found if it.reasons[0].signal == "added up"}

    odd = len(str(whole).rstrip("0")) >= 3
    wanted = {frozenset(f"v{it}" for it in way) for way in ways} if odd and len(ways) <= 3 else set()
    parts = [it for it in values if it < whole]
    if len(parts) <= 3 or sum(parts) != whole:
        assert told == wanted


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("30 of the 100 euros", [("b", ("a",), "part_of", ("part", "wording", "near"))]),
        ("30 of the 90 euros", []),
        ("30, after 100 euros", []),
    ],
)
def test_a_part_says_a_word_for_it_and_names_the_sum_of_its_envelope(quote, expected):
    title = "Generators and shelters for winter"
    part = pledge("b", amount=amount("30"), title=title, sources=sourced(quote))

    assert signals(duplicates([pledge("a", title=title), part])) == expected


@pytest.mark.parametrize(("value", "currency"), [("30", "USD"), ("130", "EUR")])
def test_what_is_in_another_currency_or_larger_is_no_part(value, currency):
    part = pledge("b", amount=amount(value, currency), sources=sourced("30 of the 100 euros"))

    assert duplicates([pledge("a"), part]) == ()


def test_a_part_is_told_with_the_sum_that_its_words_name():
    part = pledge("b", amount=amount("30"), sources=sourced("30 of the 100 euros"))

    assert duplicates([pledge("a"), part])[0].reasons[0].text == 'the later one says "of the" and names EUR 100'


def test_a_range_has_no_worth_to_be_compared():
    between = {"qualifier": "range", "low": "90", "high": "110", "currency": "USD"}

    assert duplicates([pledge("a"), pledge("b", amount=between)], [euros(("2025-06-02", "USD", "1.00"))]) == ()

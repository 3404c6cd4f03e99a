"""Sums below zero among promises: what they reduce, and what is told where nobody can say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Place, exact_sum
from ledger.intake.drafts import Draft, settle
from ledger.intake.taken_back import taken_back


def promise(key, value, day="2024-01-10", **changes):
    values = {
        "record": "commitment",
        "id": key,
        "title": f"Boats {key}",
        "donor": "FIN",
        "recipient": "MDA",
        "category": "military",
        "instrument": "grant",
        "stage": "commitment",
        "announced": day,
        "amount": {"qualifier": "exact", "value": value, "currency": "EUR"},
        "term": {"kind": "one_off"},
    }
    return Draft(values | changes, Place(file="a.csv", row=int(key)))


def homes(*drafts):
    """What each negative promise takes from; the sum that is told where it takes from none."""
    made = list(taken_back(drafts))
    cancelled = {it.values["id"]: it.values["commitment"] for it in made if is_cancellation(it)}
    return cancelled | {str(it.place.row): fault.found for it in made for fault in it.faults.values()}


def is_cancellation(item):
    return item.values.get("type") == "cancellation"


def test_a_promise_below_zero_is_a_cancellation_of_the_only_one_it_can_take_from():
    records, problems = settle(list(taken_back([promise("1", "900"), promise("2", "-40.5", "2024-05-06")])), ())

    assert problems == ()
    assert [(it.record, str(it.amount)) for it in records] == [
        ("commitment", "EUR 900"),
        ("transaction", "EUR 40.5"),
    ]
    cancelled = records[1]
    assert (cancelled.type, cancelled.commitment, str(cancelled.value_date)) == ("cancellation", "1", "2024-05-06")
    assert (cancelled.id, cancelled.title) == ("2", "Boats 2")


@pytest.mark.parametrize(
    "other",
    [
        {"donor": "SWE"},
        {"recipient": "UKR"},
        {"stage": "pledge"},
        {"category": "humanitarian"},
        {"amount": {"qualifier": "exact", "value": "900", "currency": "SEK"}},
        {"announced": "2024-06-01"},
        {"amount": {"qualifier": "exact", "value": "39", "currency": "EUR"}},
    ],
)
def test_of_another_party_kind_day_or_size_nothing_is_taken(other):
    assert homes(promise("1", "900", **other), promise("2", "-40", "2024-05-06")) == {
        "2": "EUR -40, and no single record that it is taken from"
    }


def test_of_several_the_one_with_its_title_or_its_sum_is_meant():
    first, second = promise("1", "900"), promise("2", "300")

    assert homes(first, second, promise("3", "-40", title="Boats 2")) == {"3": "2"}
    assert homes(first, second, promise("3", "-300")) == {"3": "2"}
    assert homes(first, second, promise("3", "-40")) == {"3": "EUR -40, and no single record that it is taken from"}


def test_a_tie_that_the_source_states_says_which():
    tied = promise("3", "-40", relations=[{"kind": "related_to", "target": "1"}])

    assert homes(promise("1", "900"), promise("2", "300"), tied) == {"3": "1"}


def test_no_more_is_taken_than_is_left():
    taken = [promise("2", "-60"), promise("3", "-40"), promise("4", "-1")]

    assert homes(promise("1", "100"), *taken) == {
        "2": "1",
        "3": "1",
        "4": "EUR -1, and no single record that it is taken from",
    }


def test_a_payment_below_zero_is_a_return_also_under_a_promise_below_zero():
    paid = {"record": "transaction", "type": "disbursement", "value_date": "2024-05-06"}
    amount = {"qualifier": "exact", "value": "-40", "currency": "EUR"}
    payments = [
        Draft(paid | {"id": "2-paid", "commitment": "2", "amount": amount}, Place(file="a.csv", row=2)),
        Draft(paid | {"id": "1-back", "commitment": "1", "amount": amount}, Place(file="a.csv", row=1)),
    ]

    made = list(taken_back([promise("1", "900"), promise("2", "-40"), *payments]))

    assert [(it.values["id"], it.values["type"], it.values["commitment"]) for it in made[1:]] == [
        ("2", "cancellation", "1"),
        ("2-paid", "return", "1"),
        ("1-back", "return", "1"),
    ]


def test_what_is_not_below_zero_is_left_as_it_is():
    drafts = [promise("1", "900"), promise("2", "0"), promise("3", "12")]

    assert list(taken_back(drafts)) == drafts


@given(st.lists(st.integers(-50, 100), max_size=12))
def test_what_is_kept_and_what_is_told_add_up_to_the_file(values):
    drafts = [promise(str(number), str(value)) for number, value in enumerate(values, start=1)]
    made = list(taken_back(drafts))

    sums = [Decimal(it.values["amount"]["value"]) * (-1 if is_cancellation(it) else 1) for it in made]
    assert exact_sum(sums) == sum(values)
    assert all(it.faults for it in made if it.values["amount"]["value"].startswith("-"))


def test_what_takes_from_no_record_is_no_record_and_says_so_once():
    records, [problem] = settle(list(taken_back([promise("1", "900"), promise("2", "-40", donor="SWE")])), ())

    assert [it.id for it in records] == ["1"]
    assert (str(problem.place), problem.found) == (
        "a.csv:2:amount",
        "EUR -40, and no single record that it is taken from",
    )
    assert problem.remedy.endswith("without it totals are too large by this sum")


def test_rows_without_ids_can_take_from_none_and_are_told_to_get_them():
    first, second = (promise(key, value) for key, value in (("1", "900"), ("2", "-40")))
    for draft in (first, second):
        del draft.values["id"]

    _, taken = taken_back([first, second])
    assert taken.faults["amount.value"].remedy.startswith("give the rows ids, by which one can take from another, or ")


def test_a_party_counts_by_any_of_its_names():
    assert homes(promise("1", "900", donor="Finland"), promise("2", "-40", donor="Suomi")) == {"2": "1"}

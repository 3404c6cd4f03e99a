"""Ties between records: what they may point at, and circles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records import Commitment, Transaction, structure_problems
from ledger.records.structure import circles


def commitment(key, *ties, stage="pledge"):
    return Commitment(
        id=key,
        title=f"Promise {key}",
        donor="GBR",
        recipient="UKR",
        category="military",
        instrument="grant",
        stage=stage,
        announced="2025-06-02",
        amount={"qualifier": "exact", "value": "3000000", "currency": "GBP"},
        term={"kind": "one_off"},
        relations=[{"kind": kind, "target": target} for kind, target in ties],
    )


def payment(key, of):
    return Transaction(
        id=key, commitment=of, type="disbursement", value_date="2025-07-01", amount={"qualifier": "undisclosed"}
    )


def said(*records, withdrawn=()):
    return [str(problem) for problem in structure_problems(records, withdrawn)]


def test_ties_that_hold_are_no_problem():
    envelope = commitment("envelope")
    part = commitment("part", ("part_of", "envelope"))
    firm = commitment("firm", ("fulfils", "envelope"), ("related_to", "part"), stage="commitment")

    assert said(envelope, part, firm, payment("firm-1", of="firm")) == []


def test_a_tie_to_nothing_names_the_nearest_ids():
    assert said(commitment("envelope-1"), commitment("part", ("part_of", "envelop-1"))) == [
        (
            'part:relations: REL error: found part_of "envelop-1", which is not there, expected the id of a commitment,'
            " perhaps envelope-1. Do: name a record that is there or remove the tie."
        )
    ]


def test_a_tie_to_a_withdrawn_record_says_so():
    assert said(commitment("part", ("part_of", "gone")), withdrawn={"gone"}) == [
        (
            'part:relations: REL error: found part_of "gone", which was withdrawn, expected the id of a commitment.'
            " Do: name a record that is there or remove the tie."
        )
    ]


def test_a_record_may_stay_related_to_a_withdrawn_one():
    assert said(commitment("a", ("related_to", "gone")), withdrawn={"gone"}) == []


def test_a_record_cannot_be_related_to_what_never_was():
    assert [it.code for it in structure_problems([commitment("a", ("related_to", "never"))])] == ["REL"]


def test_a_record_does_not_point_at_itself():
    assert said(commitment("a", ("restates", "a"))) == [
        (
            "a:relations: REL error: found restates the record itself, expected the id of a commitment."
            " Do: remove the tie or name another record."
        )
    ]


def test_a_relation_does_not_point_at_a_transaction():
    found = said(commitment("a"), payment("a-1", of="a"), commitment("b", ("restates", "a-1")))

    assert found == [
        (
            'b:relations: REL error: found restates "a-1", a transaction, expected the id of a commitment.'
            " Do: name the commitment behind it."
        )
    ]


def test_a_transaction_belongs_to_a_commitment_that_is_there():
    found = structure_problems(
        [commitment("a"), payment("p1", of="zzzzzz"), payment("p2", of="p2"), payment("p3", of="p1")]
    )

    assert [(str(it.place), it.found) for it in found] == [
        ("p1:commitment", '"zzzzzz", which is not there'),
        ("p2:commitment", "the transaction itself"),
        ("p3:commitment", '"p1", a transaction'),
    ]


def test_a_circle_names_its_ids_once():
    found = structure_problems(
        [
            commitment("outside", ("part_of", "b")),
            commitment("b", ("part_of", "c")),
            commitment("c", ("tops_up", "a")),
            commitment("a", ("restates", "b"), ("supersedes", "b")),
        ]
    )

    assert [(it.code, str(it.place), it.found) for it in found] == [
        ("REL", "a:relations", 'the circle "a" -> "b" -> "c" -> "a"')
    ]


def test_records_may_be_related_to_each_other():
    assert said(commitment("a", ("related_to", "b")), commitment("b", ("related_to", "a"))) == []


def test_parts_are_of_the_stage_of_their_whole():
    found = said(commitment("whole"), commitment("part", ("part_of", "whole"), stage="commitment"))

    assert found == [
        (
            'part:relations: STAGE error: found part_of "whole", from a commitment to a pledge,'
            " expected both of one stage. Do: correct a stage, or write fulfils where a firm commitment keeps a pledge."
        )
    ]


def test_only_a_commitment_fulfils_only_a_pledge():
    found = structure_problems(
        [
            commitment("pledge"),
            commitment("firm", stage="commitment"),
            commitment("good", ("fulfils", "pledge"), stage="commitment"),
            commitment("soft", ("fulfils", "pledge")),
            commitment("twice", ("fulfils", "firm"), stage="commitment"),
        ]
    )

    assert [(it.code, str(it.place)) for it in found] == [("STAGE", "soft:relations"), ("STAGE", "twice:relations")]


@pytest.mark.thorough
def test_a_chain_and_a_circle_of_fifty_thousand_do_not_overflow():
    length = 50_000
    chain = {str(number): [str(number + 1)] for number in range(length)}

    assert list(circles(chain)) == []
    assert [len(circle) for circle in circles({**chain, str(length): ["0"]})] == [length + 1]


@pytest.mark.thorough
def test_nested_circles_do_not_take_quadratic_time():
    half = 25_000
    nested = {number: [number + 1] for number in range(2 * half)} | {
        half + number: [half - number, half + number + 1] for number in range(1, half)
    }

    assert sum(1 for _ in circles({str(key): [str(it) for it in it_] for key, it_ in nested.items()})) >= 1


NAMES = "abcdef"


@given(st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES)), max_size=6))
def test_every_knot_has_a_circle_and_every_circle_is_one(ties):
    found = list(circles(ties))

    for circle in found:
        following = (*circle[1:], circle[0])
        assert all(target in ties[source] for source, target in zip(circle, following, strict=True))
    members = [name for circle in found for name in circle]
    assert len(members) == len(set(members))
    # Without the members of the circles found nothing runs in a circle any more.
    rest = {name: targets - set(members) for name, targets in ties.items() if name not in members}
    while ends := [name for name, targets in rest.items() if not targets & rest.keys()]:
        for name in ends:
            del rest[name]
    assert rest == {}

"""Whose record a waiver is about: an audit report tells none of a record that it may not show."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import definition, material, pledge

from ledger.book import Book, WaivePayload
from ledger.foundation import Place
from ledger.records import Commitment, Transaction
from ledger.reporting import build
from ledger.reporting.findings import waived_record

SIGNED = {"author": "Ann", "reason": "test"}
FIELDS = ("amount", "amount.currency", "joint_donors.0.donor", "relations", "stated_equivalents.12", "commitment")


@pytest.mark.parametrize(
    ("place", "ids", "owner"),
    [
        ("a", ["a"], "a"),
        ("a:amount", ["a"], "a"),
        ("a:amount.currency", ["a", "a:b"], "a"),
        ("a:b:amount", ["a", "a:b"], "a:b"),
        ("a:b:joint_donors.1.donor", ["a", "a:b"], "a:b"),
        ("a:b", ["a", "a:b"], "a:b"),
        ("a:amount", ["a", "a:amount"], "a:amount"),
        ("a:b:amount", ["a"], None),
        ("b:amount", ["a"], None),
        ("rates:ECB", ["rates"], None),
        ("rates:ECB:2025-06-02:USD", ["rates", "rates:ECB"], None),
        ("issue:2", ["issue"], None),
        ("a:", ["a"], None),
        ("", ["a"], None),
    ],
)
def test_a_waiver_belongs_to_the_longest_id_of_whose_record_its_place_is_a_field(place, ids, owner):
    assert waived_record(place, ids) == owner


@given(
    record=st.sampled_from(["a", "b"]) | st.text("ab:./-", min_size=1, max_size=6).map(lambda rest: f"a{rest}"),
    others=st.sets(st.text("ab:", min_size=1, max_size=4).map(lambda rest: f"a{rest}"), max_size=5),
    field=st.sampled_from(["", *FIELDS]),
)
def test_a_waiver_at_any_field_of_a_record_is_found_again_or_belongs_to_a_longer_id(record, others, field):
    place = str(Place(record=record, field=field))

    owner = waived_record(place, {record, *others})

    assert owner == record or (owner in others and len(owner) > len(record))


def test_every_field_that_is_named_here_is_one_of_a_record():
    fields = Commitment.model_fields.keys() | Transaction.model_fields.keys()

    assert {field.split(".")[0] for field in FIELDS} <= fields


def shown(path, *records, waived=(), withdrawn=()):
    """The places of the waivers that an audit report of public handling shows of a book."""
    book = Book.create(path / "book.db")
    book.record(records, **SIGNED)
    with book.writing(**SIGNED) as posting:
        for place in waived:
            posting.say(WaivePayload(code="SRC", place=str(place), found="no source"))
    for record in withdrawn:
        book.withdraw(record, **SIGNED)
    now = replace(material(*book.records()), decisions=book.decisions(), revisions=tuple(book.revisions()))
    evidence = build(definition(handling="public", evidence=True), now).evidence
    return [decision.payload.place for decision in evidence.decisions]


def of(record):
    return Place(record=record, field="sources")


def test_the_waiver_of_a_public_record_is_shown_beside_an_internal_one_whose_id_it_begins_with(tmp_path):
    records = pledge("a", handling="internal"), pledge("a:b")

    assert shown(tmp_path, *records, waived=[of("a"), of("a:b")]) == ["a:b:sources"]


def test_the_waiver_of_an_internal_record_is_not_shown_beside_a_public_one_whose_id_it_begins_with(tmp_path):
    records = pledge("a"), pledge("a:b", handling="internal")

    assert shown(tmp_path, *records, waived=[of("a"), of("a:b")]) == ["a:sources"]


def test_a_waiver_that_may_be_of_an_internal_record_is_not_shown(tmp_path):
    records = pledge("a", handling="internal"), pledge("a:amount")

    assert shown(tmp_path, *records, waived=[Place(record="a", field="amount")]) == []


def test_the_waiver_of_an_internal_record_that_was_withdrawn_is_not_shown_either(tmp_path):
    records = pledge("a"), pledge("a:b", handling="internal"), pledge("a:c")

    told = shown(tmp_path, *records, waived=[of("a:b"), of("a:c")], withdrawn=["a:b", "a:c"])

    assert told == ["a:c:sources"]


def test_a_waiver_that_is_about_no_record_is_shown(tmp_path):
    place = Place(subject="rates:ECB:2025-06-02:USD")

    assert shown(tmp_path, pledge("rates", handling="internal"), waived=[place]) == [str(place)]

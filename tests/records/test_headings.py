"""The table of headings covers the records, and its own examples are legal."""

from ledger.intake import Draft, settle
from ledger.records import HEADINGS, Commitment, Transaction, values_of

# What one flat row cannot hold, or nobody fills in by hand.
LEFT_OUT = {"sources.0.accessed", "sources.0.language", "items.0.amount"}


def test_no_heading_stands_twice():
    names = [heading.name for heading in HEADINGS]

    assert len(names) == len(set(names))


def test_every_field_of_a_record_has_a_heading():
    fields = {*Commitment.model_fields, *Transaction.model_fields}

    assert {heading.path.split(".")[0] for heading in HEADINGS} == fields


def test_each_field_of_source_and_item_has_a_heading_or_is_left_out_by_intent():
    paths = {heading.path for heading in HEADINGS} | LEFT_OUT
    source = Commitment.model_fields["sources"].annotation.__args__[0].model_fields
    item = Commitment.model_fields["items"].annotation.__args__[0].model_fields

    assert {f"sources.0.{name}" for name in source} | {f"items.0.{name}" for name in item} <= paths


def test_the_examples_of_the_table_make_a_commitment():
    left_empty = {"low", "high", "commitment", "type", "value_date"}
    row = {it.name: it.example for it in HEADINGS if it.name not in left_empty}

    [record], problems = settle([Draft(values_of(row), "a.csv:2", "headings")], ())

    assert problems == ()
    assert str(record.amount) == "GBP 3,000,000,000"


def test_the_examples_of_the_table_make_a_transaction():
    left_empty = {"low", "high"}
    row = {it.name: it.example for it in HEADINGS if "transaction" in it.kinds and it.name not in left_empty}

    [record], problems = settle([Draft(values_of(row | {"record": "transaction"}), "a.csv:2", "headings")], ())

    assert problems == ()
    assert record.type == "disbursement"

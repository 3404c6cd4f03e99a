"""The table of headings covers the records, and its own examples are legal."""

from ledger.foundation import Place
from ledger.intake import Draft, settle
from ledger.records import HEADINGS, Amount, Commitment, Item, Party, Source, Transaction, values_of


def test_no_heading_stands_twice():
    names = [heading.name for heading in HEADINGS]

    assert len(names) == len(set(names))


def test_every_field_of_a_record_has_a_heading():
    fields = {*Commitment.model_fields, *Transaction.model_fields}

    assert {heading.path.split(".")[0] for heading in HEADINGS} == fields


def test_every_field_of_what_may_stand_several_times_has_a_heading():
    paths = {heading.path for heading in HEADINGS}
    fields = {
        *(f"sources.0.{name}" for name in Source.model_fields),
        *(f"partners.0.{name}" for name in Party.model_fields),
        *(f"stated_equivalents.0.{name}" for name in Amount.model_fields),
        *(f"items.0.amount.{name}" for name in Amount.model_fields),
        *(f"items.0.{name}" for name in Item.model_fields if name != "amount"),
    }

    assert fields <= paths


def test_the_examples_of_the_table_make_a_commitment():
    left_empty = {"low", "high", "commitment", "type", "value_date", "partner_undisclosed"}
    # One donor gives it.
    left_empty |= {"joint_donors", "joint_donor", "joint_share"}
    left_empty |= {"equivalent_low", "equivalent_high", "item_low", "item_high"}
    row = {it.name: it.example for it in HEADINGS if it.name not in left_empty}

    [record], problems = settle([Draft(values_of(row), Place(file="a.csv", row=2), "headings")], ())

    assert problems == ()
    assert str(record.amount) == "GBP 3,000,000,000"


def test_the_examples_of_the_table_make_a_transaction():
    left_empty = {"low", "high", "item_low", "item_high"}
    row = {it.name: it.example for it in HEADINGS if "transaction" in it.kinds and it.name not in left_empty}

    [record], problems = settle(
        [Draft(values_of(row | {"record": "transaction"}), Place(file="a.csv", row=2), "headings")], ()
    )

    assert problems == ()
    assert record.type == "disbursement"

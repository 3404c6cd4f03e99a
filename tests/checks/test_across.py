"""Checks that need several records."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.checks import check_records
from ledger.records import parse_record

PLEDGE = {
    "title": "Support",
    "donor": "GBR",
    "recipient": "UKR",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-02",
    "amount": {"qualifier": "exact", "value": "100", "currency": "GBP"},
    "term": {"kind": "one_off"},
    "sources": [{"publisher": "BBC", "title": "News", "quote": "£100, £60 and £50"}],
}


def pledge(name, value="100", tie=None, **changes):
    amount = {"qualifier": "exact", "value": value, "currency": changes.pop("currency", "GBP")}
    ties = [{"kind": tie[0], "target": tie[1]}] if tie else []
    record, problems = parse_record(PLEDGE | {"id": name, "amount": amount, "relations": ties} | changes, "test")
    assert record, problems
    return record


def payment(name, commitment, value, kind="disbursement"):
    values = {
        "record": "transaction",
        "id": name,
        "commitment": commitment,
        "type": kind,
        "value_date": "2025-07-01",
        "amount": {"qualifier": "exact", "value": value, "currency": "GBP"},
        "sources": [{"publisher": "BBC", "title": "News", "quote": f"£{value}"}],
    }
    record, problems = parse_record(values, "test")
    assert record, problems
    return record


def said_of(*records):
    return [str(problem) for problem in check_records(records)]


def test_one_promise_under_two_ids_is_doubted():
    assert said_of(pledge("a"), pledge("b")) == [
        (
            "b:id: DUP warning: found the donor, recipient, day, amount and term of a, expected one record for one "
            "promise. Do: withdraw one, or tie them (restates a, related_to a)."
        )
    ]


def test_tied_records_are_meant_to_be_alike():
    assert said_of(pledge("a"), pledge("b", tie=("restates", "a"))) == []
    assert said_of(pledge("a", tie=("related_to", "b")), pledge("b")) == []


def test_two_promises_without_a_figure_are_alike_only_under_one_title():
    unknown = {"qualifier": "undisclosed"}

    assert said_of(pledge("a", amount=unknown, title="Drones"), pledge("b", amount=unknown, title="Tanks")) == []
    assert len(said_of(pledge("a", amount=unknown), pledge("b", amount=unknown))) == 1


def test_parts_above_their_envelope_name_both_sums():
    parts = [pledge("b", "60", ("part_of", "a")), pledge("c", "50", ("part_of", "a"))]

    assert said_of(pledge("a"), *parts) == [
        (
            "a:amount: FOOT warning: found parts of GBP 110 in an envelope of GBP 100, expected parts that add up to "
            "their envelope at most. Do: correct a figure, or take a part out of the envelope."
        )
    ]


def test_a_part_that_another_record_replaces_is_not_added():
    parts = [pledge("b", "60", ("part_of", "a")), pledge("c", "50", ("part_of", "a"))]

    assert said_of(pledge("a"), *parts, pledge("d", "60", ("supersedes", "b"))) == []


def test_parts_in_another_currency_are_not_added():
    part = pledge("b", "100", ("part_of", "a"), currency="USD")

    assert not any("FOOT" in said for said in said_of(pledge("a"), part, pledge("c", "60", ("part_of", "a"))))


def test_more_paid_out_than_promised_is_told():
    records = [pledge("a"), payment("a-1", "a", "60"), payment("a-2", "a", "50", "delivery")]

    assert said_of(*records) == [
        (
            "a:amount: STAGE warning: found GBP 110 disbursed and delivered, expected at most the committed GBP 100. "
            "Do: check its transactions for doubles."
        )
    ]


def test_what_is_paid_out_of_an_open_amount_is_never_too_much():
    open_ended = pledge("a", amount={"qualifier": "at_least", "value": "100", "currency": "GBP"})

    assert said_of(open_ended, payment("a-1", "a", "600")) == []


def test_a_tie_to_nothing_is_told_here_too():
    assert said_of(pledge("a", tie=("part_of", "gone")))[0].startswith("a:relations: REL error")


@given(st.permutations([pledge("a"), pledge("b", "60", ("part_of", "a")), pledge("c", "50", ("part_of", "a"))]))
def test_the_order_of_the_records_changes_nothing(records):
    assert [said.partition(":")[0] for said in said_of(*records)] == ["a"]


def test_no_finding_is_told_twice():
    said = said_of(*(pledge(str(number)) for number in range(10)))

    assert len(said) == len(set(said)) == 9

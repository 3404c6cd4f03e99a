"""Checks that need several records."""

from hypothesis import given
from hypothesis import strategies as st
from made import amount, paid, pledge

from ledger.checks import check_records


def promise(name, value="100", tie=None, **changes):
    ties = [{"kind": tie[0], "target": tie[1]}] if tie else []
    fields = {"donor": "GBR", "title": "Support", "amount": amount(value, "GBP"), "relations": ties}
    return pledge(name, **(fields | {"sources": [source("£100, £60 and £50")]} | changes))


def payment(name, commitment, value, kind="disbursement", **changes):
    fields = {"type": kind, "amount": amount(value, "GBP"), "sources": [source(f"£{value}")]}
    return paid(name, commitment, **(fields | changes))


def source(quote):
    return {"publisher": "BBC", "title": "News", "quote": quote}


def said_of(*records):
    return [str(problem) for problem in check_records(records)]


def test_one_promise_under_two_ids_is_doubted():
    assert said_of(promise("a"), promise("b")) == [
        (
            "b:id: DUP warning: found the donor, recipient, day, amount and term of a, expected one record for one "
            "promise. Do: withdraw one, or tie them (restates a, related_to a)."
        )
    ]


def test_tied_records_are_meant_to_be_alike():
    assert said_of(promise("a"), promise("b", tie=("restates", "a"))) == []
    assert said_of(promise("a", tie=("related_to", "b")), promise("b")) == []


def received_by(*names):
    return [{"kind": "other", "name": name, "description": "receives"} for name in names]


def test_what_two_organisations_receive_is_no_promise_told_twice():
    first, second = promise("a", partners=received_by("Red Cross")), promise("b", partners=received_by("Caritas"))

    assert said_of(first, second) == []


def test_the_same_receiver_or_one_that_is_not_named_leaves_the_doubt():
    first = promise("a", partners=received_by("Red Cross", "Caritas"))

    assert len(said_of(first, promise("b", partners=received_by("Caritas")))) == 1
    assert len(said_of(first, promise("b"))) == 1


def test_a_third_record_is_held_against_all_before_it():
    records = [promise(key, partners=received_by(name)) for key, name in (("a", "A"), ("b", "B"), ("c", "B"))]

    [told] = said_of(*records)

    assert told.startswith("c:id: DUP warning: found the donor, recipient, day, amount and term of b")


def test_two_promises_without_a_figure_are_alike_only_under_one_title():
    unknown = {"qualifier": "undisclosed"}

    assert said_of(promise("a", amount=unknown, title="Drones"), promise("b", amount=unknown, title="Tanks")) == []
    assert len(said_of(promise("a", amount=unknown), promise("b", amount=unknown))) == 1


def test_parts_above_their_envelope_name_both_sums():
    parts = [promise("b", "60", ("part_of", "a")), promise("c", "50", ("part_of", "a"))]

    assert said_of(promise("a"), *parts) == [
        (
            "a:amount: FOOT warning: found parts of GBP 110 in an envelope of GBP 100, expected parts that add up to "
            "their envelope at most. Do: correct a figure, or take a part out of the envelope."
        )
    ]


def test_parts_as_large_as_their_envelope_are_no_finding():
    parts = [promise("b", "60", ("part_of", "a")), promise("c", "40", ("part_of", "a"), sources=[source("£40")])]

    assert said_of(promise("a"), *parts) == []


def test_a_part_that_tells_the_same_money_again_is_not_added():
    ties = [{"kind": "part_of", "target": "a"}, {"kind": "restates", "target": "b"}]
    parts = [promise("b", "60", ("part_of", "a")), promise("c", "50", relations=ties)]

    assert said_of(promise("a"), *parts) == []


def test_a_part_that_another_record_replaces_is_not_added():
    parts = [promise("b", "60", ("part_of", "a")), promise("c", "50", ("part_of", "a"))]

    assert said_of(promise("a"), *parts, promise("d", "60", ("supersedes", "b"))) == []


def test_parts_in_another_currency_are_not_added():
    part = promise("b", "100", ("part_of", "a"), amount=amount("100", "USD"))

    assert not any("FOOT warning" in said for said in said_of(promise("a"), part, promise("c", "60", ("part_of", "a"))))


def test_more_paid_out_than_promised_is_told():
    records = [promise("a"), payment("a-1", "a", "60"), payment("a-2", "a", "50", "delivery")]

    assert said_of(*records) == [
        (
            "a:amount: STAGE warning: found GBP 110 disbursed and delivered, expected at most the committed GBP 100. "
            "Do: check its transactions for doubles."
        )
    ]


def test_exactly_what_was_promised_may_be_paid_out():
    records = [promise("a"), payment("a-1", "a", "60"), payment("a-2", "a", "40", "delivery")]

    assert said_of(*records) == []


def test_of_a_payment_that_is_not_exactly_known_only_the_certain_part_is_held_against_the_promise():
    between = {"qualifier": "range", "low": "90", "high": "120", "currency": "GBP"}
    promised = promise("a")

    assert said_of(promised, payment("a-1", "a", "90", amount=between)) == []
    assert len(said_of(promised, payment("a-1", "a", "90", amount=between), payment("a-2", "a", "11"))) == 1


def test_of_a_promise_that_is_not_exactly_known_the_highest_figure_is_the_measure():
    between = {"qualifier": "range", "low": "60", "high": "100", "currency": "GBP"}

    assert said_of(promise("a", amount=between), payment("a-1", "a", "100")) == []


def test_more_cancelled_than_promised_is_told():
    records = [promise("a"), payment("a-1", "a", "60", "cancellation"), payment("a-2", "a", "41", "cancellation")]

    assert said_of(*records) == [
        (
            "a:amount: STAGE warning: found GBP 101 cancelled, expected at most the committed GBP 100. "
            "Do: check its transactions for doubles."
        )
    ]


def test_exactly_what_was_promised_may_be_cancelled():
    assert said_of(promise("a"), payment("a-1", "a", "100", "cancellation")) == []


def test_payments_and_cancellations_are_not_added_to_each_other():
    assert said_of(promise("a"), payment("a-1", "a", "60"), payment("a-2", "a", "60", "cancellation")) == []


def test_what_is_paid_out_of_an_open_amount_is_never_too_much():
    open_ended = promise("a", amount=amount("100", "GBP", "at_least"))

    assert said_of(open_ended, payment("a-1", "a", "600")) == []


def test_a_tie_to_nothing_is_told_here_too():
    assert said_of(promise("a", tie=("part_of", "gone")))[0].startswith("a:relations: REL error")


@given(st.permutations([promise("a"), promise("b", "60", ("part_of", "a")), promise("c", "50", ("part_of", "a"))]))
def test_the_order_of_the_records_changes_nothing(records):
    assert [said.partition(":")[0] for said in said_of(*records)] == ["a"]


def test_no_finding_is_told_twice():
    said = said_of(*(promise(str(number)) for number in range(10)))

    assert len(said) == len(set(said)) == 9


def allocated(key="p", commitment="a", **fields):
    return paid(key, commitment, **({"type": "allocation"} | fields))


def stage_of(*records):
    return [(str(it.place), it.found, it.expected) for it in check_records(records) if it.code == "STAGE"]


def test_more_allocated_than_promised_is_told():
    assert stage_of(pledge("a"), allocated("p", amount=amount("60")), allocated("q", amount=amount("50"))) == [
        ("a:amount", "EUR 110 allocated", "at most the committed EUR 100")
    ]


def test_more_paid_than_allocated_is_told_where_packages_are_booked():
    records = [pledge("a"), allocated("p", amount=amount("60")), paid("t", amount=amount("70"))]

    assert stage_of(*records) == [("a:amount", "EUR 70 disbursed", "at most EUR 60 allocated")]
    assert stage_of(pledge("a"), paid("t", amount=amount("70"))) == []


def test_more_returned_than_paid_is_told_where_payments_are_booked():
    back = paid("u", type="return", amount=amount("70.01"))

    assert stage_of(pledge("a"), paid("t", amount=amount("70")), back) == [
        ("a:amount", "EUR 70.01 returned", "at most EUR 70 disbursed")
    ]
    assert stage_of(pledge("a"), paid("t", amount=amount("70.01")), back) == []
    assert stage_of(pledge("a"), paid("t", amount=amount("70", qualifier="at_least")), back) == []
    assert stage_of(pledge("a"), back) == []


def test_what_came_back_can_be_paid_again_within_the_commitment():
    payments = [paid("t", amount=amount("100")), paid("v", amount=amount("30"))]
    back = paid("u", type="return", amount=amount("30"))

    assert stage_of(pledge("a"), *payments, back) == []
    assert stage_of(pledge("a"), *payments, back, paid("w", amount=amount("1"))) == [
        ("a:amount", "EUR 101 disbursed and delivered", "at most the committed EUR 100")
    ]
    assert stage_of(pledge("a"), *payments) == [
        ("a:amount", "EUR 130 disbursed and delivered", "at most the committed EUR 100")
    ]


def test_what_is_cancelled_in_another_currency_than_was_promised_is_told():
    back = paid("t", type="cancellation", amount=amount("40", "USD"))

    assert stage_of(pledge("a"), back) == [("t:amount.currency", "USD 40 cancelled of EUR 100", "a sum in EUR")]
    assert stage_of(pledge("a", amount=amount("100", "USD")), back) == []
    assert stage_of(pledge("a", amount={"qualifier": "undisclosed"}), back) == []


def test_a_package_without_a_figure_leaves_it_open():
    records = [pledge("a"), allocated("p", amount={"qualifier": "undisclosed"}), paid("t", amount=amount("70"))]

    assert stage_of(*records) == []


def test_parts_in_another_currency_ask_which_of_them_count():
    part = promise("b", "60", ("part_of", "a"), amount=amount("60", "EUR"))

    assert any(said.startswith("a:counts: FOOT note") for said in said_of(promise("a"), part))
    assert not any("FOOT" in said for said in said_of(promise("a", counts="parts"), part))
    assert not any("FOOT" in said for said in said_of(promise("a"), promise("b", "60", ("part_of", "a"))))

"""What is still open of firm commitments: per commitment, in its own currency, never below nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, euros, paid, pledge, report, yearly
from proving import proven

STAGES = {"name": "Stages", "title": "Stages", "rows": ["donor"]}
DOLLARS = [euros(("2025-06-02", "USD", "1.25"), ("2025-07-01", "USD", "1.00"), ("2025-07-01", "GBP", "0.80"))]


def firm(key="a", value="100", **fields):
    return pledge(key, stage="commitment", **({"amount": amount(value)} | fields))


def open_of(*records, rates=None, **fields):
    """What is open in cents, low, central and high, by commitment."""
    made = report(*records, rates=rates, stages=[STAGES], **fields)
    return {it.piece.record_id: it.piece.figures and bounds(it.piece.figures) for it in made.open.unpaid}


def bounds(figures):
    return figures.low_minor, figures.central_minor, figures.high_minor


def certain(cents):
    return cents, cents, cents


def test_it_is_what_is_committed_less_what_is_paid():
    assert open_of(firm(), paid(amount=amount("30")), paid("u", amount=amount("20"))) == {"a": certain(50_00)}


def test_what_came_back_is_open_again_and_what_is_cancelled_is_not():
    records = [
        firm(),
        paid(amount=amount("60")),
        paid("u", type="return", amount=amount("10")),
        paid("v", type="cancellation", amount=amount("20")),
    ]

    assert open_of(*records) == {"a": certain(30_00)}


@pytest.mark.parametrize(
    ("stated", "cancelled", "left"),
    [
        ({"qualifier": "up_to", "value": "100"}, amount("20"), (0, 50_00, 50_00)),
        ({"qualifier": "range", "low": "50", "high": "150"}, amount("20"), (10_00, 50_00, 90_00)),
        ({"qualifier": "up_to", "value": "100"}, {"qualifier": "up_to", "value": "20"}, (0, 50_00, 70_00)),
    ],
)
def test_of_a_sum_in_doubt_what_is_open_is_what_stands_less_what_is_paid_at_each_reading(stated, cancelled, left):
    """Of at most EUR 100, 20 are cancelled and 30 paid: at most 50 are open.

    Of EUR 50 to 150 a fifth is cancelled at each reading, as of what is expected: 40 to 120 stand.
    """
    records = [
        firm(amount={"currency": "EUR", **stated}),
        paid(amount=amount("30")),
        paid("v", type="cancellation", amount={"currency": "EUR", **cancelled}),
    ]

    assert open_of(*records) == {"a": left}


@settings(max_examples=proven(10, 40))
@given(st.integers(0, 90), st.integers(10, 200), st.lists(st.integers(1, 60), max_size=3), st.integers(0, 150))
def test_at_each_reading_it_is_what_stands_less_what_was_paid(low, width, cancelled, paid_of_it):
    """In the currency of the report; a cent apart, since what stands is rounded."""
    stated = {"qualifier": "range", "low": str(low), "high": str(low + width), "currency": "EUR"}
    back = [paid(f"v-{number}", type="cancellation", amount=amount(str(it))) for number, it in enumerate(cancelled)]
    sent = [paid(amount=amount(str(paid_of_it)))] if paid_of_it else []
    (unpaid,) = report(firm(amount=stated), *back, *sent, stages=[STAGES]).open.unpaid
    left = [max(0, it - paid_of_it * 100) for it in bounds(unpaid.standing)]

    assert all(abs(it - other) <= 1 for it, other in zip(bounds(unpaid.piece.figures), left, strict=True))


def test_it_is_never_below_nothing_and_another_commitment_gains_nothing_by_that():
    made = report(firm(), firm("b"), paid(amount=amount("150")), stages=[STAGES])

    assert [it.piece.figures.central_minor for it in made.open.unpaid] == [0, 100_00]
    assert made.open.overpaid == ("a",)
    assert [note.text for note in made.notes if note.about == "Paid beyond"] == [
        "More was paid or delivered than stands of 1 of 2 firm commitments; none of it is taken from others."
    ]


def test_what_is_wholly_paid_is_closed_whatever_its_currency_has_done_since():
    """USD 100 are worth EUR 80 when they are committed, and EUR 100 when they are paid."""
    whole = [firm(amount=amount("100", "USD")), paid(value_date="2025-07-01", amount=amount("100", "USD"))]
    half = [whole[0], paid(value_date="2025-07-01", amount=amount("50", "USD"))]

    assert open_of(*whole, rates=DOLLARS) == {"a": certain(0)}
    assert open_of(*half, rates=DOLLARS) == {"a": certain(40_00)}


def test_a_payment_in_another_currency_is_taken_from_its_worth():
    records = [firm(amount=amount("100", "USD")), paid(value_date="2025-07-01", amount=amount("40", "GBP"))]

    assert open_of(*records, rates=DOLLARS) == {"a": certain(30_00)}


def test_goods_that_were_delivered_are_not_open_and_not_counted_beside_their_payment():
    records = [firm(), paid(amount=amount("40")), paid("u", type="delivery", amount=amount("70"))]

    assert open_of(*records) == {"a": certain(30_00)}


def test_doubts_of_both_sides_widen_it_and_do_not_cross():
    records = [
        firm(amount={"qualifier": "range", "low": "80", "high": "120", "currency": "EUR"}),
        paid(amount=amount("50", qualifier="up_to")),
    ]

    assert open_of(*records) == {"a": (30_00, 50_00, 120_00)}


def test_a_payment_that_nobody_states_may_have_closed_it():
    assert open_of(firm(), paid(amount={"qualifier": "undisclosed"})) == {"a": (0, 100_00, 100_00)}


def test_a_commitment_without_a_sum_or_a_rate_is_missing_and_not_zero():
    silent = firm(amount={"qualifier": "undisclosed"})
    no_rate = firm("b", donor="USA", amount=amount("1", "GBP"))
    made = report(silent, no_rate, rates=DOLLARS, stages=[STAGES])

    (table,) = made.stage_tables
    assert [(key, row[-1].without_figure, row[-1].not_converted) for key, row in table.rows.items()] == [
        (("DEU",), 1, 0),
        (("USA",), 0, 1),
    ]


def test_what_is_owed_after_the_horizon_is_not_open_yet():
    assert open_of(firm(term=yearly(end="2029-03-31")), paid(amount=amount("150")), horizon="2027-03-31") == {
        "a": certain(50_00)
    }


def test_a_payment_that_does_not_count_takes_nothing():
    payment = paid(value_date="2027-04-01", amount=amount("40"))

    assert open_of(firm(), payment) == {"a": certain(60_00)}
    assert open_of(firm(), payment, horizon="2027-03-31") == {"a": certain(100_00)}
    assert open_of(firm(), payment, filters={"stages": ["commitment"]}) == {"a": certain(100_00)}


def test_what_is_passed_on_to_a_part_is_paid_of_the_envelope_no_more():
    records = [firm(), firm("b", "30", relations=[{"kind": "part_of", "target": "a"}]), paid(amount=amount("90"))]
    made = report(*records, stages=[STAGES])

    assert made.open.overpaid == ()
    assert [
        [(it.kind, it.number, it.left and it.left[1], it.other) for it in own.steps] for own in made.open.unpaid
    ] == [
        [("committed", 1, None, ""), ("paid", 4, 0, ""), ("passed_on", 0, 0, "b")],
        [("committed", 3, None, ""), ("taken_over", 0, 10, "a")],
    ]


@pytest.mark.parametrize(
    ("payments", "overpaid"),
    [
        ([paid(amount=amount("137.50", "USD"))], ("a",)),
        ([paid(amount=amount("125.00", "USD"))], ()),
        ([paid(amount={"qualifier": "range", "low": "20", "high": "60", "currency": "EUR"}),
          paid("u", amount=amount("62.50", "USD"))], ()),
    ],
)  # fmt: skip
def test_more_was_paid_than_stands_by_the_central_figures_in_whatever_currency(payments, overpaid):
    """Of EUR 50 to 150, centrally 100: EUR 110 are more, 100 just as much, and 40 with 50 less."""
    committed = firm(amount={"qualifier": "range", "low": "50", "high": "150", "currency": "EUR"})

    assert report(committed, *payments, rates=DOLLARS, stages=[STAGES]).open.overpaid == overpaid


def test_each_donor_of_a_joint_commitment_has_its_own_share_open():
    given_jointly = [{"donor": "DEU", "share": "60%"}, {"donor": "FRA", "share": "40%"}]
    made = report(firm(joint_donors=given_jointly), paid(amount=amount("50")), stages=[STAGES])

    assert [(it.piece.labels["donor"], it.piece.figures.central_minor) for it in made.open.unpaid] == [
        ("DEU", 30_00),
        ("FRA", 20_00),
    ]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (
            [firm(), firm("b", "150", relations=[{"kind": "supersedes", "target": "a"}]), paid(amount=amount("40"))],
            {"b": certain(110_00)},
        ),
        (
            [firm(), firm("b", relations=[{"kind": "restates", "target": "a"}]), paid("t", "b", amount=amount("40"))],
            {"a": certain(60_00)},
        ),
        (
            [pledge(), firm("b", relations=[{"kind": "fulfils", "target": "a"}]), paid(amount=amount("40"))],
            {"b": certain(60_00)},
        ),
        (
            [
                firm(),
                firm("b", amount={"qualifier": "undisclosed"}, relations=[{"kind": "part_of", "target": "a"}]),
                paid("t", "b", amount=amount("40")),
            ],
            {"a": certain(60_00), "b": None},
        ),
        (
            [firm(), firm("b", "30", relations=[{"kind": "part_of", "target": "a"}]), paid(amount=amount("90"))],
            {"a": certain(0), "b": certain(10_00)},
        ),
    ],
    ids=["successor", "restated", "fulfilled", "part without a sum", "envelope"],
)
def test_what_was_paid_of_a_record_is_paid_of_the_one_that_counts_in_its_place(records, expected):
    assert open_of(*records) == expected


def test_payments_of_mere_pledges_are_told():
    made = report(pledge(), paid(), stages=[STAGES])

    assert (made.open.unpaid, made.open.unplaced) == ((), ("t",))
    assert [note.text for note in made.notes if note.about == "Paid of others"] == [
        "Payments and deliveries of no firm commitment that counts: 1."
    ]


def test_without_a_table_of_stages_it_is_worked_out_only_where_anything_was_paid():
    assert report(firm()).open.unpaid == ()
    assert len(report(firm(), paid()).open.unpaid) == 1


@given(
    owed=st.lists(st.integers(1, 10**9), min_size=1, max_size=4),
    paid_of=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 10**9)), max_size=6),
)
def test_what_is_open_and_what_was_paid_up_to_it_make_up_what_stands(owed, paid_of):
    """In one currency and without doubts, commitment by commitment."""
    records = [firm(f"c{place}", cents(value)) for place, value in enumerate(owed)]
    payments = [(place % len(owed), value) for place, value in paid_of]
    records += [
        paid(f"t{number}", f"c{place}", amount=amount(cents(value))) for number, (place, value) in enumerate(payments)
    ]
    found = open_of(*records)

    for place, value in enumerate(owed):
        kept = sum(own for other, own in payments if other == place)
        assert found[f"c{place}"] == certain(value - min(value, kept))


def cents(number):
    return str(Decimal(number) / 100)

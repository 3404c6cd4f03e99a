"""What is still open, explained: its commitments add up to it at each reading, and none without a figure is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, paid, pledge, report
from proving import proven

from ledger.audit import explain_open
from ledger.foundation import Money
from ledger.records import minor_of
from ledger.reporting import sums_of_stage
from ledger.totals import BOUNDS, NOTHING, Cube, bound_of
from ledger.valuation import Figures

RECORDS = (
    pledge("a", stage="commitment", amount=amount("100")),
    pledge("b", stage="commitment", donor="FRA", amount=amount("50", qualifier="up_to")),
    pledge("s", stage="commitment", donor="FRA", amount={"qualifier": "undisclosed"}),
    pledge("u", stage="commitment", donor="FRA", amount=amount("5", "UAH")),
    pledge("p", stage="pledge", donor="FRA", amount=amount("70")),
    paid("t", "a", amount=amount("30")),
    paid("c", "a", type="cancellation", amount=amount("10")),
    paid("d", "b", amount=amount("20", qualifier="at_least")),
)


def test_each_commitment_says_what_was_committed_what_stands_and_what_is_left():
    derivation = explain_open(report(*RECORDS), {})

    rows = [(it.commitment.id, it.committed, it.standing, left, so_far) for it, left, so_far in derivation.open_rows]
    assert rows == [
        (
            "a",
            Figures(10_000, 10_000, 10_000, currency="EUR"),
            Figures(9_000, 9_000, 9_000, currency="EUR"),
            Figures(6_000, 6_000, 6_000, currency="EUR"),
            Money("60.00", "EUR"),
        ),
        (
            "b",
            Figures(0, 5_000, 5_000, currency="EUR"),
            Figures(0, 5_000, 5_000, currency="EUR"),
            Figures(0, 3_000, 3_000, currency="EUR"),
            Money("90.00", "EUR"),
        ),
    ]
    assert derivation.figures == Figures(6_000, 9_000, 9_000, currency="EUR")
    assert [it.is_certain for it in derivation.unpaid] == [True, False]


def test_the_steps_of_a_commitment_add_up_to_what_is_open_of_it():
    """In its own currency the same part of the worth is left as of the amount; in another one the worth is taken."""
    dollars = pledge("f", stage="commitment", donor="USA", amount=amount("90", "USD"))
    made = report(
        dollars,
        paid("x", "f", type="cancellation", amount=amount("30", "USD")),
        paid("y", "f", amount=amount("20", "USD")),
        paid("w", "f", amount=amount("7", "EUR")),
        paid("z", "f", type="return", amount=amount("10", "USD")),
    )
    derivation = explain_open(made, {})
    (unpaid,) = derivation.unpaid

    assert unpaid.amounts == (60, 60, 60)
    steps = [
        (step.kind, step.line.record.id, minor_of(change), minor_of(so_far), step.left and step.left[1])
        for step, change, so_far in derivation.steps_of(unpaid)
    ]
    # 90 dollars are EUR 78.82 at 1.1419. Of the 60 that stand 40, then 50 are left: EUR 35.03, then 43.79, less EUR 7.
    assert steps == [
        ("committed", "f", 7882, 7882, None),
        ("cancelled", "x", -2627, 5255, None),
        ("paid", "w", -700, 4555, None),
        ("paid", "y", -1752, 2803, 40),
        ("returned", "z", 876, 3679, 50),
    ]
    assert derivation.figure == Money("36.79", "EUR")


def test_what_no_line_says_is_a_step_of_its_own():
    """An overpayment leaves nothing, and a payment of at least a sum may have closed all of it."""
    made = report(
        pledge("a", stage="commitment"),
        paid("t", "a", amount=amount("30", qualifier="at_least")),
        pledge("b", stage="commitment"),
        paid("u", "b", amount=amount("130", "USD")),
        paid("v", "b", type="delivery", amount=amount("5")),
    )
    derivation = explain_open(made, {}, bound="low")

    first, second = derivation.unpaid
    assert [(step.kind, *step.change_minor) for step in first.steps] == [
        ("committed", 10_000, 10_000, 10_000),
        ("paid", -3_000, -3_000, -3_000),
        ("kept", -7_000, 0, 0),
    ]
    assert [(step.kind, *step.change_minor) for step in second.steps] == [
        ("committed", 10_000, 10_000, 10_000),
        ("paid", -10_000, -10_000, -10_000),
    ]
    assert [(step.kind, step.line.record.id) for step in second.beside] == [("delivered", "v")]


def test_what_is_paid_of_an_envelope_beyond_what_is_left_of_it_is_a_step_of_its_part():
    tie = [{"kind": "part_of", "target": "e"}]
    made = report(
        pledge("e", stage="commitment", amount=amount("100")),
        pledge("p", stage="commitment", amount=amount("60"), relations=tie),
        paid("t", "e", amount=amount("70")),
    )

    kinds = {
        it.commitment.id: [(step.kind, step.other, step.change_minor[1]) for step in it.steps]
        for it in made.open.unpaid
    }
    assert kinds == {
        "e": [("committed", "", 4_000), ("paid", "", -4_000), ("passed_on", "p", 0)],
        "p": [("committed", "", 6_000), ("taken_over", "e", -3_000)],
    }


def test_what_has_no_figure_is_named_with_its_reason():
    derivation = explain_open(report(*RECORDS), {"donor": "FRA"}, bound="low")

    assert [(it.record.id, it.line, it.reason) for it in derivation.apart] == [
        ("s", None, "no figure: nobody says the sum"),
        ("u", None, "no rate"),
    ]
    assert [so_far for *_, so_far in derivation.open_rows] == [Money("0.00", "EUR")]


def test_a_group_has_its_members_alone():
    assert [it.commitment.id for it in explain_open(report(*RECORDS), {}, "EU").unpaid] == ["a", "b"]
    of_members = explain_open(report(*RECORDS), {}, "EU", among={"donor": frozenset({"DEU", "NOR"})})
    assert of_members.figure == Money("60.00", "EUR")
    norway = report(*RECORDS, pledge("n", stage="commitment", donor="NOR"))
    assert explain_open(norway, {"donor": "NOR"}, "EU").has_figure is False


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(data=st.data())
def test_what_is_open_of_each_commitment_adds_up_to_the_figure_at_each_reading(data):
    kinds = st.sampled_from(["exact", "about", "at_least", "up_to"])
    records = []
    for number in range(data.draw(st.integers(1, 8))):
        donor = data.draw(st.sampled_from(["DEU", "FRA", "NOR"]))
        stated = amount(str(data.draw(st.integers(1, 900))), qualifier=data.draw(kinds))
        records.append(pledge(f"c{number}", stage="commitment", donor=donor, amount=stated))
        for event in range(data.draw(st.integers(0, 4))):
            kind = data.draw(st.sampled_from(["disbursement", "delivery", "return", "cancellation"]))
            currency = "EUR" if kind == "cancellation" else data.draw(st.sampled_from(["EUR", "USD", "UAH"]))
            qualifier = data.draw(kinds) if kind in ("disbursement", "delivery") else "exact"
            sums = amount(str(data.draw(st.integers(1, 900))), currency, qualifier=qualifier)
            records.append(paid(f"t{number}-{event}", f"c{number}", type=kind, amount=sums))
    made = report(*records)
    exact = sums_of_stage(Cube(), made.open, ("donor",), "open")

    for donor in ("DEU", "FRA", "NOR"):
        for bound in BOUNDS:
            derivation = explain_open(made, {"donor": donor}, bound=bound)
            figures = exact.get((donor,), NOTHING).figures
            assert derivation.figures == figures
            assert [minor_of(so_far) for *_, so_far in derivation.open_rows][-1:] in ([], [bound_of(figures, bound)])
            for unpaid, left, _ in derivation.open_rows:
                *_, (_, _, so_far) = derivation.steps_of(unpaid)
                assert minor_of(so_far) == bound_of(left, bound)

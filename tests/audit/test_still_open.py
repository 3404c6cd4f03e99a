"""What is still open, explained: its commitments add up to it at each reading, and none without a figure is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, paid, pledge, report
from proving import proven

from ledger.audit import explain_open
from ledger.foundation import Money
from ledger.reporting import sums_of_stage
from ledger.totals import BOUNDS, NOTHING
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
        if data.draw(st.booleans()):
            given_back = data.draw(st.sampled_from(["disbursement", "delivery"]))
            sums = amount(str(data.draw(st.integers(1, 900))), qualifier=data.draw(kinds))
            records.append(paid(f"t{number}", f"c{number}", type=given_back, amount=sums))
    made = report(*records)
    exact = sums_of_stage((), made.open, ("donor",), "open")

    for donor in ("DEU", "FRA", "NOR"):
        for bound in BOUNDS:
            derivation = explain_open(made, {"donor": donor}, bound=bound)
            figures = exact.get((donor,), NOTHING).figures
            assert derivation.figures == figures
            assert [so_far for *_, so_far in derivation.open_rows][-1:] in ([], [getattr(figures, bound)])

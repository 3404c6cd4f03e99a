import gc
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from made import amount, definition, hryvnia, material, over, paid, pledge, report, seed_records, yearly

from ledger.foundation import Refused
from ledger.rates import ecb_rates
from ledger.reporting import build, load_definition
from ledger.totals import sums


def codes(made):
    return [(problem.code, str(problem.severity)) for problem in made.problems]


def notes(made, about):
    return [note.text for note in made.notes if note.about == about]


def test_seed_record_one_with_the_horizon_of_march_2030_is_five_whole_instalments():
    made = report(*seed_records())

    assert "gbr-ukr-2025-06-02-1: 5 whole instalments. The term is open-ended." in notes(made, "Instalments")
    lines = [line for line in made.lines if line.record.id == "gbr-ukr-2025-06-02-1"]
    assert [line.instalment.amount.central for line in lines] == [3_000_000_000] * 5
    assert [line.figures.central_minor for line in lines] == [355_703_106_474] * 5


def test_seed_record_one_with_another_horizon_is_counted_by_days_and_says_so():
    made = report(*seed_records(), horizon="2026-12-31")

    assert "gbr-ukr-2025-06-02-1: 1 whole instalment. The term is open-ended." in notes(made, "Instalments")
    said = "gbr-ukr-2025-06-02-1: the last instalment is counted with 275 of its 365 days."
    assert said in notes(made, "Counted by days")


def test_an_open_ended_record_without_a_horizon_is_an_error_and_not_in_the_total():
    made = report(pledge("a", term=yearly()), pledge("b"), horizon=None)

    assert ("TERM", "error") in codes(made)
    assert made.totals["pledges"].figures.central_minor == 100_00


def test_a_sum_without_a_rate_stands_apart_and_is_said():
    made = report(pledge("a", amount=amount("7", "UAH")), pledge("b"))

    assert [line.status for line in made.lines] == ["not_converted", "converted"]
    assert ("FX-GAP", "error") in codes(made)
    assert notes(made, "Not converted") == ["a, instalment 1: UAH 7."]


def test_the_first_rate_set_that_can_do_it_is_used():
    rates = [ecb_rates(), hryvnia(("2025-06-02", "EUR", "47.5"), ("2025-06-02", "USD", "41.5"))]
    made = report(pledge("a", amount=amount("7", "UAH")), pledge("b", amount=amount("7", "USD")), rates=rates)

    assert [line.pair.rate_set.name for line in made.lines] == ["UAH", "ECB"]


def test_a_rate_set_that_the_book_does_not_have_is_an_error():
    made = build(definition(rates=["NBU"]), material(pledge()))

    assert [problem.found for problem in made.problems if problem.code == "FX-GAP"] == ["rate set NBU"]


def test_no_rate_dated_after_the_as_of_day_is_used():
    made = report(pledge(amount=amount("7", "USD")), as_of=date(2025, 5, 30))

    assert made.lines[0].pair.source.last == date(2025, 5, 30)


def test_internal_records_leave_no_trace_but_their_number():
    made = report(pledge("a"), pledge("secret", handling="internal"))

    assert [row.record.id for row in made.rows] == ["a"]
    assert notes(made, "Not shown") == ["1 record of the book: after the cutoff, or not marked public."]
    assert not any("secret" in str(problem) for problem in made.problems)


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"amount": amount("100")}, False),
        ({"amount": amount("99.99")}, True),
        ({"amount": amount("100", qualifier="up_to")}, False),
        ({"amount": {"qualifier": "undisclosed"}}, True),
        ({"amount": amount("100"), "term": over("2025-01-01", "2034-12-31")}, False),
    ],
)
def test_a_warning_says_where_more_is_cancelled_than_was_promised(fields, warned):
    back = paid("t", "a", type="cancellation", amount=amount("100"))

    assert (("STAGE", "warning") in codes(report(pledge("a", **fields), back))) == warned


def test_a_proof_that_fails_is_an_error_of_the_report(monkeypatch):
    broken = replace(report(pledge()).proofs[0], left=Decimal(1))
    monkeypatch.setattr(import_module("ledger.reporting.building"), "prove", lambda *_: (broken,))

    assert ("FOOT", "error") in codes(report(pledge()))


def test_years_and_fiscal_years_cut_the_same_money():
    made = report(pledge(term=over("2025-04-01", "2026-03-31"), amount=amount("365")))
    labels = [(piece.labels["year"], piece.labels["fiscal_year"], piece.figures.central_minor) for piece in made.pieces]

    assert labels == [("2025", "2025/26", 91_00), ("2025", "2025/26", 92_00), ("2025", "2025/26", 92_00),
                      ("2026", "2025/26", 90_00)]  # fmt: skip


def test_a_quarter_is_a_dimension_like_the_year():
    made = report(pledge(term=over("2025-04-01", "2026-03-31"), amount=amount("365")))
    found = {key: it.figures.central_minor for key, it in sums(made.pieces, ["year", "quarter"], "pledges").items()}

    assert found == {
        ("2025", "2025-Q2"): 91_00,
        ("2025", "2025-Q3"): 92_00,
        ("2025", "2025-Q4"): 92_00,
        ("2026", "2026-Q1"): 90_00,
    }
    assert {proof.dimension for proof in made.proofs} >= {"quarter"}
    assert made.agrees


def test_the_demo_report_counts_ukraine_only():
    made = report(*seed_records(), **load_definition("commitments").model_dump(include={"boundary"}))
    reasons = {row.record.id: str(row.left_out) for row in made.rows if row.left_out}

    assert reasons == {
        "gbr-gbr-2025-06-01-1": "domestic: donor and recipient are the same",
        "jpn-phl-2024-06-10-1": "outside the boundary: recipient PHL",
    }


@pytest.mark.parametrize("basis", ["announced", "month", "year", "on:2025-06-02"])
def test_every_basis_reconciles(basis):
    assert report(*seed_records(), basis=basis).agrees


def test_a_tie_to_a_record_that_the_report_may_not_show_is_no_problem_and_no_leak():
    tie = [{"kind": "related_to", "target": "secret"}]
    made = report(pledge("a", relations=tie), pledge("secret", donor="GBR", handling="internal"))

    assert not any(problem.code == "REL" for problem in made.problems)


def test_python_looks_for_no_circles_while_a_report_is_built_and_does_again_behind_it():
    states = []

    class Watched(tuple):
        __slots__ = ()

        def __iter__(self):
            states.append(gc.isenabled())
            return super().__iter__()

    made = build(definition(), replace(material(pledge("a")), records=Watched([pledge("a")])))

    assert [row.record.id for row in made.rows] == ["a"]
    assert set(states) == {False}
    assert gc.isenabled()


def test_sums_of_a_group_that_is_none_are_refused():
    with pytest.raises(Refused, match=r'^group: FORM error: found "NTO", expected EU, NATO'):
        report(pledge("a")).sums(["year"], "pledges", group="NTO")

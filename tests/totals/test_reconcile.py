from dataclasses import replace
from decimal import Decimal

from made import amount, over, paid, pledge, report, seed_records, yearly

from ledger.checks import check_proofs
from ledger.totals import prove, prove_book, prove_group
from ledger.totals.cube import cube_of


def minor_of(made):
    """Of each part of a report its line, and its figures in cents."""
    parts = [(made.lines[part.line], part.figures) for part in made.parts]
    return [(line, it.low_minor, it.central_minor, it.high_minor) for line, it in parts]


def test_all_seed_records_reconcile():
    made = report(*seed_records())

    assert made.agrees
    assert {proof.kind for proof in made.proofs} == {"parts", "dimension", "bounds", "currency"}


def test_a_lost_piece_breaks_every_proof_that_adds_it():
    made = report(pledge("a", term=over("2024-01-01", "2027-12-31")), pledge("b"))
    proofs = prove(made.lines, minor_of(made)[1:], cube_of(made.pieces[1:]), "EUR")
    broken = {(proof.kind, proof.dimension) for proof in proofs if not proof.agrees}

    assert ("parts", None) in broken
    assert ("dimension", "donor") in broken


def test_a_changed_cent_is_a_foot_error_with_both_figures():
    made = report(pledge("a"))
    proof = replace(made.proofs[0], left=Decimal("100.01"))
    (problem,) = check_proofs([proof])

    assert str(problem).startswith(
        "totals:parts:pledges:low: FOOT error: found EUR 100.01, expected EUR 100.00. Do: do not send this report"
    )


def test_a_memo_line_is_proved_from_the_lines_of_the_members_and_a_lost_piece_breaks_it():
    table = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"], "memo": ["NATO", "EU"]}
    made = report(pledge("a", term=over("2024-01-01", "2027-12-31")), pledge("b", donor="GBR"), tables=[table])
    german = [line for line in made.lines if line.record.id == "a"]

    proofs = [(it.group, it.bound, it.left, it.right) for it in made.proofs if it.kind == "group"]
    assert proofs == [
        (group, bound, figure, figure)
        for group, figure in (("NATO", Decimal("200.00")), ("EU", Decimal("100.00")))
        for bound in ("low", "central", "high")
    ]
    assert all(it.agrees for it in prove_group("EU", "pledges", german, made.cube, "EUR"))
    broken = prove_group("EU", "pledges", german, cube_of(made.pieces[1:]), "EUR")
    assert [it.agrees for it in broken] == [False, False, False]
    assert str(check_proofs(broken)[0].place) == "totals:group:pledges:EU:low"


def test_what_the_book_owes_in_each_currency_is_converted_not_converted_or_not_counted():
    records = [
        pledge("a", amount=amount("10", "USD")),
        pledge("b", amount=amount("7", "UAH")),
        pledge("c", recipient="DEU", amount=amount("5", "USD")),
        pledge("d", amount=amount("3", "GBP"), term=yearly()),
        paid("t", "a", amount=amount("2", "USD")),
    ]
    made = report(*records)
    proofs = {proof.currency: proof for proof in made.proofs if proof.kind == "currency"}

    assert {currency: proof.left for currency, proof in proofs.items()} == {"GBP": 15, "UAH": 7, "USD": 17}
    assert all(proof.agrees for proof in proofs.values())


def test_an_instalment_that_is_not_listed_is_missed_in_its_currency():
    made = report(pledge("a", amount=amount("10", "USD")), pledge("b", amount=amount("7", "USD")))
    (proof,) = prove_book([(row.record, row.schedule) for row in made.rows], made.lines[1:])

    assert (proof.currency, proof.difference, proof.agrees) == ("USD", 10, False)

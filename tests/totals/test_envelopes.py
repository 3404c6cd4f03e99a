from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, over, paid, pledge, report, yearly
from proving import proven

from ledger.totals import Scope, counting


def part(key, value, envelope="envelope", currency="EUR", qualifier="exact", **fields):
    ties = [{"kind": "part_of", "target": envelope}]
    return pledge(key, amount=amount(value, currency, qualifier), relations=ties, **fields)


def envelope(value="10", currency="EUR", qualifier="exact", **fields):
    return pledge("envelope", amount=amount(value, currency, qualifier), **fields)


def worth(made):
    """What each line is: its record, its piece, and its central figure or why it has none."""
    return [
        (it.record.id, it.instalment.piece, it.figures.central_minor if it.figures else str(it.left_out or it.status))
        for it in made.lines
    ]


def bounds(made):
    found = made.totals["pledges"].figures
    return found.low_minor, found.central_minor, found.high_minor, found.open_high


def test_what_is_left_of_an_envelope_is_a_line_of_its_own():
    made = report(envelope(), part("a", "3"), part("b", "4"))

    assert worth(made) == [
        ("a", "", 3_00),
        ("b", "", 4_00),
        ("envelope", "remainder", 3_00),
        ("envelope", "in its parts", "in its parts, which are lines of their own: a, b"),
    ]
    assert made.agrees
    assert bounds(made) == (10_00, 10_00, 10_00, False)
    said = [note.text for note in made.notes if note.about == "Envelope"]
    assert said == ["envelope: EUR 7 of EUR 10 stand in its parts a, b; the remainder of EUR 3 is counted."]


def test_an_envelope_of_which_nothing_is_left_is_in_its_parts():
    made = report(envelope(), part("a", "10"))

    assert [it[:2] for it in worth(made)] == [("a", ""), ("envelope", "in its parts")]
    assert made.totals["pledges"].records == 1


def test_parts_above_their_envelope_count_and_are_told_and_leave_nothing_negative():
    made = report(envelope(), part("a", "6"), part("b", "7"))

    assert bounds(made) == (13_00, 13_00, 13_00, False)
    assert made.agrees
    assert [str(it.severity) for it in made.problems if it.code == "FOOT"] == ["warning"]


def test_an_envelope_of_at_least_so_much_stays_open_above_whatever_its_parts_are():
    assert bounds(report(envelope(qualifier="at_least"), part("a", "4"))) == (10_00, 10_00, 10_00, True)
    assert bounds(report(envelope(qualifier="at_least"), part("a", "12"))) == (12_00, 12_00, 12_00, True)


def test_a_certain_part_of_an_uncertain_envelope_is_certain():
    assert bounds(report(envelope(qualifier="up_to"), part("a", "4"))) == (4_00, 10_00, 10_00, False)


def test_a_sum_of_just_the_labels_in_which_all_parts_agree_is_as_certain_as_the_total():
    made = report(envelope(), part("a", "4", qualifier="at_least"), part("b", "1"))
    [agreeing] = {tuple(sorted(cell.labels)) for cell in made.cube.cells if cell.offsets}
    [(_, found)] = made.sums(agreeing, "pledges").items()

    assert bounds(made) == (10_00, 10_00, 10_00, False)
    assert found.figures == made.totals["pledges"].figures


def test_a_part_without_a_figure_displaces_nothing_and_what_is_in_it_is_taken():
    hidden = pledge("hidden", amount={"qualifier": "undisclosed"}, relations=envelope_tie())
    made = report(envelope(), hidden, part("inner", "4", "hidden"))

    assert [it[:2] for it in worth(made)] == [
        ("envelope", "remainder"), ("envelope", "in its parts"), ("hidden", ""), ("inner", ""),
    ]  # fmt: skip
    assert bounds(made) == (10_00, 10_00, 10_00, False)
    assert made.totals["pledges"].without_figure == 0


def envelope_tie(kind="part_of", target="envelope"):
    return [{"kind": kind, "target": target}]


def test_envelopes_in_envelopes_each_keep_their_own_remainder():
    made = report(envelope(), part("middle", "6"), part("small", "1", "middle"))

    assert [it[2] for it in worth(made) if isinstance(it[2], int)] == [4_00, 5_00, 1_00]


def test_what_an_envelope_leaves_reaches_the_parts_of_its_parts():
    middle, small, smallest = (
        part(key, value, upper, qualifier="at_least")
        for key, value, upper in [("middle", "4", "envelope"), ("small", "3", "middle"), ("smallest", "2", "small")]
    )

    assert bounds(report(envelope(), middle, small, smallest)) == (10_00, 10_00, 10_00, False)
    assert bounds(report(envelope("3"), middle, small, smallest)) == (4_00, 4_00, 4_00, False)


def test_a_part_tied_to_its_envelope_and_to_the_envelope_around_it_is_taken_once():
    ties = [{"kind": "part_of", "target": "middle"}, {"kind": "part_of", "target": "envelope"}]
    small = pledge("small", amount=amount("1"), relations=ties)

    assert bounds(report(envelope(), part("middle", "6"), small))[1] == 10_00


def test_a_restatement_of_a_part_is_not_taken_a_second_time():
    again = pledge("again", amount=amount("4"), relations=[*envelope_tie(), *envelope_tie("restates", "a")])

    assert bounds(report(envelope(), part("a", "4"), again))[1] == 10_00


def test_a_part_that_is_all_of_its_envelope_said_again_is_not_counted():
    again = pledge("again", amount=amount("10"), relations=[*envelope_tie("restates"), *envelope_tie()])

    assert counting([envelope(), again], Scope()).left_out.keys() == {"again"}


def test_what_restates_two_records_is_said_to_stand_in_the_first_of_them():
    both = pledge("c", relations=[*envelope_tie("restates", "b"), *envelope_tie("restates", "a")])

    left_out = counting([pledge("a"), pledge("b"), both], Scope()).left_out
    reasons = {key: str(reason) for key, reason in left_out.items()}
    assert reasons == {"c": "restates a, which holds the same money"}


def test_a_part_that_goes_elsewhere_is_in_no_figure_twice():
    records = [envelope(), part("a", "3", recipient="MDA")]
    everywhere, ukraine, moldova = (
        bounds(report(*records, boundary={"recipients": recipients}))[1] for recipients in ([], ["UKR"], ["MDA"])
    )

    assert (everywhere, ukraine, moldova) == (10_00, 7_00, 3_00)


def test_a_part_of_an_envelope_outside_of_the_boundary_counts_itself():
    made = report(envelope(recipient="MDA"), part("a", "3"), boundary={"recipients": ["UKR"]})

    assert bounds(made)[1] == 3_00
    assert made.agrees


def test_a_part_that_the_report_may_not_see_is_in_its_envelope():
    assert bounds(report(envelope(), part("a", "3", handling="internal")))[1] == 10_00
    assert bounds(report(envelope(), part("a", "3", announced="2025-07-01"), cutoff="2025-06-30"))[1] == 10_00


def test_a_part_due_after_the_horizon_is_not_in_the_figure_and_is_said():
    made = report(envelope(), part("a", "3", term={"kind": "one_off", "start": "2031-01-01"}))

    assert bounds(made)[1] == 7_00
    (said,) = [note.text for note in made.notes if note.about == "Envelope"]
    assert "a (not counted: due from 2031-01-01, after the horizon 2030-03-31)" in said


def test_of_an_envelope_in_another_currency_the_envelope_counts_unless_its_record_says_the_parts_do():
    parts = [part("a", "3", currency="USD"), part("b", "4")]
    silent, told, other = (
        report(envelope(**fields), *parts) for fields in ({}, {"counts": "envelope"}, {"counts": "parts"})
    )

    assert [it[2] for it in worth(silent)] == [
        "part of envelope, which holds the same money", 4_00, 6_00, "in its parts, which are lines of their own: b",
    ]  # fmt: skip
    assert worth(told) == worth(silent)
    reason = "its parts count in its place, as the record says; some of them cannot be taken from it: a"
    assert [it[2] for it in worth(other)] == [2_63, 4_00, reason]
    notes = [[str(it.severity) for it in made.problems if it.code == "FOOT"] for made in (silent, told, other)]
    assert notes == [["note"], [], []]
    assert all(made.agrees for made in (silent, told, other))


def test_a_recurring_sum_is_held_against_nothing():
    whole = report(envelope("100"), part("a", "3", term=yearly(end="2027-03-31")))

    assert [it[2] for it in worth(whole)][:2] == ["part of envelope, which holds the same money"] * 2
    assert bounds(whole)[1] == 100_00

    yearly_whole = report(envelope("100", term=yearly("2025-04-01", end="2027-03-31")), part("a", "3"))
    assert [it[2] for it in worth(yearly_whole)] == [
        "part of envelope, which holds the same money",
        100_00,
        100_00,
    ]


def test_a_remainder_is_counted_by_days_up_to_the_horizon_and_the_book_is_all_there():
    made = report(
        envelope("100.01", "USD", term=over("2025-01-01", "2026-12-31")),
        part("a", "33.34", currency="USD", term=over("2025-03-01", "2025-09-30")),
        horizon="2025-08-15",
        basis="period-month",
    )

    assert made.agrees
    owed = sum(it.instalment.amount.central for it in made.lines if it.record.id == "envelope")
    assert owed == Decimal("31.10")
    assert [it.instalment.piece for it in made.lines if it.status == "converted" and it.record.id == "envelope"][
        :2
    ] == [
        "remainder, 2025-01",
        "remainder, 2025-02",
    ]


@pytest.mark.parametrize("basis", ["announced", "period-month"])
def test_what_is_left_beside_a_part_of_finer_decimals_is_cut_as_finely(basis):
    joint = [{"donor": "DEU", "share": "1/2"}, {"donor": "NLD"}]
    whole = envelope("348.02", "GBP", term=over("2025-01-01", "2025-06-30"), joint_donors=joint)
    made = report(whole, part("a", "50.318", currency="GBP"), basis=basis)

    assert made.agrees
    owed = [it.instalment.amount.central for it in made.lines if it.status == "converted"]
    assert sum(owed) == Decimal("348.02")


def test_a_payment_of_a_part_and_of_its_envelope_both_count():
    made = report(envelope(), part("a", "3"), paid("t1", "a"), paid("t2", "envelope"))

    assert made.totals["disbursements"].figures.central_minor == 200_00


@pytest.mark.proof
def test_an_envelope_with_many_parts_is_quick():
    parts = [part(f"p{n}", "1") for n in range(5000)]

    assert counting([envelope("9000"), *parts], Scope()).envelopes["envelope"].remainder.central == 4000


@st.composite
def families(draw):
    """An envelope cut into parts, some of which are cut again, in any order."""
    qualifier = draw(st.sampled_from(["exact", "about", "at_least", "up_to"]))
    term = over("2025-01-01", "2026-06-30")
    whole = draw(st.integers(0, 10**9))
    records = [envelope(str(Decimal(whole) / 100), qualifier=qualifier, term=term)]
    left = {"envelope": whole}
    for number in range(draw(st.integers(0, 6))):
        upper = draw(st.sampled_from(sorted(left)))
        cents = draw(st.integers(0, left[upper]))
        left[upper] -= cents
        left[f"p{number}"] = cents
        records.append(part(f"p{number}", str(Decimal(cents) / 100), upper, qualifier=qualifier, term=term))
    return draw(st.permutations(records)), whole


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(families())
def test_the_total_is_that_of_the_envelope_for_any_cut_into_parts_and_any_order(family):
    records, _ = family
    alone = report(next(it for it in records if it.id == "envelope"))
    made = report(*records)

    assert made.agrees
    assert bounds(made) == bounds(alone)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(families(), st.dates(date(2024, 12, 1), date(2026, 8, 1)), st.sampled_from(["announced", "period-month"]))
def test_every_proof_holds_wherever_a_horizon_cuts_and_whatever_the_basis(family, horizon, basis):
    records, _ = family

    assert report(*records, horizon=str(horizon), basis=basis, currency="USD").agrees


@pytest.mark.parametrize("counts", [None, "envelope", "parts"])
@settings(max_examples=proven(10, 40))
@given(st.lists(st.tuples(st.integers(1, 900), st.sampled_from(["EUR", "USD"])), max_size=4))
def test_an_envelope_or_its_parts_count_and_never_both(counts, given_parts):
    parts = [part(f"p{n}", str(value), currency=currency) for n, (value, currency) in enumerate(given_parts)]
    made = report(envelope("5000", counts=counts), *parts)
    foreign = any(currency == "USD" for _, currency in given_parts)

    assert made.agrees
    counted = {it.record.id for it in made.lines if it.figures}
    if counts == "parts" and foreign:
        assert counted == {it.id for it in parts}
    else:
        assert bounds(made)[1] == 5000_00

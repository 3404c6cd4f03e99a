"""Bounds that are true: what envelopes and parts have of each figure, alone and together."""

from hypothesis import given
from hypothesis import strategies as st
from made import amount, euros, over, paid, pledge, report

from ledger.checks import check_proofs
from ledger.totals import DIMENSIONS, Sum, prove_bounds, sums
from ledger.valuation import Figures


def envelope(value="10", qualifier="exact", **fields):
    low, *high = value.split("..")
    stated = (
        {"qualifier": "range", "low": low, "high": high[0], "currency": "EUR"}
        if high
        else amount(value, "EUR", qualifier)
    )
    return pledge("envelope", amount=stated, **fields)


def part(key, value, qualifier="exact", of="envelope", **fields):
    made = envelope(value, qualifier, relations=[{"kind": "part_of", "target": of}], **fields)
    return made.model_copy(update={"id": key})


def between(low, high):
    return {"qualifier": "range", "low": low, "high": high, "currency": "EUR"}


def by(made, *dimensions, measure="pledges"):
    """Low, central and high of every label, in whole euros; with + where the high one is open."""
    return {
        "/".join(key): tuple(it / 100 for it in (f.low_minor, f.central_minor, f.high_minor))
        + (("+",) if f.open_high else ())
        for key, found in sums(made.pieces, dimensions, measure).items()
        for f in (found.figures,)
    }


def test_what_a_part_may_take_elsewhere_an_envelope_may_keep():
    made = report(envelope(), part("a", "4", "up_to", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (0, 4, 4), "UKR": (6, 6, 10)}
    assert by(made) == {"": (10, 10, 10)}
    assert made.agrees


def test_firm_commitments_offset_each_other_as_pledges_do():
    made = report(envelope(stage="commitment"), part("a", "4", "up_to", stage="commitment", recipient="MDA"))

    assert by(made, "recipient", measure="commitments") == {"MDA": (0, 4, 4), "UKR": (6, 6, 10)}
    assert by(made, measure="commitments") == {"": (10, 10, 10)}


def test_what_one_donor_may_give_of_a_common_sum():
    made = report(envelope("100", donor="EU"), part("a", "40", "up_to", donor="DEU"))

    assert by(made, "donor") == {"DEU": (0, 40, 40), "EU": (60, 60, 100)}
    assert by(made) == {"": (100, 100, 100)}


def test_ranges_of_both():
    made = report(envelope("8..12"), part("a", "2..6", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (2, 4, 6), "UKR": (2, 6, 10)}
    assert by(made) == {"": (8, 10, 12)}


def test_a_part_of_at_least_so_much_is_bounded_by_what_its_envelope_leaves():
    made = report(envelope(), part("a", "4", "at_least", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (4, 4, 10), "UKR": (0, 6, 6)}
    assert by(made) == {"": (10, 10, 10)}

    both = report(envelope(), part("a", "3", "at_least"), part("b", "4", recipient="MDA"))
    assert by(both, "recipient") == {"MDA": (4, 4, 4), "UKR": (6, 6, 6)}


def test_a_part_of_at_least_so_much_is_open_where_its_envelope_is():
    made = report(envelope(qualifier="at_least"), part("a", "4", "at_least", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (4, 4, 4, "+"), "UKR": (0, 6, 6, "+")}
    assert by(made) == {"": (10, 10, 10, "+")}


def test_only_as_much_of_a_doubt_cancels_out_as_falls_on_the_same_year():
    made = report(
        envelope("100", term=over("2025-01-01", "2026-12-31")),
        part("a", "40", "up_to", term=over("2025-06-01", "2025-06-30")),
        part("b", "40", "up_to", term=over("2026-06-01", "2026-06-30")),
    )

    assert by(made, "year") == {"2025": (30, 50, 70), "2026": (30, 50, 70)}
    assert by(made) == {"": (100, 100, 100)}


def test_what_lies_whole_in_a_year_is_certain_in_it_though_not_in_its_quarters():
    made = report(
        envelope("100", term=over("2025-01-01", "2025-12-31")),
        part("a", "40", "up_to", term=over("2025-06-02", "2025-06-02")),
    )

    assert by(made, "year") == {"2025": (100, 100, 100)}
    assert by(made, "quarter")["2025-Q3"] == (15.13, 15.13, 25.2)


def test_envelopes_in_envelopes_are_certain_as_a_whole():
    parts = (part("a", "3..6"), part("b", "2", "up_to", of="a", recipient="MDA"))
    made = report(envelope(), *parts)

    assert by(made, "recipient") == {"MDA": (0, 2, 2), "UKR": (8, 8, 10)}
    assert by(made) == {"": (10, 10, 10)}


def test_a_part_comes_to_what_its_own_parts_come_to_where_that_is_more():
    parts = (part("a", "3", "at_least"), part("b", "9", "up_to", of="a", recipient="MDA"))
    made = report(envelope("18..20"), *parts)

    # 19 in the middle, of which 9 are in b: with the 3 of a alone, 25 would be counted of at most 20.
    assert by(made, "recipient") == {"MDA": (0, 9, 9), "UKR": (9, 10, 20)}
    assert by(made) == {"": (18, 19, 20)}


def test_what_is_in_a_part_may_exceed_the_least_that_the_part_comes_to():
    made = report(envelope(), part("a", "2..6"), part("b", "4", "up_to", of="a", recipient="MDA"))

    # If a comes to 4 and all of it goes to MDA, 6 are left; if nothing of it does, 10.
    assert by(made, "recipient")["UKR"] == (6, 6, 10)


def test_what_is_cancelled_of_both_offsets_likewise_and_leaves_nothing():
    ends = (part("a", "4", "up_to", recipient="MDA"), paid("t", "envelope", type="cancellation", amount=amount("10")))
    made = report(envelope(), *ends)

    assert by(made) == by(made, measure="cancelled_pledges") == {"": (10, 10, 10)}
    assert by(made, measure="net_pledges") == {"": (0, 0, 0)}


def test_what_is_promised_and_what_is_cancelled_of_it_are_one_doubt():
    def net(promised, given_up):
        back = paid("t", "envelope", type="cancellation", amount=given_up)
        return by(report(envelope(*promised), back), measure="net_pledges")[""]

    assert net(("10", "up_to"), amount("10", "EUR", "up_to")) == (0, 0, 10)
    assert net(("10", "up_to"), amount("10")) == net(("8..12",), amount("10")) == (0, 0, 0)
    assert net(("8..12",), amount("5")) == (4, 5, 6)
    assert net(("10", "at_least"), amount("5")) == (5, 5, 5, "+")


def test_each_recipient_keeps_of_its_own_bounds_what_was_not_cancelled():
    made = [
        report(
            envelope("100"),
            part("a", "40", "up_to", recipient="MDA"),
            paid("t", "envelope", type="cancellation", amount=amount(value)),
        )
        for value in ("100", "50")
    ]

    assert by(made[0], "recipient", measure="net_pledges") == {"MDA": (0, 0, 0), "UKR": (0, 0, 0)}
    assert by(made[1], "recipient", measure="net_pledges") == {"MDA": (0, 20, 20), "UKR": (30, 30, 50)}
    assert by(made[1], measure="net_pledges") == {"": (50, 50, 50)}


def test_what_only_a_part_gives_up_offsets_no_more_than_is_left_of_it():
    made = report(
        envelope("100"),
        part("a", "40", "up_to", recipient="MDA"),
        paid("t", "a", type="cancellation", amount=amount("30")),
    )

    # Of 60 to 100 and of up to 40 a quarter: 100 where nothing goes to MDA, 70 where all 40 did.
    assert by(made, "recipient", measure="net_pledges") == {"MDA": (0, 10, 10), "UKR": (60, 60, 100)}
    assert by(made, measure="net_pledges") == {"": (70, 70, 100)}


def test_what_may_be_left_is_not_lost_where_an_earlier_cancellation_may_have_left_nothing():
    made = report(
        envelope("10"),
        part("a", "10", "up_to", recipient="MDA"),
        paid("t", "a", type="cancellation", value_date="2025-07-01", amount=between("6", "10")),
        paid("u", "envelope", type="cancellation", value_date="2025-08-01", amount=amount("4")),
    )

    # Where nothing goes to MDA and all of that was cancelled, UKR keeps up to 10.
    assert by(made, "recipient", measure="net_pledges")["UKR"] == (0, 0, 10)
    assert made.agrees


def test_a_year_may_have_a_cancellation_without_its_promise():
    later = paid("t", "envelope", type="cancellation", amount=amount("5"), value_date="2026-07-01")
    made = report(envelope("8..12"), later)

    assert by(made, "year", measure="net_pledges") == {"2025": (8, 10, 12), "2026": (-6, -5, -4)}
    assert by(made, "stage", measure="net_pledges") == {"cancelled pledge": (-6, -5, -4), "pledge": (8, 10, 12)}
    assert made.agrees


def test_what_is_taken_away_at_most_lowers_the_low_end_with_its_own_offset():
    # Parts that may exceed their envelope offset less at the low end than at the high one.
    parts = (part("a", "5..30"), part("b", "2..6", of="a"), part("c", "80", "up_to", recipient="MDA"))
    made = report(envelope("100"), *parts, paid("t", "envelope", type="cancellation", amount=amount("50")))

    assert by(made) == {"": (100, 100, 100)}
    assert by(made, measure="cancelled_pledges") == {"": (50, 50, 50)}
    assert by(made, measure="net_pledges") == {"": (50, 50, 50)}
    ranged = report(envelope("80..120"), *parts, paid("t", "envelope", type="cancellation", amount=amount("50")))
    assert by(ranged, measure="net_pledges") == {"": (40, 50, 60)}


def told_as_wide(*records):
    return [note.text.partition(":")[0] for note in report(*records).notes if "wider than it says" in note.text]


def test_an_envelope_with_more_in_it_than_offsets_can_join_is_told():
    few, many = ([part(f"p{number}", "1", "up_to") for number in range(count)] for count in (24, 25))

    assert told_as_wide(envelope("100"), *few) == []
    assert told_as_wide(envelope("100"), *many) == []
    assert told_as_wide(envelope("100"), *many, part("p", "1")) == ["envelope"]
    exact = [part(f"p{number}", "1") for number in range(26)]
    assert told_as_wide(envelope("100"), *exact) == []


def test_a_part_of_two_envelopes_makes_the_bounds_of_both_wider():
    other = envelope("20").model_copy(update={"id": "other"})
    twice = pledge(
        "p",
        amount=amount("4", "EUR", "up_to"),
        relations=[{"kind": "part_of", "target": it} for it in ("envelope", "other")],
    )

    assert told_as_wide(envelope(), other, twice) == ["envelope", "other"]
    assert told_as_wide(envelope(), other, part("p", "4", "up_to")) == []


def test_of_two_rates_the_smaller_worth_cancels_out():
    parts = part("a", "4", "up_to", recipient="MDA", announced="2025-01-02")
    stated = {"qualifier": "exact", "value": "10", "currency": "USD"}
    parts = parts.model_copy(update={"amount": parts.amount.model_copy(update={"currency": "USD"})})
    made = report(
        pledge("envelope", amount=stated),
        parts,
        rates=[euros(("2025-01-02", "USD", "2"), ("2025-06-02", "USD", "1"))],
    )

    # The part is worth half as much a dollar: of its 4 dollars 2 euros cancel out, and 4 in the envelope are open.
    assert by(made, "recipient") == {"MDA": (0, 2, 2), "UKR": (6, 6, 10)}
    assert by(made) == {"": (8, 8, 10)}


def test_bounds_that_rounding_puts_out_of_order_are_put_right_and_counted():
    made = report(
        pledge(
            amount={"qualifier": "range", "low": "1.00", "high": "1.01", "currency": "EUR"},
            term=over("2025-01-01", "2025-09-06"),
        )
    )
    found = sums(made.pieces, ["quarter"], "pledges")[("2025-Q2",)]

    assert (found.unclamped.low_minor, found.unclamped.central_minor, found.figures.low_minor) == (37, 36, 36)
    assert (found.disorder_minor, found.lines) == (1, 1)
    assert made.agrees


def test_bounds_out_of_order_by_more_than_rounding_are_an_error():
    def proven(low, lines):
        off = Sum(Figures(0, 0, 0), 1, 0, 0, Figures(low, 100, 100), lines)
        return prove_bounds("pledges", [off], "EUR")

    assert [proof.agrees for proof in proven(102, 2)] == [True]
    (proof,) = proven(103, 2)
    assert (str(proof.left), str(proof.right), proof.agrees) == ("0.01", "0.00", False)
    (problem,) = check_proofs([proof])
    severity, place = str(problem.severity), str(problem.place)
    assert (problem.code, severity, place) == ("FOOT", "error", "totals:bounds:pledges:central")


def test_a_doubtful_cancellation_before_one_of_the_rest_is_no_fault_of_the_program():
    cancellations = (
        paid("t", "envelope", type="cancellation", amount=amount("60", "EUR", "up_to"), value_date="2025-07-01"),
        paid("u", "envelope", type="cancellation", amount=amount("60"), value_date="2026-07-01"),
    )
    made = report(envelope("100"), *cancellations)

    # If the first one took 60, the second finds 40 to take; if it took nothing, 60.
    assert by(made, "year", measure="cancelled_pledges") == {"2025": (0, 60, 60), "2026": (40, 40, 60)}
    assert by(made, measure="cancelled_pledges") == {"": (60, 100, 100)}
    assert by(made, measure="net_pledges") == {"": (0, 0, 40)}
    assert made.agrees


def test_two_doubtful_cancellations_take_in_each_year_what_the_other_one_may_have_left():
    cancellations = (
        paid("t", "envelope", type="cancellation", amount=amount("60", "EUR", "up_to"), value_date="2025-07-01"),
        paid("u", "envelope", type="cancellation", amount=amount("60", "EUR", "up_to"), value_date="2026-07-01"),
    )
    made = report(envelope("100"), *cancellations)

    assert by(made, "year", measure="cancelled_pledges") == {"2025": (0, 60, 60), "2026": (0, 40, 60)}
    assert by(made, measure="cancelled_pledges") == {"": (0, 100, 100)}
    assert by(made, "year", measure="net_pledges") == {"2025": (40, 40, 100), "2026": (-60, -40, 0)}
    assert by(made, measure="net_pledges") == {"": (0, 0, 100)}
    assert made.agrees


def test_bounds_of_doubtful_cancellations_of_an_envelope_and_its_part_are_in_order():
    made = report(
        envelope("500..700"),
        part("a", "100..500"),
        paid("t", "envelope", type="cancellation", amount=between("300", "400"), value_date="2025-08-01"),
        paid("u", "envelope", type="cancellation", amount=between("200", "400"), value_date="2026-02-01"),
        tables=[
            {"name": name.replace("_", " "), "title": "T", "measure": name, "rows": ["donor"], "columns": "year"}
            for name in ("cancelled_pledges", "net_pledges")
        ],
    )

    assert made.agrees
    low, central, high = by(made, "year", measure="cancelled_pledges")["2026"]
    assert central == 250
    assert low <= 200
    assert high >= 350


def test_where_nothing_has_bounds_there_is_nothing_to_prove():
    assert prove_bounds("pledges", [Sum(Figures(1, 1, 1), 1, 0, 0, Figures(1, 1, 1), 1)], "EUR") == ()


STATED = st.one_of(
    st.integers(1, 60).map(lambda it: (str(it), "exact")),
    st.integers(1, 60).map(lambda it: (str(it), "up_to")),
    st.integers(1, 60).map(lambda it: (str(it), "at_least")),
    st.tuples(st.integers(1, 30), st.integers(0, 30)).map(lambda it: (f"{it[0]}..{sum(it)}", "exact")),
)
TERMS = st.sampled_from([("2025-01-01", "2026-12-31"), ("2025-03-01", "2025-03-31"), ("2026-02-01", "2027-01-31")])


@st.composite
def families(draw):
    terms = {"term": over(*draw(TERMS))}
    records = [envelope(*draw(STATED), **terms)]
    for number in range(draw(st.integers(1, 3))):
        fields = {"recipient": draw(st.sampled_from(["UKR", "MDA"])), "term": over(*draw(TERMS))}
        of = draw(st.sampled_from([it.id for it in records]))
        records.append(part(f"p{number}", *draw(STATED), of=of, **fields))
    return records


@given(families())
def test_every_figure_is_in_order_and_no_looser_than_its_lines(records):
    made = report(*records)

    assert made.agrees
    for dimension in DIMENSIONS:
        for found in sums(made.pieces, [dimension], "pledges").values():
            assert found.disorder_minor <= found.lines
            assert found.figures.low_minor <= found.figures.central_minor <= found.figures.high_minor


def exceeded(whole, records):
    parts = [it for it in records if it.targets("part_of") == (whole.id,)]
    return sum(it.amount.bounds.central for it in parts) > whole.amount.bounds.central


@given(families())
def test_a_total_is_never_less_certain_than_the_envelope_says(records):
    one, whole = report(*records), report(records[0]).totals["pledges"].figures
    made = one.totals["pledges"]

    if any(exceeded(it, records) for it in records):
        # Parts that come to more than their envelope count as they are.
        return
    assert made.figures.low_minor >= whole.low_minor - made.lines
    if whole.open_high:
        return
    assert not made.figures.open_high
    assert made.figures.high_minor <= max(whole.high_minor, made.figures.central_minor) + made.lines


def test_rounding_may_be_off_by_a_cent_for_each_line_and_for_either_side_of_an_offset():
    pieces = report(envelope(), part("a", "4", "up_to", recipient="MDA")).pieces

    assert {key: found.lines for key, found in sums(pieces, (), "pledges").items()} == {(): 2 + 2}
    assert {key: found.lines for key, found in sums(pieces, ("recipient",), "pledges").items()} == {
        ("MDA",): 1 + 2,
        ("UKR",): 1 + 2,
    }

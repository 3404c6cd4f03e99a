"""Cancellations: the same fraction of every line in which the money stands, so that a whole leaves nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, euros, over, paid, pledge, report, yearly
from proving import proven

from ledger.foundation import exact_sum

BASES = ("announced", "month", "year", "period-month", "period-year", "on:2024-06-03", "window:2024-01-01..2024-12-31")
RATES = [euros(("2022-09-27", "USD", "1.00"), ("2025-04-22", "USD", "1.25"), ("2025-06-02", "USD", "1.25"))]


def cancelled(key="t", commitment="a", value="50", currency="EUR", **fields):
    fields = {"amount": amount(value, currency), "value_date": "2025-06-03"} | fields
    return paid(key, commitment, type="cancellation", **fields)


def part_of(envelope):
    return [{"kind": "part_of", "target": envelope}]


def bounds(made, measure="net_pledges"):
    figures = made.totals[measure].figures
    return figures.low_minor, figures.central_minor, figures.high_minor


def shares(made):
    """Of each share its record, what it is taken from, its original amount and why it does not count."""
    return [
        (line.record.id, line.instalment.piece, line.instalment.amount.central, str(line.left_out or ""))
        for line in made.lines
        if line.taken
    ]


def stage_warnings(made):
    return [(str(problem.place), problem.found) for problem in made.problems if problem.code == "STAGE"]


def test_what_is_wholly_cancelled_leaves_nothing_whatever_the_rates_have_done():
    made = report(
        pledge(announced="2022-09-27", amount=amount("1000000000", "USD")),
        cancelled(value="1000000000", currency="USD", value_date="2025-04-22"),
        rates=RATES,
    )

    assert bounds(made, "pledges") == bounds(made, "cancelled_pledges") == (1_000_000_000_00,) * 3
    assert bounds(made) == (0, 0, 0)


def test_a_cancellation_stands_on_its_own_day_in_tables_by_time():
    made = report(pledge(), cancelled())
    (piece,) = [piece for piece in made.pieces if piece.record_id == "t"]

    assert (piece.labels["year"], piece.labels["quarter"], piece.labels["stage"]) == (
        "2025",
        "2025-Q2",
        "cancelled pledge",
    )


def test_half_of_a_promise_cut_by_the_horizon_leaves_half_of_what_is_counted():
    made = report(
        pledge(term=yearly("2021-01-01", end="2030-12-31"), announced="2021-01-01", amount=amount("10")),
        cancelled(value="50", value_date="2023-01-01"),
        horizon="2024-12-31",
    )

    assert bounds(made, "pledges") == (40_00,) * 3
    assert bounds(made) == (20_00,) * 3
    assert shares(made)[-1] == ("t", "", Decimal("30.00"), "taken from what is owed after the horizon 2024-12-31")
    assert stage_warnings(made) == []
    assert [line.name.partition("/")[0] for line in made.lines if line.taken] == ["1", "2", "3", "4", "5"]


def test_of_a_promise_without_an_end_what_is_owed_up_to_the_horizon_is_cancelled():
    made = report(
        pledge(term=yearly("2021-01-01"), announced="2021-01-01", amount=amount("10")),
        cancelled(value="40", value_date="2023-01-01"),
        horizon="2024-12-31",
    )

    assert bounds(made) == (0, 0, 0)


def test_three_thirds_of_a_whole_leave_no_cent():
    thirds = (cancelled("t", value="33.33"), cancelled("u", value="33.33"), cancelled("v", value="33.34"))
    made = report(pledge(amount=amount("100"), term=over("2025-01-01", "2027-03-15")), *thirds)

    assert bounds(made) == (0, 0, 0)
    assert exact_sum(amount for _, _, amount, _ in shares(made)) == Decimal(100)


def test_what_exceeds_the_promise_is_told_and_not_counted():
    made = report(pledge(), cancelled(value="100.01"))

    assert bounds(made) == (0, 0, 0)
    assert shares(made)[-1] == ("t", "", Decimal("0.01"), "more than the EUR 100.00 that was left to be cancelled")
    assert stage_warnings(made) == [("a:amount", "EUR 100.01 cancelled")]
    assert stage_warnings(report(pledge(), cancelled(value="100"))) == []


def test_more_than_the_middle_of_a_range_is_told_at_the_cancellation():
    promise = pledge(amount={"qualifier": "range", "low": "80", "high": "120", "currency": "EUR"})

    assert stage_warnings(report(promise, cancelled(value="110"))) == [
        ("t:amount", "EUR 110 cancelled of a, of which EUR 100.00 was left")
    ]
    assert stage_warnings(report(promise, cancelled(value="100"))) == []
    doubtful = {"qualifier": "range", "low": "90", "high": "130", "currency": "EUR"}
    assert stage_warnings(report(promise, cancelled(amount=doubtful))) == [
        ("t:amount", "EUR 90 to 130 cancelled of a, of which EUR 100.00 was left")
    ]


def test_more_than_the_most_of_a_range_is_told_at_the_promise():
    promise = pledge(amount={"qualifier": "range", "low": "80", "high": "120", "currency": "EUR"})

    just, more = (stage_warnings(report(promise, cancelled(value=value))) for value in ("120", "120.01"))
    assert just == [("t:amount", "EUR 120 cancelled of a, of which EUR 100.00 was left")]
    assert more == [("a:amount", "EUR 120.01 cancelled")]


def test_more_than_a_sum_of_at_least_so_much_is_told_at_the_cancellation():
    promise = pledge(amount=amount(qualifier="at_least"))

    assert stage_warnings(report(promise, cancelled(value="110"))) == [
        ("t:amount", "EUR 110 cancelled of a, of which EUR 100.00 was left")
    ]
    assert stage_warnings(report(promise, cancelled(value="100"))) == []


def test_what_was_cancelled_before_cannot_be_cancelled_again():
    made = report(pledge(), cancelled("t", value="100"), cancelled("u", value="5", value_date="2025-07-01"))

    assert bounds(made) == (0, 0, 0)
    assert shares(made)[1:] == [("u", "", Decimal("5.00"), "more than the EUR 0.00 that was left to be cancelled")]


def test_what_was_left_is_told_by_the_middle_of_what_was_cancelled_before():
    promise = pledge(amount=amount(qualifier="at_least"))
    doubtful = {"qualifier": "range", "low": "10", "high": "30", "currency": "EUR"}
    made = report(promise, cancelled("t", amount=doubtful), cancelled("u", value="85", value_date="2025-07-01"))

    assert shares(made)[-1] == ("u", "", Decimal("5.00"), "more than the EUR 80.00 that was left to be cancelled")
    assert stage_warnings(made) == [("u:amount", "EUR 85 cancelled of a, of which EUR 80.00 was left")]


def test_more_than_was_left_is_told_where_it_is_not_certain():
    doubtful = {"qualifier": "range", "low": "20", "high": "60", "currency": "EUR"}
    made = report(pledge(), cancelled("t", amount=doubtful), cancelled("u", value="70", value_date="2025-07-01"))

    assert shares(made)[-1] == ("u", "", Decimal("10.00"), "more than the EUR 60.00 that was left to be cancelled")
    assert stage_warnings(made) == [("u:amount", "EUR 70 cancelled of a, of which EUR 60.00 was left")]
    certain = report(pledge(), cancelled("t", amount=doubtful), cancelled("u", value="80.01", value_date="2025-07-01"))
    assert stage_warnings(certain) == [("a:amount", "EUR 100.01 cancelled")]


def test_cancellations_are_taken_in_the_order_of_their_days():
    later, earlier = cancelled("t", value="70", value_date="2025-08-01"), cancelled("u", value="60")
    made = report(pledge(), later, earlier)

    assert [(key, amount) for key, _, amount, _ in shares(made)] == [
        ("u", Decimal("60.00")),
        ("t", Decimal("40.00")),
        ("t", Decimal("30.00")),
    ]


def test_of_a_sum_that_nobody_says_nothing_can_be_taken():
    made = report(pledge(amount={"qualifier": "undisclosed"}), cancelled())

    assert stage_warnings(made) == [
        ("t:amount", "EUR 50 cancelled: nobody says what a comes to, nor so what is left of it")
    ]
    assert "net_pledges" not in made.totals


def test_in_another_currency_it_has_its_own_rate_and_a_warning():
    made = report(pledge(), cancelled(value="50", currency="USD", value_date="2025-06-02"), rates=RATES)

    assert bounds(made) == (60_00,) * 3
    assert [place for place, _ in stage_warnings(made)] == ["t:amount.currency"]


def test_what_restates_a_promise_takes_from_the_one_that_counts():
    again = pledge("again", relations=[{"kind": "restates", "target": "a"}])

    assert bounds(report(pledge("a"), again, cancelled(commitment="again"))) == (50_00,) * 3


def test_what_restates_a_restatement_takes_from_the_one_that_counts():
    again = pledge("again", relations=[{"kind": "restates", "target": "a"}])
    and_again = pledge("and-again", relations=[{"kind": "draws_down", "target": "again"}])

    assert bounds(report(pledge("a"), again, and_again, cancelled(commitment="and-again"))) == (50_00,) * 3


def test_of_an_envelope_its_parts_give_up_alike_wherever_they_go():
    records = (
        pledge("e"),
        pledge("p", amount=amount("40"), recipient="MDA", relations=part_of("e")),
        cancelled(commitment="e"),
    )
    ukraine = report(*records, boundary={"recipients": ["UKR"]})
    moldova = report(*records, boundary={"recipients": ["MDA"]})

    assert bounds(report(*records)) == (50_00,) * 3
    assert bounds(ukraine) == (30_00,) * 3
    assert [amount for *_, amount, _ in shares(ukraine)] == [Decimal("30.00"), Decimal("20.00")]
    assert bounds(moldova) == (20_00,) * 3
    assert shares(moldova) == [
        ("t", "e/1/remainder", Decimal("30.00"), "outside the boundary: recipient UKR"),
        ("t", "p/1", Decimal("20.00"), ""),
    ]


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"donor": "GBR"}, {"boundary": {"donors": ["DEU"]}}),
        ({"term": {"kind": "one_off", "start": "2031-01-01"}}, {"horizon": "2030-03-31"}),
    ],
)
def test_a_part_gives_up_its_share_of_an_envelope_that_is_outside_or_due_later(fields, rules):
    parts = pledge("p", amount=amount("40"), relations=part_of("e")), pledge("q", amount=amount("10"))

    made = report(pledge("e", **fields), *parts, cancelled(commitment="e"), **rules)

    assert bounds(made) == (30_00,) * 3
    assert made.agrees


def test_what_was_cancelled_of_a_part_outside_decides_what_is_left_to_be_cancelled_with_its_envelope():
    records = (
        pledge("e"),
        pledge("p", amount=amount("40"), recipient="MDA", relations=part_of("e")),
        cancelled("t", "p", "40"),
        cancelled("u", "e", "30", value_date="2025-07-01"),
    )
    ukraine, moldova = (report(*records, boundary={"recipients": [it]}) for it in ("UKR", "MDA"))

    assert bounds(report(*records)) == bounds(ukraine) == (30_00,) * 3
    assert bounds(moldova) == (0, 0, 0)
    assert [str(row.left_out) for row in ukraine.rows if row.record.id == "t"] == [
        "outside the boundary: recipient MDA"
    ]
    assert ukraine.agrees


def test_what_restates_a_promise_from_outside_of_the_boundary_takes_from_it_all_the_same():
    again = pledge("again", recipient="MDA", relations=[{"kind": "restates", "target": "a"}])
    made = report(pledge("a"), again, cancelled(commitment="again"), boundary={"recipients": ["UKR"]})

    assert bounds(made) == (50_00,) * 3


def test_an_envelope_that_is_perhaps_cancelled_comes_to_nothing_at_least_and_to_itself_at_most():
    part = pledge("p", amount=amount("4", qualifier="up_to"), relations=part_of("e"))
    perhaps = cancelled(commitment="e", amount=amount("10", qualifier="up_to"))
    made = report(pledge("e", amount=amount("10")), part, perhaps)

    assert bounds(made, "pledges") == (10_00, 10_00, 10_00)
    assert bounds(made, "cancelled_pledges") == (0, 10_00, 10_00)
    assert bounds(made) == (0, 0, 10_00)


def test_in_another_currency_what_is_cancelled_of_a_promise_outside_is_left_out():
    again = pledge("again", recipient="MDA", relations=[{"kind": "restates", "target": "a"}])
    back = cancelled(commitment="again", currency="USD")
    made = report(pledge("a"), again, back, boundary={"recipients": ["UKR"]})

    assert [str(row.left_out) for row in made.rows if row.record.id == "t"] == ["outside the boundary: recipient MDA"]


def test_what_is_cancelled_of_a_promise_outside_without_parts_inside_is_left_out():
    elsewhere = pledge("e", recipient="MDA"), pledge("p", recipient="MDA", amount=amount("40"), relations=part_of("e"))
    made = report(pledge(), *elsewhere, cancelled(commitment="e"), boundary={"recipients": ["UKR"]})

    assert shares(made) == []
    assert "net_pledges" not in made.totals
    assert [str(row.left_out) for row in made.rows if row.record.id == "t"] == ["outside the boundary: recipient MDA"]


def test_a_part_that_is_cancelled_takes_nothing_from_the_rest_of_its_envelope():
    made = report(
        pledge("e"),
        pledge("p", amount=amount("40"), relations=part_of("e")),
        cancelled("t", "p", "40"),
        cancelled("u", "e", "30", value_date="2025-07-01"),
    )

    assert bounds(made) == (30_00,) * 3
    assert [(key, piece, amount) for key, piece, amount, _ in shares(made)] == [
        ("t", "p/1", Decimal("40.00")),
        ("u", "e/1/remainder", Decimal("30.00")),
    ]


def test_joint_donors_give_up_alike_those_outside_of_the_boundary_included():
    joint = [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}]
    made = report(pledge(joint_donors=joint), cancelled(), boundary={"donors": ["DEU"]})

    assert bounds(made) == (30_00,) * 3
    assert shares(made) == [
        ("t", "a/1/DEU", Decimal("30.00"), ""),
        ("t", "a/1/NLD", Decimal("20.00"), "outside the boundary: donor NLD"),
    ]


def test_a_share_has_as_many_decimals_as_the_finer_of_the_cancellation_and_its_line():
    joint = [{"donor": "DEU", "share": "1/3"}, {"donor": "NLD"}]
    of_fine = report(pledge(amount=amount("100.125"), joint_donors=joint), cancelled(value="50"))
    by_fine = report(pledge(joint_donors=joint), cancelled(value="33.333"))

    assert [amount for _, _, amount, _ in shares(of_fine)] == [Decimal("16.667"), Decimal("33.333")]
    assert [amount for _, _, amount, _ in shares(by_fine)] == [Decimal("11.110"), Decimal("22.223")]


def test_a_line_without_a_rate_gives_up_its_share_unconverted():
    made = report(pledge(amount=amount("100", "UAH")), cancelled(currency="UAH"))

    assert [(line.status, line.instalment.amount.central) for line in made.lines if line.taken] == [
        ("not_converted", Decimal("50.00"))
    ]
    assert (made.totals["net_pledges"].not_converted, made.totals["net_pledges"].records) == (2, 0)


def test_a_doubtful_cancellation_lowers_the_low_figure_and_not_the_high_one():
    doubtful = cancelled(amount=amount("30", qualifier="up_to"))

    assert bounds(report(pledge(), doubtful)) == (70_00, 70_00, 100_00)


CENTS = st.integers(100, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


@st.composite
def wholly_cancelled(draw):
    """A promise of any term, perhaps with a part, perhaps of several donors, cancelled as a whole in some steps."""
    whole = draw(CENTS)
    currency = draw(st.sampled_from(["EUR", "USD", "GBP", "JPY"]))
    whole = whole if currency != "JPY" else whole.partition(".")[0]
    term = draw(
        st.sampled_from(
            [
                {"kind": "one_off"},
                over("2024-02-10", "2024-02-10"),
                over("2024-01-15", "2026-03-14"),
                yearly("2024-02-29", end="2027-05-05"),
                {"kind": "recurring", "start": "2024-01-31", "every": "month", "end": "2025-01-15"},
            ]
        )
    )
    shares_of = draw(st.sampled_from([[], [{"donor": "DEU", "share": "1/3"}, {"donor": "NLD", "share": "2/3"}]]))
    promise = pledge(amount=amount(whole, currency), term=term, announced="2024-01-10", joint_donors=shares_of)
    parts = []
    if term["kind"] != "recurring" and Decimal(whole) > 3 and draw(st.booleans()):
        third = f"{Decimal(whole) // 3:f}"
        parts = [pledge("p", amount=amount(third, currency), announced="2024-01-20", relations=part_of("a"))]
    return promise, parts


@pytest.mark.thorough
@settings(max_examples=proven(15, 60))
@given(
    made=wholly_cancelled(), basis=st.sampled_from(BASES), horizon=st.sampled_from([None, "2024-12-31", "2026-01-15"])
)
def test_whatever_is_cancelled_as_a_whole_leaves_nothing(made, basis, horizon):
    from ledger.valuation import schedule

    promise, parts = made
    whole = schedule(promise, None).of(promise.amount.value, promise.amount.decimals)
    steps = [whole / 4, whole / 4, whole / 2]
    digits = promise.amount.decimals
    rounded = [round(step, digits) for step in steps[:2]]
    values = [*rounded, whole - sum(rounded)]
    back = [
        cancelled(
            f"t{number}", value=f"{value:f}", currency=promise.amount.currency, value_date=f"2024-0{number + 2}-05"
        )
        for number, value in enumerate(values)
        if value
    ]
    found = report(promise, *parts, *back, basis=basis, horizon=horizon)

    assert bounds(found) == (0, 0, 0)
    assert all(proof.agrees for proof in found.proofs)
    assert stage_warnings(found) == []

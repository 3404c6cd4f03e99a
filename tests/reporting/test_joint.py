"""Joint donors in a report: a line per known share, one joint line for the rest, and what of it counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, over, paid, pledge, pledges, report
from proving import proven

from ledger.totals import sums


def jointly(*joint):
    """Joint donors from texts such as ``DEU 60%`` and ``NLD``."""
    return [dict(zip(("donor", "share"), it.split(), strict=False)) for it in joint]


def shared(key="a", *joint, **fields):
    givers = jointly(*(joint or ("DEU 60%", "NLD 40%")))
    return pledge(key, donor=givers[0]["donor"], joint_donors=givers, **fields)


def by_donor(made, measure="pledges"):
    return {key: it.figures.central_minor for (key,), it in sums(made.pieces, ["donor"], measure).items()}


def left_out(made):
    return {it.instalment.portion.label: str(it.left_out) for it in made.lines if it.left_out}


def notes(made, about):
    return [note.text for note in made.notes if note.about == about]


def test_known_shares_are_lines_of_their_own():
    made = report(shared(amount=amount("100.01")))

    assert [(it.instalment.piece, it.figures.central_minor) for it in made.lines] == [("DEU", 60_01), ("NLD", 40_00)]
    assert by_donor(made) == {"DEU": 60_01, "NLD": 40_00}
    assert made.totals["pledges"].figures.central_minor == 100_01
    assert made.totals["pledges"].records == 1
    assert made.agrees
    assert notes(made, "Given jointly") == ["a: Germany 60 of 100 parts; Netherlands 40 of 100 parts."]


def test_unknown_shares_are_one_joint_line():
    made = report(shared("a", "NLD", "DEU"))

    assert by_donor(made) == {"DEU + NLD": 100_00}
    assert notes(made, "Given jointly") == ["a: Germany + Netherlands together, in shares that nobody says."]


def test_the_share_that_is_known_stands_alone_and_the_rest_is_one_joint_line():
    made = report(shared("a", "DEU 60%", "NLD", "BEL"))

    assert by_donor(made) == {"BEL + NLD": 40_00, "DEU": 60_00}
    assert notes(made, "Given jointly") == [
        "a: Germany 60 of 100 parts; Belgium + Netherlands together 40 of 100 parts, in shares that nobody says."
    ]


def test_each_share_is_converted_once_with_the_rate_of_the_sum():
    made = report(shared(amount=amount("1000000", "USD")))

    # At 1.1419 dollars per euro.
    assert [it.figures.central_minor for it in made.lines] == [525_440_06, 350_293_37]
    assert len({it.pair for it in made.lines}) == 1


def test_a_sum_that_nobody_says_is_one_unknown_of_each_donor_and_one_in_all():
    made = report(shared(amount={"qualifier": "undisclosed"}))

    unknown = {key: it.without_figure for (key,), it in sums(made.pieces, ["donor"], "pledges").items()}
    assert unknown == {"DEU": 1, "NLD": 1}
    assert made.totals["pledges"].without_figure == 1


def test_a_share_counts_where_its_donor_is_inside_the_boundary():
    made = report(shared(), boundary={"donors": ["NLD"]})

    assert by_donor(made) == {"NLD": 40_00}
    assert left_out(made) == {"DEU": "outside the boundary: donor DEU"}
    assert made.agrees
    assert notes(made, "Not counted") == ["a: outside the boundary: donor DEU."]


def test_a_joint_line_counts_only_where_all_of_its_donors_are_inside_and_says_so():
    made = report(shared("a", "DEU", "NLD"), boundary={"donors": ["NLD"]})

    assert by_donor(made) == {}
    said = "given jointly by DEU, NLD, and nobody says how much of it each gives; outside the boundary: donor DEU"
    assert str(made.rows[0].left_out) == said
    assert notes(made, "Not counted") == [f"a: {said}."]
    assert by_donor(report(shared("a", "DEU", "NLD"), boundary={"donors": ["NLD", "DEU"]})) == {"DEU + NLD": 100_00}


def test_what_a_donor_gives_to_itself_is_not_counted_and_the_share_of_the_other_is():
    made = report(shared("a", "DEU 60%", "UKR 40%"))

    assert by_donor(made) == {"DEU": 60_00}
    assert left_out(made) == {"UKR": "domestic: donor and recipient are the same"}


def test_what_is_paid_and_cancelled_of_a_joint_sum_is_shared_alike():
    made = report(
        shared(stage="commitment"),
        paid("p", amount=amount("10.01")),
        paid("c", type="cancellation", amount=amount("5")),
    )

    assert by_donor(made, "disbursements") == {"DEU": 6_01, "NLD": 4_00}
    assert by_donor(made, "net_commitments") == {"DEU": 57_00, "NLD": 38_00}


def test_a_group_has_the_shares_of_its_members_and_joint_lines_of_members_only():
    table = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"], "memo": ["EU", "NATO"]}
    made = report(
        shared("a", "DEU 60%", "GBR 40%"), shared("b", "DEU", "GBR"), shared("c", "DEU", "NLD"), tables=[table]
    )

    assert [(it.group, it.total.figures.central_minor) for it in made.tables[0].memo] == [
        ("EU", 160_00),
        ("NATO", 300_00),
    ]


def part_of(key, value, *joint):
    ties = [{"kind": "part_of", "target": "whole"}]
    return shared(key, *joint, amount=amount(value), relations=ties)


def test_of_parts_given_in_the_same_shares_the_remainder_keeps_them():
    made = report(shared("whole"), part_of("p", "10"))

    assert by_donor(made) == {"DEU": 60_00, "NLD": 40_00}
    assert [it.instalment.piece for it in made.lines if it.record.id == "whole"] == [
        "DEU, remainder",
        "NLD, remainder",
        "in its parts",
    ]


def test_of_parts_given_otherwise_nobody_says_whose_share_is_left():
    made = report(shared("whole"), pledge("p", amount=amount("30"), relations=[{"kind": "part_of", "target": "whole"}]))

    assert by_donor(made) == {"DEU": 30_00, "DEU + NLD": 70_00}
    assert made.agrees


@pytest.mark.thorough
@settings(deadline=None, max_examples=proven(10, 40))
@given(st.data(), st.sampled_from(["announced", "period-year", "period-month"]))
def test_joint_donors_change_who_gives_and_never_how_much_is_owed(data, basis):
    # A hundredth of a yen is owed, but no report has so small a unit: each line is rounded to whole yen.
    record = data.draw(pledges().filter(lambda it: it.joint_donors and it.amount.currency != "JPY"))
    alone = record.model_copy(update={"joint_donors": ()})

    made, plain = (report(it, currency=it.amount.currency, horizon="2027-05-05", basis=basis) for it in (record, alone))

    assert made.agrees
    assert {key: it.figures for key, it in made.totals.items()} == {key: it.figures for key, it in plain.totals.items()}


@pytest.mark.thorough
@settings(deadline=None, max_examples=proven(10, 40))
@given(pledges().filter(lambda it: it.joint_donors))
def test_converted_shares_differ_from_the_converted_sum_by_half_a_cent_each_at_most(record):
    made = report(record, horizon="2026-05-05")
    plain = report(record.model_copy(update={"joint_donors": ()}), horizon="2026-05-05")

    measure = f"{record.stage}s"
    together, whole = (it.totals[measure].figures.central_minor if it.totals else 0 for it in (made, plain))
    # One rounding of the amount and one of the conversion for each of them.
    assert made.agrees
    assert abs(together - whole) <= len(made.lines) * 2


def test_a_term_within_a_horizon_is_shared_by_days_and_donors():
    made = report(
        shared("a", "DEU 1/3", "NLD 1/3", "BEL 1/3", amount=amount("100.00"), term=over("2025-01-01", "2025-12-31")),
        horizon="2025-06-30",
    )

    # 181 of 365 days are 49.59.
    assert by_donor(made) == {"BEL": 16_53, "DEU": 16_53, "NLD": 16_53}

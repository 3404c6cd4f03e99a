"""Memo lines and filters by group: EU, NATO, G7, euro area, by membership on the day of the announcement."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import DAYS, amount, over, paid, pledge, report, terms
from proving import proven

from ledger.desk import rollup
from ledger.foundation import Refused
from ledger.records import GROUPS, is_member

TABLE = {
    "name": "By donor",
    "title": "By donor and year",
    "measure": "pledges",
    "rows": ["donor"],
    "columns": "year",
    "memo": list(GROUPS),
}


def with_memo(*records, measure="pledges", **fields):
    return report(*records, tables=[TABLE | {"measure": measure}], **fields)


def memo(made):
    return {it.group: it.total.figures.central_minor for it in made.tables[0].memo}


def test_a_memo_line_is_what_came_from_the_members_and_changes_no_total():
    made = with_memo(
        pledge("a", donor="DEU", amount=amount("1")),
        pledge("b", donor="GBR", amount=amount("20")),
        pledge("c", donor="EU", amount=amount("300")),
        pledge("d", donor="JPN", amount=amount("4000")),
    )

    assert memo(made) == {"EU": 1_00, "NATO": 21_00, "G7": 4021_00, "EURO-AREA": 1_00}
    assert made.tables[0].total.figures.central_minor == 4321_00


def test_a_donor_stands_in_the_line_of_a_group_only_from_the_day_on_which_it_belongs_to_it():
    made = with_memo(
        pledge("before", donor="FIN", announced="2023-04-03", amount=amount("1")),
        pledge("after", donor="FIN", announced="2023-04-04", amount=amount("20")),
    )

    assert memo(made) == {"EU": 21_00, "NATO": 20_00, "G7": 0, "EURO-AREA": 21_00}


def test_a_payment_after_accession_stands_with_the_promise_before_it():
    made = with_memo(
        pledge("a", donor="SWE", announced="2024-03-06"),
        paid("t", "a", value_date="2025-01-01", amount=amount("7")),
        measure="disbursements",
    )

    assert memo(made) == {"EU": 7_00, "NATO": 0, "G7": 0, "EURO-AREA": 0}


def test_a_memo_line_counts_who_states_no_figure_and_keeps_an_open_upper_bound():
    made = with_memo(
        pledge("a", donor="CAN", amount=amount("5", qualifier="at_least")),
        pledge("b", donor="FRA", amount={"qualifier": "undisclosed"}),
    )
    eu, nato, *_ = made.tables[0].memo

    assert (eu.total.records, eu.total.without_figure) == (0, 1)
    assert (nato.total.records, nato.total.without_figure, nato.total.figures.open_high) == (1, 1, True)


def test_a_memo_line_is_cut_like_the_table():
    (eu, *_) = with_memo(pledge(amount=amount("365"), term=over("2025-04-01", "2026-03-31"))).tables[0].memo

    assert {label: it.figures.central_minor for label, it in eu.cells.items()} == {"2025": 275_00, "2026": 90_00}


def test_the_notes_keep_the_eu_and_its_member_states_apart():
    boundary = {"donors": ["EU"], "donor_groups": ["EU", "NATO"], "recipient_groups": ["G7"]}
    notes = {note.about: note.text for note in with_memo(pledge(), boundary=boundary).notes}

    assert notes["Boundary"] == (
        "Counted: European Union (itself, not its members), EU member states (on the day of each announcement), NATO "
        "members (on the day of each announcement) to G7 members (on the day of each announcement), where donor and "
        "recipient differ. What one of these donors gives to another is not counted."
    )
    assert "EU member states are the states, without the institutions of the EU" in notes["Groups"]
    assert "add them neither to it nor to each other" in notes["Memo lines"]


def test_a_report_without_groups_says_nothing_about_them():
    assert {"Groups", "Memo lines"}.isdisjoint(note.about for note in report(pledge()).notes)


def test_a_roll_up_by_groups_gives_their_rows_one_group_after_the_other():
    made = report(pledge("a"), pledge("b", donor="GBR", amount=amount("20")))

    by_donor = rollup(made, by=["donor"], groups=["NATO", "EU"])
    assert by_donor[["group", "donor", "central"]].to_numpy().tolist() == [
        ["NATO", "DEU", Decimal("100.00")],
        ["NATO", "GBR", Decimal("20.00")],
        ["EU", "DEU", Decimal("100.00")],
    ]
    assert rollup(made, by=[], groups="NATO")["central"].to_list() == [Decimal("120.00")]


@pytest.mark.parametrize(
    ("groups", "said"),
    [("BRICS", 'groups: FORM error: found "BRICS", expected EU, NATO'), (["EU", "EU"], 'found "EU" twice')],
)
def test_a_roll_up_by_a_group_that_is_none_is_refused(groups, said):
    with pytest.raises(Refused, match=said):
        rollup(report(pledge()), groups=groups)


@st.composite
def books(draw):
    """Pledges of donors that joined and left groups, to a recipient in none, and what was paid of them."""
    records = []
    for number in range(draw(st.integers(0, 8))):
        cents = draw(st.integers(1, 10**12))
        donor = draw(st.sampled_from(["DEU", "GBR", "FIN", "SWE", "HRV", "USA", "JPN", "EU", "NATO", "Ruritania"]))
        qualifier = draw(st.sampled_from(["exact", "at_least", "up_to"]))
        records.append(
            pledge(
                f"p{number}",
                donor=donor,
                announced=draw(DAYS | st.sampled_from([date(2020, 1, 31), date(2020, 2, 1)])).isoformat(),
                amount=amount(f"{cents // 100}.{cents % 100:02d}", draw(st.sampled_from(["EUR", "GBP"])), qualifier),
                term=draw(terms()),
            )
        )
        if draw(st.booleans()):
            records.append(paid(f"t{number}", f"p{number}", value_date=draw(DAYS).isoformat()))
    return records


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(books(), st.sampled_from(["pledges", "disbursements"]))
def test_a_memo_line_is_the_sum_of_the_donors_that_are_members(records, measure):
    made = with_memo(*records, measure=measure)
    commitments = {row.record.id: row.commitment for row in made.rows}

    for line in made.tables[0].memo:
        lines = [it for it in made.lines if it.figures and f"{it.stage}s" == measure]
        promises = [(it, commitments[it.record.id]) for it in lines]
        of_members = [it.figures for it, of in promises if is_member(of.donor, line.group, of.announced)]
        assert line.total.figures.low_minor == sum(it.low_minor for it in of_members)
        assert line.total.figures.central_minor == sum(it.central_minor for it in of_members)
        assert line.total.figures.high_minor == sum(it.high_minor for it in of_members)
        assert sum(it.figures.central_minor for it in line.cells.values()) == line.total.figures.central_minor


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(books(), st.sampled_from(["pledges", "disbursements"]), st.sampled_from(sorted(GROUPS)))
def test_the_filter_by_a_group_gives_the_figure_of_its_memo_line(records, measure, group):
    table = TABLE | {"measure": measure, "memo": [group]}
    everyone = report(*records, tables=[table]).tables[0]
    members = report(*records, tables=[table], boundary={"donor_groups": [group]}).tables[0]

    assert members.total == everyone.memo[0].total == members.memo[0].total
    assert members.memo[0].cells == everyone.memo[0].cells


def test_sums_of_a_report_are_asked_for_by_dimensions_a_measure_and_a_group():
    made = report(
        pledge("a", donor="DEU", term=over("2025-12-31", "2026-01-01"), amount=amount("3", "EUR")),
        pledge("b", donor="CHE", amount=amount("5", "EUR")),
    )

    assert {key: str(it.figures.central) for key, it in made.sums(["donor"], "pledges").items()} == {
        ("CHE",): "EUR 5.00",
        ("DEU",): "EUR 3.00",
    }
    assert [str(it.figures.central) for it in made.sums(["year"], "pledges", "NATO").values()] == ["EUR 1.50"] * 2
    assert made.sums([], "pledges")[()] == made.totals["pledges"]
    assert made.sums(iter(["donor"]), "pledges") == made.sums(["donor"], "pledges")
    with pytest.raises(Refused, match="donors"):
        made.sums(["donors"], "pledges")
    with pytest.raises(Refused, match="pledge"):
        made.sums(["donor"], "pledge")

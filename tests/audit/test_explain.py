from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, euros, paid, pledge, pledges, report, yearly
from proving import proven

from ledger.audit import explain, explain_record, labels_of
from ledger.foundation import Money, round_half_up
from ledger.records import minor_of
from ledger.totals import BOUNDS

RATES = [euros(("2025-06-02", "USD", "1.1419"), ("2025-06-02", "GBP", "0.8434"))]
YEARS = {
    "name": "By donor",
    "title": "By donor and year",
    "measure": "pledges",
    "rows": ["donor"],
    "columns": "year",
}


def told(explanation):
    return [
        (row.line.record.id, row.line.instalment.number, row.days, row.figures.central_minor)
        for row in explanation.rows
    ]


def test_a_total_is_the_sum_of_its_rows_line_by_line():
    made = report(pledge("a", amount=amount("1000", "USD")), pledge("b"), rates=RATES)
    found = explain(made, "pledges", {})

    assert told(found) == [("a", 1, 1, 87573), ("b", 1, 1, 10000)]
    assert [minor_of(row.running) for row in found.rows] == [87573, 97573]
    assert found.figures == made.totals["pledges"].figures


def test_a_year_has_the_days_of_each_instalment_that_lie_in_it():
    made = report(pledge("a", amount=amount("365"), term=yearly("2025-04-01")), horizon="2027-03-31", rates=RATES)
    found = explain(made, "pledges", {"year": "2026"})

    assert told(found) == [("a", 1, 90, 9000), ("a", 2, 275, 27500)]
    assert [row.is_whole for row in found.rows] == [False, False]


def test_a_net_measure_takes_away_what_was_cancelled():
    records = [pledge("a"), paid("t", type="cancellation", amount=amount("30"))]
    found = explain(report(*records, rates=RATES), "net_pledges", {})

    assert [(row.line.record.id, row.sign, row.figures.central_minor, minor_of(row.running)) for row in found.rows] == [
        ("a", 1, 10000, 10000),
        ("t", -1, -3000, 7000),
    ]


def test_the_low_figure_of_a_net_measure_takes_away_what_was_cancelled_at_most():
    between = {"qualifier": "range", "low": "10", "high": "30", "currency": "EUR"}
    made = report(pledge("a"), paid("t", type="cancellation", amount=between), rates=RATES)
    low = explain(made, "net_pledges", {}, bound="low")

    assert [(row.bound, *map(minor_of, (row.worth, row.result, row.running))) for row in low.rows] == [
        ("low", 10000, 10000, 10000),
        ("high", 3000, -3000, 7000),
    ]
    assert low.figure == Money("70.00", "EUR")


def test_of_a_year_only_what_has_days_in_it_is_missed():
    records = [
        pledge("counts"),
        pledge("then", amount=amount("5", "UAH"), term=yearly("2026-07-01")),
        pledge("before", amount=amount("5", "UAH")),
        pledge("unknown", amount={"qualifier": "undisclosed"}, term=yearly("2025-04-01")),
    ]
    made = report(*records, horizon="2027-06-30", rates=RATES)

    missed = [(it.record.id, it.number) for it in explain(made, "pledges", {"year": "2027"}).apart]
    assert missed == [("then", 3), ("unknown", 5)]
    assert "2027" in labels_of(made, "year")


def test_a_sum_that_nobody_says_is_missed_once_and_only_in_the_years_that_it_is_owed_in():
    unknown = pledge("u", amount={"qualifier": "undisclosed"}, term=yearly("2024-07-01", end="2026-06-30"))
    made = report(pledge("a"), unknown, rates=RATES)

    def missed(where):
        return [(it.record.id, it.number) for it in explain(made, "pledges", where).apart]

    assert missed({}) == missed({"year": "2024"}) == missed({"year": "2025"}) == [("u", 2)]
    assert missed({"year": "2026"}) == missed({"quarter": "2026-Q2"}) == [("u", 3)]
    assert missed({"year": "2023"}) == missed({"quarter": "2026-Q3"}) == []
    assert [it.number for it in explain_record(made, "u").apart] == [2]


def test_what_is_owed_without_end_is_missed_where_there_is_no_horizon():
    found = explain(report(pledge("a", term=yearly()), horizon=None, rates=RATES), "pledges", {})

    assert [(it.record.id, it.line, it.reason) for it in found.apart] == [
        ("a", None, "it is owed without end, and the report has no horizon")
    ]


def test_what_is_not_in_a_total_is_listed_with_the_reason():
    records = [
        pledge("a"),
        pledge("b", relations=[{"kind": "restates", "target": "a"}], title="Again"),
        pledge("c", amount=amount("5", "UAH")),
        pledge("d", amount={"qualifier": "undisclosed"}),
        pledge("e", amount={"qualifier": "none"}),
        pledge("f", donor="FRA", amount={"qualifier": "undisclosed"}),
    ]
    found = explain(report(*records, rates=RATES), "pledges", {"donor": "DEU", "year": "2025"})

    assert told(found) == [("a", 1, 1, 10000)]
    reasons = {it.record.id: it.reason for it in found.apart}
    assert reasons.keys() == {"b", "c", "d", "e"}
    assert reasons["b"] == "not counted: restates a, which holds the same money"
    assert reasons["c"].startswith("no rate for 2025-06-02 from UAH to EUR")
    assert reasons["d"] == "no figure: nobody says the sum"
    assert reasons["e"] == "no money is involved"


def test_a_record_is_explained_by_all_of_its_lines():
    made = report(pledge("a", term=yearly("2025-04-01")), pledge("b"), horizon="2027-03-31", rates=RATES)

    assert told(explain_record(made, "a")) == [("a", 1, 365, 10000), ("a", 2, 365, 10000)]


@pytest.mark.parametrize("where", [{"donor": "NLD"}, {"year": "1999"}])
def test_labels_that_no_row_has_give_no_rows(where):
    found = explain(report(pledge("a"), rates=RATES), "pledges", where)

    assert found.rows == ()
    assert found.figures.central_minor == 0


@pytest.mark.thorough
@settings(deadline=None, max_examples=proven(7, 25))
@given(st.lists(pledges(), min_size=1, max_size=4))
def test_every_cell_of_every_table_is_the_sum_of_its_rows(records):
    named = [record.model_copy(update={"id": f"r{number}"}) for number, record in enumerate(records)]
    made = report(*named, tables=[YEARS, {**YEARS, "name": "Firm", "measure": "commitments"}])
    for table in made.tables:
        for key, cell in table.cells.items():
            where = dict(zip(("donor", "year"), key, strict=True))
            found = explain(made, table.definition.measure, where)
            assert found.figures == cell.figures
            for bound in BOUNDS:
                ended = explain(made, table.definition.measure, where, bound=bound)
                last = ended.rows[-1].running if ended.rows else None
                assert last == getattr(cell.figures, bound) == ended.figure


@pytest.mark.thorough
@settings(deadline=None, max_examples=proven(7, 25))
@given(st.lists(pledges(), min_size=2, max_size=5), st.data())
def test_a_figure_of_several_labels_is_the_sum_of_those_of_each(records, data):
    records = [record.model_copy(update={"id": f"r{number}"}) for number, record in enumerate(records)]
    made = report(*records, horizon="2035-12-31")
    for dimension in ("donor", "category", "year"):
        labels = sorted(labels_of(made, dimension))
        chosen = data.draw(st.sets(st.sampled_from(labels), min_size=1))
        together = explain(made, "pledges", {}, among={dimension: frozenset(chosen)})
        each = [explain(made, "pledges", {dimension: label}) for label in sorted(chosen)]
        known = [it.figure for it in each if it.figure]
        assert together.figure == (sum(known[1:], start=known[0]) if known else None)
        assert {row.number for row in together.rows} == {row.number for it in each for row in it.rows}
        assert {it.number for it in together.apart} <= {excluded.number for it in each for excluded in it.apart}
        if chosen == set(labels):
            assert together.figure == explain(made, "pledges", {}).figure


@pytest.mark.thorough
@settings(deadline=None, max_examples=proven(7, 25))
@given(pledges())
def test_the_result_of_a_row_follows_from_its_legs_alone(record):
    for row in explain_record(report(record, currency="USD"), "a").rows:
        line, stated = row.line, row.line.instalment.amount
        if stated is None or line.figures is None:
            continue
        rate = line.pair.target.per_base / line.pair.source.per_base if line.pair else Fraction(1)
        worth = Fraction(stated.central) * rate * 100
        assert line.figures.central_minor == round_half_up(worth.numerator, worth.denominator)


def test_a_memo_line_is_the_sum_of_its_rows_and_tells_what_of_the_members_is_not_in_it():
    records = [
        pledge("before", donor="FIN", announced="2023-04-03", amount=amount("1")),
        pledge("after", donor="FIN", announced="2023-04-04", amount=amount("20"), term=yearly("2024-01-01")),
        pledge("unknown", announced="2024-02-01", amount={"qualifier": "undisclosed"}),
        pledge("elsewhere", donor="EU", announced="2024-02-01", amount={"qualifier": "undisclosed"}),
    ]
    made = report(*records, horizon="2024-12-31", tables=[YEARS | {"memo": ["NATO"]}])
    found = explain(made, "pledges", {"quarter": "2024-Q1"}, "NATO")

    assert told(found) == [("after", 1, 91, 497)]
    assert [it.record.id for it in found.apart] == ["unknown"]
    assert explain(made, "pledges", {}, "NATO").figures == made.tables[0].memo[0].total.figures


def test_the_figure_of_a_joint_donor_has_its_share_and_names_what_nobody_has_shared():
    fifths = [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}]
    made = report(
        pledge("a", joint_donors=fifths),
        pledge("b", joint_donors=[{"donor": "NLD"}, {"donor": "DEU"}]),
        pledge("c", joint_donors=fifths, amount={"qualifier": "undisclosed"}),
        pledge("d", joint_donors=[{"donor": "DEU"}, {"donor": "BEL"}]),
        rates=RATES,
    )
    found = explain(made, "pledges", {"donor": "NLD"})

    assert told(found) == [("a", 1, 1, 4000)]
    assert [(it.record.id, it.reason) for it in found.apart] == [
        ("c", "no figure: nobody says the sum"),
        ("b", "given jointly by DEU + NLD, in shares that nobody says"),
    ]
    assert told(explain(made, "pledges", {"donor": "DEU + NLD"})) == [("b", 1, 1, 10000)]
    assert "BEL" in labels_of(made, "donor")

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, definition, euros, material, over, paid, pledge, pledges, report, yearly
from proving import proven

from ledger.foundation import Grid, exact_sum
from ledger.rates import ecb_rates
from ledger.reporting import build
from ledger.valuation import instalments
from ledger.valuation.terms import by_grid

RATES = euros(
    *(("2025-01-03", "USD", "1.00"), ("2025-01-28", "USD", "1.10")),
    *(("2025-02-03", "USD", "1.20"), ("2025-02-27", "USD", "1.30")),
    *(("2025-03-03", "USD", "1.50"), ("2025-03-28", "USD", "1.60")),
)


def dollars(value="90", start="2025-01-01", end="2025-03-31", **fields):
    return pledge(amount=amount(value, "USD"), announced="2025-01-10", term=over(start, end), **fields)


def lines(*records, basis="period-month", **fields):
    return report(*records, rates=[RATES], basis=basis, **fields).lines


def test_each_month_takes_its_own_mean():
    found = lines(dollars())

    assert [line.instalment.piece for line in found] == ["2025-01", "2025-02", "2025-03"]
    assert [str(line.instalment.amount.central) for line in found] == ["31.00", "28.00", "31.00"]
    assert [line.figures.central_minor for line in found] == [29_52, 22_40, 20_00]


def test_a_month_that_is_yet_to_come_has_no_rate_and_one_problem_tells_them_all():
    made = report(dollars(end="2025-06-30"), rates=[RATES], basis="period-month", as_of=date(2025, 4, 20))

    assert [line.status for line in made.lines] == ["converted"] * 3 + ["not_converted"] * 3
    (gap,) = [problem for problem in made.problems if problem.code == "FX-GAP"]
    assert gap.found.startswith("no mean rate of 2025-04-01 to 2025-04-30 from USD to EUR")
    assert gap.found.endswith("; and none for 2 more months up to 2025-06")
    said = [note.text for note in made.notes if note.about == "Not converted"]
    assert said == ["a, instalment 1, 2025-04 to 2025-06: USD 45.25."]


def test_a_mean_of_a_month_that_is_not_over_is_provisional():
    made = report(dollars(), rates=[RATES], basis="period-month", as_of=date(2025, 3, 5))

    assert [line.pair.provisional for line in made.lines] == [False, False, True]
    assert [note.text for note in made.notes if note.about == "Provisional"] == [
        "a, 2025-03: the mean ends before its period does."
    ]


def test_a_sum_of_one_day_has_the_mean_of_that_day_s_month():
    made = report(
        pledge(amount=amount("10", "USD"), announced="2025-01-10", term={"kind": "one_off", "start": "2025-03-31"}),
        paid("t", "a", amount=amount("5", "USD"), value_date="2025-02-28"),
        rates=[RATES],
        basis="period-month",
    )

    assert [line.instalment.piece for line in made.lines] == ["2025-03", "2025-02"]
    assert [line.figures.central_minor for line in made.lines] == [6_45, 4_00]


def test_a_sum_in_the_currency_of_the_report_is_not_cut():
    assert [line.instalment.piece for line in lines(pledge(term=over("2025-01-01", "2025-03-31")))] == [""]


def test_a_sum_without_a_figure_is_not_cut():
    found = lines(pledge(amount={"qualifier": "undisclosed", "currency": "USD"}, term=over("2025-01-01", "2025-03-31")))

    assert [(line.status, line.instalment.piece) for line in found] == [("no_figure", "")]


def test_a_currency_that_ends_within_the_term_is_judged_by_the_day_of_its_announcement():
    record = pledge(amount=amount("730", "HRK"), announced="2022-05-01", term=over("2022-01-01", "2023-12-31"))
    made = report(record, basis="period-year", rates=[ecb_rates()])

    assert [line.pair.source.kind for line in made.lines] == ["mean", "irrevocable"]
    assert [problem.code for problem in made.problems if problem.code == "CUR-LIFE"] == []


@pytest.mark.proof
@pytest.mark.parametrize("basis", ["period-month", "period-year"])
def test_the_grid_belongs_to_the_basis_whatever_the_tables_show(basis):
    records = [dollars("100.01", "2024-11-07", "2026-02-03"), pledge("b", amount=amount("9", "USD"), term=yearly())]
    totals = set()
    for columns in ("year", "quarter", "fiscal_year", None):
        for starts in ("01-01", "04-06", "10-01"):
            table = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"], "columns": columns}
            rules = definition(basis=basis, tables=[table], fiscal_year_starts=starts)
            made = build(rules, material(*records, rates=[ecb_rates()]))
            assert made.agrees
            totals.add((made.totals["pledges"], made.tables[0].total))

    assert len(totals) == 1


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(pledges(), st.sampled_from(["period-month", "period-year"]), st.sampled_from(["01-01", "04-06", "07-01"]))
def test_pieces_add_up_to_their_instalments_and_every_proof_holds(record, basis, starts):
    made = report(record, basis=basis, fiscal_year_starts=starts, currency="USD", horizon="2026-06-30")

    assert made.agrees
    owed = instalments(record, date(2026, 6, 30))
    assert exact_sum(line.instalment.amount.central for line in made.lines) == exact_sum(
        item.amount.central for item in owed
    )


@given(st.integers(0, 10**12), st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.integers(0, 900))
def test_pieces_up_to_a_horizon_add_up_to_what_the_horizon_leaves(cents, start, days, until):
    end, horizon = (date.fromordinal(start.toordinal() + it) for it in (days, until))
    record = pledge(amount=amount(str(Decimal(cents) / 100), "USD"), term=over(str(start), str(end)))
    (item,) = instalments(record, horizon)
    pieces = by_grid(item, Grid("month"), 2)

    assert exact_sum(piece.amount.central for piece in pieces) == item.amount.central
    (whole,) = instalments(record, None)
    longer = by_grid(whole, Grid("month"), 2)
    assert [it.amount for it in longer[: len(pieces) - 1]] == [it.amount for it in pieces[:-1]]

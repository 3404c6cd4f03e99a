"""Reports of hundreds of random records of all kinds against a recomputation that shares no code with the product.

Every figure of every cell is compared to the minor unit. The engine says what the rules in docs/ come to; where the two
differ, a line names the cell, both figures and the records behind it.
"""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from currency_converter import CURRENCY_FILE
from oracle.comparing import FIELDS, differences, report_of, shown
from oracle.engine import recompute
from oracle.rates import read_ecb, read_file
from oracle.records import TABLE, Maker, hryvnia
from proving import proven

from ledger import ecb_rates, read_rates

HERE = Path(__file__).parent
MEETS_THE_PRODUCT = {"comparing.py"}
AS_OF = date(2026, 10, 30)
# So many have all kinds among them; three hundred also the rarer pairs of kinds.
MANY = proven(100, 300)
RULES = {"currency": "EUR", "basis": "announced", "horizon": "2027-08-15"}
NATO_TO_UKRAINE = {"boundary": {"recipients": ["UKR"], "donor_groups": ["NATO"]}}
EU_WITH_STATES = {"boundary": {"donors": ["EU"], "donor_groups": ["EU"]}, "handling": "internal"}

# What neither envelopes, nor sums that nobody says, nor cancellations in doubt make doubtful: each figure to the unit.
PLAIN = {"envelopes": False, "undisclosed": False, "doubtful": False}
BASES = (
    "announced",
    "on:2024-06-03",
    "month",
    "year",
    "period-month",
    "period-year",
    "window:2009-03-02..2009-06-15",
    "window:2009-03-06..2009-04-06,round=quoted",
    "window:2009-03-06..2009-04-06,round=3",
    "table:kiel",
)
# Legacy currencies of the euro in windows that lie behind their adoption or straddle it: kuna, then leva.
LEGACY_WINDOWS = (
    "window:2024-01-01..2024-12-31",
    "window:2022-09-06..2023-03-06",
    "window:2022-09-06..2023-03-06,round=quoted",
    "window:2025-11-10..2026-02-10",
)
EXTREMES = (
    "lowest:2022-02-24..2022-10-06",
    "highest:2022-02-24..2022-10-06",
    "lowest:2022-09-06..2023-03-06",
    "highest:2024-01-01..2024-12-31",
)


@pytest.fixture(scope="module")
def rates():
    """The same files of rates twice: as the product reads them and as the recomputation does."""
    files = [("NBU", hryvnia()), ("kiel", TABLE)]
    read = [read_rates(name, text.encode())[0] for name, text in files]
    return [ecb_rates(), *read], [read_ecb(CURRENCY_FILE), *(read_file(name, text) for name, text in files)]


def compared(rates, records, rules=(), fields=FIELDS, as_of=AS_OF):
    """What differs between the report and the recomputation of some records."""
    rules = RULES | {"handling": "public"} | dict(rules)
    published, read_again = rates
    report = report_of(records, published, rules, as_of)
    assert report.lines
    return differences(report, recompute(records, read_again, rules, as_of), fields)


@pytest.mark.thorough
@pytest.mark.parametrize("basis", ["announced", "month", "period-year", BASES[-2], "table:kiel"])
def test_every_figure_of_plain_records_is_the_recomputed_one(rates, basis):
    assert compared(rates, Maker(1, **PLAIN).make(MANY), {"basis": basis}) == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rules", "as_of"),
    [
        ({"currency": "USD"}, AS_OF),
        ({"currency": "JPY", "basis": "period-year"}, AS_OF),
        ({"currency": "UAH", "basis": "year"}, AS_OF),
        ({"currency": "HRK", "basis": "month"}, AS_OF),
        ({"horizon": None}, AS_OF),
        ({"cutoff": "2024-05-05", "fiscal_year_starts": "07-15"}, AS_OF),
        ({"basis": "year"}, date(2024, 3, 3)),
        (NATO_TO_UKRAINE, AS_OF),
        (EU_WITH_STATES, AS_OF),
    ],
)
def test_every_figure_of_plain_records_is_the_recomputed_one_within_any_limits(rates, rules, as_of):
    assert compared(rates, Maker(2, **PLAIN).make(MANY), rules, as_of=as_of) == []


@pytest.mark.parametrize(
    ("basis", "limits"),
    [
        ("announced", {}),
        ("period-year", NATO_TO_UKRAINE),
        ("year", EU_WITH_STATES),
    ],
)
def test_central_figures_of_records_of_all_kinds_are_the_recomputed_ones(rates, basis, limits):
    records = Maker(3).make(MANY)

    assert compared(rates, records, {"basis": basis} | limits, ("central", "not converted")) == []


# Bounds of envelopes with their parts, and low <= central <= high in every figure that is shown. Whether bounds beside
# parts that may exceed their envelope are true is asked in test_truth.py.


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("limits", [{}, NATO_TO_UKRAINE, EU_WITH_STATES], ids=["all", "bounded", "states"])
@pytest.mark.parametrize("basis", ["announced", "period-year"])
def test_bounds_beside_parts_that_fit_are_the_recomputed_ones(rates, basis, limits):
    records = Maker(4, undisclosed=False, doubtful=False, fits=True).make(MANY)

    assert compared(rates, records, {"basis": basis} | limits) == []


def test_bounds_of_cancellations_in_doubt_are_the_recomputed_ones(rates):
    assert compared(rates, Maker(5, envelopes=False, undisclosed=False).make(MANY)) == []


def test_bounds_of_envelopes_that_are_cancelled_in_doubt_are_the_recomputed_ones(rates):
    assert compared(rates, Maker(5, undisclosed=False, fits=True).make(MANY)) == []


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [6, 8, 10])
def test_figures_beside_parts_of_any_size_are_in_order_around_the_recomputed_central_one(rates, seed):
    records, rules = Maker(seed, undisclosed=False, doubtful=False).make(MANY), RULES | {"handling": "public"}
    report = report_of(records, rates[0], rules, AS_OF)
    figures = [it for cells in shown(report).values() for it in cells.values()]

    assert report.agrees
    assert differences(report, recompute(records, rates[1], rules, AS_OF), ("central",)) == []
    assert [it for it in figures if not it[0] <= it[1] <= it[2]] == []


# Sums that nobody says, legacy currencies in windows, and the lowest and highest cross of a span.


@pytest.mark.thorough
@pytest.mark.parametrize("limits", [{}, NATO_TO_UKRAINE], ids=["all", "bounded"])
def test_sums_that_nobody_says_are_missing_wherever_they_are_owed(rates, limits):
    fields = ("central", "without figure", "not converted")

    assert compared(rates, Maker(8, envelopes=False, doubtful=False).make(MANY), limits, (*fields, "records")) == []
    assert compared(rates, Maker(8).make(MANY), limits, fields) == []


@pytest.mark.proof
@pytest.mark.parametrize("basis", LEGACY_WINDOWS[:2])
def test_legacy_currencies_take_their_irrevocable_rate_in_any_window_from_adoption_on(rates, basis):
    assert compared(rates, Maker(1, **PLAIN).make(MANY), {"basis": basis}) == []


@pytest.mark.proof
@pytest.mark.parametrize("basis", EXTREMES[:2])
def test_the_lowest_and_the_highest_cross_of_a_span_are_the_recomputed_ones(rates, basis):
    assert compared(rates, Maker(1, **PLAIN).make(MANY), {"basis": basis}) == []


# All of it together.


@pytest.mark.thorough
@pytest.mark.parametrize("basis", [*BASES, *LEGACY_WINDOWS[1:], *EXTREMES[1:]])
def test_every_figure_of_records_of_all_kinds_is_the_recomputed_one(rates, basis):
    assert compared(rates, Maker(9, fits=True).make(MANY), {"basis": basis}) == []


# The comparison itself.


def test_the_records_are_of_all_kinds():
    records = Maker(3).make(MANY)
    commitments = [it for it in records if "stage" in it]
    transactions = [it for it in records if "stage" not in it]
    ties = {tie["kind"] for it in commitments for tie in it.get("relations", ())}

    assert len(records) >= MANY
    assert {it["amount"]["qualifier"] for it in records} == {
        "exact", "about", "at_least", "up_to", "range", "undisclosed", "none",
    }  # fmt: skip
    terms = {(it["term"]["kind"], "end" in it["term"]) for it in commitments}
    assert terms == {("one_off", False), ("period", True), ("recurring", True), ("recurring", False)}
    assert ties >= {"part_of", "restates", "draws_down", "contributes_to", "supersedes"}
    assert {it["type"] for it in transactions} == {
        "allocation", "disbursement", "delivery", "cancellation", "return",
    }  # fmt: skip
    joint = [it["joint_donors"] for it in commitments if it.get("joint_donors")]
    assert {sum("share" in donor for donor in donors) == len(donors) for donors in joint} == {True, False}
    assert {it["handling"] for it in records} == {"public", "internal"}


@pytest.mark.thorough
def test_a_wrong_figure_in_the_product_is_told_with_its_cell_and_its_record(rates, monkeypatch):
    from ledger.valuation import line

    records = Maker(1, **PLAIN).make(MANY)
    rules = RULES | {"handling": "public"}
    report = report_of(records, rates[0], rules, AS_OF)
    paid = next(
        it for it in report.lines if it.stage == "disbursement" and it.figures and it.instalment.portion is None
    )
    right = line._worth
    monkeypatch.setattr(line, "_worth", lambda it, currency: _a_cent_more(right(it, currency), paid.record.id))
    told = compared(rates, records)

    assert told[0].startswith("disbursements: ")
    assert all(f"{paid.record.id} [" in it for it in told)
    year = f"{paid.record.value_date.year}"
    assert {it.partition(": ")[0] for it in told} >= {"disbursements", f"disbursements year={year}"}


def _a_cent_more(line, key):
    if line.record.id != key:
        return line
    figures = line.figures
    return replace(
        line, figures=replace(figures, central_minor=figures.central_minor + 1, high_minor=figures.high_minor + 1)
    )


@pytest.mark.thorough
def test_a_wrong_count_and_a_wrong_bound_are_told(rates):
    records = Maker(1, **PLAIN).make(MANY)
    rules = RULES | {"handling": "public"}
    report = report_of(records, rates[0], rules, AS_OF)
    right = recompute(records, rates[1], rules, AS_OF)
    assert differences(report, right) == []

    right.cells["pledges", ()][()].records.pop()
    right.cells["pledges", ("year",)]["2025",].low -= 1
    told = differences(report, right)

    assert [it.partition(" (report")[0].partition(": ")[0] for it in told] == ["pledges", "pledges year=2025"]
    assert "records" in told[0]
    assert "low" in told[1]


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_the_recomputation_imports_nothing_of_the_product(path):
    if path.name.startswith("test_") or path.name in MEETS_THE_PRODUCT:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.partition(".")[0] for name in named} <= {
        "ast", "bisect", "calendar", "collections", "csv", "dataclasses", "datetime", "fractions", "functools", "io",
        "itertools", "oracle", "random", "zipfile",
    }  # fmt: skip

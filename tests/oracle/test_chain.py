"""Every part, piece and cell of reports of random records of every kind, field by field, against the chain."""

from datetime import date

import pytest
from currency_converter import CURRENCY_FILE
from made import amount, over, paid, pledge, report
from oracle.chain import chain_differences, shown, worked_out
from oracle.comparing import report_of
from oracle.engine import recompute
from oracle.rates import read_ecb, read_file
from oracle.records import TABLE, Maker, hryvnia

from ledger import ecb_rates, read_rates
from ledger.records import groups_of

AS_OF = date(2026, 10, 30)
RULES = {"currency": "EUR", "basis": "announced", "horizon": "2027-08-15", "handling": "public"}
WAYS = (
    {},
    {"basis": "period-month", "fiscal_year_starts": "07-15"},
    {"horizon": None, "handling": "internal", "fiscal_year_starts": "01-01"},
    {"currency": "JPY", "boundary": {"recipients": ["UKR"], "donor_groups": ["NATO"]}},
)
EACH = 500


@pytest.fixture(scope="module")
def rates():
    """The same files of rates as the product reads them and as the recomputation does."""
    files = [("NBU", hryvnia()), ("kiel", TABLE)]
    read = [read_rates(name, text.encode())[0] for name, text in files]
    return [ecb_rates(), *read], [read_ecb(CURRENCY_FILE), *(read_file(name, text) for name, text in files)]


@pytest.mark.parametrize(("seed", "way"), list(enumerate(WAYS)), ids=["announced", "by month", "no end", "a boundary"])
def test_every_part_piece_and_cell_of_two_thousand_random_records_is_worked_out_alike(rates, seed, way):
    records, rules = Maker(seed + 40).make(EACH), RULES | way
    published, read_again = rates
    made = report_of(records, published, rules, AS_OF)
    holders = {it.record: it.holders for it in recompute(records, read_again, rules, AS_OF).pieces}

    assert chain_differences(made, groups_of, holders) == []
    assert made.agrees
    assert len(made.parts) > EACH // 4
    assert any(it.side for it in made.pieces)
    assert any(it.in_net for it in made.pieces)
    if "boundary" not in way:
        assert any(it.not_converted for it in made.pieces)
        assert any(it.held_by for it in made.pieces)


def test_a_middle_that_ends_in_half_a_cent_is_cut_at_three_decimals_in_all_three_bounds():
    odd = {"qualifier": "range", "low": "100.00", "high": "200.01", "currency": "EUR"}
    made = report(pledge(amount=odd, term=over("2025-01-01", "2026-12-31")), horizon="2026-03-17")

    (line,) = made.lines
    assert line.decimals == 3
    assert str(line.instalment.amount.low) == "60.411"
    assert (line.figures.low_minor, line.figures.central_minor, line.figures.high_minor) == (6041, 9062, 12083)
    assert chain_differences(made, groups_of, {}) == []


def test_the_chain_tells_a_cent_and_a_label_that_differ():
    made = report(pledge(), paid(amount=amount("7")))
    ours, again = shown(made), worked_out(made, groups_of, {})
    again.pieces[0]["labels"]["donor"] = "GBR"

    assert ours.parts == again.parts
    assert ours.cells != again.cells
    assert ours.pieces[1:] == again.pieces[1:]
    assert ours.pieces[0] != again.pieces[0]

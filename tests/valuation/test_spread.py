from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import pledges
from proving import proven

from ledger.foundation import Grid
from ledger.rates import Basis, ecb_rates
from ledger.valuation import Rules, cut_lines, instalments, total, value
from ledger.valuation.spread import spread

COARSE = (Grid("year"), Grid("fiscal_year", "04-06"))
GRIDS = (*COARSE, Grid("quarter"))


def test_a_cent_that_cannot_be_cut_goes_to_one_part():
    assert spread(1, [1, 1]) == (1, 0)


def test_a_negative_sum_is_cut_like_a_positive_one():
    assert spread(-100, [1, 1, 1]) == (-33, -34, -33)


@pytest.mark.parametrize("days", [[], [0, 0], [2, -1]])
def test_without_any_time_there_is_nothing_to_spread_over(days):
    with pytest.raises(ValueError, match="no time to spread over"):
        spread(100, days)


def test_a_stretch_of_no_days_gets_nothing():
    assert spread(100, [1, 0, 1]) == (50, 0, 50)


@given(st.integers(-(10**20), 10**20), st.lists(st.integers(0, 400), min_size=1).filter(any))
def test_the_parts_add_up_to_the_whole(whole, days):
    assert sum(spread(whole, days)) == whole


@given(st.integers(0, 10**12), st.lists(st.integers(1, 40), min_size=2, max_size=12), st.integers(1, 11))
def test_a_finer_cut_does_not_move_a_border_of_a_coarser_one(whole, days, at):
    border = min(at, len(days) - 1)
    coarse = spread(whole, [sum(days[:border]), sum(days[border:])])

    assert list(accumulate(spread(whole, days)))[border - 1] == coarse[0]


def by_cell(of, grid):
    found = {}
    for part in of:
        label = grid.label(part.interval.start)
        found[label] = total([found.get(label, total([])), part.figures])
    return found


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(pledges())
def test_quarters_add_up_to_the_years_and_move_no_figure_of_a_year_or_fiscal_year(record):
    owed = instalments(record, date(2035, 12, 31))
    for line in value(record, record.stage, owed, Rules("EUR", [ecb_rates()], Basis("announced"))):
        fine, coarse = (tuple(cut_lines([line], grids).parts()) for grids in (GRIDS, COARSE))
        quarters = by_cell(fine, Grid("quarter"))

        for grid in COARSE:
            assert by_cell(fine, grid) == by_cell(coarse, grid)
        for year, figures in by_cell(coarse, Grid("year")).items():
            assert total(it for quarter, it in quarters.items() if quarter.startswith(year)) == figures


@given(pledges(), st.dates(date(2000, 1, 1), date(2035, 12, 31)))
def test_the_parts_of_a_line_add_up_to_it_in_low_central_and_high(record, horizon):
    owed = instalments(record, horizon)
    lines = value(record, record.stage, owed, Rules("EUR", [ecb_rates()], Basis("announced")))

    assert len(lines) == len(owed)
    in_time = cut_lines(lines, GRIDS)
    for number, line in enumerate(lines):
        assert line.status == "converted"
        cut = tuple(in_time.parts_of(number))
        assert total(part.figures for part in cut) == line.figures
        begin = line.instalment.counted.start
        assert [part.first_day for part in cut] == [(part.interval.start - begin).days for part in cut]

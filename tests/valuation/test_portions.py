"""Instalments cut by the shares of joint donors: exact in every direction."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, over, pledge, pledges
from proving import proven

from ledger.foundation import Grid, exact_sum
from ledger.valuation import by_portion, instalments
from ledger.valuation.terms import by_grid

HORIZON = date(2031, 5, 17)
FIGURES = ("low", "central", "high")


def test_a_cent_that_cannot_be_shared_goes_to_one_donor():
    record = pledge(
        amount=amount("100.00"),
        joint_donors=[{"donor": it, "share": "1/3"} for it in ("DEU", "NLD", "BEL")],
    )
    [owed] = instalments(record, None)

    pieces = by_portion(owed, record.portions, 2)

    assert [(it.piece, str(it.amount.central)) for it in pieces] == [
        ("DEU", "33.33"),
        ("NLD", "33.34"),
        ("BEL", "33.33"),
    ]


def test_a_share_of_a_sum_counted_by_days_is_cut_from_what_is_due():
    record = pledge(
        amount=amount("1000.00"),
        term=over("2025-01-01", "2025-12-31"),
        joint_donors=[{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}],
    )
    [owed] = instalments(record, date(2025, 1, 31))

    # 31 of 365 days of 1000.00 are 84.93, of the first 600.00 of it 50.96.
    assert [str(it.amount.central) for it in by_portion(owed, record.portions, 2)] == ["50.96", "33.97"]


def test_a_donor_that_gives_half_is_not_favoured_by_rounding_month_after_month():
    record = pledge(
        amount=amount("100.02"),
        term=over("2025-01-01", "2025-12-31"),
        joint_donors=[{"donor": "DEU", "share": "50%"}, {"donor": "NLD", "share": "50%"}],
    )
    [owed] = instalments(record, None)

    german, dutch = (
        exact_sum(it.amount.central for it in by_grid(piece, Grid("month"), 2))
        for piece in by_portion(owed, record.portions, 2)
    )

    assert (german, dutch) == (Decimal("50.01"), Decimal("50.01"))


@given(pledges().filter(lambda it: it.joint_donors))
def test_the_shares_of_an_instalment_add_up_to_it_in_every_figure(record):
    decimals = record.amount.decimals
    for owed in instalments(record, HORIZON)[:3]:
        pieces = by_portion(owed, record.portions, decimals)
        for figure in FIGURES:
            assert exact_sum(getattr(it.amount, figure) for it in pieces) == getattr(owed.amount, figure)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(pledges().filter(lambda it: it.joint_donors), st.sampled_from(["month", "year"]))
def test_pieces_by_donor_and_month_add_up_both_ways(record, name):
    decimals, grid = record.amount.decimals, Grid(name)
    for owed in instalments(record, HORIZON)[:2]:
        shares = by_portion(owed, record.portions, decimals)
        cells = [by_grid(it, grid, decimals) for it in shares]
        for figure in FIGURES:
            table = [[getattr(cell.amount, figure) for cell in row] for row in cells]
            assert [exact_sum(row) for row in table] == [getattr(it.amount, figure) for it in shares]
            months = by_grid(owed, grid, decimals)
            assert [exact_sum(column) for column in zip(*table, strict=True)] == [
                getattr(it.amount, figure) for it in months
            ]


@given(pledges().filter(lambda it: it.joint_donors))
def test_a_share_is_the_exact_one_but_for_one_minor_unit_at_most(record):
    [owed, *_] = instalments(record, HORIZON) or [None]
    if owed is None or not owed.is_whole:
        return
    unit = Decimal(1).scaleb(-record.amount.decimals)
    for piece in by_portion(owed, record.portions, record.amount.decimals):
        share = Fraction(piece.portion.end - piece.portion.start, piece.portion.of)
        assert abs(Fraction(piece.amount.central) - Fraction(owed.whole.central) * share) <= Fraction(unit)

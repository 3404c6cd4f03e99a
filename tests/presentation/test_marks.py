"""Which mark stands beside a figure, on both sides of each limit."""

from decimal import Decimal

import pytest
from made import amount, pledge, report

from ledger.presentation import FigureKey, present
from ledger.presentation.marks import Mark, marks_of, size_marks
from ledger.totals import NOTHING, Sum
from ledger.valuation import Figures

ZEROS = [
    (0, "0.0", ["ZERO"]),
    (4, "0.0", ["UNDER"]),
    (-4, "0.00", ["UNDER"]),
    (4, "0.1", []),
    (0, "0", ["ZERO"]),
    (4, "0", ["UNDER_ONE"]),
    (4, "1", []),
]


@pytest.mark.parametrize(
    ("summed", "names"),
    [
        (NOTHING, {"NONE"}),
        (Sum(Figures(), 0, without_figure=1), {"UNDISCLOSED"}),
        (Sum(Figures(), 0, 0, not_converted=1), {"NOT_CONVERTED"}),
        (Sum(Figures(), 0, 1, 1), {"UNDISCLOSED", "NOT_CONVERTED"}),
        (Sum(Figures(5, 5, 5), 1, 0), set()),
        (Sum(Figures(0, 0, 0), 1, 0), set()),
        (Sum(Figures(5, 5, 5), 1, 1), {"UNDISCLOSED"}),
        (Sum(Figures(5, 5, 5), 1, 0, 1), {"NOT_CONVERTED"}),
        (Sum(Figures(0, 5, 5), 1, 0), {"UP_TO"}),
        (Sum(Figures(4, 5, 5), 2, 0), {"UP_TO"}),
        (Sum(Figures(-6, -5, -5), 1, 0), {"UP_TO"}),
        (Sum(Figures(4, 5, 6), 1, 0), {"MIDDLE"}),
        (Sum(Figures(5, 5, 6), 1, 0), {"MIDDLE"}),
        (Sum(Figures(5, 5, 5, open_high=True), 1, 0), {"AT_LEAST"}),
        (Sum(Figures(5, 5, 6, open_high=True), 1, 0), {"AT_LEAST"}),
        (Sum(Figures(0, 5, 5, open_high=True), 2, 0), {"UP_TO", "AT_LEAST"}),
        (Sum(Figures(4, 5, 6, open_high=True), 2, 0), {"MIDDLE", "AT_LEAST"}),
    ],
)
def test_marks_of_a_sum(summed, names):
    assert {mark.name for mark in marks_of(summed)} == names


def test_a_total_has_the_doubts_of_all_that_is_in_it():
    of_both = Sum(Figures(4, 5, 6), 2, 0, has_ceilings=True, has_ranges=True)

    assert marks_of(of_both) == {Mark.UP_TO, Mark.MIDDLE}


def test_a_doubt_that_cancels_out_in_a_total_is_not_inherited():
    assert marks_of(Sum(Figures(5, 5, 5), 2, 0, has_ceilings=True, has_ranges=True)) == frozenset()


ROWS = {"measure": "pledges", "rows": ["donor"], "share": False}
FINE = {"name": "Fine", "title": "Fine", **ROWS, "rows": ["donor", "category"], "columns": "year"}
COARSE = {"name": "Coarse", "title": "Coarse", **ROWS}


def test_a_figure_has_the_same_marks_however_finely_its_table_is_cut():
    records = [
        pledge("a", amount={"qualifier": "range", "low": "10000000", "high": "20000000", "currency": "EUR"}),
        pledge("b", amount=amount("50000000", qualifier="up_to"), category="financial"),
        pledge("c", amount=amount("7000000", qualifier="at_least"), category="other", announced="2024-03-01"),
        pledge("d", amount=amount("9000000"), donor="FRA"),
    ]
    shown = present(report(*records, tables=[FINE, COARSE]))
    marks = {table.name: {row.total.key: row.total.marks for row in table.rows} for table in shown.tables}
    both = marks["Fine"].keys() & marks["Coarse"].keys()

    assert {key: marks["Fine"][key] for key in both} == {key: marks["Coarse"][key] for key in both}
    assert marks["Coarse"][FigureKey("pledges")] == {Mark.UP_TO, Mark.AT_LEAST, Mark.MIDDLE}


@pytest.mark.parametrize(("exact", "number", "names"), ZEROS)
def test_a_zero_is_told_from_what_is_less_than_a_displayed_unit(exact, number, names):
    assert [mark.name for mark in size_marks(exact, Decimal(number))] == names

"""A low or high figure is explained to its last cent: lines, what cancels out between them, and rounding."""

import pytest
from made import amount, over, paid, pledge, report

from ledger.audit import explain
from ledger.totals import BOUNDS, bound_of, sums


def tied(key, envelope, stated, **fields):
    return pledge(key, amount=stated, relations=[{"kind": "part_of", "target": envelope}], **fields)


def made():
    return report(
        pledge("e", amount=amount("100"), term=over("2025-01-01", "2026-12-31")),
        tied("a", "e", amount("40", "EUR", "up_to"), recipient="MDA", term=over("2025-06-01", "2025-06-30")),
        tied("b", "e", amount("70", "EUR", "up_to"), term=over("2026-06-01", "2026-06-30")),
        paid("t", "e", type="cancellation", amount=amount("33.33"), value_date="2026-07-01"),
    )


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("measure", ["pledges", "net_pledges"])
@pytest.mark.parametrize("by", [(), ("recipient",), ("year",), ("recipient", "quarter")])
def test_what_is_explained_is_the_figure_of_the_table(bound, measure, by):
    one = made()

    for key, found in sums(one.pieces, by, measure).items():
        told = explain(one, measure, dict(zip(by, key, strict=True)), None, bound)
        assert told.figure == bound_of(found.figures, bound)
        last = (told.rows + told.adjustments)[-1].running
        assert last == told.figure


def test_an_adjustment_says_what_cancels_out():
    one = report(pledge("e", amount=amount("10")), tied("a", "e", amount("4", "EUR", "up_to"), recipient="MDA"))

    (low,) = explain(one, "pledges", {}, None, "low").adjustments
    assert (low.result, low.running) == (4_00, 10_00)
    assert low.reason == "e and its part a: what one has more, the other has less"
    (high,) = explain(one, "pledges", {}, None, "high").adjustments
    assert (high.result, high.running) == (-4_00, 10_00)
    assert explain(one, "pledges", {}).adjustments == ()
    assert explain(one, "pledges", {"recipient": "UKR"}, None, "low").adjustments == ()


def test_a_low_figure_that_rounding_puts_above_the_central_one_is_told():
    stated = {"qualifier": "range", "low": "1.00", "high": "1.01", "currency": "EUR"}
    one = report(pledge(amount=stated, term=over("2025-01-01", "2025-09-06")))
    told = explain(one, "pledges", {"quarter": "2025-Q2"}, None, "low")

    (rounded,) = told.adjustments
    assert (told.rows[0].result, rounded.result, told.figure) == (37, -1, 36)
    assert rounded.reason == "each line is rounded by itself: kept on its side of the central figure"
    assert rounded.offset is None

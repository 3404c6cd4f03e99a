"""A low or high figure is explained to its last cent: lines, what cancels out between them, and rounding."""

import pytest
from made import amount, euros, over, paid, pledge, report

from ledger.audit import explain, explain_rates
from ledger.records import minor_of
from ledger.totals import BOUNDS, sums


def cents(*figures):
    return tuple(minor_of(figure) for figure in figures)


def tied(key, envelope, stated, **fields):
    return pledge(key, amount=stated, relations=[{"kind": "part_of", "target": envelope}], **fields)


def made():
    return report(
        pledge("e", amount=amount("100"), term=over("2025-01-01", "2026-12-31")),
        tied("a", "e", amount("40", "EUR", "up_to"), recipient="MDA", term=over("2025-06-01", "2025-06-30")),
        tied("b", "e", amount("70", "EUR", "up_to"), term=over("2026-06-01", "2026-06-30")),
        paid("t", "e", type="cancellation", amount=amount("33.33"), value_date="2026-07-01"),
        paid("u", "e", type="cancellation", amount=amount("20", "EUR", "up_to"), value_date="2026-08-01"),
        paid("v", "a", type="cancellation", amount=amount("10"), value_date="2026-09-01"),
    )


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("measure", ["pledges", "cancelled_pledges", "net_pledges"])
@pytest.mark.parametrize("by", [(), ("recipient",), ("year",), ("recipient", "quarter")])
def test_what_is_explained_is_the_figure_of_the_table(bound, measure, by):
    one = made()

    for key, found in sums(one.pieces, by, measure).items():
        told = explain(one, measure, dict(zip(by, key, strict=True)), None, bound)
        assert told.figure == getattr(found.figures, bound)
        last = (told.rows + told.adjustments)[-1].running
        assert last == told.figure


def test_an_adjustment_says_what_cancels_out():
    one = report(pledge("e", amount=amount("10")), tied("a", "e", amount("4", "EUR", "up_to"), recipient="MDA"))

    (low,) = explain(one, "pledges", {}, None, "low").adjustments
    assert cents(low.result, low.running) == (4_00, 10_00)
    assert low.reason == "e and its part a: what one has more, the other has less"
    (high,) = explain(one, "pledges", {}, None, "high").adjustments
    assert cents(high.result, high.running) == (-4_00, 10_00)
    assert explain(one, "pledges", {}).adjustments == ()
    assert explain(one, "pledges", {"recipient": "UKR"}, None, "low").adjustments == ()


def test_a_low_figure_that_rounding_puts_above_the_central_one_is_told():
    stated = {"qualifier": "range", "low": "1.00", "high": "1.01", "currency": "EUR"}
    one = report(pledge(amount=stated, term=over("2025-01-01", "2025-09-06")))
    told = explain(one, "pledges", {"quarter": "2025-Q2"}, None, "low")

    (rounded,) = told.adjustments
    assert cents(told.rows[0].result, rounded.result, told.figure) == (37, -1, 36)
    assert rounded.reason == "each line is rounded by itself: kept on its side of the central figure"
    assert rounded.offset is None


def test_what_a_cancellation_takes_off_the_low_figure_is_told_with_its_own_amount():
    between = {"qualifier": "range", "low": "8", "high": "12", "currency": "EUR"}
    one = report(pledge(amount=between), paid(type="cancellation", amount=amount("5", "EUR", "up_to")))

    def rows(bound, where=None):
        return [
            (it.amount, *cents(it.worth, it.result))
            for it in explain(one, "net_pledges", where or {}, None, bound).rows
        ]

    # At most half is given up: of 8 promised at least that is 4, which no figure of the cancellation itself is.
    assert rows("low") == [(8, 8_00, 8_00), (None, 4_00, -4_00)]
    assert rows("high") == [(12, 12_00, 12_00), (0, 0, 0)]
    assert rows("low", {"year": "2025"}) == [(8, 8_00, 8_00), (6, 6_00, -6_00)]


def test_a_rate_explains_what_was_cancelled_of_the_lines_that_rest_on_it():
    one = report(
        pledge("a", amount=amount("10", "USD")),
        pledge("b", amount=amount("10")),
        paid("t", "a", type="cancellation", amount=amount("5", "USD")),
        paid("u", "b", type="cancellation", amount=amount("5")),
        rates=[euros(("2025-06-02", "USD", "2"))],
    )
    dollar = next(used.number for used in one.rates if used.leg.currency == "USD")

    assert [row.line.record.id for row in explain_rates(one, [dollar]).rows] == ["a", "t"]

"""How many rows may speak against a rule, each limit with what just holds it and what is just beyond."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.audit import Fit, Rule
from ledger.audit.convention.evidence import CurrencyPair, PairFit, RowEvidence
from ledger.audit.convention.misfits import Misfit, OtherRate, is_beyond_doubt, is_clear
from ledger.foundation import Interval
from ledger.intake import PublishedConversion

MONTH = Rule("month")
WINDOW = Rule("window", window=Interval(date(2022, 9, 6), date(2022, 10, 6)))


def fit(rows=20, matched=20, pairs=1, of_pairs=1, rule=MONTH):
    return Fit(rule, rows, matched, pairs, of_pairs, Fraction(0), Fraction(0), Fraction(0), 0)


def missed(number, why=""):
    """So many rows that a rule does not give."""
    stated = PublishedConversion("a.csv:2", date(2025, 6, 2), "GBP", Decimal(10), "EUR", Decimal("11.86"))
    return [Misfit(RowEvidence(stated, Fraction(1), Fraction(2)), Fraction(3), why)] * number


def pair(rows, matched):
    return OtherRate(CurrencyPair("GBP", "EUR"), rows, matched, None, None, ())


def test_a_rule_misses_at_most_one_row_in_five_that_nothing_explains():
    assert is_clear(fit(), (), missed(4), 0)
    assert not is_clear(fit(), (), missed(5), 0)
    assert is_clear(fit(), (), [*missed(4), *missed(1, "a slip of a unit")], 0)


def test_a_rule_misses_at_most_one_row_in_ten_by_a_hair_and_beyond_doubt_one_in_twenty():
    assert [is_clear(fit(), (), (), near) for near in (2, 3)] == [True, False]
    assert [is_beyond_doubt(fit(), near) for near in (1, 2)] == [True, False]


@pytest.mark.parametrize(("matched", "is_most"), [(10, False), (11, True)])
def test_a_rule_gives_more_than_half_of_the_rows(matched, is_most):
    assert fit(matched=matched).is_most is is_most


@pytest.mark.parametrize(
    ("pairs", "of_pairs", "is_most"), [(2, 4, False), (3, 4, True), (2, 3, True), (2, 2, False), (1, 1, False)]
)
def test_a_rule_that_gives_fewer_rows_gives_more_than_half_of_three_currencies_or_more(pairs, of_pairs, is_most):
    assert fit(matched=1, pairs=pairs, of_pairs=of_pairs).is_most is is_most


@pytest.mark.parametrize(("pairs", "is_good"), [(2, False), (3, True)])
def test_a_window_has_to_fit_more_than_half_of_the_currencies(pairs, is_good):
    assert fit(pairs=pairs, of_pairs=4, rule=WINDOW).is_good is is_good


def test_a_currency_of_three_rows_may_have_been_converted_otherwise_as_a_whole():
    assert [pair(rows, 0).is_whole for rows in (2, 3)] == [False, True]
    assert [pair(10, matched).is_whole for matched in (1, 2)] == [True, False]


@pytest.mark.parametrize(("median", "without_rate", "holds"), [
    (Fraction(5, 1000), 4, True),
    (Fraction(5001, 1_000_000), 4, False),
    (Fraction(5, 1000), 5, False),
])  # fmt: skip
def test_a_rule_holds_for_a_currency_within_half_a_percent(median, without_rate, holds):
    assert PairFit(CurrencyPair("GBP", "EUR"), 10, median, without_rate).holds is holds

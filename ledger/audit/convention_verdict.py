"""How sure it is that a rule is the one: what contradicts it, and whether it may fit by chance."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain

from ledger.audit.convention_evidence import Evidence, Group
from ledger.audit.convention_fit import Fit
from ledger.audit.convention_misfits import Misfit, OtherRate
from ledger.audit.convention_rules import Rule

# A row missed by less than this, or by less than a step of the last digit, was hardly converted by another rate: the
# rule itself is a little off. From one day to the next most rates move by more.
_NEAR = Fraction(1, 1000)
_MOST_NEAR, _FEW_NEAR = Fraction(1, 10), Fraction(1, 20)
_MOST_UNEXPLAINED = Fraction(1, 5)

# So many rates are about tried: stretches of days with their digits, or ways to go by the day.
_TRIED_WINDOWS, _TRIED_BY_DAY = 10**7, 10**3
_ENOUGH = Fraction(1, 100)
_AROUND = 250


def near_misses(groups: Sequence[Group], rule: Rule) -> int:
    """How many rows a rule misses by so little that they speak against the rule and not against the row."""
    return sum(_is_near_miss(group, rule, row) for group in groups for row in group.rows)


def _is_near_miss(group: Group, rule: Rule, row: Evidence) -> bool:
    rate = group.rate(rule, row)
    if rate is None or row.admits(rate):
        return False
    step = rule.step(group.forms[rule.form], row.stated.day, rate)
    return abs(row.implied / rate - 1) <= max(_NEAR, step)


def is_clear(fit: Fit, apart: Sequence[OtherRate], misfits: Sequence[Misfit], near: int) -> bool:
    """Whether a rule gives a clear majority and nothing contradicts it.

    Currencies that were converted otherwise as a whole are explained, and rows with a slip. Of the other rows it gives
    four in five, and of all rows it misses at most one in ten by a hair.
    """
    rows = fit.rows - sum(it.rows for it in apart if it.is_whole)
    unexplained = sum(not it.why for it in misfits) + sum(it.rows - it.matched for it in apart if not it.is_whole)
    is_majority = fit.is_good and fit.is_most and 2 * len(apart) < fit.of_pairs
    return is_majority and unexplained <= _MOST_UNEXPLAINED * rows and near <= _MOST_NEAR * fit.rows


def is_beyond_doubt(fit: Fit, near: int) -> bool:
    """Whether a rule misses so few rows by a hair that it is not another one close to it."""
    return near <= _FEW_NEAR * fit.rows


def is_by_chance(groups: Sequence[Group], rule: Rule) -> bool:
    """Whether the rows are so few or so coarse that one of all the rules tried may fit them by chance.

    Each rate that the rule gives is as rare as the rates that its rows admit are among those of a year around them.
    """
    expected = Fraction(_TRIED_WINDOWS if rule.window else _TRIED_BY_DAY)
    for rarity in chain.from_iterable(_rarities(it, rule) for it in groups):
        expected *= min(Fraction(1), rarity)
        if expected < _ENOUGH:
            return False
    return True


def _rarities(group: Group, rule: Rule) -> list[Fraction]:
    given: defaultdict[Fraction, list[Evidence]] = defaultdict(list)
    for row in group.rows:
        rate = group.rate(rule, row)
        if rate is not None and row.admits(rate):
            given[rate].append(row)
    return [_rarity(group, rule, rate, rows) for rate, rows in given.items()]


def _rarity(group: Group, rule: Rule, rate: Fraction, rows: Sequence[Evidence]) -> Fraction:
    day = rows[0].stated.day
    known = (min(it.high for it in rows) - max(it.low for it in rows)) / rate
    daily = group.forms["per_unit"].top
    numbers = rule.numbers(daily, day)
    around = daily.scaled[max(0, numbers.start - _AROUND) : numbers.stop + _AROUND]
    spread = Fraction(max(around) - min(around), max(around))
    return max(known, rule.step(group.forms[rule.form], day, rate)) / spread if spread else Fraction(1)

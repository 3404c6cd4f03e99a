"""How well one rule gives published figures: how many of them to the last digit, and how far off it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.audit.convention_evidence import ERROR_UNIT, Group
from ledger.audit.convention_rules import Rule

# So many rows may come out to the last digit though the rule is another one.
_BY_CHANCE = 2
_NO_RATE = Fraction(10**9)
NEAR = Fraction(1, 200)
"""Two sources of the same rates hardly differ by more in a mean; a rule on other days does."""


@dataclass(frozen=True)
class Fit:
    """How well a rule gives the published figures.

    Args:
        rule: the rule.
        rows: how many conversions it was tried on.
        matched: how many it gives to the last digit.
        pairs: for how many pairs of currencies it gives more than half of the rows.
        of_pairs: how many pairs there are.
        median: the middle error, in parts of the published figure, to 18 decimals; None without any rate.
        ninetieth: the error that nine rows in ten do not exceed.
        largest: the largest.
        without_rate: for how many rows the rule has no rate.

    >>> of_ten = {"rows": 10, "pairs": 1, "of_pairs": 1, "median": None, "ninetieth": None, "largest": None}
    >>> Fit(Rule("month"), matched=9, without_rate=0, **of_ten).share
    Fraction(9, 10)
    """

    rule: Rule
    rows: int
    matched: int
    pairs: int
    of_pairs: int
    median: Fraction | None
    ninetieth: Fraction | None
    largest: Fraction | None
    without_rate: int

    @property
    def share(self) -> Fraction:
        """The part of the rows that it gives to the last digit."""
        return Fraction(self.matched, self.rows)

    @property
    def typical(self) -> Fraction | None:
        """The middle error of a rule that has a rate for most rows; None for others: nobody knows how near they are."""
        return self.median if 2 * self.without_rate < self.rows else None

    @property
    def is_good(self) -> bool:
        """Whether so much comes out to the last digit that it is not by chance.

        A rule that goes by the day has a rate of its own for each row. A window has one for each currency, and among
        two million of them there is always one that fits some currency.
        """
        if self.rule.window:
            return self.is_most and 2 * self.pairs > self.of_pairs
        return self.is_most or (self.matched > _BY_CHANCE and 5 * self.matched >= self.rows)

    @property
    def is_most(self) -> bool:
        """Whether most rows, or most currencies of several, come out to the last digit."""
        return 2 * self.matched > self.rows or (self.of_pairs > 2 and 2 * self.pairs > self.of_pairs)


def fit(groups: Sequence[Group], rule: Rule) -> Fit:
    """Weigh one rule by all rows."""
    matched, pairs, errors, without = 0, 0, list[int](), 0
    for group in groups:
        own = 0
        for row in group.rows:
            rate = group.rate(rule, row)
            if rate is None:
                without += 1
                continue
            own += row.admits(rate)
            errors.append(row.error(rate))
        matched += own
        pairs += 2 * own > len(group.rows)
    errors.sort()
    rows = sum(len(it.rows) for it in groups)
    return Fit(rule, rows, matched, pairs, len(groups), *_quantiles(errors), without)


def _quantiles(errors: Sequence[int]) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """The median, the 90th percentile and the largest; the percentile is the first that so many do not exceed."""
    if not errors:
        return None, None, None
    middle = errors[(len(errors) - 1) // 2] + errors[len(errors) // 2]
    ninetieth, largest = errors[-(-9 * len(errors) // 10) - 1], errors[-1]
    return Fraction(middle, 2 * ERROR_UNIT), Fraction(ninetieth, ERROR_UNIT), Fraction(largest, ERROR_UNIT)


def order(it: Fit) -> tuple[object, ...]:
    """Good fits by what they give to the last digit, all others by how near they come; the plainest rule first."""
    counts = (-it.pairs, -it.matched) if it.is_good else (0, 0)
    near = (False, Fraction(0), 0) if it.is_good else nearness(it)
    return (not it.is_good, *counts, *near, *it.rule.plainness)


def nearness(it: Fit) -> tuple[bool, Fraction, int]:
    """By how near a rule comes: one with a rate for most rows by its middle error, and all others behind."""
    return it.typical is None, _NO_RATE if it.median is None else it.median, it.without_rate


@dataclass(frozen=True)
class PairFit:
    """How near one rule comes for one pair of currencies.

    Args:
        pair: such as ``GBP to USD``.
        rows: how many rows it has.
        median: the middle error, in parts of the published figure; None without any rate.
        without_rate: for how many rows the rule has no rate.

    >>> PairFit("GBP to USD", 12, Fraction(1, 1000), 0).holds, PairFit("TRY to USD", 12, Fraction(1, 10), 0).holds
    (True, False)
    """

    pair: str
    rows: int
    median: Fraction | None
    without_rate: int

    @property
    def holds(self) -> bool:
        """Whether it comes as near as the rates of another source would."""
        return self.median is not None and self.median <= NEAR and 2 * self.without_rate < self.rows


def by_pair(groups: Sequence[Group], rule: Rule) -> tuple[PairFit, ...]:
    """How near a rule comes, pair by pair."""
    fits = ((it.name, fit([it], rule)) for it in groups)
    return tuple(PairFit(name, its.rows, its.median, its.without_rate) for name, its in fits)

"""Published conversions as evidence: the bounds that each sets to its rate, and how well one rule gives them.

A figure is rounded, so it allows a range of rates. From these ranges follow the digits to which rates may have been
rounded, and of each rule how many figures it gives to the last digit and how far off it is.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor
from typing import NamedTuple

from ledger.audit.convention.daily import Form, RoughRate, forms_of
from ledger.audit.convention.digits import SIDES, Digits, FormName
from ledger.audit.convention.rules import Kind, Rule
from ledger.foundation import EXACT, Interval
from ledger.intake import PublishedConversion
from ledger.rates import IRREVOCABLE, RateSet

# A spreadsheet works with some 15 digits: what it has unrounded is uncertain behind them.
_DIGITS = Fraction(1, 10**14)

# What doubles lose is less than this; digits that may move a rate by more than a part of it are tried exactly.
_HAIR, _MOST_MOVED = 1e-12, 0.4

ERROR_UNIT = 10**18

# A unit is told from so many rows at least, of each pair from so many at most; rates move less than that.
_FEWEST, _ENOUGH, _ROUGHLY = 3, 200, Fraction(3, 2)


@dataclass(frozen=True)
class RowEvidence:
    """One published conversion and the rates that could have led to it.

    Args:
        stated: as published.
        low: the least rate, target per unit, that gives the published figure when it is rounded.
        high: the greatest.

    >>> from datetime import date
    >>> ten = PublishedConversion("a.csv:2", date(2025, 6, 2), "GBP", Decimal(10), "EUR", Decimal("11.86"))
    >>> row = RowEvidence(ten, low=Fraction("1.1855"), high=Fraction("1.1865"))
    >>> row.admits(Fraction("1.1857")), row.admits(Fraction("1.185"))
    (True, False)
    """

    stated: PublishedConversion
    low: Fraction
    high: Fraction

    @cached_property
    def implied(self) -> Fraction:
        """The rate that the two figures have, as they stand."""
        return Fraction(self.stated.converted) / Fraction(self.stated.amount)

    @cached_property
    def rough_bounds(self) -> tuple[float, float]:
        """The least and the greatest in doubles, and a hair beyond."""
        return float(self.low) * (1 - _HAIR), float(self.high) * (1 + _HAIR)

    def admits(self, rate: Fraction | None) -> bool:
        """Whether a rate gives the published figure to its last digit."""
        if rate is None:
            return False
        above, below = rate.numerator, rate.denominator
        low, high = self.low, self.high
        return low.numerator * below <= above * low.denominator and above * high.denominator <= high.numerator * below

    def error(self, rate: Fraction) -> int:
        """How far the figure that a rate gives is from the published one, in parts of the latter, times 10**18."""
        implied = self.implied
        ours, its = rate.numerator * implied.denominator, rate.denominator * implied.numerator
        return abs(ours - its) * ERROR_UNIT // its


class CurrencyPair(NamedTuple):
    """Two currencies between which something was converted.

    Args:
        currency: converted from.
        target: converted to.

    >>> str(CurrencyPair("GBP", "EUR"))
    'GBP to EUR'
    """

    currency: str
    target: str

    def __str__(self) -> str:
        return f"{self.currency} to {self.target}"


@dataclass(frozen=True)
class Group:
    """The conversions of one pair of currencies.

    Args:
        pair: the currencies.
        forms: the rates day by day, each way that they may be looked at.
        rows: the evidence.
    """

    pair: CurrencyPair
    forms: Mapping[FormName, Form]
    rows: tuple[RowEvidence, ...]

    @cached_property
    def agreed(self) -> tuple[Fraction, Fraction, int]:
        """The rates that most of the rows admit if all were converted at one, and how many rows those are."""
        marks = sorted([(it.low, 0) for it in self.rows] + [(it.high, 1) for it in self.rows])
        best, depth, bounds = 0, 0, (Fraction(0), Fraction(0))
        for number, (mark, is_end) in enumerate(marks):
            depth += -1 if is_end else 1
            if depth > best:
                best, bounds = depth, (mark, marks[number + 1][0])
        return (*bounds, best)

    @property
    def has_one_rate(self) -> bool:
        """Whether more than half of the rows may have been converted at one rate."""
        return 2 * self.agreed[2] > len(self.rows)

    def rate(self, rule: Rule, row: RowEvidence) -> Fraction | None:
        """The rate of a rule for a row; rounded down if it lies exactly between two and the row has it so."""
        rate = self._rate_of(rule, row.stated.day)
        if rule.digits is None or rate is None or row.admits(rate):
            return rate
        half = rule.half(self.forms[rule.form], row.stated.day)
        return half if row.admits(half) else rate

    def gives(self, rule: Rule, row: RowEvidence) -> bool:
        """Whether a rule gives the published figure to its last digit; most are so far off that doubles tell it."""
        return self._may_give(rule, row) and row.admits(self.rate(rule, row))

    def _may_give(self, rule: Rule, row: RowEvidence) -> bool:
        roughly = self._rough_rate_of(rule.kind, rule.window, rule.form, rule.over, row.stated.day)
        if roughly is None:
            return False
        moved = roughly.moved(rule.digits) if rule.digits else 0.0
        low, high = row.rough_bounds
        return moved > _MOST_MOVED or low * (1 - moved) <= roughly.rate <= high / (1 - moved)

    def admitting(self, rate: Fraction | None) -> int:
        """How many rows a rate fits."""
        if rate is None:
            return 0
        lows, highs = self._bounds
        return bisect_right(lows, rate) - bisect_left(highs, rate)

    @cached_property
    def _rate_of(self) -> Callable[[Rule, date], Fraction | None]:
        """The rate of a rule for a day; worked out once, since many rows are of one day."""
        forms = self.forms
        return cache(lambda rule, day: rule.rate(forms[rule.form], day))

    @cached_property
    def _rough_rate_of(self) -> Callable[[Kind, Interval | None, FormName, int | None, date], RoughRate | None]:
        """The same in doubles by the parts of a rule but for its digits, which many rules differ in alone."""
        forms = self.forms

        @cache
        def rate(kind: Kind, window: Interval | None, form: FormName, over: int | None, day: date) -> RoughRate | None:
            return Rule(kind, window, form, over=over).roughly(forms[form], day)

        return rate

    @cached_property
    def _bounds(self) -> tuple[list[Fraction], list[Fraction]]:
        return sorted(it.low for it in self.rows), sorted(it.high for it in self.rows)


@dataclass(frozen=True)
class Unused:
    """A conversion that says nothing of a rule, and why."""

    stated: PublishedConversion
    why: str


def weigh_evidence(
    stated: Sequence[PublishedConversion], rates: Sequence[RateSet], step: Decimal | None
) -> tuple[tuple[Group, ...], tuple[Unused, ...], Decimal]:
    """Sort conversions by their currencies; those that reveal no rate are left out and named.

    Args:
        stated: as published.
        rates: in the order in which they are tried; tables are passed over.
        step: what the published figures are rounded to, such as 0.01 or 1000; None: the finest that one of them shows.

    Returns:
        The groups in the order of the rows, the conversions left out, and the step.
    """
    groups: defaultdict[tuple[str, str], list[PublishedConversion]] = defaultdict(list)
    unused: list[Unused] = []
    for conversion in stated:
        why = _why_unused(conversion)
        if why:
            unused.append(Unused(conversion, why))
        else:
            groups[conversion.currency, conversion.target].append(conversion)
    used = tuple(it for rows in groups.values() for it in rows)
    chosen = shown_step(used) if step is None else step
    made: list[Group] = []
    for (currency, target), rows in groups.items():
        forms = next((found for it in rates if it.kind == "series" and (found := forms_of(it, currency, target))), {})
        if forms:
            made.append(Group(CurrencyPair(currency, target), forms, tuple(_evidence(it, chosen) for it in rows)))
        else:
            unused += [Unused(it, f"no rates of {currency} to {target}") for it in rows]
    return tuple(made), tuple(unused), chosen


def unit_of(groups: Sequence[Group]) -> Fraction:
    """How many of the currency one of a figure is, if most rows are a thousand or a million times off the day's rate.

    >>> unit_of(())
    Fraction(1, 1)
    """
    ratios = sorted(
        rate / row.implied
        for group in groups
        for row in group.rows[:_ENOUGH]
        if (rate := Rule("announced").rate(group.forms["quoted"], row.stated.day))
    )
    if len(ratios) < _FEWEST:
        return Fraction(1)
    middle = ratios[len(ratios) // 2]
    units = (unit for power in (3, 6, 9) for unit in (Fraction(10**power), Fraction(1, 10**power)))
    return next((unit for unit in units if _ROUGHLY > middle / unit > 1 / _ROUGHLY), Fraction(1))


def in_units(conversion: PublishedConversion, unit: Fraction) -> PublishedConversion:
    """The same conversion with its figure in whole units of the currency."""
    power = len(str(unit.numerator)) - len(str(unit.denominator))
    return replace(conversion, converted=conversion.converted.scaleb(power, EXACT))


def shown_step(stated: Iterable[PublishedConversion]) -> Decimal:
    """The place of the last digit that counts: the finest that any of the figures shows; zeros at the end do not.

    Zeros behind a decimal point were written on purpose and count.
    """
    exponents = [_last_digit(it.converted) for it in stated]
    return Decimal(1).scaleb(min(exponents, default=0))


def _last_digit(figure: Decimal) -> int:
    _, digits, exponent = figure.as_tuple()
    if not isinstance(exponent, int) or exponent < 0:
        return int(exponent)
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return exponent + zeros


def _why_unused(conversion: PublishedConversion) -> str:
    if not conversion.amount or not conversion.converted:
        return "a figure of zero"
    if conversion.amount < 0 or conversion.converted < 0:
        return "a negative figure"
    if conversion.currency == conversion.target:
        same = "" if conversion.amount == conversion.converted else ", though the figures differ"
        return f"an amount in {conversion.target} already{same}"
    fixed = [
        name
        for name in (conversion.currency, conversion.target)
        if name in IRREVOCABLE and IRREVOCABLE[name].adopted <= conversion.day
    ]
    return f"a rate of {fixed[0]} that the law has fixed" if fixed else ""


def _evidence(conversion: PublishedConversion, step: Decimal) -> RowEvidence:
    amount, converted = Fraction(conversion.amount), Fraction(conversion.converted)
    half = max(Fraction(step) / 2, converted * _DIGITS)
    return RowEvidence(conversion, (converted - half) / amount, (converted + half) / amount)


MOST_DECIMALS = 8
_TELLING = Fraction(1, 20)


def digits_of_quotes(groups: Sequence[Group], name: FormName) -> tuple[Digits | None, ...]:
    """The digits to try of single quotes taken in a form; those of all groups together.

    A quote as it stands is the same whichever way round it is taken, and has the decimals of the quotes.
    """
    as_it_is = (None,) if name == "quoted" else ()
    return (*as_it_is, *_to_decimals(groups, name))


def digits_of_means(groups: Sequence[Group], name: FormName) -> tuple[Digits | None, ...]:
    """The digits to try of means of rates taken in a form."""
    as_quoted = (Digits("quoted"), Digits("quoted", is_cut=True)) if name == "quoted" else ()
    return (None, *as_quoted, *_to_decimals(groups, name), *_written(groups, name))


def is_same_form(groups: Sequence[Group], one: FormName, other: FormName) -> bool:
    """Whether two forms have the same rates in all groups."""
    pairs = [(it.forms[one], it.forms[other]) for it in groups]
    return all(one.top is other.top and one.bottom is other.bottom for one, other in pairs)


def as_printed(group: Group, form: Form) -> tuple[Fraction, Fraction]:
    """The rates that most rows of a pair admit, the way a form prints them."""
    low, high, _ = group.agreed
    if low <= 0:
        low = high / 10**6
    one, other = form.turn(low), form.turn(high)
    return min(one, other) * form.top.unit, max(one, other) * form.top.unit


def steps_between(low: Fraction, high: Fraction, decimals: int) -> tuple[int, int] | None:
    """The first and the last rate with so many decimals between two bounds, in steps of the last decimal."""
    first, last = ceil(low * 10**decimals), floor(high * 10**decimals)
    return (first, last) if first <= last else None


def _to_decimals(groups: Sequence[Group], name: FormName) -> list[Digits]:
    decimals = _decimals(groups, name)
    return [*map(Digits, decimals), *(Digits(it, is_cut=True) for it in decimals)]


def _written(groups: Sequence[Group], name: FormName) -> list[Digits]:
    """The rate of the pair as a whole, the other way round or as a ratio of two."""
    digits: list[Digits] = []
    for side in SIDES:
        if is_same_form(groups, name, side):
            continue
        decimals = _decimals(groups, side)
        digits += [Digits(it, is_cut, side) for is_cut in (False, True) for it in decimals]
        if name == "quoted":
            digits += [Digits(it, side=side, after_quoted=True) for it in decimals]
    return digits


def _decimals(groups: Sequence[Group], name: FormName) -> tuple[int, ...]:
    """To how many decimals the rates may have been brought, from the rates that the rows admit."""
    bounds = [as_printed(it, it.forms[name]) for it in groups if not it.forms[name].bottom]
    if not bounds:
        return tuple(range(2, 7))
    counts = [_possible(bounds, it) for it in range(MOST_DECIMALS + 1)]
    likely = [it for it, count in enumerate(counts) if 2 * count >= len(bounds)]
    # Rates known to a twentieth of a step tell one number of decimals from the next.
    telling = [it for it in range(MOST_DECIMALS + 1) if all((high - low) * 10**it < _TELLING for low, high in bounds)]
    # Of two rates one may end in zeros: fewer decimals are enough only where more of them are possible for no others.
    enough = [it for it in likely if it in telling and counts[telling[-1]] - counts[it] <= _TELLING * len(bounds)]
    return tuple(it for it in likely if not enough or it <= enough[0] + 1)


def _possible(bounds: Sequence[tuple[Fraction, Fraction]], decimals: int) -> int:
    """How many of these rates there are with so many decimals."""
    return sum(steps_between(low, high, decimals) is not None for low, high in bounds)


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


def order(candidate: Fit) -> tuple[object, ...]:
    """Good fits by what they give to the last digit, all others by how near they come; the plainest rule first."""
    counts = (-candidate.pairs, -candidate.matched) if candidate.is_good else (0, 0)
    near = (False, Fraction(0), 0) if candidate.is_good else nearness(candidate)
    return (not candidate.is_good, *counts, *near, *candidate.rule.plainness)


def nearness(candidate: Fit) -> tuple[bool, Fraction, int]:
    """How near a rule comes: its middle error if it has a rate for most rows; all other rules rank behind."""
    return candidate.typical is None, _NO_RATE if candidate.median is None else candidate.median, candidate.without_rate


@dataclass(frozen=True)
class PairFit:
    """How near one rule comes for one pair of currencies.

    Args:
        pair: the currencies.
        rows: how many rows it has.
        median: the middle error, in parts of the published figure; None without any rate.
        without_rate: for how many rows the rule has no rate.

    >>> [PairFit(CurrencyPair("GBP", "USD"), 12, median, 0).holds for median in (Fraction(1, 1000), Fraction(1, 10))]
    [True, False]
    """

    pair: CurrencyPair
    rows: int
    median: Fraction | None
    without_rate: int

    @property
    def holds(self) -> bool:
        """Whether it comes as near as the rates of another source would."""
        return self.median is not None and self.median <= NEAR and 2 * self.without_rate < self.rows


def by_pair(groups: Sequence[Group], rule: Rule) -> tuple[PairFit, ...]:
    """How near a rule comes, pair by pair."""
    fits = ((it.pair, fit([it], rule)) for it in groups)
    return tuple(PairFit(pair, its.rows, its.median, its.without_rate) for pair, its in fits)

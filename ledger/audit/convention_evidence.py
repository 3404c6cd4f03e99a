"""Published conversions as evidence: between which bounds each of them lets its rate lie."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ledger.audit.convention_digits import FormName
from ledger.audit.convention_rules import Rule
from ledger.audit.convention_series import Form, forms_of
from ledger.foundation import EXACT
from ledger.intake import PublishedConversion
from ledger.rates import IRREVOCABLE, RateSet

# A spreadsheet works with some 15 digits: what it has unrounded is uncertain behind them.
_DIGITS = Fraction(1, 10**14)

ERROR_UNIT = 10**18

# A unit is told from so many rows at least, of each pair from so many at most; rates move less than that.
_FEWEST, _ENOUGH, _ROUGHLY = 3, 200, Fraction(3, 2)


@dataclass(frozen=True)
class Evidence:
    """One published conversion and the rates that could have led to it.

    Args:
        stated: as published.
        low: the least rate, target per unit, that gives the published figure when it is rounded.
        high: the greatest.

    >>> from datetime import date
    >>> ten = PublishedConversion("a.csv:2", date(2025, 6, 2), "GBP", Decimal(10), "EUR", Decimal("11.86"))
    >>> row = Evidence(ten, low=Fraction("1.1855"), high=Fraction("1.1865"))
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


@dataclass(frozen=True)
class Group:
    """The conversions of one pair of currencies.

    Args:
        currency: converted from.
        target: converted to.
        forms: the rates day by day, each way that they may be looked at.
        rows: the evidence.
    """

    currency: str
    target: str
    forms: Mapping[FormName, Form]
    rows: tuple[Evidence, ...]
    _rates: dict[object, Fraction | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Such as ``GBP to EUR``."""
        return f"{self.currency} to {self.target}"

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

    def rate(self, rule: Rule, row: Evidence) -> Fraction | None:
        """The rate of a rule for a row; rounded down if it lies exactly between two and the row has it so."""
        form = self.forms[rule.form]
        key = (rule, row.stated.day)
        if key not in self._rates:
            self._rates[key] = rule.rate(form, row.stated.day)
        rate = self._rates[key]
        if rule.digits is None or rate is None or row.admits(rate):
            return rate
        half = rule.half(form, row.stated.day)
        return half if row.admits(half) else rate

    def admitting(self, rate: Fraction | None) -> int:
        """How many rows a rate fits."""
        if rate is None:
            return 0
        lows, highs = self._bounds
        return bisect_right(lows, rate) - bisect_left(highs, rate)

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
    """Sort conversions by their currencies; those that no rate can be told from are left out and named.

    Args:
        stated: as published.
        rates: in the order in which they are tried; tables are passed over.
        step: what the published figures are rounded to, such as 0.01 or 1000; None: the finest that one of them shows.

    Returns:
        The groups in the order of the rows, the conversions left out, and the step.
    """
    groups: defaultdict[tuple[str, str], list[PublishedConversion]] = defaultdict(list)
    unused: list[Unused] = []
    for it in stated:
        why = _why_unused(it)
        if why:
            unused.append(Unused(it, why))
        else:
            groups[it.currency, it.target].append(it)
    used = tuple(it for rows in groups.values() for it in rows)
    chosen = shown_step(used) if step is None else step
    made: list[Group] = []
    for (currency, target), rows in groups.items():
        forms = next((found for it in rates if it.kind == "series" and (found := forms_of(it, currency, target))), {})
        if forms:
            made.append(Group(currency, target, forms, tuple(_evidence(it, chosen) for it in rows)))
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


def in_units(it: PublishedConversion, unit: Fraction) -> PublishedConversion:
    """The same conversion with its figure in whole units of the currency."""
    power = len(str(unit.numerator)) - len(str(unit.denominator))
    return replace(it, converted=it.converted.scaleb(power, EXACT))


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


def _why_unused(it: PublishedConversion) -> str:
    if not it.amount or not it.converted:
        return "a figure of zero"
    if it.amount < 0 or it.converted < 0:
        return "a negative figure"
    if it.currency == it.target:
        same = "" if it.amount == it.converted else ", though the figures differ"
        return f"an amount in {it.target} already{same}"
    fixed = [name for name in (it.currency, it.target) if name in IRREVOCABLE and IRREVOCABLE[name].adopted <= it.day]
    return f"a rate of {fixed[0]} that the law has fixed" if fixed else ""


def _evidence(it: PublishedConversion, step: Decimal) -> Evidence:
    amount, converted = Fraction(it.amount), Fraction(it.converted)
    half = max(Fraction(step) / 2, converted * _DIGITS)
    return Evidence(it, (converted - half) / amount, (converted + half) / amount)

"""Rates day by day as a publisher may have looked at them, with exact means of any stretch of days.

A pair of currencies has up to three forms: as the rate set quotes it, in the target per unit, and in units per unit of
the target. The mean of one form is not the inverse of the mean of the other, so a search has to try them all.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from ledger.audit.convention.digits import Digits, FormName
from ledger.foundation import Interval, plain, round_half_up
from ledger.rates import RateSet, rounded

Statistic = Literal["mean", "minimum", "maximum", "first", "last"]
FORMS: tuple[FormName, ...] = ("quoted", "per_unit", "per_target")

# Quotients of quotes have no end: they are kept to so many decimals, and means of them are rounded to fewer.
_KEPT, _GIVEN = 60, 40
_AS_QUOTED = Digits("quoted")


@dataclass(frozen=True)
class Daily:
    """One rate of each day.

    Args:
        days: in order, each once.
        scaled: the rates as whole numbers.
        scale: what they are multiplied by.
        decimals: with how many decimals each was published; empty for quotients, which nobody published.
        unit: for how many units a rate is printed; rounding is done there.
        is_exact: whether the whole numbers lose nothing.

    >>> Daily((date(2025, 6, 2),), (11419,), 10**4, (4,)).value("mean", range(1), Digits(2))
    Fraction(57, 50)
    """

    days: tuple[date, ...]
    scaled: tuple[int, ...]
    scale: int
    decimals: tuple[int, ...] = ()
    unit: int = 1
    is_exact: bool = True
    _cached: dict[object, Fraction | None] = field(default_factory=dict, repr=False, compare=False)

    def numbers(self, span: Interval) -> range:
        """Which of the rates are of these days."""
        return range(bisect_left(self.days, span.start), bisect_right(self.days, span.end))

    def value(self, statistic: Statistic, numbers: range, digits: Digits | None) -> Fraction | None:
        """A mean, a least, a greatest, a first or a last rate; None where there is none or nothing is left of it.

        Args:
            statistic: which.
            numbers: of the days, one after the other.
            digits: to how many decimals it is brought, and how; None for as it is.
        """
        key = (statistic, numbers.start, numbers.stop, digits)
        if key not in self._cached:
            self._cached[key] = self._value(statistic, numbers, digits) if numbers else None
        return self._cached[key]

    def half(self, statistic: Statistic, numbers: range, digits: Digits) -> Fraction | None:
        """The rate rounded down where it lies exactly between two; None where it does not."""
        exact = self.value(statistic, numbers, None)
        half = digits.half(exact * self.unit, self.quoted(numbers)) if exact else None
        return half / self.unit if half else None

    def quoted(self, numbers: range) -> int | None:
        """With how many decimals quotes of these days were published; None for quotients, which nobody quotes."""
        return max(self.decimals[numbers.start : numbers.stop], default=None)

    def _value(self, statistic: Statistic, numbers: range, digits: Digits | None) -> Fraction | None:
        if digits is None:
            return self._plain(statistic, numbers)
        exact = self.value(statistic, numbers, None)
        brought = digits.brought(exact * self.unit, self.quoted(numbers)) if exact else None
        return brought / self.unit if brought else None

    def _plain(self, statistic: Statistic, numbers: range) -> Fraction:
        match statistic:
            case "mean":
                total = self._sums[numbers.stop] - self._sums[numbers.start]
                mean = Fraction(total, len(numbers) * self.scale)
                return mean if self.is_exact else rounded(mean, _GIVEN)
            case "minimum":
                scaled_rate = min(self.scaled[numbers.start : numbers.stop])
            case "maximum":
                scaled_rate = max(self.scaled[numbers.start : numbers.stop])
            case "first":
                scaled_rate = self.scaled[numbers.start]
            case "last":
                scaled_rate = self.scaled[numbers.stop - 1]
        return Fraction(scaled_rate, self.scale)

    @cached_property
    def _sums(self) -> tuple[int, ...]:
        return tuple(accumulate(self.scaled, initial=0))


class RoughRate(NamedTuple):
    """A rate of a pair in doubles, which tell at once what no rounding can make of it.

    Args:
        rate: of the pair, as it is.
        legs: the one or two rates behind it as they are printed, each with the decimals of its quotes.
    """

    rate: float
    legs: tuple[tuple[float, int | None], ...]

    def moved(self, digits: Digits) -> float:
        """Four times the steps of its digits, as parts of the rate: more than these move it, if that is little.

        >>> RoughRate(0.5, ((2.0, 4),)).moved(Digits(2))
        0.02
        """
        moved = 0.0
        if digits.side is None or digits.after_quoted:
            taken = _AS_QUOTED if digits.side else digits
            counts = ((printed, taken.count(quoted)) for printed, quoted in self.legs)
            moved += sum(10.0**-count / printed for printed, count in counts if count is not None)
        if digits.side and (count := digits.count(None)) is not None:
            moved += 10.0**-count / (1 / self.rate if digits.side == "per_target" else self.rate)
        return 4 * moved


@dataclass(frozen=True)
class Form:
    """One way to look at the rate of a pair: a daily rate, or the ratio of two, and which way round.

    Args:
        top: the rate, or the rate above the line.
        bottom: the rate below the line, where the set quotes both currencies against a third.
        is_turned: whether the rate of the pair is one divided by this.
    """

    top: Daily
    bottom: Daily | None = None
    is_turned: bool = False

    def rate(self, statistic: Statistic, numbers: range, digits: Digits | None) -> Fraction | None:
        """Units of the target for one of the currency converted from, of these of the days."""
        if digits is None or digits.side is None:
            return self._taken(statistic, numbers, digits)
        rate = self._taken(statistic, numbers, _AS_QUOTED if digits.after_quoted else None)
        written = digits.brought(digits.turn(rate)) if rate else None
        return digits.turn(written) if written else None

    def roughly(self, statistic: Statistic, numbers: range) -> RoughRate | None:
        """The rate before it is brought to any digits, in doubles; None where there is none."""
        legs = [(it, it.value(statistic, numbers, None)) for it in (self.top, self.bottom) if it]
        rate = self._taken(statistic, numbers, None)
        if rate is None:
            return None
        printed = tuple((float(value * it.unit), it.quoted(numbers)) for it, value in legs if value)
        return RoughRate(float(rate), printed)

    def half(self, statistic: Statistic, numbers: range, digits: Digits) -> Fraction | None:
        """The same with a half rounded down; None where there is none, and where each of two rates is rounded."""
        if digits.side is None:
            shown = None if self.bottom else self.top.half(statistic, numbers, digits)
            return self.turn(shown) if shown else None
        rate = self._taken(statistic, numbers, _AS_QUOTED if digits.after_quoted else None)
        half = digits.half(digits.turn(rate)) if rate else None
        return digits.turn(half) if half else None

    def step(self, rate: Fraction, numbers: range, digits: Digits) -> Fraction:
        """What the last of the digits counts, as a part of a rate of the pair; 0 where there is no last one."""
        decimals = digits.count(self.top.quoted(numbers))
        if decimals is None:
            return Fraction(0)
        shown = digits.turn(rate) if digits.side else Fraction(1) if self.bottom else self.turn(rate) * self.top.unit
        return 1 / (shown * Fraction(10) ** decimals)

    def _taken(self, statistic: Statistic, numbers: range, digits: Digits | None) -> Fraction | None:
        """The rate of the pair, its one or two rates brought to these digits."""
        top = self.top.value(statistic, numbers, digits)
        if top is None or self.bottom is None:
            return self.turn(top) if top else None
        # Both have the same days.
        bottom = self.bottom.value(statistic, numbers, digits)
        return self.turn(top / bottom) if bottom else None

    def turn(self, value: Fraction) -> Fraction:
        """A rate of the pair the way this form has it, and back."""
        return 1 / value if self.is_turned else value


def forms_of(rates: RateSet, source: str, target: str) -> dict[FormName, Form]:
    """The forms of a pair; none where the set lacks a currency, or days on which both are quoted.

    Where the set itself quotes one of the two against the other, its quotes are one of the two other forms as well.
    """
    directions = {rates.direction_of(currency) for currency in (source, target) if currency != rates.base}
    if len(directions) > 1:
        # A quotient of two rates of one direction is a rate; of two directions it is none.
        return {}
    above, below = (target, source) if "units_per_base" in directions else (source, target)
    quoted = {it: _quotes(rates, it) for it in (above, below) if it != rates.base}
    shared = set.intersection(*(set(it.days) for it in quoted.values())) if quoted else set()
    if not shared:
        return {}
    if len(quoted) > 1:
        quoted = {it: _only(daily, shared) for it, daily in quoted.items()}
    match quoted.get(above), quoted.get(below):
        case Daily() as top, Daily() as bottom:
            return {
                "quoted": Form(top, bottom),
                "per_unit": Form(_quotient(top, bottom)),
                "per_target": Form(_quotient(bottom, top), is_turned=True),
            }
        case Daily() as top, None:
            return {
                "quoted": Form(top),
                "per_unit": Form(top),
                "per_target": Form(_quotient(None, top), is_turned=True),
            }
        case None, Daily() as bottom:
            return {
                "quoted": Form(bottom, is_turned=True),
                "per_unit": Form(_quotient(None, bottom)),
                "per_target": Form(bottom, is_turned=True),
            }
    return {}


def _quotes(rates: RateSet, currency: str) -> Daily:
    series = rates.quotes.get(currency)
    if series is None:
        return Daily((), (), 1)
    finest = max(len(value.partition(".")[2]) for value in series.values)
    unit = series.units[-1]
    scale = 10**finest * unit
    scaled = []
    is_exact = True
    for value, units in zip(series.values, series.units, strict=True):
        whole, _, behind = value.partition(".")
        number = int(whole + behind.ljust(finest, "0")) * unit
        is_exact = is_exact and number % units == 0
        scaled.append(round_half_up(number, units))
    if not is_exact:
        return _fractions(rates, currency, unit)
    decimals = tuple(len(value.partition(".")[2]) for value in series.values)
    return Daily(series.days, tuple(scaled), scale, decimals, unit)


def _fractions(rates: RateSet, currency: str, unit: int) -> Daily:
    """Quotes for units that change, of which some have no end."""
    series = rates.quotes[currency]
    quotes = rates.quotes_between(currency, Interval(series.days[0], series.days[-1]))
    scaled = tuple(round_half_up(it.per_one.numerator * 10**_KEPT, it.per_one.denominator) for it in quotes)
    decimals = tuple(len(plain(it.value).partition(".")[2]) for it in quotes)
    return Daily(series.days, scaled, 10**_KEPT, decimals, unit, is_exact=False)


def _only(daily: Daily, days: set[date]) -> Daily:
    kept = [number for number, day in enumerate(daily.days) if day in days]
    return Daily(
        tuple(daily.days[it] for it in kept),
        tuple(daily.scaled[it] for it in kept),
        daily.scale,
        tuple(daily.decimals[it] for it in kept) if daily.decimals else (),
        daily.unit,
        daily.is_exact,
    )


def _quotient(top: Daily | None, bottom: Daily) -> Daily:
    above = top.scaled if top else (1,) * len(bottom.scaled)
    scale = 10**_KEPT * bottom.scale
    below = top.scale if top else 1
    scaled = tuple(round_half_up(one * scale, other * below) for one, other in zip(above, bottom.scaled, strict=True))
    return Daily(bottom.days, scaled, 10**_KEPT, is_exact=False)

"""The rules by which publishers convert, as values: from which days the rate is, and how it is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from ledger.audit.convention.daily import FORMS, Daily, Form, RoughRate, Statistic
from ledger.audit.convention.digits import Digits, FormName
from ledger.foundation import Grid, Interval
from ledger.rates import MOST_DAYS_BACK, Basis

Kind = Literal[
    "announced",
    "month",
    "year",
    "month_before",
    "year_before",
    "month_end",
    "month_start",
    "month_end_before",
    "year_end",
    "year_end_before",
    "quarter",
    "quarter_before",
    "quarter_end",
    "quarter_end_before",
    "day_before",
    "day_after",
    "days",
    "quotes",
    "on",
    "window",
    "window_minimum",
    "window_maximum",
]
_EXTREMES: tuple[Kind, ...] = ("window_minimum", "window_maximum")
OF_A_WINDOW: tuple[Kind, ...] = ("on", "window", "window_minimum", "window_maximum")
# In the order in which rules that fit equally well are told.
BY_DAY: tuple[Kind, ...] = (
    "announced",
    "month",
    "year",
    "month_before",
    "month_end",
    "month_end_before",
    "month_start",
    "year_before",
    "year_end",
    "year_end_before",
    "quarter",
    "quarter_before",
    "quarter_end",
    "quarter_end_before",
    "day_before",
    "day_after",
    "days",
    "quotes",
)
ROLLING: Mapping[Kind, tuple[int, ...]] = {"days": (5, 7, 10, 14, 20, 30, 90), "quotes": (5, 10, 20, 30, 90)}
"""Over how many days, and over how many rates, a mean up to the day of a row may go."""

_ONE = timedelta(days=1)
_GRIDS: tuple[Literal["month", "quarter", "year"], ...] = ("month", "quarter", "year")
_STATISTICS: Mapping[Kind, Statistic] = {
    "announced": "last",
    "month": "mean",
    "year": "mean",
    "month_before": "mean",
    "year_before": "mean",
    "month_end": "last",
    "month_start": "first",
    "month_end_before": "last",
    "year_end": "last",
    "year_end_before": "last",
    "quarter": "mean",
    "quarter_before": "mean",
    "quarter_end": "last",
    "quarter_end_before": "last",
    "day_before": "last",
    "day_after": "first",
    "days": "mean",
    "quotes": "mean",
    "on": "last",
    "window": "mean",
    "window_minimum": "minimum",
    "window_maximum": "maximum",
}
_SAID: Mapping[Kind, str] = {
    "announced": "the day: the last rate on or before it",
    "month": "the mean of the month of the day",
    "year": "the mean of the year of the day",
    "month_before": "the mean of the month before that of the day",
    "year_before": "the mean of the year before that of the day",
    "month_end": "the last rate of the month of the day",
    "month_start": "the first rate of the month of the day",
    "month_end_before": "the last rate of the month before that of the day",
    "year_end": "the last rate of the year of the day",
    "year_end_before": "the last rate of the year before that of the day",
    "quarter": "the mean of the calendar quarter of the day",
    "quarter_before": "the mean of the calendar quarter before that of the day",
    "quarter_end": "the last rate of the calendar quarter of the day",
    "quarter_end_before": "the last rate of the calendar quarter before that of the day",
    "day_before": "the last rate before the day",
    "day_after": "the first rate after the day",
    "days": "the mean of the {over} days up to the day",
    "quotes": "the mean of the {over} rates up to the day",
    "on": "one day for all",
    "window": "the mean of one window for all",
    "window_minimum": "the lowest rate of one window for all",
    "window_maximum": "the highest rate of one window for all",
}
_FORMS: Mapping[FormName, str] = {
    "quoted": "",
    "per_unit": ", of the rates in the target currency per unit",
    "per_target": ", of the rates in units per unit of the target currency",
}
MEANS: frozenset[Kind] = frozenset(kind for kind, statistic in _STATISTICS.items() if statistic == "mean")


@dataclass(frozen=True)
class Rule:
    """A rule that gives the rate of a conversion.

    Args:
        kind: which days, and what is taken of them.
        window: the days of a rule that is one for all; None where each row has its own.
        form: which way round the rates are taken before they are averaged.
        digits: to how many decimals the rate is brought, and how; None for not at all.
        over: how many days or rates a mean up to the day of the row goes over; None for the other kinds.
        is_turned: of a lowest or highest rate, whether it is turned round afterwards, so that the lowest of the quotes
            is the highest rate in the target currency; None where that differs from pair to pair.

    >>> str(Rule("month")), Rule("days", over=30, digits=Digits(4)).words
    ('month', 'the mean of the 30 days up to the day, rounded to 4 decimals')
    """

    kind: Kind
    window: Interval | None = None
    form: FormName = "quoted"
    digits: Digits | None = None
    over: int | None = None
    is_turned: bool | None = False

    @property
    def basis(self) -> Basis | None:
        """The basis that converts in this way; None where none does.

        >>> days = Interval(date(2022, 1, 24), date(2024, 2, 24))
        >>> str(Rule("window_minimum", days).basis), str(Rule("window_minimum", days, is_turned=True).basis)
        ('lowest:2022-01-24..2024-02-24', 'highest:2022-01-24..2024-02-24')
        """
        if self.kind in _EXTREMES:
            return self._extreme_basis()
        if self.form != "quoted":
            return None
        if self.kind == "window" and self.window:
            return self._window_basis(self.window)
        if self.digits is not None:
            return None
        if self.kind == "on" and self.window:
            return Basis("on", self.window.end)
        return Basis.parse(self.kind) if self.kind in ("announced", "month", "year") else None

    @property
    def is_named_otherwise(self) -> bool:
        """Whether its basis says lowest where it says highest: that looks at what a sum is worth, not at quotes."""
        return self.kind in _EXTREMES and bool(self.is_turned)

    def _extreme_basis(self) -> Basis | None:
        if self.window is None or self.digits is not None or self.is_turned is None:
            return None
        is_lowest = (self.kind == "window_minimum") != self.is_turned
        return Basis("lowest" if is_lowest else "highest", window=self.window)

    def _window_basis(self, window: Interval) -> Basis | None:
        if self.digits is None:
            return Basis("window", window=window)
        plain = Digits(self.digits.decimals)
        return Basis("window", window=window, rounding=plain.decimals) if self.digits == plain else None

    @property
    def words(self) -> str:
        """The rule in a sentence's worth of words."""
        days = ""
        if self.window:
            days = f": {self.window.end}" if self.kind == "on" else f": {self.window}"
        phrase = _SAID[self.kind].format(over=self.over)
        return f"{phrase}{days}{_FORMS[self.form]}{self.digits.words if self.digits else ''}"

    @property
    def plainness(self) -> tuple[object, ...]:
        """By what rules that fit equally well are told one after the other."""
        digits = (self.digits is not None, *(self.digits.plainness if self.digits else ()))
        return (*BY_DAY, *OF_A_WINDOW).index(self.kind), FORMS.index(self.form), digits, self.over or 0

    def __str__(self) -> str:
        return str(self.basis) if self.basis else self.kind.replace("_", "-")

    def rate(self, form: Form, day: date) -> Fraction | None:
        """Units of the target per unit for a row of that day; None where no quote is near enough."""
        numbers = self.numbers(form.top, day)
        return form.rate(_STATISTICS[self.kind], numbers, self.digits) if numbers else None

    def roughly(self, form: Form, day: date) -> RoughRate | None:
        """The same in doubles, before it is brought to any digits."""
        numbers = self.numbers(form.top, day)
        return form.roughly(_STATISTICS[self.kind], numbers) if numbers else None

    def half(self, form: Form, day: date) -> Fraction | None:
        """The same where the rate lies exactly between two and is rounded down; None where it does not."""
        if self.digits is None:
            return None
        return form.half(_STATISTICS[self.kind], self.numbers(form.top, day), self.digits)

    def step(self, form: Form, day: date, rate: Fraction) -> Fraction:
        """What the last digit of the rate counts, as a part of it; 0 where it is not brought to any."""
        return form.step(rate, self.numbers(form.top, day), self.digits) if self.digits else Fraction(0)

    def numbers(self, daily: Daily, day: date) -> range:
        """Of which of the days a rate is wanted, for a row of that day; none where there are no quotes near enough."""
        if self.kind == "quotes" and self.over:
            stop = daily.numbers(_span("announced", day)).stop
            first = stop - self.over
            is_there = first >= 0 and day - daily.days[stop - 1] <= MOST_DAYS_BACK
            return range(first, stop) if is_there else range(0)
        span, statistic = self.window or self._span(day), _STATISTICS[self.kind]
        numbers = daily.numbers(span)
        if not numbers or self.window:
            return numbers
        early, late = daily.days[numbers.start] - span.start, span.end - daily.days[numbers.stop - 1]
        is_apart = _is_far(early, statistic, "first") or _is_far(late, statistic, "last")
        return range(0) if is_apart else numbers

    def _span(self, day: date) -> Interval:
        if self.over:
            return Interval(day - min(timedelta(days=self.over - 1), day - date.min), day)
        return _span(self.kind, day)


def _is_far(gap: timedelta, statistic: Statistic, end: Statistic) -> bool:
    """Whether quotes begin or end too far from an end of a span that matters to what is taken of it."""
    return statistic in ("mean", end) and gap > MOST_DAYS_BACK


def _span(kind: Kind, day: date) -> Interval:
    if kind == "day_after":
        following = min(day, date.max - _ONE) + _ONE
        return Interval(following, following + min(MOST_DAYS_BACK, date.max - following))
    if grid := next((Grid(name) for name in _GRIDS if kind.startswith(name)), None):
        cell = grid.cell(day)
        return grid.cell(_before(cell.start)) if kind.endswith("before") else cell
    last = _before(day) if kind == "day_before" else day
    return Interval(last - min(MOST_DAYS_BACK, last - date.min), last)


def _before(day: date) -> date:
    return day - _ONE if day > date.min else day

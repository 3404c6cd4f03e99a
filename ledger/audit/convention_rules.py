"""The rules by which publishers convert, as values: from which days the rate is, and how it is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from ledger.audit.convention_series import Form, FormName, Statistic
from ledger.foundation import Grid, Interval
from ledger.rates import MOST_DAYS_BACK, Basis, Rounding

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
    "on",
    "window",
    "window_minimum",
    "window_maximum",
]
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
)

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
        form: which way round the rates are taken before they are averaged and rounded.
        rounding: to how many decimals the rate is rounded, ``quoted`` for as many as the quotes have.

    >>> str(Rule("month")), Rule("month").words
    ('month', 'the mean of the month of the day')
    """

    kind: Kind
    window: Interval | None = None
    form: FormName = "quoted"
    rounding: Rounding | None = None

    @property
    def basis(self) -> Basis | None:
        """The basis that converts in this way; None where none does."""
        if self.form != "quoted":
            return None
        if self.kind == "window" and self.window:
            return Basis("window", window=self.window, rounding=self.rounding)
        if self.rounding is not None:
            return None
        if self.kind == "on" and self.window:
            return Basis("on", self.window.end)
        return Basis.parse(self.kind) if self.kind in ("announced", "month", "year") else None

    @property
    def words(self) -> str:
        """The rule in a sentence's worth of words."""
        days = ""
        if self.window:
            days = f": {self.window.end}" if self.kind == "on" else f": {self.window}"
        return f"{_SAID[self.kind]}{days}{_FORMS[self.form]}{_rounded(self.rounding)}"

    def __str__(self) -> str:
        return str(self.basis) if self.basis else self.kind.replace("_", "-")

    def span(self, day: date) -> Interval:
        """The days of which a rate is wanted, for a row of that day."""
        return self.window or _span(self.kind, day)

    def rate(self, form: Form, day: date) -> Fraction | None:
        """Units of the target per unit for a row of that day; None where no quote is near enough."""
        span, statistic = self.span(day), _STATISTICS[self.kind]
        numbers, days = form.top.numbers(span), form.top.days
        if not numbers:
            return None
        early, late = days[numbers.start] - span.start, span.end - days[numbers.stop - 1]
        if self.window is None and (_is_far(early, statistic, "first") or _is_far(late, statistic, "last")):
            return None
        return form.rate(statistic, span, self.rounding)

    def half(self, form: Form, day: date) -> Fraction | None:
        """The same where the rate lies exactly between two and is rounded down; None where it does not."""
        return None if self.rounding is None else form.half(_STATISTICS[self.kind], self.span(day), self.rounding)


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


def _rounded(rounding: Rounding | None) -> str:
    if rounding is None:
        return ""
    if rounding == "quoted":
        return ", rounded to the decimals of the quotes"
    return f", rounded to {rounding} decimal{'' if rounding == 1 else 's'}"

"""A line: one instalment with its worth in the report's currency, or the reason why it has none; and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.foundation import Grid, Interval, Money, Problem
from ledger.rates import Basis, Pair, RateSet
from ledger.records import Bounds, Commitment, Record
from ledger.valuation.convert import convert, converted_minor
from ledger.valuation.figures import Figures
from ledger.valuation.spread import cut, spread_figures
from ledger.valuation.terms import Instalment

Status = Literal["converted", "not_converted", "not_counted", "no_figure"]


@dataclass(frozen=True)
class Line:
    """One instalment as it stands in a report.

    Args:
        record: where it comes from.
        instalment: what is owed, in the original currency.
        status: converted; not_converted (no rate); not_counted (outside the report's scope); no_figure.
        figures: worth in minor units of the report's currency; only for ``converted``.
        pair: the rate used; None for the report's own currency and for other statuses.
        problems: why it was not converted, or what is odd about it.

    >>> Line.__dataclass_params__.frozen
    True
    """

    record: Record
    instalment: Instalment
    status: Status
    figures: Figures | None = None
    pair: Pair | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def stage(self) -> str:
        """Pledge or commitment; for a transaction its type."""
        return self.record.stage if isinstance(self.record, Commitment) else self.record.type

    @property
    def currency(self) -> str:
        """Original currency; empty where the source names none."""
        return self.record.amount.currency or ""

    @property
    def day(self) -> date:
        """The day that picks the rate: announcement or value date."""
        return rate_day(self.record)


@dataclass(frozen=True)
class Part:
    """A piece of a line that lies in one year and one fiscal year.

    Args:
        line: index of its line in the report.
        interval: its days.
        first_day: how many days of the line lie before it.
        figures: minor units of the report's currency; the parts of a line add up to it exactly.

    >>> Part(0, Interval(date(2025, 1, 1), date(2025, 1, 31)), 0, Figures(1, 1, 1)).interval.days
    31
    """

    line: int
    interval: Interval
    first_day: int
    figures: Figures


def rate_day(record: Record) -> date:
    """The day that picks the rate of a record: its announcement, or a transaction's value date."""
    return record.announced if isinstance(record, Commitment) else record.value_date


def value(  # noqa: PLR0913 - each is a fact of the conversion that the caller must see
    record: Record,
    owed: Sequence[Instalment],
    currency: str,
    *,
    rates: Sequence[RateSet],
    basis: Basis,
    as_of: date | None,
) -> tuple[Line, ...]:
    """Convert the instalments of a record: low, central and high by one rate, each rounded once.

    The rate hangs on the day of the record, so it is picked once for all of its instalments.
    """
    bounds = record.amount.bounds
    if bounds is None or not owed:
        return tuple(Line(record, item, "no_figure") for item in owed)
    money = Money(bounds.central, record.amount.currency or "")
    conversion = convert(money, currency, on=rate_day(record), rates=rates, basis=basis, as_of=as_of)
    problems = tuple(problem.within(record.id) for problem in conversion.problems)
    if conversion.result is None:
        return tuple(Line(record, item, "not_converted", problems=problems) for item in owed)
    return tuple(
        Line(record, item, "converted", _figures(item.amount, conversion.pair, currency), conversion.pair, problems)
        for item in owed
        if item.amount is not None
    )


def parts(line: Line, index: int, grids: Sequence[Grid]) -> tuple[Part, ...]:
    """Cut a converted line at the borders of years and fiscal years; other lines have no parts."""
    if line.figures is None:
        return ()
    intervals = cut(line.instalment.counted, grids)
    days = [interval.days for interval in intervals]
    cuts = spread_figures(line.figures, days)
    return tuple(
        Part(index, interval, sum(days[:number]), figures)
        for number, (interval, figures) in enumerate(zip(intervals, cuts, strict=True))
    )


def _figures(bounds: Bounds, pair: Pair | None, currency: str) -> Figures:
    low, central, high = (converted_minor(it, pair, currency) for it in (bounds.low, bounds.central, bounds.high))
    return Figures(low, central, high, bounds.open_high)

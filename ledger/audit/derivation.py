"""A figure, line by line: the rows in it, how they add up to it, and what is not in it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from ledger.foundation import Interval, Money, read_only
from ledger.records import Bounds, Record, minor_of, money_of
from ledger.reporting import Report, StageColumn
from ledger.totals import BOUNDS, Bound, Dimension, Offset, OpenStep, Unpaid, bound_of
from ledger.valuation import Figures, Line

Where = Mapping[Dimension, str]
"""Dimensions with the label that rows must have: ``{"donor": "GBR", "year": "2026"}``."""

Among = Mapping[Dimension, frozenset[str]]
"""Dimensions with several labels, of which rows must have one: ``{"donor": frozenset({"DNK", "NOR"})}``."""
NO_LABELS: Among = read_only({})


@dataclass(frozen=True)
class ExplainedRow:
    """One line's contribution to a figure.

    Args:
        number: of the line in the report, from 1, as in the table Conversions.
        line: the instalment with its amount, rate and result.
        interval: the days of it that the figure is about.
        first_day: how many counted days of the line lie before them.
        days: how many days that are.
        sign: 1, or -1 for what a net measure takes away.
        bound: which figure of the line it takes: low, central or high.
        figures: what it adds, sign included.
        result: the one of them that the explained figure adds.
        running: the results up to here.
        is_together: it is cancelled of a promise whose other cancellations, or which itself, are in the figure too, so
            that all of that is in doubt together.
    """

    number: int
    line: Line
    interval: Interval
    first_day: int
    days: int
    sign: int
    bound: Bound
    figures: Figures
    result: Money
    running: Money
    is_together: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the figure has all of the line, not only some of its days."""
        return self.days == self.line.instalment.counted.days

    @property
    def amount(self) -> Decimal | None:
        """What is counted of the instalment, in its own currency; None where only its worth has such a bound."""
        amount = self.line.instalment.amount
        if amount is None or self.worth != self._of_line:
            return None
        return _amount_of(amount, self.bound)

    @property
    def worth(self) -> Money:
        """What the whole line is worth, in the report's currency."""
        return money_of(self.sign * minor_of(self.result), self.figures.currency) if self.is_together else self._of_line

    @property
    def _of_line(self) -> Money:
        return money_of(bound_of(self.line.figures or Figures(), self.bound), self.figures.currency)


@dataclass(frozen=True)
class NotInIt:
    """What a reader might look for in a figure, and why it is not there.

    Args:
        record: the record.
        line: the line; None for a whole record: of what is still open, or one that owes without end in a report without
            a horizon, and so has no lines.
        number: of the line in the report, from 1; 0 without one.
        reason: in plain words.
    """

    record: Record
    line: Line | None
    number: int
    reason: str


@dataclass(frozen=True)
class CurrencyBalance:
    """What all records owe in one currency, and what became of it: the last three are the first.

    Args:
        currency: its code; all figures are central ones in it.
        owed: up to the horizon.
        converted: with a rate.
        not_converted: without one.
        not_counted: left out by the rules of the report.
    """

    currency: str
    owed: Decimal
    converted: Decimal
    not_converted: Decimal
    not_counted: Decimal


@dataclass(frozen=True)
class Adjustment:
    """What stands between the sum of the lines and a low or high figure.

    Args:
        offset: the doubt that cancels out; None for what rounding would have put on the wrong side of the central
            figure.
        result: what it adds to the figure.
        running: the lines and adjustments up to here.

    >>> Adjustment(Offset("e", ("p",), Decimal(4), Decimal(4)), Money("4", "EUR"), Money("10", "EUR")).reason
    'e and its part p: what one has more, the other has less'
    """

    offset: Offset | None
    result: Money
    running: Money

    @property
    def reason(self) -> str:
        """Why it is there, in plain words."""
        if self.offset is None:
            return "each line is rounded by itself: kept on its side of the central figure"
        parts = " and ".join(self.offset.parts)
        if self.offset.is_of_all:
            return f"{self.offset.envelope} with all that is in it ({parts}): together they are as certain as it is"
        return f"{self.offset.envelope} and its part {parts}: what one has more, the other has less"


@dataclass(frozen=True)
class Derivation:
    """A figure, line by line.

    Args:
        report: of which it is a figure.
        measure: what is added, or "open"; None where all lines of one record are shown, which are added only with their
            like.
        where: the labels that its rows have.
        rows: what adds up to it, in the order of the report.
        figures: what the rows come to with the adjustments, low, central and high.
        apart: what is not in it.
        group: the group whose members alone it is about; None for all donors.
        bound: which of the figures is explained.
        about: what its rows have in common, in words, where they are neither a total nor those of one record.
        balance: what is owed in a currency, where that is explained.
        adjustments: what stands between the sum of the rows and a low or high figure.
        among: the labels of which its rows have one, where the figure is of several together.
        unpaid: the firm commitments that add up to what is still open, in place of rows.
        counted: the records without a figure that are counted, where that is explained, in place of rows.
    """

    report: Report
    measure: StageColumn | None
    where: Where
    rows: tuple[ExplainedRow, ...]
    figures: Figures
    apart: tuple[NotInIt, ...]
    group: str | None = None
    bound: Bound = "central"
    about: str = ""
    balance: CurrencyBalance | None = None
    adjustments: tuple[Adjustment, ...] = ()
    among: Among = field(default_factory=lambda: NO_LABELS)
    unpaid: tuple[Unpaid, ...] = ()
    counted: tuple[NotInIt, ...] | None = None

    @property
    def adds_up(self) -> bool:
        """Whether its rows are added: those of several stages never are."""
        return not self.about

    @property
    def has_figure(self) -> bool:
        """Whether anything adds up to one figure."""
        return self.adds_up and bool(self.rows or self.unpaid)

    @property
    def open_rows(self) -> tuple[tuple[Unpaid, Figures, Money], ...]:
        """Each firm commitment with what is open of it, and what all up to here come to."""
        known = [(it, it.piece.figures) for it in self.unpaid if it.piece.figures is not None]
        running = accumulate(bound_of(figures, self.bound) for _, figures in known)
        return tuple(
            (it, figures, money_of(reached, figures.currency))
            for (it, figures), reached in zip(known, running, strict=True)
        )

    def steps_of(self, unpaid: Unpaid) -> tuple[tuple[OpenStep, Money, Money], ...]:
        """The steps to what is open of a commitment, each with its change of the explained reading and the sum so far.

        The last sum is what is open of it.
        """
        changes = [step.change_minor[BOUNDS.index(self.bound)] for step in unpaid.steps]
        currency = self.report.definition.currency
        return tuple(
            (step, money_of(change, currency), money_of(reached, currency))
            for step, change, reached in zip(unpaid.steps, changes, accumulate(changes), strict=True)
        )

    @property
    def standing(self) -> Money:
        """What stands of the firm commitments that add up to what is open, at its central reading."""
        return money_of(sum(it.standing.central_minor for it in self.unpaid), self.report.definition.currency)

    def days_open(self, unpaid: Unpaid) -> int:
        """How many days before the last day of the report a commitment was announced; 0 if it was so later."""
        return max(0, (self.report.last_day - unpaid.commitment.announced).days)

    @property
    def by_stage(self) -> Mapping[str, Money]:
        """What the rows of each stage come to."""
        sums: dict[str, Money] = {}
        for row in self.rows:
            stage = row.line.stage
            sums[stage] = sums[stage] + row.result if stage in sums else row.result
        return sums

    @property
    def figure(self) -> Money | None:
        """What is explained; None where nothing adds up to one figure."""
        if not self.has_figure:
            return None
        return money_of(bound_of(self.figures, self.bound), self.figures.currency)

    @property
    def is_open(self) -> bool:
        """Whether it is a high figure of which no upper bound is known: it reads "at least"."""
        return self.bound == "high" and self.figures.open_high


def _amount_of(amount: Bounds, bound: Bound) -> Decimal:
    return dict(zip(BOUNDS, (amount.low, amount.central, amount.high), strict=True))[bound]

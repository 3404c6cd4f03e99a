"""What ``explain`` answers: why a figure is what it is, line by line, down to the words of the source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.answers.change_lines import change_lines
from ledger.answers.explain_lines import explain_lines
from ledger.answers.explained_change import ChangeOfFigure, change_of_figure
from ledger.answers.explained_rows import (
    LeftOfFigure,
    LineOfFigure,
    RevisionBehind,
    left_of_figure,
    line_of_figure,
    revisions_of,
)
from ledger.answers.text import Lines
from ledger.answers.values import RecordValues
from ledger.audit import Adjustment, CurrencyBalance
from ledger.desk import DisplayedCell, ExplainedFigure
from ledger.foundation import Money, with_an_end
from ledger.presentation import NO_BREAK, Beside
from ledger.records import Record, money_of
from ledger.reporting import StageColumn
from ledger.totals import BOUNDS, Bound, Dimension, OpenStep, StepKind, Unpaid, bound_of
from ledger.valuation import Figures, LegTrail


@dataclass(frozen=True)
class Readings:
    """A figure at its three readings.

    Args:
        low: the lowest.
        central: the central one.
        high: the highest.
        open_high: whether no upper bound of it is known.
    """

    low: Money
    central: Money
    high: Money
    open_high: bool


@dataclass(frozen=True)
class StepOfOpen:
    """One step on the way from nothing to what is still open of a firm commitment.

    Args:
        kind: what happened: committed, cancelled, paid, returned, delivered; passed_on or taken_over for what was paid
            of an envelope beyond what is left of it, and counts as paid of its part; kept for what no line says.
        line: its number in the report, from 1; null without one.
        id: of the record that says so; null as before.
        record: as it stands in the report; null as before.
        day: on which it happened, or from which it is owed; null as before.
        amount: that sum as it counts, in its own currency; null where nobody says it, and as before.
        legs: the rates by which it was converted; none where it is taken at the rate of its commitment.
        left: how much is left of the amount behind it, in the currency of the commitment; null where its worth is
            taken, and where that has no end in decimals.
        of: how much of the amount stands; null as before.
        other: the id of the commitment to or from which it was passed on; null for all others.
        low: by how much it changes the low reading of what is open.
        central: the same of the central reading.
        high: the same of the high reading.
        running: the changes of the explained reading up to here; the last is what is open.
        revisions: of the record, the oldest first.
    """

    kind: StepKind
    line: int | None
    id: str | None
    record: RecordValues | None
    day: date | None
    amount: Money | None
    legs: tuple[LegTrail, ...]
    left: Money | None
    of: Money | None
    other: str | None
    low: Money
    central: Money
    high: Money
    running: Money
    revisions: tuple[RevisionBehind, ...]


@dataclass(frozen=True)
class OpenOfFigure:
    """A firm commitment, or the share of one of its donors, and what is still open of it.

    Args:
        id: of the record.
        record: as it stands in the report.
        donor: whose share it is.
        days: how many days before the last day of the report it was announced.
        committed: what is counted of it up to the horizon.
        standing: that less what was cancelled.
        left: what is still open of it: that less what was paid, or delivered if that is more, at its own rate.
        steps: from nothing to what is open of it, one after the other; their changes add up to it at each reading.
        beside: what was paid where more was delivered, or the other way round: it changes nothing.
        is_certain: whether nothing more can have been paid or delivered of it than is recorded.
        contribution: what it adds to the figure: one of what is left.
        running: the contributions up to here.
        revisions: of the record, the oldest first.
    """

    id: str
    record: RecordValues
    donor: str
    days: int
    committed: Readings
    standing: Readings
    left: Readings
    steps: tuple[StepOfOpen, ...]
    beside: tuple[StepOfOpen, ...]
    is_certain: bool
    contribution: Money
    running: Money
    revisions: tuple[RevisionBehind, ...]


@dataclass(frozen=True)
class AdjustmentOfFigure:
    """What stands between the sum of the lines and a low or high figure.

    Args:
        envelope: the record whose doubt cancels out with that of its parts; null for what rounding was off.
        parts: these parts; none for what rounding was off.
        reason: why it is there, in plain words.
        contribution: what it adds to the figure.
        running: the lines and adjustments up to here.
    """

    envelope: str | None
    parts: tuple[str, ...]
    reason: str
    contribution: Money
    running: Money


@dataclass(frozen=True)
class OwedInCurrency:
    """What all records owe in one currency, and what became of it: the last three are the first.

    Args:
        owed: up to the horizon.
        converted: with a rate.
        not_converted: without one.
        not_counted: left out by the rules of the report.
    """

    owed: Money
    converted: Money
    not_converted: Money
    not_counted: Money


@dataclass(frozen=True)
class CellOfFigure:
    """What the cell displays that was asked for.

    Args:
        cell: sheet and cell.
        row: the names of its row.
        column: what stands above it.
        text: what it shows, with its marks.
        unit: of that; empty where it shows no number.
        kind: what it says beside the sums of its row, such as share, fulfilled or undisclosed; null for a sum.
        share_of: the total that it shows a share of; null for what is no share.
    """

    cell: str
    row: str
    column: str
    text: str
    unit: str
    kind: Beside | None
    share_of: Money | None


@dataclass(frozen=True)
class ExplainAnswer:
    """A figure, line by line.

    Args:
        report: name of the report of which it is a figure.
        currency: of the report.
        basis: by which rule its rates are chosen.
        as_of: only what was recorded by the end of this day (UTC).
        head: hash of the last entry that the report saw.
        measure: what is added, or "open"; null where lines are shown that are added only with their like.
        where: the labels that its lines have, by dimension.
        among: the labels of which its lines have one, by dimension, where the figure is of several together.
        group: the group whose members alone it is about; null for all donors.
        bound: which of the figures is explained.
        about: what its lines have in common, where they are neither a total nor those of one record; else null.
        figure: what is explained; null where no line has a figure, or where lines are never added.
        low: the low figure of it; null as before.
        high: the high figure of it; null as before.
        by_stage: what the lines of each stage come to.
        balance: what is owed in a currency, where that is explained; else null.
        open_high: whether no upper bound of it is known.
        rows: what adds up to it, in the order of the report.
        unpaid: the firm commitments that add up to what is still open, in place of these.
        adjustments: what stands between the sum of the lines and a low or high figure.
        counted: the records without a figure whose number is explained, in place of rows; null where no number is.
        apart: what is not in it.
        cell: what is displayed of it, where a cell was named that shows it; else null.
        change: what it has changed by since an earlier report, where that is explained; else null.
    """

    report: str
    currency: str
    basis: str
    as_of: date
    head: str
    measure: StageColumn | None
    where: Mapping[Dimension, str]
    among: Mapping[Dimension, tuple[str, ...]]
    group: str | None
    bound: Bound
    about: str | None
    figure: Money | None
    low: Money | None
    high: Money | None
    by_stage: Mapping[str, Money]
    balance: OwedInCurrency | None
    open_high: bool
    rows: tuple[LineOfFigure, ...]
    unpaid: tuple[OpenOfFigure, ...]
    adjustments: tuple[AdjustmentOfFigure, ...]
    counted: tuple[LeftOfFigure, ...] | None
    apart: tuple[LeftOfFigure, ...]
    cell: CellOfFigure | None
    change: ChangeOfFigure | None


def answer(explained: ExplainedFigure) -> ExplainAnswer:
    """An explained figure as an answer."""
    figure = explained.explanation
    definition, issued = figure.report.definition, figure.report.issued
    return ExplainAnswer(
        report=definition.name,
        currency=definition.currency,
        basis=definition.basis,
        as_of=issued.as_of,
        head=issued.head,
        measure=figure.measure,
        where=dict(figure.where),
        among={dimension: tuple(sorted(labels)) for dimension, labels in figure.among.items()},
        group=figure.group,
        bound=figure.bound,
        about=figure.about or None,
        figure=figure.figure,
        low=figure.figures.low if figure.has_figure else None,
        high=figure.figures.high if figure.has_figure else None,
        by_stage=figure.by_stage,
        balance=_balance(figure.balance) if figure.balance else None,
        open_high=figure.figures.open_high,
        rows=tuple(line_of_figure(explained, row) for row in figure.rows),
        unpaid=tuple(_unpaid(explained)),
        adjustments=tuple(_adjustment(between) for between in figure.adjustments),
        counted=None if figure.counted is None else tuple(map(left_of_figure, figure.counted)),
        apart=tuple(map(left_of_figure, figure.apart)),
        cell=_cell(explained.cell) if explained.cell else None,
        change=change_of_figure(explained),
    )


def _cell(cell: DisplayedCell) -> CellOfFigure:
    text, unit = (it.replace(NO_BREAK, " ") for it in (cell.text, cell.unit))
    return CellOfFigure(str(cell.place), cell.row, cell.column, text, unit, cell.kind, cell.share_of)


def _balance(balance: CurrencyBalance) -> OwedInCurrency:
    sums = (balance.owed, balance.converted, balance.not_converted, balance.not_counted)
    return OwedInCurrency(*(Money(value, balance.currency) for value in sums))


def _unpaid(explained: ExplainedFigure) -> Iterator[OpenOfFigure]:
    figure = explained.explanation
    currency = figure.report.definition.currency
    for unpaid, left, running in figure.open_rows:
        contribution = money_of(bound_of(left, figure.bound), currency)
        committed, standing, still = (_readings(it, currency) for it in (unpaid.committed, unpaid.standing, left))
        yield OpenOfFigure(
            id=unpaid.commitment.id,
            record=unpaid.commitment,
            donor=unpaid.piece.labels["donor"],
            days=figure.days_open(unpaid),
            committed=committed,
            standing=standing,
            left=still,
            steps=tuple(_step(explained, unpaid, step, reached) for step, _, reached in figure.steps_of(unpaid)),
            beside=tuple(_step(explained, unpaid, step, contribution) for step in unpaid.beside),
            is_certain=unpaid.is_certain,
            contribution=contribution,
            running=running,
            revisions=revisions_of(explained, unpaid.commitment),
        )


def _step(explained: ExplainedFigure, unpaid: Unpaid, step: OpenStep, reached: Money) -> StepOfOpen:
    figure, line = explained.explanation, step.line
    currency, at = figure.report.definition.currency, BOUNDS.index(figure.bound)
    amount = line.instalment.amount if line else None
    own = (step.left[at], unpaid.amounts[at]) if step.left else ()
    left, of = (_amount(it, unpaid.commitment) for it in own) if own else (None, None)
    low, central, high = (money_of(it, currency) for it in step.change_minor)
    return StepOfOpen(
        kind=step.kind,
        line=step.number or None,
        id=line.record.id if line else None,
        record=line.record if line else None,
        day=line.instalment.interval.start if line else None,
        amount=Money(amount.central, line.currency) if line and amount else None,
        legs=explained.legs(line) if line and not step.left else (),
        left=left,
        of=of,
        other=step.other or None,
        low=low,
        central=central,
        high=high,
        running=reached,
        revisions=revisions_of(explained, line.record) if line else (),
    )


def _amount(amount: Fraction, commitment: Record) -> Money | None:
    """An amount in the currency of a commitment; None where its digits have no end."""
    value, currency = with_an_end(amount), commitment.amount.currency
    return None if value is None or currency is None else Money(value, currency)


def _readings(figures: Figures, currency: str) -> Readings:
    low, central, high = (
        money_of(it, currency) for it in (figures.low_minor, figures.central_minor, figures.high_minor)
    )
    return Readings(low, central, high, figures.open_high)


def _adjustment(between: Adjustment) -> AdjustmentOfFigure:
    offset = between.offset
    return AdjustmentOfFigure(
        envelope=offset.envelope if offset else None,
        parts=offset.parts if offset else (),
        reason=between.reason,
        contribution=between.result,
        running=between.running,
    )


def lines(explained: ExplainedFigure) -> Lines:
    """The same for people: each line with its rates, the words that its record rests on, and the sum."""
    return tuple(explain_lines(explained) if explained.change is None else change_lines(explained))

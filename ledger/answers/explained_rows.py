"""The rows of an explained figure as answers: each line with its rates and revisions, and what is not in the figure."""

from dataclasses import dataclass

from ledger.answers import record_history
from ledger.answers.values import RecordValues
from ledger.audit import ExplainedRow, NotInIt
from ledger.desk import ExplainedFigure, HistoryStep
from ledger.foundation import Interval, Money
from ledger.records import Record
from ledger.valuation import LegTrail


@dataclass(frozen=True)
class RevisionBehind(record_history.RecordRevision):
    """One revision of a record that a figure rests on.

    Args:
        in_report: whether the report has seen it.
    """

    in_report: bool


@dataclass(frozen=True)
class LineOfFigure:
    """One line and what it adds to the figure.

    Args:
        line: its number in the report, from 1, as in the table Conversions.
        id: of the record.
        record: as it stands in the report.
        instalment: number of the instalment, from 1.
        piece: which piece of the instalment it is; null where that is whole.
        donors: of a sum that several donors give, those whose part it is; null where one gives all.
        share: that part: where it begins and ends in the whole, and how many parts the whole has; null as before.
        interval: the days that the instalment is owed over.
        counted: those of them up to the horizon and the end of the term.
        amount: what is counted of it, in its own currency; null where only its worth has such a bound.
        legs: the rates by which it was converted; none in the currency of the report.
        provisional: whether the mean ends before its period does.
        worth: what the whole line is worth, in the currency of the report.
        part: the days of it that the figure is about.
        days_before: how many counted days of the line lie before them.
        days: how many days those are.
        of_days: how many days are counted.
        sign: 1, or -1 for what a net measure takes away.
        contribution: what it adds to the figure, sign included.
        running: the contributions up to here.
        revisions: of the record, the oldest first.
    """

    line: int
    id: str
    record: RecordValues
    instalment: int
    piece: str | None
    donors: tuple[str, ...] | None
    share: tuple[int, int, int] | None
    interval: Interval
    counted: Interval
    amount: Money | None
    legs: tuple[LegTrail, ...]
    provisional: bool
    worth: Money
    part: Interval
    days_before: int
    days: int
    of_days: int
    sign: int
    contribution: Money
    running: Money
    revisions: tuple[RevisionBehind, ...]


@dataclass(frozen=True)
class LeftOfFigure:
    """What a reader might look for in a figure, and why it is not there.

    Args:
        line: its number in the report, from 1; null for a record without a line.
        id: of the record.
        record: as it stands in the report.
        amount: what is owed, in its own currency; null where nobody says it.
        reason: why it is not in the figure, in plain words.
    """

    line: int | None
    id: str
    record: RecordValues
    amount: Money | None
    reason: str


def line_of_figure(explained: ExplainedFigure, row: ExplainedRow) -> LineOfFigure:
    """A row of an explained figure as an answer."""
    line, instalment = row.line, row.line.instalment
    portion = instalment.portion
    return LineOfFigure(
        line=row.number,
        id=line.record.id,
        record=line.record,
        instalment=instalment.number,
        piece=instalment.piece or None,
        donors=portion.donors if portion else None,
        share=(portion.start, portion.end, portion.of) if portion else None,
        interval=instalment.interval,
        counted=instalment.counted,
        amount=None if row.amount is None else Money(row.amount, line.currency),
        legs=explained.legs(line),
        provisional=bool(line.pair and line.pair.provisional),
        worth=row.worth,
        part=row.interval,
        days_before=row.first_day,
        days=row.days,
        of_days=instalment.counted.days,
        sign=row.sign,
        contribution=row.result,
        running=row.running,
        revisions=revisions_of(explained, line.record),
    )


def left_of_figure(left: NotInIt) -> LeftOfFigure:
    """What is not in a figure as an answer."""
    amount, currency = left.line.instalment.amount if left.line else None, left.record.amount.currency
    return LeftOfFigure(
        line=left.number or None,
        id=left.record.id,
        record=left.record,
        amount=Money(amount.central, currency) if amount and currency else None,
        reason=left.reason,
    )


def revisions_of(explained: ExplainedFigure, record: Record) -> tuple[RevisionBehind, ...]:
    """The revisions of a record that a figure rests on, those after its report marked as such."""
    entries = explained.explanation.report.issued.entries
    return tuple(_revision(step, entries) for step in explained.histories[record.id])


def _revision(step: HistoryStep, entries: int) -> RevisionBehind:
    return RevisionBehind(**vars(record_history.revision_of(step)), in_report=step.revision.seq <= entries)

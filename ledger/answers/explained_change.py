"""What a figure has changed by since an earlier report, as an answer: part by part, and the earlier figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.answers.explained_rows import (
    LeftOfFigure,
    LineOfFigure,
    RevisionBehind,
    left_of_figure,
    line_of_figure,
    revisions_of,
)
from ledger.answers.values import RecordValues
from ledger.audit import ChangedPart, Step
from ledger.desk import ExplainedFigure
from ledger.foundation import Money
from ledger.totals import Dimension


@dataclass(frozen=True)
class PartOfChange:
    """One part of a record at both ends of a change.

    Args:
        id: of the record.
        record: as it stands in the later report, or in the earlier one if it is in that alone.
        stage: of the part; null where a whole record is told.
        instalment: its number, from 1; null as before.
        piece: which piece of the instalment it is; null where that is whole, and as before.
        donors: of a sum that several donors give, those whose part it is; null where one gives all, and as before.
        then: what it adds to the earlier figure; null where it is not in that.
        now: what it adds to the later figure; null where it is not in that.
        change: the second less the first.
        steps: what happened to the record between the two reports, in the words of diff.
        revisions: of the record, the oldest first.
    """

    id: str
    record: RecordValues
    stage: str | None
    instalment: int | None
    piece: str | None
    donors: tuple[str, ...] | None
    then: Money | None
    now: Money | None
    change: Money
    steps: tuple[Step, ...]
    revisions: tuple[RevisionBehind, ...]


@dataclass(frozen=True)
class EarlierFigure:
    """The same figure of the earlier report.

    Args:
        report: name of that report.
        basis: by which rule its rates are chosen.
        as_of: only what was recorded by the end of this day (UTC).
        cutoff: only what was announced by this day; null without one.
        head: hash of the last entry that it saw.
        issue: the entry by which it was issued; null for others.
        among: the labels of which its lines have one, by dimension, where the figure is of several together.
        figure: the figure; null where no line has one.
        rows: what adds up to it, in the order of that report.
        apart: what is not in it.
    """

    report: str
    basis: str
    as_of: date
    cutoff: date | None
    head: str
    issue: int | None
    among: Mapping[Dimension, tuple[str, ...]]
    figure: Money | None
    rows: tuple[LineOfFigure, ...]
    apart: tuple[LeftOfFigure, ...]


@dataclass(frozen=True)
class ChangeOfFigure:
    """What a figure has changed by: the earlier figure and all changes of parts are the figure now.

    Args:
        exact: the whole change; what is displayed of it is rounded once.
        step: the one step of the bridge between the reports that is told, in the words of diff; null for all of them.
        parts: of both figures, those of the later one first; of a step the records that it moved.
        earlier: the earlier figure; null where one step is told.
    """

    exact: Money
    step: Step | None
    parts: tuple[PartOfChange, ...]
    earlier: EarlierFigure | None


def change_of_figure(explained: ExplainedFigure) -> ChangeOfFigure | None:
    """What an explained figure has changed by, as an answer; None where no change is explained."""
    change, earlier = explained.change, explained.earlier
    if change is None:
        return None
    parts = tuple(_part(explained, part) for part in change.parts)
    return ChangeOfFigure(change.change, change.step, parts, _earlier(earlier) if earlier else None)


def _part(explained: ExplainedFigure, part: ChangedPart) -> PartOfChange:
    return PartOfChange(
        id=part.record.id,
        record=part.record,
        stage=part.stage or None,
        instalment=part.instalment or None,
        piece=part.piece or None,
        donors=part.donors or None,
        then=part.then,
        now=part.now,
        change=part.change,
        steps=part.steps,
        revisions=revisions_of(explained, part.record),
    )


def _earlier(explained: ExplainedFigure) -> EarlierFigure:
    figure = explained.explanation
    definition, issued = figure.report.definition, figure.report.issued
    return EarlierFigure(
        report=definition.name,
        basis=definition.basis,
        as_of=issued.as_of,
        cutoff=definition.cutoff,
        head=issued.head,
        issue=issued.number,
        among={dimension: tuple(sorted(labels)) for dimension, labels in figure.among.items()},
        figure=figure.figure,
        rows=tuple(line_of_figure(explained, row) for row in figure.rows),
        apart=tuple(map(left_of_figure, figure.apart)),
    )

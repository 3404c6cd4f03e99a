"""By how much a figure has changed since an earlier report: the parts of both figures, matched with each other.

Pure functions over two figures that are explained already, or over a step of the bridge between two reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.audit.bridging import Bridge, Moved, Step
from ledger.audit.derivation import Derivation, ExplainedRow
from ledger.foundation import Money
from ledger.records import Record, minor_of, money_of

PartKey = tuple[str, str, int, str, tuple[str, ...]]
"""Of which record, stage, instalment and piece a row is, and which donors give it together."""


@dataclass(frozen=True)
class ChangedPart:
    """One part of a record in two figures, at their central reading.

    Args:
        record: as it is in the later report; as it was in the earlier one if it is in that alone.
        stage: of its line; empty where a step of a bridge is told.
        instalment: number of the instalment, from 1; 0 for the whole record, where a step of a bridge is told.
        piece: which piece of the instalment it is; empty where that is whole.
        donors: of a sum that several donors give, those whose part it is; none where one gives all.
        then: what it adds to the earlier figure; None where it is not in that.
        now: what it adds to the later figure; None where it is not in that.
        change: the second less the first; what is in none counts as nothing.
        steps: what happened to the record between the two; none where it moved nothing of the whole total.
    """

    record: Record
    stage: str
    instalment: int
    piece: str
    donors: tuple[str, ...]
    then: Money | None
    now: Money | None
    change: Money
    steps: tuple[Step, ...]

    @property
    def key(self) -> PartKey:
        """What its rows are matched by, as :func:`part_of` gives it."""
        return self.record.id, self.stage, self.instalment, self.piece, self.donors


@dataclass(frozen=True)
class FigureChange:
    """By how much a figure has changed, part by part.

    Args:
        currency: of the report.
        parts: of both figures, those of the later one first; their changes add up to the whole.
        step: of the bridge between the reports, where only what it moved is told; None for the whole change.
    """

    currency: str
    parts: tuple[ChangedPart, ...]
    step: Step | None = None

    @property
    def change(self) -> Money:
        """The changes of all parts together: the exact change of the figure."""
        return money_of(sum(minor_of(part.change) for part in self.parts), self.currency)

    @property
    def moved(self) -> tuple[ChangedPart, ...]:
        """The parts that are not the same in both figures."""
        return tuple(part for part in self.parts if part.change.value)


def change_between(then: Derivation, now: Derivation, bridge: Bridge | None) -> FigureChange:
    """The rows of two figures, matched by record, stage and part of it.

    Args:
        then: the figure in the earlier report, at its central reading.
        now: the same in the later one.
        bridge: between the totals of both reports, which tells what happened to each record.
    """
    currency = now.report.definition.currency
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in bridge.steps if bridge else ():
        for moved in step.rows:
            steps[moved.id].append(step.step)
    before, after = _by_part(then.rows), _by_part(now.rows)
    parts = []
    for key in dict.fromkeys((*after, *before)):
        was, comes = before.get(key, ()), after.get(key, ())
        figures = [sum(minor_of(row.result) for row in rows) for rows in (was, comes)]
        record_id, stage, instalment, piece, donors = key
        parts.append(
            ChangedPart(
                record=(*comes, *was)[0].line.record,
                stage=stage,
                instalment=instalment,
                piece=piece,
                donors=donors,
                then=money_of(figures[0], currency) if was else None,
                now=money_of(figures[1], currency) if comes else None,
                change=money_of(figures[1] - figures[0], currency),
                steps=tuple(steps[record_id]),
            )
        )
    return FigureChange(currency, tuple(parts))


def part_of(row: ExplainedRow) -> PartKey:
    """What a row is matched by: of which record, stage, instalment and piece it is, and whose part."""
    record, instalment = row.line.record, row.line.instalment
    donors = instalment.portion.donors if instalment.portion else ()
    return record.id, row.line.stage, instalment.number, instalment.piece, donors


def change_in_step(bridge: Bridge, step: Step, records: Mapping[str, Record], only: str = "") -> FigureChange:
    """What one step of a bridge moved, record by record.

    Args:
        bridge: with that step.
        step: one that moved anything.
        records: of both reports, by their ids.
        only: the id of one record, where only that is told; empty for all of them.

    Raises:
        StopIteration: for a step that the bridge does not have.
    """
    found = next(it for it in bridge.steps if it.step == step)
    rows = (row for row in found.rows if only in ("", row.id))
    parts = tuple(_moved(row, records[row.id], step) for row in rows)
    return FigureChange(bridge.closing.currency, parts, step)


def _moved(row: Moved, record: Record, step: Step) -> ChangedPart:
    # An end at which a record has no figure is none: that is not zero.
    then, now = (
        end if reading.central is not None else None
        for end, reading in zip((row.before, row.after), row.readings, strict=True)
    )
    return ChangedPart(record, "", 0, "", (), then, now, row.change, (step,))


def _by_part(rows: Iterable[ExplainedRow]) -> Mapping[PartKey, Sequence[ExplainedRow]]:
    parts: dict[PartKey, list[ExplainedRow]] = defaultdict(list)
    for row in rows:
        parts[part_of(row)].append(row)
    return parts

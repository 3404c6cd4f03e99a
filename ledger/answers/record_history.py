"""What ``history`` answers: who entered and changed a record, when and why, from which rows, and what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.answers.text import Lines
from ledger.answers.values import LineageRows
from ledger.desk import Change, HistoryStep
from ledger.records import Lineage


@dataclass(frozen=True)
class RecordRevision:
    """One revision of a record.

    Args:
        seq: number of the entry.
        action: record, amend, correct, withdraw or restore.
        time: when it was recorded, UTC.
        clock: what the clock said, UTC, where it was behind the entry before; else null.
        author: who recorded it.
        reason: why.
        hash: of the entry.
        batch: number of the import that brought it; null for what was entered by hand.
        source: whose data that import was; null for what was entered by hand.
        release: which release of it; null for what was entered by hand.
        lineage: the rows that it was read from, word for word.
        changes: what it changed, field by field; none for withdraw and restore.
    """

    seq: int
    action: str
    time: datetime
    clock: datetime | None
    author: str
    reason: str
    hash: str
    batch: int | None
    source: str | None
    release: str | None
    lineage: LineageRows
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class HistoryAnswer:
    """What happened to a record.

    Args:
        id: of the record.
        revisions: the oldest first.
    """

    id: str
    revisions: tuple[RecordRevision, ...]


def answer(key: str, steps: Sequence[HistoryStep]) -> HistoryAnswer:
    """The steps of a record as an answer.

    Args:
        key: id of the record.
        steps: all its revisions.
    """
    return HistoryAnswer(key, tuple(map(revision_of, steps)))


def revision_of(step: HistoryStep) -> RecordRevision:
    """One step as scripts read it, here and in ``explain``."""
    revision, batch = step.revision, step.batch
    return RecordRevision(
        seq=revision.seq,
        action=revision.action,
        time=revision.time,
        clock=revision.clock,
        author=revision.author,
        reason=revision.reason,
        hash=revision.hash,
        batch=revision.batch,
        source=batch.source if batch else None,
        release=batch.release if batch else None,
        lineage=revision.lineage,
        changes=step.changes,
    )


def lines(steps: Sequence[HistoryStep]) -> Lines:
    """The same for people."""
    return tuple(line for step in steps for line in _step_lines(step))


def row_place(row: Lineage) -> str:
    """Where a row stands, in words.

    >>> row_place(Lineage(file="pledges.xlsx", sheet="Pledges", row=7))
    'pledges.xlsx, sheet Pledges, row 7'
    """
    parts = (f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else "", row.path or "")
    return ", ".join(filter(None, (row.file, *parts)))


def _step_lines(step: HistoryStep) -> Iterator[str]:
    revision, batch = step.revision, step.batch
    clock = f" (the clock said {revision.clock:%Y-%m-%d %H:%M:%S})" if revision.clock else ""
    time = f"{revision.time:%Y-%m-%d %H:%M:%S} UTC{clock}"
    entry = f"(entry {revision.seq}, {revision.hash[:12]})"
    yield f"{time}  {revision.action} by {revision.author}: {revision.reason}  {entry}"
    if batch:
        yield f"    brought by batch {batch.seq}: {batch.release} of {batch.source}"
    for row in revision.lineage:
        yield from _row_lines(row)
    yield from (f"    {_change(change)}" for change in step.changes)


def _row_lines(row: Lineage) -> Iterator[str]:
    """Where a row stands, and what stands there, word for word."""
    yield f"    read from {row_place(row)}"
    if row.cells:
        yield from (f"        {heading or '(no heading)'}: {text}" for heading, text in row.cells.items())
    elif row.text:
        yield f"        {row.text}"


def _change(change: Change) -> str:
    if change.before is None:
        return f"{change.field}: {change.after}"
    return f"{change.field}: {change.before} -> {change.after if change.after is not None else '(removed)'}"

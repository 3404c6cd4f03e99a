"""What ``diff`` answers: the bridges from the totals of one state of a book, report or release to those of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.answers.text import Lines, TextTable
from ledger.audit import Bridge, BridgeStep, Moved, Step
from ledger.desk import Compared
from ledger.foundation import Money, grouped
from ledger.reporting import Report
from ledger.totals import NET_MEASURES, Measure, Sum

_SHOWN = 5


@dataclass(frozen=True)
class ComparedEnd:
    """One end of a comparison.

    Args:
        name: as it was written, such as ``entry:12``.
        entries: how many entries of the book it has.
        head: hash of the last of them.
        as_of: only what was recorded by the end of this day (UTC).
    """

    name: str
    entries: int
    head: str
    as_of: date


@dataclass(frozen=True)
class MovedRecord:
    """What one record adds to a step.

    Args:
        id: of the record.
        before: its central figures before the step.
        after: the same after it.
        change: after less before.
        revisions: numbers of the entries that changed it between the two ends; none where the step left it alone.
    """

    id: str
    before: Money
    after: Money
    change: Money
    revisions: tuple[int, ...]


@dataclass(frozen=True)
class BridgedStep:
    """One step of a bridge.

    Args:
        step: its kind.
        change: what it adds to the figure.
        rows: the records that it moves, the largest change first.
    """

    step: Step
    change: Money
    rows: tuple[MovedRecord, ...]


@dataclass(frozen=True)
class BridgedMeasure:
    """From the opening figure of one measure to the closing one.

    Args:
        measure: what is added.
        opening: central figure of the first end.
        not_converted: how many records have no rate, at the opening and at the closing.
        steps: those that move anything, in their fixed order.
        closing: central figure of the second end.
        agrees: whether opening and all steps come to the closing figure exactly.
    """

    measure: Measure
    opening: Money
    not_converted: tuple[int, int]
    steps: tuple[BridgedStep, ...]
    closing: Money
    agrees: bool


@dataclass(frozen=True)
class DiffAnswer:
    """Two states and the bridges between their totals.

    Args:
        currency: of both reports.
        ends: the first and the second.
        bridges: one per measure that either of them adds up.
    """

    currency: str
    ends: tuple[ComparedEnd, ComparedEnd]
    bridges: tuple[BridgedMeasure, ...]


def answer(compared: Compared) -> DiffAnswer:
    """A comparison as an answer."""
    bridged = compared.bridged
    ends = _end(compared.opening.name, bridged.opening), _end(compared.closing.name, bridged.closing)
    return DiffAnswer(_currency(compared), ends, tuple(map(_bridge, bridged.bridges)))


def _currency(compared: Compared) -> str:
    return compared.bridged.closing.definition.currency


def _end(name: str, report: Report) -> ComparedEnd:
    return ComparedEnd(name, report.issued.entries, report.issued.head, report.issued.as_of)


def _bridge(bridge: Bridge) -> BridgedMeasure:
    first, last = bridge.ends
    return BridgedMeasure(
        measure=bridge.measure,
        opening=bridge.opening,
        not_converted=(first.not_converted, last.not_converted),
        steps=tuple(map(_step, bridge.steps)),
        closing=bridge.closing,
        agrees=bridge.agrees,
    )


def _step(step: BridgeStep) -> BridgedStep:
    return BridgedStep(step.step, step.change, tuple(map(_moved, step.rows)))


def _moved(row: Moved) -> MovedRecord:
    seqs = tuple(revision.seq for revision in row.revisions)
    return MovedRecord(row.id, row.before, row.after, row.change, seqs)


def lines(compared: Compared) -> Lines:
    """The same for people: a table for each measure, and the records that each step moves most."""
    currency = _currency(compared)
    head = f"From {compared.opening.name} to {compared.closing.name}, in {currency}."
    bridges = compared.bridged.bridges
    if not bridges:
        return (head, "Neither report adds anything up.")
    return (head, *(line for bridge in bridges for line in _of_bridge(bridge)))


def _of_bridge(bridge: Bridge) -> Iterator[str | TextTable]:
    yield _table(bridge)
    if any(end.not_converted for end in bridge.ends):
        lacking = " and ".join(str(end.not_converted) for end in bridge.ends)
        yield f"    + or not converted: {lacking} records have no rate at the opening and at the closing"
    for step in bridge.steps:
        named = ", ".join(f"{row.id} {_signed(row.change)}" for row in step.rows[:_SHOWN])
        more = f" and {len(step.rows) - _SHOWN} more" if len(step.rows) > _SHOWN else ""
        yield f"    {step.step}: {named}{more}"


def _table(bridge: Bridge) -> TextTable:
    rows = [("opening", _total(bridge.opening, bridge.ends[0], bridge.measure), "")]
    rows += [(step.step, _signed(step.change), str(len(step.rows))) for step in bridge.steps]
    rows.append(("closing", _total(bridge.closing, bridge.ends[1], bridge.measure), ""))
    return TextTable((bridge.measure.replace("_", " "), "central", "records"), rows, figures={1, 2})


def _total(central: Money, total: Sum, measure: Measure) -> str:
    # From a net total a cancellation may be missing as well as a promise.
    mark = " ±" if measure in NET_MEASURES else " +"
    return total.unknown or grouped(central.value) + (mark if total.is_partial else "")


def _signed(change: Money) -> str:
    return f"{'+' if change.value > 0 else ''}{grouped(change.value)}"

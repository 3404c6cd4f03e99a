"""From records to the rows of a report and their lines: what counts, under whose name, and what is cancelled of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledger.foundation import phrase
from ledger.records import Commitment, Portion, Record
from ledger.reporting.definition import Definition
from ledger.reporting.report import Row
from ledger.totals import (
    Cancelled,
    Counting,
    Envelope,
    counting,
    donors_outside,
    shares_of_cancellations,
    standing_of,
    visible,
)
from ledger.valuation import (
    Instalment,
    Line,
    Rules,
    by_portion,
    instalments,
    of_envelope,
    owes_without_end,
    schedule,
    stage_of,
    value,
)


def rows_of(definition: Definition, records: Sequence[Record]) -> tuple[tuple[Row, ...], Counting]:
    """The records that a report may see as its rows, by id, and what of them counts."""
    seen = visible(records, definition.scope)
    counts = counting(seen, definition.scope)
    commitments = {it.id: it for it in seen if it.record == "commitment"}
    return tuple(_row(record, commitments, counts, definition) for record in seen), counts


def _row(record: Record, commitments: Mapping[str, Commitment], counts: Counting, definition: Definition) -> Row:
    commitment = record if record.record == "commitment" else commitments[record.commitment]
    envelope, horizon, scope = counts.envelopes.get(record.id), definition.horizon, definition.scope
    portions = commitment.portions
    if envelope and portions and any(commitments[it].portions != portions for it in envelope.parts):
        # Of parts that are given otherwise nobody says whose share of the envelope they are taken from.
        portions = (Portion(commitment.donors, 0, 1, 1),)
    day = commitment.announced
    reasons = (
        (it.label, donors_outside(commitment, it.donors, scope) or scope.selection.donors_left_out(it.donors, day))
        for it in portions
    )
    return Row(
        record,
        commitment,
        counts.left_out.get(record.id),
        None if owes_without_end(record, horizon) else schedule(record, horizon),
        envelope,
        portions,
        {label: reason for label, reason in reasons if reason},
        counts.bounds.get(record.id),
        counts.filtered.get(record.id),
        record.id in counts.late,
    )


def lines_of(rows: Sequence[Row], counts: Counting, horizon: date | None, rules: Rules) -> tuple[Line, ...]:
    """The lines of all records, followed by what cancellations take from them."""
    commitments = {row.record.id: row.record for row in rows if row.record.record == "commitment"}
    cancelled = {row.record.id: it for row in rows if (it := _cancelled(row, commitments, counts))}
    lines = tuple(
        line
        for row in rows
        if row.record.id not in cancelled or cancelled[row.record.id].is_outside
        for line in _lines(row, counts, horizon, rules)
    )
    return (*lines, *shares_of_cancellations(tuple(cancelled.values()), commitments, counts, lines, horizon))


def _cancelled(row: Row, commitments: Mapping[str, Commitment], counts: Counting) -> Cancelled | None:
    """The row as a cancellation to take from lines; None for other rows and for one in another currency."""
    record = row.record
    if record.record == "commitment" or record.type != "cancellation" or not record.amount.bounds:
        return None
    if row.left_out and row.commitment.id not in counts.outside:
        return None
    standing = standing_of(row.commitment.id, counts)
    currencies = {commitments[key].amount.currency for key in standing} - {None}
    if currencies - {record.amount.currency}:
        return None
    return Cancelled(record, stage_of(record, row.commitment), row.commitment, standing, bool(row.left_out))


def _lines(row: Row, counts: Counting, horizon: date | None, rules: Rules) -> tuple[Line, ...]:
    if row.schedule is None:
        return ()
    outside = counts.envelopes_outside.get(row.record.id)
    owed = instalments(row.record, horizon, row.bounds)
    stage = stage_of(row.record, row.commitment)
    if row.record.id in counts.unsaid_parts:
        # Its sum is missing wherever its envelope does not stand.
        unsaid = _by_donor(row, stage, owed, rules)
        return tuple(it if it.left_out else replace(it, left_out=row.left_out) for it in unsaid)
    if row.left_out:
        # Of an envelope outside of the boundary what is left is told apart: with it parts that count may be cancelled.
        decimals = row.record.amount.decimals
        pieces = [piece for it in owed for piece in of_envelope(it, outside.in_parts, decimals)] if outside else owed
        return tuple(Line(row.record, stage, it, "not_counted", left_out=row.left_out) for it in pieces)
    if row.envelope is None:
        return _by_donor(row, stage, owed, rules)
    return tuple(line for it in owed for line in _beside_parts(row, stage, it, row.envelope, rules))


def _beside_parts(row: Row, stage: str, owed: Instalment, envelope: Envelope, rules: Rules) -> tuple[Line, ...]:
    """What is left of an envelope as lines that count, and what its parts hold as one that does not."""
    remainder, held = of_envelope(owed, envelope.in_parts, row.record.amount.decimals)
    reason = phrase("in its parts, which are lines of their own: {parts}", parts=tuple(envelope.parts))
    left = () if envelope.is_empty else _by_donor(row, stage, (remainder,), rules)
    return (*left, Line(row.record, stage, held, "not_counted", left_out=reason))


def _by_donor(row: Row, stage: str, owed: Sequence[Instalment], rules: Rules) -> tuple[Line, ...]:
    """Lines that count. Joint donors: those of each donor, or group of donors, inside the boundary."""
    if not (row.portions and owed):
        return value(row.record, stage, owed, rules)
    lines: list[Line] = []
    pieces = [by_portion(it, row.portions, row.record.amount.decimals) for it in owed]
    for portion, own in zip(row.portions, zip(*pieces, strict=True), strict=True):
        reason = row.outside.get(portion.label)
        if reason is None:
            lines += value(row.record, stage, own, rules)
        else:
            lines += (Line(row.record, stage, it, "not_counted", left_out=reason) for it in own)
    return tuple(lines)

"""Batches: what each import brought, and how the records of a source stand since.

A batch is an entry ``import`` and the entries behind it that carry its number.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import ValidationError
from sqlalchemy import Connection, select

from ledger.book.journal import ENTRIES, read_stored
from ledger.book.times import utc_time
from ledger.book.views import (
    ON_RECORDS,
    RECORDING,
    FileRead,
    ImportPayload,
    RateFile,
    RecordPayload,
    Revision,
    id_of,
    rate_file,
    rates_standing,
    revision_of,
    unreadable,
)
from ledger.foundation import Place, Refused
from ledger.records import Lineage, Record

State = Literal["there", "vanished", "withdrawn", "undone"]


@dataclass(frozen=True)
class Batch:
    """One import.

    Args:
        seq: its number, that of the entry that opened it.
        source: whose data it is; all releases of a source have it in common.
        release: which release of it.
        format: in which format it was read.
        files: names, hashes and sizes of the files.
        time: when it was imported, UTC.
        author: who imported it.
    """

    seq: int
    source: str
    release: str
    format: str
    files: tuple[FileRead, ...]
    time: datetime
    author: str


@dataclass(frozen=True)
class SourceRecord:
    """A record that a source has brought.

    Args:
        record: as the source last stated it.
        lineage: the rows from which that was read.
        state: there; vanished (a later release no longer had it); withdrawn (by hand); undone (with its batch).
        edited: number of the entry that has changed it by hand since; None if nobody did.
    """

    record: Record
    lineage: tuple[Lineage, ...]
    state: State = "there"
    edited: int | None = None


def batches(connection: Connection, place: Place) -> Iterator[Batch]:
    """All batches, oldest first.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    columns = (ENTRIES.c.seq, ENTRIES.c.payload, ENTRIES.c.time, ENTRIES.c.author)
    query = select(*columns).where(ENTRIES.c.action == "import").order_by(ENTRIES.c.seq)
    for seq, payload, time, author in connection.execute(query):
        try:
            imported = ImportPayload.model_validate_json(payload)
            moment = utc_time(time)
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None
        yield Batch(seq, imported.source, imported.release, imported.format, imported.files, moment, author)


def brought(connection: Connection, place: Place, source: str) -> dict[str, SourceRecord]:
    """What a source has brought in all its batches, by id.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    own = frozenset(batch.seq for batch in batches(connection, place) if batch.source == source)
    if not own:
        return {}
    standing: dict[str, _Trace] = {}
    columns = (ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.payload)
    query = select(*columns).where(ENTRIES.c.action.in_(ON_RECORDS)).order_by(ENTRIES.c.seq)
    for seq, action, payload in connection.execute(query):
        try:
            _follow(standing, seq, action, payload, own)
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None
    return {key: _brought(trace, place) for key, trace in standing.items()}


def sources(connection: Connection, place: Place) -> dict[str, str]:
    """The source of each imported record by id, withdrawn records included; records entered by hand are left out.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    named = {batch.seq: batch.source for batch in batches(connection, place)}
    source_of: dict[str, str] = {}
    query = select(ENTRIES.c.seq, ENTRIES.c.payload).where(ENTRIES.c.action == "record").order_by(ENTRIES.c.seq)
    for seq, payload in connection.execute(query):
        try:
            if source := named.get(json.loads(payload).get("batch")):
                source_of[id_of(payload)] = source
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None
    return source_of


@dataclass
class Content:
    """What a batch did to the records, and what has become of them since.

    Args:
        revisions: its entries on records, newest first.
        before: for each of their ids the record as it was last stated before; None for one that was new.
        since: for each id that was stated, withdrawn or restored again since, the number of the last entry that did so.
        undone: whether this batch was undone since.
        rates: for each file of rates that came with it and is still the newest of its name, the file before it; None
            where it was the first.
    """

    revisions: list[Revision] = field(default_factory=list)
    before: dict[str, Record | None] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    undone: bool = False
    rates: dict[str, RateFile | None] = field(default_factory=dict)


def content_of(connection: Connection, place: Place, batch: int) -> Content:
    """What a batch did; empty for a number that opens none.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    own: list[int] = []
    stated: dict[str, int] = {}
    content = Content()
    touched: dict[str, list[tuple[int, int | None]]] = {}
    before: dict[str, int | None] = {}
    query = select(ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.payload).where(ENTRIES.c.action.in_(ON_RECORDS))
    for seq, action, payload in connection.execute(query.order_by(ENTRIES.c.seq)):
        try:
            key = id_of(payload)
            # A look at the text spares reading all the others.
            if f'"batch":{batch}' in payload and json.loads(payload).get("batch") == batch:
                own.append(seq)
                before.setdefault(key, stated.get(key))
            elif key in before:
                fields = json.loads(payload)
                content.undone |= fields.get("undoes") == batch
                _touch(touched.setdefault(key, []), seq, fields, batch)
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None
        if action in RECORDING:
            stated[key] = seq
    content.revisions = [_revision(connection, place, seq) for seq in reversed(own)]
    content.before = {
        key: None if seq is None else _revision(connection, place, seq).record for key, seq in before.items()
    }
    content.rates = _rates_before(connection, place, batch)
    content.since = {key: entries[-1][0] for key, entries in touched.items() if entries}
    return content


def _rates_before(connection: Connection, place: Place, batch: int) -> dict[str, RateFile | None]:
    return {
        name: rate_file(connection, place, *files[-2]) if len(files) > 1 else None
        for name, files in rates_standing(connection, place).items()
        if files[-1][1].batch == batch
    }


def _touch(touched: list[tuple[int, int | None]], seq: int, fields: dict[str, int], batch: int) -> None:
    """Note a later entry on a record; a later import that was undone in turn leaves no note."""
    undone = fields.get("undoes")
    if undone is None or undone == batch:
        touched.append((seq, fields.get("batch")))
    else:
        touched[:] = [it for it in touched if it[1] != undone]


def _revision(connection: Connection, place: Place, seq: int) -> Revision:
    (stored,) = read_stored(connection, seq, seq)
    return revision_of(stored, place)


@dataclass
class _Trace:
    """The same while the journal is read: the statements of the source, each with its batch, still as payloads."""

    stated: list[tuple[int, int, str]]
    state: State = "there"
    edited: int | None = None


def _follow(standing: dict[str, _Trace], seq: int, action: str, payload: str, own: frozenset[int]) -> None:
    fields = json.loads(payload)
    key, batch, undoes = fields["id"], fields.get("batch"), fields.get("undoes")
    trace = standing.get(key)
    if batch in own and action in RECORDING:
        earlier = trace.stated if trace else []
        standing[key] = _Trace([*earlier, (batch, seq, payload)])
    elif trace is None:
        return
    elif action == "withdraw":
        trace.state = "undone" if undoes is not None else "vanished" if batch in own else "withdrawn"
    elif undoes is not None:
        trace.state = "there"
        trace.stated = [it for it in trace.stated if it[0] != undoes] or trace.stated
    else:
        trace.state = "there"
        if action in RECORDING:
            trace.edited = seq


def _brought(trace: _Trace, place: Place) -> SourceRecord:
    _, seq, payload = trace.stated[-1]
    try:
        stated = RecordPayload.model_validate_json(payload)
    except ValidationError as invalid:
        raise Refused([unreadable(place, seq, invalid)]) from None
    return SourceRecord(stated.record, stated.lineage, trace.state, trace.edited)

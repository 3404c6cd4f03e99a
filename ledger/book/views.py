"""What the entries mean: the revisions one by one, the records as they stood on a day, the rate files in force.

Reads only. Text becomes records here, so a payload that was tampered with is refused here and never half understood.

Decisions are read here too, in order; ``decisions`` describes their entries.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, select

from ledger.book.decisions import DECISIONS, DecisionPayload, payload_in
from ledger.book.faults import altered, part_of
from ledger.book.journal import ENTRIES, FILE_BYTES, FILES, Entry, Head, Moment, Stored, until
from ledger.book.times import ahead_of, clock_of, utc_time
from ledger.foundation import Place, Problem, Refused
from ledger.rates import NOTHING_STATED, Direction, StatedQuotation
from ledger.records import Commitment, Lineage, Record, Transaction, dump_lineage, dump_record

RECORDING = ("record", "amend", "correct")
ON_RECORDS = (*RECORDING, "withdraw", "restore")

# Our own writing puts the id first, and an id has no character that JSON would escape.
_ID = re.compile(r'\{"id":"([A-Za-z0-9][A-Za-z0-9._:/-]{0,99})"[,}]', re.ASCII)


class RecordPayload(BaseModel):
    """What an entry that records, amends or corrects carries; with a batch, the rows from which it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    record: Annotated[Commitment | Transaction, Field(discriminator="record")]
    batch: int | None = None
    undoes: int | None = None
    lineage: tuple[Lineage, ...] = ()


class IdPayload(BaseModel):
    """What an entry that withdraws or restores carries."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    batch: int | None = None
    undoes: int | None = None


class RatesPayload(BaseModel):
    """What an entry with a file of rates carries; the file itself lies beside the entries, under its hash.

    Args:
        name: of the rate set.
        sha256: hash of the file.
        bytes: how many it has.
        batch: the import that it came with, if any.
        base: the base of the rates, where the person who added the file had to say it.
        direction: in which direction they are quoted, likewise.
        source: who published them, likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    sha256: str
    bytes: int
    batch: int | None = None
    base: str | None = None
    direction: Direction | None = None
    source: str | None = None

    @property
    def stated(self) -> StatedQuotation:
        """What the person who added the file said of it."""
        return StatedQuotation(self.base, self.direction, self.source)


class RatesWithdrawnPayload(BaseModel):
    """What an entry carries that takes a rate set out: its name. The files that it had stay beside the entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str


class FileRead(BaseModel):
    """A file that was imported: its name, and the hash of its bytes, which do not enter the book.

    Args:
        name: its last part, without the folder.
        sha256: hash of its bytes.
        bytes: how many there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    sha256: str
    bytes: int


class ImportPayload(BaseModel):
    """What the entry that opens a batch carries: whose data, which release of it, in which files."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str
    release: str
    format: str
    files: tuple[FileRead, ...]


class RejectPayload(BaseModel):
    """What an entry carries that keeps a row which did not become a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    batch: int
    place: str
    problems: tuple[str, ...]
    lineage: tuple[Lineage, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of the journal, read.

    Args:
        seq: its number, from 1.
        action: record, amend (the world changed), correct (we were wrong), withdraw, restore, rates,
            withdraw_rates, import (opens a batch), reject (a row of a batch that did not become a record), or one of
            ``decisions.DECISIONS``.
        time: when it was recorded, UTC.
        author: who recorded it.
        reason: why.
        id: of the record; None for entries on rates, import and reject.
        record: as this entry states it; None for all but record, amend and correct.
        hash: of the entry.
        payload: the entry's text as it stands in the book (JSON).
        batch: number of the entry that opened the batch to which this one belongs; None outside of a batch.
        lineage: the rows of the source from which the record was read, word for word.
        clock: what the clock said, UTC, where it was behind the entry before; ``time`` is then that entry's.
    """

    seq: int
    action: str
    time: datetime
    author: str
    reason: str
    id: str | None
    record: Record | None = field(repr=False)
    hash: str
    payload: str = field(repr=False)
    batch: int | None = None
    lineage: tuple[Lineage, ...] = field(default=(), repr=False)
    clock: datetime | None = None


@dataclass(frozen=True)
class RateFile:
    """A file of rates as it was added to the book.

    Args:
        name: the name under which newer files replace older ones.
        data: its bytes.
        sha256: their hash.
        seq: number of the entry that added it.
        stated: what the person who added it said of it.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    seq: int
    stated: StatedQuotation = NOTHING_STATED


def record_payload(record: Record, origin: str = "") -> str:
    """The payload that states a record, with the record's own JSON as it is, and where it comes from.

    >>> sent = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> record_payload(sent)[:42]
    '{"id":"x-1","record":{"record":"transactio'
    """
    return f'{{"id":{json.dumps(record.id)},"record":{dump_record(record)}{origin}}}'


def id_payload(key: str, origin: str = "") -> str:
    """The payload of an entry that withdraws or restores."""
    return f'{{"id":{json.dumps(key)}{origin}}}'


def origin_of(batch: int | None, lineage: Iterable[Lineage] = (), undoes: int | None = None) -> str:
    """What stands in a payload behind the record: its batch, or the batch that it undoes, and its lineage.

    >>> origin_of(7), origin_of(None)
    (',"batch":7', '')
    """
    rows = tuple(lineage)
    parts = (
        "" if batch is None else f',"batch":{batch}',
        "" if undoes is None else f',"undoes":{undoes}',
        f',"lineage":{dump_lineage(rows)}' if rows else "",
    )
    return "".join(parts)


def revision_of(stored: Stored, place: Place) -> Revision:
    """Read one entry.

    Raises:
        Refused: CHAIN if its bytes are not what an entry is made of.
    """
    seq = stored[0].decode("ascii", "replace")
    try:
        entry = entry_of(stored)
        key, record, batch, lineage = _content(entry.action, entry.payload)
        time, clock = utc_time(entry.time), clock_of(entry.time)
    except ValueError as fault:
        raise Refused([unreadable(place, seq, fault)]) from None
    fields = (entry.seq, entry.action, time, entry.author, entry.reason, key, record, entry.hash, entry.payload)
    return Revision(*fields, entry.seq if entry.action == "import" else batch, lineage, clock)


def entry_of(stored: Stored) -> Entry:
    """The fields of an entry out of their bytes.

    Raises:
        ValueError: for bytes that are not UTF-8, or a number that cannot be read.
    """
    seq, previous, version, *texts, digest = (each.decode() for each in stored)
    author, reason, action, time, payload = texts
    return Entry(int(seq), previous, int(version), author, reason, action, time, payload, digest)


def rates_standing(
    connection: Connection, place: Place, as_of: Moment = None
) -> Mapping[str, list[tuple[int, RatesPayload]]]:
    """The rate sets that are there at a moment, in the order in which their names came in, each with all its files.

    A set that was withdrawn is not among them; one that came in again has only the files since, and stands last.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    standing: dict[str, list[tuple[int, RatesPayload]]] = {}
    query = select(ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.payload).where(
        ENTRIES.c.action.in_(["rates", "withdraw_rates"]), until(as_of)
    )
    for seq, action, payload in connection.execute(query.order_by(ENTRIES.c.seq)):
        try:
            if action == "withdraw_rates":
                standing.pop(RatesWithdrawnPayload.model_validate_json(payload).name, None)
                continue
            rates = RatesPayload.model_validate_json(payload)
        except ValidationError as invalid:
            raise Refused([unreadable(place, seq, invalid)]) from None
        standing.setdefault(rates.name, []).append((seq, rates))
    return standing


def rate_files(connection: Connection, place: Place, as_of: Moment = None) -> tuple[RateFile, ...]:
    """The newest file of each set that is there at a moment, in the order in which the names came in.

    Raises:
        Refused: CHAIN for an entry that cannot be read or whose file is missing.
    """
    standing = rates_standing(connection, place, as_of)
    return tuple(rate_file(connection, place, *files[-1]) for files in standing.values())


def rate_history(connection: Connection, place: Place, as_of: Moment = None) -> Iterator[RateFile]:
    """Every file of the sets that are there at a moment, oldest first; raises like :func:`rate_files`."""
    standing = rates_standing(connection, place, as_of)
    for entry in sorted((entry for files in standing.values() for entry in files), key=itemgetter(0)):
        yield rate_file(connection, place, *entry)


def file_bytes(connection: Connection, place: Place, sha256: str) -> bytes | None:
    """The bytes of a file that was added, by their hash; None where they are missing.

    Raises:
        Refused: CHAIN for other bytes than were added.
    """
    data: bytes | None = connection.scalar(select(FILE_BYTES).where(FILES.c.sha256 == sha256))
    if data is not None and hashlib.sha256(data).hexdigest() != sha256:
        where = part_of(place, f"file {sha256[:12]}")
        raise Refused([altered(where, "other bytes than were added", "bytes with this sha256")])
    return data


def day_of(head: Head, place: Place) -> date | None:
    """The day (UTC) of the newest entry; None for an empty book.

    Raises:
        Refused: CHAIN if its time cannot be read.
    """
    try:
        return date.fromisoformat(head.time[:10]) if head.seq else None
    except ValueError as fault:
        raise Refused([unreadable(place, head.seq, fault)]) from None


def ahead_of_clock(head: Head, now: datetime, place: Place) -> tuple[Problem, ...]:
    """CLOCK, a warning, where the newest entry is dated more than a day ahead of the clock; refused like the day."""
    try:
        return ahead_of(utc_time(head.time), now, part_of(place, f"entry {head.seq}")) if head.seq else ()
    except ValueError as fault:
        raise Refused([unreadable(place, head.seq, fault)]) from None


def unreadable(place: Place, seq: object, fault: ValueError) -> Problem:
    """A CHAIN error for an entry that cannot be read."""
    message = str(fault).splitlines()[0]
    return altered(
        part_of(place, f"entry {seq}"), f"an entry that cannot be read ({message})", "an entry as it was written"
    )


Content = tuple[str | None, Record | None, int | None, tuple[Lineage, ...]]


def _content(action: str, payload: str) -> Content:
    match action:
        case "record" | "amend" | "correct":
            stated = RecordPayload.model_validate_json(payload)
            if stated.id != stated.record.id:
                raise ValueError("two ids in one entry")
            return stated.id, stated.record, stated.batch, stated.lineage
        case "withdraw" | "restore":
            named = IdPayload.model_validate_json(payload)
            return named.id, None, named.batch, ()
        case "rates":
            return None, None, RatesPayload.model_validate_json(payload).batch, ()
        case "withdraw_rates" | "import":
            (ImportPayload if action == "import" else RatesWithdrawnPayload).model_validate_json(payload)
            return None, None, None, ()
        case "reject":
            rejected = RejectPayload.model_validate_json(payload)
            return None, None, rejected.batch, rejected.lineage
        case _ if action in DECISIONS:
            payload_in(action, payload)
            return None, None, None, ()
        case _:
            raise ValueError("an unknown action")


def id_of(payload: str) -> str:
    """The id at the beginning of the payload of an entry on a record, without reading the rest.

    Raises:
        ValueError: if there is none.
    """
    match = _ID.match(payload)
    if not match:
        raise ValueError("no id at the beginning of the payload")
    return match[1]


def rate_file(connection: Connection, place: Place, seq: int, rates: RatesPayload) -> RateFile:
    """The file of rates that an entry added; raises like :func:`rate_files`."""
    data = file_bytes(connection, place, rates.sha256)
    if data is None:
        expected = f"the file with sha256 {rates.sha256}"
        raise Refused([altered(part_of(place, f"entry {seq}"), "no file of rates", expected)])
    return RateFile(rates.name, data, rates.sha256, seq, rates.stated)


@dataclass(frozen=True)
class Decision:
    """One such entry, read.

    Args:
        seq: its number; an issued report is called by it.
        time: when, UTC.
        author: who.
        reason: why; for a sign-off the statement.
        action: issue, sign_off, waive, severity or sample.
        payload: what it carries.
        hash: of the entry.
        clock: what the clock said, UTC, where it was behind the entry before.

    >>> from datetime import UTC
    >>> from ledger.book import SeverityPayload
    >>> zero = SeverityPayload(code="ZERO", severity="error")
    >>> Decision(7, datetime(2025, 6, 2, tzinfo=UTC), "Ann", "we never enter a zero", "severity", zero, "").payload.code
    'ZERO'
    """

    seq: int
    time: datetime
    author: str
    reason: str
    action: str
    payload: DecisionPayload
    hash: str
    clock: datetime | None = None


def decisions(connection: Connection, place: Place, moment: Moment = None) -> Iterator[Decision]:
    """All such entries up to a moment, oldest first.

    Raises:
        Refused: CHAIN for one that cannot be read.
    """
    fields = (ENTRIES.c[it] for it in ("seq", "time", "author", "reason", "action", "payload", "hash"))
    query = select(*fields).where(ENTRIES.c.action.in_(DECISIONS), until(moment)).order_by(ENTRIES.c.seq)
    for seq, time, author, reason, action, payload, digest in connection.execute(query):
        try:
            yield Decision(
                seq, utc_time(time), author, reason, action, payload_in(action, payload), digest, clock_of(time)
            )
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None

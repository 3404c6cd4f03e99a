"""``list``, ``show`` and ``history``: what stands in the book, and how it came to stand there."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import options
from ledger.cli.answer import Answer, answering
from ledger.cli.opened import open_book
from ledger.cli.screen import TextTable

if TYPE_CHECKING:
    from ledger.desk import Change, HistoryStep
    from ledger.records import Lineage, Record

app = typer.Typer()

RecordId = Annotated[str, typer.Argument(metavar="ID", help="Id of the record; `list` shows them.")]


@app.command("list")
@answering("list")
def list_records(book: options.BookPath = options.DEFAULT_BOOK, as_of: options.AsOf = None) -> Answer:
    """List the records of the book."""
    records = open_book(book).records(options.maybe(options.day, as_of, "--as-of"))
    commitments = {it.id: it for it in records if it.record == "commitment"}
    rows = [_row(it, commitments.get(getattr(it, "commitment", it.id))) for it in records]
    headings = ("id", "announced", "donor", "recipient", "stage", "amount", "title")
    fields = {"count": len(records), "records": [as_json(it) for it in records]}
    counted = f"{len(records)} record{'' if len(records) == 1 else 's'} in {book}"
    return Answer(fields, (*([TextTable(headings, rows, wraps=6)] if rows else []), counted))


@app.command()
@answering("show")
def show(record: RecordId, book: options.BookPath = options.DEFAULT_BOOK, as_of: options.AsOf = None) -> Answer:
    """Show every field of a record, and its sources."""
    from ledger import desk

    found = desk.find_record(open_book(book), record, options.maybe(options.day, as_of, "--as-of"))
    return Answer({"record": as_json(found)}, (described(found),))


@app.command()
@answering("history")
def history(record: RecordId, book: options.BookPath = options.DEFAULT_BOOK) -> Answer:
    """Show what happened to a record: when, by whom, why, and what changed."""
    from ledger import desk

    steps = desk.history(open_book(book), record)
    lines = [line for step in steps for line in _told(step)]
    return Answer({"id": record, "revisions": [step_fields(step) for step in steps]}, lines)


def as_json(record: "Record") -> dict[str, Any]:
    """A record as it stands in a file of records."""
    from ledger.records import dump_record

    values: dict[str, Any] = json.loads(dump_record(record))
    return values


def described(record: "Record") -> TextTable:
    """A record in plain words, a line per field."""
    from ledger import desk

    return TextTable(("field", "value"), desk.described(record), wraps=1)


def _row(record: "Record", commitment: "Record | None") -> tuple[str, ...]:
    donor, recipient = (str(getattr(commitment, name, "")) for name in ("given_by", "recipient"))
    day: date = record.announced if record.record == "commitment" else record.value_date
    stage = record.stage if record.record == "commitment" else record.type
    return record.id, str(day), donor, recipient, stage, record.stated_amount, record.title or ""


def _told(step: "HistoryStep") -> list[str]:
    it = step.revision
    clock = f" (the clock said {it.clock:%Y-%m-%d %H:%M:%S})" if it.clock else ""
    time = f"{it.time:%Y-%m-%d %H:%M:%S} UTC{clock}"
    first = f"{time}  {it.action} by {it.author}: {it.reason}  (entry {it.seq}, {it.hash[:12]})"
    brought = (
        [f"    brought by batch {step.batch.seq}: {step.batch.release} of {step.batch.source}"] if step.batch else []
    )
    read = (line for row in it.lineage for line in _origin(row))
    return [first, *brought, *read, *(f"    {_change(change)}" for change in step.changes)]


def _origin(row: "Lineage") -> Iterator[str]:
    """Where a row stands, and what stands there, word for word."""
    where = (f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else "", row.path or "")
    yield "    read from " + ", ".join(filter(None, (row.file, *where)))
    if row.cells:
        yield from (f"        {heading or '(no heading)'}: {text}" for heading, text in row.cells.items())
    elif row.text:
        yield f"        {row.text}"


def _change(change: "Change") -> str:
    if change.before is None:
        return f"{change.field}: {change.after}"
    return f"{change.field}: {change.before} -> {change.after if change.after is not None else '(removed)'}"


def step_fields(step: "HistoryStep") -> dict[str, object]:
    """One revision as data, with the rows it was read from."""
    from ledger.records import dump_lineage

    it = step.revision
    return {
        "seq": it.seq,
        "action": it.action,
        "time": it.time.isoformat(),
        "clock": it.clock.isoformat() if it.clock else None,
        "author": it.author,
        "reason": it.reason,
        "hash": it.hash,
        "batch": it.batch,
        "source": step.batch.source if step.batch else None,
        "release": step.batch.release if step.batch else None,
        "lineage": json.loads(dump_lineage(it.lineage)),
        "changes": [{"field": change.field, "before": change.before, "after": change.after} for change in step.changes],
    }

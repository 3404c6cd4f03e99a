"""``explain``: why a figure is what it is, line by line, down to the words of the source."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Answer, answering
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.audit import Derivation, ExplainedRow, NotInIt
    from ledger.desk import ExplainedFigure, LegTrail, Step
    from ledger.records import Lineage

app = typer.Typer()

Given = str | None


@app.command()
@answering("explain")
def explain(  # noqa: PLR0913, PLR0917 - one argument per option
    named: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT...", help="A record id; filters such as donor=GBR group=EU year=2026; TABLE:ROW:COLUMN."
        ),
    ],
    report: Annotated[str, typer.Option("--report", metavar="NAME", help="The report of the figure.")] = "commitments",
    currency: Annotated[Given, typer.Option("--currency", metavar="CODE", help="Currency of the report.")] = None,
    basis: Annotated[Given, typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates.")] = None,
    cutoff: Annotated[Given, typer.Option("--cutoff", metavar="DATE", help="Only what was announced by then.")] = None,
    as_of: options.AsOf = None,
    horizon: Annotated[Given, typer.Option("--horizon", metavar="DATE", help="Last day that terms count to.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it as a sheet (.xlsx) too.")] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Explain a record or a total: its rows, rates, quotes and revisions, and how they add up."""
    from ledger import desk

    opened = desk.open_book(book)
    made = desk.build_report(
        report,
        opened,
        currency=options.maybe(options.currency, currency, "--currency"),
        basis=options.maybe(options.basis, basis, "--basis"),
        cutoff=options.maybe(options.day, cutoff, "--cutoff"),
        as_of=options.maybe(options.day, as_of, "--as-of"),
        horizon=options.maybe(options.day, horizon, "--horizon"),
    )
    found = desk.explain_figure(opened, made, named)
    written = (f"Sheet: {desk.write_explanation(found, out)}",) if out else ()
    return Answer(_fields(found), (*_text(found), *written))


def _text(found: "ExplainedFigure") -> Iterator[str]:
    it = found.explanation
    yield _head(it)
    for row in it.rows:
        yield from _row(found, row)
    yield _sum(it)
    if it.apart:
        yield "Not in it:"
        yield from (_apart(left) for left in it.apart)


def _head(it: "Derivation") -> str:
    definition = it.report.definition
    group = [f"group {it.group} (its members)"] if it.group else []
    labels = ", ".join([*group, *(f"{name.replace('_', ' ')} {label}" for name, label in it.where.items())])
    what = it.measure.replace("_", " ").capitalize() if it.measure else "All lines of the record"
    limits = f"basis {definition.basis}, as of {it.report.issued.as_of}"
    horizon = f", horizon {definition.horizon}" if definition.horizon else ""
    return f"{what}{f', {labels}' if labels else ''} in {definition.currency}, {limits}{horizon}:"


def _row(found: "ExplainedFigure", row: "ExplainedRow") -> Iterator[str]:
    line, it = row.line, found.explanation
    item, record = line.instalment, line.record
    yield ""
    piece = f", {item.piece}" if item.piece else ""
    yield f"Line {row.number}  {record.id}, instalment {item.number}{piece}: {record.title or ''}".rstrip()
    counted = f"counted {item.counted}" if item.days_before else f"counted to {item.counted.end}"
    stated = f"{record.amount}" if item.is_whole else f"{record.amount}, {counted}"
    amount = f" = {line.currency} {grouped(item.amount.central)}" if item.amount else ""
    yield f"    {line.stage}, {item.interval}: {stated}{amount}"
    for leg in found.legs(row):
        yield f"    rate: {_leg(leg)}"
    if line.pair is not None and line.pair.provisional:
        yield "    the mean is provisional: its period was not over"
    if line.figures is not None:
        yield f"    worth {_money(it, line.figures.central)}"
    share = "" if row.is_whole else f", {row.days} of its {item.counted.days} days ({row.interval})"
    taken = "taken away: " if row.sign < 0 else ""
    yield f"    in this figure: {taken}{_money(it, row.figures.central)}{share}; together {_money(it, row.running)}"
    for source in record.sources:
        where = f", {source.url}" if source.url else ""
        yield f"    source: {source.publisher}, {source.title}{where}" + (f': "{source.quote}"' if source.quote else "")
    yield from (f"    {_step(step)}" for step in found.histories[record.id])


def _leg(leg: "LegTrail") -> str:
    days = f"{leg.first} to {leg.last}, {leg.quotes} quotes" if leg.quotes > 1 else str(leg.last or "by definition")
    back = f", {leg.days_back} day{'' if leg.days_back == 1 else 's'} back" if leg.days_back else ""
    return f"{leg.said} ({leg.kind}, {days}{back}; {leg.rate_set}: {leg.source}; file {leg.sha256[:12]})"


def _step(step: "Step") -> str:
    it = step.revision
    read = "; ".join(_origin(row) for row in it.lineage[:3])
    told = f"{it.action} by {it.author} on {it.time:%Y-%m-%d}: {it.reason} (entry {it.seq}, {it.hash[:12]})"
    return f"{told}, read from {read}" if read else told


def _origin(row: "Lineage") -> str:
    where = (f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else "", row.path or "")
    return ", ".join(filter(None, (row.file, *where)))


def _sum(it: "Derivation") -> str:
    if not it.rows:
        return "Nothing adds up to it: no row has these labels and a figure."
    return f"\n{len(it.rows)} line{'' if len(it.rows) == 1 else 's'} add up to {_money(it, it.figures.central)}."


def _apart(it: "NotInIt") -> str:
    amount = it.line.instalment.amount
    shown = f"{it.line.currency} {grouped(amount.central)}" if amount else str(it.line.record.amount)
    return f"    Line {it.number}  {it.line.record.id}: {shown}: {it.reason}"


def _money(it: "Derivation", minor: int) -> str:
    return f"{it.report.definition.currency} {grouped(_exact(it, minor))}"


def _exact(it: "Derivation", minor: int) -> Decimal:
    from ledger.records import CURRENCIES

    return from_minor(minor, CURRENCIES[it.report.definition.currency].minor_units)


def _fields(found: "ExplainedFigure") -> dict[str, object]:
    it = found.explanation
    return {
        "report": it.report.definition.name,
        "currency": it.report.definition.currency,
        "basis": it.report.definition.basis,
        "as_of": str(it.report.issued.as_of),
        "head": it.report.issued.head,
        "measure": it.measure,
        "where": dict(it.where),
        "group": it.group,
        "figure": plain(_exact(it, it.figures.central)) if it.rows else None,
        "low": plain(_exact(it, it.figures.low)) if it.rows else None,
        "high": plain(_exact(it, it.figures.high)) if it.rows else None,
        "open_high": it.figures.open_high,
        "rows": [_row_fields(found, row) for row in it.rows],
        "apart": [{"line": left.number, "id": left.line.record.id, "reason": left.reason} for left in it.apart],
    }


def _row_fields(found: "ExplainedFigure", row: "ExplainedRow") -> dict[str, object]:
    from ledger.cli.records import as_json

    it, line, item = found.explanation, row.line, row.line.instalment
    return {
        "line": row.number,
        "id": line.record.id,
        "record": as_json(line.record),
        "instalment": item.number,
        "piece": item.piece or None,
        "interval": [str(item.interval.start), str(item.interval.end)],
        "counted_from": str(item.counted.start),
        "counted_to": str(item.counted.end),
        "amount": plain(item.amount.central) if item.amount else None,
        "original_currency": line.currency,
        "legs": [_leg_fields(leg) for leg in found.legs(row)],
        "provisional": bool(line.pair and line.pair.provisional),
        "worth": plain(_exact(it, line.figures.central)) if line.figures else None,
        "part": [str(row.interval.start), str(row.interval.end)],
        "days": row.days,
        "of_days": item.counted.days,
        "sign": row.sign,
        "contribution": plain(_exact(it, row.figures.central)),
        "running": plain(_exact(it, row.running)),
        "revisions": [
            {
                "seq": step.revision.seq,
                "action": step.revision.action,
                "author": step.revision.author,
                "reason": step.revision.reason,
                "time": step.revision.time.isoformat(),
                "hash": step.revision.hash,
            }
            for step in found.histories[line.record.id]
        ],
    }


def _leg_fields(leg: "LegTrail") -> dict[str, object]:
    return {
        "currency": leg.currency,
        "kind": leg.kind,
        "rate": leg.rate,
        "said": leg.said,
        "first": str(leg.first) if leg.first else None,
        "last": str(leg.last) if leg.last else None,
        "quotes": leg.quotes,
        "rate_set": leg.rate_set,
        "source": leg.source,
        "sha256": leg.sha256,
        "days_back": leg.days_back,
    }

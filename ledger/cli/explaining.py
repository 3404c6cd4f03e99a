"""``explain``: why a figure is what it is, line by line, down to the words of the source."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.opened import open_book
from ledger.cli.screen import where
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.audit import Adjustment, Derivation, ExplainedRow, NotInIt
    from ledger.desk import ExplainedFigure, HistoryStep
    from ledger.records import Lineage, Record
    from ledger.valuation import LegTrail

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
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    as_of: options.AsOf = None,
    horizon: report_options.Horizon = None,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ENTRY", help="Explain an issued report, as it was issued.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it as a sheet (.xlsx) too.")] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Explain a record or a total: its rows, rates, quotes and revisions, and how they add up."""
    from ledger import desk

    target = options.maybe(options.workbook, out, "--out")
    changes = report_options.changes(currency, basis, cutoff, as_of, horizon)
    number = options.maybe(options.entry, issue, "--issue")
    if number is not None and any(changes.values()):
        raise misused(
            "--issue", "--issue beside other rules", "the rules of the issued report", "leave one of them out"
        )
    opened = open_book(book)
    made = desk.build_report(report, opened, **changes) if number is None else desk.report_as_issued(opened, number)
    found = desk.explain_figure(opened, made, named)
    return Answer(_fields(found), (*_text(found), *_written(found, target)))


def _written(found: "ExplainedFigure", target: Path | None) -> Iterator[str]:
    from ledger import desk

    if target is not None:
        replaced = target.exists()
        yield where("Sheet", desk.write_explanation(found, target), replaced=replaced)


def _text(found: "ExplainedFigure") -> Iterator[str]:
    it = found.explanation
    yield _head(it)
    for number, row in enumerate(it.rows):
        yield from _row(found, row)
        key = row.line.record.id
        if number + 1 == len(it.rows) or it.rows[number + 1].line.record.id != key:
            # Once for all lines of a record: what was promised for years would else repeat its words for each.
            yield from _words(found, row.line.record)
    for between in it.adjustments:
        yield from _adjustment(it, between)
    yield from _sum(it)
    if it.apart:
        yield "Not in it:"
        for left in it.apart:
            yield _apart(left)
            if not it.measure:
                yield from _words(found, left.record)


def _head(it: "Derivation") -> str:
    definition = it.report.definition
    group = [f"group {it.group} (its members)"] if it.group else []
    bound = [] if it.bound == "central" else [f"the {it.bound} figure"]
    labels = ", ".join([*group, *(f"{name.replace('_', ' ')} {label}" for name, label in it.where.items()), *bound])
    what = it.measure.replace("_", " ").capitalize() if it.measure else it.about or "All lines of the record"
    issued = it.report.issued
    state = "" if issued.number is None else f", as issued by entry {issued.number}"
    limits = f"basis {definition.basis}, as of {issued.as_of}{state}"
    cutoff = f", cutoff {definition.cutoff}" if definition.cutoff else ""
    horizon = f", horizon {definition.horizon}" if definition.horizon else ""
    return f"{what}{f', {labels}' if labels else ''} in {definition.currency}, {limits}{cutoff}{horizon}:"


def _row(found: "ExplainedFigure", row: "ExplainedRow") -> Iterator[str]:
    line, it = row.line, found.explanation
    item, record = line.instalment, line.record
    yield ""
    piece = f", {item.piece}" if item.piece else ""
    yield f"Line {row.number}  {record.id}, instalment {item.number}{piece}: {record.title or ''}".rstrip()
    counted = f"counted {item.counted}" if item.days_before else f"counted to {item.counted.end}"
    portion = item.portion
    shared = f"{portion.end - portion.start} of {portion.of} parts of " if portion and portion.of > 1 else ""
    as_recorded = str(record.amount) if item.is_whole and not shared else ""
    stated = f"{shared}{record.stated_amount}" if item.is_whole else f"{shared}{record.stated_amount}, {counted}"
    amount = "" if row.amount is None else f"{line.currency} {grouped(row.amount)}"
    yield f"    {line.stage}, {item.interval}: {stated}{f' = {amount}' if amount not in ('', as_recorded) else ''}"
    yield from (f"    rate: {_leg(leg)}" for leg in found.legs(row))
    yield from _fallbacks(found, row)
    yield f"    worth {_money(it, row.worth)}"
    share = "" if row.is_whole else f", {row.days} of its {item.counted.days} days ({row.interval})"
    taken = "taken away: " if row.sign < 0 else ""
    together = f"; together {_money(it, row.running)}" if it.adds_up else ""
    yield f"    in this figure: {taken}{_money(it, row.result)}{share}{together}"


def _adjustment(it: "Derivation", found: "Adjustment") -> Iterator[str]:
    yield ""
    yield f"Between the lines and the figure: {found.reason}"
    yield f"    in this figure: {_money(it, found.result)}; together {_money(it, found.running)}"


def _fallbacks(found: "ExplainedFigure", row: "ExplainedRow") -> Iterator[str]:
    pair, order = row.line.pair, found.order
    if pair is None:
        return
    if pair.provisional:
        yield "    the mean is provisional: its period was not over"
    name = pair.rate_set.name
    if name in order[1:] and "table" not in (pair.source.kind, pair.target.kind):
        place = order.index(name) + 1
        yield f"    {name} is number {place} of the rate sets {', '.join(order)}: none before it had this rate"


def _words(found: "ExplainedFigure", record: "Record") -> Iterator[str]:
    """What a record rests on: its sources with their words, and who entered and changed it, and why."""
    for source in record.sources:
        where = f", {source.url}" if source.url else ""
        yield f"    source: {source.publisher}, {source.title}{where}" + (f': "{source.quote}"' if source.quote else "")
    entries = found.explanation.report.issued.entries
    for step in found.histories[record.id]:
        yield f"    {_step(step)}" + (" (after this report)" if step.revision.seq > entries else "")


def _leg(leg: "LegTrail") -> str:
    origin = f"{leg.rate_set}: {leg.source}; file {leg.sha256[:12]}"
    if leg.kind == "base":
        return f"{leg.said} ({origin})"
    days = f"{leg.first} to {leg.last}, {leg.quotes} quotes" if leg.quotes > 1 else str(leg.last or "by definition")
    days += f", {leg.by_law} of them by law" if leg.by_law else ""
    back = f", {leg.days_back} day{'' if leg.days_back == 1 else 's'} back" if leg.days_back else ""
    rounded = "" if leg.decimals is None else f", rounded to {leg.decimals} decimals"
    return f"{leg.said} ({leg.kind}, {days}{back}{rounded}; {origin})"


def _step(step: "HistoryStep") -> str:
    it = step.revision
    read = "; ".join(_origin(row) for row in it.lineage[:3])
    told = f"{it.action} by {it.author} on {it.time:%Y-%m-%d}: {it.reason} (entry {it.seq}, {it.hash[:12]})"
    return f"{told}, read from {read}" if read else told


def _origin(row: "Lineage") -> str:
    where = (f"sheet {row.sheet}" if row.sheet else "", f"row {row.row}" if row.row else "", row.path or "")
    return ", ".join(filter(None, (row.file, *where)))


def _sum(it: "Derivation") -> Iterator[str]:
    yield ""
    if it.balance:
        named = {"owed": it.balance.owed, **_became(it)}
        told = [f"{grouped(figure)} {name.replace('_', ' ')}" for name, figure in named.items()]
        yield f"{it.balance.currency} {told[0]} = {' + '.join(told[1:])}."
    if not it.adds_up:
        lines = "1 line" if len(it.rows) == 1 else f"{len(it.rows)} lines"
        stages = "; ".join(f"{stage} {_money(it, minor)}" for stage, minor in it.by_stage.items())
        yield f"{lines} with a figure, never added across stages: {stages}." if stages else "No line with a figure."
    elif it.rows:
        number = len(it.adjustments)
        more = f" and {number} adjustment{'' if number == 1 else 's'}" if number else ""
        lines = "1 line" if len(it.rows) == 1 else f"{len(it.rows)} lines"
        how_many = f"{lines}{more} {'adds' if len(it.rows) + number == 1 else 'add'}"
        yield f"{how_many} up to {'at least ' if it.is_open else ''}{_money(it, it.figure)}."
    else:
        yield (
            "Nothing adds up to it: no row has these labels and a figure."
            if it.measure
            else "This record adds nothing to any total of the report."
        )


def _became(it: "Derivation") -> dict[str, Decimal]:
    """What became of the sums that are owed in a currency."""
    found = it.balance
    if found is None:
        return {}
    return {
        "converted": found.converted,
        "not_converted": found.not_converted,
        "not_counted": found.not_counted,
    }


def _apart(it: "NotInIt") -> str:
    amount = it.line.instalment.amount if it.line else None
    shown = f"{it.record.amount.currency} {grouped(amount.central)}" if amount else it.record.stated_amount
    line = f"Line {it.number}  " if it.line else ""
    piece = f", {it.line.instalment.piece}" if it.line and it.line.instalment.piece else ""
    return f"    {line}{it.record.id}{piece}: {shown}: {it.reason}"


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
        "bound": it.bound,
        "about": it.about or None,
        "figure": plain(_exact(it, it.figure)) if it.rows and it.adds_up else None,
        "low": plain(_exact(it, it.figures.low)) if it.rows and it.adds_up else None,
        "high": plain(_exact(it, it.figures.high)) if it.rows and it.adds_up else None,
        "by_stage": {stage: plain(_exact(it, minor)) for stage, minor in it.by_stage.items()},
        "balance": it.balance
        and {
            "currency": it.balance.currency,
            "owed": plain(it.balance.owed),
            **{name: plain(figure) for name, figure in _became(it).items()},
        },
        "open_high": it.figures.open_high,
        "rows": [_row_fields(found, row) for row in it.rows],
        "adjustments": [
            {
                "envelope": between.offset.envelope if between.offset else None,
                "parts": list(between.offset.parts) if between.offset else [],
                "reason": between.reason,
                "contribution": plain(_exact(it, between.result)),
                "running": plain(_exact(it, between.running)),
            }
            for between in it.adjustments
        ],
        "apart": [_apart_fields(left) for left in it.apart],
    }


def _apart_fields(it: "NotInIt") -> dict[str, object]:
    from ledger.cli.records import as_json

    amount = it.line.instalment.amount if it.line else None
    return {
        "line": it.number or None,
        "id": it.record.id,
        "record": as_json(it.record),
        "amount": plain(amount.central) if amount else None,
        "original_currency": it.record.amount.currency,
        "reason": it.reason,
    }


def _row_fields(found: "ExplainedFigure", row: "ExplainedRow") -> dict[str, object]:
    from ledger.cli.records import as_json, step_fields

    it, line, item = found.explanation, row.line, row.line.instalment
    entries = it.report.issued.entries
    return {
        "line": row.number,
        "id": line.record.id,
        "record": as_json(line.record),
        "instalment": item.number,
        "piece": item.piece or None,
        "donors": list(item.portion.donors) if item.portion else None,
        "share": [item.portion.start, item.portion.end, item.portion.of] if item.portion else None,
        "interval": [str(item.interval.start), str(item.interval.end)],
        "counted_from": str(item.counted.start),
        "counted_to": str(item.counted.end),
        "amount": None if row.amount is None else plain(row.amount),
        "original_currency": line.currency,
        "legs": [_leg_fields(leg) for leg in found.legs(row)],
        "provisional": bool(line.pair and line.pair.provisional),
        "worth": plain(_exact(it, row.worth)),
        "part": [str(row.interval.start), str(row.interval.end)],
        "days_before": row.first_day,
        "days": row.days,
        "of_days": item.counted.days,
        "sign": row.sign,
        "contribution": plain(_exact(it, row.result)),
        "running": plain(_exact(it, row.running)),
        "revisions": [
            {**step_fields(step), "in_report": step.revision.seq <= entries} for step in found.histories[line.record.id]
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
        "decimals": leg.decimals,
    }

"""``diff``: how the totals of one state of the book, report or release became those of another."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Answer, answering
from ledger.cli.opened import open_book
from ledger.cli.screen import TextTable, where
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.audit import Bridge
    from ledger.desk import Compared

app = typer.Typer()

Given = str | None
_SHOWN = 5


@app.command()
@answering("diff")
def diff(  # noqa: PLR0913, PLR0917 - one argument per option
    opening: Annotated[str, typer.Argument(metavar="FROM", help="A day, entry:N, batch:N, issue:N or release:NAME.")],
    closing: Annotated[str, typer.Argument(metavar="[TO]", help="The same; by default now.")] = "now",
    report: Annotated[str, typer.Option("--report", metavar="NAME", help="The rules of both.")] = "commitments",
    to_report: Annotated[Given, typer.Option("--to-report", metavar="NAME", help="Other rules for TO.")] = None,
    basis: report_options.BasisRule = None,
    to_basis: Annotated[Given, typer.Option("--to-basis", metavar="BASIS", help="Another one for TO.")] = None,
    horizon: report_options.Horizon = None,
    to_horizon: Annotated[Given, typer.Option("--to-horizon", metavar="DATE", help="Another one for TO.")] = None,
    currency: report_options.Currency = None,
    source: Annotated[Given, typer.Option("--source", metavar="NAME", help="Only what this source brought.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it as a workbook (.xlsx) too.")
    ] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Bridge the totals of two states of the book, two reports or two releases, exactly."""
    from ledger import desk

    first, last = options.end(opening, "FROM"), options.end(closing, "TO")
    target = options.maybe(options.workbook, out, "--out")
    chosen = options.maybe(options.currency, currency, "--currency")
    rules = desk.varied_report(
        report,
        currency=chosen,
        basis=options.maybe(options.basis, basis, "--basis"),
        horizon=options.maybe(options.day, horizon, "--horizon"),
    )
    closing_rules = desk.varied_report(
        to_report or rules,
        currency=chosen,
        basis=options.maybe(options.basis, to_basis, "--to-basis"),
        horizon=options.maybe(options.day, to_horizon, "--to-horizon"),
    )
    opened = open_book(book)
    found = desk.compare(opened, first, last, report=rules, closing_report=closing_rules, source=source)
    return Answer(_fields(found), (*_text(found), *_written(found, target)))


def _written(found: "Compared", target: Path | None) -> Iterator[str]:
    from ledger import desk

    if target is not None:
        replaced = target.exists()
        yield where("Workbook", desk.write_comparison(found, target), replaced=replaced)


def _text(found: "Compared") -> Iterator[str | TextTable]:
    currency = found.bridged.closing.definition.currency
    yield f"From {found.opening.name} to {found.closing.name}, in {currency}."
    if not found.bridged.bridges:
        yield "Neither report adds anything up."
    for bridge in found.bridged.bridges:
        yield _grid(found, bridge)
        if any(it.not_converted for it in bridge.ends):
            lacking = " and ".join(str(it.not_converted) for it in bridge.ends)
            yield f"    + or not converted: {lacking} records have no rate at the opening and at the closing"
        for step in bridge.steps:
            named = ", ".join(f"{row.id} {_money(found, row.change, signed=True)}" for row in step.rows[:_SHOWN])
            more = f" and {len(step.rows) - _SHOWN} more" if len(step.rows) > _SHOWN else ""
            yield f"    {step.step}: {named}{more}"


def _grid(found: "Compared", bridge: "Bridge") -> TextTable:
    rows = [("opening", _end(found, bridge, 0), "")]
    rows += [(it.step, _money(found, it.change, signed=True), str(len(it.rows))) for it in bridge.steps]
    rows.append(("closing", _end(found, bridge, 1), ""))
    return TextTable((bridge.measure.replace("_", " "), "central", "records"), rows, figures={1, 2})


def _end(found: "Compared", bridge: "Bridge", number: int) -> str:
    total = bridge.ends[number]
    # From a net total a cancellation may be missing as well as a promise.
    mark = " ±" if bridge.measure.startswith("net") else " +"
    return total.unknown or _money(found, total.figures.central) + (mark if total.is_partial else "")


def _money(found: "Compared", minor: int, *, signed: bool = False) -> str:
    from ledger.records import CURRENCIES

    figure = grouped(from_minor(minor, CURRENCIES[found.bridged.closing.definition.currency].minor_units))
    return f"+{figure}" if signed and minor > 0 else figure


def _fields(found: "Compared") -> dict[str, object]:
    from ledger.records import CURRENCIES

    bridged = found.bridged
    digits = CURRENCIES[bridged.closing.definition.currency].minor_units

    def exact(minor: int) -> str:
        return plain(from_minor(minor, digits))

    ends = ((found.opening, bridged.opening), (found.closing, bridged.closing))
    return {
        "currency": bridged.closing.definition.currency,
        "ends": [
            {
                "name": end.name,
                "entries": made.issued.entries,
                "head": made.issued.head,
                "as_of": str(made.issued.as_of),
            }
            for end, made in ends
        ],
        "bridges": [
            {
                "measure": bridge.measure,
                "opening": exact(bridge.opening),
                "not_converted": [it.not_converted for it in bridge.ends],
                "steps": [
                    {
                        "step": step.step,
                        "change": exact(step.change),
                        "rows": [
                            {
                                "id": row.id,
                                "before": exact(row.before),
                                "after": exact(row.after),
                                "change": exact(row.change),
                                "revisions": [it.seq for it in row.revisions],
                            }
                            for row in step.rows
                        ],
                    }
                    for step in bridge.steps
                ],
                "closing": exact(bridge.closing),
                "agrees": bridge.agrees,
            }
            for bridge in bridged.bridges
        ],
    }

"""``report`` and ``demo``: workbooks, and their totals on the screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering
from ledger.cli.screen import Grid

if TYPE_CHECKING:
    from ledger.reporting import Report

app = typer.Typer()

Given = str | None


@app.command()
@answering("report")
def report(  # noqa: PLR0913, PLR0917 - one argument per option
    name: Annotated[str, typer.Argument(help="A report such as commitments, or a TOML file with a definition.")],
    currency: Annotated[Given, typer.Option("--currency", metavar="CODE", help="Currency of all figures.")] = None,
    basis: Annotated[Given, typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates.")] = None,
    cutoff: Annotated[Given, typer.Option("--cutoff", metavar="DATE", help="Only what was announced by then.")] = None,
    as_of: options.AsOf = None,
    horizon: Annotated[Given, typer.Option("--horizon", metavar="DATE", help="Last day that terms count to.")] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The workbook (.xlsx), or a folder for it; by default here.")
    ] = Path(),
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Write a report of the book as a workbook, and show its totals."""
    from ledger import desk

    overrides = {
        "currency": options.maybe(options.currency, currency, "--currency"),
        "basis": options.maybe(options.basis, basis, "--basis"),
        "cutoff": options.maybe(options.day, cutoff, "--cutoff"),
        "as_of": options.maybe(options.day, as_of, "--as-of"),
        "horizon": options.maybe(options.day, horizon, "--horizon"),
    }
    given = {option: str(value) for option, value in overrides.items() if value is not None}
    made = desk.build_report(name, desk.open_book(book), **given)
    path = desk.write_report(made, out)
    fields = {**_fields(made), "workbook": str(path)}
    return Answer(fields, (*_text(made), f"Workbook: {path}"), made.problems)


@app.command()
@answering("demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the book and the workbook.")] = Path(
        "out"
    ),
) -> Answer:
    """Make a book and a workbook from the seed records, to see what there is to see."""
    from ledger import desk

    made = desk.demo(out, clock=clock.now)
    fields = {**_fields(made.report), "book": str(made.book.path), "workbook": str(made.workbook)}
    where = (f"Book: {made.book.path}", f"Workbook: {made.workbook}")
    return Answer(fields, (*_text(made.report), *where), made.problems)


def _fields(report: "Report") -> dict[str, object]:
    definition, issued = report.definition, report.issued
    return {
        "report": definition.name,
        "title": definition.title,
        "currency": definition.currency,
        "basis": definition.basis,
        "cutoff": str(definition.cutoff) if definition.cutoff else None,
        "as_of": str(issued.as_of),
        "horizon": str(definition.horizon) if definition.horizon else None,
        "entries": issued.entries,
        "head": issued.head,
        "records": len(report.rows),
        "totals": {row["measure"]: row for row in _totals(report)},
        "proofs": {"count": len(report.proofs), "agree": report.agrees},
    }


def _text(report: "Report") -> tuple[str | Grid, ...]:
    definition, issued = report.definition, report.issued
    agree = "all agree" if report.agrees else "THEY DO NOT ALL AGREE"
    limits = [f"cutoff {definition.cutoff}"] * bool(definition.cutoff) + [f"as of {issued.as_of}"]
    limits += [f"horizon {definition.horizon}"] * bool(definition.horizon)
    return (
        definition.title,
        f"In {definition.currency}, basis {definition.basis}, {', '.join(limits)}; head {issued.head[:12]}.",
        _grid(report),
        f"{len(report.rows)} records, {len(report.proofs)} proofs: {agree}.",
    )


def _grid(report: "Report") -> Grid:
    from decimal import Decimal

    from ledger.foundation import grouped

    rows = []
    for it in _totals(report):
        low, central, high = (grouped(Decimal(str(it[name]))) for name in ("low", "central", "high"))
        at_least = "≥ " if it["open_high"] else ""
        counts = (str(it["records"]), str(it["without_figure"]))
        rows.append((str(it["measure"]).replace("_", " "), low, central, at_least + high, *counts))
    currency = report.definition.currency
    headings = ("total", f"low ({currency})", "central", "high", "records", "without figure")
    return Grid(headings, rows, figures={1, 2, 3, 4, 5})


def _totals(report: "Report") -> list[dict[str, object]]:
    from ledger.foundation import from_minor, plain
    from ledger.records import CURRENCIES

    digits = CURRENCIES[report.definition.currency].minor_units
    return [
        {
            "measure": measure,
            "low": plain(from_minor(it.figures.low, digits)),
            "central": plain(from_minor(it.figures.central, digits)),
            "high": plain(from_minor(it.figures.high, digits)),
            "open_high": it.figures.open_high,
            "records": it.records,
            "without_figure": it.without_figure,
        }
        for measure, it in report.totals.items()
    ]

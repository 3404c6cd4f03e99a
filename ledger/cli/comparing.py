"""``diff``: how the totals of one state of the book, report or release became those of another."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)

Given = str | None


@app.command()
@answering("diff")
def diff(  # noqa: PLR0913, PLR0917 - one argument per option
    opening: Annotated[
        str, typer.Argument(metavar="FROM", help="A day, entry:N, batch:N, issue:N, release:NAME or cutoff:DAY.")
    ],
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
) -> Reply:
    """Bridge the totals of two states of the book, two reports or two releases, exactly."""
    from ledger import answers, desk

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
    compared = desk.compare(opened, first, last, report=rules, closing_report=closing_rules, source=source)
    lines = [*answers.diff.lines(compared)]
    if target is not None:
        replaced = target.exists()
        lines.append(answers.where("Workbook", desk.write_comparison(compared, target), replaced=replaced))
    return Reply(answers.diff.answer(compared), lines)

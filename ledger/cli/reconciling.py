"""``reconcile``: the totals that a source publishes, beside those of the book."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("reconcile")
def reconcile(  # noqa: PLR0913, PLR0917 - one argument per option
    against: Annotated[Path, typer.Option("--against", metavar="FILE", help="The file that publishes the totals.")],
    basis: Annotated[
        str | None,
        typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates; by default the release's own table."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Only what this source brought; by default that of the file."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure", metavar="NAME", help="What is compared; by default commitments, or as the file says."
        ),
    ] = None,
    horizon: report_options.Horizon = None,
    encoding: options.Encoding = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """Compare the totals that a file publishes with those of the book, donor by donor."""
    from ledger import answers, desk

    reconciled = desk.reconcile(
        open_book(book),
        against,
        basis=options.maybe(options.basis, basis, "--basis"),
        source=source,
        measure=options.maybe(options.measure, measure, "--measure"),
        horizon=options.maybe(options.day, horizon, "--horizon"),
        encoding=options.maybe(options.encoding, encoding, "--encoding"),
    )
    text = answers.reconciliation.lines(reconciled)
    return Reply(answers.reconciliation.answer(reconciled), text, reconciled.problems)

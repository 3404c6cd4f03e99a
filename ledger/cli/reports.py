"""``report`` and ``demo``: workbooks, and their totals on the screen."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import clock, options, report_options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import made_book, open_book
from ledger.cli.signed import Signed
from ledger.foundation import quoted

app = typer.Typer()

Given = str | None


@app.command()
@answering("report")
def report(  # noqa: PLR0913, PLR0917 - one argument per option
    name: Annotated[str, typer.Argument(help="A report such as commitments, or a TOML file with a definition.")],
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    as_of: options.AsOf = None,
    horizon: report_options.Horizon = None,
    against: report_options.Against = None,
    formats: report_options.Formats = "xlsx",
    unit: report_options.UnitName = None,
    decimals: report_options.Decimals = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The workbook (.xlsx), or a folder for all; by default here.")
    ] = Path(),
    issue: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--issue", help="Enter into the book that this report leaves the house.")
    ] = False,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEY", help="With --issue: sign the workbook with this Ed25519 key."),
    ] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Write a report of the book as a workbook, PDF, Markdown or CSV, and show its totals."""
    from ledger import answers, desk

    asked = report_options.documents(formats, unit, decimals)
    target = out if asked["formats"] != ("xlsx",) else options.workbook_or_folder(out, "--out")
    changes = report_options.changes(currency, basis, cutoff, as_of, horizon)
    if sign is not None and not issue:
        raise misused("--sign", "--sign without --issue", "a report that leaves the house", "give --issue as well")
    if issue and asked["formats"] != ("xlsx",):
        remedy = "issue the workbook, and write the others without --issue"
        raise misused("--as", quoted(formats), "xlsx with --issue", remedy)
    if issue:
        # The key is read before anything is issued: one that cannot be used must not leave a report unsigned.
        key = None if sign is None else desk.signing_key(sign, lambda: options.passphrase(sign.name))
        signed = Signed(book, author, reason, "to whom it goes, or what for")
        build = partial(desk.build_report, desk.varied_report(name, against=against), signed.book, **changes)
        sent = desk.issue(signed.book, build, target, author=signed.author, reason=signed.reason, key=key)
        text = answers.issued_report.lines(sent)
        return Reply(answers.issued_report.answer(sent), text, sent.report.problems, entered=True)
    opened = open_book(book)
    rules = desk.varied_report(name, against=against)
    built = desk.build_report(rules, opened, **changes)
    made = desk.write_documents(built, target, comparison=desk.comparison_of(built, opened), **asked)
    return Reply(answers.report.answer(made), answers.report.lines(made), made.report.problems)


@app.command()
@answering("demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the book and the workbook.")] = Path(
        "out"
    ),
) -> Reply:
    """Make a book and a workbook from the seed records, to see what there is to see."""
    from ledger import answers, desk

    made = desk.demo(out, clock=clock.now)
    made_book(made.book)
    text = answers.demo_book.lines(made)
    return Reply(answers.demo_book.answer(made), text, made.problems, answers.demo_book.closing(made))

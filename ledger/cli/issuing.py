"""``issued``, ``sign-off``, ``waive`` and ``severity``: what people say of a book, its findings and its reports."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book
from ledger.cli.signed import Signed

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.desk import Outcome

app = typer.Typer(rich_markup_mode=None)

TakeBack = Annotated[bool, typer.Option("--take-back", help="Tell a waived finding again.")]


@app.command()
@answering("issued")
def issued(
    number: Annotated[
        str | None, typer.Argument(metavar="[ENTRY]", help="Number of one, to write its workbook again.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The workbook (.xlsx), or a folder for it; by default here.")
    ] = Path(),
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """List the reports issued from the book, with their sign-offs, or write one again as it was."""
    from ledger import answers, desk

    entry, target = options.maybe(options.entry, number, "ENTRY"), options.workbook_or_folder(out, "--out")
    opened = open_book(book)
    if entry is not None:
        path = desk.write_issued(opened, entry, target)
        return Reply(answers.issued.again(entry, path), answers.issued.lines_again(path))
    issues = desk.issued_reports(opened)
    return Reply(answers.issued.answer(issues), answers.issued.lines(issues, book))


@app.command("sign-off")
@answering("sign-off")
def sign_off(
    number: Annotated[
        str | None, typer.Argument(metavar="[ENTRY]", help="Number of an issued report; without one, the whole book.")
    ] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Sign off an issued report, or the book as it stands; --reason is the statement."""
    from ledger import desk

    entry = options.maybe(options.entry, number, "ENTRY")
    signed = Signed(book, author, reason, "what you looked at and approve")
    return _decided(signed.book, desk.sign_off(signed.book, entry, author=signed.author, statement=signed.reason))


@app.command()
@answering("waive")
def waive(  # noqa: PLR0913, PLR0917 - one argument per option
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the finding, such as VAL.")],
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Its place, as `check` prints it.")],
    take_back: TakeBack = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Accept a finding as it is; it stays listed, with who accepted it and why."""
    from ledger import desk

    of = options.code(code, "CODE")
    why = "why the finding is to be told again" if take_back else "why the finding is accepted as it is"
    signed = Signed(book, author, reason, why)
    decision = desk.take_back_waiver if take_back else desk.waive
    return _decided(signed.book, decision(signed.book, of, place, author=signed.author, reason=signed.reason))


@app.command()
@answering("severity")
def severity(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A problem code, such as ZERO.")],
    level: Annotated[str, typer.Argument(metavar="SEVERITY", help="error, warning, note, or own to reset it.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Let a code weigh more or less in this book; reports show that it does."""
    from ledger import desk

    of, weight = options.code(code, "CODE"), options.one_of(desk.SEVERITIES)(level, "SEVERITY")
    signed = Signed(book, author, reason, "why the code weighs otherwise in this book")
    outcome = desk.set_severity(signed.book, of, weight, author=signed.author, reason=signed.reason)
    return _decided(signed.book, outcome)


def _decided(book: "Book", outcome: "Outcome") -> Reply:
    from ledger import answers

    decision = answers.decision.answer(outcome, book)
    return Reply(decision, answers.decision.lines(decision), outcome.problems, entered=bool(outcome.revisions))

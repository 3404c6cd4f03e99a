"""``duplicates`` and ``relate``: what may be the same money, and the decision of a person on it."""

from datetime import timedelta
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book
from ledger.cli.records import RecordId
from ledger.cli.signed import Signed

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("duplicates")
def duplicates(
    within: Annotated[str, typer.Option("--within", metavar="DAYS", help="Days between two announcements.")] = "365",
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """List records that may hold the same money, with the reasons; nothing is merged."""
    from ledger import answers, desk

    days = options.number(0, 36_500)(within, "--within")
    opened = open_book(book)
    candidates = desk.candidates(opened, timedelta(days=days))
    records = opened.records() if candidates else ()
    return Reply(answers.duplicates.answer(candidates), answers.duplicates.lines(candidates, records, book))


@app.command()
@answering("relate")
def relate(  # noqa: PLR0913, PLR0917 - one argument per option
    record: RecordId,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="restates, part_of, fulfils, supersedes, related_to ...")],
    target: Annotated[str, typer.Argument(metavar="ID", help="Id of the other record.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Say what one record is to another, such as the same money again; totals follow."""
    from ledger import answers, desk

    signed = Signed(book, author, reason, "why the one is that to the other")
    outcome = desk.relate(signed.book, record, kind, target, author=signed.author, reason=signed.reason)
    value = answers.entered.answer(outcome, signed.book)
    text = answers.entered.lines_of_tie(value, record, kind, target)
    return Reply(value, text, outcome.problems, entered=bool(value.entered))

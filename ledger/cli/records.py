"""``list``, ``show`` and ``history``: what stands in the book, and how it came to stand there."""

from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)

RecordId = Annotated[str, typer.Argument(metavar="ID", help="Id of the record; `list` shows them.")]


@app.command("list")
@answering("list")
def list_records(book: options.BookPath = options.DEFAULT_BOOK, as_of: options.AsOf = None) -> Reply:
    """List the records of the book."""
    from ledger import answers

    records = open_book(book).records(options.maybe(options.day, as_of, "--as-of"))
    return Reply(answers.listing.answer(records), answers.listing.lines(records, book))


@app.command()
@answering("show")
def show(record: RecordId, book: options.BookPath = options.DEFAULT_BOOK, as_of: options.AsOf = None) -> Reply:
    """Show every field of a record, and its sources."""
    from ledger import answers, desk

    current = desk.find_record(open_book(book), record, options.maybe(options.day, as_of, "--as-of"))
    return Reply(answers.show.answer(current), answers.show.lines(current))


@app.command()
@answering("history")
def history(record: RecordId, book: options.BookPath = options.DEFAULT_BOOK) -> Reply:
    """Show what happened to a record: when, by whom, why, and what changed."""
    from ledger import answers, desk

    steps = desk.history(open_book(book), record)
    return Reply(answers.record_history.answer(record, steps), answers.record_history.lines(steps))

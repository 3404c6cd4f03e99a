"""``list``, ``show`` and ``history``: what stands in the book, and how it came to stand there."""

from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)

_MOST = 999_999_999

RecordId = Annotated[str, typer.Argument(metavar="ID", help="Id of the record; `list` shows them.")]


@app.command("list")
@answering("list")
def list_records(  # noqa: PLR0913, PLR0917 - one argument per option
    donor: Annotated[
        list[str] | None, typer.Option("--donor", metavar="PARTY", help="Only what this party gives. Repeatable.")
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", metavar="PARTY", help="Only what this party gets. Repeatable.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only from that day on.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only up to that day.")] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option("--stage", metavar="STAGE", help="Only pledge, commitment, delivery, ... Repeatable."),
    ] = None,
    search: Annotated[
        str, typer.Option("--search", metavar="TEXT", help="Only records with that text in any field.")
    ] = "",
    sort: Annotated[
        str,
        typer.Option("--sort", metavar="ORDER", help="id, oldest, newest, donor, recipient or stage."),
    ] = "id",
    limit: Annotated[str | None, typer.Option("--limit", metavar="N", help="The first N of them.")] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    as_of: options.AsOf = None,
) -> Reply:
    """List the records of the book, or those of a donor, a recipient, a stage or a time."""
    from ledger import answers, desk

    chosen = {
        "donors": [options.party(text, "--donor") for text in donor or ()],
        "recipients": [options.party(text, "--recipient") for text in recipient or ()],
        "stages": [options.one_of(desk.STAGES)(text, "--stage") for text in stage or ()],
    }
    first, last = options.maybe(options.day, since, "--since"), options.maybe(options.day, until, "--until")
    if first and last and last < first:
        raise misused(
            "--until", str(last), f"a day from {first} on, which --since names", "give the later day to --until"
        )
    order = options.one_of(desk.ORDERS)(sort, "--sort")
    most = options.maybe(options.number(1, _MOST), limit, "--limit")
    records = open_book(book).records(options.maybe(options.day, as_of, "--as-of"))
    listed = desk.list_records(records, **chosen, since=first, until=last, search=search, sort=order, limit=most)
    if not listed.matching:
        for texts, option in ((donor, "--donor"), (recipient, "--recipient")):
            for text in texts or ():
                options.no_slip(text, option)
    return Reply(answers.listing.answer(listed), answers.listing.lines(listed, book), paged=True)


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

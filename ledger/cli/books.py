"""``init``, ``check`` and ``verify``: a book is made, held to the checks, and proven unaltered."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering

app = typer.Typer()

RecordFiles = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE...]", help="Files of records; without any, the book is checked.")
]


@app.command()
@answering("init")
def init(book: options.BookPath = options.DEFAULT_BOOK, author: options.Author = None) -> Answer:
    """Make a book, with the history of the European Central Bank's rates in it."""
    from ledger import desk

    made = desk.create_book(book, author=options.author_or_login(author), clock=clock.now)
    entries, head = made.head_at(None)
    fields = {"book": str(book), "entries": entries, "head": head}
    return Answer(fields, (f"Made {book}, with the rates of the European Central Bank.", f"Head {head}"))


@app.command()
@answering("check")
def check(  # noqa: PLR0913, PLR0917 - one argument per option
    files: RecordFiles = None,
    book: options.AnyBookPath = None,
    format: options.FormatName = None,  # noqa: A002 - the word of the option
    source: options.Source = None,
    mapping: options.Mapping = None,
    schema: options.Schema = None,
) -> Answer:
    """Check files before they are imported, or all records and rates of the book."""
    from ledger import desk
    from ledger.intake import counted

    path = options.book_at_hand(book)
    if not files:
        problems = desk.check_book(desk.open_book(path or options.DEFAULT_BOOK))
    else:
        problems = desk.check_file(
            *files,
            book=desk.open_book(path) if path else None,
            format=options.maybe(options.format_name, format, "--format"),
            source=source,
            mapping=mapping,
            schema=schema,
        )
    counts = {severity.value: number for severity, number in counted(problems).items()}
    told = ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in counts.items())
    named = ", ".join(map(str, files or ())) or str(path or options.DEFAULT_BOOK)
    fields = {"files": list(map(str, files or ())), "book": str(path) if path else None, "counts": counts}
    return Answer(fields, (f"{named}: {told}.",), problems)


@app.command()
@answering("verify")
def verify(
    head: Annotated[
        str | None, typer.Option("--head", metavar="HASH", help="A head that a workbook or a colleague has noted.")
    ] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Prove that nobody altered the book, or say which entry is not as it was written."""
    from ledger import desk

    noted = options.maybe(options.head, head, "--head")
    opened = desk.open_book(book)
    entries, now = opened.head_at(None)
    problems = opened.verify(noted)
    # Without a fault of the entries themselves, only the noted head is not among them.
    altered = noted is None or bool(opened.verify())
    said = "nothing was altered" if not problems else "altered" if altered else "sound, but not the book of that head"
    fields = {"book": str(book), "entries": entries, "head": now, "sound": not problems}
    return Answer(fields, (f"{book}: {entries} entries, {said}.", f"Head {now}"), problems)

"""``init``, ``check`` and ``verify``: a book is made, held to the checks, and proven unaltered."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering

app = typer.Typer()


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
def check(
    file: Annotated[Path | None, typer.Argument(help="A file of records; without one the book is checked.")] = None,
    book: options.AnyBookPath = None,
) -> Answer:
    """Check a file before it is imported, or all records and rates of the book."""
    from ledger import desk
    from ledger.intake import counted

    path = options.book_at_hand(book)
    if file is None:
        problems = desk.check_book(desk.open_book(path or options.DEFAULT_BOOK))
    else:
        problems = desk.check_file(file, desk.open_book(path) if path else None)
    counts = {severity.value: number for severity, number in counted(problems).items()}
    told = ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in counts.items())
    fields = {"file": str(file) if file else None, "book": str(path) if path else None, "counts": counts}
    return Answer(fields, (f"{file or path or options.DEFAULT_BOOK}: {told}.",), problems)


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

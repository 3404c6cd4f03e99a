"""``export``: the book as a file for spreadsheets, databases and other programs, or for another book."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)

_FORMATS = "csv, parquet, records, jsonl (with the whole history), iati or datapackage."


@app.command("export")
@answering("export")
def export(
    name: Annotated[str, typer.Argument(metavar="FORMAT", help=_FORMATS)],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file, or a folder for a data package.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    as_of: options.AsOf = None,
) -> Reply:
    """Write the records of the book, or its whole history, as a file that others read."""
    from ledger import answers, desk

    chosen = options.one_of(tuple(desk.EXPORT_FORMATS))(name, "FORMAT")
    day = options.maybe(options.day, as_of, "--as-of")
    value = answers.exported.answer(desk.export_book(open_book(book), chosen, out, day))
    return Reply(value, answers.exported.lines(value))

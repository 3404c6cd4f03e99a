"""``export``: the book as a file for spreadsheets, databases and other programs, or for another book."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Answer, answering
from ledger.cli.opened import open_book

app = typer.Typer()

_FORMATS = "csv, parquet, records, jsonl (with the whole history), iati or datapackage."


@app.command("export")
@answering("export")
def export(
    name: Annotated[str, typer.Argument(metavar="FORMAT", help=_FORMATS)],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file, or a folder for a data package.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    as_of: options.AsOf = None,
) -> Answer:
    """Write the records of the book, or its whole history, as a file that others read."""
    from ledger import desk

    chosen = options.one_of(tuple(desk.EXPORT_FORMATS))(name, "FORMAT")
    day = options.maybe(options.day, as_of, "--as-of")
    made = desk.export_book(open_book(book), chosen, out, day)
    fields = {
        "format": made.format,
        "out": str(made.path),
        "records": made.records,
        "internal": made.internal,
        "entries": made.entries,
        "head": made.head,
    }
    count = f"{made.records} record{'' if made.records == 1 else 's'}"
    said = f"{made.entries} entries with {count}" if name == "jsonl" else count
    internal = f"{made.internal} of them internal: keep this file in the house."
    return Answer(fields, (f"Wrote {said} to {made.path}; head {made.head[:12]}.", *[internal] * bool(made.internal)))

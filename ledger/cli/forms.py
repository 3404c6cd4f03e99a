"""``template``: the entry form for people who work in a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering
from ledger.cli.opened import open_book

app = typer.Typer(rich_markup_mode=None)

Filled = Annotated[
    bool, typer.Option("--filled", help="With the records of the book in it, to correct, cancel and pay in Excel.")
]
Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The new workbook.")]


@app.command("template")
@answering("template")
def template(
    out: Out,
    filled: Filled = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """Write the form that is filled in with Excel or LibreOffice and read back by `import`."""
    from ledger import answers, desk

    form = options.workbook(out, "OUT.xlsx")
    written = desk.write_filled_form(open_book(book), form) if filled else desk.write_form(form)
    value = answers.template.answer(written)
    return Reply(value, answers.template.lines(value))

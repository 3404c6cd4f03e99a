"""``template``: the entry form for people who work in a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering

app = typer.Typer()

Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The new workbook.")]


@app.command("template")
@answering("template")
def template(out: Out) -> Reply:
    """Write the form that is filled in with Excel or LibreOffice and read back by `import`."""
    from ledger import answers, desk

    value = answers.template.answer(desk.write_form(options.workbook(out, "OUT.xlsx")))
    return Reply(value, answers.template.lines(value))

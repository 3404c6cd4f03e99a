"""``schema``: the JSON Schemas of records, files and answers, written or compared."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.answer import Reply, answering

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("schema")
def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare the folder with the models only.")] = False,  # noqa: FBT002 - an option
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the schemas.")] = Path("schemas"),
) -> Reply:
    """Write the JSON Schemas of all records, file formats and answers, or check that a folder holds them."""
    from ledger import answers

    if check:
        problems = answers.schemas.check_schemas(out)
        compared = answers.schema_folder.checked(out)
        return Reply(compared, answers.schema_folder.lines_of_checked(compared, problems), problems)
    made = answers.schema_folder.written(out, answers.schemas.write_schemas(out))
    return Reply(made, answers.schema_folder.lines_of_written(made))

"""``schema``: the JSON Schemas of records and files, written or compared."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.answer import Answer, answering, texts

app = typer.Typer()


@app.command()
@answering("schema")
def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare the folder with the models only.")] = False,  # noqa: FBT002 - an option
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the schemas.")] = Path("schemas"),
) -> Answer:
    """Write the JSON Schemas of all records and file formats, or check that a folder holds them."""
    from ledger import desk

    if check:
        problems = desk.check_schemas(out)
        return Answer({"folder": str(out)}, () if problems else (f"{out} is what the models say.",), problems)
    written = desk.write_schemas(out)
    return Answer({"folder": str(out), "files": texts(written)}, [f"Wrote {path}" for path in written])

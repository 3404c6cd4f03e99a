"""``mapping``: a first mapping file for a foreign table."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.answer import Answer, answering

app = typer.Typer()


@app.command()
@answering("mapping")
def mapping(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table: a CSV file or a workbook.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="TOML", help="Where to write it; by default on the screen.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook; by default the first.")
    ] = None,
) -> Answer:
    """Draft the mapping file by which `import --mapping` reads a table with other headings than ours."""
    from ledger import desk

    drafted = desk.draft_table_mapping(file, out, sheet)
    written = f"Wrote {out}. Look at every line, then import with --mapping {out}."
    text = [written] if out else drafted.text.splitlines()
    fields = {"mapping": drafted.text, "out": str(out) if out else None}
    return Answer(fields, text, drafted.problems)

"""``mapping``: a first mapping file for a foreign table."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("mapping")
def mapping(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table: a CSV file or a workbook.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; by default on the screen.")
    ] = None,
    form: Annotated[
        str, typer.Option("--as", metavar="FORM", help="toml, or xlsx: a sheet to fill in, with lists to choose from.")
    ] = "toml",
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook; by default the first.")
    ] = None,
    encoding: options.Encoding = None,
) -> Reply:
    """Draft the mapping by which `import --mapping` reads a table with other headings than ours."""
    from ledger import answers, desk

    code_page = options.maybe(options.encoding, encoding, "--encoding")
    if options.one_of(("toml", "xlsx"))(form, "--as") == "xlsx":
        if out is None:
            raise misused("--out", "no name", "a name that ends in .xlsx, for a sheet", "give --out NAME.xlsx")
        drafted = desk.draft_mapping_sheet(file, options.workbook(out, "--out"), sheet, code_page)
    else:
        drafted = desk.draft_table_mapping(file, out, sheet, code_page)
    value = answers.mapping.answer(drafted)
    return Reply(value, answers.mapping.lines(value), drafted.problems)

"""``export``: the book as a file for spreadsheets, databases and other programs, or for another book."""

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_book
from ledger.foundation import quoted

app = typer.Typer(rich_markup_mode=None)
T = TypeVar("T")

_FORMATS = "csv, parquet, records, jsonl (with the whole history), iati or datapackage."
Facts = Annotated[
    Path | None,
    typer.Option("--facts", metavar="DIR", help="Instead: what a report adds, as Parquet in a new folder."),
]
OfReport = Annotated[
    str | None, typer.Option("--report", metavar="NAME", help="With --facts: of which report, by its name or its file.")
]


@app.command("export")
@answering("export")
def export(  # noqa: PLR0913, PLR0917 - one argument per option
    name: Annotated[str | None, typer.Argument(metavar="FORMAT", help=_FORMATS)] = None,
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="The file, or a folder for a data package.")] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    as_of: options.AsOf = None,
    facts: Facts = None,
    report: OfReport = None,
) -> Reply:
    """Write the records of the book, or its whole history, as a file that others read."""
    from ledger import answers, desk

    day = options.maybe(options.day, as_of, "--as-of")
    if facts is not None:
        if name is not None:
            raise misused("--facts", f"a format too, {name}", "either of them", "leave out one of them")
        made = desk.build_report(report or "commitments", open_book(book), as_of=day)
        value = answers.exported.answer(desk.export_facts(made, facts))
    else:
        if report is not None:
            remedy = "name a folder with --facts, or leave --report out"
            raise misused("--report", f"{quoted(report)} without --facts", "it with --facts alone", remedy)
        chosen = options.one_of(tuple(desk.EXPORT_FORMATS))(_required(name, "FORMAT"), "FORMAT")
        value = answers.exported.answer(desk.export_book(open_book(book), chosen, _required(out, "OUT"), day))
    return Reply(value, answers.exported.lines(value))


def _required(given: T | None, argument: str) -> T:
    if given is None:
        remedy = "write for example: export csv records.csv"
        raise misused(argument, "nothing", "a format and a file, or --facts", remedy)
    return given

"""``import`` and ``imports``: the files of a release into the book, and what was imported so far."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import made_book, open_book
from ledger.cli.progress import progress
from ledger.foundation import Problem, Refused

if TYPE_CHECKING:
    from ledger.desk import Imported

app = typer.Typer(rich_markup_mode=None)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files of one release; one is enough.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it, although the book knows the source already.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show it; so it is for a source that the book knows already.")
]
AcceptClean = Annotated[
    bool,
    typer.Option("--accept-clean", help="Enter the sound records although others have errors; those rows are kept."),
]


@app.command("import")
@answering("import")
def import_files(  # noqa: PLR0913, PLR0917 - one argument per option
    files: Files,
    format: options.FormatName = None,  # noqa: A002 - the word of the option
    source: options.Source = None,
    mapping: options.Mapping = None,
    schema: options.Schema = None,
    encoding: options.Encoding = None,
    apply: Apply = False,  # noqa: FBT002 - an option
    dry_run: DryRun = False,  # noqa: FBT002 - an option
    accept_clean: AcceptClean = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Enter all records of a release, or none if there is an error in it."""
    from ledger import desk

    if apply and dry_run:
        raise misused("--dry-run", "--apply as well", "one of the two", "say whether to do it or only to show it")
    if len(files) == 1 and desk.holds_history(files[0]):
        _refuse_beside_history(source, mapping, schema, encoding, accept_clean)
        return _adopted(book, files[0], apply=not dry_run)
    signed, why = options.author_or_login(author), options.maybe(options.reason, reason, "--reason")
    format_of = options.maybe(options.format_name, format, "--format")
    opened = open_book(book)
    try:
        with progress() as watch:
            imported = desk.import_file(
                opened,
                *files,
                author=signed,
                reason=why,
                format=format_of,
                source=source,
                mapping=mapping,
                schema=schema,
                encoding=options.maybe(options.encoding, encoding, "--encoding"),
                apply=apply if apply or dry_run else None,
                accept_clean=accept_clean,
                watch=watch,
            )
    except Refused as refused:
        return _refused(refused.problems, book)
    # What stands behind an import is not read again: the book may be gone by now, and the import entered.
    return _imported(imported, book, imported.head or opened.head)


@app.command("imports")
@answering("imports")
def imports(book: options.BookPath = options.DEFAULT_BOOK) -> Reply:
    """List what was imported: whose data, which release, who and when, and the number that undoes it."""
    from ledger import answers, desk

    value = answers.imports.answer(desk.imported_batches(open_book(book)))
    return Reply(value, answers.imports.lines(value))


def _refuse_beside_history(*given: object) -> None:
    names = ("--source", "--mapping", "--xsd", "--encoding", "--accept-clean")
    for name in (name for name, value in zip(names, given, strict=True) if value):
        found, remedy = f"{name} beside the history of a book", "leave the option out"
        raise misused(name, found, "no such option, since a history is taken as it is", remedy)


def _adopted(book: Path, file: Path, *, apply: bool) -> Reply:
    from ledger import answers, desk

    made = desk.adopt_history(book, file, apply=apply, clock=clock.now)
    if apply:
        made_book(desk.open_book(book))
    value = answers.imported.adopted(made, book)
    return Reply(value, answers.imported.lines_of_adopted(value), entered=apply)


def _imported(imported: "Imported", book: Path, head: str) -> Reply:
    from ledger import answers

    value = answers.imported.answer(imported, book, head)
    text = answers.imported.lines(imported, book, head)
    entered = imported.batch is not None
    return Reply(value, text, imported.problems, entered=entered, partly=entered and bool(imported.rejected))


def _refused(problems: Sequence[Problem], book: Path) -> Reply:
    from ledger import answers

    value = answers.imported.refused(problems, book)
    return Reply(value, answers.imported.lines_of_refused(value), problems)

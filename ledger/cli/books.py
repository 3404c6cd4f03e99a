"""``init``, ``check`` and ``verify``: a book is made, held to the checks, and proven unaltered."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import made_book, open_at_hand, open_book, open_to_prove

app = typer.Typer(rich_markup_mode=None)

RecordFiles = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE...]", help="Files of records; without any, the book is checked.")
]


@app.command()
@answering("init")
def init(book: options.BookPath = options.DEFAULT_BOOK, author: options.Author = None) -> Reply:
    """Make a book, with the history of the European Central Bank's rates in it."""
    from ledger import answers, desk

    made = made_book(desk.create_book(book, author=options.author_or_login(author), clock=clock.now))
    return Reply(answers.init.answer(made), answers.init.lines(made), entered=True)


@app.command()
@answering("check")
def check(  # noqa: PLR0913, PLR0917 - one argument per option
    files: RecordFiles = None,
    book: options.AnyBookPath = None,
    format: options.FormatName = None,  # noqa: A002 - the word of the option
    source: options.Source = None,
    mapping: options.Mapping = None,
    schema: options.Schema = None,
    encoding: options.Encoding = None,
) -> Reply:
    """Check files before they are imported, or all records and rates of the book."""
    from ledger import answers, desk

    path = options.book_at_hand(book)
    if not files:
        problems = desk.check_book(open_book(path or options.DEFAULT_BOOK))
    else:
        problems = desk.check_file(
            *files,
            book=open_at_hand(path),
            format=options.maybe(options.format_name, format, "--format"),
            source=source,
            mapping=mapping,
            schema=schema,
            encoding=options.maybe(options.encoding, encoding, "--encoding"),
        )
    checked = answers.check.answer(problems, files or (), path if files else path or options.DEFAULT_BOOK)
    return Reply(checked, answers.check.lines(checked), problems)


@app.command()
@answering("verify")
def verify(  # noqa: PLR0913, PLR0917 - one argument per option
    workbook: Annotated[
        Path | None, typer.Argument(metavar="[WORKBOOK]", help="A received workbook; without one, the book is proven.")
    ] = None,
    head: Annotated[
        str | None, typer.Option("--head", metavar="HASH", help="A head that a workbook or a colleague has noted.")
    ] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ENTRY", help="The issue entry of a workbook that does not say it.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PUBLIC", help="The public key that the workbook was signed with.")
    ] = None,
    signature: Annotated[
        Path | None, typer.Option("--signature", metavar="FILE", help="The signature; by default beside the workbook.")
    ] = None,
    accept_head: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--accept-head", help="The book that stands here now is the right one, such as a backup.")
    ] = False,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """Prove that nobody altered the book, or that a received workbook holds what was issued."""
    from ledger import answers, desk

    if workbook is not None:
        _refuse_beside_workbook(head, accept_head=accept_head)
        if signature is not None and key is None:
            raise misused(
                "--signature", "--signature without --key", "the public key of the sender", "give --key PUBLIC"
            )
        number = options.maybe(options.entry, issue, "--issue")
        verified = desk.verify_workbook(open_book(book), workbook, number=number, key=key, signature=signature)
        text = answers.verified_workbook.lines(verified)
        return Reply(answers.verified_workbook.answer(verified), text, verified.findings)
    if key is not None or signature is not None:
        raise misused("--key", "a key or a signature without a workbook", "a workbook", "name the received workbook")
    if issue is not None:
        raise misused("--issue", "--issue without a workbook", "a workbook", "name the received workbook")
    noted = options.maybe(options.head, head, "--head")
    opened, missing = open_to_prove(book)
    proven = desk.prove_book(opened, noted)
    if accept_head and not proven.problems:
        made_book(opened)
    else:
        proven = replace(proven, unlike_seen=missing)
    text = answers.proven_book.lines(proven)
    return Reply(answers.proven_book.answer(proven), text, proven.problems, answers.proven_book.closing())


def _refuse_beside_workbook(head: str | None, *, accept_head: bool) -> None:
    """Options that are about the book as a whole."""
    if head is not None:
        raise misused("--head", "--head and a workbook", "one of them", "a workbook names its head itself")
    if accept_head:
        remedy = "accept the head of the book first, then verify the workbook"
        raise misused("--accept-head", "--accept-head and a workbook", "one of them", remedy)

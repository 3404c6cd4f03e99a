"""``init``, ``check`` and ``verify``: a book is made, held to the checks, and proven unaltered."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.opened import made_book, open_at_hand, open_book, open_to_prove
from ledger.foundation import Problem, errors

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.desk import Verified

app = typer.Typer()

NOT_PROVEN = (
    "that nobody replaced the whole book and its head: compare the head with one noted elsewhere (verify --head HASH);",
    "who made the entries, and when: authors are typed, and the time is that of a computer's clock;",
    "that the sources say what is quoted, that the rates are those of their publisher, and that nothing was left out.",
)
_NAMED = 3

RecordFiles = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE...]", help="Files of records; without any, the book is checked.")
]


@app.command()
@answering("init")
def init(book: options.BookPath = options.DEFAULT_BOOK, author: options.Author = None) -> Answer:
    """Make a book, with the history of the European Central Bank's rates in it."""
    from ledger import desk

    made = made_book(desk.create_book(book, author=options.author_or_login(author), clock=clock.now))
    entries, head = made.head_at(None)
    fields = {"book": str(book), "entries": entries, "head": head}
    return Answer(fields, (f"Made {book}, with the rates of the European Central Bank.", f"Head {head}"), entered=True)


@app.command()
@answering("check")
def check(  # noqa: PLR0913, PLR0917 - one argument per option
    files: RecordFiles = None,
    book: options.AnyBookPath = None,
    format: options.FormatName = None,  # noqa: A002 - the word of the option
    source: options.Source = None,
    mapping: options.Mapping = None,
    schema: options.Schema = None,
) -> Answer:
    """Check files before they are imported, or all records and rates of the book."""
    from ledger import desk
    from ledger.intake import counted

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
        )
    counts = {severity.value: number for severity, number in counted(problems).items()}
    told = ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in counts.items())
    named = ", ".join(map(str, files or ())) or str(path or options.DEFAULT_BOOK)
    fields = {"files": list(map(str, files or ())), "book": str(path) if path else None, "counts": counts}
    return Answer(fields, (f"{named}: {told}.",), problems)


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
) -> Answer:
    """Prove that nobody altered the book, or that a received workbook holds what was issued."""
    from ledger import desk

    if workbook is not None:
        if head is not None:
            raise misused("--head", "--head and a workbook", "one of them", "a workbook names its head itself")
        if accept_head:
            remedy = "accept the head of the book first, then verify the workbook"
            raise misused("--accept-head", "--accept-head and a workbook", "one of them", remedy)
        if signature is not None and key is None:
            raise misused(
                "--signature", "--signature without --key", "the public key of the sender", "give --key PUBLIC"
            )
        number = options.maybe(options.entry, issue, "--issue")
        verified = _verified(desk.verify_workbook(open_book(book), workbook, number=number))
        return verified if key is None else _signed_with(verified, *desk.check_signature(workbook, key, signature))
    if key is not None or signature is not None:
        raise misused("--key", "a key or a signature without a workbook", "a workbook", "name the received workbook")
    if issue is not None:
        raise misused("--issue", "--issue without a workbook", "a workbook", "name the received workbook")
    noted = options.maybe(options.head, head, "--head")
    opened, missing = open_to_prove(book)
    altered = opened.verify()
    problems = altered or opened.verify(noted)
    if accept_head and not problems:
        made_book(opened)
        missing = ()
    return _proven(book, opened, altered, (*problems, *missing))


def _proven(path: Path, book: "Book", altered: Sequence[Problem], problems: Sequence[Problem]) -> Answer:
    """What `verify` says of a book, and what it cannot say."""
    sound = not errors(problems)
    state = "nothing was altered" if sound else "altered" if altered else "sound, but not the book of that head"
    entries, now = book.entries, book.head
    fields = {"book": str(path), "entries": entries, "head": now, "sound": sound, "not_proven": list(NOT_PROVEN)}
    text = (f"{path}: {entries} entries, {state}.", f"Head {now}")
    return Answer(fields, text, problems, ("Not proven:", *(f"- {words}" for words in NOT_PROVEN)))


def _signed_with(verified: Answer, fingerprint: str, problems: tuple[Problem, ...]) -> Answer:
    """What was found of a workbook, with what its signature says."""
    said = f"Signed, as it is, with the key {fingerprint}" if not problems else f"NOT SIGNED with the key {fingerprint}"
    fields = {**verified.fields, "key": fingerprint, "signed": not problems}
    return replace(verified, fields=fields, text=(*verified.text, f"{said}."), problems=(*verified.problems, *problems))


def _verified(found: "Verified") -> Answer:
    issue = found.issue
    said = f"issued as entry {issue.number} on {issue.day} by {issue.author} ({issue.reason})"
    same = "the same file byte for byte" if found.same_bytes else "not the same file"
    state = _verdict(found)
    counted = f"{found.conversions} conversions and {found.totals} totals computed again, {found.cells} cells compared"
    fields = {
        "workbook": str(found.workbook),
        "issue": issue.number,
        "day": str(issue.day),
        "head": issue.facts.head,
        "same_bytes": found.same_bytes,
        "cells": found.cells,
        "conversions": found.conversions,
        "totals": found.totals,
        "holds": found.holds,
        "cells_hold": found.cells_hold,
        "made_otherwise": found.made_otherwise,
        "changed_since": [
            {
                "entry": it.seq,
                "id": it.id,
                "action": it.action,
                "author": it.author,
                "day": f"{it.time:%Y-%m-%d}",
                "reason": it.reason,
            }
            for it in found.changed_since
        ],
    }
    return Answer(fields, (f"{found.workbook}: {said}; {same}.", f"{counted}: {state}."), found.problems)


def _verdict(found: "Verified") -> str:
    if found.made_otherwise:
        return "the file is the one that was issued" if found.holds else "NOT PROVEN: another version made it"
    if found.holds:
        return "every figure holds"
    if not found.cells_hold:
        return "NOT ALL OF IT IS WHAT WAS ISSUED"
    named = [problem.found for problem in found.shown[:_NAMED]]
    more = [f"{len(found.shown) - _NAMED} more"] if len(found.shown) > _NAMED else []
    return f"the cells hold; how they are shown was changed: {'; '.join((*named, *more))}"

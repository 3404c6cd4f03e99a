"""``add`` and ``import``: new records, one by one or by the file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering
from ledger.cli.screen import tell
from ledger.foundation import Refused

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.desk import Outcome
    from ledger.intake import Heading

app = typer.Typer()

RecordsFile = Annotated[Path, typer.Argument(metavar="FILE", help="Records: .jsonl, or .csv with our headings.")]


@app.command()
@answering("add")
def add(
    changes: options.Changes = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Add one record; without --set it asks for the fields one by one."""
    from ledger import desk

    opened = desk.open_book(book, clock=clock.now)
    row = options.pairs(changes) or _filled_in()
    if not row:
        return Answer({"entered": []}, ("Nothing was entered.",))
    signed = options.author_or_login(author)
    return entered(opened, desk.add_record(opened, row, author=signed, reason=reason or "added by hand"))


@app.command("import")
@answering("import")
def import_file(
    file: RecordsFile,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Enter all records of a file, or none if there is an error in it."""
    from ledger import desk

    opened = desk.open_book(book, clock=clock.now)
    signed, why = options.author_or_login(author), reason or f"import of {file.name}"
    return entered(opened, desk.import_file(opened, file, author=signed, reason=why))


def entered(book: "Book", outcome: "Outcome") -> Answer:
    """What entered the book, and where the book stands now."""
    revisions = [{"seq": it.seq, "action": it.action, "id": it.id, "hash": it.hash} for it in outcome.revisions]
    last = outcome.revisions[-1].hash if outcome.revisions else book.head
    fields = {"book": str(book.path), "entered": revisions, "head": last}
    lines = [f"{it.action} {it.id or ''}".rstrip() for it in outcome.revisions]
    count = f"{len(lines)} entr{'y' if len(lines) == 1 else 'ies'} in {book.path}; head {last[:12]}"
    return Answer(fields, (*lines, count), outcome.problems)


def _filled_in() -> dict[str, str]:
    """The answers to the form, confirmed; empty if the user does not confirm."""
    from ledger import desk

    tell("Enter alone leaves a field empty; ctrl-C stops, and nothing is entered.")
    row: dict[str, str] = {}
    while (record := desk.drafted(row)) is None or desk.next_heading(row):
        while heading := desk.next_heading(row):
            row[heading.name] = _answer(heading, row)
        again, problems = desk.to_ask_again(row)
        tell(*map(str, problems))
        if problems and not again:
            raise Refused(problems)
        for heading in again:
            del row[heading.name]
    tell("", *(f"{label}: {words}" for label, words in desk.described(record) if label != "Id" or row.get("id")))
    sure = options.ask("Enter this record? [y/N]").strip().casefold()
    return {name: text for name, text in row.items() if text} if sure in ("y", "yes") else {}


def _answer(heading: "Heading", row: dict[str, str]) -> str:
    from ledger import desk

    needed = "" if desk.is_needed(heading, row) else " (may be left empty)"
    tell("", f"{heading.meaning}, for example {heading.example}{needed}")
    tell(*(f"    {code}: {meaning}" for code, meaning in desk.choices(heading).items()))
    while True:
        text = options.ask(f"{heading.name}:").strip()
        faults = desk.faults_of(heading, {**row, heading.name: text})
        if not faults:
            return text
        tell(*(f"found {it.found}, expected {it.expected}. Do: {it.remedy}." for it in faults))

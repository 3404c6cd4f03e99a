"""``add``: a new record by hand, asked for field by field."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_book
from ledger.cli.screen import tell
from ledger.foundation import Problem, Refused, errors

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.desk import Outcome
    from ledger.records import Heading

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("add")
def add(
    context: typer.Context,
    changes: options.Fields = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Add one record; without --set it asks for the fields one by one."""
    from ledger import desk

    if not changes and context.params["as_json"]:
        raise misused(
            "--set", "no fields, and --json", "the fields of the record", "give each with --set HEADING=VALUE"
        )
    given = options.sound_pairs(changes)
    why = options.maybe(options.reason, reason, "--reason") or "added by hand"
    signed = options.author_or_login(author)
    opened = open_book(book)
    if given:
        return entered(opened, desk.add_record(opened, given, author=signed, reason=why))
    row, shown = _filled_in(opened)
    if not row:
        return Reply(None, ("Nothing was entered.",))
    outcome = desk.add_record(opened, row, author=signed, reason=why)
    new = tuple(problem for problem in outcome.problems if problem not in shown)
    return entered(opened, replace(outcome, problems=new))


def entered(book: "Book", outcome: "Outcome") -> Reply:
    """What entered the book, and where the book stands now."""
    from ledger import answers

    value = answers.entered.answer(outcome, book)
    return Reply(value, answers.entered.lines(value), outcome.problems, entered=bool(value.entered))


def _filled_in(book: "Book") -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The answers to the form, empty if the user does not confirm them; and the findings that were shown before."""
    from ledger import desk

    row = _asked()
    findings = desk.preview(book, row)
    if errors(findings):
        raise Refused(findings)
    tell(*map(str, findings))
    sure = options.ask("Enter this record? [y/N]").strip().casefold()
    return ({name: text for name, text in row.items() if text} if sure in ("y", "yes") else {}), findings


def _asked() -> Mapping[str, str]:
    """Ask for every field, until they make a record, and show it."""
    from ledger import desk

    tell("Enter alone leaves a field empty; ctrl-C stops, and nothing is entered.")
    row: Mapping[str, str] = {}
    while (record := desk.drafted(row)) is None or desk.next_heading(row):
        while heading := desk.next_heading(row):
            row = desk.as_read({**row, heading.name: _answer(heading, row)})
        again, problems = desk.to_ask_again(row)
        tell(*map(str, problems))
        if problems and not again:
            raise Refused(problems)
        row = {name: text for name, text in row.items() if name not in {heading.name for heading in again}}
    tell("", *(f"{label}: {words}" for label, words in desk.described(record) if label != "Id" or row.get("id")))
    return row


def _answer(heading: "Heading", row: Mapping[str, str]) -> str:
    from ledger import desk

    empty = desk.if_empty(heading, row)
    tell("", f"{heading.meaning}, for example {heading.example}" + (f" ({empty})" if empty else ""))
    tell(*(f"    {code}: {meaning}" for code, meaning in desk.choices(heading).items()))
    while True:
        text = options.ask(f"{heading.name}:").strip()
        faults = desk.faults_of(heading, {**row, heading.name: text})
        if not faults:
            return _kept_or_other(heading, row, text)
        tell(*(f"found {it.found}, expected {it.expected}. Do: {it.remedy}." for it in faults))


def _kept_or_other(heading: "Heading", row: Mapping[str, str], text: str) -> str:
    """The answer, or the one that the user gives in its place when asked back, once, about a name that is not known."""
    from ledger import desk

    doubt = desk.doubt(heading, text)
    if doubt is None:
        return text
    tell(doubt)
    other = options.ask(f"{heading.name}:").strip()
    faults = desk.faults_of(heading, {**row, heading.name: other}) if other else ()
    tell(*(f"found {it.found}, expected {it.expected}; kept {text}." for it in faults))
    return text if faults or not other else other

"""``duplicates`` and ``relate``: what may be the same money, and the decision of a person on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Answer, answering
from ledger.cli.entering import entered
from ledger.cli.opened import open_book
from ledger.cli.records import RecordId
from ledger.cli.signed import Signed

if TYPE_CHECKING:
    from ledger.checks import Candidate
    from ledger.records import Record

app = typer.Typer()


@app.command()
@answering("duplicates")
def duplicates(
    within: Annotated[str, typer.Option("--within", metavar="DAYS", help="Days between two announcements.")] = "365",
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """List records that may hold the same money, with the reasons; nothing is merged."""
    from ledger import desk

    days = options.number(0, 36_500)(within, "--within")
    opened = open_book(book)
    found = desk.candidates(opened, timedelta(days=days))
    records = {record.id: record for record in opened.records()} if found else {}
    fields = {"count": len(found), "candidates": [_fields(it) for it in found]}
    counted = f"{len(found)} candidate{'' if len(found) == 1 else 's'} in {book}."
    advice = "Decide each with `relate ID restates ID`, or `relate ID related_to ID` where both count." if found else ""
    lines = (line for it in found for line in _told(it, records))
    return Answer(fields, (*lines, *filter(None, (counted, advice))))


@app.command()
@answering("relate")
def relate(  # noqa: PLR0913, PLR0917 - one argument per option
    record: RecordId,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="restates, part_of, fulfils, supersedes, related_to ...")],
    target: Annotated[str, typer.Argument(metavar="ID", help="Id of the other record.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Say what one record is to another, such as the same money again; totals follow."""
    from ledger import desk

    signed = Signed(book, author, reason, "why the one is that to the other")
    outcome = desk.relate(signed.book, record, kind, target, author=signed.author, reason=signed.reason)
    answer = entered(signed.book, outcome)
    means = next(words for name, words in desk.TIES_IN_WORDS.items() if name == kind)
    return replace(answer, text=(f"{record} {kind} {target}: {means}.", *answer.text))


def _told(candidate: "Candidate", records: dict[str, "Record"]) -> Iterator[str]:
    yield f"{candidate.record}  {candidate.suggested}?  {', '.join(candidate.others)}   (weight {candidate.weight})"
    for key in (candidate.record, *candidate.others):
        record = records[key]
        day = record.announced if record.record == "commitment" else record.value_date
        yield f"    {day}  {record.stated_amount}  {record.title}"
    yield f"    because: {'; '.join(reason.text for reason in candidate.reasons)}"


def _fields(candidate: "Candidate") -> dict[str, object]:
    return {
        "record": candidate.record,
        "others": list(candidate.others),
        "suggested": candidate.suggested,
        "weight": candidate.weight,
        "reasons": [{"signal": it.signal, "text": it.text} for it in candidate.reasons],
    }

"""A form that went out filled in from a book and comes back: its rows restate the records of that book by their ids.

It knows what the book said when it was written, so that a cell that nobody touched changes nothing, however the book
has gone on since, and a row that was taken out withdraws nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# A table of text waits for nothing that reads workbooks.
from ledger import spreadsheet
from ledger.book import Book, SourceRecord
from ledger.desk.importing.match import BookState
from ledger.export import STAND
from ledger.foundation import Advice, Place, Problem, Refused, Severity, shown_name
from ledger.records import Record

_MOST_NAMED = 10


@dataclass(frozen=True)
class FilledForm:
    """What a book said when a form was filled in from it.

    Args:
        file: name of the form.
        records: those that stood in it, by id.

    >>> FilledForm("a.xlsx", {}).records
    {}
    """

    file: str
    records: Mapping[str, Record]


def filled_from(book: Book, paths: Sequence[Path]) -> FilledForm | None:
    """What stood in the form among some files when it was written; None where none is a filled form.

    Raises:
        Refused: FILE for a form that was filled in from another book.
    """
    for path in paths:
        stand = spreadsheet.custom_property(path, STAND)
        if stand:
            entries, _, head = stand.partition(":")
            file = shown_name(path)
            if not entries.isdecimal() or len(entries) > len(str(book.entries)) or book.hash_at(int(entries)) != head:
                found, expected = "a form that was filled in from another book", "a form of this book"
                remedy = Advice(
                    "import it into that book, or write a new form with write_filled_form",
                    "import it into that book, or write a new form with `defense-ledger template --filled`",
                )
                raise Refused.of("FILE", Place(file=file), found, expected, remedy)
            return FilledForm(file, {record.id: record for record in book.records(as_of=int(entries))})
    return None


def restating(standing: BookState, form: FilledForm, entries: int) -> BookState:
    """The state of a book in which a filled form may restate every record that stood in it.

    Args:
        standing: as the book stands, with what the source of the form has brought itself.
        form: what stood in it.
        entries: number of the newest entry, named where a record was stated anew since.
    """
    brought = {
        key: SourceRecord(
            record,
            (),
            "there" if key in standing.live else "withdrawn",
            None if standing.live.get(key) == record else entries,
        )
        for key, record in form.records.items()
    }
    return replace(standing, brought={**brought, **standing.brought}, withdraws=False, stood=form.records)


def taken_out(form: FilledForm, standing: BookState, present: set[str]) -> tuple[Problem, ...]:
    """A warning for the records that the form held and no longer holds: they stay in the book."""
    gone = sorted(key for key in form.records if key in standing.live and key not in present)
    if not gone:
        return ()
    more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
    found = f"no row for {', '.join(gone[:_MOST_NAMED])}{more}, which the book keeps"
    remedy = "nothing, if they are to stay; else keep the row, and choose withdraw under Ledger action"
    place = Place(file=form.file)
    return (Problem("FORM", Severity.WARNING, place, found, "the rows that the form was filled in with", remedy),)

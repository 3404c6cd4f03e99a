"""What ``list`` answers: the records of the book, or those that were asked for."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines, TextTable
from ledger.answers.values import RecordValues
from ledger.desk import ListedRecord, RecordList


@dataclass(frozen=True)
class ListAnswer:
    """The records of a book.

    Args:
        count: how many are listed.
        matching: how many are as asked for, listed or behind the limit.
        in_book: how many the book holds.
        records: each that is listed as it stands in a file of records.
    """

    count: int
    matching: int
    in_book: int
    records: tuple[RecordValues, ...]


def answer(listed: RecordList) -> ListAnswer:
    """A list as an answer."""
    records = tuple(each.record for each in listed.records)
    return ListAnswer(len(records), listed.matching, listed.in_book, records)


def lines(listed: RecordList, book: Path) -> Lines:
    """The same for people."""
    headings = ("id", "announced", "donor", "recipient", "stage", "amount", "title")
    rows = [_row(each) for each in listed.records]
    return (*([TextTable(headings, rows, wraps=6)] if rows else []), f"{_counted(listed)} in {book}")


def _row(listed: ListedRecord) -> tuple[str, ...]:
    record = listed.record
    parties = listed.donor, listed.recipient
    return record.id, str(listed.day), *parties, listed.stage, record.stated_amount, record.title or ""


def _counted(listed: RecordList) -> str:
    count, in_book = len(listed.records), f"{listed.in_book} record{'' if listed.in_book == 1 else 's'}"
    if count < listed.matching < listed.in_book:
        return f"{count} of {listed.matching} that match, of {in_book}"
    return in_book if count == listed.in_book else f"{count} of {in_book}"

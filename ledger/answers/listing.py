"""What ``list`` answers: the records of the book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines, TextTable
from ledger.answers.values import RecordValues
from ledger.records import Commitment, Record


@dataclass(frozen=True)
class ListAnswer:
    """The records of a book.

    Args:
        count: how many there are.
        records: each as it stands in a file of records.
    """

    count: int
    records: tuple[RecordValues, ...]


def answer(records: Sequence[Record]) -> ListAnswer:
    """Records as an answer."""
    return ListAnswer(len(records), tuple(records))


def lines(records: Sequence[Record], book: Path) -> Lines:
    """The same for people."""
    commitments = {record.id: record for record in records if isinstance(record, Commitment)}
    rows = [_row(record, commitments) for record in records]
    headings = ("id", "announced", "donor", "recipient", "stage", "amount", "title")
    counted = f"{len(records)} record{'' if len(records) == 1 else 's'} in {book}"
    return (*([TextTable(headings, rows, wraps=6)] if rows else []), counted)


def _row(record: Record, commitments: Mapping[str, Commitment]) -> tuple[str, ...]:
    promise: Commitment | None
    if isinstance(record, Commitment):
        promise, day, stage = record, record.announced, str(record.stage)
    else:
        promise, day, stage = commitments.get(record.commitment), record.value_date, str(record.type)
    donor, recipient = (promise.given_by, promise.recipient) if promise else ("", "")
    return record.id, str(day), donor, recipient, stage, record.stated_amount, record.title or ""

"""What ``show`` answers: one record, every field of it."""

from dataclasses import dataclass

from ledger.answers.text import Lines, TextTable
from ledger.answers.values import RecordValues
from ledger.desk import described
from ledger.records import Record


@dataclass(frozen=True)
class ShowAnswer:
    """One record.

    Args:
        record: as it stands in a file of records.
    """

    record: RecordValues


def answer(record: Record) -> ShowAnswer:
    """A record as an answer."""
    return ShowAnswer(record)


def lines(record: Record) -> Lines:
    """The same for people: a line per field, in plain words."""
    return (TextTable(("field", "value"), described(record), wraps=1),)

"""Finding a record of a book, and telling what happened to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.book import Batch, Book, Revision
from ledger.desk.changes import Change, differences
from ledger.foundation import Problem, Refused, Severity, quoted
from ledger.records import Record, nearest

# The history of one record is looked up, for more of them the whole journal is read.
_FEW = 3


@dataclass(frozen=True)
class HistoryStep:
    """One revision of a record, and what it changed.

    Args:
        revision: who, when, why and what.
        changes: field by field; none for withdraw and restore.
        batch: the import that brought it: whose data, which release; None for what was entered by hand.
    """

    revision: Revision
    changes: tuple[Change, ...]
    batch: Batch | None = None


def find_record(book: Book, key: str, as_of: date | None = None) -> Record:
    """The record with this id.

    Args:
        book: where to look.
        key: its id.
        as_of: as it stood at the end of this day (UTC).

    Raises:
        Refused: REL if it is not there.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     find_record(book, "gbr-ukr-2025-06-02-1").title
    'Yearly military and economic assistance to Ukraine'
    """
    return record_among(book.records(as_of), key)


def record_among(records: Sequence[Record], key: str) -> Record:
    """The same in a set of records."""
    for record in records:
        if record.id == key:
            return record
    raise Refused([_absent(key, tuple(record.id for record in records))])


def history(book: Book, key: str) -> tuple[HistoryStep, ...]:
    """All revisions of a record, oldest first, each with what it changed.

    Raises:
        Refused: REL for an id that was never used.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file, withdraw
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     _ = withdraw(book, "gbr-ukr-2025-06-02-1", author="Bob", reason="it was a rumour")
    ...     [(step.revision.action, step.revision.author) for step in history(book, "gbr-ukr-2025-06-02-1")]
    [('record', 'Ann'), ('withdraw', 'Bob')]
    """
    revisions = book.history(key)
    if not revisions:
        raise Refused([_absent(key, tuple(record.id for record in book.records()))])
    return _told(revisions, {batch.seq: batch for batch in book.batches()})


def histories(book: Book, keys: Collection[str]) -> Mapping[str, tuple[HistoryStep, ...]]:
    """The same for several records: the journal is read once for all of them, and not once for each."""
    if len(keys) <= _FEW:
        return {key: history(book, key) for key in keys}
    wanted: dict[str, list[Revision]] = {key: [] for key in keys}
    for revision in book.revisions():
        if revision.id in wanted:
            wanted[revision.id].append(revision)
    batches = {batch.seq: batch for batch in book.batches()}
    return {key: _told(revisions, batches) for key, revisions in wanted.items()}


def _told(revisions: Sequence[Revision], batches: Mapping[int, Batch]) -> tuple[HistoryStep, ...]:
    steps: list[HistoryStep] = []
    before: Record | None = None
    for revision in revisions:
        after = revision.record
        changes = differences(before, after) if after else ()
        steps.append(HistoryStep(revision, changes, batches.get(revision.batch or 0)))
        before = after or before
    return tuple(steps)


def _absent(key: str, ids: Sequence[str]) -> Problem:
    near = nearest(key, ids)
    expected = "the id of a record" + (f", perhaps {' or '.join(near)}" if near else "")
    remedy = "look for it with `defense-ledger list`; `history` tells what became of a withdrawn one"
    return Problem("REL", Severity.ERROR, quoted(key)[1:-1], "no such record", expected, remedy)

"""The imports of a book, for people who look for the number of one."""

import json
from dataclasses import dataclass

from ledger.book import Batch, Book
from ledger.foundation import Refused, quoted


@dataclass(frozen=True)
class ImportedBatch:
    """One import and how many entries it made.

    Args:
        batch: whose data, which release, which files, who and when.
        entries: how many revisions of records it made.
        rejected: how many rows it kept as rejected.
        undone: number of the entry that began to undo it; None while it stands.
    """

    batch: Batch
    entries: int
    rejected: int
    undone: int | None = None


def ids_of_source(book: Book, source: str) -> frozenset[str]:
    """The ids of all records that a source has brought, withdrawn ones too.

    Raises:
        Refused: FILE for a source that has brought nothing.
    """
    own = {batch.seq for batch in book.batches() if batch.source == source}
    if not own:
        names = ", ".join(dict.fromkeys(batch.source for batch in book.batches())) or "it has none"
        remedy = "name another source, or leave it out"
        raise Refused.of("FILE", "source", quoted(source), f"a source of the book: {names}", remedy)
    return frozenset(it.id for it in book.revisions() if it.batch in own and it.id is not None)


def imported_batches(book: Book) -> tuple[ImportedBatch, ...]:
    """All imports of a book, oldest first.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     [(it.batch.source, it.entries, it.undone) for it in imported_batches(book)]
    [('article.jsonl', 4, None)]
    """
    entries: dict[int, int] = {}
    rejected: dict[int, int] = {}
    undone: dict[int, int] = {}
    for revision in book.revisions():
        if '"undoes":' in revision.payload and (batch := json.loads(revision.payload).get("undoes")) is not None:
            undone.setdefault(batch, revision.seq)
        if revision.batch is not None:
            counts = rejected if revision.action == "reject" else entries
            counts[revision.batch] = counts.get(revision.batch, 0) + (revision.action not in ("import", "rates"))
    return tuple(
        ImportedBatch(it, entries.get(it.seq, 0), rejected.get(it.seq, 0), undone.get(it.seq)) for it in book.batches()
    )

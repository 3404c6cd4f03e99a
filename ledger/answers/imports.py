"""What ``imports`` answers: whose data entered the book, which release, by whom, and which number undoes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.answers.text import Lines, TextTable
from ledger.book import FileRead
from ledger.desk import ImportedBatch


@dataclass(frozen=True)
class ImportedRelease:
    """One import.

    Args:
        batch: its number, by which it can be undone.
        source: whose data it was.
        release: which release of it.
        format: in which format it was read.
        files: the files, with the hashes of their bytes.
        time: when it was entered, UTC.
        author: who entered it.
        entries: how many entries on records it made.
        rejected: how many rows it kept as rejected.
        undone: number of the entry that began to undo it; null while it stands.
    """

    batch: int
    source: str
    release: str
    format: str
    files: tuple[FileRead, ...]
    time: datetime
    author: str
    entries: int
    rejected: int
    undone: int | None


@dataclass(frozen=True)
class ImportsAnswer:
    """All imports of a book.

    Args:
        imports: the oldest first.
    """

    imports: tuple[ImportedRelease, ...]


def answer(imported: Sequence[ImportedBatch]) -> ImportsAnswer:
    """Imports as an answer."""
    return ImportsAnswer(tuple(map(_release, imported)))


def lines(imports: ImportsAnswer) -> Lines:
    """The same for people."""
    rows = [
        (
            str(entry.batch),
            entry.source,
            entry.release,
            f"{entry.time:%Y-%m-%d %H:%M}",
            entry.author,
            str(entry.entries),
            str(entry.rejected),
            f"by entry {entry.undone}" if entry.undone else "",
        )
        for entry in imports.imports
    ]
    headings = ("batch", "source", "release", "time (UTC)", "author", "entries", "rejected", "undone")
    return (TextTable(headings, rows, figures={0, 5, 6}, wraps=2),) if rows else ("Nothing was imported.",)


def _release(imported: ImportedBatch) -> ImportedRelease:
    batch = imported.batch
    return ImportedRelease(
        batch=batch.seq,
        source=batch.source,
        release=batch.release,
        format=batch.format,
        files=batch.files,
        time=batch.time,
        author=batch.author,
        entries=imported.entries,
        rejected=imported.rejected,
        undone=imported.undone,
    )

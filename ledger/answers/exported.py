"""What ``export`` answers: which file was written, how much it holds, and what the book was then."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.desk import Exported, Facts


@dataclass(frozen=True)
class ExportAnswer:
    """A book that was written as a file, or the facts of a report of it.

    Args:
        format: csv, parquet, records, jsonl, iati, datapackage or facts.
        out: the file, or the folder of a data package or of facts.
        records: how many records it holds, or has facts of.
        internal: how many of them are marked internal, which is for the house only.
        entries: how many entries of the journal stand behind it.
        head: hash of the last of them.
        rows: how many facts it holds; None for all others.
    """

    format: str
    out: Path
    records: int
    internal: int
    entries: int
    head: str
    rows: int | None = None


def answer(exported: Exported | Facts) -> ExportAnswer:
    """What was written as an answer."""
    rows = exported.rows if isinstance(exported, Facts) else None
    return ExportAnswer(
        format="facts" if isinstance(exported, Facts) else exported.format,
        out=exported.path,
        records=exported.records,
        internal=exported.internal,
        entries=exported.entries,
        head=exported.head,
        rows=rows,
    )


def lines(exported: ExportAnswer) -> Lines:
    """The same for people."""
    records = f"{exported.records} record{'' if exported.records == 1 else 's'}"
    internal = f"{exported.internal} of them internal: keep this file in the house."
    written = f"Wrote {_what(exported, records)} to {exported.out}; head {exported.head[:12]}."
    return (written, *([internal] if exported.internal else []))


def _what(exported: ExportAnswer, records: str) -> str:
    if exported.rows is not None:
        return f"{exported.rows} fact{'' if exported.rows == 1 else 's'} of {records}"
    return f"{exported.entries} entries with {records}" if exported.format == "jsonl" else records

"""What ``export`` answers: which file was written, how much it holds, and what the book was then."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.desk import Exported


@dataclass(frozen=True)
class ExportAnswer:
    """A book that was written as a file.

    Args:
        format: csv, parquet, records, jsonl, iati or datapackage.
        out: the file, or the folder of a data package.
        records: how many records it holds.
        internal: how many of them are marked internal, which is for the house only.
        entries: how many entries of the journal stand behind it.
        head: hash of the last of them.
    """

    format: str
    out: Path
    records: int
    internal: int
    entries: int
    head: str


def answer(exported: Exported) -> ExportAnswer:
    """What was written as an answer."""
    return ExportAnswer(
        format=exported.format,
        out=exported.path,
        records=exported.records,
        internal=exported.internal,
        entries=exported.entries,
        head=exported.head,
    )


def lines(exported: ExportAnswer) -> Lines:
    """The same for people."""
    records = f"{exported.records} record{'' if exported.records == 1 else 's'}"
    what = f"{exported.entries} entries with {records}" if exported.format == "jsonl" else records
    internal = f"{exported.internal} of them internal: keep this file in the house."
    written = f"Wrote {what} to {exported.out}; head {exported.head[:12]}."
    return (written, *([internal] if exported.internal else []))

"""What ``mapping`` answers: the draft of a mapping file for a table with headings of its own."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.desk import DraftedMapping


@dataclass(frozen=True)
class MappingAnswer:
    """The draft of a mapping.

    Args:
        mapping: its text, in TOML; what is not sure stands in comments. Null where it was written as a sheet.
        out: where it was written; null if it was not.
    """

    mapping: str | None
    out: Path | None


def answer(drafted: DraftedMapping) -> MappingAnswer:
    """A draft as an answer."""
    return MappingAnswer(drafted.text, drafted.out)


def lines(drafted: MappingAnswer) -> Lines:
    """The same for people: the draft itself, unless it was written to a file."""
    if drafted.out is None:
        return (drafted.mapping or "").splitlines()
    todo = "Look at every line" if drafted.mapping is not None else "Fill in what is yellow"
    return (f"Wrote {drafted.out}. {todo}, then import with --mapping {drafted.out}.",)

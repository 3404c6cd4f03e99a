"""The formats that can be read: what each is called, how a file of it is known, and who reads it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ledger.foundation import Problem, quoted
from ledger.intake.drafts import Draft, Item
from ledger.intake.jsonl import read_jsonl
from ledger.intake.table import read_table


@dataclass(frozen=True)
class Options:
    """What the user says about files beside their names.

    Args:
        mapping: a mapping file (docs/mapping.md) for a table with headings of its own.
        schema: an XML schema that the file must keep.
    """

    mapping: Path | None = None
    schema: Path | None = None


ReadAll = Callable[[Sequence[Path], Options], Iterator[Item]]
"""Yields what the files of one release say, in their order; never raises for what they hold."""


@dataclass(frozen=True)
class Format:
    """One format.

    Args:
        name: as in ``--format``.
        meaning: what such a file is, in plain words, as in "expected ...".
        endings: of its file names.
        recognises: whether a file with such an ending is of this format, told by its first bytes or headings.
        read: yields what the files of one release say, in their order; never raises for what they hold.
    """

    name: str
    meaning: str
    endings: tuple[str, ...]
    recognises: Callable[[Path], bool]
    read: ReadAll


def shown_name(path: Path) -> str:
    """The name of a file as it stands in places and lineage: on one line, with nothing that could steer a screen.

    >>> shown_name(Path("a/pledges.csv"))
    'pledges.csv'
    """
    return quoted(path.name)[1:-1]


def _each(read: Callable[[BinaryIO, str], Iterator[Draft | Problem]]) -> ReadAll:
    """A reader of one stream, for all files of a release."""

    def read_all(paths: Sequence[Path], _: Options) -> Iterator[Item]:
        for path in paths:
            with path.open("rb") as stream:
                yield from read(stream, shown_name(path))

    return read_all


def _any(_: Path) -> bool:
    return True


# In the order in which they are tried: what is known by its content before what is known by its ending alone.
FORMATS: tuple[Format, ...] = (
    Format("jsonl", "our own JSON Lines", (".jsonl",), _any, _each(read_jsonl)),
    Format("csv", "a table with our headings", (".csv",), _any, _each(read_table)),
)

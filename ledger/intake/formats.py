"""The formats that can be read: what each is called, how a file of it is known, and who reads it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# What reads XML, workbooks and Parquet is loaded by its name in its room: files of other formats do not wait for it.
from ledger.foundation import Place, Problem, Severity, shown_name
from ledger.intake import iati, own
from ledger.intake.drafts import Draft, Item
from ledger.intake.fts import is_fts, read_fts
from ledger.intake.kiel import read_kiel, recognises_kiel
from ledger.intake.mapping import ENDINGS, read_mapped
from ledger.intake.own import is_history, read_jsonl, read_table

Watch = Callable[[str, int, int], None]
"""Told now and then what is being done, how much of it is done, and how much there is."""

EVERY = 1000
"""After so many records a watcher is told."""


def unwatched(_what: str, _done: int, _all: int) -> None:
    """For work that nobody watches."""


@dataclass(frozen=True)
class Options:
    """What the user says about files beside their names.

    Args:
        mapping: a mapping file (docs/mapping.md) for a table with headings of its own.
        schema: an XML schema that the file must keep.
        encoding: of a table of text, as :func:`ledger.intake.encodings.encoding_of` gives it.
        watch: told how many bytes of how many are read, by readers of large files.
    """

    mapping: Path | None = None
    schema: Path | None = None
    watch: Watch = unwatched
    encoding: str | None = None


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
        is_table: whether people or their programs type its columns, which are then judged as a whole.
        numbered: whether its ids are those of a publisher, so that equal rows under different ids are two records.
    """

    name: str
    meaning: str
    endings: tuple[str, ...]
    recognises: Callable[[Path], bool]
    read: ReadAll
    is_table: bool = False
    numbered: bool = False


def _each(read: Callable[[BinaryIO, str], Iterator[Draft | Problem]]) -> ReadAll:
    """A reader of one stream, for all files of a release."""

    def read_all(paths: Sequence[Path], _: Options) -> Iterator[Item]:
        for path in paths:
            with path.open("rb") as stream:
                yield from read(stream, shown_name(path))

    return read_all


def _pages(paths: Sequence[Path], options: Options) -> Iterator[Item]:
    return read_fts(paths, [shown_name(path) for path in paths], options.encoding)


def _tables(paths: Sequence[Path], options: Options) -> Iterator[Item]:
    for path in paths:
        with path.open("rb") as stream:
            yield from read_table(stream, shown_name(path), options.encoding)


def _tracker(paths: Sequence[Path], options: Options) -> Iterator[Item]:
    return read_kiel(paths, shown_name(paths[0]), options.encoding)


def _foreign(paths: Sequence[Path], options: Options) -> Iterator[Item]:
    mapping = (options.mapping, shown_name(options.mapping)) if options.mapping else None
    return read_mapped(paths, [shown_name(path) for path in paths], mapping, options.encoding)


def _never(_: Path) -> bool:
    return False


def _is_iati(path: Path) -> bool:
    return iati.is_iati(path)


def _activities(paths: Sequence[Path], options: Options) -> Iterator[Item]:
    return iati.read_iati(paths, [shown_name(path) for path in paths], options.schema)


def _form(paths: Sequence[Path], _: Options) -> Iterator[Item]:
    for path in paths:
        yield from own.read_entries(path, shown_name(path))


def _histories(paths: Sequence[Path], _: Options) -> Iterator[Item]:
    remedy = "import it alone, into a book that is not there yet or has no entries"
    for path in paths:
        place, found = Place(file=shown_name(path)), "the whole history of a book"
        yield Problem("FILE", Severity.ERROR, place, found, "a file of records", remedy)


def _columns(paths: Sequence[Path], _: Options) -> Iterator[Item]:
    for path in paths:
        yield from own.read_parquet(path, shown_name(path))


def _any(_: Path) -> bool:
    return True


# In the order in which they are tried: what is known by its content before what is known by its ending alone.
FORMATS: tuple[Format, ...] = (
    Format(
        "mapped",
        "a table with headings of its own and a mapping file",
        ENDINGS,
        _never,
        _foreign,
        is_table=True,
        numbered=True,
    ),
    Format(
        "kiel",
        "a release of the Kiel Ukraine Support Tracker",
        (".xlsx", ".csv"),
        recognises_kiel,
        _tracker,
        numbered=True,
    ),
    Format("fts", "flows of OCHA FTS", (".json", ".csv"), is_fts, _pages, numbered=True),
    Format("iati", "IATI activities", (".xml",), _is_iati, _activities, numbered=True),
    Format(
        "xlsx", "an entry workbook, which is our form filled in", (".xlsx", ".xlsm", ".ods"), _any, _form, is_table=True
    ),
    Format("history", "the whole history of a book", (".jsonl",), is_history, _histories),
    Format("parquet", "a Parquet file with our headings", (".parquet",), _any, _columns),
    Format("jsonl", "our own JSON Lines", (".jsonl",), _any, _each(read_jsonl)),
    Format("csv", "a table with our headings", (".csv",), _any, _tables, is_table=True),
)

"""Take a book out: its records as a file that others read, or its whole journal, from which an equal book is made.

The entry form with its records in it, for people who work in a spreadsheet.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, overload

# What writes a format is loaded with it, by its name in its room: a table of text waits for no Parquet.
from ledger import export, render
from ledger.book import Book, journal_lines
from ledger.desk.books import of_book
from ledger.desk.empty_form import refuse_written_form
from ledger.desk.version import package_version
from ledger.foundation import (
    Day,
    FileToWrite,
    Place,
    Problem,
    Refused,
    Severity,
    Writable,
    advice,
    path_or_writable,
    quoted,
    require_kind,
    through_file,
    writing_aside,
)
from ledger.records import Record, nearest


@of_book
def write_filled_form(book: Book, path: str | Path) -> Path:
    """Write the entry form with the records of a book in it, ids included; what was changed is read by ``import``.

    Args:
        book: whose records; internal ones are among them.
        path: a new file that ends in ``.xlsx``.

    Raises:
        Refused: FILE, if it cannot be written, or a file of this name is there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     write_filled_form(book, Path(place) / "form.xlsx").name
    'form.xlsx'
    """
    form = Path(path)
    refuse_written_form(form)
    entries, head = book.head_at(None)
    records = book.records(as_of=entries)
    render.whole(form, lambda file: export.write_filled_form(file, records, f"{entries}:{head}"))
    return form


Records = tuple[Record, ...]


@dataclass(frozen=True)
class ExportFormat:
    """One format of exports.

    Args:
        meaning: what the file is, in plain words.
        endings: that its name may have; one of them is empty for a folder.
    """

    meaning: str
    endings: tuple[str, ...]


ExportFormatName = Literal["csv", "parquet", "records", "jsonl", "iati", "datapackage"]
"""What a book can be written as."""

EXPORT_FORMATS: Mapping[ExportFormatName, ExportFormat] = {
    "csv": ExportFormat("a table of the records", (".csv",)),
    "parquet": ExportFormat("the same table for databases and notebooks", (".parquet",)),
    "records": ExportFormat("the records as JSON Lines, without their history", (".jsonl",)),
    "jsonl": ExportFormat("the whole history as JSON Lines, from which an equal book is made", (".jsonl",)),
    "iati": ExportFormat("activities in the standard of the International Aid Transparency Initiative", (".xml",)),
    "datapackage": ExportFormat("a Frictionless data package, as a folder or as a zip file", ("", ".zip")),
}
"""What ``export`` writes, by name."""


@dataclass(frozen=True)
class ExportedContent:
    """What was written, to a file or to a stream.

    Args:
        format: one of :data:`EXPORT_FORMATS`.
        records: how many records it holds.
        internal: how many of them are marked internal, which is for the house only.
        entries: how many entries of the journal stand behind it.
        head: hash of the last of them.
    """

    format: ExportFormatName
    records: int
    internal: int
    entries: int
    head: str


@dataclass(frozen=True)
class Exported(ExportedContent):
    """What was written to a file.

    Args:
        path: the file or folder. All others are those of the content.
    """

    path: Path


@overload
def export_book(
    book: Book,
    format: ExportFormatName,
    out: str | PathLike[str],
    as_of: Day | None = None,
) -> Exported: ...


@overload
def export_book(
    book: Book,
    format: ExportFormatName,
    out: Writable,
    as_of: Day | None = None,
) -> ExportedContent: ...


@of_book
def export_book(
    book: Book,
    format: ExportFormatName,  # noqa: A002 - the word of the users
    out: FileToWrite,
    as_of: Day | None = None,
) -> ExportedContent:
    """Write a book as a file that others read; it is there as a whole or not at all, and replaces nothing.

    Args:
        book: what is written.
        format: one of :data:`EXPORT_FORMATS`.
        out: a name that is free, with an ending of the format; or a binary stream, which is written to when all is
            there, or not at all (a data package as a zip file), and cut off behind it.
        as_of: as it stood at the end of this day (UTC); by default now.

    Raises:
        Refused: FILE if something is there already, the name has another ending, the book has no records, or the place
            cannot be written; CHAIN for the history of a book that was altered; FORM for a format that does not exist.
        TypeError: for a stream of text, or one that is closed or cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     export_book(demo(Path(folder)).book, "csv", Path(folder) / "all.csv").internal
    0
    """
    require_kind(format, str, "format is that of an export, such as 'csv'")
    if format not in EXPORT_FORMATS:
        near = nearest(format, EXPORT_FORMATS)
        remedy = f"choose {near[0]}" if near else "choose one of them"
        expected = f"one of {', '.join(EXPORT_FORMATS)}"
        raise Refused.of("FORM", Place(argument="format"), quoted(format), expected, remedy)
    target = path_or_writable(out, "out")
    if not isinstance(target, Path):
        name = f"{format}{EXPORT_FORMATS[format].endings[-1]}"
        return through_file(target, "out", name, lambda file: _export(book, format, file, as_of))
    exported = _export(book, format, target, as_of)
    return Exported(**vars(exported), path=target)


def records_as_csv(records: Iterable[Record]) -> bytes:
    """Records as the table that :func:`export_book` writes of all of them: it reads back equal, and no cell of it runs.

    >>> from ledger.records import Transaction
    >>> records_as_csv([Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})]).decode("utf-8-sig").splitlines()[1]
    'x-1,transaction,x,delivery,2025-03-06,undisclosed,public'
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        export.write_csv(records, path)
        return path.read_bytes()


def _export(book: Book, format: ExportFormatName, target: Path, as_of: Day | None) -> ExportedContent:  # noqa: A002 - as above
    refuse_name(target, EXPORT_FORMATS[format])
    records = book.records(as_of)
    entries, head = book.head_at(as_of)
    if not (entries if format == "jsonl" else records):
        remedy = advice("import records first, or choose a later --as-of")
        raise Refused([_file(book.path, "a book with nothing to export", "a book with records", remedy)])
    if format == "jsonl":
        put_whole(target, lambda draft: export.write_history(journal_lines(book, as_of), draft))
    elif format == "datapackage":
        put_whole(target, lambda draft: export.write_datapackage(records, draft, _about(entries, head, as_of)))
    else:
        put_whole(target, lambda draft: _write(format, records, draft))
    internal = sum(record.handling == "internal" for record in records)
    return ExportedContent(format, len(records), internal, entries, head)


def _write(format: str, records: Records, draft: Path) -> None:  # noqa: A002 - as above
    match format:
        case "iati":
            with draft.open("wb") as stream:
                export.write_iati(records, stream)
        case "parquet":
            export.write_parquet(records, draft)
        case "records":
            export.write_records(records, draft)
        case "csv":
            export.write_csv(records, draft)


def refuse_name(target: Path, chosen: ExportFormat) -> None:
    """Let only a name pass that is free and has an ending of its format.

    Raises:
        Refused: FILE for any other.
    """
    if target.suffix.lower() not in chosen.endings:
        expected = " or ".join(f"a name that ends in {it}" if it else "the name of a folder" for it in chosen.endings)
        raise Refused([_file(target, f"the name {quoted(target.name)}", expected, "choose another name")])
    if target.exists() or target.is_symlink():
        # Nothing in a table says whether it is an export of ours or somebody's work.
        found = f"{'a folder' if target.is_dir() else 'a file'} that is there already"
        raise Refused([_file(target, found, "a name that is free", "choose another name, or remove what is there")])


def put_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write aside, and put it in its place at the end.

    Raises:
        Refused: FILE if the place cannot be written.
    """
    try:
        # Beside its goal, so that moving it there is one step that cannot be cut short.
        with writing_aside(target.parent) as folder:
            draft = folder / target.name
            write(draft)
            draft.replace(target)
    except OSError as fault:
        found, remedy = quoted(fault.strerror or str(fault)), "check the folder and the space on the disk"
        raise Refused([_file(target, found, "a place that can be written", remedy)]) from None


def _about(entries: int, head: str, as_of: Day | None) -> dict[str, object]:
    day = {"as_of": str(as_of)} if as_of else {}
    return {
        "description": f"Records of a book of defense-ledger {package_version()}; head {head}.",
        "version": head[:12],
        "book": {"entries": entries, "head": head, **day},
    }


def _file(path: Path, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=str(path)), found, expected, remedy)

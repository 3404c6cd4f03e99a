"""What an import would do to the totals: done on a copy of the book, which is thrown away."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import Book
from ledger.desk.books import of_book
from ledger.desk.diff import compare
from ledger.desk.importing import Imported, import_file
from ledger.desk.report import build_report
from ledger.intake import Watch, unwatched
from ledger.presentation import Comparison
from ledger.reporting import GivenDefinition, Report

_UNSIGNED = "rehearsed"


@dataclass(frozen=True)
class RehearsedImport:
    """What an import would do.

    Args:
        imported: what would become of each record, with what was found.
        report: the totals behind it; None where the book would have no records.
        comparison: how they would have become so; None where the book has no entry yet or nothing would change.
    """

    imported: Imported
    report: Report | None
    comparison: Comparison | None


@of_book
def rehearse_import(  # noqa: PLR0913 - each is one thing that the user says
    book: Book,
    *paths: str | Path,
    source: str | None = None,
    mapping: str | Path | None = None,
    accept_clean: bool = False,
    definition: GivenDefinition = "commitments",
    watch: Watch = unwatched,
) -> RehearsedImport:
    """Import files into a copy of a book, and see what became of its totals; the book itself stays as it is.

    Args:
        book: where they would go.
        paths: the files of one release, as for :func:`ledger.desk.import_file`.
        source: whose data it is, the same.
        mapping: a mapping file, the same.
        accept_clean: whether the sound records count although others have errors.
        definition: of the report whose totals are shown.
        watch: told what is being done, and how much of it.

    Raises:
        Refused: as :func:`ledger.desk.import_file`.

    >>> from ledger.desk import create_book
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     found = rehearse_import(book, folder("seeds") / "article.jsonl")
    ...     entries = book.entries
    >>> found.imported.counts["recorded"], str(found.comparison.bridged.bridges[0].closing), entries
    (4, 'EUR 17,785,155,323.70', 1)
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = _copied(book, Path(folder) / book.path.name)
        before = copy.entries
        imported = import_file(
            copy,
            *paths,
            author=_UNSIGNED,
            source=source,
            mapping=mapping,
            apply=True,
            accept_clean=accept_clean,
            watch=watch,
        )
        report, comparison = _totals(copy, before, definition)
    return RehearsedImport(imported, report, comparison)


def _totals(copy: Book, before: int, definition: GivenDefinition) -> tuple[Report | None, Comparison | None]:
    if not copy.records():
        return None, None
    if not 0 < before < copy.entries:
        return build_report(definition, copy), None
    bridged = compare(copy, f"entry:{before}", report=definition).bridged
    return bridged.closing, Comparison(bridged, bridged.opening.issued.as_of)


def _copied(book: Book, path: Path) -> Book:
    """The same book in another file, as its readers see it."""
    with (
        closing(sqlite3.connect(f"{book.path.absolute().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(path)) as copy,
    ):
        original.backup(copy)
    return Book.open(path, clock=lambda: book.now)

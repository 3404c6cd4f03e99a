"""Check files and books, without entering anything."""

from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import Book, utc_now
from ledger.checks import (
    check_contradictions,
    check_days,
    check_equivalents,
    check_held_rates,
    check_magnitudes,
    check_rates,
    check_records,
    check_sign_offs,
    check_swallowed,
    latest_day,
)
from ledger.desk.books import of_book
from ledger.desk.findings import ReadRecords
from ledger.desk.importing.match import BookState, recognised
from ledger.desk.importing.plan import plan_import
from ledger.desk.importing.post import fingerprint, options_of, same_bytes
from ledger.desk.rates import held_doubts, rate_sets
from ledger.desk.replaced_rates import held_changes
from ledger.foundation import (
    FileToRead,
    Place,
    Problem,
    Refused,
    nothing_collected,
    ordered,
    path_or_readable,
)
from ledger.intake import first_thousand, laid_aside, read_files, settle
from ledger.rates import ecb_rates
from ledger.reporting import counted


@nothing_collected()
def read_records(
    *paths: FileToRead,
    format: str | None = None,  # noqa: A002 - the word of the users
    mapping: str | Path | None = None,
    schema: str | Path | None = None,
    encoding: str | None = None,
) -> ReadRecords:
    """Read the files of one release, in any format (docs/import.md), without a book.

    Args:
        paths: files of records, by their paths or as binary streams; places call these ``stream-1.csv`` or the like.
        format: name of the format; by default it is found from the first file, of a stream from what it holds.
        mapping: a mapping file, for a table with headings of its own (docs/mapping.md).
        schema: an XML schema that an IATI file must keep.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.

    Returns:
        The sound records in the order of the files, and everything that was found in the others; never raises for what
        the files hold. How records fit together is the matter of :func:`ledger.check_records`.

    Raises:
        TypeError: for a stream of text, or one that is closed or cannot be read.

    >>> from ledger.foundation import folder
    >>> records, problems = read_records(folder("seeds") / "article.jsonl")
    >>> len(records), problems
    (4, ())
    """
    with TemporaryDirectory() as folder:
        handed_over = [path_or_readable(given, "paths") for given in paths]
        aside = [
            given if isinstance(given, Path) else laid_aside(given, "paths", Path(folder), number)
            for number, given in enumerate(handed_over, start=1)
        ]
        if broken := tuple(it for it in aside if isinstance(it, Problem)):
            return ReadRecords((), broken)
        files = [it for it in aside if isinstance(it, Path)]
        reading = read_files(files, format, options_of(mapping, schema, encoding))
    records, faults = settle(reading.drafts, ())
    problems = first_thousand(ordered((*reading.problems, *faults)), Place(file=reading.release.source))
    return ReadRecords(records, problems)


@of_book
@nothing_collected()
def check_file(  # noqa: PLR0913 - each is one thing that the user says
    *paths: str | Path,
    book: Book | None = None,
    format: str | None = None,  # noqa: A002 - the word of the users
    source: str | None = None,
    mapping: str | Path | None = None,
    schema: str | Path | None = None,
    encoding: str | None = None,
) -> tuple[Problem, ...]:
    """What :func:`import_file` would find in the files of a release, without entering anything.

    Args:
        paths: files of records.
        book: the book they would go into; without one the files have to stand on their own.
        format: as for :func:`import_file`.
        source: the same.
        mapping: the same.
        schema: the same.
        encoding: the same.

    >>> [problem.code for problem in check_file(Path("absent.jsonl"))]
    ['FILE']
    """
    files = [Path(path) for path in paths]
    reading = read_files(files, format, options_of(mapping, schema, encoding))
    standing = BookState((), {}, {}, rates=lambda: (ecb_rates(),), today=latest_day(utc_now()))
    if book is not None:
        live = {record.id: record for record in book.records()}
        read = [fingerprint(path) for path in files] if reading.format else []
        whose = source or same_bytes(book.batches(), read) or reading.release.source
        brought, rates, sources = book.brought(whose), partial(rate_sets, book), cache(book.sources)
        today = latest_day(book.now)
        standing = BookState(book.ids(), live, brought, book.decisions(), rates, sources, today)
    try:
        return plan_import(reading, recognised(reading.drafts, standing.brought), standing, accept_clean=False).problems
    except Refused as refused:
        return refused.problems


@of_book
def check_book(book: Book) -> tuple[Problem, ...]:
    """Everything that the checks find in the records, rates and sign-offs of a book, in bounded length.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     [(problem.code, str(problem.place)) for problem in check_book(book)]
    [('CUR-HOME', 'gbr-gbr-2025-06-01-1:amount.currency'), ('TERM', 'gbr-ukr-2025-06-02-1:term')]
    """
    return first_thousand(all_findings(book), Place(file=book.path.name))


@of_book
def all_findings(book: Book) -> tuple[Problem, ...]:
    """The same in full length, however many they are.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     [problem.code for problem in all_findings(book)]
    ['CUR-HOME', 'TERM']
    """
    with book.reading() as state:
        records, decisions = state.records(), state.decisions()
        withdrawn = state.ids() - {record.id for record in records}
        rates, today = rate_sets(state), latest_day(state.now)
        changes, doubts, ahead = held_changes(state), held_doubts(state), state.dated_ahead()
    of_rates = (
        *check_rates(records, rates, today),
        *check_held_rates(changes),
        *check_contradictions(doubts),
    )
    of_sums = (
        *check_equivalents(records, rates),
        *check_magnitudes(records, rates),
        *check_swallowed(records, rates),
    )
    findings = (*check_records(records, withdrawn), *check_days(records, today), *of_rates, *of_sums)
    return counted((*findings, *check_sign_offs(decisions), *ahead), decisions)

"""Files of records: entering one as a whole, or saying what stands in the way."""

from pathlib import Path

from ledger.book import Book
from ledger.checks import check_rates, check_records
from ledger.desk.book_rates import rate_sets
from ledger.desk.findings import new_findings, used_ids, withdrawn_in
from ledger.desk.outcome import Outcome, post, stop_at_errors
from ledger.foundation import Problem, ordered
from ledger.intake import at_lines, listed, read_file, settle


def import_file(book: Book, path: str | Path, *, author: str, reason: str) -> Outcome:
    """Enter all records of a file into a book, in one transaction.

    Args:
        book: where they go.
        path: a file of records, ``.jsonl`` or ``.csv`` with our headings.
        author: who enters them.
        reason: why.

    Returns:
        The new revisions, and the warnings and notes that the records bring with them.

    Raises:
        Refused: with all problems if one of them is an error; then nothing has entered.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     outcome = import_file(book, folder("seeds") / "article.jsonl", author="Ann", reason="the article")
    >>> len(outcome.revisions)
    4
    """
    file = Path(path)
    drafts, problems = read_file(file)
    with book.writing(author=author, reason=reason) as posting:
        records, faults = settle(drafts, posting.ids)
        there = posting.records()
        found = new_findings(there, (*there, *records), withdrawn_in(posting))
        warnings = stop_at_errors((*problems, *faults, *at_lines(found, drafts, posting.ids)), file.name)
        return Outcome(post(posting, records), warnings)


def check_file(path: str | Path, book: Book | None = None) -> tuple[Problem, ...]:
    """What :func:`import_file` would find in a file, without entering anything.

    Args:
        path: a file of records.
        book: the book it would go into; without one the file has to stand on its own.

    >>> [problem.code for problem in check_file(Path("absent.jsonl"))]
    ['FILE']
    """
    there = book.records() if book else ()
    ids = used_ids(book) if book else frozenset[str]()
    file = Path(path)
    drafts, problems = read_file(file)
    records, faults = settle(drafts, ids)
    found = new_findings(there, (*there, *records), ids - {record.id for record in there})
    return listed(ordered((*problems, *faults, *at_lines(found, drafts, ids))), file.name)


def check_book(book: Book) -> tuple[Problem, ...]:
    """Everything that the checks find in the records and rates of a book."""
    records = book.records()
    withdrawn = used_ids(book) - {record.id for record in records}
    found = ordered((*check_records(records, withdrawn), *check_rates(records, rate_sets(book))))
    return listed(found, book.path.name)

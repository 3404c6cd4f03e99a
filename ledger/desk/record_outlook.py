"""What a record would be worth, before it enters a book."""

from ledger.audit import Derivation, explain_record
from ledger.book import Book
from ledger.desk.books import of_book
from ledger.desk.rates import rate_sets
from ledger.desk.record_history import find_record
from ledger.desk.varied import varied_report
from ledger.desk.version import package_version
from ledger.records import Record
from ledger.reporting import GivenDefinition, Issued, Material, build


@of_book
def outlook(book: Book, record: Record, definition: GivenDefinition = "commitments") -> Derivation:
    """What a record would come to by itself, at the rates of a book, line by line; nothing is entered.

    Args:
        book: whose rates are used.
        record: as it would enter; what happens to a promise is converted as that one is.
        definition: of the report that says in which currency, by which rates and up to which day.

    Returns:
        Its lines with their rates, and in ``report`` the same by year. Ties to other records are not followed: what
        counts once with them counts here by itself.

    Raises:
        Refused: REL where the promise is not in the book that something happens to.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo, find_record
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(folder).book
    ...     twice = find_record(book, "gbr-ukr-2025-06-02-1").model_copy(update={"id": "new"})
    ...     derivation = outlook(book, twice)
    >>> str(derivation.rows[0].worth)
    'EUR 3,557,031,064.74'
    """
    promises = () if record.record == "commitment" else (find_record(book, record.commitment),)
    day = book.last_recorded or book.today
    issued = Issued(book.head, book.entries, day, package_version())
    rules = varied_report(definition).model_copy(update={"against": None})
    records = tuple(map(_untied, (*promises, record)))
    return explain_record(build(rules, Material(records, rate_sets(book), issued)), record.id)


def _untied(record: Record) -> Record:
    """A record as it would be alone."""
    return record.model_copy(update={"relations": ()}) if record.record == "commitment" else record

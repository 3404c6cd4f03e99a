"""What the functions of the desk take for a book and a report: anything else is told what it should be."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from ledger.foundation import require_kind

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_UNSAID = object()


def of_book(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """A function that raises TypeError, with an example, where what it is handed as ``book`` is none.

    >>> @of_book
    ... def entries(book):
    ...     return book.entries
    >>> try:
    ...     entries("book.db")
    ... except TypeError as fault:
    ...     print(fault)
    book is a Book such as Book.open('book.db'), not the str 'book.db'
    """
    parameters = signature(function).parameters
    book = parameters["book"]
    place = list(parameters).index("book") if book.kind is book.POSITIONAL_OR_KEYWORD else None

    @wraps(function)
    def checked(*args: _Given.args, **named: _Given.kwargs) -> _Answer:
        given = args[place] if place is not None and place < len(args) else named.get("book", _UNSAID)
        # Where the argument is missing, Python itself says so.
        if given is not _UNSAID and not (given is None and book.default is None):
            require_book(given)
        return function(*args, **named)

    return checked


def require_book(book: object) -> None:
    """Let only a book pass.

    Raises:
        TypeError: for anything else.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.book import Book
    >>> with TemporaryDirectory() as folder:
    ...     require_book(Book.create(f"{folder}/book.db"))
    """
    # The database is loaded only when there may be a book: a conversion without one does not wait for it.
    from ledger.book import Book

    require_kind(book, Book, "book is a Book such as Book.open('book.db')")


def require_report(report: object) -> None:
    """Let only a report pass.

    Raises:
        TypeError: for anything else.

    >>> try:
    ...     require_report("commitments")
    ... except TypeError as fault:
    ...     print(fault)
    report is a Report, as build_report makes it, not the str 'commitments'
    """
    from ledger.reporting import Report

    require_kind(report, Report, "report is a Report, as build_report makes it")

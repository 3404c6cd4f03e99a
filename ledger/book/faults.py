"""What SQLite and the disk say when something fails, told as problems.

Only faults of programming leave this room as exceptions; whatever a user, a disk or another program can cause is a
:class:`~ledger.foundation.Refused`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.exc import DBAPIError, InterfaceError, ProgrammingError

from ledger.foundation import Advice, Place, Problem, Refused, Severity, quoted

_Telling = tuple[str, str, str, str]

_VERIFY = Advice("see what book.verify() finds", "run verify")
_BUSY: _Telling = (
    "BUSY",
    "a book that another program is using",
    "a book that is free",
    "wait until the other program is done, then try again; nothing has entered the book",
)
_TELLINGS: dict[int, _Telling] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_FULL: ("FILE", "a full disk", "room for the entries", "free some space, then try again"),
    sqlite3.SQLITE_READONLY: (
        "FILE",
        "a book that may only be read",
        "a file and a folder that may be written",
        "change the permissions or work on a copy",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "FILE",
        "a file that cannot be opened",
        "a book that may be read, in a folder that may be written",
        "check the path and the permissions",
    ),
    sqlite3.SQLITE_IOERR: (
        "FILE",
        "a disk that is full or fails",
        "a disk that works and has room",
        "make room or check the disk, then try again; nothing was written",
    ),
    sqlite3.SQLITE_TOOBIG: ("FILE", "more than one entry can hold", "less than 1 GB", "cut the file into parts"),
    sqlite3.SQLITE_NOTADB: (
        "FILE",
        "a file that is not a book",
        Advice("a book made by create_book", "a book made by init"),
        "check the path",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "CHAIN",
        "a damaged file, perhaps cut off or overwritten",
        "a whole book",
        "restore it from a backup",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "CHAIN",
        "an entry that the guards of the book refuse",
        "a book whose last entry fits the others",
        _VERIFY,
    ),
    # "No such table" and the like: somebody took the book's tables apart.
    sqlite3.SQLITE_ERROR: (
        "CHAIN",
        "tables that are not those of a book",
        Advice("the tables made by create_book", "the tables made by init"),
        _VERIFY,
    ),
}
_TELLINGS[sqlite3.SQLITE_LOCKED] = _TELLINGS[sqlite3.SQLITE_BUSY]
_TELLINGS[sqlite3.SQLITE_PERM] = _TELLINGS[sqlite3.SQLITE_READONLY]
_OTHER: _Telling = (
    "FILE",
    "a book that cannot be used",
    "a whole book",
    Advice("see what book.verify() finds, or restore it from a backup", "run verify, or restore it from a backup"),
)


@contextmanager
def faults_told(place: Place) -> Iterator[None]:
    """Turn every fault of the file inside the block into a refusal.

    Args:
        place: the book's file.

    Raises:
        Refused: FILE where the file or the disk stands in the way, BUSY where another program does, CHAIN where the
            book is damaged.

    >>> try:
    ...     with faults_told(Place(file="book.db")):
    ...         raise PermissionError(13, "Permission denied")
    ... except Refused as refused:
    ...     print(refused)
    book.db: FILE error: found "Permission denied", expected a file that can be used. Do: check path and permissions.
    """
    try:
        yield
    except (ProgrammingError, InterfaceError):
        raise
    except DBAPIError as fault:
        raise Refused([_told(fault.orig, place)]) from fault
    # The first while SQLAlchemy is still setting up a connection, the second where a damaged name stands in a message.
    except (sqlite3.Error, UnicodeDecodeError) as fault:
        raise Refused([_told(fault, place)]) from fault
    except OSError as fault:
        found = quoted(fault.strerror or str(fault))
        raise Refused([file_problem(place, found, "a file that can be used", "check path and permissions")]) from fault


def is_busy(fault: BaseException) -> bool:
    """Whether another program holds the book, which a wait may mend."""
    kind = getattr(fault.orig if isinstance(fault, DBAPIError) else fault, "sqlite_errorcode", None)
    return kind is not None and kind & 0xFF == sqlite3.SQLITE_BUSY


def busy(place: Place) -> Refused:
    """BUSY: others had their turn before, for longer than one waits."""
    code, found, expected, remedy = _BUSY
    return Refused([Problem(code, Severity.ERROR, place, found, expected, remedy)])


def part_of(book: Place, subject: str) -> Place:
    """A part of the book that is no record, such as an entry.

    >>> print(part_of(Place(file="book.db"), "entry 5"))
    book.db:entry 5
    """
    return replace(book, subject=subject)


def file_problem(place: Place, found: str, expected: str, remedy: str) -> Problem:
    """A FILE error."""
    return Problem("FILE", Severity.ERROR, place, found, expected, remedy)


def altered(place: Place, found: str, expected: str, remedy: str = "restore the book from a backup") -> Problem:
    """A CHAIN error: something in the book is not as it was written."""
    return Problem("CHAIN", Severity.ERROR, place, found, expected, remedy)


def _told(fault: object, place: Place) -> Problem:
    # The low byte is the kind of fault; the rest tells apart its causes, which ask for the same remedy.
    # None is given where Python itself could not decode a text, which we wrote as UTF-8.
    kind = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    code, found, expected, remedy = _TELLINGS.get(kind, _OTHER)
    return Problem(code, Severity.ERROR, place, f"{found} ({fault})", expected, remedy)

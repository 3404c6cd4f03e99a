"""What an action on the book leaves behind, and the one rule for when it does not happen.

Every function of the desk that enters something does all of it and returns an :class:`Outcome`, or does nothing and
raises ``Refused`` with everything that was found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.book import Posting, Revision
from ledger.foundation import Problem, Refused, Severity, errors, ordered
from ledger.intake import listed
from ledger.records import Record


@dataclass(frozen=True)
class Outcome:
    """What entered the book, and what was found on the way.

    Args:
        revisions: the new entries, in their order.
        problems: warnings and notes; an error would have kept everything out.

    >>> Outcome(revisions=()).problems
    ()
    """

    revisions: tuple[Revision, ...]
    problems: tuple[Problem, ...] = ()


def stands_already(place: str, found: str) -> Problem:
    """DUP, a warning: what somebody wanted to say is said, and is not entered again.

    Args:
        place: the command or the code.
        found: what stands, such as ``entry 7 by Ann, which says the same``.

    >>> stands_already("sample", "entry 7").severity.value
    'warning'
    """
    told, wanted = f"{found} already; nothing was entered", "what the book does not say yet"
    return Problem("DUP", Severity.WARNING, place, told, wanted, "nothing: it stands")


def stop_at_errors(problems: Iterable[Problem], place: str = "book") -> tuple[Problem, ...]:
    """The problems in order and in bounded length, if none of them is an error.

    Args:
        problems: what was found.
        place: where to count those that are not listed.

    Raises:
        Refused: with all of them, if one is.

    >>> stop_at_errors([])
    ()
    """
    found = listed(ordered(tuple(problems)), place)
    if errors(found):
        raise Refused(found)
    return found


def post(posting: Posting, records: Sequence[Record]) -> tuple[Revision, ...]:
    """Enter records into an open block of writing.

    Raises:
        Refused: with the problems of all records that the book does not take, not only of the first.
    """
    problems: list[Problem] = []
    revisions: list[Revision] = []
    for record in records:
        try:
            revisions.append(posting.record(record))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return tuple(revisions)

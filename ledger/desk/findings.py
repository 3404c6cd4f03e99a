"""What the checks say of the records of a book, what a change adds to that, and when an action does not happen.

Every function of the desk that enters something does all of it and returns an :class:`Outcome`, or does nothing and
raises ``Refused`` with everything that was found.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ledger.book import Decision, Posting, Register, Revision
from ledger.checks import (
    check_days,
    check_equivalents,
    check_magnitudes,
    check_records,
    check_swallowed,
    has_mixed_sums,
    may_be_large,
)
from ledger.foundation import Place, Problem, Refused, Severity, errors, ordered
from ledger.intake import first_thousand
from ledger.rates import RateSet
from ledger.records import Record
from ledger.reporting import counted


class ReadRecords(NamedTuple):
    """Records that were read, and what is wrong with others.

    Args:
        records: the sound ones, in the order in which they were read.
        problems: everything that was found in the others, and all doubts.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Outcome:
    """What entered the book, and what was found on the way.

    Args:
        revisions: the new entries, in their order.
        problems: warnings and notes; an error would have kept everything out.
    """

    revisions: tuple[Revision, ...]
    problems: tuple[Problem, ...] = ()


_BOOK = Place(subject="book")


def stands_already(place: Place, found: str) -> Problem:
    """DUP, a warning: the book says this already, so it is not entered again.

    Args:
        place: the command or the code.
        found: what stands, such as ``entry 7 by Ann, which says the same``.

    >>> stands_already(Place(subject="sample"), "entry 7").severity.value
    'warning'
    """
    message, expected = f"{found} already; nothing was entered", "what the book does not say yet"
    return Problem("DUP", Severity.WARNING, place, message, expected, "nothing: it stands")


def stop_at_errors(problems: Iterable[Problem], place: Place = _BOOK) -> tuple[Problem, ...]:
    """The problems in order and in bounded length, if none of them is an error.

    Args:
        problems: what was found.
        place: where to count those that are not listed.

    Raises:
        Refused: with all of them, if one is.
    """
    listed = first_thousand(ordered(tuple(problems)), place)
    if errors(listed):
        raise Refused(listed)
    return listed


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


Rates = Callable[[], Sequence[RateSet]]
"""Gives the rate sets in their order; they are only read if something is compared with them."""


def no_rates() -> tuple[RateSet, ...]:
    """Where nothing is compared with rates."""
    return ()


def new_findings(  # noqa: PLR0913 - what stood, what will stand, and four things it is judged by
    before: Sequence[Record],
    after: Sequence[Record],
    withdrawn: Collection[str] = (),
    decisions: Sequence[Decision] = (),
    rates: Rates = no_rates,
    *,
    today: date = date.max,
    others: Iterable[str] = (),
) -> tuple[Problem, ...]:
    """What the checks find after a change and did not find before it.

    An old warning is not repeated at every entry, and an old error does not keep new records out.

    Args:
        before: the records as they stood.
        after: the records as they will stand.
        withdrawn: ids that were there once.
        decisions: of the book; the severities that people have set decide what keeps records out.
        rates: to check the equivalents and the size of new and changed records, and sums that ties make one.
        today: the last day that has begun anywhere; what is dated after it is doubted.
        others: ids of commitments that are looked at neither before nor after, and may be meant by a slip.
    """
    known = set(check_records(before, withdrawn, others))
    of_records = [problem for problem in check_records(after, withdrawn, others) if problem not in known]
    ahead = set(check_days(before, today))
    of_days = [problem for problem in check_days(after, today) if problem not in ahead]
    of_sums = (
        *_equivalents(before, after, rates),
        *_magnitudes(before, after, rates),
        *_swallowed(before, after, rates),
    )
    return counted((*of_records, *of_days, *of_sums), decisions)


def findings_of(
    register: Register, changed: Sequence[Record], decisions: Sequence[Decision], rates: Rates, *, today: date
) -> tuple[Problem, ...]:
    """What the checks of a whole book would find once some of its records are stated so, and do not find before.

    Only these records are looked at, with those that checks hold against them.

    Args:
        register: the records of the book before the change.
        changed: the records as they are to stand.
        decisions: of the book.
        rates: as for :func:`new_findings`.
        today: the same.
    """
    before, ids = register.around(changed), {record.id for record in changed}
    after = (*(record for record in before if record.id not in ids), *changed)
    withdrawn, others = register.withdrawn, register.commitments
    return new_findings(before, after, withdrawn, decisions, rates, today=today, others=others)


def _equivalents(before: Sequence[Record], after: Sequence[Record], rates: Rates) -> Iterator[Problem]:
    """EQV, at most as warnings: the press is often wrong about an equivalent, and the record says what it wrote."""
    stating = [it for it in after if it.record == "commitment" and it.stated_equivalents]
    standing = {it.id: it for it in before} if stating else {}
    fresh = [it for it in stating if standing.get(it.id) != it]
    for problem in check_equivalents(fresh, rates()) if fresh else ():
        yield replace(problem, severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem


def _magnitudes(before: Sequence[Record], after: Sequence[Record], rates: Rates) -> Iterator[Problem]:
    """UNIT: figures of new and changed records that are too large for their donors."""
    if may_be_large(after):
        known = set(check_magnitudes(before, rates()))
        yield from (problem for problem in check_magnitudes(after, rates()) if problem not in known)


def _swallowed(before: Sequence[Record], after: Sequence[Record], rates: Rates) -> Iterator[Problem]:
    """FOOT: sums of several currencies that a change makes larger than what counts in their place."""
    if has_mixed_sums(after):
        known = set(check_swallowed(before, rates()))
        yield from (problem for problem in check_swallowed(after, rates()) if problem not in known)

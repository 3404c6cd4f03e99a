"""What the checks say of the records of a book, and what a change adds to that."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from ledger.book import Act, Posting
from ledger.checks import check_equivalents, check_records, check_swallowed, has_mixed_sums
from ledger.foundation import Problem, Severity
from ledger.rates import RateSet
from ledger.records import Record
from ledger.reporting import counted

Rates = Callable[[], Sequence[RateSet]]
"""Gives the rate sets in their order; they are only read where something is to be held against them."""


def no_rates() -> tuple[RateSet, ...]:
    """Where nothing is held against rates."""
    return ()


def new_findings(
    before: Sequence[Record],
    after: Sequence[Record],
    withdrawn: Collection[str] = (),
    said: Sequence[Act] = (),
    rates: Rates = no_rates,
) -> tuple[Problem, ...]:
    """What the checks find after a change and did not find before it.

    An old warning is not told again at every entry, and an old error does not keep new records out.

    Args:
        before: the records as they stood.
        after: the records as they will stand.
        withdrawn: ids that were there once.
        said: what people have said of the book; the severities that they set decide what keeps records out.
        rates: what the equivalents of new and changed records are held against, and sums that ties make one.
    """
    known = set(check_records(before, withdrawn))
    found = [problem for problem in check_records(after, withdrawn) if problem not in known]
    return counted((*found, *_equivalents(before, after, rates), *_swallowed(before, after, rates)), said)


def _equivalents(before: Sequence[Record], after: Sequence[Record], rates: Rates) -> Iterator[Problem]:
    """EQV, at most as warnings: the press is often wrong about an equivalent, and the record says what it wrote."""
    stating = [it for it in after if it.record == "commitment" and it.stated_equivalents]
    standing = {it.id: it for it in before} if stating else {}
    fresh = [it for it in stating if standing.get(it.id) != it]
    for problem in check_equivalents(fresh, rates()) if fresh else ():
        yield replace(problem, severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem


def _swallowed(before: Sequence[Record], after: Sequence[Record], rates: Rates) -> Iterator[Problem]:
    """FOOT: sums of several currencies that a change makes larger than what counts in their place."""
    if has_mixed_sums(after):
        known = set(check_swallowed(before, rates()))
        yield from (problem for problem in check_swallowed(after, rates()) if problem not in known)


def withdrawn_in(posting: Posting) -> frozenset[str]:
    """The ids of withdrawn records, as a block of writing sees them."""
    return frozenset(posting.ids) - {record.id for record in posting.records()}

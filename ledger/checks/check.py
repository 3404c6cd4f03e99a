"""All checks of records, one after the other, in one order."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps

from ledger.checks.across import SET_CHECKS
from ledger.checks.records import RECORD_CHECKS
from ledger.foundation import Problem, ordered
from ledger.records import Record

SetCheck = Callable[[Sequence[Record]], Iterator[Problem]]


def check_records(records: Sequence[Record]) -> tuple[Problem, ...]:
    """Everything that the checks find in a set of records, each finding once, errors first.

    Args:
        records: a whole book or a whole file, each id once; a tie to a record outside of it is a REL error.

    Returns:
        Problems with ``id:field`` as their place, the same for the records in any order but for DUP, which names the
        later record.

    >>> check_records([])
    ()
    """
    return ordered([problem for check in CHECKS for problem in check(records)])


def _over_all(check: Callable[[Record], Iterator[Problem]]) -> SetCheck:
    @wraps(check)
    def over_all(records: Sequence[Record]) -> Iterator[Problem]:
        return (problem for record in records for problem in check(record))

    return over_all


CHECKS: tuple[SetCheck, ...] = (*map(_over_all, RECORD_CHECKS), *SET_CHECKS)

"""All checks of records, one after the other, in one order."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from ledger.checks.across import SET_CHECKS
from ledger.checks.records import RECORD_CHECKS
from ledger.checks.ties import TIE_CHECKS
from ledger.checks.words import WORD_CHECKS
from ledger.foundation import Problem, each_of, ordered
from ledger.records import Record, structure_problems


def check_records(
    records: Sequence[Record], withdrawn: Collection[str] = (), others: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Everything that the checks find in a set of records, each finding once, errors first.

    Args:
        records: a whole book or a whole file, each id once; a tie to a record outside of it is a REL error.
        withdrawn: ids that were there once; ties without effect may still name them.
        others: ids of commitments beside the records, which a slip in a tie may have meant.

    Returns:
        Problems at the fields of records, the same for the records in any order but for DUP, which names the
        later record.

    Raises:
        TypeError: for a record that stands in no list, or anything that is not a record.

    >>> from ledger.records import Commitment
    >>> drones = Commitment(id="a", title="Drones", donor="DEU", recipient="UKR", category="military",
    ...     instrument="grant", stage="pledge", announced="2025-06-02", term={"kind": "one_off"},
    ...     amount={"qualifier": "exact", "value": "0", "currency": "EUR"})
    >>> [(problem.code, problem.found) for problem in check_records([drones])]
    [('SRC', 'no source'), ('ZERO', 'EUR 0')]
    """
    records = each_of(records, Record, "records is a list of records such as [record]")
    ties = (problem for check in TIE_CHECKS for problem in check(records))
    return ordered([*structure_problems(records, withdrawn, others), *ties, *check_contents(records)])


def check_contents(records: Sequence[Record]) -> Iterator[Problem]:
    """What the checks find in records that need not be complete, such as those that one report may show; in no order.

    The ties between them are not looked at: what they point at may be out of sight.
    """
    checks = (*RECORD_CHECKS, *WORD_CHECKS)
    yield from (problem for record in records for check in checks for problem in check(record))
    yield from (problem for check in SET_CHECKS for problem in check(records))

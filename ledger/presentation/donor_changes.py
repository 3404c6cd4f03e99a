"""What donors changed by in a step of what changed: their records together, and each donor once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from ledger.audit import BridgeStep, Moved, Step
from ledger.presentation.footing import foot_parts
from ledger.presentation.marks import DOUBTS, Mark, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.presented import ChangedRecord
from ledger.presentation.tables import ShownChange
from ledger.records import minor_of


def written_change(measured: Measured, exact: int, number: Decimal, marks: frozenset[Mark]) -> ShownChange:
    """A change as it is displayed.

    Args:
        measured: the report.
        exact: the change in minor units.
        number: what is displayed of it.
        marks: how sure it is, and what is missing from it.
    """
    # What did not change is in no doubt, whatever it is made of.
    marks = (marks if exact else marks - frozenset(DOUBTS)) | size_marks(exact, number)
    return ShownChange(exact, number, marks, measured.language.figure(number, marks, signed=True))


def by_donor(measured: Measured, step: Step, records: Iterable[ChangedRecord]) -> Sequence[tuple[str, ShownChange]]:
    """The donors of the records of a step, each with what these changed by together, the largest change first.

    Args:
        measured: the report.
        step: which of its steps.
        records: those of all steps, of which the largest change stands first.
    """
    changes: dict[str, list[ShownChange]] = {}
    for record in records:
        if record.step == step:
            changes.setdefault(record.donor, []).append(record.change)
    together = [(donor, _added(measured, own)) for donor, own in changes.items()]
    return sorted(together, key=lambda it: -abs(it[1].exact_minor or 0))


def parts_of_step(
    measured: Measured, step: BridgeStep, whole: int, donor_of: Callable[[Moved], str]
) -> Iterator[tuple[Moved, int]]:
    """What is displayed of each record of a step: its donors add up to the step, and the records of each to that.

    Args:
        measured: the report.
        step: with what moved in it.
        whole: what is displayed of it, as the multiple of the smallest displayed amount.
        donor_of: whose record it is.
    """
    own: dict[str, list[Moved]] = {}
    for moved in step.rows:
        own.setdefault(donor_of(moved), []).append(moved)
    size = measured.scale.step_minor
    changes = [[minor_of(it.change) for it in records] for records in own.values()]
    donors = foot_parts([sum(parts) for parts in changes], whole, size)
    for records, parts, multiple in zip(own.values(), changes, donors, strict=True):
        yield from zip(records, foot_parts(parts, multiple, size), strict=True)


def _added(measured: Measured, changes: Sequence[ShownChange]) -> ShownChange:
    exact = sum(it.exact_minor or 0 for it in changes)
    number = sum((it.number for it in changes if it.number is not None), Decimal(0))
    doubts = frozenset[Mark]().union(*(it.marks for it in changes)) & frozenset(DOUBTS)
    return written_change(measured, exact, number, doubts)

"""Records that say the same in every field, found before they are posted, so that their lines can be named."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from ledger.desk.releases import Planned
from ledger.foundation import Problem, Severity, quoted
from ledger.records import Commitment, Record


def said_twice(steps: Sequence[Planned], after: Mapping[str, Record]) -> Iterator[Problem]:
    """DUP for records that say the same in every field but their ids: the book would refuse the later one.

    Args:
        steps: what a release does.
        after: the records that are there when it is done.

    >>> list(said_twice((), {}))
    []
    """
    changed = {step.id for step in steps if step.action not in ("unchanged", "withdraw")}
    alike: dict[Hashable, list[Record]] = defaultdict(list)
    # What was there before comes first: what is new is the one too many.
    for record in sorted(after.values(), key=lambda it: it.id in changed):
        others = alike[_likeness(record)]
        same = next((it for it in others if _content(it) == _content(record)), None)
        if same is not None and record.id in changed:
            found = f"the same in every field as {quoted(same.id)}"
            remedy = "leave it out, or say in its title or note what sets it apart"
            yield Problem("DUP", Severity.ERROR, f"{record.id}:id", found, "a record of its own", remedy)
        others.append(record)


def _likeness(record: Record) -> Hashable:
    # Cheap, and different for nearly all records; whole records are compared only within it.
    if isinstance(record, Commitment):
        return record.title, record.donor, record.recipient, record.announced, record.amount.value
    return record.commitment, record.type, record.value_date, record.amount.value


def _content(record: Record) -> tuple[object, ...]:
    return tuple(value for name, value in record if name != "id")

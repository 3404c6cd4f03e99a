"""Records that say the same in every field, found before they are posted, so that their lines can be named."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

from ledger.desk.releases import Planned, Standing
from ledger.foundation import Problem, Severity, quoted
from ledger.records import Record, all_but_id


def said_twice(steps: Sequence[Planned], after: Mapping[str, Record], standing: Standing) -> Iterator[Problem]:
    """DUP for records that say the same in every field but their ids: the book would refuse the later one.

    Args:
        steps: what a release does.
        after: the records that are there when it is done.
        standing: how the book stands before it.

    >>> list(said_twice((), {}, Standing((), {}, {})))
    []
    """
    changed = {step.id for step in steps if step.action not in ("unchanged", "withdraw")}
    alike: dict[Hashable, list[Record]] = defaultdict(list)
    for record in after.values():
        alike[_likeness(record)].append(record)
    for records in alike.values():
        if len(records) > 1:
            yield from _said_again(records, changed, standing)


def _said_again(records: Sequence[Record], changed: Collection[str], standing: Standing) -> Iterator[Problem]:
    first: dict[Hashable, Record] = {}
    # What was there before comes first: what is new is the one too many.
    for record in sorted(records, key=lambda it: it.id in changed):
        same = first.setdefault(all_but_id(record), record)
        if same is not record and record.id in changed:
            found = f"the same in every field as {quoted(same.id)}"
            remedy = standing.way_out(same.id, "leave it out, or say in its title or note what sets it apart")
            yield Problem("DUP", Severity.ERROR, f"{record.id}:id", found, "a record of its own", remedy)


def _likeness(record: Record) -> Hashable:
    # Cheap, and different for nearly all records; whole records are compared only within it.
    if record.record == "commitment":
        return record.title, record.donor, record.announced
    return record.commitment, record.type, record.value_date, record.amount.value

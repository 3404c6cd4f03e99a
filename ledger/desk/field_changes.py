"""What differs between two states of a record, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.records import Record, dump_record


@dataclass(frozen=True)
class Change:
    """One field that differs between two states of a record.

    Args:
        field: its path, such as ``amount.value``.
        before: its text; None where it was not there.
        after: its text; None where it is not there any more.

    >>> Change("note", None, "approved").before is None
    True
    """

    field: str
    before: str | None
    after: str | None


def differences(before: Record | None, after: Record) -> tuple[Change, ...]:
    """What changed between two states of a record, field by field; for a new record all its fields.

    >>> from ledger.records import Transaction
    >>> paid = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> differences(paid, paid)
    ()
    """
    old = dict(leaves(before)) if before else {}
    new = dict(leaves(after))
    fields = [*new, *(field for field in old if field not in new)]
    return tuple(Change(it, old.get(it), new.get(it)) for it in fields if old.get(it) != new.get(it))


def leaves(record: Record) -> Iterator[tuple[str, str]]:
    """The path and the text of each field that a record has, groups and lists followed to their ends.

    >>> from ledger.records import Transaction
    >>> paid = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> dict(leaves(paid))["amount.qualifier"]
    'undisclosed'
    """
    return _leaves(json.loads(dump_record(record)))


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    inner: Iterator[tuple[object, object]]
    if isinstance(value, dict):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value, start=1))
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)
        return
    for name, each in inner:
        yield from _leaves(each, f"{path}.{name}" if path else str(name))

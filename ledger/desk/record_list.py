"""The records of a book as a list: all of them, or those that are asked for, in the order that is asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from ledger.desk.field_changes import leaves
from ledger.records import Commitment, Record, Transaction

STAGES: tuple[str, ...] = (
    *get_args(Commitment.model_fields["stage"].annotation),
    *get_args(Transaction.model_fields["type"].annotation),
)
"""What a record of the list may be: a promise, or what later happens to one."""


@dataclass(frozen=True)
class ListedRecord:
    """A record with what a list shows of it; a transaction has the donors and the recipient of its promise.

    Args:
        record: as it stands in the book.
        day: on which it was announced, or happened.
        donor: one or several, in one label such as ``DEU + NLD``; empty where the promise is not in the book.
        donors: each of them.
        recipient: whom it is for; empty where the promise is not in the book.
        stage: pledge, commitment or the type of a transaction.
    """

    record: Record
    day: date
    donor: str
    donors: tuple[str, ...]
    recipient: str
    stage: str


@dataclass(frozen=True)
class RecordList:
    """Records of a book.

    Args:
        records: those that are listed.
        matching: how many are as asked for, listed or behind the limit.
        in_book: how many the book holds.
    """

    records: tuple[ListedRecord, ...]
    matching: int
    in_book: int


# Equal ones stay in the order of the book, which is that of their ids.
_ORDERS: Mapping[str, Callable[[ListedRecord], Any]] = {
    "id": lambda listed: listed.record.id,
    "oldest": lambda listed: listed.day,
    "newest": lambda listed: -listed.day.toordinal(),
    "donor": lambda listed: listed.donor,
    "recipient": lambda listed: listed.recipient,
    "stage": lambda listed: STAGES.index(listed.stage),
}
ORDERS = tuple(_ORDERS)
"""In which order a list may stand."""


def list_records(  # noqa: PLR0913 - each limits the list by one thing, named at every call
    records: Iterable[Record],
    *,
    donors: Collection[str] = (),
    recipients: Collection[str] = (),
    stages: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    search: str = "",
    sort: str = "id",
    limit: int | None = None,
) -> RecordList:
    """List records of a book.

    Args:
        records: all that the book holds.
        donors: keys of parties one of which gives, alone or with others; empty for all.
        recipients: keys of parties one of which receives; empty for all.
        stages: of :data:`STAGES`; empty for all.
        since: the first day that counts: of the announcement, or of what happened.
        until: the last one.
        search: text that stands in any field, in capitals or not.
        sort: one of :data:`ORDERS`.
        limit: how many are listed at most.

    >>> list_records([], donors=["GBR"]).matching
    0
    """
    listed = _with_promises(records)
    matching = [
        it
        for it in listed
        if (not donors or not {*donors}.isdisjoint(it.donors))
        and (not recipients or it.recipient in recipients)
        and (not stages or it.stage in stages)
        and (since is None or since <= it.day)
        and (until is None or it.day <= until)
        and (not search or _says(it.record, search.casefold()))
    ]
    return RecordList(tuple(sorted(matching, key=_ORDERS[sort])[:limit]), len(matching), len(listed))


def _says(record: Record, folded: str) -> bool:
    return any(folded in text.casefold() for _, text in leaves(record))


def _with_promises(records: Iterable[Record]) -> list[ListedRecord]:
    held = tuple(records)
    promises = {record.id: record for record in held if isinstance(record, Commitment)}
    return [_listed(record, promises) for record in held]


def _listed(record: Record, promises: Mapping[str, Commitment]) -> ListedRecord:
    if isinstance(record, Commitment):
        return ListedRecord(
            record, record.announced, record.given_by, record.donors, record.recipient, str(record.stage)
        )
    promise = promises.get(record.commitment)
    donor, donors, recipient = (promise.given_by, promise.donors, promise.recipient) if promise else ("", (), "")
    return ListedRecord(record, record.value_date, donor, donors, recipient, str(record.type))

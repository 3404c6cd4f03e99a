"""Records as earlier entries of the book stated them, and what each would be worth by the rules of a report.

What was amended, corrected or withdrawn here may still stand in a table that others publish. The figure of a record can
hang on those that it is tied to, so it is valued among them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.book import Book, Revision
from ledger.records import Record, Transaction
from ledger.reporting import Report

_ENDED: Mapping[str, str] = {"amend": "amended", "correct": "corrected", "withdraw": "withdrew"}
# So many records are valued, those that were changed last before the others: seconds, not minutes.
_MOST_VALUED = 20_000
# The states before so many imports are looked at, the newest ones: each is a report of the whole book.
_MOST_IMPORTS = 5


@dataclass(frozen=True)
class EarlierRecord:
    """A record as an entry stated it that a later one has overruled.

    Args:
        record: as it was.
        words: which entry that was, and who overruled it when and why.

    >>> from ledger.records import Transaction
    >>> sent = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> EarlierRecord(sent, "as entry 1 had it").record.id
    'x-1'
    """

    record: Record
    words: str


@dataclass(frozen=True)
class Revalued:
    """A report of one earlier record, with all that it is or was tied to as that stands now.

    Args:
        earlier: the record and its entry.
        ids: all records whose figures hang on each other there, its own among them.
        report: what they are worth with it.
    """

    earlier: EarlierRecord
    ids: frozenset[str]
    report: Report


def earlier_records(revisions: Iterable[Revision]) -> Iterator[EarlierRecord]:
    """What the entries of a book stated of its records before it was amended, corrected or withdrawn, oldest first.

    >>> list(earlier_records(()))
    []
    """
    stated: dict[str | None, tuple[int, Record]] = {}
    for revision in revisions:
        if revision.id in stated and revision.action in _ENDED:
            seq, record = stated[revision.id]
            who = f"{revision.author} {_ENDED[revision.action]} it on {revision.time:%Y-%m-%d}"
            why = f"(entry {revision.seq}: {revision.reason})"
            yield EarlierRecord(record, f"as entry {seq} had it ({record.stated_amount}), before {who} {why}")
        if revision.record is not None:
            stated[revision.id] = (revision.seq, revision.record)


def before_imports(book: Book) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """What the book held before each of its last imports, by the name of that moment."""
    for batch in book.batches()[-_MOST_IMPORTS:]:
        what = f"{batch.source} {batch.release}".strip()
        name = (
            f"the book as it stood before {batch.author} imported {what} on {batch.time:%Y-%m-%d} (entry {batch.seq})"
        )
        yield name, book.records(batch.seq - 1)


def revalued(
    earlier: Sequence[EarlierRecord], records: Sequence[Record], report: Callable[[tuple[Record, ...]], Report]
) -> tuple[Revalued, ...]:
    """What the records as they stand would be worth with each earlier one in place of its present state.

    Args:
        earlier: oldest first; those that stand like that now are passed over.
        records: as they stand.
        report: values records.

    >>> revalued((), (), report=lambda records: None)
    ()
    """
    present = {record.id: record for record in records}
    tied = _tied((*records, *(it.record for it in earlier)))
    revaluations: list[Revalued] = []
    valued = 0
    for revision in reversed(earlier):
        if present.get(revision.record.id) == revision.record:
            continue
        ids = _together(revision.record.id, tied)
        valued += len(ids)
        if valued > _MOST_VALUED:
            break
        others = (present[key] for key in ids - {revision.record.id} if key in present)
        revaluations.append(Revalued(revision, ids, report((*others, revision.record))))
    return tuple(reversed(revaluations))


def _tied(records: Iterable[Record]) -> Mapping[str, set[str]]:
    """The other records that each record is or was tied to, from either side."""
    tied: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        others = (record.commitment,) if isinstance(record, Transaction) else (it.target for it in record.relations)
        for other in others:
            tied[record.id].add(other)
            tied[other].add(record.id)
    return tied


def _together(key: str, tied: Mapping[str, set[str]]) -> frozenset[str]:
    """A record and all that it is tied to over any number of ties."""
    together, waiting = {key}, [key]
    while waiting:
        fresh = tied.get(waiting.pop(), set()) - together
        together |= fresh
        waiting += fresh
    return frozenset(together)

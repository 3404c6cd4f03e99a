"""What a book holds on one record.

A record is described in plain words for a reader on a screen: amounts grouped by thousands, codes with their names,
and what happened to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.book import Batch, Book, Register, Revision
from ledger.desk.books import of_book
from ledger.desk.field_changes import Change, differences
from ledger.desk.parties import party_words
from ledger.foundation import Advice, Place, Problem, Refused, Severity, quoted
from ledger.records import (
    Commitment,
    Record,
    RelationKind,
    Source,
    Transaction,
    code_list,
    nearest,
)

_RELATIONS: dict[RelationKind, str] = {
    "part_of": "part of",
    "fulfils": "fulfils the pledge",
    "restates": "restates (not counted again)",
    "supersedes": "stands in place of",
    "tops_up": "adds money to",
    "contributes_to": "a share in the fund",
    "draws_down": "paid out of",
    "related_to": "related to",
    "linked_by_source": "tied by its source to",
}


class DescribedField(NamedTuple):
    """A field of a record for people: what it is called, and what it says."""

    label: str
    words: str


def described(record: Record) -> tuple[DescribedField, ...]:
    """Every field of a record that is there, as label and words.

    >>> paid = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> described(paid)[-2]
    DescribedField(label='Amount', words='undisclosed')
    """
    own = _commitment(record) if isinstance(record, Commitment) else _transaction(record)
    return tuple(DescribedField(label, words) for label, words in (*own, *_shared(record)) if words)


def _commitment(record: Commitment) -> Iterator[tuple[str, str]]:
    yield "Id", record.id
    yield "Record", f"commitment, stage {record.stage}"
    yield "Title", record.title
    yield "Donor", party_words(record.donor)
    for joint in record.joint_donors:
        yield "Given jointly by", f"{party_words(joint.donor)}, {joint.share or 'its share is not known'}"
    yield "Recipient", party_words(record.recipient)
    yield "Category", _named("categories", record.category)
    yield "Instrument", _named("instruments", record.instrument)
    yield "Announced", str(record.announced)
    yield "Amount", record.stated_amount
    yield "Owed", str(record.term)
    for stated in record.stated_equivalents:
        yield "Also stated as", record.stated(stated)
    for partner in record.partners:
        yield "Partner", f"{partner} ({partner.kind}{', ' + party_words(partner.country) if partner.country else ''})"
    if record.counts:
        yield "Counts", "the envelope" if record.counts == "envelope" else "its parts, in place of the envelope"
    for tie in record.relations:
        yield "Tie", f"{_RELATIONS[tie.kind]} {tie.target}"


def _transaction(record: Transaction) -> Iterator[tuple[str, str]]:
    yield "Id", record.id
    yield "Record", f"transaction, {record.type}"
    yield "Title", record.title or ""
    yield "Commitment", record.commitment
    yield "Value date", str(record.value_date)
    yield "Amount", record.stated_amount


def _shared(record: Record) -> Iterator[tuple[str, str]]:
    for item in record.items:
        yield "In kind", str(item)
    for source in record.sources:
        yield "Source", _source(source)
        yield "Quote", source.quote or ""
        yield "Read at", source.url or ""
    yield "Note", record.note or ""
    yield "Handling", record.handling


def _source(source: Source) -> str:
    published = f"published {source.published}" if source.published else ""
    read = f"read {source.accessed}" if source.accessed else ""
    return ", ".join(filter(None, (source.publisher, source.title, published, read)))


def _named(codes: str, code: str) -> str:
    return f"{code_list(codes)[code]} ({code})"


# Up to so many histories are looked up one by one; for more records the whole journal is read once.
_FEW = 3


@dataclass(frozen=True)
class HistoryStep:
    """One revision of a record, and what it changed.

    Args:
        revision: who, when, why and what.
        changes: field by field; none for withdraw and restore.
        batch: the import that brought it: whose data, which release; None for what was entered by hand.
    """

    revision: Revision
    changes: tuple[Change, ...]
    batch: Batch | None = None


@of_book
def find_record(book: Book, key: str, as_of: date | None = None) -> Record:
    """The record with this id.

    Args:
        book: where to look.
        key: its id.
        as_of: as it stood at the end of this day (UTC).

    Raises:
        Refused: REL if it is not there.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     find_record(book, "gbr-ukr-2025-06-02-1").title
    'Yearly military and economic assistance to Ukraine'
    """
    record = book.get(key, as_of)
    if record is None:
        raise Refused([_absent(key, tuple(it.id for it in book.records(as_of)))])
    return record


def record_in(register: Register, key: str) -> Record:
    """The same as a block of writing sees it."""
    record = register.get(key)
    if record is None:
        raise Refused([_absent(key, tuple(register.there))])
    return record


@of_book
def history(book: Book, key: str) -> tuple[HistoryStep, ...]:
    """All revisions of a record, oldest first, each with what it changed.

    Raises:
        Refused: REL for an id that was never used.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file, withdraw
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     _ = withdraw(book, "gbr-ukr-2025-06-02-1", author="Bob", reason="it was a rumour")
    ...     [(step.revision.action, step.revision.author) for step in history(book, "gbr-ukr-2025-06-02-1")]
    [('record', 'Ann'), ('withdraw', 'Bob')]
    """
    with book.reading() as state:
        revisions = state.history(key)
        if not revisions:
            raise Refused([_absent(key, tuple(record.id for record in state.records()))])
        return _steps(revisions, {batch.seq: batch for batch in state.batches()})


def histories(book: Book, keys: Collection[str]) -> Mapping[str, tuple[HistoryStep, ...]]:
    """The same for several records; the journal is read once for all of them, not once for each."""
    if len(keys) <= _FEW:
        with book.reading() as state:
            return {key: history(state, key) for key in keys}
    revisions_of: dict[str, list[Revision]] = {key: [] for key in keys}
    for revision in book.revisions():
        if revision.id in revisions_of:
            revisions_of[revision.id].append(revision)
    batches = {batch.seq: batch for batch in book.batches()}
    return {key: _steps(revisions, batches) for key, revisions in revisions_of.items()}


def _steps(revisions: Sequence[Revision], batches: Mapping[int, Batch]) -> tuple[HistoryStep, ...]:
    steps: list[HistoryStep] = []
    before: Record | None = None
    for revision in revisions:
        after = revision.record
        changes = differences(before, after) if after else ()
        steps.append(HistoryStep(revision, changes, batches.get(revision.batch or 0)))
        before = after or before
    return tuple(steps)


def _absent(key: str, ids: Sequence[str]) -> Problem:
    near = nearest(key, ids)
    expected = "the id of a record" + (f", perhaps {' or '.join(near)}" if near else "")
    remedy = Advice(
        "look for it with desk.list_records; book.history(id) tells what became of a withdrawn one",
        "look for it with `defense-ledger list`; `history` tells what became of a withdrawn one",
    )
    return Problem("REL", Severity.ERROR, Place(record=quoted(key)[1:-1]), "no such record", expected, remedy)

"""Take back a whole import: what it recorded goes, what it changed or withdrew comes back as it was.

List the imports of a book, for people who look for the number of one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from ledger.book import Batch, Book, Posting, RateFile, Revision
from ledger.checks import latest_day
from ledger.desk.books import of_book
from ledger.desk.findings import Outcome, new_findings, stop_at_errors
from ledger.desk.rates import rate_sets
from ledger.foundation import Advice, Place, Problem, Refused, quoted
from ledger.records import Record

_LOOK = Advice("look at desk.imported_batches(book)", "look at `defense-ledger imports`")


@dataclass(frozen=True)
class ImportedBatch:
    """One import and how many entries it made.

    Args:
        batch: whose data, which release, which files, who and when.
        entries: how many revisions of records it made.
        rejected: how many rows it kept as rejected.
        undone: number of the entry that began to undo it; None while it stands.
    """

    batch: Batch
    entries: int
    rejected: int
    undone: int | None = None


def ids_of_source(book: Book, source: str) -> frozenset[str]:
    """The ids of all records that a source has brought, withdrawn ones too.

    Raises:
        Refused: FILE for a source that has brought nothing.
    """
    own = {batch.seq for batch in book.batches() if batch.source == source}
    if not own:
        names = ", ".join(dict.fromkeys(batch.source for batch in book.batches())) or "it has none"
        remedy = "name another source, or leave it out"
        raise Refused.of("FILE", Place(argument="source"), quoted(source), f"a source of the book: {names}", remedy)
    return frozenset(it.id for it in book.revisions() if it.batch in own and it.id is not None)


@of_book
def imported_batches(book: Book) -> tuple[ImportedBatch, ...]:
    """All imports of a book, oldest first.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     [(it.batch.source, it.entries, it.undone) for it in imported_batches(book)]
    [('article.jsonl', 4, None)]
    """
    entries: dict[int, int] = {}
    rejected: dict[int, int] = {}
    undone: dict[int, int] = {}
    for revision in book.revisions():
        if '"undoes":' in revision.payload and (batch := json.loads(revision.payload).get("undoes")) is not None:
            undone.setdefault(batch, revision.seq)
        if revision.batch is not None:
            counts = rejected if revision.action == "reject" else entries
            counts[revision.batch] = counts.get(revision.batch, 0) + (revision.action not in ("import", "rates"))
    return tuple(
        ImportedBatch(it, entries.get(it.seq, 0), rejected.get(it.seq, 0), undone.get(it.seq)) for it in book.batches()
    )


_SHOWN = 5


@of_book
def withdraw_batch(book: Book, batch: int, *, author: str, reason: str) -> Outcome:
    """Undo an import as a whole, in one transaction; its entries stay in the history.

    A table of rates that came with it goes as well: the one before it takes its place again, and without one the set is
    withdrawn, unless a later file stands under its name.

    Args:
        book: where it is.
        batch: its number, as ``import`` prints it.
        author: who undoes it.
        reason: why.

    Raises:
        Refused: REL if there is no such batch, if it was undone already, if any of its records was changed since, or if
            records that came in since need one of them.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     done = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     outcome = withdraw_batch(book, done.batch, author="Ann", reason="the wrong file")
    ...     len(outcome.revisions), book.records()
    (4, ())
    """
    if batch not in {it.seq for it in book.batches()}:
        _refuse(batch, "no import of that number", "the number of an import", _LOOK)
    with book.writing(author=author, reason=reason) as posting:
        with posting.undoing(batch) as content:
            if content.undone:
                _refuse(batch, "an import that was undone already", "an import that stands", "nothing is left to do")
            _refuse_changed(batch, content.since)
            register = posting.register
            stated = (earlier or register.get(key) for key, earlier in content.before.items())
            before = register.around([record for record in stated if record is not None])
            revisions = _undone(posting, content.revisions, content.before)
            rates = tuple(_rates_undone(posting, name, file) for name, file in content.rates.items())
        after = map(register.get, sorted({*content.before, *(record.id for record in before)}))
        findings = new_findings(
            before,
            [record for record in after if record is not None],
            register.withdrawn,
            posting.decisions(),
            partial(rate_sets, book),
            today=latest_day(book.now),
            others=register.commitments,
        )
        return Outcome((*revisions, *rates), stop_at_errors(findings))


def _rates_undone(posting: Posting, name: str, before: RateFile | None) -> Revision:
    """The opposite of an entry of rates: reports as of later days rest on what stood there before, be it nothing."""
    return posting.withdraw_rates(name) if before is None else posting.add_rates(name, before.data, before.stated)


def _undone(
    posting: Posting, newest_first: Sequence[Revision], before: dict[str, Record | None]
) -> tuple[Revision, ...]:
    """Post the opposite of each revision; a record that others of the batch need waits until these are gone."""
    done: list[Revision] = []
    waiting = list(newest_first)
    while waiting:
        held: list[Revision] = []
        refusals: list[Problem] = []
        for revision in waiting:
            try:
                done.append(_opposite(posting, revision, before))
            except Refused as refused:
                refusals += refused.problems
                held.append(revision)
        if len(held) == len(waiting):
            raise Refused(refusals)
        waiting = held
    return tuple(done)


def _opposite(posting: Posting, revision: Revision, before: dict[str, Record | None]) -> Revision:
    key = revision.id or ""
    earlier = before[key]
    match revision.action:
        case "withdraw":
            return posting.restore(key)
        case "amend" | "correct" if earlier is not None:
            return posting.correct(earlier)
        case _:
            return posting.withdraw(key)


def _refuse_changed(batch: int, since: dict[str, int]) -> None:
    if not since:
        return
    shown = ", ".join(f"{key} (entry {seq})" for key, seq in list(since.items())[:_SHOWN])
    more = f" and {len(since) - _SHOWN} more" if len(since) > _SHOWN else ""
    singly = "withdraw or correct the records one by one"
    remedy = Advice(
        f"{singly}; book.history(id) shows what became of each",
        f"{singly}; `defense-ledger history ID` shows what became of each",
    )
    _refuse(batch, f"records that were changed since: {shown}{more}", "a batch as it was imported", remedy)


def _refuse(batch: int, found: str, expected: str, remedy: str) -> NoReturn:
    raise Refused.of("REL", Place(subject=f"batch {batch}"), found, expected, remedy)

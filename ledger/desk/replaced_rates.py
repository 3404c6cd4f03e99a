"""A file of rates in the place of one that a book holds: which quotes it changes, and which totals move with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.book import Book, Moment, RateFile
from ledger.desk.findings import Outcome
from ledger.rates import (
    HeldChange,
    QuoteChange,
    RateSet,
    changes_the_past,
    only_adds_lines,
    quote_changes,
    read_held_rates,
)
from ledger.reporting import Issued, Material, build, load_definition
from ledger.totals import Measure, Sum

REPORT = "commitments"
"""The totals are compared by the rules of this report."""


@dataclass(frozen=True)
class MovedTotal:
    """A total that other rates change.

    Args:
        measure: such as pledges.
        before: with the rates that the book holds; None where there was none.
        after: with the newer ones, or without those withdrawn; None where there is none.
    """

    measure: Measure
    before: Sum | None
    after: Sum | None


@dataclass(frozen=True)
class RatesAdded(Outcome):
    """What adding a file of rates did, or would do.

    Args:
        name: of the rate set.
        applied: whether it was entered.
        changes: quotes that differ from those of the file that the book held under this name.
        moved: totals that come out otherwise, by the report ``commitments``.
        currency: of these totals.
    """

    name: str = ""
    applied: bool = False
    changes: tuple[QuoteChange, ...] = ()
    moved: tuple[MovedTotal, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class RatesWithdrawn(Outcome):
    """What taking a rate set out of a book did.

    Args:
        name: of the rate set.
        moved: totals that come out otherwise without it, by the report ``commitments``.
        currency: of these totals.
    """

    name: str = ""
    moved: tuple[MovedTotal, ...] = ()
    currency: str = ""


def withdrawn(book: Book, name: str, *, author: str, reason: str) -> RatesWithdrawn:
    """Take a rate set out of a book, and tell which totals move with it.

    Args:
        book: which.
        name: of the rate set.
        author: who takes it out.
        reason: why.

    Raises:
        Refused: FORM if no set of that name is there.
    """
    held = book.rate_files()
    revision = book.withdraw_rates(name, author=author, reason=reason)
    sets = [rates for file in held if (rates := read_held_rates(file.name, file.data, file.stated)[0]) is not None]
    moved, currency = _moved_totals(book, sets, [it for it in sets if it.name != name], book.today)
    return RatesWithdrawn((revision,), name=name, moved=moved, currency=currency)


def replaced(book: Book, sets: Sequence[RateSet], older: RateSet, newer: RateSet, today: date) -> RatesAdded:
    """What replacing a file of rates in a book by a newer one would change; nothing is entered.

    Args:
        book: which.
        sets: all rate sets that it holds, in its order.
        older: the one of them that is replaced.
        newer: the one to come, under the same name.
        today: totals are compared as of this day.
    """
    after = [newer if held.name == newer.name else held for held in sets]
    moved, currency = _moved_totals(book, sets, after, today)
    return RatesAdded((), (), newer.name, changes=quote_changes(older, newer), moved=moved, currency=currency)


def asks(added: RatesAdded, older: RateSet) -> bool:
    """Whether somebody must first see what a file changes: past rates, or totals although no quote differs."""
    return any(changes_the_past(change, older) for change in added.changes) or bool(added.moved and not added.changes)


def held_changes(book: Book, as_of: Moment = None) -> tuple[HeldChange, ...]:
    r"""The quotes of a book that a newer file has changed or dropped, each with its last change.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     for rate in ("1.1", "1.2"):
    ...         with book.writing(author="Ann", reason="rates") as posting:
    ...             _ = posting.add_rates("own", f"Date,USD\n2025-06-02,{rate}\n".encode())
    ...     [(held.entry, held.change.old, held.change.new) for held in held_changes(book)]
    [(2, '1.1', '1.2')]
    """
    files: dict[str, list[RateFile]] = {}
    for file in book.rate_history(as_of):
        files.setdefault(file.name, []).append(file)
    return tuple(change for held in files.values() for change in _of_one(held))


def _of_one(files: Sequence[RateFile]) -> Iterator[HeldChange]:
    """The same for the files of one name, in their order."""
    changed: dict[tuple[date, str], HeldChange] = {}
    held = files[0]
    for file in files[1:]:
        if held.stated != file.stated or not only_adds_lines(held.data, file.data):
            older, newer = (read_held_rates(each.name, each.data, each.stated)[0] for each in (held, file))
            if older is not None and newer is None:
                continue  # No figure ever rested on a file that cannot be read.
            for change in quote_changes(older, newer) if older and newer else ():
                _note(changed, file, change)
        held = file
    yield from (changed[key] for key in sorted(changed))


def _note(changed: dict[tuple[date, str], HeldChange], file: RateFile, change: QuoteChange) -> None:
    key = change.day, change.currency
    if change.old is not None:
        changed[key] = HeldChange(file.name, file.seq, change)
    elif key in changed:
        # The quote was missing for a while: the one before decides whether the new one differs.
        before = changed.pop(key).change.old
        if before != change.new:
            changed[key] = HeldChange(file.name, file.seq, replace(change, old=before))


def _moved_totals(
    book: Book, sets: Sequence[RateSet], others: Sequence[RateSet], today: date
) -> tuple[tuple[MovedTotal, ...], str]:
    """The totals that differ with other rate sets, and their currency."""
    definition, records = load_definition(REPORT), book.records()
    if not records:
        return (), definition.currency
    issued = Issued("", 0, max(today, book.last_recorded or today), "")
    before, since = (build(definition, Material(records, tuple(held), issued)).totals for held in (sets, others))
    measures = dict.fromkeys((*before, *since))
    pairs = ((measure, before.get(measure), since.get(measure)) for measure in measures)
    return tuple(MovedTotal(*pair) for pair in pairs if pair[1] != pair[2]), definition.currency

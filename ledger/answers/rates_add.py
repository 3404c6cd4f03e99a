"""What ``rates add`` answers: the new entry, and of a file that takes the place of another what changes with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.answers import entered
from ledger.answers.text import Lines, TextTable
from ledger.book import Book
from ledger.desk import MovedTotal, RatesAdded
from ledger.foundation import Money, grouped
from ledger.rates import QuoteChange
from ledger.records import money_of
from ledger.totals import BOUNDS, Bound, Measure, Sum, bound_of

_MOST_LINES = 20
_NOTHING = "none"


@dataclass(frozen=True)
class MovedFigure:
    """A figure of a total that comes out otherwise with the newer rates.

    Args:
        measure: what the total adds.
        bound: which figure of it.
        before: with the rates that the book holds; null where no record has a figure.
        after: with the newer ones; null where no record has a figure.
        difference: what is more afterwards; null where one of them is.
    """

    measure: Measure
    bound: Bound
    before: Money | None
    after: Money | None
    difference: Money | None


@dataclass(frozen=True)
class MovedCount:
    """How many records of a total have no rate, where the newer rates change that.

    Args:
        measure: what the total adds.
        before: with the rates that the book holds; null where there is no such total.
        after: with the newer ones; null where there is no such total.
        difference: how many more afterwards; null where one of them is.
    """

    measure: Measure
    before: int | None
    after: int | None
    difference: int | None


@dataclass(frozen=True)
class RatesAddAnswer(entered.EnteredAnswer):
    """What adding a file of rates did, or would do.

    Args:
        book: path of the book.
        entered: the new entry; none where nothing was entered.
        head: hash of the last entry of the book.
        name: of the rate set.
        applied: whether it was entered.
        changes: quotes that differ from those of the file that the book held under this name.
        moved: figures of the report ``commitments`` that come out otherwise.
        not_converted: counts of the records without a rate, of its totals, that come out otherwise.
    """

    name: str
    applied: bool
    changes: tuple[QuoteChange, ...]
    moved: tuple[MovedFigure, ...]
    not_converted: tuple[MovedCount, ...]


def answer(added: RatesAdded, book: Book) -> RatesAddAnswer:
    """What adding a file of rates to a book did as an answer."""
    return RatesAddAnswer(
        **vars(entered.answer(added, book)),
        name=added.name,
        applied=added.applied,
        changes=added.changes,
        moved=moved_figures(added.moved, added.currency),
        not_converted=moved_counts(added.moved),
    )


def moved_figures(moved: Sequence[MovedTotal], currency: str) -> tuple[MovedFigure, ...]:
    """The figures of totals that come out otherwise."""
    return tuple(figure for total in moved for figure in _figures(total, currency))


def moved_counts(moved: Sequence[MovedTotal]) -> tuple[MovedCount, ...]:
    """How many records of totals have no rate, where that comes out otherwise."""
    return tuple(count for total in moved if (count := _count(total)).before != count.after)


def _figures(total: MovedTotal, currency: str) -> Iterator[MovedFigure]:
    """The figures of a total that come out otherwise."""
    for bound in BOUNDS:
        before, after = (_figure(side, bound, currency) for side in (total.before, total.after))
        if before != after:
            difference = None if before is None or after is None else after - before
            yield MovedFigure(total.measure, bound, before, after, difference)


def _figure(side: Sum | None, bound: Bound, currency: str) -> Money | None:
    # Where no record has a figure there is none to tell: never 0.
    return None if side is None or not side.records else money_of(bound_of(side.figures, bound), currency)


def _count(total: MovedTotal) -> MovedCount:
    before, after = (None if side is None else side.not_converted for side in (total.before, total.after))
    return MovedCount(total.measure, before, after, None if before is None or after is None else after - before)


def lines(added: RatesAdded, entry: entered.EnteredAnswer) -> Lines:
    """The same for people.

    Args:
        added: what adding the file did, or would do.
        entry: what entered the book.
    """
    last = entered.lines(entry)
    if not added.changes and not added.moved:
        return last
    changed = (f"{added.name}: {_counted(added)}.", *_quotes(added), *lines_of_totals(added.moved, added.currency))
    if added.applied:
        return (*changed, *last)
    nothing = "Nothing was entered: this is what it would do. Figures already issued keep the rates of their entry."
    return (*changed, nothing, "To do it, give --apply.")


def _counted(added: RatesAdded) -> str:
    lost = sum(change.new is None for change in added.changes)
    new = sum(change.old is None for change in added.changes)
    changed = len(added.changes) - lost - new
    return f"{changed:,} quote{'' if changed == 1 else 's'} changed, {lost:,} lost, {new:,} added"


def _quotes(added: RatesAdded) -> Iterator[TextTable | str]:
    # What is lost or changed comes first: nothing rests on what is new.
    changes = sorted(added.changes, key=lambda change: (change.old is None, change.day, change.currency))
    if changes:
        rows = [
            (str(change.day), change.currency, change.old or _NOTHING, change.new or _NOTHING)
            for change in changes[:_MOST_LINES]
        ]
        yield TextTable(("day", "currency", "held", "new"), rows, figures={2, 3})
    if len(changes) > _MOST_LINES:
        yield f"and {len(changes) - _MOST_LINES:,} more; --json lists them all"


def lines_of_totals(moved: Sequence[MovedTotal], currency: str) -> Iterator[TextTable | str]:
    """The totals that move, for people."""
    rows = [row for total in moved for row in _rows(total, currency)]
    if not rows:
        yield "No total of the report commitments moves."
        return
    yield TextTable((f"total ({currency})", "before", "after", "difference"), rows, figures={1, 2, 3})


def _rows(total: MovedTotal, currency: str) -> Iterator[tuple[str, ...]]:
    title = total.measure.replace("_", " ")
    for figure in _figures(total, currency):
        sums = (figure.before, figure.after, figure.difference)
        yield f"{title}, {figure.bound}", *("unknown" if money is None else grouped(money.value) for money in sums)
    count = _count(total)
    if count.before != count.after:
        numbers = (count.before, count.after, count.difference)
        yield (
            f"{title}, records not converted",
            *("unknown" if number is None else f"{number:,}" for number in numbers),
        )

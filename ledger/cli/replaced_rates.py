"""What `rates add` says of a file that takes the place of another: quotes that differ, and totals that move."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.cli.answer import Answer
from ledger.cli.screen import TextTable
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.desk import RatesAdded
    from ledger.totals import Bound, Sum

_MOST_LINES = 20
_NOTHING = "none"


def with_changes(added: "RatesAdded", answer: Answer) -> Answer:
    """The answer of `rates add`, with what changes in front of it."""
    changes = [{"day": str(it.day), "currency": it.currency, "old": it.old, "new": it.new} for it in added.changes]
    moved = list(_moved(added))
    fields = {**answer.fields, "name": added.name, "applied": added.applied, "changes": changes, "moved": moved}
    if not added.changes and not added.moved:
        return replace(answer, fields=fields)
    text = [f"{added.name}: {_counted(added)}.", *_quotes(added), *_totals(added, moved)]
    if added.applied:
        return replace(answer, fields=fields, text=(*text, *answer.text))
    nothing = "Nothing was entered: this is what it would do. Figures already issued keep the rates of their entry."
    return replace(answer, fields=fields, text=(*text, nothing, "To do it, give --apply."))


def _counted(added: "RatesAdded") -> str:
    lost = sum(it.new is None for it in added.changes)
    new = sum(it.old is None for it in added.changes)
    changed = len(added.changes) - lost - new
    return f"{changed:,} quote{'' if changed == 1 else 's'} changed, {lost:,} lost, {new:,} added"


def _quotes(added: "RatesAdded") -> Iterator[TextTable | str]:
    # What is lost or changed comes first: nothing rests on what is new.
    found = sorted(added.changes, key=lambda it: (it.old is None, it.day, it.currency))
    if found:
        rows = [(str(it.day), it.currency, it.old or _NOTHING, it.new or _NOTHING) for it in found[:_MOST_LINES]]
        yield TextTable(("day", "currency", "held", "new"), rows, figures={2, 3})
    if len(found) > _MOST_LINES:
        yield f"and {len(found) - _MOST_LINES:,} more; --json lists them all"


def _totals(added: "RatesAdded", moved: list[dict[str, object]]) -> Iterator[TextTable | str]:
    if not moved:
        yield "No total of the report commitments moves."
        return
    names = ("before", "after", "difference")
    rows = [(str(row["total"]), *(_shown(row[name]) for name in names)) for row in moved]
    yield TextTable((f"total ({added.currency})", *names), rows, figures={1, 2, 3})


def _moved(added: "RatesAdded") -> Iterator[dict[str, object]]:
    """A row for each figure that comes out otherwise."""
    from ledger.records import CURRENCIES
    from ledger.totals import BOUNDS

    for it in added.moved:
        title = it.measure.replace("_", " ")
        for bound in BOUNDS:
            before, after = (
                _figure(side, bound, CURRENCIES[added.currency].minor_units) for side in (it.before, it.after)
            )
            if before != after:
                yield _row(f"{title}, {bound}", before, after)
        counts = tuple(None if side is None else Decimal(side.not_converted) for side in (it.before, it.after))
        if counts[0] != counts[1]:
            yield _row(f"{title}, records not converted", *counts)


def _row(total: str, before: Decimal | None, after: Decimal | None) -> dict[str, object]:
    difference = None if before is None or after is None else after - before
    figures = {"before": before, "after": after, "difference": difference}
    return {"total": total, **{name: None if figure is None else plain(figure) for name, figure in figures.items()}}


def _figure(side: "Sum | None", bound: "Bound", digits: int) -> Decimal | None:
    from ledger.totals import bound_of

    # Where no record has a figure there is none to tell: never 0.
    return None if side is None or not side.records else from_minor(bound_of(side.figures, bound), digits)


def _shown(figure: object) -> str:
    return "unknown" if figure is None else grouped(Decimal(str(figure)))

"""``reconcile``: the totals that a source publishes, beside those of the book."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Answer, answering
from ledger.cli.opened import open_book
from ledger.cli.screen import TextTable
from ledger.foundation import from_minor, grouped, plain

if TYPE_CHECKING:
    from ledger.audit import Agreement, ComparedItem, Explained
    from ledger.desk import Reconciliation
    from ledger.totals import Sum

app = typer.Typer()

_LISTED = 20


@app.command()
@answering("reconcile")
def reconcile(  # noqa: PLR0913, PLR0917 - one argument per option
    against: Annotated[Path, typer.Option("--against", metavar="FILE", help="The file that publishes the totals.")],
    basis: Annotated[
        str | None,
        typer.Option("--basis", metavar="BASIS", help="Rule that picks the rates; by default the release's own table."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Only what this source brought; by default that of the file."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure", metavar="NAME", help="What is compared; by default commitments, or as the file says."
        ),
    ] = None,
    horizon: report_options.Horizon = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Answer:
    """Compare the totals that a file publishes with those of the book, donor by donor."""
    from ledger import desk

    chosen = options.maybe(options.basis, basis, "--basis")
    of_measure = options.maybe(options.measure, measure, "--measure")
    until = options.maybe(options.day, horizon, "--horizon")
    found = desk.reconcile(open_book(book), against, basis=chosen, source=source, measure=of_measure, horizon=until)
    return Answer(_fields(found), tuple(_text(found)), found.problems)


def _fields(found: "Reconciliation") -> dict[str, object]:
    published = found.published
    return {
        "against": str(published.place),
        "measure": published.measure,
        "currency": published.currency,
        "unit": published.unit,
        "basis": str(found.basis),
        "source": found.source or None,
        "tolerance": plain(published.tolerance),
        "agrees": found.agrees,
        "other_errors": found.other_errors,
        "lines": [_line(it) for it in found.lines],
        "totals": [_line(it) for it in found.totals],
        "not_listed": [_line(it) for it in found.apart],
        "everything": _line(found.everything),
        "not_compared": [{"measure": name, **_counts(it)} for name, it in found.others.items()],
        "differences": [_explained(it, found.published.currency) for it in found.explained],
    }


def _explained(it: "Explained", currency: str) -> dict[str, object]:
    return {
        "of": it.difference.label,
        "difference": plain(_whole(it.difference.amount, currency)),
        "sum_of": [
            {"of": part.name, "difference": plain(_whole(part.figure, currency))} for part in it.difference.parts
        ],
        "left": plain(_whole(it.difference.left, currency)),
        "open": it.is_open,
        "explanations": [
            {
                "kind": one.kind,
                "names": list(one.names),
                "words": one.words,
                "leaves": None if one.leaves is None else plain(_whole(one.leaves, currency)),
                "certain": one.is_certain,
            }
            for one in it.explanations
        ],
    }


def _line(it: "Agreement") -> dict[str, object]:
    return {
        "donor": it.donor or None,
        "name": it.name or None,
        "category": it.category,
        "stated": _exact(it.stated),
        "published": _exact(it.published),
        "difference": _exact(it.difference),
        "not_compared_since": it.doubt or None,
        **_counts(it),
    }


def _counts(it: "Agreement") -> dict[str, object]:
    return {
        "ours": None if it.added.unknown else plain(it.ours),
        "records": it.added.records,
        "without_figure": it.added.without_figure,
        "not_converted": it.added.not_converted,
    }


def _exact(figure: Decimal | None) -> str | None:
    return None if figure is None else plain(figure)


def _text(found: "Reconciliation") -> Iterator[str | TextTable]:
    published = found.published
    whose = f"records of {found.source}" if found.source else "all records"
    yield f"{_spoken(published.measure).capitalize()} in {published.currency}, basis {found.basis}, {whose}."
    if found.lines:
        yield _grid("donor", found.lines, published.currency)
    if found.totals:
        yield _grid("total of the table" if found.lines else "total", found.totals, published.currency)
    if found.apart:
        told = (f"{it.name} ({it.category}) {_ours(it)}{_beside(it.added)}" for it in found.apart)
        yield f"Not in the table: {'; '.join(told)}."
        yield f"All records together: {published.currency} {_ours(found.everything)}."
    for measure, it in found.others.items():
        held = _held(measure, it, published.currency)
        yield f"The book also holds {held}, which are not compared: --measure {measure}."
    yield from _causes(found)
    for it in found.lines:
        if it.doubt:
            yield f"{it.name}, {it.category} is not compared: {it.doubt}."
    if found.other_errors:
        many = "1 error that changes" if found.other_errors == 1 else f"{found.other_errors} errors that change"
        yield f"The records compared have {many} none of these figures: see `check`."
    yield _verdict(found)


def _held(measure: str, it: "Agreement", currency: str) -> str:
    spoken = _spoken(measure)
    return f"{spoken} ({it.added.unknown})" if it.added.unknown else f"{currency} {_ours(it)} of {spoken}"


def _spoken(measure: str) -> str:
    return measure.replace("_", " ")


def _causes(found: "Reconciliation") -> Iterator[str]:
    """The differences, the largest first, and what would explain each."""
    currency = found.published.currency
    told = (one for it in found.explained for one in it.explanations)
    of_many = Counter(one.names[0] for one in told if one.kind in ("rate", "measure", "before"))
    by_themselves = sum(it.difference.own != 0 for it in found.explained)
    for name, count in of_many.items():
        if count > 1:
            yield f"{count} of {by_themselves} differences vanish with {name}."
    for it in found.explained[:_LISTED]:
        yield from _cause(it, currency)
    if len(found.explained) > _LISTED:
        yield f"... and {len(found.explained) - _LISTED} more, all of them with --json."


def _cause(it: "Explained", currency: str) -> Iterator[str]:
    """One difference: what below it makes it up, and what would explain what is left."""
    head = f"{currency} {_signed(it.difference.amount, currency)} of {it.difference.label}:"
    if it.difference.parts:
        head = f"{head} made up of {_parts(it.difference.parts, currency)}"
    if not it.difference.own:
        yield f"{head}{_but_for(it.difference.left, currency)}."
        return
    if it.difference.parts:
        head = f"{head}; and {_signed(it.difference.own, currency)} beside that:"
    if it.is_open:
        yield f"{head} open, no row, earlier revision, unit or rate explains it."
        return
    yield head
    for one in it.explanations[:_LISTED]:
        yield f"  {'explained' if one.is_certain else 'possibly'}: {one.words}{_but_for(one.leaves, currency)}."
    if len(it.explanations) > _LISTED:
        yield f"  ... and {len(it.explanations) - _LISTED} more that are possible."


def _parts(parts: Sequence["ComparedItem"], currency: str) -> str:
    ranked = sorted(parts, key=lambda it: -abs(it.figure))
    told = [f"{_signed(it.figure, currency)} of {it.name}" for it in ranked[:_LISTED]]
    rest = sum(it.figure for it in ranked[_LISTED:])
    more = [f"{_signed(rest, currency)} of {len(parts) - _LISTED} smaller ones"] if len(parts) > _LISTED else []
    return "; ".join((*told, *more))


def _but_for(minor: int | None, currency: str) -> str:
    return f", but for {_whole(minor, currency):,f}" if minor else ""


def _signed(minor: int, currency: str) -> str:
    return f"{_whole(minor, currency):+,f}"


def _whole(minor: int, currency: str) -> Decimal:
    from ledger.records import CURRENCIES

    return from_minor(minor, CURRENCIES[currency].minor_units)


def _ours(it: "Agreement") -> str:
    """Our figure, with a + where a part of it has no rate; words where nothing has a figure, or is compared."""
    if it.doubt:
        return "not compared"
    return it.added.unknown or f"{grouped(it.ours)}{'+' if it.added.is_partial else ''}"


def _beside(added: "Sum") -> str:
    counts = {"without a figure": added.without_figure, "not converted": added.not_converted}
    told = [f"{count} {what}" for what, count in counts.items() if count]
    return f" and {', '.join(told)}" if told and added.records else ""


def _grid(what: str, lines: Sequence["Agreement"], currency: str) -> TextTable:
    published = f"published ({currency})"
    headings = (what, "type", published, "ours", "difference", "records", "without figure", "not converted")
    rows = [
        (
            f"{it.name}: {it.doubt}" if it.doubt else it.name,
            it.category,
            _shown(it.published),
            _ours(it),
            _shown(it.difference),
            str(it.added.records),
            str(it.added.without_figure),
            str(it.added.not_converted),
        )
        for it in lines
    ]
    return TextTable(headings, rows, figures=set(range(2, len(headings))))


def _shown(figure: Decimal | None) -> str:
    return "none" if figure is None else f"{figure:z,.2f}"


def _verdict(found: "Reconciliation") -> str:
    compared = [abs(it.difference) for it in (*found.lines, *found.totals) if it.difference is not None]
    largest = f"{max(compared):,.2f}" if compared else "none"
    published = found.published
    within = f"{published.currency} {grouped(published.tolerance)}"
    verdict = "They agree" if found.agrees else "THEY DO NOT AGREE"
    left_out = sum(bool(it.doubt) for it in found.lines)
    kept_out = f"{left_out} not compared, " if left_out else ""
    return f"{verdict}: {len(compared)} figures compared, {kept_out}largest difference {largest}, tolerance {within}."

"""What ``reconcile`` answers: each published figure beside ours, and what would explain each difference."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.answers.text import Lines, TextTable
from ledger.audit import Agreement, ExplanationKind, measure_named
from ledger.desk import ExplainedDifference, PartOfDifference, Reconciliation
from ledger.foundation import Money, grouped
from ledger.records import Digits
from ledger.totals import Measure, Sum

_LISTED = 20


@dataclass(frozen=True)
class ReconciledFigure:
    """One published figure beside ours.

    Args:
        donor: key of the donor; null for a total of all donors.
        name: of the donor as the file writes it, or as we do where the file does not list it; null for a total.
        category: such as ``military``; ``total`` for all together.
        stated: the published figure as the file writes it, in its own unit; null where it says none.
        published: the same as a sum.
        difference: ours less the published one; null where nothing is published or compared.
        not_compared_since: why the figure is not compared; null where it is.
        ours: the sum of the records with a figure; null where no record has one.
        records: how many records have a figure in it.
        without_figure: how many records stand in it without a figure.
        not_converted: how many records have a sum in it for which there is no rate.
    """

    donor: str | None
    name: str | None
    category: str
    stated: Digits | None
    published: Money | None
    difference: Money | None
    not_compared_since: str | None
    ours: Money | None
    records: int
    without_figure: int
    not_converted: int


@dataclass(frozen=True)
class MeasureNotCompared:
    """What the book holds by another measure than the one that is compared.

    Args:
        measure: which.
        ours: the sum of the records with a figure; null where no record has one.
        records: how many records have a figure in it.
        without_figure: how many records stand in it without a figure.
        not_converted: how many records have a sum in it for which there is no rate.
    """

    measure: Measure
    ours: Money | None
    records: int
    without_figure: int
    not_converted: int


@dataclass(frozen=True)
class DifferencePart:
    """A difference that is added up in another one.

    Args:
        of: what the figure is of, such as ``Germany, military``.
        difference: ours less the published one.
    """

    of: str
    difference: Money


@dataclass(frozen=True)
class PossibleCause:
    """One way to come from our figure to the published one.

    Args:
        kind: of what sort it is.
        names: the records or groups, or what the other rates, the measure or the earlier moment are called.
        words: what it says.
        leaves: what is left of the difference then; null where nobody can say.
        certain: whether nothing else fits and chance hardly gives the like.
    """

    kind: ExplanationKind
    names: tuple[str, ...]
    words: str
    leaves: Money | None
    certain: bool


@dataclass(frozen=True)
class FigureDifference:
    """A figure that differs from the published one by more than the tolerance.

    Args:
        of: what the figure is of.
        difference: ours less the published one.
        sum_of: what differs in the figures that add up to this one.
        left: what remains of the difference when these are taken off.
        open: whether something of it is left that nothing explains.
        explanations: all that would explain what is left.
    """

    of: str
    difference: Money
    sum_of: tuple[DifferencePart, ...]
    left: Money
    open: bool
    explanations: tuple[PossibleCause, ...]


@dataclass(frozen=True)
class ReconcileAnswer:
    """The published totals of a file and ours.

    Args:
        against: the file, and where in it the totals stand.
        measure: what is compared.
        currency: of all figures.
        unit: how many of the currency one unit of a stated figure is.
        basis: by which rule the rates of our figures are chosen.
        source: whose records are added up; null for all of them.
        tolerance: up to which difference two figures agree.
        agrees: whether all figures are compared, none differs by more, and every record was counted.
        other_errors: how many errors of the records change none of these figures.
        lines: donor by donor and category by category, in the order of the file.
        totals: of the donors in the file, by category and together.
        not_listed: our sums of what the file does not list.
        everything: our sum of all records.
        not_compared: our sums by the other measures that the book holds something of.
        differences: each figure that differs, the largest first.
    """

    against: str
    measure: Measure
    currency: str
    unit: int
    basis: str
    source: str | None
    tolerance: Money
    agrees: bool
    other_errors: int
    lines: tuple[ReconciledFigure, ...]
    totals: tuple[ReconciledFigure, ...]
    not_listed: tuple[ReconciledFigure, ...]
    everything: ReconciledFigure
    not_compared: tuple[MeasureNotCompared, ...]
    differences: tuple[FigureDifference, ...]


def answer(reconciled: Reconciliation) -> ReconcileAnswer:
    """A reconciliation as an answer."""
    published = reconciled.published
    currency = published.currency
    return ReconcileAnswer(
        against=str(published.place),
        measure=measure_named(published.measure),
        currency=currency,
        unit=published.unit,
        basis=str(reconciled.basis),
        source=reconciled.source or None,
        tolerance=Money(published.tolerance, currency),
        agrees=reconciled.agrees,
        other_errors=reconciled.other_errors,
        lines=tuple(_figure(it, currency) for it in reconciled.lines),
        totals=tuple(_figure(it, currency) for it in reconciled.totals),
        not_listed=tuple(_figure(it, currency) for it in reconciled.apart),
        everything=_figure(reconciled.everything, currency),
        not_compared=tuple(_not_compared(measure, it, currency) for measure, it in reconciled.others.items()),
        differences=tuple(map(_difference, reconciled.explained)),
    )


def _figure(compared: Agreement, currency: str) -> ReconciledFigure:
    added = compared.added
    return ReconciledFigure(
        donor=compared.donor or None,
        name=compared.name or None,
        category=compared.category,
        stated=compared.stated,
        published=_sum(compared.published, currency),
        difference=_sum(compared.difference, currency),
        not_compared_since=compared.doubt or None,
        ours=_known(compared, currency),
        records=added.records,
        without_figure=added.without_figure,
        not_converted=added.not_converted,
    )


def _not_compared(measure: Measure, held: Agreement, currency: str) -> MeasureNotCompared:
    added = held.added
    ours = _known(held, currency)
    return MeasureNotCompared(measure, ours, added.records, added.without_figure, added.not_converted)


def _known(compared: Agreement, currency: str) -> Money | None:
    return None if compared.added.unknown else Money(compared.ours, currency)


def _sum(figure: Decimal | None, currency: str) -> Money | None:
    return None if figure is None else Money(figure, currency)


def _difference(explained: ExplainedDifference) -> FigureDifference:
    reasons = explained.reasons
    return FigureDifference(
        of=explained.label,
        difference=explained.amount,
        sum_of=tuple(DifferencePart(it.label, it.amount) for it in explained.parts),
        left=explained.left,
        open=explained.is_open,
        explanations=tuple(PossibleCause(it.kind, it.names, it.words, it.leaves, it.is_certain) for it in reasons),
    )


def lines(reconciled: Reconciliation) -> Lines:
    """The same for people."""
    return tuple(_lines(reconciled))


def _lines(reconciled: Reconciliation) -> Iterator[str | TextTable]:
    published = reconciled.published
    whose = f"records of {reconciled.source}" if reconciled.source else "all records"
    yield f"{_spoken(published.measure).capitalize()} in {published.currency}, basis {reconciled.basis}, {whose}."
    if reconciled.lines:
        yield _grid("donor", reconciled.lines, published.currency)
    if reconciled.totals:
        yield _grid("total of the table" if reconciled.lines else "total", reconciled.totals, published.currency)
    if reconciled.apart:
        apart = (f"{it.name} ({it.category}) {_ours(it)}{_beside(it.added)}" for it in reconciled.apart)
        yield f"Not in the table: {'; '.join(apart)}."
        yield f"All records together: {published.currency} {_ours(reconciled.everything)}."
    for measure, other in reconciled.others.items():
        held = _held(measure, other, published.currency)
        yield f"The book also holds {held}, which are not compared: --measure {measure}."
    yield from _causes(reconciled)
    for line in reconciled.lines:
        if line.doubt:
            yield f"{line.name}, {line.category} is not compared: {line.doubt}."
    if reconciled.other_errors:
        many = (
            "1 error that changes" if reconciled.other_errors == 1 else f"{reconciled.other_errors} errors that change"
        )
        yield f"The records compared have {many} none of these figures: see `check`."
    yield _verdict(reconciled)


def _held(measure: str, held: Agreement, currency: str) -> str:
    spoken = _spoken(measure)
    return f"{spoken} ({held.added.unknown})" if held.added.unknown else f"{currency} {_ours(held)} of {spoken}"


def _spoken(measure: str) -> str:
    return measure.replace("_", " ")


def _causes(reconciled: Reconciliation) -> Iterator[str]:
    """The differences, the largest first, and what would explain each."""
    causes = (cause for explained in reconciled.explained for cause in explained.reasons)
    of_many = Counter(it.names[0] for it in causes if it.kind in ("rate", "measure", "before"))
    by_themselves = sum(it.own.value != 0 for it in reconciled.explained)
    for name, count in of_many.items():
        if count > 1:
            yield f"{count} of {by_themselves} differences vanish with {name}."
    for explained in reconciled.explained[:_LISTED]:
        yield from _cause(explained)
    if len(reconciled.explained) > _LISTED:
        yield f"... and {len(reconciled.explained) - _LISTED} more, all of them with --json."


def _cause(explained: ExplainedDifference) -> Iterator[str]:
    """One difference: what below it makes it up, and what would explain what is left."""
    head = f"{explained.amount.currency} {_signed(explained.amount)} of {explained.label}:"
    if explained.parts:
        head = f"{head} made up of {_parts(explained.parts)}"
    if explained.own.value == 0:
        yield f"{head}{_but_for(explained.left)}."
        return
    if explained.parts:
        head = f"{head}; and {_signed(explained.own)} beside that:"
    if explained.is_open:
        yield f"{head} open, no row, earlier revision, unit or rate explains it."
        return
    yield head
    for cause in explained.reasons[:_LISTED]:
        yield f"  {'explained' if cause.is_certain else 'possibly'}: {cause.words}{_but_for(cause.leaves)}."
    if len(explained.reasons) > _LISTED:
        yield f"  ... and {len(explained.reasons) - _LISTED} more that are possible."


def _parts(parts: Sequence[PartOfDifference]) -> str:
    ranked = sorted(parts, key=lambda it: -abs(it.amount.value))
    listed = [f"{_signed(it.amount)} of {it.label}" for it in ranked[:_LISTED]]
    rest = [it.amount for it in ranked[_LISTED:]]
    more = [f"{_signed(sum(rest[1:], start=rest[0]))} of {len(rest)} smaller ones"] if rest else []
    return "; ".join((*listed, *more))


def _but_for(left: Money | None) -> str:
    return f", but for {left.value:,f}" if left and left.value else ""


def _signed(money: Money) -> str:
    return f"{money.value:+,f}"


def _ours(compared: Agreement) -> str:
    """Our figure, with a + where a part of it has no rate; words where nothing has a figure, or is compared."""
    if compared.doubt:
        return "not compared"
    added = compared.added
    return added.unknown or f"{grouped(compared.ours)}{'+' if added.is_partial else ''}"


def _beside(added: Sum) -> str:
    counts = {"without a figure": added.without_figure, "not converted": added.not_converted}
    listed = [f"{count} {what}" for what, count in counts.items() if count]
    return f" and {', '.join(listed)}" if listed and added.records else ""


def _grid(what: str, figures: Sequence[Agreement], currency: str) -> TextTable:
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
        for it in figures
    ]
    return TextTable(headings, rows, figures=set(range(2, len(headings))))


def _shown(figure: Decimal | None) -> str:
    return "none" if figure is None else f"{figure:z,.2f}"


def _verdict(reconciled: Reconciliation) -> str:
    compared = [abs(it.difference) for it in (*reconciled.lines, *reconciled.totals) if it.difference is not None]
    largest = f"{max(compared):,.2f}" if compared else "none"
    published = reconciled.published
    within = f"{published.currency} {grouped(published.tolerance)}"
    verdict = "They agree" if reconciled.agrees else "THEY DO NOT AGREE"
    left_out = sum(bool(it.doubt) for it in reconciled.lines)
    kept_out = f"{left_out} not compared, " if left_out else ""
    return f"{verdict}: {len(compared)} figures compared, {kept_out}largest difference {largest}, tolerance {within}."

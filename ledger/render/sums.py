"""Sums as live formulas over the lines of a report, and the totals of every group behind the proofs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ledger.foundation import from_minor, marked
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES, Mark
from ledger.render.cells import AtLeast, Formula, GroupKey, Partial, Unknown, Value, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Condition, Lookup, dimension_key, key_heading, stage_key
from ledger.render.offsets import narrowing
from ledger.render.sheet import Column
from ledger.totals import (
    BOUNDS,
    DIMENSIONS,
    NET_MEASURES,
    NOTHING,
    Bound,
    Dimension,
    Measure,
    Sum,
    bound_of,
    has_whole_promises,
    in_order,
    sums_of_lines,
)

_OTHER: dict[Bound, Bound] = {"low": "high", "central": "central", "high": "low"}


def added(  # noqa: PLR0913 - what a sum is of has so many sides
    lookup: Lookup,
    measure: Measure,
    bound: Bound,
    conditions: Sequence[Condition] = (),
    table: str = "Spread",
    *,
    by: Sequence[Dimension] = (),
) -> str:
    """The formula text that adds one bound of a measure under further conditions.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high; of what is taken away the other end.
        conditions: each a heading of the table, and the cell or key that must stand in that column.
        table: Spread, or Conversions for the same sum by another way; shares of cancellations stand in a third one.
        by: dimensions over whose labels it is a sum.
    """
    terms = []
    is_together = bound != "central" and _has_whole_promises(measure, conditions, by)
    for stage, sign in lookup.signs(measure).items():
        column = (bound if sign > 0 else _OTHER[bound]).capitalize()
        head = "" if sign > 0 else "-"
        for source in lookup.sources(stage, table):
            also = "".join(f",{source}[{heading}],{key}" for heading, key in conditions)
            together = f"{'In all' if sign > 0 else 'Takes off'} {bound}"
            is_share = source == "Cancellations" and stage in lookup.cancelled
            own = together if is_together and is_share else column
            term = f"SUMIFS({source}[{own}],{source}[Stage key],{stage_key(stage)}{also})"
            # Several keys in braces give several sums.
            several = any(key.startswith("{") for _, key in conditions)
            terms.append(f"{head}SUMPRODUCT({term})" if several else f"{head}{term}")
    text = "".join(term if term.startswith("-") or not number else f"+{term}" for number, term in enumerate(terms))
    return text or "0"


def unclamped(
    lookup: Lookup, measure: Measure, bound: Bound, conditions: Sequence[Condition] = (), table: str = "Spread"
) -> str:
    """The formula text of one bound of a measure, without the doubts that cancel out in it.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high.
        conditions: each a heading of the tables, and the cell or key that must stand in that column.
        table: Spread, or Conversions for the same sum by another way.
    """
    text = added(lookup, measure, bound, conditions, table)
    if bound == "central":
        return text
    signs = lookup.signs(measure)
    if _has_whole_promises(measure, conditions):
        first, *cancelled = signs
        narrowed = [narrowing(lookup, first, bound, conditions, *cancelled, is_together=True)]
    else:
        ends = ((stage, bound if sign > 0 else _OTHER[bound]) for stage, sign in signs.items())
        narrowed = [narrowing(lookup, stage, end, conditions) for stage, end in ends]
    return text + "".join(f"+{it}" if bound == "low" else f"-({it})" for it in narrowed if it)


def _has_whole_promises(measure: Measure, conditions: Sequence[Condition], by: Sequence[Dimension] = ()) -> bool:
    headings = {heading for heading, _ in conditions}
    return has_whole_promises(measure, [it for it in DIMENSIONS if it in by or key_heading(it) in headings])


@dataclass(frozen=True)
class Figure:
    """A sum whose formula is drawn: what it adds and comes to, by which conditions and from which table it adds."""

    measure: Measure
    total: Sum
    conditions: tuple[Condition, ...] = ()
    table: str = "Spread"


def bound_text(lookup: Lookup, figure: Figure, bound: Bound, central: str) -> str:
    """The formula of one bound, which is never on the wrong side of the central figure.

    Args:
        lookup: of the report.
        figure: of which it is a bound.
        bound: low, central or high.
        central: the cell, or the formula text, of the central figure.
    """

    def rounded(end: Bound) -> str:
        return f"ROUND({unclamped(lookup, figure.measure, end, figure.conditions, figure.table)},{lookup.digits})"

    if bound == "central" or not _has_bounds(lookup, figure.measure, figure.total):
        return f"={rounded(bound)}"
    return f"={'MIN' if bound == 'low' else 'MAX'}({rounded(bound)},{central})"


def total_text(lookup: Lookup, measure: Measure, bound: Bound, central: str) -> str:
    """The formula of the total of everything, by way of the conversions.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high.
        central: the cell, or the formula text, of the central figure.
    """
    figure = Figure(measure, lookup.report.totals[measure], table="Conversions")
    return bound_text(lookup, figure, bound, central)


def draw_groups(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Every group of every dimension with its totals per measure: what the proofs add up."""
    report = lookup.report
    measures = tuple(report.totals)
    digits = lookup.digits
    totals = _groups_by_measure(lookup, measures)
    columns = (
        Column(marked("Dimension"), 18),
        Column("Dimension key", 9, "key"),
        Column(marked("Group"), 30, is_name=True),
        Column(marked("Code"), 18),
        Column("Group key", 7, "key"),
        *(
            Column(f"{MEASURE_TITLES[measure]} {bound}", 20, "money", digits)
            for measure in measures
            for bound in BOUNDS
        ),
    )
    rows = [
        [
            lookup.language.term(DIMENSION_TITLES[dimension]),
            dimension_key(dimension),
            lookup.label(dimension, label),
            label,
            lookup.groups[dimension, label],
            *(
                cell
                for measure in measures
                for cell in _group(
                    lookup, totals.get((measure, dimension, label), NOTHING), (dimension, label), measure
                )
            ),
        ]
        for dimension in DIMENSIONS
        for label in sorted(report.groups[dimension], key=partial(in_order, dimension))
    ]
    say = lookup.language.say
    about = [say("Every way to group gives the same total; in {currency}.", currency=lookup.currency)]
    if lookup.offset_stages:
        about.append(say("Low and high are those of the lines added up (table Bounds)."))
    if any(measure in NET_MEASURES and found.is_doubtful for measure, found in report.totals.items()):
        about.append(say("By time and by stage those of net figures are wider."))
    sheet.add(Listing("Groups", say("Totals by group"), " ".join(about), columns, rows))


def _has_bounds(lookup: Lookup, measure: Measure, summed: Sum) -> bool:
    """Whether low and high of a sum may differ from its central figure: by their lines, or when a rate is changed."""
    return summed.is_doubtful or not lookup.offset_stages.isdisjoint(lookup.signs(measure))


def shown(lookup: Lookup, cells: Sequence[Formula], summed: Sum, measure: Measure) -> list[Value]:
    """The figures of a sum as cells: a mark where there is none, ≥ before an open high end, + where a part is missing.

    Args:
        lookup: of the report.
        cells: the central figure alone, or low, central and high.
        summed: the sum.
        measure: what it adds; where it takes something away, that may be missing as well.
    """
    if summed.unknown:
        mark = Mark.NOT_CONVERTED if summed.not_converted else Mark.UNDISCLOSED
        return [Unknown(mark.sign, it.figure) for it in cells]
    *lower, last = cells
    is_open = summed.figures.open_high and len(cells) == len(BOUNDS)
    ends: list[Formula | AtLeast] = [*lower, AtLeast(last) if is_open else last]
    is_net = lookup.takes_away(measure)
    return [Partial(it, is_net) if summed.is_partial else it for it in ends]


def _groups_by_measure(lookup: Lookup, measures: Sequence[Measure]) -> Mapping[tuple[Measure, Dimension, str], Sum]:
    return {
        (measure, dimension, label): found
        for measure in measures
        for dimension in DIMENSIONS
        for (label,), found in sums_of_lines(lookup.report.cube, [dimension], measure).items()
    }


def _group(lookup: Lookup, summed: Sum, group: tuple[Dimension, str], measure: Measure) -> list[Value]:
    key, (dimension, label) = this("Groups", "Group key"), group
    cells = [
        Formula(
            f"=ROUND({added(lookup, measure, bound, [(key_heading(dimension), key)])},{lookup.digits})",
            from_minor(bound_of(summed.figures, bound), lookup.digits),
            GroupKey(measure, dimension, label, bound),
        )
        for bound in BOUNDS
    ]
    return shown(lookup, cells, summed, measure)

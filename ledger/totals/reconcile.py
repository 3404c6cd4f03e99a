"""Proofs that totals agree: each is a line with two figures reached by different ways, and their difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ledger.foundation import EXACT, exact_sum, from_minor
from ledger.records import CURRENCIES, Record
from ledger.totals.cube import Cube
from ledger.totals.measures import DIMENSIONS, MEASURES, NET_MEASURES, Dimension, Measure
from ledger.totals.rollup import NOTHING, Sum, figures_of_dimensions, has_whole_promises, sums_of_lines
from ledger.valuation import Figures, Line, Part, Schedule, total

Bound = Literal["low", "central", "high"]
_OfStages = Mapping[str, Sequence[tuple[Line, Figures]]]
BOUNDS: tuple[Bound, ...] = ("low", "central", "high")


@dataclass(frozen=True)
class Proof:
    """Two figures that must be equal.

    Args:
        kind: ``dimension`` (groups and lines), ``parts`` (parts and lines), ``group`` (the pieces and the lines of the
            members of one group), ``bounds`` (how far low, central and high are out of order, and 0) or ``currency``
            (book and lines).
        left: first figure, in ``currency``.
        right: second figure, in the same currency.
        currency: currency of both.
        measure: what is added, for all but ``currency``.
        dimension: by what it is grouped, for ``dimension``.
        bound: which of low, central and high.
        group: whose members it is about, for ``group``.

    >>> Proof("parts", Decimal("1.00"), Decimal("1.00"), "EUR", "pledges").agrees
    True
    """

    kind: Literal["dimension", "parts", "group", "bounds", "currency"]
    left: Decimal
    right: Decimal
    currency: str
    measure: Measure | None = None
    dimension: Dimension | None = None
    bound: Bound = "central"
    group: str | None = None

    @property
    def difference(self) -> Decimal:
        """Left minus right, exactly."""
        return EXACT.subtract(self.left, self.right)

    @property
    def agrees(self) -> bool:
        """Whether there is no difference at all."""
        return self.difference == 0


def measures_of(lines: Sequence[Line]) -> tuple[Measure, ...]:
    """The measures that have anything to add, in their fixed order; net ones only where something was cancelled."""
    stages = {line.stage for line in lines if line.status != "not_counted"}
    return tuple(
        measure
        for measure, signs in MEASURES.items()
        if (stages >= signs.keys() if measure in NET_MEASURES else stages & signs.keys())
    )


def prove(lines: Sequence[Line], parts: Sequence[Part], cube: Cube, currency: str) -> tuple[Proof, ...]:
    """The same total along every dimension, and parts that add up to their lines; in the report's currency.

    Args:
        lines: the valued instalments.
        parts: their pieces in time.
        cube: what the tables add.
        currency: code of the report's currency.
    """
    return tuple(_proofs(lines, parts, cube, currency))


def prove_group(group: str, measure: Measure, lines: Sequence[Line], cube: Cube, currency: str) -> tuple[Proof, ...]:
    """A memo line: what the pieces of the members of a group come to, and what their lines do.

    Args:
        group: its code.
        measure: what the memo line adds.
        lines: the valued instalments of its members.
        cube: what the tables add, of all donors.
        currency: code of the report's currency.
    """
    digits = CURRENCIES[currency].minor_units
    of_members = sums_of_lines(cube.of_group(group), [], measure).get((), NOTHING).figures
    of_lines = _measured(
        _of_stages((line, line.figures) for line in lines), measure, is_together=has_whole_promises(measure, ())
    )
    sides = ((from_minor(bound_of(it, bound), digits) for it in (of_members, of_lines)) for bound in BOUNDS)
    return tuple(
        Proof("group", left, right, currency, measure, None, bound, group)
        for bound, (left, right) in zip(BOUNDS, sides, strict=True)
    )


def prove_bounds(measure: Measure, summed: Sequence[Sum], currency: str) -> tuple[Proof, ...]:
    """In every sum low is not above central, nor central above high, before that is corrected.

    Each line is rounded by itself, so that one minor unit is allowed for each. Nothing is to be proven where no sum has
    bounds apart from its central figure: then all three add the same figures.

    Args:
        measure: what the sums add.
        summed: all of them.
        currency: code of the report's currency.
    """
    if not any(it.is_doubtful for it in summed):
        return ()
    beyond = sum(max(0, it.disorder_minor - it.lines) for it in summed)
    left = from_minor(beyond, CURRENCIES[currency].minor_units)
    return (Proof("bounds", left, from_minor(0, CURRENCIES[currency].minor_units), currency, measure),)


def prove_book(schedules: Iterable[tuple[Record, Schedule | None]], lines: Sequence[Line]) -> tuple[Proof, ...]:
    """Per original currency: what the records of the book owe equals converted + not converted + not counted.

    Args:
        schedules: each record with how many instalments it comes to; None for one that owes without end.
        lines: the valued instalments.
    """
    owed: dict[str, list[Decimal]] = {}
    for record, schedule in schedules:
        bounds = record.amount.bounds
        if bounds is not None and record.amount.currency and schedule is not None:
            figure = schedule.of(bounds.central, record.amount.decimals)
            owed.setdefault(record.amount.currency, []).append(figure)
    listed: dict[str, list[Decimal]] = {currency: [] for currency in owed}
    for line in lines:
        if line.instalment.amount is not None:
            listed.setdefault(line.currency, []).append(line.instalment.amount.central)
    return tuple(
        Proof("currency", exact_sum(owed.get(currency, ())), exact_sum(listed[currency]), currency)
        for currency in sorted(listed)
    )


def bound_of(figures: Figures, bound: Bound) -> int:
    """One of low, central and high, in minor units.

    >>> bound_of(Figures(1, 2, 3), "high")
    3
    """
    if bound == "central":
        return figures.central_minor
    return figures.low_minor if bound == "low" else figures.high_minor


def _proofs(lines: Sequence[Line], parts: Sequence[Part], cube: Cube, currency: str) -> Iterator[Proof]:
    digits = CURRENCIES[currency].minor_units
    of_lines, of_parts = (
        _of_stages((line, line.figures) for line in lines),
        _of_stages((lines[part.line], part.figures) for part in parts),
    )
    for measure in measures_of(lines):
        ways = {has_whole_promises(measure, by) for by in ((), *([it] for it in DIMENSIONS))}
        measured = {it: _measured(of_lines, measure, is_together=it) for it in ways}
        is_together = has_whole_promises(measure, ())
        whole, in_parts = measured[is_together], _measured(of_parts, measure, is_together=is_together)
        for bound in BOUNDS:
            left, right = (from_minor(bound_of(it, bound), digits) for it in (in_parts, whole))
            yield Proof("parts", left, right, currency, measure, bound=bound)
        of_dimensions = figures_of_dimensions(cube, measure)
        for dimension in DIMENSIONS:
            grouped = total(of_dimensions[dimension].values())
            listed = measured[has_whole_promises(measure, [dimension])]
            for bound in BOUNDS:
                left, right = (from_minor(bound_of(it, bound), digits) for it in (grouped, listed))
                yield Proof("dimension", left, right, currency, measure, dimension, bound)


def _of_stages(figures: Iterable[tuple[Line, Figures | None]]) -> _OfStages:
    """The figures of lines, or of their parts, by the stages of the lines; without those that have none."""
    of_stages: defaultdict[str, list[tuple[Line, Figures]]] = defaultdict(list)
    for line, own in figures:
        if own is not None:
            of_stages[line.stage].append((line, own))
    return of_stages


def _measured(figures: _OfStages, measure: Measure, *, is_together: bool) -> Figures:
    """What lines or parts come to: together with what they are taken from, or apart."""
    return total(
        _added(line, own, sign, is_together=is_together)
        for stage, sign in MEASURES[measure].items()
        for line, own in figures.get(stage, ())
    )


def _added(line: Line, figures: Figures, sign: int, *, is_together: bool) -> Figures:
    together = line.together(sign) if is_together else None
    return together or (figures if sign > 0 else -figures)

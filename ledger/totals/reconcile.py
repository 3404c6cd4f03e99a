"""Proofs that totals agree: each is a line with two figures reached by different ways, and their difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ledger.foundation import EXACT, exact_sum, from_minor
from ledger.records import CURRENCIES, Record
from ledger.totals.cube import Cube
from ledger.totals.measures import DIMENSIONS, MEASURES, NET_MEASURES, Dimension, Measure
from ledger.totals.rollup import NOTHING, Sum, figures_of_dimensions, has_whole_promises, sums_of_lines
from ledger.valuation import Figures, Line, Schedule, total

Bound = Literal["low", "central", "high"]
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


def prove(
    lines: Sequence[Line], parts: Iterable[tuple[Line, int, int, int]], cube: Cube, currency: str
) -> tuple[Proof, ...]:
    """The same total along every dimension, and parts that add up to their lines; in the report's currency.

    The lines are added as they were converted, the parts as they were cut, and the dimensions as the cube has them: so
    a figure that is lost or changed on the way from one to the next is told.

    Args:
        lines: the valued instalments.
        parts: of each of their pieces in time the line, and its low, central and high figure in minor units.
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
    of_lines = _measured(_of_stages(_minor_of(lines)), measure, is_together=has_whole_promises(measure, ()))
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


def _proofs(
    lines: Sequence[Line], parts: Iterable[tuple[Line, int, int, int]], cube: Cube, currency: str
) -> Iterator[Proof]:
    digits = CURRENCIES[currency].minor_units
    of_lines, of_parts = _of_stages(_minor_of(lines)), _of_stages(parts)
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


def _minor_of(lines: Iterable[Line]) -> Iterator[tuple[Line, int, int, int]]:
    """Of each line that has figures these, in minor units."""
    for line in lines:
        if line.figures is not None:
            yield line, line.figures.low_minor, line.figures.central_minor, line.figures.high_minor


@dataclass
class _OfStage:
    """What lines of one stage, or their parts, come to: by themselves, and shares with what they are taken from."""

    low: int = 0
    central: int = 0
    high: int = 0
    shares: list[tuple[Line, Figures]] = field(default_factory=list)

    def measured(self, sign: int, *, is_together: bool) -> Figures:
        """What it adds to a measure: shares together with what they are taken from, or apart."""
        # What a share comes to by itself is in the sum already, so another figure takes its place.
        instead = [(it, own) for line, own in self.shares if is_together and (it := line.together(sign))]
        whole = _signed(Figures(self.low, self.central, self.high), sign)
        return total([whole, *(it for it, _ in instead), *(_signed(own, sign).taken_away for _, own in instead)])


def _of_stages(figures: Iterable[tuple[Line, int, int, int]]) -> Mapping[str, _OfStage]:
    """The figures of lines, or of their parts, by the stages of the lines."""
    of_stages: defaultdict[str, _OfStage] = defaultdict(_OfStage)
    for line, low, central, high in figures:
        of_stage = of_stages[line.stage]
        of_stage.low += low
        of_stage.central += central
        of_stage.high += high
        if line.taken is not None:
            of_stage.shares.append((line, Figures(low, central, high)))
    return of_stages


def _measured(of_stages: Mapping[str, _OfStage], measure: Measure, *, is_together: bool) -> Figures:
    """What lines or parts come to: together with what they are taken from, or apart."""
    return total(
        of_stages[stage].measured(sign, is_together=is_together)
        for stage, sign in MEASURES[measure].items()
        if stage in of_stages
    )


def _signed(figures: Figures, sign: int) -> Figures:
    return figures if sign > 0 else -figures

"""Rolling a cube up by any dimensions, in exact minor units; frames of the sums are made in ``frames``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from ledger.foundation import read_only
from ledger.totals.cube import Cell, Cube, Piece, cube_of
from ledger.totals.measures import DIMENSIONS, IN_TIME, MEASURES, NET_MEASURES, Dimension, Measure
from ledger.totals.offsets import narrowed
from ledger.valuation import Figures, total

_OF_CANCELLATIONS: frozenset[Measure] = frozenset({"cancelled_pledges", "cancelled_commitments"})
_APART: frozenset[Dimension] = IN_TIME | {"stage"}


@dataclass(frozen=True)
class Sum:
    """A total: figures, and the records behind it.

    Args:
        figures: low, central and high in minor units.
        records: how many records have a figure in it.
        without_figure: how many records stand in it without a figure; they are not zero, they are unknown.
        not_converted: how many records have a sum in it for which there is no rate; they are missing from the figures.
        unclamped: the figures before rounding was kept from putting the low one above the central one, or the high one
            below it.
        lines: how many lines are in it, each side of an offset one: rounding may be off by one minor unit for each.
        undisclosed: which records stand in it without a figure.
        unconverted: which records have a sum in it for which there is no rate.
        has_ceilings: whether anything in it is a sum up to which something was promised.
        has_ranges: whether anything in it is the middle of a range, or taken away at most.

    >>> Sum(Figures(), 0, 2).unknown, Sum(Figures(), 0, 0).unknown
    ('no figure', '')
    """

    figures: Figures
    records: int
    without_figure: int
    not_converted: int = 0
    unclamped: Figures = field(default=Figures(), compare=False, repr=False)
    lines: int = field(default=0, compare=False, repr=False)
    undisclosed: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    unconverted: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    has_ceilings: bool = field(default=False, compare=False, repr=False)
    has_ranges: bool = field(default=False, compare=False, repr=False)

    @property
    def unknown(self) -> str:
        """Why there is no figure to show, in words; empty where there is one, or where nothing falls."""
        if self.records:
            return ""
        return "not converted" if self.not_converted else "no figure" if self.without_figure else ""

    @property
    def missing(self) -> int:
        """How many records stand in it without a sum or without a rate."""
        return self.without_figure + self.not_converted

    @property
    def is_partial(self) -> bool:
        """Whether more is owed than the figures say, since a part of it has no rate."""
        return bool(self.records and self.not_converted)

    @property
    def is_doubtful(self) -> bool:
        """Whether low, central and high are not one figure."""
        return not self.unclamped.low_minor == self.unclamped.central_minor == self.unclamped.high_minor

    @property
    def disorder_minor(self) -> int:
        """By how many minor units low is above central, or central above high, before that is corrected; at least 0."""
        return max(
            0,
            self.unclamped.low_minor - self.unclamped.central_minor,
            self.unclamped.central_minor - self.unclamped.high_minor,
        )


NOTHING = Sum(Figures(), 0, 0)
"""The sum of no records at all."""


@dataclass
class _Tally:
    """What was met of one sum so far."""

    cells: list[Cell] = field(default_factory=list)
    has_ceilings: bool = False
    has_ranges: bool = False
    figures: Figures = field(default_factory=Figures)
    lower: defaultdict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    upper: defaultdict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, cells: Sequence[Cell], measure: Measure, sign: int, *, is_together: bool) -> None:
        """Add cells, perhaps together with all that is cancelled of their promises, or what that is taken from."""
        self.cells += cells
        known = [cell for cell in cells if cell.records]
        has_ceilings = any(cell.has_ceilings for cell in known)
        # What is taken away at most leaves a range.
        self.has_ceilings |= has_ceilings and sign > 0
        self.has_ranges |= (has_ceilings and sign < 0) or any(cell.has_ranges for cell in known)
        self.figures += total(_added(known, measure, sign, is_together=is_together))
        for cell in cells:
            for offset in cell.offsets:
                together = _together(offset, measure, is_together=is_together)
                self._add_offset(offset, together, sign, is_together=is_together)

    def _add_offset(self, piece: Piece, together: Figures | None, sign: int, *, is_together: bool) -> None:
        if piece.side is None or piece.figures is None:
            raise ValueError(f"a piece of {piece.record_id} cancels nothing out")
        key, number = (piece.side.offset, "" if is_together else piece.labels["stage"]), piece.side.number
        # What is taken away at most lowers the low figure: its ends change places.
        ends = (piece.figures.low_minor, piece.figures.high_minor)
        lower, upper = (together.low_minor, together.high_minor) if together else ends[::sign]
        for side in (0, 1) if number is None else (number,):
            self.lower[key][side] += lower
            self.upper[key][side] += upper

    def of_lines(self) -> Sum:
        """The sum of the lines alone."""
        return self._sum(self.figures, self.figures, 0)

    def sum(self) -> Sum:
        """The sum, in which doubts that cancel out are none, with low, central and high in this order."""
        before = self.figures + Figures(narrowed(self.lower), 0, -narrowed(self.upper))
        low = min(before.low_minor, before.central_minor)
        high = max(before.high_minor, before.central_minor)
        return self._sum(replace(before, low_minor=low, high_minor=high), before, 2 * len(self.lower))

    def _sum(self, figures: Figures, before: Figures, sides: int) -> Sum:
        """The sum with how many records have a figure in it, none, and one without a rate, and which these are."""
        known, unconverted, lines = (
            frozenset[Any]().union(*map(attrgetter(name), self.cells)) for name in ("records", "unconverted", "lines")
        )
        standing = known | unconverted
        unknown = {it: holders for cell in self.cells for it, holders in cell.undisclosed.items()}
        silent = frozenset(it for it, holders in unknown.items() if holders.isdisjoint(standing))
        return Sum(
            figures=figures,
            records=len(known),
            without_figure=len(silent),
            not_converted=len(unconverted),
            unclamped=before,
            lines=len(lines) + sides,
            undisclosed=silent,
            unconverted=unconverted,
            has_ceilings=self.has_ceilings,
            has_ranges=self.has_ranges,
        )


def has_whole_promises(measure: Measure, dimensions: Iterable[Dimension]) -> bool:
    """Whether a figure of what is cancelled, or of what is left, has all that was cancelled of each promise in it.

    One of a year or a stage has not. Where it has, all of that is in doubt together: what was promised at most was
    cancelled of that.

    Args:
        measure: what it adds.
        dimensions: of which it is a label.

    >>> has_whole_promises("net_pledges", ["donor"]), has_whole_promises("net_pledges", ["year"])
    (True, False)
    """
    return measure in NET_MEASURES | _OF_CANCELLATIONS and _APART.isdisjoint(dimensions)


def sums(
    pieces: Cube | Iterable[Piece], by: Sequence[Dimension], measure: Measure, chosen_by: Iterable[Dimension] = ()
) -> Mapping[tuple[str, ...], Sum]:
    """Totals of one measure, one per combination of labels that occurs, sorted by label.

    Where a figure has both an envelope and a part of it, or both a promise and what was cancelled of it, the doubt that
    they share is not in it twice: so the bounds of a total are not always the sum of the bounds of what it is made of.
    Central figures always add up.

    Args:
        pieces: what is added, or the cube of it, which who asks for several sums makes once.
        by: the dimensions of whose labels each total is.
        measure: what is added up.
        chosen_by: the dimensions by whose labels the pieces were chosen before.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> sums([piece, piece], ["donor"], "pledges")[("GBR",)].figures.central_minor
    2
    """
    return read_only({key: it.sum() for key, it in _tallies(pieces, by, measure, chosen_by).items()})


def sums_of_lines(
    pieces: Cube | Iterable[Piece], by: Sequence[Dimension], measure: Measure
) -> Mapping[tuple[str, ...], Sum]:
    """The same, with low and high as their lines add up to them: bounds that may be wider than they need be.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> sums_of_lines([piece, piece], ["donor"], "pledges")[("GBR",)].figures.low_minor
    2
    """
    return read_only({key: it.of_lines() for key, it in _tallies(pieces, by, measure).items()})


def figures_of_dimensions(cube: Cube, measure: Measure) -> Mapping[Dimension, Mapping[str, Figures]]:
    """For each dimension the figures of its labels, as lines add up to them, for who asks nothing of their records.

    >>> piece = Piece("a", dict.fromkeys(DIMENSIONS, "x") | {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> figures_of_dimensions(cube_of([piece, piece]), "pledges")["donor"]["GBR"].low_minor
    2
    """
    together = [it for it in DIMENSIONS if has_whole_promises(measure, [it])]
    apart = [it for it in DIMENSIONS if it not in together]
    return {
        dimension: labels
        for names in (together, apart)
        if names
        for dimension, labels in _of_each(list(_placed(cube, names, measure)), names)
    }


def _placed(cube: Cube, names: Sequence[Dimension], measure: Measure) -> Iterator[tuple[tuple[str, ...], Figures]]:
    """What each cell adds to sums of these dimensions, with its labels."""
    is_together = has_whole_promises(measure, names)
    for stage, sign in MEASURES[measure].items():
        cells = [cell for cell in cube.of_stage.get(stage, ()) if cell.records]
        for cell, figures in zip(cells, _added(cells, measure, sign, is_together=is_together), strict=True):
            yield tuple(map(cell.labels.__getitem__, names)), figures


def _of_each(
    placed: Iterable[tuple[tuple[str, ...], Figures]], names: Sequence[Dimension]
) -> Iterator[tuple[Dimension, Mapping[str, Figures]]]:
    """The sums of each of these dimensions, by way of those of half of them, which have far fewer places."""
    gathered: defaultdict[tuple[str, ...], list[Figures]] = defaultdict(list)
    for labels, figures in placed:
        gathered[labels].append(figures)
    whole = {labels: total(figures) for labels, figures in gathered.items()}
    if len(names) == 1:
        yield names[0], {label: figures for (label,), figures in whole.items()}
        return
    half = len(names) // 2
    for some in (slice(half), slice(half, None)):
        yield from _of_each([(labels[some], figures) for labels, figures in whole.items()], names[some])


def cancelled_out(
    pieces: Cube | Iterable[Piece], measure: Measure, chosen_by: Iterable[Dimension] = ()
) -> Mapping[tuple[int, str], tuple[int, int]]:
    """Of one sum by how much each offset raises its low end and lowers its high one, by offset and stage.

    Of a net figure of whole promises both stages are one, without a name.

    Args:
        pieces: of the sum.
        measure: what is added up.
        chosen_by: the dimensions by whose labels the pieces were chosen.

    >>> cancelled_out([], "pledges")
    mappingproxy({})
    """
    tally = _tallies(pieces, (), measure, chosen_by).get((), _Tally())
    ends = {key: (min(tally.lower[key]), min(tally.upper[key])) for key in sorted(tally.lower)}
    return read_only({key: end for key, end in ends.items() if any(end)})


def _tallies(
    pieces: Cube | Iterable[Piece], by: Sequence[Dimension], measure: Measure, chosen_by: Iterable[Dimension] = ()
) -> Mapping[tuple[str, ...], _Tally]:
    cube = pieces if isinstance(pieces, Cube) else cube_of(pieces)
    is_together = has_whole_promises(measure, (*by, *chosen_by))
    tallies: defaultdict[tuple[str, ...], _Tally] = defaultdict(_Tally)
    for stage, sign in MEASURES[measure].items():
        for key, cells in _by_labels(cube.of_stage.get(stage, ()), by).items():
            tallies[key].add(cells, measure, sign, is_together=is_together)
    return {key: tallies[key] for key in sorted(tallies)}


def _by_labels(cells: Iterable[Cell], by: Sequence[Dimension]) -> Mapping[tuple[str, ...], Sequence[Cell]]:
    needed = set(by)
    by_labels: defaultdict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        labels = cell.labels
        # What all parts of an envelope cancel out has no label in which they differ.
        if not cell.offsets or labels.keys() >= needed:
            by_labels[tuple([labels[it] for it in by])].append(cell)
    return by_labels


def _added(cells: Sequence[Cell], measure: Measure, sign: int, *, is_together: bool) -> Sequence[Figures]:
    alone = [cell.figures if sign > 0 else -cell.figures for cell in cells]
    if not is_together:
        return alone
    together = (_together(cell, measure, is_together=is_together) for cell in cells)
    return [it or own for it, own in zip(together, alone, strict=True)]


def _together(added: Cell | Piece, measure: Measure, *, is_together: bool) -> Figures | None:
    """What it adds to a figure that has whole promises; None for what it adds by itself."""
    if not is_together:
        return None
    return added.in_net if measure in NET_MEASURES else added.in_all

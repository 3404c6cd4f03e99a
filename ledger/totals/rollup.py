"""Rolling parts up by any dimensions, in exact minor units; frames of them are made in ``frames``.

Pledges, commitments and each kind of transaction are added apart, never together: that would count money twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from ledger.foundation import read_only
from ledger.totals.offsets import narrowed
from ledger.valuation import Figures

Dimension = Literal[
    "donor", "recipient", "category", "instrument", "stage", "currency", "year", "fiscal_year", "quarter"
]
"""What totals are grouped by."""
Measure = Literal[
    "pledges",
    "commitments",
    "allocations",
    "disbursements",
    "deliveries",
    "cancelled_pledges",
    "cancelled_commitments",
    "returns",
    "net_pledges",
    "net_commitments",
]
"""What totals add: promises by stage, what became of them, and promises less what was cancelled of them."""

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
IN_TIME: frozenset[Dimension] = frozenset({"year", "fiscal_year", "quarter"})
"""Dimensions by which a record may stand in several places, since it is cut at their borders."""

# What each measure adds: stages with the sign they enter with. Net is what was promised less what was cancelled of it,
# and a cancelled pledge takes nothing from the firm commitments. Money that came back is no longer paid.
MEASURES: Mapping[Measure, Mapping[str, int]] = {
    "pledges": {"pledge": 1},
    "commitments": {"commitment": 1},
    "allocations": {"allocation": 1},
    "disbursements": {"disbursement": 1, "return": -1},
    "deliveries": {"delivery": 1},
    "cancelled_pledges": {"cancelled pledge": 1},
    "cancelled_commitments": {"cancelled commitment": 1},
    "returns": {"return": 1},
    "net_pledges": {"pledge": 1, "cancelled pledge": -1},
    "net_commitments": {"commitment": 1, "cancelled commitment": -1},
}
NET_MEASURES: frozenset[Measure] = frozenset({"net_pledges", "net_commitments"})
"""Measures that are shown only where there is something to take away."""

_OF_CANCELLATIONS: frozenset[Measure] = frozenset({"cancelled_pledges", "cancelled_commitments"})
_APART: frozenset[Dimension] = IN_TIME | {"stage"}


@dataclass(frozen=True)
class OffsetSide:
    """On which side of an offset a piece stands that only says what may cancel out.

    Args:
        offset: its place in the report.
        number: 0 for that of the envelope, 1 for that of the part; None for a piece that is the smaller of both.
    """

    offset: int
    number: int | None


@dataclass(frozen=True)
class Piece:
    """What a total adds: figures with their place in every dimension.

    Args:
        record_id: the record it comes from.
        labels: one label per dimension (``donor``: ``GBR``, ``year``: ``2025`` …).
        figures: minor units; None for a record without a figure and a sum without a rate, which are counted only.
        groups: codes of the groups that the donor belonged to on the day of the announcement. Groups overlap, so they
            are no dimension.
        not_converted: a sum is known, but no rate for it.
        line: place of its line in the report.
        side: of a piece that adds nothing, but may cancel out a doubt: on which side it stands; its figures are what
            that is worth for the low and the high one. It lacks a label where it is of several. None for all others.
        held_by: of a part without a figure the records that count with its money: where one of them stands in a sum,
            nothing is missing from it. None of them for all others.
        in_all: what it adds instead to each figure of all that is cancelled of every promise; None for its figures.
        in_net: the same of a net figure that has all of every promise.

    >>> Piece("a", {"donor": "GBR"}, None).figures is None
    True
    """

    record_id: str
    labels: Mapping[Dimension, str]
    figures: Figures | None
    groups: frozenset[str] = frozenset()
    not_converted: bool = False
    line: int = 0
    side: OffsetSide | None = None
    held_by: frozenset[str] = frozenset()
    in_all: Figures | None = None
    in_net: Figures | None = None


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

    >>> Sum(Figures(), 0, 2).unknown, Sum(Figures(), 0, 0).unknown
    ('no figure', '')
    """

    figures: Figures
    records: int
    without_figure: int
    not_converted: int = 0
    unclamped: Figures = field(default=Figures(), compare=False)
    lines: int = field(default=0, compare=False)
    undisclosed: frozenset[str] = field(default=frozenset(), compare=False)
    unconverted: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def unknown(self) -> str:
        """Why there is no figure to show, in words; empty where there is one, or where nothing falls."""
        if self.records:
            return ""
        return "not converted" if self.not_converted else "no figure" if self.without_figure else ""

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


def common_labels(pieces: Sequence[Piece]) -> Mapping[Dimension, str]:
    """The labels that all of these pieces have.

    >>> common_labels([Piece("a", {"donor": "GBR", "year": "2025"}, None), Piece("b", {"donor": "GBR"}, None)])
    mappingproxy({'donor': 'GBR'})
    """
    first, *others = (piece.labels for piece in pieces)
    return read_only({it: label for it, label in first.items() if all(own.get(it) == label for own in others)})


@dataclass
class _Tally:
    """What was met of one sum so far."""

    figures: Figures = field(default_factory=Figures)
    known: set[str] = field(default_factory=set)
    unknown: dict[str, frozenset[str]] = field(default_factory=dict)
    unconverted: set[str] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    lower: defaultdict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    upper: defaultdict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, piece: Piece, measure: Measure, *, is_together: bool) -> None:
        """Add a piece, perhaps together with all that is cancelled of its promise, or what that is taken from."""
        sign = MEASURES[measure][piece.labels["stage"]]
        other = (piece.in_net if measure in NET_MEASURES else piece.in_all) if is_together else None
        if piece.not_converted:
            self.unconverted.add(piece.record_id)
        elif piece.figures is None:
            self.unknown[piece.record_id] = piece.held_by
        elif piece.side is not None:
            key, number = (piece.side.offset, "" if is_together else piece.labels["stage"]), piece.side.number
            # What is taken away at most lowers the low figure: its ends change places.
            ends = (piece.figures.low_minor, piece.figures.high_minor)
            lower, upper = (other.low_minor, other.high_minor) if other else ends[::sign]
            for side in (0, 1) if number is None else (number,):
                self.lower[key][side] += lower
                self.upper[key][side] += upper
        else:
            self.figures += other or (piece.figures if sign > 0 else -piece.figures)
            self.known.add(piece.record_id)
            self.lines.add(piece.line)

    def of_lines(self) -> Sum:
        """The sum of the lines alone."""
        return self._sum(self.figures, self.figures, len(self.lines))

    def sum(self) -> Sum:
        """The sum, in which doubts that cancel out are none, with low, central and high in this order."""
        before = self.figures + Figures(narrowed(self.lower), 0, -narrowed(self.upper))
        low = min(before.low_minor, before.central_minor)
        high = max(before.high_minor, before.central_minor)
        lines = len(self.lines) + 2 * len(self.lower)
        figures = replace(before, low_minor=low, high_minor=high)
        return self._sum(figures, before, lines)

    def _sum(self, figures: Figures, before: Figures, lines: int) -> Sum:
        """The sum with how many records have a figure in it, none, and one without a rate, and which these are."""
        standing = self.known | self.unconverted
        silent = frozenset(it for it, holders in self.unknown.items() if holders.isdisjoint(standing))
        counts = len(self.known), len(silent), len(self.unconverted)
        return Sum(figures, *counts, before, lines, silent, frozenset(self.unconverted))


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
    pieces: Iterable[Piece], by: Sequence[Dimension], measure: Measure, chosen_by: Iterable[Dimension] = ()
) -> Mapping[tuple[str, ...], Sum]:
    """Totals of one measure, one per combination of labels that occurs, sorted by label.

    Where a figure has both an envelope and a part of it, or both a promise and what was cancelled of it, the doubt that
    they share is not in it twice: so the bounds of a total are not always the sum of the bounds of what it is made of.
    Central figures always add up.

    Args:
        pieces: what is added.
        by: the dimensions of whose labels each total is.
        measure: what is added up.
        chosen_by: the dimensions by whose labels the pieces were chosen before.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> sums([piece, piece], ["donor"], "pledges")[("GBR",)].figures.central_minor
    2
    """
    return read_only({key: it.sum() for key, it in _tallies(pieces, by, measure, chosen_by).items()})


def sums_of_lines(pieces: Iterable[Piece], by: Sequence[Dimension], measure: Measure) -> Mapping[tuple[str, ...], Sum]:
    """The same, with low and high as their lines add up to them: bounds that may be wider than they need be.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> sums_of_lines([piece, piece], ["donor"], "pledges")[("GBR",)].figures.low_minor
    2
    """
    return read_only({key: it.of_lines() for key, it in _tallies(pieces, by, measure).items()})


def cancelled_out(
    pieces: Iterable[Piece], measure: Measure, chosen_by: Iterable[Dimension] = ()
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
    pieces: Iterable[Piece], by: Sequence[Dimension], measure: Measure, chosen_by: Iterable[Dimension] = ()
) -> Mapping[tuple[str, ...], _Tally]:
    signs, is_together = MEASURES[measure], has_whole_promises(measure, (*by, *chosen_by))
    tallies: defaultdict[tuple[str, ...], _Tally] = defaultdict(_Tally)
    needed = set(by)
    for piece in pieces:
        labels = piece.labels
        if labels["stage"] in signs and (piece.side is None or labels.keys() >= needed):
            tallies[tuple([labels[dimension] for dimension in by])].add(piece, measure, is_together=is_together)
    return {key: tallies[key] for key in sorted(tallies)}


def of_group(pieces: Iterable[Piece], group: str) -> tuple[Piece, ...]:
    """The pieces whose donor belonged to a group on the day of the announcement.

    Sums over several groups never add up to a total: a donor may belong to all of them.

    >>> of_group([Piece("a", {"donor": "GBR"}, None, frozenset({"NATO"}))], "EU")
    ()
    """
    return tuple(piece for piece in pieces if group in piece.groups)

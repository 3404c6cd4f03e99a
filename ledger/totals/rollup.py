"""Rolling parts up by any dimensions, in exact minor units; frames of them are made in ``frames``.

Pledges, commitments and each kind of transaction are added apart, never together: that would count money twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from ledger.valuation import Figures

Dimension = Literal[
    "donor", "recipient", "category", "instrument", "stage", "currency", "year", "fiscal_year", "quarter"
]
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

    >>> Piece("a", {"donor": "GBR"}, None).figures is None
    True
    """

    record_id: str
    labels: Mapping[Dimension, str]
    figures: Figures | None
    groups: frozenset[str] = frozenset()
    not_converted: bool = False


@dataclass(frozen=True)
class Sum:
    """A total: figures, and the records behind it.

    Args:
        figures: low, central and high in minor units.
        records: how many records have a figure in it.
        without_figure: how many records stand in it without a figure; they are not zero, they are unknown.
        not_converted: how many records have a sum in it for which there is no rate; they are missing from the figures.

    >>> Sum(Figures(), 0, 2).unknown, Sum(Figures(), 0, 0).unknown
    ('no figure', '')
    """

    figures: Figures
    records: int
    without_figure: int
    not_converted: int = 0

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


NOTHING = Sum(Figures(), 0, 0)
"""The sum of no records at all."""


def sums(pieces: Iterable[Piece], by: Sequence[Dimension], measure: Measure) -> Mapping[tuple[str, ...], Sum]:
    """Totals of one measure, one per combination of labels that occurs, sorted by label.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> sums([piece, piece], ["donor"], "pledges")[("GBR",)].figures.central
    2
    """
    signs = MEASURES[measure]
    figures: defaultdict[tuple[str, ...], Figures] = defaultdict(Figures)
    known: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    unknown: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    unconverted: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for piece in pieces:
        sign = signs.get(piece.labels["stage"])
        if sign is None:
            continue
        key = tuple(piece.labels[dimension] for dimension in by)
        if piece.not_converted:
            unconverted[key].add(piece.record_id)
        elif piece.figures is None:
            unknown[key].add(piece.record_id)
        else:
            figures[key] += piece.figures if sign > 0 else -piece.figures
            known[key].add(piece.record_id)
    keys = sorted(known.keys() | unknown.keys() | unconverted.keys())
    found = {key: Sum(figures[key], len(known[key]), len(unknown[key]), len(unconverted[key])) for key in keys}
    return MappingProxyType(found)


def of_group(pieces: Iterable[Piece], group: str) -> tuple[Piece, ...]:
    """The pieces whose donor belonged to a group on the day of the announcement.

    Sums over several groups never add up to a total: a donor may belong to all of them.

    >>> of_group([Piece("a", {"donor": "GBR"}, None, frozenset({"NATO"}))], "EU")
    ()
    """
    return tuple(piece for piece in pieces if group in piece.groups)

"""What totals add: the pieces of all lines, and the cube that has those of one place in every dimension together.

A report has a hundred thousand pieces and asks for dozens of sums. The cube goes once over the pieces, and each sum
over its cells, of which there are as many as the pieces have different labels.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ledger.foundation import read_only
from ledger.totals.measures import DIMENSIONS, MEASURES, Dimension, Measure
from ledger.valuation import Figures, total

_NO_ID, _NO_LINE = frozenset[str](), frozenset[int]()
_NOBODY: Mapping[str, frozenset[str]] = read_only({})
Labels = Mapping[Dimension, str]
"""One label per dimension."""


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
class Cell:
    """All pieces with the same labels, of donors of the same groups.

    Args:
        labels: one per dimension; one of offsets may lack some.
        groups: those of the donor on the day of the announcement.
        figures: of its pieces together.
        records: ids of the records that have a figure in it.
        lines: places of the lines in it.
        has_ceilings: whether any of its pieces is a sum up to which something was promised.
        has_ranges: whether any of them is the middle of a range.
        undisclosed: the records that stand in it without a figure, each with those that count with its money.
        unconverted: the records that have a sum in it for which there is no rate.
        offsets: its pieces that only say what may cancel out.
        in_all: what they add instead to figures of all that is cancelled of every promise; None for their figures.
        in_net: the same of a net figure that has all of every promise; with the sign that it enters with.
    """

    labels: Labels
    groups: frozenset[str]
    figures: Figures
    records: frozenset[str] = field(repr=False)
    lines: frozenset[int] = field(repr=False)
    has_ceilings: bool
    has_ranges: bool
    undisclosed: Mapping[str, frozenset[str]] = field(repr=False)
    unconverted: frozenset[str] = field(repr=False)
    offsets: tuple[Piece, ...] = field(repr=False)
    in_all: Figures | None = None
    in_net: Figures | None = None


@dataclass(frozen=True)
class Cube:
    """The pieces of a report, those of one place in every dimension together.

    Args:
        cells: in the order in which their first pieces come.

    >>> piece = Piece("a", {"donor": "GBR", "stage": "pledge"}, Figures(1, 1, 1))
    >>> [cell.figures.central_minor for cell in cube_of([piece, piece]).cells]
    [2]
    """

    cells: tuple[Cell, ...] = ()

    def __repr__(self) -> str:
        return f"<Cube of {len(self.cells)} cells>"

    @cached_property
    def of_stage(self) -> Mapping[str, Sequence[Cell]]:
        """The cells of each stage, of which a measure adds one or two.

        >>> list(cube_of([Piece("a", {"donor": "GBR", "stage": "pledge"}, None)]).of_stage)
        ['pledge']
        """
        of_stage: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            of_stage[cell.labels["stage"]].append(cell)
        return read_only(dict(of_stage))

    def of_measure(self, measure: Measure) -> "Cube":
        """The cells of the stages that a measure adds, or takes away.

        >>> cube_of([Piece("a", {"donor": "GBR", "stage": "pledge"}, None)]).of_measure("commitments")
        <Cube of 0 cells>
        """
        return Cube(tuple(cell for stage in MEASURES[measure] for cell in self.of_stage.get(stage, ())))

    def over(self, dimensions: Collection[Dimension]) -> "Cube":
        """The same by fewer dimensions: cells in which these labels, stage and groups are the same are one.

        A sum by any of these is the sum of all cells, so who asks for several goes over all cells once.

        >>> labels = {"donor": "GBR", "stage": "pledge"}
        >>> cube = cube_of([Piece("a", labels | {"year": year}, Figures(1, 1, 1)) for year in ("2025", "2026")])
        >>> [(dict(cell.labels), cell.figures.central_minor) for cell in cube.over(["donor"]).cells]
        [({'donor': 'GBR', 'stage': 'pledge'}, 2)]
        """
        names = [it for it in DIMENSIONS if it == "stage" or it in dimensions]
        gathered: defaultdict[tuple[object, ...], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            gathered[cell.groups, *map(cell.labels.get, names)].append(cell)
        return Cube(tuple(_as_one(cells, names) for cells in gathered.values()))

    def where(self, holds: Callable[[Labels], bool]) -> "Cube":
        """The cells whose labels are asked for.

        >>> cube_of([Piece("a", {"donor": "GBR", "stage": "pledge"}, None)]).where(lambda labels: "year" in labels)
        <Cube of 0 cells>
        """
        return Cube(tuple(cell for cell in self.cells if holds(cell.labels)))

    def of_group(self, group: str) -> "Cube":
        """The cells of donors that belonged to a group on the day of the announcement.

        Sums over several groups never add up to a total: a donor may belong to all of them.

        >>> cube_of([Piece("a", {"donor": "GBR", "stage": "pledge"}, None, frozenset({"NATO"}))]).of_group("EU")
        <Cube of 0 cells>
        """
        return Cube(tuple(cell for cell in self.cells if group in cell.groups))


def cube_of(pieces: Iterable[Piece]) -> Cube:
    """The cube of pieces, its cells in the order in which their first piece comes."""
    filling = CubeFilling()
    for piece in pieces:
        filling.add(piece)
    return filling.cube()


class CubeFilling:
    """A cube while it is filled, place by place, with figures in whole minor units.

    >>> filling = CubeFilling()
    >>> filling.place(("GBR",), frozenset()).figured("a", 0, (1, 2, 3), is_open=False, currency="EUR")
    >>> filling.cube().cells[0].figures.central_minor
    2
    """

    def __init__(self) -> None:
        self._places: dict[tuple[tuple[str | None, ...], frozenset[str]], CubePlace] = {}

    def place(self, labels: tuple[str | None, ...], groups: frozenset[str]) -> "CubePlace":
        """The place of these labels, in the order of the dimensions, and of donors of these groups."""
        key = labels, groups
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = CubePlace(labels, groups)
        return place

    def add(self, piece: Piece) -> None:
        """Add a piece to the place where it belongs."""
        place = self.place(tuple(map(piece.labels.get, DIMENSIONS)), piece.groups)
        figures = piece.figures
        if piece.not_converted:
            place.unconverted.append(piece.record_id)
        elif figures is None:
            place.undisclosed[piece.record_id] = piece.held_by
        elif piece.side is not None:
            place.offsets.append(piece)
        else:
            minor = figures.low_minor, figures.central_minor, figures.high_minor
            place.figured(piece.record_id, piece.line, minor, is_open=figures.open_high, currency=figures.currency)
            if piece.in_all or piece.in_net:
                place.shares.append((figures, piece.in_all, piece.in_net))

    def cube(self) -> Cube:
        """What it was filled with, its cells in the order in which they were first asked for."""
        return Cube(tuple(place.cell() for place in self._places.values()))


class CubePlace:
    """One place in every dimension while a cube is filled: what will be a cell.

    Args:
        labels: one per dimension, in their order; None where it has none.
        groups: those of the donor on the day of the announcement.
    """

    __slots__ = (
        "_currency",
        "_groups",
        "_has_ceilings",
        "_has_ranges",
        "_is_open",
        "_labels",
        "_lines",
        "_minor",
        "_records",
        "offsets",
        "shares",
        "unconverted",
        "undisclosed",
    )  # fmt: skip

    def __init__(self, labels: tuple[str | None, ...], groups: frozenset[str]) -> None:
        self._labels, self._groups = labels, groups
        self._minor, self._is_open, self._currency = (0, 0, 0), False, ""
        self._has_ceilings = self._has_ranges = False
        self._records: list[str] = []
        self._lines: list[int] = []
        self.undisclosed: dict[str, frozenset[str]] = {}
        self.unconverted: list[str] = []
        self.offsets: list[Piece] = []
        self.shares: list[tuple[Figures, Figures | None, Figures | None]] = []

    def figured(self, record: str, line: int, minor: tuple[int, int, int], *, is_open: bool, currency: str) -> None:
        """Add low, central and high in minor units, of a record and of a line by its place in the report."""
        low, central, high = self._minor
        self._minor = low + minor[0], central + minor[1], high + minor[2]
        self._is_open = self._is_open or is_open
        first, middle, last = minor
        # What is promised at least has no highest reading, and its range is none.
        if first < middle or (middle < last and not is_open):
            if middle == last:
                self._has_ceilings = True
            else:
                self._has_ranges = True
        self._currency = currency or self._currency
        self._records.append(record)
        self._lines.append(line)

    def cell(self) -> Cell:
        """All of it as a cell."""
        labels = zip(DIMENSIONS, self._labels, strict=False)
        figures = Figures(*self._minor, self._is_open, self._currency)
        return Cell(
            labels=read_only({name: label for name, label in labels if label is not None}),
            groups=self._groups,
            figures=figures,
            records=frozenset(self._records),
            lines=frozenset(self._lines),
            has_ceilings=self._has_ceilings,
            has_ranges=self._has_ranges,
            undisclosed=read_only(self.undisclosed) if self.undisclosed else _NOBODY,
            unconverted=frozenset(self.unconverted),
            offsets=tuple(self.offsets),
            in_all=self._in_all(figures) if any(it for _, it, _ in self.shares) else None,
            in_net=self._in_net(figures) if any(it for _, _, it in self.shares) else None,
        )

    def _in_all(self, figures: Figures) -> Figures:
        """The figures, with what shares add instead in the place of their own."""
        instead = [(it, own) for own, it, _ in self.shares if it]
        return total([figures, *(it for it, _ in instead), *(own.taken_away for _, own in instead)])

    def _in_net(self, figures: Figures) -> Figures:
        # Only a share of a cancellation has another figure there, and what is cancelled is taken away.
        instead = [(it, own) for own, _, it in self.shares if it]
        return total([-figures, *(it for it, _ in instead), *((-own).taken_away for _, own in instead)])


def _as_one(cells: Sequence[Cell], names: Sequence[Dimension]) -> Cell:
    """Cells with the same of these labels, and of the same groups, as one."""
    labels, known = cells[0].labels, [cell for cell in cells if cell.records]
    return Cell(
        labels=read_only({it: labels[it] for it in names if it in labels}),
        groups=cells[0].groups,
        figures=total([cell.figures for cell in known]),
        records=_NO_ID.union(*[cell.records for cell in known]),
        lines=_NO_LINE.union(*[cell.lines for cell in known]),
        has_ceilings=any(cell.has_ceilings for cell in known),
        has_ranges=any(cell.has_ranges for cell in known),
        undisclosed=read_only({it: holders for cell in cells for it, holders in cell.undisclosed.items()}),
        unconverted=_NO_ID.union(*[cell.unconverted for cell in cells]),
        offsets=tuple([offset for cell in cells for offset in cell.offsets]),
        in_all=total(_in_all(known)) if any(cell.in_all for cell in known) else None,
        in_net=total(_in_net(known)) if any(cell.in_net for cell in known) else None,
    )


def _in_all(cells: Sequence[Cell]) -> Iterator[Figures]:
    return (cell.in_all or cell.figures for cell in cells)


def _in_net(cells: Sequence[Cell]) -> Iterator[Figures]:
    return (cell.in_net or -cell.figures for cell in cells)


def common_labels(pieces: Sequence[Piece]) -> Labels:
    """The labels that all of these pieces have.

    >>> common_labels([Piece("a", {"donor": "GBR", "year": "2025"}, None), Piece("b", {"donor": "GBR"}, None)])
    mappingproxy({'donor': 'GBR'})
    """
    first, *others = (piece.labels for piece in pieces)
    return read_only({it: label for it, label in first.items() if all(own.get(it) == label for own in others)})

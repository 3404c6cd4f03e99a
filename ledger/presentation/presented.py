"""The presentation of a report as frozen values: what files are drawn from, and nothing that they have to work out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.presentation.marks import DOUBTS, MISSING, Mark
from ledger.presentation.numbers import NO_BREAK, FigureScale, written
from ledger.totals import Bound, Dimension, Measure

RowKind = Literal["row", "total", "lowest", "highest", "memo"]


@dataclass(frozen=True)
class FigureKey:
    """Which sum of a report a displayed figure is. The same sum has one key, in whichever table it stands.

    Args:
        measure: what it adds.
        labels: of which labels it is, in the order of the dimensions; none for the sum of everything.
        group: the group whose members alone are in it; empty for all donors.
        bound: which reading.

    >>> str(FigureKey("pledges", (("donor", "GBR"), ("year", "2025"))))
    'pledges donor=GBR year=2025 central'
    """

    measure: Measure
    labels: tuple[tuple[Dimension, str], ...] = ()
    group: str = ""
    bound: Bound = "central"

    def __str__(self) -> str:
        return " ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """What it consists of, to be sorted by."""
        labels = (f"{dimension}={label}" for dimension, label in self.labels)
        return (self.measure, *labels, *((f"group={self.group}",) if self.group else ()), self.bound)


@dataclass(frozen=True)
class ShownFigure:
    """One displayed figure.

    Args:
        key: which sum it is.
        exact: that sum in minor units; None where no record has a figure in it.
        number: what is displayed of it, in the unit of the presentation; None like ``exact``.
        marks: what is missing from it, and how sure it is.
        lowest: of a total its lowest reading, only where that is another one; never above the number.
        highest: of a total its highest reading, or what is known of it, only where that is another one; never below the
            number.

    >>> ShownFigure(FigureKey("pledges"), 5, Decimal("0.5"), frozenset({Mark.UP_TO}), Decimal("0.0")).text
    '≤0.5'
    """

    key: FigureKey
    exact: int | None
    number: Decimal | None
    marks: frozenset[Mark]
    lowest: Decimal | None = None
    highest: Decimal | None = None

    @property
    def text(self) -> str:
        """The figure with its marks."""
        return _text(self.number, self.marks)

    @property
    def signs(self) -> tuple[str, ...]:
        """Its marks as they are displayed."""
        return _signs(self.marks)


@dataclass(frozen=True)
class ShownShare:
    """The share of a row in the total of its table, in percent; None where the row has no figure.

    >>> ShownShare(Decimal("12.5")).text
    '12.5'
    """

    number: Decimal | None
    marks: frozenset[Mark] = frozenset()

    @property
    def text(self) -> str:
        """The share with its marks."""
        return _text(self.number, self.marks)


@dataclass(frozen=True)
class PresentedRow:
    """One row of a table.

    Args:
        kind: a row of its own, the total, the lowest or highest reading of the total, or the memo line of a group.
        names: one for each heading of the table, in words.
        cells: one figure for each column.
        total: the figure of the whole row.
        share: its share in the total, where the table has shares.
    """

    kind: RowKind
    names: tuple[str, ...]
    cells: tuple[ShownFigure, ...]
    total: ShownFigure
    share: ShownShare | None = None

    @property
    def figures(self) -> tuple[ShownFigure, ...]:
        """Its cells, and its total behind them."""
        return (*self.cells, self.total)


@dataclass(frozen=True)
class LegendEntry:
    """A mark that occurs, as it is displayed, and what it says."""

    sign: str
    words: str


@dataclass(frozen=True)
class PresentedTable:
    """One table as it is displayed.

    Args:
        name: of the table in its report.
        title: what stands above it.
        unit: of its figures.
        unit_line: the line below the title: unit, basis, and how it is rounded.
        headings: of the names of its rows.
        columns: headings across; none for a table without columns.
        rows: all rows as they stand below each other.
        has_shares: whether its rows have shares.
        legend: the marks that occur in it.
        remarks: what a reader must know of these rows.
    """

    name: str
    title: str
    unit: str
    unit_line: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[PresentedRow, ...]
    has_shares: bool
    legend: tuple[LegendEntry, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """One remark on the whole document: what it is about, and the remark in plain words."""

    about: str
    text: str


@dataclass(frozen=True)
class RoundingCost:
    """What rounding so that sums add up has cost.

    Args:
        figures: how many figures are displayed.
        moved: how many of them are not displayed as plain rounding would.
        beyond: how many of these are not even the multiple just below or just above.
        unmet: how many sums do not add up, since all that is in them is displayed elsewhere too.
    """

    figures: int
    moved: int
    beyond: int
    unmet: int


@dataclass(frozen=True)
class Presentation:
    """A report as it is displayed.

    Args:
        name: of its definition, after which files are named.
        title: what it is called.
        as_of: only what was recorded by the end of that day (UTC).
        subtitle: as of when, and up to which announcements.
        scale: unit and decimals of all its figures.
        tables: as they stand behind each other; none for what nothing is recorded of.
        notes: what a reader must know of all of them.
        rounding: what rounding has cost.
    """

    name: str
    title: str
    as_of: date
    subtitle: str
    scale: FigureScale
    tables: tuple[PresentedTable, ...]
    notes: tuple[Remark, ...]
    rounding: RoundingCost


def _text(number: Decimal | None, marks: frozenset[Mark]) -> str:
    if number is None:
        return NO_BREAK.join(_signs(marks))
    digits = "0" if Mark.ZERO in marks else written(number)
    before = "".join(mark.sign for mark in DOUBTS if mark in marks)
    return NO_BREAK.join((before + digits, *(mark.sign for mark in MISSING if mark in marks)))


def _signs(marks: frozenset[Mark]) -> tuple[str, ...]:
    return tuple(mark.sign for mark in (*DOUBTS, *MISSING, Mark.NONE) if mark in marks)

"""A table as it is displayed, as frozen values: its rows, its figures, and what each of them is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from ledger.audit import Step
from ledger.foundation import read_only
from ledger.presentation.language import signs_of
from ledger.presentation.marks import Mark
from ledger.totals import Bound, Dimension, Measure

RowKind = Literal["row", "subtotal", "others", "total", "lowest", "highest", "memo"]


@dataclass(frozen=True)
class FigureKey:
    """Which sum of a report a displayed figure is. The same sum has one key, in whichever table it stands.

    Args:
        measure: what it adds.
        labels: of which labels it is, in the order of the dimensions; none for the sum of everything.
        group: the group whose members alone are in it; empty for all donors.
        bound: which reading.
        record: the record that alone is in it; empty for all.
        is_open: whether it is only what is open of that.
        is_until: of the label in time, whether it has all that falls up to its end, and not only what falls in it.
        members: labels of which each of its rows has one, where it is of "all others".

    >>> str(FigureKey("pledges", (("donor", "GBR"), ("year", "2025"))))
    'pledges donor=GBR year=2025 central'
    """

    measure: Measure
    labels: tuple[tuple[Dimension, str], ...] = ()
    group: str = ""
    bound: Bound = "central"
    record: str = ""
    is_open: bool = False
    is_until: bool = False
    members: tuple[tuple[Dimension, str], ...] = ()

    def __str__(self) -> str:
        return " ".join(self.parts)

    @cached_property
    def central(self) -> "FigureKey":
        """The same sum at its central reading; kept, since rounding asks for it again and again."""
        return self.at("central")

    def at(self, bound: Bound) -> "FigureKey":
        """The same sum at another reading."""
        return self if bound == self.bound else replace(self, bound=bound)

    @property
    def parts(self) -> tuple[str, ...]:
        """What it consists of, to be sorted by."""
        labels = (f"{dimension}={label}" for dimension, label in self.labels)
        group = (f"group={self.group}",) if self.group else ()
        record = (f"record={self.record}",) if self.record else ()
        until = ("until",) if self.is_until else ()
        others = (f"others={' '.join(label for _, label in self.members)}",) if self.members else ()
        still = ("open",) if self.is_open else ()
        return (self.measure, *still, *labels, *group, *record, *until, *others, self.bound)


Beside = Literal[
    "share",
    "change",
    "moved",
    "earlier",
    "fulfilled",
    "age",
    "units",
    "others",
    "in_no_figure",
    "undisclosed",
    "not_converted",
]
"""What stands beside sums of money of the report and is none itself."""


@dataclass(frozen=True)
class BesideKey:
    """Which fact a cell shows that stands beside the sums of a row.

    Args:
        kind: what is said.
        figures: of which sums: of a share that of the row and the total, of a count every sum that lacks a record.
        step: of a change or of the records that moved, the one step of the bridge that is told; None for the whole.

    >>> BesideKey("share", (FigureKey("pledges", (("donor", "GBR"),)), FigureKey("pledges"))).kind
    'share'
    """

    kind: Beside
    figures: tuple[FigureKey, ...]
    step: Step | None = None


@dataclass(frozen=True)
class ShownFigure:
    """One displayed figure.

    Args:
        key: which sum it is.
        exact_minor: that sum in minor units; None where no record has a figure in it.
        number: what is displayed of it, in the unit of the presentation; None like ``exact``.
        marks: what is missing from it, and how sure it is.
        text: the number with its marks, as it is read.
        lowest: its lowest reading, only where it is displayed and another one; never above the number.
        highest: its highest reading, or what is known of it, only where it is displayed and another one; never below
            the number.

    >>> ShownFigure(FigureKey("pledges"), 5, Decimal("0.5"), frozenset({Mark.UP_TO}), "≤0.5").signs
    ('≤',)
    """

    key: FigureKey
    exact_minor: int | None
    number: Decimal | None
    marks: frozenset[Mark]
    text: str
    lowest: "ShownFigure | None" = None
    highest: "ShownFigure | None" = None

    @property
    def signs(self) -> tuple[str, ...]:
        """Its marks as they are displayed."""
        return signs_of(self.marks)


@dataclass(frozen=True)
class ShownShare:
    """The share of a row in the total of its table, in percent, or something else that is said of the row.

    None where the row has no figure.

    >>> ShownShare(Decimal("12.5"), frozenset(), "12.5").text
    '12.5'
    """

    number: Decimal | None
    marks: frozenset[Mark]
    text: str


@dataclass(frozen=True)
class ShownChange:
    """What a figure has changed by since an earlier report, rounded from the exact change.

    Args:
        exact_minor: in minor units; None where neither report has a figure.
        number: in the unit of the presentation.
        marks: what is missing from the figure now and was not then.
        text: the number with its sign and marks, as it is read.

    >>> ShownChange(None, None, frozenset({Mark.UNDISCLOSED}), "..").number is None
    True
    """

    exact_minor: int | None
    number: Decimal | None
    marks: frozenset[Mark]
    text: str


@dataclass(frozen=True)
class PresentedRow:
    """One row of a table.

    Args:
        kind: a row of its own, the subtotal of an outer label, all others in one, the total, the lowest or highest
            reading of the total, or the memo line of a group. Rows and others add up to the total.
        names: one for each heading of the table, in words.
        cells: one figure for each column.
        total: the figure of the whole row.
        share: its share in the total, where the table has shares.
        change: what its total has changed by, where the report is compared with an earlier one.
        extras: what else is said of it, one for each of the table's extra headings.
        in_no_figure: how many records stand in it without a figure or without a rate, in words; empty for none.
        lowest: its figures at their lowest reading, one for each of them; none where its table is not read so.
        highest: the same at their highest reading.
    """

    kind: RowKind
    names: tuple[str, ...]
    cells: tuple[ShownFigure, ...]
    total: ShownFigure
    share: ShownShare | None = None
    change: ShownChange | None = None
    in_no_figure: str = ""
    extras: tuple[ShownShare, ...] = ()
    lowest: tuple[ShownFigure, ...] = ()
    highest: tuple[ShownFigure, ...] = ()

    @property
    def figures(self) -> tuple[ShownFigure, ...]:
        """Its cells, and its total behind them."""
        return (*self.cells, self.total)


@dataclass(frozen=True)
class LegendEntry:
    """A mark that occurs, as it is displayed, what it says, and what it is called where there is room for no more."""

    sign: str
    words: str
    name: str = ""


@dataclass(frozen=True)
class PresentedTable:
    """One table as it is displayed.

    Args:
        name: of the table in its report.
        tab: what its sheet is called, before that is cut to what a sheet can be called.
        title: what stands above it.
        unit: of its figures.
        unit_line: the line below the title: unit, basis, and how it is rounded.
        headings: of the names of its rows.
        columns: headings across; none for a table without columns.
        rows: all rows as they stand below each other.
        has_shares: whether its rows have shares.
        changed_since: what stands above the changes of its rows; empty where there are none.
        footnotes: what a column does not hold all of, by the heading of the column.
        extra_headings: what stands above what else is said of each row, with its unit.
        extra_kinds: what that is, one for each of these headings.
        legend_of_readings: the marks that occur in it at its lowest or highest reading only.
        has_totals: whether the figure of a whole row is displayed; its last column may be that already.
        legend: the marks that occur in it.
        remarks: what a reader must know of these rows.
    """

    name: str
    tab: str
    title: str
    unit: str
    unit_line: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[PresentedRow, ...]
    has_shares: bool
    legend: tuple[LegendEntry, ...]
    remarks: tuple[str, ...]
    changed_since: str = ""
    footnotes: Mapping[str, str] = field(default_factory=lambda: read_only({}))
    has_totals: bool = True
    extra_headings: tuple[str, ...] = ()
    extra_kinds: tuple[Beside, ...] = ()
    legend_of_readings: tuple[LegendEntry, ...] = ()

    @property
    def has_readings(self) -> bool:
        """Whether each of its figures can be read at its lowest and at its highest too."""
        return any(row.lowest for row in self.rows)

    def beside(self, row: PresentedRow) -> Mapping[Beside, ShownShare | ShownChange]:
        """What is said of a row beside its figures, by what that is."""
        facts: dict[Beside, ShownShare | ShownChange] = dict(zip(self.extra_kinds, row.extras, strict=False))
        if row.share is not None:
            facts["share"] = row.share
        if row.change is not None:
            facts["change"] = row.change
        return facts

    def figures_of(self, row: PresentedRow) -> tuple[ShownFigure, ...]:
        """The figures of a row that are displayed, one for each column and one for the whole row."""
        return row.figures if self.has_totals else row.cells

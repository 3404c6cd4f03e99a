"""The presentation of a report as frozen values: what files are drawn from, and nothing that they have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.foundation import read_only
from ledger.presentation.language import Language, signs_of
from ledger.presentation.marks import Mark
from ledger.presentation.numbers import FigureScale
from ledger.totals import Bound, Dimension, Measure, Sum

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
        members: the labels that it has together, where it is of "all others".

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
    members: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """What it consists of, to be sorted by."""
        labels = (f"{dimension}={label}" for dimension, label in self.labels)
        group = (f"group={self.group}",) if self.group else ()
        record = (f"record={self.record}",) if self.record else ()
        until = ("until",) if self.is_until else ()
        others = (f"others={' '.join(self.members)}",) if self.members else ()
        still = ("open",) if self.is_open else ()
        return (self.measure, *still, *labels, *group, *record, *until, *others, self.bound)


@dataclass(frozen=True)
class ShownFigure:
    """One displayed figure.

    Args:
        key: which sum it is.
        exact: that sum in minor units; None where no record has a figure in it.
        number: what is displayed of it, in the unit of the presentation; None like ``exact``.
        marks: what is missing from it, and how sure it is.
        text: the number with its marks, as it is read.
        lowest: of a total its lowest reading, only where that is another one; never above the number.
        highest: of a total its highest reading, or what is known of it, only where that is another one; never below the
            number.

    >>> ShownFigure(FigureKey("pledges"), 5, Decimal("0.5"), frozenset({Mark.UP_TO}), "≤0.5", Decimal("0.0")).signs
    ('≤',)
    """

    key: FigureKey
    exact: int | None
    number: Decimal | None
    marks: frozenset[Mark]
    text: str
    lowest: Decimal | None = None
    highest: Decimal | None = None

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
        exact: in minor units; None where neither report has a figure.
        number: in the unit of the presentation.
        marks: what is missing from the figure now and was not then.
        text: the number with its sign and marks, as it is read.

    >>> ShownChange(None, None, frozenset({Mark.UNDISCLOSED}), "..").number is None
    True
    """

    exact: int | None
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
    """

    kind: RowKind
    names: tuple[str, ...]
    cells: tuple[ShownFigure, ...]
    total: ShownFigure
    share: ShownShare | None = None
    change: ShownChange | None = None
    in_no_figure: str = ""
    extras: tuple[ShownShare, ...] = ()

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

    def figures_of(self, row: PresentedRow) -> tuple[ShownFigure, ...]:
        """The figures of a row that are displayed, one for each column and one for the whole row."""
        return row.figures if self.has_totals else row.cells


@dataclass(frozen=True)
class PresentedTotal:
    """The total of one measure.

    Args:
        title: of the measure.
        figure: what is displayed of it.
        undisclosed: how many records stand in it of which nobody states the sum.
        not_converted: how many records stand in it of which a sum has no rate.
        change: what it has changed by, where the report is compared with an earlier one.
    """

    title: str
    figure: ShownFigure
    undisclosed: int
    not_converted: int
    change: ShownChange | None = None


@dataclass(frozen=True)
class Remark:
    """One remark on the whole document.

    Args:
        about: what it is about.
        text: the remark in plain words.
        is_always_shown: whether it stands on a single page too, since without it the figures would mislead.
    """

    about: str
    text: str
    is_always_shown: bool = False


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
class BoundFigure:
    """A figure in a sentence, a chart or by itself, tied to the exact one.

    Args:
        key: which sum it is.
        exact: that sum in minor units.
        text: its digits as they stand there.
    """

    key: FigureKey
    exact: int
    text: str


@dataclass(frozen=True)
class NamedRecord:
    """A record that a sentence names: its id, and what it is called there."""

    id: str
    name: str


@dataclass(frozen=True)
class Sentence:
    """A sentence, the figures that stand in it, and the records that it names."""

    text: str
    figures: tuple[BoundFigure, ...] = ()
    records: tuple[NamedRecord, ...] = ()


@dataclass(frozen=True)
class KeyFigure:
    """A figure by itself, as it stands at the head of a document.

    Args:
        label: what it is.
        text: its digits.
        unit: what is counted.
        remark: its range, or what else belongs beside it.
        figures: the exact ones behind its digits and its remark; none of a count of records.
    """

    label: str
    text: str
    unit: str
    remark: str
    figures: tuple[BoundFigure, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a panel.

    Args:
        label: what it stands for, such as a year.
        lowest: its lowest reading in minor units: how high it is solid.
        central: how high it is in minor units; hatched from its lowest reading on.
        text: what stands above it; empty where nothing does.
        key: which sum it is.
    """

    label: str
    lowest: int
    central: int
    text: str
    key: FigureKey


@dataclass(frozen=True)
class Panel:
    """The bars of one row of a table.

    Args:
        name: of the row.
        total: its figure, with its marks.
        bars: one for each column of the table.
    """

    name: str
    total: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Gridline:
    """A line across all panels: how high it lies in minor units, and what stands beside it."""

    height: int
    text: str


@dataclass(frozen=True)
class SmallMultiples:
    """A panel of bars for each of the largest rows of a table, all on one scale that begins at zero.

    Args:
        table: the name of the table that is drawn.
        title: what it shows, as a finding.
        description: the same with figures, for those who do not see it.
        unit_line: what is drawn, in which unit.
        unit: of its figures.
        panels: the largest first; what has no panel of its own is in the last one.
        gridlines: from zero upwards.
        legend: what solid and hatched bars and the marks above them say; only what occurs.
    """

    table: str
    title: str
    description: Sentence
    unit_line: str
    unit: str
    panels: tuple[Panel, ...]
    gridlines: tuple[Gridline, ...]
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True)
class ChangeStep:
    """One step from the earlier total to this one.

    Args:
        name: what happened.
        meaning: the same in more words.
        records: how many records moved.
        change: by how much; all steps add up to the whole change.
        largest: whose records moved it the most, each with its change.
    """

    name: str
    meaning: str
    records: int
    change: ShownChange
    largest: str


@dataclass(frozen=True)
class ChangedRecord:
    """One record that moved.

    Args:
        id: of the record.
        step: the name of what happened to it.
        donor: who promised.
        title: what it is called in its source.
        change: by how much it changed the total.
    """

    id: str
    step: str
    donor: str
    title: str
    change: ShownChange


@dataclass(frozen=True)
class Changes:
    """What changed since an earlier report.

    Args:
        measure: of which total.
        title: since when.
        sentences: the same as text.
        opening: the earlier total.
        steps: what happened, in a fixed order.
        closing: the total now.
        records: those that moved, the largest change first.
        ends: what the two totals are called.
        unit_line: in which unit, and how it is rounded.
        legend: how increases and decreases are drawn.
        moved: the first of the records as a table for readers; None where none moved.
    """

    measure: Measure
    title: str
    sentences: tuple[Sentence, ...]
    opening: ShownFigure
    steps: tuple[ChangeStep, ...]
    closing: ShownFigure
    records: tuple[ChangedRecord, ...]
    ends: tuple[str, str]
    unit_line: str
    legend: tuple[LegendEntry, ...]
    moved: PresentedTable | None


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
        language: of all its words, numbers and days.
        finding: the heading: what the figures say.
        stand_first: up to three lines below it.
        key_figures: at its head.
        chart: of its first table; None where there is nothing to draw.
        changes: since an earlier report; None where it is compared with none.
        method: by which rules the figures were made, in a few sentences.
        sources: who said so, and whose rates.
        footer: basis, horizon and head of the book, in one line.
        totals: the total of each measure that has any.
        sums: the exact sum behind each displayed figure, in minor units, by its central key.
    """

    name: str
    title: str
    as_of: date
    subtitle: str
    scale: FigureScale
    tables: tuple[PresentedTable, ...]
    notes: tuple[Remark, ...]
    rounding: RoundingCost
    language: Language
    finding: Sentence
    stand_first: tuple[Sentence, ...]
    key_figures: tuple[KeyFigure, ...]
    chart: SmallMultiples | None
    changes: Changes | None
    method: str
    sources: str
    footer: str
    totals: tuple[PresentedTotal, ...]
    sums: Mapping[FigureKey, Sum]

    def __repr__(self) -> str:
        return f"<Presentation of {self.name} as of {self.as_of}, tables: {', '.join(it.name for it in self.tables)}>"

    @property
    def changed_since(self) -> str:
        """What stands above the changes of totals, as above those of rows; empty where no table has any."""
        return next((table.changed_since for table in self.tables if table.changed_since), "")

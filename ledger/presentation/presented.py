"""The presentation of a report as frozen values: what files are drawn from, and nothing that they have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.audit import Step
from ledger.presentation.language import Language
from ledger.presentation.legend import legend_of_marks
from ledger.presentation.marks import Mark
from ledger.presentation.numbers import FigureScale
from ledger.presentation.tables import FigureKey, LegendEntry, PresentedTable, ShownChange, ShownFigure
from ledger.reporting import Report
from ledger.totals import Measure, Sum


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
        apart: how many lowest and highest readings are displayed otherwise than in another table, since nothing else
            adds up to them.
    """

    figures: int
    moved: int
    beyond: int
    unmet: int
    apart: int


@dataclass(frozen=True)
class BoundFigure:
    """A figure in a sentence, a chart or by itself, tied to the exact one.

    Args:
        key: which sum it is.
        exact_minor: that sum in minor units.
        text: its digits as they stand there.
    """

    key: FigureKey
    exact_minor: int
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
        marks: those beside its digits and in its remark.
    """

    label: str
    text: str
    unit: str
    remark: str
    figures: tuple[BoundFigure, ...] = ()
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True)
class Bar:
    """One bar of a panel.

    Args:
        label: what it stands for, such as a year.
        lowest_minor: its lowest reading in minor units: how high it is solid.
        central_minor: how high it is in minor units; hatched from its lowest reading on.
        text: what stands above it; empty where nothing does.
        key: which sum it is.
    """

    label: str
    lowest_minor: int
    central_minor: int
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
    """A line across all panels.

    Args:
        height_minor: how high it lies in minor units.
        text: what stands beside it.
    """

    height_minor: int
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
        step: what happened, as the bridge between both reports calls it.
        name: the same in the language of the document.
        meaning: the same in more words.
        records: how many records moved.
        change: by how much; all steps add up to the whole change.
        largest: whose records moved it the most, each with its change.
    """

    step: Step
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
        step: what happened to it, as the bridge calls it.
        donor: who promised.
        donor_inside: the same as it stands inside a sentence.
        title: what it is called in its source.
        change: by how much it changed the total.
    """

    id: str
    step: Step
    donor: str
    donor_inside: str
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
        description: totals and steps for those who do not see them drawn, with their marks in words.
        bars: how increases and decreases are drawn.
        legend: the marks that occur in totals and steps.
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
    description: str
    bars: tuple[LegendEntry, ...]
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
        chart: of its first table, or of the one that is asked for; None where there is nothing to draw.
        charted: the name of the table of which a chart is asked for, or ``none``; None where nobody chose one.
        changes: since an earlier report; None where it is compared with none.
        method: by which rules the figures were made, in a few sentences.
        sources: who said so, and whose rates.
        footer: basis, horizon and head of the book, in one line.
        changed_since: what stands above the changes of totals; empty where it is compared with none.
        totals: the total of each measure that has any.
        sums: the exact sum behind each displayed figure, in minor units, by its central key.
        earlier: the report that it is compared with; None where it is compared with none.
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
    charted: str | None
    changes: Changes | None
    method: str
    sources: str
    footer: str
    changed_since: str
    totals: tuple[PresentedTotal, ...]
    sums: Mapping[FigureKey, Sum]
    earlier: Report | None

    @property
    def marks(self) -> tuple[LegendEntry, ...]:
        """The marks that occur anywhere in it, each once, with all that it says in its tables."""
        tables = [*self.tables, *([self.changes.moved] if self.changes and self.changes.moved else [])]
        of_changes = self.changes.legend if self.changes else ()
        of_tables = (entry for table in tables for entry in table.legend)
        words: dict[str, dict[str, str]] = {}
        for entry in (*of_tables, *self.key_legend, *of_changes):
            # What a mark says of totals hangs on the other marks of its table; by its name it is the same.
            words.setdefault(entry.sign, {}).setdefault(entry.name, entry.words)
        apart = self.language.apart
        return tuple(LegendEntry(sign, apart(said.values()), next(iter(said))) for sign, said in words.items())

    @property
    def key_legend(self) -> tuple[LegendEntry, ...]:
        """The marks of key figures that neither a table nor the chart explains: those of totals that stand in none."""
        explained = [
            *(entry for table in self.tables for entry in table.legend),
            *(self.chart.legend if self.chart else ()),
        ]
        signs = {entry.sign for entry in explained}
        marks = frozenset[Mark]().union(*(figure.marks for figure in self.key_figures))
        return legend_of_marks([mark for mark in marks if mark.sign not in signs], self.language)

    def __repr__(self) -> str:
        return f"<Presentation of {self.name} as of {self.as_of}, tables: {', '.join(it.name for it in self.tables)}>"

"""The exact sums of a report's tables, line by line and in the order in which they are displayed."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ledger.presentation.footing import FigureFlow
from ledger.presentation.presented import FigureKey
from ledger.reporting import Report, Table
from ledger.totals import DIMENSIONS, IN_TIME, Bound, Dimension, Measure, Sum, bound_of, in_order, sums

_ACROSS = "across"
_DOWN = "down"


@dataclass(frozen=True)
class Strip:
    """One line of a table.

    Args:
        measure: what it adds.
        labels: of which labels its sums are, in the order of the table's rows; none for those of all rows.
        across: the dimension of its cells; None where it has only a total.
        cells: sums by the label across; a missing one means nothing falls there.
        total: the sum of all of them.
        group: the group whose members alone are in it; empty for all donors.
    """

    measure: Measure
    labels: Mapping[Dimension, str]
    across: Dimension | None
    cells: Mapping[str, Sum]
    total: Sum
    group: str = ""

    def key(self, label: str | None = None, bound: Bound = "central") -> FigureKey:
        """What one of its figures is called: that of a label across, or that of the whole line."""
        labels = dict(self.labels)
        if label is not None and self.across is not None:
            labels[self.across] = label
        ordered = tuple((it, labels[it]) for it in DIMENSIONS if it in labels)
        return FigureKey(self.measure, ordered, self.group, bound)

    @property
    def sums(self) -> Mapping[FigureKey, Sum]:
        """All its sums, by what they are called."""
        return {**{self.key(label): summed for label, summed in self.cells.items()}, self.key(): self.total}


@dataclass(frozen=True)
class Strips:
    """A table as its lines.

    Args:
        table: as the report has it.
        rows: its lines, the largest first.
        total: all of them together.
        memo: those of groups.
    """

    table: Table
    rows: tuple[Strip, ...]
    total: Strip
    memo: tuple[Strip, ...] = field(default=())

    @property
    def sums(self) -> Mapping[FigureKey, Sum]:
        """All sums of the table, by what they are called."""
        return {key: summed for strip in (*self.rows, self.total, *self.memo) for key, summed in strip.sums.items()}

    @property
    def flows(self) -> Mapping[FigureKey, FigureFlow]:
        """Its central figures as flows: what is in a row or a column is in its total."""
        return {key: flow for strip in (*self.rows, self.total) for key, flow in _flows(strip)}


def along(strip: Strip, bound: Bound) -> Mapping[FigureKey, FigureFlow]:
    """One reading of a line: its cells, if it has any, add up to its total."""
    if not strip.cells:
        return alone(strip, bound)
    key = strip.key(bound=bound)
    cells = {strip.key(label, bound): summed for label, summed in strip.cells.items()}
    flows = {it: _flow(it, (_DOWN, _ACROSS), summed) for it, summed in cells.items()}
    return {key: _flow(key, (_ACROSS, _DOWN), strip.total), **flows}


def alone(strip: Strip, bound: Bound) -> Mapping[FigureKey, FigureFlow]:
    """One reading of the total of a line, by itself."""
    key = strip.key(bound=bound)
    return {key: _flow(key, (_ACROSS, _ACROSS), strip.total)}


def _flows(strip: Strip) -> Iterator[tuple[FigureKey, FigureFlow]]:
    line = ("row", *strip.labels.values())
    whole = not strip.labels
    # The total of a table flows back from where everything ends to where everything begins.
    if whole:
        ends: tuple[Hashable, Hashable] = (_ACROSS, _DOWN)
    else:
        ends = (_DOWN, line if strip.across else _ACROSS)
    yield strip.key(), _flow(strip.key(), ends, strip.total)
    for label, summed in strip.cells.items():
        column, key = ("column", label), strip.key(label)
        yield key, _flow(key, (column, _ACROSS) if whole else (line, column), summed)


def _flow(key: FigureKey, ends: tuple[Hashable, Hashable], summed: Sum) -> FigureFlow:
    return FigureFlow(key.parts, *ends, bound_of(summed.figures, key.bound))


def strips_of(report: Report, table: Table) -> Strips:
    """The lines of a table, the largest total first, those without a figure last, equal ones by name; time as it runs.

    Rows by several dimensions stay together by the first of them, then by the second.
    """
    definition = table.definition
    across = definition.columns
    total = Strip(definition.measure, {}, across, {}, table.total)
    if across is not None:
        of_columns = sums(report.pieces, (across,), definition.measure)
        total = replace(total, cells={label: of_columns[label,] for label in table.columns})
    sizes = _sizes(table)
    order = sorted(table.rows, key=lambda key: _place(table, key, sizes))
    rows = tuple(_row(table, key) for key in order)
    memo = tuple(replace(total, cells=it.cells, total=it.total, group=it.group) for it in table.memo)
    return Strips(table, rows, total, memo)


def _row(table: Table, key: tuple[str, ...]) -> Strip:
    definition = table.definition
    labels = dict(zip(definition.rows, key, strict=True))
    cells = {label: table.cells[*key, label] for label in table.columns if (*key, label) in table.cells}
    return Strip(definition.measure, labels, definition.columns, cells, table.rows[key])


def _sizes(table: Table) -> Mapping[tuple[str, ...], tuple[int, int]]:
    """How many records have a figure in all rows that begin with some labels, and what these figures come to."""
    sizes: dict[tuple[str, ...], tuple[int, int]] = {}
    for key, summed in table.rows.items():
        for length in range(1, len(key) + 1):
            records, central = sizes.get(key[:length], (0, 0))
            sizes[key[:length]] = (records + summed.records, central + summed.figures.central)
    return sizes


def _place(
    table: Table, key: tuple[str, ...], sizes: Mapping[tuple[str, ...], tuple[int, int]]
) -> list[tuple[bool, int, tuple[str, str]]]:
    """What a row is sorted by, dimension by dimension."""
    places = []
    for number, dimension in enumerate(table.definition.rows, start=1):
        records, central = (1, 0) if dimension in IN_TIME else sizes[key[:number]]
        places.append((not records, -central, in_order(dimension, key[number - 1])))
    return places

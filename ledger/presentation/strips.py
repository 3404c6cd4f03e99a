"""The exact sums of a report's tables, line by line and in the order in which they are displayed."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ledger.presentation.alphabet import SortKey
from ledger.presentation.footing import FigureFlow
from ledger.presentation.language import Language
from ledger.presentation.others import apart
from ledger.presentation.tables import FigureKey
from ledger.presentation.words import label_in
from ledger.reporting import Report, StageTableDefinition, Table, TableDefinition
from ledger.totals import (
    DIMENSIONS,
    IN_TIME,
    NOTHING,
    Bound,
    Cube,
    Dimension,
    Measure,
    Sum,
    bound_of,
    in_order,
    sums,
)

_ACROSS = "across"
_DOWN = "down"
_Key = tuple[str, ...]


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
        kind: a row of its own, the subtotal of an outer label, all rows that have none of their own, or the total.
        steps: where cells say how much it is up to the end of a column, what falls in each column alone.
        inside: the rows that it stands for, where it is all others.
        by: where it is all others, the first dimensions of the rows, by whose labels rows are in it or beside it.
        named: the labels of these that have rows of their own beside it.
        is_open: whether its sums are only of what is still open.
    """

    measure: Measure
    labels: Mapping[Dimension, str]
    across: Dimension | None
    cells: Mapping[str, Sum]
    total: Sum
    group: str = ""
    kind: Literal["row", "subtotal", "others", "total"] = "row"
    steps: Mapping[str, Sum] | None = None
    inside: tuple["Strip", ...] = ()
    by: tuple[Dimension, ...] = ()
    named: frozenset[_Key] = frozenset()
    is_open: bool = False

    def key(self, label: str | None = None, bound: Bound = "central") -> FigureKey:
        """What one of its figures is called: that of a label across, or that of the whole line.

        Up to its last column a line comes to its total, so these two are one figure.
        """
        labels, is_until = dict(self.labels), False
        if label is not None and self.across is not None and not (self.steps is not None and label == self._last):
            labels[self.across], is_until = label, self.steps is not None
        return self._called(labels, bound, is_until=is_until)

    def step_key(self, label: str) -> FigureKey:
        """What the figure of a column alone is called, where cells run on from column to column."""
        return self._called({**self.labels, **({self.across: label} if self.across else {})}, "central", is_until=False)

    def _called(self, labels: Mapping[Dimension, str], bound: Bound, *, is_until: bool) -> FigureKey:
        ordered = tuple((it, labels[it]) for it in DIMENSIONS if it in labels)
        key = FigureKey(self.measure, ordered, self.group, bound, is_open=self.is_open, members=self.members)
        return replace(key, is_until=is_until) if is_until else key

    @property
    def members(self) -> tuple[tuple[Dimension, str], ...]:
        """The labels that it stands for together, where it is all others."""
        return tuple(sorted({(it, strip.labels[it]) for strip in self.inside for it in self.by}))

    @property
    def sums(self) -> Mapping[FigureKey, Sum]:
        """All its sums, by what they are called."""
        return {**{self.key(label): summed for label, summed in self.cells.items()}, self.key(): self.total}

    @property
    def hidden(self) -> Mapping[FigureKey, Sum]:
        """What is rounded with it and not displayed in it."""
        return {self.step_key(label): summed for label, summed in (self.steps or {}).items()}

    def holds(self, labels: Mapping[Dimension, str]) -> bool:
        """Whether something with these labels is in it."""
        if self.kind == "others":
            return labels.keys() >= set(self.by) and tuple(labels[it] for it in self.by) not in self.named
        return all(labels.get(dimension) == label for dimension, label in self.labels.items())

    @property
    def _last(self) -> str:
        return next(reversed(list(self.cells)), "")


@dataclass(frozen=True)
class Strips:
    """A table as its lines.

    Args:
        table: as the report has it.
        rows: its lines as they stand below each other, subtotals behind their rows, all others last.
        total: all of them together.
        memo: those of groups.
    """

    table: Table
    rows: tuple[Strip, ...]
    total: Strip
    memo: tuple[Strip, ...] = field(default=())

    @property
    def leaves(self) -> tuple[Strip, ...]:
        """The lines that add up to the total: all but the subtotals."""
        return tuple(strip for strip in self.rows if strip.kind != "subtotal")

    def folded(self, report: Report, most: int) -> "Strips":
        """The same with lines for so many rows only, the first ones; all others are one line, their sums made anew."""
        named, rest = apart(self.leaves, most)
        if not rest:
            return self
        inside = tuple(inner for strip in rest for inner in strip.inside or (strip,))
        by = self.table.definition.rows
        others = _others(report, self.table, inside, by, frozenset(_key_of(strip) for strip in named))
        return replace(self, rows=(*named, others))

    @property
    def by_single_columns(self) -> "Strips":
        """The same with what falls in each column alone."""
        rows = tuple(_by_itself(strip) for strip in self.rows)
        return replace(self, rows=rows, total=_by_itself(self.total), memo=tuple(map(_by_itself, self.memo)))

    @property
    def sums(self) -> Mapping[FigureKey, Sum]:
        """All sums that the table displays, by what they are called."""
        return {key: summed for strip in (*self.rows, self.total, *self.memo) for key, summed in strip.sums.items()}

    @property
    def hidden(self) -> Mapping[FigureKey, Sum]:
        """The sums that are rounded with them and not displayed in it."""
        return {key: summed for strip in (*self.rows, self.total, *self.memo) for key, summed in strip.hidden.items()}

    @property
    def flows(self) -> Mapping[FigureKey, FigureFlow]:
        """Its central figures as flows: what is in a row, a subtotal or a column is in its total."""
        return {key: flow for strip in (*self.rows, self.total) for key, flow in self._flows(strip)}

    def ends_down(self, strip: Strip) -> tuple[Hashable, Hashable]:
        """Between which sums the total of a line flows where there are no columns: from its outer label to itself."""
        if strip.kind == "total":
            return _ACROSS, _DOWN
        return _node(self._outer(strip)), _node(_key_of(strip)) if strip.kind == "subtotal" else _ACROSS

    def _outer(self, strip: Strip) -> _Key:
        """The labels of the subtotal that a line is in; none where it is in the total alone."""
        return _key_of(strip)[:-1] if self.table.definition.subtotals and strip.kind != "others" else ()

    def _flows(self, strip: Strip) -> Iterator[tuple[FigureKey, FigureFlow]]:
        tail, head = self.ends_down(strip)
        if strip.steps is not None:
            yield from _running_flows(strip, tail)
            return
        own, is_leaf = _key_of(strip), strip.kind in ("row", "others")
        line = ("line", strip.kind, own)
        yield strip.key(), _flow(strip.key(), (tail, line if is_leaf and strip.across else head), strip.total)
        for label, summed in strip.cells.items():
            column = ("column", own, label)
            if strip.kind == "total":
                ends: tuple[Hashable, Hashable] = (column, _ACROSS)
            else:
                ends = (line if is_leaf else column, ("column", self._outer(strip), label))
            yield strip.key(label), _flow(strip.key(label), ends, summed)


def along(strip: Strip) -> Mapping[FigureKey, FigureFlow]:
    """The central figures of a line by itself: its cells, if it has any, add up to its total."""
    key = strip.key()
    if not strip.cells:
        return {key: _flow(key, (_ACROSS, _ACROSS), strip.total)}
    if strip.steps is not None:
        return dict(_running_flows(replace(strip, kind="row"), _ACROSS, into=_ACROSS))
    cells = {strip.key(label): summed for label, summed in strip.cells.items()}
    flows = {cell: _flow(cell, (_DOWN, _ACROSS), summed) for cell, summed in cells.items()}
    return {key: _flow(key, (_ACROSS, _DOWN), strip.total), **flows}


def _running_flows(strip: Strip, tail: Hashable, into: Hashable = None) -> Iterator[tuple[FigureKey, FigureFlow]]:
    """A line whose cells run on: each is the one before it and what falls in its own column.

    The line is used up from its last column to its first; the total is filled up from the first to the last. So both
    directions are trees, and all figures of the table, the annual ones that nobody sees among them, are one flow.

    Args:
        strip: a row, or the total of the table.
        tail: the sum that its total leaves.
        into: where the figures of single columns of a line by itself go.
    """
    labels = list(strip.cells)
    is_total = strip.kind == "total"
    own = (strip.kind, _key_of(strip))
    last = len(labels) - 1
    for place, label in enumerate(labels):
        at, column = ("until", own, place), into if into is not None else ("column", place)
        step = (strip.steps or {}).get(label, NOTHING)
        step_key, key = strip.step_key(label), strip.key(label)
        yield step_key, _flow(step_key, (column, at) if is_total else (at, column), step)
        if place == last:
            ends: tuple[Hashable, Hashable] = (at, _DOWN) if is_total else (tail, at)
        else:
            after = ("until", own, place + 1)
            ends = (at, after) if is_total else (after, at)
        yield key, _flow(key, ends, strip.cells[label])


def _by_itself(strip: Strip) -> Strip:
    return strip if strip.steps is None else replace(strip, cells=strip.steps, steps=None)


def _key_of(strip: Strip) -> _Key:
    return tuple(strip.labels.values())


def _node(outer: _Key) -> Hashable:
    return ("outer", outer) if outer else _DOWN


def _flow(key: FigureKey, ends: tuple[Hashable, Hashable], summed: Sum) -> FigureFlow:
    return FigureFlow(key.parts, *ends, bound_of(summed.figures, key.bound))


def strips_of(report: Report, table: Table, language: Language, gone: Collection[_Key] = ()) -> Strips:
    """The lines of a table, in the order that its definition asks for; time as it runs.

    By size the largest total stands first, those without a figure last, equal ones by name; rows by several dimensions
    stay together by the first of them, then by the second. Of more than so many labels of the first dimension the
    largest have lines of their own, and all others together are the last one; a single one is no "others".

    Args:
        report: what the table is part of.
        table: with at least one row.
        language: by whose alphabet names stand.
        gone: keys of rows that nothing falls in any more.
    """
    definition = table.definition
    whole = Strip(definition.measure, {}, definition.columns, {}, table.total, kind="total")
    total = _with_columns(whole, table, report.cube)
    order, named = arranged(definition, table.rows, language, gone)
    rows = _rows(report, table, order)
    kept = tuple(it for it in rows if _key_of(it)[:1] in named)
    others = tuple(it for it in rows if it not in kept and _key_of(it) in table.rows)
    if not others:
        kept = rows
    lines = (*kept, *((_others(report, table, others, definition.rows[:1], named),) if others else ()))
    memo = tuple(_memo(report, table, total, group) for group in definition.memo)
    return Strips(table, tuple(_with_subtotals(report, table, lines)), total, memo)


def arranged(
    definition: TableDefinition | StageTableDefinition,
    rows: Mapping[_Key, Sum],
    language: Language,
    gone: Collection[_Key] = (),
) -> tuple[Sequence[_Key], frozenset[_Key]]:
    """The keys of rows in their order, and the labels of the first dimension that have rows of their own."""
    sizes = _sizes({**rows, **dict.fromkeys(gone, NOTHING)})
    order = sorted((*rows, *gone), key=lambda key: _place(definition, key, sizes, language))
    return order, _named(definition, sizes, {key[:1] for key in rows})


def _named(
    definition: TableDefinition | StageTableDefinition, sizes: Mapping[_Key, tuple[int, int]], labels: Collection[_Key]
) -> frozenset[_Key]:
    """The labels of the first dimension that have rows of their own, the same in every language."""
    if not definition.top:
        return frozenset(labels)
    by_size = sorted(labels, key=lambda key: (*_size(key, sizes), in_order(definition.rows[0], key[-1])))
    return frozenset(apart(by_size, definition.top)[0])


def _rows(report: Report, table: Table, order: Sequence[_Key]) -> tuple[Strip, ...]:
    definition = table.definition
    rows = []
    running = _running(report.cube, definition.rows, table)
    for key in order:
        labels = dict(zip(definition.rows, key, strict=True))
        cells = {label: table.cells[*key, label] for label in table.columns if (*key, label) in table.cells}
        strip = Strip(definition.measure, labels, definition.columns, cells, table.rows.get(key, NOTHING))
        rows.append(_run_on(strip, table, running, key))
    return tuple(rows)


def _others(
    report: Report, table: Table, inside: tuple[Strip, ...], by: tuple[Dimension, ...], named: frozenset[_Key]
) -> Strip:
    """All rows without a line of their own. Its sums are made anew, since doubts may cancel out in them."""
    definition = table.definition
    blank = Strip(definition.measure, {}, definition.columns, {}, NOTHING, kind="others")
    strip = replace(blank, inside=inside, by=by, named=named)
    own = report.cube.where(strip.holds)
    total = sums(own, (), definition.measure, by).get((), NOTHING)
    return _with_columns(replace(strip, total=total), table, own, by)


def _with_subtotals(report: Report, table: Table, lines: Sequence[Strip]) -> Iterator[Strip]:
    """The lines, behind those of each outer label its subtotal."""
    depths = range(len(table.definition.rows) - 1, 0, -1) if table.definition.subtotals else ()
    sums_at = {depth: _subtotals(report, table, depth) for depth in depths}
    for place, strip in enumerate(lines):
        yield strip
        following = _key_of(lines[place + 1]) if place + 1 < len(lines) else ()
        for depth in depths:
            outer = _key_of(strip)[:depth]
            if outer and following[:depth] != outer:
                yield sums_at[depth].get(outer) or _nothing(table, outer)


def _subtotals(report: Report, table: Table, depth: int) -> Mapping[_Key, Strip]:
    definition = table.definition
    by = definition.rows[:depth]
    cells = report.sums((*by, definition.columns), definition.measure) if definition.columns else {}
    of_columns: dict[_Key, dict[str, Sum]] = {}
    for key, summed in cells.items():
        of_columns.setdefault(key[:-1], {})[key[-1]] = summed
    return {
        key: replace(_nothing(table, key), cells=of_columns.get(key, {}), total=total)
        for key, total in report.sums(by, definition.measure).items()
    }


def _nothing(table: Table, outer: _Key) -> Strip:
    definition = table.definition
    labels = dict(zip(definition.rows, outer, strict=False))
    return Strip(definition.measure, labels, definition.columns, {}, NOTHING, kind="subtotal")


def _memo(report: Report, table: Table, total: Strip, group: str) -> Strip:
    own = next(it for it in table.memo if it.group == group)
    strip = replace(total, cells=own.cells, total=own.total, group=group, steps=None)
    return _run_on(strip, table, _running(report.cube.of_group(group), (), table), ())


def _with_columns(
    strip: Strip,
    table: Table,
    cube: Cube,
    chosen_by: Sequence[Dimension] = (),
) -> Strip:
    """A line of many rows with its cells."""
    definition = table.definition
    if definition.columns is None:
        return strip
    by_column = sums(cube, (definition.columns,), definition.measure, chosen_by)
    cells = {label: by_column[label,] for label in table.columns if (label,) in by_column}
    return _run_on(replace(strip, cells=cells), table, _running(cube, (), table, chosen_by), ())


def _running(
    cube: Cube, by: Sequence[Dimension], table: Table, chosen_by: Sequence[Dimension] = ()
) -> Mapping[str, Mapping[_Key, Sum]]:
    """For each column but the last what falls up to its end, where the table asks for that."""
    across = table.definition.columns
    if not table.definition.cumulative or across is None:
        return {}
    running = {}
    for place, label in enumerate(table.columns[:-1], start=1):
        until = frozenset(table.columns[:place])
        own = _among(cube, across, until)
        running[label] = sums(own, by, table.definition.measure, (*chosen_by, across))
    return running


def _among(cube: Cube, across: Dimension, columns: Collection[str]) -> Cube:
    return cube.where(lambda labels: labels.get(across) in columns)


def _run_on(strip: Strip, table: Table, running: Mapping[str, Mapping[_Key, Sum]], key: _Key) -> Strip:
    """The line with cells that run on, where the table asks for that."""
    if not table.definition.cumulative:
        return strip
    cells = {label: found.get(key, NOTHING) for label, found in running.items()}
    return replace(strip, cells={**cells, table.columns[-1]: strip.total}, steps=strip.cells)


def _sizes(rows: Mapping[_Key, Sum]) -> Mapping[_Key, tuple[int, int]]:
    """How many records have a figure in all rows that begin with some labels, and what these figures come to."""
    sizes: dict[_Key, tuple[int, int]] = {}
    for key, summed in rows.items():
        for length in range(1, len(key) + 1):
            records, central = sizes.get(key[:length], (0, 0))
            sizes[key[:length]] = (records + summed.records, central + summed.figures.central_minor)
    return sizes


_Place = tuple[int, bool, int, SortKey, str]


def _place(
    definition: TableDefinition | StageTableDefinition,
    key: _Key,
    sizes: Mapping[_Key, tuple[int, int]],
    language: Language,
) -> list[_Place]:
    """What a row is sorted by, dimension by dimension."""
    places = []
    for number, dimension in enumerate(definition.rows, start=1):
        label = key[number - 1]
        size = _size(key[:number], sizes)
        own = definition.order.index(label) if number == 1 and label in definition.order else len(definition.order)
        is_by_name = definition.sort == "name" or dimension in IN_TIME
        without, largest = (False, 0) if is_by_name else size
        places.append((own, without, largest, language.sort_key(label_in(dimension, label, language)), label))
    return places


def _size(key: _Key, sizes: Mapping[_Key, tuple[int, int]]) -> tuple[bool, int]:
    """By size: what has no figure last, the largest first."""
    records, central = sizes[key]
    return not records, -central

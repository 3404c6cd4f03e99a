"""From a report to its presentation: what is displayed of each table, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.presentation.displayed import Displayed, displayed, shares
from ledger.presentation.marks import LEGEND, Mark, marks_of, size_marks
from ledger.presentation.notes import as_of_line, notes_of, unit_line
from ledger.presentation.numbers import FigureScale, MoneyUnit, written
from ledger.presentation.presented import (
    FigureKey,
    LegendEntry,
    Presentation,
    PresentedRow,
    PresentedTable,
    RowKind,
    ShownFigure,
    ShownShare,
)
from ledger.presentation.strips import Strip, Strips, strips_of
from ledger.presentation.words import DIMENSION_TITLES, label_of
from ledger.records import CURRENCIES, GROUP_MEMBERS
from ledger.reporting import MEMO_LINES, Report
from ledger.totals import NOTHING, Bound, Sum, bound_of

_READINGS: Mapping[Bound, tuple[RowKind, str]] = {"low": ("lowest", "Lowest"), "high": ("highest", "Highest")}


def present(report: Report, *, unit: MoneyUnit = "million", decimals: int = 1) -> Presentation:
    """Round, order and word a report for readers.

    Every figure has one displayed form, whichever tables it stands in, and what is displayed adds up.

    Args:
        report: what is presented.
        unit: one, thousand, million or billion of its currency.
        decimals: how many are displayed of that unit.

    Raises:
        Refused: FORM for a unit that does not exist, or decimals that the currency has not.

    >>> from ledger.reporting import Issued, Material, build, load_definition
    >>> from datetime import date
    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> present(build(load_definition("commitments"), nothing)).notes[2].about
    'Nothing recorded'
    """
    currency = report.definition.currency
    scale = FigureScale(currency, CURRENCIES[currency].minor_units, unit, decimals)
    tables = tuple(strips_of(report, table) for table in report.tables if table.rows)
    rounded = displayed(tables, scale.step)
    return Presentation(
        name=report.definition.name,
        title=report.definition.title,
        as_of=report.issued.as_of,
        subtitle=as_of_line(report),
        scale=scale,
        tables=tuple(_table(report, strips, _Drawer(scale, rounded)) for strips in tables),
        notes=notes_of(report, rounded.rounding, scale),
        rounding=rounded.rounding,
    )


@dataclass(frozen=True)
class _Drawer:
    """Makes displayed figures of exact sums.

    Args:
        scale: their unit.
        rounded: how they are displayed.
    """

    scale: FigureScale
    rounded: Displayed

    def figure(self, key: FigureKey, summed: Sum, below: Sequence[ShownFigure] = ()) -> ShownFigure:
        """A central figure, with the doubts of those that it is made of."""
        marks = marks_of(summed, [figure.marks for figure in below])
        if not summed.records:
            return ShownFigure(key, None, None, marks)
        exact, multiple = summed.figures.central, self.rounded.multiples[key]
        marks |= size_marks(exact, multiple)
        ends = [self._end(key, summed, bound) for bound in _READINGS]
        return ShownFigure(key, exact, self._number(key), marks, *ends)

    def reading(self, key: FigureKey, summed: Sum) -> ShownFigure:
        """The lowest or highest reading of a figure."""
        if not summed.records:
            return ShownFigure(key, None, None, marks_of(summed))
        exact, multiple = bound_of(summed.figures, key.bound), self.rounded.multiples[key]
        is_open = key.bound == "high" and summed.figures.open_high
        marks = frozenset({Mark.AT_LEAST} if is_open else set[Mark]())
        return ShownFigure(key, exact, self._number(key), marks | size_marks(exact, multiple))

    def _end(self, key: FigureKey, summed: Sum, bound: Bound) -> Decimal | None:
        """The lowest or highest reading of a figure that has them, where it is another one."""
        end = replace(key, bound=bound)
        is_other = end in self.rounded.multiples and bound_of(summed.figures, bound) != summed.figures.central
        return self._number(end) if is_other else None

    def _number(self, key: FigureKey) -> Decimal:
        return self.scale.number(self.rounded.multiples[key])


def _table(report: Report, strips: Strips, drawer: _Drawer) -> PresentedTable:
    definition = strips.table.definition
    of_rows = shares(strips)
    rows = tuple(
        _row(strips, strip, drawer, share)
        for strip, share in zip(strips.rows, of_rows or (None,) * len(strips.rows), strict=True)
    )
    total = _total(strips, rows, drawer)
    if of_rows:
        total = replace(total, share=ShownShare(Decimal("100.0")))
    readings = tuple(row for bound in _READINGS if (row := _reading(strips, bound, drawer)))
    memo = tuple(_memo(strips, strip, drawer) for strip in strips.memo)
    lines = (*rows, total, *readings, *memo)
    return PresentedTable(
        name=definition.name,
        title=definition.title,
        unit=drawer.scale.name,
        unit_line=unit_line(report, drawer.scale),
        headings=tuple(DIMENSION_TITLES[dimension] for dimension in definition.rows),
        columns=tuple(label_of(definition.columns, label) for label in strips.table.columns if definition.columns),
        rows=lines,
        has_shares=bool(of_rows),
        legend=_legend(lines, drawer.scale),
        remarks=(MEMO_LINES,) if memo else (),
    )


def _row(strips: Strips, strip: Strip, drawer: _Drawer, share: ShownShare | None) -> PresentedRow:
    cells = _cells(strips, strip, drawer)
    names = tuple(label_of(dimension, label) for dimension, label in strip.labels.items())
    return PresentedRow("row", names, cells, drawer.figure(strip.key(), strip.total, cells), share)


def _total(strips: Strips, rows: Sequence[PresentedRow], drawer: _Drawer) -> PresentedRow:
    strip = strips.total
    cells = tuple(
        drawer.figure(strip.key(label), strip.cells[label], [row.cells[place] for row in rows])
        for place, label in enumerate(strips.table.columns)
    )
    whole = drawer.figure(strip.key(), strip.total, [*cells, *(row.total for row in rows)])
    return PresentedRow("total", _named(strips, "Total"), cells, whole)


def _reading(strips: Strips, bound: Bound, drawer: _Drawer) -> PresentedRow | None:
    """The lowest or highest reading of the total and its columns; None where it is the central one in all of them."""
    kind, name = _READINGS[bound]
    strip = strips.total
    summed = (*strip.cells.values(), strip.total)
    if not any(bound_of(it.figures, bound) != it.figures.central for it in summed) and not (
        bound == "high" and any(it.figures.open_high for it in summed)
    ):
        return None
    cells = tuple(drawer.reading(strip.key(label, bound), strip.cells[label]) for label in strips.table.columns)
    return PresentedRow(kind, _named(strips, name), cells, drawer.reading(strip.key(bound=bound), strip.total))


def _memo(strips: Strips, strip: Strip, drawer: _Drawer) -> PresentedRow:
    cells = _cells(strips, strip, drawer)
    names = _named(strips, f"of which {GROUP_MEMBERS[strip.group]}")
    return PresentedRow("memo", names, cells, drawer.figure(strip.key(), strip.total, cells))


def _cells(strips: Strips, strip: Strip, drawer: _Drawer) -> tuple[ShownFigure, ...]:
    return tuple(drawer.figure(strip.key(label), strip.cells.get(label, NOTHING)) for label in strips.table.columns)


def _named(strips: Strips, name: str) -> tuple[str, ...]:
    """The names of a line that is none of the rows: they have one heading for each dimension."""
    return (name, *("" for _ in strips.table.definition.rows[1:]))


def _legend(rows: Sequence[PresentedRow], scale: FigureScale) -> tuple[LegendEntry, ...]:
    """The marks that occur, in their order."""
    occurring = {mark for row in rows for figure in row.figures for mark in figure.marks}
    occurring |= {mark for row in rows if row.share for mark in row.share.marks}
    signs = {Mark.UNDER: written(scale.number(0)), Mark.ZERO: "0"}
    return tuple(LegendEntry(signs.get(mark, mark.sign), LEGEND[mark]) for mark in Mark if mark in occurring)

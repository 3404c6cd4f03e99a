"""The chart of the first sheet: a table's columns as stacked bars, the largest rows by name, the rest together."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from ledger.foundation import from_minor
from ledger.presentation import label_of
from ledger.render.cells import Formula
from ledger.render.keys import Lookup
from ledger.render.sheet import Sheet
from ledger.render.styles import BLUE
from ledger.render.tables import DrawnTable, across_all
from ledger.reporting import Table
from ledger.totals import NOTHING

MOST_SERIES = 8
CHART_ROWS = 19
# A small total is not 0.0 bn.
_UNITS = ((10**9, '#,##0.0,,," bn"'), (10**6, '#,##0.0,," m"'), (0, "#,##0"))
AXIS = ";".join(f"[>={least}]{code}" if least else code for least, code in _UNITS)
_COLOURS = ("#1F3A5F", "#3B82A0", "#D97706", "#6B8E23", "#8A4F7D", "#B0413E", "#5B6C8F", "#9A8C5C")


@dataclass(frozen=True)
class _Bar:
    """One series: the row in which its name and figures stand, and the column of the name."""

    row: int
    label: int


def draw_chart(workbook: Workbook, sheet: Sheet, lookup: Lookup, table: Table, drawn: DrawnTable) -> Chart:
    """A chart of a table, the largest rows first.

    Of more than eight rows the seven largest have a name, and all others are one series: for these, live rows of their
    own stand below the table.
    """
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for number, bar in enumerate(_bars(sheet, lookup, table, drawn)):
        chart.add_series(
            {
                "name": [drawn.sheet, bar.row, bar.label],
                "categories": [drawn.sheet, drawn.first - 1, drawn.first_cell, drawn.first - 1, drawn.last_cell],
                "values": [drawn.sheet, bar.row, drawn.first_cell, bar.row, drawn.last_cell],
                "fill": {"color": _COLOURS[number % len(_COLOURS)]},
                "gap": 60,
            }
        )
    scope = ", only what has a rate" if table.total.not_converted else ""
    title = f"{table.definition.title} ({lookup.currency}{scope})"
    chart.set_title({"name": title, "name_font": {"size": 12, "color": BLUE}})
    codes = _axis(table, lookup.digits)
    chart.set_y_axis({"num_format": codes, "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}})
    if codes != AXIS:
        # Bars below zero would cover what stands at zero.
        chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 980, "height": 360})
    return chart


def _axis(table: Table, digits: int) -> str:
    """The number format of the axis; one with conditions, as AXIS has, drops the sign of what is below zero."""
    cells = [found.figures.central for found in table.cells.values()]
    if min(cells, default=0) >= 0:
        return AXIS
    largest = from_minor(max(map(abs, cells)), digits)
    code = next(code for least, code in _UNITS if largest >= least)
    return f"{code};-{code};0"


def chart_rows(table: Table) -> int:
    """How many rows :func:`draw_chart` takes below a table, with an empty one; none where it charts the table itself.

    >>> from ledger.reporting import TableDefinition
    >>> by_donor = TableDefinition(name="donors", title="By donor", rows=("donor",), measure="pledges")
    >>> chart_rows(Table(by_donor, (), {}, {}, NOTHING))
    0
    """
    charted = sum(1 for found in table.rows.values() if found.records)
    return 2 + min(charted, MOST_SERIES) if _needs_rows(table, charted) else 0


def _needs_rows(table: Table, charted: int) -> bool:
    # A name of several columns cannot be the name of a series.
    return charted > MOST_SERIES or (charted > 0 and len(table.definition.rows) > 1)


def _bars(sheet: Sheet, lookup: Lookup, table: Table, drawn: DrawnTable) -> list[_Bar]:
    charted = [(row, key) for row, (key, found) in enumerate(table.rows.items(), drawn.first) if found.records]
    by_size = sorted(charted, key=lambda it: -abs(table.rows[it[1]].figures.central))
    if not _needs_rows(table, len(charted)):
        return [_Bar(row, drawn.label) for row, _ in by_size]
    named = by_size if len(by_size) <= MOST_SERIES else by_size[: MOST_SERIES - 1]
    top = drawn.below + 2
    sheet.write(top, drawn.label, "In the chart", "heading")
    for row, (source, key) in enumerate(named, start=top + 1):
        by = zip(table.definition.rows, key, strict=True)
        sheet.write(row, drawn.label, ", ".join(label_of(dimension, label) for dimension, label in by))
        _write(sheet, lookup, drawn, row, _same(lookup, table, drawn, source, key))
    last = top + len(named)
    if others := len(by_size) - len(named):
        last += 1
        sheet.write(last, drawn.label, f"Others ({others})")
        _write(sheet, lookup, drawn, last, _rest(lookup, table, drawn, (top + 1, last - 1), [key for _, key in named]))
    return [_Bar(row, drawn.label) for row in range(top + 1, last + 1)]


def _write(sheet: Sheet, lookup: Lookup, drawn: DrawnTable, row: int, cells: Sequence[Formula]) -> None:
    for column, cell in enumerate(cells, start=drawn.first_cell):
        sheet.write(row, column, cell, "sum", lookup.digits)


def _same(lookup: Lookup, table: Table, drawn: DrawnTable, source: int, key: tuple[str, ...]) -> list[Formula]:
    """The figures of a row of the table; N() makes 0 of the words that stand where there is no figure."""
    return [
        Formula(f"=N({xl_rowcol_to_cell(source, column)})", from_minor(_central(table, key, label), lookup.digits))
        for column, label in enumerate(table.columns, start=drawn.first_cell)
    ]


def _rest(
    lookup: Lookup, table: Table, drawn: DrawnTable, named: tuple[int, int], keys: Sequence[tuple[str, ...]]
) -> list[Formula]:
    """What is left of the table's total beside the rows that have a name."""
    cells: list[Formula] = []
    for column, label in enumerate(table.columns, start=drawn.first_cell):
        total = xl_rowcol_to_cell(drawn.total, column)
        first, last = (xl_rowcol_to_cell(row, column) for row in named)
        left = across_all(table, label).figures.central - sum(_central(table, key, label) for key in keys)
        text = f"=ROUND(N({total})-SUM({first}:{last}),{lookup.digits})"
        cells.append(Formula(text, from_minor(left, lookup.digits)))
    return cells


def _central(table: Table, key: tuple[str, ...], label: str) -> int:
    return table.cells.get((*key, label), NOTHING).figures.central

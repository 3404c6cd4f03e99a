"""The report's own tables, one sheet each, and the totals of every group behind the proofs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ledger.foundation import from_minor, grouped
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES, label_of
from ledger.records import GROUP_MEMBERS
from ledger.render.cells import AtLeast, Formula, Partial, Unknown, Value, this
from ledger.render.keys import Condition, Lookup, dimension_key, flag_heading, key_heading, stage_key
from ledger.render.offsets import narrowing
from ledger.render.sheet import FOLDED, Column, Sheet, TablePlace
from ledger.reporting import MEMO_LINES, Table
from ledger.totals import (
    BOUNDS,
    DIMENSIONS,
    NET_MEASURES,
    NOTHING,
    Bound,
    Dimension,
    Measure,
    Sum,
    bound_of,
    has_whole_promises,
    in_order,
    sums_of_lines,
)
from ledger.valuation import total

TOP = 4
_FIXED = ("total low", "total central", "total high", "records", "without figure", "not converted")
_NET = (
    "± behind a figure: a part of what it adds or takes away has no rate and is missing (sheets Currencies, Problems)."
)
_PARTIAL = "+ behind a figure: a part of what is owed has no rate and is missing from it (sheets Currencies, Problems)."
DOUBTS_IN_TOTAL = (
    "Low and high of the total are not those of the lines above added up, and bounds are rounded (sheet Bounds).",
    "Doubts that an envelope shares with its parts, or a promise with what is cancelled of it, cancel out in it.",
)
# A total is bold, and a sign may stand before and behind it: in too narrow a column it would be ###.
_BESIDE = 6
_OTHER: dict[Bound, Bound] = {"low": "high", "central": "central", "high": "low"}


@dataclass(frozen=True)
class DrawnTable:
    """Where a table stands, for the chart: sheet, first and last data row, the columns of its cells, what is below.

    Args:
        sheet: its name.
        first: first data row; the headings stand above it.
        last: last data row.
        label: column of the first label.
        first_cell: column of the first label across.
        last_cell: column of the last one.
        total: row of the total.
        below: last row that is written, with memo lines and hints.
    """

    sheet: str
    first: int
    last: int
    label: int
    first_cell: int
    last_cell: int
    total: int
    below: int


def added(  # noqa: PLR0913 - what a sum is of has so many sides
    lookup: Lookup,
    measure: Measure,
    bound: Bound,
    conditions: Sequence[Condition] = (),
    table: str = "Spread",
    *,
    by: Sequence[Dimension] = (),
) -> str:
    """The formula text that adds one bound of a measure under further conditions.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high; of what is taken away the other end.
        conditions: each a heading of the table, and the cell or key that must stand in that column.
        table: Spread, or Conversions for the same sum by another way; shares of cancellations stand in a third one.
        by: dimensions over whose labels it is a sum.
    """
    terms = []
    is_together = bound != "central" and _has_whole_promises(measure, conditions, by)
    for stage, sign in lookup.signs(measure).items():
        column = (bound if sign > 0 else _OTHER[bound]).capitalize()
        head = "" if sign > 0 else "-"
        for source in lookup.sources(stage, table):
            also = "".join(f",{source}[{heading}],{key}" for heading, key in conditions)
            together = f"{'In all' if sign > 0 else 'Takes off'} {bound}"
            is_share = source == "Cancellations" and stage in lookup.cancelled
            own = together if is_together and is_share else column
            terms.append(f"{head}SUMIFS({source}[{own}],{source}[Stage key],{stage_key(stage)}{also})")
    return "".join(term if term.startswith("-") or not number else f"+{term}" for number, term in enumerate(terms))


def unclamped(
    lookup: Lookup, measure: Measure, bound: Bound, conditions: Sequence[Condition] = (), table: str = "Spread"
) -> str:
    """The formula text of one bound of a measure, without the doubts that cancel out in it.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high.
        conditions: each a heading of the tables, and the cell or key that must stand in that column.
        table: Spread, or Conversions for the same sum by another way.
    """
    text = added(lookup, measure, bound, conditions, table)
    if bound == "central":
        return text
    signs = lookup.signs(measure)
    if _has_whole_promises(measure, conditions):
        first, *cancelled = signs
        narrowed = [narrowing(lookup, first, bound, conditions, *cancelled, is_together=True)]
    else:
        ends = ((stage, bound if sign > 0 else _OTHER[bound]) for stage, sign in signs.items())
        narrowed = [narrowing(lookup, stage, end, conditions) for stage, end in ends]
    return text + "".join(f"+{it}" if bound == "low" else f"-({it})" for it in narrowed if it)


def _has_whole_promises(measure: Measure, conditions: Sequence[Condition], by: Sequence[Dimension] = ()) -> bool:
    headings = {heading for heading, _ in conditions}
    return has_whole_promises(measure, [it for it in DIMENSIONS if it in by or key_heading(it) in headings])


@dataclass(frozen=True)
class Figure:
    """A sum whose formula is drawn: what it adds and comes to, by which conditions and from which table it adds."""

    measure: Measure
    total: Sum
    conditions: tuple[Condition, ...] = ()
    table: str = "Spread"


def bound_text(lookup: Lookup, figure: Figure, bound: Bound, central: str) -> str:
    """The formula of one bound, which is never on the wrong side of the central figure.

    Args:
        lookup: of the report.
        figure: of which it is a bound.
        bound: low, central or high.
        central: the cell, or the formula text, of the central figure.
    """

    def rounded(end: Bound) -> str:
        return f"ROUND({unclamped(lookup, figure.measure, end, figure.conditions, figure.table)},{lookup.digits})"

    if bound == "central" or not _has_bounds(lookup, figure.measure, figure.total):
        return f"={rounded(bound)}"
    return f"={'MIN' if bound == 'low' else 'MAX'}({rounded(bound)},{central})"


def total_text(lookup: Lookup, measure: Measure, bound: Bound, central: str) -> str:
    """The formula of the total of everything, by way of the conversions.

    Args:
        lookup: of the report.
        measure: what is added.
        bound: low, central or high.
        central: the cell, or the formula text, of the central figure.
    """
    figure = Figure(measure, lookup.report.totals[measure], table="Conversions")
    return bound_text(lookup, figure, bound, central)


def draw_table(sheet: Sheet, lookup: Lookup, table: Table, number: int) -> DrawnTable:
    """One table of the report: keys in grey, labels, a column per label across, totals, counts."""
    rows_by = table.definition.rows
    columns = _columns(lookup, table)
    first_cell = 2 * len(rows_by)
    sheet.head(table.definition.title, _subtitle(lookup, table))
    sheet.raw.set_row(TOP - 1, None, None, FOLDED)
    for offset, label in enumerate(table.columns):
        across = table.definition.columns or "year"
        sheet.write(TOP - 1, first_cell + offset, lookup.groups[across, label], "key")
    rows = [_row(lookup, table, key, TOP + 1 + place) for place, key in enumerate(table.rows)]
    place = sheet.table(TOP, f"Table{number}", columns, rows)
    _total_row(sheet, lookup, table, place, columns)
    last = _memo_lines(sheet, lookup, table, place.after)
    sheet.raw.freeze_panes(TOP + 1, first_cell)
    sheet.print_table(TOP, last, columns)
    last_cell = first_cell + len(table.columns) - 1
    return DrawnTable(sheet.name, place.first, place.last, len(rows_by), first_cell, last_cell, place.after, last)


def draw_groups(sheet: Sheet, lookup: Lookup) -> None:
    """Every group of every dimension with its totals per measure: what the proofs add up."""
    report = lookup.report
    measures = tuple(report.totals)
    digits = lookup.digits
    totals = _groups_by_measure(lookup, measures)
    columns = (
        Column("Dimension", 18),
        Column("Dimension key", 9, "key"),
        Column("Group", 30, is_name=True),
        Column("Code", 18),
        Column("Group key", 7, "key"),
        *(Column(f"{MEASURE_TITLES[measure]} {bound}", 20, "sum", digits) for measure in measures for bound in BOUNDS),
    )
    rows = [
        [
            DIMENSION_TITLES[dimension],
            dimension_key(dimension),
            label_of(dimension, label),
            label,
            lookup.groups[dimension, label],
            *(
                cell
                for measure in measures
                for cell in _group(
                    lookup, totals.get((measure, dimension, label), NOTHING), (dimension, label), measure
                )
            ),
        ]
        for dimension in DIMENSIONS
        for label in sorted(report.groups[dimension], key=partial(in_order, dimension))
    ]
    of_lines = " Low and high are those of the lines added up (sheet Bounds)." if lookup.offset_stages else ""
    if any(measure in NET_MEASURES and found.is_doubtful for measure, found in report.totals.items()):
        of_lines += " By time and by stage those of net figures are wider."
    sheet.head("Totals by group", f"Every way to group gives the same total; in {lookup.currency}.{of_lines}")
    place = sheet.table(TOP - 1, "Groups", columns, rows)
    sheet.raw.freeze_panes(TOP, 5)
    sheet.print_table(TOP - 1, place.last, columns)


def _subtitle(lookup: Lookup, table: Table) -> str:
    definition = lookup.report.definition
    horizon = f", counted to {definition.horizon}" if definition.horizon else ""
    across = " Columns show the central figure." if table.columns else ""
    measure = MEASURE_TITLES[table.definition.measure]
    return f"{measure} in {lookup.currency}, basis {definition.basis}{horizon}.{across}"


def _columns(lookup: Lookup, table: Table) -> tuple[Column, ...]:
    digits = lookup.digits
    longest = max(abs(bound_of(it.figures, bound)) for it in (table.total, *table.rows.values()) for bound in BOUNDS)
    width = len(grouped(from_minor(longest, digits))) + _BESIDE
    return (
        *(Column(key_heading(dimension), 7, "key") for dimension in table.definition.rows),
        *(Column(DIMENSION_TITLES[dimension], 30, is_name=True) for dimension in table.definition.rows),
        *(Column(heading, max(17, width), "sum", digits) for heading in _headings(lookup, table)),
        *(Column(f"Total {bound}", max(18, width), "sum", digits) for bound in BOUNDS),
        Column("Records", 9, "count"),
        Column("Without figure", 9, "count"),
        Column("Not converted", 10, "count"),
    )


def _headings(lookup: Lookup, table: Table) -> list[str]:
    across = table.definition.columns or "year"
    titles = [label_of(across, label) for label in table.columns]
    folded = [title.casefold() for title in titles]
    taken = {"", *_FIXED, *(DIMENSION_TITLES[it].casefold() for it in table.definition.rows)}
    # Excel takes AB and ab for one heading and repairs the file; the key tells them apart.
    return [
        f"{title} ({lookup.groups[across, label]})" if fold in taken or folded.count(fold) > 1 else title
        for title, fold, label in zip(titles, folded, table.columns, strict=True)
    ]


def _row(lookup: Lookup, table: Table, key: tuple[str, ...], row: int) -> list[Value]:
    by = table.definition.rows
    summed = table.rows[key]
    return [
        *(lookup.groups[dimension, label] for dimension, label in zip(by, key, strict=True)),
        *(label_of(dimension, label) for dimension, label in zip(by, key, strict=True)),
        *_cells(lookup, table, key, row),
        summed.records,
        summed.without_figure,
        summed.not_converted,
    ]


def _cells(lookup: Lookup, table: Table, key: tuple[str, ...], row: int) -> list[Value]:
    by, summed = table.definition.rows, table.rows[key]
    conditions = tuple((key_heading(it), _absolute(row, place)) for place, it in enumerate(by))
    across = {label: table.cells[*key, label] for label in table.columns if (*key, label) in table.cells}
    return _live(
        lookup, table, _Line(f"table/{table.definition.name}/{'/'.join(key)}", row, conditions, across, summed)
    )


@dataclass(frozen=True)
class _Line:
    """A line of a table: what its figures are called, its row, by which conditions it adds, and what it comes to."""

    name: str
    row: int
    conditions: tuple[Condition, ...]
    across: Mapping[str, Sum]
    total: Sum


def _live(lookup: Lookup, table: Table, line: _Line) -> list[Value]:
    """The central figure of each column and the total low, central and high, all live."""
    digits, measure = lookup.digits, table.definition.measure
    first = 2 * len(table.definition.rows)
    cells: list[Value] = []
    for offset, label in enumerate(table.columns):
        across = (key_heading(table.definition.columns or "year"), _column_key(first + offset))
        summed = line.across.get(label, NOTHING)
        text = f"=ROUND({added(lookup, measure, 'central', (*line.conditions, across))},{digits})"
        cell = Formula(text, from_minor(summed.figures.central, digits), f"{line.name}/{label}")
        cells += shown(lookup, [cell], summed, measure)
    central = xl_rowcol_to_cell(line.row, first + len(table.columns) + 1)
    figure = Figure(measure, line.total, line.conditions)
    totals: list[Formula] = []
    for bound in BOUNDS:
        text = bound_text(lookup, figure, bound, central)
        if table.columns and bound == "central":
            ends = (xl_rowcol_to_cell(line.row, first), xl_rowcol_to_cell(line.row, first + len(table.columns) - 1))
            text = f"=ROUND(SUM({':'.join(ends)}),{digits})"
        value = from_minor(bound_of(line.total.figures, bound), digits)
        totals.append(Formula(text, value, f"{line.name}/total {bound}"))
    return [*cells, *shown(lookup, totals, line.total, measure)]


def _has_bounds(lookup: Lookup, measure: Measure, summed: Sum) -> bool:
    """Whether low and high of a sum may differ from its central figure: by their lines, or when a rate is changed."""
    return summed.is_doubtful or not lookup.offset_stages.isdisjoint(lookup.signs(measure))


def shown(lookup: Lookup, cells: Sequence[Formula], summed: Sum, measure: Measure) -> list[Value]:
    """The figures of a sum as cells: words where there is none, ≥ before an open high end, + where a part is missing.

    Args:
        lookup: of the report.
        cells: the central figure alone, or low, central and high.
        summed: the sum.
        measure: what it adds; where it takes something away, that may be missing as well.
    """
    if summed.unknown:
        return [Unknown(summed.unknown, it.figure) for it in cells]
    *lower, last = cells
    is_open = summed.figures.open_high and len(cells) == len(BOUNDS)
    ends: list[Formula | AtLeast] = [*lower, AtLeast(last) if is_open else last]
    is_net = lookup.takes_away(measure)
    return [Partial(it, is_net) if summed.is_partial else it for it in ends]


def _memo_lines(sheet: Sheet, lookup: Lookup, table: Table, after: int) -> int:
    """A line per group below the total, and the warning not to add them; gives the last row written."""
    by = len(table.definition.rows)
    row = after
    for memo in table.memo:
        row += 1
        sheet.write(row, by, f"of which {GROUP_MEMBERS[memo.group]}", "memo_text")
        line = _Line(
            f"memo/{table.definition.name}/{memo.group}",
            row,
            ((flag_heading(memo.group), "1"),),
            memo.cells,
            memo.total,
        )
        figures = _live(lookup, table, line)
        for column, value in enumerate(figures, start=2 * by):
            sheet.write(row, column, value, "memo_sum", lookup.digits)
        counts = (memo.total.records, memo.total.without_figure, memo.total.not_converted)
        for column, count in enumerate(counts, start=2 * by + len(figures)):
            sheet.write(row, column, count, "memo_count")
    hints = [MEMO_LINES] if table.memo else []
    if table.total.not_converted:
        hints.append(_NET if lookup.takes_away(table.definition.measure) else _PARTIAL)
    if not adds_up(table):
        hints += DOUBTS_IN_TOTAL
    for hint in hints:
        row += 1
        sheet.write(row, by, hint, "hint")
    return row


def _total_row(sheet: Sheet, lookup: Lookup, table: Table, place: TablePlace, columns: Sequence[Column]) -> None:
    by, digits, name = table.definition.rows, lookup.digits, table.definition.name
    first = 2 * len(by)
    for column in range(len(columns)):
        sheet.write(place.after, column, None, "total_text")
    sheet.write(place.after, len(by), "Total", "total_text")
    across = [(label, across_all(table, label)) for label in table.columns]
    figures = [
        *((label, found.figures.central) for label, found in across),
        *((f"total {bound}", bound_of(table.total.figures, bound)) for bound in BOUNDS),
    ]
    live = [
        Formula(
            _total_text(lookup, table, place, first + offset), from_minor(minor, digits), f"table/{name}/total/{label}"
        )
        for offset, (label, minor) in enumerate(figures)
    ]
    by_column = [
        cell
        for it, (_, found) in zip(live, across, strict=False)
        for cell in shown(lookup, [it], found, table.definition.measure)
    ]
    values = [*by_column, *shown(lookup, live[len(across) :], table.total, table.definition.measure)]
    for column, value in enumerate(values, start=first):
        sheet.write(place.after, column, value, "all_sum", digits)
    counts = (table.total.records, table.total.without_figure, table.total.not_converted)
    for column, count in enumerate(counts, start=first + len(values)):
        sheet.write(place.after, column, count, "total_count")


def _total_text(lookup: Lookup, table: Table, place: TablePlace, column: int) -> str:
    """The sum of the lines above; of a bound the sum of all pieces, since what cancels out may be in several lines."""
    digits, measure = lookup.digits, table.definition.measure
    letter, at = xl_col_to_name(column), column - 2 * len(table.definition.rows) - len(table.columns)
    bound = BOUNDS[at] if at >= 0 else "central"
    # Lines by time or stage may lack the promise of a cancellation, or have it alone: the total has both together.
    is_together = has_whole_promises(measure, ()) and not has_whole_promises(measure, table.definition.rows)
    if bound != "central" and (is_together or _has_bounds(lookup, measure, table.total)):
        central = xl_rowcol_to_cell(place.after, column + (1 if bound == "low" else -1))
        return bound_text(lookup, Figure(measure, table.total), bound, central)
    return f"=ROUND(SUM({letter}{place.first + 1}:{letter}{place.last + 1}),{digits})"


def adds_up(table: Table) -> bool:
    """Whether low and high of the total are those of the lines above it, added up.

    >>> from ledger.reporting import TableDefinition
    >>> adds_up(Table(TableDefinition(name="x", title="X", rows=("donor",), measure="pledges"), (), {}, {}, NOTHING))
    True
    """
    of_lines = total(it.figures for it in table.rows.values())
    return (of_lines.low, of_lines.high) == (table.total.figures.low, table.total.figures.high)


def across_all(table: Table, label: str) -> Sum:
    """What stands in a column. A record may stand in several of its lines: the counts say only whether there is any."""
    cells = [it for key, it in table.cells.items() if key[-1] == label]
    return Sum(
        total(it.figures for it in cells),
        sum(it.records for it in cells),
        sum(it.without_figure for it in cells),
        sum(it.not_converted for it in cells),
    )


def _absolute(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, col_abs=True))


def _column_key(column: int) -> str:
    return str(xl_rowcol_to_cell(TOP - 1, column, row_abs=True))


def _groups_by_measure(lookup: Lookup, measures: Sequence[Measure]) -> Mapping[tuple[Measure, Dimension, str], Sum]:
    return {
        (measure, dimension, label): found
        for measure in measures
        for dimension in DIMENSIONS
        for (label,), found in sums_of_lines(lookup.report.pieces, [dimension], measure).items()
    }


def _group(lookup: Lookup, summed: Sum, group: tuple[Dimension, str], measure: Measure) -> list[Value]:
    key, (dimension, label) = this("Groups", "Group key"), group
    cells = [
        Formula(
            f"=ROUND({added(lookup, measure, bound, [(key_heading(dimension), key)])},{lookup.digits})",
            from_minor(bound_of(summed.figures, bound), lookup.digits),
            f"group/{dimension}/{label}/{measure} {bound}",
        )
        for bound in BOUNDS
    ]
    return shown(lookup, cells, summed, measure)

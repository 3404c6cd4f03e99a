"""The sheet Bounds: low, central and high of every figure that has bounds, live, before their order is put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.foundation import from_minor
from ledger.records import GROUP_MEMBERS
from ledger.render.cells import Formula, Value, this
from ledger.render.keys import MEASURE_TITLES, Condition, Lookup, flag_heading, key_heading, label_of
from ledger.render.sheet import Column, Sheet
from ledger.render.tables import TOP, unclamped
from ledger.reporting import Table
from ledger.totals import BOUNDS, MEASURES, Dimension, Measure, Sum, bound_of


@dataclass(frozen=True)
class Bounded:
    """A figure that has bounds.

    Args:
        measure: what it adds.
        where: table, line and column that it stands in, in words.
        conditions: by which it adds.
        found: what it comes to.

    >>> Bounded("pledges", ("Total", "", ""), (), Sum(Figures(), 0, 0)).where
    ('Total', '', '')
    """

    measure: Measure
    where: tuple[str, str, str]
    conditions: tuple[Condition, ...]
    found: Sum


def bounded(lookup: Lookup) -> tuple[Bounded, ...]:
    """The figures of a report whose low, central and high are not one, cells of tables with a column each included."""
    report = lookup.report
    totals = (Bounded(measure, ("Total", "", ""), (), found) for measure, found in report.totals.items())
    every = (*totals, *(it for table in report.tables for it in _of_table(lookup, table)))
    return tuple(it for it in every if it.found.is_doubtful)


def measure_key(measure: Measure) -> int:
    """The key of a measure, the same in every workbook.

    >>> measure_key("pledges")
    1
    """
    return list(MEASURES).index(measure) + 1


def draw_bounds(sheet: Sheet, lookup: Lookup) -> None:
    """One row per figure: by how much its bounds are out of order, and how much of that rounding may come to."""
    digits = lookup.digits
    columns = (
        Column("Table", 40),
        Column("Line", 40, is_name=True),
        Column("Column", 20),
        *(Column(bound.capitalize(), 20, "money", digits) for bound in BOUNDS),
        Column("Lines", 8, "count"),
        Column("Out of order", 14, "money", digits),
        Column("Allowed", 10, "money", digits),
        Column("Beyond", 14, "money", digits),
        Column("Measure key", 7, "key"),
    )
    rows = [_row(lookup, it) for it in bounded(lookup)]
    sheet.head(
        "Bounds",
        "Each line is rounded by itself, so low may be a minor unit a line above central; the tables put that right.",
    )
    place = sheet.table(TOP - 1, "Bounds", columns, rows)
    sheet.raw.freeze_panes(TOP, 3)
    sheet.print_table(TOP - 1, place.last, columns)


def _of_table(lookup: Lookup, table: Table) -> Iterator[Bounded]:
    by, across, measure, title = (
        table.definition.rows,
        table.definition.columns or "year",
        table.definition.measure,
        table.definition.title,
    )
    for key, found in table.rows.items():
        line = ", ".join(map(label_of, by, key))
        yield Bounded(measure, (title, line, ""), _conditions(lookup, by, key), found)
    for key, found in table.cells.items():
        line = ", ".join(map(label_of, by, key))
        where = (title, line, label_of(across, key[-1]))
        yield Bounded(measure, where, _conditions(lookup, (*by, across), key), found)
    for memo in table.memo:
        flag = (flag_heading(memo.group), "1")
        line = f"of which {GROUP_MEMBERS[memo.group]}"
        yield Bounded(measure, (title, line, ""), (flag,), memo.total)
        for label, found in memo.cells.items():
            column = _conditions(lookup, (across,), (label,))
            yield Bounded(measure, (title, line, label_of(across, label)), (flag, *column), found)


def _conditions(lookup: Lookup, by: Sequence[Dimension], key: Sequence[str]) -> tuple[Condition, ...]:
    return tuple(
        (key_heading(dimension), str(lookup.groups[dimension, label])) for dimension, label in zip(by, key, strict=True)
    )


def _row(lookup: Lookup, it: Bounded) -> list[Value]:
    digits, found = lookup.digits, it.found
    allowed_minor = found.lines + found.excused
    beyond = max(0, found.disorder - allowed_minor)
    low, central, high, off, allowed = (
        this("Bounds", heading) for heading in ("Low", "Central", "High", "Out of order", "Allowed")
    )
    return [
        MEASURE_TITLES[it.measure] if it.where[0] == "Total" else it.where[0],
        it.where[1] or "Total",
        it.where[2] or None,
        *(
            Formula(
                f"=ROUND({unclamped(lookup, it.measure, bound, it.conditions)},{digits})",
                from_minor(bound_of(found.unclamped, bound), digits),
            )
            for bound in BOUNDS
        ),
        found.lines,
        Formula(f"=ROUND(MAX(0,{low}-{central},{central}-{high}),{digits})", from_minor(found.disorder, digits)),
        from_minor(allowed_minor, digits),
        Formula(f"=ROUND(MAX(0,{off}-{allowed}),{digits})", from_minor(beyond, digits)),
        measure_key(it.measure),
    ]

"""The table Bounds: low, central and high of every figure that has bounds, live, before their order is put right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.foundation import from_minor, marked
from ledger.presentation import MEASURE_TITLES, title_in, title_parts
from ledger.records import GROUP_MEMBERS
from ledger.render.cells import Formula, Value, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Condition, Lookup, flag_heading, key_heading
from ledger.render.sheet import Column
from ledger.render.sums import unclamped
from ledger.reporting import Table
from ledger.totals import BOUNDS, MEASURES, Dimension, Measure, Sum, bound_of


@dataclass(frozen=True)
class Bounded:
    """A figure that has bounds.

    Args:
        measure: what it adds.
        words: table, line and column that it stands in.
        where: the labels by which it adds.
        group: only of its members; None for all donors.
        total: what it comes to.

    >>> from ledger.totals import NOTHING
    >>> Bounded("pledges", ("Pledges", "Total", ""), {}, None, NOTHING).words
    ('Pledges', 'Total', '')
    """

    measure: Measure
    words: tuple[str, str, str]
    where: Mapping[Dimension, str]
    group: str | None
    total: Sum


def bounded(lookup: Lookup) -> tuple[Bounded, ...]:
    """The figures of a report whose low, central and high are not one, cells of tables with a column each included."""
    report = lookup.report
    say = lookup.language.say
    totals = (
        Bounded(measure, (say(MEASURE_TITLES[measure]), say("Total"), ""), {}, None, found)
        for measure, found in report.totals.items()
    )
    every = (*totals, *(it for table in report.tables for it in _of_table(lookup, table)))
    return tuple(it for it in every if it.total.is_doubtful)


def measure_key(measure: Measure) -> int:
    """The key of a measure, the same in every workbook.

    >>> measure_key("pledges")
    1
    """
    return list(MEASURES).index(measure) + 1


def draw_bounds(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per figure: by how much its bounds are out of order, and how much of that rounding may come to."""
    digits = lookup.digits
    columns = (
        Column(marked("Table"), 40),
        Column(marked("Line"), 40, is_name=True),
        Column(marked("Column"), 20),
        *(Column(bound.capitalize(), 20, "money", digits) for bound in BOUNDS),
        Column(marked("Lines"), 8, "count"),
        Column(marked("Out of order"), 14, "money", digits),
        Column(marked("Allowed"), 10, "money", digits),
        Column(marked("Beyond"), 14, "money", digits),
        Column("Measure key", 7, "key"),
    )
    rows = [_row(lookup, it) for it in bounded(lookup)]
    say = lookup.language.say
    about = say(
        "Each line is rounded by itself, so low may be a minor unit a line above central; the tables put that right."
    )
    sheet.add(Listing("Bounds", say("Bounds"), about, columns, rows))


def _of_table(lookup: Lookup, table: Table) -> Iterator[Bounded]:
    definition, language = table.definition, lookup.language
    by, across, measure = definition.rows, definition.columns or "year", definition.measure
    title = title_in(definition.title, title_parts(definition), lookup.report, language)
    for key, total in table.rows.items():
        line = ", ".join(map(lookup.label, by, key))
        yield Bounded(measure, (title, line, ""), dict(zip(by, key, strict=True)), None, total)
    for key, total in table.cells.items():
        words = (title, ", ".join(map(lookup.label, by, key)), lookup.label(across, key[-1]))
        yield Bounded(measure, words, dict(zip((*by, across), key, strict=True)), None, total)
    for memo in table.memo:
        line = language.say("of which {members}", members=language.say(GROUP_MEMBERS[memo.group]))
        yield Bounded(measure, (title, line, ""), {}, memo.group, memo.total)
        for label, total in memo.cells.items():
            yield Bounded(measure, (title, line, lookup.label(across, label)), {across: label}, memo.group, total)


def _conditions(lookup: Lookup, figure: Bounded) -> tuple[Condition, ...]:
    flag = [(flag_heading(figure.group), "1")] if figure.group else []
    keys = ((key_heading(name), str(lookup.groups[name, label])) for name, label in figure.where.items())
    return (*flag, *keys)


def _row(lookup: Lookup, figure: Bounded) -> list[Value]:
    digits, total = lookup.digits, figure.total
    allowed_minor = total.lines
    beyond = max(0, total.disorder_minor - allowed_minor)
    low, central, high, off, allowed = (
        this("Bounds", heading) for heading in ("Low", "Central", "High", "Out of order", "Allowed")
    )
    return [
        *figure.words[:2],
        figure.words[2] or None,
        *(
            Formula(
                f"=ROUND({unclamped(lookup, figure.measure, bound, _conditions(lookup, figure))},{digits})",
                from_minor(bound_of(total.unclamped, bound), digits),
            )
            for bound in BOUNDS
        ),
        total.lines,
        Formula(f"=ROUND(MAX(0,{low}-{central},{central}-{high}),{digits})", from_minor(total.disorder_minor, digits)),
        from_minor(allowed_minor, digits),
        Formula(f"=ROUND(MAX(0,{off}-{allowed}),{digits})", from_minor(beyond, digits)),
        measure_key(figure.measure),
    ]

"""Stages of the same money side by side: a column each, what is open, how much was kept, and how old the rest is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.foundation import marked
from ledger.presentation.drawer import READINGS, Drawer
from ledger.presentation.language import Language
from ledger.presentation.legend import legend_of, legend_of_readings
from ledger.presentation.marks import Mark
from ledger.presentation.measured import Measured, mean_age, missing_of, percent_fulfilled
from ledger.presentation.method import basis_in_words
from ledger.presentation.others import others_name
from ledger.presentation.strips import Strip, Strips, arranged
from ledger.presentation.tables import Beside, PresentedRow, PresentedTable, RowKind, ShownShare
from ledger.presentation.titles import tab_in, title_in
from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, STAGES_TITLE, label_in
from ledger.reporting import Report, StageColumn, StageTable, Table, TableDefinition, sums_of_stage
from ledger.totals import NOTHING, Bound, Sum, Unpaid, bound_of
from ledger.valuation import Figures

_OF_PLEDGES: frozenset[StageColumn] = frozenset({"pledges", "cancelled_pledges", "net_pledges"})
_OPEN = marked("Still open")
_EXTRAS: Mapping[Beside, str] = {
    "fulfilled": marked("Fulfilled, %"),
    "age": marked("Mean age of what is open, days"),
}


def stage_strips(report: Report, table: StageTable, language: Language) -> tuple[Strips, ...]:
    """The lines of each column that anything is recorded of; every column has all rows.

    Rows stand by the largest of their stages, unless the definition asks for another order.
    """
    order, named = arranged(
        table.definition, {key: _largest(it, table.currency) for key, it in table.rows.items()}, language
    )
    kept = [key for key in order if key[:1] in named]
    rest = [key for key in order if key[:1] not in named]
    places = [place for place, summed in enumerate(table.total) if summed != NOTHING]
    return tuple(_column(report, table, place, (kept, rest), named) for place in places)


def _largest(stages: Sequence[Sum], currency: str) -> Sum:
    """The size of a row: that of its largest stage."""
    central = max(summed.figures.central_minor for summed in stages)
    return Sum(Figures(central, central, central, currency=currency), max(summed.records for summed in stages), 0)


def _column(
    report: Report,
    table: StageTable,
    place: int,
    keys: tuple[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]],
    named: frozenset[tuple[str, ...]],
) -> Strips:
    """One column as lines: those of the rows that have one, all others, and the total."""
    definition, stage = table.definition, table.definition.stages[place]
    blank = Strip("commitments" if stage == "open" else stage, {}, None, {}, NOTHING, is_open=stage == "open")
    rows, inside = (
        tuple(
            replace(blank, labels=dict(zip(definition.rows, key, strict=True)), total=table.rows[key][place])
            for key in own
        )
        for own in keys
    )
    if inside:
        others = replace(blank, kind="others", inside=inside, by=definition.rows[:1], named=named)
        rows = (*rows, replace(others, total=_of_others(report, others, stage)))
    total = replace(blank, kind="total", total=table.total[place])
    fields = {"name": definition.name, "title": definition.title, "rows": definition.rows}
    one_column = TableDefinition.model_validate({"measure": blank.measure, **fields})
    return Strips(Table(one_column, table.currency, (), {}, {}, total.total), rows, total)


def _of_others(report: Report, others: Strip, stage: StageColumn) -> Sum:
    unpaid = tuple(it for it in report.open.unpaid if others.holds(it.piece.labels))
    still_open, own = replace(report.open, unpaid=unpaid), report.cube.where(others.holds)
    return sums_of_stage(own, still_open, (), stage, others.by).get((), NOTHING)


def presented_stages(table: StageTable, columns: Sequence[Strips], drawer: Drawer) -> PresentedTable:
    """A table of stages as it is displayed.

    Args:
        table: as the report has it.
        columns: as :func:`stage_strips` gives them.
        drawer: makes displayed figures.
    """
    definition, measured = table.definition, drawer.measured
    language = measured.language
    rows = tuple(_row(table, columns, place, drawer) for place in range(len(columns[0].rows)))
    readings = (_reading(table, columns, bound, drawer) for bound in READINGS)
    own = drawer.with_readings((*rows, _total(table, columns, drawer)), columns)
    lines = (*own, *(row for row in readings if row))
    return PresentedTable(
        name=definition.name,
        tab=tab_in(definition.name, definition.title, (STAGES_TITLE, definition.rows), measured.report, language),
        title=title_in(definition.title, (STAGES_TITLE, definition.rows), measured.report, language),
        unit=language.unit(measured.scale),
        unit_line=_unit_line(measured),
        headings=tuple(language.term(DIMENSION_TITLES[dimension]) for dimension in definition.rows),
        columns=tuple(_title(strips.total, language) for strips in columns),
        rows=lines,
        has_shares=False,
        legend=legend_of(lines, language),
        remarks=tuple(_remarks(table, measured)),
        has_totals=False,
        extra_headings=tuple(language.term(_EXTRAS[kind]) for kind in _extras_of(table, measured)),
        extra_kinds=_extras_of(table, measured),
        legend_of_readings=legend_of_readings(lines, language),
    )


def _extras_of(table: StageTable, measured: Measured) -> tuple[Beside, ...]:
    """What else is said of rows: of pledges alone, which nobody pays, nothing."""
    asked: Mapping[Beside, bool] = {"fulfilled": table.definition.fulfilled, "age": table.definition.age}
    has_firm = measured.report.open.unpaid and not _OF_PLEDGES.issuperset(table.definition.stages)
    return tuple(kind for kind, is_asked in asked.items() if is_asked and has_firm)


def _title(total: Strip, language: Language) -> str:
    return language.term(_OPEN if total.is_open else MEASURE_TITLES[total.measure])


def _unit_line(measured: Measured) -> str:
    unit, basis = measured.language.unit(measured.scale), basis_in_words(measured.report, measured.language)
    sentence = marked(
        "{unit}, {basis}. Stages follow each other and are not added together. Columns are rounded so that they add up."
    )
    return measured.language.at_start(measured.language.say(sentence, unit=unit, basis=basis))


def _remarks(table: StageTable, measured: Measured) -> Iterator[str]:
    language = measured.language
    is_open = "open" in table.definition.stages or "fulfilled" in _extras_of(table, measured)
    if is_open and measured.report.open.unpaid:
        yield language.say(
            "What is open is reckoned in the currency of each commitment and converted at its rate: "
            "it need not be what is committed less what is paid."
        )
    stages = zip(table.definition.stages, table.total, strict=True)
    empty = [_OPEN if stage == "open" else MEASURE_TITLES[stage] for stage, summed in stages if summed == NOTHING]
    if empty:
        yield language.say("Nothing recorded: {names}.", names=language.listed(map(language.term, empty)))


def _row(table: StageTable, columns: Sequence[Strips], place: int, drawer: Drawer) -> PresentedRow:
    strips = [column.rows[place] for column in columns]
    first, measured = strips[0], drawer.measured
    cells = tuple(drawer.figure(strip.key(), strip.total) for strip in strips)
    kind: RowKind = "others" if first.kind == "others" else "row"
    names = tuple(label_in(dimension, label, measured.language) for dimension, label in first.labels.items())
    if kind == "others":
        names = _named(table, others_name(len(first.inside), measured.language))
    unpaid = [it for it in measured.report.open.unpaid if first.holds(it.piece.labels)]
    missing = measured.in_no_figure(strip.total for strip in strips)
    return PresentedRow(kind, names, cells, cells[0], in_no_figure=missing, extras=_extras(table, unpaid, measured))


def _total(table: StageTable, columns: Sequence[Strips], drawer: Drawer) -> PresentedRow:
    cells = tuple(drawer.figure(column.total.key(), column.total.total) for column in columns)
    names = _named(table, drawer.measured.language.term("Total"))
    extras = _extras(table, drawer.measured.report.open.unpaid, drawer.measured)
    missing = drawer.measured.in_no_figure(column.total.total for column in columns)
    return PresentedRow("total", names, cells, cells[0], in_no_figure=missing, extras=extras)


def _reading(table: StageTable, columns: Sequence[Strips], bound: Bound, drawer: Drawer) -> PresentedRow | None:
    """The lowest or highest reading of the totals; None where it is the central one in all of them."""
    kind, name = READINGS[bound]
    totals = [column.total.total.figures for column in columns]
    if not any(bound_of(it, bound) != it.central_minor or (bound == "high" and it.open_high) for it in totals):
        return None
    cells = tuple(drawer.reading(column.total.key(bound=bound), column.total.total) for column in columns)
    names = _named(table, drawer.measured.language.term(name))
    extras = tuple(ShownShare(None, frozenset(), "") for _ in _extras_of(table, drawer.measured))
    return PresentedRow(kind, names, cells, cells[0], extras=extras)


def _named(table: StageTable, name: str) -> tuple[str, ...]:
    return (name, *("" for _ in table.definition.rows[1:]))


def _extras(table: StageTable, unpaid: Sequence[Unpaid], measured: Measured) -> tuple[ShownShare, ...]:
    """Which percentage of what stands is not open any more, and how old the rest is."""
    missing = missing_of(unpaid)
    shown = {"fulfilled": percent_fulfilled(unpaid), "age": mean_age(unpaid, measured.report.last_day)}
    extras = []
    for kind in _extras_of(table, measured):
        number, doubts = shown[kind]
        marks = doubts | missing if number is not None or missing else frozenset({Mark.NONE})
        if kind == "fulfilled" and number == 0 and Mark.UNDER not in doubts:
            marks |= {Mark.ZERO}
        extras.append(ShownShare(number, marks, measured.language.figure(number, marks)))
    return tuple(extras)

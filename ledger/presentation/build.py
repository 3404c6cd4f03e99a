"""From a report to its presentation: what is displayed of each table, row by row, and what stands around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.audit import Step
from ledger.foundation import Grid, marked, read_only, require_kind
from ledger.presentation.changes import ShownTotals, changes_of, earlier_rows, earlier_sum, row_change, total_change
from ledger.presentation.comparison import Comparison
from ledger.presentation.displayed import displayed, shares
from ledger.presentation.drawer import READINGS, Drawer, EarlierRows
from ledger.presentation.goods import presented_goods
from ledger.presentation.headline import EarlierTotal, finding, stand_first
from ledger.presentation.key_figures import key_figures
from ledger.presentation.language import Language
from ledger.presentation.legend import legend_of, legend_of_readings
from ledger.presentation.marks import Mark
from ledger.presentation.measured import Measured
from ledger.presentation.method import footer, method, sources
from ledger.presentation.notes import as_of_line, notes_of, unit_line
from ledger.presentation.numbers import FigureScale
from ledger.presentation.others import others_name
from ledger.presentation.presented import Presentation, SmallMultiples
from ledger.presentation.small_multiples import small_multiples
from ledger.presentation.stages import presented_stages, stage_strips
from ledger.presentation.strips import Strip, Strips, strips_of
from ledger.presentation.tables import FigureKey, PresentedRow, PresentedTable, RowKind, ShownFigure, ShownShare
from ledger.presentation.titles import tab_in, title_in, title_parts, titled
from ledger.presentation.told_changes import told_changes
from ledger.presentation.words import DIMENSION_TITLES, label_in
from ledger.records import CURRENCIES, GROUP_MEMBERS, Commitment
from ledger.reporting import MEMO_LINES, NO_CHART, LanguageCode, MoneyUnit, Report, StageTable, Table, TableDefinition
from ledger.totals import MEASURES, NOTHING, Bound, Dimension, Measure, Sum, bound_of


def present(
    report: Report,
    *,
    unit: MoneyUnit | None = None,
    decimals: int | None = None,
    language: Language | LanguageCode | None = None,
    comparison: Comparison | None = None,
) -> Presentation:
    """Round, order and word a report for readers: each figure has one displayed form, and what is displayed adds up.

    Args:
        report: what is presented; unit, decimals and language are by default those of its definition.
        unit: one, thousand, million or billion.
        decimals: how many of it are displayed.
        language: of words, numbers and days, or its code such as ``"de"``.
        comparison: the earlier report that it is compared with, as :func:`ledger.desk.comparison_of` gives it.

    Raises:
        Refused: FORM for a unit or a language that does not exist, or decimals that the currency has not.
        TypeError: for what is no report, no language or no comparison.

    >>> from datetime import date; from ledger.reporting import Issued, Material, build, load_definition
    >>> present(build(load_definition("brief"), Material((), (), Issued("0", 0, date(2025, 6, 8), "1")))).finding.text
    'Pledges: nothing is recorded'
    """
    require_kind(report, Report, "report is a Report, as build_report makes it")
    require_kind(comparison, Comparison | None, "comparison is one that desk.comparison_of(report, book) gives")
    return _presented(*_prepared(report, _scale(report, unit, decimals), _language(report, language), comparison))


def _presented(lines: "_Lines", drawer: Drawer) -> Presentation:
    (tables, stages, every), comparison = lines, drawer.comparison
    measured, rounding, report = drawer.measured, drawer.rounded.rounding, drawer.measured.report
    shown, chart = _shown(tables, stages, drawer), _chart(measured, tables)
    return Presentation(
        name=report.definition.name,
        title=titled(report.definition.title, report, measured.language),
        as_of=report.issued.as_of,
        subtitle=as_of_line(measured),
        scale=measured.scale,
        tables=shown,
        notes=notes_of(measured, rounding, comparison, _totals_of(shown), is_drawn=chart is not None),
        rounding=rounding,
        language=measured.language,
        finding=finding(measured, _earlier(measured, comparison)),
        stand_first=stand_first(measured),
        key_figures=key_figures(measured, _whole_of(shown)),
        chart=chart,
        charted=report.definition.chart,
        changes=changes_of(measured, comparison, _totals_of(shown)),
        method=method(measured, rounding.moved),
        sources=sources(measured),
        footer=footer(measured),
        changed_since=_changed_since(drawer),
        totals=tuple(drawer.total(it, summed, shown) for it, summed in report.totals.items()),
        sums=_sums(report, every),
        earlier=comparison.bridged.opening if comparison else None,
    )


def _chart(measured: Measured, tables: Sequence[Strips]) -> SmallMultiples | None:
    """The chart of the table that the definition names, or else of the first one."""
    asked = measured.report.definition.chart
    charted = [it for it in tables if asked in (None, it.table.definition.name)]
    return small_multiples(measured, charted[0]) if charted and asked != NO_CHART else None


_Stages = tuple[tuple[StageTable, tuple[Strips, ...]], ...]


_Lines = tuple[tuple[Strips, ...], _Stages, tuple[Strips, ...]]


def _strips(report: Report, language: Language, earlier: EarlierRows) -> _Lines:
    """Tables as lines, those of stages with the lines of each column, and all of these lines together."""
    tables = tuple(strips_of(report, table, language, _gone(table, earlier)) for table in report.tables if table.rows)
    stages = tuple((table, stage_strips(report, table, language)) for table in report.stage_tables if table.rows)
    return tables, stages, (*tables, *(strips for _, columns in stages for strips in columns))


def _prepared(
    report: Report, scale: FigureScale, language: Language, comparison: Comparison | None
) -> tuple[_Lines, Drawer]:
    """Tables and stages as lines, and what draws them, by which each figure is displayed."""
    measured = Measured(report, language, scale)
    tables = (it.definition for it in report.tables)
    earlier = {it.name: earlier_rows(comparison, it) for it in tables} if comparison else {}
    lines = _strips(report, measured.language, earlier)
    rounded = displayed(lines[-1], measured.scale.step_minor)
    changes = told_changes(measured, comparison)
    return lines, Drawer(replace(measured, multiples=rounded.multiples), rounded, comparison, earlier, changes)


def _shown(
    tables: Sequence[Strips], stages: Sequence[tuple[StageTable, Sequence[Strips]]], drawer: Drawer
) -> tuple[PresentedTable, ...]:
    """All tables as they stand behind each other."""
    measured = drawer.measured
    goods = (table for table in measured.report.goods_tables if table.rows)
    return (
        *(_table(strips, drawer.in_table(strips.table.definition.name)) for strips in tables),
        *(presented_stages(table, columns, drawer.in_table(table.definition.name)) for table, columns in stages),
        *(presented_goods(table, measured) for table in goods),
    )


def _sums(report: Report, tables: Sequence[Strips]) -> Mapping[FigureKey, Sum]:
    """The exact sums of all tables, and the totals of measures that stand in none."""
    totals = {FigureKey(measure): summed for measure, summed in report.totals.items()}
    return read_only(totals | {key: summed for strips in tables for key, summed in strips.sums.items()})


def _language(report: Report, given: Language | LanguageCode | None) -> Language:
    if isinstance(given, Language):
        return given
    return Language(report.definition.lang if given is None else given)


def _scale(report: Report, unit: MoneyUnit | None, decimals: int | None) -> FigureScale:
    definition = report.definition
    shown = (unit or definition.unit, definition.decimals if decimals is None else decimals)
    return FigureScale(definition.currency, CURRENCIES[definition.currency].minor_units, *shown)


def _totals_of(tables: Sequence[PresentedTable]) -> ShownTotals:
    """Of each measure what the tables display as its total, and as what that has changed by."""
    rows = [row for table in tables for row in table.rows if row.kind == "total"]
    # Where stages stand beside each other each of them is a total, and the row itself has none.
    figures = {it.key.measure: it for row in rows for it in row.figures if it.key == FigureKey(it.key.measure)}
    changes = {row.total.key.measure: row.change for row in rows if row.total.key == FigureKey(row.total.key.measure)}
    return {measure: (figure, changes.get(measure)) for measure, figure in figures.items()}


def _whole_of(tables: Sequence[PresentedTable]) -> Mapping[FigureKey, ShownFigure]:
    """Of each measure what the first table that has it displays as its total, at each reading."""
    figures = (row.total for table in reversed(tables) for row in table.rows)
    return {it.key: it for it in figures if it.key == FigureKey(it.key.measure, bound=it.key.bound)}


# Of these a total changes though nobody promised more or less, so that they are worth no heading.
_BY_OTHER_RULES: frozenset[Step] = frozenset({"horizon", "basis", "other rules"})


def _earlier(measured: Measured, comparison: Comparison | None) -> EarlierTotal | None:
    """The earlier total, for the heading; None where it was counted by other rules."""
    bridge = comparison.bridge(measured.measure) if comparison else None
    if comparison is None or bridge is None or any(it.step in _BY_OTHER_RULES for it in bridge.steps):
        return None
    return EarlierTotal(bridge.ends[0], comparison.since(measured.language))


def _gone(table: Table, earlier: EarlierRows) -> tuple[tuple[str, ...], ...]:
    """The rows of a table that only the earlier report has: what is gone has changed too."""
    return tuple(key for key in earlier.get(table.definition.name, ()) if key not in table.rows)


def _table(strips: Strips, drawer: Drawer) -> PresentedTable:
    definition, measured = strips.table.definition, drawer.measured
    term = measured.language.term
    of_rows = shares(strips, measured.language)
    rows = tuple(
        _row(strips, strip, drawer, share)
        for strip, share in zip(strips.rows, of_rows or (None,) * len(strips.rows), strict=True)
    )
    total = _total(strips, rows, drawer)
    if of_rows:
        whole = Decimal("100.0")
        total = replace(total, share=ShownShare(whole, frozenset(), measured.language.number(whole)))
    readings = tuple(row for bound in READINGS if (row := _reading(strips, bound, drawer)))
    memo = tuple(_memo(strips, strip, drawer) for strip in strips.memo)
    *own, total = drawer.with_readings((*rows, *memo, total), [strips])
    lines = (*own[: len(rows)], total, *readings, *own[len(rows) :])
    return PresentedTable(
        name=definition.name,
        tab=tab_in(definition.name, definition.title, title_parts(definition), measured.report, measured.language),
        title=title_in(definition.title, title_parts(definition), measured.report, measured.language),
        unit=measured.language.unit(measured.scale),
        unit_line=unit_line(measured),
        headings=tuple(term(DIMENSION_TITLES[dimension]) for dimension in definition.rows),
        columns=tuple(_heading(definition, label, measured.language) for label in strips.table.columns),
        rows=lines,
        has_shares=bool(of_rows),
        legend=legend_of(lines, measured.language),
        remarks=tuple(_remarks(drawer, has_memo=bool(memo))),
        changed_since=_changed_since(drawer),
        footnotes=_footnotes(strips, measured),
        legend_of_readings=legend_of_readings(lines, measured.language),
        has_totals=not definition.cumulative,
    )


def _remarks(drawer: Drawer, *, has_memo: bool) -> Iterator[str]:
    if has_memo:
        yield drawer.measured.language.term(MEMO_LINES)
    if drawer.comparison is not None:
        yield drawer.measured.language.say("Changes are rounded each by itself, from the exact change.")


def _changed_since(drawer: Drawer) -> str:
    if drawer.comparison is None:
        return ""
    language = drawer.measured.language
    return language.say("Since {since}", since=drawer.comparison.since(language, in_short=True))


def _row(strips: Strips, strip: Strip, drawer: Drawer, share: ShownShare | None) -> PresentedRow:
    cells = _cells(strips, strip, drawer)
    kind: RowKind = "subtotal" if strip.kind == "subtotal" else "others" if strip.kind == "others" else "row"
    names = _names(strips, strip, drawer.measured.language)
    row = PresentedRow(kind, names, cells, drawer.figure(strip.key(), strip.total), share)
    return _with_words(row, strips, strip, drawer)


def _names(strips: Strips, strip: Strip, language: Language) -> tuple[str, ...]:
    """What stands below the headings of the rows."""
    if strip.kind == "others":
        return _named(strips, others_name(len(strip.inside), language))
    names = [label_in(dimension, label, language) for dimension, label in strip.labels.items()]
    if strip.kind == "subtotal":
        names.append(language.term("Total"))
    return (*names, *("" for _ in strips.table.definition.rows[len(names) :]))


def _total(strips: Strips, rows: Sequence[PresentedRow], drawer: Drawer) -> PresentedRow:
    strip = strips.total
    cells = tuple(drawer.figure(strip.key(label), strip.cells[label]) for label in strips.table.columns)
    whole = drawer.figure(strip.key(), strip.total)
    row = PresentedRow("total", _named(strips, drawer.measured.language.term("Total")), cells, whole)
    return _with_words(row, strips, strip, drawer, [row.change.marks for row in rows if row.change])


def _with_words(
    row: PresentedRow, strips: Strips, strip: Strip, drawer: Drawer, below: Sequence[frozenset[Mark]] = ()
) -> PresentedRow:
    """A row with what it has changed by, a total in the doubts of all changes below it, and what is in none of it."""
    change, measured, comparison = None, drawer.measured, drawer.comparison
    if comparison and strip.kind == "total":
        change = total_change(measured, comparison, strips.table.definition.measure, strip.total, below)
    elif comparison:
        before = earlier_sum(comparison, drawer.earlier[strips.table.definition.name], strips, strip)
        change = row_change(measured, drawer.changes, strip, before)
    return replace(row, change=change, in_no_figure=measured.in_no_figure([strip.total]))


def _reading(strips: Strips, bound: Bound, drawer: Drawer) -> PresentedRow | None:
    """The lowest or highest reading of the total and its columns; None where it is the central one in all of them."""
    kind, name = READINGS[bound]
    strip = strips.total
    summed = (*strip.cells.values(), strip.total)
    if not any(bound_of(it.figures, bound) != it.figures.central_minor for it in summed) and not (
        bound == "high" and any(it.figures.open_high for it in summed)
    ):
        return None
    cells = tuple(drawer.reading(strip.key(label, bound), strip.cells[label]) for label in strips.table.columns)
    return PresentedRow(
        kind,
        _named(strips, drawer.measured.language.term(name)),
        cells,
        drawer.reading(strip.key(bound=bound), strip.total),
    )


def _memo(strips: Strips, strip: Strip, drawer: Drawer) -> PresentedRow:
    cells = _cells(strips, strip, drawer)
    members = drawer.measured.language.term(GROUP_MEMBERS[strip.group])
    names = _named(strips, drawer.measured.language.say("of which {members}", members=members))
    whole = drawer.figure(strip.key(), strip.total)
    return PresentedRow("memo", names, cells, whole)


def _cells(strips: Strips, strip: Strip, drawer: Drawer) -> tuple[ShownFigure, ...]:
    """The figures of a line, one for each column."""
    return tuple(drawer.figure(strip.key(label), strip.cells.get(label, NOTHING)) for label in strips.table.columns)


def _named(strips: Strips, name: str) -> tuple[str, ...]:
    """The names of a line that is none of the rows: they have one heading for each dimension."""
    return (name, *("" for _ in strips.table.definition.rows[1:]))


def _footnotes(strips: Strips, measured: Measured) -> Mapping[str, str]:
    """What stands in the column in which the horizon cuts something off: only the days up to it."""
    definition, horizon = strips.table.definition, measured.report.definition.horizon
    grid = _grid(measured.report, definition.columns)
    if horizon is None or grid is None or not _is_endless(measured.report, definition.measure):
        return {}
    label, days = grid.label(horizon), grid.cell(horizon)
    if days.end == horizon or label not in strips.table.columns:
        return {}
    first, last = measured.language.day(days.start), measured.language.day(horizon)
    sentence = marked("What has no end is counted from {first} to {last} only.")
    heading = _heading(definition, label, measured.language)
    return {heading: measured.language.say(sentence, first=first, last=last)}


def _heading(definition: TableDefinition, label: str, language: Language) -> str:
    """What stands above a column."""
    heading = label_in(definition.columns, label, language) if definition.columns else label
    return language.say("up to {label}", label=heading) if definition.cumulative else heading


def _grid(report: Report, dimension: Dimension | None) -> Grid | None:
    match dimension:
        case "fiscal_year":
            return Grid(dimension, report.definition.fiscal_year_starts)
        case "year" | "quarter":
            return Grid(dimension)
        case _:
            return None


def _is_endless(report: Report, measure: Measure) -> bool:
    """Whether anything that counts in a measure has no end."""
    stages = MEASURES[measure]
    lines = (line for line in report.lines if line.status == "converted" and line.stage in stages)
    return any(isinstance(line.record, Commitment) and line.record.term.open_ended for line in lines)

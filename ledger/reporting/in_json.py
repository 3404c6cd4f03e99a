"""Reports and their tables in JSON: every sum of a row and of a cell as money, and how many records stand behind it.

They go out only: a report is built from a book, and a copy of its figures would be no proof of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.foundation import Money, exact_sum, form_of
from ledger.records import Digits
from ledger.reporting.money_sums import MoneySum, Total, money_sum
from ledger.reporting.report import GoodsTable, Report, StageTable, Table
from ledger.totals import Dimension, GoodsStage, Measure, Quantities, Sum


@dataclass(frozen=True)
class TableSum:
    """The sum of a row or of a cell.

    Args:
        labels: under which names it stands, by dimension.
        sum: what falls there.
    """

    labels: Mapping[Dimension, str]
    sum: MoneySum


@dataclass(frozen=True)
class TableMemo:
    """How much of a table came from the members of one group; it is part of the rows, and memos overlap.

    Args:
        group: code of the group.
        cells: by label across what falls there; a label without anything is not named.
        total: all of it.
    """

    group: str
    cells: Mapping[str, MoneySum]
    total: MoneySum


@form_of("Table")
@dataclass(frozen=True)
class TableAnswer:
    """A table of sums.

    Args:
        name: of the table in its report.
        title: what it is called.
        measure: what is added.
        currency: of its sums.
        columns: the labels across, in order; none for a table without columns.
        rows: the sum of each row, in order.
        cells: the sum of each cell; where nothing falls there is none.
        total: all of it.
        memo: how much of it came from groups.
    """

    name: str
    title: str
    measure: Measure
    currency: str
    columns: tuple[str, ...]
    rows: tuple[TableSum, ...]
    cells: tuple[TableSum, ...]
    total: MoneySum
    memo: tuple[TableMemo, ...]


@dataclass(frozen=True)
class StageRow:
    """The stages of one row.

    Args:
        labels: under which names it stands, by dimension.
        sums: what falls there, by stage.
    """

    labels: Mapping[Dimension, str]
    sums: Mapping[str, MoneySum]


@form_of("StageTable")
@dataclass(frozen=True)
class StageTableAnswer:
    """Stages of the same money side by side; they are never added together.

    Args:
        name: of the table in its report.
        title: what it is called.
        currency: of its sums.
        rows: in order.
        total: all of each stage.
    """

    name: str
    title: str
    currency: str
    rows: tuple[StageRow, ...]
    total: Mapping[str, MoneySum]


@dataclass(frozen=True)
class GoodsQuantity:
    """How many units of goods.

    Args:
        number: of those that are stated.
        records: how many records state a number.
        without_number: how many records name such goods, and nobody says how many.
    """

    number: Digits
    records: int
    without_number: int


@dataclass(frozen=True)
class GoodsRow:
    """One kind of goods of one row.

    Args:
        labels: under which names it stands, by dimension.
        description: what the goods are called.
        unit: in which they are counted; empty where nobody names one.
        quantities: how many, by stage.
    """

    labels: Mapping[Dimension, str]
    description: str
    unit: str
    quantities: Mapping[GoodsStage, GoodsQuantity]


@form_of("GoodsTable")
@dataclass(frozen=True)
class GoodsTableAnswer:
    """How many units of goods in kind were promised and delivered.

    Args:
        name: of the table in its report.
        title: what it is called.
        rows: in order.
    """

    name: str
    title: str
    rows: tuple[GoodsRow, ...]


@dataclass(frozen=True)
class NotConverted:
    """What a report could not convert, in one original currency.

    Args:
        records: how many records have an instalment without a rate.
        central: the central figures of these instalments together.
    """

    records: int
    central: Money


@dataclass(frozen=True)
class ReportProofs:
    """Figures of a report that must agree.

    Args:
        count: how many pairs of them were compared.
        agree: whether all of them do.
    """

    count: int
    agree: bool


@dataclass(frozen=True)
class ReportFigures:
    """What every answer with a report tells of it.

    Args:
        report: name of its definition.
        title: what it is called.
        currency: of all its figures.
        basis: by which rule its rates are chosen.
        cutoff: only what was announced by that day; null for all.
        since: only what was announced from that day on; null for all.
        filters: the labels that it is limited to, by dimension; without a dimension all of its labels.
        groups: the groups whose members on the day of each announcement are the donors that it is limited to.
        as_of: only what was recorded by the end of that day (UTC).
        horizon: last day up to which terms are counted; null for none.
        entries: how many entries of the book it saw.
        head: hash of the last of them.
        records: how many records it saw.
        counted: how many of them count.
        totals: the sums, by measure.
        not_converted: what could not be converted for want of a rate, by original currency.
        proofs: whether its figures agree with each other.
        rates_until: for each set of daily rates that it may use the last day that the set has.
    """

    report: str
    title: str
    currency: str
    basis: str
    cutoff: date | None
    since: date | None
    filters: Mapping[str, tuple[str, ...]]
    groups: tuple[str, ...]
    as_of: date
    horizon: date | None
    entries: int
    head: str
    records: int
    counted: int
    totals: Mapping[Measure, Total]
    not_converted: tuple[NotConverted, ...]
    proofs: ReportProofs
    rates_until: Mapping[str, date]


@form_of("Report")
@dataclass(frozen=True)
class ReportTables(ReportFigures):
    """A report with all its tables, for programs.

    Args:
        tables: sums by the dimensions of each.
        stage_tables: stages of the same money side by side.
        goods_tables: units of goods in kind.
    """

    tables: tuple[TableAnswer, ...]
    stage_tables: tuple[StageTableAnswer, ...]
    goods_tables: tuple[GoodsTableAnswer, ...]


def report_figures(made: Report) -> ReportFigures:
    """What every answer with a report tells of it."""
    definition, issued = made.definition, made.issued
    return ReportFigures(
        report=definition.name,
        title=definition.title,
        currency=definition.currency,
        basis=definition.basis,
        cutoff=definition.cutoff,
        since=definition.since,
        filters={dimension: labels for dimension, labels in definition.filters.limits.items() if labels},
        groups=definition.filters.groups,
        as_of=issued.as_of,
        horizon=definition.horizon,
        entries=issued.entries,
        head=issued.head,
        records=len(made.rows),
        counted=counts(made)[0],
        totals={measure: made.total(measure) for measure in made.totals},
        not_converted=not_converted(made),
        proofs=ReportProofs(len(made.proofs), made.agrees),
        rates_until=dict(made.rates_until),
    )


def report_in_json(made: Report) -> ReportTables:
    """A report with all its tables."""
    return ReportTables(
        **vars(report_figures(made)),
        tables=tuple(map(table_in_json, made.tables)),
        stage_tables=tuple(map(stage_table_in_json, made.stage_tables)),
        goods_tables=tuple(map(goods_table_in_json, made.goods_tables)),
    )


def table_in_json(made: Table) -> TableAnswer:
    """A table of sums as an answer."""
    definition = made.definition
    across = (definition.columns,) if definition.columns else ()
    return TableAnswer(
        name=definition.name,
        title=definition.title,
        measure=definition.measure,
        currency=made.currency,
        columns=made.columns,
        rows=_sums(made.rows, definition.rows),
        cells=_sums(made.cells, (*definition.rows, *across)),
        total=money_sum(made.total),
        memo=tuple(
            TableMemo(
                memo.group,
                {label: money_sum(cell) for label, cell in memo.cells.items()},
                money_sum(memo.total),
            )
            for memo in made.memo
        ),
    )


def stage_table_in_json(made: StageTable) -> StageTableAnswer:
    """A table of stages as an answer."""
    definition = made.definition

    def by_stage(sums: Sequence[Sum]) -> Mapping[str, MoneySum]:
        return {stage: money_sum(added) for stage, added in zip(definition.stages, sums, strict=True)}

    rows = tuple(StageRow(_labels(definition.rows, labels), by_stage(sums)) for labels, sums in made.rows.items())
    return StageTableAnswer(definition.name, definition.title, made.currency, rows, by_stage(made.total))


def goods_table_in_json(made: GoodsTable) -> GoodsTableAnswer:
    """A table of goods as an answer."""
    definition = made.definition
    rows = tuple(
        GoodsRow(_labels(definition.rows, labels), good.description, good.unit, _by_stage(quantities))
        for (labels, good), quantities in made.rows.items()
    )
    return GoodsTableAnswer(definition.name, definition.title, rows)


def _sums(sums: Mapping[tuple[str, ...], Sum], dimensions: Sequence[Dimension]) -> tuple[TableSum, ...]:
    return tuple(TableSum(_labels(dimensions, labels), money_sum(added)) for labels, added in sums.items())


def _labels(dimensions: Sequence[Dimension], labels: Sequence[str]) -> Mapping[Dimension, str]:
    return dict(zip(dimensions, labels, strict=True))


def _by_stage(quantities: Quantities) -> Mapping[GoodsStage, GoodsQuantity]:
    return {
        stage: GoodsQuantity(quantity.number, quantity.records, quantity.without_number)
        for stage, quantity in quantities.items()
    }


def counts(made: Report) -> tuple[int, int]:
    """How many records count, and how many of them nobody gives a figure for."""
    counted = [row.record.id for row in made.rows if row.left_out is None]
    known = {piece.record_id for piece in made.pieces if piece.figures is not None or piece.not_converted}
    return len(counted), sum(key not in known for key in counted)


def not_converted(report: Report) -> tuple[NotConverted, ...]:
    """What the report could not convert for want of a rate, per original currency; each is a sum, never a zero."""
    lines = [line for line in report.lines if line.status == "not_converted" and line.instalment.amount is not None]
    return tuple(
        NotConverted(
            len({line.record.id for line in lines if line.currency == currency}),
            Money(
                exact_sum(
                    line.instalment.amount.central
                    for line in lines
                    if line.currency == currency and line.instalment.amount is not None
                ),
                currency,
            ),
        )
        for currency in sorted({line.currency for line in lines})
    )

"""The tables of a report in JSON: every sum of a row and of a cell as money, and how many records stand behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.answers.values import Exact
from ledger.reporting import GoodsTable, MoneySum, StageTable, Table, money_sum
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

    number: Exact
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


def table(made: Table) -> TableAnswer:
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


def stage_table(made: StageTable) -> StageTableAnswer:
    """A table of stages as an answer."""
    definition = made.definition

    def by_stage(sums: Sequence[Sum]) -> Mapping[str, MoneySum]:
        return {stage: money_sum(added) for stage, added in zip(definition.stages, sums, strict=True)}

    rows = tuple(StageRow(_labels(definition.rows, labels), by_stage(sums)) for labels, sums in made.rows.items())
    return StageTableAnswer(definition.name, definition.title, made.currency, rows, by_stage(made.total))


def goods_table(made: GoodsTable) -> GoodsTableAnswer:
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

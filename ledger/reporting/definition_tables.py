"""What a definition says of its tables: of amounts, of stages side by side, of goods. No figures here."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.foundation import expected
from ledger.records import GroupKey, Line
from ledger.reporting.filters import label_at
from ledger.totals import DIMENSIONS, IN_TIME, Dimension, Measure

StageColumn = Literal[Measure, "open"]
"""What a column of stages adds."""
RowSort = Literal["size", "name", "own"]
SORTS: tuple[RowSort, ...] = get_args(RowSort)
"""In which order the rows of a table may stand."""


def require_whole(rows: Sequence[Dimension]) -> None:
    """Refuse rows by time or by stage: what became of a promise later, or at another stage, would not stand beside it.

    Raises:
        PydanticCustomError: FORM with the dimensions that there are beside.

    >>> require_whole(["donor", "category"])
    """
    apart = [dimension for dimension in rows if dimension in IN_TIME or dimension == "stage"]
    if apart:
        others = ", ".join(it for it in DIMENSIONS if it not in IN_TIME and it != "stage")
        remedy = "take it out, or name one of these"
        found = f"rows by {' and '.join(apart)}"
        raise expected("FORM", f"rows whose stages belong together: {others}", remedy, found, ["rows"])


def require_once(rows: Sequence[Dimension]) -> None:
    """Refuse a dimension that stands twice among the rows.

    Raises:
        PydanticCustomError: FORM with its name.

    >>> require_once(["donor", "category"])
    """
    if twice := sorted({name for name in rows if rows.count(name) > 1}):
        raise expected("FORM", "each dimension once", "take one of them out", f"{' and '.join(twice)} twice", ["rows"])


class _TableOfRows(BaseModel):
    """What every table has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{0,24}$")] = Field(description="Name of its sheet.")
    title: Line = Field(description="Title above the table.")
    rows: tuple[Dimension, ...] = Field(min_length=1, max_length=4, description="Dimensions down the side.")


class _RowsDefinition(_TableOfRows):
    """How the rows of a table stand."""

    sort: RowSort = Field(
        default="size", description="Rows by their total, by their name as it is read, or in an order of their own."
    )
    order: tuple[Line, ...] = Field(
        default=(), description="With sort own: labels of the first dimension, such as USA; others follow by size."
    )
    top: int | None = Field(
        default=None,
        ge=0,
        strict=True,
        description="So many labels of the first dimension, the largest; all others are one row. 0: all of them.",
    )

    @model_validator(mode="after")
    def _order_is_its_own(self) -> Self:
        if (self.sort == "own") != bool(self.order):
            found = f"sort {self.sort} {'with' if self.order else 'without'} an order"
            raise expected("FORM", "an order, and sort own with it", "give both or none", found, ["sort", "order"])
        for label in self.order:
            label_at(self.rows[0], label, ["order", "rows"])
        twice = sorted({label for label in self.order if self.order.count(label) > 1})
        if twice:
            raise expected("FORM", "each label once", "take one of them out", f"{' and '.join(twice)} twice", ["order"])
        return self

    @model_validator(mode="after")
    def _largest_can_be_told(self) -> Self:
        first = self.rows[0]
        if self.top and first in IN_TIME:
            raise expected(
                "FORM", "a dimension that is not in time first", "take top out", f"top of {first}", ["top", "rows"]
            )
        return self


class TableDefinition(_RowsDefinition):
    """One table of a report: one measure by one or more dimensions down, and at most one across.

    >>> TableDefinition(name="by-donor", title="By donor", measure="pledges", rows=["donor"]).columns is None
    True
    """

    measure: Measure = Field(description="What is added.")
    columns: Dimension | None = Field(default=None, description="Dimension across the top.")
    memo: tuple[GroupKey, ...] = Field(
        default=(),
        description="Groups with a line below the total that says how much of it is theirs.",
    )
    subtotals: bool = Field(
        default=False, strict=True, description="With several dimensions down: a row for each label of the outer ones."
    )
    share: bool = Field(default=True, strict=True, description="Whether rows have their share of the total.")
    cumulative: bool = Field(
        default=False, strict=True, description="Columns in time say how much it is up to their end, not in them."
    )

    @model_validator(mode="after")
    def _each_dimension_once(self) -> Self:
        used = [*self.rows, *([self.columns] if self.columns else [])]
        twice = sorted({name for name in used if used.count(name) > 1})
        if twice:
            # The one that is named behind the others, across or down, is the one too many.
            fields = ["rows", "columns"] if len({*self.rows}) < len(self.rows) else ["columns", "rows"]
            found = f"{' and '.join(twice)} twice"
            raise expected("FORM", "each dimension once", "take one of them out", found, fields)
        return self

    @model_validator(mode="after")
    def _rows_can_be_joined(self) -> Self:
        first = self.rows[0]
        if self.subtotals and len(self.rows) == 1:
            found = f"subtotals of {first} alone"
            raise expected(
                "FORM", "two or more dimensions down", "take subtotals out or add a row", found, ["subtotals", "rows"]
            )
        return self

    @model_validator(mode="after")
    def _columns_can_run_on(self) -> Self:
        if self.cumulative and self.columns not in IN_TIME:
            found = f"cumulative columns by {self.columns or 'nothing'}"
            raise expected(
                "FORM", f"columns by {', '.join(sorted(IN_TIME))}", "name one of them", found, ["cumulative", "columns"]
            )
        if self.cumulative and self.subtotals:
            # Figures of an outer label up to a day would be sums in two directions that cross: nothing can foot them.
            raise expected(
                "FORM", "subtotals or cumulative columns", "take one of them out", "both", ["subtotals", "cumulative"]
            )
        return self

    @model_validator(mode="after")
    def _memo_below_donors(self) -> Self:
        if self.memo and "donor" not in self.rows:
            found = f"memo lines below {' and '.join(self.rows)}"
            remedy = "add donor to the rows or take memo out"
            raise expected("FORM", "donor among the rows", remedy, found, ["memo", "rows"])
        twice = sorted({name for name in self.memo if self.memo.count(name) > 1})
        if twice:
            raise expected("FORM", "each group once", "take one of them out", f"{' and '.join(twice)} twice", ["memo"])
        return self


class StageTableDefinition(_RowsDefinition):
    """Stages of the same money side by side, one column each: they follow each other and are never added together.

    >>> StageTableDefinition(name="a", title="A", rows=["donor"]).stages[-1]
    'open'
    """

    stages: tuple[StageColumn, ...] = Field(
        default=("pledges", "commitments", "allocations", "disbursements", "open"),
        min_length=1,
        description="What its columns add; open is what is committed and neither cancelled nor paid.",
    )
    fulfilled: bool = Field(
        default=True, strict=True, description="Whether it says which percentage of what stands is not open any more."
    )
    age: bool = Field(
        default=True, strict=True, description="Whether it says how long ago what is open was promised, in days."
    )

    @model_validator(mode="after")
    def _rows_are_whole(self) -> Self:
        require_whole(self.rows)
        require_once(self.rows)
        twice = sorted({name for name in self.stages if self.stages.count(name) > 1})
        if twice:
            raise expected(
                "FORM", "each stage once", "take one of them out", f"{' and '.join(twice)} twice", ["stages"]
            )
        return self


class GoodsTableDefinition(_TableOfRows):
    """How many units of goods in kind were promised and delivered, kind by kind; no money.

    >>> GoodsTableDefinition(name="a", title="A", rows=["donor"]).rows
    ('donor',)
    """

    @model_validator(mode="after")
    def _rows_are_whole(self) -> Self:
        require_whole(self.rows)
        require_once(self.rows)
        return self

"""Report definitions: typed TOML that says what goes into which workbook. No figures here."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from ledger.foundation import Place, Refused, expected, parse_day, quoted
from ledger.rates import BasisText
from ledger.records import (
    CURRENCIES,
    GROUPS,
    CurrencyCode,
    Day,
    GroupKey,
    Handling,
    Identifier,
    Line,
    PartyKey,
    YearStart,
)
from ledger.reporting.definition_faults import faults_of
from ledger.reporting.filters import Filters, label_at
from ledger.totals import IN_TIME, Dimension, Measure, Scope, Selection

AGAINST_PATTERN = "^(issue:[1-9][0-9]{0,8}|(cutoff:)?[0-9]{4}-[0-9]{2}-[0-9]{2})$"
_ISSUE = re.compile(r"issue:[1-9][0-9]{0,8}", re.ASCII)
_CUTOFF = "cutoff:"
MoneyUnit = Literal["one", "thousand", "million", "billion"]
UNITS: Mapping[MoneyUnit, int] = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
"""The units in which documents show money, by name, and how many zeros each has."""
StageColumn = Literal[Measure, "open"]
"""What a column of stages adds."""
LanguageCode = Literal["en", "fr", "de", "pl", "uk"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
"""The languages of documents, by their codes (ISO 639-1)."""
Orientation = Literal["portrait", "landscape"]
ORIENTATIONS: tuple[Orientation, ...] = get_args(Orientation)
"""How the pages of a PDF may lie."""
RowSort = Literal["size", "name", "own"]
SORTS: tuple[RowSort, ...] = get_args(RowSort)
"""In which order the rows of a table may stand."""
# The sheets that a workbook may have, and the tables on them; a table of a report cannot take their names.
SHEETS = (
    *("Summary", "What changed", "Notes"),
    *("E1 Records", "E2 Conversions", "E3 Rates", "E4 Sources", "E5 Checks", "E6 Exact figures"),
    *("E7 Revisions", "E8 Decisions", "E9 Samples", "E10 Duplicates"),
)
"""Every sheet that a report may have beside its tables."""
TABLES = (
    *("Commitments", "Transactions", "Conversions", "Cancellations", "Spread", "Offsets", "Offset pieces"),
    *("Offset totals", "Bounds", "Rates", "Quotes", "Groups", "Currencies", "Sources", "Checks", "Problems"),
    *("Memberships", "Remarks", "Revisions", "Decisions", "Samples", "Duplicates", "Map"),
    *("OffsetPieces", "OffsetTotals", "What_is_where", "How_much", "In_short", "Steps", "Records_that_moved"),
)
"""Every other table that a workbook may have: formulas call them by these names."""
EvidenceLevel = Literal["none", "summary", "full"]
EVIDENCE_LEVELS: tuple[EvidenceLevel, ...] = get_args(EvidenceLevel)
"""How much evidence a workbook holds: nothing but what is displayed, what figures rest on, or the journal as well."""
# Excel keeps this name for itself and repairs a workbook that has a sheet of it.
_EXCELS_OWN = "History"


def _against(text: str) -> str:
    day = text.removeprefix(_CUTOFF)
    if not _ISSUE.fullmatch(text):
        try:
            parse_day(day)
        except ValueError:
            expected_text = "a day such as 2025-03-31, issue:21 or cutoff:2025-03-31"
            raise expected("FORM", expected_text, "write one of these", found=quoted(text)) from None
    return text


AgainstText = Annotated[
    str,
    AfterValidator(_against),
    WithJsonSchema({"type": "string", "pattern": AGAINST_PATTERN}),
]


def _evidence(value: object) -> object:
    # Definitions of earlier versions, also in the books that issued by them, say only whether they have the journal.
    return {True: "full", False: "summary"}[value] if isinstance(value, bool) else value


Evidence = Annotated[
    EvidenceLevel,
    BeforeValidator(_evidence),
    WithJsonSchema({"anyOf": [{"enum": list(EVIDENCE_LEVELS), "type": "string"}, {"type": "boolean"}]}),
]


class Boundary(BaseModel):
    """Donors D and recipients R that count; where neither parties nor groups are named, all.

    A group stands for its members on the day on which a record was announced. The party ``EU`` is its institutions, the
    group ``EU`` the member states; the party ``NATO`` is the organisation, the group ``NATO`` its members.

    >>> Boundary(donor_groups=("NATO",), recipients=("UKR",)).donors
    ()
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    donors: tuple[PartyKey, ...] = Field(default=(), description="Donors counted; all, if no groups are named either.")
    donor_groups: tuple[GroupKey, ...] = Field(
        default=(), description="Groups whose members on the day of the announcement count as donors; EU: the states."
    )
    recipients: tuple[PartyKey, ...] = Field(
        default=(), description="Recipients counted; all, if no groups are named either."
    )
    recipient_groups: tuple[GroupKey, ...] = Field(
        default=(), description="Groups whose members on the day of the announcement count as recipients."
    )


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
            raise expected("FORM", "an order, and sort own with it", "give both or none", found, ["sort"])
        for label in self.order:
            label_at(self.rows[0], label, ["order"])
        twice = sorted({label for label in self.order if self.order.count(label) > 1})
        if twice:
            raise expected("FORM", "each label once", "take one of them out", f"{' and '.join(twice)} twice", ["order"])
        return self

    @model_validator(mode="after")
    def _largest_can_be_told(self) -> Self:
        first = self.rows[0]
        if self.top and first in IN_TIME:
            raise expected("FORM", "a dimension that is not in time first", "take top out", f"top of {first}", ["top"])
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
            raise expected("FORM", "each dimension once", "take one of them out", found=f"{' and '.join(twice)} twice")
        return self

    @model_validator(mode="after")
    def _rows_can_be_joined(self) -> Self:
        first = self.rows[0]
        if self.subtotals and len(self.rows) == 1:
            found = f"subtotals of {first} alone"
            raise expected(
                "FORM", "two or more dimensions down", "take subtotals out or add a row", found, ["subtotals"]
            )
        return self

    @model_validator(mode="after")
    def _columns_can_run_on(self) -> Self:
        if self.cumulative and self.columns not in IN_TIME:
            found = f"cumulative columns by {self.columns or 'nothing'}"
            raise expected(
                "FORM", f"columns by {', '.join(sorted(IN_TIME))}", "name one of them", found, ["cumulative"]
            )
        if self.cumulative and self.subtotals:
            # Figures of an outer label up to a day would be sums in two directions that cross: nothing can foot them.
            raise expected("FORM", "subtotals or cumulative columns", "take one of them out", "both", ["subtotals"])
        return self

    @model_validator(mode="after")
    def _memo_below_donors(self) -> Self:
        if self.memo and "donor" not in self.rows:
            found = f"memo lines below {' and '.join(self.rows)}"
            raise expected("FORM", "donor among the rows", "add donor to the rows or take memo out", found=found)
        twice = sorted({name for name in self.memo if self.memo.count(name) > 1})
        if twice:
            raise expected("FORM", "each group once", "take one of them out", found=f"{' and '.join(twice)} twice")
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
        in_time = [dimension for dimension in self.rows if dimension in IN_TIME or dimension == "stage"]
        if in_time:
            found = f"rows by {' and '.join(in_time)}"
            raise expected("FORM", "rows whose stages belong together", "name other dimensions", found, ["rows"])
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
        in_time = [dimension for dimension in self.rows if dimension in IN_TIME or dimension == "stage"]
        if in_time:
            found = f"rows by {' and '.join(in_time)}"
            raise expected("FORM", "rows whose stages belong together", "name other dimensions", found, ["rows"])
        return self


class Definition(BaseModel):
    """What a report shows and by which rules.

    Args:
        name: name of the file it writes.
        title: title of the report.
        currency: every figure is converted to it.
        basis: rule that picks the rate: announced, month, year, period-month, period-year, on:DATE,
            window:START..END, lowest:START..END, highest:START..END or table:NAME.
        cutoff: only what was announced by that day.
        since: only what was announced from that day on; of a transaction the day of its commitment counts.
        as_of: only what was recorded by the end of that day (UTC), and rates dated by then; by default the day of the
            newest entry of the book.
        horizon: last day up to which terms are counted; needed for open-ended terms.
        fiscal_year_starts: first day of the fiscal year as MM-DD, for tables by fiscal year.
        handling: public leaves internal records out.
        rates: names of rate sets in order of preference; empty takes the book's order.
        boundary: whose commitments to whom count.
        against: the earlier state that it is compared with: the book as it was at the end of a day, ``issue:N`` (an
            issued report with its own rules), or ``cutoff:DAY`` (what was announced by that day, as it stands now).
        filters: to what of all that counts the report is limited.
        unit: in which documents show money.
        decimals: how many of that unit they show.
        lang: in which language they are.
        orientation: how the pages of a PDF lie; by default upright, and on their long side where a table needs it.
        one_page: whether a PDF is to be one page, for which its tables may name fewer rows and add up the rest.
        evidence: what stands behind the tables: ``none``; ``summary``, all that figures rest on; ``full``, the journal
            as well: every revision, what was issued, signed off, waived, set and sampled, and what may be the same
            money twice. ``true`` means full, and ``false`` summary.
        tables: the tables, one sheet each.
        stages: tables of stages side by side, in documents behind the others.
        goods: tables of units of goods in kind, in documents behind these.

    >>> by_donor = {"name": "By donor", "title": "Pledges by donor", "measure": "pledges", "rows": ["donor"]}
    >>> Definition(name="x", title="X", currency="EUR", tables=[by_donor]).varied(currency="USD", basis=None).currency
    'USD'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["report-definition-1"] = Field(default="report-definition-1", description="Version of this format.")
    name: Identifier = Field(description="Name of the file it writes.")
    title: Line = Field(description="Title of the report.")
    currency: CurrencyCode = Field(description="Currency of all figures.")
    basis: BasisText = Field(default="announced", description="Rule that picks the rate.")
    cutoff: Day | None = Field(default=None, description="Only what was announced by that day.")
    since: Day | None = Field(default=None, description="Only what was announced from that day on.")
    as_of: Day | None = Field(default=None, description="Only what was recorded by the end of that day (UTC).")
    horizon: Day | None = Field(default=None, description="Last day up to which terms are counted.")
    fiscal_year_starts: YearStart = Field(default="04-01", description="First day of the fiscal year, MM-DD.")
    handling: Handling = Field(default="public", description="Whether internal records are shown.")
    rates: tuple[Line, ...] = Field(default=(), description="Rate sets in order of preference.")
    boundary: Boundary = Field(default=Boundary(), description="Whose commitments to whom count.")
    against: AgainstText | None = Field(
        default=None, description="The earlier state that it is compared with: a day, issue:N or cutoff:DAY."
    )
    filters: Filters = Field(default=Filters(), description="To what of all that counts the report is limited.")
    unit: MoneyUnit = Field(default="million", description="In which unit documents show money.")
    decimals: int = Field(default=1, ge=0, strict=True, description="How many decimals of it they show.")
    lang: LanguageCode = Field(default="en", description="Language of documents, by its code (ISO 639-1).")
    orientation: Orientation | None = Field(
        default=None, description="How pages of a PDF lie; by default as its tables need it."
    )
    one_page: bool = Field(
        default=False, strict=True, description="Whether a PDF is one page; its tables may name fewer rows then."
    )
    evidence: Evidence = Field(default="summary", description="How much evidence the workbook holds.")
    tables: tuple[TableDefinition, ...] = Field(default=(), description="One sheet each.")
    stages: tuple[StageTableDefinition, ...] = Field(default=(), description="Tables of stages side by side.")
    goods: tuple[GoodsTableDefinition, ...] = Field(default=(), description="Tables of units promised and delivered.")

    @model_validator(mode="after")
    def _sheets_differ(self) -> Self:
        taken = {name.casefold() for name in (*SHEETS, *TABLES, _EXCELS_OWN)}
        names = [
            (table.name, f"{kind}.{number}.name")
            for kind in ("tables", "stages", "goods")
            for number, table in enumerate(getattr(self, kind))
        ]
        for name, field in names:
            if name.casefold() in taken:
                remedy = "give the table another name"
                raise expected("FORM", "a sheet name of its own", remedy, quoted(name), [field])
            taken.add(name.casefold())
        return self

    @model_validator(mode="after")
    def _days_follow(self) -> Self:
        if self.since and self.cutoff and self.since > self.cutoff:
            found = f"since {self.since}, after the cutoff {self.cutoff}"
            raise expected("FORM", "a cutoff on or after since", "correct one of the days", found, ["since"])
        return self

    @model_validator(mode="after")
    def _decimals_exist(self) -> Self:
        most = CURRENCIES[self.currency].minor_units + UNITS[self.unit]
        if self.decimals > most:
            of_unit = self.currency if self.unit == "one" else f"{self.currency} {self.unit}"
            remedy = f"choose {most}, or another unit"
            raise expected("FORM", f"0 to {most} decimals of {of_unit}", remedy, str(self.decimals), ["decimals"])
        return self

    @property
    def scope(self) -> Scope:
        """Boundary, cutoff, horizon, handling and filters."""
        boundary = self.boundary
        return Scope(
            frozenset(boundary.donors),
            frozenset(boundary.recipients),
            self.cutoff,
            self.horizon,
            self.handling,
            frozenset(boundary.donor_groups),
            frozenset(boundary.recipient_groups),
            self.selection,
        )

    @property
    def selection(self) -> Selection:
        """To what of all that counts it is limited."""
        filters = self.filters
        return Selection(
            self.since,
            frozenset(filters.donors),
            frozenset(filters.groups),
            frozenset(filters.recipients),
            frozenset(filters.categories),
            frozenset(filters.instruments),
            frozenset(filters.stages),
            frozenset(filters.currencies),
            frozenset(filters.terms),
        )

    @property
    def memo_groups(self) -> tuple[str, ...]:
        """The groups that have a memo line in any table, in the order of the code list."""
        named = {group for table in self.tables for group in table.memo}
        return tuple(group for group in GROUPS if group in named)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups on whose memberships the report rests: by its boundary, filters and memo lines."""
        boundary = {*self.boundary.donor_groups, *self.boundary.recipient_groups}
        named = {*self.memo_groups, *boundary, *self.filters.groups}
        return tuple(group for group in GROUPS if group in named)

    def varied(self, **changes: object) -> "Definition":
        """The same definition with some fields replaced; None leaves a field as it is.

        Args:
            changes: fields by their names. Of a group of fields (``filters``) those that are given replace theirs.

        Raises:
            Refused: FORM, if a new value is malformed.

        >>> Definition(name="x", title="X", currency="EUR").varied(currency="USD", basis=None).currency
        'USD'
        """
        values = self.model_dump(mode="json", exclude_none=True)
        for name, value in changes.items():
            if isinstance(value, Mapping):
                values[name] = {**values.get(name, {}), **value}
            elif value is not None:
                values[name] = value
        try:
            return Definition.model_validate(values)
        except ValidationError as invalid:
            raise Refused(faults_of(invalid, Definition, Place(argument="report"), {})) from None

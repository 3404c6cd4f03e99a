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
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from ledger.foundation import Place, expected, parse_day, quoted
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
    nearest,
)
from ledger.reporting.definition_faults import validated
from ledger.reporting.definition_tables import GoodsTableDefinition, StageTableDefinition, TableDefinition
from ledger.reporting.filters import Filters, one_of
from ledger.totals import IN_TIME, Scope, Selection

AGAINST_PATTERN = "^(issue:[1-9][0-9]{0,8}|(cutoff:)?[0-9]{4}-[0-9]{2}-[0-9]{2})$"
_ISSUE = re.compile(r"issue:[1-9][0-9]{0,8}", re.ASCII)
_CUTOFF = "cutoff:"
MoneyUnit = Literal["one", "thousand", "million", "billion"]
UNITS: Mapping[MoneyUnit, int] = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
"""The units in which documents show money, by name, and how many zeros each has."""
LanguageCode = Literal["en", "fr", "de", "pl", "uk"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
"""The languages of documents, by their codes (ISO 639-1)."""
Orientation = Literal["portrait", "landscape"]
ORIENTATIONS: tuple[Orientation, ...] = get_args(Orientation)
"""How the pages of a PDF may lie."""
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
    "Files_beside",
)
"""Every other table that a workbook may have: formulas call them by these names."""
EvidenceLevel = Literal["none", "summary", "full"]
EVIDENCE_LEVELS: tuple[EvidenceLevel, ...] = get_args(EvidenceLevel)
"""How much evidence a workbook holds: nothing but what is displayed, what figures rest on, or the journal as well."""
JournalSheet = Literal["revisions", "decisions", "samples", "duplicates"]
JOURNAL_SHEETS: tuple[JournalSheet, ...] = get_args(JournalSheet)
"""The sheets of the journal, E7 to E10, which may be asked for one by one."""
NO_CHART = "none"
"""What a definition says that wants no chart."""
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
    if isinstance(value, bool):
        # Definitions of earlier versions, also in books that issued by them, say only whether they have the journal.
        return "full" if value else "summary"
    if isinstance(value, list | tuple):
        for number, name in enumerate(value):
            one_of(JOURNAL_SHEETS, [str(number)])(name)
            if name in value[:number]:
                raise expected("FORM", "each sheet once", "take one of them out", f"{name} twice", [str(number)])
        return value
    further = f", or a list of {', '.join(JOURNAL_SHEETS)}"
    return one_of(EVIDENCE_LEVELS, further=further)(value)


Evidence = Annotated[
    EvidenceLevel | tuple[JournalSheet, ...],
    BeforeValidator(_evidence),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(EVIDENCE_LEVELS), "type": "string"},
                {"type": "boolean"},
                {"type": "array", "items": {"enum": list(JOURNAL_SHEETS), "type": "string"}, "uniqueItems": True},
            ]
        }
    ),
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
            money twice. ``true`` means full, and ``false`` summary. A list names the sheets of the journal that stand
            behind all that figures rest on.
        chart: the table with time across that is drawn, by its name, or ``none``. By default the first one is.
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
    chart: Line | None = Field(
        default=None, description="Table with time across that is drawn, or none; by default the first one that can be."
    )
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
            raise expected("FORM", "a cutoff on or after since", "correct one of the days", found, ["since", "cutoff"])
        return self

    @field_validator("decimals")
    @classmethod
    def _decimals_exist(cls, decimals: int, info: ValidationInfo) -> int:
        """Told beside the faults of the currency and the unit: where one of these is wrong, the most that any has."""
        currency, unit = info.data.get("currency"), info.data.get("unit")
        finest = [CURRENCIES[currency]] if currency else CURRENCIES.values()
        zeros = UNITS[unit] if unit else max(UNITS.values())
        most = max(it.minor_units for it in finest) + zeros
        if decimals > most:
            of_unit = " ".join(filter(None, (currency, "" if unit == "one" else unit)))
            of_what = f" of {of_unit}" if of_unit else ""
            raise expected("FORM", f"0 to {most} decimals{of_what}", f"choose {most}, or another unit", str(decimals))
        return decimals

    @model_validator(mode="after")
    def _chart_can_be_drawn(self) -> Self:
        drawn = [table.name for table in self.tables if table.columns in IN_TIME]
        if self.chart is not None and self.chart not in (NO_CHART, *drawn):
            names = [table.name for table in (*self.tables, *self.stages, *self.goods)]
            is_there = self.chart in names
            # Of a table whose columns or name are wrong it may be the chart as soon as these are mended.
            in_doubt = [f"tables.{number}.{'columns' if is_there else 'name'}" for number in range(len(self.tables))]
            found = f"{quoted(self.chart)}, a table without time across" if is_there else quoted(self.chart)
            named = (
                f", or a table with time across: {', '.join(drawn)}" if drawn else ", since no table has time across"
            )
            near = nearest(self.chart, (*drawn, NO_CHART), most=1)
            remedy = f"write {near[0]}" if near else "name one of these, or leave chart out"
            raise expected("FORM", f"{NO_CHART}{named}", remedy, found, ["chart", *in_doubt])
        return self

    @property
    def journal(self) -> tuple[JournalSheet, ...]:
        """The sheets of the journal that its workbook has."""
        if isinstance(self.evidence, tuple):
            return tuple(sheet for sheet in JOURNAL_SHEETS if sheet in self.evidence)
        return JOURNAL_SHEETS if self.evidence == "full" else ()

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
        return validated(Definition, values, Place(argument="report"), {})

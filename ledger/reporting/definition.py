"""Report definitions: typed TOML that says what goes into which workbook. No figures here."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema, model_validator

from ledger.foundation import Place, Refused, folder, parse_day, quoted
from ledger.rates import BASIS_PATTERN, Basis
from ledger.records import (
    GROUPS,
    CurrencyCode,
    Day,
    GroupKey,
    Handling,
    Identifier,
    Line,
    PartyKey,
    YearStart,
    expected,
    nearest,
    validate,
)
from ledger.totals import Dimension, Measure, Scope

MAX_BYTES = 1_000_000
AGAINST_PATTERN = "^(issue:[1-9][0-9]{0,8}|(cutoff:)?[0-9]{4}-[0-9]{2}-[0-9]{2})$"
_ISSUE = re.compile(r"issue:[1-9][0-9]{0,8}", re.ASCII)
_CUTOFF = "cutoff:"
# The sheets that every workbook has; a table cannot take their names.
SHEETS = (
    "Summary",
    "Commitments",
    "Transactions",
    "Conversions",
    "Cancellations",
    "Spread",
    "Offsets",
    "Offset pieces",
    "Offset totals",
    "Bounds",
    "Rates",
    "Quotes",
    "Groups",
    "Currencies",
    "Sources",
    "Checks",
    "Problems",
    "Memberships",
    "Revisions",
    "Decisions",
    "Samples",
    "Duplicates",
    "Notes",
    "Map",
)
"""Every sheet that a report may have beside its tables."""
# Excel keeps this name for itself and repairs a workbook that has a sheet of it.
_EXCELS_OWN = "History"


def _basis(text: str) -> str:
    try:
        return str(Basis.parse(text))
    except ValueError as fault:
        raise expected("FORM", str(fault), "choose one of these bases") from None


def _against(text: str) -> str:
    day = text.removeprefix(_CUTOFF)
    if not _ISSUE.fullmatch(text):
        try:
            parse_day(day)
        except ValueError:
            expected_text = "a day such as 2025-03-31, issue:21 or cutoff:2025-03-31"
            raise expected("FORM", expected_text, "write one of these", found=quoted(text)) from None
    return text


BasisText = Annotated[
    str,
    AfterValidator(_basis),
    WithJsonSchema({"type": "string", "pattern": BASIS_PATTERN}),
]


AgainstText = Annotated[
    str,
    AfterValidator(_against),
    WithJsonSchema({"type": "string", "pattern": AGAINST_PATTERN}),
]


class Boundary(BaseModel):
    """Donors D and recipients R that count; where neither parties nor groups are named, all.

    A group stands for its members on the day on which a record was announced. The party ``EU`` is its institutions, the
    group ``EU`` the member states; the party ``NATO`` is the organisation, the group ``NATO`` its members.
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


class TableDefinition(BaseModel):
    """One table of a report: one measure by one or more dimensions down, and at most one across.

    >>> TableDefinition(name="by-donor", title="By donor", measure="pledges", rows=["donor"]).columns is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{0,24}$")] = Field(description="Name of its sheet.")
    title: Line = Field(description="Title above the table.")
    measure: Measure = Field(description="What is added.")
    rows: tuple[Dimension, ...] = Field(min_length=1, max_length=4, description="Dimensions down the side.")
    columns: Dimension | None = Field(default=None, description="Dimension across the top.")
    memo: tuple[GroupKey, ...] = Field(
        default=(),
        description="Groups with a line below the total that says how much of it is theirs.",
    )

    @model_validator(mode="after")
    def _each_dimension_once(self) -> Self:
        used = [*self.rows, *([self.columns] if self.columns else [])]
        twice = sorted({name for name in used if used.count(name) > 1})
        if twice:
            raise expected("FORM", "each dimension once", "take one of them out", found=f"{' and '.join(twice)} twice")
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


class Definition(BaseModel):
    """What a report shows and by which rules.

    Args:
        name: name of the file it writes.
        title: title of the report.
        currency: every figure is converted to it.
        basis: rule that picks the rate: announced, month, year, period-month, period-year, on:DATE,
            window:START..END, lowest:START..END, highest:START..END or table:NAME.
        cutoff: only what was announced by that day.
        as_of: only what was recorded by the end of that day (UTC), and rates dated by then; by default the day of the
            newest entry of the book.
        horizon: last day up to which terms are counted; needed for open-ended terms.
        fiscal_year_starts: first day of the fiscal year as MM-DD, for tables by fiscal year.
        handling: public leaves internal records out.
        rates: names of rate sets in order of preference; empty takes the book's order.
        boundary: whose commitments to whom count.
        against: the earlier state that it is compared with: the book as it was at the end of a day, ``issue:N`` (an
            issued report with its own rules), or ``cutoff:DAY`` (what was announced by that day, as it stands now).
        evidence: also show the journal behind the records: every revision, what was issued, signed off, waived, set and
            sampled, and what may be the same money twice.
        tables: the tables, one sheet each.

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
    as_of: Day | None = Field(default=None, description="Only what was recorded by the end of that day (UTC).")
    horizon: Day | None = Field(default=None, description="Last day up to which terms are counted.")
    fiscal_year_starts: YearStart = Field(default="04-01", description="First day of the fiscal year, MM-DD.")
    handling: Handling = Field(default="public", description="Whether internal records are shown.")
    rates: tuple[Line, ...] = Field(default=(), description="Rate sets in order of preference.")
    boundary: Boundary = Field(default=Boundary(), description="Whose commitments to whom count.")
    against: AgainstText | None = Field(
        default=None, description="The earlier state that it is compared with: a day, issue:N or cutoff:DAY."
    )
    evidence: bool = Field(default=False, strict=True, description="Also show the journal behind the records.")
    tables: tuple[TableDefinition, ...] = Field(default=(), description="One sheet each.")

    @model_validator(mode="after")
    def _sheets_differ(self) -> Self:
        taken = {name.casefold() for name in (*SHEETS, _EXCELS_OWN)}
        for table in self.tables:
            if table.name.casefold() in taken:
                raise expected(
                    "FORM", "a sheet name of its own", "give the table another name", found=quoted(table.name)
                )
            taken.add(table.name.casefold())
        return self

    @property
    def scope(self) -> Scope:
        """Boundary, cutoff, horizon and handling."""
        boundary = self.boundary
        return Scope(
            frozenset(boundary.donors),
            frozenset(boundary.recipients),
            self.cutoff,
            self.horizon,
            self.handling,
            frozenset(boundary.donor_groups),
            frozenset(boundary.recipient_groups),
        )

    @property
    def memo_groups(self) -> tuple[str, ...]:
        """The groups that have a memo line in any table, in the order of the code list."""
        named = {group for table in self.tables for group in table.memo}
        return tuple(group for group in GROUPS if group in named)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups on whose memberships the report rests: by its boundary and its memo lines."""
        named = {*self.memo_groups, *self.boundary.donor_groups, *self.boundary.recipient_groups}
        return tuple(group for group in GROUPS if group in named)

    def varied(self, **changes: str | None) -> "Definition":
        """The same definition with some fields replaced; None leaves a field as it is.

        Raises:
            Refused: FORM, if a new value is malformed.

        >>> Definition(name="x", title="X", currency="EUR").varied(currency="USD", basis=None).currency
        'USD'
        """
        given = {name: value for name, value in changes.items() if value is not None}
        return _validated(self.model_dump(mode="json", exclude_none=True) | given, Place(argument="report"))


def definition_names() -> tuple[str, ...]:
    """Names of the definitions that come with the package."""
    return tuple(sorted(path.stem for path in folder("reports").glob("*.toml")))


def load_definition(name: str) -> Definition:
    """Read a definition by its name, or from a TOML file by its path.

    Raises:
        Refused: FILE if there is none of that name, FORM for every fault in it.

    >>> load_definition("commitments").currency
    'EUR'
    """
    return _validated(_read_toml(_path_of(name)), Place(file=name))


def definition_of(values: Mapping[str, Any]) -> Definition:
    """A definition from the values of one, as an issue entry of a book keeps them.

    Raises:
        Refused: FORM for every fault in it.

    >>> definition_of({"name": "x", "title": "X", "currency": "EUR"}).basis
    'announced'
    """
    return _validated(dict(values), Place(subject="definition"))


def _path_of(name: str) -> Path:
    if name.endswith(".toml"):
        return Path(name)
    if name in definition_names():
        return folder("reports") / f"{name}.toml"
    near = nearest(name, definition_names()) or definition_names()
    expected_name = f"a report such as {' or '.join(near)}, or a file that ends in .toml"
    raise Refused.of("FILE", Place(argument="report"), quoted(name), expected_name, "name a report or a file")


def _read_toml(path: Path) -> dict[str, Any]:
    place, expected_file = Place(file=str(path)), "a file that holds a report definition"
    if path.exists() and not path.is_file():
        raise Refused.of("FILE", place, "a folder or a device", expected_file, "name a file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        found = fault.strerror if isinstance(fault, OSError) else "a name that no file can have"
        raise Refused.of("FILE", place, str(found), expected_file, "check the path") from None
    if len(data) > MAX_BYTES:
        raise Refused.of("FILE", place, f"more than {MAX_BYTES} bytes", expected_file, "name another file")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused.of("FORM", place, "a file in another encoding", "text in UTF-8", "save it as UTF-8") from None
    except RecursionError:
        raise Refused.of(
            "FORM", place, "brackets nested without end", "a report definition", "write it again"
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise Refused.of("FORM", place, quoted(str(fault)), "TOML", "mend the file at this place") from None


def _validated(values: dict[str, Any], place: Place) -> Definition:
    definition, problems = validate(TypeAdapter(Definition), values, place)
    if definition is None:
        raise Refused(problems)
    return definition

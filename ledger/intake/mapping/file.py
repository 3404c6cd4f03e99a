"""Mapping files: TOML that says what the columns of a foreign table are (docs/mapping.md).

``read`` reads tables by them, ``draft`` writes the first version of one.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)

from ledger.foundation import Place, Problem, Severity, expected, malformed, quoted, toml_fault
from ledger.notation import DayOrder, DecimalMark
from ledger.records import (
    HEADINGS,
    Exact,
    Heading,
    Kind,
    Line,
    Paragraph,
    nearest,
    parse_record,
    validate,
    values_of,
)

MAX_BYTES = 1_000_000
ORDERS: tuple[str, ...] = get_args(DayOrder)
MONEY = (
    *("amount", "low", "high"),
    *("equivalent_amount", "equivalent_low", "equivalent_high"),
    *("item_amount", "item_low", "item_high"),
)
"""The headings whose cells hold sums of money."""

_BY_NAME: Mapping[str, Heading] = {heading.name: heading for heading in HEADINGS}
_TWICE = "|".join(rf"{part}[\s\S]*{part}" for part in ("%d", "%[mbB]", "%Y", "%H", "%M", "%S"))
_ID_PREFIX = r"^[A-Za-z0-9._:/-]{0,40}$"
DayOfPeriod = Literal["first", "last"]
# What [amounts] says of a column itself; all else are values of its records.
_OF_A_COLUMN = ("id", "multiplier")
# Each record of a row would have the whole of these.
_ONE_A_ROW = frozenset({*MONEY, "quantity"})
_MULTIPLIER = re.compile(r"(?=.*[1-9])[0-9]{1,30}(?:\.[0-9]{1,30})?")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._:/-]+")


class _DateForm(NamedTuple):
    """Patterns of dates: what each names, and the letters that may stand behind its ``%``."""

    names: tuple[str, ...]
    letters: str

    @property
    def wrong(self) -> str:
        """What no such pattern holds."""
        return rf"{_TWICE}|%([^{self.letters}]|$)|[\x00-\x1f]"

    def fits(self, date_format: str) -> bool:
        """Whether a text is such a pattern."""
        return all(re.search(it, date_format) for it in self.names) and not re.search(self.wrong, date_format)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        return {"allOf": [{"pattern": it} for it in self.names], "not": {"pattern": self.wrong}}


# Two digits of a year would have to be guessed at.
_DAYS = _DateForm(("%d", "%[mbB]", "%Y"), "dmbBYHMS")
_PERIODS = _DateForm(("%Y",), "mbBY")


def _heading(value: object) -> str:
    if value not in _BY_NAME:
        near = nearest(str(value)[:100], _BY_NAME, most=1)
        requirement = f"a heading of docs/import.md, perhaps {near[0]}" if near else "a heading of docs/import.md"
        raise expected("FORM", requirement, "correct the name", found=quoted(value))
    return str(value)


def _date_format(value: object) -> str:
    forms = 'dmy, mdy, ymd, or a pattern with %d, %m and %Y, each once, such as "%d.%m.%Y"'
    if not isinstance(value, str) or not (value in ORDERS or _DAYS.fits(value) or _PERIODS.fits(value)):
        raise expected("FORM", forms, "write how days are written in the table")
    return value


def _unclear_period(date_format: str, day: DayOfPeriod | None) -> Exception:
    if day is None:
        found, requirement = f"date_format {quoted(date_format)}, which names no day", "the day that is meant"
        return expected("FORM", requirement, 'write day_of_period = "first" or "last" beside it', found=found)
    found, requirement = f"day_of_period beside date_format {quoted(date_format)}", "a pattern of a month or a year"
    return expected("FORM", requirement, "take day_of_period out", found=found)


def _multiplier(value: object) -> object:
    # A whole number of TOML is exact, a fraction is not.
    return str(value) if type(value) is int else value


def _own_heading(value: object) -> str:
    if value == "multiplier":
        return "multiplier"
    if value in _ONE_A_ROW or value == "record":
        requirement = f"what sets the records of this column apart: {value} is no such thing"
        raise expected("FORM", requirement, f"take {value} out of it", found=quoted(value))
    return _heading(value)


def _own_values(values: object) -> object:
    return {name: _multiplier(it) for name, it in values.items()} if isinstance(values, dict) else values


def toml_text(value: str) -> str:
    r"""A text as TOML writes it.

    >>> print(toml_text('5" guns'))
    "5\" guns"
    """
    # JSON's escapes are TOML's, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_id(text: str) -> str:
    """A text as a part of an id, without the characters that an id cannot have.

    >>> as_id("PK 12 (a)")
    'PK-12-a'
    """
    return _NOT_IN_AN_ID.sub("-", text).strip("-")


def _heading_row(value: object) -> object:
    if type(value) is not int or value < 1:
        raise expected("FORM", "a whole number from 1, without quotation marks", "write for example heading_row = 1")
    return value


def _id_prefix(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(_ID_PREFIX, value):
        requirement = "at most 40 characters, of A to Z, a to z, 0 to 9 and . _ : / -"
        raise expected("FORM", requirement, "choose another prefix, or take id_prefix out")
    return value


def folded(text: str) -> str:
    """A text as it is compared where capitals and blanks do not count.

    >>> folded(" Not  Known"), folded("not known")
    ('not known', 'not known')
    """
    return " ".join(text.casefold().split())


def _one_meaning_each(translations: Mapping[str, str]) -> Mapping[str, str]:
    first: dict[str, str] = {}
    for written, meant in translations.items():
        earlier = first.setdefault(folded(written), written)
        if translations[earlier] != meant:
            found = f"{quoted(earlier)} = {quoted(translations[earlier])} beside {quoted(written)} = {quoted(meant)}"
            requirement = "one meaning: capitals and blanks do not count"
            raise expected("FORM", requirement, "take one of the two lines out", found=found)
    return translations


def _one_worth_each(worths: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    _one_meaning_each({text: str(worth) for text, worth in worths.items()})
    if naught := [text for text, worth in worths.items() if not worth]:
        raise expected("FORM", "a multiplier above 0", "write for example 1000000", found=f"{quoted(naught[0])} = 0")
    return worths


def _with_entries(tables: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    return {heading: translations for heading, translations in tables.items() if translations}


HeadingName = Annotated[
    str, BeforeValidator(_heading), WithJsonSchema({"type": "string", "enum": [it.name for it in HEADINGS]})
]
DateFormat = Annotated[
    str,
    BeforeValidator(_date_format),
    WithJsonSchema({"type": "string", "anyOf": [{"enum": list(ORDERS)}, _DAYS.schema(), _PERIODS.schema()]}),
]
HeadingRow = Annotated[int, Field(ge=1), BeforeValidator(_heading_row)]
IdPrefix = Annotated[str, BeforeValidator(_id_prefix), WithJsonSchema({"type": "string", "pattern": _ID_PREFIX})]
Translations = Annotated[dict[str, str], AfterValidator(_one_meaning_each)]
Multiplier = Annotated[Exact, BeforeValidator(_multiplier)]
Worths = Annotated[dict[str, Multiplier], AfterValidator(_one_worth_each)]
Totals = Literal["skip", "keep"]
OWN_NAMES: tuple[str, ...] = (
    "multiplier",
    *(it.name for it in HEADINGS if it.name != "record" and it.name not in _ONE_A_ROW),
)
"""What may be said of one among several columns of amounts alone."""
OwnHeading = Annotated[
    str, BeforeValidator(_own_heading), WithJsonSchema({"type": "string", "enum": sorted(OWN_NAMES)})
]
OwnValues = Annotated[dict[OwnHeading, Paragraph], BeforeValidator(_own_values)]


class TableMapping(BaseModel):
    """What the columns of a foreign table are.

    Args:
        source: whose data it is; the same for all releases of one source.
        release: what this release is called.
        sheet: of a workbook; by default the only one with these headings.
        sheets: of a workbook, several of one layout, read one after the other in place of ``sheet``.
        heading_row: number of the row with the headings; by default the first row in which all of them stand.
        decimal: how decimals are written, point or comma; without it, what could be either is a problem.
        date_format: dmy, mdy, ymd, or a pattern such as ``%d.%m.%Y``; without it, what could be two days is a problem.
        day_of_period: which day stands for a year or a month that ``date_format`` names, first or last.
        multiplier: what one unit of every amount is worth, such as 1000000 for a column in millions.
        multipliers: for the column that says it row by row, what one unit is worth by each of its texts.
        id_prefix: put before the ids of the table, so that those of two sources do not meet.
        missing: cells that say nothing, beside empty ones.
        totals: what becomes of rows that look like totals or parts of others; without it they stop the import.
        ignore: what is passed over knowingly although it speaks of money: headings, ``line:2``, ``sheet:2023``.
        columns: our heading, and the heading of the column in the table.
        amounts: of several columns of amounts the heading of each, and the values that hold for its records alone.
        constants: our heading, and the value that holds for all rows.
        values: for a heading, what is written in the table and what it means; capitals and blanks do not count.
        skip_rows: the heading of a column, and the texts in it whose rows are no records.

    >>> TableMapping(source="Ministry", columns={"donor": "Country"}).heading_row is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Line = Field(description="Whose data it is; the same for all releases.")
    release: Line | None = Field(default=None, description="What this release is called.")
    sheet: Line | None = Field(default=None, description="Sheet of a workbook; by default the only one that fits.")
    sheets: tuple[Line, ...] = Field(default=(), description="Several sheets of one layout, in place of sheet.")
    heading_row: HeadingRow | None = Field(default=None, description="Number of the row of headings.")
    decimal: DecimalMark | None = Field(default=None, description="How decimals are written.")
    date_format: DateFormat | None = Field(default=None, description="How days are written.")
    day_of_period: DayOfPeriod | None = Field(default=None, description="The day that stands for a month or a year.")
    multiplier: Multiplier = Field(default=Decimal(1), description="What one unit of every amount is worth.")
    id_prefix: IdPrefix = Field(default="", description="Put before each id.")
    missing: tuple[str, ...] = Field(default=(), description="Cells that say nothing, beside empty ones.")
    totals: Totals | None = Field(default=None, description="Whether rows that look like totals are left out or kept.")
    ignore: tuple[Line, ...] = Field(
        default=(), description="Headings, line:N and sheet:NAME that are passed over knowingly."
    )
    columns: dict[HeadingName, Line] = Field(description="Our heading, and that of the column.")
    amounts: dict[Line, OwnValues] = Field(
        default={}, description="Several columns of amounts, and the values of each; every cell is a record."
    )
    constants: dict[HeadingName, Paragraph] = Field(default={}, description="Our heading, and the value of all rows.")
    multipliers: dict[Line, Worths] = Field(
        default={}, max_length=1, description="For a column of units, what one unit is worth by each of its texts."
    )
    values: Annotated[dict[HeadingName, Translations], AfterValidator(_with_entries)] = Field(
        default={}, description="For a heading, what is written and what it means."
    )
    skip_rows: dict[Line, tuple[str, ...]] = Field(
        default={}, description="For a column of the table, the texts whose rows are left out."
    )

    @model_validator(mode="after")
    def _each_heading_has_one_origin(self) -> Self:
        twice = sorted(self.columns.keys() & self.constants.keys())
        if twice:
            remedy = f"remove {twice[0]} under columns or under constants"
            raise expected("FORM", "each heading under columns or under constants", remedy, found=f"{twice[0]} in both")
        idle = sorted(self.values.keys() - {*self.columns, *(["amount"] if self.amounts else [])})
        if idle:
            remedy = f"name the column of {idle[0]}, or remove its values"
            raise expected("FORM", "values of headings that have a column", remedy, found=f"values.{idle[0]}")
        if self.date_format is not None and _PERIODS.fits(self.date_format) != (self.day_of_period is not None):
            raise _unclear_period(self.date_format, self.day_of_period)
        if self.sheet is not None and self.sheets:
            raise expected("FORM", "sheet or sheets", "take one of the two lines out", found="sheet beside sheets")
        if self.multipliers and (
            "multiplier" in self.model_fields_set or any("multiplier" in it for it in self.amounts.values())
        ):
            found, remedy = "multiplier beside [multipliers]", "take one of the two out"
            raise expected("FORM", "one worth of each unit", remedy, found=found)
        if not self.multiplier:
            raise expected("FORM", "a multiplier above 0", "write for example 1000000", found="multiplier 0")
        return self

    @model_validator(mode="after")
    def _amounts_are_told_apart(self) -> Self:
        given = {*self.columns, *self.constants}
        if self.amounts and (once := sorted(given & _ONE_A_ROW)):
            remedy = f"take {once[0]} out of [columns] and [constants], or [amounts] out of the file"
            raise expected("FORM", "one sum in each record", remedy, found=f"{once[0]} beside [amounts]")
        for name, own in self.amounts.items():
            if twice := sorted(given & own.keys() - {"id"}):
                remedy = f"write {twice[0]} for each column under [amounts], or once for all of them"
                found = f"{twice[0]} under amounts.{name} and for all rows"
                raise expected("FORM", "each value in one place", remedy, found=found)
            if "multiplier" in own and not _MULTIPLIER.fullmatch(own["multiplier"]):
                remedy, found = "write for example 1000000", f"multiplier {quoted(own['multiplier'])}"
                raise expected("FORM", "a whole or decimal number above 0", remedy, found=found)
        self._endings_differ()
        self._one_currency_of_each_sum()
        return self

    def _endings_differ(self) -> None:
        first: dict[str, str] = {}
        for name in self.amounts if "id" in self.columns else ():
            ending = self.ending(name)
            if not ending or first.setdefault(ending.casefold(), name) != name:
                found = f"{quoted(name)}, which makes no ending of its own for the ids of its records"
                raise expected("FORM", "an ending for each column", 'write id = "..." for this column', found=found)

    def _one_currency_of_each_sum(self) -> None:
        """Sums that differ in nothing but their currency are one sum, stated twice."""
        first: dict[tuple[tuple[str, str], ...], str] = {}
        for name, own in self.amounts.items():
            rest = tuple(sorted((it, value) for it, value in own.items() if it not in (*_OF_A_COLUMN, "currency")))
            other = first.setdefault(rest, name)
            if own.get("currency") != self.amounts[other].get("currency"):
                found = f"{quoted(other)} and {quoted(name)}, which differ in nothing but their currency"
                remedy = (
                    "name the one in which the sums were stated, and the other under ignore; or say what else differs"
                )
                raise expected("FORM", "each sum once", remedy, found=found)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings of all columns that are read as they stand in the table."""
        return (*self.columns.values(), *self.amounts, *self.multipliers)

    @property
    def views(self) -> "tuple[TableMapping, ...]":
        """The mapping of each column of amounts, as if it were the only one; of a single column the mapping itself."""
        return self._views or (self,)

    @cached_property
    def _views(self) -> "tuple[TableMapping, ...]":
        # What a mapping keeps may not hold itself, or it could not be compared with another.
        return tuple(self._view(name, own) for name, own in self.amounts.items())

    def _view(self, name: str, own: Mapping[str, str]) -> "TableMapping":
        changes: dict[str, Any] = {
            "columns": {**self.columns, "amount": name},
            "constants": {**self.constants, **{it: own[it] for it in own if it not in _OF_A_COLUMN}},
            "amounts": {name: own},
        }
        return self._with(changes | ({"multiplier": Decimal(own["multiplier"])} if "multiplier" in own else {}))

    @cached_property
    def units(self) -> "Mapping[str, TableMapping]":
        """The mapping of rows in each unit, by what the column of units says, :func:`folded`; none without one."""
        worths = (pair for texts in self.multipliers.values() for pair in texts.items())
        return {folded(text): self._with({"multiplier": worth}) for text, worth in worths}

    def _with(self, changes: dict[str, Any]) -> "TableMapping":
        # Made anew: a copy would keep what was cached of this one.
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return TableMapping.model_construct(_fields_set={*self.model_fields_set, *changes}, **kept | changes)

    def ending(self, name: str) -> str:
        """What the ids of the records of a column of amounts end in, so that those of one row differ."""
        return as_id(self.amounts[name].get("id", name))

    def table_of(self, heading: str) -> str:
        """The table of the mapping file in which the value of a heading belongs that holds for all rows.

        >>> view = TableMapping(source="x", columns={}, amounts={"Guns": {"category": "military"}}).views[0]
        >>> view.table_of("category"), view.table_of("donor")
        ('[amounts."Guns"]', '[constants]')
        """
        own = (name for name, values in self.amounts.items() if heading in values)
        return next((f"[amounts.{toml_text(name)}]" for name in own), "[constants]")

    @cached_property
    def kind(self) -> str:
        """What the rows are by the constant ``record``; empty where a column says it."""
        return "" if "record" in self.columns else self.constants.get("record", "commitment")

    @cached_property
    def translated(self) -> Self:
        """The same mapping for cells that a translation put into our own words: nothing is multiplied once more."""
        return self.model_copy(update={"multiplier": Decimal(1)})

    @cached_property
    def ignored(self) -> frozenset[str]:
        """What is passed over knowingly, and columns that only say which rows are, :func:`folded`."""
        return frozenset(map(folded, (*self.ignore, *self.skip_rows)))

    @cached_property
    def meanings(self) -> Mapping[str, Mapping[str, str]]:
        """The translations of each heading, by what is written in the table, :func:`folded`."""
        return {name: {folded(it): meant for it, meant in said.items()} for name, said in self.values.items()}


def load_mapping(path: Path, file: str) -> tuple[TableMapping | None, tuple[Problem, ...]]:
    """Read a mapping file; what is wrong in it is told once, not for every row of the table.

    Args:
        path: the file.
        file: its name in places.

    >>> load_mapping(Path("absent.toml"), "absent.toml")[1][0].found
    'No such file or directory'
    """
    values = _toml(path, file)
    return (None, (values,)) if isinstance(values, Problem) else mapping_of(values, file)


def mapping_of(values: Mapping[str, Any], file: str) -> tuple[TableMapping | None, tuple[Problem, ...]]:
    """The mapping that some values make up, or what is wrong with them.

    Args:
        values: as TOML holds them.
        file: name of their file in places.

    >>> mapping_of({"source": "Ministry"}, "aid.toml")[1][0].place.field
    'columns'
    """
    mapping, problems = validate(TypeAdapter(TableMapping), values, Place(file=file))
    if mapping is None:
        return None, problems
    faults = (*_missing_headings(mapping, file), *_faulty_constants(mapping, file))
    return (None if faults else mapping), faults


def _toml(path: Path, file: str) -> dict[str, Any] | Problem:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or "a name that no file can have"
        return _file(file, reason, "check the path")
    if len(data) > MAX_BYTES:
        return _file(file, f"more than {MAX_BYTES} bytes", "name another file")
    try:
        text = data.decode("utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError:
        return malformed(Place(file=file), "a file in another encoding", "text in UTF-8", "save it as UTF-8")
    except RecursionError:
        return malformed(Place(file=file), "brackets nested without end", "a mapping file", "write it again")
    except tomllib.TOMLDecodeError as fault:
        return toml_fault(fault, text, file)


def _missing_headings(mapping: TableMapping, file: str) -> Iterator[Problem]:
    kinds: tuple[str, ...] = (mapping.kind,) if mapping.kind else get_args(Kind)
    for heading in HEADINGS:
        if not any(kind in heading.required_for for kind in kinds):
            continue
        lacking = [view for view in mapping.views if heading.name not in {*view.columns, *view.constants}]
        lack, meaning = f"nothing for {heading.name}", _short(heading.meaning)
        if len(lacking) == len(mapping.views):
            remedy = f"name the column of {heading.name}, or write {heading.name} under [constants]"
            remedy += ", or for each column under [amounts]" if mapping.amounts else ""
            yield malformed(Place(file=file, field="columns"), lack, meaning, remedy)
            continue
        for view in lacking:
            place = Place(file=file, field=f"amounts.{view.columns['amount']}")
            yield malformed(place, lack, meaning, f"write {heading.name} for this column as for the others")


def _faulty_constants(mapping: TableMapping, file: str) -> tuple[Problem, ...]:
    """The faults that a record with these constants alone would have in them."""
    return tuple(dict.fromkeys(fault for view in mapping.views for fault in _faults_of_view(view, file)))


def _faults_of_view(view: TableMapping, file: str) -> Iterator[Problem]:
    paths = {_BY_NAME[name].path: name for name in view.constants}
    values = values_of({"record": "commitment", **view.constants})
    own = {it: f"amounts.{column}.{it}" for column, said in view.amounts.items() for it in said}
    for problem in parse_record(values, Place()).problems:
        if name := paths.get(problem.place.field):
            place = Place(file=file, field=own.get(name, f"constants.{name}"))
            yield replace(problem, place=place, to_mend=())


def _short(meaning: str) -> str:
    return meaning[:1].lower() + meaning[1:]


def _file(file: str, found: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=file), found, "a mapping file (docs/mapping.md)", remedy)

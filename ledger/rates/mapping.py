"""A mapping file for rates: who quotes what in a file that does not say it, and in which of its columns.

One that names columns turns the table into our own CSV, and that is what a book holds: it reads the same whatever
becomes of mappings. Tables of records have mappings of their own, in a room above this one.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from ledger.foundation import Place, Problem, Severity, disk_words, expected, malformed, quoted
from ledger.rates.columns import NOT_PUBLISHED
from ledger.rates.faults import Faults
from ledger.rates.gather import (
    UNITS,
    FoundQuote,
    Gathering,
    Rows,
    as_iso_day,
    is_currency,
    is_sound_rate,
    read_day,
)
from ledger.rates.own import HEADINGS
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sets import Direction, Series
from ledger.rates.tables import raw_rows
from ledger.rates.unwrap import is_workbook, unwrap
from ledger.records import CURRENCIES, CurrencyCode, Line, nearest, validate

_MOST_BYTES = 100_000
_PARTS = ("day", "currency", "rate", "unit")
_A_DAY = date(2025, 6, 2)
_COMMA = re.compile(r"[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_POINT = re.compile(r"[0-9]{1,3}(?:[, \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_PER_UNIT = re.compile(r"(?P<base>[a-z]{3})[_ ]per[_ ](?:1[_ ])?unit", re.IGNORECASE)


def _day_pattern(pattern: str) -> str:
    shown = _A_DAY.strftime(pattern)
    try:
        is_whole = datetime.strptime(shown, pattern).date() == _A_DAY  # noqa: DTZ007 - a day has no zone
    except (ValueError, re.error):
        # A part that stands twice is an error of the pattern that Python makes of it.
        is_whole = False
    if not is_whole:
        requirement = 'a pattern of day, month and year, such as "%d/%m/%Y"'
        raise expected("FORM", requirement, "write how days are written in the file", found=quoted(pattern))
    return pattern


class RatesMapping(BaseModel):
    """What a file of rates does not say itself.

    Args:
        base: the currency that all others are quoted against.
        direction: ``units_per_base`` (USD 1.1339 for 1 EUR) or ``base_per_unit`` (UAH 41.5 for 1 USD).
        source: who published the rates.
        day: heading of the column of the days; with it alone, headings that are codes are columns of their currencies.
        currency: heading of the column of the currencies, in a list with one rate a line.
        rate: heading of the column of the rates in such a list.
        unit: heading of the column that says for how many units a rate stands; 1 without it.
        heading_row: the row of the headings.
        decimal: how decimals are written, point or comma.
        date_format: how days are written, such as ``%d/%m/%Y``.

    >>> RatesMapping(base="UAH", day="Datum").rate is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: CurrencyCode | None = Field(default=None, description="The currency that all others are quoted against.")
    direction: Direction | None = Field(default=None, description="Which way the rates are quoted.")
    source: Line | None = Field(default=None, description="Who published the rates.")
    day: Line | None = Field(default=None, description="Heading of the days.")
    currency: Line | None = Field(default=None, description="Heading of the currencies, in a list.")
    rate: Line | None = Field(default=None, description="Heading of the rates, in a list.")
    unit: Line | None = Field(default=None, description="Heading of the units that a rate stands for, in a list.")
    heading_row: int = Field(default=1, ge=1, strict=True, description="Number of the row of headings.")
    decimal: Literal["point", "comma"] | None = Field(default=None, description="How decimals are written.")
    date_format: Annotated[str, AfterValidator(_day_pattern)] | None = Field(
        default=None, description="How days are written, such as %d/%m/%Y."
    )

    @model_validator(mode="after")
    def _columns_belong_together(self) -> Self:
        if (self.currency is None) != (self.rate is None) or (self.unit is not None and self.rate is None):
            remedy = "name both, or neither where each currency has a column"
            raise expected("FORM", "currency and rate together", remedy, found="one of currency, rate and unit alone")
        of_columns = self.model_fields_set - {"base", "direction", "source", "day"}
        if self.day is None and of_columns:
            named = ", ".join(sorted(of_columns))
            raise expected("FORM", "the heading of the days", 'write for example day = "Date"', found=f"{named} alone")
        return self

    @property
    def stated(self) -> StatedQuotation:
        """What it says of the whole file."""
        return StatedQuotation(self.base, self.direction, self.source)


def load_rates_mapping(path: Path) -> tuple[RatesMapping | None, tuple[Problem, ...]]:
    """Read a mapping file for rates.

    >>> load_rates_mapping(Path("absent.toml"))[1][0].found
    'No such file or directory'
    """
    place = Place(file=quoted(path.name)[1:-1])
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        remedy, found = "check the path", disk_words(fault)
        return None, (Problem("FILE", Severity.ERROR, place, found, "a mapping file for rates", remedy),)
    if len(data) > _MOST_BYTES:
        return None, (malformed(place, f"more than {_MOST_BYTES:,} bytes", "a mapping file for rates", "name another"),)
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        return None, (malformed(place, quoted(str(fault)[:200]), "TOML in UTF-8", "mend the file at this place"),)
    return validate(TypeAdapter(RatesMapping), values, place)


def own_table(name: str, data: bytes, mapping: RatesMapping) -> tuple[bytes | None, tuple[Problem, ...]]:
    r"""A table of rates as our own CSV, by the columns that a mapping names.

    Args:
        name: of the file, in places.
        data: its bytes.
        mapping: with the heading of its days.

    Returns:
        The CSV, and the problems FX-FEED; no CSV where one of them is an error.

    >>> said = RatesMapping(base="UAH", direction="base_per_unit", source="NBU", day="Day", date_format="%d/%m/%Y")
    >>> print(own_table("a.csv", b"Day,USD\n02/06/2025,41.5289\n", said)[0].decode().strip())
    date,currency,rate,base,direction,unit,source
    2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU
    """
    faults = Faults(name)
    missing = [part for part in ("base", "direction", "source") if getattr(mapping, part) is None]
    if missing:
        needed = " and ".join(f"{part} = ..." for part in missing)
        found = f"a mapping that does not say {' and '.join(missing)}"
        faults.error(Place(), found, "base, direction and publisher, since it names the columns", f"write {needed}")
        return None, faults.problems()
    rows = _rows(name, data, faults)
    table = [] if rows is None else list(rows)
    headings = next((cells for line, cells in table if line == mapping.heading_row), None)
    gathering = Gathering(faults)
    if headings is not None:
        _gather(table, headings, mapping, gathering)
    elif not faults.errors:
        expectation, remedy = f"headings in row {mapping.heading_row}", "correct heading_row in the mapping file"
        faults.error(Place(), "no such row", expectation, remedy)
    if not (lines := list(_own_lines(gathering.series(), mapping))) and not faults.errors:
        faults.error(Place(), "no rates", "at least one", "check that this is the file you meant")
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADINGS, *lines])
    return (None if faults.errors else text.getvalue().encode()), faults.problems()


def _own_lines(series: Mapping[str, Series], mapping: RatesMapping) -> Iterator[tuple[str, ...]]:
    quoting = (str(mapping.base), str(mapping.direction))
    for currency, quotes in series.items():
        for day, rate, unit in zip(quotes.days, quotes.values, quotes.units, strict=True):
            yield (day.isoformat(), currency, rate, *quoting, str(unit), str(mapping.source))


def _rows(name: str, data: bytes, faults: Faults) -> Rows | None:
    if is_workbook(data):
        from ledger.rates.workbooks import workbook_rows  # noqa: PLC0415 - loaded only for such a file

        return workbook_rows(name, data, faults)
    text = unwrap(data, faults)
    return None if text is None else raw_rows(text, faults)


def _gather(
    table: Sequence[tuple[int, list[str]]], cells: Sequence[str], mapping: RatesMapping, gathering: Gathering
) -> None:
    faults, headings = gathering.faults, [" ".join(cell.split()) for cell in cells]
    named = {part: heading for part in _PARTS if (heading := getattr(mapping, part)) is not None}
    index = {part: _index(heading, headings, mapping.heading_row, faults) for part, heading in named.items()}
    _contradicted(headings, index, mapping, faults)
    if faults.errors:
        return
    quotes = _of_list if "rate" in index else _of_columns
    for line, row in table:
        if line <= mapping.heading_row:
            continue
        padded = [*(cell.strip() for cell in row), *[""] * (len(headings) - len(row))]
        day = read_day(_day(padded[index["day"]], mapping.date_format), line, named["day"], faults)
        for currency, rate, written, heading in quotes(padded, index, headings):
            if rate in NOT_PUBLISHED or (currency == mapping.base and rate in ("1", "1.0")):
                continue
            text, unit = _number(rate, mapping.decimal), UNITS.get(written or "1")
            known = is_currency(currency, line, heading, faults)
            if unit is None:
                place, remedy = Place(row=line, field=mapping.unit or ""), "write for how many units the rate stands"
                faults.error(place, quoted(written), "1, 10, 100, 1000 and so on", remedy)
            elif is_sound_rate(text, line, heading, faults) and known and day is not None:
                gathering.add(currency, FoundQuote(day, text, unit, line), heading)


_Quotes = Iterator[tuple[str, str, str, str]]


def _of_list(row: Sequence[str], index: Mapping[str, int], headings: Sequence[str]) -> _Quotes:
    """Currency, rate, unit, and the heading of the rate."""
    unit = row[index["unit"]] if "unit" in index else ""
    yield row[index["currency"]].upper(), row[index["rate"]], unit, headings[index["rate"]]


def _of_columns(row: Sequence[str], index: Mapping[str, int], headings: Sequence[str]) -> _Quotes:
    for number, heading in enumerate(headings):
        if number != index["day"] and heading.upper() in CURRENCIES:
            yield heading.upper(), row[number], "", heading


def _index(heading: str, headings: Sequence[str], line: int, faults: Faults) -> int:
    same = [number for number, name in enumerate(headings) if name.casefold() == heading.casefold()]
    if len(same) != 1:
        near = nearest(heading, headings, most=1)
        found = f"{len(same) or 'no'} columns called {quoted(heading)}"
        such = f"one, perhaps {quoted(near[0])}" if near and not same else "one"
        faults.error(Place(row=line), found, such, "correct the heading in the mapping file")
    return same[0] if same else 0


def _contradicted(headings: Sequence[str], index: Mapping[str, int], mapping: RatesMapping, faults: Faults) -> None:
    """A heading such as ``uah_per_unit`` says base and direction itself."""
    match = _PER_UNIT.fullmatch(headings[index["rate"]]) if "rate" in index else None
    base = match["base"].upper() if match else None
    if base in CURRENCIES and (base, "base_per_unit") != (mapping.base, mapping.direction):
        found = f"{quoted(headings[index['rate']])}, and {mapping.base} {mapping.direction} in the mapping file"
        faults.error(Place(row=mapping.heading_row), found, "one base and direction", "correct the mapping file")


def _day(text: str, date_format: str | None) -> str:
    if date_format is None:
        return as_iso_day(text)
    try:
        return datetime.strptime(text, date_format).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        # A workbook holds its days as such; anything else is told as it stands.
        return text


def _number(text: str, decimal: str | None) -> str:
    patterns: Mapping[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
        "comma": (_COMMA, lambda it: re.sub(r"[^0-9,]", "", it).replace(",", ".")),
        "point": (_POINT, lambda it: re.sub(r"[^0-9.]", "", it)),
    }
    if decimal is None:
        return text
    pattern, plain = patterns[decimal]
    return plain(text) if pattern.fullmatch(text) else text

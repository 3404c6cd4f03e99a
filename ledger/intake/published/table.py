"""A plain table of published totals: donor, type, figure, currency and unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ledger.foundation import EXACT, Place, Problem, errors, malformed, plain, quoted
from ledger.intake.published.columns import PlainRow, has_columns, missing_columns, table_rows
from ledger.intake.totals import ALL_CATEGORIES, Published, PublishedRow
from ledger.notation import readings, scientific
from ledger.records import CURRENCIES, find_party, party_doubt

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "donor": ("donor", "country"),
    "category": ("type", "category"),
    "figure": ("figure", "total", "amount"),
    "currency": ("currency",),
    "unit": ("unit",),
}
_NEEDED = ("donor", "figure", "currency")
_UNITS = {
    **dict.fromkeys(("", "1"), 1),
    **dict.fromkeys(("thousand", "thousands", "1000"), 1000),
    **dict.fromkeys(("million", "millions", "mn", "1000000"), 1_000_000),
    **dict.fromkeys(("billion", "billions", "bn", "1000000000"), 1_000_000_000),
}
_NAMES = {1: "whole units", 1000: "thousand", 1_000_000: "million", 1_000_000_000: "billion"}
_SHOWN = 5
_WHOLE = ("", "total", "all")


@dataclass(frozen=True)
class _Row:
    place: Place
    donor: str
    donor_place: Place
    category: str
    figure: Decimal
    currency: str
    unit: int


def is_table_of_totals(path: Path, encoding: str | None = None) -> bool:
    """Whether a CSV file or a sheet has the headings donor, figure and currency.

    >>> is_table_of_totals(Path("absent.csv"))
    False
    """
    try:
        return has_columns(path, _COLUMNS, _NEEDED, encoding)
    except OSError:
        return False


def why_no_table_of_totals(path: Path, file: str, encoding: str | None = None) -> Problem | None:
    """The columns that a table lacks for its totals to be read; None for what is no table.

    >>> why_no_table_of_totals(Path("absent.json"), "absent.json") is None
    True
    """
    return missing_columns(path, file, _COLUMNS, _NEEDED, encoding)


def table_totals(path: Path, file: str, encoding: str | None = None) -> tuple[Published | None, tuple[Problem, ...]]:
    """The totals of a plain table.

    A row whose donor is empty or ``total`` is a total of all; one whose type is empty or ``total`` of all types. Two
    figures agree within half of the last digit that the table shows.

    Args:
        path: a table that :func:`is_table_of_totals` knows.
        file: its name in places.
        encoding: of a CSV file, if the user names it.
    """
    rows: list[_Row] = []
    faults: list[Problem] = []
    for row in table_rows(path, file, _COLUMNS, _NEEDED, encoding):
        made = row if isinstance(row, Problem) else _row(row)
        if isinstance(made, Problem):
            faults.append(made)
        else:
            rows.append(made)
    faults += _together(rows, file) if rows or not faults else ()
    faults += (doubt for it in rows if (doubt := _doubt(it)))
    return (None, tuple(faults)) if errors(faults) else (_published(rows, file), tuple(faults))


def _row(row: PlainRow) -> _Row | Problem:
    place, cells = row.cell_place("figure"), row.cells
    figures = _figures(cells["figure"][:60], is_pointed="figure" in row.pointed)
    if len(figures) > 1:
        return _of_two_meanings(place, cells["figure"], max(figures), min(figures))
    if not figures:
        found = f"{quoted(cells['figure'])} under figure"
        remedy = "write it in plain digits, and thousand, million or billion in a column called unit"
        if meant := set(readings(cells["figure"][:60]).values()):
            # Where commas separate the cells, a comma is no decimal sign, and a point separates no digits.
            remedy = f"write {' or '.join(map(plain, meant))}, or let semicolons separate the cells"
            return malformed(
                place, found, "a number whose decimal sign is a point, since commas separate the cells", remedy
            )
        return malformed(place, found, "one number that is not negative", remedy)
    currency, unit = cells["currency"].upper(), cells.get("unit", "").casefold().replace(",", "")
    figure = figures.pop()
    if fault := _unit_fault(row, figure, currency, unit):
        return fault
    category = cells.get("category", "").casefold()
    donor = "" if cells["donor"].casefold() in _WHOLE else cells["donor"]
    category = ALL_CATEGORIES if category in _WHOLE else category
    return _Row(row.place, donor, _donor_place(row), category, figure, currency, _UNITS[unit])


def _unit_fault(row: PlainRow, figure: Decimal, currency: str, unit: str) -> Problem | None:
    """What is wrong with the currency or the unit of a figure."""
    cells = row.cells
    if currency not in CURRENCIES:
        found = f"{quoted(cells['currency'])} under currency"
        return malformed(row.cell_place("currency"), found, "a code of ISO 4217", "write such as EUR")
    if unit not in _UNITS:
        expected, remedy = "thousand, million, billion or nothing", "write one of these, or whole units"
        return malformed(row.cell_place("unit"), f"{quoted(cells['unit'])} under unit", expected, remedy)
    return row.doubt_of("figure", EXACT.multiply(figure, Decimal(_UNITS[unit])))


def _donor_place(row: PlainRow) -> Place:
    return row.cell_place("donor") if row.columns else row.place.at("donor")


def _figures(text: str, *, is_pointed: bool) -> set[Decimal]:
    """What a figure may mean."""
    if (figure := scientific(text)) is not None:
        return {figure}
    return set(readings(text, "point" if is_pointed else "either").values())


def _of_two_meanings(place: Place, text: str, large: Decimal, small: Decimal) -> Problem:
    found = f"{quoted(text)} under figure, which may be {large} or {small}"
    # Four digits behind the mark cannot be thousands.
    remedy = f"type {large} or {small}0, whichever is meant"
    return malformed(place, found, "a number that can be read in one way, without a mark between thousands", remedy)


def _doubt(row: _Row) -> Problem | None:
    """PARTY for a donor that no list knows: it would be compared with nothing."""
    known = not row.donor or find_party(row.donor) is not None
    return None if known else party_doubt(row.donor, row.donor_place)


def _together(rows: Sequence[_Row], file: str) -> list[Problem]:
    """What is wrong with the rows as a table: no row, mixed currencies or units, a figure given twice."""
    faults: list[Problem] = []
    if not rows:
        expected, remedy = "at least one row below the headings", "name the file with the totals"
        faults.append(malformed(Place(file=file), "no figure", expected, remedy))
    one_each = "make a table for each currency, and compare one after the other"
    faults += _mixed([(row.place, row.currency) for row in rows], "currency", one_each)
    faults += _mixed([(row.place, _NAMES[row.unit]) for row in rows], "unit", "write all figures in one unit")
    seen: dict[tuple[str, str], Place] = {}
    for row in rows:
        key = (find_party(row.donor) or row.donor, row.category)
        if key in seen:
            found = f"{quoted(row.donor or 'total')}, {row.category} a second time, after {seen[key]}"
            faults.append(malformed(row.place, found, "each figure once", "keep one of the two rows"))
        seen.setdefault(key, row.place)
    return faults


def _mixed(cells: Sequence[tuple[Place, str]], what: str, remedy: str) -> Iterator[Problem]:
    """FORM at the first row that says another currency or unit than the first one, with the lines of each."""
    lines: dict[str, list[str]] = {}
    for place, name in cells:
        lines.setdefault(name, []).append(str(place.row))
    if len(lines) > 1:
        first = next(place for place, name in cells if name != cells[0][1])
        found = "; ".join(f"{name} in {_listed(numbers)}" for name, numbers in lines.items())
        yield malformed(first, found, f"the same {what} in all rows", remedy)


def _listed(lines: Sequence[str]) -> str:
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(lines[:_SHOWN])}{more}"


def _published(rows: Sequence[_Row], file: str) -> Published:
    donors: dict[str, tuple[str, dict[str, Decimal]]] = {}
    for row in rows:
        if row.donor:
            donors.setdefault(find_party(row.donor) or row.donor, (row.donor, {}))[1][row.category] = row.figure
    totals = {row.category: row.figure for row in rows if not row.donor}
    finest = min(int(row.figure.as_tuple().exponent) for row in rows)
    half = EXACT.multiply(Decimal(rows[0].unit).scaleb(finest), Decimal("0.5"))
    return Published(
        source="",
        place=Place(file=file),
        currency=rows[0].currency,
        total=totals.pop(ALL_CATEGORIES, None),
        unit=rows[0].unit,
        # Below one unit the half cents of many conversions would be told as differences.
        tolerance=max(_tidy(half), Decimal(1)),
        rows=tuple(PublishedRow(donor, name, figures) for donor, (name, figures) in donors.items()),
        totals=totals,
    )


def _tidy(value: Decimal) -> Decimal:
    """The same value without zeros behind its last digit, and without an exponent."""
    whole = value.to_integral_value()
    return whole if whole == value else EXACT.normalize(value)

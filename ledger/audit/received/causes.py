"""What a difference in a received workbook most likely is, as a problem with its code and what to do.

A published rate that was replaced by its inverse, by the rate of another day or by one for a hundred units says so by
its value; an amount that is a thousand times the issued one does as well. A record that was amended since explains the
cells of its rows. What nothing explains is XLS.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ledger.audit.received.compare import SavedCell, Scalar, SheetCells, WorkbookDifference
from ledger.book import Revision
from ledger.foundation import Interval, Place, Problem, Severity, grouped, quoted
from ledger.rates import RateSet
from ledger.reporting import Report, UsedRate

NEAR = timedelta(days=30)
"""How far from the day of a rate another day is looked for that has the received rate."""

_CLOSE = Fraction(1, 10_000)
_UNITS = (10, 100, 1_000, 10_000)
_SLIPS = (1_000, 1_000_000, 1_000_000_000)
_PUBLISHED = "Published rate"
_NUMBER = "Rate"
_ASK = "ask for the workbook as it was issued"
_ONE_WAY = "a sheet that every program reads alike: each row and cell once, in their order"
_FOLLOWS = "look at the cells that were changed: this one only follows them"


@dataclass(frozen=True)
class Since:
    """What has happened in the book since a report was issued.

    Args:
        revisions: by record id the revisions of records since then, oldest first.
        cells: the same report as the book gives it now, by sheet; empty where nothing was recorded since.
    """

    revisions: Mapping[str, Sequence[Revision]] = field(default_factory=dict)
    cells: Mapping[str, SheetCells] = field(default_factory=dict)


@dataclass(frozen=True)
class IssuedFigures:
    """What was issued, made again from the book.

    Args:
        report: the report.
        cells: those of its workbook, by sheet.
        rate_sets: the sets that its rates are from, in which a rate of another day is looked for.
    """

    report: Report
    cells: Mapping[str, SheetCells]
    rate_sets: Sequence[RateSet]


def problems_of_differences(
    differences: Iterable[WorkbookDifference], issued: IssuedFigures, since: Since, file: str
) -> tuple[Problem, ...]:
    """Each difference as a problem at its cell; number formats, which show what a cell holds, in ``shown``.

    Args:
        differences: the differences.
        issued: what was issued.
        since: what has happened since.
        file: name of the received workbook.

    >>> problems_of_differences([], None, Since(), "a.xlsx")
    ()
    """
    return tuple(_problem(it, issued, since).within(Place(file=file)) for it in differences if it.kind != "format")


def _problem(difference: WorkbookDifference, figures: IssuedFigures, since: Since) -> Problem:
    if difference.kind in ("value", "formula"):
        return _changed(difference, figures, since)
    issued = figures.cells
    if difference.kind == "missing row":
        return _xls(
            difference, "no such row", f"the row {quoted(difference.expected.value)}", _why(difference, issued, since)
        )
    received, issued_value = difference.found.value, difference.expected.value
    found, expected, remedy, severity = {
        "missing sheet": ("no such sheet", "the sheet of that name, as issued", _ASK, Severity.ERROR),
        "further sheet": ("a sheet that was not issued", "the sheets that were issued", _ASK, Severity.ERROR),
        "table": (_table(difference.found), _table(difference.expected), _ASK, Severity.ERROR),
        "ambiguous": (f"{received}", _ONE_WAY, _ASK, Severity.ERROR),
        "further row": (f"the row {quoted(received)}", "only the rows that were issued", _ASK, Severity.ERROR),
        "follows": (
            _both(difference, issued),
            _shown(difference.expected, difference.found),
            _FOLLOWS,
            Severity.WARNING,
        ),
        "no values": (
            f"{received} of {issued_value} formulas saved without their values",
            "the value of each formula, as issued",
            "open the file in Excel or LibreOffice, save it, and verify it again: no value of them was compared",
            Severity.ERROR,
        ),
        "moved": (
            f"{received} of {issued_value} formulas in rows that stand elsewhere, which were not compared",
            "each row where it was issued",
            _ASK,
            Severity.ERROR,
        ),
        "rewritten": (
            f"{received} of {issued_value} formulas in other words, with the issued meaning and value",
            "the formulas as they were issued",
            "nothing, if the file was saved by a program that writes formulas in its own way",
            Severity.NOTE,
        ),
    }[difference.kind]
    return _xls(difference, found, expected, remedy, severity)


def _changed(difference: WorkbookDifference, figures: IssuedFigures, since: Since) -> Problem:
    issued = figures.cells
    received, expected = _number(difference.found.value), _number(difference.expected.value)
    is_typed = difference.kind == "value" or difference.found.formula is None
    if is_typed and received is not None and expected:
        sheet = issued[difference.sheet]
        table = sheet.table_at(difference.row, difference.column)
        is_of_rates = table is not None and table.name == "Rates"
        if is_of_rates and sheet.heading(difference.row, difference.column) == _PUBLISHED:
            used = _rate_of(difference, figures)
            cause = _rate_cause(received, expected, used, figures.rate_sets)
            if cause:
                code, words = cause
                return _slip(code, difference, words, issued)
        for slip in _SLIPS if not is_of_rates else ():
            if received in (expected * slip, expected / slip):
                ratio = f"{slip:,} times" if received > expected else f"a {slip:,}th of"
                return _slip("UNIT", difference, f"{ratio} the issued figure", issued)
    return _xls(
        difference,
        _both(difference, issued),
        _shown(difference.expected, difference.found),
        _why(difference, issued, since),
    )


def _rate_cause(
    received: Fraction, expected: Fraction, used: UsedRate | None, rate_sets: Sequence[RateSet]
) -> tuple[str, str] | None:
    """Which slip turns the issued rate into the received one."""
    day = _day_of(received, used, rate_sets) if used else None
    if day:
        return "FX-DATE", f"the rate of {day}"
    if abs(received * expected - 1) <= _CLOSE:
        return "FX-INV", "the inverse of the issued rate"
    for unit in _UNITS:
        if received in (expected * unit, expected / unit):
            return (
                "FX-UNIT",
                f"the rate for {unit:,} units" if received > expected else f"the rate for one of {unit:,} units",
            )
    return None


def _day_of(received: Fraction, used: UsedRate, rate_sets: Sequence[RateSet]) -> str | None:
    leg, rates = used.leg, next(each for each in rate_sets if each.description == used.rate_set)
    if leg.is_mean or not leg.quotes:
        return None
    own = leg.quotes[0].day
    near = _quotes(rates, leg.currency, Interval(own - NEAR, own + NEAR))
    days = [day for day, value in near if value == received and day != own]
    nearest = min(days, key=lambda day: (abs(day - own), day), default=None)
    return str(nearest) if nearest else None


def _quotes(rates: RateSet, currency: str, span: Interval) -> Iterator[tuple[date, Fraction]]:
    name = currency if currency in rates.quotes else "EUR"
    for quote in rates.quotes_between(name, span):
        yield quote.day, Fraction(quote.value)


def _rate_of(difference: WorkbookDifference, figures: IssuedFigures) -> UsedRate | None:
    sheet = figures.cells[difference.sheet]
    cells = sheet.beside(difference.row, difference.column)
    numbers = [cell.value for column, cell in cells.items() if sheet.heading(difference.row, column) == _NUMBER]
    return next((used for used in figures.report.rates if used.number in numbers), None)


def _why(difference: WorkbookDifference, issued: Mapping[str, SheetCells], since: Since) -> str:
    """What the book has recorded since about the record in that row, and whether it gives the received value."""
    row = issued[difference.sheet].beside(difference.row, difference.column)
    keys = [str(cell.value) for cell in row.values() if str(cell.value) in since.revisions]
    if not keys:
        return "ask who changed it; the book has nothing that explains it"
    last = since.revisions[keys[0]][-1]
    change = f"entry {last.seq}, {last.action} of {keys[0]} by {last.author} on {last.time:%Y-%m-%d} ({last.reason})"
    if difference.found.value in _now(difference, row, since):
        return f"take it as newer: it is what {change} has made of it"
    return f"ask who changed it; the book has {change} since, which gives another value"


def _now(difference: WorkbookDifference, row: Mapping[int, SavedCell], since: Since) -> set[Scalar]:
    """What stands in the same column of the rows of the same record today."""
    sheet = since.cells.get(difference.sheet)
    key = {cell.value for cell in row.values() if str(cell.value) in since.revisions}
    if sheet is None:
        return set()
    beside = (sheet.beside(number, difference.column) for number in sheet.rows)
    rows = (cells for cells in beside if any(cell.value in key for cell in cells.values()))
    return {cells[difference.column].value for cells in rows if difference.column in cells}


def _number(value: Scalar) -> Fraction | None:
    # As it is written, not as the double behind it: a rate of 1.1339 was typed as that.
    return Fraction(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _shown(cell: SavedCell, other: SavedCell) -> str:
    """A value as people read it, with its formula where that is what differs from the other one."""
    number = cell.value if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) else None
    value = "nothing" if cell.value is None else quoted(str(cell.value))
    value = value if number is None else grouped(_plain(number))
    has_other_formula = cell.formula and cell.formula != other.formula
    return f"{value}, by the formula {quoted(cell.formula)}" if has_other_formula else value


def _plain(number: float) -> Decimal:
    """A number of a cell in decimals: one that is whole without any, however the program wrote it."""
    return Decimal(int(number)) if float(number).is_integer() else Decimal(repr(number))


def _whose(difference: WorkbookDifference, issued: Mapping[str, SheetCells]) -> str:
    """What the cell is about: the first words in its row, and the heading above it; nothing of a sentence."""
    sheet = issued.get(difference.sheet, SheetCells("", {}))
    heading = sheet.heading(difference.row, difference.column)
    if not heading:
        return ""
    row = sheet.beside(difference.row, difference.column)
    words = (cell.value for column, cell in sorted(row.items()) if column != difference.column and not cell.formula)
    label = ", ".join(filter(None, [next((it for it in words if isinstance(it, str)), ""), heading]))
    return f" ({label[:80]})"


def _table(cell: SavedCell) -> str:
    return "no such table" if cell.value is None else f"the table {cell.value}"


def _both(difference: WorkbookDifference, issued: Mapping[str, SheetCells]) -> str:
    return f"{_shown(difference.found, difference.expected)}{_whose(difference, issued)}"


def _slip(code: str, difference: WorkbookDifference, words: str, issued: Mapping[str, SheetCells]) -> Problem:
    found = f"{_both(difference, issued)}, which is {words}"
    return Problem(code, Severity.ERROR, difference.place, found, _shown(difference.expected, difference.found), _ASK)


def _xls(
    difference: WorkbookDifference, found: str, expected: str, remedy: str = _ASK, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem("XLS", severity, difference.place, found, expected, remedy)

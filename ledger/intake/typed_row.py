"""A row as people type it, made plain: amounts such as ``£3bn``, days such as ``2 June 2025``, codes in any case.

Every reader of our own headings comes through here, so that a table, a Parquet file and the entry workbook read a cell
alike. What cannot be read stays as it stands, with a problem.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ledger.foundation import Problem, Severity, parse_day, plain, quoted
from ledger.intake.sheets import Cell, cell_text
from ledger.intake.typed_amounts import TypedAmount, read_amount
from ledger.intake.typed_dates import read_date
from ledger.records import CURRENCIES, Form, find_party, form_of, heading_of, home_currencies, name_at

# What needs no reading: nothing, or a value as it stands in a record. The parsers of the records have the last word.
_FIGURE = re.compile(r"\s*(?:[0-9]{1,18}(?:\.[0-9]{1,6})?\s*)?", re.ASCII)
_DAY = re.compile(r"\s*(?:[0-9]{4}-[0-9]{2}-[0-9]{2}\s*)?", re.ASCII)
_CURRENCY = re.compile(r"\s*(?:[A-Z]{3}\s*)?", re.ASCII)
_CODE = re.compile(r"\s*(?:[a-z_]+\s*)?", re.ASCII)
_FIGURES = ("amount", "bound", "quantity")
_PLAIN: Mapping[Form, re.Pattern[str]] = {
    "amount": _FIGURE,
    "bound": _FIGURE,
    "quantity": _FIGURE,
    "day": _DAY,
    "currency": _CURRENCY,
    "code": _CODE,
}


@dataclass(frozen=True)
class TypedRow:
    """A row whose amounts, days and codes are plain.

    Args:
        cells: text by heading; a sign such as £ has filled the heading of the currency, a range those of its ends.
        problems: by the heading whose cell could not be read; the heading is their place.
    """

    cells: dict[str, str]
    problems: Mapping[str, Problem]


def unplain_columns(headings: Sequence[str]) -> tuple[tuple[int, Callable[[str], object]], ...]:
    """The columns in which a cell may need reading, each with a test that a plain cell passes.

    >>> [position for position, _ in unplain_columns(["title", "amount", "announced", "low_2"])]
    [1, 2]
    """
    forms = ((position, form_of(name)) for position, name in enumerate(headings))
    return tuple((position, _PLAIN[form].fullmatch) for position, form in forms if form)


def typed(row: Mapping[str, Cell]) -> TypedRow:
    """Read the amounts, days and codes of a row.

    Args:
        row: what stands under each heading, as text or as a workbook gives it.

    >>> typed({"amount": "€3bn", "announced": "2 June 2025"}).cells
    {'amount': '3000000000', 'announced': '2025-06-02', 'currency': 'EUR'}
    """
    reading = _Reading({name: _text(value) for name, value in row.items()}, {})
    forms = [
        (name, form) for name in row if (form := form_of(name)) and not _PLAIN[form].fullmatch(reading.cells[name])
    ]
    # What the figures lean on goes first: the currency beside them, and the day, which says what the donor had then.
    for name, form in sorted(forms, key=lambda it: it[1] in _FIGURES):
        if form in _FIGURES and isinstance(row[name], date):
            expected, remedy = "an amount", "format the cell as text or as a number, and type the amount again"
            reading.refuse(name, _form(f"the day {reading.cells[name]}", expected, remedy))
        else:
            reading.read(name, form)
    return TypedRow(reading.cells, reading.problems)


@dataclass
class _Reading:
    """A row while it is read."""

    cells: dict[str, str]
    problems: dict[str, Problem]

    def refuse(self, name: str, problem: Problem) -> None:
        self.problems[name] = replace(problem, place=name)

    def read(self, name: str, form: Form) -> None:
        match form:
            case "day":
                self.read_day(name)
            case "currency" | "code":
                self.cells[name] = _code(self.cells[name], form)
            case "amount":
                self.read_amount(name)
            case _:
                self.read_figure(name, form)

    def read_day(self, name: str) -> None:
        found = read_date(self.cells[name])
        if isinstance(found, Problem):
            self.refuse(name, found)
        else:
            self.cells[name] = found.isoformat()

    def read_amount(self, name: str) -> None:
        found = self._amount(name)
        if isinstance(found, Problem):
            return self.refuse(name, found)
        qualifier = _beside(name, "qualifier")
        given = self.cells.get(qualifier, "").strip()
        if found.qualifier and given and given != found.qualifier:
            beside = f"{quoted(self.cells[name].strip())} beside {given}"
            return self.refuse(name, _form(beside, f"the same in {qualifier} and here", "correct the one or the other"))
        if found.qualifier:
            self.cells[qualifier] = found.qualifier
        if found.low is None or found.high is None:
            self.cells[name] = found.value or ""
            return None
        ends = {_beside(name, "low"): found.low, _beside(name, "high"): found.high}
        if any(self.cells.get(end, "").strip() for end in ends):
            beside = f"{quoted(self.cells[name].strip())} beside {' and '.join(ends)}"
            return self.refuse(name, _form(beside, "one range", "clear this cell or those"))
        self.cells |= ends | {name: ""}
        return None

    def read_figure(self, name: str, form: Form) -> None:
        found = self._amount(name) if form == "bound" else read_amount(self.cells[name])
        if isinstance(found, Problem):
            self.refuse(name, found)
        elif found.value is None or found.qualifier or (form == "quantity" and found.currency):
            self.refuse(name, _form(quoted(self.cells[name].strip()), "one figure", "type the figure alone"))
        else:
            self.cells[name] = found.value

    def _amount(self, name: str) -> TypedAmount | Problem:
        """What stands there, its currency put where it belongs."""
        currency = _beside(name, "currency")
        given = self.cells.get(currency, "").strip()
        # Only of its own sums a donor speaks in its own currency: an equivalent is in another one.
        home = self._home() if currency == "currency" and not given else ()
        found = read_amount(self.cells[name], currency=given or None, home=home)
        if isinstance(found, TypedAmount) and found.currency and not given:
            self.cells[currency] = found.currency
        return found

    def _home(self) -> tuple[str, ...]:
        key = find_party(self.cells.get("donor", "").strip())
        try:
            return home_currencies(key, parse_day(self.cells.get("announced", "").strip())) if key else ()
        except ValueError:
            return ()


@lru_cache(maxsize=4096)
def _beside(name: str, field: str) -> str:
    """The heading of another field of the same amount."""
    heading = heading_of(name)
    return name_at(f"{heading.path.rpartition('.')[0]}.{field}", {}) if heading else field


def _code(text: str, form: Form) -> str:
    """A code as the lists have it, whatever its capitals and blanks."""
    if form == "code":
        return "_".join(text.casefold().replace("-", " ").split())
    code = text.strip().upper()
    return code if code in CURRENCIES else text.strip()


def _text(value: Cell) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, Decimal) else cell_text(value)


def _form(found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, "", found, expected, remedy)

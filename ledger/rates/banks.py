"""Tables of single central banks as they publish them: Canada, Norway's and the ECB's pages, the Federal Reserve.

Their columns are named after series, and the name or the lines above say what is quoted against what.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ledger.foundation import Place, quoted
from ledger.rates.columns import gather_columns
from ledger.rates.ecb import ECB_QUOTATION
from ledger.rates.faults import Faults
from ledger.rates.gather import Rows, is_currency
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sets import Direction, Series

_Gathered = tuple[Mapping[str, Series], StatedQuotation | None]

# FXUSDCAD is a day's rate; FXMUSDCAD and FXAUSDCAD are means of a month and a year.
_CANADIAN = re.compile(r"FX(?P<one>[A-Z]{3})(?P<other>[A-Z]{3})")
_OF_THE_ECB = re.compile(r".*\(EXR\.D\.(?P<other>[A-Z]{3})\.(?P<one>[A-Z]{3})\.SP00\.A\)")
_UNIT = re.compile(r"Currency:_Per_(?P<one>[A-Z]{3})")
_BANK_OF_CANADA = "bankofcanada.ca"
_AGAIN = "get the file again from its publisher and leave it as it is"


class _Pair(NamedTuple):
    """What a column holds: so many units of the other currency for one of the first."""

    one: str
    other: str


def is_canadian(headings: Sequence[str]) -> bool:
    """Whether a file begins as those of the Bank of Canada do.

    >>> is_canadian(["TERMS AND CONDITIONS"]), is_canadian(["Date", "USD"])
    (True, False)
    """
    return list(headings) == ["TERMS AND CONDITIONS"]


def gather_canadian(rows: Rows, faults: Faults) -> _Gathered:
    """The series behind the preface of a file of the Bank of Canada, and how they quote."""
    preface: list[str] = []
    for _, cells in rows:
        if cells == ["OBSERVATIONS"]:
            break
        preface.append(cells[0])
    source = "Bank of Canada" if any(_BANK_OF_CANADA in text for text in preface) else None
    line, headings = next(rows, (1, [""]))
    pairs = {number: _pair(_CANADIAN, heading, line, faults) for number, heading in enumerate(headings) if number}
    return _gathered(pairs, headings, rows, StatedQuotation("CAD", source=source), faults)


def is_of_ecb_pages(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a table of the ECB's data portal, with a series in brackets.

    >>> is_of_ecb_pages(["DATE", "TIME PERIOD", "US dollar/Euro (EXR.D.USD.EUR.SP00.A)"])
    True
    """
    return any(_OF_THE_ECB.fullmatch(heading) for heading in headings)


def gather_ecb_pages(headings: Sequence[str], rows: Rows, faults: Faults) -> _Gathered:
    """The series of a table of the ECB's data portal, and how they quote."""
    pairs = {
        number: _pair(_OF_THE_ECB, heading, 1, faults)
        for number, heading in enumerate(headings)
        if number and heading.upper() != "TIME PERIOD"
    }
    return _gathered(pairs, headings, rows, StatedQuotation("EUR", source=ECB_QUOTATION.source), faults)


def is_federal(headings: Sequence[str]) -> bool:
    """Whether a file begins as those of the Federal Reserve's Data Download Program do.

    >>> is_federal(["Series Description", "AUSTRALIA -- SPOT EXCHANGE RATE, US$/AUSTRALIAN $"])
    True
    """
    return list(headings[:1]) == ["Series Description"]


def gather_federal(rows: Rows, faults: Faults) -> _Gathered:
    """The series of a file of the Federal Reserve's release H.10, and how each of them quotes.

    Most are units for a dollar; those of the euro, the pound and the dollars of Australia and New Zealand are dollars
    for a unit. The lines *Unit* and *Currency* say which.
    """
    lines: dict[str, list[str]] = {}
    line, headings = 1, [""]
    for number, cells in rows:
        line, headings = number, cells
        if cells[0] == "Time Period":
            break
        lines[cells[0].strip().rstrip(":")] = cells
    pairs = {number: _federal_pair(number, lines, line, faults) for number in range(1, len(headings))}
    ids = lines.get("Unique Identifier", [])[1:]
    source = "Board of Governors of the Federal Reserve System, release H.10"
    of_h10 = bool(ids) and all(name.startswith("H10/") for name in ids)
    of_file = StatedQuotation("USD", source=source if of_h10 else None)
    return _gathered(pairs, headings, rows, of_file, faults)


def _federal_pair(number: int, lines: Mapping[str, Sequence[str]], line: int, faults: Faults) -> _Pair | None:
    unit, other, multiplier = (
        cells[number] if len(cells := lines.get(name, ())) > number else ""
        for name in ("Unit", "Currency", "Multiplier")
    )
    match = _UNIT.fullmatch(unit)
    if match is None or multiplier not in ("", "1"):
        found = f"the unit {quoted(unit)} with the multiplier {quoted(multiplier)}"
        expected = 'a unit such as "Currency:_Per_USD" and the multiplier 1'
        remedy = "choose only exchange rates when downloading, no indices"
        faults.error(Place(row=line, field=f"column {number + 1}"), found, expected, remedy)
        return None
    return _Pair(match["one"], other)


def _pair(pattern: "re.Pattern[str]", heading: str, line: int, faults: Faults) -> _Pair | None:
    match = pattern.fullmatch(heading)
    if match is None:
        expected, remedy = "a series of daily exchange rates", "choose only daily exchange rates when downloading"
        faults.error(Place(row=line), f"the series {quoted(heading)}", expected, remedy)
        return None
    return _Pair(match["one"], match["other"])


def _gathered(
    pairs: Mapping[int, _Pair | None],
    headings: Sequence[str],
    rows: Rows,
    of_file: StatedQuotation,
    faults: Faults,
) -> _Gathered:
    """The series of some columns against a base; those that have it on the other side are quoted the other way."""
    columns: dict[str, int] = {}
    of_base: set[str] = set()
    base = of_file.base or ""
    for number, pair in pairs.items():
        if pair is None:
            continue
        currency = next((name for name in pair if name != base), base)
        place = f"column {number + 1}"
        if base not in pair or currency == base or currency in columns:
            found = f"{pair.other} for 1 {pair.one}"
            faults.error(Place(row=1, field=place), found, f"each currency once, and against {base}", _AGAIN)
        elif is_currency(currency, 1, place, faults):
            columns[currency] = number
            of_base |= {currency} if pair.one == base else set()
    if not columns or faults.errors:
        return {}, None
    series = gather_columns(columns, headings, rows, faults)
    # The direction of the file is that of most of its columns.
    per_base = len(of_base) * 2 > len(columns)
    turned = frozenset(columns) - of_base if per_base else frozenset(of_base)
    direction: Direction = "units_per_base" if per_base else "base_per_unit"
    return series, replace(of_file, direction=direction, turned=turned)

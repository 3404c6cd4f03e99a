"""Rates as a list with one quote a line, under headings of the publisher: day, currency, rate, and perhaps a unit.

The headings are those of ``records/codes/rate_words.csv``. One such as ``uah_per_unit`` says base and direction; else
whoever adds the file says them.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ledger.foundation import Place, quoted
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
    rate_words,
    read_day,
)
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sets import Direction, Series
from ledger.records import CURRENCIES

_PER_UNIT = re.compile(r"(?P<base>[a-z]{3})[_ ]per[_ ](?:1[_ ])?unit")
_SHORT = "get the file again from its publisher"


class _Columns(NamedTuple):
    day: int
    currency: int
    rate: int
    unit: int | None
    source: int | None
    base: str | None


def is_list(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a list with days, currencies and rates.

    >>> is_list(["date", "currency", "uah_per_unit"]), is_list(["Date", "USD"])
    (True, False)
    """
    return _columns(tuple(headings)) is not None


def gather_list(
    headings: Sequence[str], rows: Rows, faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    """The series of each currency in the rows below the headings of a list, and how it quotes as far as it says so."""
    columns = _columns(tuple(headings))
    if columns is None:
        return {}, None
    gathering, sources = Gathering(faults), dict[str, int]()
    for line, cells in rows:
        if columns.source is not None and columns.source < len(cells) and cells[columns.source].strip():
            sources.setdefault(cells[columns.source].strip(), line)
        if len(cells) <= max(columns.day, columns.currency, columns.rate):
            faults.error(Place(row=line), f"{len(cells)} cells", f"{len(headings)} as in the first line", _SHORT)
        else:
            _take(line, cells, columns, headings, gathering)
    source = next(iter(sources), None)
    if len(sources) > 1:
        line = list(sources.values())[1]
        found = f"{len(sources)} publishers, the second of them here"
        faults.error(Place(row=line, field="source"), found, "one publisher in the whole file", "split the file")
    direction: Direction | None = None if columns.base is None else "base_per_unit"
    return gathering.series(), StatedQuotation(columns.base, direction, source)


def _take(line: int, cells: Sequence[str], columns: _Columns, headings: Sequence[str], gathering: Gathering) -> None:
    faults, text = gathering.faults, cells[columns.rate].strip()
    currency = cells[columns.currency].strip()
    if text in NOT_PUBLISHED or (currency == columns.base and text in ("1", "1.0")):
        return
    day = read_day(as_iso_day(cells[columns.day].strip()), line, headings[columns.day], faults)
    known = is_currency(currency, line, headings[columns.currency], faults)
    written = "" if columns.unit is None or columns.unit >= len(cells) else cells[columns.unit].strip()
    unit = UNITS.get(written or "1")
    if unit is None:
        remedy = "write for how many units the rate stands"
        faults.error(Place(row=line, field="unit"), quoted(written), "1, 10, 100, 1000 and so on", remedy)
    if is_sound_rate(text, line, headings[columns.rate], faults) and day is not None and known and unit is not None:
        gathering.add(currency, FoundQuote(day, text, unit, line), headings[columns.rate])


@cache
def _columns(headings: tuple[str, ...]) -> _Columns | None:
    places: dict[str, list[int]] = {}
    base = None
    for number, heading in enumerate(headings):
        written = " ".join(heading.casefold().split())
        match = _PER_UNIT.fullmatch(written)
        if match and match["base"].upper() in CURRENCIES:
            base = match["base"].upper()
            places.setdefault("rate", []).append(number)
        elif part := rate_words().get(written):
            places.setdefault(part, []).append(number)
    if any(len(numbers) > 1 for numbers in places.values()) or not {"day", "currency", "rate"} <= places.keys():
        return None
    day, currency, rate = (places[part][0] for part in ("day", "currency", "rate"))
    unit, source = (next(iter(places.get(part, ())), None) for part in ("unit", "source"))
    return _Columns(day, currency, rate, unit, source, base)

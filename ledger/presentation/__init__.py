"""A report as it is displayed: rounded, ordered and in words. Files are drawn from it."""

from ledger.presentation.build import present
from ledger.presentation.marks import Mark
from ledger.presentation.numbers import UNITS, FigureScale, MoneyUnit
from ledger.presentation.presented import (
    FigureKey,
    LegendEntry,
    Presentation,
    PresentedRow,
    PresentedTable,
    Remark,
    RoundingCost,
    RowKind,
    ShownFigure,
    ShownShare,
)
from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, label_of

__all__ = [
    "DIMENSION_TITLES",
    "MEASURE_TITLES",
    "UNITS",
    "FigureKey",
    "FigureScale",
    "LegendEntry",
    "Mark",
    "MoneyUnit",
    "Presentation",
    "PresentedRow",
    "PresentedTable",
    "Remark",
    "RoundingCost",
    "RowKind",
    "ShownFigure",
    "ShownShare",
    "label_of",
    "present",
]

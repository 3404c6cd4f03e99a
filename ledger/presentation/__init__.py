"""A report as it is displayed: rounded, ordered and in words. Files are drawn from it."""

from ledger.presentation.build import present
from ledger.presentation.marks import Mark
from ledger.presentation.numbers import UNITS, Scale, Unit
from ledger.presentation.presented import (
    Figure,
    FigureKey,
    LegendEntry,
    Presentation,
    PresentedRow,
    PresentedTable,
    Remark,
    Rounding,
    RowKind,
    Share,
)
from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, label_of

__all__ = [
    "DIMENSION_TITLES",
    "MEASURE_TITLES",
    "UNITS",
    "Figure",
    "FigureKey",
    "LegendEntry",
    "Mark",
    "Presentation",
    "PresentedRow",
    "PresentedTable",
    "Remark",
    "Rounding",
    "RowKind",
    "Scale",
    "Share",
    "Unit",
    "label_of",
    "present",
]

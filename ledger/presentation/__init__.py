"""A report as it is displayed: rounded, ordered and in words. Files are drawn from it."""

from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, label_of

__all__ = ["DIMENSION_TITLES", "MEASURE_TITLES", "label_of"]

"""A figure that stands in no table, as the tables of its report would display it."""

from decimal import Decimal

from ledger.foundation import round_half_up
from ledger.presentation.marks import marks_of, size_marks
from ledger.presentation.presented import Presentation
from ledger.presentation.tables import FigureKey, ShownFigure
from ledger.totals import Sum


def one_figure(presentation: Presentation, key: FigureKey, summed: Sum) -> ShownFigure:
    """A sum as it is displayed: as a table has it that shows the same sum, or else rounded by itself.

    Args:
        presentation: of the report.
        key: which sum it is.
        summed: that sum.
    """
    same = (it for it in _displayed(presentation) if it.key == key and it.exact_minor == summed.figures.central_minor)
    shown = next(same, None) if summed.records and not key.record else None
    if shown is not None:
        return shown
    scale = presentation.scale
    multiple = round_half_up(summed.figures.central_minor, scale.step_minor) if summed.records else None
    return rounded_figure(presentation, key, summed, None if multiple is None else scale.number(multiple))


def rounded_figure(presentation: Presentation, key: FigureKey, summed: Sum, number: Decimal | None) -> ShownFigure:
    """A sum of which the displayed number is known; None for one that no record has a figure in."""
    marks, language = marks_of(summed), presentation.language
    if number is None or not summed.records:
        return ShownFigure(key, None, None, marks, language.figure(None, marks))
    exact = summed.figures.central_minor
    marks |= size_marks(exact, number)
    return ShownFigure(key, exact, number, marks, language.figure(number, marks))


def _displayed(presentation: Presentation) -> tuple[ShownFigure, ...]:
    of_rows = (figure for table in presentation.tables for row in table.rows for figure in row.figures)
    return (*(it.figure for it in presentation.totals), *of_rows)

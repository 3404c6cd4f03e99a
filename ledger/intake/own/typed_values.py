"""Rows whose cells are values and not text, as Parquet and data frames have them: to drafts, exact or not at all."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from ledger.foundation import Place, Problem, inexact, malformed
from ledger.intake.delimited import MAX_CELL
from ledger.intake.drafts import Draft
from ledger.intake.own.headed import HeadedRows
from ledger.intake.rows import heading_name
from ledger.spreadsheet import Cell, cell_text


def drafts_of(
    headed: HeadedRows, number: int, row: Sequence[object], names: Sequence[str], file: str
) -> Iterator[Draft | Problem]:
    """What one row says; a floating-point number is a fault, since it is not exact.

    Args:
        headed: the table.
        number: of the row, from 1.
        row: its values; None for an empty cell.
        names: of its columns.
        file: the first part of each place.
    """
    # Not a number: pandas' way to say nothing.
    values = [None if isinstance(value, float) and math.isnan(value) else value for value in row]
    faults = [
        _fault(Place(file=file, row=number, field=heading_name(name)), value)
        for name, value in zip(names, values, strict=True)
        if isinstance(value, float) or (isinstance(value, str) and len(value) > MAX_CELL)
    ]
    if faults:
        yield from faults
    elif any(value not in (None, "") for value in values):
        cells = [_cell(value) for value in values]
        if (item := headed.read(number, [cell_text(cell) for cell in cells], cells)) is not None:
            yield item


def _cell(value: object) -> Cell:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return Decimal(value)
        case Decimal():
            return _without_padding(value)
        case datetime() if value.time() != time():
            return value.isoformat(sep=" ")
        case datetime():
            return value.date()
    return value if isinstance(value, date) else str(value)


def _without_padding(value: Decimal) -> Decimal:
    """The same without zeros behind the point: they belong to the column, not to the figure."""
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _fault(place: Place, cell: object) -> Problem:
    if isinstance(cell, float):
        return inexact("FORM", place, cell)
    return malformed(place, f"{len(str(cell))} characters", f"at most {MAX_CELL}", "shorten the text")

"""Rates in a data frame, read as the same table in a file would be."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from ledger.foundation import Place, Problem, Refused, errors, frame_values, inexact, plain
from ledger.rates.reading import read_rates

if TYPE_CHECKING:
    import pandas as pd

    from ledger.rates.sets import Direction, RateSet

_DAYS = ("day", "date")


def rates_of_frame(frame: "pd.DataFrame", *, name: str, base: str, direction: "Direction", source: str) -> "RateSet":
    """A rate set of a data frame; see :meth:`ledger.rates.RateSet.from_frame`."""
    has_days = any(str(column).lower() in _DAYS for column in frame.columns)
    table = frame if has_days else frame.rename_axis("day").reset_index()
    columns = [str(column) for column in table.columns]
    rows = [frame_values(table.iloc[:, number]) for number in range(len(columns))]
    faults = [
        inexact("FX-FEED", Place(file=name, row=number, field=column), value)
        for column, values in zip(columns, rows, strict=True)
        for number, value in enumerate(values, start=1)
        if isinstance(value, float)
    ]
    if faults:
        raise Refused(faults)
    text = _as_csv(["day" if it.lower() in _DAYS else it for it in columns], zip(*rows, strict=True))
    rates, problems = read_rates(name, text.encode(), base=base, direction=direction, source=source)
    if rates is None:
        raise Refused(map(_at_row, errors(problems)))
    return rates


def _at_row(problem: Problem) -> Problem:
    """The same at the row of the frame: the text that was read has its headings in the first line."""
    row = problem.place.row
    return replace(problem, place=replace(problem.place, row=row - 1)) if row and row > 1 else problem


def _as_csv(headings: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Decimal():
            return plain(value)
        case _:
            return str(value)

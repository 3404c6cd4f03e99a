"""Rates in a data frame, read as the same table in a file would be."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from ledger.foundation import Place, Problem, Refused, errors, frame_values, inexact, plain, quoted, require_frame
from ledger.rates.faults import Faults
from ledger.rates.gather import as_iso_day
from ledger.rates.reading import read_rates
from ledger.records import CURRENCIES

if TYPE_CHECKING:
    import pandas as pd

    from ledger.rates.sets import Direction, RateSet

_DAYS = ("day", "date")


def rates_of_frame(frame: "pd.DataFrame", *, name: str, base: str, direction: "Direction", source: str) -> "RateSet":
    """A rate set of a data frame; see :meth:`ledger.rates.RateSet.from_frame`."""
    require_frame(frame)
    has_days = any(str(column).lower() in _DAYS for column in frame.columns)
    table = frame if has_days else frame.rename_axis("day").reset_index()
    columns = [str(column) for column in table.columns]
    # The day comes first, as in a file.
    order = sorted(range(len(columns)), key=lambda number: columns[number].lower() not in _DAYS)
    currencies = [columns[number] for number in order[1:]]
    days, *rates = (frame_values(table.iloc[:, number]) for number in order)
    faults = Faults(name)
    _judge_columns(currencies, base, faults)
    _judge_rows(days, currencies, rates, faults)
    if faults.errors:
        raise Refused(faults.problems())
    text = _as_csv(["day", *currencies], zip(days, *rates, strict=True))
    made, problems = read_rates(name, text.encode(), base=base, direction=direction, source=source)
    if made is None:
        raise Refused(map(_at_row, errors(problems)))
    return made


def _judge_columns(currencies: Sequence[str], base: str, faults: Faults) -> None:
    if currencies and len(set(currencies) & CURRENCIES.keys() - {base}) == len(currencies):
        return
    found = f"the columns {', '.join(map(quoted, currencies))}" if currencies else "no columns of rates"
    expected = f"beside the days one column for each currency but {base}, called by its code of ISO 4217"
    remedy = "call the columns by codes such as USD and the days day, or make these the index"
    faults.error(Place(), found, expected, remedy)


def _judge_rows(
    days: Sequence[object], currencies: Sequence[str], rates: Sequence[Sequence[object]], faults: Faults
) -> None:
    if all(value is None for values in rates for value in values):
        faults.error(Place(), "no rates", "at least one", "look whether the rows were lost on the way")
    first: dict[str, int] = {}
    for row, day in enumerate(map(_cell, days), start=1):
        if day and first.setdefault(as_iso_day(day), row) != row:
            found = f"{quoted(day)} a second time, after row {first[as_iso_day(day)]}"
            faults.error(Place(row=row, field="day"), found, "each day once", "put all rates of a day into one row")
    for currency, values in zip(currencies, rates, strict=True):
        for row, value in enumerate(values, start=1):
            if isinstance(value, float):
                fault = inexact("FX-FEED", Place(row=row, field=currency), value)
                faults.error(fault.place, fault.found, fault.expected, fault.remedy)


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

"""The table of rates in a Kiel workbook, as a file of our own format: one rate of each currency for 1 EUR."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.kiel.columns import folded
from ledger.notation import read_date
from ledger.records import CURRENCIES
from ledger.spreadsheet import SheetRow, cell_text

_CURRENCY, _PER_EURO = "currency", "1 eur"
_DAY = re.compile(r"[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}")
_HEADINGS = ("date", "currency", "rate", "base", "direction", "unit", "source", "kind")


def rates_of(workbook: "spreadsheet.Workbook", last: date, source: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The table of rates of a workbook, as a file that docs/rates.md describes.

    Args:
        workbook: any sheet of it may hold the table, under the headings ``Currency`` and ``1 EUR``.
        last: the last day of the release, for a table that does not say from which day it is.
        source: who made the table, for the column ``source``.

    Returns:
        The file, None where the workbook has no such table; and a warning for each line of it that was left out.
    """
    for name in workbook.sheets:
        if "rate" not in folded(name):
            continue
        everything = tuple(workbook.rows(name))
        rows = tuple(row for row in everything if isinstance(row, SheetRow))
        for number, row in enumerate(rows):
            words = [folded(cell_text(cell)) for cell in row.cells]
            if _CURRENCY in words and _PER_EURO in words:
                columns = (words.index(_CURRENCY), words.index(_PER_EURO))
                data, left_out = _table(workbook.file, rows[number + 1 :], columns, last, source)
                # Without a rate a sum is not converted, which is told then; no record is wrong for it.
                doubts = (replace(it, severity=Severity.WARNING) for it in everything if isinstance(it, Problem))
                return data, (*doubts, *left_out)
    return None, ()


def _table(
    file: str, rows: Sequence[SheetRow], columns: tuple[int, int], last: date, source: str
) -> tuple[bytes | None, tuple[Problem, ...]]:
    day = _day_of(rows) or last
    lines = tuple(_lines(file, rows, columns))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADINGS)
    for line in lines:
        if not isinstance(line, Problem):
            writer.writerow([day, *line, "EUR", "units_per_base", 1, source, "table"])
    problems = tuple(line for line in lines if isinstance(line, Problem))
    return (text.getvalue().encode() if len(problems) < len(lines) else None), problems


def _lines(file: str, rows: Sequence[SheetRow], columns: tuple[int, int]) -> Iterator[tuple[str, str] | Problem]:
    for row in rows:
        code, rate = (row.cells[number] if number < len(row.cells) else None for number in columns)
        if not isinstance(rate, Decimal):
            continue
        currency = cell_text(code).strip()
        if currency == "EUR" and rate == 1:
            continue
        if currency == "EUR" or currency not in CURRENCIES or rate <= 0:
            place = Place(file=file, sheet=row.sheet, row=row.number)
            found = f"{quoted(currency)} at {cell_text(rate)} for 1 EUR"
            expected, remedy = "a currency of ISO 4217 and a rate above 0", "check the line; it was left out"
            yield Problem("FX-FEED", Severity.WARNING, place, found, expected, remedy)
        else:
            yield currency, cell_text(rate)


def _day_of(rows: Sequence[SheetRow]) -> date | None:
    """The first day that the text below the table names, as in "Source: ECB (October 6, 2022)"."""
    texts = (cell for row in rows for cell in row.cells if isinstance(cell, str))
    for named in (it for text in texts for it in _DAY.findall(text)):
        day = read_date(named)
        if isinstance(day, date):
            return day
    return None

"""How long it takes to draw a workbook with all its evidence, beside a bare XlsxWriter that writes the same cells.

Run it with ``python benchmarks/workbook.py [RECORDS]``, or ``make bench``. It builds a report of made-up records once
and notes what every cell of its workbook holds; then both write the file in turn, five times. Before a time counts, the
figures of the report are held against the recomputation of the tests, which shares no code with the product, and so is
what python-calamine reads in the file: each total and each piece of a sum in time. Of the bare file it must read the
same in every cell. It prints the medians of CPU time and their ratio, and ends with 1 if that is more than half above
the one stated.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

from judging import recomputed, require_none, require_right
from made_books import HORIZON, made_records
from measuring import compared, ending, number_asked
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from ledger.presentation import present
from ledger.rates import ecb_rates
from ledger.records import Record
from ledger.render import placed_cells, write_workbook
from ledger.render.cells import AtLeast, Formula, Partial, PublishedRate, Unknown, Value
from ledger.reporting import Issued, Material, Report, build, load_definition

RECORDS = 1000
MEASURES = {
    "Pledges": "pledges",
    "Firm commitments": "commitments",
    "Allocations": "allocations",
    "Disbursements": "disbursements",
    "Deliveries": "deliveries",
}
GRIDS = {"Year": "year", "Fiscal year": "fiscal_year", "Quarter": "quarter"}
BOUNDS = ("Low", "Central", "High")
Cells = Mapping[str, Mapping[int, Mapping[int, Value]]]


def report_of(records: Sequence[Record]) -> Report:
    """A report of records in full evidence, with all promises up to the horizon."""
    definition = load_definition("commitments").model_copy(update={"horizon": HORIZON, "evidence": "full"})
    issued = Issued("0" * 64, len(records), date(2026, 10, 31), "benchmark")
    return build(definition, Material(tuple(records), (ecb_rates(),), issued))


def write_bare(cells: Cells, path: Path) -> None:
    """The same texts, numbers, days and formulas, each by the function of XlsxWriter that is meant for it."""
    with Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in cells.items():
            sheet = workbook.add_worksheet(name)
            for row, values in rows.items():
                for column, value in values.items():
                    match unmarked(value):
                        case Formula(text, result):
                            sheet.write_formula(
                                row, column, text, None, result if isinstance(result, str) else float(result)
                            )
                        case str() as text:
                            sheet.write_string(row, column, text)
                        case date() as on:
                            sheet.write_datetime(row, column, on, day)
                        case int() | Decimal() as number:
                            sheet.write_number(row, column, float(number))


def unmarked(value: Value) -> Value:
    """A value without what says how it is shown."""
    match value:
        case Partial(inner) | AtLeast(inner) | PublishedRate(inner):
            return unmarked(inner)
        case Unknown(text):
            return text
    return value


def require_read(path: Path, records: Sequence[Record]) -> None:
    """End the benchmark unless another program reads the recomputed figures of these records in a file."""
    again, book = recomputed(records), CalamineWorkbook.from_path(path)
    totals = [(MEASURES[row["Row"]], _minor(row)) for row in _table(book, "E6 Exact figures", "Row")]
    cells = ((measure, again.cells[measure, ()][()]) for measure, _ in totals)
    right = [(measure, (cell.low, cell.central, cell.high)) for measure, cell in cells]
    require_none([f"{one} / {other}" for one, other in zip(totals, right, strict=True) if one != other], path.name)
    pieces = Counter(
        (row["Record"], row["Stage"].lower(), *(row[it] for it in GRIDS), _minor(row))
        for row in _table(book, "E2 Conversions", "Piece")
    )
    right_pieces = Counter(
        (it.record, it.stage, *(it.labels[grid] for grid in GRIDS.values()), it.figures)
        for it in again.pieces
        if it.figures
    )
    lacking, added = right_pieces - pieces, pieces - right_pieces
    require_none([*(f"not there: {it}" for it in lacking), *(f"there: {it}" for it in added)], path.name)


def _table(book: CalamineWorkbook, sheet: str, first: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a table on a sheet, which begins with this heading; other tables stand beside it, behind a gap."""
    rows = iter(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
    headings = next(row for row in rows if first in row)
    start = next(place for place, name in enumerate(headings) if name == first and not (place and headings[place - 1]))
    names = list(takewhile(bool, headings[start:]))
    for row in takewhile(itemgetter(start), rows):
        yield dict(zip(names, row[start:], strict=False))


def _minor(row: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(round(100 * Decimal(repr(row[name]))) for name in BOUNDS)


def differing(cells: Cells, ours: Path, theirs: Path) -> Sequence[str]:
    """In which of these cells another program reads something else in one file than in the other."""
    one, other = map(CalamineWorkbook.from_path, (ours, theirs))
    differing = []
    for name, rows in cells.items():
        own, bare = (it.get_sheet_by_name(name).to_python(skip_empty_area=False) for it in (one, other))
        places = ((row, column) for row, values in rows.items() for column in values)
        differing += [
            f"{name}, row {row + 1}, column {column + 1}: {own[row][column]} / {bare[row][column]}"
            for row, column in places
            if own[row][column] != bare[row][column]
        ]
    return differing


def measured(report: Report, records: Sequence[Record], folder: Path) -> float:
    """How many times as long as the bare writing it takes; it prints both."""
    shown = present(report)
    cells = placed_cells(report, shown).values
    count = sum(len(values) for rows in cells.values() for values in rows.values())
    ours, theirs = folder / "ours.xlsx", folder / "bare.xlsx"
    write_workbook(report, ours, shown)
    write_bare(cells, theirs)
    require_read(ours, records)
    require_none(differing(cells, ours, theirs), "cells beside those of the bare file")
    took = compared(partial(write_workbook, report, ours, shown), partial(write_bare, cells, theirs))
    print(f"a workbook of {len(report.rows):,} records, {count:,} cells: {took.ours:.1f} s of CPU time")
    print(f"    bare XlsxWriter with the same cells: {took.bare:.1f} s; ratio {took.ratio:.2f}", flush=True)
    return took.ratio


def main(number: int) -> int:
    """Measure it; the exit code."""
    records = made_records(number)
    report = report_of(records)
    require_right(report, records)
    with tempfile.TemporaryDirectory() as folder:
        return ending("workbook", {"draw": measured(report, records, Path(folder))})


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS)))

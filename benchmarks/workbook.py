"""How long it takes to draw a workbook with all its evidence, beside a bare XlsxWriter that writes the same cells.

Run it with ``python benchmarks/workbook.py [RECORDS]``, or ``make bench``. It builds a report of made-up records once
and notes what every cell of its workbook holds; then both write the file in turn, five times. Both files are read by
python-calamine and must hold the same in every cell before a time counts. It prints the medians of CPU time and their
ratio, and ends with 1 if that is more than half above the one stated.
"""

import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from made_books import HORIZON, made_records
from measuring import compared, ending
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from ledger.presentation import Presentation, present
from ledger.rates import ecb_rates
from ledger.render import placed_cells, write_workbook
from ledger.render.cells import AtLeast, Formula, Partial, PublishedRate, Unknown, Value
from ledger.reporting import Issued, Material, Report, build, load_definition

RECORDS = 1000
Cells = Mapping[str, Mapping[int, Mapping[int, Value]]]


def made_report(records: int) -> Report:
    """A report of made-up records in full evidence, with all promises up to the horizon."""
    definition = load_definition("commitments").model_copy(update={"horizon": HORIZON, "evidence": "full"})
    issued = Issued("0" * 64, records, date(2026, 10, 31), "benchmark")
    return build(definition, Material(made_records(records), (ecb_rates(),), issued))


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


def differing(cells: Cells, ours: Path, theirs: Path) -> int:
    """In how many of these cells another program reads something else in one file than in the other."""
    one, other = map(CalamineWorkbook.from_path, (ours, theirs))
    count = 0
    for name, rows in cells.items():
        own, bare = (it.get_sheet_by_name(name).to_python(skip_empty_area=False) for it in (one, other))
        count += sum(own[row][column] != bare[row][column] for row, values in rows.items() for column in values)
    return count


def measured(report: Report, shown: Presentation, folder: Path) -> float:
    """How many times as long as the bare writing it takes; it prints both."""
    cells = placed_cells(report, shown).values
    count = sum(len(values) for rows in cells.values() for values in rows.values())
    ours, theirs = folder / "ours.xlsx", folder / "bare.xlsx"
    write_workbook(report, ours, shown)
    write_bare(cells, theirs)
    assert differing(cells, ours, theirs) == 0
    took = compared(partial(write_workbook, report, ours, shown), partial(write_bare, cells, theirs))
    print(f"a workbook of {len(report.rows):,} records, {count:,} cells: {took.ours:.1f} s of CPU time")
    print(f"    bare XlsxWriter with the same cells: {took.bare:.1f} s; ratio {took.ratio:.2f}", flush=True)
    return took.ratio


def main(records: int) -> int:
    """Measure it; the exit code."""
    report = made_report(records)
    assert report.agrees
    with tempfile.TemporaryDirectory() as folder:
        return ending("workbook", {"draw": measured(report, present(report), Path(folder))})


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))

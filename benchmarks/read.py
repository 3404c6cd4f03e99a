"""How long it takes to read a file into records, beside the bare reader of its format.

Run it with ``python benchmarks/read.py [RECORDS]``, or ``make bench``. The records that come back are held against
those that were written before any time counts. Ours includes all that is judged of the fields, the rows and the columns
of a file; the bare readers only cut it into pieces. It ends with 1 if a ratio is more than half above the one stated.
"""

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import openpyxl
import xlsxwriter
from lxml import etree
from made_activities import PAYMENTS, write_activities
from made_books import made_records
from measuring import compared, ending, number_asked, shown

from ledger import read_records
from ledger.export import write_csv, write_records
from ledger.records import Record

RECORDS, FEWEST = 20_000, 1 + PAYMENTS


def main(number: int) -> int:
    """Measure all formats; the exit code."""
    records = made_records(number)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files: Sequence[tuple[Path, Callable[[Path], int]]] = (
            (_as_csv(records, folder), _bare_csv),
            (_as_jsonl(records, folder), _bare_jsonl),
            (_as_xlsx(folder), _bare_xlsx),
        )
        for path, bare in files:
            assert (read_records(path), bare(path)) == ((records, ()), number), path.name
        activities = folder / "activities.xml"
        write_activities(activities, number // (1 + PAYMENTS))
        _require_stated(activities, number // (1 + PAYMENTS))
        print(f"{number} records: ours, the bare reader, how many times as long")
        ratios = {path.suffix[1:]: _ratio(path, bare) for path, bare in (*files, (activities, _bare_xml))}
    return ending("read", ratios)


def _ratio(path: Path, bare: Callable[[Path], int]) -> float:
    measured = compared(partial(read_records, path), partial(bare, path))
    shown(path.name, measured)
    return measured.ratio


def _require_stated(path: Path, number: int) -> None:
    """Hold what was read of a file of IATI against the texts in it."""
    records, problems = read_records(path)
    values = [str(element.text) for _, element in etree.iterparse(str(path), tag="value")]
    assert [str(record.amount.value) for record in records] == values
    assert [record.record for record in records] == ["commitment", *["transaction"] * PAYMENTS] * number
    assert (problems, _bare_xml(path)) == ((), number)


def _as_csv(records: Sequence[Record], folder: Path) -> Path:
    path = folder / "records.csv"
    write_csv(records, path)
    return path


def _as_jsonl(records: Sequence[Record], folder: Path) -> Path:
    path = folder / "records.jsonl"
    write_records(records, path)
    return path


def _as_xlsx(folder: Path) -> Path:
    """The table in a sheet, as text."""
    path = folder / "records.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Records")
        for number, row in enumerate(_rows(folder / "records.csv")):
            sheet.write_row(number, 0, row)
    return path


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream))


def _bare_csv(path: Path) -> int:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def _bare_jsonl(path: Path) -> int:
    with path.open(encoding="utf-8") as stream:
        return sum(1 for _ in map(json.loads, stream))


def _bare_xlsx(path: Path) -> int:
    opened = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for _ in opened["Records"].iter_rows(values_only=True)) - 1


def _bare_xml(path: Path) -> int:
    number = 0
    for _, activity in etree.iterparse(str(path), tag="iati-activity"):
        number += 1
        activity.clear()
    return number


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS, FEWEST)))

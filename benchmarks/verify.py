"""How long it takes to verify a workbook that was issued, beside a bare openpyxl that reads the same file.

Run it with ``python benchmarks/verify.py [RECORDS]``, or ``make bench``. It issues a workbook with all its evidence
from a book of made-up records; then both take that file in turn, five times, each in a process of its own, since what
was verified once is remembered. The same goes for a copy in which one cell was changed and, where LibreOffice is
installed, for one that it saved again. As issued and saved again the workbook must hold, of the changed one the one
cell must be named, and all have as many cells as openpyxl reads in them, before a time counts. It prints the medians of
CPU time and memory and the ratio of the times, and ends with 1 if that is more than half above the one stated.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from shutil import which
from statistics import median
from typing import NamedTuple
from warnings import filterwarnings
from zipfile import ZIP_DEFLATED, ZipFile

from made_books import HORIZON, made_records
from measuring import PAIRS, ending
from openpyxl import load_workbook

from ledger.book import Book
from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.foundation import Severity
from ledger.reporting import load_definition

RECORDS = 1000
CHANGED = "E1 Records"
# A number that stands in a cell as it is, behind the rows of the headings.
AMOUNT = re.compile(rb'(<c r="[A-Z]+6" s="[0-9]+"><v>)[0-9.]+</v></c>')


class Run(NamedTuple):
    """What one process gave and took: cells, milliseconds of CPU time, and the most memory in MB."""

    cells: int
    milliseconds: float
    megabytes: float


def issued(folder: Path, records: int) -> tuple[Path, Path]:
    """A book of so many made-up records, and the workbook that was issued from it."""
    book = create_book(folder / "book.db", author="Ann")
    with book.writing(author="Ann", reason="benchmark") as posting:
        for record in made_records(records):
            posting.record_parsed(record)
    definition = load_definition("commitments").model_copy(update={"horizon": HORIZON, "evidence": "full"})
    made = partial(build_report, definition, book)
    sent = issue(book, made, folder / "sent.xlsx", author="Ann", reason="benchmark")
    return book.path, sent.workbook


def with_one_cell_changed(workbook: Path, copy: Path) -> Path:
    """A copy with another amount in the first row of the last table of the records, and every other byte alike."""
    with ZipFile(workbook) as source, ZipFile(copy, "w", ZIP_DEFLATED) as target:
        part = f"xl/worksheets/sheet{load_workbook(workbook, read_only=True).sheetnames.index(CHANGED) + 1}.xml"
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content, count = AMOUNT.subn(rb"\g<1>1234567.89</v></c>", content, count=1)
                assert count == 1
            target.writestr(name, content)
    return copy


def saved_again(workbook: Path, folder: Path) -> Path | None:
    """A copy that LibreOffice saved; None where it is not installed."""
    office = which("soffice")
    if office is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    goal = ("--convert-to", "xlsx", "--outdir", str(folder / "again"))
    subprocess.run([office, profile, "--headless", *goal, str(workbook)], check=True, capture_output=True)
    return folder / "again" / workbook.name


def verified(book: Path, workbook: Path, errors: int) -> int:
    """How many cells of a workbook were verified; but for so many, all of them hold."""
    result = verify_workbook(Book.open(book), workbook)
    assert sum(it.severity is Severity.ERROR for it in result.problems) == errors, result.problems
    return result.cells


def read(workbook: Path) -> int:
    """How many cells of a workbook openpyxl reads that hold anything."""
    # It says of each sheet what it does not keep of its looks.
    filterwarnings("ignore", module="openpyxl")
    sheets = load_workbook(workbook, read_only=True, data_only=True).worksheets
    return sum(cell.value is not None for sheet in sheets for row in sheet.iter_rows() for cell in row)


def run(work: Callable[[], int]) -> Run:
    """A function and what it takes, asked for in a process of its own."""
    began = time.process_time()
    cells = work()
    return Run(cells, 1000 * (time.process_time() - began), getrusage(RUSAGE_SELF).ru_maxrss / 1024)


def measured(book: Path, workbook: Path, errors: int = 0) -> float:
    """How many times as long as reading it verifying a workbook takes; it prints both."""
    pairs: list[tuple[Run, Run]] = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for _ in range(PAIRS):
            works = (partial(verified, book, workbook, errors), partial(read, workbook))
            ours, theirs = (processes.submit(run, work).result() for work in works)
            assert ours.cells == theirs.cells, (ours.cells, theirs.cells)
            pairs.append((ours, theirs))
    own, bare = (median(pair[place].milliseconds for pair in pairs) for place in (0, 1))
    memory = [median(pair[place].megabytes for pair in pairs) for place in (0, 1)]
    cells = f"{pairs[0][0].cells:,} cells"
    print(f"verify {workbook.name}, a workbook of {cells}: {own:,.0f} ms of CPU time, {memory[0]:.0f} MB")
    print(f"    bare openpyxl reading it: {bare:,.0f} ms, {memory[1]:.0f} MB; ratio {own / bare:.2f}")
    return own / bare


def main(records: int) -> int:
    """Measure it; the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, workbook = issued(folder, records)
        changed = with_one_cell_changed(workbook, folder / "changed.xlsx")
        ratios = {"as issued": measured(book, workbook), "one cell changed": measured(book, changed, errors=1)}
        again = saved_again(workbook, folder)
        if again is None:
            print("verify a workbook that LibreOffice saved again: not measured, since it is not installed")
        else:
            ratios["saved again"] = measured(book, again)
        return ending("verify", ratios)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))

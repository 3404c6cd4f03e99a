"""How long it takes to verify a workbook that was issued, beside a bare openpyxl that reads the same file.

Run it with ``python benchmarks/verify.py [RECORDS]``, or ``make bench``. It issues a workbook with all its evidence
from a book of made-up records; then both take that file in turn, five times, each in a process of its own, since what
was verified once is remembered. What is verified must hold, and have as many cells as openpyxl reads in it, before a
time counts. It prints the medians of CPU time and memory and the ratio of the times, and ends with 1 if that is more
than half above the one stated.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from typing import NamedTuple
from warnings import filterwarnings

from made_books import HORIZON, made_records
from measuring import PAIRS, ending
from openpyxl import load_workbook

from ledger.book import Book
from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.reporting import load_definition

RECORDS = 1000


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


def verified(book: Path, workbook: Path) -> int:
    """How many cells of a workbook were verified; all of them hold."""
    result = verify_workbook(Book.open(book), workbook)
    assert result.holds
    assert result.same_bytes
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


def measured(book: Path, workbook: Path) -> float:
    """How many times as long as reading it verifying a workbook takes; it prints both."""
    pairs: list[tuple[Run, Run]] = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for _ in range(PAIRS):
            works = (partial(verified, book, workbook), partial(read, workbook))
            ours, theirs = (processes.submit(run, work).result() for work in works)
            assert ours.cells == theirs.cells
            pairs.append((ours, theirs))
    own, bare = (median(pair[place].milliseconds for pair in pairs) for place in (0, 1))
    memory = [median(pair[place].megabytes for pair in pairs) for place in (0, 1)]
    print(f"verify a workbook of {pairs[0][0].cells:,} cells: {own:,.0f} ms of CPU time, {memory[0]:.0f} MB")
    print(f"    bare openpyxl reading it: {bare:,.0f} ms, {memory[1]:.0f} MB; ratio {own / bare:.2f}")
    return own / bare


def main(records: int) -> int:
    """Measure it; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        return ending("verify", {"as issued": measured(*issued(Path(folder), records))})


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))

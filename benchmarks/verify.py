"""How long it takes to verify a workbook that was issued, beside a bare openpyxl that reads the same file.

Run it with ``python benchmarks/verify.py [RECORDS]``, or ``make bench``. It issues a workbook with all its evidence
from a book of made-up records; then both take that file in turn, five times, each in a process of its own, since what
was verified once is remembered. The same goes for a copy in which one cell was changed and, where LibreOffice is
installed, for one that it saved again. As issued and saved again the workbook must hold, of the changed one that cell
must be named and no other, and all have as many cells as openpyxl reads in them, before a time counts. It prints the
medians of CPU time and memory and the ratio of the times, and ends with 1 if that is more than half above the one
stated.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from shutil import which
from statistics import median
from typing import NamedTuple, TypeVar
from warnings import filterwarnings
from zipfile import ZIP_DEFLATED, ZipFile

from judging import require_none
from made_books import HORIZON, made_records
from measuring import PAIRS, ending, number_asked
from openpyxl import load_workbook

from ledger.book import Book
from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.foundation import Severity
from ledger.reporting import load_definition

T = TypeVar("T")

RECORDS = 1000
CHANGED = "E1 Records"
SAVED_AGAIN = "saved again"
# A number that stands in a cell as it is, behind the rows of the headings.
NUMBER = re.compile(rb'(<c r="([A-Z]+)(6)" s="[0-9]+"><v>)[0-9.]+</v></c>')
# A process that begins as a copy of this one need not load the program a second time, which takes as long as verifying.
FORK = get_context("fork")


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


def with_one_cell_changed(workbook: Path, copy: Path) -> str:
    """Write a copy with another number in the first row of the records, and every other byte alike; in which cell."""
    place = ""
    with ZipFile(workbook) as source, ZipFile(copy, "w", ZIP_DEFLATED) as target:
        part = f"xl/worksheets/sheet{load_workbook(workbook, read_only=True).sheetnames.index(CHANGED) + 1}.xml"
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                cell = NUMBER.search(content)
                assert cell
                place = f"{CHANGED}!{cell[2].decode()}{cell[3].decode()}"
                content = NUMBER.sub(rb"\g<1>1234567.89</v></c>", content, count=1)
            target.writestr(name, content)
    return place


def saved_again(workbook: Path, folder: Path) -> Path | None:
    """A copy that LibreOffice saved; None where it is not installed."""
    office = which("soffice")
    if office is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    goal = ("--convert-to", "xlsx", "--outdir", str(folder / "again"))
    subprocess.run([office, profile, "--headless", *goal, str(workbook)], check=True, capture_output=True)
    return folder / "again" / workbook.name


def verified(book: Path, workbook: Path, changed: Sequence[str]) -> int:
    """How many cells of a workbook were verified; but for these, all of them hold."""
    result = verify_workbook(Book.open(book), workbook)
    named = [
        f"{problem.place.sheet}!{problem.place.column}{problem.place.row}"
        for problem in result.problems
        if problem.severity is Severity.ERROR
    ]
    require_none([] if named == list(changed) else [f"{named} / {list(changed)}"], f"{workbook.name}, faults")
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


def apart(work: Callable[[], T]) -> T:
    """What a function gives in a process of its own, after which nothing of it is remembered."""
    receiving, sending = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_send, args=(sending, work))
    process.start()
    sending.close()
    try:
        result: T = receiving.recv()
    except EOFError:
        # It has said why before it ended.
        sys.exit(1)
    finally:
        process.join()
    return result


def _send(sending: Connection, work: Callable[[], object]) -> None:
    sending.send(work())


def measured(book: Path, workbook: Path, changed: Sequence[str] = ()) -> float:
    """How many times as long as reading it verifying a workbook takes; it prints both."""
    pairs: list[tuple[Run, Run]] = []
    for _ in range(PAIRS):
        works = (partial(verified, book, workbook, changed), partial(read, workbook))
        ours, theirs = (apart(partial(run, work)) for work in works)
        same = ours.cells == theirs.cells
        require_none([] if same else [f"{ours.cells} / {theirs.cells}"], f"{workbook.name}, cells")
        pairs.append((ours, theirs))
    own, bare = (median(pair[place].milliseconds for pair in pairs) for place in (0, 1))
    memory = [median(pair[place].megabytes for pair in pairs) for place in (0, 1)]
    cells = f"{pairs[0][0].cells:,} cells"
    print(f"verify {workbook.name}, a workbook of {cells}: {own:,.0f} ms of CPU time, {memory[0]:.0f} MB")
    print(f"    bare openpyxl reading it: {bare:,.0f} ms, {memory[1]:.0f} MB; ratio {own / bare:.2f}", flush=True)
    return own / bare


def main(records: int) -> int:
    """Measure it; the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder, copy = Path(name), Path(name) / "changed.xlsx"
        book, workbook = apart(partial(issued, folder, records))
        place = with_one_cell_changed(workbook, copy)
        ratios = {"as issued": measured(book, workbook), "one cell changed": measured(book, copy, [place])}
        again = saved_again(workbook, folder)
        if again is None:
            print("verify a workbook that LibreOffice saved again: not measured, since it is not installed")
            return ending("verify", ratios, not_measured=[SAVED_AGAIN])
        ratios[SAVED_AGAIN] = measured(book, again)
        return ending("verify", ratios)


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS)))

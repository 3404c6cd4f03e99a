"""Every problem code has a file that triggers it, the lines that must then be printed, and a paragraph in the manual.

To see what a changed file prints: ``python tests/test_problems.py CODE``.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from made import amount, hryvnia, pledge, report
from workbooks import typed_over

from ledger.book import Book
from ledger.checks import check_records
from ledger.desk import build_report, check_book, issue, sign_off, verify_workbook
from ledger.foundation import CODES, Problem, Refused
from ledger.intake import at_lines, read_file, settle
from ledger.rates import read_rates

FOLDER = Path(__file__).parent / "problems"
MANUAL = Path(__file__).parent.parent / "docs" / "problems.md"


def of_records(path: Path) -> Iterable[Problem]:
    """What ``check FILE`` finds: in the file, in its drafts, and in the records that come of them."""
    drafts, in_file = read_file(path)
    records, in_drafts = settle(drafts, ())
    return (*in_file, *in_drafts, *at_lines(check_records(records), drafts, ()))


def of_rates(path: Path) -> Iterable[Problem]:
    """What ``rates add FILE`` finds."""
    return read_rates(path.name, path.read_bytes())[1]


def of_a_report(path: Path) -> Iterable[Problem]:
    """What ``report`` finds in a book of these records whose rates end in July 2025."""
    records, _ = settle(read_file(path)[0], ())
    rates = hryvnia(("2025-06-02", "EUR", "47.5"), ("2025-07-01", "EUR", "48.9"))
    return report(*records, rates=[rates]).problems


def of_a_book(path: Path) -> Iterable[Problem]:
    """What ``verify`` finds in a book of one record after somebody ran these SQL statements on it."""
    with TemporaryDirectory() as folder:
        book = Book.create(Path(folder) / "book.db", clock=lambda: datetime(2025, 6, 8, tzinfo=UTC))
        book.record([pledge()], author="test", reason="a book to attack")
        with closing(sqlite3.connect(book.path)) as attacker:
            attacker.executescript(path.read_text(encoding="utf-8"))
        return book.verify()


def of_a_clock(path: Path) -> Iterable[Problem]:
    """What ``check`` finds at the second time of the file in a book that was written at the first."""
    first, *later = map(datetime.fromisoformat, path.read_text(encoding="utf-8").split())
    times = chain([first], repeat(later[-1]))
    with TemporaryDirectory() as folder:
        book = Book.create(Path(folder) / "book.db", clock=lambda: next(times))
        book.record([pledge(sources=CARRIED)], author="test", reason="a book dated ahead")
        return check_book(book)


def of_a_book_in_use(path: Path) -> Iterable[Problem]:
    """What a command finds that would write to a book while another program runs these SQL statements on it."""
    with TemporaryDirectory() as folder:
        Book.create(Path(folder) / "book.db")
        book = Book.open(Path(folder) / "book.db", busy_seconds=0.1)
        with closing(sqlite3.connect(book.path, isolation_level=None)) as other:
            other.execute(path.read_text(encoding="utf-8"))
            try:
                book.record([pledge()], author="test", reason="at the same time")
            except Refused as refused:
                return refused.problems
    return ()


def of_a_workbook(path: Path) -> Iterable[Problem]:
    """What ``verify WORKBOOK`` finds after somebody typed into one cell: the file says ``Sheet!Cell = value``."""
    place, _, value = path.read_text(encoding="utf-8").strip().partition(" = ")
    sheet, _, cell = place.partition("!")
    with TemporaryDirectory() as folder:
        book = Book.create(Path(folder) / "book.db", clock=lambda: datetime(2025, 6, 8, tzinfo=UTC))
        book.add_rates("bank", BANK, author="test", reason="rates")
        book.record([pledge(amount=amount("2000000", "USD"), sources=QUOTED)], author="test", reason="a book to send")
        build = partial(build_report, "commitments", book)
        sent = issue(book, build, Path(folder) / "sent.xlsx", author="test", reason="to the minister").workbook
        return verify_workbook(book, typed_over(sent, sheet, cell, value)).problems


def of_a_sign_off(path: Path) -> Iterable[Problem]:
    """What ``check`` finds in a book from which the first person of the file issued a report, and the second signed."""
    issuer, signer = path.read_text(encoding="utf-8").splitlines()
    with TemporaryDirectory() as folder:
        book = Book.create(Path(folder) / "book.db", clock=lambda: datetime(2025, 6, 8, tzinfo=UTC))
        book.record([pledge(sources=CARRIED)], author="test", reason="a book to send")
        issue(book, partial(build_report, "commitments", book), Path(folder) / "sent.xlsx", author=issuer, reason="x")
        sign_off(book, book.entries, author=signer, statement="checked against the sources")
        return check_book(book)


BANK = b"""date,currency,rate,base,direction,unit,source
2025-05-30,USD,1.1339,EUR,units_per_base,1,test bank
2025-06-02,USD,1.1419,EUR,units_per_base,1,test bank
"""
CARRIED = [{"publisher": "Ministry", "title": "Release", "quote": "100 euros"}]
QUOTED = [{"publisher": "Ministry", "title": "Release", "quote": "2,000,000 dollars"}]

# A code that is not found by looking at a file of records names its own way here.
WAYS: Mapping[str, Callable[[Path], Iterable[Problem]]] = {
    "BUSY": of_a_book_in_use,
    "CHAIN": of_a_book,
    "CLOCK": of_a_clock,
    "FX-DATE": of_a_workbook,
    "FX-FEED": of_rates,
    "FX-GAP": of_a_report,
    "FX-INV": of_a_workbook,
    "FX-STALE": of_a_report,
    "FX-UNIT": of_a_workbook,
    "SIGN": of_a_sign_off,
    "UNIT": of_a_workbook,
    "XLS": of_a_workbook,
}


def found_in(path: Path) -> list[str]:
    return [str(problem) for problem in WAYS.get(path.stem, of_records)(path)]


def triggers() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


@pytest.mark.thorough
@pytest.mark.parametrize("path", triggers(), ids=lambda path: path.stem)
def test_a_file_triggers_the_code_of_its_name_and_nothing_else_than_what_is_written_beside_it(path):
    problems = found_in(path)

    assert problems == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert any(f": {path.stem} " in line for line in problems)


def test_every_code_has_its_file_and_every_file_its_code():
    assert {path.stem for path in FOLDER.iterdir()} == set(CODES)


def test_every_code_has_its_paragraph_in_the_manual():
    headings = [
        line.removeprefix("## ") for line in MANUAL.read_text(encoding="utf-8").splitlines() if line[:3] == "## "
    ]

    assert headings == [f"{code}: {meaning}" for code, meaning in sorted(CODES.items())]


if __name__ == "__main__":
    sys.stdout.write("\n".join(found_in(next(FOLDER.glob(f"{sys.argv[1]}.[!t]*")))) + "\n")

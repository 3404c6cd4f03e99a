"""What an import costs beside its bare steps: a filled entry workbook of many rows, read, validated and posted.

Run it with ``python benchmarks/intake.py [ROWS]``. It prints ratios of one run, which hold on any machine, and seconds,
which do not. The bare steps are python-calamine, pydantic and one SQLite transaction into the table of a book, and nothing
else: no typed amounts, no lineage, no checks, no ids, no bounds.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import xlsxwriter
from python_calamine import CalamineWorkbook

from ledger.book import Book
from ledger.desk import import_file
from ledger.records import Commitment, dump_record

T = TypeVar("T")
HEADINGS = ("title", "donor", "recipient", "category", "instrument", "stage", "announced", "qualifier", "amount",
            "currency", "term", "publisher", "source_title", "url", "quote")  # fmt: skip
DONORS = ("GBR", "DEU", "FRA", "USA", "NLD", "NOR", "SWE", "POL")
CURRENCIES = ("GBP", "EUR", "EUR", "USD", "EUR", "NOK", "SEK", "PLN")


def main(number: int) -> None:
    """Measure both ways of the same workbook and print them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pledges.xlsx"
        _fill(path, number)
        bare, entered = _timed(lambda: _bare(path, Path(folder) / "bare.db"))
        book = Book.create(Path(folder) / "book.db")
        whole, outcome = _timed(lambda: import_file(book, path, author="benchmark"))
    if entered != number or outcome.counts["recorded"] != number:
        raise SystemExit(f"{entered} and {outcome.counts} of {number} rows entered: the two ways are not the same")
    print(f"{number} rows of an entry workbook")
    print(f"calamine, pydantic, one transaction : {bare:7.2f} s     1.0")
    print(f"import                              : {whole:7.2f} s   {whole / bare:5.1f}")


def _bare(path: Path, database: Path) -> int:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Commitments").to_python()
    names = [str(cell) for cell in rows[0]]
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT")
    payloads = (
        (dump_record(_record(dict(zip(names, row, strict=True)), place)),) for place, row in enumerate(rows[1:])
    )
    with connection:
        connection.executemany("INSERT INTO entries (payload) VALUES (?)", payloads)
    (entered,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    connection.close()
    return int(entered)


def _record(row: dict[str, object], place: int) -> Commitment:
    source = {"publisher": row["publisher"], "title": row["source_title"], "url": row["url"], "quote": row["quote"]}
    amount = {"qualifier": row["qualifier"], "value": format(row["amount"], ".15g"), "currency": row["currency"]}
    fields = {name: row[name] for name in HEADINGS[:7]}
    return Commitment.model_validate(
        {**fields, "id": f"row-{place}", "amount": amount, "term": {"kind": row["term"]}, "sources": [source]}
    )


def _fill(path: Path, number: int) -> None:
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
    sheet = workbook.add_worksheet("Commitments")
    sheet.write_row(0, 0, HEADINGS)
    for place in range(number):
        donor, amount = DONORS[place % len(DONORS)], 1_000_000 + 1_000 * place
        row = (f"Aid number {place}", donor, "UKR", "military", "grant", "pledge", f"2025-{1 + place % 12:02}-02", "exact",
               amount, CURRENCIES[place % len(DONORS)], "one_off", "Ministry", "Announcement", "https://example.org/aid",
               f"worth {amount:,}")  # fmt: skip
        sheet.write_row(place + 1, 0, row)
    workbook.close()


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

"""What an import costs beside its bare steps, and what reading costs in memory.

Run it with ``python benchmarks/intake.py [ROWS]``. The first part prints ratios of one run, which hold on any machine,
and seconds, which do not. Both ways take the same entry workbook into a real book. The bare steps are: python-calamine
reads every cell, pydantic makes a commitment of each row, each becomes JSON, and one SQLite transaction appends them to
the table of a book, under its guards and in its chain of hashes. Nothing else: no typed amounts, no lineage, no ids, no
checks, no bounds. The second part prints the peak memory of a process that only reads a file, at one and four times the
size.
"""

import csv
import hashlib
import json
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from measuring import number_asked
from python_calamine import CalamineWorkbook

from ledger.book import Book
from ledger.desk import import_file
from ledger.intake import FORMATS, Options
from ledger.records import Commitment, dump_record, values_of

T = TypeVar("T")
ROWS = 100_000
HEADINGS = ("title", "donor", "recipient", "category", "instrument", "stage", "announced", "qualifier", "amount",
            "currency", "term", "publisher", "source_title", "url", "quote")  # fmt: skip
DONORS = ("GBR", "DEU", "FRA", "USA", "NLD", "NOR", "SWE", "POL")
CURRENCIES = ("GBP", "EUR", "EUR", "USD", "EUR", "NOK", "SEK", "PLN")
READ_ALONE = ("csv", "jsonl", "parquet", "iati")
GROUP = 5000
RUNS = 5


def main(number: int) -> None:
    """Measure and print both parts."""
    with tempfile.TemporaryDirectory() as folder:
        _print_memory(Path(folder), number // 4)
        _print_time(Path(folder), number)


def _print_time(folder: Path, number: int) -> None:
    path = folder / "pledges.xlsx"
    _fill(path, number)
    # Side by side, several times: the speed of a machine that others use too changes from one minute to the next.
    runs = sorted((_both_ways(folder / f"{run}", path, number) for run in range(RUNS)), key=lambda it: it[1] / it[0])
    bare, whole = runs[RUNS // 2]
    print(f"{number} rows of an entry workbook; the middle one of {RUNS} runs, by its ratio")
    print(f"calamine, pydantic, one transaction : {bare:7.2f} s     1.00")
    print(f"import                              : {whole:7.2f} s   {whole / bare:6.2f}")
    print(f"all ratios                          : {', '.join(f'{more / less:.2f}' for less, more in runs)}")


def _both_ways(folder: Path, path: Path, number: int) -> tuple[float, float]:
    folder.mkdir()
    books = [Book.create(folder / name) for name in ("bare.db", "book.db")]
    _, bare = _timed(lambda: _bare(path, books[0].path))
    _, whole = _timed(lambda: import_file(books[1], path, author="benchmark"))
    # A batch opens with an entry of its own.
    if [book.entries for book in books] != [number, number + 1] or any(book.verify() for book in books):
        raise SystemExit(f"{[book.entries for book in books]} sound entries of {number} rows: not the same work")
    return bare, whole


def _bare(path: Path, database: Path) -> None:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Commitments").to_python()
    names = [str(cell) for cell in rows[0]]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    commitments = (_commitment(dict(zip(names, row, strict=True)), place) for place, row in enumerate(rows[1:]))
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _entries(commitments))
    connection.execute("COMMIT")
    connection.close()


def _commitment(row: Mapping[str, Any], place: int) -> Commitment:
    source = {"publisher": row["publisher"], "title": row["source_title"], "url": row["url"], "quote": row["quote"]}
    amount = {"qualifier": row["qualifier"], "value": format(row["amount"], ".15g"), "currency": row["currency"]}
    fields = {name: row[name] for name in HEADINGS[:7]}
    return Commitment.model_validate(
        {**fields, "id": f"row-{place}", "amount": amount, "term": {"kind": row["term"]}, "sources": [source]}
    )


def _entries(commitments: Iterable[Commitment]) -> Iterator[tuple[Any, ...]]:
    previous, moment = "0" * 64, "2025-01-01T00:00:00.000000Z"
    for seq, commitment in enumerate(commitments, start=1):
        payload = f'{{"id":"{commitment.id}","record":{dump_record(commitment)}}}'
        fields = (seq, previous, 1, "benchmark", "bare steps", "record", moment, payload)
        texts = [str(field).encode() for field in fields]
        previous = hashlib.sha256(b"".join(b"%d:%b," % (len(text), text) for text in texts)).hexdigest()
        yield (*fields, previous)


def _print_memory(folder: Path, number: int) -> None:
    print(f"Peak memory of reading alone, MB: {number} and {4 * number} records")
    for name in READ_ALONE:
        once, more = (
            _in_a_process(_peak_of_reading, name, folder / f"{size}.{name}", size) for size in (number, 4 * number)
        )
        print(f"{name:8} {once:7.1f} {more:7.1f}   {more / once:5.2f}")


def _in_a_process(work: Callable[[str, Path, int], float], name: str, path: Path, number: int) -> float:
    """What a fresh process measures; the file is written by another one, which leaves no trace in it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        pool.submit(_write, name, path, number).result()
        return pool.submit(work, name, path, number).result()


def _peak_of_reading(name: str, path: Path, number: int) -> float:
    read = next(it.read for it in FORMATS if it.name == name)
    found = sum(1 for _ in read([path], Options()))
    if found < number:
        raise SystemExit(f"{found} of {number} records of {path.name} were read")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(name: str, path: Path, number: int) -> None:
    {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet, "iati": _write_iati}[name](path, number)


def _write_csv(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        writer.writerows(_rows(number))


def _write_jsonl(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row in _rows(number):
            values = values_of(dict(zip(HEADINGS, map(str, row), strict=True)))
            stream.write(json.dumps({**values, "record": "commitment"}) + "\n")


def _write_parquet(path: Path, number: int) -> None:
    schema = pa.schema([(name, pa.string()) for name in HEADINGS])
    with pq.ParquetWriter(path, schema) as writer:
        rows = _rows(number)
        while group := list(islice(rows, GROUP)):
            columns = zip(*group, strict=True)
            writer.write_table(pa.table([[str(it) for it in column] for column in columns], schema=schema))


def _write_iati(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write('<iati-activities version="2.03">\n')
        for place, row in enumerate(_rows(number)):
            told = dict(zip(HEADINGS, row, strict=True))
            stream.write(
                f'<iati-activity default-currency="{told["currency"]}">'
                f"<iati-identifier>GB-1-{place}</iati-identifier>"
                f'<reporting-org ref="GB-1" type="10"><narrative>Ministry</narrative></reporting-org>'
                f"<title><narrative>{told['title']}</narrative></title>"
                f'<participating-org ref="GB-1" role="1" type="10"><narrative>Ministry</narrative></participating-org>'
                f'<recipient-country code="UA"/><transaction><transaction-type code="2"/>'
                f'<transaction-date iso-date="{told["announced"]}"/>'
                f'<value value-date="{told["announced"]}">{told["amount"]}</value></transaction></iati-activity>\n'
            )
        stream.write("</iati-activities>\n")


def _fill(path: Path, number: int) -> None:
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
    sheet = workbook.add_worksheet("Commitments")
    sheet.write_row(0, 0, HEADINGS)
    for place, row in enumerate(_rows(number), start=1):
        sheet.write_row(place, 0, row)
    workbook.close()


def _rows(number: int) -> Iterator[tuple[str | int, ...]]:
    for place in range(number):
        which, amount, day = place % len(DONORS), 1_000_000 + 1_000 * place, f"2025-{1 + place % 12:02}-02"
        yield (f"Aid number {place}", DONORS[which], "UKR", "military", "grant", "pledge", day,
               "exact", amount, CURRENCIES[which], "one_off", "Ministry", "Announcement", "https://example.org/aid",
               f"worth {amount:,}")  # fmt: skip


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


if __name__ == "__main__":
    main(number_asked(__doc__, ROWS, of="rows"))

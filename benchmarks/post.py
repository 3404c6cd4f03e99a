"""How long it takes to enter one record into a large book, beside a bare sqlite3 that inserts and hashes the same text.

Run it with ``python benchmarks/post.py [RECORDS]``, or ``make bench``. It makes a book of 100,000 records, or of as
many as are given, three quarters of them payments, and a bare table of the same payloads; then both take one more in
turn, five times, each with a connection of its own and a commit that waits for the disk. What entered is looked at
before its time counts, and the chain of the book is verified. It prints the medians of CPU time and how many times the
bare insert ours takes, but for five milliseconds, and ends with 1 if that is more than half above the one stated. At
last eight processes enter 25 records each into a book of three tenths of the size, at once: it ends with 1 if one is
refused.
"""

import hashlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

from measuring import PAIRS, ending, number_asked

from ledger.book import Book
from ledger.foundation import Refused
from ledger.records import Commitment, Record, Transaction, dump_record

RECORDS, SHARE, FEWEST = 100_000, 0.3, 100
MILLISECONDS = 5
PROCESSES, POSTS, PATIENCE = 8, 25, 10.0
SIGNED = {"author": "Ann", "reason": "benchmark"}


def records() -> Iterator[Record]:
    """Records without end: each promise with three payments."""
    number = 0
    while True:
        promise = _promise(f"p-{number}", number)
        yield promise
        for place in range(3):
            amount = {"qualifier": "exact", "value": f"{1 + place}00000.00", "currency": "EUR"}
            day = f"2025-{1 + place:02}-{1 + number % 28:02}"
            fields = {"commitment": promise.id, "type": "disbursement", "value_date": day, "amount": amount}
            yield Transaction.model_validate({"id": f"{promise.id}-paid-{place}", **fields})
        number += 1


def _promise(key: str, number: int) -> Commitment:
    return Commitment.model_validate(
        {
            "id": key,
            "title": f"Aid number {number}",
            "donor": ("DEU", "FRA", "NLD", "POL")[number % 4],
            "recipient": "UKR",
            "category": "military",
            "instrument": "grant",
            "stage": "pledge",
            "announced": f"20{14 + number % 11}-{1 + number % 12:02}-{1 + number % 28:02}",
            "amount": {"qualifier": "exact", "value": f"{1 + number}000000", "currency": "EUR"},
            "term": {"kind": "one_off"},
            "sources": [{"publisher": "Ministry", "title": "Release", "quote": f"{1 + number} million"}],
        }
    )


def filled(path: Path, count: int) -> Book:
    """A book of so many records."""
    book = Book.create(path)
    with book.writing(**SIGNED) as posting:
        for record in islice(records(), count):
            posting.record_parsed(record)
    return book


class Bare:
    """A table of texts, each with the hash of it and of the hash before it."""

    def __init__(self, path: Path, count: int) -> None:
        self.path = path
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, payload TEXT, hash TEXT)")
            rows = ((dump_record(record), f"{number:064}") for number, record in enumerate(islice(records(), count)))
            connection.executemany("INSERT INTO entries (payload, hash) VALUES (?, ?)", rows)
            connection.commit()

    def post(self, record: Record) -> None:
        """Enter one more."""
        payload = dump_record(record)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            (previous,) = connection.execute("SELECT hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
            digest = hashlib.sha256(f"{previous}{payload}".encode()).hexdigest()
            connection.execute("INSERT INTO entries (payload, hash) VALUES (?, ?)", (payload, digest))
            connection.execute("COMMIT")

    def newest(self) -> str:
        """The payload that came in last."""
        with closing(sqlite3.connect(self.path)) as connection:
            (payload,) = connection.execute("SELECT payload FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        return str(payload)


def measured(folder: Path, count: int) -> float:
    """How many times the bare insert one more record takes, but for some milliseconds; it prints what both take."""
    book, bare = filled(folder / "large.db", count), Bare(folder / "bare.db", count)
    pairs: list[tuple[float, float]] = []
    for number in range(PAIRS):
        record = _promise(f"new-{number}", count + number)
        ours = _milliseconds(partial(book.record, [record], **SIGNED))
        theirs = _milliseconds(partial(bare.post, record))
        assert (book.entries, book.get(record.id), bare.newest()) == (count + number + 1, record, dump_record(record))
        pairs.append((ours, theirs))
    assert not list(book.verify())
    ours, theirs = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = max(ours - MILLISECONDS, 0) / theirs
    print(f"one record into {count:,}: {ours:.1f} ms of CPU time; bare sqlite3 and sha256: {theirs:.2f} ms")
    print(f"    {ratio:.1f} times as long and {MILLISECONDS} ms", flush=True)
    return ratio


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def refused(folder: Path, count: int) -> int:
    """How many of the posts of several processes at once were refused; it prints how long all of them took."""
    book = filled(folder / "shared.db", count)
    context = get_context("spawn")
    ready, results = context.Barrier(PROCESSES + 1), context.Queue()
    writers = [
        context.Process(target=write, args=(str(book.path), number, ready, results)) for number in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    ready.wait()
    began = time.perf_counter()
    missed: int = sum(results.get() for _ in writers)
    seconds = time.perf_counter() - began
    for writer in writers:
        writer.join()
    assert book.entries == count + PROCESSES * POSTS - missed
    assert len(book.ids()) == book.entries
    print(f"{PROCESSES} processes, {POSTS} records each into {count:,}: {missed} refused, {seconds:.1f} s", flush=True)
    return missed


def write(path: str, writer: int, ready: Barrier, results: "Queue[int]") -> None:
    """Enter records one by one, as soon as all others can as well, and tell how many were refused."""
    book, missed = Book.open(path, busy_seconds=PATIENCE), 0
    own = [_promise(f"w-{writer}-{number}", RECORDS + writer * POSTS + number) for number in range(POSTS)]
    ready.wait()
    for record in own:
        try:
            book.record([record], **SIGNED)
        except Refused:
            missed += 1
    results.put(missed)


def main(count: int) -> int:
    """Measure both; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        ratio, missed = measured(Path(folder), count), refused(Path(folder), round(SHARE * count))
        return ending("post", {"one record": ratio}) or (1 if missed else 0)


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS, FEWEST)))

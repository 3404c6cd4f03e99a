"""More than one program: one is killed in the middle of an import, several write at once."""

import subprocess
import sys
import time

import pytest

from ledger.book import Book

PROMISE = """
from ledger.book import Book
from ledger.records import Commitment
import sys

def promise(key):
    return Commitment(id=key, title=f"Promise {key}", donor="GBR", recipient="UKR", category="military",
        instrument="grant", stage="pledge", announced="2025-06-02", amount={"qualifier": "undisclosed"},
        term={"kind": "one_off"}, note="x" * 2000)

book = Book.open(sys.argv[1])
"""

IMPORT = """
with book.writing(author="Ann", reason="import") as posting:
    for number in range(6000):
        posting.record(promise(f"import-{number}"))
        if number == 4000:
            print("half", flush=True)
print("done", flush=True)
"""

SINGLES = """
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    book.record([promise(f"{sys.argv[2]}-{number}")], author=sys.argv[2], reason="one by one")
"""


def start(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", PROMISE + program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def begun(book, promise):
    book.record([promise("before")], author="Ann", reason="r")
    return book


@pytest.mark.slow
def test_a_killed_import_leaves_nothing(begun):
    size, head = begun.path.stat().st_size, begun.head
    journal = begun.path.with_name("book.db-journal")
    with start(IMPORT, begun.path) as importer:
        assert importer.stdout.readline() == "half\n"
        # Hot: SQLite has written pages of the import into the book already and keeps the former ones in the journal.
        assert begun.path.stat().st_size > size
        importer.kill()
        importer.wait()
        hot = journal.exists() and journal.read_bytes()[:8]

    assert importer.returncode == -9
    assert hot == bytes.fromhex("d9d505f920a163d7")
    reopened = Book.open(begun.path)
    assert [it.id for it in reopened.records()] == ["before"]
    assert (reopened.head, reopened.verify()) == (head, ())
    assert not journal.exists()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6, 0.9, 1.2, 1.5])
def test_an_import_killed_at_any_moment_leaves_all_or_nothing(begun, seconds):
    with start(IMPORT, begun.path) as importer:
        assert importer.stdout.readline() == "half\n"
        time.sleep(seconds)
        importer.kill()
        importer.wait()
        done = "done" in importer.stdout.read()

    reopened = Book.open(begun.path)
    assert reopened.entries in ({6001} if done else {1, 6001})
    assert reopened.verify() == ()
    reopened.withdraw("before", author="Ann", reason="still writable")


@pytest.mark.slow
def test_programs_that_write_at_once_lose_nothing_and_keep_one_chain(begun):
    writers = [start(SINGLES, begun.path, name) for name in ("ann", "bo", "cy")]
    # All of them are loaded before the first one starts.
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        with writer:
            assert writer.wait() == 0

    names = {f"{name}-{number}" for name in ("ann", "bo", "cy") for number in range(25)}
    assert {it.id for it in begun.records()} == names | {"before"}
    assert [it.seq for it in begun.revisions()] == list(range(1, 77))
    assert begun.verify() == ()
    assert len({it.author for it in begun.revisions()}) == 4


@pytest.mark.slow
def test_of_programs_that_make_the_same_book_one_finds_it_made(tmp_path):
    program = """
from ledger.foundation import Refused
try:
    Book.create(sys.argv[2])
except Refused as refused:
    print(refused.problems[0].found)
"""
    opened = Book.create(tmp_path / "other.db")
    makers = [start(program, opened.path, tmp_path / "book.db") for _ in range(4)]
    said = []
    for maker in makers:
        with maker:
            said.append(maker.stdout.read())

    assert sorted(bool(text) for text in said) == [False, True, True, True]
    assert Book.open(tmp_path / "book.db").verify() == ()

"""More than one program: one is killed in the middle of an import, several write at once."""

import signal
import subprocess
import sys

import pytest
from held import MOST_SECONDS, go_on, held_before, reached, started

from ledger.book import Book

PROMISE = """
from ledger.book import Book
from ledger.records import Commitment

def promise(key):
    return Commitment(id=key, title=f"Promise {key}", donor="GBR", recipient="UKR", category="military",
        instrument="grant", stage="pledge", announced="2025-06-02", amount={"qualifier": "undisclosed"},
        term={"kind": "one_off"}, note="x" * 2000)
"""

IMPORT = """
from sqlalchemy import Connection
commit = Connection.commit

def hold_at(point):
    if point == sys.argv[2]:
        hold(point)

def commit_between(connection):
    hold_at("before the commit")
    if sys.argv[2] == "in the commit":
        die_in_the_commit()
    commit(connection)
    hold_at("behind the commit")

Connection.commit = commit_between
book = Book.open(sys.argv[1])
with book.writing(author="Ann", reason="import") as posting:
    hold_at("before the first entry")
    for number in range(2000):
        posting.record(promise(f"import-{number}"))
        if number == 1500:
            hold_at("in the middle")
"""

# A commit writes changed pages first, then new ones behind the end of the file: there the system ends the program.
DYING_IN_THE_COMMIT = """
def die_in_the_commit():
    import os, resource
    size = os.stat(sys.argv[1]).st_size
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
"""

# A writer tells when it has met the lock of another program, and then waits for as long as it takes.
SINGLES = """
from ledger.book import turns

turns.SILENT_SECONDS = 0
turns.LOG.addFilter(lambda _: print("waits", flush=True))
book = Book.open(sys.argv[1], busy_seconds=float(sys.argv[3]))
for number in range(25):
    book.record([promise(f"{sys.argv[2]}-{number}")], author=sys.argv[2], reason="one by one")
"""

MAKE = """
from ledger.book import Book
from ledger.foundation import Refused

try:
    Book.create(sys.argv[1])
except Refused as refused:
    print(refused.problems[0].found)
"""

# The first bytes of a journal that SQLite plays back when the book is opened next.
HOT = bytes.fromhex("d9d505f920a163d7")


@pytest.fixture
def begun(book, promise):
    book.record([promise("before")], author="Ann", reason="r")
    return book


def stopped(book, point):
    """Kill an import while it holds at a point."""
    with started(PROMISE + IMPORT, book.path, point) as importer:
        assert reached(importer, point)
        importer.kill()


@pytest.mark.proof
@pytest.mark.slow
def test_a_killed_import_leaves_nothing(begun):
    size, head = begun.path.stat().st_size, begun.head
    journal = begun.path.with_name("book.db-journal")

    stopped(begun, "in the middle")

    # SQLite has written pages of the import into the book already and keeps the former ones in the journal.
    assert begun.path.stat().st_size > size
    assert journal.read_bytes()[:8] == HOT
    reopened = Book.open(begun.path)
    assert [it.id for it in reopened.records()] == ["before"]
    assert (reopened.head, reopened.verify()) == (head, ())
    assert not journal.exists()


@pytest.mark.sampled
@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "entries"),
    [
        ("before the first entry", 1),
        ("in the middle", 1),
        ("before the commit", 1),
        ("behind the commit", 2001),
    ],
)
def test_an_import_killed_at_any_moment_leaves_all_or_nothing(begun, point, entries):
    stopped(begun, point)

    reopened = Book.open(begun.path)
    assert reopened.entries == entries
    assert reopened.verify() == ()
    reopened.withdraw("before", author="Ann", reason="still writable")


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of a program's files")
def test_an_import_that_dies_in_its_commit_leaves_nothing(begun):
    head = begun.head
    journal = begun.path.with_name("book.db-journal")
    program = PROMISE + DYING_IN_THE_COMMIT + IMPORT
    with started(program, begun.path, "in the commit", stderr=subprocess.PIPE) as importer:
        messages = importer.communicate(timeout=MOST_SECONDS)[1]

    assert (importer.returncode, messages) == (-signal.SIGXFSZ, "")
    assert journal.read_bytes()[:8] == HOT
    reopened = Book.open(begun.path)
    assert (reopened.entries, reopened.head, reopened.verify()) == (1, head, ())
    reopened.withdraw("before", author="Ann", reason="still writable")


@pytest.mark.slow
def test_programs_that_write_at_once_lose_nothing_and_keep_one_chain(begun, sql):
    with sql(begun.path) as other:
        other.execute("BEGIN IMMEDIATE")
        writers = [started(PROMISE + SINGLES, begun.path, name, MOST_SECONDS) for name in ("ann", "bo", "cy")]
        # All of them have begun to write and wait for the lock when the first one gets it.
        assert [reached(writer, "waits") for writer in writers] == [True, True, True]
        other.execute("ROLLBACK")
    for writer in writers:
        with writer:
            assert writer.wait() == 0

    names = {f"{name}-{number}" for name in ("ann", "bo", "cy") for number in range(25)}
    assert {it.id for it in begun.records()} == names | {"before"}
    assert [it.seq for it in begun.revisions()] == list(range(1, 77))
    assert begun.verify() == ()
    assert len({it.author for it in begun.revisions()}) == 4


@pytest.mark.proof
@pytest.mark.slow
def test_of_programs_that_make_the_same_book_one_finds_it_made(tmp_path):
    path = tmp_path / "book.db"
    # The first one has made the file and nothing in it yet.
    with started(held_before("sqlite3.connect", "book.db?mode=rw") + MAKE, path) as first:
        assert reached(first, "held")
        assert path.stat().st_size == 0
        with started(MAKE, path) as second:
            assert second.communicate(timeout=MOST_SECONDS)[0] == f"a file at {path} already\n"
        go_on(first)
        assert first.stdout.read() == ""

    assert Book.open(path).verify() == ()

"""The file: made, opened, guarded against SQL, and what happens when it or the disk fails."""

import os
import re
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from made import rate_file
from sqlalchemy import event

from ledger.book import Book
from ledger.book.index import INDEX_DEFINITIONS
from ledger.book.journal import DEFINITIONS, ENTRIES, FILES
from ledger.foundation import Refused

ANN = {"author": "Ann", "reason": "press release"}
LARGE = rate_file(*((date(2024, 1, 1) + timedelta(n), "USD", "1.1") for n in range(366)), source="x" * 290)


def refusal(action, *args, **named):
    with pytest.raises(Refused) as refused:
        action(*args, **named)
    return str(refused.value.problems[0])


def test_a_book_is_made_and_opened(tmp_path, promise):
    made = Book.create(tmp_path / "book ?#%20 ü.db")
    made.record([promise("a")], **ANN)
    opened = Book.open(str(tmp_path / "book ?#%20 ü.db"))

    assert (opened.entries, opened.head, opened.path) == (1, made.head, made.path)
    assert [it.name for it in tmp_path.iterdir()] == ["book ?#%20 ü.db"]


def test_a_file_that_is_there_is_not_made_into_a_book(tmp_path):
    path = tmp_path / "book.db"
    path.write_text("mine")

    assert refusal(Book.create, path) == (
        f"book.db: FILE error: found a file at {path} already, expected a path that is free."
        " Do: open it, or choose another name."
    )
    assert path.read_text() == "mine"


def test_a_book_that_cannot_be_made_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setitem(DEFINITIONS, "broken", "CREATE TABLE entries (x)")

    assert "FILE" in refusal(Book.create, tmp_path / "no folder" / "book.db")
    assert "CHAIN" in refusal(Book.create, tmp_path / "book.db")
    assert list(tmp_path.iterdir()) == []


def foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY)")
    connection.close()


def newer(path):
    Book.create(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=5")
    connection.close()


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (lambda _: None, "no file at"),
        (lambda path: path.mkdir(), "a folder at"),
        (lambda path: path.write_bytes(b""), "a file that is not a book"),
        (lambda path: path.write_bytes(b"id,title\n" * 1000), "a file that is not a book"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000), "a file that is not a book"),
        (foreign, "a file that is not a book"),
        (newer, "a book of version 5, expected version 1 to 4"),
    ],
    ids=["missing", "folder", "empty", "text", "torn header", "foreign", "newer"],
)
def test_what_is_not_a_book_is_not_opened(tmp_path, made, found):
    path = tmp_path / "book.db"
    made(path)

    assert refusal(Book.open, path).startswith(f"book.db: FILE error: found {found}")


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "", "."])
def test_a_path_that_cannot_be_is_refused(path):
    for told in (refusal(Book.open, path), refusal(Book.create, path)):
        place, _, fault = told.partition(": ")
        assert place
        assert fault.startswith("FILE error")


def test_the_tables_are_those_that_statements_are_made_for(book, sql):
    with sql(book.path) as connection:
        for table in (ENTRIES, FILES):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
            assert columns == table.columns.keys()
        assert dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")) == DEFINITIONS
    with book.writing(**ANN):
        pass
    with sql(book.path) as connection:
        there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        assert there == DEFINITIONS | INDEX_DEFINITIONS
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_book_waits_for_the_disk(book):
    with book._journal.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_the_book_runs_no_function_that_a_strangers_file_names(book):
    with book._journal.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0
    with book._journal.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


# COPY(n, p) stands for an entry of Eve's with number n, following the hash p, its other fields those of entry 2.
ATTACKS = [
    "UPDATE entries SET author = 'Eve' WHERE seq = 1",
    "UPDATE OR REPLACE entries SET seq = 2 WHERE seq = 1",
    "DELETE FROM entries WHERE seq = 2",
    "DELETE FROM entries",
    "INSERT OR REPLACE INTO entries COPY(1, previous)",
    "REPLACE INTO entries COPY(2, previous)",
    "INSERT INTO entries COPY(2, previous) ON CONFLICT (seq) DO UPDATE SET author = 'Eve'",
    # a forged number: too far, before the first, none; and the right number behind the wrong entry
    "INSERT INTO entries COPY(9, hash)",
    "INSERT INTO entries COPY(0, hash)",
    "INSERT INTO entries COPY(-1, hash)",
    "INSERT INTO entries COPY(NULL, hash)",
    "INSERT INTO entries COPY(3, previous)",
    "INSERT OR IGNORE INTO entries COPY(3, NULL)",
    "UPDATE files SET bytes = x'00'",
    "UPDATE OR REPLACE files SET sha256 = 'x'",
    "DELETE FROM files",
    "INSERT OR REPLACE INTO files (sha256, bytes) SELECT sha256, x'00' FROM files",
    "INSERT OR REPLACE INTO files (rowid, sha256, bytes) VALUES (1, 'x', x'00')",
    (
        "INSERT INTO files (sha256, bytes) SELECT sha256, x'00' FROM files WHERE true"
        " ON CONFLICT (sha256) DO UPDATE SET bytes = x'00'"
    ),
]
COPY = r"SELECT \1, \2, 1, 'Eve', reason, action, time, payload, hash FROM entries WHERE seq = 2"


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_cannot_change_what_was_written(book, promise, sql, attack):
    book.record([promise("a")], **ANN)
    book.add_rates("own", rate_file(), **ANN)
    before = tuple(book.revisions()), book.rate_files()

    with sql(book.path) as connection, pytest.raises(sqlite3.Error):
        connection.execute(re.sub(r"COPY\((.+?), (.+?)\)", COPY, attack))

    assert (tuple(book.revisions()), book.rate_files()) == before
    assert book.verify() == ()


def test_a_locked_book_is_a_problem_after_waiting(book, promise, sql):
    with sql(book.path) as other:
        other.execute("BEGIN IMMEDIATE")
        told = refusal(book.record, [promise("a")], **ANN)
        assert book.records() == ()

    assert told.startswith("book.db: BUSY error: found a book that another program is using")
    book.record([promise("a")], **ANN)


def test_a_reader_that_stays_holds_up_the_commit_and_nothing_is_written(book, promise, sql):
    with sql(book.path) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entries").fetchone()
        assert "another program is using" in refusal(book.record, [promise("a")], **ANN)

    assert (book.entries, book.verify()) == (0, ())


@contextmanager
def full_disk(book):
    def stop_growing(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(book._journal.engine, "connect", stop_growing)
    yield
    event.remove(book._journal.engine, "connect", stop_growing)


@pytest.mark.thorough
def test_a_full_disk_leaves_nothing_of_an_import(book, promise):
    book.record([promise("a")], **ANN)
    with full_disk(book):
        told = refusal(book.record, [promise(f"p{number}") for number in range(3000)], **ANN)
        assert "FILE error: found a full disk" in refusal(book.add_rates, "own", LARGE, **ANN)

    assert told.startswith("book.db: FILE error: found a full disk (database or disk is full)")
    assert (book.entries, book.rate_files(), book.verify()) == (1, (), ())
    book.record([promise("b")], **ANN)


def test_who_swallows_a_full_disk_still_commits_nothing(book, promise):
    def careless():
        with book.writing(**ANN) as posting:
            posting.record(promise("a"))
            for data in (LARGE, rate_file()):
                with pytest.raises(Refused):
                    posting.add_rates("own", data)

    with full_disk(book):
        assert "full disk" in refusal(careless)
    assert (book.entries, book.verify()) == (0, ())


needs_permissions = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind")


@contextmanager
def as_nobody():
    """Root may write everything, so as root a test of permissions steps down for a moment."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if mine == 0:
            os.seteuid(0)


@pytest.fixture
def shelf():
    """A folder that others may enter and read, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@needs_permissions
def test_a_book_that_may_only_be_read_can_be_read(shelf, promise):
    book = Book.create(shelf / "book.db")
    book.record([promise("a")], **ANN)
    book.path.chmod(0o444)
    shelf.chmod(0o555)

    with as_nobody():
        opened = Book.open(shelf / "book.db")
        assert (opened.records(), opened.get("a")) == ((promise("a"),), promise("a"))
        assert opened.verify() == ()
        assert "FILE error: found a book that may only be read" in refusal(opened.record, [promise("b")], **ANN)
        assert "FILE error" in refusal(Book.create, shelf / "new.db")


@needs_permissions
def test_a_book_that_may_not_be_read_is_refused(shelf):
    Book.create(shelf / "book.db").path.chmod(0)

    with as_nobody():
        assert "FILE error: found a file that cannot be opened" in refusal(Book.open, shelf / "book.db")


def test_a_book_that_went_away_is_a_problem(book):
    book.path.unlink()

    assert "FILE error" in refusal(book.records)
    assert [it.code for it in book.verify()] == ["FILE"]


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_book_cut_off_is_found_out(book, promise, part):
    book.record([promise(f"p{number}") for number in range(300)], **ANN)
    whole = book.path.read_bytes()
    book.path.write_bytes(whole[: int(len(whole) * part)])

    assert book.verify()[0].code in {"CHAIN", "FILE"}
    with pytest.raises(Refused):
        Book.open(book.path).records()

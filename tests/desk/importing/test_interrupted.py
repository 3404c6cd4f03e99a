"""An import that is stopped while it enters records leaves the book as it was."""

import gc
import subprocess

import pytest
from held import COMMAND, MOST_SECONDS, interrupt, needs_signals, reached, started

from ledger.book import Book
from ledger.desk import import_file

HEAD = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
FIRST = "Aid before,DEU,UKR,military,grant,pledge,2025-06-01,exact,5,EUR,one_off\n"


def pledges(path, number):
    rows = (f"Aid {it},DEU,UKR,military,grant,pledge,2025-06-02,exact,{it},EUR,one_off\n" for it in range(number))
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def begun(book, tmp_path, signed):
    """A book that holds one record already."""
    file = tmp_path / "first.csv"
    file.write_text(HEAD + FIRST, encoding="utf-8")
    import_file(book, file, **signed)
    return book


@pytest.mark.proof
@pytest.mark.parametrize("stopped_at", ["checking records", "entering records"])
def test_what_a_watcher_raises_stops_the_import_and_nothing_has_entered(begun, tmp_path, signed, stopped_at):
    before = begun.head_at(None)

    def watch(what, done, _all):
        if what == stopped_at and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(begun, pledges(tmp_path / "pledges.csv", 3000), watch=watch, **signed)

    assert begun.head_at(None) == before
    assert begun.verify() == ()
    assert [record.title for record in begun.records()] == ["Aid before"]


def test_the_collector_of_python_works_again_after_an_import_that_was_stopped(book, tmp_path, signed):
    states = []

    def watch(what, _done, _all):
        states.append(gc.isenabled())
        if what == "entering records":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(book, pledges(tmp_path / "pledges.csv", 10), watch=watch, **signed)

    assert set(states) == {False}
    assert gc.isenabled()


HELD_HALFWAY = """
from contextlib import contextmanager
from ledger.cli import importing

def watch(what, done, _all):
    if (what, done) == ("entering records", 4000):
        hold("half")

@contextmanager
def progress():
    yield watch

importing.progress = progress
"""


@pytest.mark.proof
@needs_signals
@pytest.mark.slow
def test_ctrl_c_in_the_middle_of_entering_ends_with_130_and_leaves_the_book_as_it_was(begun, tmp_path):
    before, size = begun.head_at(None), begun.path.stat().st_size
    journal = begun.path.with_name("book.db-journal")
    command = ("import", pledges(tmp_path / "pledges.csv", 8000), "--book", begun.path, "--author", "Ann")
    with started(HELD_HALFWAY + COMMAND, *command, stderr=subprocess.PIPE) as importer:
        assert reached(importer, "half")
        # Hot: SQLite has written pages of the import into the book already and keeps the former ones in the journal.
        assert begun.path.stat().st_size > size
        assert journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
        interrupt(importer)
        messages = importer.communicate(timeout=MOST_SECONDS)[1]

    assert importer.returncode == 130
    assert "Traceback" not in messages
    reopened = Book.open(begun.path)
    assert reopened.head_at(None) == before
    assert reopened.verify() == ()
    assert not journal.exists()

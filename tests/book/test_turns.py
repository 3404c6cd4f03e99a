"""Those who wait for a book are served in the order in which they came, and none who is gone holds up the others."""

import sqlite3
import threading
from contextlib import closing

import pytest
from held import started

from ledger.book import Book, turns
from ledger.foundation import Refused

HOLDS_A_TICKET = """
from pathlib import Path
from ledger.book import turns
with turns._in_turn(Path(sys.argv[1])) as turn:
    turn.wait()
    hold("waits")
"""


def tickets(book):
    queue = book.path.with_name("book.db-queue")
    return sorted(it.name for it in queue.iterdir()) if queue.exists() else []


def test_a_book_that_nobody_uses_needs_no_queue(book, promise):
    book.record([promise("a")], author="Ann", reason="r")

    assert [it.name for it in book.path.parent.iterdir()] == ["book.db"]


def test_a_writer_gives_up_with_a_code_of_its_own_and_leaves_no_ticket(book, promise):
    with closing(sqlite3.connect(book.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused) as refused:
            book.record([promise("a")], author="Ann", reason="r")

    assert [it.code for it in refused.value.problems] == ["BUSY"]
    assert tickets(book) == []
    assert book.entries == 0


def test_who_came_first_writes_first_and_who_comes_later_stands_behind(book, promise):
    patient = Book.open(book.path, busy_seconds=60)
    done = []

    def write(name):
        patient.record([promise(name)], author=name, reason="r")
        done.append(name)

    with closing(sqlite3.connect(book.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writers = []
        for name in ("first", "second", "third"):
            writer = threading.Thread(target=write, args=(name,))
            writer.start()
            writers.append(writer)
            while len(tickets(book)) < len(writers):
                assert writer.is_alive()
        other.execute("ROLLBACK")
    for writer in writers:
        writer.join()

    assert [it.author for it in book.revisions()] == ["first", "second", "third"]
    assert tickets(book) == []


def test_a_free_book_is_left_to_who_waits_already(book, promise):
    with turns._in_turn(book.path) as turn:
        turn.wait()
        # The book itself is free: only the ticket keeps the other one out.
        with pytest.raises(Refused, match="BUSY"):
            book.record([promise("a")], author="Bo", reason="r")

    book.record([promise("a")], author="Bo", reason="r")
    assert tickets(book) == []


@pytest.mark.slow
def test_the_ticket_of_a_program_that_was_killed_holds_up_nobody(book, promise):
    with started(HOLDS_A_TICKET, book.path) as waiting:
        assert waiting.stdout.readline() == "waits\n"
        with pytest.raises(Refused, match="BUSY"):
            book.record([promise("a")], author="Bo", reason="r")
        waiting.kill()
        waiting.wait()
        assert len(tickets(book)) == 1

        book.record([promise("a")], author="Bo", reason="r")

    assert book.entries == 1
    assert tickets(book) == []


def test_where_no_ticket_can_be_made_one_waits_all_the_same(book, promise):
    book.path.with_name("book.db-queue").write_text("a file in the way")

    book.record([promise("a")], author="Ann", reason="r")

    assert book.entries == 1

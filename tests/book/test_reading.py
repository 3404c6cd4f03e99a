"""A block of reading: one state of the book, whose entries are hashed once, whatever is asked of it."""

import pytest
from sqlalchemy import event

from ledger.book import Book
from ledger.foundation import Refused

ANN = {"author": "Ann", "reason": "test"}
RATES = b"Date,USD\n2025-06-02,1.1419\n"


@pytest.fixture
def book(tmp_path, promise):
    book = Book.create(tmp_path / "book.db")
    book.record([promise("a"), promise("b")], **ANN)
    book.add_rates("own", RATES, **ANN)
    return book


def answers(book):
    heads = (book.entries, book.head, book.head_at(2), book.last_recorded)
    records = (book.ids(), book.records(), book.records(1), book.history("a"), tuple(book.revisions()))
    return (*heads, *records, book.rate_files(), book.decisions(), book.batches(), book.sources())


def test_a_block_gives_what_the_book_gives(book):
    with book.reading() as state:
        assert answers(state) == answers(book)


def test_all_entries_are_read_once_for_all_questions(book):
    def readings(work):
        statements = []

        def count(_connection, _cursor, statement, *_more):
            statements.append(statement)

        event.listen(book._journal.engine, "before_cursor_execute", count)
        try:
            work()
        finally:
            event.remove(book._journal.engine, "before_cursor_execute", count)
        # All fields of the entries, as only hashing needs them.
        return sum("CAST(entries.previous" in it for it in statements)

    def in_a_block():
        with book.reading() as state:
            (state.records(), state.rate_files(), state.decisions(), state.head_at(None))

    assert readings(in_a_block) == 1
    assert readings(lambda: (book.records(), book.rate_files(), book.decisions(), book.head_at(None))) == 4


def test_what_enters_meanwhile_is_not_in_the_block(book, promise):
    other = Book.open(book.path, busy_seconds=0.05)
    with book.reading() as state:
        before = state.records()
        with pytest.raises(Refused, match="BUSY"):
            other.record([promise("c")], **ANN)
        assert state.records() == before
    other.record([promise("c")], **ANN)

    assert [it.id for it in book.records()] == ["a", "b", "c"]


def test_an_altered_book_is_refused_at_the_beginning_of_the_block(book, tamper):
    with tamper(book.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 1")

    with pytest.raises(Refused, match="CHAIN"), book.reading():
        pytest.fail("the block began")


def test_a_block_in_a_block_is_the_same_state(book):
    with book.reading() as state, state.reading() as inner:
        assert answers(inner) == answers(state)
    assert [it.id for it in book.records()] == ["a", "b"]


def test_a_block_of_reading_is_not_written_in(book, promise):
    with book.reading() as state, pytest.raises(TypeError, match="only read: write behind the block"):
        state.record([promise("c")], **ANN)

    assert book.entries == 3

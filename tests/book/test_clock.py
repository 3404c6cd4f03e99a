"""A clock that is wrong: entries never go back in time, what the clock said is kept, and a book ahead of it is told."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import pledge
from proving import proven

from ledger.book import Book
from ledger.book.times import clock_of

ANN = {"author": "Ann", "reason": "press release"}


def test_a_clock_set_back_does_not_date_an_entry_before_the_last(book, promise, clock):
    clock.set("2025-07-01")
    book.record([promise("a")], **ANN)
    clock.set("2025-06-01")
    revision = book.record([promise("b")], **ANN)[0]

    assert (revision.time.date(), revision.clock) == (date(2025, 7, 1), datetime(2025, 6, 1, 9, tzinfo=UTC))
    assert book.history("b") == (revision,)
    assert book.records(date(2025, 6, 30)) == ()
    assert book.verify() == ()


def test_a_clock_that_is_right_leaves_nothing_beside_the_time(book, promise):
    book.record([promise("a")], **ANN)

    assert book.record([promise("b")], **ANN)[0].clock is None
    with closing(sqlite3.connect(book.path)) as reader:
        assert reader.execute("SELECT DISTINCT time FROM entries").fetchall() == [("2025-06-10T09:00:00.000000Z",)]


def test_entries_after_a_clock_set_back_are_dated_alike_until_the_clock_has_passed_them(book, promise, clock):
    for key, day in (
        ("a", "2025-07-01"),
        ("b", "2025-06-01"),
        ("c", "2025-06-20"),
        ("d", "2025-06-02"),
        ("e", "2025-07-02"),
    ):
        clock.set(day)
        book.record([promise(key)], **ANN)

    told = [(it.id, str(it.time.date()), it.clock and str(it.clock.date())) for it in book.revisions()]
    assert told == [
        ("a", "2025-07-01", None),
        ("b", "2025-07-01", "2025-06-01"),
        ("c", "2025-07-01", "2025-06-20"),
        ("d", "2025-07-01", "2025-06-02"),
        ("e", "2025-07-02", None),
    ]
    assert book.verify() == ()


@pytest.mark.parametrize("time", ["2025-07-01T09:00:00.000000Z at noon", "2025-07-01T09:00:00.000000Z clock noon"])
def test_a_time_with_anything_else_behind_it_is_no_time(time):
    with pytest.raises(ValueError, match=r"a time with something behind it|Invalid isoformat"):
        clock_of(time)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6))
def test_whatever_the_clock_says_times_never_go_back_and_its_reading_is_kept(seconds):
    readings = [datetime.fromtimestamp(it, UTC) for it in seconds]
    with TemporaryDirectory() as folder:
        times = iter(readings)
        book = Book.create(Path(folder) / "book.db", clock=lambda: next(times))
        for number in range(len(readings)):
            book.record([pledge(f"r{number}")], **ANN)
        entries = list(book.revisions())

        assert [it.clock or it.time for it in entries] == readings
        assert all(earlier.time <= later.time for earlier, later in pairwise(entries))
        assert book.verify() == ()


def test_an_entry_a_day_ahead_of_the_clock_is_no_finding_and_one_longer_ahead_is(book, promise, clock):
    book.record([promise("a")], **ANN)
    clock.now -= timedelta(days=1)
    assert book.dated_ahead() == ()

    clock.now -= timedelta(microseconds=1)
    assert [(it.code, it.severity, str(it.place)) for it in book.dated_ahead()] == [
        ("CLOCK", "warning", "book.db:entry 1")
    ]


def test_an_empty_book_is_not_ahead_of_any_clock(book):
    assert book.dated_ahead() == ()

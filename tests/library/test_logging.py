"""What the library logs: what happened to which book, with numbers and counts; nothing of what records say."""

import logging
from types import SimpleNamespace

import pytest
from made import pledge

from ledger import Book, Refused, import_file
from ledger.desk import issue, issuing, sign_off
from ledger.foundation import LOG
from ledger.records import dump_record

SIGNED = {"author": "Ann", "reason": "a secret reason"}


@pytest.fixture
def book(tmp_path):
    return Book.create(tmp_path / "book.db")


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.INFO, logger="ledger")
    return lambda: [(record.name, record.levelname, record.getMessage()) for record in caplog.records]


def test_a_program_that_asks_for_nothing_sees_nothing():
    assert [type(handler) for handler in LOG.handlers] == [logging.NullHandler]
    assert LOG.level == logging.NOTSET


def test_a_block_is_logged_with_its_entries_and_an_empty_one_is_not(book, logged):
    book.record([pledge("a"), pledge("b")], **SIGNED)
    with book.writing(**SIGNED):
        pass

    assert logged() == [("ledger", "INFO", f"book.db: posted entries 1 to 2, head {book.head[:12]}")]


def test_a_block_that_is_refused_is_not_logged(book, logged):
    with pytest.raises(Refused):
        book.withdraw("a", **SIGNED)
    assert logged() == []


def test_an_import_is_logged_with_its_batch_and_counts_and_no_text_of_a_record(book, logged, tmp_path):
    path = tmp_path / "secret.jsonl"
    path.write_text(f"{dump_record(pledge('a', title='Secret tanks'))}\n", encoding="utf-8")
    import_file(book, path, author="Ann")
    import_file(book, path, author="Ann")

    assert [message for _, _, message in logged()] == [
        f"book.db: posted entries 1 to 2, head {book.head[:12]}",
        "book.db: import of 1 file, batch 1: 1 recorded",
        "book.db: import of 1 file, shown only: 1 unchanged",
    ]


def test_a_sign_off_is_logged(book, logged):
    sign_off(book, None, author="Ann", statement="approved in secret")
    assert logged()[1:] == [("ledger", "INFO", "book.db: signed off the book, entry 1")]


def test_an_issue_is_logged_with_its_number(book, logged, monkeypatch):
    done = SimpleNamespace(revision=SimpleNamespace(seq=7), report=SimpleNamespace(rows=[1, 2]))
    monkeypatch.setattr(issuing, "_issued", lambda *_: done)
    issue(book, lambda: None, "sent.xlsx", **SIGNED)
    assert logged() == [("ledger", "INFO", "book.db: issued report 7 of 2 records")]

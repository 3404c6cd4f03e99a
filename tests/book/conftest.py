"""What the tests of the book share: a promise to record, a clock to set, a book to write in."""

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from ledger.book import Book
from ledger.records import Commitment, Transaction


def make_promise(key, *, ties=(), **changes):
    return Commitment.model_validate(
        {
            "id": key,
            "title": f"Promise {key}",
            "donor": "GBR",
            "recipient": "UKR",
            "category": "military",
            "instrument": "grant",
            "stage": "pledge",
            "announced": "2025-06-02",
            "amount": {"qualifier": "exact", "value": "3000000.00", "currency": "GBP"},
            "term": {"kind": "one_off"},
            "relations": [{"kind": kind, "target": target} for kind, target in ties],
            **changes,
        }
    )


def make_payment(key, of):
    return Transaction(
        id=key, commitment=of, type="disbursement", value_date="2025-07-01", amount={"qualifier": "undisclosed"}
    )


class Clock:
    """A clock that stands until it is set."""

    def __init__(self):
        self.now = datetime(2025, 6, 10, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def set(self, day, hour=9):
        self.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)

    def pass_days(self, days):
        self.now += timedelta(days=days)


@contextmanager
def raw_sql(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@contextmanager
def guards_down(path):
    """A connection of somebody who takes the guards off and puts them back, as an attacker would."""
    with raw_sql(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")


@pytest.fixture
def promise():
    return make_promise


@pytest.fixture
def payment():
    return make_payment


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def book(tmp_path, clock):
    return Book.create(tmp_path / "book.db", clock=clock, busy_seconds=0.2)


@pytest.fixture
def sql():
    return raw_sql


@pytest.fixture
def tamper():
    return guards_down

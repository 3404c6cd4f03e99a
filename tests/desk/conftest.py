"""A fixed time, and books in the test's own folder."""

import json
from datetime import UTC, datetime

import pytest

from ledger.book import Book
from ledger.desk import demo

NOON = datetime(2026, 10, 30, 12, 0, 0, tzinfo=UTC)
SIGNED = {"author": "Ann", "reason": "test"}


@pytest.fixture
def signed():
    return dict(SIGNED)


@pytest.fixture
def book(tmp_path):
    """An empty book."""
    return Book.create(tmp_path / "book.db", clock=lambda: NOON)


@pytest.fixture(scope="session")
def shown(tmp_path_factory):
    """The demonstration, for reading only."""
    return demo(tmp_path_factory.mktemp("demo"), clock=lambda: NOON)


@pytest.fixture
def lines(tmp_path):
    """Make a file of records out of changes to one pledge."""

    def make(*changes, name="records.jsonl"):
        pledge = {
            "record": "commitment",
            "title": "Aid",
            "donor": "DEU",
            "recipient": "UKR",
            "category": "military",
            "instrument": "grant",
            "stage": "pledge",
            "announced": "2025-06-02",
            "amount": {"qualifier": "exact", "value": "5000000000", "currency": "EUR"},
            "term": {"kind": "one_off"},
        }
        path = tmp_path / name
        path.write_text("".join(json.dumps({**pledge, **change}) + "\n" for change in changes), encoding="utf-8")
        return path

    return make

"""A fixed time, and books in the test's own folder."""

import json

import pytest
from demonstrated import NOON, demonstrated

from ledger.book import Book

SIGNED = {"author": "Ann", "reason": "test"}


@pytest.fixture
def signed():
    return dict(SIGNED)


@pytest.fixture
def book(tmp_path):
    """An empty book."""
    return Book.create(tmp_path / "book.db", clock=lambda: NOON)


@pytest.fixture(scope="session")
def shown():
    """The demonstration, for reading only."""
    return demonstrated()


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

"""Which record a conversion of a sample is of: the evidence shows none of a record that may not be shown."""

from datetime import UTC, datetime

import pytest

from ledger.book import Decision, SamplePayload
from ledger.reporting.sampled import sampled


def drawn(*keys):
    facts = {
        "fingerprint": "f",
        "file": "sample.xlsx",
        "drawn": list(keys),
        "plan": {"definition": {"currency": "EUR"}},
    }
    payload = SamplePayload(step="drawn", facts=facts)
    return Decision(7, datetime(2026, 10, 30, tzinfo=UTC), "Ann", "test", "sample", payload, "0" * 64)


@pytest.mark.parametrize(
    ("key", "known", "shown", "expected"),
    [
        ("a/1", {"a"}, {"a"}, [("a", "1")]),
        ("a/1/2025-06", {"a"}, {"a"}, [("a", "1/2025-06")]),
        ("a/b/1", {"a", "a/b"}, {"a", "a/b"}, [("a/b", "1")]),
        ("a/b/1", {"a", "a/b"}, {"a"}, []),
        ("a/b/1", {"a", "a/b"}, {"a/b"}, [("a/b", "1")]),
        ("a/1/NLD", {"a", "a/1"}, {"a"}, [("a", "1/NLD")]),
        ("a/1/1", {"a", "a/1"}, {"a"}, []),
        ("a/1", {"b"}, {"b"}, []),
    ],
)
def test_a_conversion_is_of_the_longest_id_and_is_left_out_where_that_one_may_not_be_shown(key, known, shown, expected):
    assert [(row.record, row.conversion) for row in sampled([drawn(key)], known, shown)] == expected

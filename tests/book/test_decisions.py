import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from ledger.book import Book, IssuePayload, SamplePayload, SeverityPayload, SignOffPayload, WaivePayload
from ledger.foundation import Refused

NOON = datetime(2025, 6, 8, 12, tzinfo=UTC)
SIGNED = {"author": "Ann", "reason": "test"}


@pytest.fixture
def book(tmp_path):
    return Book.create(tmp_path / "book.db", clock=lambda: NOON)


def say(book, *said):
    with book.writing(**SIGNED) as posting:
        return [posting.say(it) for it in said]


def issued():
    return IssuePayload(
        report="commitments",
        definition={"name": "commitments"},
        rates=(),
        head="0" * 64,
        entries=0,
        as_of="2025-06-08",
        version="0.1.0",
        file="a.xlsx",
        sha256="f" * 64,
    )


def test_what_is_said_is_read_back_in_order_with_author_and_reason(book):
    said = [
        issued(),
        SignOffPayload(),
        WaivePayload(code="VAL", place="a:items", found="no basis"),
        SeverityPayload(code="ZERO", severity="error"),
        SamplePayload(step="drawn", facts={"seed": "7"}),
    ]
    say(book, *said)

    assert [decision.payload for decision in book.decisions()] == said
    assert [decision.action for decision in book.decisions()] == ["issue", "sign_off", "waive", "severity", "sample"]
    assert {(decision.author, decision.reason, decision.time) for decision in book.decisions()} == {
        ("Ann", "test", NOON)
    }
    assert book.verify() == ()


def test_a_sign_off_names_a_report_that_was_issued(book):
    with pytest.raises(Refused, match="no issued report number 7"):
        say(book, SignOffPayload(issue=7))
    say(book, issued())
    say(book, SignOffPayload(issue=1))

    assert book.decisions()[-1].payload.issue == 1


@pytest.mark.parametrize("code", ["CHAIN", "FILE", "FORM", "REL", "NONE"])
def test_some_codes_cannot_be_set_or_waived(book, code):
    for said in (SeverityPayload(code=code, severity="note"), WaivePayload(code=code, place="a", found="b")):
        with pytest.raises(Refused) as refused:
            say(book, said)
        assert [problem.code for problem in refused.value.problems] == ["FORM"]
    assert book.entries == 0


def test_a_book_can_be_asked_for_any_moment(book):
    say(book, SeverityPayload(code="ZERO", severity="error"), SeverityPayload(code="ZERO", severity=None))

    assert [len(book.decisions(moment)) for moment in (0, 1, 2, None, date(2025, 6, 7), date(2025, 6, 8))] == [
        0,
        1,
        2,
        2,
        0,
        2,
    ]
    assert book.head_at(1) == (1, book.decisions()[0].hash)


@pytest.mark.parametrize("moment", [True, NOON])
def test_a_moment_is_a_day_or_a_number(book, moment):
    with pytest.raises(TypeError):
        book.decisions(moment)


def test_an_altered_act_is_named(book):
    say(book, SignOffPayload())
    with closing(sqlite3.connect(book.path)) as attacker:
        attacker.executescript("""DROP TRIGGER entries_update; UPDATE entries SET payload = '{"issue":9}';""")

    assert {problem.code for problem in book.verify()} == {"CHAIN"}

"""Verify replays the rules of posting: an entry with a sound hash that the door would not let through is named."""

import json

import pytest

from ledger.book import FileRead, SeverityPayload, SignOffPayload
from ledger.book.journal import entry_hash
from ledger.book.rules import Replay
from ledger.book.views import id_payload, origin_of, record_payload
from ledger.foundation import Place

ANN = {"author": "Ann", "reason": "press release"}
LATER = "2025-06-20T09:00:00.000000Z"


@pytest.fixture
def forge(sql):
    """Append entries as somebody would who knows the format but goes past the program: links and hashes are right."""

    def forged(book, *entries, author="Eve", reason="because", time=LATER):
        with sql(book.path) as connection:
            for action, payload in entries:
                fields = [book.entries + 1, book.head, 1, author, reason, action, time, payload]
                digest = entry_hash(str(field).encode() for field in fields)
                connection.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?)", [*fields, digest])

    return forged


@pytest.fixture
def written(book, promise, payment):
    """A pledge with a payment, one that was withdrawn, and an import that was undone."""
    book.record([promise("a"), payment("t", "a"), promise("gone")], **ANN)
    book.withdraw("gone", **ANN)
    with book.writing(author="Ann", reason="an import") as posting:
        opened = posting.open_batch("source", "1", "csv", [FileRead(name="a.csv", sha256="0" * 64, bytes=1)])
        posting.record(promise("b"))
    with book.writing(author="Ann", reason="the wrong file") as posting, posting.undoing(opened.seq):
        posting.withdraw("b")
    return book


def named(book):
    problems = book.verify()
    assert {problem.code for problem in problems} <= {"CHAIN"}
    return [(str(problem.place), problem.found) for problem in problems]


FORGERIES = {
    "an id recorded twice": (
        lambda promise: ("record", record_payload(promise("a", title="Another"))),
        "a recorded twice",
    ),
    "the id of a withdrawn record recorded again": (
        lambda promise: ("record", record_payload(promise("gone"))),
        "gone recorded twice",
    ),
    "the same record under another id": (
        lambda promise: ("record", record_payload(promise("z", title="Promise a"))),
        "z, the same in every field as a",
    ),
    "a withdrawal of nothing": (
        lambda _: ("withdraw", id_payload("never")),
        "a withdrawal of never, which was never recorded",
    ),
    "a withdrawal of what was withdrawn": (
        lambda _: ("withdraw", id_payload("gone")),
        "a withdrawal of gone, which was withdrawn",
    ),
    "a withdrawal of rates that are not there": (
        lambda _: ("withdraw_rates", '{"name":"own"}'),
        'a withdrawal of the rates "own", which are not there',
    ),
    "an amendment of a withdrawn record": (
        lambda promise: ("amend", record_payload(promise("gone", title="Other"))),
        "amend of gone, which was withdrawn",
    ),
    "a correction of nothing": (
        lambda promise: ("correct", record_payload(promise("never"))),
        "correct of never, which was never recorded",
    ),
    "a restoring of a record that is there": (
        lambda _: ("restore", id_payload("a")),
        "a restoring of a, which is there",
    ),
    "a restoring of nothing": (
        lambda _: ("restore", id_payload("never")),
        "a restoring of never, which was never recorded",
    ),
    "a batch undone twice": (
        lambda promise: ("correct", record_payload(promise("a", title="Other"), origin_of(None, undoes=5))),
        "a batch undone twice: 5, by entry 7 already",
    ),
    "a batch undone that never was": (
        lambda promise: ("correct", record_payload(promise("a", title="Other"), origin_of(None, undoes=3))),
        "an entry that undoes batch 3",
    ),
    "an entry slipped into an older batch": (
        lambda promise: ("record", record_payload(promise("z"), origin_of(5))),
        "an entry of batch 5",
    ),
    "an entry of a batch that never was": (
        lambda promise: ("record", record_payload(promise("z"), origin_of(2))),
        "an entry of batch 2",
    ),
    "a sign-off of a report that was never issued": (
        lambda _: ("sign_off", SignOffPayload(issue=4).model_dump_json()),
        "no issued report number 4",
    ),
    "a severity of a code that has none": (
        lambda _: ("severity", SeverityPayload(code="CHAIN", severity="note").model_dump_json()),
        "CHAIN: the journal was altered, which nobody can accept",
    ),
    "a pledge made a payment": (
        lambda _: (
            "amend",
            json.dumps(
                {
                    "id": "a",
                    "record": {
                        "record": "transaction",
                        "id": "a",
                        "commitment": "t",
                        "type": "delivery",
                        "value_date": "2025-07-01",
                        "amount": {"qualifier": "undisclosed"},
                    },
                },
                separators=(",", ":"),
            ),
        ),
        "amend that makes another kind of record of a",
    ),
}


@pytest.mark.parametrize(("make", "found"), FORGERIES.values(), ids=FORGERIES)
def test_what_the_door_would_not_let_through_is_named(written, promise, forge, make, found):
    assert written.verify() == ()
    forge(written, make(promise))

    assert ("book.db:entry 8", found) in named(written)
    assert {place for place, _ in named(written)} == {"book.db:entry 8"}


def test_a_withdrawal_of_what_another_record_needs_is_named(written, forge):
    forge(written, ("withdraw", id_payload("a")))

    assert named(written) == [("book.db:entry 8", "a withdrawal of a, which t needs")]


def test_a_record_that_needs_what_is_not_there_is_named(written, payment, forge):
    forge(written, ("record", record_payload(payment("t-2", "never"))))

    assert named(written) == [("book.db:entry 8", 't-2, which needs "never", which is not there')]


def test_within_one_block_a_payment_may_come_before_its_pledge(written, promise, payment):
    with written.writing(**ANN) as posting:
        posting.record(payment("t-2", "later"))
        posting.record(promise("later"))

    assert written.verify() == ()


def test_a_circle_of_ties_is_named(written, promise, forge):
    ties = [promise("x", ties=[("part_of", "y")]), promise("y", ties=[("part_of", "x")])]
    forge(written, *(("record", record_payload(record)) for record in ties))

    assert [place for place, _ in named(written)] == ["book.db:x:relations"]


@pytest.mark.parametrize(
    ("signed", "found"),
    [
        ({"author": "Eve\nAnn"}, 'the author "Eve\\u000aAnn"'),
        ({"reason": " "}, 'the reason " "'),
        ({"time": "2025-06-20T09:00:00+00:00"}, 'the time "2025-06-20T09:00:00+00:00"'),
    ],
)
def test_a_signature_that_the_program_does_not_write_is_named(written, forge, signed, found):
    forge(written, ("withdraw", id_payload("t")), **signed)

    assert named(written) == [("book.db:entry 8", found)]


def test_behind_an_altered_entry_no_rule_is_replayed(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET payload = replace(payload, 'Promise a', 'Promise c') WHERE seq = 1")

    assert [place for place, _ in named(written)] == ["book.db:entry 1"]


class Unlisted(dict):
    """Records that are looked up and never gone through."""

    def keys(self):
        raise AssertionError("all ids for a single record")


def test_at_the_end_of_a_block_only_what_its_records_need_is_looked_up(promise):
    replay = Replay(Place(file="book.db"))
    replay._live = Unlisted({key: promise(key, ties=[("part_of", "c")]) for key in "ab"})
    replay._touched = {"b": 7}

    assert [(str(it.place), it.found) for it in replay.end_block()] == [
        ("book.db:entry 7", 'b, which needs "c", which is not there')
    ]

"""No reading of an altered book: every entry is hashed before anything is given out, each time anew.

Who writes on records proves the entries that this rests on; who says something of the whole book, all of them.
"""

import pytest
from made import rate_file

from ledger.book import SignOffPayload
from ledger.book.journal import entry_hash
from ledger.foundation import Refused

ANN = {"author": "Ann", "reason": "press release"}


def back_and_forth(book, key):
    with book.writing(**ANN) as posting:
        posting.withdraw(key)
        posting.restore(key)


def sign_off(book):
    with book.writing(**ANN) as posting:
        posting.say(SignOffPayload())


READINGS = {
    "records": lambda book: book.records(),
    "records of an earlier entry": lambda book: book.records(1),
    "ids": lambda book: book.ids(),
    "history of another record": lambda book: book.history("a"),
    "rate files": lambda book: book.rate_files(),
    "decisions": lambda book: book.decisions(),
    "batches": lambda book: book.batches(),
    "what a source brought": lambda book: book.brought("nobody"),
    "sources": lambda book: book.sources(),
    "revisions": lambda book: list(book.revisions()),
    "head at a moment": lambda book: book.head_at(None),
}
WRITINGS = {
    "a withdrawal of the record itself and back": lambda book: back_and_forth(book, "b"),
    "rates": lambda book: book.add_rates("new", rate_file(), **ANN),
    "a sign-off": sign_off,
}


@pytest.fixture
def written(book, promise):
    book.record([promise("a"), promise("b"), promise("c")], **ANN)
    book.add_rates("own", rate_file(), **ANN)
    return book


def change_a_payload(tamper, book, seq=2):
    change = "UPDATE entries SET payload = replace(payload, '3000000.00', '9000000.00') WHERE seq = ?"
    with tamper(book.path) as connection:
        connection.execute(change, [seq])


@pytest.mark.parametrize("ask", READINGS.values(), ids=READINGS)
def test_nothing_is_read_from_a_book_with_a_changed_payload(written, tamper, ask):
    ask(written)  # The same question to the same book, which was sound when it was first asked.
    head = written.head
    change_a_payload(tamper, written)

    with pytest.raises(Refused, match=r"book\.db:entry 2: CHAIN error: found hash .* Do: let book\.verify\(\) list"):
        ask(written)
    assert written.head == head


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
def test_nothing_is_written_behind_a_changed_payload(written, tamper, write):
    change_a_payload(tamper, written)

    with pytest.raises(Refused, match="entry 2: CHAIN error"):
        write(written)
    assert written.entries == 4


def test_what_a_posting_does_not_read_is_left_to_readings_and_to_verify(written, tamper, promise):
    change_a_payload(tamper, written)

    written.record([promise("d")], **ANN)

    assert [str(problem.place) for problem in written.verify()] == ["book.db:entry 2"]
    with pytest.raises(Refused, match="entry 2: CHAIN error"):
        written.records()


def test_nothing_is_posted_behind_an_altered_last_entry(written, tamper, promise):
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 4")

    with pytest.raises(Refused, match="entry 4: CHAIN error: found hash"):
        written.record([promise("d")], **ANN)


def test_the_first_of_several_altered_entries_is_named(written, tamper):
    change_a_payload(tamper, written, 3)
    change_a_payload(tamper, written, 2)

    with pytest.raises(Refused) as refused:
        written.records()
    assert [str(problem.place) for problem in refused.value.problems] == ["book.db:entry 2"]


def test_a_book_with_its_own_bytes_back_is_read_again(written, tamper):
    before = written.path.read_bytes()
    records = written.records()
    change_a_payload(tamper, written)
    written.path.write_bytes(before)

    assert written.records() == records


def test_entries_that_came_through_the_door_alter_nothing(written, promise):
    written.record([promise("d")], **ANN)

    assert [record.id for record in written.records()] == ["a", "b", "c", "d"]


def test_a_removed_entry_is_a_refusal(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("DELETE FROM entries WHERE seq = 2")

    with pytest.raises(Refused, match="found entry 3 after entry 1, expected entry 2"):
        written.records()


def test_an_entry_rewritten_with_its_own_hash_is_given_away_by_the_next(written, tamper):
    rewrite(tamper, written, 3)

    with pytest.raises(Refused, match="entry 4: CHAIN error: found previous hash"):
        written.rate_files()


def test_an_altered_guard_is_a_refusal_even_where_every_entry_is_sound(written, sql):
    with sql(written.path) as connection:
        connection.execute("DROP TRIGGER entries_update")

    with pytest.raises(Refused, match="entries_update: CHAIN error: found no guard"):
        written.records()


def test_changed_bytes_of_a_file_of_rates_are_a_refusal(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE files SET bytes = ?", [b"day,EUR"])

    with pytest.raises(Refused, match=r"book\.db:file .*: CHAIN error: found other bytes than were added"):
        written.rate_files()


@pytest.mark.proof
@pytest.mark.parametrize(("altered", "named"), [(1000, 1000), (1001, 1001)])
def test_pages_of_revisions_are_proven_one_behind_the_other(book, promise, tamper, altered, named):
    book.record([promise(f"p-{number}") for number in range(1, 1003)], **ANN)
    change_a_payload(tamper, book, altered)

    with pytest.raises(Refused, match=f"entry {named}: CHAIN error"):
        list(book.revisions())


def test_the_link_between_two_pages_of_revisions_is_proven(book, promise, tamper):
    book.record([promise(f"p-{number}") for number in range(1, 1003)], **ANN)
    rewrite(tamper, book, 1000)

    with pytest.raises(Refused, match="entry 1001: CHAIN error: found previous hash"):
        list(book.revisions())


def rewrite(tamper, book, seq):
    """Another author, and the hash that belongs to it."""
    with tamper(book.path) as connection:
        *fields, _ = connection.execute("SELECT * FROM entries WHERE seq = ?", [seq]).fetchone()
        fields[3] = "Eve"
        digest = entry_hash(str(field).encode() for field in fields)
        connection.execute("UPDATE entries SET author = 'Eve', hash = ? WHERE seq = ?", [digest, seq])

"""Verify: whatever was altered is named."""

import hashlib

import pytest
from made import rate_file

from ledger.book.journal import GENESIS, entry_hash

ANN = {"author": "Ann", "reason": "press release"}


@pytest.fixture
def written(book, promise, clock):
    for key in "abcd":
        book.record([promise(key)], **ANN)
        clock.pass_days(1)
    book.add_rates("own", rate_file(), **ANN)
    return book


def places(book, head=None):
    problems = book.verify(head)
    assert {it.code for it in problems} <= {"CHAIN"}
    return [str(it.place) for it in problems]


def test_a_sound_book_has_no_problem(written):
    assert written.verify() == ()


def test_the_hash_is_over_netstrings_of_the_stored_bytes(written, sql):
    with sql(written.path) as connection:
        *fields, digest = connection.execute("SELECT * FROM entries WHERE seq = 2").fetchone()
    framed = b"".join(b"%d:%b," % (len(text.encode()), text.encode()) for text in map(str, fields))

    assert hashlib.sha256(framed).hexdigest() == digest
    assert entry_hash(str(field).encode() for field in fields) == digest


def test_fields_cannot_be_shifted_into_each_other():
    assert entry_hash([b"ab", b"c"]) != entry_hash([b"a", b"bc"])


def test_a_changed_entry_is_named_with_both_hashes(written, tamper):
    true_hash = list(written.revisions())[2].hash
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 3")

    (problem,) = written.verify()
    assert str(problem).startswith(f"book.db:entry 3: CHAIN error: found hash {true_hash[:12]}, expected ")


def test_an_altered_time_is_named_once_and_no_entry_behind_it(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET time = '2099-01-01T00:00:00.000000Z' WHERE seq = 3")

    assert places(written) == ["book.db:entry 3"]


def test_a_changed_hash_is_named_once(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET hash = ? WHERE seq = 3", ["f" * 64])

    assert places(written) == ["book.db:entry 3"]


def test_an_entry_rewritten_with_its_hash_breaks_the_link_behind_it(written, tamper):
    with tamper(written.path) as connection:
        *fields, _ = connection.execute("SELECT * FROM entries WHERE seq = 3").fetchone()
        fields[3] = "Eve"
        digest = entry_hash(str(field).encode() for field in fields)
        connection.execute("UPDATE entries SET author = 'Eve', hash = ? WHERE seq = 3", [digest])

    assert places(written) == ["book.db:entry 4"]


def test_a_removed_entry_is_named(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("DELETE FROM entries WHERE seq = 2")

    assert [it.found for it in written.verify()] == ["entry 3 after entry 1"]


def test_a_removed_beginning_is_named(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("DELETE FROM entries WHERE seq = 1")

    assert places(written) == ["book.db:entry 2"]


def test_a_shortened_chain_is_found_by_its_former_head(written, tamper):
    head = written.head
    with tamper(written.path) as connection:
        connection.execute("DELETE FROM entries WHERE seq >= 4")
        connection.execute("DELETE FROM files")

    assert written.verify() == ()
    assert [str(it) for it in written.verify(head)] == [
        (
            f"book.db:head: CHAIN error: found no entry with hash {head[:12]}: the book was shortened or rebuilt,"
            " expected the entry that was once the head. Do: ask for the book with that entry."
        )
    ]


def test_every_former_head_is_known_by_twelve_digits_or_more(written):
    for revision in written.revisions():
        assert written.verify(revision.hash) == written.verify(revision.hash[:12].upper()) == ()
    # The head of an empty book proves nothing of any other.
    assert [it.found for it in written.verify(GENESIS)] == ["the head of an empty book, which every book has once had"]


@pytest.mark.parametrize("head", ["", "abc", "x" * 64, "0" * 65, "%" * 12, "٠" * 12])
def test_what_is_no_hash_is_refused(written, head):
    assert places(written, head) == ["book.db:head"]


def test_two_entries_that_begin_alike_need_more_digits(written, tamper):
    with tamper(written.path) as connection:
        for seq, end in ((1, "1"), (2, "2")):
            connection.execute("UPDATE entries SET hash = ? WHERE seq = ?", ["a" * 63 + end, seq])

    assert "2 entries that begin with" in written.verify("a" * 20)[-1].found


@pytest.mark.parametrize(
    ("attack", "place"),
    [
        ("DROP TRIGGER entries_update", "book.db:entries_update"),
        ("DROP TRIGGER files_insert", "book.db:files_insert"),
        ("CREATE TRIGGER extra AFTER INSERT ON entries BEGIN SELECT 1; END", 'book.db:"extra"'),
        ("CREATE UNIQUE INDEX extra ON entries (hash)", 'book.db:"extra"'),
        ("CREATE TABLE extra (x)", 'book.db:"extra"'),
        ("ALTER TABLE entries ADD COLUMN extra TEXT", "book.db:entries"),
    ],
)
def test_guards_that_are_not_ours_are_named(written, sql, attack, place):
    with sql(written.path) as connection:
        connection.execute(attack)

    assert places(written) == [place]


def test_a_guard_without_teeth_is_named(written, sql):
    with sql(written.path) as connection:
        connection.execute("DROP TRIGGER entries_delete")
        connection.execute("CREATE TRIGGER entries_delete BEFORE DELETE ON entries BEGIN SELECT 1; END")

    assert places(written) == ["book.db:entries_delete"]


def test_a_table_taken_away_is_a_problem(written, sql):
    with sql(written.path) as connection:
        connection.execute("DROP TABLE files")

    assert "book.db:files" in places(written)


def test_changed_rates_are_named(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE files SET bytes = ?", [rate_file(("2025-06-02", "USD", "1.1491"))])

    assert [it.found for it in written.verify()] == ["other bytes than were added"]


def test_missing_rates_are_named_by_their_entry(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("DELETE FROM files")

    assert places(written) == ["book.db:entry 5"]


def test_a_file_without_an_entry_is_named(written, sql):
    with sql(written.path) as connection:
        connection.execute("INSERT INTO files VALUES (?, ?)", [hashlib.sha256(b"x").hexdigest(), b"x"])

    assert [it.found for it in written.verify()] == ["a file that no entry names"]


def test_an_entry_that_never_came_through_the_door_is_named(written, sql):
    with sql(written.path) as connection:
        fields = [6, written.head, 1, "Eve", "because", "record", "2025-06-20T00:00:00.000000Z", '{"id":"x"}']
        digest = entry_hash(str(field).encode() for field in fields)
        connection.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?)", [*fields, digest])

    assert places(written) == ["book.db:entry 6"]


def test_an_entry_dated_before_the_last_is_named(written, sql):
    with sql(written.path) as connection:
        fields = [6, written.head, 1, "Eve", "because", "withdraw", "2025-01-01T00:00:00.000000Z", '{"id":"a"}']
        digest = entry_hash(str(field).encode() for field in fields)
        connection.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?)", [*fields, digest])

    assert [str(it.place) for it in written.verify()] == ["book.db:entry 6"]

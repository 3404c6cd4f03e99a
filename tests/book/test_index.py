"""The index beside the journal: kept with each entry, made anew where it lags behind, named where it lies."""

import shutil
from contextlib import suppress

import pytest
from made import rate_file

from ledger.book import Book, adopt_journal, journal_lines
from ledger.book.index import INDEX_DEFINITIONS
from ledger.book.journal import entry_hash
from ledger.book.views import id_payload, record_payload
from ledger.foundation import Refused
from ledger.records import all_but_id, digest_of_content, digest_of_promise

ANN = {"author": "Ann", "reason": "press release"}
LATER = "2025-06-20T09:00:00.000000Z"


@pytest.fixture
def written(book, promise, payment):
    book.record([promise("a"), promise("b", ties=[("part_of", "a")]), promise("c", ties=[("related_to", "a")])], **ANN)
    book.record([payment("p", of="b")], **ANN)
    book.amend(promise("c", ties=[("fulfils", "a"), ("related_to", "a")], stage="commitment"), **ANN)
    book.record([promise("gone")], **ANN)
    book.withdraw("gone", **ANN)
    return book


def head_of_index(book, sql):
    with sql(book.path) as connection:
        return connection.execute("SELECT seq, hash FROM index_head").fetchall()


def contents(book, sql):
    with sql(book.path) as connection:
        tables = ("index_records", "index_entries", "index_ties")
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608 - three names


def without_index(book, sql):
    """The book as a program of version 2 has left it."""
    with sql(book.path) as connection:
        for name in ("index_head", "index_records", "index_entries", "index_ties"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("PRAGMA user_version=2")
    return book


def enter_past_the_index(book, sql, action, payload):
    """What a program does that knows nothing of the index."""
    with sql(book.path) as connection:
        fields = [book.entries + 1, book.head, 1, "Bob", "because", action, LATER, payload]
        digest = entry_hash(str(field).encode() for field in fields)
        connection.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?)", [*fields, digest])


def forge(book, sql, forgery, *, with_head=False):
    """Change the index past the program; with its head put back, as only who means to deceive does."""
    (head,) = head_of_index(book, sql)
    with sql(book.path) as connection:
        connection.execute(forgery)
        if with_head:
            connection.execute("INSERT OR REPLACE INTO index_head VALUES (?, ?)", head)


def answers(book):
    with book.register() as register:
        listed = tuple(register.get(key) for key in sorted(register.there)), sorted(register.withdrawn)
        around = register.around([register.get("p")])
    return book.get("c"), book.get("c", 3), book.get("gone"), book.history("c"), book.history("never"), listed, around


def test_each_block_of_writing_keeps_the_index_up_to_its_last_entry(written, sql):
    assert head_of_index(written, sql) == [(7, written.head)]
    records, entries, ties = contents(written, sql)
    assert [line[:5] for line in records] == [
        ("a", "commitment", "2025-06-10", 1, 1),
        ("b", "commitment", "2025-06-10", 2, 1),
        ("c", "commitment", "2025-06-10", 5, 1),
        ("gone", "commitment", "2025-06-10", 6, 0),
        ("p", "transaction", "2025-06-10", 4, 1),
    ]
    assert entries == [("a", 1), ("b", 2), ("c", 3), ("c", 5), ("gone", 6), ("gone", 7), ("p", 4)]
    assert ties == [("b", "a", 1), ("c", "a", 1), ("p", "b", 1)]

    written.add_rates("own", rate_file(), **ANN)
    assert head_of_index(written, sql) == [(8, written.head)]
    assert written.verify() == ()


def test_a_book_without_an_index_is_read_as_it_is_and_gets_one_by_the_next_writing(written, sql, promise):
    with_index, tables = answers(written), contents(written, sql)
    before = without_index(written, sql).path.read_bytes()

    assert Book.open(written.path).verify() == ()
    assert answers(written) == with_index
    assert written.path.read_bytes() == before

    with written.writing(**ANN):
        pass
    assert contents(written, sql) == tables
    assert head_of_index(written, sql) == [(7, written.head)]
    with sql(written.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    written.record([promise("d")], **ANN)
    assert written.verify() == ()


def test_a_program_that_knows_no_index_may_write_between_two_that_do(written, sql, promise):
    enter_past_the_index(written, sql, "record", record_payload(promise("d", ties=[("part_of", "a")])))
    enter_past_the_index(written, sql, "withdraw", id_payload("p"))

    assert written.verify() == ()
    assert written.get("d") == promise("d", ties=[("part_of", "a")])
    with pytest.raises(Refused, match='the id "d", in the book already since 2025-06-20'):
        written.record([promise("d")], **ANN)
    written.withdraw("b", **ANN)
    assert head_of_index(written, sql) == [(10, written.head)]
    assert written.verify() == ()


def test_an_index_is_made_anew_of_sound_entries_only(written, sql, tamper, promise):
    without_index(written, sql)
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 2")

    with pytest.raises(Refused, match="entry 2: CHAIN error"):
        written.record([promise("d")], **ANN)


@pytest.mark.parametrize(
    ("forgery", "named"),
    [
        ("UPDATE index_records SET since = '2025-01-01' WHERE id = 'a'", '"a"'),
        ("UPDATE index_records SET there = 1 WHERE id = 'gone'", '"gone"'),
        ("DELETE FROM index_records WHERE id = 'c'", '"c"'),
        ("DELETE FROM index_ties WHERE target = 'b'", '"p"'),
        ("INSERT INTO index_entries VALUES ('a', 7)", '"a"'),
        ("INSERT INTO index_ties VALUES ('a', 'z', 1), ('b', 'z', 0)", '"a", "b"'),
    ],
)
@pytest.mark.parametrize("with_head", [False, True])
def test_a_forged_line_of_the_index_is_named_apart_from_the_entries(written, sql, forgery, named, with_head):
    forge(written, sql, forgery, with_head=with_head)
    unread = "ask who changed the file; nothing reads this index, and the next entry makes it anew"
    read = "export the history of the book (export_book with the format jsonl), and import it into a new one"

    assert [str(problem) for problem in written.verify()] == [
        (
            f"book.db:index: CHAIN error: found an index that says something else of {named}, expected what the entries"
            f" say, of which each is sound. Do: {read if with_head else unread}."
        )
    ]
    # What reports are made of are the entries alone.
    assert [record.id for record in written.records()] == ["a", "b", "c", "p"]


FORGERIES = (
    "UPDATE index_records SET stated = 3 WHERE id = 'c'",
    "DELETE FROM index_records WHERE id = 'c'",
    "DELETE FROM index_entries WHERE seq IN (5, 7)",
    "DELETE FROM index_ties",
    "UPDATE index_records SET there = 1 - there",
)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_index_that_another_program_changed_is_neither_read_nor_written_by(written, sql, forgery, promise):
    """A changed line gave out an amended record as it was before, and let an id in a second time."""
    with_index, tables = answers(written), contents(written, sql)
    forge(written, sql, forgery)

    assert answers(written) == with_index
    with pytest.raises(Refused, match='the id "c", in the book already since 2025-06-10'):
        written.record([promise("c")], **ANN)
    with pytest.raises(Refused, match="REL error"):
        written.withdraw("b", **ANN)
    with pytest.raises(Refused, match="expected the id of a withdrawn record"):
        written.restore("c", **ANN)
    with written.writing(**ANN):
        pass
    assert contents(written, sql) == tables
    assert written.verify() == ()


def test_a_line_that_is_written_as_it_was_takes_the_index_out_of_use_and_is_no_fault(written, sql):
    forge(written, sql, "UPDATE index_records SET since = since")

    assert head_of_index(written, sql) == []
    assert written.verify() == ()


def test_of_an_altered_journal_the_index_is_not_told(written, tamper):
    with tamper(written.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 2")
        connection.execute("DELETE FROM index_ties")

    assert [str(problem.place) for problem in written.verify()] == ["book.db:entry 2"]


def test_a_record_is_read_from_an_entry_that_bears_its_id_or_not_at_all(written, sql):
    for forgery in (
        "UPDATE index_records SET stated = 1 WHERE id = 'b'",
        "UPDATE index_records SET stated = 7 WHERE id = 'gone'",
        "UPDATE index_entries SET seq = 9 WHERE id = 'a'",
    ):
        forge(written, sql, forgery, with_head=True)

    with written.register() as register:
        with pytest.raises(Refused, match=r'book\.db:index: CHAIN error: found entry 1 for "b", which is not on that'):
            register.get("b")
        with pytest.raises(Refused, match=r'index: CHAIN error: found entry 7 for "gone", which does not state it'):
            register.last_stated(register.index.line("gone"))
    with pytest.raises(Refused, match="entry 9: CHAIN error: found no such entry"):
        written.get("a")


@pytest.mark.parametrize("name", INDEX_DEFINITIONS)
def test_a_table_of_the_index_that_is_another_is_a_strangers(written, sql, name):
    with sql(written.path) as connection:
        connection.execute(f"DROP {INDEX_DEFINITIONS[name].split()[1]} {name}")
        connection.execute(f"CREATE TRIGGER {name} AFTER INSERT ON entries BEGIN SELECT 1; END")

    assert [str(problem.place) for problem in written.verify()] == [f'book.db:"{name}"']
    with pytest.raises(Refused, match="a table, index or trigger of somebody else"):
        written.withdraw("p", **ANN)


@pytest.mark.parametrize("name", INDEX_DEFINITIONS)
def test_an_index_that_lacks_a_part_is_none(written, sql, name):
    with_index, tables = answers(written), contents(written, sql)
    with sql(written.path) as connection:
        connection.execute(f"DROP {INDEX_DEFINITIONS[name].split()[1]} {name}")

    assert (written.verify(), answers(written)) == ((), with_index)
    with written.writing(**ANN):
        pass
    assert contents(written, sql) == tables


def test_a_block_that_is_given_up_leaves_the_index_as_it_was(written, sql, promise):
    before = contents(written, sql), head_of_index(written, sql)
    with suppress(KeyboardInterrupt), written.writing(**ANN) as posting:
        posting.record(promise("d"))
        posting.withdraw("p")
        raise KeyboardInterrupt

    assert (contents(written, sql), head_of_index(written, sql)) == before
    assert written.verify() == ()


def test_a_copy_of_a_book_has_its_index(written, promise, tmp_path):
    copy = Book.open(shutil.copy(written.path, tmp_path / "copy.db"))

    assert answers(copy) == answers(written)
    copy.record([promise("d")], **ANN)
    assert copy.verify() == written.verify() == ()
    assert (copy.get("d"), written.get("d")) == (promise("d"), None)


def test_a_history_that_is_adopted_gets_an_index(written, sql, tmp_path):
    other = Book.create(tmp_path / "other.db")
    adopt_journal(other, journal_lines(written), "history.jsonl")

    assert contents(other, sql) == contents(written, sql)
    assert head_of_index(other, sql) == [(7, other.head)]
    with sql(other.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_digests_are_those_that_books_hold(promise):
    """Whoever changes one makes every index that was kept before lie: then files need a version of their own."""
    amount = {"qualifier": "exact", "value": "3000000", "currency": "GBP"}
    one, same = promise("a", title="One"), promise("b", title="One", amount=amount)

    assert all_but_id(one) == all_but_id(same)
    assert (
        digest_of_content(one).hex()
        == digest_of_content(same).hex()
        == ("25f92f38d70d937cb175aaa9de155005cbbd08a95f705d5a4d667e6d0ed21b52")
    )
    assert (
        digest_of_promise(one).hex()
        == digest_of_promise(same).hex()
        == ("adf27e3dd5373cfdcca0a6d9463cf411ea9468539c2a894f0c9e4fa8f19f9693")
    )

"""What holds for every book: replay equals a plain dictionary, and no byte changes unseen."""

import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import rate_file
from proving import proven

from ledger.book import Book
from ledger.foundation import Refused
from ledger.records import Commitment

SLOW_START = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

KEYS = st.sampled_from(["a", "b", "c"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["record", "amend", "correct", "withdraw", "restore"]), KEYS, st.integers(0, 9)),
    max_size=10,
)


@pytest.mark.thorough
@given(STEPS)
@settings(max_examples=proven(5, 20), deadline=None, suppress_health_check=SLOW_START)
def test_replay_equals_a_dictionary_on_every_day(promise, steps):
    live, gone, days = {}, {}, []
    now = datetime(2025, 1, 1, tzinfo=UTC)
    with TemporaryDirectory() as folder:
        book = Book.create(Path(folder) / "book.db", clock=lambda: now)
        for action, key, number in steps:
            # The key is in the title, so that no two records are equal but for their ids.
            stated = promise(key, title=f"{key} {number}")
            try:
                if action in {"withdraw", "restore"}:
                    getattr(book, action)(key, author="Ann", reason="r")
                else:
                    given_as = [stated] if action == "record" else stated
                    getattr(book, action)(given_as, author="Ann", reason="r")
                allowed = True
            except Refused:
                allowed = False
            source = {"record": None, "restore": gone}.get(action, live)
            assert allowed == (key not in live and key not in gone if source is None else key in source)
            if allowed and action == "withdraw":
                gone[key] = live.pop(key)
            elif allowed:
                live[key] = gone.pop(key) if action == "restore" else stated
            days.append((now.date(), dict(live)))
            now += timedelta(days=1)

        for day, then in days:
            assert {it.id: it for it in book.records(as_of=day)} == then
        assert book.verify() == ()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A book with every action in it; attacked in copies."""
    now = datetime(2025, 6, 10, tzinfo=UTC)
    book = Book.create(tmp_path_factory.mktemp("sample") / "book.db", clock=lambda: now)
    plain = {
        "donor": "GBR",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "amount": {"qualifier": "undisclosed"},
        "term": {"kind": "one_off"},
    }
    with book.writing(author="Žaneta", reason="Überprüfung") as posting:
        posting.record(Commitment(id="a", title="Пакет", **plain))
        posting.amend(Commitment(id="a", title="Another", **plain))
        posting.withdraw("a")
        posting.restore("a")
        posting.add_rates("own", rate_file())
        posting.correct(Commitment(id="a", title="Right", **plain))
    return book


COLUMNS = ["seq", "previous", "schema_version", "author", "reason", "action", "time", "payload", "hash"]


@pytest.mark.thorough
@given(attack=st.tuples(st.sampled_from(COLUMNS), st.integers(1, 6), st.integers(0, 10_000), st.integers(1, 255)))
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW_START)
def test_any_changed_byte_of_any_field_is_named(sample, tamper, attack):
    column, seq, place, other = attack
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(sample.path, folder))
        with tamper(path) as connection:
            read = f"SELECT CAST({column} AS BLOB) FROM entries WHERE seq = ?"  # noqa: S608 - one of nine names
            (stored,) = connection.execute(read, [seq]).fetchone()
            if column in {"seq", "schema_version"}:
                changed, kind = int(stored) + 10 + other, "INTEGER"
            else:
                place %= len(stored)
                changed, kind = stored[:place] + bytes([stored[place] ^ other]) + stored[place + 1 :], "TEXT"
            write = f"UPDATE entries SET {column} = CAST(? AS {kind}) WHERE seq = ?"  # noqa: S608 - the same
            connection.execute(write, [changed, seq])

        named = {str(it.place) for it in Book.open(path).verify() if it.code == "CHAIN"}
        assert f"book.db:entry {changed if column == 'seq' else seq}" in named


@pytest.mark.thorough
@given(place=st.integers(0, 10_000), other=st.integers(1, 255))
@settings(max_examples=30, deadline=None, suppress_health_check=SLOW_START)
def test_any_changed_byte_of_a_file_is_named(sample, tamper, place, other):
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(sample.path, folder))
        with tamper(path) as connection:
            (data,) = connection.execute("SELECT bytes FROM files").fetchone()
            place %= len(data)
            changed = data[:place] + bytes([data[place] ^ other]) + data[place + 1 :]
            connection.execute("UPDATE files SET bytes = ?", [changed])

        assert [it.found for it in Book.open(path).verify()] == ["other bytes than were added"]


# In the head of a row SQLite has a number for each column: odd for text, even for bytes. So stands there a hash.
HASH_IS_TEXT = b"\x81\x0d"


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (1, ['damaged pages ("non-TEXT value in files.sha256")', "no file"]),
        (3, ['damaged pages ("non-BLOB value in files.bytes")']),
    ],
    ids=["the hash is called bytes", "the bytes are called text"],
)
def test_a_file_of_which_one_byte_says_another_type_is_told(column, found, sample, tmp_path):
    whole, (rates,) = sample.path.read_bytes(), sample.rate_files()
    name = sha256(rates.data).hexdigest().encode()
    # Two bytes for the type of the hash and two for that of the file, and both columns behind them.
    head = whole.index(name + rates.data[:20]) - 4
    assert whole[head : head + 2] == HASH_IS_TEXT
    path = tmp_path / "book.db"
    path.write_bytes(whole[: head + column] + bytes([whole[head + column] ^ 1]) + whole[head + column + 1 :])

    assert [it.found for it in Book.open(path).verify()] == found


@pytest.mark.proof
@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=proven(75, 300), deadline=None, suppress_health_check=SLOW_START)
def test_a_changed_byte_of_the_file_is_told_or_harmless(sample, data):
    whole = sample.path.read_bytes()
    place = data.draw(st.one_of(st.integers(0, 99), st.integers(0, len(whole) - 1)))
    other = data.draw(st.integers(1, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :])
        try:
            book = Book.open(path, busy_seconds=0.1)
            if book.verify():
                return
            told = list(book.revisions()), book.records(), book.rate_files()
        except Refused:
            return

    assert told == (list(sample.revisions()), sample.records(), sample.rate_files())


def test_every_column_is_among_those_attacked(sample, sql):
    with sql(sample.path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(entries)")]

    assert columns == COLUMNS

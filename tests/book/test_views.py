"""The book as of a day, the history of a record, the files of rates."""

import hashlib
import json
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from made import rate_file

from ledger.book import Book
from ledger.book.journal import GENESIS
from ledger.book.views import RateFile
from ledger.foundation import Refused
from ledger.rates import NOTHING_STATED, StatedQuotation
from ledger.records import Lineage

ANN = {"author": "Ann", "reason": "press release"}
OLD, NEW, SAME = (rate_file(("2025-06-02", "USD", rate)) for rate in ("1.1", "1.2", "1.3"))
UAH = rate_file(("2025-06-02", "UAH", "47.5"))


def test_an_empty_book_has_the_zero_head(book):
    assert (book.entries, book.head, book.last_recorded) == (0, GENESIS, None)
    assert (book.records(), tuple(book.revisions()), book.rate_files()) == ((), (), ())


def test_records_stand_as_they_were_at_the_end_of_a_day(book, promise, clock):
    clock.set("2025-06-10", hour=23)
    book.record([promise("a"), promise("b")], **ANN)
    clock.set("2025-06-11", hour=0)
    book.amend(promise("a", title="New"), **ANN)
    clock.set("2025-06-12")
    book.withdraw("b", **ANN)

    assert book.records(as_of=date(2025, 6, 9)) == ()
    assert book.records(as_of=date(2025, 6, 10)) == (promise("a"), promise("b"))
    assert book.records(as_of=date(2025, 6, 11)) == (promise("a", title="New"), promise("b"))
    assert book.records() == (promise("a", title="New"),)


def test_the_day_is_that_of_utc(tmp_path, promise):
    kyiv = timezone(timedelta(hours=3))
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2025, 6, 11, 2, 0, tzinfo=kyiv))
    book.record([promise("a")], **ANN)

    assert book.last_recorded == date(2025, 6, 10)
    assert book.history("a")[0].time == datetime(2025, 6, 10, 23, 0, tzinfo=UTC)


def test_a_clock_without_a_time_zone_is_a_slip_of_the_programmer(tmp_path, promise):
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2025, 6, 11))  # noqa: DTZ001 - the slip

    with pytest.raises(ValueError, match="time zone"):
        book.record([promise("a")], **ANN)


def test_head_at_tells_count_and_hash_of_a_day(book, promise, clock):
    first = book.record([promise("a"), promise("b")], **ANN)[-1]
    clock.pass_days(1)
    second = book.withdraw("a", **ANN)

    assert book.head_at(date(2025, 6, 9)) == (0, GENESIS)
    assert book.head_at(date(2025, 6, 10)) == (2, first.hash)
    assert book.head_at(None) == (3, second.hash) == (book.entries, book.head)


def test_history_tells_who_did_what_and_why(book, promise):
    book.record([promise("a"), promise("a-1"), promise("A")], author="Ann", reason="press release")
    book.correct(promise("a", title="New"), author="Bo", reason="misread")
    book.withdraw("a", author="Cy", reason="retracted")
    book.restore("a", author="Di", reason="not retracted")

    told = [(it.seq, it.action, it.author, it.reason, it.record and it.record.title) for it in book.history("a")]
    assert told == [
        (1, "record", "Ann", "press release", "Promise a"),
        (4, "correct", "Bo", "misread", "New"),
        (5, "withdraw", "Cy", "retracted", None),
        (6, "restore", "Di", "not retracted", None),
    ]
    assert book.history("never") == ()
    assert book.history('a"%') == ()


def test_a_restored_record_is_the_one_last_stated(book, promise):
    book.record([promise("a")], **ANN)
    book.amend(promise("a", title="New"), **ANN)
    book.withdraw("a", **ANN)
    book.restore("a", **ANN)

    assert book.records() == (promise("a", title="New"),)


def test_the_newest_file_of_each_name_in_the_order_of_names(book, clock):
    book.add_rates("ecb", OLD, **ANN)
    book.add_rates("nbu", UAH, **ANN)
    clock.pass_days(1)
    book.add_rates("ecb", NEW, **ANN)

    newest = book.rate_files()
    assert [(it.name, it.data, it.seq) for it in newest] == [("ecb", NEW, 3), ("nbu", UAH, 2)]
    assert newest[0] == RateFile("ecb", NEW, hashlib.sha256(NEW).hexdigest(), 3)
    assert [it.data for it in book.rate_files(as_of=date(2025, 6, 10))] == [OLD, UAH]


def test_what_was_said_of_a_file_stays_in_its_entry(book):
    book.add_rates("nbu", UAH, **ANN, stated=StatedQuotation("EUR", "units_per_base", "test bank"))
    book.add_rates("ecb", OLD, **ANN)

    said, silent = book.rate_files()
    assert (said.stated, silent.stated) == (StatedQuotation("EUR", "units_per_base", "test bank"), NOTHING_STATED)
    assert [set(json.loads(it.payload)) - {"name", "sha256", "bytes"} for it in book.revisions()] == [
        {"base", "direction", "source"},
        set(),
    ]


def test_the_same_bytes_are_kept_once(book, sql):
    book.add_rates("one", SAME, **ANN)
    book.add_rates("two", SAME, **ANN)

    with sql(book.path) as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchone() == (1,)
    assert [it.data for it in book.rate_files()] == [SAME, SAME]


def test_a_file_of_rates_is_kept_as_it_is(book):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("rates.csv", OLD)
    book.add_rates("zip", packed.getvalue(), **ANN)

    assert [it.data for it in book.rate_files()] == [packed.getvalue()]
    assert book.verify() == ()


@pytest.mark.thorough
def test_revisions_tell_all_entries_across_pages(book, promise):
    book.record([promise(f"p{number}") for number in range(2100)], **ANN)
    book.add_rates("own", OLD, **ANN)

    told = list(book.revisions())
    assert [it.seq for it in told] == list(range(1, 2102))
    assert (told[-1].id, told[-1].record, told[-1].action) == (None, None, "rates")


def test_one_may_write_while_going_through_the_revisions(book, promise):
    book.record([promise("a"), promise("b")], **ANN)

    for revision in book.revisions():
        book.withdraw(revision.id, **ANN)

    assert book.records() == ()


@pytest.mark.parametrize(
    ("column", "value"), [("payload", "{}"), ("payload", '{"id":"a","record":{}}'), ("payload", b"\xff{"), ("time", "")]
)
def test_a_tampered_entry_is_refused_and_named(book, promise, tamper, column, value):
    book.record([promise("a")], **ANN)
    with tamper(book.path) as connection:
        connection.execute(f"UPDATE entries SET {column} = CAST(? AS TEXT)", [value])  # noqa: S608 - two fixed names

    def ask():
        book.records()
        return book.history("a"), list(book.revisions())

    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.problems[0].code == "CHAIN"
    assert any("book.db:entry 1: CHAIN error" in str(problem) for problem in book.verify())


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        ("UPDATE entries SET payload = '{}'", "book.db:entry 1: CHAIN error: found hash"),
        ("DELETE FROM files", "book.db:entry 1: CHAIN error: found no file of rates"),
    ],
)
def test_tampered_rates_are_refused_and_named(book, tamper, attack, named):
    book.add_rates("own", OLD, **ANN)
    with tamper(book.path) as connection:
        connection.execute(attack)

    with pytest.raises(Refused, match=named):
        book.rate_files()
    assert str(book.verify()[0]).startswith("book.db:entry 1: CHAIN error")


def test_a_tampered_day_is_refused_and_named(book, tamper):
    book.add_rates("own", OLD, **ANN)
    with tamper(book.path) as connection:
        connection.execute("UPDATE entries SET time = 'yesterday'")

    with pytest.raises(Refused, match=r"book\.db:entry 1: CHAIN error"):
        _ = book.last_recorded


@pytest.mark.parametrize("question", ["records", "rate_files", "rate_history", "decisions", "head_at"])
def test_as_of_is_a_day(book, question):
    assert getattr(book, question)("2026-11-22") == getattr(book, question)(date(2026, 11, 22))
    with pytest.raises(Refused, match="as_of: FORM error"):
        getattr(book, question)("22.11.2026")
    with pytest.raises(TypeError, match="as_of is a day such as"):
        getattr(book, question)(datetime(2026, 11, 22, tzinfo=UTC))


def test_a_book_tells_its_path_its_entries_and_its_head(book, promise):
    assert repr(book) == f"<Book '{book.path}', 0 entries, head 000000000000>"

    (revision,) = book.record([promise("a")], **ANN)
    assert repr(book) == f"<Book '{book.path}', 1 entry, head {revision.hash[:12]}>"

    book.path.unlink()
    assert repr(book) == f"<Book '{book.path}', which cannot be read>"


def test_one_record_is_asked_for_by_its_id(book, promise):
    book.record([promise("a"), promise("b")], **ANN)
    assert book.get("a") == promise("a")
    book.withdraw("a", **ANN)
    assert (book.get("a"), book.get("a", 2), book.get("absent")) == (None, promise("a"), None)


def test_each_record_is_told_with_its_entry_and_the_rows_that_it_was_read_from(book, promise):
    rows = (Lineage(file="a.csv", row=2, cells={"donor": "GBR"}), Lineage(file="a.csv", row=3, text="x"))
    with book.writing(**ANN) as posting:
        posting.record(promise("a"), lineage=rows)
        posting.record(promise("b", title="B"))
        posting.record(promise("c", title="C"))
    book.withdraw("c", **ANN)
    book.amend(promise("b", title="Other"), **ANN)

    stated = book.stated_records()
    assert tuple(it.record for it in stated) == book.records()
    assert [(it.record.id, it.entry) for it in stated] == [("a", 1), ("b", 5)]
    assert [it.read_from for it in stated] == [(Lineage(file="a.csv", row=2), Lineage(file="a.csv", row=3)), ()]
    assert [(it.record.title, it.entry) for it in book.stated_records(3)][1:] == [("B", 2), ("C", 3)]

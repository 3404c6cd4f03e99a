"""A journal out of one book and into another: the same hashes, or nothing at all."""

import re
from dataclasses import astuple
from datetime import date, timedelta
from io import BytesIO

import pytest
from made import rate_file

from ledger.book import Book, Closing, Entry, adopt_journal, journal_lines
from ledger.export import write_history
from ledger.foundation import Refused
from ledger.intake import read_history
from ledger.rates import StatedQuotation

RATES = rate_file(*((date(2010, 1, 1) + timedelta(n), "USD", "1.1419") for n in range(2000)), source="Bänk" * 70)
"""So large that it stands on two lines of a history."""


@pytest.fixture
def full(book, promise, payment, clock):
    """A book with every action: rates, records, a payment, an amendment, a correction, a withdrawal and a return."""
    book.add_rates("own", RATES, author="Ann", reason="bank")
    book.record([promise("a-1"), promise("b-1", ties=[("part_of", "a-1")])], author="Ann", reason="é „first“\n2")
    clock.pass_days(1)
    book.record([payment("t-1", of="a-1")], author="Bob", reason="paid")
    book.amend(promise("b-1", title="Promise anew"), author="Bob", reason="news")
    book.correct(promise("b-1", title="Promise right"), author="Bob", reason="slip")
    book.withdraw("b-1", author="Ann", reason="gone")
    clock.pass_days(1)
    book.restore("b-1", author="Ann", reason="back")
    stated = StatedQuotation("EUR", "units_per_base", "Bänk" * 70)
    book.add_rates("own again", RATES, author="Ann", reason="the same bytes", stated=stated)
    return book


@pytest.fixture
def history(full, tmp_path):
    write_history(journal_lines(full), tmp_path / "history.jsonl")
    return (tmp_path / "history.jsonl").read_bytes()


@pytest.fixture
def empty(tmp_path):
    return Book.create(tmp_path / "new.db")


def adopt(book, content):
    return adopt_journal(book, read_history(BytesIO(content), "history.jsonl"), "history.jsonl")


def refusal(book, content):
    with pytest.raises(Refused) as refused:
        adopt(book, content)
    assert (book.entries, book.verify()) == (0, ())
    return str(refused.value.problems[0])


def test_a_book_from_a_history_has_the_same_entries_hashes_records_and_files(full, history, empty):
    assert adopt(empty, history) == full.head_at(None)

    assert empty.head_at(None) == full.head_at(None)
    assert [astuple(it) for it in empty.revisions()] == [astuple(it) for it in full.revisions()]
    assert empty.records() == full.records()
    assert [file.data for file in empty.rate_files()] == [RATES, RATES]
    assert [file.stated.base for file in empty.rate_files()] == [None, "EUR"]
    assert empty.verify(full.head) == ()


def test_a_history_of_a_history_is_the_same_file(history, empty, tmp_path):
    adopt(empty, history)
    write_history(journal_lines(empty), tmp_path / "again.jsonl")

    assert (tmp_path / "again.jsonl").read_bytes() == history


def test_the_history_as_of_a_day_is_the_beginning_of_the_whole(full, history, clock, tmp_path):
    day = clock.now.date().replace(day=clock.now.day - 1)
    write_history(journal_lines(full, day), tmp_path / "early.jsonl")

    early = (tmp_path / "early.jsonl").read_bytes()

    *entries, closing = early.splitlines(keepends=True)
    assert history.startswith(b"".join(entries))
    assert closing == b'{"entries":%d,"head":"%s"}\n' % (full.head_at(day)[0], full.head_at(day)[1].encode())
    assert 0 < len(entries) < len(history.splitlines()) - 1


def test_a_history_as_of_a_day_makes_the_book_of_that_day(full, clock, empty, tmp_path):
    day = clock.now.date().replace(day=clock.now.day - 1)
    write_history(journal_lines(full, day), tmp_path / "early.jsonl")

    adopt(empty, (tmp_path / "early.jsonl").read_bytes())

    assert (empty.head_at(None), empty.records()) == (full.head_at(day), full.records(day))


def test_every_line_of_an_entry_carries_its_stored_fields(history):
    assert history.startswith(b'{"seq":1,"previous":"' + b"0" * 64 + b'","schema_version":1,"author":"Ann",')
    assert len({line.count(b'"base64"') for line in history.splitlines()}) == 2


def test_a_book_goes_on_after_it_was_made_from_a_history(history, empty, promise):
    adopt(empty, history)
    empty.record([promise("c-1")], author="Cy", reason="new")

    assert empty.verify() == ()


def test_a_book_with_entries_adopts_nothing(full, history):
    with pytest.raises(Refused, match=r"book\.db: FILE error: found a book with 9 entries, expected an empty book"):
        adopt(full, history)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"Promise anew", b"Promise newa", "history.jsonl:entry 5: CHAIN error: found hash"),
        (b'"author":"Bob"', b'"author":"Eve"', "history.jsonl:entry 4: CHAIN error: found hash"),
        (b'"base64":"ZGF0', b'"base64":"ZGF1', "history.jsonl:file "),
        (b'"more":false', b'"more":true', "history.jsonl:5: FORM error: found a line that is no entry in its place"),
        (b'"seq":2', b'"seq":7', "history.jsonl:entry 7: CHAIN error: found entry 7 after entry 1"),
        (
            b'"schema_version":1',
            b'"schema_version":2',
            "history.jsonl:entry 1: FILE error: found an entry of version 2",
        ),
        (b'"seq":2', b'"seq":"2"', "history.jsonl:5: FORM error: found a line that cannot be read"),
        (b'"reason":"bank"', b'"reason":"\\ud800"', "history.jsonl:1: FORM error: found a line that cannot be read"),
        (b'"author":"Ann",', b"", "history.jsonl:1: FORM error: found a line that is no entry in its place"),
    ],
)
def test_an_altered_history_enters_nothing(history, empty, before, after, said):
    assert before in history

    assert refusal(empty, history.replace(before, after, 1)).startswith(said)


@pytest.mark.thorough
def test_every_line_counts(history, empty):
    lines = history.splitlines(keepends=True)
    without = [b"".join(lines[:number] + lines[number + 1 :]) for number in range(len(lines))]

    assert len(without) == 9 + 3 + 1
    for content in without:
        assert re.match(r"history\.jsonl(:[^:]+)?: (CHAIN|FORM) error", refusal(empty, content))


def test_a_history_cut_off_between_two_lines_is_told_with_the_entry_it_ends_behind(history, empty):
    lines = history.splitlines(keepends=True)

    assert refusal(empty, b"".join(lines[:-1])) == (
        "history.jsonl: CHAIN error: found a history that is cut off behind entry 9, expected a closing line with the "
        "number of entries. Do: copy the whole file again, or export it again from the book."
    )
    assert "cut off behind entry 7" in refusal(empty, b"".join(lines[:-3]))


@pytest.mark.parametrize(("lost", "line"), [(2, 13), (50, 13), (100, 12), (3500, 7)])
def test_a_history_cut_off_in_the_middle_of_a_line_is_told(history, empty, lost, line):
    assert refusal(empty, history[:-lost]) == (
        f"history.jsonl:{line}: FORM error: found a history that is cut off in the middle of a line, expected a whole "
        "file, up to its closing line. Do: copy the whole file again, or export it again from the book."
    )


def test_a_history_without_its_last_line_end_lacks_nothing(full, history, empty):
    assert adopt(empty, history[:-1]) == full.head_at(None)


def test_a_history_cut_off_inside_a_file_of_rates_is_told(history, empty):
    lines = history.splitlines(keepends=True)

    assert refusal(empty, b"".join(lines[:2])).startswith(
        "history.jsonl: FORM error: found a history that is cut off inside a file of rates"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b'"entries":9', b'"entries":8', "history.jsonl: CHAIN error: found 9 entries up to the hash "),
        (b'"head":"', b'"head":"0', "history.jsonl: CHAIN error: found 9 entries up to the hash "),
        (b'"entries":9', b'"entries":"9"', "history.jsonl:13: FORM error: found a line that cannot be read"),
        (b'"entries":9,', b"", "history.jsonl:13: FORM error: found a line that is no entry in its place"),
    ],
)
def test_a_closing_line_that_says_something_else_enters_nothing(history, empty, before, after, said):
    assert before in history

    assert refusal(empty, history.replace(before, after, 1)).startswith(said)


def test_nothing_stands_behind_the_closing_line(history, empty):
    lines = history.splitlines(keepends=True)

    assert refusal(empty, history + lines[-1]).startswith(
        "history.jsonl: CHAIN error: found lines behind the closing line"
    )


def test_a_history_that_is_only_proven_leaves_the_book_empty(full, history, empty):
    lines = read_history(BytesIO(history), "history.jsonl")

    assert adopt_journal(empty, lines, "history.jsonl", apply=False) == full.head_at(None)
    assert (empty.entries, empty.verify()) == (0, ())
    assert adopt(empty, history) == full.head_at(None)


def test_a_journal_whose_records_do_not_fit_together_enters_nothing(full, empty):
    def lines():
        for line in journal_lines(full):
            if isinstance(line, Entry) and line.action == "record":
                return
            yield line

    # A journal made up by somebody: sound hashes around a payment on nothing.
    from ledger.book.journal import entry_hash

    last = [line for line in lines() if isinstance(line, Entry)][-1]
    record = '{"record":"transaction","id":"t-1","commitment":"x","type":"delivery","value_date":"2025-07-01",'
    payload = f'{{"id":"t-1","record":{record}"amount":{{"qualifier":"undisclosed"}}}}}}'
    fields = (last.seq + 1, last.hash, 1, "Eve", "made up", "record", last.time, payload)
    made_up = Entry(*fields, entry_hash(str(it).encode() for it in fields))

    with pytest.raises(Refused, match=r"history.jsonl:entry 2: CHAIN error: found t-1, which needs"):
        adopt_journal(empty, [*lines(), made_up, Closing(made_up.seq, made_up.hash)], "history.jsonl")
    assert empty.entries == 0


def test_no_history_is_made_of_an_altered_book(full, tamper, tmp_path):
    with tamper(full.path) as connection:
        connection.execute("UPDATE entries SET author = 'Eve' WHERE seq = 3")

    with pytest.raises(Refused, match=r"book.db:entry 3: CHAIN error: found hash"):
        write_history(journal_lines(full), tmp_path / "history.jsonl")

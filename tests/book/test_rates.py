"""The rates of a book: only what can be read as rates comes in, and a set that was withdrawn is there no more."""

import pytest
from made import rate_file

from ledger.book import Book, adopt_journal, journal_lines
from ledger.foundation import Refused

ANN = {"author": "Ann", "reason": "rates of the bank"}
FILE = rate_file()
OF_JUNE = b"Date,USD\n2025-06-02,1.1419\n"


def names(book, as_of=None):
    return [file.name for file in book.rate_files(as_of)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "own: FX-FEED error"),
        (b"day,USD", "own: FX-FEED error"),
        (FILE.replace(b"1.1419", b"1,1419"), "own:2"),
        (FILE + b"\n2025-06-02,USD,1.2,EUR,units_per_base,1,test bank", "own:3"),
    ],
    ids=["empty", "only headings", "a comma", "two rates for one day"],
)
def test_what_cannot_be_read_as_rates_does_not_enter(book, data, found):
    with pytest.raises(Refused) as refused:
        book.add_rates("own", data, **ANN)
    assert str(refused.value.problems[0])[: len(found)] == found
    assert (book.entries, names(book)) == (0, [])


def test_a_file_that_passes_for_the_banks_and_contradicts_it_does_not_enter(book):
    with pytest.raises(Refused, match="FX-FEED"):
        book.add_rates("own", b"Date,USD\n2025-06-02,41.5\n", **ANN)
    assert (book.entries, book.add_rates("own", OF_JUNE, **ANN).seq) == (0, 1)


def test_a_set_that_contradicts_another_one_of_the_book_does_not_enter(book):
    book.add_rates("bank", FILE, **ANN)
    with pytest.raises(Refused, match=r"FX-UNIT error: .*bank"):
        book.add_rates("own", rate_file(("2025-06-02", "USD", "11419")), **ANN)
    assert names(book) == ["bank"]


def test_a_set_that_was_withdrawn_is_there_no_more_and_was_there_before(book):
    book.add_rates("own", FILE, **ANN)
    book.add_rates("other", FILE, **ANN)
    entry = book.withdraw_rates("own", author="Bob", reason="the wrong file")

    assert (entry.seq, entry.action, entry.id, entry.author, entry.payload) == (
        *(3, "withdraw_rates", None, "Bob"),
        '{"name":"own"}',
    )
    assert (names(book), names(book, 2), names(book, 3)) == (["other"], ["own", "other"], ["other"])
    assert [file.name for file in book.rate_history()] == ["other"]
    assert book.verify() == ()


def test_a_set_that_comes_in_again_begins_anew_and_stands_last(book):
    book.add_rates("own", OF_JUNE, **ANN)
    book.add_rates("other", FILE, **ANN)
    book.withdraw_rates("own", **ANN)
    book.add_rates("own", FILE, **ANN)

    assert names(book) == ["other", "own"]
    assert [(file.name, file.seq) for file in book.rate_history()] == [("other", 2), ("own", 4)]


@pytest.mark.parametrize(
    ("held", "expected"), [(["own", "other"], "a rate set of the book: own, other"), ([], "a book with a rate set")]
)
def test_a_set_that_is_not_there_cannot_be_withdrawn(book, held, expected):
    for name in held:
        book.add_rates(name, FILE, **ANN)
    with pytest.raises(Refused, match=f'^name: FORM error: found "on", expected {expected}'):
        book.withdraw_rates("on", **ANN)
    assert book.entries == len(held)


def test_a_set_is_withdrawn_in_the_block_that_brought_it_and_only_once(book):
    with book.writing(**ANN) as posting:
        posting.add_rates("own", FILE)
        posting.withdraw_rates("own")
        with pytest.raises(Refused):
            posting.withdraw_rates("own")
    assert (names(book), book.entries, book.verify()) == ([], 2, ())


def test_an_equal_book_is_made_of_a_history_with_a_withdrawal(book, tmp_path):
    book.add_rates("own", FILE, **ANN)
    book.withdraw_rates("own", **ANN)
    adopted = Book.create(tmp_path / "adopted.db")
    adopt_journal(adopted, journal_lines(book), "history.jsonl")

    assert (adopted.head, names(adopted), names(adopted, 1)) == (book.head, [], ["own"])

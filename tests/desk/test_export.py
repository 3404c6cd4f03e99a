"""Exports of a book: whole or not at all, nothing replaced, and equal when they come back."""

import shutil
from datetime import date, timedelta

import pytest
from demonstrated import demonstrated

from ledger.book import Book
from ledger.desk import EXPORT_FORMATS, adopt_history, create_book, export_book, holds_history, import_file
from ledger.foundation import Refused

OUT = {
    "csv": "a.csv",
    "parquet": "a.parquet",
    "records": "a.jsonl",
    "jsonl": "h.jsonl",
    "iati": "a.xml",
    "datapackage": "a.zip",
}


@pytest.fixture
def book(tmp_path):
    return Book.open(shutil.copy(demonstrated().book.path, tmp_path / "book.db"))


def test_every_format_has_a_name_to_try():
    assert set(OUT) == set(EXPORT_FORMATS)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("name", ["csv", "parquet", "records"])
def test_what_comes_out_goes_into_an_empty_book_and_is_equal(book, tmp_path, name):
    made = export_book(book, name, tmp_path / OUT[name])
    new = Book.create(tmp_path / "new.db")

    import_file(new, made.path, author="Ann", reason="moved")

    assert new.records() == book.records()
    assert (made.records, made.internal, made.head) == (len(book.records()), 0, book.head)


@pytest.mark.thorough
def test_a_book_made_from_a_history_is_the_same_book(book, tmp_path):
    made = export_book(book, "jsonl", tmp_path / "h.jsonl")

    adopted = adopt_history(tmp_path / "new.db", made.path)

    assert holds_history(made.path)
    assert (adopted.entries, adopted.head) == book.head_at(None)
    assert adopted.book.verify(book.head) == ()


def test_a_history_goes_into_no_book_with_entries_not_even_a_new_one_of_init(book, tmp_path):
    made = export_book(book, "jsonl", tmp_path / "h.jsonl")
    other = create_book(tmp_path / "other.db", author="Ann")

    with pytest.raises(Refused, match="found a book with 1 entry, expected an empty book"):
        adopt_history(other.path, made.path)


def test_an_altered_history_leaves_no_book_behind(book, tmp_path):
    made = export_book(book, "jsonl", tmp_path / "h.jsonl")
    made.path.write_bytes(made.path.read_bytes().replace(b"3000000000", b"3000000001", 1))

    with pytest.raises(Refused, match="CHAIN error"):
        adopt_history(tmp_path / "new.db", made.path)
    assert not (tmp_path / "new.db").exists()


def test_a_history_is_no_file_of_records(book, tmp_path):
    made = export_book(book, "jsonl", tmp_path / "h.jsonl")

    with pytest.raises(Refused, match="found the whole history of a book, expected a file of records"):
        import_file(Book.create(tmp_path / "new.db"), made.path, author="Ann")


@pytest.mark.parametrize("name", OUT)
def test_nothing_is_replaced_and_nothing_is_left_over(book, tmp_path, name):
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / OUT[name]
    target.write_text("mine")

    with pytest.raises(Refused, match="found a file that is there already"):
        export_book(book, name, target)
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", OUT)
def test_a_folder_that_is_not_there_is_told(book, tmp_path, name):
    with pytest.raises(Refused, match="No such file or directory"):
        export_book(book, name, tmp_path / "nowhere" / OUT[name])


@pytest.mark.parametrize("name", OUT)
def test_another_ending_is_refused_since_nothing_would_read_it_back(book, tmp_path, name):
    with pytest.raises(Refused, match=r'found the name "a\.txt", expected'):
        export_book(book, name, tmp_path / "a.txt")


@pytest.mark.parametrize("name", OUT)
def test_a_book_as_of_a_day_before_its_first_entry_has_nothing_to_export(book, tmp_path, name):
    with pytest.raises(Refused, match="a book with nothing to export"):
        export_book(book, name, tmp_path / OUT[name], as_of=date(2000, 1, 1))


@pytest.mark.parametrize("name", OUT)
def test_the_same_book_gives_the_same_bytes_now_and_as_of_its_last_day(book, tmp_path, name):
    day = book.last_recorded
    one = export_book(book, name, tmp_path / OUT[name], as_of=day).path
    (tmp_path / "two").mkdir()
    two = export_book(book, name, tmp_path / "two" / OUT[name], as_of=day).path

    assert one.read_bytes() == two.read_bytes()
    if name != "datapackage":
        (tmp_path / "three").mkdir()
        later = export_book(book, name, tmp_path / "three" / OUT[name], as_of=day + timedelta(days=1)).path
        assert later.read_bytes() == one.read_bytes()


def test_a_format_that_does_not_exist_is_refused_with_the_nearest(book, tmp_path):
    with pytest.raises(Refused, match=r'^format: FORM error: found "xls", expected one of csv, .* Do: choose'):
        export_book(book, "xls", tmp_path / "a.xls")

"""A history that is only checked: all of it is proven, and nothing is made."""

import pytest

from ledger.book import Book
from ledger.desk import adopt_history, demo, export_book
from ledger.foundation import Refused


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return export_book(demo(folder).book, "jsonl", folder / "h.jsonl")


@pytest.mark.proof
def test_a_sound_history_is_told_with_its_head_and_no_book_is_made(exported, tmp_path):
    found = adopt_history(tmp_path / "new.db", exported.path, apply=False)

    assert (found.book, found.entries, found.head) == (None, exported.entries, exported.head)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proof
def test_a_book_without_entries_stays_so(exported, tmp_path):
    empty = Book.create(tmp_path / "new.db")

    assert adopt_history(empty.path, exported.path, apply=False).head == exported.head
    assert empty.entries == 0


def test_a_history_that_was_cut_off_is_refused_with_or_without_making_a_book(exported, tmp_path):
    lines = exported.path.read_bytes().splitlines(keepends=True)
    (tmp_path / "h.jsonl").write_bytes(b"".join(lines[:-1]))

    for apply in (True, False):
        with pytest.raises(Refused, match=r"h\.jsonl: CHAIN error: found a history that is cut off behind entry "):
            adopt_history(tmp_path / "new.db", tmp_path / "h.jsonl", apply=apply)
    assert not (tmp_path / "new.db").exists()


def test_a_book_with_entries_is_refused_before_anything_is_done(exported, tmp_path):
    full = adopt_history(tmp_path / "full.db", exported.path).book

    with pytest.raises(Refused, match=r"full\.db: FILE error: found a book with \d+ entries, expected an empty book"):
        adopt_history(full.path, exported.path, apply=False)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(Refused, match="FILE error: found "):
        adopt_history(tmp_path / "new.db", tmp_path / "absent.jsonl", apply=False)

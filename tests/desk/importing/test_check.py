"""Files of records: all of one enters, or nothing."""

import sqlite3
import subprocess
from contextlib import closing

import pytest
from held import COMMAND, MOST_SECONDS, started

from ledger.book import Book
from ledger.desk import check_book, check_file, import_file, withdraw
from ledger.foundation import Refused


def test_records_get_ids_that_are_free_in_the_book(book, lines, signed):
    import_file(book, lines({"title": "First"}), **signed)

    outcome = import_file(book, lines({"title": "Second"}, {"title": "Third"}, name="more.jsonl"), **signed)

    assert [it.id for it in outcome.revisions] == ["deu-ukr-2025-06-02-2", "deu-ukr-2025-06-02-3"]


def test_an_error_in_one_line_keeps_all_out_and_names_all_errors(book, lines, signed):
    file = lines({"title": "Good"}, {"stage": "firm"}, {"announced": "yesterday"})

    with pytest.raises(Refused) as refused:
        import_file(book, file, **signed)

    assert [str(it.place) for it in refused.value.problems if it.code == "FORM"] == [
        "records.jsonl:2:stage",
        "records.jsonl:3:announced",
    ]
    assert book.entries == 0


def test_a_tie_may_point_at_a_record_of_the_book(book, lines, signed):
    import_file(book, lines({"id": "whole-1", "title": "Whole"}), **signed)
    part = {"id": "part-1", "title": "Part", "relations": [{"kind": "part_of", "target": "whole-1"}]}

    import_file(book, lines(part, name="part.jsonl"), **signed)

    assert [record.id for record in book.records()] == ["part-1", "whole-1"]


def test_an_old_warning_is_not_told_again(book, lines, signed):
    dollars = {"amount": {"qualifier": "exact", "value": "5", "currency": "USD"}}
    first = import_file(book, lines({"id": "a-1", "title": "A", **dollars}), **signed)

    second = import_file(book, lines({"id": "b-1", "title": "B"}, name="more.jsonl"), **signed)

    assert "CUR-HOME" in {it.code for it in first.problems}
    assert "CUR-HOME" not in {it.code for it in second.problems}
    assert "CUR-HOME" in {it.code for it in check_book(book)}


def test_related_to_a_withdrawn_record_is_no_error(book, lines, signed):
    tie = {"relations": [{"kind": "related_to", "target": "a-1"}]}
    import_file(book, lines({"id": "a-1", "title": "A"}, {"id": "b-1", "title": "B", **tie}), **signed)
    withdraw(book, "a-1", **signed)

    assert "REL" not in {it.code for it in check_book(book)}
    assert import_file(book, lines({"id": "c-1", "title": "C", **tie}, name="more.jsonl"), **signed).revisions


def test_a_check_enters_nothing(book, lines):
    assert not [it for it in check_file(lines({"title": "A"}), book=book) if it.severity == "error"]
    assert book.entries == 0


def test_a_check_without_a_book_wants_ties_inside_the_file(lines):
    tie = {"relations": [{"kind": "part_of", "target": "whole-1"}]}

    assert "REL" in {it.code for it in check_file(lines({"title": "A", **tie}))}


# An import tells when it has met the lock of another program, and then waits for as long as it takes.
PATIENT = f"""
from ledger.book import Book, turns
turns.SILENT_SECONDS = 0
Book.open.__func__.__kwdefaults__["busy_seconds"] = {MOST_SECONDS}
"""


@pytest.mark.proof
@pytest.mark.slow
def test_two_imports_at_once_lose_nothing_and_share_no_id(book, lines):
    files = [lines(*({"title": f"{name} {number}"} for number in range(50)), name=f"{name}.jsonl") for name in "ab"]
    options = ("--author", "Ann", "--book", book.path)
    with closing(sqlite3.connect(book.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        running = [started(PATIENT + COMMAND, "import", *options, file, stderr=subprocess.PIPE) for file in files]
        # Both have read their files and wait for the lock when the first one gets it.
        waiting = f"waiting for another program that writes to {book.path} ...\n"
        assert [process.stderr.readline() for process in running] == [waiting, waiting]
        other.execute("ROLLBACK")
    for process in running:
        process.communicate(timeout=MOST_SECONDS)

    assert [process.returncode for process in running] == [0, 0]
    assert len({record.id for record in Book.open(book.path).records()}) == 100
    assert Book.open(book.path).verify() == ()

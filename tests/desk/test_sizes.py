"""Up to what size each kind of work is meant: done at the limit, refused one record beyond it with the way out."""

from dataclasses import replace
from functools import partial

import pytest
from made import brief, pledge

from ledger.book import Book
from ledger.desk import build_report, issue, sizes, write_documents, write_report
from ledger.foundation import Refused

SIGNED = {"author": "Ann", "reason": "test"}


@pytest.fixture
def book(tmp_path):
    """A book of three records."""
    book = Book.create(tmp_path / "book.db")
    book.record([pledge("a"), pledge("b"), pledge("c")], **SIGNED)
    return book


@pytest.fixture
def at_most(monkeypatch):
    """Let one kind of work take no more than so many records."""

    def limit(work, records):
        monkeypatch.setattr(sizes, "LARGEST", sizes.LARGEST | {work: replace(sizes.LARGEST[work], records=records)})

    return limit


def told(refused):
    (problem,) = refused.value.problems
    return str(problem), str(problem.at_command_line().remedy)


def test_a_report_is_made_at_the_limit_and_refused_beyond_it(book, at_most):
    at_most("report", 3)
    assert len(build_report(brief(), book).rows) == 3

    at_most("report", 2)
    with pytest.raises(Refused) as refused:
        build_report(brief(), book)
    problem, remedy = told(refused)
    assert problem.startswith(
        "report commitments: FILE error: found 3 records, expected at most 2 records in a report. Do: keep the records"
    )
    assert "`export parquet`" in remedy


def test_a_workbook_with_evidence_is_refused_beyond_the_limit_and_written_without(book, at_most, tmp_path):
    report = build_report(brief(), book)
    at_most("workbook", 3)
    assert write_report(report, tmp_path / "at.xlsx").exists()

    at_most("workbook", 2)
    with pytest.raises(Refused) as refused:
        write_report(report, tmp_path / "beyond.xlsx")
    assert not (tmp_path / "beyond.xlsx").exists()
    assert told(refused)[1] == (
        "leave the evidence out with --evidence none, or take what is behind the figures with `export --facts`"
    )
    without = build_report(brief().model_copy(update={"evidence": "none"}), book)
    assert write_report(without, tmp_path / "without.xlsx").exists()


def test_nothing_is_entered_where_a_workbook_is_too_large_to_be_issued(book, at_most, tmp_path):
    at_most("workbook", 2)
    entries = book.entries

    with pytest.raises(Refused, match="expected at most 2 records in a workbook with its evidence"):
        issue(book, partial(build_report, brief(), book), tmp_path / "sent.xlsx", **SIGNED)
    assert book.entries == entries


def test_a_page_is_refused_beyond_the_limit_and_other_documents_are_written(book, at_most, tmp_path):
    report = build_report(brief(), book)
    at_most("page", 3)
    assert [it.suffix for it in write_documents(report, tmp_path / "at", ["html"]).documents] == [".html"]

    at_most("page", 2)
    with pytest.raises(Refused, match="expected at most 2 records in a page that a browser opens"):
        write_documents(report, tmp_path / "beyond", ["md", "html"])
    assert not (tmp_path / "beyond").exists()
    assert write_documents(report, tmp_path / "beyond", ["md"]).documents

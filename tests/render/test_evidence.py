"""The audit report: everything that an auditor may ask of a book, in one workbook."""

from datetime import UTC, datetime
from functools import partial

import pytest
from made import amount, pledge
from openpyxl import load_workbook
from recalculate import falsify, formula_cells, recalculated_together, values_at

from ledger.book import Book
from ledger.desk import build_report, demo, issue, set_severity, sign_off, verify_workbook, waive, write_report

SIGNED = {"author": "Ann", "reason": "test"}
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)


@pytest.fixture
def book(tmp_path):
    """A book with two promises of one sum, of which one is internal to nobody, and what people said of it."""
    book = Book.create(tmp_path / "book.db", clock=lambda: NOON)
    book.record([pledge("a"), pledge("b", title="Again", announced="2025-06-05")], **SIGNED)
    sent = issue(book, partial(build_report, "commitments", book), tmp_path / "sent.xlsx", **SIGNED)
    sign_off(book, sent.revision.seq, author="Bea", statement="checked against the minutes")
    waive(book, "SRC", "a:sources", **SIGNED)
    set_severity(book, "ZERO", "error", **SIGNED)
    return book


def rows(path, sheet):
    values = load_workbook(path, data_only=True)[sheet].iter_rows(min_row=5, values_only=True)
    return [row for row in values if any(cell is not None for cell in row)]


@pytest.mark.thorough
def test_the_audit_report_has_revisions_decisions_and_duplicates(book, tmp_path):
    path = write_report(build_report("audit", book), tmp_path / "audit.xlsx")

    assert [row[:5] for row in rows(path, "Revisions")] == [
        (1, "2026-10-30 12:00:00", "record", "a", "EUR 100"),
        (2, "2026-10-30 12:00:00", "record", "b", "EUR 100"),
    ]
    assert [(row[0], row[2], row[4]) for row in rows(path, "Decisions")] == [
        (3, "issue", "Ann"),
        (4, "sign off", "Bea"),
        (5, "waive", "Ann"),
        (6, "severity", "Ann"),
    ]
    assert [row[:4] for row in rows(path, "Duplicates")] == [("b", "a", "restates", 4)]


def test_a_sign_off_by_the_issuer_says_so_among_the_decisions(book, tmp_path):
    sign_off(book, 3, author="ann", statement="looks right")
    path = write_report(build_report("audit", book), tmp_path / "audit.xlsx")

    assert [row[3] for row in rows(path, "Decisions") if row[2] == "sign off"] == [
        "the report issued as entry 3",
        "the report issued as entry 3; signed off by the one who issued it",
    ]


def test_a_report_without_evidence_has_none_of_these_sheets(book, tmp_path):
    path = write_report(build_report("commitments", book), tmp_path / "plain.xlsx")

    assert not {"Revisions", "Decisions", "Duplicates"} & set(load_workbook(path, read_only=True).sheetnames)


def test_what_a_public_report_hides_is_not_in_its_evidence_either(book):
    from ledger.reporting import load_definition

    book.record([pledge("secret", handling="internal", amount=amount("7"), title="Not to be shown")], **SIGNED)
    public = load_definition("audit").model_copy(update={"handling": "public"})

    told = build_report(public, book).evidence
    assert {it.id for it in told.revisions} == {"a", "b"}
    assert "secret" in {it.id for it in build_report("audit", book).evidence.revisions}


@pytest.mark.thorough
def test_an_issued_audit_report_can_be_verified(book, tmp_path):
    sent = issue(book, partial(build_report, "audit", book), tmp_path / "audit.xlsx", **SIGNED)

    assert verify_workbook(book, sent.workbook).holds


@pytest.mark.slow
def test_libreoffice_comes_to_the_same_figures(tmp_path):
    path = write_report(build_report("audit", demo(tmp_path).book), tmp_path / "audit.xlsx")
    expected = formula_cells(path)

    assert falsify(path, tmp_path / "twin.xlsx") == len(expected)
    (computed,) = recalculated_together([tmp_path / "twin.xlsx"], tmp_path)
    values = values_at(expected, computed)
    off = [
        place
        for place, value in expected.items()
        if values[place] != value
        and not (isinstance(value, float) and abs(values[place] - value) <= 1e-14 * abs(value))
    ]
    assert off == []

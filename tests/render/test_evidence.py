"""The audit report: everything that an auditor may ask of a book, in one workbook."""

from datetime import UTC, datetime
from functools import partial

import pytest
from made import amount, pledge
from openpyxl import load_workbook
from workbooks import in_table, table_in

from ledger.book import Book
from ledger.desk import (
    build_report,
    issue,
    set_severity,
    sign_off,
    varied_report,
    verify_workbook,
    waive,
    write_report,
)
from ledger.reporting import definition_of, load_definition

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


def rows(path, table):
    _, (_, *cells) = table_in(load_workbook(path, data_only=True), table)
    return [tuple(cell.value for cell in row) for row in cells]


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

    sheets = load_workbook(path, read_only=True).sheetnames
    assert "E6 Exact figures" in sheets
    assert not {"E7 Revisions", "E8 Decisions", "E9 Samples", "E10 Duplicates"} & set(sheets)


def test_a_report_without_any_evidence_has_values_alone(book, tmp_path):
    path = write_report(build_report(varied_report("commitments", evidence="none"), book), tmp_path / "plain.xlsx")
    workbook = load_workbook(path)

    assert workbook.sheetnames == [
        "Summary",
        "Pledges by donor",
        "Pledges by category",
        "Pledges by fiscal year",
        "Notes",
    ]
    in_table_of_donors = [cell for row in workbook["Pledges by donor"] for cell in row]
    assert [cell for cell in in_table_of_donors if cell.data_type == "f"] == []
    assert in_table(workbook, "Pledges_by_donor", "Total") == [0]


@pytest.mark.parametrize(("stated", "level"), [("true", "full"), ("false", "summary"), ('"none"', "none")])
def test_what_definitions_said_of_evidence_before_still_counts(tmp_path, stated, level):
    file = tmp_path / "own.toml"
    file.write_text(f'name = "own"\ntitle = "Own"\ncurrency = "EUR"\nevidence = {stated}\n', encoding="utf-8")

    assert load_definition(str(file)).evidence == level
    assert definition_of({"name": "x", "title": "X", "currency": "EUR", "evidence": True}).evidence == "full"


def test_what_a_public_report_hides_is_not_in_its_evidence_either(book):
    book.record([pledge("secret", handling="internal", amount=amount("7"), title="Not to be shown")], **SIGNED)
    public = load_definition("audit").model_copy(update={"handling": "public"})

    told = build_report(public, book).evidence
    assert {it.id for it in told.revisions} == {"a", "b"}
    assert "secret" in {it.id for it in build_report("audit", book).evidence.revisions}


@pytest.mark.thorough
def test_an_issued_audit_report_can_be_verified(book, tmp_path):
    sent = issue(book, partial(build_report, "audit", book), tmp_path / "audit.xlsx", **SIGNED)

    assert verify_workbook(book, sent.workbook).holds

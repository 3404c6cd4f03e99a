"""The audit report: everything that an auditor may ask of a book, in one workbook."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from made import amount, pledge, report
from openpyxl import load_workbook
from workbooks import in_table, table_in

from ledger.book import Book
from ledger.desk import (
    build_report,
    explain_figure,
    issue,
    set_severity,
    sign_off,
    varied_report,
    verify_workbook,
    waive,
    write_report,
)
from ledger.presentation import Language, present
from ledger.render import placed_cells
from ledger.render.workbook import draw_workbook
from ledger.reporting import LANGUAGES, definition_of, load_definition
from ledger.reporting.sampled import Sampled

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


@pytest.mark.proof
def test_the_audit_report_has_revisions_decisions_and_duplicates(book, tmp_path):
    path = write_report(build_report("audit", book), tmp_path / "audit.xlsx")

    assert [row[:5] for row in rows(path, "Revisions")] == [
        (1, "2026-10-30 12:00:00", "recorded", "a", "EUR\N{NO-BREAK SPACE}100"),
        (2, "2026-10-30 12:00:00", "recorded", "b", "EUR\N{NO-BREAK SPACE}100"),
    ]
    assert [(row[0], row[2], row[4]) for row in rows(path, "Decisions")] == [
        (3, "issued", "Ann"),
        (4, "signed off", "Bea"),
        (5, "waived", "Ann"),
        (6, "severity set", "Ann"),
    ]
    assert [row[:4] for row in rows(path, "Duplicates")] == [("b", "a", "restates a", 4)]
    filtered = [sheet.title for sheet in load_workbook(path) for it in sheet.tables.values() if it.autoFilter]
    assert filtered[-3:] == ["E7 Revisions", "E8 Decisions", "E10 Duplicates"]


@pytest.mark.thorough
def test_a_sign_off_by_the_issuer_says_so_among_the_decisions(book, tmp_path):
    sign_off(book, 3, author="ann", statement="looks right")
    path = write_report(build_report("audit", book), tmp_path / "audit.xlsx")

    assert [row[3] for row in rows(path, "Decisions") if row[2] == "signed off"] == [
        "the report issued as entry 3",
        "the report issued as entry 3; signed off by the one who issued it",
    ]


@pytest.mark.parametrize(("records", "ranges"), [(3, []), (4, ["A6:AN9", "AP6:BQ9"])])
def test_a_table_of_more_than_three_rows_has_a_hairline_below_each_third(tmp_path, records, ranges):
    made = report(*(pledge(f"p{number}") for number in range(records)))
    draw_workbook(made, tmp_path / "a.xlsx")
    looks = load_workbook(tmp_path / "a.xlsx")["E2 Conversions"].conditional_formatting

    assert [str(it.sqref) for it in looks] == ranges
    assert [rule.formula for it in looks for rule in it.rules] == [["MOD(ROW()-5,3)=0"]] * len(ranges)


@pytest.mark.thorough
def test_a_report_without_evidence_has_none_of_these_sheets(book, tmp_path):
    path = write_report(build_report("commitments", book), tmp_path / "plain.xlsx")

    sheets = load_workbook(path, read_only=True).sheetnames
    assert "E6 Exact figures" in sheets
    assert not {"E7 Revisions", "E8 Decisions", "E9 Samples", "E10 Duplicates"} & set(sheets)


@pytest.mark.parametrize(
    ("asked", "sheets"),
    [
        (["decisions"], ["E8 Decisions"]),
        (["duplicates", "revisions"], ["E7 Revisions", "E10 Duplicates"]),
        (["samples"], []),
        ([], []),
        ("full", ["E7 Revisions", "E8 Decisions", "E10 Duplicates"]),
    ],
)
def test_of_the_journal_a_workbook_has_the_sheets_that_are_asked_for(book, tmp_path, asked, sheets):
    varied = varied_report("commitments", evidence=asked)
    path = write_report(build_report(varied, book), tmp_path / "asked.xlsx")

    made = load_workbook(path, read_only=True).sheetnames
    assert made[made.index("E6 Exact figures") + 1 :] == sheets


def test_a_workbook_with_some_sheets_of_the_journal_is_issued_and_verified_as_it_is(book, tmp_path):
    chosen = varied_report("commitments", evidence=["decisions"])
    sent = issue(book, partial(build_report, chosen, book), tmp_path / "some.xlsx", **SIGNED)

    assert verify_workbook(book, tmp_path / "some.xlsx").problems == ()
    assert sent.report.definition.evidence == ("decisions",)


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_what_a_public_report_hides_is_not_in_its_evidence_either(book):
    book.record([pledge("secret", handling="internal", amount=amount("7"), title="Not to be shown")], **SIGNED)
    public = load_definition("audit").model_copy(update={"handling": "public"})

    told = build_report(public, book).evidence
    assert {it.id for it in told.revisions} == {"a", "b"}
    assert "secret" in {it.id for it in build_report("audit", book).evidence.revisions}


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_issued_audit_report_can_be_verified(language, book, tmp_path):
    audit = varied_report("audit", lang=language)
    sent = issue(book, partial(build_report, audit, book), tmp_path / "audit.xlsx", **SIGNED)

    assert verify_workbook(book, sent.workbook).holds


@pytest.fixture
def journal(book):
    """The audit report of a book whose journal has a sample too, drawn and evaluated."""
    made = build_report("audit", book)
    sampled = Sampled(7, "sample.xlsx", "a", "1", 8, "EUR", "0", "not supported")
    unread = Sampled(9, "other.xlsx", "b", "1", None, "EUR", None, "")
    return replace(made, evidence=replace(made.evidence, sampled=(sampled, unread)))


def journal_cells(report, code):
    """Headings and cells of each table of the journal."""
    placed = placed_cells(report, present(report, language=Language(code)))
    tables = [it for it in placed.tables if it.name in {"Revisions", "Decisions", "Samples", "Duplicates"}]
    return {it.name: [placed.row(it.sheet, row) for row in range(it.top + 1, it.last + 2)] for it in tables}


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("code", [it for it in LANGUAGES if it != "en"])
def test_the_journal_is_in_the_language_of_its_report(journal, code):
    english, foreign = journal_cells(journal, "en"), journal_cells(journal, code)
    pairs = [
        (one, other)
        for name, rows in english.items()
        for row, translated in zip(rows, foreign[name], strict=True)
        for one, other in zip(row.values(), translated.values(), strict=True)
    ]

    alike = {one for one, other in pairs if one == other and isinstance(one, str)}
    # What people wrote, what one types, and of findings what was told in English.
    typed = {"a", "b", "Ann", "Bea", "test", "EUR", "1", "sample.xlsx", "other.xlsx", "Again", "2026-10-30 12:00:00"}
    typed |= {"Pledge a", "checked against the minutes", "SRC a:sources: no source", "\N{EN DASH}"}
    typed |= {"Action", "Conversion"} if code == "fr" else set()
    assert [it for it in alike - typed if not re.fullmatch("[0-9a-f]{64}", it)] == []


def test_the_journal_says_in_german_what_it_says_in_english(journal):
    rows = journal_cells(journal, "de")

    assert [[*row.values()][3] for row in rows["Decisions"][1:]][1:] == [
        "der als Eintrag 3 ausgegebene Bericht",
        "SRC a:sources: no source",
        "ZERO gilt als Fehler",
    ]
    assert [*rows["Duplicates"][1].values()] == [
        "b",
        "a",
        "wiederholt a",
        4,
        "beide 100\N{NO-BREAK SPACE}EUR; im Abstand von 3 Tagen angekündigt",
    ]
    assert [[*row.values()][-1] for row in rows["Samples"][1:]] == ["nicht gestützt", "noch nicht ausgewertet"]


@pytest.mark.thorough
def test_a_cell_of_the_journal_is_explained_by_the_record_of_its_row(book):
    german = build_report(varied_report("audit", lang="de"), book)

    assert [row.line.record.id for row in explain_figure(book, german, "E7 Revisionen!B7").explanation.rows] == ["b"]

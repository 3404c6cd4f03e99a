"""A workbook in another language is issued, verified and explained by what stands on its tabs."""

from functools import partial

import pytest
from made import brief
from openpyxl import load_workbook
from workbooks import typed_over

from ledger.desk import (
    build_report,
    explain_received,
    import_file,
    issue,
    varied_report,
    verify_workbook,
    write_documents,
    write_issued,
)
from ledger.presentation import Language, present

FOREIGN = ["de", "uk", *(pytest.param(code, marks=pytest.mark.thorough) for code in ("fr", "pl"))]


@pytest.fixture
def promises(book, lines):
    """A book with one promise."""
    import_file(book, lines({"id": "a"}), author="Ann")
    return book


def sent_in(book, language, folder):
    build = partial(build_report, varied_report(brief(), lang=language), book)
    return issue(book, build, folder / "sent.xlsx", author="Ann", reason="to the minister")


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("language", FOREIGN)
def test_an_issued_workbook_in_each_language_holds_and_a_changed_cell_is_named_by_its_tab(promises, tmp_path, language):
    sent = sent_in(promises, language, tmp_path)
    summary = Language(language).term("Summary")

    assert load_workbook(sent.workbook).sheetnames[0] == summary
    assert verify_workbook(promises, sent.workbook).same_bytes
    typed = verify_workbook(promises, typed_over(sent.workbook, summary, "A1", "Other"))
    assert [(str(it.place), it.found) for it in typed.problems] == [(f"sent.xlsx:{summary}!A1", '"Other"')]


@pytest.mark.proof
@pytest.mark.parametrize("language", FOREIGN)
def test_a_cell_of_a_workbook_in_each_language_is_explained_by_the_name_on_its_tab(promises, tmp_path, language):
    made = build_report(varied_report("brief", lang=language), promises)
    file = write_documents(made, tmp_path, ["xlsx"]).workbook
    tab, say = load_workbook(file).sheetnames[1], Language(language).say

    explained = explain_received(promises, file, f"{tab}!B6")
    assert (str(explained.cell.place), explained.cell.column) == (f"{tab}!B6", "2025")
    assert explained.cell.row == Language(language).party("DEU")
    assert [row.line.record.id for row in explained.explanation.rows] == ["a"]
    assert (
        explain_received(promises, file, f"{say('Summary')}!C9").explanation.figures.central_minor == 5_000_000_000_00
    )


@pytest.mark.proof
def test_a_workbook_that_was_issued_in_english_while_its_definition_asked_for_german_still_holds(
    promises, tmp_path, monkeypatch
):
    def in_english(made, _book, _language=None):
        return present(made, language=Language("en"))

    monkeypatch.setattr("ledger.desk.issuing.presentation_of", in_english)
    sent = sent_in(promises, "de", tmp_path)
    monkeypatch.undo()

    assert load_workbook(sent.workbook).sheetnames[0] == "Summary"
    assert verify_workbook(promises, sent.workbook).same_bytes
    again = write_issued(promises, sent.revision.seq, tmp_path / "again.xlsx")
    assert again.read_bytes() == sent.workbook.read_bytes()

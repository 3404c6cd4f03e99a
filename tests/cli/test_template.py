"""``template``: the form, never over a file that is there."""

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ledger.cli.main import app
from ledger.foundation import folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["template", *words])


def test_the_form_is_written_and_named(run, tmp_path):
    result = run("form.xlsx")

    assert (result.exit_code, result.stdout) == (0, "Form: form.xlsx\n")
    assert (tmp_path / "form.xlsx").read_bytes().startswith(b"PK")


def test_a_form_that_is_there_is_never_replaced(run, tmp_path):
    (tmp_path / "form.xlsx").write_text("entries")

    assert run("form.xlsx").exit_code == 1
    assert (tmp_path / "form.xlsx").read_text() == "entries"


def test_another_ending_is_wrong_use(run):
    assert run("form.xls").exit_code == 2


@pytest.mark.thorough
def test_a_filled_form_comes_back_from_the_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(app, ["init"])
    seeds = folder("seeds") / "article.jsonl"
    runner.invoke(app, ["import", str(seeds)])

    written = runner.invoke(app, ["template", "filled.xlsx", "--filled"])
    again = runner.invoke(app, ["import", "filled.xlsx"])

    assert (written.exit_code, written.stdout) == (0, "Form: filled.xlsx\n")
    assert (again.exit_code, again.stdout) == (0, "filled.xlsx: 4 unchanged; nothing to enter in book.db.\n")


@pytest.mark.thorough
def test_a_row_that_asks_to_be_withdrawn_is_not_taken_for_another_list(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(app, ["init"])
    runner.invoke(app, ["import", str(folder("seeds") / "article.jsonl")])
    runner.invoke(app, ["template", "filled.xlsx", "--filled"])
    form = load_workbook("filled.xlsx")
    headings = [cell.value for cell in form["Commitments"][3]]
    form["Commitments"].cell(4, headings.index("Ledger action") + 1).value = "withdraw"
    form.save("filled.xlsx")

    shown = runner.invoke(app, ["import", "filled.xlsx"]).stdout.splitlines()

    assert shown[-2:] == [
        "filled.xlsx: 1 withdrawn, 3 unchanged. Nothing has entered book.db: this is what it would do.",
        "To do it, give --apply.",
    ]


def test_a_form_cannot_be_filled_in_from_a_book_that_is_not_there(run, tmp_path):
    assert run("form.xlsx", "--filled").exit_code == 1
    assert not (tmp_path / "form.xlsx").exists()

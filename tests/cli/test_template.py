"""``template``: the form, never over a file that is there."""

import pytest
from typer.testing import CliRunner

from ledger.cli.main import app


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

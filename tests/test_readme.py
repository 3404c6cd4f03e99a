"""The README is what a new user types: its examples are run as they stand, in order, in a folder of their own."""

import io
import re
import shlex
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ledger
from ledger.cli.main import app

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


pytestmark = pytest.mark.xdist_group("demonstration")


@pytest.fixture
def demo(demonstration):
    """The folder of the demonstration, with a file of pledges as the manual shows it."""
    manual = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    pledges = re.findall(r"```csv\n(.*?)```", manual, re.DOTALL)[0]
    (demonstration / "pledges.csv").write_text(pledges, encoding="utf-8")
    return demonstration


@pytest.mark.thorough
def test_the_python_examples_print_what_stands_below_them(demo, monkeypatch):
    monkeypatch.chdir(demo)
    examples = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", TEXT, re.DOTALL)
    names = {}
    assert len(examples) == TEXT.count("```python") == 2
    for code, said in examples:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own README, run as a reader would

        assert printed.getvalue() == said


@pytest.mark.thorough
def test_the_commands_run_as_they_stand(demo, monkeypatch):
    monkeypatch.chdir(demo)
    desk, auditor = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
    for command in re.findall(r"^\$ defense-ledger (.*)$", desk, re.MULTILINE):
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, (command, result.output)
    assert (demo / "commitments.xlsx").exists()
    for command in re.findall(r"^\$ defense-ledger (.*)$", auditor, re.MULTILINE):
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, (command, result.output)


@pytest.mark.thorough
def test_the_message_it_quotes_is_the_one_that_is_printed(demo, monkeypatch):
    monkeypatch.chdir(demo)
    (quoted,) = re.findall(r"^pledges\.csv:14:amount: (.*) …$", TEXT, re.MULTILINE)
    heading, row = (demo / "pledges.csv").read_text(encoding="utf-8").splitlines()[:2]
    amount = row.split(",")[heading.split(",").index("amount")]
    broken = row.replace(amount, '"3,0,0 bn"', 1)
    (demo / "broken.csv").write_text(f"{heading}\n{broken}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "broken.csv"])

    assert f"broken.csv:2:amount: {quoted}" in result.output


def test_every_page_and_picture_it_names_is_there():
    named = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if not link.startswith("https://")]

    assert "docs/setup.md" in named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_is_cited_is_the_version_of_the_package():
    assert f"\nversion: {ledger.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")

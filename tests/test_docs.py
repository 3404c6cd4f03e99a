"""The documentation keeps its word: every command and option is in it, and what it shows runs."""

import doctest
import json
import re
import shlex
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from ledger import desk
from ledger.book import Book
from ledger.cli.main import app
from ledger.foundation import folder

DOCS = Path(__file__).resolve().parent.parent / "docs"
EVERYWHERE = {"--json", "--help"}


def sections():
    parts = re.split(r"^## (.+)$", (DOCS / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(group=None, path=()):
    """Name and options of every command, groups followed to their ends."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            forms = (text for it in command.params for text in (*it.opts, *it.secondary_opts))
            options = {text for text in forms if text.startswith("--")}
            yield " ".join((*path, name)), options


COMMANDS = dict(commands())
SECTIONS = sections()


def test_there_is_a_section_for_every_command_and_no_other():
    assert set(SECTIONS) == set(COMMANDS)


def test_every_option_stands_in_the_section_of_its_command():
    every = [(command, option) for command in COMMANDS for option in sorted(COMMANDS[command] - EVERYWHERE)]

    assert [(command, option) for command, option in every if f"`{option}" not in SECTIONS[command]] == []


def test_a_section_names_no_option_that_its_command_lacks():
    named = {command: set(re.findall(r"`(--[a-z-]+)", SECTIONS[command])) for command in COMMANDS}

    assert [
        (command, options - COMMANDS[command]) for command, options in named.items() if options - COMMANDS[command]
    ] == []


def test_every_section_has_an_example():
    assert [command for command in COMMANDS if f"$ defense-ledger {command}" not in SECTIONS[command]] == []


@pytest.mark.thorough
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_json_and_says_what_it_does(command):
    result = CliRunner().invoke(app, [*command.split(), "--help"])

    assert result.exit_code == 0
    assert "--json" in COMMANDS[command]


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """An empty folder with the files that the examples read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEFENSE_LEDGER_AUTHOR", "Ann")
    monkeypatch.delenv("DEFENSE_LEDGER_BOOK", raising=False)
    values = json.loads((folder("seeds") / "article.jsonl").read_text(encoding="utf-8").splitlines()[0])
    values |= {"id": "example-1", "title": "Another promise"}
    (tmp_path / "records.jsonl").write_text(json.dumps(values) + "\n", encoding="utf-8")
    rates = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5,UAH,base_per_unit,1,A bank\n"
    (tmp_path / "hryvnia.csv").write_text(rates, encoding="utf-8")
    (tmp_path / "dollars.csv").write_text("Date,USD\n2025-06-02,41.5\n", encoding="utf-8")
    aid = "Land;Betrag (Mio.);Währung\nSchweden;1,5;SEK\n"
    (tmp_path / "aid.csv").write_text(aid, encoding="utf-8")
    converted = "day,currency,amount,converted\n2025-06-01,USD,2000000000,1763823970.37\n2025-06-02,GBP,10,11.86\n"
    (tmp_path / "converted.csv").write_text(converted, encoding="utf-8")
    return tmp_path


@pytest.mark.thorough
@pytest.mark.usefixtures("workplace")
def test_the_examples_of_the_commands_run_one_after_the_other(monkeypatch):
    # A desk runs until it is closed: tests/web shows how.
    monkeypatch.setattr("ledger.web.serve", lambda settings, **_: Book.open(settings.book))
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    examples = re.findall(r"^\$ defense-ledger (.+)$", "".join(shown), re.MULTILINE)

    for example in examples:
        result = CliRunner().invoke(app, shlex.split(example), catch_exceptions=False)
        assert result.exit_code == 0, f"{example}\n{result.output}"


@pytest.mark.thorough
@pytest.mark.parametrize("page", ["library.md", "cookbook.md"])
def test_the_examples_for_programs_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(blocks, {}, page, page, 0)

    # In a thread of its own: the one of the tests may have the loop of a browser.
    with ThreadPoolExecutor(1) as alone:
        assert alone.submit(doctest.DocTestRunner().run, examples).result().failed == 0


def test_every_public_name_stands_in_the_page_of_the_library():
    import ledger

    text = (DOCS / "library.md").read_text(encoding="utf-8")

    assert [name for name in ledger.__all__ if f"`{name}`" not in text] == []


def test_every_function_of_the_desk_in_the_page_of_the_library_is_there():
    named = set(re.findall(r"\bdesk\.(\w+)", (DOCS / "library.md").read_text(encoding="utf-8")))

    assert {"sample_design", "draw_sample", "evaluate_sample", "conclusion"} <= named <= set(desk.__all__)


def test_the_versions_of_python_that_are_promised_are_those_of_the_package():
    classifiers = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(classifiers))

    assert f"\nPython {versions[0]} to {versions[-1]}. " in (DOCS / "compatibility.md").read_text(encoding="utf-8")

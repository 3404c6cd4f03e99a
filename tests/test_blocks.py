"""Every block of the manual is tried, by its tag.

A command on a page is `console` where it runs as it stands, in a folder with the book of the demonstration, and
`console-sketch` where it needs files, numbers or a book that only its reader has: then its options are tried. `text`,
`sh` and `sql` are no programs of ours.
"""

import io
import re
import shlex
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import pandas as pd
import pytest
import typer.main
from typer.testing import CliRunner

import ledger
from ledger.cli.main import app
from ledger.web.office import read_office

ROOT = Path(__file__).resolve().parent.parent
FILES = [*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in FILES}
BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NOT_OURS = {"text", "sh", "sql"}
# Tried in tests/test_docs.py, tests/intake/test_docs.py and tests/intake/mapping/test_mapping.py, which know the page.
ELSEWHERE = {
    ("desk.md", "nginx"),
    ("desk.md", "toml"),
    ("commands.md", "console"),
    ("library.md", "python"),
    ("cookbook.md", "python"),
    ("import.md", "csv"),
    ("import.md", "jsonl"),
    ("mapping.md", "csv"),
    ("mapping.md", "toml"),
}
HERE = {
    ("desk.md", "nginx"),
    ("desk.md", "toml"),
    ("fts.md", "json"),
    ("iati.md", "xml"),
    ("import.md", "python"),
    ("rates.md", "csv"),
    ("rates.md", "toml"),
    ("reports.md", "console"),
    ("reports.md", "python"),
    ("reports.md", "toml"),
}


def blocks(page, tag):
    return [text for found, text in BLOCK.findall(PAGES[page]) if found == tag]


def test_every_block_is_tried_somewhere():
    shown = {(page, tag) for page, text in PAGES.items() for tag, _ in BLOCK.findall(text)}

    assert {(page, tag) for page, tag in shown if tag not in {*NOT_OURS, "console-sketch"}} == ELSEWHERE | HERE


def test_the_office_shown_is_read_and_its_proxy_sets_the_headers_that_the_desk_asks_for(tmp_path):
    (described,), (proxy,) = blocks("desk.md", "toml"), blocks("desk.md", "nginx")
    path = tmp_path / "office.toml"
    path.write_text(described, encoding="utf-8")
    secret = tmp_path / "desk.secret"
    secret.write_text("0123456789abcdef" * 2, encoding="utf-8")
    secret.chmod(0o600)
    office, _ = read_office(path)

    assert {it: office.person(it).role for it in office.people} == {
        "ann": "clerk",
        "rita": "reviewer",
        "otto": "auditor",
    }
    assert re.findall(r"proxy_set_header (X-\S+)", proxy) == [office.user_header, office.secret_header]


SKETCHES = "".join(text for page in PAGES for text in blocks(page, "console-sketch"))


@pytest.mark.parametrize("line", re.findall(r"^\$ (.*)$", SKETCHES, re.MULTILINE))
def test_a_sketched_command_has_the_options_that_it_is_shown_with(line):
    program, *words = shlex.split(line)
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words)

    assert program == "defense-ledger"


@pytest.mark.thorough
def test_the_flow_and_the_activity_shown_are_read(tmp_path):
    for page, tag in (("fts.md", "json"), ("iati.md", "xml")):
        [shown] = blocks(page, tag)
        (tmp_path / f"{page}.{tag}").write_text(shown, encoding="utf-8")
    records = [record for path in sorted(tmp_path.iterdir()) for record in ledger.read_records(path)[0]]

    assert [(record.id, str(record.amount)) for record in records] == [
        ("fts-206445", "USD 829,876"),
        ("fts-206445-paid", "USD 829,876"),
        ("iati-XM-EXAMPLE-1:2025-7", "EUR 1,000,000"),
    ]


def test_the_rates_shown_are_read():
    read = [ledger.read_rates("shown", block.encode()) for block in blocks("rates.md", "csv")]

    assert [(rates.base, rates.source, problems) for rates, problems in read] == [
        ("UAH", "National Bank of Ukraine", ()),
        ("EUR", "Ukraine Support Tracker, release 7", ()),
    ]


@pytest.mark.thorough
def test_the_table_that_the_mapping_of_rates_shown_is_about_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [mapping] = blocks("rates.md", "toml")
    Path("kursy.toml").write_text(mapping, encoding="utf-8")
    table = (
        "Tabela A;;;\nstan na;;;\nData;Kod;Kurs sredni;Jednostka\n02/06/2025;USD;3,7402;1\n02/06/2025;HUF;1,0534;100\n"
    )
    Path("kursy.csv").write_text(table, encoding="utf-8")
    ledger.Book.create("book.db")
    [command] = re.findall(r"defense-ledger (rates add kursy.*)", PAGES["rates.md"])
    result = CliRunner().invoke(app, [*shlex.split(command), "--reason", "x"])

    assert (result.exit_code, result.stderr) == (0, "")


def test_what_the_page_on_reports_shows_makes_sound_definitions():
    whole, keys, of_a_table, chart, stages, goods = map(tomllib.loads, blocks("reports.md", "toml"))
    [table] = whole["tables"]
    tables = [table | {"rows": ["donor", "category"], key: value} for key, value in of_a_table.items()]
    made = [ledger.Definition.model_validate(whole | part) for part in (keys, stages, goods, chart)]
    for changed in tables:
        ledger.Definition.model_validate(whole | {"tables": [changed]})

    assert (made[0].lang, made[1].stages[0].age, made[2].goods[0].rows) == ("de", True, ("donor",))
    assert made[3].chart == made[3].tables[0].name == "By quarter"
    assert [list(changed)[-1] for changed in tables] == ["sort", "top", "subtotals", "share", "cumulative"]


def test_a_frame_with_floats_becomes_a_file_as_the_page_on_import_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [code] = blocks("import.md", "python")
    exec(code, {"frame": pd.DataFrame({"amount": [3, 5]})})  # noqa: S102 - our own page, run as a reader would

    assert pd.read_parquet("pledges.parquet")["amount"].tolist() == ["3", "5"]


@pytest.mark.thorough
@pytest.mark.xdist_group("demonstration")
def test_the_page_on_reports_runs_beside_the_demonstration(demonstration, tmp_path, monkeypatch):
    monkeypatch.chdir(demonstration)
    for command in re.findall(r"^\$ defense-ledger (.*)$", "".join(blocks("reports.md", "console")), re.MULTILINE):
        result = CliRunner().invoke(app, shlex.split(command))
        assert (command, result.exit_code) == (command, 0), result.output
    monkeypatch.chdir(tmp_path)
    report = ledger.build_report("commitments", ledger.Book.open(demonstration / "out" / "book.db"))
    with redirect_stdout(io.StringIO()):
        exec("\n".join(blocks("reports.md", "python")), {"ledger": ledger, "report": report})  # noqa: S102 - as above

    assert (Path("out") / "commitments.md").exists()

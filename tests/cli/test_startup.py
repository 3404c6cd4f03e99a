"""What a command loads of the libraries that take long to load: what it uses, and nothing else."""

import json
import subprocess
import sys

import pytest

from ledger.records import dump_record

HEAVY = (
    *("typer", "pydantic", "rich", "babel", "pycountry", "rapidfuzz", "sqlalchemy", "lxml", "xlsxwriter"),
    *("openpyxl", "numpy", "pyarrow", "pandas", "python_calamine", "currency_converter"),
)
# One process, since a new one for each command would take longer than all commands: each line is told what it adds.
CHILD = """
import contextlib, io, json, sys
from ledger.cli import run

heavy, commands = json.loads(sys.argv[1])
for command in commands:
    before, sys.argv, printed = set(sys.modules), ["defense-ledger", *command], io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        run()
    added = [name for name in heavy if name in sys.modules and name not in before]
    print(json.dumps([added, printed.getvalue()]))
"""
# From what needs least to what needs most: the command, what it must print, and what it loads that none before it did.
STEPS = (
    (("--version",), "defense-ledger ", []),
    (("--help",), "Usage: defense-ledger", ["typer"]),
    (("convert", "5", "GBP", "USD", "--on", "2025-06-02"), "6.77", ["pydantic"]),
    (("parties", "Sweden"), "SWE", ["babel", "pycountry"]),
    (("list", "--donor", "GBR", "--book", "held.db"), "7 of 17 records in held.db", ["sqlalchemy"]),
    (("show", "gbr-ukr-2025-06-02-1", "--book", "held.db"), "GBP 3,000,000,000 a year", []),
    (("history", "gbr-ukr-2025-06-02-1", "--book", "held.db"), "record", []),
    (("rates", "list", "--book", "held.db"), "ECB", []),
    (("verify", "--book", "held.db"), "head", []),
    (("duplicates", "--book", "held.db"), "", ["rapidfuzz"]),
    (("check", "records.jsonl"), "records.jsonl: ", ["lxml", "python_calamine"]),
    # pyarrow itself asks pandas whether a list is a series of it.
    (("export", "parquet", "records.parquet", "--book", "held.db"), "records.parquet", ["numpy", "pyarrow", "pandas"]),
    (("template", "form.xlsx"), "form.xlsx", ["xlsxwriter"]),
)


@pytest.fixture
def loaded(book, own_folder):
    """What each step printed and added."""
    (own_folder / "records.jsonl").write_text(dump_record(book.records()[0]) + "\n", encoding="utf-8")
    book.path.rename(own_folder / "held.db")
    asked = json.dumps([HEAVY, [command for command, _, _ in STEPS]])
    done = subprocess.run([sys.executable, "-c", CHILD, asked], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_a_command_loads_what_it_uses_and_nothing_else(loaded):
    assert [
        printed for (_, expected, _), (_, printed) in zip(STEPS, loaded, strict=True) if expected not in printed
    ] == []
    assert [(command[0], added) for (command, _, _), (added, _) in zip(STEPS, loaded, strict=True)] == [
        (command[0], adds) for command, _, adds in STEPS
    ]

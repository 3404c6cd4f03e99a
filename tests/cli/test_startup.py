"""What a command loads of the libraries that take long to load: what it uses, and nothing else."""

import json
import os
import shlex
import subprocess
import sys
from itertools import chain

import pytest
from openpyxl import Workbook

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
)
# What draws, reads files of others, reckons with arrays or keeps the book: no command loads one that it does not use.
LIBRARIES = (
    *("sqlalchemy", "xlsxwriter", "lxml", "openpyxl", "PIL", "python_calamine"),
    *("numpy", "pandas", "pyarrow", "typst", "fontTools", "jinja2", "cryptography"),
)
# Each command is a fork of a process that has loaded what all of them need, and loads the rest for itself. What asks no
# book comes first: behind it the process loads the database, since nearly all others need that.
FORKS = """
import json, os, sys
from importlib import import_module
from ledger.cli import run

libraries, stages = json.loads(sys.argv[1])
result = os.dup(1)
for needed, command in ((needed, command) for needed, commands in stages for command in commands):
    for module in needed:
        import_module(module)
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        continue
    sys.argv, code = ["defense-ledger", *command], 0
    with open("printed.txt", "w") as printed:
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        try:
            run()
        except SystemExit as ended:
            code = ended.code or 0
        except Exception as fault:
            code = repr(fault)
        sys.stdout.flush()
    loaded = [name for name in libraries if name in sys.modules]
    os.write(result, (json.dumps([code, loaded, open("printed.txt").read()[-300:]]) + chr(10)).encode())
    os._exit(0)
"""
LIGHT = ("babel", "pycountry", "pydantic", "typer", "ledger.cli.main", "ledger.records")
OF_A_BOOK = ("rapidfuzz", "sqlalchemy", "ledger.book.book", "ledger.reporting.report", "ledger.desk.open")
CHANGE = "--set 'quote=Other words.' --reason 'read again'"
# Each command after those that it needs: its exit code, and what it loads.
USES = {
    "rates add RATES.csv --reason 'a bank'": (0, "sqlalchemy"),
    "rates list": (0, "sqlalchemy"),
    "rates show USD --on 2025-06-02": (0, "sqlalchemy"),
    "rates withdraw RATES --reason wrong": (0, "sqlalchemy"),
    "init --book new.db": (0, "sqlalchemy"),
    "convert 5 GBP USD --on 2025-06-02": (0, "sqlalchemy"),
    "parties Sweden": (0, ""),
    # Each answer is asked how it looks, and so is every room that one comes from.
    "schema --out schemas": (0, "sqlalchemy xlsxwriter lxml openpyxl PIL numpy"),
    "list": (0, "sqlalchemy"),
    "show gbr-ukr-2025-06-02-1": (0, "sqlalchemy"),
    "history gbr-ukr-2025-06-02-1": (0, "sqlalchemy"),
    "duplicates": (0, "sqlalchemy"),
    "imports": (0, "sqlalchemy"),
    "verify": (0, "sqlalchemy"),
    "export jsonl history.jsonl": (0, "sqlalchemy"),
    "export records plain.jsonl": (0, "sqlalchemy"),
    "export csv records.csv": (0, "sqlalchemy"),
    "export datapackage package": (0, "sqlalchemy"),
    "export iati activities.xml": (0, "sqlalchemy lxml"),
    # pyarrow itself asks pandas whether a list is a series of it.
    "export parquet records.parquet": (0, "sqlalchemy numpy pandas pyarrow"),
    "export --facts facts": (0, "sqlalchemy numpy pandas pyarrow"),
    "template form.xlsx": (0, "xlsxwriter"),
    "template filled.xlsx --filled": (0, "sqlalchemy xlsxwriter"),
    "mapping foreign.csv": (0, ""),
    "mapping foreign.csv --as xlsx --out mapping.xlsx": (0, "xlsxwriter"),
    "mapping records.jsonl": (1, ""),
    "mapping foreign.xlsx": (0, "lxml"),
    "check": (0, "sqlalchemy"),
    "check plain.jsonl --source ours --book new.db": (0, "sqlalchemy"),
    "check records.csv --source ours --book new.db": (0, "sqlalchemy"),
    "check foreign.csv --mapping ours.toml": (1, "sqlalchemy"),
    "check activities.xml --source ours --book new.db": (0, "sqlalchemy lxml"),
    "check filled.xlsx": (0, "sqlalchemy lxml"),
    "import records.csv --source ours --book new.db --reason 'a release'": (0, "sqlalchemy"),
    "import plain.jsonl --source ours --book new.db --reason 'a release'": (0, "sqlalchemy"),
    "import activities.xml --source ours --book new.db --reason 'a release'": (0, "sqlalchemy lxml"),
    "import records.parquet --source ours --book new.db --reason 'a release'": (0, "sqlalchemy numpy pyarrow"),
    "import filled.xlsx --reason 'a release'": (0, "sqlalchemy lxml"),
    "reconcile --against totals.csv --basis announced": (1, "sqlalchemy"),
    "reconcile --against totals.xlsx --basis announced": (1, "sqlalchemy lxml"),
    "convention conversions.csv": (0, "sqlalchemy numpy"),
    "add --set donor=Sweden --set recipient=Ukraine --set announced=2025-06-02 --set amount='SEK 5 million'"
    " --set term=once --set stage=pledge --set instrument=grant --set category=military --set title=Vehicles"
    " --set 'quote=SEK 5 million.' --set 'source_title=A page' --set publisher=Sweden --reason read": (0, "sqlalchemy"),
    f"amend gbr-ukr-2025-06-02-1 {CHANGE}": (0, "sqlalchemy"),
    f"correct cze-ukr-2023-04-05-1 {CHANGE}": (0, "sqlalchemy"),
    "withdraw cze-ukr-2023-04-05-1 --reason x": (0, "sqlalchemy"),
    "restore cze-ukr-2023-04-05-1 --reason x": (0, "sqlalchemy"),
    "relate nor-ukr-2023-02-16-1 related_to cze-ukr-2023-04-05-1 --reason x": (0, "sqlalchemy"),
    "waive UNIT nor-ukr-2023-02-16-1:amount --reason x": (0, "sqlalchemy"),
    "severity CUR-HOME note --reason x": (0, "sqlalchemy"),
    "sign-off --reason read": (0, "sqlalchemy"),
    "report --list": (0, ""),
    "report commitments --as md --out plain": (0, "sqlalchemy"),
    "report commitments --as csv --out plain": (0, "sqlalchemy"),
    # fontTools itself asks lxml whether it is there.
    "report commitments --as html --out page": (0, "sqlalchemy lxml fontTools jinja2"),
    "report commitments --as pdf --out page": (0, "sqlalchemy typst fontTools"),
    "report commitments --evidence none --out bare.xlsx": (0, "sqlalchemy xlsxwriter"),
    "report commitments --out full.xlsx": (0, "sqlalchemy xlsxwriter"),
    "report commitments --issue --out issued.xlsx --reason 'for the ministry'": (0, "sqlalchemy xlsxwriter"),
    "issued": (0, "sqlalchemy"),
    "issued 32 --out again.xlsx": (0, "sqlalchemy xlsxwriter"),
    # openpyxl itself asks whether Pillow and numpy are there.
    "verify issued.xlsx": (0, "sqlalchemy xlsxwriter lxml openpyxl PIL numpy"),
    "explain gbr-ukr-2025-06-02-1": (0, "sqlalchemy"),
    "explain gbr-ukr-2025-06-02-1 --out explained.xlsx": (0, "sqlalchemy xlsxwriter"),
    "explain donor=GBR measure=pledges": (0, "sqlalchemy"),
    "diff entry:12 now": (0, "sqlalchemy"),
    "diff entry:12 now --out diff.xlsx": (0, "sqlalchemy xlsxwriter"),
    "sample commitments --tolerable 2% --seed dice --out sample.xlsx": (0, "sqlalchemy xlsxwriter"),
    "sample --evaluate sample.xlsx": (1, "sqlalchemy lxml"),
    "demo --out demo": (0, "sqlalchemy xlsxwriter lxml typst fontTools jinja2"),
}


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


@pytest.fixture
def read(book, written, own_folder):
    """The book, and files of others that the commands read."""
    written(
        "RATES.csv", "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5,UAH,base_per_unit,1,Bank\n"
    )
    written("records.jsonl", dump_record(book.records()[0]) + "\n")
    written("totals.csv", "donor,figure,currency\nGermany,99999777,EUR\n")
    written("conversions.csv", "day,currency,amount,converted\n2025-06-02,GBP,10000000,11856770.22\n")
    table = ["Donor country,Announced on,Amount,Currency,Title", "Sweden,2025-06-02,5000000,SEK,Vehicles"]
    written("foreign.csv", "\n".join([*table, ""]))
    for name, lines in (("foreign.xlsx", table), ("totals.xlsx", ["Country,Total,Currency", "Germany,99.7,EUR"])):
        workbook = Workbook()
        for line in lines:
            workbook.active.append(line.split(","))
        workbook.save(own_folder / name)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each command is a fork")
@pytest.mark.usefixtures("read")
def test_no_command_loads_a_library_that_it_does_not_use():
    stages = [
        [command for command, (_, uses) in USES.items() if ("sqlalchemy" in uses) is late] for late in (False, True)
    ]
    needed = (LIGHT, OF_A_BOOK)
    asked = [LIBRARIES, [(it, [shlex.split(each) for each in stage]) for it, stage in zip(needed, stages, strict=True)]]
    done = subprocess.run([sys.executable, "-c", FORKS, json.dumps(asked)], capture_output=True, text=True, check=True)
    ran = dict(zip(chain(*stages), map(json.loads, done.stdout.splitlines()), strict=True))

    assert [(it, code, printed) for it, (code, _, printed) in ran.items() if code != USES[it][0]] == []
    assert {command: set(loaded) for command, (_, loaded, _) in ran.items()} == {
        command: set(uses.split()) for command, (_, uses) in USES.items()
    }

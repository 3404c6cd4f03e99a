"""How long it takes to look into a large book, beside a bare sqlite3 that reads the same entries and prints them.

Run it with ``python benchmarks/list.py``, or ``make bench``. It makes a book of 10,000 records, three quarters of them
payments. ``list`` goes into a pipe, ``show`` and ``history`` are about one record in the middle; all run in turn with a
Python that does nothing but read the payloads of the journal, find the same records in them and print a line for each.
What both print is looked at before their time counts. It ends with 1 if a ratio is more than half above the one stated.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from measuring import compared, ending, own_environment, shown
from post import filled

RECORDS = 10_000
LEDGER = str(Path(sys.executable).parent / "defense-ledger")
ONE = f"p-{RECORDS // 8}"
BARE = """
import json, sqlite3, sys
for (payload,) in sqlite3.connect("book.db").execute("SELECT payload FROM entries ORDER BY seq"):
    entry = json.loads(payload)
    if len(sys.argv) == 1 or entry["id"] == sys.argv[1]:
        print(entry["id"], entry["record"]["amount"])
"""
CASES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "list": (("list",), ()),
    "show": (("show", ONE), (ONE,)),
    "history": (("history", ONE), (ONE,)),
}


def main() -> int:
    """Measure all cases; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        book = filled(Path(folder) / "book.db", RECORDS)
        ids, environment = [record.id for record in book.records()], own_environment(folder)
        print(f"a book of {RECORDS}: ours, bare sqlite3, how many times as long")
        ratios = {}
        for name, (command, asked) in CASES.items():
            ours = partial(_printed, (LEDGER, *command, "--book", "book.db"), folder, environment)
            bare = partial(_printed, (sys.executable, "-c", BARE, *asked), folder, environment)
            _require_said(name, ours(), bare(), list(asked) or ids)
            measured = compared(ours, bare)
            shown(name, measured)
            ratios[name] = measured.ratio
    return ending("list", ratios)


def _require_said(name: str, ours: str, bare: str, ids: list[str]) -> None:
    """Hold what both print against the records that were asked for."""
    assert sorted(line.split()[0] for line in bare.splitlines()) == sorted(ids)
    if name == "list":
        assert [line.split()[0] for line in ours.splitlines()[1 : 1 + len(ids)]] == ids
    else:
        assert ids[0] in ours


def _printed(command: tuple[str, ...], folder: str, environment: Mapping[str, str]) -> str:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())

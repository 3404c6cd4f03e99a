"""How long it takes to look into a large book, beside a bare sqlite3 that reads the same entries and prints them.

Run it with ``python benchmarks/list.py``, or ``make bench``. It makes a book of 10,000 records, three quarters of them
payments. ``list`` goes into a pipe, ``show`` and ``history`` are about one record in the middle; all run in turn with a
Python that does nothing but read the payloads of the journal, find the same records in them and print a line for each.
Before their time counts, every line of what both print is held against the payloads, cell by cell. It ends with 1 if a
ratio is more than half above the one stated.
"""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from judging import require_none
from measuring import compared, ending, own_environment, parser_of, shown
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
COUNTRIES = {"DEU": "Germany", "FRA": "France", "NLD": "Netherlands", "POL": "Poland", "UKR": "Ukraine"}
Fields = Mapping[str, Any]
CASES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "list": (("list", "--sort", "id"), ()),
    "show": (("show", ONE), (ONE,)),
    "history": (("history", ONE), (ONE,)),
}


def main() -> int:
    """Measure all cases; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "book.db", RECORDS).path
        environment, entries = own_environment(folder), _entries(path)
        print(f"a book of {RECORDS}: ours, bare sqlite3, how many times as long")
        ratios = {}
        for name, (command, asked) in CASES.items():
            ours = partial(_printed, (LEDGER, *command, "--book", "book.db"), folder, environment)
            bare = partial(_printed, (sys.executable, "-c", BARE, *asked), folder, environment)
            require_said(name, ours().splitlines(), entries)
            printed = [f"{it['id']} {it['amount']}" for _, _, it in entries if not asked or it["id"] in asked]
            require_none(_apart(bare().splitlines(), printed), f"{name}, bare")
            measured = compared(ours, bare)
            shown(name, measured)
            ratios[name] = measured.ratio
    return ending("list", ratios)


def _entries(path: Path) -> Sequence[tuple[int, str, Fields]]:
    """Number, hash and record of each entry of a journal, as SQLite has them."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT seq, hash, payload FROM entries ORDER BY seq").fetchall()
    parsed = ((seq, digest, json.loads(payload)) for seq, digest, payload in rows)
    return [(seq, digest, entry["record"]) for seq, digest, entry in parsed if "record" in entry]


def require_said(name: str, lines: Sequence[str], entries: Sequence[tuple[int, str, Fields]]) -> None:
    """End the benchmark unless a command prints what the payloads say, cell by cell."""
    records = {record["id"]: record for _, _, record in entries}
    if name == "list":
        printed = [" | ".join(re.split(" {2,}", line.rstrip())) for line in lines]
        said = ["id | announced | donor | recipient | stage | amount | title"]
        said += [" | ".join(_row(record, records)) for _, record in sorted(records.items())]
        said += [f"{len(records)} records in book.db"]
    elif name == "show":
        printed = [" | ".join(re.split(" {2,}", line.rstrip())) for line in lines]
        said = ["field | value", *(f"{field} | {text}" for field, text in _shown(records[ONE]).items())]
    else:
        number, digest = next((seq, digest) for seq, digest, record in entries if record["id"] == ONE)
        # When it was entered only the clock knows.
        printed = [re.sub(r"^\S+ \S+ UTC  ", "", line).strip() for line in [lines[0], *sorted(lines[1:])]]
        said = [f"record by Ann: benchmark  (entry {number}, {digest[:12]})", *sorted(_leaves(records[ONE]))]
    require_none(_apart(printed, said), name)


def _apart(printed: Sequence[str], said: Sequence[str]) -> Sequence[str]:
    pairs = zip_longest(printed, said, fillvalue="nothing")
    return [f"{one!r} / {other!r}" for one, other in pairs if one != other]


def _row(record: Fields, records: Mapping[str, Fields]) -> Iterator[str]:
    promise = records[record.get("commitment", record["id"])]
    yield record["id"]
    yield record.get("announced") or record["value_date"]
    yield from (promise["donor"], promise["recipient"])
    yield record.get("stage") or record["type"]
    yield _amount(record)
    if "title" in record:
        yield record["title"]


def _amount(record: Fields) -> str:
    return f"{record['amount']['currency']} {Decimal(record['amount']['value']):,}"


def _shown(record: Fields) -> Mapping[str, str]:
    """The fields of a promise as people read them."""
    (source,) = record["sources"]
    return {
        "Id": record["id"],
        "Record": f"commitment, stage {record['stage']}",
        "Title": record["title"],
        "Donor": f"{COUNTRIES[record['donor']]} ({record['donor']})",
        "Recipient": f"{COUNTRIES[record['recipient']]} ({record['recipient']})",
        "Category": "Military assistance (military)",
        "Instrument": "Grant (grant)",
        "Announced": record["announced"],
        "Amount": _amount(record),
        "Owed": "once, on the day of the announcement",
        "Source": f"{source['publisher']}, {source['title']}",
        "Quote": source["quote"],
        "Handling": record["handling"],
    }


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    """Each text of a record with the way to it, as ``sources.1.title: Release``."""
    if isinstance(value, str):
        yield f"{path}: {value}"
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value, start=1)
    for name, each in inner:
        yield from _leaves(each, f"{path}.{name}".removeprefix("."))


def _printed(command: tuple[str, ...], folder: str, environment: Mapping[str, str]) -> str:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    parser_of(__doc__).parse_args()
    sys.exit(main())

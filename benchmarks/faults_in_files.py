"""Faults in a file of records, found by ``check FILE``: a malformed value in each field, and lines that stand twice."""

import csv
import json
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from planting import Fault, Planted, at

from ledger.desk import check_file
from ledger.export import write_csv
from ledger.records import Commitment, Record, Transaction, dump_record

Lines = list[dict[str, Any]]

# Each is a path into a record as JSON Lines writes it, the malformed value there, and where it is told if not there.
IN_THE_PROMISE = (
    ("id", "two words", ""),
    ("record", "pledge", ""),
    ("title", "", ""),
    ("donor", "GBR\n", ""),
    ("recipient", 380, ""),
    ("category", "weapons", ""),
    ("instrument", "present", ""),
    ("stage", "promise", ""),
    ("announced", "2025-02-30", ""),
    ("handling", "secret", ""),
    ("note", " ", ""),
    ("publsher", "BBC", ""),
)
IN_ITS_AMOUNT = (
    ("amount.value", "3,0,0 bn", ""),
    ("amount.value", 3000000000, ""),
    ("amount.value", "1e9", ""),
    ("amount.value", "-5", ""),
    ("amount.value", "٣٠٠", ""),
    ("amount.value", None, "amount"),
    ("amount.currency", "EURO", ""),
    ("amount.currency", "£", ""),
    ("amount.qualifier", "precisely", ""),
    ("amount", {"qualifier": "range", "low": "9", "high": "5", "currency": "EUR"}, ""),
    ("amount", "3 bn", ""),
    ("amount.total", "5", ""),
)
IN_ITS_PARTS = (
    ("term.kind", "someday", ""),
    ("term.start", "2025-6-1", ""),
    ("term", {"kind": "period", "start": "2025-01-01"}, ""),
    ("term", {"kind": "recurring", "start": "2025-01-01", "every": "week"}, "term.every"),
    ("sources.0.url", "www.gov.uk", ""),
    ("sources.0.quote", "word " * 26, ""),
    ("sources.0.published", "yesterday", ""),
    ("sources.0.publisher", None, ""),
    ("stated_equivalents", [{"qualifier": "exact", "value": "4bn", "currency": "USD"}], "stated_equivalents.0.value"),
    ("items", [{"description": "tanks", "quantity": "a dozen"}], "items.0.quantity"),
    ("relations", [{"kind": "twin_of", "target": "clean-0"}], "relations.0.kind"),
    ("joint_donors", [{"donor": "DEU", "share": "much"}, {"donor": "FRA"}], "joint_donors.0.share"),
)
IN_A_PAYMENT = (
    ("id", "-", ""),
    ("commitment", "no such id!", ""),
    ("type", "payment", ""),
    ("value_date", "1.6.2025", ""),
    ("value_date", "2101-01-01", ""),
    ("amount.value", "12 345", ""),
    ("amount.currency", "eur", ""),
    ("amount", {"qualifier": "exact"}, ""),
    ("announced", "2025-06-01", ""),
    ("donor", "GBR", ""),
    ("title", "a\tb", ""),
    ("handling", True, ""),
)
# The same in a table, by its headings.
IN_A_TABLE = (
    ("amount", "3,0,0 bn"),
    ("amount", "1.2.3"),
    ("amount", "about three"),
    ("currency", "EURX"),
    ("announced", "31.02.2025"),
    ("announced", "2922-02-09"),
    ("qualifier", "hopefully"),
    ("category", "welfare"),
    ("instrument", "present"),
    ("stage", "rumour"),
    ("term", "someday"),
    ("url", "www.gov.uk"),
)


def in_files(folder: Path, clean: Sequence[Record]) -> list[Fault]:
    """Every kind of fault that a file of records can have before its records are looked at."""
    unpaid = _unpaid(clean)
    payments = [number for number, record in enumerate(clean) if isinstance(record, Transaction)]

    def written(lines: Lines) -> Path:
        path = folder / "clean.jsonl"
        path.write_text("".join(f"{json.dumps(it, ensure_ascii=False)}\n" for it in lines), encoding="utf-8")
        return path

    def sound() -> Lines:
        return [json.loads(dump_record(record)) for record in clean]

    def malformed(values: Sequence[tuple[str, Any, str]], places: Sequence[int]) -> Callable[[random.Random], Planted]:
        in_turn = cycle(values)

        def plant(rng: random.Random) -> Planted:
            path, value, told = next(in_turn)
            lines, number = sound(), rng.choice(places)
            _set(lines[number], path.split("."), value)
            return Planted(check_file(written(lines)), at(f"clean.jsonl:{number + 1}:{told or path}"))

        return plant

    def broken(rng: random.Random) -> Planted:
        lines, number = sound(), rng.choice(unpaid)
        path = written(lines)
        text = path.read_text(encoding="utf-8").splitlines(keepends=True)
        cut = rng.randrange(5, len(text[number]) - 5)
        text[number] = f"{text[number][:cut]}\n"
        path.write_text("".join(text), encoding="utf-8")
        return Planted(check_file(path), at(f"clean.jsonl:{number + 1}:column {_column(text[number].strip())}"))

    def doubled(places: Sequence[int], key: str) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            lines, number = sound(), rng.choice(places)
            again = lines[number] | ({"id": key} if key else {})
            lines.insert(number + 1, again)
            return Planted(check_file(written(lines)), at(f"clean.jsonl:{number + 2}:id"))

        return plant

    return [
        Fault("FORM", "a malformed value in a promise", malformed(IN_THE_PROMISE, unpaid)),
        Fault("FORM", "a malformed value in its amount", malformed(IN_ITS_AMOUNT, unpaid)),
        Fault("FORM", "a malformed value in its parts", malformed(IN_ITS_PARTS, unpaid)),
        Fault("FORM", "a malformed value in a payment", malformed(IN_A_PAYMENT, payments)),
        Fault("FORM", "a malformed value in a table", _in_a_table(folder, clean)),
        Fault("FORM", "a line broken off", broken),
        Fault("DUP", "a doubled row: a promise, its id twice", doubled(unpaid, "")),
        Fault("DUP", "a doubled row: a promise under a new id", doubled(unpaid, "again")),
        Fault("DUP", "a doubled row: a payment under a new id", doubled(payments, "again")),
    ]


def _unpaid(clean: Sequence[Record]) -> list[int]:
    """The lines of promises that nothing else in the file rests on."""
    paid = {record.commitment for record in clean if isinstance(record, Transaction)}
    return [number for number, record in enumerate(clean) if isinstance(record, Commitment) and record.id not in paid]


def _column(text: str) -> int:
    """At which column a text stops being JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as fault:
        return fault.colno
    raise ValueError("a whole text of JSON")


def _set(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *groups, name = path
    inner: Any = values
    for group in groups:
        inner = inner[int(group)] if group.isdigit() else inner[group]
    if value is None:
        del inner[name]
    else:
        inner[name] = value


def _in_a_table(folder: Path, clean: Sequence[Record]) -> Callable[[random.Random], Planted]:
    promises = [record for record in clean if isinstance(record, Commitment)]
    path = folder / "clean.csv"
    in_turn = cycle(IN_A_TABLE)

    def table() -> list[Mapping[str, str]]:
        write_csv(promises, path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def plant(rng: random.Random) -> Planted:
        heading, value = next(in_turn)
        rows = table()
        number = rng.randrange(len(rows))
        headings = list(dict.fromkeys([*rows[0], heading]))
        rows[number] = {**rows[number], heading: value}
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, headings, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return Planted(check_file(path), at(f"clean.csv:{number + 2}:{heading}"))

    return plant

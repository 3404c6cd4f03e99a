"""The schemas in ``schemas/`` as others read them: RE2, a strict validator of JavaScript, a generator of TypeScript."""

import json
import os
import re
import subprocess
from collections.abc import Iterator

import pytest
import re2
from altered import ALTERATIONS, COMMITMENT, OF_TRANSACTIONS, TRANSACTION, altered
from foreign import need_node
from jsonschema import Draft202012Validator

from ledger.foundation import folder

SCHEMAS = {
    path.relative_to(folder("schemas")).as_posix().removesuffix(".schema.json"): json.loads(path.read_text("utf-8"))
    for path in sorted(folder("schemas").rglob("*.schema.json"))
}
SEEDS = [
    json.loads(line)
    for path in sorted(folder("seeds").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
MAPPING = {"source": "table", "columns": {"donor": "Land"}}
DATE_FORMATS = {
    "dmy": True,
    "%d.%m.%Y": True,
    "%d %B %Y %H:%M:%S": True,
    "%Y": True,
    "%m/%Y": True,
    "Q %B %Y": True,
    "ydm": False,
    "%d.%m": False,
    "%d.%m.%y": False,
    "%d.%m.%Y %d": False,
    "%d.%m.%B.%Y": False,
    "%d.%m.%Y\n": False,
    "%%d.%m.%Y": False,
    "%d.%m.%Y%": False,
    "%m %b %Y": False,
    "%Y %Y": False,
    "%H %Y": False,
}


def patterns(part) -> Iterator[str]:
    """Every regular expression in a schema."""
    if isinstance(part, dict):
        yield from (it for name, it in part.items() if name == "pattern" and isinstance(it, str))
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from patterns(inner)


PATTERNS = sorted({pattern for schema in SCHEMAS.values() for pattern in patterns(schema)})


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_a_pattern_is_one_of_re2(pattern):
    assert re2.compile(pattern).pattern == pattern


def test_re2_and_python_find_the_same_patterns_in_texts():
    texts = [
        "",
        " ",
        "a",
        "a b",
        "\u00a0",
        "a\u00a0b",
        "\u3000",
        "a\u200bb",
        "\u0085",
        "a\u2028b",
        "5.25",
        "2025-06-02",
    ]

    assert [
        (pattern, text)
        for pattern in PATTERNS
        for text in texts
        if bool(re2.search(pattern, text)) != bool(re.search(pattern, text))
    ] == []


def samples():
    """Name of a schema, value, and whether it is good."""
    yield from (("record", values, True) for values in SEEDS)
    for record, alterations in ((COMMITMENT, ALTERATIONS), (TRANSACTION, OF_TRANSACTIONS)):
        yield from (("record", altered(record, path, value), good) for path, value, good in alterations)
    yield from (
        ("mapping", MAPPING | {"skip_rows": {name: ["x"]}}, good) for name, good in (("Land", True), (" ", False))
    )
    yield from (("mapping", MAPPING | {"date_format": it}, good) for it, good in DATE_FORMATS.items())


SAMPLES = list(samples())


def test_python_judges_the_samples_as_they_are():
    checkers = {
        name: Draft202012Validator(SCHEMAS[name], format_checker=Draft202012Validator.FORMAT_CHECKER)
        for name in ("record", "mapping")
    }

    assert [it for it in SAMPLES if checkers[it[0]].is_valid(it[1]) != it[2]] == []


@pytest.fixture(scope="module")
def read_by_javascript():
    """What the programs of JavaScript say of the schemas and the samples."""
    program, packages = need_node()
    asked = {
        "schemas": SCHEMAS,
        "samples": [[name, value] for name, value, _ in SAMPLES],
        "typed": ["record", "answers/convert", "answers/verify"],
    }
    done = subprocess.run(
        [program, "tests/strict.cjs"],
        input=json.dumps(asked),
        cwd=folder("schemas").parent,
        env=os.environ | {"NODE_PATH": str(packages)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.xdist_group("node")
class TestJavaScript:
    def test_its_strict_validator_takes_every_schema(self, read_by_javascript):
        assert read_by_javascript["faults"] == {}

    def test_its_validator_judges_the_samples_as_they_are(self, read_by_javascript):
        judged = zip(SAMPLES, read_by_javascript["valid"], strict=True)

        assert [it for it, valid in judged if valid != it[2]] == []

    def test_types_of_records_are_told_apart_by_their_kind(self, read_by_javascript):
        types = read_by_javascript["types"]["record"]

        assert "export type Record = (Commitment | Transaction)\n" in types
        assert re.findall(r'^record\??: "\w+"$', types, re.MULTILINE) == [
            'record?: "commitment"',
            'record: "transaction"',
        ]
        assert 'high: string\nlow: string\nqualifier: "range"\nvalue?: null\n' in types
        assert 'end: string\nevery?: null\nkind: "period"\nstart: string\n' in types

    def test_types_of_answers_name_each_of_them(self, read_by_javascript):
        types = read_by_javascript["types"]

        assert 'export type Convert = ((ConvertAnswer | Refused) & {\ncommand: "convert"\n' in types["answers/convert"]
        assert (
            "export type Verify = ((ProvenBookAnswer | VerifiedWorkbookAnswer | Refused) & {\n"
            in types["answers/verify"]
        )

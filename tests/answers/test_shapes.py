"""The schemas of answers: every key, no other, with its meaning; and one form for every sum, record and refusal."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from jsonschema import Draft202012Validator

from ledger.answers.shapes import document_schema, schema_of
from ledger.answers.values import LineageRows, RecordValues
from ledger.foundation import Money

RECORD = {
    "$schema": "x",
    "title": "Record",
    "properties": {"id": {"$ref": "#/$defs/Id"}},
    "required": ["id"],
    "$defs": {"Id": {"type": "string"}},
}


@dataclass(frozen=True)
class Weighed:
    """What a record weighs.

    Args:
        on: the day of the weighing, which may stand
            on two lines.
        sum: of all parts; null where none is known.
    """

    on: date
    sum: Money | None = None


@dataclass(frozen=True)
class WeighedTwice(Weighed):
    """The same on another day.

    Args:
        again: the other day.
    """

    again: date | None = None


@dataclass(frozen=True)
class Held:
    """A record that is held.

    Args:
        record: as it stands.
    """

    record: RecordValues


def test_every_key_is_required_and_no_other_is_allowed():
    schema = schema_of(Weighed)

    assert schema["required"] == ["on", "sum"]
    assert schema["additionalProperties"] is False


def test_a_key_is_described_as_its_docstring_says():
    keys = schema_of(Weighed)["properties"]

    assert keys["on"]["description"] == "the day of the weighing, which may stand on two lines."
    assert keys["sum"]["description"] == "of all parts; null where none is known."


def test_a_key_that_a_class_inherits_is_described_by_its_parent():
    keys = schema_of(WeighedTwice)["properties"]

    assert keys["on"]["description"] == "the day of the weighing, which may stand on two lines."
    assert keys["again"]["description"] == "the other day."


def test_a_sum_is_a_currency_and_an_amount_of_text():
    assert schema_of(Weighed)["$defs"]["Money"]["required"] == ["currency", "amount"]


def test_rows_are_described_as_lineage():
    assert schema_of(LineageRows)["items"]["title"] == "Lineage"


def validator(*answers):
    schema = document_schema("weigh", answers, RECORD)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


ANSWER = {"command": "weigh", "problems": [], "on": "2025-06-02", "sum": {"currency": "EUR", "amount": "1.50"}}
PROBLEM = {
    "code": "FORM",
    "severity": "error",
    "place": "a.csv:14",
    "at": {"file": "a.csv", "row": 14},
    "found": "x",
    "expected": "y",
    "remedy": "z",
    "further": 0,
    "to_mend": [],
    "others": [],
}


@pytest.mark.parametrize(
    "document",
    [
        ANSWER,
        ANSWER | {"sum": None},
        ANSWER | {"problems": [PROBLEM]},
        {"command": "weigh", "problems": [PROBLEM]},
        {"command": "weigh", "problems": [], "record": {"id": "a"}},
    ],
    ids=["whole", "null", "with a problem", "refused", "of the other kind"],
)
def test_a_document_that_the_command_may_print_is_good(document):
    assert validator(Weighed, Held).is_valid(document)


@pytest.mark.parametrize(
    "document",
    [
        ANSWER | {"command": "show"},
        ANSWER | {"more": 1},
        {name: value for name, value in ANSWER.items() if name != "sum"},
        {name: value for name, value in ANSWER.items() if name != "problems"},
        ANSWER | {"sum": {"currency": "EUR", "amount": 1.5}},
        ANSWER | {"sum": {"currency": "EUR", "amount": "1.50", "rounded": True}},
        ANSWER | {"problems": [PROBLEM | {"at": {"page": 3}}]},
        ANSWER | {"problems": [PROBLEM | {"code": "OOPS"}]},
        ANSWER | {"record": {"id": "a"}},
        {"command": "weigh", "problems": [], "record": {"id": 5}},
        {"command": "weigh", "problems": [PROBLEM], "on": "2025-06-02"},
    ],
    ids=[
        "another command",
        "a key too many",
        "a key too few",
        "no problems",
        "a float",
        "a key too many in a sum",
        "an unknown part of a place",
        "an unknown code",
        "two kinds at once",
        "a malformed record",
        "half refused",
    ],
)
def test_a_document_that_the_command_never_prints_is_refused(document):
    assert not validator(Weighed, Held).is_valid(document)


def test_two_classes_of_one_name_are_refused():
    first = dataclass(frozen=True)(type("Part", (), {"__annotations__": {"on": date}}))
    other = dataclass(frozen=True)(type("Part", (), {"__annotations__": {"on": datetime}}))
    outer = [
        dataclass(frozen=True)(type(f"Outer{number}", (), {"__annotations__": {"part": part}}))
        for number, part in enumerate([first, other])
    ]

    with pytest.raises(ValueError, match="several classes of answers are called Part"):
        document_schema("weigh", outer, RECORD)

"""The JSON Schemas of answers, made by pydantic from the same types as their JSON.

A key is described by what the docstring of its class says of it under ``Args:``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from ledger.answers.values import IS_RECORD
from ledger.foundation import Problem

Schema = dict[str, Any]

_Field = core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField


def schema_of(answer: Any) -> Schema:  # noqa: ANN401 - a type, or several with |
    """The schema of the JSON of a value: every key is there, and no other.

    >>> schema_of(Problem)["properties"]["remedy"]
    {'description': 'what to do.', 'type': 'string'}
    """
    made: Schema = TypeAdapter(answer).json_schema(mode="serialization", schema_generator=_Whole)
    return made


def model_schema(model: Any) -> Schema:  # noqa: ANN401 - a model, or several with |
    """The schema of what a model reads.

    >>> model_schema(Problem)["required"][:2]
    ['code', 'severity']
    """
    made: Schema = TypeAdapter(model).json_schema(mode="validation", schema_generator=_Untitled)
    return made


def document_schema(command: str, answers: Sequence[type], record: Schema) -> Schema:
    """The schema of what a command prints with ``--json``.

    Args:
        command: its name.
        answers: what it may answer; beside them it may be refused, and then has nothing but its problems.
        record: the schema of records, which answers may hold.
    """
    shapes = [schema_of(answer) for answer in answers]
    problem = schema_of(Problem) | {"title": "Problem"}
    definitions = _joined(shape.pop("$defs", {}) for shape in (*shapes, problem))
    shapes.append(
        {
            "title": "Refused",
            "description": "Nothing was done; the problems say why.",
            "properties": {},
            "additionalProperties": False,
        }
    )
    for shape in shapes:
        # Each shape names all keys by itself, so that it can refuse every other.
        shape["properties"] |= {"command": True, "problems": True}
    document = {
        "title": command,
        "description": f"What `{command}` prints with --json.",
        "type": "object",
        "properties": {
            "command": {"const": command},
            "problems": {"type": "array", "items": {"$ref": "#/$defs/Problem"}},
        },
        "required": ["command", "problems"],
        "anyOf": shapes,
        "$defs": definitions | {"Problem": problem},
    }
    return _with_records(document, record)


class _Untitled(GenerateJsonSchema):
    """Schemas whose fields have no titles: each would be the key once more, in capitals, and to generators a type."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - the signature of pydantic
        """No title."""
        return False


class _Whole(_Untitled):
    """Schemas of values of which no part is ever left out."""

    def field_is_required(self, field: _Field, total: bool) -> bool:  # noqa: ARG002, FBT001 - the signature of pydantic
        """Every key, since null stands where a value is absent."""
        return True

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> Schema:
        """The keys of a dataclass with their meanings, and no others."""
        return _explained(super().dataclass_schema(schema), schema["cls"])

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """The same of a model."""
        return _explained(super().model_schema(schema), schema["cls"])


def _explained(schema: Schema, documented: type) -> Schema:
    meanings = _meanings(documented)
    keys = {
        key: part | ({"description": meanings[key]} if key in meanings else {})
        for key, part in schema["properties"].items()
    }
    described = {"description": cleandoc(documented.__doc__ or "")}
    return described | schema | {"properties": keys, "additionalProperties": False}


def _meanings(documented: type) -> dict[str, str]:
    """What the docstrings of a class and its parents say of each field."""
    meanings: dict[str, str] = {}
    for each in reversed(documented.__mro__):
        section = cleandoc(each.__doc__ or "").partition("Args:\n")[2].partition("\n\n")[0]
        parts = re.split(r"^ {4}(\w+): ", section, flags=re.MULTILINE)
        meanings |= {name: " ".join(text.split()) for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return meanings


def _joined(definitions: Iterable[Mapping[str, Schema]]) -> Schema:
    """Definitions of several schemas as one set.

    Raises:
        ValueError: if two of one name differ.
    """
    joined: Schema = {}
    for each in definitions:
        if differing := [name for name in each.keys() & joined if each[name] != joined[name]]:
            raise ValueError(f"several classes of answers are called {' and '.join(differing)}")
        joined |= each
    return joined


def _with_records(document: Schema, record: Schema) -> Schema:
    """The document with the schema of records where it holds any."""
    named = {name: part for name, part in record.items() if name not in ("$schema", "$defs")}
    replaced = _replaced(document)
    if replaced == document:
        return document
    definitions = _joined((replaced["$defs"], record["$defs"], {"Record": named}))
    return {**replaced, "$defs": definitions}


def _replaced(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    if isinstance(part, list):
        return [_replaced(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if IS_RECORD.items() <= part.items():
        kept = {name: inner for name, inner in part.items() if name not in IS_RECORD}
        return {"$ref": "#/$defs/Record", **kept}
    return {name: _replaced(inner) for name, inner in part.items()}

"""The JSON Schemas of every record and file format, made from the models; and whether a folder still holds them."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ledger.foundation import CODES, Problem, Refused, Severity, quoted
from ledger.intake import TableMapping
from ledger.records import Commitment, Transaction
from ledger.reporting import Definition

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAKE_THEM = "run `defense-ledger schema`"


def schemas() -> dict[str, str]:
    """File name and text of every schema; the same text for the same models.

    >>> sorted(schemas())[0]
    'commitment.schema.json'
    """
    made = {
        "commitment": Commitment.model_json_schema(mode="validation"),
        "transaction": Transaction.model_json_schema(mode="validation"),
        "record": _record(),
        "report-definition": Definition.model_json_schema(mode="validation"),
        "mapping": TableMapping.model_json_schema(mode="validation"),
        "problem": _problem(),
    }
    return {f"{name}.schema.json": _text(schema) for name, schema in made.items()}


def write_schemas(out: Path) -> tuple[Path, ...]:
    """Write all schemas into a folder, which is made if it is not there.

    Raises:
        Refused: FILE if it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_schemas(Path(folder))[0].name
    'commitment.schema.json'
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in schemas().items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise Refused([_fault("FILE", out, quoted(fault.strerror or str(fault)), "check the folder")]) from None
    return tuple(out / name for name in sorted(schemas()))


def check_schemas(out: Path) -> tuple[Problem, ...]:
    """FORM for each file of a folder that is not what the models say, and for each that is missing or left over.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = write_schemas(Path(folder))
    ...     written[0].unlink()
    ...     [problem.found for problem in check_schemas(Path(folder))]
    ['no such schema']
    """
    wanted = schemas()
    try:
        there = {path.name: path.read_bytes() for path in sorted(out.glob("*.schema.json"))}
    except OSError as fault:
        return (_fault("FILE", out, quoted(fault.strerror or str(fault)), "check the folder"),)
    missing = [_fault("FORM", out / name, "no such schema", MAKE_THEM) for name in wanted if name not in there]
    left_over = [_fault("FORM", out / name, "a schema of nothing", "remove it") for name in there if name not in wanted]
    differing = [
        _fault("FORM", out / name, "a schema that the models do not say", MAKE_THEM)
        for name, data in there.items()
        if name in wanted and data != wanted[name].encode()
    ]
    return (*missing, *differing, *left_over)


def _record() -> dict[str, Any]:
    """One line of a file of records: a transaction where it says so, else a commitment."""
    made: dict[str, Any] = TypeAdapter(Commitment | Transaction).json_schema(mode="validation")
    commitment, transaction = made.pop("anyOf")
    says_transaction = {"properties": {"record": {"const": "transaction"}}, "required": ["record"]}
    described = "One line of a file of records: a commitment, or a transaction where it says so."
    title = {"title": "Record", "description": described, "type": "object"}
    return made | title | {"if": says_transaction, "then": transaction, "else": commitment}


def _problem() -> dict[str, Any]:
    made = TypeAdapter(Problem).json_schema(mode="validation")
    made["properties"]["code"] |= {"enum": sorted(CODES)}
    return made | {"additionalProperties": False}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(_described({"$schema": DIALECT} | schema), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _described(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """The schema with the first line of each description: the rest of a docstring is for programmers."""
    if isinstance(schema, list):
        return [_described(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: _described(part) for name, part in schema.items()}
    if isinstance(parts.get("description"), str):
        parts["description"] = parts["description"].partition("\n\n")[0]
    return parts


def _fault(code: str, path: Path, found: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, str(path), found, "the schema that the models say", remedy)

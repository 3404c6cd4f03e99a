"""Schemas as every validator, every engine of regular expressions and every generator of types reads them.

Pydantic writes for its own reader, and docstrings speak to programmers; what is published in ``schemas/`` does neither.
"""

from collections.abc import Mapping
from typing import Any, cast

from ledger.answers.shapes import Schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_URN = "urn:defense-ledger:"


def published(name: str, schema: Mapping[str, Any]) -> Schema:
    """A schema as it is published: by itself, under a name of its own.

    >>> published("money", {"type": "object"})["$id"]
    'urn:defense-ledger:money'
    """
    return {"$schema": _DIALECT, "$id": f"{_URN}{name}"} | portable(schema)


def portable(schema: Mapping[str, Any]) -> Schema:
    r"""The same schema in words that all readers share.

    >>> portable({"pattern": "^a$", "format": "path", "description": "Of a file.\n\nFor programmers."})
    {'pattern': '^a$', 'description': 'Of a file.', 'not': {'pattern': '\\n'}}
    """
    return cast("Schema", _shared(schema))


def _shared(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    if isinstance(part, list):
        return [_shared(inner) for inner in part]
    if not isinstance(part, Mapping):
        return part
    parts = {name: _shared(inner) for name, inner in part.items()}
    if isinstance(description := parts.get("description"), str):
        parts["description"] = description.partition("\n\n")[0]
    if parts.get("format") == "path":
        # A word of pydantic's own; strict readers refuse what they do not know.
        del parts["format"]
    if str(parts.get("pattern")).endswith("$"):
        # To Python `$` is also before a last line break, and a look-ahead, which would forbid one, is unknown to RE2.
        parts.setdefault("not", {"pattern": r"\n"})
    if "patternProperties" in parts:
        # Names without the pattern would pass.
        [(pattern, values)] = parts.pop("patternProperties").items()
        parts["additionalProperties"] = values
        parts["propertyNames"] = {"pattern": pattern, **parts["propertyNames"]}
    return parts

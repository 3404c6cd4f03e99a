"""The one way in which an answer becomes JSON.

An answer is a frozen dataclass; its fields are the keys, in their order. The JSON and its schema (``shapes``) are made
by pydantic from the types of the fields, so that they cannot disagree.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from ledger.foundation import Problem

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def json_of(answer: object) -> dict[str, Any]:
    """An answer as JSON values.

    Args:
        answer: a frozen dataclass whose fields have a form in JSON; see ``values``.

    >>> from ledger.foundation import Place, Severity
    >>> json_of(Problem("FORM", Severity.ERROR, Place(file="a.csv", row=3), "x", "y", "z"))["at"]
    {'file': 'a.csv', 'row': 3}
    """
    values: dict[str, Any] = adapter(type(answer)).dump_python(answer, mode="json", warnings="error")
    return values


def adapter(kind: type) -> TypeAdapter[Any]:
    """What reads and writes the JSON of a kind of value.

    >>> adapter(Problem) is adapter(Problem)
    True
    """
    # Made once for each kind: an import may tell a thousand problems.
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def document(command: str, answer: object | None, problems: Iterable[Problem]) -> dict[str, Any]:
    """What a command prints with ``--json``: its name, its problems, and its answer unless it was refused.

    >>> document("show", None, [])
    {'command': 'show', 'problems': []}
    """
    listed = [json_of(problem) for problem in problems]
    return {"command": command, "problems": listed} | ({} if answer is None else json_of(answer))

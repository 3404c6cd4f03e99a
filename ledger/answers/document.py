"""The one way in which an answer becomes JSON.

An answer is a frozen dataclass; its fields are the keys, in their order. The JSON and its schema (``shapes``) are made
by pydantic from the types of the fields, so that they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, WithJsonSchema

from ledger.answers.values import At
from ledger.foundation import CODES, Problem, Severity

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


@dataclass(frozen=True)
class JsonProblem:
    """One finding.

    Args:
        code: what kind of finding it is.
        severity: how much it weighs.
        place: where to look, as it is printed.
        at: the parts of the place that are known.
        found: what stands there.
        expected: what should stand there.
        remedy: what to do.
        further: where this only counts the problems that a list does not show: how many they are; else 0.
    """

    code: Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(CODES)})]
    severity: Severity
    place: str
    at: At
    found: str
    expected: str
    remedy: str
    further: Annotated[int, Field(ge=0)]


def json_of(answer: object) -> dict[str, Any]:
    """An answer as JSON values.

    Args:
        answer: a frozen dataclass whose fields have a form in JSON; see ``values``.

    >>> from ledger.foundation import Place
    >>> json_of(of_problem(Problem("FORM", Severity.ERROR, Place(file="a.csv", row=3), "x", "y", "z")))["at"]
    {'file': 'a.csv', 'row': 3}
    """
    values: dict[str, Any] = _adapter(type(answer)).dump_python(answer, mode="json", warnings="error")
    return values


def _adapter(kind: type) -> TypeAdapter[Any]:
    # Made once for each kind: an import may tell a thousand problems.
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def of_problem(problem: Problem) -> JsonProblem:
    """A problem as scripts read it."""
    return JsonProblem(
        problem.code,
        problem.severity,
        str(problem.place),
        problem.place,
        problem.found,
        problem.expected,
        problem.remedy,
        problem.further,
    )


def document(command: str, answer: object | None, problems: Iterable[Problem]) -> dict[str, Any]:
    """What a command prints with ``--json``: its name, its problems, and its answer unless it was refused.

    >>> document("show", None, [])
    {'command': 'show', 'problems': []}
    """
    listed = [json_of(of_problem(problem)) for problem in problems]
    return {"command": command, "problems": listed} | ({} if answer is None else json_of(answer))

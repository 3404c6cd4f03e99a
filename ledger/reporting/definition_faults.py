"""Faults of a definition as problems: in which line, what is allowed there, and what is near to what stands there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ledger.foundation import Place, Problem, quoted
from ledger.records import faults_in, nearest, problems_of
from ledger.reporting.toml_lines import line_at


def faults_of(
    invalid: ValidationError, model: type[BaseModel], place: Place, lines: Mapping[tuple[str, ...], int]
) -> tuple[Problem, ...]:
    """The faults in the values of a model, in the order of their file.

    Args:
        invalid: what pydantic found.
        model: of what.
        place: the file, or whatever else the values come from.
        lines: the line of each field, by the way there.
    """
    located = []
    for problem, fault in zip(problems_of(invalid, place), faults_in(invalid), strict=True):
        # Of fields that do not go together the first one that may be mended is the place to look at.
        at_fault = [part for field in fault.get("ctx", {}).get("to_mend", ())[:1] for part in field.split(".")]
        line = line_at(lines, (*fault["loc"], *at_fault))
        told = _with_what_is_near(problem, fault, model)
        located.append(replace(told, place=replace(problem.to_mend[0] if at_fault else problem.place, row=line)))
    return tuple(sorted(located, key=lambda it: it.place.row or 0))


def _with_what_is_near(problem: Problem, fault: ErrorDetails, model: type[BaseModel]) -> Problem:
    found = fault["loc"][-1] if fault["type"] == "extra_forbidden" else fault["input"]
    match fault["type"]:
        case "extra_forbidden":
            allowed = tuple(_field_at(model, fault["loc"][:-1])[0].model_fields)
            near = nearest(str(found), allowed, most=1)
            remedy = f"call it {near[0]}, or take it out" if near else "take it out, or correct its name"
            expected = f"one of {', '.join(allowed)}"
            return replace(problem, found=f"the unknown field {quoted(found)}", expected=expected, remedy=remedy)
        case "literal_error":
            near = nearest(str(found), tuple(_literals(_field_at(model, fault["loc"])[1])), most=1)
            return replace(problem, remedy=f"write {near[0]}") if near else problem
        case _:
            return problem


def _field_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[type[BaseModel], object]:
    """The group of fields that a way leads to or through, and the type of what stands at its end."""
    annotation: object = model
    for name in path:
        if isinstance(name, str) and name in model.model_fields:
            annotation = model.model_fields[name].annotation
            model = _model_in(annotation) or model
    return model, annotation


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for it in get_args(annotation) if (found := _model_in(it))), None)


def _literals(annotation: object) -> Iterator[str]:
    for choice in get_args(annotation):
        if isinstance(choice, str):
            yield choice
        else:
            yield from _literals(choice)

"""Faults of a definition as problems: in which line, what is allowed there, and what is near to what stands there.

All of them at once: what pydantic holds back while a field of a table or of the whole is wrong by itself is asked for
again with that field mended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ledger.foundation import Place, Problem, Refused, malformed, quoted
from ledger.records import faults_in, nearest, problems_of
from ledger.reporting.toml_lines import line_at

M = TypeVar("M", bound=BaseModel)
_Path = tuple[str | int, ...]
_Lines = Mapping[tuple[str, ...], int]

SOUND: Mapping[str, object] = {
    "name": "Sound",
    "title": "Sound",
    "currency": "EUR",
    "measure": "pledges",
    "rows": ("donor",),
}
"""What a field that must be there is taken to say while the faults around it are looked for."""
# A definition holds tables with lists; whatever is nested deeper is a fault as a whole.
_DEEPEST = 6


def validated(model: type[M], values: Mapping[str, Any], place: Place, lines: _Lines) -> M:
    """The value of a model.

    Args:
        model: of what.
        values: its fields.
        place: the file, or whatever else the values come from.
        lines: the line of each field, by the way there.

    Raises:
        Refused: FORM for every fault in the values, in the order of their file.
    """
    try:
        return model.model_validate(values)
    except ValidationError as invalid:
        source = _Source(model, place, lines)
        told = [*source.faults(invalid), *_held_back(invalid, source, values)]
        raise Refused(_in_order(told)) from None


def faults_of(invalid: ValidationError, model: type[BaseModel], place: Place) -> tuple[Problem, ...]:
    """What pydantic found in the values of a model, where these themselves are not at hand.

    Args:
        invalid: what pydantic found.
        model: of what.
        place: where the values come from.
    """
    return _in_order(_Source(model, place, {}).faults(invalid))


@dataclass(frozen=True)
class _Fault:
    """A fault as it is told, and the ways to what it is about: the first leads to where somebody has to look."""

    problem: Problem
    ways: tuple[_Path, ...]

    def hangs_on(self, told: Sequence["_Fault"]) -> bool:
        """Whether it is about a field that is wrong already: it may be right as soon as that is mended."""
        others = {way for fault in told for way in fault.ways}
        return any(way[: len(it)] == it or it[: len(way)] == way for way in self.ways for it in others)


@dataclass(frozen=True)
class _Source:
    """Where values come from: of which model they are, in which file they stand, and in which lines of it."""

    model: type[BaseModel]
    place: Place
    lines: _Lines

    def faults(self, invalid: ValidationError) -> tuple[_Fault, ...]:
        """What pydantic found, as it is told."""
        pairs = zip(problems_of(invalid, self.place), faults_in(invalid), strict=True)
        return tuple(self._fault(problem, fault) for problem, fault in pairs)

    def _fault(self, problem: Problem, fault: ErrorDetails) -> _Fault:
        around = fault["loc"]
        named = fault.get("ctx", {}).get("to_mend", ())
        ways = tuple((*around, *(int(it) if it.isdecimal() else it for it in field.split("."))) for field in named)
        place = problem.to_mend[0] if ways else problem.place
        line = line_at(self.lines, ways[0] if ways else around)
        told = replace(_with_what_is_near(problem, fault, self.model), place=replace(place, row=line))
        return _Fault(told, ways or (around,))


def _in_order(faults: Sequence[_Fault]) -> tuple[Problem, ...]:
    return tuple(sorted((fault.problem for fault in faults), key=lambda it: it.place.row or 0))


def _held_back(invalid: ValidationError, source: _Source, values: Mapping[str, Any]) -> Iterator[_Fault]:
    """The faults that are only looked for where all fields are sound by themselves."""
    mended: Any = _plain(values, _DEEPEST)
    known = faults = source.faults(invalid)
    tried: set[_Path] = set()
    # Each round mends something else, so they end.
    while not tried >= {fault.ways[0] for fault in faults}:
        tried |= {fault.ways[0] for fault in faults}
        for fault in faults:
            _mend(mended, fault.ways[0], source.model)
        try:
            source.model.model_validate(mended)
        except ValidationError as again:
            faults = source.faults(again)
        else:
            return
        fresh = tuple(fault for fault in faults if not fault.hangs_on(known))
        yield from fresh
        known = (*known, *fresh)


def _plain(value: object, depth: int) -> object:
    """The same in dicts and lists, which can be mended."""
    if not depth:
        return value
    if isinstance(value, Mapping):
        return {name: _plain(it, depth - 1) for name, it in value.items()}
    return [_plain(it, depth - 1) for it in value] if isinstance(value, list | tuple) else value


def _mend(values: Any, way: _Path, model: type[BaseModel]) -> None:  # noqa: ANN401 - whatever stands in a file
    """Put something sound in the place of what is wrong: nothing where a field may be left out, and a whole list."""
    holder, name = values, way[0] if way else ""
    for number, part in enumerate(way):
        name = part
        below = _part(holder, part)
        is_last = number == len(way) - 1
        if is_last or not isinstance(below, dict | list) or (isinstance(below, list) and not _holds_groups(below)):
            break
        holder = below
    if isinstance(holder, list) and isinstance(name, int):
        # A table that is no table: whatever stands in its place, the numbers of the others stay.
        holder[name] = {**SOUND, "name": f"Sound {name}"} if name < len(holder) else None
    elif isinstance(holder, dict):
        required = {it for it, field in _field_at(model, way[:-1])[0].model_fields.items() if field.is_required()}
        holder.pop(name, None)
        if name in required and isinstance(name, str):
            numbers = " ".join(str(part) for part in way if isinstance(part, int))
            holder[name] = f"Sound {numbers}".strip() if name == "name" else SOUND[name]


def _part(holder: object, part: str | int) -> object:
    if isinstance(holder, dict):
        return holder.get(part)
    return holder[part] if isinstance(holder, list) and isinstance(part, int) and part < len(holder) else None


def _holds_groups(values: Sequence[object]) -> bool:
    return any(isinstance(it, dict) for it in values)


def _with_what_is_near(problem: Problem, fault: ErrorDetails, model: type[BaseModel]) -> Problem:
    found = fault["loc"][-1] if fault["type"] == "extra_forbidden" else fault["input"]
    match fault["type"]:
        case "extra_forbidden":
            allowed = tuple(_field_at(model, fault["loc"][:-1])[0].model_fields)
            unknown, homes = unknown_field(problem.place, str(found), allowed), _groups_with(model, str(found))
            return replace(unknown, remedy=f"write it in {' or '.join(homes)}, or take it out") if homes else unknown
        case "literal_error":
            near = nearest(str(found), tuple(_literals(_field_at(model, fault["loc"])[1])), most=1)
            return replace(problem, remedy=f"write {near[0]}") if near else problem
        case "too_short" if choices := tuple(_literals(_field_at(model, fault["loc"])[1])):
            least = fault["ctx"]["min_length"]
            return replace(problem, expected=f"at least {least} of {', '.join(choices)}", remedy="fill in the list")
        case _ if isinstance(found, str) and not found.strip() and not _is_required(model, fault["loc"]):
            return replace(problem, remedy=f"{problem.remedy}, or leave the field out")
        case _:
            return problem


def unknown_field(place: Place, name: str, allowed: Sequence[str]) -> Problem:
    """FORM: a field that is none, with those that there are and the nearest of them.

    >>> unknown_field(Place(), "tol", ["tolerable", "seed"]).remedy
    'call it tolerable, or take it out'
    """
    near = nearest(name, allowed, most=1)
    remedy = f"call it {near[0]}, or take it out" if near else "take it out, or correct its name"
    return malformed(place, f"the unknown field {quoted(name)}", f"one of {', '.join(allowed)}", remedy)


def _is_required(model: type[BaseModel], path: Sequence[str | int]) -> bool:
    if not path or not isinstance(path[-1], str):
        return True
    field = _field_at(model, path[:-1])[0].model_fields.get(path[-1])
    return field is None or field.is_required()


def _field_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[type[BaseModel], object]:
    """The group of fields that a way leads to or through, and the type of what stands at its end."""
    annotation: object = model
    for name in path:
        if isinstance(name, str) and name in model.model_fields:
            annotation = model.model_fields[name].annotation
            model = _model_in(annotation) or model
    return model, annotation


def _groups_with(model: type[BaseModel], name: str) -> list[str]:
    """The groups of a definition that have a field: who writes it elsewhere has the right word in the wrong place."""
    groups = {group: _model_in(field.annotation) for group, field in model.model_fields.items()}
    top = ["the lines before the first table"] if name in model.model_fields else []
    return top + [group for group, inner in groups.items() if inner is not None and name in inner.model_fields]


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

"""What pydantic finds wrong with a value, as problems in our words: for records and all other types of the house."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.foundation import Place, Problem, Severity, malformed, quoted
from ledger.records.codes import LIKELY, nearest

T = TypeVar("T")

MAX_NAME = 60
_MOST_FIELDS = 8
_GROUP = ("a group of fields in braces", "write it as {...} with its fields")
_LIST = ("a list in brackets", "write it as [...]")
_TEXT = ("text", "write the value in quotes")
# What pydantic finds, by its own name for it: what was expected in plain words, and what to do.
_PLAIN: Mapping[str, tuple[str, str]] = {
    "model_type": _GROUP,
    "dataclass_type": _GROUP,
    "model_attributes_type": _GROUP,
    "dict_type": _GROUP,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": _TEXT,
    "string_unicode": ("text without broken characters", "type the value, or the name of the field, again"),
    "string_too_short": ("text that is not empty", "fill in the value"),
    "int_type": ("a whole number, without quotes", "write it in digits"),
    "bool_type": ("true or false, without quotes", "write true for yes, false for no"),
    "invalid_key": ("names of fields as text", "write the name in quotes"),
}
_SIZES: Mapping[str, tuple[str, str]] = {
    "string_too_long": ("at most {max_length} characters", "shorten the text"),
    "too_long": ("at most {max_length} in the list", "shorten the list"),
    "too_short": ("at least {min_length} in the list", "fill in the list"),
    "greater_than_equal": ("{ge} or more", "correct the value"),
    "less_than_equal": ("at most {le}", "correct the value"),
}
# The texts that are held to a form, by the field they stand in: a pattern says nothing to a clerk.
_FORMS: Mapping[str, str] = {
    "name": "a name of at most 25 letters, digits, blanks and hyphens that begins with a letter or a digit",
    "fiscal_year_starts": "a month and a day as MM-DD such as 04-01, the day at most 28",
}


def problems_of(invalid: ValidationError, place: Place) -> tuple[Problem, ...]:
    """The faults that pydantic found, in our words."""
    return tuple(_problem_of(fault, place) for fault in faults_in(invalid))


def faults_in(invalid: ValidationError) -> Sequence[ErrorDetails]:
    """The faults that pydantic found, less that of a list that only seems too short, since something in it is wrong."""
    faults = invalid.errors(include_url=False)
    around = {fault["loc"][:length] for fault in faults for length in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in around]


def validate(adapter: TypeAdapter[T], values: object, place: Place) -> tuple[T | None, tuple[Problem, ...]]:
    """The value of a type, or what keeps it from being one."""
    try:
        return adapter.validate_python(values), ()
    except ValidationError as invalid:
        return None, problems_of(invalid, place)


def _problem_of(fault: ErrorDetails, place: Place) -> Problem:
    # Of a key that cannot stand, pydantic says so behind the key.
    path = ".".join(_name(str(part)) for part in fault["loc"] if part != "[key]")
    field = place.at(path)
    context, found = fault.get("ctx", {}), _found(fault["input"], path)
    match fault["type"]:
        case "FORM" | "TERM" | "FOOT" as code:
            shown = context.get("found") or found
            to_mend = tuple(place.at(".".join(filter(None, (path, name)))) for name in context["to_mend"])
            return Problem(code, Severity.ERROR, field, shown, context["expected"], context["remedy"], to_mend=to_mend)
        case "value_error":
            return malformed(field, found, str(context["error"]), "correct the value")
        case "missing":
            return malformed(field, "nothing", "a value", f"fill in {path}")
        case "extra_forbidden" | "unexpected_keyword_argument":
            return malformed(
                field, "an unknown field", "only the fields of the schema", f"remove {path} or correct its name"
            )
        case "too_long" if isinstance(fault["input"], str):
            return malformed(field, found, *_wanted("string_too_long", context, fault))
        case kind:
            return malformed(field, found, *_wanted(kind, context, fault))


def _wanted(kind: str, context: Mapping[str, Any], fault: ErrorDetails) -> tuple[str, str]:
    """What a fault of pydantic's own expects, and what to do."""
    match kind:
        case "literal_error":
            near = nearest(str(fault["input"]), re.findall("'([^']*)'", context["expected"]), most=1, least=LIKELY)
            remedy = f"write {near[0]}, if that is meant" if near else "choose one of these"
            return "one of " + context["expected"].replace("'", ""), remedy
        case "string_pattern_mismatch":
            name = str(fault["loc"][-1]) if fault["loc"] else ""
            return _FORMS.get(name, "text of the form that the schema gives"), "write it in this form"
        case _ if kind in _SIZES:
            limit, remedy = _SIZES[kind]
            return limit.format(**context), remedy
        case _:
            return _PLAIN.get(kind, ("a value that the schema allows", "correct the value"))


def _found(value: object, path: str) -> str:
    """What stands there; of a group, its own plain fields, since a fault of the group lies in how they go together."""
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if not isinstance(value, dict):
        return "nothing" if value is None else quoted(value)
    if not path:
        return "the record as it stands"
    plain = [f"{_name(str(name))} {quoted(it)[1:-1]}" for name, it in value.items() if isinstance(it, str)]
    return ", ".join(plain[:_MOST_FIELDS]) or "a group of fields in braces"


def _name(text: str) -> str:
    # A key of JSON may hold anything; a place is printed on a screen.
    return text if text.isprintable() and len(text) <= MAX_NAME else quoted(text)

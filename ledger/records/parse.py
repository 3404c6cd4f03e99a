"""Text and plain values to records, with problems instead of exceptions, and records back to text.

Every reader of files and the book itself come through here, so that all refuse the same things in the same words.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from sys import intern
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.foundation import Place, Problem, Severity, broken_json, is_nested_too_deep, malformed, quoted
from ledger.records.commitment import Commitment
from ledger.records.transaction import Transaction

Record = Commitment | Transaction
"""A record of either kind, for annotations: a promise, or what later happens to it."""
T = TypeVar("T")

MAX_TEXT = 1_000_000
MAX_NAME = 60
_MOST_FIELDS = 8
# No sound party, type or day is as long; so long that what remains of a wrong one does not matter.
_MOST_OF_A_PART = 200

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
    "string_too_short": ("text that is not empty", "fill in the value or leave the field out"),
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

_KINDS: Mapping[str, type[Commitment] | type[Transaction]] = {"commitment": Commitment, "transaction": Transaction}


@dataclass(frozen=True, repr=False)
class JsonNumber:
    """A number written without quotes, kept as it stands so that no digit is lost before it is refused.

    >>> JsonNumber("1e999999")
    1e999999
    """

    text: str

    def __repr__(self) -> str:
        return self.text


class Parsed(NamedTuple):
    """One record, or the problems that stand in its way."""

    record: Record | None
    problems: tuple[Problem, ...]


def parse_json(text: str, place: Place) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Read one JSON object strictly: no NaN, no key twice, no lone surrogates, bounded size and depth.

    >>> parse_json('{"a": NaN}', Place(file="x.jsonl", row=1))[1][0].code
    'FORM'
    """
    if len(text) > MAX_TEXT:
        return None, (
            malformed(place, f"{len(text)} characters", f"at most {MAX_TEXT} characters", "split the record"),
        )
    if is_nested_too_deep(text):
        return None, (malformed(place, "brackets nested without end", "one flat record", "write the record again"),)
    try:
        value = json.loads(
            text,
            object_pairs_hook=each_key_once,
            parse_constant=_no_constant,
            parse_int=JsonNumber,
            parse_float=JsonNumber,
        )
    except json.JSONDecodeError as fault:
        _, column, found = broken_json(fault)
        return None, (malformed(place.at(f"column {column}"), found, "one JSON object", "mend the text at this place"),)
    except ValueError as fault:
        return None, (malformed(place, f"broken JSON ({fault})", "one JSON object", "mend the text at this place"),)
    if not isinstance(value, dict):
        return None, (malformed(place, quoted(value), "one JSON object in braces", "write each record as {...}"),)
    return value, ()


def parse_record(values: Mapping[str, Any], place: Place) -> Parsed:
    """Turn plain values into a record; each fault becomes a problem with the field as its place.

    >>> print(parse_record({"record": "pledge"}, Place(file="x.jsonl", row=1)).problems[0].place)
    x.jsonl:1:record
    """
    kind = values.get("record", "commitment")
    model = _KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        return Parsed(
            None, (malformed(place.at("record"), quoted(kind), "commitment or transaction", "name the kind"),)
        )
    try:
        return Parsed(model.model_validate(values), ())
    except ValidationError as invalid:
        return Parsed(None, problems_of(invalid, place))


def dump_record(record: Record) -> str:
    """A record as one line of JSON, amounts as text, fields without a value left out."""
    return record.model_dump_json(exclude_none=True)


def all_but_id(record: Record) -> tuple[object, ...]:
    """All that a record says but for its id; where it is equal, one promise was entered twice.

    >>> paid = {"commitment": "x", "type": "delivery", "value_date": "2025-03-06", "amount": {"qualifier": "none"}}
    >>> all_but_id(Transaction(id="x-1", **paid)) == all_but_id(Transaction(id="x-2", **paid))
    True
    """
    return _SAID[type(record)](vars(record))


def problems_of(invalid: ValidationError, place: Place) -> tuple[Problem, ...]:
    """The faults that pydantic found, in our words."""
    return tuple(_problem_of(fault, place) for fault in faults_in(invalid))


def faults_in(invalid: ValidationError) -> Sequence[ErrorDetails]:
    """The faults that pydantic found, less that of a list that only seems too short, since something in it is wrong."""
    faults = invalid.errors(include_url=False)
    around = {fault["loc"][:length] for fault in faults for length in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in around]


def validate(adapter: TypeAdapter[T], values: object, place: Place) -> tuple[T | None, tuple[Problem, ...]]:
    """Like :func:`parse_record`, for any other type of the house."""
    try:
        return adapter.validate_python(values), ()
    except ValidationError as invalid:
        return None, problems_of(invalid, place)


def mint_id(values: Mapping[str, Any], taken: Iterable[str]) -> str | None:
    """The id for a record that has none: ``donor-recipient-date-n``, or ``commitment-type-n`` for a transaction.

    None where the fields it is made of are missing; their own problems say so.

    >>> mint_id({"donor": "GBR", "recipient": "UKR", "announced": "2025-06-02"}, {"gbr-ukr-2025-06-02-1"})
    'gbr-ukr-2025-06-02-2'
    """
    stem = id_stem(values)
    if stem is None:
        return None
    used = set(taken)
    return next(minted for number in range(1, len(used) + 2) if (minted := f"{stem}-{number}") not in used)


def id_stem(values: Mapping[str, Any]) -> str | None:
    """What the minted id of a record begins with, before its number.

    >>> id_stem({"record": "transaction", "commitment": "gbr-1", "type": "delivery"})
    'gbr-1-delivery'
    """
    names = ("commitment", "type") if values.get("record") == "transaction" else ("donor", "recipient", "announced")
    parts = [part[:_MOST_OF_A_PART] for name in names if isinstance(part := values.get(name), str) and part]
    return _stem(*parts) if len(parts) == len(names) else None


@lru_cache(maxsize=4096)
def _stem(*parts: str) -> str:
    return "-".join(map(_slug, parts))[:90]


def _slug(text: str) -> str:
    kept = "".join(character if character.isascii() and character.isalnum() else "-" for character in text.lower())
    return "-".join(part for part in kept.split("-") if part) or "x"


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
            return malformed(field, found, *_wanted("string_too_long", context, path))
        case kind:
            return malformed(field, found, *_wanted(kind, context, path))


def _wanted(kind: str, context: Mapping[str, Any], path: str) -> tuple[str, str]:
    """What a fault of pydantic's own expects, and what to do."""
    match kind:
        case "literal_error":
            return "one of " + context["expected"].replace("'", ""), "choose one of these"
        case "string_pattern_mismatch":
            return _FORMS.get(
                path.rpartition(".")[2], "text of the form that the schema gives"
            ), "write it in this form"
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


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The keys of an object of JSON, as ``json.loads`` hands them over.

    Raises:
        ValueError: if one stands twice.
    """
    # The names of fields are few: one copy of each serves all records of a large file.
    values = {intern(name): value for name, value in pairs}
    if len(values) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return values


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


_SAID: Mapping[type[Record], Callable[[Mapping[str, object]], tuple[object, ...]]] = {
    kind: itemgetter(*(name for name in kind.model_fields if name != "id")) for kind in (Commitment, Transaction)
}

"""Text and plain values to records, with problems instead of exceptions, and records back to text.

Every reader of files and the book itself come through here, so that all refuse the same things in the same words.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from sys import intern
from typing import Any, NamedTuple

from pydantic import ValidationError

from ledger.foundation import Place, Problem, broken_json, is_nested_too_deep, malformed, quoted
from ledger.records.commitment import Commitment
from ledger.records.refusals import problems_of
from ledger.records.transaction import Transaction

Record = Commitment | Transaction
"""A record of either kind, for annotations: a promise, or what later happens to it."""

MAX_TEXT = 1_000_000
# No sound party, type or day is as long; so long that what remains of a wrong one does not matter.
_MOST_OF_A_PART = 200


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
        # As model_validate does, less the options that it looks for: a large file asks for each of its records.
        return Parsed(model.__pydantic_validator__.validate_python(values), ())
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

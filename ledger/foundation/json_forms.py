"""How a value becomes JSON and comes back: by a form, a plain type of which pydantic knows both.

A value says its form in ``__get_pydantic_core_schema__``, so that whatever holds it, an answer, a conversion or a model
of somebody else's service, has the same JSON and the same schema for it. pydantic is loaded only where it asks.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_args

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema, PydanticCustomError
    from pydantic_core.core_schema import SerSchema

    from ledger.foundation.problems import Refused

# A mean of a year, of rates as long as they may be, has fewer; Python itself reads no more than 4300.
_MOST_DIGITS = 4_000

_Value = TypeVar("_Value")
_Class = TypeVar("_Class", bound=type)


def closed(cls: _Class) -> _Class:
    """A dataclass whose JSON has the keys of its fields and no others, each of exactly its type."""
    cls.__pydantic_config__ = {"extra": "forbid", "strict": True}  # type: ignore[attr-defined]  # pydantic looks there
    if "__get_pydantic_core_schema__" not in vars(cls):
        cls.__get_pydantic_core_schema__ = classmethod(_of_fields)  # type: ignore[attr-defined]  # and there
    return cls


def form_of(name: str) -> Callable[[_Class], _Class]:
    """A closed dataclass that stands for a value in JSON: schemas know it by the name of the value."""

    def named(cls: _Class) -> _Class:
        cls.__name__ = cls.__qualname__ = name
        return closed(cls)

    return named


def _of_fields(cls: type, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
    from pydantic_core import core_schema

    of_fields = handler(cls)
    if hasattr(cls, "__post_init__"):
        # What the class itself refuses would pass by pydantic, and lose the key at which it stands.
        cast("dict[str, object]", handler.resolve_ref_schema(of_fields))["post_init"] = False
        of_fields = core_schema.no_info_after_validator_function(_judged, of_fields)
    return as_json(cls, of_fields)


def _judged(value: _Value) -> _Value:
    from ledger.foundation.problems import Refused

    try:
        value.__post_init__()  # type: ignore[attr-defined]  # that it has one was asked
    except Refused as refused:
        raise told_again(refused) from None
    return value


def by_form(
    kind: type[_Value],
    form: Any,  # noqa: ANN401 - a type, or an annotated one
    write: Callable[[_Value], Any],
    read: Callable[[Any], _Value],
    handler: "GetCoreSchemaHandler",
) -> "CoreSchema":
    """What pydantic is to know of a kind of value.

    Args:
        kind: the class of the value; an instance of it is taken as it is.
        form: the type that stands for it in JSON.
        write: the form of a value.
        read: the value of a form; what cannot be one is told by :func:`expected`.
        handler: as pydantic hands it over.
    """
    from pydantic_core import core_schema

    of_form = handler.generate_schema(form)
    written = core_schema.plain_serializer_function_ser_schema(write, return_schema=of_form)
    return as_json(kind, core_schema.no_info_after_validator_function(read, of_form), written)


def going_out(
    kind: type[_Value],
    form: Any,  # noqa: ANN401 - a type, or an annotated one
    write: Callable[[_Value], Any],
    handler: "GetCoreSchemaHandler",
) -> "CoreSchema":
    """What pydantic is to know of a kind of value that becomes JSON and is never made of it.

    Args:
        kind: the class of the value.
        form: the type that stands for it in JSON.
        write: the form of a value.
        handler: as pydantic hands it over.
    """
    from pydantic_core import core_schema

    written = core_schema.plain_serializer_function_ser_schema(write, return_schema=handler.generate_schema(form))
    return core_schema.is_instance_schema(kind, serialization=written)


def as_json(kind: type, of_json: "CoreSchema", written: "SerSchema | None" = None) -> "CoreSchema":
    """What pydantic is to know of a kind of value of which it knows the JSON: the same of what stands in Python for it.

    A service has read the body of a request already when it asks for a value, and a file of TOML was never JSON.

    Args:
        kind: the class of the value; an instance of it is taken as it is.
        of_json: reads the value from JSON.
        written: writes it, where ``of_json`` does not.
    """
    from pydantic_core import core_schema

    def taken(value: object, read_json: Callable[[str], object]) -> object:
        return value if isinstance(value, kind) else read_json(_dumped(value))

    in_python = core_schema.no_info_wrap_validator_function(taken, core_schema.json_schema(of_json))
    return core_schema.json_or_python_schema(json_schema=of_json, python_schema=in_python, serialization=written)


def _dumped(value: object) -> str:
    """What stands in Python for JSON, and may hold values of ours, as JSON."""
    from pydantic import TypeAdapter

    try:
        return json.dumps(value, default=lambda part: TypeAdapter(type(part)).dump_python(part, mode="json"))
    except (TypeError, ValueError, RuntimeError):
        raise expected("FORM", "what JSON can hold", "hand over a value, or what to_json writes of it") from None


def expected(
    code: str, requirement: str, remedy: str, found: str = "", to_mend: Sequence[str] = ()
) -> "PydanticCustomError":
    """An error for pydantic that already speaks the language of problems.

    Args:
        code: one of the problem codes.
        requirement: what was expected.
        remedy: what to do.
        found: what stands there, where the value itself would be too much to show.
        to_mend: of a group, the fields that the remedy is about.
    """
    from pydantic_core import PydanticCustomError

    context = {"expected": requirement, "remedy": remedy, "found": found, "to_mend": tuple(to_mend)}
    return PydanticCustomError(code, "expected {expected}. Do: {remedy}.", context)


def told_again(refused: "Refused") -> "PydanticCustomError":
    """The one problem of a value that refused itself, for pydantic, which knows its place in what it reads."""
    [problem] = refused.problems
    return expected(problem.code, problem.expected, problem.remedy, problem.found)


@dataclass(frozen=True)
class AsSchema:
    """Says what the schema of a part of a form is, where its type alone does not.

    >>> AsSchema({"type": "integer", "minimum": 0}).schema["minimum"]
    0
    """

    schema: Mapping[str, Any]

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, Any]:
        return dict(self.schema)


class _ByText:
    """An exact ratio above zero as text: ``1/1000``, or ``1000``."""

    def __get_pydantic_core_schema__(self, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(Fraction, str, str, _ratio, handler)


class _InOrder:
    """Texts of which each stands once, in alphabetical order: the same text for the same set."""

    def __get_pydantic_core_schema__(self, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(frozenset, tuple[str, ...], lambda texts: tuple(sorted(texts)), frozenset, handler)


class _ReadOnly:
    """A mapping of :func:`read_only`, which pydantic itself does not know."""

    def __get_pydantic_core_schema__(self, mapping: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        key, value = get_args(mapping)
        return by_form(MappingProxyType, dict[key, value], dict, MappingProxyType, handler)  # type: ignore[valid-type]


def _ratio(text: str) -> Fraction:
    numerator, _, denominator = text.partition("/")
    digits = (numerator, denominator or "1")
    if not all(it.isascii() and it.isdecimal() and len(it) <= _MOST_DIGITS and int(it) for it in digits):
        raise expected("FORM", "a ratio of two whole numbers above zero such as 11339/10000", "write it in digits")
    return Fraction(*map(int, digits))


Ratio = Annotated[Fraction, _ByText()]
"""An exact ratio above zero: ``"1/1000"`` or ``"1000"`` in JSON."""

READ_ONLY = _ReadOnly()
"""Beside the type of a mapping: an object in JSON, and nobody can change it when it comes back."""

Texts = Annotated[frozenset[str], _InOrder()]
"""A set of texts: a list in alphabetical order in JSON."""

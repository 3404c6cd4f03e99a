"""What a function is handed over: a program that gives it anything else is told what it should be, with an example."""

from collections.abc import Iterable
from types import UnionType
from typing import TypeVar

_Value = TypeVar("_Value")


def require_kind(value: object, kind: type | UnionType, says: str) -> None:
    """Let only a value of a kind pass.

    Args:
        value: what was handed over.
        kind: its class, or several joined by ``|``.
        says: the argument and what it is, with an example: the beginning of the message.

    Raises:
        TypeError: for anything else.

    >>> try:
    ...     require_kind(5, str, "name is what users call the rates, such as 'NBU'")
    ... except TypeError as fault:
    ...     print(fault)
    name is what users call the rates, such as 'NBU', not the int 5
    """
    if not isinstance(value, kind):
        raise TypeError(f"{says}, not the {_shown(value)}")


def each_of(values: Iterable[_Value], kind: type | UnionType, says: str) -> tuple[_Value, ...]:
    """The values, if all of them are of a kind and stand in a list, even a single one.

    Args:
        values: what was handed over.
        kind: the class of each, or several joined by ``|``.
        says: the argument and what it is, with an example: the beginning of the message.

    Raises:
        TypeError: for one that stands alone, or is of another kind.

    >>> each_of(["EUR", "USD"], str, "codes is a list of codes such as ['EUR']")
    ('EUR', 'USD')
    >>> try:
    ...     each_of("EUR", str, "codes is a list of codes such as ['EUR']")
    ... except TypeError as fault:
    ...     print(fault)
    codes is a list of codes such as ['EUR'], even of a single one, not the str 'EUR'
    """
    # Text would be a list of its letters.
    if isinstance(values, kind | str) or not isinstance(values, Iterable):
        raise TypeError(f"{says}, even of a single one, not the {_shown(values)}")
    several = tuple(values)
    for value in several:
        if not isinstance(value, kind):
            raise TypeError(f"{says}, not one with the {_shown(value)} in it")
    return several


def _shown(value: object) -> str:
    return f"{type(value).__name__} {value!r:.40}"

"""Faces whose names are loaded when they are first asked for, so that nobody waits for what he does not use."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module


def late(
    face: str, homes: Mapping[str, Collection[str]], modules: Collection[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """What a face needs of the language to load its names late: its ``__getattr__`` and its ``__dir__``.

    A face hides them from type checkers: with a function that takes any name they would let every misspelt one pass. No
    module of the face may bear the name of something that it offers, since the language would hand out the module.

    Args:
        face: the name of the package.
        homes: for each of its modules and folders the names in it that the face offers.
        modules: those that it offers as they are.

    >>> loaded, names = late("ledger.foundation", {"money": ("Money",)}, ["period"])
    >>> loaded("Money")("1.50", "EUR").currency, loaded("period").__name__, names()
    ('EUR', 'ledger.foundation.period', ['Money', 'period'])
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def load(name: str) -> object:
        if name in modules:
            return import_module(f"{face}.{name}")
        if name not in home_of:
            raise AttributeError(f"module {face!r} has no attribute {name!r}")
        return getattr(import_module(f"{face}.{home_of[name]}"), name)

    def names() -> list[str]:
        return sorted([*home_of, *modules])

    return load, names

"""Mappings that nobody can change, and that can be copied, pickled and sent to another process.

Python does not pickle its read-only view of a dictionary, since the dictionary may be somebody else's and change. One
of :func:`read_only` has a dictionary of its own, which goes along.
"""

import copyreg
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def read_only(values: Mapping[_Key, _Value]) -> Mapping[_Key, _Value]:
    """The same values, which nobody can change any more.

    >>> import pickle
    >>> pickle.loads(pickle.dumps(read_only({"USD": 1})))
    mappingproxy({'USD': 1})
    """
    return MappingProxyType(dict(values))


def _taken_apart(mapping: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return read_only, (dict(mapping),)


copyreg.pickle(MappingProxyType, _taken_apart)

"""Docstrings as the site needs them: their examples are code, and a public name leads to its place.

In the source an example is a paragraph that begins with ``>>>``, as doctest runs it; in Markdown that is a quotation.
A name stands in two backquotes, or in one behind its role, such as ``:func:``.
"""

import re
from typing import Any

import griffe

import ledger

_EXAMPLE = re.compile(r"^>>> .*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)
_ROOMS = set(dir(ledger)) - set(ledger.__all__)
_NAME = re.compile(r"``(\w+)``|:\w+:`~?([\w.]+)`")


class Docstrings(griffe.Extension):
    """Rewrites each docstring before it is taken apart."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence the examples of an object and link the names in it."""
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(_fenced, _NAME.sub(link_to_name, obj.docstring.value))

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """The arguments of a model are its fields: its constructor stands in no source."""
        if cls.docstring and "__init__" not in cls.all_members:
            cls.docstring.value = re.sub(r"^Args:$", "Attributes:", cls.docstring.value, flags=re.MULTILINE)


def link_to_name(quoted: re.Match[str]) -> str:
    """Lead from a name in quotes, ``Refused`` or ``Posting.amend``, to its place, if ``import ledger`` gives it."""
    room, _, inner = quoted[quoted.lastindex or 0].removeprefix("ledger.").partition(".")
    name = inner if room in _ROOMS else f"{room}.{inner}".rstrip(".")
    return f"[`{name}`][ledger.{name}]" if name.partition(".")[0] in ledger.__all__ else f"`{name}`"


def _fenced(example: re.Match[str]) -> str:
    return f"```pycon\n{example.group()}\n```"

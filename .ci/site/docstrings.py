"""Docstrings as the site needs them: their examples are code, and a public name leads to its place.

In the source an example is a paragraph that begins with ``>>>``, as doctest runs it; in Markdown that is a quotation.
A name stands in two backquotes, or in one behind its role, such as ``:func:``.
"""

import re
from typing import Any

import griffe
from names import IN_DOCSTRINGS, linked

import ledger

_EXAMPLE = re.compile(r"^>>> .*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)


class Docstrings(griffe.Extension):
    """Rewrites each docstring before it is taken apart."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence the examples of an object and link the names in it."""
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(_fenced, linked(obj.docstring.value, IN_DOCSTRINGS))

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """The arguments of a model are its fields: its constructor stands in no source, and its schema may say them."""
        if cls.docstring and "__init__" not in cls.all_members:
            text = re.sub(r"^Args:$", "Attributes:", cls.docstring.value, flags=re.MULTILINE)
            cls.docstring.value = text if "\nAttributes:\n" in text else text + _described(cls.name)


def _described(name: str) -> str:
    """What the schema of a public model says of its fields."""
    fields = getattr(getattr(ledger, name, None), "model_fields", {})
    told = "".join(f"    {field}: {about.description}\n" for field, about in fields.items() if about.description)
    return f"\n\nAttributes:\n{told}" if told else ""


def _fenced(example: re.Match[str]) -> str:
    return f"```pycon\n{example.group()}\n```"

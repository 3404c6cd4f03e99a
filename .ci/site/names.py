"""Names in prose, which lead to their place on the site."""

import re

import ledger

ROOMS = frozenset(dir(ledger)) - frozenset(ledger.__all__)
IN_DOCSTRINGS = re.compile(r"``(\w+)``|:\w+:`~?([\w.]+)`")
IN_MARKDOWN = re.compile(r"(?<![\[`])`(\w+)`(?!`)")


def linked(text: str, names: re.Pattern[str]) -> str:
    """A text in whose prose ``Refused`` or ``Posting.amend`` leads to its place, if ``import ledger`` gives it."""
    return names.sub(_link, text)


def _link(quoted: re.Match[str]) -> str:
    path = quoted[quoted.lastindex or 0].removeprefix("ledger.").split(".")
    if len(path) > 1 and path[0] in ROOMS:
        del path[0]
    name = ".".join(path)
    return f"[`{name}`][ledger.{name}]" if path[0] in ledger.__all__ else f"`{name}`"

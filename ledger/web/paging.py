"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from ledger.web.messages import PageRequest

_NAME = "from"
T = TypeVar("T")


@dataclass(frozen=True)
class Paging:
    """Where a page of a list stands in it.

    Args:
        first: the number of its first row, from 1; 0 where there is none.
        last: that of its last row.
        count: how many rows there are.
        before: the address of the page before; empty on the first.
        after: that of the next one; empty on the last.
    """

    first: int
    last: int
    count: int
    before: str = ""
    after: str = ""


def paged(rows: Sequence[T], asked: PageRequest, most: int) -> tuple[Sequence[T], Paging]:
    """The rows of the page that is asked for, and where it stands.

    >>> paged("abcde", PageRequest("journal", "/journal", query=(("from", "3"),)), 2)
    ('cd', Paging(first=3, last=4, count=5, before='/journal?from=1', after='/journal?from=5'))
    """
    typed = asked.value(_NAME)
    start = int(typed) - 1 if typed.isdecimal() and len(typed) <= len(str(len(rows))) else 0
    start = max(0, min(start, len(rows) - 1))
    shown = rows[start : start + most]
    before = _address(asked, max(0, start - most)) if start else ""
    after = _address(asked, start + most) if start + most < len(rows) else ""
    return shown, Paging(start + 1 if rows else 0, start + len(shown), len(rows), before, after)


def _address(asked: PageRequest, start: int) -> str:
    others = [(name, value) for name, value in asked.query if name != _NAME]
    return f"{asked.path}?{urlencode([*others, (_NAME, start + 1)])}"

"""What an answer is made of where people read it: lines, and tables of texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TextTable:
    """A table of texts.

    Args:
        headings: one per column.
        rows: one text per column.
        figures: numbers of the columns that hold figures, which stand to the right.
        wraps: number of the one column whose text may run over several lines; no other is ever cut or broken.

    >>> TextTable(("currency", "rate"), [("GBP", "0.8434")], figures={1}).wraps is None
    True
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] | set[int] = frozenset()
    wraps: int | None = None


Lines = Sequence[str | TextTable]
"""An answer as people read it."""


def where(label: str, path: Path, *, replaced: bool) -> str:
    """Where a workbook was written, and whether an older one is gone for it."""
    return f"{label}: {path}{' (the file of that name was replaced)' if replaced else ''}"

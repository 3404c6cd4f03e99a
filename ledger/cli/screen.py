"""What stands on the screen: lines and aligned tables, in which text from records can do nothing but be read."""

import errno
import os
import shlex
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from ledger.answers import TextTable

if TYPE_CHECKING:
    from os import terminal_size

_INDENT = "    "
_GAP = "  "


def visible(text: str) -> str:
    r"""The text on one line, without control characters or anything else that could steer a terminal.

    >>> visible("a" + chr(10) + "b" + chr(27) + "[31m")
    'a b\\u001b[31m'
    >>> visible("2" + chr(0x202F) + "951,502")
    '2 951,502'
    """
    flat = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return "".join(it if it.isprintable() else " " if _is_blank(it) else f"\\u{ord(it):04x}" for it in flat)


def _is_blank(character: str) -> bool:
    """A tab, or a space of any width, as between the thousands of a figure in French."""
    return character == "\t" or unicodedata.category(character) == "Zs"


def say(*parts: str | TextTable) -> None:
    """Write lines and tables to the standard output."""
    sys.stdout.writelines(f"{line}\n" for line in _lines(parts))


def page(*parts: str | TextTable) -> None:
    """The same; page by page where a terminal is too low for all of it."""
    lines = [f"{line}\n" for line in _lines(parts)]
    if sys.stdout.isatty() and len(lines) > _terminal().lines and _has_pager():
        from pydoc import pager

        pager("".join(lines))
    else:
        sys.stdout.writelines(lines)


def _has_pager() -> bool:
    """Whether the program is there that shows pages: one that is named and missing would leave the screen empty."""
    named = os.environ.get("MANPAGER") or os.environ.get("PAGER")
    return named is None or shutil.which(shlex.split(named)[0]) is not None


def tell(*lines: str) -> None:
    """Write lines to the standard error: problems, questions and remarks that are not the result."""
    if sys.stderr is None:
        return
    for line in lines:
        sys.stderr.write(visible(line) + "\n")
    sys.stderr.flush()


def refuse_closed_output() -> None:
    """Python has no standard output at all where the shell has closed it (``>&-``).

    Raises:
        OSError: then, as for an output that cannot be written.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "an output that is closed")


def _lines(parts: Iterable[str | TextTable]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, TextTable):
            yield from _drawn(part)
        else:
            yield visible(part)


def _drawn(table: TextTable) -> Iterator[str]:
    """The lines of a table: in a pipe one for each row, on a terminal as wide as it is."""
    rows = [[visible(cell) for cell in row] for row in (table.headings, *table.rows)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - _room()
    # A line may run over the edge of the screen; a figure that is cut would be another figure.
    if over > 0 and table.wraps is not None:
        longest_word = max(_width(word) for row in rows for word in row[table.wraps].split(" "))
        if widths[table.wraps] - over < longest_word:
            for row in rows[1:]:
                yield from _flowing(row, table.wraps, _room())
            return
        widths[table.wraps] -= over
    for row in rows:
        yield from _aligned(row, widths, table)


def _aligned(row: Sequence[str], widths: Sequence[int], table: TextTable) -> Iterator[str]:
    """A row with each cell in its column, over as many lines as the one text that may be broken takes."""
    broken = [[cell] for cell in row]
    if table.wraps is not None:
        broken[table.wraps] = [*_broken(row[table.wraps], widths[table.wraps])]
    for cells in zip_longest(*broken, fillvalue=""):
        padding = [" " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
        padded = (
            room + cell if number in table.figures else cell + room
            for number, (cell, room) in enumerate(zip(cells, padding, strict=True))
        )
        yield _GAP.join(padded).rstrip()


def _broken(text: str, width: int) -> Iterator[str]:
    """A text in lines of so many columns, none of which its longest word is too long for."""
    line, *words = text.split(" ")
    for word in words:
        if _width(line) + 1 + _width(word) > width:
            yield line
            line = word
        else:
            line += f" {word}"
    yield line


def _room() -> int:
    """How many columns a line may take; a pipe has no edge."""
    return _terminal().columns if sys.stdout.isatty() else sys.maxsize


def _terminal() -> "terminal_size":
    from shutil import get_terminal_size

    return get_terminal_size()


def _width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> _width("Україна"), _width("日本"), _width("e" + chr(0x301))
    (7, 4, 1)
    """
    if text.isascii():
        return len(text)
    kinds = ((unicodedata.east_asian_width(it) in "WF", unicodedata.combining(it) > 0) for it in text)
    return sum(0 if combines else 1 + is_wide for is_wide, combines in kinds)


def _flowing(row: Sequence[str], wraps: int, width: int) -> Iterator[str]:
    """A row for a screen too narrow for its table: the first cell, the others below it, broken nowhere but in text."""
    first, *others = (visible(cell) for cell in row)
    yield first
    line = ""
    for number, cell in enumerate(others, start=1):
        if number == wraps or not cell:
            continue
        if line and len(_INDENT) + len(line) + len(_GAP) + len(cell) > width:
            yield _INDENT + line
            line = ""
        line += _GAP * bool(line) + cell
    if line:
        yield _INDENT + line
    if wraps:
        room = max(width, len(_INDENT) + 1)
        yield from textwrap.wrap(visible(row[wraps]), room, initial_indent=_INDENT, subsequent_indent=_INDENT)

"""What stands on the screen: lines and aligned tables, in which text from records can do nothing but be read."""

import errno
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from ledger.answers import TextTable

PIPED_WIDTH = 200

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
    for part in parts:
        if isinstance(part, TextTable):
            _draw(part)
        else:
            sys.stdout.write(visible(part) + "\n")


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


def _draw(grid: TextTable) -> None:
    # rich is loaded for tables only: a conversion as JSON should not wait for it.
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(grid.headings):
        table.add_column(
            Text(heading),
            justify="right" if number in grid.figures else "left",
            no_wrap=number != grid.wraps,
            overflow="fold",
        )
    for row in grid.rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    # A line may run over the edge of the screen; a figure that is cut would be another figure.
    needed = Measurement.get(console, console.options.update(max_width=10_000), table).minimum
    if console.is_terminal and needed > console.width and grid.wraps is not None:
        sys.stdout.writelines(f"{line}\n" for row in grid.rows for line in _flowing(row, grid.wraps, console.width))
        return
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    console.width = max(console.width, needed)
    with console.capture() as drawn:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())


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

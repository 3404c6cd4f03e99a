"""Sheets that say everything in one way, as spreadsheet programs write them: their cells read in one pass of the bytes.

Such a part has one section of cells, its rows and cells name their places in rising order, and a cell holds at most one
formula and one value of text alone. Then nothing in it can be read in two ways, and what a cell says without its place
needs to be looked at once, however often a sheet repeats it. Any other part is left to whoever reads each element.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar
from xml.sax.saxutils import unescape

from lxml import etree

from ledger.spreadsheet.ambiguous_sheets import LAST_COLUMN, LAST_ROW, MAIN, VALUES
from ledger.spreadsheet.cells import column_number
from ledger.spreadsheet.parts import parsed_safely

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_BODY = rb"(?:/>|>(?>(?:<f[^<>/]*+>[^<]++</f>)?)(?>(?:<v>[^<]*+</v>|<v ?/>)?)</c>)"
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*+' + _BODY + rb")")
_ROW = re.compile(
    rb'(<row r="([1-9][0-9]{0,6})"[^<>/]*+)(?:/>|>((?>(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"[^<>/]*+'
    + _BODY
    + rb")*))</row>)"
)
# What stands behind the place of a cell, with the attributes and their order as Excel and LibreOffice write them.
_SAYS = re.compile(
    r'(?: s="(?P<style>[0-9]{1,6})")?(?: t="(?P<kind>n|s|str|b|e)")?'
    r'(?:/>|>(?:<f(?: aca="false")?>(?P<formula>[^<]+)</f>)?(?:<v>(?P<value>[^<]*)</v>|<v ?/>)?</c>)'
)
# An ampersand begins one of the five names that need no declaration; the rest are signs that no XML may hold, that its
# readers change (the end of a line of Windows) or that they refuse in a text.
_ODD = re.compile("&(?!(?:amp|lt|gt|quot|apos);)|[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\\]\\]>")
_NAMES = {"&quot;": '"', "&apos;": "'"}
# A sheet of nothing but different cells would otherwise keep all of them twice.
_MOST_KNOWN = 200_000

T = TypeVar("T")


class PlainCell(NamedTuple):
    """What a cell says, wherever it stands.

    Args:
        style: number of its style.
        kind: the type of its value: n, s, str, b or e.
        value: as it is written; None where none was saved.
        formula: its words, without the sign in front; None for a constant.
    """

    style: int
    kind: str
    value: str | None
    formula: str | None


@dataclass(frozen=True)
class PlainSheet(Generic[T]):
    """A sheet whose cells were read.

    Args:
        frame: the part without what is in its rows.
        rows: the cells that hold anything, by row and column, both from 1.
    """

    frame: bytes
    rows: Mapping[int, Mapping[int, T]]


class _Otherwise(Exception):  # noqa: N818 - no error: the sheet is written in another way
    """Something is not as it is in a plain sheet."""


def plain_sheet(content: bytes, cell_of: Callable[[PlainCell], T | None]) -> PlainSheet[T] | None:
    """The cells of a sheet; None for one that is written in any other way.

    Args:
        content: its part.
        cell_of: what is kept of a cell, by what it says; None for one that holds nothing.

    >>> def sheet(cells):
    ...     return f'<worksheet xmlns="{MAIN}"><sheetData><row r="2">{cells}</row></sheetData></worksheet>'.encode()
    >>> plain_sheet(sheet('<c r="B2"><f>A1*2</f><v>3</v></c>'), lambda cell: cell.formula).rows
    {2: {2: 'A1*2'}}
    >>> plain_sheet(sheet('<c r="B2"><v>3</v><v>4</v></c>'), lambda cell: cell) is None
    True
    """
    begin, end = content.find(_OPEN) + len(_OPEN), content.find(_CLOSE)
    if begin < len(_OPEN) or end < begin or not _is_frame(content[:begin], content[end:]):
        return None
    heads: list[bytes] = []
    rows: dict[int, Mapping[int, T]] = {}
    known = _Known(cell_of)
    try:
        for number, head, cells in _rows(content, begin, end):
            heads.append(head + b"></row>")
            if row := known.row(number, cells):
                rows[int(number)] = row
    except _Otherwise:
        return None
    return PlainSheet(b"".join([content[:begin], *heads, content[end:]]), rows)


def _is_frame(before: bytes, behind: bytes) -> bool:
    """Whether what stands around the cells is a sheet with one section of them, and no comment hides another."""
    if b"<!" in before or b"<!" in behind or b"sheetData" in behind[len(_CLOSE) :] or before.count(b"sheetData") > 1:
        return False
    try:
        root = parsed_safely(before + behind)
    except etree.XMLSyntaxError:
        # Who reads it element by element says so.
        return False
    return root.tag == f"{{{MAIN}}}worksheet" and root.find(f"{{{MAIN}}}sheetData") is not None


def _rows(content: bytes, begin: int, end: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Number, beginning and cells of each row."""
    last = 0
    while begin < end:
        row = _ROW.match(content, begin, end)
        if row is None or b"xmlns" in row[1] or not last < int(row[2]) <= LAST_ROW:
            raise _Otherwise
        begin, last = row.end(), int(row[2])
        yield row[2], row[1], row[3] or b""


class _Known(Generic[T]):
    """What cells of a sheet say, each looked at once."""

    def __init__(self, cell_of: Callable[[PlainCell], T | None]) -> None:
        self._cell_of = cell_of
        self._known: dict[bytes, T | None] = {}

    def row(self, number: bytes, cells: bytes) -> Mapping[int, T]:
        """The cells of a row that hold anything."""
        row: dict[int, T] = {}
        known, last = self._known, 0
        for letters, at, says in _CELL.findall(cells):
            column = _column(letters)
            if at != number or not last < column <= LAST_COLUMN:
                raise _Otherwise
            last = column
            cell = known[says] if says in known else self._look(says)
            if cell is not None:
                row[column] = cell
        return row

    def _look(self, says: bytes) -> T | None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        cell = self._known[says] = self._cell_of(_plain_cell(says))
        return cell


_column = lru_cache(maxsize=None)(lambda letters: column_number(letters.decode()))


def _plain_cell(says: bytes) -> PlainCell:
    try:
        text = says.decode()
    except UnicodeDecodeError:
        raise _Otherwise from None
    parts = _SAYS.fullmatch(text)
    if parts is None or _ODD.search(text):
        raise _Otherwise
    kind, value, pattern = parts["kind"] or "n", parts["value"] or None, VALUES.get(parts["kind"] or "n")
    if value is not None and pattern and not pattern.fullmatch(value):
        raise _Otherwise
    formula = parts["formula"]
    return PlainCell(int(parts["style"] or 0), kind, value and _text(value), formula and _text(formula))


def _text(xml: str) -> str:
    return unescape(xml, _NAMES) if "&" in xml else xml

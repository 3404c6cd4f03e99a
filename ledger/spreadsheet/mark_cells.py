"""A sheet's XML with some of its cells in another style, changed as bytes: every other byte of it stays as it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from ledger.spreadsheet.cells import column_letters, column_number
from ledger.spreadsheet.parts import CELL, REF, STYLE

COLOUR_OF_A_FAULT = "FFFFC7CE"
"""What a faulty cell is filled with in the marked copy: light red, opaque."""

_ROOT = re.compile(rb"<(?P<prefix>\w+:)?worksheet\b[^<>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b(?P<attributes>[^<>]*?)(?P<empty>/?)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_CELL = re.compile(CELL)
_DATA = re.compile(rb"<(?:\w+:)?sheetData\b[^<>]*>")
_EMPTY_DATA = re.compile(rb"<(?:\w+:)?sheetData\s*/>")
_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_COLUMN_NUMBERS = re.compile(rb"\s(min|max|style)\s*=\s*[\"']([0-9]+)[\"']")
# What may follow the tie to the notes' boxes in a sheet (CT_Worksheet is a sequence).
_BEHIND_LEGACY = frozenset(
    {
        *(
            "legacyDrawingHF",
            "drawingHF",
            "picture",
            "oleObjects",
            "controls",
            "webPublishItems",
            "tableParts",
            "extLst",
        ),
        "AlternateContent",
    }
)


class CellPlace(NamedTuple):
    """A cell by row and column, both counted from 1."""

    row: int
    column: int

    @property
    def ref(self) -> str:
        """As Excel names it.

        >>> CellPlace(7, 10).ref
        'J7'
        """
        return f"{column_letters(self.column)}{self.row}"


Red = Callable[[int], int]
"""Gives for the number of a style that of the same style in red."""


def coloured(sheet: bytes, cells: Sequence[CellPlace], red: Red) -> bytes:
    """The sheet with these cells in red; a cell or a row that is not there is put in.

    Args:
        sheet: its XML.
        cells: in the order of rows and columns.
        red: asked for each style once it is needed.

    >>> sheet = b'<worksheet><sheetData><row r="1"><c r="A1" s="3"/></row></sheetData></worksheet>'
    >>> coloured(sheet, [CellPlace(1, 2)], abs)
    b'<worksheet><sheetData><row r="1"><c r="A1" s="3"/><c r="B1" s="0"/></row></sheetData></worksheet>'
    """
    prefix = prefix_of(sheet)
    painter = _Painter(prefix, _column_styles(sheet), red)
    whole = _EMPTY_DATA.sub(b"<%ssheetData></%ssheetData>" % (prefix, prefix), sheet, count=1)
    start, end = _data(whole)
    rows: dict[int, list[int]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.column)
    return whole[:start] + b"".join(_rows(whole, (start, end), rows, painter)) + whole[end:]


def prefix_of(sheet: bytes) -> bytes:
    """What stands before the names of a sheet's tags; mostly nothing.

    >>> prefix_of(b'<x:worksheet xmlns:x="...">')
    b'x:'
    """
    root = _ROOT.search(sheet)
    return root["prefix"] or b"" if root else b""


def legacy_drawing(sheet: bytes) -> tuple[int, str | None]:
    """Where the tie to the notes' boxes belongs in a sheet, and its relation if it is there already.

    >>> legacy_drawing(b"<worksheet><sheetData></sheetData><tableParts/></worksheet>")
    (34, None)
    """
    root, data = _ROOT.search(sheet), _DATA_END.search(sheet)
    if root is None or data is None:
        raise ValueError("a sheet without data")
    # Only what stands behind the data is parsed: the data may be hundreds of megabytes.
    shift = data.end() - len(root[0])
    depth, place, relation = 0, -1, None
    parser = expat.ParserCreate()

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, place, relation
        local = name.rpartition(":")[2]
        if depth == 1 and local == "legacyDrawing":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), None)
        if depth == 1 and local == "drawing":
            place = -1
        elif depth == 1 and local in _BEHIND_LEGACY and place < 0:
            place = parser.CurrentByteIndex + shift
        depth += 1

    def closed(_: str) -> None:
        nonlocal depth, place
        depth -= 1
        if depth == 0 and place < 0:
            place = parser.CurrentByteIndex + shift

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(root[0] + sheet[data.end() :], True)  # noqa: FBT003 - its signature
    return place, relation


@dataclass(frozen=True)
class _Painter:
    """Makes the tags of cells in red.

    Args:
        prefix: of the names of tags.
        styles: first and last column, and the style that blank cells of them have.
        red: the style in red.
    """

    prefix: bytes
    styles: Sequence[tuple[int, int, int]]
    red: Red

    def blank(self, cell: CellPlace) -> bytes:
        """A cell that was not there."""
        style = next((style for first, last, style in self.styles if first <= cell.column <= last), 0)
        return b'<%sc r="%s" s="%d"/>' % (self.prefix, cell.ref.encode(), self.red(style))

    def painted(self, cell: re.Match[bytes]) -> bytes:
        """A cell that is there: its style is another, and nothing else of it changes."""
        attributes = cell["cell"]
        style = STYLE.search(attributes)
        red = b' s="%d"' % self.red(int(style[1]) if style else 0)
        changed = STYLE.sub(red, attributes, count=1) if style else red + attributes
        start, end = (place - cell.start() for place in cell.span("cell"))
        return cell[0][:start] + changed + cell[0][end:]

    def row(self, number: int, columns: Sequence[int]) -> bytes:
        """A row that was not there."""
        cells = b"".join(self.blank(CellPlace(number, column)) for column in columns)
        return b'<%srow r="%d">%s</%srow>' % (self.prefix, number, cells, self.prefix)


def _column_styles(sheet: bytes) -> list[tuple[int, int, int]]:
    data = _DATA.search(sheet)
    tags = _COLUMN.findall(sheet, 0, data.start() if data else 0)
    spans = (dict(_COLUMN_NUMBERS.findall(tag)) for tag in tags)
    return [
        (int(it[b"min"]), int(it[b"max"]), int(it.get(b"style", 0))) for it in spans if b"min" in it and b"max" in it
    ]


def _data(sheet: bytes) -> tuple[int, int]:
    """Where the rows begin and end."""
    opening = _DATA.search(sheet)
    closing = _DATA_END.search(sheet, opening.end()) if opening else None
    if opening is None or closing is None:
        raise ValueError("a sheet without data")
    return opening.end(), closing.start()


def _rows(sheet: bytes, data: tuple[int, int], rows: dict[int, list[int]], painter: _Painter) -> Iterator[bytes]:
    """The bytes between the tags of the data, changed where a row is wanted."""
    position, end = data
    number = 0
    for match in _ROW.finditer(sheet, *data):
        ref = REF.search(match["attributes"])
        number = int(ref[2]) if ref else number + 1
        yield sheet[position : match.start()]
        position = match.start()
        for missing in [row for row in rows if row < number]:
            yield painter.row(missing, rows.pop(missing))
        if number not in rows:
            continue
        if match["empty"]:
            cells = b"".join(painter.blank(CellPlace(number, column)) for column in rows.pop(number))
            yield match[0][:-2].rstrip() + b">" + cells + b"</%srow>" % painter.prefix
            position = match.end()
            continue
        closing = _ROW_END.search(sheet, match.end(), end)
        position = closing.start() if closing else end
        yield match[0]
        yield from _cells(sheet[match.end() : position], number, rows.pop(number), painter)
    yield sheet[position:end]
    yield from (painter.row(missing, columns) for missing, columns in rows.items())


def _cells(inside: bytes, row: int, columns: list[int], painter: _Painter) -> Iterator[bytes]:
    """The cells of one row, those of the wanted columns in red."""
    position = column = 0
    for match in _CELL.finditer(inside):
        ref = REF.search(match["cell"])
        column = column_number(ref[1].decode()) if ref else column + 1
        yield inside[position : match.start()]
        position = match.start()
        while columns and columns[0] < column:
            yield painter.blank(CellPlace(row, columns.pop(0)))
        if columns and columns[0] == column:
            columns.pop(0)
            yield painter.painted(match)
            position = match.end()
    yield inside[position:]
    yield from (painter.blank(CellPlace(row, missing)) for missing in columns)

"""What python-calamine does not tell of a workbook, or only once it has taken in a whole sheet.

Which cells hold errors or formulas without a value, show more than their number, or are struck through; what is hidden
or merged; how far a sheet reaches; and where each sheet lies in the archive. It reads the XML as bytes, in pieces: a
sheet without any of these costs a few searches of its bytes, not one step per cell.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import NamedTuple

from lxml import etree

from ledger.foundation import SAFE_XML, Place, Refused
from ledger.spreadsheet.archive import PIECE, Archive, refuse_declarations
from ledger.spreadsheet.cells import Merged, column_letters, column_number
from ledger.spreadsheet.number_formats import NumberFormat
from ledger.spreadsheet.raised_and_struck import STYLES_PART, CellMarks, MarkedText, cell_marks, marked_text
from ledger.spreadsheet.sum_formulas import adds_rows

WORKBOOK_PART = "xl/workbook.xml"

_MAX_TEXT = 2 * PIECE
_XML_ENDINGS = (".xml", ".rels", ".vml")

_CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FAR_COLUMN = re.compile(rb'<c r="([A-Za-z]{2,3})[0-9]')
# Nine digits of an endless number are enough: they already lie beyond every sheet.
_PLAIN_ROW = re.compile(rb'<row r="([0-9]{1,9})[0-9]*"')
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_ERRORS = (b'"e"', b"'e'")
# What a cell holds ends where the next one begins, so that cells that are never closed cost no second look.
CELL = (
    rb"<(?:\w+:)?c(?P<cell>(?:\s[^<>]*?)?)"
    rb"(?:/>|>(?P<body>[^<]*+(?>(?:<(?!/?(?:\w+:)?c[\s/>])[^<]*+)*))</(?:\w+:)?c\s*>)"
)
_TOKEN = re.compile(rb"(?P<row><(?:\w+:)?row\b[^<>]*>)|" + CELL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>([^<]+)<")
REF = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)([0-9]{1,9})[0-9]*[\"']")
TYPE = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)[\"']")
_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
_GROUPED = re.compile(rb"\soutlineLevel\s*=")
_COLUMN_TAG = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([A-Za-z]+)([0-9]{1,9})[0-9]*:([A-Za-z]+)([0-9]{1,9})[0-9]*[\"']"
)
_MIN_MAX = re.compile(rb"\s(min|max)\s*=\s*[\"']([0-9]{1,9})[0-9]*[\"']")

# Entities and files that XML may name stay what they are: text of this part, and nothing else is opened.
_PARSER = etree.XMLParser(**SAFE_XML)


@dataclass(frozen=True)
class SheetPart:
    """One sheet of a workbook: its name, whether a person sees it, and the part of the archive that holds it."""

    name: str
    hidden: bool
    part: str


class FilledCell(NamedTuple):
    """A cell that holds anything: row and column from 1, and the XML of its attributes and of what is in it."""

    row: int
    column: int
    attributes: bytes
    body: bytes


@dataclass
class SheetFacts:
    """What the XML of one sheet tells beyond its values; rows and columns are counted from 1.

    Args:
        rows: the last row that has a cell.
        columns: the last column that has a cell, but at least 26 where it was not needed to look closely.
        errors: the cells whose value is an error, such as ``#REF!``.
        unsaved: the cells with a formula whose value was not saved.
        formats: the cells whose number format shows more than the number.
        texts: the cells with raised, lowered or struck parts in their text.
        struck: the cells that are struck through as a whole.
        hidden_rows: that a filter or a hand has hidden; not those of a folded group, which shows itself.
        hidden_columns: the same of columns, first and last of each stretch.
        merged: the ranges drawn as one cell.
        sums: the cells with a formula that adds other rows of their column.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unsaved: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    texts: dict[tuple[int, int], MarkedText] = field(default_factory=dict)
    struck: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    sums: set[tuple[int, int]] = field(default_factory=set)


def sheet_parts(archive: Archive, file: str) -> tuple[SheetPart, ...]:
    """The worksheets of a workbook, in their order.

    Raises:
        Refused: FILE, if the workbook does not say what sheets it has.
    """
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels", file)
    targets = {str(it.get("Id")): str(it.get("Target") or "") for it in relations.iter("{*}Relationship")}
    sheets = []
    for sheet in _parsed(archive, WORKBOOK_PART, file).iter("{*}sheet"):
        relation = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")
        part = normpath(join("xl", targets.get(relation, ""))).lstrip("/")
        sheets.append(SheetPart(str(sheet.get("name") or ""), sheet.get("state", "visible") != "visible", part))
    return tuple(sheets)


def refuse_unsafe_xml(archive: Archive, file: str) -> None:
    """Unpack every part of XML once, and stop at what no spreadsheet program writes.

    Raises:
        Refused: FILE: declarations, an endless text, a damaged part, too much in all.
    """
    for part in archive.parts:
        if part.casefold().endswith(_XML_ENDINGS):
            for _ in pieces_of(archive, part, file):
                pass


def marks_of(archive: Archive, file: str) -> CellMarks:
    """What the styles and texts of a workbook say of its cells.

    Raises:
        Refused: FILE, for a damaged part.
    """
    return cell_marks(archive, _parsed(archive, STYLES_PART, file) if STYLES_PART in archive.parts else None)


def facts_of(archive: Archive, part: str, file: str, marks: CellMarks, most_cells: int) -> SheetFacts:
    """Look through one sheet.

    Args:
        archive: the workbook.
        part: the sheet's part in it.
        file: its name in places.
        marks: of the workbook, from :func:`marks_of`.
        most_cells: beyond so many rows times columns, blank cells that only have a format are no longer counted.
    """
    facts = _scanned(archive, part, file, marks, every_cell=False)
    if facts.rows * facts.columns > most_cells:
        return _scanned(archive, part, file, marks, every_cell=True)
    return facts


def parsed_safely(content: bytes) -> etree._Element:
    """The root of a part; entities are not expanded and nothing else is opened.

    Raises:
        etree.XMLSyntaxError: if it is no XML.
    """
    return etree.fromstring(content, _PARSER)


def _parsed(archive: Archive, part: str, file: str) -> etree._Element:
    try:
        return parsed_safely(archive.whole(part))
    except etree.XMLSyntaxError:
        found, remedy = f"a damaged file (its part {part})", "open it in Excel or LibreOffice and save it again"
        raise Refused.of("FILE", Place(file=file), found, "a whole workbook (.xlsx)", remedy) from None


def pieces_of(archive: Archive, part: str, file: str) -> Iterator[bytes]:
    """A part in pieces that break no tag, and no cell either where it is of bearable length.

    Raises:
        Refused: FILE: declarations, an endless text, a damaged part, too much in all.
    """
    rest = b""
    first = True
    for piece in archive.pieces(part):
        whole = rest + piece
        cut = _last_start(whole)
        if len(whole) - cut > _MAX_TEXT:
            found, expected = "a text of millions of characters", "texts of at most 32767 characters, as in Excel"
            raise Refused.of("FILE", Place(file=file), found, expected, "shorten it, or leave it out")
        if cut:
            done = whole[:cut]
            refuse_declarations(done, file, first=first)
            yield done
            first = False
        rest = whole[cut:]
    refuse_declarations(rest, file, first=first)
    yield rest


def _last_start(whole: bytes) -> int:
    """Where the last cell begins, or one near it; where none begins near the end, the last tag."""
    near = max(0, len(whole) - 65_536)
    # Nearly all programs write cells like this; to find them in every way they may be written takes far longer.
    if (usual := whole.rfind(b"<c ", near)) >= 0:
        return usual
    starts = [match.start() for match in _CELL_START.finditer(whole, near)]
    return starts[-1] if starts else max(0, whole.rfind(b"<"))


def _scanned(archive: Archive, part: str, file: str, marks: CellMarks, *, every_cell: bool) -> SheetFacts:
    facts = SheetFacts()
    at = (0, 0)
    for piece in pieces_of(archive, part, file):
        if b"hidden" in piece:
            _note_hidden(piece, facts)
        if b"mergeCell" in piece:
            facts.merged += [
                Merged(int(top), column_number(left.decode()), int(bottom), column_number(right.decode()))
                for left, top, right, bottom in _MERGED.findall(piece)
            ]
        rows = list(map(int, _PLAIN_ROW.findall(piece)))
        if every_cell or _is_odd(piece, len(rows), marks) or _strays(piece, max(rows, default=at[0])):
            at = _look_closely(piece, at, facts, marks, every_cell=every_cell)
        else:
            far = (column_number(it.decode()) for it in set(_FAR_COLUMN.findall(piece)))
            # A piece may begin with cells of a row whose tag stood in the one before.
            facts.rows, facts.columns = max(facts.rows, at[0], *rows), max(facts.columns, *far, 26)
            at = (rows[-1], 0) if rows else at
    return facts


def _is_odd(piece: bytes, rows: int, marks: CellMarks) -> bool:
    """Whether any of its cells may hold something else than a plain value, or is written in an unusual way."""
    return marks.may_be_in(piece) or not _is_plain(piece, rows)


def _is_plain(piece: bytes, rows: int) -> bool:
    """Whether all its cells and rows are written the usual way, name their place, and hold a value."""
    # Every search costs a large sheet 1 % of its bare reading. Few sheets have any tag that begins like a formula's.
    usual = piece.count(b'<c r="') == piece.count(b"<c") and rows == piece.count(b"<row") and b":c" not in piece
    return usual and not any(it in piece for it in _ERRORS) and not (b"<f" in piece and _FORMULA.search(piece))


def _strays(piece: bytes, last: int) -> bool:
    """Whether a cell names a row of more digits than the last one around it has; python-calamine believes the cell."""
    return re.search(rb'<c r="[A-Za-z]+[0-9]{%d}' % (len(str(last)) + 1), piece) is not None


def _look_closely(
    piece: bytes, at: tuple[int, int], facts: SheetFacts, marks: CellMarks, *, every_cell: bool
) -> tuple[int, int]:
    """Cell by cell; gives the place it has come to, since a cell that does not name its own stands behind the last."""
    for place, attributes, body in _placed(piece, at):
        at = place
        if body or (not every_cell and place[1]):
            facts.rows, facts.columns = max(facts.rows, place[0]), max(facts.columns, place[1])
        if body:
            _note_cell(place, attributes, body, facts, marks)
    return at


def _placed(piece: bytes, at: tuple[int, int]) -> Iterator[tuple[tuple[int, int], bytes, bytes]]:
    """Each cell of a piece with its row and column, its attributes and what is in it; a row begins with column 0."""
    row, column = at
    for token in _TOKEN.finditer(piece):
        if token["row"]:
            row, column = _row_number(token["row"], row), 0
            yield (row, column), b"", b""
            continue
        ref = REF.search(token["cell"])
        row, column = (int(ref[2]), column_number(ref[1].decode())) if ref and ref[1] else (row, column + 1)
        yield (row, column), token["cell"], token["body"] or b""


def filled_cells(archive: Archive, part: str, file: str) -> Iterator[FilledCell]:
    """Every cell of a sheet that holds anything, in the order of its XML.

    Raises:
        Refused: FILE, for a damaged part.
    """
    at = (0, 0)
    for piece in pieces_of(archive, part, file):
        for place, attributes, body in _placed(piece, at):
            at = place
            if body:
                yield FilledCell(*place, attributes, body)


def _note_cell(place: tuple[int, int], attributes: bytes, body: bytes, facts: SheetFacts, marks: CellMarks) -> None:
    kind = TYPE.search(attributes)
    value = _VALUE.search(body)
    style = STYLE.search(attributes)
    if kind and kind[1] == b"e":
        facts.errors[place] = value[1].decode("utf-8", "replace") if value else "#ERROR"
    elif value is None and _FORMULA.search(body) and not (kind and kind[1] == b"str"):
        # A formula that gives an empty text is saved as such (t="str").
        facts.unsaved.add(place)
    elif value is not None and style and style[1] in marks.formats:
        facts.formats[place] = marks.formats[style[1]]
    text = marks.texts.get(value[1]) if value and kind and kind[1] == b"s" else marked_text(body)
    if text is not None:
        facts.texts[place] = text
    if (style and style[1] in marks.struck and (value or text)) or (text and text.is_struck):
        facts.struck.append(place)
    if adds_rows(body, column_letters(place[1])):
        facts.sums.add(place)


def _row_number(tag: bytes, before: int) -> int:
    ref = REF.search(tag)
    return int(ref[2]) if ref else before + 1


def _note_hidden(piece: bytes, facts: SheetFacts) -> None:
    for tag in _ROW_TAG.findall(piece):
        if _HIDDEN.search(tag) and not _GROUPED.search(tag) and (ref := REF.search(tag)):
            facts.hidden_rows.append(int(ref[2]))
    for tag in _COLUMN_TAG.findall(piece):
        if _HIDDEN.search(tag) and not _GROUPED.search(tag):
            ends: Mapping[bytes, int] = {key: int(number) for key, number in _MIN_MAX.findall(tag)}
            facts.hidden_columns.append((ends.get(b"min", 1), ends.get(b"max", 1)))

"""How a workbook shows its sheets: what is hidden or squeezed, merged, laid over cells, noted beside them, printed.

Only what a reader sees is described here, in plain values; others compare it with what was issued. Parts
are read as a whole and row by row, so that it does not matter how a program writes them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath, split

from lxml import etree
from openpyxl.utils.escape import unescape

from ledger.foundation import SAFE_XML
from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.cells import Merged, column_number
from ledger.spreadsheet.looks import Palette
from ledger.spreadsheet.objects import DrawnObject, FormatRule, drawn_objects, format_rules
from ledger.spreadsheet.parts import WORKBOOK_PART, parsed_safely

DEFAULT_WIDTH = 8.43
"""Width of a column that nobody has set, in characters, as Excel has it."""

DEFAULT_HEIGHT = 15.0
"""Height of a row that nobody has set, in points."""

_TRUE = frozenset({"1", "true", "on"})
_RANGE = re.compile(r"([A-Za-z]+)([0-9]+)(?::([A-Za-z]+)([0-9]+))?")
# What a header or footer says of its own looks: side, font, size, colour, bold and the like.
_PRINT_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&[0-9]+|&[LCRBIUESXY]')


@dataclass(frozen=True)
class SheetView:
    """How one sheet is shown.

    Args:
        state: ``visible``, ``hidden`` or ``veryHidden``, which no menu shows again.
        settings: those that make the sheet look different from what it holds, in words.
        heights: by row its height in points where the file states one; 0 for a hidden row.
        height: of all other rows.
        widths: first column, last column and width in characters where the file states one; 0 for hidden ones.
        width: of all other columns.
        merged: ranges drawn as one cell.
        objects: pictures, shapes and charts on the sheet.
        rules: conditional formats that change what a cell shows.
        notes: comments by their cell, and the texts that show up when a cell is chosen.
        printed: headers and footers, without their fonts.
        table_styles: the looks that its tables name.

    >>> SheetView(heights={3: 0.0}).height_of(3), SheetView().width_of(1)
    (0.0, 8.43)
    """

    state: str = "visible"
    settings: tuple[str, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    height: float = DEFAULT_HEIGHT
    widths: tuple[tuple[int, int, float], ...] = ()
    width: float = DEFAULT_WIDTH
    merged: tuple[Merged, ...] = ()
    objects: tuple[DrawnObject, ...] = ()
    rules: tuple[FormatRule, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    printed: tuple[str, ...] = ()
    table_styles: tuple[str, ...] = ()

    def height_of(self, row: int) -> float:
        """The height of a row in points, 0 if it is hidden."""
        return self.heights.get(row, self.height)

    def width_of(self, column: int) -> float:
        """The width of a column in characters, 0 if it is hidden."""
        return next((width for first, last, width in self.widths if first <= column <= last), self.width)


def workbook_settings(archive: Archive) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Settings that make the whole workbook look different from what it holds, and the state of each sheet by its name.

    Raises:
        etree.XMLSyntaxError: for a part that is no XML.
    """
    root = parsed_safely(archive.whole(WORKBOOK_PART))
    settings = []
    if any(part.get("fullPrecision", "1") not in _TRUE for part in root.iter("{*}calcPr")):
        settings.append("it counts with the figures as they are displayed (precision as displayed)")
    if any(_is_set(part, "date1904") for part in root.iter("{*}workbookPr")):
        settings.append("it counts days from 1904")
    if any(part.get("showSheetTabs", "1") not in _TRUE for part in root.iter("{*}workbookView")):
        settings.append("it shows no tabs, so that only the sheet on top can be read")
    states = {str(it.get("name")): str(it.get("state", "visible")) for it in root.iter("{*}sheet")}
    return tuple(settings), states


def sheet_view(archive: Archive, part: str, content: bytes, state: str, palette: Palette) -> SheetView:
    """How the sheet in a part of a workbook is shown.

    Args:
        archive: the workbook.
        part: that holds the sheet.
        content: of it; what is in its rows may be left out.
        state: as the workbook states it.
        palette: the colours of the workbook.

    Raises:
        etree.XMLSyntaxError: for a part that is no XML.
    """
    root, heights = _read(content)
    form = next(root.iter("{*}sheetFormatPr"), None)
    related = tuple(_related(archive, part))
    height = DEFAULT_HEIGHT if form is None else _number(form.get("defaultRowHeight"), DEFAULT_HEIGHT)
    width = DEFAULT_WIDTH if form is None else _number(form.get("defaultColWidth"), DEFAULT_WIDTH)
    return SheetView(
        state=state,
        settings=tuple(_settings(root)),
        heights=heights,
        # Only rows that are not written at all are hidden by the sheet as a whole (zeroHeight), and these hold nothing.
        height=height,
        widths=tuple(_widths(root)),
        width=width,
        merged=tuple(_merged(root)),
        objects=tuple(drawn_objects(archive, root, related)),
        rules=tuple(format_rules(archive, root, palette)),
        notes=dict(_notes(archive, root, related)),
        printed=tuple(_printed(root)),
        table_styles=tuple(_table_styles(archive, related)),
    )


def _read(content: bytes) -> tuple[etree._Element, Mapping[int, float]]:
    """The sheet without what is in its rows, and the heights of these."""
    heights: dict[int, float] = {}
    last = 0
    # Entities and files that XML may name are not opened, as in all parts.
    walk = etree.iterparse(BytesIO(content), events=("end",), tag="{*}row", **SAFE_XML)
    for _, row in walk:
        last = int(_number(row.get("r"), last + 1))
        if _is_set(row, "hidden"):
            heights[last] = 0.0
        elif row.get("ht") is not None:
            heights[last] = _number(row.get("ht"), DEFAULT_HEIGHT)
        row.clear()
    return walk.root, heights


def _settings(root: etree._Element) -> Iterator[str]:
    for view in root.iter("{*}sheetView"):
        if view.get("showZeros", "1") not in _TRUE:
            yield "it shows no zeros"
        if _is_set(view, "showFormulas"):
            yield "it shows formulas in place of their values"
        is_frozen = any(it.get("state", "").startswith("frozen") for it in view.iter("{*}pane"))
        if is_frozen and view.get("topLeftCell", "A1") != "A1":
            yield f"it is frozen from {view.get('topLeftCell')} on, and what lies before cannot be reached"


def _widths(root: etree._Element) -> Iterator[tuple[int, int, float]]:
    for column in root.iter("{*}col"):
        first, last = int(_number(column.get("min"), 1)), int(_number(column.get("max"), 1))
        yield first, last, 0.0 if _is_set(column, "hidden") else _number(column.get("width"), DEFAULT_WIDTH)


def _merged(root: etree._Element) -> Iterator[Merged]:
    for it in root.iter("{*}mergeCell"):
        found = _RANGE.fullmatch(str(it.get("ref")))
        if found and found[3]:
            yield Merged(int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3]))


def _notes(archive: Archive, root: etree._Element, related: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for kind, part in related:
        if kind in ("comments", "threadedComment") and archive.whole(part):
            for note in parsed_safely(archive.whole(part)).iter("{*}comment", "{*}threadedComment"):
                yield str(note.get("ref")), _plain("".join(str(text) for text in note.itertext()))
    for validation in root.iter("{*}dataValidation"):
        if validation.get("prompt"):
            text = f"{validation.get('promptTitle', '')} {validation.get('prompt')}"
            yield f"on choosing {validation.get('sqref')}", _plain(text)


def _printed(root: etree._Element) -> Iterator[str]:
    for edges in root.iter("{*}headerFooter"):
        if _is_set(edges, "differentFirst") and edges.find("{*}firstFooter") is None:
            yield "nothing at the foot of the first page"
        for part in edges:
            if isinstance(part.tag, str) and part.text:
                # The end of a line is written as it is, by its number, or as the number of one by its number.
                yield _plain(_PRINT_CODES.sub("", unescape(unescape(part.text))))


def _table_styles(archive: Archive, related: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for kind, part in related:
        if kind == "table" and archive.whole(part):
            for it in parsed_safely(archive.whole(part)).iter("{*}tableStyleInfo"):
                yield str(it.get("name", ""))


def _related(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    """The kind and the part of everything inside the package that a part refers to."""
    folder, name = split(part)
    relations = archive.whole(join(folder, "_rels", f"{name}.rels"))
    for relation in parsed_safely(relations).iter("{*}Relationship") if relations else ():
        if relation.get("TargetMode") != "External":
            target = str(relation.get("Target"))
            inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            yield str(relation.get("Type")).rpartition("/")[2], inside


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_set(part: etree._Element, name: str) -> bool:
    return str(part.get(name, "0")).strip() in _TRUE


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default

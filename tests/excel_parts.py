"""The parts of a workbook as ``excel_rules`` asks for them: sheets with their cells, tables, names, styles and texts.

Read from the XML itself, since a library that reads a workbook passes over much of what Excel refuses.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import column_index_from_string

ROWS, COLUMNS = 1_048_576, 16_384
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VALUE, _FORMULA, _INLINE = f"{MAIN}v", f"{MAIN}f", f"{MAIN}is"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_WHOLE_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_WHOLE_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")


@dataclass(frozen=True)
class Area:
    """A block of cells, its first and last row and column from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_on_a_sheet(self):
        return 1 <= self.top <= self.bottom <= ROWS and 1 <= self.left <= self.right <= COLUMNS

    def meets(self, other):
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right

    def holds(self, row, column):
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@lru_cache(maxsize=100_000)
def area(text):
    """The block that ``A1``, ``$B$2:C9``, ``A:B`` or ``3:4`` names; None for any other text."""
    if block := _AREA.fullmatch(text):
        left, top, right, bottom = block.groups()
        return Area(int(top), number(left), int(bottom or top), number(right or left))
    if columns := _WHOLE_COLUMNS.fullmatch(text):
        return Area(1, number(columns[1]), ROWS, number(columns[2]))
    if rows := _WHOLE_ROWS.fullmatch(text):
        return Area(int(rows[1]), 1, int(rows[2]), COLUMNS)
    return None


def number(letters):
    return column_index_from_string(letters) if len(letters) < 3 or letters <= "XFD" else COLUMNS + 1


@dataclass(frozen=True)
class Table:
    """A table: its names, where it stands, its columns, and how many rows its headings and totals take."""

    sheet: str
    part: str
    root: etree._Element = field(repr=False)

    @cached_property
    def name(self):
        return self.root.get("displayName", "")

    @cached_property
    def area(self):
        return area(self.root.get("ref", "")) or Area(0, 0, 0, 0)

    @cached_property
    def columns(self):
        """The names of the columns, with their column of the sheet."""
        named = (it.get("name", "").replace("_x000a_", "\n") for it in self.root.iter(f"{MAIN}tableColumn"))
        return list(enumerate(named, start=self.area.left))

    @cached_property
    def by_name(self):
        return {name.casefold(): column for column, name in self.columns}

    @cached_property
    def headings(self):
        return int(self.root.get("headerRowCount", "1"))

    @cached_property
    def totals(self):
        return int(self.root.get("totalsRowCount", "0"))

    @cached_property
    def data(self):
        """The rows between headings and totals."""
        whole = self.area
        return Area(whole.top + self.headings, whole.left, whole.bottom - self.totals, whole.right)


class Cell(NamedTuple):
    """A cell as it stands in the XML; its row and column are those of its place, whatever it says itself."""

    place: str
    kind: str
    style: int
    value: str
    formula: str


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name, with its XML."""

    name: str
    part: str
    root: etree._Element = field(repr=False)

    def every(self, tag):
        return self.root.iter(f"{MAIN}{tag}")

    @cached_property
    def rows(self) -> list[tuple[etree._Element, list[Cell]]]:
        return [(row, [_cell(it) for it in row]) for row in self.every("row")]

    @cached_property
    def merged(self):
        return [(it.get("ref", ""), area(it.get("ref", ""))) for it in self.every("mergeCell")]


def _cell(element):
    value = formula = ""
    for child in element:
        tag = child.tag
        if tag == _VALUE:
            value = child.text or ""
        elif tag == _FORMULA:
            formula = child.text or ""
        elif tag == _INLINE:
            value = "".join(child.itertext())
    return Cell(element.get("r", ""), element.get("t", "n"), int(element.get("s", "0")), value, formula)


class Package:
    """All parts of a workbook."""

    def __init__(self, data):
        with ZipFile(BytesIO(data)) as archive:
            self.names = archive.namelist()
            self._parts = {name: archive.read(name) for name in self.names}
        self._roots = {}

    def root(self, part):
        if part not in self._roots:
            absent = part not in self._parts
            self._roots[part] = etree.Element("absent") if absent else etree.fromstring(self._parts[part])
        return self._roots[part]

    def targets(self, part):
        """The relations of a part: id -> (kind, part or address, whether it lies outside)."""
        relations = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        return {it.get("Id"): _target(part, it) for it in self.root(relations)}

    @cached_property
    def types(self):
        """The types of parts: by their names, and by their endings."""
        listed = list(self.root("[Content_Types].xml"))
        declared = {it.get("PartName").lstrip("/"): it.get("ContentType") for it in listed if it.get("PartName")}
        return declared, {it.get("Extension").casefold() for it in listed if it.get("Extension")}

    @cached_property
    def workbook(self):
        return self.root("xl/workbook.xml")

    @cached_property
    def sheets(self):
        targets = self.targets("xl/workbook.xml")
        found = [(it.get("name", ""), targets[it.get(f"{OFFICE}id")][1]) for it in self.workbook.iter(f"{MAIN}sheet")]
        return [Sheet(name, part, self.root(part)) for name, part in found]

    @cached_property
    def tables(self):
        return [
            Table(sheet.name, part, self.root(part))
            for sheet in self.sheets
            for kind, part, _ in self.targets(sheet.part).values()
            if kind == "table"
        ]

    @cached_property
    def by_name(self):
        """The tables by their names, as a formula finds them."""
        return {it.name.casefold(): it for it in self.tables}

    @cached_property
    def called(self):
        """The names of sheets, and all that a formula may call by a name."""
        sheets = {it.name.casefold() for it in self.sheets}
        return sheets, {name.casefold() for name, _, _ in self.defined} | self.by_name.keys()

    @cached_property
    def defined(self):
        """The defined names: (name, sheet it is for or None, what it stands for)."""
        return [
            (it.get("name", ""), it.get("localSheetId"), it.text or "")
            for it in self.workbook.iter(f"{MAIN}definedName")
        ]

    @cached_property
    def strings(self):
        return ["".join(_shown(it)) for it in self.root("xl/sharedStrings.xml").iter(f"{MAIN}si")]

    @cached_property
    def styles(self):
        return self.root("xl/styles.xml")

    def counted(self, kind):
        """How many there are of a kind of styles, such as ``cellXfs`` or ``dxfs``."""
        found = self.styles.find(f"{MAIN}{kind}")
        return 0 if found is None else len(found)


def _shown(item):
    # What a phonetic hint says is no part of the text.
    return (it.text or "" for it in item.iter(f"{MAIN}t") if it.getparent().tag != f"{MAIN}rPh")


def _target(part, relation):
    kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
    if relation.get("TargetMode") == "External":
        return kind, target, True
    return kind, target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target)), False

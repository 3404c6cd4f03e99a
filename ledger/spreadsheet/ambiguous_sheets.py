"""What in the XML of a sheet two programs read in two ways, so that one shows other figures than another has checked.

Excel, LibreOffice, XlsxWriter and openpyxl write each row and cell once, in rising order, with one formula and one
value of text alone; the standard (ECMA-376 part 1, 18.3.1) asks for the same. Where a file breaks this, one reader
takes the first of two values, another the last, a third skips the row. A sheet is walked once, in pieces: memory grows
with its open elements, not with its cells.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree

from ledger.foundation import SAFE_XML, quoted
from ledger.spreadsheet.cells import column_letters, column_number

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAINS = (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
_OF_MAINS = tuple(f"{{{it}}}" for it in MAINS)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICES = (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")

# A file with more of them is no more wrong.
_MOST = 50
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WHOLE = re.compile(r"[0-9]+")
_SHARED = re.compile(r"0|[1-9][0-9]*")
VALUES = {
    # Python also reads 1_000, other digits than 0-9 and blanks around them as a number, spreadsheet programs do not.
    "n": re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"),
    "s": _WHOLE,
    "b": re.compile(r"[01]"),
}
_KINDS = frozenset({"n", "s", "b", "e", "d", "str", "inlineStr"})
_FORMULAS = frozenset({"normal", "shared", "array", "dataTable"})
_PARENTS = {
    "sheetData": "worksheet",
    "row": "sheetData",
    "c": "row",
    "f": "c",
    "v": "c",
    "is": "c",
    "tableParts": "worksheet",
    "tablePart": "tableParts",
    "si": "sst",
}
_RICH = frozenset({"t", "r", "rPh", "phoneticPr", "extLst"})
_CHILDREN: Mapping[str, frozenset[str]] = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"f", "v", "is", "extLst"}),
    "sst": frozenset({"si", "extLst"}),
    "si": _RICH,
    "is": _RICH,
    "r": frozenset({"t", "rPr"}),
    "f": frozenset(),
    "v": frozenset(),
    "t": frozenset(),
}
_WORDS = {"f": "a formula", "v": "a value", "is": "a text", "t": "a text", "c": "a cell", "row": "a row", "": "nothing"}
_TEXTS = frozenset({"f", "v", "t"})
# What Excel writes as alternatives: buttons and objects, with the places they are drawn at.
_DRAWN = frozenset({"controls", "control", "controlPr", "oleObjects", "oleObject", "objectPr", "anchor", "from", "to"})


@dataclass(frozen=True)
class Ambiguity:
    """Something that programs read in several ways.

    Args:
        found: what it is, in words.
        row: where, from 1; 0 for the sheet as a whole.
        column: from 1; 0 for a whole row.
    """

    found: str
    row: int = 0
    column: int = 0


class PartWalk:
    """Goes through a sheet or the shared strings as the parser does, and notes what is ambiguous; see :func:`walked`.

    ``table_relations`` are the relations of the tables that a sheet names, in their order.
    """

    def __init__(self) -> None:
        self.table_relations: list[str] = []
        self._noted: dict[Ambiguity, None] = {}
        self._namespace = ""
        self._open: list[str] = []
        self._extensions = 0
        self._misplaced = 0
        self._times: Counter[str] = Counter()
        self._row, self._column = 0, 0
        self._names_rows: bool | None = None
        self._names_cells: bool | None = None
        self._columns: set[int] = set()
        self._children: Counter[str] = Counter()
        self._texts: Counter[str] = Counter()
        self._kind = "n"
        self._shared: str | None = None
        self._masters: set[str] = set()
        self._text: list[str] = []

    @property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """What was noted, in the order of the part."""
        return tuple(self._noted)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; called by the parser."""
        name = self._name(tag)
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        self._extensions += name == "ext"
        if self._misplaced:
            self._misplaced += 1
        elif self._is_misplaced(name, parent):
            self._misplaced = 1
            self._note(f"{_in_words(name)} inside {_in_words(parent)}")
        elif name == "sheetData":
            self._times[name] += 1
            if self._times[name] > 1:
                self._note("cells in two sections")
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "c":
            self._start_cell(attributes)
        elif parent == "c":
            self._start_in_cell(name, attributes)
        elif name == "tablePart":
            self.table_relations += [value for key, value in attributes.items() if key in _RELATIONS]
        elif name in ("si", "r") or parent in ("si", "is", "r"):
            self._start_text(name, parent)

    def data(self, text: str) -> None:
        """A piece of text; called by the parser."""
        if self._open and self._open[-1] in ("f", "v"):
            self._text.append(text)

    def comment(self, _: str) -> None:
        """A comment; some readers end a text at it."""
        self._cut_text("a comment")

    def pi(self, _: str, __: str | None = None) -> None:
        """A processing instruction; some readers end a text at it."""
        self._cut_text("an instruction")

    def end(self, _: str) -> None:
        """An element ends; called by the parser."""
        name = self._open.pop()
        self._extensions -= name == "ext"
        if self._misplaced:
            self._misplaced -= 1
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._column = 0
        elif name == "sheetData":
            self._row = self._column = 0
        elif name == "f":
            self._end_formula()
        elif name == "v":
            self._end_value()

    def close(self) -> None:
        """The part ends; called by the parser."""

    def _name(self, tag: str) -> str:
        """The plain name of a spreadsheet's own element; others keep their namespace."""
        namespace, _, local = tag.removeprefix("{").rpartition("}")
        if namespace not in MAINS:
            return tag
        self._namespace = self._namespace or namespace
        return local if namespace == self._namespace else tag

    def _is_misplaced(self, name: str, parent: str) -> bool:
        if parent in _CHILDREN:
            return name not in _CHILDREN[parent]
        if name in _PARENTS:
            return parent != _PARENTS[name]
        if name.startswith(_OF_MAINS):
            return True
        # What stands in an element of another kind is there for some programs only.
        is_apart = parent.startswith("{") and not name.startswith("{")
        return is_apart and not self._extensions and name not in _DRAWN

    def _note(self, found: str, *, whole_row: bool = False) -> None:
        if len(self._noted) < _MOST:
            self._noted.setdefault(Ambiguity(found, self._row, 0 if whole_row else self._column))

    def _start_row(self, number: str | None) -> None:
        before, self._column, self._columns, self._names_cells = self._row, 0, set(), None
        is_number = number is not None and _ROW_NUMBER.fullmatch(number) and int(number) <= LAST_ROW
        self._row = int(number) if number and is_number else before + 1
        if number is not None and not is_number:
            self._note(f"a row with the number {quoted(number)}", whole_row=True)
        elif self._names_rows not in (None, number is not None):
            self._note("rows with and without a number", whole_row=True)
        elif self._row <= before:
            self._note(f"row {self._row} behind row {before}", whole_row=True)
        self._names_rows = number is not None

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._children.clear()
        self._kind = attributes.get("t", "n")
        before, place = self._column, attributes.get("r")
        match = _PLACE.fullmatch(place) if place is not None else None
        column = column_number(match[1]) if match else before + 1
        self._column = column
        if place is not None and (match is None or column > LAST_COLUMN):
            self._note(f"a cell at the place {quoted(place)}")
        elif self._names_cells not in (None, place is not None):
            self._note("cells of one row with and without a place")
        elif match and int(match[2]) != self._row:
            self._note(f"the cell {match[0]} in row {self._row}")
        elif column in self._columns:
            self._note(f"{column_letters(column)}{self._row} written twice")
        elif column <= before:
            self._note(f"the cell {column_letters(column)}{self._row} behind {column_letters(before)}{self._row}")
        self._names_cells = place is not None
        self._columns.add(column)
        if self._kind not in _KINDS:
            self._note(f"a cell of the type {quoted(self._kind)}")
        if not _WHOLE.fullmatch(attributes.get("s", "0")):
            self._note(f"the style {quoted(attributes['s'])}")

    def _start_in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        self._children[name] += 1
        self._texts.clear()
        if self._children[name] > 1:
            self._note(f"{_in_words(name)} twice in one cell")
        if name in ("f", "v"):
            self._text = []
        if name == "f":
            self._start_formula(attributes)

    def _start_formula(self, attributes: Mapping[str, str]) -> None:
        kind, number = attributes.get("t", "normal"), attributes.get("si", "")
        self._shared = number if kind == "shared" else None
        if kind not in _FORMULAS:
            self._note(f"a formula of the type {quoted(kind)}")
        if kind == "shared" and not _SHARED.fullmatch(number):
            self._note(f"a shared formula with the number {quoted(number)}")

    def _end_formula(self) -> None:
        if self._shared is not None and "".join(self._text).strip():
            if self._shared in self._masters:
                self._note(f"a second formula under the shared number {self._shared}")
            self._masters.add(self._shared)
        self._shared = None

    def _end_value(self) -> None:
        text, pattern = "".join(self._text), VALUES.get(self._kind)
        if text and pattern and not pattern.fullmatch(text):
            self._note(f"the value {quoted(text)} in a cell of the type {self._kind}")

    def _end_cell(self) -> None:
        has = self._children
        if (has["is"] and (has["v"] or has["f"] or self._kind != "inlineStr")) or (
            has["v"] and self._kind == "inlineStr"
        ):
            self._note("a text in the cell beside a formula, a value or another type")

    def _start_text(self, name: str, parent: str) -> None:
        """A text is one <t>, or runs of one <t> each."""
        if name == "si":
            self._texts.clear()
            self._row += 1
        elif name == "r":
            self._texts["r"] += 1
            self._texts["t in r"] = 0
        elif name == "t":
            self._texts["t in r" if parent == "r" else "t"] += 1
        if self._texts["t"] + bool(self._texts["r"]) > 1 or self._texts["t in r"] > 1:
            self._note("a text of several parts that are no runs")

    def _cut_text(self, what: str) -> None:
        if self._open and self._open[-1] in _TEXTS:
            self._note(f"{what} inside {_in_words(self._open[-1])}")


_RELATIONS = frozenset(f"{{{namespace}}}id" for namespace in OFFICES)


def walked(pieces: Iterable[bytes]) -> PartWalk:
    """Go through a sheet or the shared strings; of these the rows count the texts.

    Args:
        pieces: of its part, one behind the other.

    Raises:
        etree.XMLSyntaxError: for what is no XML.
    """
    walk = PartWalk()
    # The stubs let a parser hand over bytes as well; lxml hands over text.
    target = cast("Any", walk)
    parser = etree.XMLParser(target=target, **SAFE_XML)
    for piece in pieces:
        parser.feed(piece)
    parser.close()
    return walk


def _in_words(name: str) -> str:
    """What an element is, for people."""
    return _WORDS.get(name, f"<{name.rpartition('}')[2]}>")

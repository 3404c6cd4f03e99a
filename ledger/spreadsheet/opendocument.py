"""An OpenDocument spreadsheet (.ods): what python-calamine does not tell of its sheets, as for a workbook of Excel's.

All sheets stand in one part, after the styles that they use. It is walked once, row by row; memory grows with what is
odd in it, not with its cells. Cells and rows that repeat are counted before any of them is set aside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from ledger.foundation import SAFE_XML, Place, Refused
from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.cells import Merged, column_letters
from ledger.spreadsheet.number_formats import NumberFormat, number_format
from ledger.spreadsheet.parts import SheetFacts, pieces_of
from ledger.spreadsheet.raised_and_struck import MarkedText, Run, marked_runs

CONTENT_PART = "content.xml"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_FIGURES = ("number", "scientific-number", "fraction")
_MOST_FACTS = 1_000_000
# Where LibreOffice keeps what it last saw of another file.
_LINKED = "'file:"


@dataclass(frozen=True)
class DocumentSheet:
    """One sheet of a document: its name, whether a person sees it, and what is to be known of its cells."""

    name: str
    hidden: bool
    facts: SheetFacts


@dataclass
class _Styles:
    """The styles of a document, by their names."""

    parents: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    positions: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    numbers: dict[str, etree._Element] = field(default_factory=dict)

    def learn(self, root: etree._Element) -> None:
        """Take in the styles below an element."""
        for style in root.iter(f"{_STYLE}style"):
            self._learn_style(style)
        for name in ("number-style", "currency-style", "percentage-style", "text-style"):
            for style in root.iter(f"{_NUMBER}{name}"):
                self.numbers[str(style.get(f"{_STYLE}name"))] = style

    def _learn_style(self, style: etree._Element) -> None:
        name = f"{style.get(f'{_STYLE}family')}:{style.get(f'{_STYLE}name')}"
        if parent := style.get(f"{_STYLE}parent-style-name"):
            self.parents[name] = f"{style.get(f'{_STYLE}family')}:{parent}"
        if shown := style.get(f"{_STYLE}data-style-name"):
            self.formats[name] = shown
        for properties in style.iterchildren(f"{_STYLE}text-properties"):
            line = properties.get(f"{_STYLE}text-line-through-style", properties.get(f"{_STYLE}text-line-through-type"))
            if line and line != "none":
                self.struck.add(name)
            self.positions[name] = str(properties.get(f"{_STYLE}text-position", ""))
        for properties in style.iterchildren(f"{_STYLE}table-properties"):
            if properties.get(f"{_TABLE}display") == "false":
                self.hidden.add(name)

    def line_of(self, name: str) -> Iterator[str]:
        """A style and those that it comes from, the nearest first."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            name = self.parents.get(name, "")

    def format_of(self, cell_style: str) -> NumberFormat | None:
        """The number format of a style of cells, where it shows more than the number."""
        shown = next((self.formats[it] for it in self.line_of(cell_style) if it in self.formats), None)
        style = self.numbers.get(shown or "")
        if style is None:
            return None
        read = number_format(self._code(style))
        return read if read.speaks else None

    def _code(self, style: etree._Element) -> str:
        """The same as the code of Excel's: sections under conditions first, and then the one for all else."""
        sections = []
        for case in style.iterchildren(f"{_STYLE}map"):
            other = self.numbers.get(str(case.get(f"{_STYLE}apply-style-name")))
            condition = str(case.get(f"{_STYLE}condition", "")).replace("value()", "").replace("!=", "<>")
            if other is not None and condition:
                sections.append(f"[{condition}]{_section(other)}")
        # A style of texts may lead to those of numbers, and says nothing of a number itself.
        own = [] if style.tag == f"{_NUMBER}text-style" else [_section(style)]
        return ";".join([*sections[:3], *own])


def document_sheets(archive: Archive, file: str, most_cells: int) -> tuple[DocumentSheet, ...]:
    """The sheets of a document with what is to be known of them.

    Args:
        archive: the document.
        file: its name in places.
        most_cells: that a sheet may have room for.

    Raises:
        Refused: FILE, for a damaged part, or cells that reach too far.
    """
    styles = _Styles()
    if "styles.xml" in archive.parts:
        for element in _walked(archive, "styles.xml", file, f"{_OFFICE}document-styles"):
            styles.learn(element)
    sheets: list[DocumentSheet] = []
    walk = _SheetWalk(styles, file, most_cells)
    wanted = (f"{_OFFICE}automatic-styles", f"{_TABLE}table-row", f"{_TABLE}table-column", f"{_TABLE}table")
    for element in _walked(archive, CONTENT_PART, file, *wanted):
        if element.tag == f"{_OFFICE}automatic-styles":
            styles.learn(element)
        elif element.tag == f"{_TABLE}table-row":
            walk.row(element)
        elif element.tag == f"{_TABLE}table-column":
            walk.column(element)
        else:
            sheets.append(walk.sheet(element))
            walk = _SheetWalk(styles, file, most_cells)
    return tuple(sheets)


class _SheetWalk:
    """Gathers what is to be known of one sheet, row by row."""

    def __init__(self, styles: _Styles, file: str, most_cells: int) -> None:
        self._styles = styles
        self._file = file
        self._most_cells = most_cells
        self._facts = SheetFacts()
        self._row = 0
        self._column = 0
        self._column_styles: list[tuple[int, str]] = []
        self._noted = 0
        self._formats: dict[str, NumberFormat | None] = {}

    def sheet(self, table: etree._Element) -> DocumentSheet:
        """The sheet, once its last row is read."""
        name = str(table.get(f"{_TABLE}name"))
        is_hidden = f"table:{table.get(f'{_TABLE}style-name')}" in self._styles.hidden or name.startswith(_LINKED)
        return DocumentSheet(name, is_hidden, self._facts)

    def column(self, column: etree._Element) -> None:
        """One stretch of columns."""
        first, self._column = self._column + 1, self._column + _times(column, "columns")
        self._column_styles.append((self._column, str(column.get(f"{_TABLE}default-cell-style-name", ""))))
        if _is_hidden(column):
            self._facts.hidden_columns.append((first, self._column))

    def row(self, row: etree._Element) -> None:
        """One row, with all that repeat it."""
        first, self._row = self._row + 1, self._row + _times(row, "rows")
        position, is_filled = 0, False
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            start, position = position + 1, position + _times(cell, "columns")
            self._note_merge(cell, first, start)
            if _is_filled(cell):
                is_filled = True
                self._reach(self._row, position)
                self._note(cell, row, (first, self._row), (start, position))
        if is_filled and _is_hidden(row):
            self._facts.hidden_rows += range(first, self._row + 1)

    def _reach(self, row: int, column: int) -> None:
        facts = self._facts
        facts.rows, facts.columns = max(facts.rows, row), max(facts.columns, column)
        if facts.rows * facts.columns > self._most_cells:
            self._refuse(row, column)

    def _refuse(self, row: int, column: int) -> None:
        found = f"cells as far as {column_letters(min(column, 16_384))}{row}"
        expected = f"a sheet of at most {self._most_cells} cells"
        remedy = "delete what stands far away from the table, or split the table"
        raise Refused.of("FILE", Place(file=self._file), found, expected, remedy)

    def _note_merge(self, cell: etree._Element, row: int, column: int) -> None:
        rows, columns = (int(cell.get(f"{_TABLE}number-{it}-spanned", "1")) for it in ("rows", "columns"))
        if rows > 1 or columns > 1:
            self._facts.merged.append(Merged(row, column, row + rows - 1, column + columns - 1))

    def _note(self, cell: etree._Element, row: etree._Element, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        own = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name")
        style = f"table-cell:{own or self._column_style(columns[0])}"
        value = str(cell.get(f"{_OFFICE}value-type", ""))
        has_formula = cell.get(f"{_TABLE}formula") is not None
        text = _marked(cell, self._styles)
        error = _error(cell, has_formula=has_formula)
        is_number = value in ("float", "currency", "percentage")
        shown = self._format(style) if is_number else None
        is_struck = (text is not None and text.is_struck) or any(
            it in self._styles.struck for it in self._styles.line_of(style)
        )
        if not (error or shown or text or is_struck or (has_formula and not value)):
            return
        self._noted += (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1)
        if self._noted > _MOST_FACTS:
            self._refuse(rows[1], columns[1])
        for place in ((r, c) for r in range(rows[0], rows[1] + 1) for c in range(columns[0], columns[1] + 1)):
            if error:
                self._facts.errors[place] = error
            elif has_formula and not value:
                self._facts.unsaved.add(place)
            elif shown:
                self._facts.formats[place] = shown
            if text:
                self._facts.texts[place] = text
            if is_struck:
                self._facts.struck.append(place)

    def _column_style(self, column: int) -> str:
        return next((name for last, name in self._column_styles if column <= last), "")

    def _format(self, style: str) -> NumberFormat | None:
        if style not in self._formats:
            self._formats[style] = self._styles.format_of(style)
        return self._formats[style]


def _walked(archive: Archive, part: str, file: str, *tags: str) -> Iterator[etree._Element]:
    """Each element of these names once it is whole; rows are let go behind it, tables within cells are not given."""
    parser = etree.XMLPullParser(("start", "end"), tag=(*tags, f"{_TABLE}table-cell"), **SAFE_XML)
    inside = 0
    try:
        for piece in pieces_of(archive, part, file):
            parser.feed(piece)
            for event, item in parser.read_events():
                element = cast("etree._Element", item)  # noqa: SLF001 - the name that lxml has for it
                if element.tag == f"{_TABLE}table-cell":
                    inside += 1 if event == "start" else -1
                elif event == "end" and not inside and not _is_deleted(element):
                    yield element
                    if element.tag == f"{_TABLE}table-row":
                        element.clear()
        parser.close()
    except etree.XMLSyntaxError:
        found, remedy = f"a damaged file (its part {part})", "open it in LibreOffice and save it again"
        raise Refused.of("FILE", Place(file=file), found, "a whole document (.ods)", remedy) from None


def _is_deleted(element: etree._Element) -> bool:
    """Whether an element is kept as a change that somebody made, or belongs to a drawing."""
    return any(it.tag in (f"{_TABLE}tracked-changes", f"{_TABLE}shapes") for it in element.iterancestors())


def _times(element: etree._Element, what: str) -> int:
    text = str(element.get(f"{_TABLE}number-{what}-repeated", "1"))
    # No sheet has so many, and nobody counts further.
    return min(int(text[:9]), 100_000_000) if text.isdecimal() else 1


def _is_hidden(element: etree._Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _is_filled(cell: etree._Element) -> bool:
    return (
        cell.get(f"{_OFFICE}value-type") is not None
        or cell.get(f"{_TABLE}formula") is not None
        or next(cell.iterchildren(f"{_TEXT}p"), None) is not None
    )


def _error(cell: etree._Element, *, has_formula: bool) -> str:
    text = "".join(cell.findtext(f"{_TEXT}p") or "")
    is_error = cell.get(f"{_CALC}value-type") == "error" or (has_formula and text.startswith(("#", "Err:")))
    return (text or "#ERROR") if is_error else ""


def _marked(cell: etree._Element, styles: _Styles) -> MarkedText | None:
    """The text of a cell with its marks; None for one without."""
    if next(cell.iter(f"{_TEXT}span"), None) is None:
        return None
    paragraphs = list(cell.iterchildren(f"{_TEXT}p"))
    runs: list[Run] = []
    for number, paragraph in enumerate(paragraphs):
        runs += [Run("\n", "", is_struck=False)] if number else []
        runs += _runs(paragraph, styles, Run("", "", is_struck=False))
    return marked_runs(runs)


def _runs(element: etree._Element, styles: _Styles, around: Run) -> Iterator[Run]:
    yield around.of(str(element.text or ""))
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield around.of(" " * min(int(child.get(f"{_TEXT}c", "1")), 1000))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield around.of("\t" if child.tag == f"{_TEXT}tab" else "\n")
        elif child.tag in (f"{_TEXT}span", f"{_TEXT}a"):
            yield from _runs(child, styles, _inside(child, styles, around))
        yield around.of(str(child.tail or ""))


def _inside(span: etree._Element, styles: _Styles, around: Run) -> Run:
    name = f"text:{span.get(f'{_TEXT}style-name')}"
    position = next((styles.positions[it] for it in styles.line_of(name) if styles.positions.get(it)), "")
    is_struck = any(it in styles.struck for it in styles.line_of(name))
    moved = around.moved
    if position and not position.startswith("0"):
        moved = "subscript" if position.startswith(("sub", "-")) else "superscript"
    return Run("", moved, is_struck=around.is_struck or is_struck)


def _section(style: etree._Element) -> str:
    """One number style as a section of a code of Excel's."""
    is_share = style.tag == f"{_NUMBER}percentage-style"
    parts = []
    for child in style:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in ("text", "currency-symbol"):
            parts.append(_literal(str(child.text or ""), is_share=is_share))
        elif name in _FIGURES:
            parts.append("0" + "," * _thousands(child))
    return "".join(parts)


def _thousands(number: etree._Element) -> int:
    factor = str(number.get(f"{_NUMBER}display-factor", "1"))
    return (len(factor) - 1) // 3 if factor.strip("0") == "1" else 0


def _literal(text: str, *, is_share: bool) -> str:
    return "".join(it if it == "%" and is_share else f"\\{it}" for it in text)

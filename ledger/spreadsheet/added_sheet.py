"""A further sheet in somebody's workbook: a list of texts, of which some lead to a cell of another sheet.

Office Open XML, ECMA-376 part 1: sheets 18.2.19 and 18.3, links inside of a workbook 18.3.1.47.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from posixpath import dirname, join, normpath
from textwrap import wrap
from unicodedata import east_asian_width
from xml.sax.saxutils import quoteattr

from lxml import etree

from ledger.spreadsheet.cells import column_letters
from ledger.spreadsheet.mark_cells import CellPlace
from ledger.spreadsheet.mark_parts import MAIN, RELATIONS, ChangedPackage
from ledger.spreadsheet.parts import parsed_safely

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_EMPTY_STRINGS = f'<sst xmlns="{MAIN}"/>'.encode()
_ROOT_RELATIONS = "_rels/.rels"
_MOST_CHARACTERS = 32_767
_LINE = 14
"""Points of a line in the font of a list, which has ten."""
_HIGHEST = 409
"""Points that Excel gives a row at most."""


@dataclass(frozen=True)
class LinkedText:
    """A text of an added sheet.

    Args:
        text: what is seen.
        sheet: the sheet that it leads to; empty where it leads nowhere.
        cell: the cell there.
    """

    text: str
    sheet: str = ""
    cell: CellPlace = CellPlace(1, 1)  # noqa: RUF009 - a tuple of numbers, which nobody can change


def add_sheet(package: ChangedPackage, name: str, widths: Sequence[int], rows: Sequence[Sequence[LinkedText]]) -> str:
    """Add a sheet as the last of a workbook.

    Args:
        package: the workbook; its changed parts are the result.
        name: what the sheet is to be called; it gets a number where a sheet of that name is there.
        widths: of the columns, in characters.
        rows: the first of them are the headings.

    Returns:
        The name that it got.

    Raises:
        KeyError, ValueError: if the package has no workbook or no styles as Excel writes them.
    """
    workbook = _workbook_part(package)
    root = parsed_safely(package.read(workbook))
    space = etree.QName(root).namespace
    sheets = root.find(f"{{{space}}}sheets")
    if sheets is None:
        raise ValueError("a workbook without sheets")
    part, relation = package.add_tied(workbook, "worksheet", "xl/worksheets/sheet{}.xml", _SHEET_TYPE)
    names = {str(sheet.get("name")).casefold() for sheet in sheets}
    free = next(it for number in range(1, len(names) + 2) if (it := _numbered(name, number)).casefold() not in names)
    number = max((int(str(sheet.get("sheetId"))) for sheet in sheets), default=0) + 1
    attributes = {"name": free, "sheetId": str(number), f"{{{_relations_of(sheets)}}}id": relation}
    etree.SubElement(sheets, f"{{{space}}}sheet", attributes)
    package.changed[workbook] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    number = _add_strings(package, workbook, [_visible(text.text)[:_MOST_CHARACTERS] for row in rows for text in row])
    package.changed[part] = _sheet(widths, rows, package.list_styles(), number).encode()
    return free


def _workbook_part(package: ChangedPackage) -> str:
    for relation in parsed_safely(package.read(_ROOT_RELATIONS)):
        if str(relation.get("Type")).endswith("/officeDocument"):
            return normpath(join(dirname("workbook"), str(relation.get("Target")).lstrip("/")))
    raise ValueError("a package without a workbook")


def _add_strings(package: ChangedPackage, workbook: str, texts: Sequence[str]) -> int:
    """Append texts to those that the sheets share; gives the number of the first."""
    part, _ = package.tie(workbook, "sharedStrings", "xl/sharedStrings.xml", _STRINGS_TYPE)
    root = parsed_safely(package.read(part, _EMPTY_STRINGS))
    space = etree.QName(root).namespace
    first = len(root.findall(f"{{{space}}}si"))
    for text in texts:
        line = etree.SubElement(etree.SubElement(root, f"{{{space}}}si"), f"{{{space}}}t")
        line.text = text
        line.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    root.set("uniqueCount", str(first + len(texts)))
    root.set("count", str(int(root.get("count", str(first))) + len(texts)))
    package.changed[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return first


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def _relations_of(sheets: etree._Element) -> str:
    """The namespace of the ties to sheets: that of the strict form of the format is another one."""
    names = (etree.QName(key) for sheet in sheets for key in map(str, sheet.attrib))
    return next((name.namespace for name in names if name.localname == "id" and name.namespace), RELATIONS)


def _sheet(
    widths: Sequence[int], rows: Sequence[Sequence[LinkedText]], styles: tuple[int, int, int], first: int
) -> str:
    """The sheet, whose texts stand one behind the other from a number on among those that the sheets share."""
    heading, plain, link = styles
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    lines, links = [], []
    strings = count(first)
    for row, texts in enumerate(rows, start=1):
        cells = []
        for column, text in enumerate(texts, start=1):
            ref = f"{column_letters(column)}{row}"
            style = heading if row == 1 else link if text.sheet else plain
            cells.append(f'<c r="{ref}" s="{style}" t="s"><v>{next(strings)}</v></c>')
            if text.sheet:
                place = f"'{text.sheet.replace(chr(39), chr(39) * 2)}'!{text.cell.ref}"
                links.append(f'<hyperlink ref="{ref}" location={quoteattr(place)}/>')
        lines.append(f'<row r="{row}" ht="{_height(texts, widths)}" customHeight="1">{"".join(cells)}</row>')
    tied = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData>{tied}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _height(texts: Sequence[LinkedText], widths: Sequence[int]) -> str:
    """The height in points of a row that shows all lines of its texts: programs that print do not always work it out.

    A character is taken to be as wide as a digit, by which widths are counted, and those of Chinese or Japanese as two;
    most are narrower, so that a row is rather too high.
    """
    lines = max(_lines(_visible(it.text), width) for it, width in zip(texts, widths, strict=True))
    return str(min(lines * _LINE, _HIGHEST))


def _lines(text: str, width: int) -> int:
    wide = "".join(it * 2 if east_asian_width(it) in ("W", "F") else it for it in text)
    return sum(max(1, len(wrap(line, width))) for line in wide.split("\n"))


def _visible(text: str) -> str:
    return "".join(character for character in text if character == "\n" or character.isprintable())

"""The parts of a workbook's package that a mark changes beside its sheets: styles, notes, and what ties them together.

Office Open XML, ECMA-376 part 1: styles 18.8, comments 18.7; the boxes of the notes are VML, part 4 section 19.
"""

import re
from collections.abc import Mapping, Sequence
from posixpath import dirname, join, normpath, relpath

from lxml import etree

from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.mark_cells import COLOUR_OF_A_FAULT, CellPlace, coloured, legacy_drawing, prefix_of
from ledger.spreadsheet.parts import parsed_safely

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_STYLES = "xl/styles.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COMMENTS_TYPE = f"{_MAIN_TYPE}.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR = "defense-ledger"
# Headings, cells, and cells that lead to another.
_LIST_FONTS = ('<b/><sz val="10"/>', '<sz val="10"/>', '<u/><sz val="10"/><color rgb="FF1F3A5F"/>')

_SHAPE = re.compile(rb"_x0000_s([0-9]+)")

_EMPTY_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellXfs count="1"><xf/></cellXfs></styleSheet>'
).encode()
_EMPTY_COMMENTS = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
_EMPTY_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode()
# Declared at each element: a library may have bound the prefixes anywhere but at the root.
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY_VML = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>{_SHAPE_TYPE}</xml>'
).encode()


class ChangedPackage:
    """The parts of a workbook: as they are in the archive, and those that were changed or added."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._red: dict[int, int] = {}
        self.changed: dict[str, bytes] = {}

    def read(self, part: str, otherwise: bytes = b"") -> bytes:
        """A part as it stands now; ``otherwise`` where there is none."""
        if part in self.changed:
            return self.changed[part]
        return self._archive.whole(part) if part in self._archive.parts else otherwise

    def unused(self, pattern: str) -> str:
        """The first name of a part that is not taken, such as ``xl/comments2.xml``."""
        taken = {part.casefold() for part in (*self._archive.parts, *self.changed)}
        number = next(it for it in range(1, len(taken) + 2) if pattern.format(it).casefold() not in taken)
        return pattern.format(number)

    def tie(self, part: str, kind: str, pattern: str, content_type: str) -> tuple[str, str]:
        """The part that another is tied to by a relation of this kind, made if there is none; and the relation's id."""
        name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        root = parsed_safely(self.read(name, _EMPTY_RELATIONS))
        for relation in root:
            if str(relation.get("Type")).endswith(f"/{kind}"):
                return _target(part, str(relation.get("Target"))), str(relation.get("Id"))
        return self.add_tied(part, kind, pattern, content_type)

    def add_tied(self, part: str, kind: str, pattern: str, content_type: str) -> tuple[str, str]:
        """A new part that another is tied to by a relation of this kind; and the relation's id."""
        name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        root = parsed_safely(self.read(name, _EMPTY_RELATIONS))
        made = self.unused(pattern)
        ids = {str(relation.get("Id")) for relation in root}
        new_id = next(it for number in range(1, len(ids) + 2) if (it := f"rId{number}") not in ids)
        target = relpath(made, dirname(part))
        attributes = {"Id": new_id, "Type": f"{RELATIONS}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_PACKAGE_RELATIONS}}}Relationship", attributes)
        self.changed[name] = _bytes(root)
        self._declare(made, content_type)
        return made, new_id

    def tied_to(self, part: str, relation: str) -> str:
        """The part behind the id of a relation."""
        name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        targets = {it.get("Id"): str(it.get("Target")) for it in parsed_safely(self.read(name, _EMPTY_RELATIONS))}
        return _target(part, targets[relation])

    def red(self, style: int) -> int:
        """The number of a style that is the given one in red."""
        if style not in self._red:
            root = self._styles()
            self._red[style] = _add_fault_fill(root, style)
            self.changed[_STYLES] = _bytes(root)
        return self._red[style]

    def list_styles(self) -> tuple[int, int, int]:
        """The numbers of three new styles for a list of texts: its headings, its cells, and those that lead away."""
        root = self._styles()
        heading, plain, link = (_add_text(root, font) for font in _LIST_FONTS)
        self.changed[_STYLES] = _bytes(root)
        return heading, plain, link

    def _styles(self) -> etree._Element:
        root = parsed_safely(self.read(_STYLES, _EMPTY_STYLES))
        if _STYLES not in self.changed and not self.read(_STYLES):
            self.tie("xl/workbook.xml", "styles", "xl/styles.xml", f"{_MAIN_TYPE}.styles+xml")
        return root

    def _declare(self, part: str, content_type: str) -> None:
        root = parsed_safely(self.read(_CONTENT_TYPES))
        space = etree.QName(root).namespace
        if part.endswith(".vml"):
            if not any(str(it.get("Extension")).casefold() == "vml" for it in root):
                root.insert(
                    0, root.makeelement(f"{{{space}}}Default", {"Extension": "vml", "ContentType": content_type})
                )
        else:
            etree.SubElement(root, f"{{{space}}}Override", {"PartName": f"/{part}", "ContentType": content_type})
        self.changed[_CONTENT_TYPES] = _bytes(root)


def mark_sheet(package: ChangedPackage, part: str, notes: Mapping[CellPlace, str]) -> None:
    """Colour cells of one sheet and put a note at each.

    Args:
        package: the workbook; its changed parts are the result.
        part: the sheet.
        notes: the text for each cell, in the order of rows and columns.
    """
    comments, _ = package.tie(part, "comments", "xl/comments{}.xml", _COMMENTS_TYPE)
    new = _add_comments(package, comments, notes)
    sheet = coloured(package.read(part), sorted(notes), package.red)
    place, relation = legacy_drawing(sheet)
    if relation is None:
        drawing, made = package.tie(part, "vmlDrawing", "xl/drawings/vmlDrawing{}.vml", _VML_TYPE)
        prefix = prefix_of(sheet).decode()
        tag = f'<{prefix}legacyDrawing xmlns:r="{RELATIONS}" r:id="{made}"/>'.encode()
        sheet = sheet[:place] + tag + sheet[place:]
    else:
        drawing = package.tied_to(part, relation)
    package.changed[part] = sheet
    package.changed[drawing] = _with_boxes(package.read(drawing, _EMPTY_VML), new)


def _target(part: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_fault_fill(root: etree._Element, style: int) -> int:
    """Append a red fill, and a copy of a style that has it; gives the number of the copy."""
    space = f"{{{etree.QName(root).namespace}}}"
    fills, styles = root.find(f"{space}fills"), root.find(f"{space}cellXfs")
    if fills is None or styles is None:
        raise ValueError("styles without fills or formats")
    reds = [
        number for number, fill in enumerate(fills) if any(it.get("rgb") == COLOUR_OF_A_FAULT for it in fill.iter())
    ]
    if not reds:
        pattern = etree.SubElement(etree.SubElement(fills, f"{space}fill"), f"{space}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{space}fgColor", rgb=COLOUR_OF_A_FAULT)
        etree.SubElement(pattern, f"{space}bgColor", indexed="64")
        fills.set("count", str(len(fills)))
        reds = [len(fills) - 1]
    copy = parsed_safely(etree.tostring(styles[style if style < len(styles) else 0]))
    copy.set("fillId", str(reds[0]))
    copy.set("applyFill", "1")
    styles.append(copy)
    styles.set("count", str(len(styles)))
    return len(styles) - 1


def _add_text(root: etree._Element, font: str) -> int:
    """Append a style of wrapped text in a font of our own; gives its number."""
    name = str(etree.QName(root).namespace)
    fonts, styles = root.find(f"{{{name}}}fonts"), root.find(f"{{{name}}}cellXfs")
    if fonts is None or styles is None:
        raise ValueError("styles without fonts or formats")
    fonts.append(parsed_safely(f'<font xmlns="{name}">{font}<name val="Calibri"/></font>'.encode()))
    fonts.set("count", str(len(fonts)))
    style = (
        f'<xf xmlns="{name}" numFmtId="49" fontId="{len(fonts) - 1}" fillId="0" borderId="0" applyFont="1" '
        'applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    )
    styles.append(parsed_safely(style.encode()))
    styles.set("count", str(len(styles)))
    return len(styles) - 1


def _add_comments(package: ChangedPackage, part: str, notes: Mapping[CellPlace, str]) -> list[CellPlace]:
    """Add the texts to the notes of a sheet; gives the cells that had none before."""
    root = parsed_safely(package.read(part, _EMPTY_COMMENTS))
    space = f"{{{etree.QName(root).namespace}}}"
    authors, listed = root.find(f"{space}authors"), root.find(f"{space}commentList")
    if authors is None or listed is None:
        raise ValueError("notes without authors or list")
    names = [author.text for author in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{space}author").text = _AUTHOR
        names.append(_AUTHOR)
    there = {comment.get("ref"): comment for comment in listed}
    new = []
    for cell, text in notes.items():
        comment = there.get(cell.ref)
        if comment is None:
            new.append(cell)
            comment = etree.SubElement(listed, f"{space}comment", ref=cell.ref, authorId=str(names.index(_AUTHOR)))
            etree.SubElement(comment, f"{space}text")
        body = comment.find(f"{space}text")
        run = etree.SubElement(comment if body is None else body, f"{space}r")
        line = etree.SubElement(run, f"{space}t")
        shown = "".join(it for it in text if it == "\n" or it.isprintable())
        line.text = f"\n\n{shown}" if cell.ref in there else shown
        line.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    package.changed[part] = _bytes(root)
    return new


def _with_boxes(vml: bytes, cells: Sequence[CellPlace]) -> bytes:
    """The drawing with a hidden box for each new note."""
    shapes = [int(number) for number in _SHAPE.findall(vml)]
    first = max([1024, *shapes]) + 1
    boxes = "".join(_box(first + number, cell) for number, cell in enumerate(cells))
    if b"_x0000_t202" not in vml:
        boxes = _SHAPE_TYPE + boxes
    end = vml.rfind(b"</xml>")
    if end < 0:
        raise ValueError("boxes of notes without an end")
    return vml[:end] + boxes.encode() + vml[end:]


def _box(number: int, cell: CellPlace) -> str:
    top, left = max(0, cell.row - 2), cell.column
    anchor = f"{left}, 15, {top}, 4, {left + 4}, 15, {top + 7}, 4"
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden;width:240pt;height:90pt" fillcolor="#ffe4e1" o:insetmode="auto">'
        '<v:fill color2="#ffe4e1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox><x:ClientData'
        ' ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{cell.row - 1}</x:Row>"
        f"<x:Column>{cell.column - 1}</x:Column></x:ClientData></v:shape>"
    )

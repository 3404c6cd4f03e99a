"""What lies on a sheet beside its cells: charts, pictures and shapes, and conditional formats that change looks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath, split

from lxml import etree

from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.cells import column_number
from ledger.spreadsheet.looks import BLACK, WHITE, Palette, plain_attributes
from ledger.spreadsheet.parts import parsed_safely

_KINDS: Mapping[str, str] = {
    "pic": "a picture",
    "sp": "a shape or text box",
    "cxnSp": "a line",
    "grpSp": "a group of shapes",
    "graphicFrame": "a chart",
    "contentPart": "a drawing by hand",
}
# English metric units in a point, and in the width of a character of the usual font (7 pixels).
_PER_POINT, _PER_CHARACTER = 12_700, 66_675
# A row and a column as they usually are, where an object states its size and not its last cell.
_ROW_SIZE, _COLUMN_SIZE = 15 * _PER_POINT, int(9.14 * _PER_CHARACTER)
_AREA = re.compile(r"\$?([A-Za-z]+)\$?([0-9]+)(?::\$?([A-Za-z]+)\$?([0-9]+))?")
_HIDDEN = re.compile(r"visibility\s*:\s*hidden")
_FALSE = frozenset({"0", "false"})

_OF_CHARTS = tuple(
    f"{{*}}{name}"
    for name in (
        *("f", "title", "dLbl", "builtInUnit", "custUnit", "min", "max", "numFmt"),
        *("grouping", "orientation", "logBase", "trendline", "errBars", "userShapes"),
    )
)
# As bars stand beside each other, and axes run, in all charts.
_USUAL = ("clustered", "minMax")
_IN_WORDS: Mapping[str, str] = {
    "trendline": "a line of a trend",
    "errBars": "bars of errors",
    "userShapes": "shapes drawn over it",
}

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


@dataclass(frozen=True)
class DrawnObject:
    """Something drawn on a sheet.

    Args:
        kind: what it is, in words.
        says: of a chart the cells it draws, its texts and units, and how its bars stand; of a shape its text.
        area: the cells that it lies over, as far as anybody can say without drawing it.
        described: its alternative text, which is read aloud in its place.

    >>> DrawnObject("a picture", "", (1, 1, 3, 2)).covers(3, 2)
    True
    """

    kind: str
    says: str
    area: Area
    described: str = ""

    def covers(self, row: int, column: int) -> bool:
        """Whether it lies over a cell."""
        top, left, bottom, right = self.area
        return top <= row <= bottom and left <= column <= right


@dataclass(frozen=True)
class FormatRule:
    """A conditional format that may change what its cells show.

    Args:
        areas: its cells.
        number_format: that it puts in place of theirs; empty for none.
        ink: the colour of the text, as RRGGBB; empty for that of the cell.
        papers: the colours that may stand behind it; none for that of the cell.
        is_struck: whether it strikes the text through.
        hides_value: whether it draws a bar or a sign in place of the value.

    >>> FormatRule(((1, 1, 9, 1),), "0.0,,").covers(9, 1)
    True
    """

    areas: tuple[Area, ...]
    number_format: str = ""
    ink: str = ""
    papers: tuple[str, ...] = ()
    is_struck: bool = False
    hides_value: bool = False

    def covers(self, row: int, column: int) -> bool:
        """Whether it is about a cell."""
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.areas)


def drawn_objects(archive: Archive, root: etree._Element, related: Sequence[tuple[str, str]]) -> Iterator[DrawnObject]:
    """Everything that is drawn on a sheet, in the order of its parts.

    Args:
        archive: the workbook.
        root: the sheet.
        related: the kinds and parts that it refers to.
    """
    for kind, part in related:
        if kind == "drawing":
            yield from _in_drawing(archive, part)
        elif kind == "vmlDrawing" and archive.whole(part):
            yield from _in_old_drawing(archive.whole(part))
    if next(root.iter("{*}picture"), None) is not None:
        yield DrawnObject("a picture behind the cells", "", (1, 1, 1_048_576, 16_384))
    for name, words in (("oleObject", "an embedded object"), ("control", "a control")):
        yield from (DrawnObject(words, "", (0, 0, 0, 0)) for _ in root.iter(f"{{*}}{name}"))


def format_rules(archive: Archive, root: etree._Element, palette: Palette) -> Iterator[FormatRule]:
    """The conditional formats of a sheet, those of later versions among them."""
    rules = list(root.iter("{*}cfRule"))
    styles = parsed_safely(archive.whole("xl/styles.xml")) if rules and "xl/styles.xml" in archive.parts else None
    looks = [] if styles is None else [look for it in styles.iter("{*}dxfs") for look in it.iterchildren("{*}dxf")]
    for rule in rules:
        home = rule.getparent()
        named = [str(it.text) for it in home.iter("{*}sqref")] if home is not None else []
        areas = tuple(_areas(" ".join([*named, home.get("sqref", "") if home is not None else ""])))
        number = str(rule.get("dxfId", ""))
        own = next(rule.iterchildren("{*}dxf"), None)
        look = looks[int(number)] if number.isdecimal() and int(number) < len(looks) else own
        yield _rule(rule, look, areas, palette)


def _rule(rule: etree._Element, look: etree._Element | None, areas: tuple[Area, ...], palette: Palette) -> FormatRule:
    hides = any(it.get("showValue") in _FALSE for it in rule.iter("{*}dataBar", "{*}iconSet"))
    bars = (it for it in rule.iter("{*}dataBar") if it.get("showValue") not in _FALSE)
    painted = [*rule.iterfind("{*}colorScale/{*}color"), *(it for bar in bars for it in bar.iterfind("{*}color"))]
    scale = _colours(painted, palette, WHITE)
    if look is None:
        return FormatRule(areas, papers=scale, hides_value=hides)
    fills = [it for name in ("bgColor", "fgColor") for it in look.iterfind(f"{{*}}fill/{{*}}patternFill/{{*}}{name}")]
    ink = _colours(look.iterfind("{*}font/{*}color"), palette, BLACK)
    struck = look.find("{*}font/{*}strike")
    shown = look.find("{*}numFmt")
    return FormatRule(
        areas,
        "" if shown is None else str(shown.get("formatCode", "")),
        ink[0] if ink else "",
        # A plain fill of a conditional format has its colour where a pattern has that of its background.
        (*_colours(fills[:1], palette, WHITE), *scale),
        struck is not None and struck.get("val") not in _FALSE,
        hides,
    )


def _colours(parts: Iterable[etree._Element], palette: Palette, own: str) -> tuple[str, ...]:
    return tuple(palette.rgb(plain_attributes(part)) or own for part in parts)


def _in_drawing(archive: Archive, part: str) -> Iterator[DrawnObject]:
    content = archive.whole(part)
    if not content:
        return
    charts = _charts(archive, part)
    for anchor in parsed_safely(content):
        name = etree.QName(anchor).localname if isinstance(anchor.tag, str) else ""
        if not name.endswith("Anchor"):
            continue
        area = _area(anchor, name)
        for element in anchor.iter():
            kind = _KINDS.get(etree.QName(element).localname) if isinstance(element.tag, str) else None
            if kind:
                chart = [charts.get(str(key), "") for one in element.iter("{*}chart") for key in one.attrib.values()]
                texts = [str(text.text or "") for text in element.iter("{*}t")]
                yield DrawnObject(kind, " ".join(filter(None, (*chart, *texts))), area, _described(element))


def _described(element: etree._Element) -> str:
    """The title and the description of an object, which a reader of screens reads."""
    own = next(element.iter("{*}cNvPr"), None)
    return "" if own is None else " ".join(f"{own.get('title', '')} {own.get('descr', '')}".split())


def _area(anchor: etree._Element, name: str) -> Area:
    def number(path: str) -> int:
        text = (anchor.findtext(path) or "0").strip()
        return int(text) if text.lstrip("-").isdecimal() else 0

    size = anchor.find("{*}ext")
    high, wide = (0, 0) if size is None else (int(size.get("cy", "0")), int(size.get("cx", "0")))
    if name == "absoluteAnchor":
        at = anchor.find("{*}pos")
        y, x = (0, 0) if at is None else (int(at.get("y", "0")), int(at.get("x", "0")))
        last = (y + high) // _ROW_SIZE + 1, (x + wide) // _COLUMN_SIZE + 1
        return y // _ROW_SIZE + 1, x // _COLUMN_SIZE + 1, *last
    top, left = number("{*}from/{*}row") + 1, number("{*}from/{*}col") + 1
    if name == "oneCellAnchor":
        return top, left, top + -(-high // _ROW_SIZE) - 1, left + -(-wide // _COLUMN_SIZE) - 1
    # Nothing of the last cell is covered where the object ends at its first edge.
    bottom = number("{*}to/{*}row") + (number("{*}to/{*}rowOff") > 0)
    return top, left, max(bottom, top), max(number("{*}to/{*}col") + (number("{*}to/{*}colOff") > 0), left)


def _charts(archive: Archive, part: str) -> Mapping[str, str]:
    """What each chart of a drawing draws and what is written in it, by relation."""
    folder, name = split(part)
    relations = archive.whole(join(folder, "_rels", f"{name}.rels"))
    charts = {}
    for relation in parsed_safely(relations).iter("{*}Relationship") if relations else ():
        target = normpath(join(dirname(part), str(relation.get("Target")))).lstrip("/")
        if str(relation.get("Type")).endswith("/chart") and archive.whole(target):
            chart = parsed_safely(archive.whole(target))
            charts[str(relation.get("Id"))] = " | ".join(filter(None, dict.fromkeys(_drawn(chart))))
    return charts


def _drawn(chart: etree._Element) -> Iterator[str]:
    """What a chart shows: its cells, texts typed into it, how its bars stand, and units and formats of its axes."""
    for element in chart.iter(*_OF_CHARTS):
        name, value = etree.QName(element).localname, str(element.get("val"))
        if name == "f":
            yield str(element.text).replace("$", "")
        elif name in ("title", "dLbl"):
            yield "".join(str(text.text or "") for text in element.iter("{*}t"))
        elif name in ("min", "max"):
            yield f"{name} {float(value):g}"
        elif name == "numFmt":
            yield re.sub(r'["\\]', "", str(element.get("formatCode"))).replace("General", "")
        elif value not in _USUAL:
            yield _IN_WORDS.get(name, f"{name} {value}")


def _in_old_drawing(content: bytes) -> Iterator[DrawnObject]:
    """What an old drawing shows without being asked; the frames of comments are hidden until then."""
    for shape in parsed_safely(content).iter("{*}shape"):
        if not _HIDDEN.search(shape.get("style", "")):
            texts = " ".join("".join(str(text) for text in shape.itertext()).split())
            yield DrawnObject("a comment or shape that always shows", texts, (0, 0, 0, 0))


def _areas(text: str) -> Iterator[Area]:
    for one in text.split():
        match = _AREA.fullmatch(one)
        if match:
            top, left = int(match[2]), column_number(match[1])
            yield top, left, int(match[4] or top), column_number(match[3]) if match[3] else left

"""The colours, sizes and fonts that a workbook gives its cells, as a reader sees them: themes and palettes resolved."""

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.parts import parsed_safely

BLACK, WHITE = "000000", "FFFFFF"

_THEME = "xl/theme/theme1.xml"
# A theme counts its colours otherwise than it lists them: light before dark.
_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
# The colours of numbers where a workbook has no list of its own: ECMA-376 part 1, 18.8.27. Taken from openpyxl, they
# would have every import of a table wait until that is loaded.
_INDEXED = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
)
# The theme of Office in the same order, with which programs draw a workbook that has none of its own.
_OFFICE = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Palette:
    """The colours that a workbook calls by number.

    Args:
        theme: by number, as RRGGBB; by default that of Office.
        indexed: by number, the same.

    >>> Palette().rgb({"indexed": "1"}), Palette().rgb({"rgb": "FF1F3A5F"}), Palette().rgb({"auto": "1"})
    ('FFFFFF', '1F3A5F', None)
    """

    theme: tuple[str, ...] = tuple(_OFFICE.split())
    indexed: tuple[str, ...] = tuple(_INDEXED.split())

    def rgb(self, colour: Mapping[str, str]) -> str | None:
        """What a colour is on the screen; None for the one that the program chooses.

        Args:
            colour: as a style states it, with the keys rgb, theme, indexed and tint.
        """
        named: str | None = colour.get("rgb", "")[-6:]
        for key, known in (("theme", self.theme), ("indexed", self.indexed)):
            number = colour.get(key, "")
            if number.isdecimal():
                # Beyond the 64 colours stand those of the system, black on white.
                named = known[int(number)] if int(number) < len(known) else None
        if named is None or not _HEX.fullmatch(named):
            return None
        return _tinted(named.upper(), colour.get("tint", ""))


@dataclass(frozen=True)
class CellLook:
    """How a text stands in its cell.

    Args:
        ink: colour of the text, as RRGGBB.
        papers: colours behind it, several for a pattern.
        size: in points.
        font: its name.
        is_struck: whether it is struck through.
        is_repeated: whether it is repeated until the cell is full.
        indent: by how many steps it is moved.
        turned: by how many degrees it is turned either way; 90 for letters below each other.
    """

    ink: str = BLACK
    papers: tuple[str, ...] = (WHITE,)
    size: float = 11.0
    font: str = "Calibri"
    is_struck: bool = False
    is_repeated: bool = False
    indent: int = 0
    turned: int = 0


@dataclass(frozen=True)
class TextRun:
    """A stretch of a text with looks of its own; None where it has those of its cell."""

    ink: str | None
    size: float | None
    font: str | None
    is_struck: bool


@dataclass(frozen=True)
class WorkbookLooks:
    """What resolves the looks of a workbook.

    Args:
        palette: its colours.
        runs: by text the stretches in it that have looks of their own.
    """

    palette: Palette = field(default_factory=Palette)
    runs: Mapping[str, tuple[TextRun, ...]] = field(default_factory=dict)


def workbook_looks(archive: Archive) -> WorkbookLooks:
    """The colours of a workbook, and the texts whose stretches look different.

    Raises:
        etree.XMLSyntaxError: for a part that is no XML.
    """
    palette = _palette(archive)
    runs: dict[str, tuple[TextRun, ...]] = {}
    for part in archive.parts:
        is_sheet = part.startswith("xl/worksheets/") and part.endswith(".xml")
        content = archive.whole(part) if is_sheet or part == "xl/sharedStrings.xml" else b""
        # Few workbooks have such texts at all: one search of the bytes tells.
        if b"rPr" in content:
            runs.update(_runs(parsed_safely(content), palette))
    return WorkbookLooks(palette, runs)


def _palette(archive: Archive) -> Palette:
    theme = archive.whole(_THEME)
    colours = {}
    for scheme in parsed_safely(theme).iter("{*}clrScheme") if theme else ():
        for named in scheme:
            for it in named:
                colours[etree.QName(named).localname] = str(it.get("lastClr") or it.get("val"))
    styles = archive.whole("xl/styles.xml")
    own = [str(it.get("rgb"))[-6:] for it in parsed_safely(styles).iter("{*}rgbColor")] if styles else []
    known = tuple(colours.get(name, BLACK) for name in _ORDER) if colours else Palette().theme
    return Palette(known, (*own, *Palette().indexed[len(own) :]))


def _runs(root: etree._Element, palette: Palette) -> Iterator[tuple[str, tuple[TextRun, ...]]]:
    for text in root.iter("{*}si", "{*}is"):
        runs = tuple(_run(it, palette) for it in text.iterchildren("{*}r") if "".join(_words(it)).strip())
        if runs:
            yield "".join(_words(text)), runs


def _words(text: etree._Element) -> Iterator[str]:
    # What is read aloud above a text (rPh) is no part of it.
    for it in text.iterchildren("{*}t", "{*}r"):
        yield from _words(it) if etree.QName(it).localname == "r" else (str(it.text or ""),)


def _run(run: etree._Element, palette: Palette) -> TextRun:
    colour, size, font = (run.find(f"{{*}}rPr/{{*}}{name}") for name in ("color", "sz", "rFont"))
    struck = run.find("{*}rPr/{*}strike")
    return TextRun(
        None if colour is None else palette.rgb(plain_attributes(colour)) or BLACK,
        None if size is None else float(size.get("val", "11")),
        None if font is None else str(font.get("val")),
        struck is not None and struck.get("val") not in ("0", "false"),
    )


def plain_attributes(part: etree._Element) -> Mapping[str, str]:
    """The attributes of a part as texts."""
    return {str(key): str(value) for key, value in part.attrib.items()}


def _tinted(rgb: str, tint: str) -> str:
    """A colour made lighter (to 1) or darker (to -1), as spreadsheets do it: in its lightness alone."""
    try:
        by = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        by = 0.0
    if not by:
        return rgb
    hue, light, full = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + by) if by < 0 else light * (1 - by) + by
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))

"""What the looks of a cell say of what it holds: its number format, a line through it, raised digits within its text.

The numbers of styles and of shared texts are bytes, as they stand in the XML of a sheet.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from ledger.foundation import SAFE_XML
from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.number_formats import NumberFormat, number_format

STRINGS_PART, STYLES_PART = "xl/sharedStrings.xml", "xl/styles.xml"

# Formats that have a number and no code in the file; those for money show the sign of the reader's own country there,
# and a dollar where the file was written by a program that has none.
_BUILT_IN: Mapping[str, str] = {
    **dict.fromkeys(("9", "10"), "0%"),
    **dict.fromkeys(("5", "6", "7", "8", "42", "44"), '"$"#,##0'),
}
_MARKS = (b"vertAlign", b"strike")
# More styles or texts than these are not searched for one by one.
_MOST_SEARCHED = 200
_RAISED, _LOWERED = "superscript", "subscript"
_FALSE = frozenset({"0", "false"})
_PREFIX = re.compile(rb"(</?)\w+:")
_PARSER = etree.XMLParser(recover=True, **SAFE_XML)


@dataclass(frozen=True)
class MarkedText:
    """A text of which a part is raised, lowered or struck through.

    Args:
        text: raised and lowered digits as the characters for them, such as a superscript 3.
        struck: the part that is struck through; empty for none.

    >>> MarkedText("1450000\u00b3").is_struck
    False
    """

    text: str
    struck: str = ""

    @property
    def is_struck(self) -> bool:
        """Whether it is struck through from end to end."""
        return bool(self.struck.strip()) and self.struck.split() == self.text.split()


@dataclass(frozen=True)
class Run:
    """A stretch of a text with looks of its own.

    Args:
        text: as it stands in the file.
        moved: superscript, subscript, or anything else for neither.
        is_struck: whether it is struck through.
    """

    text: str
    moved: str
    is_struck: bool

    def of(self, text: str) -> "Run":
        """Another stretch with the same looks.

        >>> Run("", "", is_struck=True).of("a").is_struck
        True
        """
        return Run(text, self.moved, self.is_struck)


@dataclass(frozen=True)
class CellMarks:
    """What the styles and shared texts of a workbook say, by their numbers.

    Args:
        formats: number formats that show more than the number.
        struck: styles whose font has a line through it.
        texts: shared texts with marks in them.
    """

    formats: Mapping[bytes, NumberFormat] = field(default_factory=dict)
    struck: frozenset[bytes] = frozenset()
    texts: Mapping[bytes, MarkedText] = field(default_factory=dict)

    def may_be_in(self, piece: bytes) -> bool:
        """Whether a piece of a sheet may have a cell that they are about; a piece without costs a few searches.

        >>> CellMarks(struck=frozenset([b"7"])).may_be_in(b'<c r="A1" s="7"><v>1</v></c>')
        True
        """
        if any(mark in piece for mark in _MARKS):
            return True
        styles = self.formats.keys() | self.struck
        if styles and (len(styles) > _MOST_SEARCHED or b"s='" in piece or b"s =" in piece or b"\ts=" in piece):
            return True
        if self.texts and (len(self.texts) > _MOST_SEARCHED or b"<v " in piece):
            return True
        return any(b' s="%b"' % style in piece for style in styles) or any(b">%b<" % it in piece for it in self.texts)


def cell_marks(archive: Archive, styles: etree._Element | None) -> CellMarks:
    """The marks of a workbook.

    Args:
        archive: the workbook.
        styles: its part of styles, if it has one.
    """
    formats, struck = ({}, frozenset()) if styles is None else (_formats(styles), _struck(styles))
    return CellMarks(formats, struck, _shared_texts(archive))


def marked_text(content: bytes) -> MarkedText | None:
    """The text that stands in a cell itself, by its XML; None for one without marks.

    >>> marked_text(b"<is><r><t>2</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>3</t></r></is>").text
    '2\u00b3'
    """
    if not any(mark in content for mark in _MARKS):
        return None
    # What a prefix stands for is declared above the cell, and not here.
    root = etree.fromstring(b"<c>" + _PREFIX.sub(rb"\1", content) + b"</c>", _PARSER)
    return None if root is None else _marked(root)


def marked_runs(runs: Sequence[Run]) -> MarkedText | None:
    """The text that stretches make, with its marks; None where none of them has any.

    >>> marked_runs([Run("620000", "", is_struck=False), Run("2", "superscript", is_struck=False)]).text
    '620000\u00b2'
    """
    if not any(run.is_struck or run.moved in (_RAISED, _LOWERED) for run in runs):
        return None
    is_figure = not any(map(str.isalpha, "".join(run.text for run in runs if run.moved not in (_RAISED, _LOWERED))))
    shown = [_moved(run.text, run.moved, is_figure=is_figure) for run in runs]
    struck = (text for text, run in zip(shown, runs, strict=True) if run.is_struck)
    return MarkedText("".join(shown), "".join(struck))


def _formats(styles: etree._Element) -> Mapping[bytes, NumberFormat]:
    own = {str(it.get("numFmtId")): str(it.get("formatCode") or "") for it in styles.iter("{*}numFmt")}
    codes = {**_BUILT_IN, **own}
    formats = {number: number_format(codes.get(str(it.get("numFmtId")), "")) for number, it in _looks(styles)}
    return {number: it for number, it in formats.items() if it.speaks}


def _struck(styles: etree._Element) -> frozenset[bytes]:
    fonts = styles.find("{*}fonts")
    lines = [_is_on(it.find("{*}strike")) for it in (() if fonts is None else fonts.iterchildren("{*}font"))]
    struck = {str(number) for number, is_struck in enumerate(lines) if is_struck}
    return frozenset(number for number, it in _looks(styles) if it.get("fontId", "0") in struck)


def _looks(styles: etree._Element) -> Iterator[tuple[bytes, etree._Element]]:
    looks = styles.find("{*}cellXfs")
    for number, look in enumerate(() if looks is None else looks.iterchildren("{*}xf")):
        yield str(number).encode(), look


def _shared_texts(archive: Archive) -> Mapping[bytes, MarkedText]:
    if STRINGS_PART not in archive.parts:
        return {}
    if not any(mark in piece for piece in archive.pieces(STRINGS_PART) for mark in _MARKS):
        return {}
    root = etree.fromstring(archive.whole(STRINGS_PART), _PARSER)
    texts = {} if root is None else dict(enumerate(map(_marked, root.iterchildren("{*}si"))))
    return {str(number).encode(): text for number, text in texts.items() if text is not None}


def _marked(text: etree._Element) -> MarkedText | None:
    """A text with its marks, or None for one without."""
    return marked_runs(
        [
            Run(str(run.findtext("{*}t") or ""), _mark_of(run, "vertAlign"), is_struck=_is_on(_property(run, "strike")))
            for run in text.iter("{*}r")
        ]
    )


def _moved(word: str, kind: str, *, is_figure: bool) -> str:
    """A run as it is seen: the characters for raised and lowered ones, where they could be taken for another figure."""
    if kind not in (_RAISED, _LOWERED) or (kind == _LOWERED and not is_figure):
        return word
    characters = _characters(kind)
    return "".join(characters.get(it, it) if is_figure or it.isdecimal() else it for it in word)


@cache
def _characters(kind: str) -> Mapping[str, str]:
    """The raised or lowered character for each that has one."""
    mark = "<super>" if kind == _RAISED else "<sub>"
    characters: dict[str, str] = {}
    for code in range(0x80, 0x2E80):
        how, _, plain = unicodedata.decomposition(chr(code)).partition(" ")
        if how == mark and " " not in plain:
            characters.setdefault(chr(int(plain, 16)), chr(code))
    return characters


def _mark_of(run: etree._Element, name: str) -> str:
    mark = _property(run, name)
    return "" if mark is None else str(mark.get("val", ""))


def _property(run: etree._Element, name: str) -> etree._Element | None:
    return run.find(f"{{*}}rPr/{{*}}{name}")


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get("val") not in _FALSE

"""How much room text takes in the cells of a workbook: programs that only show it fit neither columns nor rows to it.

Widths are in the characters of Excel, by which columns are measured: a pixel and a bit less than a digit of Arial.
"""

from collections.abc import Iterable
from functools import cache
from math import ceil

from ledger.render.sheet import HEADING_HEIGHT, LINE_HEIGHT

_MOST_HEADING_WIDTH, _HEADING_LINES = 40.0, 3
# No row of Excel is higher; this and all heights of rows are whole pixels, of which one is 0.75 points.
_HIGHEST_ROW = 408.75
# Pixels that make a point, and a character of Excel.
_OF_A_POINT, _OF_A_CHARACTER = 96 / 72, 7
# What a cell leaves free beside its text.
_FREE, _FREE_BESIDE_HEADING = 0.8, 1.2
# In hundredths of the size of the type, bold; small letters that are not are a little narrower.
_GROUPS = {
    28: " ,./\\|ijlłI'ІЇії·\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    34: "!():;[]-ft`",
    40: "*r{}°гґ",
    50: '"zźżкт“”„',
    74: "м",
    79: "GOQwÓÖ\N{CYRILLIC CAPITAL LETTER O}",
    90: "%mæM\N{CYRILLIC CAPITAL LETTER EM}шщЖФфыюж",
    103: "@WœŒШЩЮЫ…—",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_SMALL, _CAPITAL, _OTHER = 62, 73, 100
_UPRIGHT = 0.92
# Letters behind these are of scripts with wide signs.
_LAST_OF_NARROW = 0x2100


def text_width(text: str, *, size: float = 10, is_bold: bool = False) -> float:
    """How wide a text in one line is, in characters of Excel; rather a little more than less.

    Args:
        text: in Arial.
        size: in points.
        is_bold: whether it is.

    >>> round(text_width("Vereinbarungen", is_bold=True), 1), round(text_width("125"), 1)
    (15.3, 3.3)
    """
    hundredths = sum(_letter_width(letter, is_bold=is_bold) for letter in text)
    return hundredths / 100 * size * _OF_A_POINT / _OF_A_CHARACTER


def in_lines(text: str, width: float, *, size: float = 10, is_bold: bool = False) -> tuple[str, ...]:
    """A text in lines of whole words; a word that is wider stands in a line of its own.

    Args:
        text: in Arial; blanks that do not break are kept.
        width: of a line, in characters of Excel.
        size: in points.
        is_bold: whether it is.

    >>> in_lines("Average age of what is still open, days", 15)
    ('Average age of', 'what is still', 'open, days')
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size=size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def lines_needed(text: str, width: float, *, is_bold: bool = False) -> int:
    """How many lines a text takes in a column, in which a program breaks words that are wider than it.

    >>> lines_needed("Average age of what is still open, days", 15.8), lines_needed("a" * 30, 12.8)
    (3, 3)
    """
    room = max(1.0, width - _FREE)
    lines = in_lines(text, room, is_bold=is_bold)
    return sum(max(1, ceil(text_width(line, is_bold=is_bold) / room)) for line in lines)


def heading_width(heading: str, least: float) -> float:
    """How wide a column has to be for its heading: no word of it is broken, and it takes few lines.

    Args:
        heading: in bold type.
        least: how wide the column is without it.

    >>> heading_width("Vereinbarungen", 9.5), heading_width("Share, %", 9.5)
    (16.5, 9.5)
    """
    words = max(text_width(word, is_bold=True) for word in heading.split(" "))
    width = max(least, min(_MOST_HEADING_WIDTH, ceil((words + _FREE_BESIDE_HEADING) * 10) / 10))
    while lines_needed(heading, width, is_bold=True) > _HEADING_LINES and width < _MOST_HEADING_WIDTH:
        width += 1
    return width


def heading_height(headings: Iterable[tuple[str, float]]) -> float:
    """How high the row of some headings is, in points.

    Args:
        headings: each with the width of its column.

    >>> heading_height([("Donor", 20)]), heading_height([("Average age of what is still open, days", 15.8)])
    (32.25, 45.75)
    """
    lines = max(lines_needed(heading, width, is_bold=True) for heading, width in headings)
    return min(_HIGHEST_ROW, max(HEADING_HEIGHT, LINE_HEIGHT * lines + 5.25))


def row_height(lines: int, least: float) -> float:
    """How high a row with so many lines is, in points.

    >>> row_height(1, 15.75), row_height(2, 15.75), row_height(99, 15.75)
    (15.75, 29.25, 408.75)
    """
    return least if lines == 1 else min(_HIGHEST_ROW, LINE_HEIGHT * lines + 2.25)


@cache
def _letter_width(letter: str, *, is_bold: bool) -> float:
    """Of one letter, in hundredths of the size."""
    if ord(letter) >= _LAST_OF_NARROW:
        return _WIDTHS.get(letter, _OTHER)
    width = _WIDTHS.get(letter, _CAPITAL if letter.isupper() else _SMALL)
    return width if is_bold or letter.isupper() else width * _UPRIGHT

"""Whether the sheets of a workbook are printed with all of their text, measured by the letters of Helvetica."""

from functools import cache
from itertools import takewhile
from math import ceil

import pymupdf
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

# What a column leaves free beside its text, and the width of one to which nobody gives any.
_BESIDE = 5 / 7
_UNSET = 64 / 7 - _BESIDE
# Arial and its twins take so much of a line, in their own size.
_LINE = 1.15
# Words of others may be longer than any column.
_MOST_OF_A_WORD = 39


def faults_of_text(path):
    """Each text for readers that is cut: by the edge of its cell or its row, by the next cell, or by that of the paper.

    Sheets of evidence are left out: their names begin with a code.
    """
    book, values = load_workbook(path), load_workbook(path, data_only=True)
    for sheet in book:
        if sheet.title[0] == "E" and sheet.title[1].isdigit():
            continue
        *_, last, _ = range_boundaries(sheet.print_area.rpartition("!")[2])
        widths = [_width(sheet, column) for column in range(1, last + 1)]
        for row in values[sheet.title].iter_rows(max_col=last):
            for cell in (cell for cell in row if isinstance(cell.value, str)):
                if fault := _fault(cell, row, widths):
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value}: {fault}"


def _width(sheet, column):
    """The width of a column, in characters that have room in it."""
    ranges = [it for it in sheet.column_dimensions.values() if it.min <= column <= it.max]
    return ranges[0].width - _BESIDE if ranges else _UNSET


def _fault(cell, row, widths):
    place, look = cell.column - 1, cell.alignment
    if look.wrap_text:
        return _fault_of_lines(cell, widths[place] - look.indent)
    beside = takewhile(lambda it: it.value is None, row[cell.column :]) if look.horizontal != "right" else ()
    room = widths[place] + sum(widths[it.column - 1] + _BESIDE for it in beside)
    return "is cut" if _measured(cell.value, cell.font) > room else None


def _fault_of_lines(cell, width):
    lines, broken = [], 0
    for word in cell.value.split(" "):
        if width < (room := _measured(word, cell.font)) <= _MOST_OF_A_WORD:
            return f"{word} is broken"
        broken += max(0, ceil(room / width) - 1)
        longer = " ".join([*lines[-1:], word])
        lines = [*lines[:-1], longer] if _measured(longer, cell.font) <= width else [*lines, word]
    height = cell.parent.row_dimensions[cell.row].height or 15
    return "loses lines" if (len(lines) + broken) * cell.font.size * _LINE > height else None


def _measured(text, font):
    """How wide a text is, in characters of Excel."""
    return _helvetica(is_bold=bool(font.b)).text_length(text, fontsize=font.size) * 96 / 72 / 7


@cache
def _helvetica(*, is_bold):
    return pymupdf.Font("hebo" if is_bold else "helv")

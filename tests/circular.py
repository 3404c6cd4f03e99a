"""Formulas whose ranges reach their own cell: Excel calls them circular, LibreOffice recalculates many of them."""

from functools import cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import get_column_letter, range_boundaries

from ledger.audit import read_cells
from ledger.audit.received.formulas import Tables


def circular(path):
    """The cells of a workbook whose formula refers to a range that holds the cell itself: Sheet!B7."""
    sheets = read_cells(path)
    tables = Tables({it.name.casefold(): (name, it) for name, sheet in sheets.items() for it in sheet.shape.tables})
    return [
        f"{name}!{get_column_letter(column)}{row}"
        for name, sheet in sheets.items()
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if cell.formula and any(_reaches(it, (name, row, column), tables) for it in _ranges(cell.formula))
    ]


@cache
def _ranges(formula):
    return [it.value for it in Tokenizer(formula).items if it.type == Token.OPERAND and it.subtype == Token.RANGE]


def _reaches(reference, cell, tables):
    sheet, row, column = cell
    cells = tables.cells_of(reference, sheet, row) if "[" in reference else reference
    name, _, span = cells.replace("$", "").rpartition("!")
    if name and name.strip("'").casefold() != sheet.casefold():
        return False
    first_column, first, last_column, last = range_boundaries(span.upper())
    return first_column <= column <= last_column and first <= row <= last

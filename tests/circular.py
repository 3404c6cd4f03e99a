"""Formulas whose ranges reach their own cell: Excel calls them circular, LibreOffice recalculates many of them."""

from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import range_boundaries

from ledger.audit import read_cells
from ledger.audit.received.formulas import Tables


def circular(path):
    """The cells of a workbook whose formula refers to a range that holds the cell itself: Sheet!B7."""
    shapes = {name: sheet.shape for name, sheet in read_cells(path).items()}
    tables = Tables({it.name.casefold(): (name, it) for name, shape in shapes.items() for it in shape.tables})
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and any(_reaches(it, cell, tables) for it in _ranges(str(cell.value)))
    ]


def _ranges(formula):
    return [it.value for it in Tokenizer(formula).items if it.type == Token.OPERAND and it.subtype == Token.RANGE]


def _reaches(reference, cell, tables):
    sheet = cell.parent.title
    cells = tables.cells_of(reference, sheet, cell.row) if "[" in reference else reference
    name, _, span = cells.replace("$", "").rpartition("!")
    if name and name.strip("'").casefold() != sheet.casefold():
        return False
    first_column, first, last_column, last = range_boundaries(span.upper())
    return first_column <= cell.column <= last_column and first <= cell.row <= last

"""Formulas whose ranges reach their own cell: Excel calls them circular, LibreOffice recalculates many of them."""

from functools import cache

from excel_parts import Package
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from ledger.audit.received.formulas import Tables
from ledger.spreadsheet import SheetTable


def circular(path):
    """The cells of a workbook whose formula refers to a range that holds the cell itself: Sheet!B7."""
    package = Package(path.read_bytes())
    tables = Tables({it.name.casefold(): (it.sheet, _table(it)) for it in package.tables})
    return [
        f"{sheet.name}!{cell.place}"
        for sheet in package.sheets
        for _, row in sheet.rows
        for cell in row
        if cell.formula and any(_reaches(it, sheet.name, cell.place, tables) for it in _ranges(f"={cell.formula}"))
    ]


def _table(table):
    columns = tuple(name for _, name in table.columns)
    return SheetTable(table.name, table.root.get("ref"), columns, (str(table.headings), str(table.totals)))


@cache
def _ranges(formula):
    return [it.value for it in Tokenizer(formula).items if it.type == Token.OPERAND and it.subtype == Token.RANGE]


def _reaches(reference, sheet, place, tables):
    row, column = coordinate_to_tuple(place)
    cells = tables.cells_of(reference, sheet, row) if "[" in reference else reference
    name, _, span = cells.replace("$", "").rpartition("!")
    if name and name.strip("'").casefold() != sheet.casefold():
        return False
    first_column, first, last_column, last = _boundaries(span.upper())
    return first_column <= column <= last_column and first <= row <= last


_boundaries = cache(range_boundaries)

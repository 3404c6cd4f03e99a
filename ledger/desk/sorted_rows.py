"""Tables for readers that somebody has sorted: a row is the one with its name, wherever it stands now.

Only the rows of a table itself may move; totals, readings and memo lines stand below them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from openpyxl.formula.translate import Translator

from ledger.audit import SavedCell, SheetCells
from ledger.spreadsheet import column_letters

Names = tuple[str, ...]
"""What stands in the first columns of a row."""
RowsOfSheets = Mapping[str, Mapping[int, Names]]
"""Of each sheet for readers, in small letters, the names of the rows that may move, by their numbers."""


def names_held(sheet: SheetCells, issued: Mapping[int, Names]) -> Mapping[int, Names]:
    """The names that stand in these rows now; empty ones where nothing stands.

    Args:
        sheet: as it was received.
        issued: the names of the rows as they were issued.
    """
    return {row: tuple(_text(sheet, row, column) for column in range(1, len(own) + 1)) for row, own in issued.items()}


def _text(sheet: SheetCells, row: int, column: int) -> str:
    value = sheet.rows.get(row, {}).get(column, SavedCell(None)).value
    return "" if value is None else str(value)


def issued_rows(held: Mapping[int, Names], issued: Mapping[int, Names]) -> Mapping[int, int]:
    """Where each of these rows was issued: by its name, and those whose name tells nothing in their order.

    Args:
        held: the names that stand there now, by the number of the row.
        issued: those as they were issued.

    >>> issued_rows({6: ("B",), 7: ("A",), 8: ("?",)}, {6: ("A",), 7: ("B",), 8: ("C",)})
    {6: 7, 7: 6, 8: 8}
    """
    several = {name for names in (held, issued) for name, count in Counter(names.values()).items() if count > 1}
    by_name = {name: row for row, name in issued.items() if name not in several}
    known = {row: by_name[name] for row, name in held.items() if name in by_name and name not in several}
    free = [row for row in issued if row not in known.values()]
    rest = dict(zip((row for row in held if row not in known), free, strict=True))
    return {row: known.get(row) or rest[row] for row in held}


def moved_rows(received: SheetCells, issued: RowsOfSheets) -> Mapping[int, int]:
    """Where each row of a sheet was issued; empty if all of them stand there.

    Args:
        received: a sheet of a workbook that came back.
        issued: the names of the rows of its tables for readers.
    """
    names = issued.get(received.name.casefold(), {})
    rows = issued_rows(names_held(received, names), names)
    return rows if any(now != then for now, then in rows.items()) else {}


def put_back(sheet: SheetCells, moved: Mapping[int, int]) -> SheetCells:
    """The same sheet with each row where it was issued.

    Args:
        sheet: as it came back.
        moved: as :func:`moved_rows` gives it.
    """
    if not moved:
        return sheet
    rows = {
        moved.get(row, row): {
            column: _moved(cell, (row, moved.get(row, row)), column) for column, cell in cells.items()
        }
        for row, cells in sheet.rows.items()
    }
    return replace(sheet, rows=dict(sorted(rows.items())))


def _moved(cell: SavedCell, rows: tuple[int, int], column: int) -> SavedCell:
    """A cell in another row: what its formula names in its own row moves with it, as programs move it."""
    if cell.formula is None or rows[0] == rows[1]:
        return cell
    now, then = (f"{column_letters(column)}{row}" for row in rows)
    return replace(cell, formula=Translator(cell.formula, origin=now).translate_formula(then))

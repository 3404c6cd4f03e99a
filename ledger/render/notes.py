"""The sheets Notes (method in plain words) and Map (hidden: from each figure to its cell)."""

from collections.abc import Sequence

from ledger.render.cells import Value
from ledger.render.keys import Lookup
from ledger.render.sheet import Column, Mapped, Sheet

TOP = 3

_NOTES = (Column("About", 20), Column("Note", 130, "wrap"))
_MAP = (Column("Figure", 60), Column("Sheet", 24), Column("Cell", 10), Column("Exact", 30))


def draw_notes(sheet: Sheet, lookup: Lookup) -> None:
    """How the figures came about, for a reader who has only this file."""
    rows: list[list[Value]] = [[note.about, note.text] for note in lookup.report.notes]
    sheet.head("Notes", "Method, scope, assumptions, and what is not converted.")
    place = sheet.table(TOP, "Notes", _NOTES, rows)
    sheet.raw.freeze_panes(TOP + 1, 0)
    sheet.print_table(TOP, place.last, _NOTES)


def draw_map(sheet: Sheet, figures: Sequence[Mapped]) -> None:
    """Which cell shows which figure, with its exact value as text; hidden, for programs that verify the workbook."""
    rows: list[list[Value]] = [[it.figure, it.sheet, it.cell, it.exact] for it in figures]
    sheet.head("Map", "Where each figure stands, with its exact value.")
    sheet.table(TOP, "Map", _MAP, rows)
    sheet.raw.hide()

"""The sheets Notes (method), Memberships (who belonged to a group) and Map (hidden: from each figure to its cell)."""

from collections.abc import Sequence

from ledger.foundation import parse_day
from ledger.records import GROUPS, party_name, rows
from ledger.render.cells import Value
from ledger.render.keys import Lookup
from ledger.render.sheet import Column, Mapped, Sheet

TOP = 3

_NOTES = (Column("About", 20), Column("Note", 130, "wrap"))
_MEMBERSHIPS = (
    Column("Group", 34),
    Column("Member", 30),
    Column("Code", 8),
    Column("From", 11, "day"),
    Column("Until", 11, "day"),
    Column("Source", 100, "wrap"),
)
_MAP = (Column("Figure", 60), Column("Sheet", 24), Column("Cell", 10), Column("Exact", 30))


def draw_notes(sheet: Sheet, lookup: Lookup) -> None:
    """How the figures came about, for a reader who has only this file."""
    notes: list[list[Value]] = [[note.about, note.text] for note in lookup.report.notes]
    sheet.head("Notes", "Method, scope, assumptions, and what is not converted.")
    place = sheet.table(TOP, "Notes", _NOTES, notes)
    sheet.raw.freeze_panes(TOP + 1, 0)
    sheet.print_table(TOP, place.last, _NOTES)


def draw_memberships(sheet: Sheet, lookup: Lookup) -> None:
    """The memberships of the groups on which the report rests, as the code list of the program has them."""
    named = lookup.report.definition.groups
    memberships: list[list[Value]] = [
        [
            GROUPS[row["group"]],
            party_name(row["member"]),
            row["member"],
            parse_day(row["from"]),
            parse_day(row["until"]) if row["until"] else None,
            row["source"],
        ]
        for row in rows("memberships")
        if row["group"] in named
    ]
    sheet.head("Memberships", "The first and the last day count; what decides is the day of the announcement.")
    place = sheet.table(TOP, "Memberships", _MEMBERSHIPS, memberships)
    sheet.raw.freeze_panes(TOP + 1, 2)
    sheet.print_table(TOP, place.last, _MEMBERSHIPS)


def draw_map(sheet: Sheet, figures: Sequence[Mapped]) -> None:
    """Which cell shows which figure, with its exact value as text; hidden, for programs that verify the workbook."""
    cells: list[list[Value]] = [[it.figure, it.sheet, it.cell, it.exact] for it in figures]
    sheet.head("Map", "Where each figure stands, with its exact value.")
    sheet.table(TOP, "Map", _MAP, cells)
    sheet.raw.hide()

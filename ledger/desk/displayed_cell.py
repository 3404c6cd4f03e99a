"""What a cell of a report's workbook displays: for whom and when, in which unit, and the exact figure behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledger.presentation import FigureKey, Presentation, PresentedRow, PresentedTable
from ledger.render import tabs_of


@dataclass(frozen=True)
class DisplayedCell:
    """A displayed figure in its cell.

    Args:
        cell: sheet and cell, as ``Sheet!C7``.
        row: the names of its row.
        column: what stands above it.
        text: what it shows, with its marks.
        unit: of that.
        number: the same as a number; None where it shows marks alone.
    """

    cell: str
    row: str
    column: str
    text: str
    unit: str
    number: Decimal | None


def displayed_cell(presentation: Presentation, cell: str, key: FigureKey) -> DisplayedCell | None:
    """What a cell displays that shows a figure; None where no table displays it.

    Args:
        presentation: of the report.
        cell: sheet and cell.
        key: the figure.
    """
    unit, sheet = presentation.language.unit(presentation.scale), cell.rpartition("!")[0]
    tabs = tabs_of(presentation)
    # The same figure may stand in several tables: that of the sheet comes first.
    tables = sorted(presentation.tables, key=lambda table: tabs[table.name] != sheet)
    found = ((row, shown) for table in tables for row in table.rows for shown in _shown(presentation, table, row))
    for row, (own, column, text, number) in found:
        if own == key:
            return DisplayedCell(cell, ", ".join(filter(None, row.names)), column, text, unit, number)
    return None


def _shown(
    presentation: Presentation, table: PresentedTable, row: PresentedRow
) -> Iterator[tuple[FigureKey, str, str, Decimal | None]]:
    """Each figure of a row with the heading above it; and the readings of the row, which the first sheet has."""
    say = presentation.language.say
    for column, figure in zip((*table.columns, say("Total")), row.figures, strict=True):
        yield figure.key, column, figure.text, figure.number
    whole = row.total
    for heading, key, number in (
        (say("Lowest"), whole.key.at("low"), whole.lowest),
        (say("Highest"), whole.key.at("high"), whole.highest),
    ):
        if number is not None:
            yield key, heading, presentation.language.number(number), number

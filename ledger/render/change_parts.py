"""What a figure has changed by as a sheet: a row for each part, with what it is at both ends and a live sum."""

from collections.abc import Iterable

from ledger.audit import ChangedPart, FigureChange
from ledger.foundation import Money, from_minor
from ledger.records import CURRENCIES, minor_of, together
from ledger.render.cells import Formula, Value, this
from ledger.render.sheet import Column, Sheet

THEN, NOW = "Then", "Now"
"""The tables with the rows of both figures, and the columns with what each part adds to them."""
_TABLE = "Change"


def draw_change_parts(sheet: Sheet, top: int, change: FigureChange) -> None:
    """A row for each part: what it was, what it is, and the difference; below them their sums.

    Args:
        sheet: on which it is drawn.
        top: the row of the headings.
        change: with its parts. Those of a figure add up the rows of the tables Now and Then; those of a step are
            values, since it leads from one report to another that nobody sees.
    """
    digits = CURRENCIES[change.currency].minor_units
    are_live = change.step is None
    ends = (THEN, NOW) if are_live else ("Before", "After")
    columns = (
        Column("Part", 7, "number"),
        Column("Record", 30),
        Column("Title", 40, "wrap"),
        Column("What happened", 24, "wrap"),
        Column("Stage", 12),
        Column("Instalment", 10, "count"),
        Column("Piece", 10),
        Column("Donors", 16),
        *(Column(heading, 20, "money", digits) for heading in (*ends, "Difference")),
    )
    rows = [_row(number, part, ends, digits, are_live=are_live) for number, part in enumerate(change.parts, start=1)]
    place = sheet.table(top, _TABLE, columns, rows)
    sheet.raw.freeze_panes(top + 1, 2)
    sheet.print_table(top, place.after, columns)
    for column in range(len(columns)):
        sheet.write(place.after, column, None, "total_text")
    sheet.write(place.after, 1, "Total", "total_text")
    sums = (_sum(it.then for it in change.parts), _sum(it.now for it in change.parts), minor_of(change.change))
    for column, (heading, value) in enumerate(zip((*ends, "Difference"), sums, strict=True), start=len(columns) - 3):
        total = Formula(f"=ROUND(SUM({_TABLE}[{heading}]),{digits})", from_minor(value, digits))
        sheet.write(place.after, column, total, "all_sum", digits)


def _sum(figures: Iterable[Money | None]) -> int:
    return sum(minor_of(figure) for figure in figures if figure is not None)


def _row(number: int, part: ChangedPart, ends: tuple[str, str], digits: int, *, are_live: bool) -> list[Value]:
    then, now = (this(_TABLE, heading) for heading in ends)
    return [
        number,
        part.record.id,
        part.record.title or "",
        ", ".join(part.steps) or None,
        part.stage,
        part.instalment or None,
        part.piece or None,
        together(part.donors) if part.donors else None,
        *(
            _end(figure, table if are_live else "", digits)
            for figure, table in zip((part.then, part.now), ends, strict=True)
        ),
        Formula(f"=ROUND({now}-{then},{digits})", part.change.value),
    ]


def _end(figure: Money | None, table: str, digits: int) -> Value:
    """What a part adds to one of the figures, by its rows there; nothing where it has none."""
    if figure is None:
        return None
    if not table:
        return figure.value
    return Formula(
        f"=ROUND(SUMIFS({table}[In this figure],{table}[Part],{this(_TABLE, 'Part')}),{digits})", figure.value
    )

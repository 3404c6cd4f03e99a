"""What a cell of a report's workbook displays: of which row, below what, in which unit, and what it is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

# A workbook is laid out only where one of its cells is asked for.
from ledger import render
from ledger.desk.listed_cells import cell_of, place_of
from ledger.foundation import Money, Place
from ledger.presentation import Beside, BesideKey, Changes, FigureKey, Presentation
from ledger.render import Formula, tabs_of

_EXACT = "E6 Exact figures"
_UNITS: Mapping[Beside, str] = {"share": "%", "fulfilled": "%", "age": "days"}
_IN_MONEY: frozenset[Beside] = frozenset({"change", "earlier"})


@dataclass(frozen=True)
class DisplayedCell:
    """What a cell displays.

    Args:
        place: sheet, row and column of it.
        row: the names of its row.
        column: what stands above it.
        text: what it shows, with its marks.
        unit: of that; empty where it shows no number.
        number: the same as a number; None where it shows marks or words alone.
        kind: what it says beside the sums of its row; None where it shows a sum.
        share_of: the total that it shows a share of; None for what is no share.
    """

    place: Place
    row: str
    column: str
    text: str
    unit: str
    number: Decimal | None
    kind: Beside | None = None
    share_of: Money | None = None


def displayed_cell(
    presentation: Presentation, cells: "render.PlacedCells", place: tuple[str, str], figure: FigureKey | BesideKey
) -> DisplayedCell:
    """What a cell displays that shows a figure, or what is said of one.

    Args:
        presentation: of the report.
        cells: of its workbook.
        place: sheet and cell.
        figure: what it shows.
    """
    (sheet, cell), language = place, presentation.language
    row, column = place_of(cell)
    written = cells.values[sheet][row][column]
    value = written.value if isinstance(written, Formula) else written
    number = None if isinstance(value, str) else Decimal(str(value))
    if number is None:
        text = str(value)
    elif sheet == tabs_of(presentation)[_EXACT]:
        text = language.number(number)
    else:
        text = next(_texts(presentation, figure, number), language.number(number))
    shown = DisplayedCell(cell_of(sheet, cell), *cells.names(sheet, row, column), text, "", number)
    if isinstance(figure, BesideKey):
        whole = presentation.sums[figure.figures[-1]].figures.central if figure.kind == "share" else None
        shown = replace(shown, kind=figure.kind, share_of=whole)
    return shown if number is None else replace(shown, unit=_unit(presentation, sheet, figure))


def _unit(presentation: Presentation, sheet: str, figure: FigureKey | BesideKey) -> str:
    """What a number is counted in."""
    if isinstance(figure, BesideKey) and figure.kind not in _IN_MONEY:
        return _UNITS.get(figure.kind, "records")
    scale = presentation.scale
    return scale.currency if sheet == tabs_of(presentation)[_EXACT] else presentation.language.unit(scale)


def _texts(presentation: Presentation, figure: FigureKey | BesideKey, number: Decimal) -> Iterator[str]:
    """How the tables display a number of a figure, or of what is said of it, with its marks."""
    others = render.others_in_short(presentation)
    if isinstance(figure, BesideKey) and (figure.step or figure.kind == "earlier"):
        yield from _texts_of_changes(presentation.changes, figure)
        return
    for table in presentation.tables:
        for row in (*table.rows, others) if others else table.rows:
            if isinstance(figure, FigureKey):
                yield from (it.text for it in row.figures if (it.key, it.number) == (figure, number))
            elif row.total.key == figure.figures[0] and figure.kind in table.beside(row):
                yield table.beside(row)[figure.kind].text


def _texts_of_changes(changes: Changes | None, figure: BesideKey) -> Iterator[str]:
    """The same of the earlier total, and of a step or of one record that it moved."""
    if changes is None or figure.kind == "moved":
        return
    if figure.kind == "earlier":
        yield changes.opening.text
        return
    record = figure.figures[0].record
    yield from (it.change.text for it in changes.records if (it.id, it.step) == (record, figure.step))
    yield from (it.change.text for it in changes.steps if not record and it.step == figure.step)

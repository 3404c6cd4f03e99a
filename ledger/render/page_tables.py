"""The tables of a page: their cells as HTML, and how wide their columns are.

They are written here and not in the template: a page may have a hundred thousand cells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import zip_longest

from ledger.presentation import (
    Language,
    LegendEntry,
    Mark,
    OpenedRecord,
    PresentedRow,
    PresentedTable,
    ShownChange,
    ShownFigure,
    ShownShare,
    legend_of_figures,
)
from ledger.render.typeface import Typeface

IN_ROWS = ("row", "subtotal", "others")
"""The kinds of lines that are sorted and found as rows of a table."""
Shown = ShownFigure | ShownShare | ShownChange
"""What stands in a cell."""

_MISSING = frozenset({Mark.UNDISCLOSED, Mark.NOT_CONVERTED})
# In pixels of a screen: the text of a table, and the room beside it in each cell.
_TEXT, _BESIDE, _SLOT, _NAME, _NAMES = 15, 13, 22, 176, 132
# Headings behind those of time may stand in two lines.
_LONGEST = "what is open, days"
# On paper the text of a table has 11.6 pixels, and an upright A4 leaves 680 between its margins.
_PRINTED, _UPRIGHT = 11.6, 680
# What is wider lies on its long side, where the wide drawings of charts have their room.
_LYING = "@page{size:A4 landscape}@media print{.sheet .broad{display:block}.sheet .medium,.sheet .narrow{display:none}}"
_OF_WORDS = ("total-column", "share", "change")


@dataclass(frozen=True)
class PageRecord:
    """A record inside a row: its name on the page, and what it is."""

    anchor: str
    record: OpenedRecord


@dataclass(frozen=True)
class PageBar:
    """How long the bar of a row is, in percent of the longest: solid, and with what is only "up to" behind it.

    Args:
        solid: up to the lowest reading.
        whole: up to the one that is shown.
        readings: at which it is shown, as classes.
    """

    solid: Decimal
    whole: Decimal
    readings: str


@dataclass(frozen=True)
class PageLine:
    """A row of a table: its name on the page, what is displayed, what it opens, and its bar at each reading."""

    id: str
    row: PresentedRow
    records: tuple[PageRecord, ...]
    bars: tuple[PageBar, ...]


@dataclass(frozen=True)
class PageTable:
    """A table of a page.

    Args:
        id: its name on the page.
        table: what is displayed.
        rows: its rows, each with what it opens.
        sums: the lines below them.
        kinds: of each column of figures: one of time, the total, the share or the change.
        slots: for each of them whether anything is missing from a figure in it, so that all keep room for its mark.
        widest: for each of them the longest text in it.
        legend: the marks that occur in it and in the records inside its rows.
    """

    id: str
    table: PresentedTable
    rows: tuple[PageLine, ...]
    sums: tuple[PresentedRow, ...]
    kinds: tuple[str, ...]
    slots: tuple[bool, ...]
    widest: tuple[str, ...]
    legend: tuple[LegendEntry, ...]

    @property
    def has_hatched_bars(self) -> bool:
        """Whether any of its bars has a part that is only "up to"."""
        return any(bar.solid != bar.whole for line in self.rows for bar in line.bars)

    @property
    def falls(self) -> bool:
        """Whether its rows stand by their totals as the page sorts them: the largest first, those without one last."""
        sizes = [_size(line.row) for line in self.rows if line.row.kind == "row"]
        has_groups = any(line.row.kind == "subtotal" for line in self.rows)
        is_ranked = self.table.has_totals and len(sizes) > 1 and not has_groups
        return is_ranked and sizes == sorted(sizes, reverse=True)


def _size(row: PresentedRow) -> tuple[bool, Decimal]:
    total = row.figures[-1].number
    return total is not None, total or Decimal(0)


def columns_of(name: str, table: PresentedTable, lines: Sequence[PageLine], language: Language) -> PageTable:
    """A table with what is the same in all cells of a column.

    Args:
        name: of the table on the page.
        table: what is displayed.
        lines: its rows.
        language: of its words.
    """
    sums = tuple(row for row in table.rows if row.kind not in IN_ROWS)
    # Without a total that could stand for them, all columns stay where there is room for one.
    kinds = [*("column" for _ in table.columns), "total-column"] if table.has_totals else ["kept"] * len(table.columns)
    kinds += ["share"] if table.has_shares else []
    kinds += ["change"] if table.changed_since else []
    kinds += ["kept extra"] * len(table.extra_headings)
    rows: list[PresentedRow | OpenedRecord] = [*(line.row for line in lines), *sums]
    rows += [inside.record for line in lines for inside in line.records]
    columns = [
        [shown for cell in column for shown in (cell.central, cell.low, cell.high) if shown]
        for column in zip(*(_cells(table, row) for row in rows), strict=True)
    ]
    slots = tuple(any(cell.marks & _MISSING for cell in column) for column in columns)
    widest = tuple(max((cell.text for cell in column), key=len, default="") for column in columns)
    legend = _legend(table, [inside.record for line in lines for inside in line.records], language)
    return PageTable(name, table, tuple(lines), sums, tuple(kinds), slots, widest, legend)


def _legend(table: PresentedTable, records: Sequence[OpenedRecord], language: Language) -> tuple[LegendEntry, ...]:
    """The legend of a table, and behind it the marks that stand beside figures of the records inside its rows only."""
    inside = (cell.central for record in records for cell in _cells(table, record))
    known = {(entry.sign, entry.name) for entry in table.legend}
    own = (entry for entry in legend_of_figures(inside, language) if (entry.sign, entry.name) not in known)
    return (*table.legend, *own)


def longest_bar(rows: Iterable[PresentedRow]) -> Decimal:
    """How long the bars of rows may be, at any reading: they are drawn to one scale."""
    figures = (figure for row in rows for figure in (row.total, *row.highest[-1:]))
    return max((it.number for it in figures if it.number is not None), default=Decimal(0))


def bars_of(row: PresentedRow, longest: Decimal) -> tuple[PageBar, ...]:
    """The bars of the total of a row, of which one is shown at a time; none where there is nothing to draw.

    Args:
        row: of a table.
        longest: as :func:`longest_bar` gives it.
    """
    central = row.total.number
    low, high = (it[-1].number if it else central for it in (row.lowest, row.highest))
    lengths = {"central": (low, central), "low": (low, low), "high": (low, high)}
    named: dict[tuple[Decimal, Decimal], list[str]] = {}
    for name, (lowest, number) in lengths.items():
        if number is not None and number > 0 and longest:
            solid, whole = (
                (100 * max(it, Decimal(0)) / longest).quantize(Decimal("0.1")) for it in (lowest or Decimal(0), number)
            )
            named.setdefault((solid, whole), []).append(f"at-{name}")
    return tuple(PageBar(*ends, " ".join(names)) for ends, names in named.items())


def cells_of(table: PageTable, row: PresentedRow | OpenedRecord, language: Language) -> str:
    """All cells of a row behind its name; where rows are sorted, each with its numbers to be sorted by."""
    is_sorted = isinstance(row, PresentedRow) and row.kind in IN_ROWS
    shown = zip(table.kinds, _headings(table, language), _cells(table.table, row), table.slots, strict=True)
    return "".join(
        _cell((kind, heading), cell, language, has_slot=slot, is_sorted=is_sorted)
        for kind, heading, cell, slot in shown
    )


def year_of(row: PresentedRow, place: int, language: Language) -> str:
    """One cell of a row by itself, at all its readings."""
    read = (row.cells, row.lowest, row.highest)
    return _read(_Cell(*(figures[place] if figures else None for figures in read)), language, has_slot=False)


def _headings(table: PageTable, language: Language) -> tuple[str, ...]:
    """What stands above each column."""
    between = {
        "total-column": language.term("Total"),
        "share": language.term("Share, %"),
        "change": table.table.changed_since,
    }
    return (
        *table.table.columns,
        *(between[kind] for kind in table.kinds if kind in between),
        *table.table.extra_headings,
    )


def written(figure: Shown, language: Language, *, has_slot: bool = False) -> str:
    """A figure for the eye, and where it has marks, for the ear too."""
    signed = isinstance(figure, ShownChange)
    parts = language.parts(figure.number, figure.marks, signed=signed)
    digits, missing = map(escape, parts)
    behind = f"<b>{missing}</b>" if has_slot else f" {missing}" if missing else ""
    number, marks = figure.number, figure.marks
    if isinstance(figure, ShownShare) and Mark.ZERO in marks:
        # Of a percentage nobody has stated that it is zero.
        number, marks = Decimal(0), marks - {Mark.ZERO}
    if not marks:
        return f"{digits}{behind}"
    aloud = escape(language.read_aloud(number, marks, signed=signed))
    return f'<span aria-hidden="true">{digits}{behind}</span><span class="aloud">{aloud}</span>'


def look_of(table: PageTable, face: Typeface, language: Language) -> str:
    """The columns of a table, each as wide as its widest figure, as a rule of the page's look, and how it is printed.

    Each row is a grid of its own: a browser has to lay out all rows of a plain table before it can show the first.
    """
    headings = [
        max(heading.split(" "), key=len) if kind in _OF_WORDS else heading[: len(_LONGEST)]
        for kind, heading in zip(table.kinds, _headings(table, language), strict=True)
    ]
    widths = [
        round(max(face.width(text, _TEXT, 600) for text in (heading, longest))) + _BESIDE + (_SLOT if slot else 0)
        for heading, longest, slot in zip(headings, table.widest, table.slots, strict=True)
    ]
    names = len(table.table.headings)
    least = _NAME if names == 1 else _NAMES
    # Measured in its text, which is smaller on paper.
    columns = " ".join([f"minmax({_in_text(least)},1fr)"] * names + [_in_text(width) for width in widths])
    whole = names * least + sum(widths)
    rules = (
        f"#{table.id}{{min-width:{_in_text(whole)}}}"
        f"#{table.id} tr{{grid-template-columns:{columns}}}"
        f"#{table.id} .wide{{grid-column:span {names}}}"
    )
    lying = _LYING if whole / _TEXT * _PRINTED > _UPRIGHT else ""
    return f"@media print,(min-width:44.01rem){{{rules}}}{lying}"


def _in_text(pixels: int) -> str:
    """A width in sizes of the text of a table."""
    return f"{pixels / _TEXT:.2f}em"


@dataclass(frozen=True)
class _Cell:
    """What stands in a cell: its central figure, and its other readings where its table has them."""

    central: Shown | None
    low: Shown | None = None
    high: Shown | None = None


def _cells(table: PresentedTable, row: PresentedRow | OpenedRecord) -> Iterator[_Cell]:
    """What stands behind the name of a row; a record inside one has only central figures, and no share."""
    figures = (*row.cells, *([row.total] if table.has_totals else []))
    if isinstance(row, PresentedRow) and row.lowest:
        yield from map(_Cell, figures, row.lowest, row.highest)
    else:
        yield from map(_Cell, figures)
    if table.has_shares:
        yield _Cell(row.share if isinstance(row, PresentedRow) else None)
    if table.changed_since:
        yield _Cell(row.change)
    # Of a record inside a row not all is said that is said of the row.
    yield from (_Cell(extra) for extra, _ in zip_longest(row.extras, table.extra_headings))


def _read(cell: _Cell, language: Language, *, has_slot: bool) -> str:
    """A figure as it is read; where its readings are not the same, each of them, of which one is shown at a time."""
    if cell.central is None:
        return ""
    readings = {"central": cell.central, "low": cell.low or cell.central, "high": cell.high or cell.central}
    texts = {name: written(figure, language, has_slot=has_slot) for name, figure in readings.items()}
    if len(set(texts.values())) == 1:
        return texts["central"]
    names = {text: " ".join(f"at-{name}" for name, it in texts.items() if it == text) for text in texts.values()}
    return "".join(f'<span class="{classes}">{text}</span>' for text, classes in names.items())


def _cell(column: tuple[str, str], cell: _Cell, language: Language, *, has_slot: bool, is_sorted: bool) -> str:
    kind, heading = column
    label = f' data-label="{escape(heading)}"' if kind.startswith("kept") else ""
    values = _values(cell) if is_sorted else ""
    return f'<td role="cell" class="{kind}"{values}{label}>{_read(cell, language, has_slot=has_slot)}</td>'


def _values(cell: _Cell) -> str:
    """By what a cell is sorted: its central figure, and its other readings where they are other ones."""
    central, *others = (None if it is None else it.number for it in (cell.central, cell.low, cell.high))
    named = {"value": central} | {
        name: number for name, number in zip(("low", "high"), others, strict=True) if number != central
    }
    return "".join(f' data-{name}="{number:f}"' for name, number in named.items() if number is not None)

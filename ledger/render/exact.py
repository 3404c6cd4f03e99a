"""The sheet E6 Exact figures: behind each figure that readers see the exact sums, and by how much it was rounded.

A reader's cell takes the multiple of the displayed step just below the exact sum, plus what the footing has added: 0 or
1. So it follows when a rate is changed, and what was chosen so that sums add up stands where everybody sees it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ledger.foundation import EXACT, from_minor, marked
from ledger.presentation import FigureKey, FigureScale, Presentation, ShownChange
from ledger.render.cells import MOST_DIGITS, Formula, Value, significant_digits, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Condition, Lookup, flag_heading, key_heading
from ledger.render.sheet import Column
from ledger.render.sums import Figure, bound_text
from ledger.render.tabs import formula_sheet
from ledger.reporting import StageTableDefinition, TableDefinition
from ledger.totals import BOUNDS, DIMENSIONS, IN_TIME, Bound, Dimension, Sum, bound_of

BETWEEN_NAMES = '&", "&'
TOTALS = ""
"""What the totals of the measures are called among the tables: no table of a report has an empty name."""
ALL_TOTALS = "All_totals"
_READINGS: Mapping[Bound, str] = {
    "low": marked("lowest"),
    "central": marked("central"),
    "high": marked("highest"),
}
_NOISE_DIGITS = 9
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[0-9].*|[RrCc]")


@dataclass(frozen=True)
class SortedRows:
    """Rows of a table that readers may sort: a cell of them is found by the name of its row.

    Args:
        first: row, from 0.
        last: row.
        names: how many columns, from the first, its names stand in.
    """

    first: int
    last: int
    names: int


@dataclass(frozen=True)
class ReaderCell:
    """A cell that readers see.

    Args:
        key: the figure that it shows, with its reading.
        names: of its row and its column, in words.
        number: what it shows, in displayed units.
        sheet: where it stands.
        row: from 0.
        column: from 0.
        among: the rows among which it may move; None where it stays at its place.
    """

    key: FigureKey
    names: tuple[str, str]
    number: Decimal
    sheet: str
    row: int
    column: int
    among: SortedRows | None = None

    def shown(self, name: str) -> str:
        """The formula text of what it shows.

        Args:
            name: the cell that holds the name of its row.
        """
        sheet, rows = formula_sheet(self.sheet), self.among
        if rows is None:
            return f"{sheet}!{xl_rowcol_to_cell(self.row, self.column)}"
        *names, numbers = (
            f"{sheet}!{xl_range_abs(rows.first, column, rows.last, column)}"
            for column in (*range(rows.names), self.column)
        )
        # Letter by letter, since searches of Excel take AB for ab, and a star in a name for anything.
        return f"SUMPRODUCT(EXACT({BETWEEN_NAMES.join(names)},{name})*1,{numbers})"


@dataclass(frozen=True)
class ExactTable:
    """A table of exact figures.

    Args:
        name: by which formulas call it.
        title: of the table that readers see.
        step: the smallest displayed amount, in units of the currency.
        beyond: how many figures are displayed off by that much or more, so that sums add up.
    """

    name: str
    title: str
    step: Decimal
    beyond: int


@dataclass(frozen=True)
class ExactCells:
    """Where the exact sum of a figure stands, and what was added to its multiple: by its table and key.

    Args:
        scale: of what is displayed.
        places: both cells as formulas call them, and the exact sum.
        tables: in which they stand.
    """

    scale: FigureScale
    places: Mapping[tuple[str, FigureKey], tuple[str, str, Decimal]]
    tables: Sequence[ExactTable] = ()

    def formula(self, table: str, key: FigureKey, number: Decimal) -> Formula | Decimal:
        """A reader's cell: rounded from the exact one. The number itself where a double could not tell its multiple."""
        exact, up, value = self.places[table, key]
        scale = self.scale
        steps = floor(Fraction(value) / Fraction(scale.step_amount))
        if is_coarse(scale) and floor(float(value) / float(scale.step_amount)) != steps:
            return number
        return Formula(f"=ROUND(({_below(exact, scale)}+{up}){_units(scale)},{scale.decimals})", number, key)

    def share(self, table: str, part: FigureKey, whole: FigureKey, number: Decimal) -> Formula:
        """The share of one exact figure in another, in percent with one decimal, and what the footing has added."""
        (cell, _, value), (of, _, all_of_it) = self.places[table, part], self.places[table, whole]
        tenths = Fraction(value) * 1000 / Fraction(all_of_it)
        up = int(number.scaleb(1)) - floor(round(tenths, _NOISE_DIGITS))
        # Rounded first: a share that is a whole number of tenths may be a trifle less as a double.
        return Formula(f"=ROUND((INT(ROUND({cell}/{of}*1000,{_NOISE_DIGITS}))+{up})/10,1)", number)

    def change(self, table: str, figure: FigureKey, number: Decimal, exact: int) -> Formula | Decimal:
        """What a figure has changed by: what it is now, less what it was, which stands on no sheet.

        Args:
            table: in which it stands.
            figure: which.
            number: the change as it is displayed.
            exact: the change in minor units.

        Returns:
            The number itself where no exact figure stands behind it, or a double could not carry it.
        """
        if (table, figure) not in self.places:
            return number
        scale, (cell, _, now) = self.scale, self.places[table, figure]
        was = EXACT.subtract(now, from_minor(exact, scale.minor_units))
        if max(map(significant_digits, (now, was))) > MOST_DIGITS:
            return number
        # Rounded first: a difference of two doubles may be a trifle beside the exact one.
        changed = f"ROUND({cell}{EXACT.minus(was):+f},{scale.minor_units})"
        return Formula(f"=ROUND({changed}/{scale.unit_amount},{scale.decimals})", number)


def changed_by(exact: ExactCells | None, table: str, figure: FigureKey, change: ShownChange) -> Value:
    """What a cell holds that shows by how much a figure has changed; a value without exact cells behind it."""
    if change.number is None:
        return change.text
    if exact is None or change.exact_minor is None:
        return change.number
    return exact.change(table, figure, change.number, change.exact_minor)


def is_coarse(scale: FigureScale) -> bool:
    """Whether one displayed step is at least one whole unit of the currency."""
    return scale.step_amount >= 1


def _below(exact: str, scale: FigureScale) -> str:
    """How many whole steps are in an exact sum."""
    step = scale.step_amount
    if is_coarse(scale):
        return f"INT({exact}/{step:f})"
    # A tenth is no number that a cell can hold exactly: so many digits are left, and the rest is noise.
    inverse, left = int(1 / step), scale.minor_units - _zeros(int(1 / step))
    return f"INT(ROUND({exact}*{inverse},{left}))"


def _units(scale: FigureScale) -> str:
    """From steps to displayed units."""
    step, unit = scale.step_amount, scale.unit_amount
    times = f"*{step:f}" if is_coarse(scale) else f"/{int(1 / step)}"
    return times + (f"/{unit}" if unit > 1 else "")


def _zeros(power: int) -> int:
    return len(str(power)) - 1


def table_names(tables: Iterable[str], taken: Iterable[str]) -> Mapping[str, str]:
    """By which names formulas call the tables for readers: their own, as far as Excel allows that.

    >>> dict(table_names(["By donor", "By-donor", "Q1"], ["Rates"]))
    {'': 'All_totals', 'By donor': 'By_donor', 'By-donor': 'By_donor_2', 'Q1': 'Table_Q1'}
    """
    used = {name.casefold() for name in (ALL_TOTALS, *taken)}
    names: dict[str, str] = {TOTALS: ALL_TOTALS}
    for table in tables:
        plain = re.sub(r"\W", "_", table)
        plain = f"Table_{plain}" if _CELL_LIKE.fullmatch(plain) else plain
        name, number = plain, 1
        while name.casefold() in used:
            number += 1
            name = f"{plain}_{number}"
        used.add(name.casefold())
        names[table] = name
    return names


def draw_exact(
    sheet: EvidenceSheet,
    lookup: Lookup,
    presentation: Presentation,
    cells: Mapping[str, Sequence[ReaderCell]],
    names: Mapping[str, str],
) -> ExactCells:
    """One row for each figure that readers see, table by table.

    Args:
        sheet: on which it is drawn.
        lookup: of the report.
        presentation: what is displayed of it.
        cells: of each table.
        names: by which formulas call the tables.
    """
    report = lookup.report
    tables: dict[str, TableDefinition | StageTableDefinition] = {it.name: it for it in report.definition.tables}
    tables |= {it.name: it for it in report.definition.stages}
    places: dict[tuple[str, FigureKey], tuple[str, str, Decimal]] = {}
    drawn: list[ExactTable] = []
    for table, shown in cells.items():
        drawer = _Drawer(lookup, presentation, f"Exact_{names[table]}", tables.get(table))
        placed = sheet.add(drawer.listing(shown))
        if placed is None:
            continue
        for row, cell in enumerate(shown, start=placed.top + 1):
            # Fixed in place: programs move what a formula refers to along with it when a reader sorts its table.
            exact, up = (
                f"{formula_sheet(sheet.name)}!"
                f"{xl_rowcol_to_cell(row, placed.column(heading), row_abs=True, col_abs=True)}"
                for heading in (cell.key.bound.capitalize(), "Up")
            )
            places[table, cell.key] = (exact, up, drawer.exact(cell.key))
        drawn.append(drawer.as_table(shown))
    return ExactCells(presentation.scale, places, tuple(drawn))


@dataclass(frozen=True)
class _Drawer:
    lookup: Lookup
    presentation: Presentation
    name: str
    table: TableDefinition | StageTableDefinition | None

    @property
    def keyed(self) -> tuple[Dimension, ...]:
        """The dimensions by whose keys its formulas add."""
        if self.table is None:
            return ()
        across = self.table.columns if isinstance(self.table, TableDefinition) else None
        return (*self.table.rows, *([across] if across else []))

    def listing(self, cells: Sequence[ReaderCell]) -> Listing:
        """What stands on the sheet."""
        digits = self.lookup.digits
        columns = (
            Column(marked("Row"), 30, "wrap", is_name=True),
            Column(marked("Column"), 16, is_name=True),
            Column(marked("Reading"), 9),
            *(Column(f"{bound.capitalize()}", 20, "money", digits) for bound in BOUNDS),
            Column(marked("Up"), 5, "count"),
            Column(marked("Shown"), 20, "money", digits),
            Column(marked("Off by"), 14, "money", digits),
            Column(marked("Stands in"), 34),
            *(Column(key_heading(dimension), 7, "key") for dimension in self.keyed),
        )
        language, scale = self.lookup.language, self.presentation.scale
        sentence = marked(
            "Shown is the multiple of {step} just below the exact figure, plus “up” multiples, so that sums add up."
        )
        about = language.say(sentence, step=language.exact(scale.step_amount, scale.currency))
        if self.table is None:
            about = language.say("Evidence. {about}", about=about)
        title = language.say("Exact figures: {title}", title=self.title)
        return Listing(self.name, title, about, columns, [self._row(cell) for cell in cells])

    @property
    def title(self) -> str:
        """Of the table that readers see."""
        if self.table is None:
            return self.lookup.language.say("Totals")
        return next(it.title for it in self.presentation.tables if it.name == self.table.name)

    def as_table(self, cells: Sequence[ReaderCell]) -> ExactTable:
        """The table as checks know it."""
        step = self.presentation.scale.step_amount
        return ExactTable(self.name, self.title, step, sum(abs(self._off(cell)) >= step for cell in cells))

    def _off(self, cell: ReaderCell) -> Decimal:
        shown = EXACT.multiply(cell.number, self.presentation.scale.unit_amount)
        return EXACT.subtract(shown, self.exact(cell.key))

    def exact(self, key: FigureKey) -> Decimal:
        """The exact sum of a figure."""
        return from_minor(bound_of(self._sum(key).figures, key.bound), self.lookup.digits)

    def _sum(self, key: FigureKey) -> Sum:
        return self.presentation.sums[key.central]

    def _readings(self, key: FigureKey) -> list[Value]:
        """Low, central and high of a figure: live, unless it is none that sums by keys give."""
        summed, digits = self._sum(key), self.lookup.digits
        values = {bound: from_minor(bound_of(summed.figures, bound), digits) for bound in BOUNDS}
        has_offsets = not self.lookup.offset_stages.isdisjoint(self.lookup.signs(key.measure))
        if key.is_open or (key.members and has_offsets):
            return list(values.values())
        figure = Figure(key.measure, summed, self._conditions(key), "Spread" if self.table else "Conversions")
        central = this(self.name, "Central")
        return [
            Formula(bound_text(self.lookup, figure, bound, central), value, key.at(bound))
            for bound, value in values.items()
        ]

    def _conditions(self, key: FigureKey) -> tuple[Condition, ...]:
        """By which keys it adds."""
        labels = dict(key.labels)
        conditions: list[Condition] = []
        for dimension in (it for it in DIMENSIONS if it in labels):
            cell = this(self.name, key_heading(dimension))
            # Keys in time follow each other as days do.
            until = key.is_until and dimension in IN_TIME
            conditions.append((key_heading(dimension), f'"<="&{cell}' if until else cell))
        if key.members:
            keys = ",".join(str(self.lookup.groups[member]) for member in key.members)
            conditions.append((key_heading(key.members[0][0]), f"{{{keys}}}"))
        if key.group:
            conditions.append((flag_heading(key.group), "1"))
        return tuple(conditions)

    def _row(self, cell: ReaderCell) -> list[Value]:
        key, scale, digits = cell.key, self.presentation.scale, self.lookup.digits
        labels, heading = dict(key.labels), key.bound.capitalize()
        shown = EXACT.multiply(cell.number, scale.unit_amount)
        exact = self.exact(key)
        up = int(cell.number.scaleb(scale.decimals)) - floor(Fraction(exact) / Fraction(scale.step_amount))
        return [
            *cell.names,
            self.lookup.language.say(_READINGS[key.bound]),
            *self._readings(key),
            up,
            Formula(f"=ROUND({cell.shown(this(self.name, 'Row'))}*{scale.unit_amount},{digits})", shown),
            Formula(f"=ROUND({this(self.name, 'Shown')}-{this(self.name, heading)},{digits})", self._off(cell)),
            f"{cell.sheet}!{xl_rowcol_to_cell(cell.row, cell.column)}",
            *(
                self.lookup.groups[dimension, labels[dimension]] if dimension in labels else None
                for dimension in self.keyed
            ),
        ]

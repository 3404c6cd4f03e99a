"""Clean foreign tables in three layouts, each with its mapping file, for the benchmark of planted faults.

``english`` is a CSV file with its headings in the first row, ``german`` one with semicolons, decimal commas and lines
above the headings, ``french`` a workbook of two sheets with merged titles, number formats and dates. A fault changes a
table before it is written, and says by the places of the table where it has to be found.
"""

import csv
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ledger.desk import check_file
from ledger.foundation import Place, Problem, Severity

OURS = ("donor", "title", "amount", "announced")
DONOR, TITLE, AMOUNT, DAY = range(len(OURS))


@dataclass(frozen=True)
class Look:
    """A cell of a workbook that is more than its value.

    Args:
        value: of the cell; a text that begins with ``=`` is a formula.
        look: its format, in the words of xlsxwriter.
        raised: a run behind the value that is raised.
        result: of the formula.
    """

    value: str | Decimal
    look: Mapping[str, object] = field(default_factory=dict)
    raised: str = ""
    result: str = ""


Cell = str | Decimal | date | Look | None


@dataclass(frozen=True)
class Layout:
    """What one kind of table looks like.

    Args:
        name: of the layout.
        headings: of donor, title, amount and day.
        donors: of the rows, all of the euro area.
        titles: of the rows.
        above: lines above the headings; an empty one is a blank row.
        separator: between the cells of a line; empty for a workbook.
        decimal: the decimal mark.
        day: how a day is written.
    """

    name: str
    headings: tuple[str, ...]
    donors: tuple[str, ...]
    titles: tuple[str, ...]
    above: tuple[str, ...] = ()
    separator: str = ""
    decimal: str = "."
    day: str = "%Y-%m-%d"

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook."""
        return not self.separator

    def written(self, cell: Cell) -> str:
        """A cell as CSV writes it."""
        if isinstance(cell, Decimal):
            text = f"{cell:,f}" if self.decimal == "," else f"{cell:f}"
            return text.translate(str.maketrans(",.", ".,")) if self.decimal == "," else text
        if isinstance(cell, date):
            return cell.strftime(self.day)
        assert not isinstance(cell, Look), cell
        return cell or ""


ENGLISH = Layout(
    "english",
    ("Provider", "Project", "Amount", "Announced"),
    ("Germany", "Ireland", "Finland", "Estonia", "Austria", "Belgium", "Spain", "Portugal"),
    (
        "Water pumps",
        "Winter coats",
        "Field kitchens",
        "School roofs",
        "Mine detectors",
        "Blankets",
        "Ambulances",
        "Generators",
    ),
    separator=",",
)
GERMAN = Layout(
    "german",
    ("Geber", "Maßnahme", "Betrag", "Datum"),
    ("Deutschland", "Irland", "Finnland", "Estland", "Österreich", "Belgien", "Spanien", "Portugal"),
    (
        "Wasserpumpen",
        "Mäntel",
        "Feldküchen",
        "Schuldächer",
        "Minensucher",
        "Decken",
        "Krankenwagen",
        "Notstromgeräte",
    ),
    above=("Hilfe der Mitgliedstaaten für die Ukraine", "Stand: 30. Juni 2025", ""),
    separator=";",
    decimal=",",
    day="%d.%m.%Y",
)
FRENCH = Layout(
    "french",
    ("Donateur", "Projet", "Montant", "Date"),
    ("Allemagne", "Irlande", "Finlande", "Estonie", "Autriche", "Belgique", "Espagne", "Portugal"),
    ("Pompes à eau", "Manteaux", "Cuisines", "Toits", "Détecteurs", "Couvertures", "Ambulances", "Groupes"),
    above=("Aide bilatérale", ""),
)
LAYOUTS = (ENGLISH, GERMAN, FRENCH)
CSV = (ENGLISH, GERMAN)
CONSTANTS = {
    "recipient": "UKR",
    "category": "humanitarian",
    "instrument": "grant",
    "stage": "commitment",
    "qualifier": "exact",
    "term": "one_off",
    "currency": "EUR",
}


@dataclass
class Table:
    """One table that may be changed before it is written.

    Args:
        layout: what it looks like.
        headings: of its columns.
        rows: below them.
        above: lines before the headings.
        below: lines behind the rows.
        columns: which of our headings is which of its headings.
        constants: what holds for all rows.
        lines: further lines of the mapping file.
        meanings: of the texts of a column.
        sheet: name of its sheet in a workbook.
        further: other sheets, and their rows.
        hidden_rows: numbers of rows that are hidden.
        hidden_columns: the same of columns, from 0.
        merged: ranges of cells that are merged, each with its text.
        encoding: of a CSV file.
    """

    layout: Layout
    headings: list[str]
    rows: list[list[Cell]]
    above: list[str]
    below: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=lambda: dict(CONSTANTS))
    lines: dict[str, object] = field(default_factory=dict)
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    sheet: str = "Données"
    further: dict[str, list[list[Cell]]] = field(default_factory=lambda: {"Lisez-moi": [["Ministère"], ["Version 3"]]})
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def file(self) -> str:
        """Name of its file."""
        return "aid.xlsx" if self.layout.is_workbook else "aid.csv"

    @property
    def heading_row(self) -> int:
        """The row of its headings."""
        return len(self.above) + 1

    def number(self, row: int) -> int:
        """The number in the file of a row below the headings, counted from 0."""
        return self.heading_row + 1 + row

    def figure(self, row: int) -> Decimal:
        """The amount of a row that nobody has touched."""
        cell = self.rows[row][AMOUNT]
        assert isinstance(cell, Decimal)
        return cell

    def figures(self) -> list[Decimal]:
        """The amounts of all rows."""
        return [self.figure(row) for row in range(len(self.rows))]

    def add_column(self, heading: str, cells: Iterable[Cell]) -> str:
        """Add a column, and give the place of its heading."""
        self.headings.append(heading)
        for row, cell in zip(self.rows, cells, strict=True):
            row.append(cell)
        return self.heading(heading)

    def rename(self, column: int, heading: str) -> str:
        """Give a column that is read another heading, and give its place."""
        self.headings[column] = heading
        self.columns[OURS[column]] = heading
        return self.heading(heading)

    def heading(self, name: str) -> str:
        """The place of a heading."""
        return self._at(name, self.heading_row)

    def cell(self, row: int, column: int) -> str:
        """The place of a cell below the headings."""
        return self._at(self.headings[column], self.number(row))

    def whole_column(self, column: int) -> str:
        """The place of a column as a whole."""
        return self._at(self.headings[column], None)

    def line(self, number: int) -> str:
        """The place of a row as a whole."""
        return str(Place(file=self.file, sheet=self.sheet if self.layout.is_workbook else "", row=number))

    def whole(self) -> str:
        """The place of the table as a whole."""
        return str(Place(file=self.file, sheet=self.sheet if self.layout.is_workbook else ""))

    def _at(self, name: str, row: int | None) -> str:
        if not self.layout.is_workbook:
            return str(Place(file=self.file, row=row, field=name))
        letters = xl_col_to_name(self.headings.index(name))
        return str(Place(file=self.file, sheet=self.sheet, row=row, column=letters, field=name))


def clean_table(layout: Layout, rng: random.Random) -> Table:
    """A sound table, of other figures and days each time."""
    first = date(2025, 1, 13) + timedelta(days=rng.randrange(30))
    figures = rng.sample(range(1_100_001, 9_900_000), len(layout.donors))
    # In no order of size or time, as such lists are; each day is clear in any order of its parts.
    rows: list[list[Cell]] = [
        [donor, title, Decimal(figure), first + timedelta(days=11 * number)]
        for number, (donor, title, figure) in enumerate(zip(layout.donors, layout.titles, figures, strict=True))
    ]
    rng.shuffle(rows)
    table = Table(layout, list(layout.headings), rows, list(layout.above))
    table.columns = dict(zip(OURS, layout.headings, strict=True))
    if not layout.is_workbook:
        table.lines = {"decimal": "comma" if layout.decimal == "," else "point", "date_format": layout.day}
    return table


def checked(table: Table, folder: Path) -> tuple[Problem, ...]:
    """What checking the table finds; but for SRC, since a mapped table without quotes has it in each row."""
    path = folder / table.file
    mapping = folder / "aid.toml"
    mapping.write_text(_toml(table), encoding="utf-8")
    if table.layout.is_workbook:
        _write_workbook(table, path)
    else:
        with path.open("w", encoding=table.encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=table.layout.separator)
            writer.writerows([line] if line else [] for line in table.above)
            writer.writerow(table.headings)
            writer.writerows([table.layout.written(cell) for cell in row] for row in table.rows)
            writer.writerows([line] if line else [] for line in table.below)
    found = check_file(path, mapping=mapping)
    return tuple(problem for problem in found if problem.code != "SRC")


def accusing(problems: Iterable[Problem]) -> list[Problem]:
    """Errors and warnings."""
    return [problem for problem in problems if problem.severity is not Severity.NOTE]


def _toml(table: Table) -> str:
    parts = [f"{name} = {json.dumps(value)}" for name, value in {"source": "Aid", **table.lines}.items()]
    fixed = {name: value for name, value in table.constants.items() if name not in table.columns}
    groups = {"columns": table.columns, "constants": fixed}
    groups |= {f"values.{name}": meanings for name, meanings in table.meanings.items()}
    for group, values in groups.items():
        parts += [f"[{group}]", *(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in values.items())]
    return "\n".join(parts)


def _write_workbook(table: Table, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheets = {name: book.add_worksheet(name) for name in (*table.further, table.sheet)}
        looks = {
            "money": book.add_format({"num_format": "#,##0.00"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        head: list[list[Cell]] = [[line or None] for line in table.above]
        body: list[list[Cell]] = [list(table.headings), *table.rows, *([line or None] for line in table.below)]
        for name, rows in {**table.further, table.sheet: [*head, *body]}.items():
            cells = ((number, at, cell) for number, row in enumerate(rows) for at, cell in enumerate(row))
            for number, at, cell in cells:
                _write(book, sheets[name], looks, (number, at), cell)
        _dress(table, sheets[table.sheet])


def _dress(table: Table, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Merge the title over the columns, hide what is hidden, and merge what is merged."""
    if table.above and table.above[0]:
        sheet.merge_range(0, 0, 0, AMOUNT, table.above[0])
    for number in table.hidden_rows:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    for column in table.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for cells, text in table.merged.items():
        sheet.merge_range(cells, text)


def _write(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    looks: Mapping[str, xlsxwriter.format.Format],
    at: tuple[int, int],
    cell: Cell,
) -> None:
    if isinstance(cell, Look):
        look = book.add_format(dict(cell.look)) if cell.look else looks["money"]
        if cell.raised:
            sheet.write_rich_string(*at, str(cell.value), book.add_format({"font_script": 1}), cell.raised)
        elif isinstance(cell.value, Decimal):
            sheet.write_number(*at, cell.value, look)
        elif cell.value.startswith("="):
            sheet.write_formula(*at, cell.value, look, Decimal(cell.result))
        else:
            sheet.write_string(*at, cell.value, look)
    elif isinstance(cell, Decimal):
        sheet.write_number(*at, cell, looks["money"])
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, looks["day"])
    elif cell:
        sheet.write_string(*at, cell)

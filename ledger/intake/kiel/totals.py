"""The totals that a Kiel workbook publishes: what each donor has committed, by kind of aid, in billions of euros."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Place, Problem, malformed, quoted
from ledger.intake.kiel.columns import folded
from ledger.intake.kiel.release import SOURCE, release_number, table_name
from ledger.intake.totals import Published, PublishedRow
from ledger.records import find_party
from ledger.spreadsheet import Cell, SheetRow, cell_text, column_letters

_CATEGORIES = ("financial", "humanitarian", "military")
_UNITS = {"€ billion": 1_000_000_000, "€ million": 1_000_000}
_TOTAL = "total"
_WANTED = "a sheet with the headings Country, Financial commitments, Humanitarian commitments, Military commitments"
# The file has what its own formulas give, unrounded; a book rounds each conversion to the cent, and the half cents of
# some hundred records stay below 1 EUR, which is 0.000000001 of the file's billions.
_AGREES = Decimal(1)


def kiel_totals(path: Path, file: str) -> tuple[Published | None, tuple[Problem, ...]]:
    """The sheet "Country Summary" of a Kiel workbook.

    Args:
        path: the workbook.
        file: its name in places.

    >>> [problem.found for problem in kiel_totals(Path("R08_items.csv"), "R08_items.csv")[1]]
    ['item rows alone, without totals']
    """
    remedy = "name the workbook of a release, which holds the sheet Country Summary"
    if path.suffix.lower() == ".csv":
        return None, (malformed(Place(file=file), "item rows alone, without totals", _WANTED, remedy),)
    workbook, problems = spreadsheet.open_workbook(path, file)
    if workbook is None:
        return None, problems
    for name in workbook.sheets:
        rows = tuple(row for row in workbook.rows(name) if isinstance(row, SheetRow))
        for number, row in enumerate(rows):
            columns = _columns(row)
            if columns:
                found = _published(workbook, row, rows[number + 1 :], columns)
                return (None, (*problems, found)) if isinstance(found, Problem) else (found, problems)
    return None, (*problems, malformed(Place(file=file), "no totals by country", _WANTED, remedy))


def _columns(row: SheetRow) -> Mapping[str, int]:
    """Where donor, categories and total stand; nothing where these are no headings of totals."""
    words = [folded(cell_text(cell)) for cell in row.cells]
    headings = {"donor": "country", _TOTAL: "total bilateral commitments"}
    headings |= {category: f"{category} commitments" for category in _CATEGORIES}
    if not set(headings.values()) <= set(words):
        return {}
    return {it: words.index(heading) for it, heading in headings.items()}


def _published(
    workbook: "spreadsheet.Workbook", headings: SheetRow, rows: Sequence[SheetRow], columns: Mapping[str, int]
) -> Published | Problem:
    place = Place(file=workbook.file, sheet=headings.sheet)
    units = {cell_text(_cell(rows[0], columns[it])).strip() for it in (*_CATEGORIES, _TOTAL)} if rows else set()
    if len(units) != 1 or not units <= _UNITS.keys():
        found = " and ".join(sorted(map(quoted, units))) or "nothing"
        remedy = "write the same unit under each of the headings"
        return malformed(place, f"{found} below the headings", f"one of {', '.join(_UNITS)}", remedy)
    donors: list[PublishedRow] = []
    for row in rows[1:]:
        name = cell_text(_cell(row, columns["donor"])).strip()
        if not name:
            continue
        figures = {it: _cell(row, columns[it]) for it in (*_CATEGORIES, _TOTAL)}
        lacking = [it for it, figure in figures.items() if not isinstance(figure, Decimal)]
        if lacking:
            column = columns[lacking[0]]
            cell = replace(place, row=row.number, column=column_letters(column + 1))
            cell = cell.at(" ".join(cell_text(headings.cells[column]).split()))
            found, remedy = f"no number under {lacking[0]} for {quoted(name)}", "recalculate and save the workbook"
            return malformed(cell, found, "a number in each column", remedy)
        exact = {it: figure for it, figure in figures.items() if isinstance(figure, Decimal)}
        if name.casefold() == _TOTAL:
            unit = _UNITS[units.pop()]
            return _made(workbook, place, tuple(donors), exact, unit)
        donors.append(PublishedRow(find_party(name) or name, name, {it: exact[it] for it in _CATEGORIES}))
    return malformed(place, "no row of the total", "a last row Total", "name the workbook as it was published")


def _made(
    workbook: "spreadsheet.Workbook",
    place: Place,
    rows: tuple[PublishedRow, ...],
    totals: Mapping[str, Decimal],
    unit: int,
) -> Published:
    return Published(
        source=SOURCE,
        place=place,
        currency="EUR",
        total=totals[_TOTAL],
        unit=unit,
        tolerance=_AGREES,
        rows=rows,
        totals={it: totals[it] for it in _CATEGORIES},
        recipients=("UKR",),
        table=table_name(release_number(workbook)),
    )


def _cell(row: SheetRow, number: int) -> Cell:
    return row.cells[number] if number < len(row.cells) else None

"""Cells of the tables that list what figures rest on, explained: Currencies, Checks, Bounds, Rates and Quotes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from string import ascii_uppercase, digits

# A workbook is laid out only where one of its cells is asked for.
from ledger import render
from ledger.audit import Derivation, explain, explain_currency, explain_rates, of_lines
from ledger.foundation import Place
from ledger.presentation import Language
from ledger.reporting import Report
from ledger.totals import BOUNDS, Bound

_BY_RATE = ("Rates", "Quotes")
_NUMBERED = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TOTAL = "total"
TOTALS: Mapping[str, Bound] = {
    _TOTAL: "central",
    **{bound: bound for bound in BOUNDS},
    **{f"{_TOTAL} {bound}": bound for bound in BOUNDS},
}
"""How the columns and rows of totals are headed on the sheets, in small letters."""


def explain_listed(report: Report, cells: "render.PlacedCells", sheet: str, cell: str) -> Derivation | None:
    """What a row of a table that lists what figures rest on is about.

    Args:
        report: the report.
        cells: of its workbook.
        sheet: name of a sheet, in any capitals.
        cell: of it.

    Returns:
        The lines in a currency, those that rest on a rate, the total checked, or the figure whose bounds stand there;
        None for a cell of another table, and for one above, below or beside the tables.
    """
    row, column = place_of(cell)
    table = cells.table_at(sheet, row, column)
    if table is None:
        return None
    if table.name == "Bounds":
        return _of_bounds(report, row - table.top - 1, table.headings[column - table.left])
    if table.name == "Currencies":
        return explain_currency(report, str(cells.value(table, row, "Currency")))
    if table.name in _BY_RATE:
        return explain_rates(report, [_number(cells.value(table, row, "Rate"))])
    return _of_check(report, _number(cells.value(table, row, "Check"))) if table.name == "Checks" else None


def sheet_and_cell(text: str) -> tuple[str, str]:
    """The two parts of an address as somebody writes it.

    >>> sheet_and_cell("'By donor'!$c$7")
    ('By donor', 'C7')
    """
    sheet, _, cell = text.rpartition("!")
    return sheet.strip().strip("'"), cell.strip().replace("$", "").upper()


def place_of(cell: str) -> tuple[int, int]:
    """Row and column of a cell, counted from 0; those of no cell for what is none.

    >>> place_of("C7"), place_of("7")
    ((6, 2), (-1, -1))
    """
    match = _NUMBERED.fullmatch(cell)
    if match is None:
        return -1, -1
    column = 0
    for letter in match[1]:
        column = 26 * column + ascii_uppercase.index(letter) + 1
    return int(match[2]) - 1, column - 1


def cell_of(sheet: str, cell: str) -> Place:
    """The place of a cell of a workbook.

    >>> print(cell_of("By donor", "C7"))
    By donor!C7
    """
    return Place(sheet=sheet, row=place_of(cell)[0] + 1, column=cell.rstrip(digits))


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("each row of these tables has its number")
    return value


def _of_bounds(report: Report, number: int, heading: str) -> Derivation:
    """The figure of a row of Bounds: the bound whose column it is, or the central one."""
    figure = render.bounded(render.look_up(report, Language()))[number]
    bound = TOTALS.get(heading.casefold(), "central")
    return explain(report, figure.measure, figure.where, figure.group, bound)


def _of_check(report: Report, number: int) -> Derivation:
    """What the line of a check is about; the sheet has the proofs first, then the issued totals, then the rates."""
    if number <= len(report.proofs):
        proof = report.proofs[number - 1]
        if proof.measure is None:
            return explain_currency(report, proof.currency)
        by = (proof.dimension,) if proof.dimension else ()
        derivation = of_lines(explain(report, proof.measure, {}, proof.group, proof.bound, by=by))
        # A proof about bounds is about no sum, so the lines that it covers are listed.
        measure = proof.measure.replace("_", " ")
        return replace(derivation, about=f"All lines of {measure}") if proof.kind == "bounds" else derivation
    issued = [(measure, bound) for measure in report.totals for bound in BOUNDS]
    if number <= len(report.proofs) + len(issued):
        measure, bound = issued[number - len(report.proofs) - 1]
        return explain(report, measure, {}, None, bound)
    displayed = number - len(report.proofs) - len(issued) - bool(report.rates)
    if not displayed:
        return explain_rates(report, [used.number for used in report.rates])
    # Behind the rates stands what is displayed: all totals together, then each table that is not empty.
    tables = [table for table in report.tables if table.rows]
    measure = tables[displayed - 2].definition.measure if displayed > 1 else next(iter(report.totals))
    return of_lines(explain(report, measure, {}, None, "central"))

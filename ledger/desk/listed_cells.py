"""Explaining a cell of the sheets that list what figures rest on: Currencies, Checks, Bounds, Rates and Quotes."""

from collections.abc import Mapping
from dataclasses import replace
from string import ascii_uppercase

from ledger.audit import Derivation, SheetCells, explain, explain_currency, explain_rates, of_lines
from ledger.render import BOUND_COLUMNS, FIRST_ROW, bounded, look_up
from ledger.reporting import Report
from ledger.totals import BOUNDS

_BY_RATE = ("Rates", "Quotes")


def explain_listed(report: Report, sheets: Mapping[str, SheetCells], sheet: str, cell: str) -> Derivation | None:
    """What a row of such a sheet is about: the lines in a currency, those that rest on a rate, or the total checked.

    Args:
        report: the report.
        sheets: its workbook.
        sheet: name of a sheet, in any capitals.
        cell: of it.

    Returns:
        None for another sheet, and for a cell above or below the rows.
    """
    name = next((it for it in ("Currencies", "Checks", "Bounds", *_BY_RATE) if it.casefold() == sheet.casefold()), None)
    number = cell.lstrip(ascii_uppercase)
    if name is None or name not in sheets or not number.isdecimal():
        return None
    if name == "Bounds":
        return _of_bounds(report, int(number) - FIRST_ROW, cell.removesuffix(number))
    row = sheets[name].rows.get(int(number), {})
    first, second = (row[column].value if column in row else None for column in (1, 2))
    # Titles and headings have words where each row has its number.
    if isinstance(first, bool) or not isinstance(first, int | float):
        return None
    if name == "Currencies":
        return explain_currency(report, str(second))
    return explain_rates(report, [int(first)]) if name in _BY_RATE else _of_check(report, int(first))


def _of_bounds(report: Report, number: int, column: str) -> Derivation | None:
    """The figure of a row of Bounds: the bound whose column it is, or the central one."""
    every = bounded(look_up(report))
    if number not in range(len(every)):
        return None
    it = every[number]
    return explain(report, it.measure, it.where, it.group, BOUND_COLUMNS.get(column, "central"))


def _of_check(report: Report, number: int) -> Derivation:
    """What the line of a check is about; the sheet has the proofs first, then the issued totals, then the rates."""
    if number <= len(report.proofs):
        proof = report.proofs[number - 1]
        if proof.measure is None:
            return explain_currency(report, proof.currency)
        by = (proof.dimension,) if proof.dimension else ()
        found = of_lines(explain(report, proof.measure, {}, proof.group, proof.bound, by=by))
        # What is proven of bounds is no sum: the lines are listed that it is about.
        measure = proof.measure.replace("_", " ")
        return replace(found, about=f"All lines of {measure}") if proof.kind == "bounds" else found
    issued = [(measure, bound) for measure in report.totals for bound in BOUNDS]
    if number <= len(report.proofs) + len(issued):
        measure, bound = issued[number - len(report.proofs) - 1]
        return explain(report, measure, {}, None, bound)
    return explain_rates(report, [used.number for used in report.rates])

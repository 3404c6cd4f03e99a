"""The cells of a workbook as they were saved: each sheet is gone through once for its values and its formulas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.functions import iterparse


@dataclass(frozen=True)
class SavedRow:
    """The cells of a row that hold anything, by column, from 1.

    Args:
        values: those with a value, each with its looks.
        formulas: the words of each formula; where its column has no value, none was saved with it.
    """

    values: Mapping[int, ReadOnlyCell]
    formulas: Mapping[int, str]


def saved_rows(path: Path) -> Mapping[str, Mapping[int, SavedRow]]:
    """The rows of each sheet that hold anything, by number, from 1.

    A row behind a later one, or a cell behind the last one of its row, is left out: programs do not agree on it.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """
    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    # Days from 1904 are named once for the workbook; a cell holds the number behind the day.
    workbook.epoch = WINDOWS_EPOCH
    try:
        return {sheet.title: dict(_rows(sheet)) for sheet in workbook.worksheets}
    finally:
        workbook.close()


class _Parser(WorkSheetParser):
    """Reads the value that was saved in a cell and the formula behind it, where openpyxl reads one of the two."""

    def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401 - as openpyxl declares it
        has_formula = element.find(FORMULA_TAG) is not None
        formula = _words(self.parse_formula(element)) if has_formula else None  # type: ignore[no-untyped-call]
        return {**super().parse_cell(element), "formula": formula}


def _rows(sheet: Any) -> Iterator[tuple[int, SavedRow]]:  # noqa: ANN401 - a sheet that is only read has no type
    book, last = sheet.parent, 0
    # openpyxl gives a reader one of value and formula: for both, its parser is handed each row of the part here.
    with sheet._get_source() as source:  # noqa: SLF001 - see above
        days, times, texts = book._date_formats, book._timedelta_formats, sheet._shared_strings  # noqa: SLF001 - the same
        parser = _Parser(source, texts, data_only=True, epoch=book.epoch, date_formats=days, timedelta_formats=times)
        for _, element in iterparse(source):
            if element.tag == ROW_TAG:
                number, cells = parser.parse_row(element)
                element.clear()
                row = _row(sheet, cells)
                if number > last and (row.values or row.formulas):
                    yield number, row
                last = max(last, number)


def _row(sheet: Any, cells: list[dict[str, Any]]) -> SavedRow:  # noqa: ANN401 - see above
    formulas = [cell.pop("formula") for cell in cells]
    # Of two cells in one place the second counts.
    near = {cell["column"]: (cell, formula) for cell, formula in zip(cells, formulas, strict=True)}
    kept = {column: it for column, it in near.items() if column <= cells[-1]["column"]}
    return SavedRow(
        {column: ReadOnlyCell(sheet, **cell) for column, (cell, _) in kept.items() if cell["value"] is not None},
        {column: formula for column, (_, formula) in kept.items() if formula is not None},
    )


def _words(formula: object) -> str:
    """The words of a formula; of one that fills several cells in braces, as programs show it."""
    if isinstance(formula, ArrayFormula):
        return f"={{{formula.text or ''}}}"
    return "={TABLE}" if isinstance(formula, DataTableFormula) else str(formula)

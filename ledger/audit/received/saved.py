"""The cells of a workbook as they were saved: each sheet is gone through once for its values and its formulas."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet import _reader
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.functions import iterparse

from ledger.spreadsheet import PlainCell

_cast_number: Callable[[str], int | float] = _reader._cast_number  # type: ignore[attr-defined]  # noqa: SLF001 - untyped


@dataclass(frozen=True)
class SavedRow:
    """The cells of a row that hold anything, by column, from 1.

    Args:
        values: those with a value, each with its looks.
        formulas: the words of each formula; where its column has no value, none was saved with it.
    """

    values: Mapping[int, ReadOnlyCell]
    formulas: Mapping[int, str]


class SavedWorkbook:
    """A workbook open in openpyxl, whose texts and styles every way of reading its cells shares.

    Raises:
        Exception: whatever the reader raises for a damaged file; callers say so in words.
    """

    def __init__(self, path: Path) -> None:
        self._workbook: Any = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        # Days from 1904 are named once for the workbook; a cell holds the number behind the day.
        self._workbook.epoch = WINDOWS_EPOCH
        self._sheets: dict[str, Any] = {sheet.title: sheet for sheet in self._workbook.worksheets}
        self._any_sheet: Any = next(iter(self._sheets.values()), None)
        self._parser = self._new_parser(None)

    @property
    def parts(self) -> Mapping[str, str]:
        """The part in which openpyxl finds each worksheet, by its name."""
        return {name: str(sheet._worksheet_path).lstrip("/") for name, sheet in self._sheets.items()}  # noqa: SLF001 - it tells it to nobody

    def close(self) -> None:
        """Let the file go."""
        self._workbook.close()

    def rows(self, name: str) -> Iterator[tuple[int, SavedRow]]:
        """The rows of a sheet that hold anything, by number, from 1, read element by element.

        A row behind a later one, or a cell behind the last one of its row, is left out: programs do not agree on it.
        """
        sheet, last = self._sheets[name], 0
        # openpyxl gives a reader one of value and formula: for both, its parser is handed each row of the part here.
        with sheet._get_source() as source:  # noqa: SLF001 - see above
            parser = self._new_parser(source)
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    number, cells = parser.parse_row(element)
                    element.clear()
                    row = _row(sheet, cells)
                    if number > last and (row.values or row.formulas):
                        yield number, row
                    last = max(last, number)

    def cell_of(self, plain: PlainCell) -> ReadOnlyCell | None:
        """A plain cell as :meth:`rows` would give it, whatever its place; None for one without a value."""
        text, kind = plain.value, plain.kind
        if text is None:
            return None
        if kind == "n" and plain.style in self._parser.date_formats:
            cell = WorkSheetParser.parse_cell(self._parser, _Written(plain)) | {"row": 1, "column": 1}
            return ReadOnlyCell(self._any_sheet, **cell)
        return ReadOnlyCell(self._any_sheet, 1, 1, self._value(kind, text), kind, plain.style)

    def _value(self, kind: str, text: str) -> object:
        """A value that is no day, as openpyxl's parser gives it; it takes as long again for each cell."""
        if kind == "n":
            return _cast_number(text)
        if kind == "s":
            return self._parser.shared_strings[int(text)]
        return bool(int(text)) if kind == "b" else text

    def _new_parser(self, source: Any) -> "_Parser":  # noqa: ANN401 - the stream of a sheet that is only read has no type
        book = self._workbook
        days, times = book._date_formats, book._timedelta_formats  # noqa: SLF001 - openpyxl tells its own reader alone
        texts = self._any_sheet._shared_strings if self._any_sheet else []  # noqa: SLF001 - the same
        return _Parser(source, texts, data_only=True, epoch=book.epoch, date_formats=days, timedelta_formats=times)


class _Written:
    """A plain cell as openpyxl's parser asks an element for it."""

    def __init__(self, plain: PlainCell) -> None:
        self._plain = plain

    def get(self, name: str, default: object = None) -> object:
        return {"t": self._plain.kind, "s": self._plain.style}.get(name, default)

    def findtext(self, *_: object) -> str | None:
        return self._plain.value


class _Parser(WorkSheetParser):
    """Reads the value that was saved in a cell and the formula behind it, where openpyxl reads one of the two."""

    def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401 - as openpyxl declares it
        has_formula = element.find(FORMULA_TAG) is not None
        formula = _words(self.parse_formula(element)) if has_formula else None  # type: ignore[no-untyped-call]
        return {**super().parse_cell(element), "formula": formula}


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

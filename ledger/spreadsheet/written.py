"""Workbooks that we write: XlsxWriter's own, but for texts that look like an escape of Excel's.

Excel reads ``_x0041_`` in a file as ``A``, so that such a text is written with its underscore escaped. XlsxWriter
misses the second of two that share an underscore, and escapes nothing in the results of formulas. It lets its packager
be replaced, and ships no types. Most of the time that it takes is saved here: it puts each part into a file of its own
before it packs them, tries thirty patterns on each formula, and looks for what XML may not hold in the place and the
look of each cell. What is replaced is private to it: where it calls that by another name, it takes its own time again.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_ESCAPED = "_x005F_"
_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CALLED = re.compile(r"(?<![\w.])[\w.]+\(")
_PLAIN = frozenset({"Number", "Datetime", "String", "Blank"})


def escaped(text: str) -> str:
    """A text in which nothing is an escape, as it stands in the XML of a workbook.

    >>> escaped("lot_x0041_x0042_"), escaped("lot_x41_")
    ('lot_x005F_x0041_x005F_x0042_', 'lot_x41_')
    """
    return _ESCAPE.sub(_ESCAPED, text)


class _Texts(SharedStrings):  # type: ignore[misc]  # XlsxWriter has no types
    @staticmethod
    def _escape_control_characters(data: str) -> str:
        # Cut where an escape might begin, no part looks like one to XlsxWriter, which escapes what no XML may hold.
        parts = map(SharedStrings._escape_control_characters, _ESCAPE.split(data))  # noqa: SLF001 - what it overrides
        return _ESCAPED.join(parts)


class _Unnoted(dict[tuple[int, int], str]):
    """The cells of all tables, noted so that none lies over another: as much memory as the cells themselves take.

    Tables of ours stand where they were laid out, and the tests read where that is.
    """

    def __setitem__(self, *_cell: object) -> None:
        pass


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    def __init__(self) -> None:
        super().__init__()
        self.table_cells = _Unnoted()
        self._kept: set[str] = set()
        self._in_xml: dict[str, str] = {}
        self._formulas: dict[str, Any] = {}
        self._columns: dict[int, str] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002 - its
        # Functions that are new in Excel get another name in a file. What it has once kept as it is it keeps again.
        called = set(_CALLED.findall(formula))
        text = formula.removeprefix("=")
        if called <= self._kept and not expand_future_functions and not formula.startswith("{"):
            return text
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        if prepared == text and "_xlfn." not in text:
            self._kept |= called
        return prepared

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: object = 0) -> int:  # noqa: ANN401 - its
        # A column holds one formula again and again: it is looked at once, and its text kept once.
        if formula in self._formulas and not self._check_dimensions(row, col):
            self.table[row][col] = self._formulas[formula]._replace(format=cell_format, value=value)
            return 0
        outcome: int = super()._write_formula(row, col, formula, cell_format, value)
        if outcome == 0 and not self.constant_memory and type(cell := self.table[row][col]).__name__ == "Formula":
            self._formulas[formula] = cell
        return outcome

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_formula_element(formula, escaped(result) if isinstance(result, str) else result, attributes)

    def _write_rows(self) -> None:
        super()._write_rows()
        # What stands in the part is not needed here any more, while those of the other sheets are made.
        self.table.clear()

    def _assemble_xml_file(self) -> None:
        super()._assemble_xml_file()
        # The packager has the part. A workbook and its sheets hold each other, and would keep it once it is packed.
        self.fh: Any = None

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 - one of its tuples
        kind, look = type(cell).__name__, cell.format
        is_figure = kind == "Formula" and type(cell.value) is float
        if not look or not (is_figure or kind in _PLAIN) or self.constant_memory:
            super()._write_cell(row, col, cell)
            return
        if col not in self._columns:
            self._columns[col] = xl_col_to_name(col)
        start = f'<c r="{self._columns[col]}{row + 1}" s="{look._get_xf_index()}"'  # noqa: SLF001 - as it does
        if is_figure:
            self.fh.write(f"{start}><f>{self._escaped_formula(cell.formula)}</f><v>{cell.value}</v></c>")
        elif kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind == "Blank":
            self.fh.write(f"{start}/>")
        else:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")

    def _escaped_formula(self, formula: str) -> str:
        if formula not in self._in_xml:
            self._in_xml[formula] = escape(formula)
        return self._in_xml[formula]

    def _calculate_spans(self) -> None:
        # From which column to which sixteen rows hold anything; XlsxWriter asks every cell whether it does.
        spans: dict[int, tuple[int, int]] = {}
        for row, cells in (*self.table.items(), *self.comments.items()):
            if cells:
                first, last = spans.get(row // 16, (min(cells), max(cells)))
                spans[row // 16] = min(first, *cells), max(last, *cells)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in spans.items()}


class _Core(Core):  # type: ignore[misc]  # XlsxWriter has no types
    """The properties of a workbook, with the language of its words, which XlsxWriter has no place for."""

    language = ""

    def _write_dc_description(self) -> None:
        super()._write_dc_description()
        if self.language:
            self._xml_data_element("dc:language", self.language)


class _Packager(Packager):  # type: ignore[misc]  # XlsxWriter has no types
    def _write_core_file(self) -> None:
        core = _Core()
        core.language = getattr(self.workbook, "language", "")
        core._set_properties(self.workbook.doc_properties)  # noqa: SLF001 - as its packager does
        core._set_xml_writer(self._filename("docProps/core.xml"))  # noqa: SLF001 - the same
        core._assemble_xml_file()  # noqa: SLF001 - the same

    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))  # noqa: SLF001 - the same
            texts._assemble_xml_file()  # noqa: SLF001 - the same


class TextWorkbook(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    """A workbook of XlsxWriter's whose texts are shown as they were given, whatever they look like.

    >>> from io import BytesIO
    >>> with TextWorkbook(BytesIO()) as workbook:
    ...     workbook.add_worksheet().write_string(0, 0, "lot_x0041_x0042_")
    0
    """

    worksheet_class = _Sheet
    language = ""
    """Of its words, by its code (ISO 639-1)."""

    def __init__(self, filename: BytesIO | Path, options: Mapping[str, object] | None = None) -> None:
        super().__init__(filename, {"in_memory": True, **(options or {})})

    def close(self) -> None:
        """Pack it.

        Raises:
            OSError: where it cannot be written, or is too large, so that who draws knows no fault of XlsxWriter's.
        """
        try:
            super().close()
        except XlsxFileError as fault:
            raise OSError(str(fault)) from fault

    def _get_packager(self) -> Packager:
        return _Packager()


class _Nowhere(_Sheet):
    """A sheet that keeps none of its cells."""

    def write_blank(self, *_cell: object) -> int:
        return 0

    write_datetime = write_formula = write_number = write_string = write_blank

    def add_table(self, *_block: object) -> int:
        return 0

    def set_row(self, *_row: object) -> int:
        return 0


class UnwrittenWorkbook(TextWorkbook):
    """A workbook that is drawn to learn what would stand where: nobody asked for a file, and no cell is kept.

    >>> drawn = UnwrittenWorkbook()
    >>> drawn.add_worksheet("Rates").write_number(0, 0, 1.5)
    0
    """

    worksheet_class = _Nowhere

    def __init__(self) -> None:
        super().__init__(BytesIO(), {})
        # It is never packed, which would be asked for when it is collected.
        self.fileclosed = 1

"""A sheet of which a few cells stand far out, copied without the empty rows and columns between.

The sheet library sets aside room for the whole rectangle from the first cell to the last: one cell in the last row of
a form would cost gigabytes. In the copy the rows and columns that hold anything follow each other;
:class:`Used` keeps their true numbers.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ledger.foundation import Place, Problem, Refused, Severity
from ledger.spreadsheet.archive import Archive
from ledger.spreadsheet.cells import column_letters
from ledger.spreadsheet.parts import STYLE, TYPE, FilledCell, filled_cells

_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_AT_ONCE = 10_000
# A sheet may have so much room for cells that hold nothing: 150 MB, or so many for each one that does.
_FEW_CELLS = 4_000_000
_EMPTY_FOR_ONE = 20
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


T = TypeVar("T")


@dataclass(frozen=True)
class Used:
    """The rows and the columns of a sheet that hold anything, as Excel counts them, in order."""

    rows: Sequence[int]
    columns: Sequence[int]

    def spread(self, row: Sequence[T]) -> list[T | None]:
        """A row of the copy with every cell back in its column.

        >>> Used([1, 9], [1, 4]).spread(["a", "b"])
        ['a', None, None, 'b']
        """
        cells: list[T | None] = [None] * (self.columns[len(row) - 1] if row else 0)
        for column, value in zip(self.columns, row, strict=False):
            cells[column - 1] = value
        return cells


def used_cells(archive: Archive, part: str, file: str, sheet: str, most_cells: int) -> Used:
    """The rows and columns that hold anything.

    Raises:
        Refused: FILE, if there are too many for a table even so.
    """
    rows: set[int] = set()
    columns: set[int] = set()
    last, cells, filled = FilledCell(0, 0, b"", b""), 0, 0
    for cell in filled_cells(archive, part, file):
        # A reader is given every row as far as its last cell.
        cells += max(0, cell.column - (last.column if cell.row == last.row else 0))
        rows.add(cell.row)
        columns.add(cell.column)
        is_beyond = cell.row > _LAST_ROW or cell.column > _LAST_COLUMN
        if is_beyond or cells > most_cells or len(rows) * len(columns) > most_cells:
            raise Refused([_too_far(cell, Place(file=file, sheet=sheet), most_cells)])
        last, filled = cell, filled + 1
    if len(rows) * len(columns) > max(_FEW_CELLS, _EMPTY_FOR_ONE * filled):
        raise Refused([_too_far(last, Place(file=file, sheet=sheet), _FEW_CELLS)])
    return Used(sorted(rows), sorted(columns))


def copy_near(archive: Archive, part: str, file: str, used: Used, target: Path) -> None:
    """Write a workbook in which only this sheet holds anything, its used rows and columns one after the other."""
    rows, columns = ({number: near for near, number in enumerate(far, 1)} for far in (used.rows, used.columns))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for other in archive.parts:
            if other != part and other.endswith((".xml", ".rels")) and not other.startswith("xl/worksheets/"):
                with copy.open(other, "w") as stream:
                    stream.writelines(archive.pieces(other))
        with copy.open(part, "w", force_zip64=True) as stream:
            stream.write(b'<worksheet xmlns="%b"><sheetData>' % _NAMESPACE)
            stream.writelines(_near(filled_cells(archive, part, file), rows, columns))
            stream.write(b"</row></sheetData></worksheet>")


def _near(cells: Iterator[FilledCell], rows: Mapping[int, int], columns: Mapping[int, int]) -> Iterator[bytes]:
    before = 0
    written: list[bytes] = []
    for cell in cells:
        if cell.row != before:
            written.append(b'%b<row r="%d">' % (b"</row>" if before else b"", rows[cell.row]))
            before = cell.row
        kind, style = TYPE.search(cell.attributes), STYLE.search(cell.attributes)
        attributes = (kind[0] if kind else b"") + (style[0] if style else b"")
        place = b"%b%d" % (column_letters(columns[cell.column]).encode(), rows[cell.row])
        written.append(b'<c r="%b"%b>%b</c>' % (place, attributes, cell.body))
        if len(written) >= _AT_ONCE:
            yield b"".join(written)
            written.clear()
    yield b"".join(written)


def _too_far(cell: FilledCell, place: Place, most_cells: int) -> Problem:
    found = f"cells as far as {column_letters(cell.column)}{cell.row}"
    remedy = "delete what stands far away from the table, or split the table"
    return Problem("FILE", Severity.ERROR, place, found, f"a sheet of at most {most_cells} cells", remedy)

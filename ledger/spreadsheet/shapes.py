"""What a workbook does with its cells beside holding them: tables over them, and how it shows them.

And what in it two programs read in two ways, so that not all of them show what was compared.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from ledger.foundation import Place, Refused
from ledger.spreadsheet.ambiguous_packages import PartRelation, relations_of, table_ambiguities
from ledger.spreadsheet.ambiguous_sheets import Ambiguity, walked
from ledger.spreadsheet.archive import Archive, open_archive
from ledger.spreadsheet.looks import WorkbookLooks, workbook_looks
from ledger.spreadsheet.parts import SheetPart, filled_cells, parsed_safely, sheet_parts
from ledger.spreadsheet.plain_sheets import PlainCell, PlainSheet, plain_sheet
from ledger.spreadsheet.views import SheetView, sheet_view, workbook_settings

_ROW_AT = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*[\"']([0-9]{1,18})")
# A reader of cells goes through every row as far as the last one, and through each as far as its last cell.
_MOST_ROWS = 2 * 1_048_576
_MOST_BLANK_CELLS = 10_000_000

T = TypeVar("T")


@dataclass(frozen=True)
class SheetTable:
    """A named table on a sheet, to whose columns formulas refer.

    Args:
        name: by which formulas call it.
        ref: the cells it takes, its headings included: ``A5:P12``.
        columns: its headings.
        rows_apart: how many rows of headings and of totals it says to have, which formulas do not add.
    """

    name: str
    ref: str
    columns: tuple[str, ...]
    rows_apart: tuple[str, str] = ("1", "0")


@dataclass(frozen=True)
class SheetShape:
    """One sheet beside its cells.

    Args:
        part: the part of the package that holds it.
        view: how it is shown.
        tables: the tables on it, by name.
        ambiguities: what in its XML two programs read in two ways, so that they may show two values.
    """

    part: str = ""
    view: SheetView = field(default_factory=SheetView)
    tables: tuple[SheetTable, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()


@dataclass(frozen=True)
class ShapedSheet(Generic[T]):
    """A sheet that was read.

    Args:
        name: what it is called.
        shape: what there is beside its cells.
        rows: its cells, as :class:`PlainSheet` has them; None for a sheet that has to be read element by element.
    """

    name: str
    shape: SheetShape
    rows: Mapping[int, Mapping[int, T]] | None


class ShapedWorkbook:
    """A workbook whose sheets are read one after the other, each once: its cells, and all that there is beside them.

    Raises:
        Refused: FILE for what is no sound workbook.
        etree.XMLSyntaxError: for a part that is no XML.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._archive = open_archive(path, path.name)
        self._rows, self._names = 0, Counter[str]()
        self.settings, self._states = workbook_settings(self._archive)
        """What it shows otherwise than it is, in words."""
        self.looks: WorkbookLooks = workbook_looks(self._archive)
        """What resolves the looks of its cells."""

    def sheets(
        self, cell_of: Callable[[PlainCell], T | None], passed_over: Collection[str] = ()
    ) -> Iterator[ShapedSheet[T]]:
        """Every worksheet, in their order.

        Args:
            cell_of: what is kept of a cell, by what it says; None for one that holds nothing.
            passed_over: the parts of those that are not given, as drawn by us; only their rows are counted.

        Raises:
            Refused: FILE for a damaged sheet, or one with rows far beyond all that is issued.
            etree.XMLSyntaxError: for a part that is no XML.
        """
        for sheet in sheet_parts(self._archive, self._file):
            if sheet.part in passed_over:
                self._count_rows(sheet, _last_row(self._archive, sheet.part))
            else:
                yield self._read(sheet, cell_of)

    def called(self, name: str, cell_of: Callable[[PlainCell], T | None]) -> Iterator[ShapedSheet[T]]:
        """The worksheets of a name: in a sound workbook one at most.

        Args:
            name: of the sheet.
            cell_of: as :meth:`sheets` asks for it.

        Raises:
            Refused, etree.XMLSyntaxError: as :meth:`sheets` does.
        """
        return (self._read(it, cell_of) for it in sheet_parts(self._archive, self._file) if it.name == name)

    def tables(self) -> Mapping[str, Sequence[SheetTable]]:
        """Of each sheet the tables that are tied to it, without reading its cells; of ours it names all of them.

        Raises:
            etree.XMLSyntaxError: for a part that is no XML.
        """
        tables = {}
        for sheet in sheet_parts(self._archive, self._file):
            ties, _ = relations_of(self._archive, sheet.part)
            tied = [relation for relation, tie in ties.items() if tie.kind == "table"]
            tables[sheet.name] = _tables(self._archive, sheet.part, tied)[0]
        return tables

    def _read(self, sheet: SheetPart, cell_of: Callable[[PlainCell], T | None]) -> ShapedSheet[T]:
        content = self._archive.whole(sheet.part)
        plain = plain_sheet(content, cell_of)
        frame = content if plain is None else plain.frame
        self._count_rows(sheet, max(map(int, _ROW_AT.findall(frame)), default=0))
        if self._blank_cells(sheet.part, plain) > _MOST_BLANK_CELLS:
            raise self._far_away(sheet)
        return ShapedSheet(sheet.name, self._shape(sheet, frame), None if plain is None else plain.rows)

    def _count_rows(self, sheet: SheetPart, rows: int) -> None:
        self._rows += rows
        if self._rows > _MOST_ROWS:
            raise self._far_away(sheet)

    def _far_away(self, sheet: SheetPart) -> Refused:
        found, remedy = "cells far away from its tables", "delete them, or ask for the workbook again"
        place = Place(file=self._file, sheet=sheet.name)
        return Refused.of("FILE", place, found, "a workbook as it was issued", remedy)

    def _shape(self, sheet: SheetPart, frame: bytes) -> SheetShape:
        """The shape of a sheet; of its part what is in plain rows may be left out."""
        walk = walked([frame])
        tables, ambiguous = _tables(self._archive, sheet.part, walk.table_relations)
        self._names.update(table.name.casefold() for table in tables)
        twice = [table.name for table in tables if self._names[table.name.casefold()] > 1]
        ambiguous += [f"a second table of the name {name}" for name in dict.fromkeys(twice)]
        state = self._states.get(sheet.name, "visible")
        return SheetShape(
            part=sheet.part,
            view=sheet_view(self._archive, sheet.part, frame, state, self.looks.palette),
            tables=tuple(sorted(tables, key=lambda table: table.name)),
            ambiguities=(*walk.ambiguities, *map(Ambiguity, ambiguous)),
        )

    def _blank_cells(self, part: str, plain: PlainSheet[T] | None) -> int:
        """How many cells lie empty before a filled one of their row."""
        if plain is not None:
            return sum(max(row) - len(row) for row in plain.rows.values())
        row, column, blank = 0, 0, 0
        for cell in filled_cells(self._archive, part, self._file):
            blank += max(0, cell.column - 1 - (column if cell.row == row else 0))
            row, column = cell.row, cell.column
        return blank


def _last_row(archive: Archive, part: str) -> int:
    """The number of the last row of a sheet that was drawn here: its rows stand in their order."""
    content = archive.whole(part)
    row = _ROW_AT.match(content, max(content.rfind(b"<row "), 0))
    return int(row[1]) if row else 0


def _tables(archive: Archive, part: str, named: Sequence[str]) -> tuple[list[SheetTable], list[str]]:
    """The tables that a sheet names, in words what is ambiguous about them.

    A table that is tied to a sheet and not named by it is read by some programs, and by others not.
    """
    relations, ambiguities = relations_of(archive, part)
    tables, ambiguous = [], list(ambiguities)
    tied = [relation for relation, tie in relations.items() if tie.kind == "table"]
    if sorted(tied) != sorted(named):
        ambiguous.append(f"tied to the tables {_listed(tied)}, and names {_listed(named)}")
    for relation in dict.fromkeys(named):
        if (tie := relations.get(relation, _NOWHERE)).part in archive.parts:
            root = parsed_safely(archive.whole(tie.part))
            ambiguous += table_ambiguities(root)
            columns = tuple(str(it.get("name")) for it in root.iter("{*}tableColumn"))
            rows_apart = (root.get("headerRowCount", "1"), root.get("totalsRowCount", "0"))
            tables.append(SheetTable(str(root.get("displayName")), str(root.get("ref")), columns, rows_apart))
        else:
            ambiguous.append(f"names a table {relation} that is not there")
    return tables, ambiguous


_NOWHERE = PartRelation("", "")


def _listed(relations: Sequence[str]) -> str:
    return " and ".join(sorted(relations)) or "none"

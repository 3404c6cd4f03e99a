"""Where a record was read: the row of its source, word for word."""

from collections.abc import Iterable
from dataclasses import fields

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from ledger.records.scalars import Line


# Not a model: with slots, a row takes a third of the memory, and a large file has many of them.
@dataclass(frozen=True, slots=True, config={"extra": "forbid"})
class Lineage:
    """One row, line or element of a file, kept as it stands there.

    Args:
        file: name of the file.
        sheet: name of the sheet, for a workbook.
        row: number of the row or line, counted from 1.
        path: place inside XML or JSON, such as ``iati-activity[2]/transaction[1]``.
        cells: what stood under each heading, as text; empty cells are left out.
        text: the line or element itself, for files without columns.
    """

    file: Line = Field(description="Name of the file.")
    sheet: str | None = Field(default=None, description="Name of the sheet.")
    row: int | None = Field(default=None, ge=1, description="Number of the row or line.")
    path: str | None = Field(default=None, description="Place inside XML or JSON.")
    cells: dict[str, str] | None = Field(default=None, description="Text under each heading.")
    text: str | None = Field(default=None, description="The line or element itself.")


def next_row(before: Lineage, row: int, cells: dict[str, str]) -> Lineage:
    """Another row of the same table, made of texts by number and heading.

    What all rows have in common was validated with the first one; to do it for each would be a tenth of the whole time
    that it takes to read a large workbook.

    >>> next_row(Lineage(file="pledges.xlsx", sheet="Pledges"), 2, {"donor": "GBR"}).sheet
    'Pledges'
    """
    return _like(before, row, before.path, cells, before.text)


def next_element(before: Lineage, row: int, path: str, text: str) -> Lineage:
    """Another element of the same file with the same cells around it, made of texts by line, path and the element.

    >>> first = Lineage(file="a.xml", cells={"title[1]": "<title/>"})
    >>> next_element(first, 7, "iati-activity[1]/transaction[1]", "<transaction/>").row
    7
    """
    return _like(before, row, path, before.cells, text)


def _like(before: Lineage, row: int, path: str | None, cells: dict[str, str] | None, text: str | None) -> Lineage:
    lineage = object.__new__(Lineage)
    put_file, put_sheet, put_row, put_path, put_cells, put_text = _PUT
    put_file(lineage, before.file)
    put_sheet(lineage, before.sheet)
    put_row(lineage, row)
    put_path(lineage, path)
    put_cells(lineage, cells)
    put_text(lineage, text)
    return lineage


def dump_lineage(rows: Iterable[Lineage]) -> str:
    """Rows as one line of JSON, fields without a value left out.

    >>> dump_lineage([Lineage(file="pledges.csv", row=2)])
    '[{"file":"pledges.csv","row":2}]'
    """
    return _ROWS.serializer.to_json(tuple(rows), exclude_none=True).decode()


# Past the frozen fields, into the slots themselves: setting them by name takes three times as long.
_PUT = tuple(getattr(Lineage, field.name).__set__ for field in fields(Lineage))
_ROWS = TypeAdapter(tuple[Lineage, ...])

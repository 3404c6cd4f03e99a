"""Where a record was read: the row of its source, word for word."""

from pydantic import BaseModel, ConfigDict, Field

from ledger.records.scalars import Line


class Lineage(BaseModel):
    """One row, line or element of a file, kept as it stands there.

    Args:
        file: name of the file.
        sheet: name of the sheet, for a workbook.
        row: number of the row or line, counted from 1.
        path: place inside XML or JSON, such as ``iati-activity[2]/transaction[1]``.
        cells: what stood under each heading, as text; empty cells are left out.
        text: the line or element itself, for files without columns.

    >>> Lineage(file="pledges.csv", row=2, cells={"donor": "GBR"}).cells
    {'donor': 'GBR'}
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Line = Field(description="Name of the file.")
    sheet: str | None = Field(default=None, description="Name of the sheet.")
    row: int | None = Field(default=None, ge=1, description="Number of the row or line.")
    path: str | None = Field(default=None, description="Place inside XML or JSON.")
    cells: dict[str, str] | None = Field(default=None, description="Text under each heading.")
    text: str | None = Field(default=None, description="The line or element itself.")

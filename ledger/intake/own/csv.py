"""CSV files with our headings, as a spreadsheet saves them: ``,`` or ``;`` or a tab between the cells."""

from collections.abc import Iterator
from typing import BinaryIO

from ledger.foundation import Advice, Place, Problem, malformed, quoted
from ledger.intake.delimited import DelimitedRow, delimited
from ledger.intake.drafts import Draft
from ledger.intake.own.headed import HeadedRows, is_heading_line
from ledger.intake.rows import heading_name


def read_table(stream: BinaryIO, file: str, encoding: str | None = None) -> Iterator[Draft | Problem]:
    """Read a CSV file; a fault of the headings keeps all rows out, a fault of a row keeps out that row.

    Args:
        stream: the bytes of the file.
        file: its name, the first part of each place.
        encoding: that the user names; None for what the file shows by itself.

    >>> from io import BytesIO
    >>> print(*(fault.place for fault in read_table(BytesIO(b"id;type;value_date;qualifier;record;titel"), "x.csv")))
    x.csv:1:titel
    """
    separator, rows = delimited(stream, file, encoding)
    headed: HeadedRows | None = None
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif headed is not None:
            if (item := headed.read(row.number, row.cells, row.cells)) is not None:
                yield item
        else:
            place = Place(file=file, row=row.number)
            if not is_heading_line([heading_name(cell) for cell in row.cells]):
                yield _no_heading_line(row, place)
                return
            # Other separators are written where the comma is the decimal sign, and the point parts groups of digits.
            headed = HeadedRows(row.cells, file, place, decimal_point=separator == ",")
            yield from headed.problems
            if not headed.readable:
                return


def _no_heading_line(first: DelimitedRow, place: Place) -> Problem:
    shown = next(cell for cell in first.cells if cell.strip())
    return malformed(
        place,
        f"no heading line but {quoted(shown.strip())}",
        "a first line of headings such as title, donor, recipient, announced, qualifier, amount, currency, term",
        Advice(
            "put the headings of docs/import.md above the data, or give a mapping file (desk.draft_table_mapping "
            "drafts one)",
            "put the headings of docs/import.md above the data, or give a mapping file (`mapping FILE` drafts one)",
        ),
    )

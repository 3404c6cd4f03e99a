"""Records as tables: CSV for spreadsheets, and plain JSON Lines of the records as they stand.

A table has one row for each record, with every heading that any of them needs (docs/import.md), and reads back equal.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from ledger.records import Record, cells_of, dump_record, heading_of, rank


def headings_of(records: Iterable[Record]) -> tuple[str, ...]:
    """The headings that these records need, in the order of docs/import.md; a second source behind the first.

    >>> from ledger.records import Transaction
    >>> headings_of([Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})])
    ('id', 'record', 'commitment', 'type', 'value_date', 'qualifier', 'handling')
    """
    used = dict.fromkeys(name for record in records for name in cells_of(record))
    places = {name: rank(heading) for name in used if (heading := heading_of(name))}
    return tuple(sorted(places, key=places.__getitem__))


def write_csv(records: Iterable[Record], path: Path, *, mark: bool = True) -> tuple[str, ...]:
    """Write records as CSV in UTF-8: a comma between cells, quotation marks where a cell needs them.

    Args:
        records: to be gone through twice.
        path: where to write; a file that is there is replaced.
        mark: begin with the mark (BOM) without which Excel takes UTF-8 for Windows-1252.

    Returns:
        The headings.
    """
    kept = tuple(records)
    headings = headings_of(kept)
    with path.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows(_row(cells_of(record), headings) for record in kept)
    return headings


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write records as JSON Lines in UTF-8, one to a line, as import reads them."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{dump_record(record)}\n" for record in records)


def _row(cells: Mapping[str, str], headings: Iterable[str]) -> list[str]:
    return [cells.get(name, "") for name in headings]

"""A clean book and the workbook that was issued from it, to be spoilt by the benchmark of planted faults."""

import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from workbooks import table_in

from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.foundation import Problem, Refused
from ledger.records import Record

_NOTHING = "\N{EN DASH}"
NOON = datetime(2025, 12, 1, 12, tzinfo=UTC)
SIGNED = {"author": "benchmark", "reason": "a clean book"}


class Cell(NamedTuple):
    """A cell as it was issued."""

    sheet: str
    name: str
    value: Any


class Sent:
    """A clean book and the workbook that was issued from it."""

    def __init__(self, folder: Path, records: Collection[Record]) -> None:
        self.folder = folder
        self.book = create_book(folder / "book.db", author="benchmark", clock=lambda: NOON)
        self.book.record(records, **SIGNED)
        build = partial(build_report, "commitments", self.book)
        self.path = issue(self.book, build, folder / "sent.xlsx", **SIGNED).workbook
        self.values = load_workbook(self.path, data_only=True)

    def received(self) -> Path:
        """The workbook again, to be spoilt."""
        return Path(shutil.copy(self.path, self.folder / "received.xlsx"))

    def verified(self, path: Path) -> tuple[Problem, ...]:
        """What ``verify`` finds in it."""
        try:
            return verify_workbook(self.book, path).problems
        except Refused as refused:
            return refused.problems

    def cells(self, table: str, heading: str) -> list[Cell]:
        """The cells below a heading of a table that hold anything but a dash."""
        sheet, rows = table_in(self.values, table)
        place = [cell.value for cell in rows[0]].index(heading)
        below = (row[place] for row in rows[1:])
        return [Cell(sheet.title, cell.coordinate, cell.value) for cell in below if cell.value != _NOTHING]

    def part(self, sheet: str) -> str:
        """Where a sheet lies in the package."""
        return f"xl/worksheets/sheet{self.values.sheetnames.index(sheet) + 1}.xml"

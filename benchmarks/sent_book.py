"""A clean book and the workbook that was issued from it, to be spoilt by the benchmark of planted faults."""

import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.foundation import Problem, Refused
from ledger.records import Record

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

    def cells(self, sheet: str, heading: str) -> list[Cell]:
        """The cells below a heading that hold anything, in rows that belong to it."""
        rows = list(self.values[sheet].iter_rows())
        top = next(number for number, row in enumerate(rows) if any(cell.value == heading for cell in row))
        column = next(cell.column for cell in rows[top] if cell.value == heading)
        below = (row[column - 1] for row in rows[top + 1 :] if row[0].value is not None)
        return [Cell(sheet, cell.coordinate, cell.value) for cell in below if cell.value is not None]

    def part(self, sheet: str) -> str:
        """Where a sheet lies in the package."""
        return f"xl/worksheets/sheet{self.values.sheetnames.index(sheet) + 1}.xml"

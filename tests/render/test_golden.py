"""Workbooks as readable text, cell by cell: ``Sheet!B7 | value | formula | format``.

After a change that is meant, write them anew with ``pytest tests/render/test_golden.py --update-golden`` and read the
difference before it is committed.
"""

from pathlib import Path

import pytest
from made import amount, euros, over, paid, pledge, report, yearly
from openpyxl import load_workbook
from xlsxwriter.worksheet import Worksheet

from ledger.render import write_workbook
from ledger.spreadsheet import TextWorkbook

FOLDER = Path(__file__).parent.parent / "golden"
RATES = euros(("2025-06-02", "GBP", "0.8434"), ("2025-06-02", "USD", "1.1419"))
REPORTS = {
    "yearly-pledge-in-pounds": lambda: report(
        pledge("uk", donor="GBR", amount=amount("3000000000", "GBP"), term=yearly(), note="Assumption: from April."),
        rates=[RATES],
        horizon="2026-12-31",
    ),
    "yearly-pledge-in-pounds-de": lambda: report(
        pledge("uk", donor="GBR", amount=amount("3000000000", "GBP"), term=yearly(), note="Assumption: from April."),
        rates=[RATES],
        horizon="2026-12-31",
        lang="de",
    ),
    "every-status-and-stage": lambda: report(
        pledge("converted", amount=amount("5", "USD", "up_to"), term=over("2025-06-02", "2026-06-01")),
        pledge("not-converted", amount=amount("7", "UAH")),
        pledge("not-counted", recipient="DEU"),
        pledge("no-figure", donor="FRA", amount={"qualifier": "undisclosed"}),
        pledge("firm", stage="commitment", relations=[{"kind": "fulfils", "target": "converted"}]),
        paid("paid", "firm", amount=amount("40")),
        rates=[RATES],
    ),
    "bounds": lambda: report(
        pledge("whole", amount=amount("10", "USD")),
        pledge(
            "part",
            amount=amount("4", "USD", "up_to"),
            recipient="MDA",
            relations=[{"kind": "part_of", "target": "whole"}],
        ),
        rates=[RATES],
        tables=[{"name": "Where", "title": "Where", "measure": "pledges", "rows": ["recipient"]}],
    ),
    "cancellations": lambda: report(
        pledge("whole", amount=amount("100", "USD"), term=over("2025-06-02", "2026-06-01")),
        pledge("part", amount=amount("40", "USD"), recipient="MDA", relations=[{"kind": "part_of", "target": "whole"}]),
        paid("back", "whole", type="cancellation", amount=amount("33.33", "USD"), value_date="2025-07-01"),
        paid("more", "whole", type="cancellation", amount=amount("70", "USD"), value_date="2026-02-01"),
        rates=[RATES],
        horizon="2025-12-31",
        tables=[{"name": "Net", "title": "Net", "measure": "net_pledges", "rows": ["recipient"], "columns": "year"}],
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", REPORTS)
def test_a_workbook_is_the_golden_one(name, tmp_path, request):
    path = FOLDER / f"{name}.txt"
    drawn = as_text(REPORTS[name](), tmp_path / "drawn.xlsx")
    if request.config.getoption("--update-golden"):
        path.write_text(drawn, encoding="utf-8")

    assert drawn == path.read_text(encoding="utf-8")


def test_a_workbook_has_the_bytes_that_the_sheets_of_xlsxwriter_give_it(tmp_path, monkeypatch):
    made = REPORTS["yearly-pledge-in-pounds"]()
    write_workbook(made, tmp_path / "ours.xlsx")
    monkeypatch.setattr(TextWorkbook, "worksheet_class", Worksheet)
    write_workbook(made, tmp_path / "theirs.xlsx")

    assert (tmp_path / "ours.xlsx").read_bytes() == (tmp_path / "theirs.xlsx").read_bytes()


def test_no_golden_file_is_left_over():
    # The brief is the text of a PDF, which has a test of its own.
    assert {path.stem for path in FOLDER.glob("*.txt")} - {"brief"} == set(REPORTS)


def as_text(made, path):
    write_workbook(made, path)
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    lines = []
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            value = values[sheet.title][cell.coordinate].value
            formula = cell.value if cell.data_type == "f" else ""
            lines.append(f"{sheet.title}!{cell.coordinate} | {value} | {formula} | {cell.number_format}")
    return "\n".join(lines) + "\n"

"""Evidence that is longer than a sheet: in a file beside the workbook, which names it, and whose formulas are right."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from made import amount, definition, euros, over, paid, pledge, report
from openpyxl import load_workbook
from recalculate import falsify, faults_of_recalculation, recalculated_together
from workbooks import cell_in, table_in, typed_over

from ledger.book import Book
from ledger.desk import (
    build_report,
    explain_figure,
    issue,
    verify_workbook,
    write_documents,
    write_issued,
    write_report,
)
from ledger.foundation import Refused
from ledger.presentation import Language, present
from ledger.render import workbook
from ledger.render.evidence_sheet import TOP
from ledger.render.extents import extents
from ledger.render.keys import look_up
from ledger.render.limits import Limits

SIGNED = {"author": "Ann", "reason": "for the minister"}
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)
# Twelve promises over eight quarters: 96 pieces in time, which with titles and headings take 101 rows.
PIECES, ROWS = 96, 101


@pytest.fixture
def book(tmp_path):
    book = Book.create(tmp_path / "book.db", clock=lambda: NOON)
    term = over("2024-01-01", "2025-12-31")
    book.record([pledge(f"a-{number}", amount=amount("100.01"), term=term) for number in range(12)], **SIGNED)
    return book


@pytest.fixture
def most(monkeypatch):
    """Let a sheet have no more than so many rows."""
    return lambda rows: monkeypatch.setattr(workbook, "EXCEL", Limits(rows=rows))


def by_donor(**fields):
    """A report whose only table is short, so that nothing is as long as the pieces in time."""
    table = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": None}
    return definition(tables=[table], **fields)


def written(book, folder, **fields):
    return write_documents(build_report(by_donor(**fields), book), folder / "report.xlsx")


def beside(folder):
    return sorted(path.name for path in folder.glob("*.parquet"))


def rows(path, table):
    _, (_, *cells) = table_in(load_workbook(path, data_only=True), table)
    return [tuple(cell.value for cell in row) for row in cells]


def test_a_table_as_long_as_a_sheet_stands_in_it(book, most, tmp_path):
    most(ROWS)
    made = written(book, tmp_path)

    assert made.documents == ()
    assert beside(tmp_path) == []
    assert len(rows(made.workbook, "Spread")) == PIECES


def test_one_row_more_goes_into_a_file_with_every_cent_that_the_workbook_names(book, most, tmp_path):
    most(ROWS - 1)
    made = written(book, tmp_path)

    (file,) = made.documents
    digest = sha256(file.read_bytes()).hexdigest()
    assert beside(tmp_path) == [f"test-Spread-{digest[:12]}.parquet"]
    (listed,) = rows(made.workbook, "Files_beside")
    assert listed[:4] == ("Spread", file.name, PIECES, digest)
    table = pq.read_table(file)
    assert (table.num_rows, str(table.schema.field("Central").type)) == (PIECES, "decimal128(38, 2)")
    assert sum(table["Central"].to_pylist()) == Decimal("1200.12")
    sheet = load_workbook(made.workbook)["E2 Conversions"]
    texts = [cell.value for row in sheet.iter_rows(max_row=6) for cell in row if isinstance(cell.value, str)]
    assert any(f"The 96 rows of this table stand in the file {file.name}" in text and digest in text for text in texts)


def test_what_the_rest_of_the_workbook_adds_up_is_right_and_no_formula_names_what_is_not_there(book, most, tmp_path):
    most(ROWS - 1)
    path = written(book, tmp_path).workbook
    texts = [
        cell.value
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(texts) > 100
    assert not [text for text in texts if re.search(r"\bSpread\[", text)]
    states = [row[4] for row in rows(path, "Checks")]
    assert states.count("not live: its rows stand in a file beside this workbook") == 3
    assert set(states) == {"agrees", "not live: its rows stand in a file beside this workbook"}

    falsified = falsify(path, tmp_path / "twin.xlsx")
    (computed,) = recalculated_together([tmp_path / "twin.xlsx"], tmp_path)
    assert faults_of_recalculation(path, falsified, computed) == []


def of_all_kinds():
    """A report with parts, cancellations, doubts, a mean of rates and what is not converted."""
    days = [(day, "USD", rate) for day, rate in (("2025-06-02", "1.1419"), ("2025-06-27", "1.1385"))]
    term = over("2025-06-02", "2026-06-01")
    return report(
        pledge("whole", amount=amount("100", "USD"), term=term, sources=[SOURCE]),
        pledge("part", recipient="MDA", amount=amount("40", "USD", "up_to"), relations=[PART_OF]),
        paid("back", "whole", type="cancellation", amount=amount("33.33", "USD"), value_date="2025-07-01"),
        paid("more", "whole", type="cancellation", amount=amount("70", "USD"), value_date="2026-02-01"),
        pledge("no-rate", amount=amount("7", "UAH")),
        paid("paid", "whole", amount=amount("12", "USD")),
        rates=[euros(*days)],
        basis="month",
        tables=[{"name": "Net", "title": "Net", "measure": "net_pledges", "rows": ["recipient"], "columns": "year"}],
    )


PART_OF = {"kind": "part_of", "target": "whole"}
SOURCE = {"publisher": "News", "title": "A speech", "published": "2025-06-02", "quote": "a hundred dollars"}


@pytest.mark.thorough
def test_whichever_table_goes_beside_the_rest_computes(tmp_path, monkeypatch):
    made = of_all_kinds()
    counted = extents(look_up(made, Language()), present(made))
    tables = {it.table for it in counted if it.table and it.rows > TOP + 1}
    assert tables == {
        *("Commitments", "Transactions", "Conversions", "Cancellations", "Spread", "Offsets", "OffsetPieces"),
        *("Quotes", "Sources", "Bounds", "Problems"),
    }
    for table in tables:
        monkeypatch.setattr(workbook, "beyond_a_sheet", lambda _, __, table=table: frozenset({table}))
        write_report(made, tmp_path / f"{table}.xlsx")
    falsified = {table: falsify(tmp_path / f"{table}.xlsx", tmp_path / f"twin-{table}.xlsx") for table in tables}
    computed = recalculated_together([tmp_path / f"twin-{table}.xlsx" for table in tables], tmp_path)

    for table, found in zip(tables, computed, strict=True):
        path = tmp_path / f"{table}.xlsx"
        assert [row[0] for row in rows(path, "Files_beside")] == [table]
        assert faults_of_recalculation(path, falsified[table], found) == []


def test_the_same_report_has_the_same_files_in_another_place_and_under_another_name(book, most, tmp_path):
    most(ROWS - 1)
    made = build_report(by_donor(), book)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_report(made, tmp_path / name / f"{name}.xlsx")
    (first,), (second,) = beside(tmp_path / "one"), beside(tmp_path / "two")

    assert first == second
    assert (tmp_path / "one" / first).read_bytes() == (tmp_path / "two" / second).read_bytes()
    assert (tmp_path / "one" / "one.xlsx").read_bytes() == (tmp_path / "two" / "two.xlsx").read_bytes()


def test_a_stream_is_refused_since_nothing_stands_beside_it(book, most):
    most(ROWS - 1)
    stream = BytesIO()

    with pytest.raises(
        Refused, match="path: FILE error: found evidence that is longer than a sheet of Excel: test-Spr"
    ):
        write_report(build_report(by_donor(), book), stream)
    assert stream.getvalue() == b""


def test_a_file_of_that_name_that_somebody_has_changed_is_not_written_over(book, most, tmp_path):
    most(ROWS - 1)
    made = written(book, tmp_path)
    (file,) = made.documents
    file.write_bytes(b"mine")

    with pytest.raises(Refused, match=r"Spread-[0-9a-f]{12}\.parquet: FILE error: found another file of that name"):
        written(book, tmp_path)
    assert file.read_bytes() == b"mine"


@pytest.fixture
def sent(book, most, tmp_path):
    most(ROWS - 1)
    (tmp_path / "sent").mkdir()
    return issue(book, partial(build_report, by_donor(), book), tmp_path / "sent" / "sent.xlsx", **SIGNED)


def test_issued_again_it_has_the_same_files(book, sent, tmp_path):
    (file,) = sent.beside
    (tmp_path / "again").mkdir()
    again = write_issued(book, sent.revision.seq, tmp_path / "again" / "other.xlsx")

    assert again.read_bytes() == sent.workbook.read_bytes()
    assert again.with_name(file.name).read_bytes() == file.read_bytes()


def told(book, path):
    return [(it.code, str(it.severity), it.found.partition(",")[0]) for it in verify_workbook(book, path).problems]


def test_verify_holds_the_file_beside_the_workbook_to_what_was_issued(book, sent):
    (file,) = sent.beside
    assert verify_workbook(book, sent.workbook).holds
    assert told(book, sent.workbook) == []

    file.write_bytes(file.read_bytes() + b" ")
    assert told(book, sent.workbook) == [("XLS", "error", "a file that was changed")]
    assert not verify_workbook(book, sent.workbook).holds

    file.unlink()
    assert told(book, sent.workbook) == [("XLS", "warning", "no such file beside the workbook")]
    assert verify_workbook(book, sent.workbook).holds


def test_verify_names_a_changed_cell_of_a_workbook_with_files_beside_it(book, sent):
    cell = cell_in(load_workbook(sent.workbook), "Conversions", "Whole central")
    typed_over(sent.workbook, "E2 Conversions", cell.coordinate, 100.02)

    changed = [it for it in verify_workbook(book, sent.workbook).problems if str(it.severity) == "error"]
    assert [it.place.sheet for it in changed] == ["E2 Conversions"]


def test_a_cell_of_such_a_workbook_is_explained(book, most):
    most(ROWS - 1)
    explained = explain_figure(book, build_report(by_donor(), book), "By donor!B6")

    assert str(explained.explanation.figure) == "EUR 1,200.12"

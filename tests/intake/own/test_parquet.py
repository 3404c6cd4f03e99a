"""Parquet with our headings: what other programs may write, and what is told of what they must not."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.intake import read_file, settle
from ledger.intake.own import parquet

PLEDGE = {
    "title": "Drones",
    "donor": "United Kingdom",
    "recipient": "UA",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-02",
    "qualifier": "exact",
    "amount": "5",
    "currency": "GBP",
    "term": "one_off",
}


def written(path, rows, **types):
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) for row in rows], types.get(name)) for name in names}
    pq.write_table(pa.table(columns), path)
    return path


def read(path):
    drafts, problems = read_file(path)
    records, more = settle(drafts, ())
    return records, [str(problem) for problem in (*problems, *more)]


def test_a_row_of_text_is_a_record_and_keeps_its_cells(tmp_path):
    path = written(tmp_path / "a.parquet", [PLEDGE])

    [record], problems = read(path)
    [draft], _ = read_file(path)

    assert (record.donor, str(record.amount), problems) == ("GBR", "GBP 5", [])
    assert (str(draft.place), draft.lineage[0].row, draft.lineage[0].cells["donor"]) == (
        "a.parquet:1",
        1,
        "United Kingdom",
    )


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (Decimal("3.500000"), pa.decimal128(24, 6), "GBP 3.5"),
        (Decimal("3000000000.00"), pa.decimal128(12, 2), "GBP 3,000,000,000"),
        (3_000_000_000_000, pa.int64(), "GBP 3,000,000,000,000"),
        ("3 bn", pa.large_string(), "GBP 3,000,000,000"),
        ("5", pa.dictionary(pa.int32(), pa.string()), "GBP 5"),
    ],
)
def test_exact_numbers_of_every_type_are_read(tmp_path, value, kind, shown):
    [record], problems = read(written(tmp_path / "a.parquet", [PLEDGE | {"amount": value}], amount=kind))

    assert (str(record.amount), problems) == (shown, [])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (date(2025, 6, 2), pa.date32()),
        (datetime(2025, 6, 2), pa.timestamp("ns")),  # noqa: DTZ001 - as pandas writes days
        ("2 June 2025", pa.string()),
    ],
)
def test_days_of_every_type_are_read(tmp_path, value, kind):
    [record], problems = read(written(tmp_path / "a.parquet", [PLEDGE | {"announced": value}], announced=kind))

    assert (record.announced, problems) == (date(2025, 6, 2), [])


def test_a_floating_point_number_is_refused_since_it_is_not_exact(tmp_path):
    records, problems = read(written(tmp_path / "a.parquet", [PLEDGE | {"amount": 0.1}]))

    assert records == ()
    assert problems == [
        (
            "a.parquet:1:amount: FORM error: found the floating-point number 0.1, expected text or a decimal, since a "
            "floating-point number is not exact. Do: write the column as text, decimals or whole numbers "
            "(Int64 where some are missing)."
        )
    ]


def test_a_frame_of_pandas_reads_with_its_empty_columns(tmp_path):
    frame = pd.DataFrame([PLEDGE | {"low": float("nan"), "note": None}, PLEDGE | {"note": "second"}])
    frame.to_parquet(tmp_path / "a.parquet")

    records, problems = read(tmp_path / "a.parquet")

    assert [record.note for record in records] == [None, "second"]
    assert problems == []


def test_a_column_of_lists_is_an_error_under_our_heading_and_a_warning_under_another(tmp_path):
    _, problems = read(written(tmp_path / "a.parquet", [PLEDGE | {"quote": ["five"], "mine": [1]}]))

    assert [problem.partition(", expected")[0] for problem in problems] == [
        "a.parquet:quote: FORM error: found a column of the type list<element: string>",
        "a.parquet:mine: FORM warning: found a column of the type list<element: int64>, which is not read",
    ]


def test_a_missing_heading_and_other_columns_are_told_once(tmp_path):
    without = {name: cell for name, cell in PLEDGE.items() if name != "stage"}

    assert [it.partition(":")[2][:40] for it in read(written(tmp_path / "a.parquet", [without] * 3))[1]] == [
        "stage: FORM error: found no such heading"
    ]
    assert read(written(tmp_path / "b.parquet", [{"x": "1", "y": "2"}]))[1] == [
        (
            'b.parquet: FORM error: found the columns "x, y", expected our headings. '
            "Do: name the columns as in docs/import.md."
        )
    ]


def damaged(path, at):
    content = bytearray(path.read_bytes())
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content", [b"PAR1", b"", b"PK\x03\x04zip", b"id,title\n1,2\n", b"PAR1" + b"\xff" * 200 + b"PAR1"]
)
def test_a_file_that_is_no_parquet_is_one_problem(tmp_path, content):
    (tmp_path / "a.parquet").write_bytes(content)

    assert "a.parquet: FILE error" in str(read(tmp_path / "a.parquet")[1])


@pytest.mark.parametrize("at", range(4, 3000, 97))
def test_no_damage_can_raise(tmp_path, at):
    path = damaged(written(tmp_path / "a.parquet", [PLEDGE | {"note": f"note {it}"} for it in range(200)]), at)

    assert all(line.isprintable() for line in read(path)[1])


def test_a_file_cut_off_is_one_problem(tmp_path):
    path = written(tmp_path / "a.parquet", [PLEDGE] * 100)
    path.write_bytes(path.read_bytes()[:-100])

    records, [problem] = read(path)

    assert records == ()
    assert problem.startswith("a.parquet: FILE error: found ")


def test_too_many_rows_too_large_a_group_and_a_vast_cell_are_told(tmp_path, monkeypatch):
    path: Path = written(tmp_path / "a.parquet", [PLEDGE | {"note": "x" * 200_000}])

    assert read(path)[1][0].startswith("a.parquet:1:note: FORM error: found 200000 characters")
    monkeypatch.setattr(parquet, "MAX_GROUP_BYTES", 10)
    assert "a row group of" in read(path)[1][-1] + read(path)[1][0]
    monkeypatch.setattr(parquet, "MAX_LINES", 0)
    assert "1 rows" in str(read(path)[1])

"""Tables of records: the same when read back, safe in a spreadsheet, and the same bytes each time."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from any_record import RECORDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import amount, paid, pledge, seed_records
from proving import proven

from ledger.export import write_csv, write_parquet, write_records
from ledger.foundation import errors
from ledger.intake import read_file, settle
from ledger.records import dump_record

WRITERS = {"a.csv": write_csv, "a.parquet": write_parquet, "a.jsonl": write_records}


def again(name, records):
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        WRITERS[name](records, path)
        drafts, problems = read_file(path)
    found, more = settle(drafts, ())
    return found, [str(problem) for problem in errors((*problems, *more))]


@pytest.mark.thorough
@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=proven(10, 40), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(RECORDS, min_size=1, max_size=4, unique_by=lambda it: it.id))
def test_any_records_are_the_same_after_they_were_a_file(name, records):
    found, problems = again(name, records)

    assert problems == []
    assert [dump_record(it) for it in found] == [dump_record(it) for it in records]


@pytest.mark.parametrize("name", WRITERS)
def test_the_seed_records_are_the_same_after_they_were_a_file(name):
    records = seed_records()

    assert again(name, records) == (tuple(records), [])


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", ["1.234", "1234.500", "0.125", "999999999999.123456"])
def test_a_figure_with_decimals_keeps_each_of_them(name, value):
    [found], problems = again(name, [pledge(amount=amount(value, "GBP"))])

    finer = [it for it in problems if "finer than the smallest unit" in it]
    assert (str(found.amount.value), problems) == (value, finer)


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_records_give_the_same_bytes(name, tmp_path):
    for part in ("one", "two"):
        (tmp_path / part).mkdir()
        WRITERS[name](seed_records(), tmp_path / part / name)

    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_headings_stand_in_the_order_of_the_manual_and_only_those_that_are_used(tmp_path):
    sources = [{"publisher": "P", "title": "T"}, {"publisher": "Q", "title": "U", "quote": "five"}]
    write_csv([pledge(sources=sources), paid(note="paid")], tmp_path / "a.csv")

    first = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[0]

    assert first == (
        "id,record,title,donor,recipient,category,instrument,stage,announced,commitment,type,value_date,qualifier,"
        "amount,currency,term,publisher,source_title,publisher_2,source_title_2,quote_2,note,handling"
    )


def test_a_spreadsheet_shows_umlauts_and_runs_nothing(tmp_path):
    write_csv([pledge(title='=HYPERLINK("x")', note="Für\nzwei")], tmp_path / "a.csv")

    content = (tmp_path / "a.csv").read_bytes()
    [_, row] = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))

    assert content.startswith(b"\xef\xbb\xbf")
    assert row[2] == '"=HYPERLINK("x")"'


def test_columns_of_parquet_are_days_and_text_with_every_digit(tmp_path):
    write_parquet([pledge(amount=amount("100.50", "JPY"))], tmp_path / "a.parquet")

    table = pq.read_table(tmp_path / "a.parquet")

    assert {
        field.name: str(field.type) for field in table.schema if field.name in ("announced", "amount", "title")
    } == {
        "title": "string",
        "announced": "date32[day]",
        "amount": "string",
    }
    assert table["amount"].to_pylist() == ["100.50"]

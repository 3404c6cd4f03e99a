"""The form with the records of a book in it: the same records when it is read back, and as easy to fill in."""

from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from any_record import RECORDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import amount, paid, pledge, seed_records
from proving import proven

from ledger.export import STAND, write_filled_form
from ledger.foundation import errors
from ledger.intake import read_file, settle
from ledger.spreadsheet import custom_property

HEAD = f"3:{'a' * 64}"


def again(records):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_filled_form(path, records, HEAD)
        drafts, problems = read_file(path)
    found, more = settle(drafts, ())
    return {record.id: record for record in found}, [str(problem) for problem in errors((*problems, *more))]


def by_id(records):
    return {record.id: record for record in records}


@pytest.mark.thorough
def test_the_seed_records_are_the_same_after_they_were_a_form():
    assert again(seed_records()) == (by_id(seed_records()), [])


@pytest.mark.thorough
@settings(max_examples=proven(3, 10), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(RECORDS, min_size=1, max_size=3, unique_by=lambda it: it.id))
def test_any_records_are_the_same_after_they_were_a_form(records):
    assert again(records) == (by_id(records), [])


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    "value", ["1.234", "0.125", "100.50", "999999999999999", "999999999999999999", "123456789012.345678", "0"]
)
def test_a_figure_keeps_each_of_its_digits(value):
    found, problems = again([pledge("a", amount=amount(value))])

    assert (problems, found["a"].amount.value) == ([], pledge("a", amount=amount(value)).amount.value)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("day", ["1900-01-01", "1900-02-28", "1900-03-01", "2025-06-02", "2100-12-31"])
def test_a_day_is_the_same_day(day):
    assert str(again([pledge("a", announced=day)])[0]["a"].announced) == day


@pytest.mark.thorough
def test_a_second_source_stands_in_columns_behind_the_others(tmp_path):
    sources = [{"publisher": name, "title": "News", "quote": "3 bn"} for name in ("BBC", "AFP")]
    write_filled_form(tmp_path / "a.xlsx", [pledge("a", sources=sources)], HEAD)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Commitments"]
    headings = [cell.value for cell in sheet[3]]

    assert headings[-3:] == ["Publisher 2", "Source title 2", "Quote 2"]
    assert sheet.cell(4, headings.index("Publisher 2") + 1).value == "AFP"


def test_parties_stand_there_by_name_and_days_and_figures_as_such(tmp_path):
    write_filled_form(tmp_path / "a.xlsx", [pledge("a", donor="DEU"), paid("t", "a")], HEAD)
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = workbook["Commitments"]
    row = {heading.value: cell for heading, cell in zip(sheet[3], sheet[4], strict=True)}

    assert (row["Id"].value, row["Donor"].value) == ("a", "Germany")
    assert (row["Announced"].is_date, type(row["Amount"].value)) == (True, int)
    assert workbook["Transactions"]["B4"].value == "a"


@pytest.mark.thorough
def test_the_form_says_where_its_book_stood(tmp_path):
    write_filled_form(tmp_path / "a.xlsx", [], HEAD)

    assert custom_property(tmp_path / "a.xlsx", STAND) == HEAD
    assert "entry 3" in openpyxl.load_workbook(tmp_path / "a.xlsx")["Commitments"]["B1"].value


def test_the_same_records_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_filled_form(tmp_path / name, seed_records(), HEAD)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

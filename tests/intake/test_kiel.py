"""The Kiel tracker: what a package becomes, and what is told about cells that say less than they should."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiel_made import GRANT, HEADINGS, item_csv, release_workbook, row
from openpyxl import load_workbook

from ledger.intake import read_files, settle
from ledger.rates import read_rates


@pytest.fixture
def read(tmp_path):
    """Read a CSV of item rows: records by id, and the reading itself."""

    def made(*rows, name="R08_items.csv", headings=HEADINGS):
        path = tmp_path / name
        path.write_text(item_csv(*rows, headings=headings), encoding="utf-8")
        reading = read_files([path])
        records, faults = settle(reading.drafts, ())
        assert faults == ()
        return {record.id: record for record in records}, reading

    return made


def told(reading):
    return [str(problem) for problem in reading.problems if "columns without a place" not in problem.found]


def test_a_file_is_known_by_its_headings_and_needs_no_option(read):
    _, reading = read(GRANT)

    assert (reading.format, reading.release.source) == ("kiel", "kiel")
    assert reading.release.name == "announcements up to 2022-03-01"


def test_a_package_is_one_commitment(read):
    records, reading = read(GRANT)
    grant = records["kiel-dem1"]

    assert (grant.donor, grant.recipient, grant.category, grant.instrument) == ("DEU", "UKR", "military", "grant")
    assert (grant.stage, str(grant.announced), str(grant.amount)) == ("commitment", "2022-03-01", "USD 98,870,000")
    assert (grant.title, grant.sources[0].publisher) == ("A grant.", "example.org")
    assert told(reading) == []


def test_the_rows_of_a_package_become_items_and_the_first_row_carries_the_value(read):
    records, reading = read(
        row(item="howitzer", units="18", estimate="64800000"),
        row(item="helmet", units="undisclosed", total="", converted="", first="0"),
    )
    (package,) = [record for record in records.values() if record.record == "commitment"]

    assert [str(item) for item in package.items] == [
        "howitzer, 18, about USD 64,800,000, valuation: Estimate of the recorder",
        "helmet",
    ]
    assert str(package.amount) == "USD 98,870,000"
    assert [line.row for line in reading.drafts[0].lineage] == [2, 3]
    assert reading.drafts[0].lineage[0].cells["Total"] == "98870000"


def test_a_value_made_of_estimates_is_about_and_a_missing_one_is_undisclosed_never_zero(read):
    estimated = row(id="A1", given="Not given", origin="Value is calculated with prices")
    unknown = row(
        id="B1", given="Not given", total=".", converted=".", currency=".", origin="Value is not given at all"
    )
    records, reading = read(estimated, unknown)

    assert str(records["kiel-a1"].amount) == "about USD 98,870,000"
    assert str(records["kiel-b1"].amount) == "undisclosed"
    assert told(reading) == []


def test_a_value_that_the_file_does_not_convert_is_not_counted_and_told(read):
    records, reading = read(row(currency="CAD", total="3850000", given="3850000", converted=""))

    assert str(records["kiel-dem1"].amount) == "undisclosed"
    assert str(records["kiel-dem1"].stated_equivalents[0]) == "CAD 3,850,000"
    assert told(reading)[0].startswith(
        "R08_items.csv:2:Total: FORM warning: found CAD 3,850,000, which the file does not count, "
        "expected a value under Total and under Converted Value in EUR."
    )


def test_an_estimate_in_dollars_that_is_counted_in_another_currency_is_told(read):
    _, reading = read(
        row(given="Not given", currency="EUR", total="500", estimate="500", item="drone", converted="500", units="1")
    )

    assert told(reading)[0].startswith(
        "R08_items.csv:2:Original Currency: FORM warning: found an estimate in USD of 500, which the file counts as EUR"
    )


def test_what_was_delivered_is_a_transaction_in_the_currency_behind_its_euros(read):
    whole = row(id="A1", delivered="100000000", origin_delivered="Value is given by the source")
    part = row(
        id="B1", item="drone", units_delivered="2", estimate_delivered="988700", delivered="1000000",
        origin_delivered="Value is calculated with prices",
    )  # fmt: skip
    other = row(id="C1", delivered="7", origin_delivered="Value is calculated with prices")
    uncounted = row(id="D1", item="drone", units_delivered="3", delivered=".")
    records, _ = read(whole, part, other, uncounted)

    amounts = {key: str(it.amount) for key, it in records.items() if it.record == "transaction"}
    assert amounts == {
        "kiel-a1-delivery": "USD 98,870,000",
        "kiel-b1-delivery": "about USD 988,700",
        "kiel-c1-delivery": "about EUR 7",
        "kiel-d1-delivery": "undisclosed",
    }
    assert str(records["kiel-b1-delivery"].items[0]).startswith("drone, 2, about USD 988,700")
    assert str(records["kiel-b1-delivery"].value_date) == "2022-03-01"
    assert "no day of delivery" in records["kiel-b1-delivery"].note


def test_an_id_that_begins_twice_is_two_packages(read):
    records, reading = read(row(id="PTM3"), row(id="PTM3", date="2022-04-30"))

    assert set(records) == {"kiel-ptm3", "kiel-ptm3-2"}
    assert told(reading)[0].startswith('R08_items.csv:3:ID: DUP warning: found "PTM3", under which another package')


def test_rows_without_a_mark_are_a_package_of_which_nothing_is_counted(read):
    blank = {"total": "", "converted": "", "first": "0"}
    records, reading = read(row(**blank), row(**blank))

    assert str(records["kiel-dem1"].amount) == "undisclosed"
    assert "which the file does not count" in told(reading)[0]


def test_a_number_that_is_none_is_told_at_its_cell(read):
    records, reading = read(row(item="mine", units="1.000.00"))

    assert records["kiel-dem1"].items[0].quantity is None
    assert told(reading)[0].startswith('R08_items.csv:2:No. of Units: FORM warning: found "1.000.00"')


def test_figures_are_rounded_to_six_decimals_and_one_note_says_so(read):
    records, reading = read(row(total="13303853.182718271"), row(id="X1", total="0.0000005"))

    assert records["kiel-dem1"].amount.value == Decimal("13303853.182718")
    assert records["kiel-x1"].amount.value == Decimal("0.000001")
    assert told(reading)[0].startswith(
        "R08_items.csv:1: FORM note: found figures with more than 6 decimals in 2 rows, rounded to 6"
    )


def test_other_days_in_a_package_are_told_once(read):
    records, reading = read(GRANT, row(date="2022-04-30", total="", first="0"))

    assert str(records["kiel-dem1"].announced) == "2022-03-01"
    assert "other days in further rows of the package: 2022-04-30" in told(reading)[0]


def test_a_row_without_an_id_is_an_error(read):
    _, reading = read(GRANT, row(id="."))

    assert told(reading)[0].startswith("R08_items.csv:3:ID: FORM error: found a row without an ID")


def test_a_long_explanation_is_cut_in_the_title_and_whole_in_the_note(read):
    explanation = "word " * 80
    records, _ = read(row(explanation=explanation))

    assert len(records["kiel-dem1"].title) <= 300
    assert records["kiel-dem1"].note.startswith(explanation.strip())


def test_addresses_too_long_or_none_at_all_stand_in_the_note(read):
    long = "https://example.org/" + "a" * 300
    records, _ = read(row(source=f"{long} see the annex"))
    grant = records["kiel-dem1"]

    assert [(it.publisher, it.url) for it in grant.sources] == [("example.org", None)]
    assert long in grant.note
    assert "see the annex" in grant.note


def test_later_headings_are_known_by_their_meaning(read):
    names = {
        "ID": "activity_id", "countries": "donor", "Announcement Date": "announcement_date",
        "Type of Aid General": "aid_type_general", "Original Currency": "reporting_currency",
        "Total ": "tot_activity_value", "Converted Value in EUR": "tot_activity_value_EUR",
    }  # fmt: skip
    grant = {names[heading]: value for heading, value in GRANT.items() if heading in names}
    records, reading = read(grant, headings=list(reversed(names.values())))

    assert str(records["kiel-dem1"].amount) == "USD 98,870,000"
    assert reading.drafts[0].names["amount"] == "tot_activity_value"


def test_without_a_column_that_is_needed_the_file_is_refused_in_plain_words(tmp_path):
    path = release_workbook(tmp_path / "R07.xlsx", GRANT)
    book = load_workbook(path)
    book["Bilateral assistance, MAIN DATA"]["B1"] = "who"
    book.save(path)
    reading = read_files([path])

    assert reading.format == "kiel"
    assert str(reading.problems[-1]).startswith("R07.xlsx: FORM error: found no column for countries, expected a sheet")


def test_a_workbook_says_its_release_and_brings_its_table_of_rates(tmp_path):
    reading = read_files([release_workbook(tmp_path / "any name.xlsx", GRANT)])
    rates, faults = read_rates("kiel-7", reading.release.rates["kiel-7"])

    assert reading.release.name == "release 7"
    assert faults == ()
    assert (rates.kind, rates.base, rates.direction, rates.currencies) == (
        "table", "EUR", "units_per_base", ("GBP", "USD"),
    )  # fmt: skip
    assert str(rates.first_day) == "2022-10-06"
    assert reading.drafts[0].place == "any name.xlsx:Bilateral assistance, MAIN DATA:2"


def test_a_broken_cell_in_a_column_that_is_not_read_keeps_nothing_out(tmp_path):
    path = release_workbook(tmp_path / "R07.xlsx", GRANT)
    book = load_workbook(path)
    sheet = book["Bilateral assistance, MAIN DATA"]
    sheet["Z2"], sheet["Z2"].data_type = "#NAME?", "e"
    book.save(path)

    assert [str(it.severity) for it in read_files([path]).problems if "#NAME?" in it.found] == ["note"]


def test_two_releases_at_once_are_refused(tmp_path):
    paths = [release_workbook(tmp_path / name, GRANT) for name in ("a.xlsx", "b.xlsx")]

    assert str(read_files(paths).problems[0]).startswith("a.xlsx: FILE error: found 2 files, expected one release")


CELLS = st.dictionaries(
    st.sampled_from(HEADINGS),
    st.text(max_size=30)
    | st.sampled_from(["1e99", "-1", "until 13/13/2022", "https://[", "1.5", "\u202e", "2022-13-01"]),
)


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_becomes_a_record_or_a_problem(cells):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "R08_items.csv"
        path.write_bytes(item_csv(GRANT, *(GRANT | it for it in cells)).encode("utf-8", "replace"))
        reading = read_files([path])
        records, faults = settle(reading.drafts, ())

    assert reading.format == "kiel"
    assert records or faults or reading.problems

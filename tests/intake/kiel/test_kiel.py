"""The Kiel tracker: what a package becomes, and what is told about cells that say less than they should."""

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiel_made import GRANT, HEADINGS, item_csv, release_workbook, row
from openpyxl import Workbook, load_workbook

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
    usual = ("columns without a place", "Windows-1252")
    return [str(problem) for problem in reading.problems if not problem.found.startswith(usual)]


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


def test_a_sum_that_was_never_added_is_told_under_the_column_it_stands_in(read):
    records, reading = read(row(given="30666666", total="", converted=""))

    assert str(records["kiel-dem1"].stated_equivalents[0]) == "USD 30,666,666"
    assert told(reading)[0].startswith(
        "R08_items.csv:2:Monetary Value as Given by Source: FORM warning: found USD 30,666,666, which the file does not"
    )


def test_an_estimate_of_nothing_is_told_and_the_item_stands_without_a_value(read):
    records, reading = read(
        row(item="bridge", units="6", estimate="0", units_delivered="6", estimate_delivered="0"),
        row(id="B1", item="tarpaulin", units_delivered="0", estimate_delivered="0"),
    )

    assert [str(item) for item in records["kiel-dem1"].items] == ["bridge, 6"]
    assert [line.partition(". Do")[0] for line in told(reading)] == [
        f'R08_items.csv:2:{heading}: FORM note: found an estimate of 0 for "bridge", which stands without a value, '
        "expected an estimate above 0, or none"
        for heading in ("Value committed (own estimate, in USD)", "Value delivered (own estimate, in USD)")
    ]


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
    assert str(reading.problems[-1]) == (
        "R07.xlsx:Bilateral assistance, MAIN DATA!1: FORM error: found no column for countries, expected each heading "
        "of the tracker once. Do: name the columns as the tracker does, or read the file with a mapping."
    )


@pytest.mark.parametrize("heading", ["Totl", "Total (excl. VAT)"])
def test_a_sum_under_another_heading_is_never_read_without_it(tmp_path, heading):
    path = tmp_path / "R08_items.csv"
    path.write_text(item_csv(GRANT).replace("Total ,", f"{heading},"))
    reading = read_files([path])

    assert (reading.format, reading.drafts) == ("kiel", ())
    assert [str(it).partition(", expected")[0] for it in reading.problems] == [
        f'R08_items.csv:1: FORM error: found no column for total (perhaps "{heading}")'
    ]


def test_a_smaller_list_of_aid_is_not_read_in_the_place_of_one_with_a_fault(tmp_path):
    path = release_workbook(tmp_path / "R07.xlsx", GRANT, row(id="DEM2"), sheet="Items")
    book = load_workbook(path)
    items = book["Items"]
    smaller = book.copy_worksheet(items)
    smaller.title = "Commercial assistance"
    smaller.delete_rows(3)
    items["N1"] = "Totl"
    book.save(path)
    reading = read_files([path])

    assert reading.drafts == ()
    assert 'R07.xlsx:Items!1: FORM error: found no column for total (perhaps "Totl")' in str(reading.problems[-1])


def test_two_columns_for_one_meaning_are_refused(tmp_path):
    path = tmp_path / "R08_items.csv"
    path.write_text(item_csv(GRANT, headings=(*HEADINGS, "Donor")))
    reading = read_files([path])

    assert reading.drafts == ()
    assert 'found "countries" and "Donor", which could each be countries' in str(reading.problems[0])


def test_a_column_that_releases_have_and_this_one_has_not_is_told(tmp_path):
    path = tmp_path / "R08_items.csv"
    path.write_text(item_csv(GRANT).replace(",Items,", ",Things,").replace("Source of Aid 3", "further"))
    reading = read_files([path])

    assert len(reading.drafts) == 1
    assert told(reading)[0].startswith(
        "R08_items.csv:1: FORM warning: found no column for items, source of aid 3, expec"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_known_however_a_spreadsheet_saves_it(tmp_path, separator, encoding):
    rows = list(csv.reader(StringIO(item_csv(GRANT | {"Explanation": "a café, and\nmore"}))))
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    path = tmp_path / "items.csv"
    path.write_bytes(f"\n{text.getvalue()}".encode(encoding))
    reading = read_files([path])

    assert reading.format == "kiel"
    assert str(reading.drafts[0].place) == "items.csv:3"
    assert reading.drafts[0].lineage[0].row == 3
    assert reading.drafts[0].values["amount"] == {"qualifier": "exact", "value": "98870000", "currency": "USD"}
    assert reading.drafts[0].lineage[0].cells["Explanation"] == "a café, and\nmore"
    assert [it.severity for it in reading.problems if "Windows-1252" in it.found] == ["warning"] * (
        encoding == "cp1252"
    )


def test_a_row_without_end_is_told_at_the_line_where_it_begins(tmp_path):
    path = tmp_path / "items.csv"
    path.write_text(item_csv(GRANT) + 'DEM2,"open\n')
    reading = read_files([path])

    assert str(reading.problems[0]).startswith(
        "items.csv:3: FILE error: found a row that cannot be cut into cells (unexpected end of data)"
    )


def test_a_workbook_is_known_by_its_headings_whatever_its_sheets_are_called(tmp_path):
    path = release_workbook(tmp_path / "a.xlsx", GRANT, sheet="Sheet 2")
    alone = load_workbook(path)
    for name in ("ReadMe", "Exchange rates"):
        del alone[name]
    alone.save(tmp_path / "b.xlsx")

    assert [read_files([it]).format for it in (path, tmp_path / "b.xlsx")] == ["kiel", "kiel"]
    assert str(read_files([path]).drafts[0].place) == "a.xlsx:Sheet 2!2"


def test_a_workbook_that_only_speaks_of_bilateral_assistance_is_none_of_kiel(tmp_path):
    book = Workbook()
    book.active.title = "Bilateral assistance, MAIN DATA"
    book.active.append(["title", "donor", "currency"])
    book.save(tmp_path / "a.xlsx")

    assert read_files([tmp_path / "a.xlsx"]).format == "xlsx"


def test_the_end_of_a_release_bounds_the_other_reading_of_a_day(tmp_path):
    title = "7th release (covering January 24 to October 3, 2022)"
    rows = (
        GRANT,
        row(id="A1", date="until 3/10/2022"),
        row(id="B1", date="until 2/10/2022"),
        row(id="C1", date="until 4/10/2022"),
    )
    reading = read_files([release_workbook(tmp_path / "a.xlsx", *rows, title=title)])
    others = [it.found.partition("first it would be ")[2] for it in reading.problems if "until" in it.found]

    assert others == ["2022-10-03", "2022-10-02", ""]
    assert "with the day first it would be 2022-10-03" in reading.drafts[1].values["note"]


def test_without_a_stated_end_a_month_after_the_last_plain_day_bounds_it(read):
    last = row(date="2022-09-30 00:00:00")
    _, reading = read(last, row(id="A1", date="until 3/10/2022"), row(id="B1", date="until 4/11/2022"))

    assert [it.found.partition("first it would be ")[2] for it in reading.problems if "until" in it.found] == [
        "2022-10-03",
        "",
    ]


def test_a_workbook_says_its_release_and_brings_its_table_of_rates(tmp_path):
    reading = read_files([release_workbook(tmp_path / "any name.xlsx", GRANT)])
    rates, faults = read_rates("kiel-7", reading.release.rates["kiel-7"])

    assert reading.release.name == "release 7"
    assert faults == ()
    assert (rates.kind, rates.base, rates.direction, rates.currencies) == (
        "table", "EUR", "units_per_base", ("GBP", "USD"),
    )  # fmt: skip
    assert str(rates.first_day) == "2022-10-06"
    assert str(reading.drafts[0].place) == "any name.xlsx:Bilateral assistance, MAIN DATA!2"


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


@pytest.mark.thorough
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_becomes_a_record_or_a_problem(cells):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "R08_items.csv"
        path.write_bytes(item_csv(GRANT, *(GRANT | it for it in cells)).encode("utf-8", "replace"))
        reading = read_files([path])
        records, faults = settle(reading.drafts, ())

    assert reading.format == "kiel"
    assert records or faults or reading.problems


@pytest.mark.parametrize("broken", ["#REF!", "#N/A", "Civil"])
def test_a_type_of_aid_that_is_none_keeps_the_package_out(tmp_path, broken):
    (tmp_path / "R08_items.csv").write_text(item_csv(row(category=broken)), encoding="utf-8")

    records, problems = settle(read_files([tmp_path / "R08_items.csv"]).drafts, ())

    assert records == ()
    assert [it.place.field for it in problems if it.severity == "error"] == ["Type of Aid General"]


def test_a_total_that_the_file_could_not_work_out_is_an_error_and_not_undisclosed(read):
    _, reading = read(row(total="#REF!"))

    assert [it.place.field for it in reading.problems if it.severity == "error"] == ["Total"]


def test_a_package_below_zero_is_a_cancellation_of_the_package_with_its_words(read):
    records, reading = read(
        row(id="DEM1", explanation="Trucks"),
        row(id="DEM2", explanation="Boats"),
        row(id="DEM3", explanation="Boats", total="-8870000", converted="-9000000", date="2022-03-05 00:00:00"),
    )

    taken = records["kiel-dem3"]
    assert (taken.type, taken.commitment, str(taken.amount)) == ("cancellation", "kiel-dem2", "USD 8,870,000")
    assert told(reading) == []


def test_a_package_below_zero_that_takes_from_none_is_an_error_with_its_sum(tmp_path):
    path = tmp_path / "R08_items.csv"
    rows = row(id="DEM1"), row(id="FRM1", donor="France", total="-5000", converted="-5100")
    path.write_text(item_csv(*rows), encoding="utf-8")

    records, [problem] = settle(read_files([path]).drafts, ())
    assert [record.id for record in records] == ["kiel-dem1"]
    assert (problem.found, str(problem.place)) == (
        "USD -5,000, and no single record that it is taken from",
        "R08_items.csv:3:Total",
    )


def test_a_further_row_below_zero_takes_from_its_package(read):
    records, reading = read(
        row(explanation="Trucks"),
        row(explanation="Fewer trucks", total="-870000", converted="", first="0", date="2022-04-01 00:00:00"),
    )

    taken = records["kiel-dem1-taken-back-1"]
    assert (taken.type, taken.commitment, str(taken.amount)) == ("cancellation", "kiel-dem1", "USD 870,000")
    assert (str(taken.value_date), taken.title) == ("2022-04-01", "Fewer trucks")
    assert [it for it in told(reading) if "warning" in it] == []


def test_a_further_row_with_a_value_of_its_own_is_told_with_it(read):
    _, reading = read(GRANT, row(total="5000", converted="5100", first="0"))

    [line] = [it for it in told(reading) if "warning" in it]
    assert "USD 5,000 in a further row of the package, which does not count" in line


def test_an_estimate_below_zero_leaves_its_item_without_a_value_and_is_told(read):
    records, reading = read(row(item="truck", units="-2", estimate="-300"))

    [item] = records["kiel-dem1"].items
    assert (item.description, item.quantity, item.amount) == ("truck", None, None)
    assert sum("which stands without it" in it for it in told(reading)) == 2


@pytest.mark.parametrize(
    ("change", "errors", "note"),
    [
        ({"id": ""}, ["a row without an ID, of USD 98,870,000"], []),
        ({"category": "Cyber"}, ['"cyber"'], ["USD 98,870,000"]),
        ({"currency": "XXQ"}, ['"XXQ"'], ["XXQ 98,870,000"]),
        ({"date": "2931-01-01"}, ['"2931-01-01"'], ["USD 98,870,000"]),
        ({}, [], []),
    ],
)
def test_a_row_that_refuses_a_release_is_told_once_and_with_what_it_is_worth(change, errors, note, tmp_path):
    (tmp_path / "items.csv").write_text(item_csv(row(), row(**({"id": "FRM2"} | change))), encoding="utf-8")
    reading = read_files([tmp_path / "items.csv"])
    _, faults = settle(reading.drafts, ())
    problems = [*reading.problems, *faults]

    assert [it.found for it in problems if it.severity == "error"] == errors
    assert [it.found.partition(" in ")[0] for it in problems if "stays out" in it.found] == note


@pytest.mark.parametrize(
    ("code", "is_read"),
    [
        ("#,##0.00", True),
        ("#,##0 [$\u20ac-407]", True),
        ('0" EUR"', True),
        ("[$\u00a3-809]#,##0", False),
        ("0%", False),
    ],
)
def test_a_figure_whose_format_shows_its_currency_is_read_and_another_one_doubted(tmp_path, code, is_read):
    path = release_workbook(tmp_path / "R07.xlsx", GRANT)
    before = [draft.values for draft in read_files([path]).drafts]
    book = load_workbook(path)
    items = book["Bilateral assistance, MAIN DATA"]
    figures = [cell for cell in items[2] if isinstance(cell.value, int | float)]
    for cell in figures:
        cell.number_format = code
    book.save(path)
    reading = read_files([path])

    assert figures
    assert ([draft.values for draft in reading.drafts] == before) is is_read
    assert any("expected a number" in str(problem) for problem in reading.problems) is not is_read


def with_status(text, read):
    records, reading = read(row() | {"Status": text}, headings=(*HEADINGS, "Status"))
    return records, [it for it in told(reading) if "warning" in it]


@pytest.mark.parametrize("word", ["Cancelled", "withdrawn"])
def test_a_package_that_the_file_calls_cancelled_no_longer_counts(word, read):
    records, warnings = with_status(word, read)

    taken = records["kiel-dem1-cancelled"]
    assert (taken.type, taken.commitment, str(taken.amount)) == ("cancellation", "kiel-dem1", "USD 98,870,000")
    assert (records["kiel-dem1"].note.endswith(f"Status in the file: {word}."), warnings) == (True, [])


@pytest.mark.parametrize("word", ["Confirmed", "delivered", "."])
def test_a_package_that_stands_is_one_commitment(word, read):
    records, warnings = with_status(word, read)

    assert (list(records), warnings) == (["kiel-dem1"], [])


def test_a_status_that_is_not_known_is_asked(read):
    records, [warning] = with_status("Under review", read)

    assert list(records) == ["kiel-dem1"]
    assert '"Under review"' in warning

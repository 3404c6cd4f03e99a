"""The real releases 7 and 8 of the Kiel tracker: every row is read, and what is doubtful in them is told."""

import csv
from collections import Counter
from decimal import Decimal
from zipfile import ZipFile

import pytest

from ledger.intake import read_files, settle
from ledger.rates import read_rates


def kiel(folder, name):
    reading = read_files([folder / "kiel" / name])
    records, faults = settle(reading.drafts, ())
    assert faults == ()
    return reading, {record.id: record for record in records}


@pytest.fixture(scope="module")
def seventh(shared_data):
    return kiel(shared_data, "R07_2022-10_corrected.xlsx")


@pytest.fixture(scope="module")
def eighth(shared_data):
    return kiel(shared_data, "R08_items.csv")


def commitments(records):
    return [record for record in records.values() if record.record == "commitment"]


@pytest.mark.proof
def test_release_7_is_recognised_and_names_itself(seventh):
    reading, _ = seventh

    assert (reading.format, reading.release.source, reading.release.name) == ("kiel", "kiel", "release 7")


@pytest.mark.thorough
def test_every_row_of_release_7_is_in_a_package(seventh):
    reading, records = seventh

    assert len(commitments(records)) == 432
    assert sum(len(draft.lineage) for draft in reading.drafts if draft.values["record"] == "commitment") == 1032
    assert len(records) - 432 == 92


def test_release_7_has_no_error_and_tells_its_doubts(seventh):
    reading, _ = seventh
    severities = Counter(str(problem.severity) for problem in reading.problems)

    assert severities["error"] == 0
    assert (severities["warning"], severities["note"]) == (52, 23)


def test_the_table_of_rates_of_release_7_is_read_to_the_last_digit(seventh):
    reading, _ = seventh
    rates, faults = read_rates("kiel-7", reading.release.rates["kiel-7"])
    table = {code: series.values for code, series in rates.quotes.items()}

    assert faults == ()
    assert len(table) == 16
    assert (table["USD"], table["GBP"], table["HUF"], table["CZK"]) == (
        ("0.9887",), ("0.87571",), ("407.78",), ("24.572",),
    )  # fmt: skip
    assert str(rates.first_day) == str(rates.last_day) == "2022-10-06"


def test_a_date_in_the_year_2922_is_read_as_the_source_has_it_and_told(seventh):
    reading, records = seventh
    (problem,) = [it for it in reading.problems if "2922" in it.found]

    assert str(records["kiel-eem3"].announced) == "2022-02-09"
    assert str(records["kiel-eem3"].amount) == "EUR 5,300,000"
    assert str(problem.place) == "R07_2022-10_corrected.xlsx:Bilateral assistance, MAIN DATA!C214 (Announcement Date)"


def test_the_sums_that_release_7_does_not_count_are_kept_and_told(seventh):
    reading, records = seventh
    uncounted = {record.id: str(record.stated_equivalents[0]) for record in commitments(records)
                 if record.stated_equivalents}  # fmt: skip

    assert uncounted == {
        "kiel-caf6": "CAD 3,850,000",
        "kiel-dem2": "EUR 30,666,666",
        "kiel-esm7": "USD 3,800,000",
    }
    assert {str(records[key].amount) for key in uncounted} == {"undisclosed"}
    assert sum("which the file does not count" in it.found for it in reading.problems) == 3


def test_what_release_7_does_not_value_is_undisclosed_and_never_zero(seventh):
    _, records = seventh
    qualifiers = Counter(record.amount.qualifier for record in commitments(records))

    assert qualifiers == {"exact": 291, "about": 86, "undisclosed": 55}
    assert all(record.amount.value != 0 for record in records.values())


def test_the_sum_that_was_never_added_is_told_where_it_stands(seventh):
    reading, _ = seventh
    (problem,) = [it for it in reading.problems if it.found.startswith("EUR 30,666,666")]

    assert str(problem.place).endswith("MAIN DATA!H393 (Monetary Value as Given by Source)")


def test_each_day_of_release_7_that_could_be_another_is_told_with_it(seventh):
    reading, records = seventh
    others = {
        it.found.split('"')[1]: it.found.partition("first it would be ")[2]
        for it in reading.problems if "first it would be" in it.found
    }  # fmt: skip

    assert others == {
        "until 3/10/2022": "2022-10-03", "until 6/7/2022": "2022-07-06", "until 5/6/2022": "2022-06-05",
        "until  5/7/2022": "2022-07-05", "until 4/6/2022": "2022-06-04", "until 4/9/2022": "2022-09-04",
        "until 4/8/2022": "2022-08-04", "until 5/4/2022": "2022-04-05", "until 9/3/2022": "2022-03-09",
    }  # fmt: skip
    assert [key for key, it in records.items() if "2022-10-03" in (it.note or "")] == [
        "kiel-czm9", "kiel-czm10", "kiel-czh4", "kiel-frh2",
    ]  # fmt: skip


def test_the_estimates_of_nothing_in_release_7_are_told(seventh):
    reading, _ = seventh

    assert [str(it.place.row) for it in reading.problems if "an estimate of 0 for" in it.found] == [
        "279", "285", "700",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Total ,", "Totl,"),
        ("Total ,", "Total (excl. VAT),"),
        ("Converted Value in EUR", "Converted Value"),
        ("Total monetary value delivered in EUR", "Delivered"),
        ("Total_value_dummy (1 is first row in the package)", "first row"),
        ("Original Currency", "Money"),
    ],
)
def test_release_8_is_refused_when_a_column_that_decides_figures_is_called_otherwise(
    shared_data, tmp_path, before, now
):
    path = tmp_path / "R08.csv"
    text = (shared_data / "kiel" / "R08_items.csv").read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, now), encoding="utf-8")
    reading = read_files([path])

    assert (reading.format, reading.drafts) == ("kiel", ())
    assert [str(it.severity) for it in reading.problems] == ["error"]
    assert "no column for" in reading.problems[0].found


@pytest.mark.proof
@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Type of Aid General", "Type of Aid Generall"),
        ("Original Currency", "Original Curency"),
        ("Original Currency", "Orginal Currency"),
        ("Total monetary value delivered in EUR", "Total monetary value deliverd in EUR"),
    ],
)
def test_release_8_gives_the_same_records_with_a_slip_in_a_heading(eighth, shared_data, tmp_path, before, now):
    path = tmp_path / "R08_items.csv"
    text = (shared_data / "kiel" / "R08_items.csv").read_text(encoding="utf-8")
    path.write_text(text.replace(before, now), encoding="utf-8")
    reading = read_files([path])

    assert [draft.values for draft in reading.drafts] == [draft.values for draft in eighth[0].drafts]
    assert [it.found.partition(", taken")[0] for it in reading.problems if "taken for" in it.found] == [
        f'the heading "{now}"'
    ]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), (",", "utf-16"), (",", "cp1252")]
)
def test_release_8_is_the_same_however_it_was_saved(eighth, shared_data, tmp_path, separator, encoding):
    path = tmp_path / "R08_items.csv"
    with (shared_data / "kiel" / "R08_items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    reading = read_files([path])

    assert reading.format == "kiel"
    assert [draft.values["amount"] for draft in reading.drafts] == [
        draft.values["amount"] for draft in eighth[0].drafts
    ]


@pytest.mark.proof
def test_release_7_is_known_with_its_item_sheet_under_another_name(seventh, shared_data, tmp_path):
    path = tmp_path / "R07.xlsx"
    with ZipFile(shared_data / "kiel" / "R07_2022-10_corrected.xlsx") as source, ZipFile(path, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b'name="Bilateral assistance, MAIN DATA"', b'name="Items"'))
    reading = read_files([path])

    assert reading.format == "kiel"
    assert [draft.values for draft in reading.drafts] == [draft.values for draft in seventh[0].drafts]


def test_the_list_of_multilateral_aid_is_named_as_left_alone(seventh):
    reading, _ = seventh

    assert [it.place.sheet for it in reading.problems if "a further list of aid" in it.found] == [
        "Commercial assistance",
        "Multilateral assistance",
    ]


def test_all_parties_of_both_releases_are_known(seventh, eighth):
    donors = {record.donor for _, records in (seventh, eighth) for record in commitments(records)}

    assert len(donors) == 43
    assert {"EU", "EIB", "EPF", "CZE", "TUR", "KOR", "TWN"} <= donors
    assert all(len(donor) in (2, 3) for donor in donors)


def test_the_largest_package_has_its_items_and_its_many_days(seventh):
    _, records = seventh
    package = records["kiel-usm1"]

    assert str(package.amount) == "USD 9,025,000,000"
    assert len(package.items) == 141
    assert str(records["kiel-usm1-delivery"].amount) == "about EUR 2,541,581,693.49651"


def test_release_8_is_read_by_the_meaning_of_its_headings(eighth):
    reading, records = eighth

    assert (reading.format, reading.release.name) == ("kiel", "announcements up to 2022-11-19")
    assert len(commitments(records)) == 495
    assert sum(len(draft.lineage) for draft in reading.drafts if draft.values["record"] == "commitment") == 1190
    assert not [it for it in reading.problems if str(it.severity) == "error"]


def test_release_8_says_the_day_of_2922_plainly(seventh, eighth):
    assert eighth[1]["kiel-eem3"].announced == seventh[1]["kiel-eem3"].announced


def test_the_doubts_of_release_8_are_told(eighth):
    reading, records = eighth
    found = " ".join(problem.found for problem in reading.problems)

    assert '"PTM3", under which another package stands already; recorded as kiel-ptm3-2' in found
    assert "EUR 9,000,000, which the file does not count" in found
    assert '"until 04/10/2022", read as 2022-04-10' in found
    assert str(records["kiel-frh13"].amount) == "undisclosed"


def test_release_8_adds_up_at_its_own_rates_to_the_euros_of_its_own_column(eighth):
    _, records = eighth
    # Read off the file: total divided by converted value, the same in every row of a currency.
    rates = {
        "EUR": "1", "USD": "1.0035", "GBP": "0.8676", "CAD": "1.3575", "AUD": "1.5491", "NOK": "10.3343",
        "SEK": "10.908", "DKK": "7.4397", "CZK": "24.422", "HUF": "407.56", "PLN": "4.721", "RON": "4.9066",
        "HRK": "7.5376", "CHF": "0.9864", "NZD": "1.7032", "CNY": "7.2324",
    }  # fmt: skip
    valued = [record.amount for record in commitments(records) if record.amount.value is not None]
    total = sum(amount.value / Decimal(rates[amount.currency]) for amount in valued)

    assert len(valued) == 440
    assert round(total, 2) == Decimal("113108543105.19")

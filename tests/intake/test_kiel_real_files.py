"""The real releases 7 and 8 of the Kiel tracker: every row is read, and what is doubtful in them is told."""

from collections import Counter
from decimal import Decimal

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


def test_release_7_is_recognised_and_names_itself(seventh):
    reading, _ = seventh

    assert (reading.format, reading.release.source, reading.release.name) == ("kiel", "kiel", "release 7")


def test_every_row_of_release_7_is_in_a_package(seventh):
    reading, records = seventh

    assert len(commitments(records)) == 432
    assert sum(len(draft.lineage) for draft in reading.drafts if draft.values["record"] == "commitment") == 1032
    assert len(records) - 432 == 92


def test_release_7_has_no_error_and_tells_its_doubts(seventh):
    reading, _ = seventh
    severities = Counter(str(problem.severity) for problem in reading.problems)

    assert severities["error"] == 0
    assert (severities["warning"], severities["note"]) == (52, 20)


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
    assert problem.place == "R07_2022-10_corrected.xlsx:Bilateral assistance, MAIN DATA:214:Announcement Date"


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


def test_the_list_of_multilateral_aid_is_named_as_left_alone(seventh):
    reading, _ = seventh

    assert [it.place.rpartition(":")[2] for it in reading.problems if "a further list of aid" in it.found] == [
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

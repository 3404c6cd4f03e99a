"""Releases since 2024: each row is a part of a package, with a value of its own and whether it is allocated."""

import csv
from io import StringIO

import pytest

from ledger.intake import read_files, settle

HEADINGS = (
    *("ID", "giver", "announcement_date", "aid_type_general", "aid_type_specific", "explanation", "measure"),
    *("reporting_currency", "tot_activity_value", "tot_sub_activity_value", "tot_sub_activity_value_EUR"),
)
ROW = {
    "ID": "NOM4",
    "giver": "Norway",
    "announcement_date": "2025-03-06",
    "aid_type_general": "Military",
    "explanation": "Air defence.",
    "measure": "Allocation",
    "tot_sub_activity_value_EUR": "300",
}
MILITARY = {"donor": "NOR", "recipient": "UKR", "category": "military", "stage": "commitment"}


@pytest.fixture
def read(tmp_path):
    """Reads rows, each given by what it changes; gives the records and the reading."""

    def reading(*changes, headings=HEADINGS):
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(headings)
        writer.writerows([{**ROW, **it}.get(name, "") for name in headings] for it in changes)
        (tmp_path / "items.csv").write_text(text.getvalue(), encoding="utf-8")
        found = read_files([tmp_path / "items.csv"])
        records, problems = settle(found.drafts, ())
        assert (found.format, problems) == ("kiel", ())
        return {it.id: it for it in records}, found

    return reading


def told(reading, severity):
    return [it.found for it in reading.problems if it.severity == severity]


def test_the_parts_of_a_package_are_allocations_and_together_what_is_promised(read):
    records, reading = read({}, {"explanation": "Radar.", "tot_sub_activity_value_EUR": "50.5"})

    whole = records["kiel-nom4"]
    assert {name: getattr(whole, name) for name in MILITARY} == MILITARY
    assert str(whole.amount) == "EUR 350.5"
    assert [(it.type, it.commitment, str(it.amount), it.title) for it in records.values() if it is not whole] == [
        ("allocation", "kiel-nom4", "EUR 300", "Air defence."),
        ("allocation", "kiel-nom4", "EUR 50.5", "Radar."),
    ]
    assert told(reading, "error") == told(reading, "warning") == []


def test_the_value_that_the_file_gives_for_the_package_comes_first_in_its_currency(read):
    value = {"reporting_currency": "NOK", "tot_activity_value": "9000", "tot_sub_activity_value": "3500"}

    records, _ = read(value)

    assert [str(it.amount) for it in records.values()] == ["NOK 9,000", "NOK 3,500"]


def test_a_part_that_is_committed_only_is_no_allocation(read):
    records, _ = read({"measure": "Commitment", "tot_sub_activity_value_EUR": "700"}, {})

    assert [(it.record, str(it.amount)) for it in records.values()] == [
        ("commitment", "EUR 1,000"),
        ("transaction", "EUR 300"),
    ]


def test_a_part_below_zero_takes_from_its_package(read):
    records, _ = read({}, {"tot_sub_activity_value_EUR": "-40"})

    assert str(records["kiel-nom4"].amount) == "EUR 300"
    taken = records["kiel-nom4-taken-back-2"]
    assert (taken.type, taken.commitment, str(taken.amount)) == ("cancellation", "kiel-nom4", "EUR 40")


@pytest.mark.parametrize("word", ["Cancelled", ""])
def test_a_measure_that_is_neither_is_an_error_with_the_value_of_the_row(word, read):
    _, reading = read({}, {"measure": word})

    shown = f'"{word}"' if word else '"nothing"'
    assert told(reading, "error") == [f"{shown} for EUR 300"]


def test_a_value_that_is_no_number_is_an_error_with_it(read):
    _, reading = read({"tot_sub_activity_value_EUR": "dozens"})

    assert told(reading, "error") == ['"dozens"']


def test_a_package_of_parts_without_any_value_is_undisclosed(read):
    records, _ = read({"tot_sub_activity_value_EUR": "."})

    assert [str(it.amount) for it in records.values()] == ["undisclosed"]


def test_the_value_of_a_package_that_stands_in_each_row_is_doubted(read):
    value = {"reporting_currency": "NOK", "tot_activity_value": "9000"}

    records, reading = read(value, value | {"explanation": "Radar."})

    assert str(records["kiel-nom4"].amount) == "NOK 18,000"
    assert told(reading, "warning") == ["NOK 9,000 as in the first row of the package, added to it"]


def test_without_the_measure_the_file_is_refused_with_the_missing_heading(read):
    _, found = read({}, headings=tuple(it for it in HEADINGS if it != "measure"))

    assert told(found, "error") == ["no column for measure"]

"""The names that real files use for donors and recipients all lead to a party."""

import csv
import json

import pytest
from python_calamine import CalamineWorkbook

from ledger.records import find_party

PAGES = ("", "-page-2", "-page-3")


def kiel_7(shared_data):
    """Donors of the "Country Summary" of release 7, between the headings and the total."""
    workbook = CalamineWorkbook.from_path(shared_data / "kiel/R07_2022-10_corrected.xlsx")
    column = [str(row[1]) for row in workbook.get_sheet_by_name("Country Summary").to_python(skip_empty_area=False)]
    return [name for name in column[column.index("Country") + 1 : column.index("Total")] if name]


def fts_names(shared_data, kind):
    pages = [shared_data / f"fts/custom-search-locationid-1-year-2020{page}.json" for page in PAGES]
    flows = [flow for page in pages for flow in json.loads(page.read_text(encoding="utf-8"))["data"]["flows"]]
    ends = [end for flow in flows for side in ("sourceObjects", "destinationObjects") for end in flow[side]]
    return {end["name"] for end in ends if end["type"] == kind}


def test_all_41_donors_of_the_kiel_summary_are_parties(shared_data):
    donors = kiel_7(shared_data)

    assert len(donors) == 41
    assert len({find_party(name) for name in donors} - {None}) == 41


def test_all_donors_of_the_kiel_items_are_parties(shared_data):
    with (shared_data / "kiel/R08_items.csv").open(encoding="utf-8", newline="") as file:
        donors = {row["countries"] for row in csv.DictReader(file)}

    assert {name for name in donors if find_party(name) is None} == set()


def test_all_locations_of_the_fts_are_parties(shared_data):
    names = fts_names(shared_data, "Location")

    assert {name for name in names if find_party(name) is None} == set()
    assert len({find_party(name) for name in names}) == len(names)


def test_all_governments_of_the_fts_are_their_countries(shared_data):
    names = {name for name in fts_names(shared_data, "Organization") if name.endswith("Government of")}

    assert len(names) == 27
    assert {name for name in names if len(find_party(name) or "") != 3} == set()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Food & Agriculture Organization of the United Nations", "FAO"),
        ("Office for the Coordination of Humanitarian Affairs", "OCHA"),
        ("United Nations High Commissioner for Refugees", "UNHCR"),
        ("European Commission's Humanitarian Aid and Civil Protection Department", "EU"),
        ("Central Emergency Response Fund", "CERF"),
        ("UN Agencies", None),
        ("UNICEF National Committee/Denmark", None),
        ("Danish Red Cross", None),
    ],
)
def test_organisations_of_the_fts_are_those_of_our_list_or_keep_their_names(shared_data, name, key):
    assert name in fts_names(shared_data, "Organization")
    assert find_party(name) == key

"""What the sheets of a workbook are called, in every language: Excel opens no workbook with two of a name."""

import re

import pytest
from made import pledge, report

from ledger.presentation import Language, present
from ledger.render.tabs import MOST, cut, tabs_of
from ledger.reporting import LANGUAGES, SHEETS

GENERATED = {"name": "Pledges donor fiscal year", "title": "Pledges by donor and fiscal year"}
TABLES = [
    {"name": "Pledges by donor", "title": "Pledges by donor and year", "rows": ["donor"], "measure": "pledges"},
    {**GENERATED, "rows": ["donor"], "columns": "fiscal_year", "measure": "pledges"},
    {"name": "Notizen", "title": "Notizen", "rows": ["donor"], "measure": "pledges"},
    {"name": "Anmerkungen", "title": "Anmerkungen", "rows": ["donor"], "measure": "pledges"},
]


def tabs(language):
    return tabs_of(present(report(pledge("a"), name="commitments", tables=TABLES), language=Language(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_sheets_are_such_as_excel_takes(language):
    names = list(tabs(language).values())

    assert len({name.casefold() for name in names}) == len(names) == len(SHEETS) + len(TABLES)
    assert [name for name in names if not 0 < len(name) <= MOST or re.search(r"[\[\]:*?/\\]|^'|'$", name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_of_evidence_begin_with_their_codes_in_every_language(language):
    named = tabs(language)

    codes = {name: named[name].split()[0] for name in SHEETS if re.match(r"E\d", name)}
    assert codes == {name: name.split()[0] for name in codes}
    assert len(codes) == 10


def test_a_name_of_ours_is_translated_a_generated_one_is_its_title_and_any_other_stays():
    named = tabs("de")

    assert [named[table["name"]] for table in TABLES] == [
        "Zusagen nach Geber",
        "Zusagen nach Geber und…",
        "Notizen",
        "Anmerkungen (2)",
    ]
    assert named["Notes"] == "Anmerkungen"


def test_the_name_of_a_table_that_nobody_wrote_is_cut_behind_a_word_in_english_too():
    by = {"rows": ["donor", "category"], "columns": "year"}
    tables = [
        {"name": "Pledges donor category ye", "title": "Pledges by donor, category and year", "measure": "pledges"},
        {"name": "Pledges of each", "title": "Pledges by donor, category and year", "measure": "pledges"},
    ]
    named = tabs_of(present(report(pledge("a"), tables=[table | by for table in tables])))

    assert [named[table["name"]] for table in tables] == ["Pledges by donor, category…", "Pledges of each"]


def test_a_text_without_a_blank_is_cut_in_its_middle():
    assert cut("a" * 40, MOST) == "a" * 30 + "…"

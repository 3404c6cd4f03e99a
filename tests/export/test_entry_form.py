"""The entry form goes out: what policy staff see, and what comes back when a spreadsheet program has filled it in."""

import re
import subprocess
import zipfile
from typing import get_args

import openpyxl
import pytest
from foreign import need_libreoffice

from ledger.export import write_entry_form
from ledger.export.form_columns import SECTIONS, choices
from ledger.export.form_help import EXAMPLES, column_note
from ledger.intake import read_files, settle
from ledger.records import CURRENCIES, HEADINGS, Amount, Commitment, Term, Transaction, code_list, heading_label


@pytest.fixture
def form(tmp_path):
    write_entry_form(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def literals(model, field):
    kinds = (get_args(it) or (it,) for it in (model.model_fields[field].annotation,))
    return {text for kind in kinds for it in kind for text in (get_args(it) or (it,)) if isinstance(text, str)}


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["commitment", "transaction"])
def test_every_heading_has_its_column_but_record_which_the_sheet_says(form, kind):
    sheet = openpyxl.load_workbook(form)[f"{kind.capitalize()}s"]
    shown = [cell.value for cell in sheet[3]]

    assert set(shown) == {heading_label(it.name) for it in HEADINGS if kind in it.kinds and it.name != "record"}
    assert len(shown) == len(set(shown))


def test_the_lists_hold_what_the_records_allow():
    found = {name: set(choice.meanings) for name, choice in choices().items()}

    assert found["qualifier"] == literals(Amount, "qualifier")
    assert found["stage"] == literals(Commitment, "stage")
    assert found["handling"] == literals(Commitment, "handling")
    assert found["type"] == literals(Transaction, "type")
    assert found["term"] == literals(Term, "kind")
    assert found["every"] == literals(Term, "every")
    assert found["category"] == set(code_list("categories"))
    assert found["currency"] == set(CURRENCIES)
    assert "Ukraine" in found["recipient"]


@pytest.mark.thorough
def test_every_list_stands_whole_behind_its_column(form):
    workbook = openpyxl.load_workbook(form)
    sheet = workbook["Commitments"]
    lists = {
        sheet.cell(3, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1.lstrip("=")
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }

    for name, choice in choices().items():
        if heading_label(name) in lists:
            place = lists[heading_label(name)].replace("Lists!", "").replace("$", "")
            assert [cell.value for (cell,) in workbook["Lists"][place]] == list(choice.meanings)
    assert heading_label("stage") in lists
    assert heading_label("donor") in lists


def test_the_country_of_a_partner_is_chosen_from_countries_only():
    countries = choices()["partner_country"].meanings

    assert {"France", "Kosovo"} <= countries.keys()
    assert not {"European Union", "NATO", "World Bank"} & countries.keys()
    assert choices()["partner_country"].title != choices()["donor"].title


def test_common_currencies_stand_first_and_those_of_the_past_last():
    codes = list(choices()["currency"].meanings)
    past = [CURRENCIES[code].last is not None for code in codes]

    assert codes[:5] == ["EUR", "USD", "GBP", "CAD", "SEK"]
    assert past == sorted(past)
    assert len(codes) == len(set(codes))


def test_the_example_of_a_transaction_names_that_of_a_commitment():
    assert EXAMPLES["transaction"]["commitment"] == EXAMPLES["commitment"]["id"] == "EXAMPLE"


def test_notes_speak_of_their_own_sheet_and_of_what_may_stay_empty():
    assert column_note("title", "transaction").startswith("One line that says what happened.")
    assert (
        column_note("qualifier", "commitment")
        .partition("\n")[0]
        .endswith("Empty: exact, unless Amount says it (up to 3 bn).")
    )


def test_a_word_outside_of_a_list_of_codes_is_asked_about_and_names_may_be_typed(form):
    sheet = openpyxl.load_workbook(form)["Commitments"]
    styles = {
        sheet.cell(3, next(iter(rule.sqref.ranges)).min_col).value: rule.errorStyle or "stop"
        for rule in sheet.data_validations.dataValidation
    }

    assert (styles["Stage"], styles["Donor"], styles["Currency"]) == ("warning", "information", "information")


def test_every_column_says_what_belongs_there_within_the_limits_of_excel(form):
    workbook = openpyxl.load_workbook(form)
    for name in ("Commitments", "Transactions"):
        sheet = workbook[name]
        rules = sheet.data_validations.dataValidation

        assert len(rules) == sheet.max_column
        assert all(0 < len(rule.prompt) <= 255 and 0 < len(rule.promptTitle) <= 32 for rule in rules)
        assert all(cell.comment and cell.comment.text for cell in sheet[3])


def test_required_headings_are_dark_and_rare_ones_folded(form):
    sheet = openpyxl.load_workbook(form)["Commitments"]
    dark = {cell.value for cell in sheet[3] if cell.fill.fgColor.rgb == "FF1F3A5F"}
    folded = sum(section.shown < len(section.names) for section in SECTIONS["commitment"])

    assert dark == {
        heading_label(it.name) for it in HEADINGS if "commitment" in it.required_for and it.name != "qualifier"
    }
    assert folded == 6
    assert sheet.freeze_panes == "C4"


def test_the_form_is_the_same_bytes_each_time(form, tmp_path):
    write_entry_form(again := tmp_path / "again.xlsx")

    assert again.read_bytes() == form.read_bytes()


@pytest.mark.thorough
def test_a_form_as_it_goes_out_has_nothing_to_import_and_its_example_is_sound(form):
    empty = read_files([form], "xlsx")
    workbook = openpyxl.load_workbook(form)
    workbook["Commitments"]["A4"] = "uk-yearly-support"
    workbook["Transactions"]["A4"] = "uk-first-payment"
    workbook["Transactions"]["B4"] = "uk-yearly-support"
    workbook.save(form)
    reading = read_files([form], "xlsx")
    records, problems = settle(reading.drafts, ())

    assert [it.found for it in empty.problems if it.severity == "error"] == ["nothing in it"]
    assert (reading.problems, problems) == ((), ())
    assert [str(it.amount) for it in records] == ["GBP 3,000,000,000", "GBP 752,000,000.00"]
    assert [str(it) for it in records[0].stated_equivalents] == ["about USD 4,000,000,000"]


_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Fill(source As String, target As String)
  Dim none(0) As New com.sun.star.beans.PropertyValue
  none(0).Name = "Hidden" : none(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, none())
  sheet = document.Sheets.getByName("Commitments")
  TYPED
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 XML"
  document.storeToURL(target, saved())
  document.close(True)
End Sub
</script:module>
"""


def filled_by_libreoffice(form, target, cells, folder):
    """Fill in the form as a person does in LibreOffice: what is typed is taken as its program takes it."""
    basic = folder / "profile" / "user" / "basic"
    program = [need_libreoffice(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    # The first start of a profile writes its own macros over whatever is there.
    subprocess.run([*program, "--terminate_after_init"], check=True, capture_output=True, timeout=600)
    typed = "\n  ".join(f'sheet.getCellRangeByName("{place}").FormulaLocal = "{text}"' for place, text in cells.items())
    (basic / "Standard" / "Module1.xba").write_text(_MACRO.replace("TYPED", typed.replace('"', "&quot;")), "utf-8")
    macro = f'macro:///Standard.Module1.Fill("{form.as_uri()}","{target.as_uri()}")'
    subprocess.run([*program, macro], check=True, capture_output=True, timeout=600)


@pytest.mark.proof
@pytest.mark.slow
def test_a_form_filled_in_by_libreoffice_comes_back_as_the_records_that_were_typed(form, tmp_path):
    columns = {cell.value: cell.column_letter for cell in openpyxl.load_workbook(form)["Commitments"][3]}
    rows = [
        {
            "Id": "uk-1",
            "Title": "Yearly support",
            "Donor": "United Kingdom",
            "Recipient": "Ukraine",
            "Category": "military",
            "Instrument": "unspecified",
            "Stage": "pledge",
            "Announced": "2025-06-02",
            "Qualifier": "exact",
            "Amount": "£3bn",
            "Term": "recurring",
            "Start": "2025-04-01",
            "Every": "year",
        },
        {
            "Title": "Air defence",
            "Donor": "Germany",
            "Recipient": "Ukraine",
            "Category": "military",
            "Instrument": "grant",
            "Stage": "commitment",
            "Announced": "2. Juni 2025",
            "Qualifier": "about",
            "Amount": "1250000.5",
            "Currency": "EUR",
            "Term": "one_off",
        },
    ]
    cells = {f"{columns[name]}{5 + n}": text for n, row in enumerate(rows) for name, text in row.items()}
    filled_by_libreoffice(form, filled := tmp_path / "filled.xlsx", cells, tmp_path)
    reading = read_files([filled], "xlsx")
    records, problems = settle(reading.drafts, ())

    with zipfile.ZipFile(filled) as archive:
        assert re.search(rb"LibreOffice", archive.read("docProps/app.xml"))
    assert [it for it in (*reading.problems, *problems) if it.severity == "error"] == []
    assert [it.model_dump(mode="json", exclude_defaults=True) for it in records] == [
        {
            "id": "uk-1",
            "title": "Yearly support",
            "donor": "GBR",
            "recipient": "UKR",
            "category": "military",
            "instrument": "unspecified",
            "stage": "pledge",
            "announced": "2025-06-02",
            "amount": {"qualifier": "exact", "value": "3000000000", "currency": "GBP"},
            "term": {"kind": "recurring", "start": "2025-04-01", "every": "year"},
        },
        {
            "id": "deu-ukr-2025-06-02-1",
            "title": "Air defence",
            "donor": "DEU",
            "recipient": "UKR",
            "category": "military",
            "instrument": "grant",
            "stage": "commitment",
            "announced": "2025-06-02",
            "amount": {"qualifier": "about", "value": "1250000.5", "currency": "EUR"},
            "term": {"kind": "one_off"},
        },
    ]

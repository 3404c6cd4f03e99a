"""Claims planted into clean tables of three layouts: each stops the import, and no clean one is accused."""

import json

import pytest
import xlsxwriter
from proving import by_turns

from ledger.foundation import Severity
from ledger.intake import Options, read_files
from ledger.intake.claims import recipient_in

CONSTANTS = {
    "recipient": "UKR",
    "category": "humanitarian",
    "instrument": "grant",
    "stage": "commitment",
    "qualifier": "exact",
    "term": "one_off",
    "currency": "EUR",
}
LAYOUTS = {
    "plain": ("Provider", "Project", "Amount", "Date"),
    "german": ("Geber", "Maßnahme", "Betrag", "Datum"),
    "workbook": ("Дарувальник", "Назва", "Сума", "Дата"),
}
ROWS = (
    ("Sweden", "Water pumps", 4300000, "2025-04-07"),
    ("Denmark", "Winter coats", 910000, "2025-04-08"),
    ("Ireland", "Field kitchens", 2650000, "2025-04-09"),
)
COLUMNS = [
    ("SCALE", "Unit", ("million", "thousand", "million")),
    ("SCALE", "Magnitude", ("6", "6", "3")),
    ("SCALE", "Jednostka", ("mln", "tys", "mln")),
    ("SCALE", "Note", ("EUR m", "EUR m", "EUR m")),
    ("CUR-SYM", "Currency", ("SEK", "DKK", "EUR")),
    ("CUR-SYM", "Devise", ("SEK", "euro", "SEK")),
    ("CUR-SYM", "Moneda", ("US$", "US$", "€")),
    ("PARTY", "Beneficiary country", ("Ukraine", "Moldova", "Georgia")),
    ("PARTY", "Odbiorca", ("Ukraina", "Mołdawia", "Gruzja")),
    ("PARTY", "País receptor", ("Ucrania", "Siria", "Ucrania")),
    ("PARTY", "País beneficiario", ("Ucrania", "Ucrania", "Jordania")),
    ("PARTY", "Receiving country", ("Jordan", "Ukraine", "Jordan")),
    ("PARTY", "Country/Region", ("Jordan", "Ukraine", "Jordan")),
    ("PARTY", "recipient_iso3", ("JOR", "UKR", "JOR")),
    ("PARTY", "Nehmerland", ("Jordanien", "Ukraine", "Ukraine")),
    ("PARTY", "Państwo", ("Jordania", "Ukraina", "Ukraina")),
    ("PARTY", "Країна-одержувач", ("Йорданія", "Україна", "Україна")),
    ("PARTY", "Empfängerstaat", ("Jordanien", "Ukraine", "Ukraine")),
    ("STAGE", "Status", ("active", "withdrawn", "active")),
    ("STAGE", "Statut", ("en cours", "annulé", "en cours")),
    ("STAGE", "Förderstatus", ("laufend", "abgelehnt", "laufend")),
    ("STAGE", "Стан виконання", ("триває", "скасовано", "триває")),
    ("CONST", "Price basis", ("constant 2020", "constant 2020", "current")),
    ("TERM", "Frequency", ("monthly", "monthly", "monthly")),
    ("FORM", "Valor total (USD)", ("4700000", "990000", "2900000")),
    ("FORM", "Utbetalt", ("430000", "91000", "0")),
    ("SCALE", "Factor", ("1000000", "1000", "1000")),
    ("STAGE", "Storno", ("nein", "ja", "nein")),
    ("FORM", "Loans", ("430000", "91000", "0")),
    ("FORM", "Jan 2024", ("430000", "91000", "0")),
    ("FORM", "März 2024", ("430000", "91000", "0")),
    ("FORM", "Year 2024", ("430000", "91000", "0")),
    ("FORM", "2024/25", ("430000", "91000", "265000")),
]
HEADINGS = [
    ("CUR-SYM", "Amount, USD"),
    ("CUR-SYM", "Belopp (kronor)"),
    ("CUR-SYM", "value_gbp"),
    ("SCALE", "Betrag in Mio. EUR"),
    ("SCALE", "Kwota (tys. euro)"),
    ("CONST", "Amount at 2021 prices"),
    ("CONST", "Importe, precios constantes"),
    ("DUP", "Cumulated amount"),
    ("DUP", "Ackumulerat belopp"),
    ("TERM", "Montant mensuel"),
    ("TERM", "Amount per annum"),
    ("STAGE", "Décaissements"),
    ("CONST", "Betrag in Preisen 2020"),
    ("CONST", "Kwota realna"),
    ("DUP", "Cum. amount"),
    ("DUP", "Amount since 2022"),
    ("DUP", "Łącznie od 2022"),
    ("TERM", "Amount/year"),
    ("TERM", "EUR/month"),
    ("TERM", "Jahresbetrag"),
    ("TERM", "Beløp/år"),
    ("TERM", "Månadsbelopp"),
    ("STAGE", "Mittelabfluss"),
    ("STAGE", "Gastado"),
    ("STAGE", "Utbetalat belopp"),
    ("STAGE", "Suma wypłat"),
    ("SCALE", "Belopp (tusental euro)"),
    ("STAGE", "Сплачена сума"),
]
LINES = [
    ("SCALE", "All figures in EUR thousand"),
    ("SCALE", "Alle Beträge in Mio. Euro"),
    ("SCALE", "(en millones de euros)"),
    ("CUR-SYM", "Amounts in US dollars"),
    ("CUR-SYM", "Суми у грн"),
    ("CUR-SYM", "Beløp i NOK"),
    ("CONST", "Constant prices"),
    ("DUP", "Werte kumuliert"),
    ("SCALE", "Angaben in 1.000 Euro"),
    ("SCALE", "Beløp i 1 000 euro"),
    ("SCALE", "Table 4 (1,000,000 EUR)"),
    ("TERM", "EUR per year"),
    ("TERM", "Euro/Jahr"),
    ("CONST", "Prices of 2021"),
    ("DUP", "Running totals"),
    ("CUR-SYM", "Kwoty w koronach"),
    ("CUR-SYM", "Суми у гривнях"),
    ("CUR-SYM", "Суми в доларах США"),
]
RECIPIENTS = [
    ("Pomoc dla Jordanii", "JOR"),
    ("Pomoc dla Armenii", "ARM"),
    ("Допомога для Вірменії", "ARM"),
    ("Допомога для Молдови", "MDA"),
    ("Support to the Republic of Moldova", "MDA"),
    ("Aid to the Democratic Republic of the Congo", "COD"),
]
NO_LINES = [
    "Each household got 1 000 euros",
    "Germany pledged EUR 1,000,000 in May",
    "Over 1000 euro coins were found",
    "Pomoc dla Ukrainy",
    "Допомога для України",
    "Support to the Armed Forces",
]
NO_HEADINGS = [
    "Amount and/or value",
    "Amount (2025)",
    "Amount of the cumulus fund",
    "Betrag je Vertrag",
    "Realschulen, Betrag",
]
NO_CLAIMS = [
    ("Sector", ("water", "clothing", "food")),
    ("Status", ("active", "ongoing", "confirmed")),
    ("Waluta", ("EUR", "euro", "€")),
    ("Empfänger", ("Ukraine", "UKR", "Ukraine")),
    ("Anzahl", ("40", "9000", "12")),
    ("Jahr", ("2025", "2025", "2025")),
    ("Kontakt", ("Abteilung 3", "Abteilung 4", "Abteilung 3")),
    ("Unidad", ("piezas", "piezas", "kg")),
    ("Andel (%)", ("40", "9.5", "12")),
    ("To", ("2025-12-01", "2026-12-01", "2027-12-01")),
    ("Target", ("40 schools", "9 clinics", "12 roads")),
    ("Country code", ("SWE", "DNK", "IRL")),
    ("Storno", ("nein", "nein", "nein")),
    ("Factor", ("1", "1", "1")),
    ("Agreement of 2024", ("A-17", "A-18", "A-19")),
]


def in_layouts(names, cases):
    """Each case in every layout, by turns."""
    return pytest.mark.parametrize(("layout", *names), by_turns([(it,) for it in LAYOUTS], cases))


@pytest.fixture
def planted(layout, tmp_path):
    """Codes of the errors of a table in one layout, and how many of its rows are read."""
    names = LAYOUTS[layout]

    def read(column=None, heading=None, line=None, *, below=False, **lines):
        headings = [*names[:2], heading or names[2], names[3], *([column[0]] if column else [])]
        rows = [headings, *([*row, *([column[1][at]] if column else [])] for at, row in enumerate(ROWS))]
        if line:
            rows = [*rows, [line]] if below else [[line], *rows]
        read_as = dict(zip(("donor", "title", "amount", "announced"), headings, strict=False))
        by = tmp_path / "aid.toml"
        by.write_text(toml({"source": "Aid", **lines}, columns=read_as, constants=CONSTANTS), encoding="utf-8")
        found = read_files([written(tmp_path, layout, rows)], options=Options(mapping=by))
        return [it.code for it in found.problems if it.severity is not Severity.NOTE], len(found.drafts)

    return read


def toml(lines, **tables):
    parts = [f"{name} = {json.dumps(value)}" for name, value in lines.items()]
    for table, values in tables.items():
        parts += [f"[{table}]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
    return "\n".join(parts)


def written(folder, layout, rows):
    if layout != "workbook":
        path, mark = folder / "aid.csv", ";" if layout == "german" else ","
        lines = (mark.join(f'"{cell}"' for cell in row) for row in rows)
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    path = folder / "aid.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@in_layouts(("code", "heading", "cells"), COLUMNS)
def test_a_planted_column_is_found_and_can_be_answered(planted, code, heading, cells):
    assert planted((heading, cells)) == ([code], 0)
    assert planted((heading, cells), ignore=[heading]) == ([], 3)


@in_layouts(("code", "heading"), HEADINGS)
def test_a_planted_heading_is_found_and_can_be_answered(planted, code, heading):
    assert planted(heading=heading) == ([code], 0)
    answer = {"multiplier": "1"} if code == "SCALE" else {"ignore": [heading]}
    assert planted(heading=heading, **answer) == ([], 3)


@in_layouts(("code", "line", "below"), [(*line, below) for line in LINES for below in (False, True)])
def test_a_planted_line_is_found_and_can_be_answered(planted, code, line, below):
    assert planted(line=line, below=below) == ([code], 0)
    assert planted(line=line, below=below, ignore=[f"line:{5 if below else 1}"]) == ([], 3)


@in_layouts(("heading",), [(heading,) for heading in NO_HEADINGS])
def test_a_heading_that_speaks_of_nothing_is_not_accused(planted, heading):
    assert planted(heading=heading) == ([], 3)


@in_layouts(("line", "party"), RECIPIENTS)
def test_a_recipient_above_the_table_is_known_in_its_case_and_with_its_article(planted, line, party):
    assert planted(line=line) == (["PARTY"], 0)
    assert recipient_in(line).meanings == {party}


@in_layouts(("line",), [(line,) for line in NO_LINES])
def test_a_line_that_speaks_of_nothing_is_not_accused(planted, line):
    assert planted(line=line) == ([], 3)


@in_layouts(("heading", "cells"), NO_CLAIMS)
def test_a_clean_twin_is_not_accused(planted, heading, cells):
    assert planted((heading, cells)) == ([], 3)

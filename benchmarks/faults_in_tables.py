"""Faults in foreign tables: what they say of their money, and the mapping file contradicts or passes over.

These are the variants of the second of the rules by which a table is read: every column and every text around it is
accounted for. ``faults_in_cells`` and ``faults_in_rows`` have those of cells, columns and rows, ``faults_in_published``
those of rates and of publishers' formats. Each is planted into a clean table of each layout; twins are to be let pass.
"""

import random
from collections.abc import Collection
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path

from clean_tables import AMOUNT, FRENCH, Cell, Table
from planting import Fault
from variants import Variant, planted


def column(heading: str, *cells: Cell) -> Variant:
    """A column that no line of the mapping reads; the cells are repeated down the rows."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        return (table.add_column(heading, islice(cycle(cells), len(table.rows))),)

    return Variant(change)


def figures(heading: str) -> Variant:
    """A further column of figures."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        return (table.add_column(heading, [str(rng.randrange(10_000, 900_000)) for _ in table.rows]),)

    return Variant(change)


def heading(text: str) -> Variant:
    """Another heading of the amounts."""
    return Variant(lambda table, _: (table.rename(AMOUNT, text),))


def above(text: str) -> Variant:
    """A line above the table."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.above.insert(1 if table.above else 0, text)
        return (table.line(2 if len(table.above) > 1 else 1),)

    return Variant(change)


def below(text: str) -> Variant:
    """A line below the table."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.below.append(text)
        return (table.line(table.number(len(table.rows))),)

    return Variant(change)


def sheet(name: str) -> Variant:
    """Another name of the sheet."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.sheet = name
        return (table.whole(),)

    return Variant(change, (FRENCH,))


def second_heading(text: str) -> Variant:
    """A row below the headings that says what the columns are."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        row: list[Cell] = ["name", "short title", text, "day"]
        if text.startswith("#"):
            row = ["#org+funder", "#activity+name", text, "#date+start"]
        table.rows.insert(0, row)
        return (table.heading(table.headings[AMOUNT]),)

    return Variant(change)


def label(text: str) -> Variant:
    """Brackets behind the donors that say something of the sums."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        for row in table.rows:
            row[0] = f"{row[0]} ({text})"
        return (table.heading(table.headings[0]),)

    return Variant(change)


def answered(variant: Variant, **lines: object) -> Variant:
    """What a variant says, and the line of the mapping file that answers it."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        variant.change(table, rng)
        table.constants |= {name: str(value) for name, value in lines.items() if name in table.constants}
        table.lines |= {name: value for name, value in lines.items() if name not in table.constants}
        return ()

    return Variant(change, variant.layouts)


UNITS = (
    column("Unit", "million", "million", "thousand"),
    column("Unit multiplier", "6", "3", "6", "9"),
    column("POWERCODE", "Millions", "Units", "Thousands"),
    column("Einheit", "Mio.", "Mio.", "Tsd."),
    column("Échelle", "milliers", "millions"),
    column("Jednostka", "tys. euro", "mln euro"),
    column("Одиниця", "млн", "тис."),
    column("Skala", "tusen", "millioner"),
    column("Factor", "1000000", "1000"),
    column("Unit of measure", "Million EUR", "Thousand EUR"),
    column("Comment", "EUR m", "EUR m"),
    heading("Amount (EUR million)"),
    heading("value_million_eur"),
    heading("Betrag in Tsd. €"),
    heading("Montant (en milliers d'euros)"),
    heading("Kwota [mln EUR]"),
    heading("Сума, тис. євро"),
    heading("Beløp (mill. euro)"),
    heading("Belopp, MEUR"),
    heading("Importe (miles de euros)"),
    heading("Amount €'000"),
    heading("Montant (Md€)"),
    heading("valueInMillions"),
    above("Figures in EUR million"),
    above("(€ thousands)"),
    above("Angaben in 1.000 Euro"),
    above("Beløp i 1 000 euro"),
    above("Alle Angaben in Tausend Euro"),
    above("Montants en milliers d'euros"),
    above("Kwoty w mln euro"),
    above("Суми в млн євро"),
    above("Beløp i millioner euro"),
    above("Belopp i tusental euro"),
    above("Importes en miles de euros"),
    below("Note: all amounts in EUR thousand."),
    below("Werte in Mio. EUR"),
    below("en millions d'euros"),
    below("Alla belopp i miljoner euro"),
    sheet("EUR million"),
    sheet("Mio. EUR"),
    second_heading("EUR million"),
    second_heading("#value+eur+millions"),
    label("Mio. EUR"),
)
CURRENCIES = (
    column("Currency", "SEK", "EUR", "DKK"),
    column("currency_code", "usd", "eur"),
    column("Währung", "US-Dollar", "Euro"),
    column("Devise", "livre sterling", "euro"),
    column("Waluta", "zł", "euro"),
    column("Валюта", "грн", "євро"),
    column("Valuta", "NOK", "NOK"),
    column("Moneda", "dólares", "euros"),
    column("Ccy", "GBP", "GBP"),
    heading("Amount (USD)"),
    heading("amountUSD"),
    heading("Amount in £"),
    heading("Betrag (CHF)"),
    heading("Montant en dollars"),
    heading("Kwota (zł)"),
    heading("Сума, грн"),
    heading("Beløp (NOK)"),
    heading("Belopp i SEK"),
    heading("Importe en dólares"),
    above("Figures in US dollars"),
    above("Angaben in Schweizer Franken"),
    above("(en dollars des États-Unis)"),
    above("Kwoty w złotych"),
    above("Суми у гривнях"),
    above("Суми в доларах США"),
    above("Kwoty w koronach szwedzkich"),
    above("Beløp i norske kroner"),
    above("Currency: GBP"),
    below("All amounts in USD."),
    below("Alla belopp i svenska kronor"),
    below("Beträge in US-Dollar"),
    sheet("USD"),
    sheet("Aid in SEK"),
    second_heading("USD"),
    second_heading("#value+usd"),
    label("USD"),
)
PARTIES = (
    column("Recipient", "Ukraine", "Moldova", "Georgia"),
    column("recipient_country", "UA", "MD"),
    column("Beneficiary", "Ukraine", "Armenia"),
    column("Empfängerland", "Ukraine", "Republik Moldau"),
    column("Pays bénéficiaire", "Ukraine", "Géorgie"),
    column("Kraj odbiorcy", "Ukraina", "Gruzja"),
    column("Країна-отримувач", "Україна", "Молдова"),
    column("Mottakerland", "Ukraina", "Georgia"),
    column("Mottagare", "Ukraina", "Moldavien"),
    column("País beneficiario", "Ucrania", "Moldavia"),
    column("Receiving country", "Ukraine", "Moldova"),
    column("recipient_iso3", "UKR", "MDA"),
    column("Land/Region", "Ukraine", "Moldau"),
    column("Begünstigtes Land", "Ukraine", "Moldau"),
    column("Państwo", "Ukraina", "Mołdawia"),
    column("Destination Country", "UKR", "MDA"),
    above("Assistance to Moldova, 2025"),
    above("Hilfe für Georgien"),
    above("Aide pour la Moldavie"),
    above("Pomoc dla Gruzji"),
    above("Допомога для Молдови"),
    above("Bistand til Georgia"),
    above("Support to the Republic of Moldova"),
    above("Ayuda para Georgia"),
    sheet("Moldova"),
    sheet("Géorgie"),
)
STAGES = (
    column("Status", "active", "cancelled", "active"),
    column("Project status", "Pipeline/identification", "Implementation"),
    column("activity_status", "Closed", "Implementation"),
    column("Stage", "disbursed", "committed"),
    column("Projektstatus", "laufend", "storniert"),
    column("Bearbeitungsstand", "bewilligt", "zurückgezogen"),
    column("État d'avancement", "en cours", "abandonné"),
    column("Status umowy", "w toku", "anulowana"),
    column("Статус", "триває", "відкликано"),
    column("Prosjektstatus", "pågående", "kansellert"),
    column("Status", "pågående", "inställd"),
    column("Estado", "en curso", "cancelado"),
    column("Cancelled", "no", "yes"),
    column("Storno", "nein", "ja"),
    column("Rodzaj", "wypłata", "zobowiązanie"),
    column("Remark", "withdrawn", "withdrawn"),
    heading("Disbursed amount"),
    heading("Ausgezahlter Betrag"),
    heading("Montant versé"),
    heading("Wypłacona kwota"),
    heading("Виплачена сума"),
    heading("Utbetalt beløp"),
    heading("Utbetalat belopp"),
    heading("Importe desembolsado"),
    heading("Mittelabfluss"),
    heading("Montant dépensé"),
    heading("Betalat belopp"),
    above("Disbursements by donor, 2025"),
    above("Auszahlungen 2025"),
    sheet("Disbursements"),
)
PRICES = (
    column("Price basis", "constant 2020", "current"),
    column("Prices", "constant", "constant"),
    column("Preisbasis", "Preise von 2020", "Preise von 2020"),
    column("Base des prix", "prix constants", "prix constants"),
    heading("Amount (constant 2020 EUR)"),
    heading("Amount, 2021 prices"),
    heading("value_constant"),
    heading("Amount (base 2015)"),
    heading("Prices of 2021, amount"),
    heading("Betrag in Preisen von 2020"),
    heading("Montant aux prix de 2019"),
    heading("Kwota w cenach stałych"),
    heading("Сума у постійних цінах"),
    heading("Beløp, faste priser"),
    heading("Belopp i fasta priser"),
    heading("Importe a precios constantes"),
    above("Constant 2022 prices"),
    above("In Preisen von 2021"),
    above("Prix constants"),
    above("Ceny stałe z 2020 r."),
    above("Faste 2021-priser"),
    below("Note: inflation-adjusted."),
    below("Angaben preisbereinigt"),
    sheet("Constant prices"),
    second_heading("constant prices"),
)
CUMULATED = (
    heading("Cumulative amount"),
    heading("Amount, year to date"),
    heading("cumulative_total_eur"),
    heading("Amount to date"),
    heading("Betrag kumuliert"),
    heading("Bisher zugesagter Betrag"),
    heading("Montant cumulé"),
    heading("Kwota narastająco"),
    heading("Сума наростаючим підсумком"),
    heading("Akkumulert beløp"),
    heading("Ackumulerat belopp"),
    heading("Importe acumulado"),
    heading("Cum. amount"),
    heading("Summe seit 2022"),
    heading("Łącznie od 2022"),
    above("Cumulative figures since February 2022"),
    above("Kumulierte Werte"),
    above("Montants cumulés depuis 2022"),
    below("Amounts are cumulative."),
    below("Kwoty skumulowane"),
    sheet("Cumulative"),
    second_heading("cumulative"),
)
PERIODS = (
    column("Frequency", "monthly", "monthly"),
    column("Payment frequency", "yearly", "quarterly"),
    column("Turnus", "monatlich", "jährlich"),
    column("Périodicité", "mensuelle", "annuelle"),
    column("Częstotliwość", "miesięcznie", "rocznie"),
    column("Періодичність", "щомісячно", "щорічно"),
    column("Frekvens", "månedlig", "årlig"),
    column("Periodicidad", "mensual", "anual"),
    heading("Amount per year"),
    heading("Monthly amount"),
    heading("annual_amount"),
    heading("EUR/year"),
    heading("Jahresbetrag"),
    heading("Montant/an"),
    heading("Årsbelopp"),
    heading("Betrag pro Monat"),
    heading("Jährlicher Betrag"),
    heading("Montant annuel"),
    heading("Kwota roczna"),
    heading("Сума на рік"),
    heading("Årlig beløp"),
    heading("Belopp per månad"),
    heading("Importe anual"),
    above("Figures in EUR per year"),
    above("Euro/Jahr"),
    above("Beträge in Euro pro Jahr"),
    above("Kwoty w euro na rok"),
    second_heading("per month"),
)
MONEY = (
    figures("Amount (USD)"),
    figures("Value in EUR"),
    figures("Total cost"),
    figures("2024"),
    figures("2024/25"),
    figures("Q2 2025"),
    figures("Jan 2024"),
    figures("März 2024"),
    figures("Loans"),
    figures("Tilskudd"),
    figures("Disbursed"),
    figures("of which loans, amount"),
    figures("Gesamtbetrag"),
    figures("Auszahlung"),
    figures("Coût total"),
    figures("Dépenses"),
    figures("Wartość umowy"),
    figures("Загальна вартість"),
    figures("Utbetalt"),
    figures("Kostnad"),
    figures("Importe total"),
    figures("Paid to date"),
)


def _twin_sheets(*names: str) -> Variant:
    """Other sheets with the same headings."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.sheet = names[0]
        rows: list[list[Cell]] = [[line or None] for line in table.above]
        for name, row in zip(names[1:], table.rows[1:], strict=False):
            donor, title, _, day = row
            table.further[name] = [*rows, list(table.headings), [donor, f"{title} {name}", Decimal(1_200_000), day]]
        return (table.file,)

    return Variant(change, (FRENCH,))


SHEETS = (
    _twin_sheets("2024", "2025"),
    _twin_sheets("2023", "2024", "2025"),
    _twin_sheets("Military", "Humanitarian"),
    _twin_sheets("Blatt 1", "Blatt 2"),
    _twin_sheets("Janvier", "Février", "Mars"),
    _twin_sheets("I kw.", "II kw."),
    _twin_sheets("Kyiv", "Kharkiv"),
    _twin_sheets("Data", "Data (2)"),
    _twin_sheets("Q1", "Q2", "Q3", "Q4"),
    _twin_sheets("Del 1", "Del 2"),
    _twin_sheets("Hoja1", "Hoja2"),
    _twin_sheets("Nord", "Süd"),
)
TWINS = (
    column("Sector", "water", "clothing", "food"),
    column("Status", "active", "ongoing", "confirmed"),
    column("Statut", "en cours", "approuvé"),
    column("Förderstatus", "laufend", "bewilligt"),
    column("Currency", "EUR", "euro", "€"),
    column("Waluta", "EUR"),
    column("Recipient", "Ukraine", "UKR"),
    column("Empfängerland", "Ukraine"),
    column("Kraj odbiorcy", "Ukraina"),
    column("Number of units", "40", "9000", "12"),
    column("Anzahl", "400", "90", "1250"),
    column("Share (%)", "40", "9.5", "12"),
    column("Year", "2025"),
    column("Reference", "AB-17", "AB-18", "AC-2"),
    column("Contact", "Unit 3", "Unit 4"),
    column("Einheit", "Stück", "kg"),
    column("Budget line", "0301 687 05", "0301 687 06"),
    column("Note", "million people reached", "part of the package of May"),
    column("Stand", "30.06.2025", "31.07.2025"),
    column("Cancelled", "no"),
    column("Ministry", "Defence", "Foreign affairs"),
    column("Target", "40 schools", "9 clinics"),
    column("To", "2026-12-01", "2027-12-01"),
    column("Factor", "1"),
    column("Storno", "nein"),
    heading("Amount (EUR)"),
    heading("Betrag in Euro"),
    heading("Montant (€)"),
    heading("Committed amount"),
    heading("Amount in current prices"),
    heading("Amount (rounded)"),
    heading("Zugesagter Betrag"),
    heading("Сума, євро"),
    heading("Beløp i euro"),
    heading("Amount and/or value"),
    heading("Amount (2025)"),
    above("Figures in EUR"),
    above("Aid to Ukraine, 2025"),
    above("Hilfe für die Ukraine"),
    above("Germany pledged EUR 3 billion in May"),
    above("Source: Ministry of Finance, table 4"),
    above("Contact: aid@example.org, +49 30 1234567"),
    above("Wspólny program 12 państw"),
    above("Допомога для України"),
    above("Each household gets 1 000 euros"),
    above("Pomoc dla Ukrainy"),
    below("Source: own figures, as of June 2025."),
    below("* A package of USD 60 million was announced by others."),
    below("Preliminary figures, without loans"),
    sheet("2025"),
    sheet("EUR"),
    sheet("Ukraine"),
    sheet("Commitments"),
    second_heading("EUR"),
    second_heading("#value+eur"),
    label("EUR"),
    answered(heading("Amount (EUR million)"), multiplier="1"),
    answered(heading("Amount (USD)"), ignore=["Amount (USD)"]),
    answered(column("Unit", "million", "thousand"), ignore=["unit"]),
    answered(column("Recipient", "Ukraine", "Moldova"), ignore=["Recipient"]),
    answered(_twin_sheets("2024", "2025"), sheets=["2024", "2025"]),
)


def in_tables(folder: Path) -> list[Fault]:
    """Every kind of thing that a table says of its money."""
    return [
        planted(folder, "SCALE", "table, rule 2: a unit that is said", UNITS),
        planted(folder, "CUR-SYM", "table, rule 2: a currency that is said", CURRENCIES),
        planted(folder, "PARTY", "table, rule 2: another recipient", PARTIES),
        planted(folder, "STAGE", "table, rule 2: a stage or a status", STAGES),
        planted(folder, "CONST", "table, rule 2: prices of another year", PRICES),
        planted(folder, "DUP", "table, rule 2: running totals", CUMULATED),
        planted(folder, "TERM", "table, rule 2: sums for a month or a year", PERIODS),
        planted(folder, "FORM", "table, rule 2: further columns of money", MONEY),
        planted(folder, "FORM", "table, rule 2: further sheets", SHEETS),
    ]

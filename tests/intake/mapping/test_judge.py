"""Whatever stands on a foreign table about its money is read, answered by the mapping, or stops the import."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapped import ROWS, mapping, table

from ledger.foundation import Severity


@pytest.fixture
def stopped(reading):
    """Code and place of what stops the import of a table; no row of it is read."""

    def read(text, by=None):
        found = reading(text, by)
        assert found.drafts == ()
        return [(problem.code, str(problem.place)) for problem in found.problems if problem.severity is Severity.ERROR]

    return read


@pytest.fixture
def clean(reading):
    """How many rows of a table are read; nothing speaks against any."""

    def read(text, by=None):
        found = reading(text, by)
        assert [problem for problem in found.problems if problem.severity is not Severity.NOTE] == []
        return len(found.drafts)

    return read


def test_a_table_that_is_read_in_full_says_nothing(reading):
    assert (reading(table()).problems, len(reading(table()).drafts)) == ((), 2)


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (("Unit", "million", "thousand"), "SCALE"),
        (("UNIT_MULT", "6", "3"), "SCALE"),
        (("PowerCode", "6", "6"), "SCALE"),
        (("Multiplier", "1000000", "1000"), "SCALE"),
        (("Einheit", "Mio", "Tsd"), "SCALE"),
        (("Одиниця", "млн", "тис"), "SCALE"),
        (("Remark", "EUR million", "EUR thousand"), "SCALE"),
        (("Currency", "SEK", "EUR"), "CUR-SYM"),
        (("Waluta", "złoty", "euro"), "CUR-SYM"),
        (("ccy", "US Dollar", "Euro"), "CUR-SYM"),
        (("Recipient", "Ukraine", "Moldova"), "PARTY"),
        (("Empfängerland", "Moldau", "Georgien"), "PARTY"),
        (("Mottakerland", "Moldova", "Syria"), "PARTY"),
        (("Country", "Moldova", "Syria"), "PARTY"),
        (("Status", "Confirmed", "Cancelled"), "STAGE"),
        (("Status", "Pipeline", "Active"), "STAGE"),
        (("Project status", "Closed", "Closed"), "STAGE"),
        (("Projektstatus", "storniert", "laufend"), "STAGE"),
        (("Statut", "Annulé", "En cours"), "STAGE"),
        (("Статус", "скасовано", "діючий"), "STAGE"),
        (("Status", "A2", "B1"), "STAGE"),
        (("Stand der Dinge", "Withdrawn", "Approved"), "STAGE"),
        (("Stage", "obligated", "disbursed"), "STAGE"),
        (("Prices", "constant", "current"), "CONST"),
        (("Preise", "konstant", "konstant"), "CONST"),
        (("Price year", "2015", "2015"), "CONST"),
        (("Base year", "2020", "2021"), "CONST"),
        (("Frequency", "monthly", "yearly"), "TERM"),
        (("Value in SEK", "80000000", "13000000"), "FORM"),
        (("Betrag 2", "5", "6"), "FORM"),
        (("2023", "5.5", "6.5"), "FORM"),
        (("Jan-24", "5.5", "6.5"), "FORM"),
        (("März 24", "5.5", "6.5"), "FORM"),
        (("2024Q3", "5.5", "6.5"), "FORM"),
        (("H1 2024", "5.5", "6.5"), "FORM"),
        (("FY24", "5.5", "6.5"), "FORM"),
        (("2024*", "5.5", "6.5"), "FORM"),
        (("Disbursed", "100000", "200000"), "FORM"),
        (("Mio. EUR", "1.5", "2"), "FORM"),
        (("Cancelled", "yes", "no"), "STAGE"),
        (("Cancellation date", "2025-05-01", ""), "STAGE"),
        (("Stornodatum", "1.5.2025", ""), "STAGE"),
        (("Activity status code", "2", "4"), "STAGE"),
    ],
)
def test_a_column_that_speaks_of_money_and_is_not_read_stops_the_import(stopped, clean, column, code):
    assert stopped(table(column)) == [(code, f"aid.csv:1:{column[0]}")]
    assert clean(table(column), mapping(ignore=[column[0].upper()])) == 2


@pytest.mark.parametrize(
    "column",
    [
        ("Unit", "pieces", "kg"),
        ("Unit", "", ""),
        ("Rank", "1", "2"),
        ("Lot-24", "1", "2"),
        ("Year", "2024", "2025"),
        ("Currency", "EUR", "Euro"),
        ("Recipient", "Ukraine", "UKR"),
        ("Country", "Finland", "Estonia"),
        ("Donor country code", "FIN", "EST"),
        ("Status", "confirmed", "active"),
        ("Stage", "commitment", "committed"),
        ("Region", "North", "Baltic"),
        ("Kind", "Mil", "Hum"),
        ("Cancelled", "no", "nein"),
        ("Cost centre", "4711", "4712"),
        ("Households, thousand", "4.5", "7"),
        ("EUR/USD rate", "1.08", "1.09"),
        ("Recipient institution", "Ministry", "UNICEF"),
        ("Class", "M", "K"),
        ("Prices", "current", "current"),
        ("Share of total (%)", "40", "60"),
        ("No. of Units", "5", "6"),
        ("Population, million", "5.6", "1.4"),
        ("Value date", "2025-03-03", "2025-03-04"),
        ("Contact", "Ministry", "Embassy"),
        ("Total dummy (=1)", "0", "1"),
        ("Remark", "see the annex", "cancelled flights home"),
    ],
)
def test_a_column_that_speaks_of_nothing_or_agrees_is_at_most_noted(clean, column):
    assert clean(table(column)) == 2


def test_columns_that_speak_of_nothing_are_one_note(reading):
    [note] = reading(table(("Rank", "1", "2"), ("Contact", "A", "B"))).problems

    assert note.severity is Severity.NOTE
    assert note.found == "the columns Rank and Contact, which are not read"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Sum (USD)", "CUR-SYM"),
        ("sum_usd", "CUR-SYM"),
        ("amountNOK", "CUR-SYM"),
        ("Kwota w złotych", "CUR-SYM"),
        ("Beløp i kroner", "CUR-SYM"),
        ("$", "CUR-SYM"),
        ("Sum, constant 2015 prices", "CONST"),
        ("Betrag in Preisen von 2020", "CONST"),
        ("Montant, prix constants", "CONST"),
        ("Belopp, fasta priser", "CONST"),
        ("Running total", "DUP"),
        ("Betrag kumuliert", "DUP"),
        ("Montant cumulé", "DUP"),
        ("Сума накопичена", "DUP"),
        ("Sum to date", "DUP"),
        ("Sum per month", "TERM"),
        ("Jährlicher Betrag", "TERM"),
        ("Monto anual", "TERM"),
        ("Disbursed", "STAGE"),
        ("Pledged sum", "STAGE"),
        ("Wypłacona kwota", "STAGE"),
        ("Utbetalt beløp", "STAGE"),
    ],
)
def test_what_a_heading_of_amounts_says_must_be_answered(stopped, clean, heading, code):
    read = {"amount": heading}

    assert stopped(table(heading=heading), mapping(columns=read)) == [(code, f"aid.csv:1:{heading}")]
    assert clean(table(heading=heading), mapping(columns=read, ignore=[heading])) == 2


@pytest.mark.parametrize(
    ("heading", "constants", "lines"),
    [
        ("Sum (EUR)", {}, {}),
        ("Sum (€)", {}, {}),
        ("Sum (USD)", {"currency": "USD"}, {}),
        ("Sum ($)", {"currency": "CAD"}, {}),
        ("Sum (EUR/USD)", {}, {}),
        ("Committed (Mio. EUR)", {}, {"multiplier": "1000000"}),
        ("Obligation", {}, {}),
        ("Announced amount", {}, {}),
        ("Zugesagter Betrag", {"stage": "pledge"}, {}),
        ("Pledge", {"stage": "pledge"}, {}),
        ("Current prices, EUR", {}, {}),
        ("Sum per year", {"term": "recurring", "every": "year", "start": "2025-01-01"}, {}),
        ("Total", {}, {}),
        ("Won", {}, {}),
    ],
)
def test_a_heading_that_agrees_with_the_mapping_is_not_accused(clean, heading, constants, lines):
    assert clean(table(heading=heading), mapping(columns={"amount": heading}, constants=constants, **lines)) == 2


def test_a_currency_in_a_heading_is_held_against_the_column_of_currencies(stopped, clean):
    by = mapping(columns={"amount": "Sum (USD)", "currency": "Ccy"})

    assert stopped(table(("Ccy", "USD", "SEK"), heading="Sum (USD)"), by) == [("CUR-SYM", "aid.csv:1:Sum (USD)")]
    assert clean(table(("Ccy", "USD", "usd"), heading="Sum (USD)"), by) == 2


def test_a_multiplier_of_another_unit_than_the_heading_is_told(stopped, clean):
    table_in_millions, read = table(heading="Sum (Mio.)"), {"amount": "Sum (Mio.)"}

    assert stopped(table_in_millions, mapping(columns=read, multiplier=1000)) == [("SCALE", "aid.csv:1:Sum (Mio.)")]
    assert clean(table_in_millions, mapping(columns=read, multiplier=1)) == 2


@pytest.mark.parametrize(
    ("heading", "worth", "currency"),
    [
        ("Anslag (tkr)", 1000, "SEK"),
        ("Utfall, Mkr", 1000000, "NOK"),
        ("Ram i mdkr", 10**9, "DKK"),
        ("百万円", 10**6, "JPY"),
    ],
)
def test_a_unit_made_with_its_currency_says_both(stopped, clean, heading, worth, currency):
    text, read = table(heading=heading), {"amount": heading}

    assert stopped(text, mapping(columns=read, multiplier=worth)) == [("CUR-SYM", f"aid.csv:1:{heading}")]
    assert clean(text, mapping(columns=read, constants={"currency": currency}, multiplier=worth)) == 2


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Aid of two countries, figures in NOK million", ["CUR-SYM", "SCALE"]),
        ("Angaben in Tausend Euro", ["SCALE"]),
        ("Montants en millions d'euros", ["SCALE"]),
        ("Kwoty w mln zł", ["CUR-SYM", "SCALE"]),
        ("Суми у тис. грн", ["CUR-SYM", "SCALE"]),
        ("Beløp i mill. kroner", ["CUR-SYM", "SCALE"]),
        ("(miljoner kronor)", ["CUR-SYM", "SCALE"]),
        ("Samtliga belopp i tkr", ["CUR-SYM", "SCALE"]),
        ("(Dollars in thousands)", ["CUR-SYM", "SCALE"]),
        ("In millions of current US dollars", ["CUR-SYM", "SCALE"]),
        ("Value, billions of nominal USD", ["CUR-SYM", "SCALE"]),
        ("Unit of measure: millions", ["SCALE"]),
        ("Maßeinheit: 1.000 €", ["SCALE"]),
        ("Enhet: 1 000 kr", ["CUR-SYM", "SCALE"]),
        ("Tall i hele tusen", ["SCALE"]),
        ("Alla siffror i hela tusental", ["SCALE"]),
        ("Luvut tuhansina euroina", ["SCALE"]),
        ("Valores em milhões", ["SCALE"]),
        ("Importes en millones de euros", ["SCALE"]),
        ("Figures are in US $m.", ["CUR-SYM", "SCALE"]),
        ("Values in '000 EUR", ["SCALE"]),
        ("In constant 2019 prices", ["CONST"]),
        ("Cumulative figures", ["DUP"]),
        ("EUR thousand per month", ["SCALE", "TERM"]),
    ],
)
def test_a_line_above_or_below_a_table_is_read(stopped, clean, line, codes):
    above = stopped(table(above=[line]), mapping(heading_row=2))
    below = stopped(table(below=[line]))

    assert sorted(code for code, _ in above) == sorted(code for code, _ in below) == codes
    assert {place for _, place in (*above, *below)} == {"aid.csv:1", "aid.csv:4"}
    assert clean(table(above=[line]), mapping(ignore=["line:1"])) == 2
    assert clean(table(below=[line]), mapping(ignore=["line:4"])) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Aid table",
        "Source: ministries, own calculations",
        "Finland pledged EUR 3 billion in 2022",
        "1 EUR = 11.2 SEK",
        "All amounts in EUR",
        "The euro area and NATO",
        "Support for Ukraine, as of June 2025",
        "* preliminary",
        "Annual report 2024",
        "Bill 42, amended",
    ],
)
def test_a_line_that_says_nothing_of_the_figures_is_no_claim(clean, line):
    assert clean(table(above=[line])) == 2
    assert clean(table(below=[line])) == 2


def test_a_line_that_repeats_the_heading_is_no_second_cause(stopped):
    text = table(heading="Sum (USD million)", above=["Aid in USD million"])
    by = mapping(columns={"amount": "Sum (USD million)"})

    assert sorted(stopped(text, by)) == [
        ("CUR-SYM", "aid.csv:2:Sum (USD million)"),
        ("SCALE", "aid.csv:2:Sum (USD million)"),
    ]


def test_a_line_above_that_the_mapping_answers_is_not_accused(clean):
    by = mapping(constants={"currency": "NOK"}, multiplier="1000000")

    assert clean(table(above=["Figures in NOK million"]), by) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Military aid to Moldova",
        "Hilfe für Georgien",
        "Aide pour la Moldavie",
        "Recipient: Republic of Moldova",
        "Empfängerland : Jordanien",
        "Country: Georgia",
    ],
)
def test_a_title_that_names_another_recipient_is_told(stopped, line):
    assert stopped(table(above=[line])) == [("PARTY", "aid.csv:1")]


@pytest.mark.parametrize(
    "line", ["Recipient: Ukraine", "Country: Finland", "Land: Estland", "Target: 2030", "Country: all"]
)
def test_a_line_that_names_a_party_of_the_rows_is_not_accused(clean, line):
    assert clean(table(above=[line])) == 2


def test_a_title_that_names_another_stage_is_told(stopped):
    assert stopped(table(above=["Disbursements to Ukraine"])) == [("STAGE", "aid.csv:1")]


@pytest.mark.parametrize(
    "line",
    ["Cancelled projects", "Planned commitments 2026", "Status: pipeline", "Projekte: storniert", "Aide annulée"],
)
def test_a_title_of_what_does_not_stand_is_told(stopped, clean, line):
    assert stopped(table(above=[line])) == [("STAGE", "aid.csv:1")]
    assert clean(table(above=[line]), mapping(ignore=["line:1"])) == 2


@pytest.mark.parametrize(
    "heading", ["Cancelled amount", "Planned sum", "Betrag (geplant)", "Montant prévu", "Kwota planowana"]
)
def test_a_heading_of_what_does_not_stand_must_be_answered(stopped, clean, heading):
    read = {"amount": heading}

    assert stopped(table(heading=heading), mapping(columns=read)) == [("STAGE", f"aid.csv:1:{heading}")]
    assert clean(table(heading=heading), mapping(columns=read, ignore=[heading])) == 2


@pytest.mark.parametrize(
    "line", ["Draft", "Vehicles withdrawn from the stocks of two armies", "Closed projects", "Proposed by unit 4"]
)
def test_a_title_that_says_nothing_of_all_rows_is_no_status(clean, line):
    assert clean(table(above=[line])) == 2


def test_a_currency_in_the_labels_of_donors_is_told_once(stopped, reading):
    rows = (("Finland (Euros)", *ROWS[0][1:]), ("Norway* (Million NOK)", *ROWS[1][1:]))

    assert stopped(table(rows=rows)) == [("SCALE", "aid.csv:1:Giver"), ("CUR-SYM", "aid.csv:1:Giver")]
    drafts = reading(table(rows=rows), mapping(ignore=["Giver"])).drafts
    assert [draft.values["donor"] for draft in drafts] == ["FIN", "NOR"]


def test_labels_of_several_currencies_can_be_read_as_such(reading):
    rows = (("Finland (Euros)", *ROWS[0][1:]), ("Norway (Kroner)", *ROWS[1][1:]))
    by = mapping(columns={"currency": "Giver"})

    drafts = reading(
        table(rows=rows), by + '\n[values.currency]\n"Finland (Euros)" = "EUR"\n"Norway (Kroner)" = "NOK"'
    ).drafts

    assert [(it.values["donor"], it.values["amount"]["currency"]) for it in drafts] == [("FIN", "EUR"), ("NOR", "NOK")]


def test_a_bracket_of_a_name_is_no_currency(clean):
    rows = (("Congo (Kinshasa)", *ROWS[0][1:]), ("Estonia", "Radios (Saab)", *ROWS[1][2:]))

    assert clean(table(rows=rows)) == 2


def test_amounts_across_are_told_in_one_sentence(reading):
    text = table(("Financial", "3.5", "4"), ("Humanitarian", "1.5", "2"), heading="Military")

    [fault] = reading(text, mapping(columns={"amount": "Military"})).problems

    assert fault.found == '"Financial" and "Humanitarian", columns of figures that no line reads'
    assert fault.remedy.endswith('or leave them out: ignore = ["Financial", "Humanitarian"]')


PAYMENTS = {"record": "transaction", "commitment": "a", "type": "disbursement"}


def payments(heading, **constants):
    by = mapping(columns={"amount": heading}, constants=PAYMENTS | constants)
    kept = ("donor =", "title =", "announced =", "recipient", "category", "instrument", "stage", "term")
    lines = [line for line in by.splitlines() if not line.startswith(kept)]
    return "\n".join(lines).replace("[columns]", '[columns]\nvalue_date = "When"')


def test_cancelled_sums_may_be_mapped_as_cancellations(reading):
    found = reading(table(heading="Cancelled"), payments("Cancelled", type="cancellation"))

    assert [problem for problem in found.problems if problem.code == "STAGE"] == []


@pytest.mark.parametrize(("heading", "fits"), [("Disbursed", True), ("Paid out", True), ("Committed", False)])
def test_the_heading_of_payments_is_held_against_their_type(reading, heading, fits):
    found = reading(table(heading=heading), payments(heading))

    assert [problem.code for problem in found.problems if problem.severity is Severity.ERROR] == ["STAGE"] * (not fits)


@pytest.mark.parametrize(
    ("status", "fits"), [(("disbursement", "paid"), True), (("paid", "pledged"), False), (("paid", "pending"), False)]
)
def test_a_status_of_payments_is_held_against_their_type(reading, status, fits):
    found = reading(table(("Status", *status)), payments("Sum"))

    assert [problem.code for problem in found.problems if problem.severity is Severity.ERROR] == ["STAGE"] * (not fits)


# Hypothesis also tries words of our own lists, and what says "constant" in each row is asked about; none begins with q.
FREE_WORDS = st.text(st.characters(categories=["Ll"], max_codepoint=0x24F), min_size=3, max_size=8).map("q{}".format)


@given(words=st.lists(FREE_WORDS, min_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_free_text_in_a_column_or_below_is_never_accused(reading, words):
    sentence = " ".join(["zq", *words])

    assert len(reading(table(("Remark", sentence, f"x {sentence}"))).drafts) == 2


def test_each_cause_names_the_line_that_settles_it(reading):
    [fault, _] = reading(table(("Currency", "SEK", "EUR")), mapping(ignore=["line:9"])).problems

    assert str(fault) == (
        'aid.csv:1:Currency: CUR-SYM error: found "Currency", an unread column that speaks of SEK, EUR, expected EUR, '
        'as aid.toml says. Do: write currency = "Currency" under [columns] in place of the constant, or, if the '
        'amounts are right all the same, ignore = ["line:9", "Currency"].'
    )


def test_nothing_enters_of_a_stopped_table_and_its_rows_are_not_blamed(reading):
    rows = (("Finland", "Boots", "much", "2025-03-03"), ROWS[1])

    found = reading(table(("Status", "Cancelled", "Active"), rows=rows))

    assert (found.drafts, [problem.code for problem in found.problems]) == ((), ["STAGE"])


def test_a_translated_amount_is_not_multiplied(reading):
    rows = (("Finland", "Boots", "see annex", "2025-03-03"), ("Estonia", "Radios", "1.2", "2025-03-04"))
    by = mapping(multiplier="1000000") + '\n[values.amount]\n"see annex" = "7000000"\n'

    drafts = reading(table(rows=rows), by).drafts

    assert [draft.values["amount"]["value"] for draft in drafts] == ["7000000", "1200000"]


def test_a_translated_day_may_be_written_in_our_own_form(reading):
    rows = (("Finland", "Boots", "7", "early March"), ("Estonia", "Radios", "1", "04.03.2025"))
    by = mapping(date_format="%d.%m.%Y") + '\n[values.announced]\n"early March" = "2025-03-03"\n'

    assert [draft.values["announced"] for draft in reading(table(rows=rows), by).drafts] == ["2025-03-03", "2025-03-04"]


@given(
    word=st.sampled_from(["million", "Mio", "thousand", "Tsd", "mln", "mrd"]),
    multiplier=st.sampled_from(["1", "1000", "1000000", "1000000000"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_a_column_of_units_agrees_with_the_multiplier_of_its_unit_and_no_other(reading, word, multiplier):
    worth = {"million": 6, "Mio": 6, "mln": 6, "thousand": 3, "Tsd": 3, "mrd": 9}[word]

    found = reading(table(("Scale", word, word)), mapping(multiplier=multiplier))

    assert bool(found.drafts) == (int(multiplier) == 10**worth)


def test_rows_that_do_not_stand_are_left_out_as_the_remedy_says(reading):
    text = table(("State", "Active", "Cancelled"))
    by_column = mapping(columns={"stage": "State"}) + '\n[values.stage]\nActive = "pledge"'
    skipping = '\n[skip_rows]\nState = ["Cancelled"]'

    [unread], [untranslated] = reading(text).problems, reading(text, by_column).problems

    assert unread.remedy.startswith(
        'leave out the rows that do not stand by their words ("State" = ["..."] under [skip_rows])'
    )
    assert untranslated.remedy.endswith(', or leave these rows out: "State" = ["Cancelled"] under [skip_rows]')
    assert [len(reading(text, it + skipping).drafts) for it in (mapping(), by_column)] == [1, 1]


def test_a_word_for_a_stage_is_only_to_be_translated(reading):
    text = table(("State", "pledge", "vorgemerkt"))

    [problem] = reading(text, mapping(columns={"stage": "State"})).problems

    assert problem.remedy.endswith("under [values.stage] in aid.toml")

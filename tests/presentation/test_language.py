"""Numbers, days, counts, names and their order in each language, and the same figures in all of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from made import amount, euros, material, over, pledge, report, seed_records

import ledger
from ledger.foundation import counted_phrase, phrase
from ledger.presentation import FigureScale, Language, Mark, present
from ledger.presentation.words import DIMENSION_TITLES, label_in
from ledger.records import PartyName, code_list
from ledger.render import as_markdown, as_page, placed_cells
from ledger.reporting import LANGUAGES, build, definition_of, load_definition

GOLDEN = Path(__file__).parent.parent / "golden"
NO_BREAK, NARROW, MINUS = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def brief():
    return build(load_definition("brief"), material(*seed_records()))


@pytest.fixture(scope="module")
def shown(brief):
    return {code: present(brief, language=Language(code)) for code in LANGUAGES}


@pytest.mark.parametrize(
    ("code", "number", "percent"),
    [
        ("en", "12,525.7", "29.1"),
        ("de", "12.525,7", "29,1"),
        ("fr", f"12{NARROW}525,7", "29,1"),
        ("pl", f"12{NARROW}525,7", "29,1"),
        ("uk", f"12{NARROW}525,7", "29,1"),
    ],
)
def test_numbers_have_the_signs_of_the_language(code, number, percent):
    language = Language(code)

    assert language.number(Decimal("12525.7")) == number
    assert language.number(Decimal("-12525.7")) == MINUS + number
    assert language.number(Decimal("12525.7"), signed=True) == f"+{number}"
    assert language.percent(Decimal("29.1")) == f"{percent}{NO_BREAK}%"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("en", "1 March 2030", "31 December 2026"),
        ("de", "1. März 2030", "31. Dezember 2026"),
        ("fr", "1er mars 2030", "31 décembre 2026"),
        ("pl", "1 marca 2030", "31 grudnia 2026"),
        ("uk", "1 березня 2030 року", "31 грудня 2026 року"),
    ],
)
def test_days_stand_in_one_line(code, first, last):
    language = Language(code)

    assert language.day(date(2030, 3, 1)) == first.replace(" ", NO_BREAK)
    assert language.day(date(2026, 12, 31)) == last.replace(" ", NO_BREAK)
    assert language.day(date(2026, 12, 11)).startswith("11")


@pytest.mark.parametrize(
    ("code", "units"),
    [
        ("en", ["EUR", "EUR thousand", "EUR million", "EUR 0.1 billion"]),
        ("de", ["EUR", "Tsd. EUR", "Mio. EUR", "0,1 Mrd. EUR"]),
        ("fr", ["EUR", "k EUR", "M EUR", "0,1 Md EUR"]),
        ("pl", ["EUR", "tys. EUR", "mln EUR", "0,1 mld EUR"]),
        ("uk", ["EUR", "тис. EUR", "млн EUR", "0,1 млрд EUR"]),
    ],
)
def test_money_is_counted_in_words_of_the_language(code, units):
    language = Language(code)
    said = [language.unit(FigureScale("EUR", 2, unit, 0)) for unit in ("one", "thousand", "million")]
    said.append(language.money(Decimal("0.1"), FigureScale("EUR", 2, "billion", 1)))

    assert said == [unit.replace(" ", NO_BREAK) for unit in units]


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("en", {0: "0 records", 1: "1 record", 2: "2 records", 1000: "1,000 records"}),
        ("de", {0: "0 Datensätze", 1: "1 Datensatz", 2: "2 Datensätze", 1000: "1.000 Datensätze"}),
        ("fr", {0: "0 enregistrement", 1: "1 enregistrement", 2: "2 enregistrements"}),
        ("pl", {1: "1 wpis", 2: "2 wpisy", 5: "5 wpisów", 12: "12 wpisów", 21: "21 wpisów", 22: "22 wpisy"}),
        ("uk", {1: "1 запис", 2: "2 записи", 5: "5 записів", 11: "11 записів", 21: "21 запис", 24: "24 записи"}),
    ],
)
def test_a_count_takes_the_form_that_the_language_has_for_it(code, counts):
    language = Language(code)

    assert {count: language.say_count("{count} record", "{count} records", count) for count in counts} == counts
    assert language.worded(counted_phrase("{count} record", "{count} records", 2)) == counts[2]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ["EU institutions", "European Investment Bank", "Germany + EU institutions"]),
        ("de", ["EU-Institutionen", "Europäische Investitionsbank", "Deutschland + EU-Institutionen"]),
        ("fr", ["institutions de l’UE", "Banque européenne d’investissement", "Allemagne + institutions de l’UE"]),
        ("pl", ["instytucje UE", "Europejski Bank Inwestycyjny", "Niemcy + instytucje UE"]),
        ("uk", ["інституції ЄС", "Європейський інвестиційний банк", "Німеччина + інституції ЄС"]),
    ],
)
def test_inside_a_sentence_only_what_is_no_proper_name_loses_its_capital(code, names):
    language = Language(code)

    assert [language.party_inside(key) for key in ("EU", "EIB", "DEU + EU")] == names
    said = phrase("Counted: only {labels}: {names}.", labels="x", names=(PartyName("EU"),))
    assert language.worded(said).endswith(f" {names[0]}.")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "donors: EU institutions · instruments: goods or services in kind"),
        ("de", "Geber: EU-Institutionen · Instrumente: Güter oder Leistungen"),
        ("fr", "donateurs : institutions de l’UE · instruments : biens ou services en nature"),
        ("pl", "darczyńcy: instytucje UE · instrumenty: dobra lub usługi rzeczowe"),
        ("uk", "донори: інституції ЄС · інструменти: товари чи послуги в натурі"),
    ],
)
def test_behind_a_colon_in_the_head_line_words_have_no_capital(code, line):
    filters = {"donors": ["EU"], "instruments": ["in_kind"]}
    shown = present(report(pledge("a", donor="EU", instrument="in_kind"), filters=filters), language=Language(code))

    assert shown.subtitle.replace("\xa0", " ").endswith(line)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["categories: military assistance, humanitarian assistance.", "instruments: loan.", "stages: pledge."]),
        ("de", ["Kategorien: Militärhilfe, humanitäre Hilfe.", "Instrumente: Darlehen.", "Stufen: Zusage."]),
        ("fr", ["catégories : aide militaire, aide humanitaire.", "instruments : prêt.", "étapes : promesse."]),
        ("pl", ["kategorie: pomoc wojskowa, pomoc humanitarna.", "instrumenty: pożyczka.", "etapy: deklaracja."]),
        ("uk", ["категорії: військова допомога, гуманітарна допомога.", "інструменти: позика.", "етапи: обіцянка."]),
    ],
)
def test_what_a_report_is_limited_to_has_no_capital_in_its_notes_and_is_in_their_language(code, said):
    """Stages stood there by their English codes."""
    filters = {"categories": ["military", "humanitarian"], "instruments": ["loan"], "stages": ["pledge"]}
    limits = [it.sentences[0] for it in report(pledge(), filters=filters).notes if it.about == "Filter"]

    texts = [Language(code).worded(sentence).replace(NO_BREAK, " ") for sentence in limits]
    assert [text[-len(end) :] for text, end in zip(texts, said, strict=True)] == said


def test_german_terms_that_begin_with_no_noun_have_no_capital_inside_a_sentence():
    language = Language("de")
    terms = [*code_list("categories").values(), *code_list("instruments").values(), *DIMENSION_TITLES.values()]
    terms += ["Cancelled pledge", "Cancelled commitment", "Pledge", "Return"]

    assert {it for it in map(language.inside, map(language.term, terms)) if it[0].islower()} == {
        "humanitäre Hilfe",
        "von der Quelle nicht genannt",
        "aufgehobene Zusage",
        "aufgehobene Vereinbarung",
        "ursprüngliche Währung",
    }


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("en", "only EU institutions "),
        ("de", "nur EU-Institutionen"),
        ("fr", "institutions de l’UE "),
        ("pl", "tylko instytucje UE"),
        ("uk", "лише інституції ЄС"),
    ],
)
def test_titles_and_headings_name_the_eu_as_a_word_and_panels_and_rows_as_a_name(code, title):
    by_year = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"], "columns": "year"}
    given = [
        pledge("e", donor="EU", amount=amount("9000000")),
        *(pledge(it, donor=it.upper(), amount=amount("1000000")) for it in ("deu", "fra", "swe", "nor")),
    ]
    made = present(report(*given, tables=[by_year]), language=Language(code))

    assert title in made.chart.title.replace("\xa0", " ")
    assert made.chart.panels[0].name == made.tables[0].rows[0].names[0] == Language(code).party("EU")
    assert Language(code).party_inside("EU") in made.finding.text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ["United Kingdom", "EU institutions", "North Atlantic Treaty Organization", "Germany + Netherlands"]),
        ("de", ["Vereinigtes Königreich", "EU-Institutionen", "NATO", "Deutschland + Niederlande"]),
        ("fr", ["Royaume-Uni", "Institutions de l’UE", "OTAN", "Allemagne + Pays-Bas"]),
        ("pl", ["Wielka Brytania", "Instytucje UE", "NATO", "Niemcy + Holandia"]),
        ("uk", ["Велика Британія", "Інституції ЄС", "НАТО", "Німеччина + Нідерланди"]),
    ],
)
def test_parties_have_the_names_of_the_language(code, names):
    language = Language(code)

    assert [language.party(key) for key in ("GBR", "EU", "NATO", "DEU + NLD")] == names
    assert language.party("Ruritania") == language.party_inside("Ruritania") == "Ruritania"
    assert language.worded(phrase("Counted: only {labels}: {names}.", labels="x", names=(PartyName("GBR"),))).endswith(
        f"{names[0]}."
    )


@pytest.mark.parametrize(
    ("code", "order"),
    [
        ("en", ["Åland Islands", "Albania", "Côte d'Ivoire", "Croatia", "Türkiye", "Zambia"]),
        ("de", ["Ägypten", "Albanien", "Dänemark", "Deutschland", "Österreich", "Polen", "Straße", "Strasse 2"]),
        ("fr", ["Allemagne", "Égypte", "Espagne", "Œuvre", "Offre", "Tchéquie", "Zambie"]),
        ("pl", ["Cypr", "Czechy", "Ćma", "Dania", "Litwa", "Luksemburg", "Łotwa", "Malta", "Sudan", "Świat", "Żyła"]),
        (
            "uk",
            [
                "Велика Британія",
                "Греція",
                "Ґамбія",
                "Данія",
                "Ефіопія",
                "Єгипет",
                "Ізраїль",
                "Їжак",
                "Йорданія",
                "Zambia",
            ],
        ),
    ],
)
def test_names_stand_in_the_alphabet_of_the_language(code, order):
    language = Language(code)

    assert sorted(sorted(order, reverse=True), key=language.sort_key) == order


def test_the_ukrainian_alphabet_is_whole_and_apostrophes_and_capitals_do_not_count():
    alphabet = list("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")

    assert sorted(sorted(alphabet), key=Language("uk").sort_key) == alphabet != sorted(alphabet)
    assert max(["М’ята", "Мята я", "мята"], key=Language("uk").sort_key) == "Мята я"


def test_rows_sorted_by_name_stand_in_the_alphabet_of_the_reader(brief):
    tables = [{**table.model_dump(mode="json", exclude_none=True), "sort": "name"} for table in brief.definition.tables]
    made = build(brief.definition.varied(tables=tables), material(*seed_records()))
    names = {}
    for code in LANGUAGES:
        (table,) = present(made, language=Language(code)).tables
        names[code] = [row.names[0] for row in table.rows if row.kind == "row"]

    assert names["de"] == [
        *("EU-Institutionen", "Frankreich", "Kanada", "Norwegen", "Schweden", "Tschechien", "Vereinigtes Königreich"),
    ]
    assert names["uk"] == ["Велика Британія", "Інституції ЄС", "Канада", "Норвегія", "Франція", "Чехія", "Швеція"]


def test_quarters_and_years_are_written_as_the_language_does():
    quarters = [label_in("quarter", "2025-Q2", Language(code)).replace(NO_BREAK, " ") for code in LANGUAGES]

    assert quarters == ["2025-Q2", "T2 2025", "Q2 2025", "2 kw. 2025", "2 кв. 2025"]
    assert {label_in("fiscal_year", "2025/26", Language(code)) for code in LANGUAGES} == {"2025/26"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_marks_have_words_in_every_language(code):
    aloud_in = {
        "en": "up to 0.5 and an undisclosed sum",
        "de": "bis zu 0,5 und eine nicht bezifferte Summe",
        "fr": "jusqu’à 0,5 et une somme non communiquée",
        "pl": "do 0,5 i kwota nieujawniona",
        "uk": "до 0,5 і нерозкрита сума",
    }

    marks = frozenset({Mark.UP_TO, Mark.UNDISCLOSED})
    assert Language(code).read_aloud(Decimal("0.5"), marks) == aloud_in[code]


def test_a_zero_and_what_is_less_than_one_unit_are_told_apart_by_ear():
    english, none, tiny = Language("en"), Decimal("0.0"), frozenset({Mark.UNDER, Mark.UP_TO})
    heard = [
        english.read_aloud(none, frozenset({Mark.ZERO})),
        english.read_aloud(none, frozenset({Mark.ZERO}), signed=True),
        english.read_aloud(none, tiny),
        english.read_aloud(Decimal("1.5"), frozenset({Mark.AT_LEAST}), signed=True),
    ]

    assert heard == ["a stated zero", "no change", "up to less than one displayed unit", "at least +1.5"]


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_the_same_figure_has_the_same_digits_in_every_language(code, shown):
    ours, english = figures(shown[code]), figures(shown["en"])

    assert set(ours) == set(english)
    signs = str.maketrans({NARROW: ",", ",": "."} if code != "de" else {".": ",", ",": "."})
    for key, figure in ours.items():
        assert (figure.number, figure.marks) == (english[key].number, english[key].marks)
        assert figure.text.removesuffix("..").translate(signs) == english[key].text.removesuffix("..")


def figures(presentation):
    return {figure.key: figure for table in presentation.tables for row in table.rows for figure in row.figures}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_brief_of_the_seeds_is_the_golden_one_in_every_language(code, shown, request):
    path, text = GOLDEN / f"brief-{code}.md", as_markdown(shown[code])
    if request.config.getoption("--update-golden"):
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_a_definition_says_in_which_language_its_documents_are(brief):
    made = build(brief.definition.varied(lang="de"), material(*seed_records()))

    assert present(made).title == "Zusagen an die Ukraine"
    assert present(made, language=Language("pl")).title == "Deklaracje dla Ukrainy"


def test_a_table_that_nobody_gave_a_title_is_named_by_what_it_adds(brief):
    table = {"name": "P", "title": "Pledges by recipient and year", "measure": "pledges", "rows": ["recipient"]}
    own = {**table, "name": "Own", "title": "What our minister asked for"}
    made = build(brief.definition.varied(tables=[{**table, "columns": "year"}, own]), material(*seed_records()))

    assert [it.title for it in present(made, language=Language("de")).tables] == [
        "Zusagen nach: Empfänger, Jahr",
        "What our minister asked for",
    ]


def test_a_title_of_somebodys_own_stays_also_where_it_is_a_word_of_ours():
    goods = [{"name": "Unit", "title": "Goods", "rows": ["donor"]}]
    stages = [{"name": "Year", "title": "Allocations", "rows": ["donor"]}]
    table = {"name": "Donor", "title": "Pledges", "measure": "pledges", "rows": ["donor"]}
    values = {"name": "my-own", "title": "Brief", "currency": "EUR", "lang": "uk"}
    own = definition_of({**values, "tables": [table], "stages": stages, "goods": goods})
    shown = present(build(own, material(*seed_records())))

    titles = [(it.tab, it.title) for it in shown.tables]
    assert titles == [("Donor", "Pledges"), ("Year", "Allocations"), ("Unit", "Goods")]
    assert shown.title == "Brief"


@pytest.mark.proof
def test_a_page_says_whose_words_are_in_another_language(brief, shown):
    assert '<blockquote lang="pl">' in as_page(shown["uk"], brief)


@pytest.mark.parametrize(
    ("code", "names"),
    [("en", "EIN Presswire; Reuters, in The Star."), ("fr", "EIN Presswire\xa0; Reuters, in The Star.")],
)
def test_publishers_are_parted_by_semicolons_where_the_name_of_one_has_a_comma(code, names):
    def said_by(publisher):
        return pledge(publisher[:3].casefold(), sources=[{"publisher": publisher, "title": "T"}])

    first, second, third = (said_by(it) for it in ("EIN Presswire", "Reuters, in The Star", "AFP"))

    assert names in present(report(first, second), language=Language(code)).sources
    assert "AFP, EIN Presswire." in present(report(first, third), language=Language(code)).sources


def test_donors_of_a_key_figure_are_parted_by_semicolons_where_the_name_of_one_has_a_comma():
    silent = [pledge(it.casefold(), donor=it, amount={"qualifier": "undisclosed"}) for it in ("GAVI", "FRA")]
    (*_, counted) = present(report(*silent)).key_figures

    assert counted.remark.replace("\xa0", " ") == "Pledges: France 1; Gavi, the Vaccine Alliance 1; in no total"


@pytest.mark.parametrize(
    ("code", "years", "quarters"),
    [
        ("en", "2024 to 2025", "2024-Q4 to 2025-Q1"),
        ("de", "2024 bis 2025", "Q4 2024 bis Q1 2025"),
        ("fr", "2024 à 2025", "T4 2024 à T1 2025"),
        ("pl", "2024–2025", "4 kw. 2024 – 1 kw. 2025"),
        ("uk", "2024–2025", "4 кв. 2024 – 1 кв. 2025"),
    ],
)
def test_a_span_of_years_has_the_dash_of_its_language(code, years, quarters):
    given = pledge("a", term=over("2024-12-01", "2025-01-31"))

    for across, span in (("year", years), ("quarter", quarters)):
        table = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor"], "columns": across}
        heading = present(report(given, tables=[table]), language=Language(code)).finding.text
        assert f", {span}" in heading.replace(NO_BREAK, " ")


def test_columns_that_a_chart_lacks_and_texts_in_one_cell_are_parted_as_the_language_does():
    """In French no blank stood before the semicolon of texts that are joined."""
    days = ("2024-06-03", "2025-06-02")
    silent = [pledge(day, announced=day, amount={"qualifier": "undisclosed"}) for day in days]
    worth = [amount(value) for value in ("90", "91")]
    told = pledge("told", announced="2023-06-01", amount=amount("100", "USD"), stated_equivalents=worth)
    rates = [euros(("2023-06-01", "USD", "1.1"))]
    made = report(*silent, told, rates=rates)

    texts = [
        str(value)
        for sheet in placed_cells(made, present(made, language=Language("fr"))).values.values()
        for row in sheet.values()
        for value in row.values()
    ]
    assert any(text.endswith("2024\xa0; 2025") for text in texts)
    assert "90\xa0EUR\xa0; 91\xa0EUR" in texts


def test_no_texts_of_documents_are_joined_by_an_english_semicolon():
    """`Language.apart` knows the blank of French."""
    package = Path(ledger.__file__).parent
    files = [file for room in ("presentation", "render") for file in (package / room).glob("*.py")]

    assert [file.name for file in files if '"; ".join' in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "EUR 3,000,000 of up to EUR 50,000,000 stand in its parts part"),
        ("de", "3.000.000 EUR von bis zu 50.000.000 EUR stehen in den Teilen part"),
    ],
)
def test_sums_in_notes_on_envelopes_and_rates_are_written_as_in_the_language(code, said):
    """They stood there in English words, or in digits without groups."""
    stated = amount("50000000", qualifier="up_to")
    whole = pledge("whole", amount=stated)
    part = pledge("part", amount=amount("3000000"), relations=[{"kind": "part_of", "target": "whole"}])
    made = report(whole, part, pledge("fx", amount=amount("5000000", "UAH")))

    notes = [" ".join(map(Language(code).worded, it.sentences)).replace(NO_BREAK, " ") for it in made.notes]
    assert [said in text for text in notes].count(True) == 1
    assert {"en": "fx, instalment 1: UAH 5,000,000.", "de": "fx, Rate 1: 5.000.000 UAH."}[code] in notes

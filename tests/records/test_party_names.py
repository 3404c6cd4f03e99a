"""Whom a text means: one party by code, name or alias in any language, or nobody, never a guess."""

import subprocess
import sys
import unicodedata

import pycountry
import pytest
from babel import Locale, localedata
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.foundation import Place
from ledger.records import (
    code_list,
    find_party,
    names,
    names_of,
    near_parties,
    party_candidates,
    party_doubt,
    party_names,
    rows,
)

DONOR = Place(record="a", field="donor")
LOCALES = sorted(localedata.locale_identifiers())
COUNTRIES = {it.alpha_2: it.alpha_3 for it in pycountry.countries} | {"XK": "XKX", "EU": "EU", "UN": "UN"}


@st.composite
def cldr_names(draw):
    """A territory's name in some language, and the key of that territory."""
    named = Locale.parse(draw(st.sampled_from(LOCALES))).territories
    codes = sorted(set(named) & set(COUNTRIES))
    assume(codes)
    code = draw(st.sampled_from(codes))
    return named[code], COUNTRIES[code]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("GBR", "GBR"),
        ("gb", "GBR"),
        (" united  kingdom\u00a0", "GBR"),
        ("UK", "GBR"),
        ("Great Britain", "GBR"),
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("the Netherlands", "NLD"),
        ("Holland", "NLD"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Czech Republic", "CZE"),
        ("Russia", "RUS"),
        ("Taiwan", "TWN"),
        ("Palestine", "PSE"),
        ("Kosovo", "XKX"),
        ("XK", "XKX"),
        ("Cote d’Ivoire", "CIV"),
        ("Guinea Bissau", "GNB"),
        ("Vereinigtes Königreich", "GBR"),
        ("Etats-Unis", "USA"),
        ("Україна", "UKR"),
        ("ウクライナ", "UKR"),
        ("أوكرانيا", "UKR"),
        ("EU (Commission and Council)", "EU"),
        ("European Commission", "EU"),
        ("Union européenne", "EU"),
        ("European Investment Bank", "EIB"),
        ("European Peace Facility", "EPF"),
        ("World Bank", "WB"),
        ("United Nations Children's Fund", "UNICEF"),
        ("Afghanistan Humanitarian Fund", "AFG-HF"),
    ],
)
def test_a_code_a_name_or_an_alias_is_found_whatever_its_capitals_blanks_and_accents(text, key):
    assert find_party(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("США", "USA"),
        ("сша", "USA"),
        ("Соединённые Штаты Америки", "USA"),
        ("EE. UU.", "USA"),
        ("EE.UU.", "USA"),
        ("EUA", "USA"),
        ("САЩ", "USA"),
        ("Estados Unidos", "USA"),
        ("Stany Zjednoczone", "USA"),
        ("Великобритания", "GBR"),
        ("Великобританія", "GBR"),
        ("Велика Британія", "GBR"),
        ("Großbritannien", "GBR"),
        ("Royaume-Uni", "GBR"),
        ("РФ", "RUS"),
        ("Российская Федерация", "RUS"),
        ("Южная Корея", "KOR"),
        ("КНДР", "PRK"),
        ("ЄС", "EU"),
        ("ЕС", "EU"),
        ("UE", "EU"),
        ("НАТО", "NATO"),
        ("ООН", "UN"),
        ("МВФ", "IMF"),
        ("RU", "RUS"),
    ],
)
def test_the_usual_short_name_in_another_language_is_found_where_it_means_one_party(text, key):
    """``RU`` is the Spanish short name of the United Kingdom too: a code means what the standard says."""
    assert find_party(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("United States of America, Government of", "USA"),
        ("Korea, Republic of, Government of", "KOR"),
        ("Saudi Arabia (Kingdom of), Government of", "SAU"),
        ("Government of the Netherlands", "NLD"),
        ("The Government of Japan", "JPN"),
    ],
)
def test_a_government_is_its_country(text, key):
    assert find_party(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("GBR (United Kingdom)", "GBR"),
        ("United Nations Human Settlements Programme (UN-HABITAT)", "UN-HABITAT"),
        ("Congo (COD)", "COD"),
        ("Georgia (USA)", None),
        ("Fund (Canada)", None),
    ],
)
def test_a_name_and_a_code_in_brackets_must_mean_the_same(text, key):
    assert find_party(text) == key


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Congo", ("COD", "COG")),
        ("kongo", ("COD", "COG")),
        ("Korea", ("KOR", "PRK")),
        ("Virgin Islands", ("VGB", "VIR")),
        ("Nigeri", ("NER", "NGA")),
        ("Nga", ("NGA", "RUS")),
        ("لتونی", ("LTU", "LVA")),
        ("Lusia", ("LCA", "RUS")),
    ],
)
def test_a_text_that_means_two_parties_in_two_languages_or_sources_means_none(text, candidates):
    assert party_candidates(text) == candidates
    assert find_party(text) is None


def test_an_accent_that_is_left_out_leaves_a_name_open_and_one_that_is_written_settles_it():
    assert find_party("Lūsia") == "RUS"
    assert find_party("Luṣia") == "LCA"
    assert find_party("Lusia") is None


def test_a_key_of_the_lists_always_means_itself():
    assert [key for key in party_names() if find_party(key) != key] == []


def test_every_code_of_two_letters_is_found_in_capitals_or_not():
    for it in pycountry.countries:
        assert find_party(it.alpha_2) == find_party(it.alpha_2.lower()) == it.alpha_3


@given(cldr_names())
def test_a_name_of_any_language_means_its_territory_or_is_ambiguous_with_it(named):
    name, key = named

    assert key in party_candidates(name)
    assert find_party(name) in {key, None}


@given(cldr_names())
def test_capitals_blanks_and_the_form_of_accents_do_not_change_who_is_meant(named):
    name, _ = named
    written = "\u00a0".join(f" {unicodedata.normalize('NFD', name)} ".split(" "))

    assert party_candidates(written) == party_candidates(name)


@pytest.mark.proof
def test_every_name_of_every_language_has_its_territory_among_its_candidates():
    """English names are answered without a look at other languages, so a clash must stand in aliases.csv."""
    clashes = {(name, key) for name, key in names._cldr_names() if key not in party_candidates(name)}

    assert clashes == set()
    assert len(names._cldr_names()) > 30_000


@pytest.mark.thorough
@given(st.text(max_size=300))
def test_no_text_stops_the_search_and_a_party_found_is_a_known_one(text):
    assert find_party(text) in {None, *party_names()}
    near_parties(text)


def test_no_code_of_our_lists_is_a_code_of_the_standard():
    standard = {code for it in pycountry.countries for code in (it.alpha_2, it.alpha_3)}

    assert standard & {*code_list("institutions"), *code_list("territories")} == set()


@pytest.mark.parametrize("name", ["institutions", "territories", "aliases", "groups", "memberships"])
def test_every_row_of_a_list_of_parties_names_its_source(name):
    assert [row for row in rows(name) if not row["source"].strip() or None in row] == []


def test_every_alias_leads_to_a_known_party_and_no_row_stands_twice():
    aliases = [(row["alias"], row["key"]) for row in rows("aliases")]

    assert [key for _, key in aliases if key not in party_names()] == []
    assert len(aliases) == len(set(aliases))


def test_an_unknown_name_is_shown_the_nearest_in_english_first_and_then_in_any_language():
    assert near_parties("Untied Kingdom") == ("GBR (United Kingdom)",)
    assert near_parties("Vereinigtes Konigreik")[0] == "GBR (United Kingdom)"
    assert near_parties("Украина и")[0] == "UKR (Ukraine)"
    assert near_parties("x" * 5000) == ()


@pytest.mark.parametrize(
    ("text", "expected", "remedy"),
    [
        (
            "Congo",
            "one party, but it may mean COD (Congo, The Democratic Republic of the) or COG (Congo)",
            "write the code of the one that is meant",
        ),
        ("Holland", "the code of NLD (Netherlands)", "write that code"),
        ("Untied Kingdom", "a known party, perhaps GBR (United Kingdom)", "write its code, or keep the name as it is"),
        ("8472", "a country or an institution of the lists", "write its code, or keep the name as it is"),
    ],
)
def test_what_is_no_key_is_a_warning_that_says_what_may_be_meant(text, expected, remedy):
    doubt = party_doubt(text, DONOR)

    assert (doubt.expected, doubt.remedy) == (expected, remedy)
    assert str(doubt).startswith(f'a:donor: PARTY warning: found "{text}", ')


def test_the_names_of_a_key_are_those_that_mean_it_and_no_other():
    assert names_of("COG") == (
        "Republic of the Congo",
        "Congo - Brazzaville",
        "Congo-Brazzaville",
        "Congo Republic",
        "Congo, Rep.",
    )
    assert names_of("Ruritania") == ()


def test_a_known_key_leaves_no_doubt():
    assert party_doubt("GBR", DONOR) is None


@pytest.mark.thorough
def test_english_names_are_found_without_loading_the_other_languages():
    asked = "find_party('United Kingdom'), find_party('uk'), find_party('European Commission')"
    program = f"from ledger.records import find_party, names; {asked}; print(names._cldr_names.cache_info().misses)"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout == "0\n"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Slovania", ("SVK", "SVN")),
        ("SLOVANIA", ("SVK", "SVN")),
        ("Nigera", ("NER", "NGA")),
        ("Holand", ("NLD", "POL")),
        ("Government of Nigera", ("NER", "NGA")),
    ],
)
def test_a_misspelt_name_one_slip_from_two_parties_means_none(text, candidates):
    assert (party_candidates(text), find_party(text)) == (candidates, None)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(
            ("Iran", "IRN"),
            ("Iraq", "IRQ"),
            ("Iceland", "ISL"),
            ("Ireland", "IRL"),
            ("Niger", "NER"),
            ("Austria", "AUT"),
        ),
        *(
            ("Island", "ISL"),
            ("Irland", "IRL"),
            ("Chine", "CHN"),
            ("Sambia", "ZMB"),
            ("Nigēra", "NER"),
            ("Turkei", "TUR"),
        ),
        *(("Slowenien", "SVN"), ("Slovénie", "SVN"), ("Slovenija", "SVN"), ("Słowacja", "SVK"), ("Mali", "MLI")),
    ],
)
def test_an_exact_name_in_a_language_of_tables_is_never_asked_about(text, key):
    assert find_party(text) == key


def test_no_english_name_is_asked_about():
    every = [(key, name) for key in party_names() for name in names_of(key)]

    assert [(key, name) for key, name in every if party_candidates(name) != (key,)] == []


@pytest.mark.parametrize(
    ("text", "letter", "script", "near"),
    [
        ("G\u0435rmany", "\u0435", "Cyrillic", "DEU (Germany)"),
        ("N\u043erway", "\u043e", "Cyrillic", "NOR (Norway)"),
        ("\u0410ustria", "\u0410", "Cyrillic", "AUT (Austria)"),
        ("United Kingd\u03bfm", "\u03bf", "Greek", "GBR (United Kingdom)"),
        ("\u0423\u043ara\u0457\u043d\u0430", "r", "Latin", ""),
    ],
)
def test_a_letter_of_another_alphabet_is_told_as_such(text, letter, script, near):
    problem = party_doubt(text, DONOR)

    assert problem.found == f'"{text}", in which "{letter}" is a {script} letter among others'
    assert near in problem.expected


@pytest.mark.parametrize(
    "text", ["Ruritania", "Руританія", "Ελλάς Χ", "Україна (Ukraine)", "Côte Inconnue", "日本 Fund"]
)
def test_words_of_one_alphabet_each_are_not_told(text):
    problem = party_doubt(text, DONOR)

    assert problem is None or "letter among others" not in problem.found

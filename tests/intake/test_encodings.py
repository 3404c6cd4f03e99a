"""Code pages of tables of text: what a wrong one makes is refused with the likely one; the option answers it."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.foundation import Refused, Severity
from ledger.intake import Options, read_files
from ledger.intake.encodings import encoding_of, likely_encoding, spoilt
from ledger.intake.lines import NumberedLine, table_lines

CYRILLIC = "Країна;Сума\nПольща;240\nЛатвія;57\n"
POLISH = "Kraj;Opis\nNorwegia;spłata zadłużenia i pożyczka\nWęgry;czołgi\n"


def lines(text, saved, named=None):
    return list(table_lines(BytesIO(text.encode(saved)), "a.csv", named))


@pytest.mark.parametrize(
    ("text", "saved", "name", "word"),
    [
        (CYRILLIC, "cp1251", "windows-1251", "Сума"),
        (CYRILLIC, "koi8_u", "koi8-u", "Сума"),
        ("Country;Amount\nПольща;57\n", "cp1251", "windows-1251", "Польща"),
        ("Χώρα;Ποσό\nΕλλάδα;5\n", "cp1253", "windows-1253", "Χώρα"),
        (POLISH, "cp1250", "windows-1250", "spłata"),
        ("Kraj;Opis\nIrlandia;Świetlice\n", "cp1250", "windows-1250", "Świetlice"),
        ("Kraj;Opis\nIrlandia;dla uchodźców\n", "cp1250", "windows-1250", "uchodźców"),
        ("Kraj;Opis\nIrlandia;część\n", "cp1250", "windows-1250", "część"),
        ("Země;Popis\nIrsko;příspěvek\n", "cp1250", "windows-1250", "příspěvek"),
    ],
)
def test_text_that_no_language_has_is_refused_with_the_likely_code_page(text, saved, name, word):
    *before, problem = lines(text, saved)

    assert all(isinstance(line, NumberedLine) and line.text.isascii() for line in before)
    assert (problem.code, problem.severity) == ("FILE", Severity.ERROR)
    assert problem.remedy == f"save the file as UTF-8, or read it with encoding {name}"
    assert f'in which this reads "{word}' in problem.expected


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        (CYRILLIC, "cp1251"),
        (CYRILLIC, "koi8_u"),
        (POLISH, "cp1250"),
        ("Česká republika;příspěvek\n", "cp1250"),
        ("Österreich;3 €\n", "cp1252"),
        (CYRILLIC, "utf-8"),
        (CYRILLIC, "utf-16"),
        (CYRILLIC, "utf-16-le"),
    ],
)
def test_the_option_reads_the_text_as_it_was_saved(text, saved):
    read = lines(text, saved, encoding_of(saved))

    assert "".join(line.text for line in read) == text


@pytest.mark.parametrize(
    "text",
    [
        "Österreich;Zuschuss für Übungen",
        "Côte d´Ivoire;prêt créé à l’été",
        "España;¿munición? ¡Sí!",
        "Grækenland;køretøjer på ÅÄÖ",
        "Tents;£57m, 3 €, 5 m² each, 20 °C",
        "São Tomé;“quoted” — ½ of it",
        "L·lei;naïve coöperatie",
        "ÉTÉ;ÀÉ",
        "Œuvre, fœtus, œnologie;L’HAŸ-LES-ROSES, L’Haÿ",
        "Færøerne;så øde, kræsen, tøj",
        "Perché più;føroysk mál í tíð",
    ],
)
def test_sound_western_text_is_not_accused(text):
    warning, line = lines(text, "cp1252")

    assert (warning.severity, line.text) == (Severity.WARNING, text)


def test_utf8_that_is_named_otherwise_is_refused():
    (problem,) = lines(CYRILLIC, "utf-8", "cp1251")

    assert (problem.found, problem.expected, problem.remedy) == (
        "text in UTF-8",
        "text in Windows-1251, as was said",
        "leave encoding out",
    )


def test_a_byte_that_the_named_code_page_does_not_know_is_an_error_at_its_line():
    problem = lines("a\nü\u0152\n", "cp1252", "ascii")[-1]

    assert str(problem.place) == "a.csv:2"
    assert problem.found == "text that is not ASCII (byte fc)"


def test_text_that_was_spoilt_before_it_was_saved_is_doubted_once():
    spoilt_text = CYRILLIC.encode("cp1251").decode("cp1252")
    read = lines(spoilt_text, "utf-8")
    problems = [line for line in read if not isinstance(line, NumberedLine)]

    assert [(str(it.place), it.severity) for it in problems] == [("a.csv:2", Severity.WARNING)]
    assert "".join(line.text for line in read if isinstance(line, NumberedLine)) == spoilt_text


@pytest.mark.parametrize("name", ["", "nonsense", "rot13", "base64", "utf-7", "utf-32", "cp037", "idna", "hex", "\0"])
def test_what_is_no_encoding_of_tables_is_not_known(name):
    with pytest.raises(Refused, match=r"^encoding: FORM error: .*, expected an encoding of tables"):
        encoding_of(name)


@given(st.text(st.characters(min_codepoint=0x410, max_codepoint=0x44F), min_size=4, max_size=20))
def test_any_cyrillic_word_is_spoilt_by_the_western_code_page(word):
    assert spoilt(word.encode("cp1251").decode("cp1252")) is not None
    assert likely_encoding(word.encode("cp1251")) is not None


@given(st.text(max_size=60))
def test_no_text_breaks_the_judgement(text):
    assert spoilt(text) is None or spoilt(text) in text


def test_an_encoding_beside_a_file_that_needs_none_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n", encoding="utf-8")

    (problem,) = read_files([path], options=Options(encoding="cp1251")).problems

    assert problem.remedy == "leave encoding out: files of all other kinds say it themselves"

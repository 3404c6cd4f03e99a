"""The typeface of documents: which characters it has, how wide they are, and files of a few characters."""

import sys
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from ledger.foundation import Refused
from ledger.render.typeface import source_sans

# What documents write: letters of five languages, spaces inside numbers, quotation marks, marks and raised figures.
WRITTEN = (
    "AÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸäöüßẞąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ’ʼ"
    "0123456789 \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{MINUS SIGN}+%·–—≤≥~…„“”«»‚‘⁰¹²³⁴⁵⁶⁷⁸⁹"
)


def test_it_has_all_that_documents_write_in_both_weights():
    face = source_sans()

    for weight in (400, 600):
        with TTFont(face.file(weight)) as font:
            assert [it for it in WRITTEN if ord(it) not in font.getBestCmap()] == []


def test_all_figures_are_of_one_width_so_that_they_stand_below_each_other():
    face = source_sans()

    assert len({face.width(it, 10, weight) for it in "0123456789" for weight in (400,)}) == 1
    assert len({face.width(it, 10, 600) for it in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Київ, Łódź", "Київ, Łódź"),
        ("go \N{ROCKET}", "go [U+1F680]"),
        ("\N{HEBREW LETTER ALEF}\N{RIGHT-TO-LEFT OVERRIDE}a", "[U+05D0][U+202E]a"),
        ("one\ntwo\tthree\x00", "one two three[U+0000]"),
        # The font has these two, and shows nothing.
        ("so\xadft \ufeffmark \u200b\u2060", "so[U+00AD]ft [U+FEFF]mark [U+200B][U+2060]"),
    ],
)
def test_what_it_lacks_is_shown_by_its_number(text, shown):
    assert source_sans().shown(text) == shown


def test_a_break_of_the_line_is_nothing_that_it_lacks():
    face = source_sans()

    assert (face.lacks("one\ntwo"), face.lacks("\N{ROCKET}"), face.lacks("\ufeff")) == (False, True, True)


def test_a_subset_has_the_characters_of_its_texts_and_is_the_same_each_time():
    face = source_sans()

    made = face.subset(600, ["Київ \N{ROCKET}", "12"])

    with TTFont(BytesIO(made)) as font:
        assert set(map(chr, font.getBestCmap())) == set("Київ 12[U+1F680]")
        assert font.flavor == "woff"
    assert made == face.subset(600, ["12", "\N{ROCKET} Київ"])
    assert len(made) < face.file(600).stat().st_size / 20


def test_without_the_extra_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "font_source_sans_pro", None)

    with pytest.raises(Refused) as fault:
        source_sans()

    (problem,) = fault.value.problems
    assert str(problem) == (
        "font_source_sans_pro: FILE error: found a package that is not installed, "
        'expected the packages that write PDF. Do: install it with `pip install "defense-ledger[pdf]"`.'
    )

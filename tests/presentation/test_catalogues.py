"""The catalogues of sentences hold every sentence of documents, in every language, with all its values."""

import ast
import gettext
import re
import runpy
import string
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from made import material, seed_records

from ledger.desk import report_definitions
from ledger.presentation import present
from ledger.presentation.language import Language, _catalogue
from ledger.render import as_csv, as_markdown, as_page, placed_cells
from ledger.reporting import LANGUAGES, SHEETS, build

ROOT = Path(__file__).resolve().parent.parent.parent
FOREIGN = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module")
def tool():
    """The script behind ``make catalogues``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT / ".ci"), *sys.path])
        return runpy.run_path(str(ROOT / ".ci" / "catalogues.py"))


@pytest.fixture(scope="module")
def sentences(tool):
    return {it.id for it in tool["template"]() if it.id}


def written(code):
    with (ROOT / "ledger" / "presentation" / "catalogues" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def names_in(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def test_there_is_a_catalogue_for_every_language_but_english(tool):
    assert sorted(tool["LANGUAGES"]) == sorted(FOREIGN)


@pytest.mark.thorough
@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_has_every_sentence_and_no_other(code, sentences):
    catalogue = written(code)
    entries = [it for it in catalogue if it.id]

    assert {it.id for it in entries} ^ sentences == set(), "run `make catalogues`"
    assert [it.id for it in entries if it.fuzzy] == []
    texts = {it.id: it.string if isinstance(it.string, tuple) else (it.string,) for it in entries}
    assert [key for key, forms in texts.items() if not all(forms)] == []
    assert [key for key, forms in texts.items() if isinstance(key, tuple) and len(forms) != catalogue.num_plurals] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_a_translation_has_the_values_of_its_sentence(code):
    for entry in (it for it in written(code) if it.id):
        wanted = names_in(entry.id[-1] if isinstance(entry.id, tuple) else entry.id)
        for form in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert names_in(form) == wanted, entry.id


@pytest.mark.parametrize("code", FOREIGN)
def test_a_sentence_that_names_a_sheet_of_evidence_names_it_as_its_tab_does(code):
    catalogue = written(code)
    for name in (it for it in SHEETS if re.match(r"E\d", it)):
        tab = catalogue.get(name).string
        for entry in (it for it in catalogue if it.id and name in (it.id[-1] if isinstance(it.id, tuple) else it.id)):
            forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            assert [form for form in forms if tab not in form] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_the_compiled_catalogue_says_what_the_written_one_says(code):
    compiled = _catalogue(code)

    for entry in (it for it in written(code) if it.id and not isinstance(it.id, tuple)):
        assert compiled.gettext(entry.id) == entry.string, "run `make catalogues`"


def test_a_sentence_that_is_no_plain_text_is_found(tool):
    assert list(
        astray(ast.parse('say(f"of {x}"); term("a" + b); marked("plain"); say(variable)'), tool, {"plain"})
    ) == [
        "f'of {x}'",
        "'a' + b",
    ]
    assert list(astray(ast.parse('say("not found")'), tool, set())) == ["'not found'"]


@pytest.mark.thorough
def test_every_sentence_that_code_says_can_be_found(tool, sentences):
    known = {text for it in sentences for text in (it if isinstance(it, tuple) else (it,))}
    files = [file for room in tool["ROOMS"] for file in (ROOT / "ledger" / room).rglob("*.py")]

    assert [it for file in files for it in astray(ast.parse(file.read_text(encoding="utf-8")), tool, known)] == []


def astray(tree, tool, known):
    """The first arguments of the functions that say something, where no catalogue can hold them."""
    for call in (it for it in ast.walk(tree) if isinstance(it, ast.Call) and it.args):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in tool["KEYWORDS"]:
            said = call.args[0]
            is_glued = isinstance(said, ast.JoinedStr | ast.BinOp)
            if is_glued or (isinstance(said, ast.Constant) and said.value not in known):
                yield ast.unparse(said)


class Recorder(gettext.NullTranslations):
    """What stands behind a catalogue, and hears of every sentence that is not in it."""

    def __init__(self):
        super().__init__()
        self.missing = set()

    def gettext(self, message):
        self.missing.add(message)
        return message

    def ngettext(self, msgid1, msgid2, n):
        self.missing.add((msgid1, msgid2))
        return msgid1 if n == 1 else msgid2


@pytest.mark.proof
def test_no_document_of_a_shipped_report_says_a_sentence_that_is_not_translated(monkeypatch):
    heard, language = Recorder(), Language("pl")
    catalogue = _catalogue("pl")
    monkeypatch.setattr(catalogue, "_fallback", heard)
    for definition in report_definitions():
        made = build(definition, material(*seed_records()))
        shown = present(made, language=language)
        assert as_markdown(shown)
        assert as_csv(shown)
        assert as_page(shown, made)
        assert placed_cells(made, shown).tables

    assert heard.missing == set()

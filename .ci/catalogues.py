"""Finds every sentence of documents and enters it into the catalogue of each language; what is there stays.

``make catalogues`` runs this. What has no translation yet stands in a catalogue as an empty one, and a test names it.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import get_args

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from compiling import FOLDER, compile_catalogues

from ledger.audit import STEPS, Verdict
from ledger.desk import report_definitions
from ledger.foundation import Severity
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES, STAGES_TITLE
from ledger.presentation.marks import LAST_OF_SEVERAL, LEGEND, NAMES, ONE_OF_SEVERAL
from ledger.records import GROUP_MEMBERS, code_list
from ledger.reporting import LIMITS, MEMO_LINES, SHEETS, TERMS

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "fr", "pl", "uk")
ROOMS = ("checks", "totals", "reporting", "presentation", "render", "web")
"""The rooms that say something in documents."""
KEYWORDS = {
    "say": None,
    "say_count": (1, 2),
    "term": None,
    "marked": None,
    "marked_count": (1, 2),
    "phrase": None,
    "counted_phrase": (1, 2),
}
"""The functions whose first argument is a sentence, or whose first two are one for one and one for several."""
_METHODS = [("**.py", "python"), ("**.jinja", "jinja2")]
# Lines of a header that change from day to day, or that say nothing of a sentence.
_NAMES = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Project-Id-Version", "Report-Msgid-Bugs-To")
_PASSING = tuple(f'"{name}'.encode() for name in (*_NAMES, "Last-Translator", "Language-Team"))


def template() -> Catalog:
    """All sentences as a catalogue without translations."""
    found = Catalog()
    for room in ROOMS:
        folder = ROOT / "ledger" / room
        for file, _, sentence, _, _ in extract_from_dir(folder, _METHODS, keywords=KEYWORDS, comment_tags=()):
            if sentence and sentence != ("", ""):
                found.add(sentence, locations=[(f"ledger/{room}/{file}", 0)])
    for words, place in _lists():
        for word in words:
            found.add(word, locations=[(place, 0)])
    return found


def _lists() -> Iterator[tuple[Iterable[str], str]]:
    """Words that stand in lists and definitions, and where."""
    for name in ("categories", "instruments", "institutions"):
        yield code_list(name).values(), f"ledger/records/codes/{name}.csv"
    yield GROUP_MEMBERS.values(), "ledger/records/codes/groups.csv"
    yield code_list("valuation_bases").values(), "ledger/records/codes/valuation_bases.csv"
    yield DIMENSION_TITLES.values(), "ledger/presentation/words.py"
    yield (*MEASURE_TITLES.values(), STAGES_TITLE), "ledger/presentation/words.py"
    yield (
        (word for words in (LEGEND, ONE_OF_SEVERAL, LAST_OF_SEVERAL, NAMES) for word in words.values()),
        "ledger/presentation/marks.py",
    )
    yield STEPS.values(), "ledger/audit/bridging.py"
    yield (*TERMS.values(), *LIMITS.values(), MEMO_LINES), "ledger/reporting/notes.py"
    yield map(str, Severity), "ledger/foundation/problems.py"
    yield get_args(Verdict), "ledger/audit/sampling/evaluate.py"
    for definition in report_definitions():
        tables = (*definition.tables, *definition.stages, *definition.goods)
        titles = (definition.title, *(table.title for table in tables))
        yield (*titles, *(table.name for table in tables)), f"reports/{definition.name}.toml"
    yield SHEETS, "ledger/reporting/definition.py"


def merged(sentences: Catalog, language: str) -> bytes:
    """The catalogue of a language with all sentences in it, as bytes of a file; those that are gone are left out."""
    file = ROOT / FOLDER / f"{language}.po"
    catalogue = Catalog(locale=language)
    if file.exists():
        with file.open("rb") as written:
            catalogue = read_po(written, locale=language)
    catalogue.update(sentences, no_fuzzy_matching=True)
    return as_file(catalogue)


def as_file(catalogue: Catalog) -> bytes:
    """A catalogue as bytes of a file, the same for the same sentences."""
    catalogue.header_comment, catalogue.fuzzy = "# Sentences of documents. `make catalogues` enters new ones.", False
    stream = BytesIO()
    write_po(stream, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    return b"".join(line for line in stream.getvalue().splitlines(keepends=True) if not line.startswith(_PASSING))


def main() -> None:
    """Renew all catalogues and compile them."""
    sentences = template()
    for language in LANGUAGES:
        text = merged(sentences, language)
        (ROOT / FOLDER / f"{language}.po").write_bytes(text)
    compile_catalogues(ROOT)
    print(f"{len(sentences)} sentences in {', '.join(LANGUAGES)}")


if __name__ == "__main__":
    main()

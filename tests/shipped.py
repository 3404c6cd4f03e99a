"""The documents of each report that comes with the program: in every language, from the demo and a real release."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from browsed import faults_in_browser, faults_on_page
from foreign import need_files
from read_aloud import aloud, faults_aloud
from recalculate import falsify, faults_of_recalculation, recalculated_together
from workbooks import faults_for_readers

from ledger.desk import build_report, comparison_of, create_book, demo, import_file
from ledger.presentation import Language, present
from ledger.render import as_page, as_pdf, write_workbook
from ledger.reporting import LANGUAGES, definition_names

NAMES = definition_names()
BOOKS = ("demo", "release 7")
# In which languages each of them is drawn.
LANGUAGES_OF = {"xlsx": LANGUAGES, "html": LANGUAGES, "pdf": LANGUAGES}


@dataclass(frozen=True)
class Document:
    """One document: of which report, in which language, from which book, and in which format."""

    name: str
    language: str
    book: str
    format: str

    def __str__(self):
        return f"{self.name}, {self.language}, {self.book}, {self.format}"


def every_document():
    """All there are of one format after the other."""
    for form, languages in LANGUAGES_OF.items():
        yield from (Document(*it, form) for it in product(NAMES, languages, BOOKS))


def sample(form, *, since, every):
    """Each report once and each language at least once in a format.

    Args:
        form: the format.
        since: another number begins with another language, and with another report of the release.
        every: of so many reports one is of the release, whose documents take ten times as long.
    """
    languages = LANGUAGES_OF[form]
    return [
        Document(name, languages[place % len(languages)], BOOKS[place % every == 0], form)
        for place, name in enumerate(NAMES, start=since)
    ]


class Shelf:
    """The books and what is presented of them; each is made when it is first asked for."""

    def __init__(self, folder):
        self._folder = Path(folder)
        self._reports = {}

    @cached_property
    def books(self):
        """The demo, and release 7 of the tracker as it is imported."""
        file = need_files("kiel", "R07_2022-10_corrected.xlsx")
        release = create_book(self._folder / "release.db", author="Ann")
        import_file(release, file, author="Ann", accept_clean=True)
        (self._folder / "demo").mkdir()
        return dict(zip(BOOKS, (demo(self._folder / "demo").book, release), strict=True))

    def report(self, name, book):
        """A report of a book, with what it is compared with."""
        if (name, book) not in self._reports:
            report = build_report(name, self.books[book])
            self._reports[name, book] = report, comparison_of(report, self.books[book])
        return self._reports[name, book]

    def shown(self, document):
        """A report and its presentation."""
        report, comparison = self.report(document.name, document.book)
        return report, present(report, language=Language(document.language), comparison=comparison)

    def file(self, document):
        """Where one lies."""
        return self._folder / f"{document}.{document.format}"

    def draw(self, document):
        """Draw one; gives what is presented."""
        report, shown = self.shown(document)
        path = self.file(document)
        match document.format:
            case "xlsx":
                write_workbook(report, path, shown)
            case "html":
                path.write_text(as_page(shown, report), encoding="utf-8")
            case "pdf":
                path.write_bytes(as_pdf(shown).content)
        return shown

    def faults_on_paper(self, document):
        """What is wrong with a PDF."""
        shown = self.draw(document)
        return faults_aloud(aloud(self.file(document).read_bytes(), self._folder), shown)

    def faults_of_page(self, document, browser):
        """What is wrong with a page, in its file and in a browser."""
        shown, path = self.draw(document), self.file(document)
        return [*faults_on_page(path.read_text(encoding="utf-8"), shown), *faults_in_browser(browser, path)]

    def faults_of_workbooks(self, documents):
        """What is wrong with each of some workbooks: LibreOffice recalculates them together, from false values."""
        drawn = [(self.draw(document), self.file(document)) for document in documents]
        twins = [path.with_stem(f"{path.stem} false") for _, path in drawn]
        falsified = [falsify(path, twin) for (_, path), twin in zip(drawn, twins, strict=True)]
        computed = recalculated_together(twins, self._folder)
        return {
            document: [*faults_of_recalculation(path, cells, file), *faults_for_readers(file, shown)]
            for document, (shown, path), cells, file in zip(documents, drawn, falsified, computed, strict=True)
        }

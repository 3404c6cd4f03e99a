"""The reports that come with the program, from the demo and a real release: what is drawn of them reads as displayed.

Here a sample is proven, each report once, each language and each book at least once in each format; ``make documents``
proves all.
"""

from itertools import product

import pytest
from displayed import faults_of_figures
from proving import proven
from shipped import BOOKS, LANGUAGES_OF, NAMES, Document, Shelf, every_document, sample

from ledger.desk import write_documents

SAMPLES = {
    "xlsx": sample("xlsx", since=7, every=8),
    "html": sample("html", since=1, every=8),
    "pdf": sample("pdf", since=3, every=8),
}
DRAWN = {(it.name, it.book) for documents in SAMPLES.values() for it in documents}
RECALCULATED = proven(SAMPLES["xlsx"][::4], SAMPLES["xlsx"])
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def faults_of_workbooks(shelf):
    return shelf.faults_of_workbooks(RECALCULATED)


def test_these_reports_come_along():
    assert NAMES == (
        "audit",
        "brief",
        "by-donor",
        "changes",
        "commitments",
        "in-kind",
        "open-ended",
        "pledged-to-paid",
    )


def test_every_document_is_each_report_in_each_language_from_both_books():
    assert len(list(every_document())) == 8 * 2 * (5 + 5 + 5)
    assert Document("brief", "uk", "release 7", "pdf") in every_document()


def test_a_sample_has_each_report_each_language_and_both_books_in_each_format():
    for form, documents in SAMPLES.items():
        assert [it.name for it in documents] == list(NAMES)
        assert {it.language for it in documents} == set(LANGUAGES_OF[form])
        assert {it.book for it in documents} == set(BOOKS)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(("name", "book"), proven(sorted(DRAWN), list(product(NAMES, BOOKS))))
def test_every_figure_has_one_form_and_adds_up(shelf, name, book):
    report, shown = shelf.shown(Document(name, "en", book, ""))

    assert report.agrees
    assert list(faults_of_figures(shown)) == []


@pytest.mark.proof
@pytest.mark.slow
@pytest.mark.parametrize("document", RECALCULATED, ids=str)
def test_a_workbook_is_recalculated_to_what_is_displayed(faults_of_workbooks, document):
    assert faults_of_workbooks[document] == []


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("document", SAMPLES["html"], ids=str)
def test_a_page_shows_what_is_displayed_and_keeps_nobody_out(shelf, browser, document):
    assert shelf.faults_of_page(document, browser) == []


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("document", SAMPLES["pdf"], ids=str)
def test_a_pdf_is_read_aloud_as_it_is_displayed(shelf, document):
    assert shelf.faults_on_paper(document) == []


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_each_of_them_has_a_file_for_each_table_in_csv(shelf, name, tmp_path):
    report, shown = shelf.shown(Document(name, "en", "demo", "csv"))
    written = write_documents(report, tmp_path / "new", ["md", "csv"])

    assert shown.tables
    assert {path.name for path in written.documents} == {
        f"{name}.md",
        f"{name}-notes.csv",
        *(f"{name}-{table.name}.csv" for table in shown.tables),
    }


@pytest.mark.thorough
def test_units_of_a_real_release_are_promised_and_delivered(shelf):
    _, shown = shelf.shown(Document("in-kind", "en", "release 7", "pdf"))
    worth, units = shown.tables

    assert {"Firm commitments", "Deliveries", "Still open"} <= set(worth.columns)
    vehicles = [row for row in units.rows if row.names[1] == "Bushmaster Protected Mobility Vehicles"]
    assert [tuple(extra.text for extra in row.extras) for row in vehicles] == [("–", "60", "60", "100.0")]

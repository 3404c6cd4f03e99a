"""The reports that come with the program, from the demo and from a real release: all are written and add up."""

import re
from collections import defaultdict
from html import escape

import pymupdf
import pytest

from ledger.desk import build_report, create_book, demo, import_file, write_documents
from ledger.presentation import present
from ledger.reporting import definition_names

NAMES = definition_names()


@pytest.fixture(scope="module")
def demo_book(tmp_path_factory):
    return demo(tmp_path_factory.mktemp("demo")).book


@pytest.fixture(scope="module")
def kiel_book(tmp_path_factory, shared_data):
    """Release 7 of the tracker, as it is imported."""
    book = create_book(tmp_path_factory.mktemp("kiel") / "book.db", author="Ann")
    import_file(book, shared_data / "kiel" / "R07_2022-10_corrected.xlsx", author="Ann", accept_clean=True)
    return book


def hold(report):
    """Whatever is displayed has one form wherever it stands, and adds up."""
    presentation = present(report)
    forms = defaultdict(set)
    for table in presentation.tables:
        for row in table.rows:
            for figure in table.figures_of(row):
                forms[figure.key].add((figure.number, figure.exact))

    assert report.agrees
    assert [key for key, shown in forms.items() if len(shown) > 1] == []
    assert presentation.rounding.unmet == 0
    for table in presentation.tables:
        whole = next((row for row in table.rows if row.kind == "total"), None)
        for place, figure in enumerate(whole.cells if whole else ()):
            leaves = [row for row in table.rows if row.kind in ("row", "others")]
            assert sum(row.cells[place].number or 0 for row in leaves) == (figure.number or 0)
    return presentation


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


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_each_of_them_is_made_of_the_demo(name, demo_book, tmp_path):
    report = build_report(name, demo_book)
    presentation = hold(report)
    written = write_documents(report, tmp_path / "new", ["xlsx", "md", "csv"])

    assert presentation.tables
    assert written.workbook.exists()
    assert {path.name for path in written.documents} == {
        f"{name}.md",
        f"{name}-notes.csv",
        *(f"{name}-{table.name}.csv" for table in presentation.tables),
    }


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in NAMES if name != "audit"])
def test_each_of_them_is_made_of_a_real_release(name, kiel_book):
    hold(build_report(name, kiel_book, horizon="2026-12-31"))


@pytest.mark.thorough
def test_units_of_a_real_release_are_promised_and_delivered(kiel_book):
    (worth, units) = present(build_report("in-kind", kiel_book)).tables

    assert {"Firm commitments", "Deliveries", "Still open"} <= set(worth.columns)
    vehicles = [row for row in units.rows if row.names[1] == "Bushmaster Protected Mobility Vehicles"]
    assert [tuple(extra.text for extra in row.extras) for row in vehicles] == [("–", "60", "60", "100.0")]


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["pledged-to-paid", "in-kind", "by-donor"])
def test_a_page_and_a_pdf_show_every_row_and_every_column(name, demo_book, tmp_path):
    """Whatever kind of row or column a table has, with the texts that the presentation gives it."""
    report = build_report(name, demo_book)
    written = write_documents(report, tmp_path, ["html", "pdf"])
    page = written.documents[-1].read_text(encoding="utf-8")
    paper = "".join(page.get_text() for page in pymupdf.open(written.documents[0]))

    for table in present(report).tables:
        assert all(escape(heading) in page for heading in (*table.columns, *table.extra_headings))
        for row in table.rows:
            assert escape(row.names[0]) in page
            assert row.names[0].split()[0] in paper
            for extra in row.extras:
                assert extra.number is None or f'data-value="{extra.number:f}"' in page
    identifiers = re.findall(r'id="([^"]*)"', page)
    assert len(identifiers) == len(set(identifiers))

"""A definition says which of its tables is drawn as a chart, or that none is."""

import re
import zipfile

import pymupdf
import pytest
from lxml import html
from made import amount, over, pledge, report
from openpyxl import load_workbook

from ledger.presentation import present
from ledger.presentation.language import Language
from ledger.render import as_page, as_pdf, write_workbook

FIRST = {"name": "First", "title": "Pledges by donor and year", "measure": "pledges", "rows": ["donor"]}
SECOND = {"name": "Second", "title": "What is firm, by quarter", "measure": "commitments", "rows": ["donor"]}
TABLES = [
    FIRST | {"columns": "year"},
    SECOND | {"columns": "quarter"},
    FIRST | {"name": "Third", "title": "Pledges up to the end of each year", "columns": "year", "cumulative": True},
]
RECORDS = (
    pledge("a", amount=amount("3000000"), term=over("2025-01-01", "2026-12-31")),
    pledge("b", donor="FRA", amount=amount("2000000"), stage="commitment"),
)


def charts_in_workbook(path):
    """The sheets and rows that the charts of a workbook draw."""
    with zipfile.ZipFile(path) as package:
        charts = [package.read(it).decode() for it in package.namelist() if it.startswith("xl/charts/chart")]
    drawn = [re.search("<c:val>.*?<c:f>(.*?)</c:f>", it)[1].replace("'", "").replace("$", "") for it in charts]
    book = load_workbook(path, data_only=True)
    found = []
    for sheet, _, ends in (it.partition("!") for it in drawn):
        first, _, last = ends.partition(":")
        found.append((sheet, [cell.value for cell in book[sheet][f"{first}:{last or first}"][0]]))
    return found


@pytest.mark.parametrize(
    ("language", "columns", "said"),
    [
        ("en", "year", ["When", "Pledges by year, EUR million."]),
        ("en", "category", ["Category", "Pledges by category, EUR million."]),
        ("de", "category", ["Kategorie", "Zusagen nach Kategorie, Mio. EUR."]),
        ("pl", "year", ["Kiedy", "Deklaracje według lat, mln EUR."]),
    ],
)
def test_above_the_chart_of_the_first_sheet_stands_what_it_shows(tmp_path, language, columns, said):
    made = report(*RECORDS, tables=[FIRST | {"columns": columns}])
    write_workbook(made, tmp_path / "made.xlsx", present(made, language=Language(language)))
    cells = [row[0] for row in load_workbook(tmp_path / "made.xlsx").worksheets[0].iter_rows(values_only=True)]
    place = cells.index(said[0])

    assert [it.replace("\xa0", " ") for it in cells[place : place + 2]] == said


@pytest.mark.parametrize(
    ("chart", "drawn", "in_workbook"),
    [
        (None, "First", [("First", [1.5, 1.5])]),
        ("Second", "Second", [("Second", [2])]),
        ("Third", "Third", [("Third", [1.5, 3])]),
        ("none", None, []),
    ],
)
def test_the_chart_that_is_asked_for_is_drawn_in_every_document(tmp_path, chart, drawn, in_workbook):
    made = report(*RECORDS, tables=TABLES, chart=chart)
    shown = present(made)
    write_workbook(made, tmp_path / "made.xlsx", shown)
    page = html.fromstring(as_page(shown, made, []))
    with pymupdf.open(stream=as_pdf(shown).content) as pdf:
        printed = " ".join("".join(sheet.get_text() for sheet in pdf).split())

    assert (shown.chart and shown.chart.table) == drawn
    assert charts_in_workbook(tmp_path / "made.xlsx") == in_workbook
    assert len(page.xpath("//section[@class='chart']")) == bool(drawn)
    assert ("All panels have the same scale" in printed) == bool(drawn)
    if shown.chart:
        assert page.xpath("//section[@class='chart']/h2")[0].text == shown.chart.title
        assert " ".join(shown.chart.unit_line.split()) in printed


def test_a_chart_of_running_columns_says_what_it_draws_whatever_the_first_table_adds():
    tables = [SECOND | {"columns": "quarter"}, TABLES[2]]
    shown = present(report(*RECORDS, tables=tables, chart="Third"))

    assert shown.chart.unit_line.startswith("Pledges, EUR\N{NO-BREAK SPACE}million, each period by itself.")


@pytest.mark.parametrize(("chart", "told"), [("First", True), ("none", False), (None, False)])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Pledged: no chart is drawn, since nothing in it is above zero or something is below."),
        ("de", "Pledged: Es ist kein Diagramm gezeichnet, da nichts darin über null oder etwas unter null liegt."),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_not_there_and_the_notes_say_so(tmp_path, chart, told, language, words):
    made = report(pledge(amount={"qualifier": "undisclosed"}), tables=[TABLES[0] | {"title": "Pledged"}], chart=chart)
    shown = present(made, language=Language(language))
    write_workbook(made, tmp_path / "made.xlsx", shown)

    assert (shown.chart, charts_in_workbook(tmp_path / "made.xlsx")) == (None, [])
    assert (words in [note.text for note in shown.notes]) == told

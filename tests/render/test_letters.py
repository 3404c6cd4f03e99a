"""What stands on sheets for readers is whole on paper, in every language."""

from itertools import product

import pytest
from demonstrated import demonstrated
from made import pledge, report
from openpyxl import load_workbook
from proving import proven
from whole_text import faults_of_text

from ledger.desk import build_report, comparison_of
from ledger.presentation import Language, present
from ledger.render import write_workbook
from ledger.render.letters import heading_height, heading_width, lines_needed, row_height
from ledger.render.reader_sheet import ROW_HEIGHT
from ledger.render.sheet import LINE_HEIGHT, TITLE_HEIGHT
from ledger.reporting import LANGUAGES, definition_names

NAMES = definition_names()
DOCUMENTS = list(product(NAMES, LANGUAGES))
BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"]}
# Each report once and each language at least once.
SAMPLE = [(name, LANGUAGES[place % len(LANGUAGES)]) for place, name in enumerate(NAMES, start=2)]


@pytest.mark.parametrize(("name", "language"), proven(SAMPLE, DOCUMENTS))
def test_no_text_of_a_sheet_for_readers_is_cut_on_paper(tmp_path, name, language):
    book = demonstrated().book
    made = build_report(name, book)
    shown = present(made, language=Language(language), comparison=comparison_of(made, book))
    write_workbook(made, tmp_path / "made.xlsx", shown)

    assert [*faults_of_text(tmp_path / "made.xlsx")] == []


def test_long_names_headings_and_lines_are_whole(tmp_path):
    title = "Promises by donor, category and instrument, whatever they are called"
    long = "Agence de l'Union européenne pour la reconstruction de l'énergie et des transports"
    tables = [
        {"name": "Rows", "title": title, "measure": "pledges", "rows": ["donor", "category", "instrument"]},
        {"name": "Across", "title": title, "measure": "pledges", "rows": ["category"], "columns": "donor"},
    ]
    made = report(pledge("a", donor=long), pledge("b", donor="FRA"), tables=tables)
    write_workbook(made, tmp_path / "made.xlsx", present(made, language=Language("fr")))

    assert [*faults_of_text(tmp_path / "made.xlsx")] == []


def test_a_word_that_is_wider_than_any_column_takes_as_many_lines_as_it_is_broken_into(tmp_path):
    made = report(pledge("a", donor="W" * 60), tables=[BY_DONOR])
    write_workbook(made, tmp_path / "made.xlsx")

    assert [*faults_of_text(tmp_path / "made.xlsx")] == []
    assert load_workbook(tmp_path / "made.xlsx")["By donor"].row_dimensions[6].height == 56.25


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 29, 30, 31])
def test_every_row_is_as_high_as_whole_pixels(lines):
    """A pixel is 0.75 points: releases of XlsxWriter that round to pixels and those that do not write the same."""
    pixels = {heading_height([("W" * 10 * lines, 12)]) / 0.75, row_height(lines, ROW_HEIGHT) / 0.75}

    assert {it % 1 for it in (*pixels, TITLE_HEIGHT / 0.75, LINE_HEIGHT / 0.75)} == {0.0}


@pytest.mark.parametrize(("width", "lines"), [(15.3, 1), (15.2, 2)])
def test_a_line_takes_what_has_room_beside_its_edges(width, lines):
    assert lines_needed("Open since then", width) == lines


def test_a_heading_takes_three_lines_at_most_as_long_as_its_column_need_not_be_wider_than_any():
    heading = "Average age of what is still open at the end of the last month, days"
    width = heading_width(heading, 9.5)

    assert lines_needed(heading, width, is_bold=True) == 3
    assert lines_needed(heading, width - 1, is_bold=True) == 4
    assert heading_width("W" * 60, 9.5) == 40

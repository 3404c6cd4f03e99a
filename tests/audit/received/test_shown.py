"""What a reader can no longer read: each limit from both sides."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.audit import SheetCells
from ledger.audit.received.compare import SavedCell
from ledger.audit.received.shown import LEAST_CONTRAST, contrast, sheet_shown
from ledger.spreadsheet import CellLook, DrawnObject, FormatRule, SheetShape
from ledger.spreadsheet.views import SheetView

COLOURS = st.integers(0, 0xFFFFFF).map("{:06X}".format)
PLAIN = CellLook(ink="1F2937", size=10.0)


def sheet(look=PLAIN, **view):
    """A sheet of four cells, A1 to B2."""
    rows = {row: {column: SavedCell(1.0, looks=(look,)) for column in (1, 2)} for row in (1, 2)}
    return {"A": SheetCells("A", rows, SheetShape(view=SheetView(**view)))}


def seen(received, issued=None):
    return [(str(it.place), it.words) for it in sheet_shown(received["A"], (issued or sheet())["A"])]


@pytest.mark.parametrize(
    ("ink", "words"),
    [("B3B3B3", []), ("B8B8B8", [("A!A1", "text of the colour B8B8B8 on FFFFFF")])],
)
def test_a_text_is_not_seen_below_a_contrast_of_two(ink, words):
    assert round(contrast("B3B3B3", "FFFFFF"), 2) == 2.1
    assert round(contrast("B8B8B8", "FFFFFF"), 2) == 1.98
    assert seen(sheet(replace(PLAIN, ink=ink))) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": 6.0}, []),
        ({"size": 5.5}, [("A!A1", "text 5.5 pt high")]),
        ({"indent": 10}, []),
        ({"indent": 11}, [("A!A1", "text moved out of its cell")]),
        ({"turned": 45}, []),
        ({"turned": 46}, [("A!A1", "text turned by 46 degrees")]),
        ({"font": "Arial"}, []),
        ({"font": "WINGDINGS"}, [("A!A1", "text in the signs of WINGDINGS")]),
        ({"papers": ("1F2937", "FFFFFF")}, [("A!A1", "text of the colour 1F2937 on 1F2937")]),
        ({"ink": "B91C1C", "papers": ("FEF9C3",)}, []),
    ],
)
def test_looks_are_told_where_they_cannot_be_read_and_never_as_such(change, words):
    assert seen(sheet(replace(PLAIN, **change))) == words


@pytest.mark.thorough
@given(ink=COLOURS, paper=COLOURS)
def test_no_colours_that_can_be_read_are_accused(ink, paper):
    assume(contrast(ink, paper) >= LEAST_CONTRAST)

    assert seen(sheet(replace(PLAIN, ink=ink, papers=(paper,)))) == []


@given(ink=COLOURS, paper=COLOURS)
def test_contrast_has_no_side_and_lies_between_1_and_21(ink, paper):
    assert contrast(ink, paper) == contrast(paper, ink)
    assert 1 <= contrast(ink, paper) <= 21.01


def test_what_could_not_be_read_when_it_was_issued_accuses_nobody():
    small = sheet(replace(PLAIN, size=1.0))

    assert seen(small, small) == []


@pytest.mark.parametrize(("height", "words"), [(7.5, []), (7.4, [("A", "row 2 squeezed to 7.4 of 15")])])
def test_a_row_is_squeezed_below_half_its_height(height, words):
    assert seen(sheet(heights={2: height})) == words


def test_a_column_of_a_sheet_whose_columns_have_no_width_is_hidden():
    assert seen(sheet(width=0.0)) == [("A", "column A hidden"), ("A", "column B hidden")]


def test_a_row_without_cells_may_be_hidden():
    assert seen(sheet(heights={3: 0.0})) == []


@pytest.mark.parametrize(("area", "words"), [((1, 3, 9, 9), []), ((2, 2, 9, 9), [("A!B2", "cells under a picture")])])
def test_a_picture_of_the_issued_workbook_may_be_moved_but_not_over_cells(area, words):
    issued = sheet(objects=(DrawnObject("a picture", "", (5, 5, 9, 9)),))

    assert seen(sheet(objects=(DrawnObject("a picture", "", area),)), issued) == words


CHART = DrawnObject("a chart", "A!B1:B2", (5, 5, 14, 14), "EUR 5 million in 2025")


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ((5, 5, 9, 9), []),
        ((5, 5, 8, 14), ["a chart drawn in less than half of its rows or columns"]),
        ((5, 5, 14, 8), ["a chart drawn in less than half of its rows or columns"]),
    ],
)
def test_a_chart_is_too_small_below_half_of_its_rows_or_columns(area, words):
    smaller = sheet(objects=(replace(CHART, area=area),))

    assert [it for _, it in seen(smaller, sheet(objects=(CHART,)))] == words


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ("", []),
        ("EUR 5 million in 2025", []),
        ("EUR 9 million in 2025", ['a chart with the alternative text "EUR 9 million in 2025"']),
    ],
)
def test_an_alternative_text_may_be_left_out_but_not_say_something_else(described, words):
    told = sheet(objects=(replace(CHART, described=described),))

    assert [it for _, it in seen(told, sheet(objects=(CHART,)))] == words


def test_a_conditional_format_over_no_cell_changes_nothing():
    nowhere = FormatRule(((9, 9, 9, 9),), number_format="0.0,,")

    assert seen(sheet(rules=(nowhere,))) == []


def test_a_conditional_format_that_was_issued_accuses_nobody():
    issued = sheet(rules=(FormatRule(((1, 1, 2, 2),), number_format="0.0"),))

    assert seen(issued, issued) == []
    assert seen(sheet(rules=(FormatRule(((1, 1, 2, 2),), number_format="0,"),)), issued) == [
        ("A!A1", 'a conditional format with the number format "0,"')
    ]

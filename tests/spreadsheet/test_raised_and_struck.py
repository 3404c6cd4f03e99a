"""Raised digits, struck cells and number formats of a workbook, as the rows of its sheets give them."""

import re
import time
from decimal import Decimal

import pytest
import xlsxwriter
from workbooks import respelt, written

from ledger.spreadsheet.cells import SheetRow
from ledger.spreadsheet.number_formats import ShownNumber
from ledger.spreadsheet.sheets import open_workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


def read(path):
    workbook, problems = open_workbook(path, path.name)
    items = [item for sheet in workbook.sheets for item in workbook.rows(sheet)]
    rows = [item.cells for item in items if isinstance(item, SheetRow)]
    return rows, [str(item) for item in (*problems, *(it for it in items if not isinstance(it, SheetRow)))]


def rich(path, *parts, plain=()):
    """A cell of parts, each a format or a text; plain rows of numbers below."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    sheet.write_rich_string(0, 0, *[book.add_format(it) if isinstance(it, dict) else it for it in parts])
    for number, value in enumerate(plain, start=1):
        sheet.write(number, 0, value)
    book.close()
    return path


@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        (("620000", {"font_script": 1}, "2"), "620000\u00b2"),
        (("620000", {"font_script": 1}, "12"), "620000\u00b9\u00b2"),
        (("620000", {"font_script": 1}, "b"), "620000\u1d47"),
        (("620000", {"font_script": 2}, "4"), "620000\u2084"),
        (("7", {"bold": True}, "5"), "75"),
        (("Tents ", {"font_script": 1}, "5"), "Tents \u2075"),
        (("CO", {"font_script": 2}, "2", " filters"), "CO2 filters"),
        (("The 21", {"font_script": 1}, "st", " package"), "The 21st package"),
        (("EUR 10", {"font_script": 1}, "6"), "EUR 10\u2076"),
    ],
)
def test_a_raised_digit_is_no_digit_of_the_figure(path, parts, seen):
    assert read(rich(path, *parts)) == ([(seen,)], [])


def test_raised_digits_in_a_cell_of_its_own_text_are_found(path):
    written(path, ["x", 5])
    raised = b'<r><rPr><vertAlign val="superscript"/></rPr><t>7</t></r>'
    own = b'<c r="A1" t="inlineStr"><is><r><t>310000</t></r>' + raised + b"</is></c>"
    respelt(path, SHEET, lambda xml: re.sub(b'<c r="A1".*?</c>', own, xml))

    assert read(path)[0] == [("310000\u2077", Decimal(5))]


def test_raised_digits_are_found_where_all_elements_have_a_prefix(path):
    rich(path, "310000", {"font_script": 1}, "7")

    def prefixed(xml):
        return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")

    respelt(path, STRINGS, prefixed)
    respelt(path, SHEET, prefixed)

    assert read(path)[0] == [("310000\u2077",)]


def test_a_figure_of_which_a_part_is_struck_out_is_an_error(path):
    assert read(rich(path, {"font_strikeout": True}, "620000", "480000"))[1] == [
        (
            'a.xlsx:S!A1: FORM error: found "620000480000", of which "620000" is struck out, expected a text that '
            "counts as a whole. Do: delete what is struck out, or take the line away."
        )
    ]


def test_a_title_of_which_a_word_is_struck_out_is_doubted(path):
    assert read(rich(path, "Tents and ", {"font_strikeout": True}, "boats"))[1] == [
        (
            'a.xlsx:S!A1: FORM warning: found "Tents and boats", of which "boats" is struck out, expected a text that '
            "counts as a whole. Do: delete what is struck out, or take the line away."
        )
    ]


def test_struck_cells_are_told_once_as_hidden_ones_are(path):
    book = xlsxwriter.Workbook(path)
    sheet, line = book.add_worksheet("S"), book.add_format({"font_strikeout": True})
    for row, look in enumerate([None, line, None, line]):
        sheet.write_row(row, 0, ["Norway", "Boats", 5 + row], look)
    sheet.write(2, 1, "Tents", line)
    sheet.write_blank(7, 0, None, line)
    book.close()

    rows, problems = read(path)
    assert problems == [
        (
            "a.xlsx:S: FORM warning: found cells struck out, which were read like all others: A2:C2, B3, A4:C4, "
            "expected nothing struck out. Do: delete rows that no longer hold, or take the line away."
        )
    ]
    assert [row[2] for row in rows] == [5, 6, 7, 8]


def test_a_workbook_with_such_a_style_that_no_cell_has_is_not_accused(path):
    book = xlsxwriter.Workbook(path)
    sheet, line = book.add_worksheet("S"), book.add_format({"font_strikeout": True, "num_format": '0" bn"'})
    sheet.write_row(0, 0, ["Norway", 5])
    sheet.write_blank(3, 0, None, line)
    book.close()

    assert read(path) == ([("Norway", Decimal(5))], [])


def test_a_number_is_given_as_its_format_shows_it(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    codes = ['0.0" Mio"', "#,##0 [$\u20ac-407]", "#,##0.00\\ _\u20ac", "0.0,,", '"EUR "0']
    for column, code in enumerate(codes):
        sheet.write(0, column, 2500000, book.add_format({"num_format": code}))
    sheet.write(1, 0, "2500000", book.add_format({"num_format": codes[0]}))
    book.close()

    assert read(path)[0] == [
        (
            ShownNumber(Decimal(2500000), "2500000 Mio"),
            ShownNumber(Decimal(2500000), "2500000 \u20ac"),
            Decimal(2500000),
            ShownNumber(Decimal(2500000), "2.5", is_scaled=True),
            ShownNumber(Decimal(2500000), "EUR 2500000"),
        ),
        ("2500000",),
    ]


def test_styles_are_found_however_the_sheet_names_them(path):
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("S").write(0, 0, 4, book.add_format({"num_format": '0" bn"'}))
    book.close()
    respelt(path, SHEET, lambda xml: xml.replace(b'<c r="A1" s="1">', b"<c r='A1' s = '1'>"))

    assert read(path)[0] == [(ShownNumber(Decimal(4), "4 bn"),)]


@pytest.mark.proof
def test_plain_cells_cost_no_more_where_others_have_a_unit(path):
    def seconds(code):
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet, look = book.add_worksheet("S"), book.add_format({"num_format": code})
        sheet.write(0, 0, 1, look)
        for row in range(1, 60_000):
            sheet.write_row(row, 0, [row, row])
        book.close()
        start = time.process_time()
        assert len(read(path)[0]) == 60_000
        return time.process_time() - start

    assert seconds('0" bn"') < 2 * seconds("0.0")

"""Texts in workbooks of ours: shown as they were given, also where they look like an escape of Excel's."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from proving import proven
from xlsxwriter import Workbook

from ledger.spreadsheet import TextWorkbook, read_sheets

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def shown(text):
    """What Excel shows by ECMA-376 part 1, 22.9.2.19: each escape, from left to right, is its character."""
    return re.sub("_x([0-9a-fA-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def written(text, *, as_result=False):
    packed = BytesIO()
    with TextWorkbook(packed, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet()
        if as_result:
            sheet.write_formula(0, 0, "=B1", None, text)
        else:
            sheet.write_string(0, 0, text)
    return packed


def first_text(packed, part, tag):
    with zipfile.ZipFile(packed) as archive:
        return etree.fromstring(archive.read(part)).find(f".//{MAIN}{tag}").text


@pytest.mark.parametrize(
    "text", ["lot_x0041_x0042_b", "_x0041_", "_x005F_x0041_", "_x0041_x0042_x0043_", "_x41_", "_X0041_", "a_x00e9_x"]
)
@pytest.mark.parametrize("as_result", [False, True])
def test_a_text_that_looks_like_an_escape_is_shown_as_it_was_given(text, as_result):
    part, tag = ("xl/worksheets/sheet1.xml", "v") if as_result else ("xl/sharedStrings.xml", "t")

    assert shown(first_text(written(text, as_result=as_result), part, tag)) == text


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(st.lists(st.sampled_from(["_", "x", "0041", "005F", "_x0042_", "_x005F_", "a"]), min_size=1, max_size=12))
def test_any_text_of_such_pieces_is_shown_as_it_was_given(pieces):
    text = "".join(pieces)

    assert shown(first_text(written(text), "xl/sharedStrings.xml", "t")) == text


def test_we_read_such_a_text_as_we_wrote_it(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(written("lot_x0041_x0042_b").getvalue())

    assert read_sheets(path, "a.xlsx")[0]["Sheet1"][0].cells == ("lot_x0041_x0042_b",)


ONE_FORMULA = '=IF(A1<2,"<&",A1)'
# One formula again and again, one that is new in Excel, one of an array, and what goes by the general way.
CELLS = (
    *(("write_number", it) for it in (1.5, 10**15, 1e-7)),
    *(("write_string", it) for it in ("A & B <c>", "")),
    ("write_blank", None),
    ("write_boolean", True),
    ("write_datetime", date(2025, 6, 2)),
    *(("write_formula", ONE_FORMULA, it) for it in (2.0, 3.25, "#N/A", "text & more", 7)),
    ("write_formula", "=IFNA(A1,0)", 1.0),
    ("write_formula", "=SORT(A1:A3)", 1.0),
)


def with_cells(workbook):
    """Each of them with a look, without one, and in a column that has one."""
    bold, rest = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "0.00"})
    sheet = workbook.add_worksheet()
    sheet.set_column(3, 3, 12, rest)
    sheet.set_row(40, 30, bold)
    sheet.write_comment(50, 5, "a note")
    for row, (way, value, *result) in enumerate(CELLS):
        for column, look in ((0, bold), (2, None), (3, None), (28, rest)):
            getattr(sheet, way)(row, column, value, look, *result)
    sheet.write_rich_string(60, 1, "one ", bold, "two")
    sheet.write_array_formula(61, 1, 61, 1, "=SUM(A1:A2*B1:B2)", None, 4.0)
    # Beyond the last row nothing is written.
    sheet.write_formula(1_048_576, 0, ONE_FORMULA, bold, 2.0)
    return workbook


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_every_kind_of_cell_is_written_byte_for_byte_as_xlsxwriter_writes_it(part):
    parts = []
    for kind in (TextWorkbook, Workbook):
        packed = BytesIO()
        with_cells(kind(packed, {"in_memory": True})).close()
        with zipfile.ZipFile(packed) as archive:
            parts.append(archive.read(part))

    assert parts[0] == parts[1]
    assert parts[0]

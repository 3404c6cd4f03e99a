"""Texts in workbooks of ours: shown as they were given, also where they look like an escape of Excel's."""

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from proving import proven

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

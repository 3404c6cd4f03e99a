"""Sheets that are read in one pass of their bytes: what is plain, and that all else is left to a slower reader."""

from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import written

from ledger.spreadsheet import PlainCell
from ledger.spreadsheet.plain_sheets import plain_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SOUND = '<row r="1"><c r="A1"><v>7</v></c></row>'


def sheet(data, before="", behind="", main=MAIN):
    text = f'<worksheet xmlns="{main}">{before}<sheetData>{data}</sheetData>{behind}</worksheet>'
    return plain_sheet(text.encode(), lambda cell: cell)


def test_cells_are_kept_at_their_places_with_all_that_they_say():
    data = (
        '<row r="2" spans="1:3"><c r="A2" s="4"/><c r="C2" s="5" t="s"><v>12</v></c></row><row r="3"/>'
        '<row r="9"><c r="XFD9" t="str"><f aca="false">A2&amp;&quot;x&quot;</f><v>a &lt; b</v></c></row>'
    )

    rows = sheet(data).rows

    assert rows[2][3] == PlainCell(5, "s", "12", None)
    assert rows[9][16384] == PlainCell(0, "str", "a < b", 'A2&"x"')


def test_the_frame_is_the_part_without_its_cells():
    frame = sheet('<row r="1" ht="3"><c r="A1"><v>7</v></c></row><row r="4"/>', behind="<pageSetup/>").frame

    assert b'<sheetData><row r="1" ht="3"></row><row r="4"></row></sheetData><pageSetup/>' in frame


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"><v>7</v><v>8</v></c></row>',
        '<row r="1"><c r="A1"><v>7</v><f>B1</f></c></row>',
        '<row r="1"><c r="A1"><v>1_000</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2025-06-02</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>',
        '<row r="1"><c r="A1"><f t="shared" si="0">B1</f><v>7</v></c></row>',
        '<row r="1"><c r="B1"><v>7</v></c><c r="A1"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>7</v></c><c r="A1"><v>7</v></c></row>',
        '<row r="1"><c r="A2"><v>7</v></c></row>',
        '<row r="1"><c r="XFE1"><v>7</v></c></row>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1048577"/>',
        "<row/>",
        '<row r="1"><c><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>&#55;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\rb</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>]]></v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
        '<row r="1"><c r="A1"><v><!-- 1 -->7</v></c></row>',
        '<row r="1"><c r="A1"><v><![CDATA[7]]></v></c></row>',
        '<row r="1" xmlns="urn:x"><c r="A1"><v>7</v></c></row>',
        '<row r="1"><x/></row>',
        "text",
    ],
)
def test_a_sheet_with_anything_else_in_its_rows_is_not_plain(data):
    assert sheet(SOUND) is not None
    assert sheet(data) is None


@pytest.mark.parametrize(
    "around",
    [
        {"before": "<!-- <sheetData> -->"},
        {"behind": "<!-- x -->"},
        {"behind": "<sheetData/>"},
        {"before": "<x>", "behind": "</x>"},
        {"main": "http://purl.oclc.org/ooxml/spreadsheetml/main"},
        {"behind": "<open>"},
    ],
)
def test_a_sheet_whose_cells_stand_elsewhere_is_not_plain(around):
    assert sheet(SOUND, **around) is None


def test_bytes_that_are_no_text_are_not_plain():
    content = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>'.encode()

    assert plain_sheet(content + b"\xff</v></c></row></sheetData></worksheet>", lambda cell: cell) is None


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8), min_size=1))
def test_a_text_is_read_as_it_was_written(texts):
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    data = "".join(f'<row r="{at}"><c r="A{at}" t="str"><v>{text}</v></c></row>' for at, text in enumerate(escaped, 1))

    rows = sheet(data).rows

    assert [rows[at][1].value or "" for at in range(1, len(texts) + 1)] == texts


def test_every_sheet_of_a_workbook_of_ours_is_plain(tmp_path):
    with ZipFile(written(tmp_path / "a.xlsx", ["x", 1.5, True], [None, "=B1*2"])) as archive:
        assert plain_sheet(archive.read("xl/worksheets/sheet1.xml"), lambda cell: cell) is not None

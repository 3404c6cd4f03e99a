"""What two programs read in two ways is told of a workbook's XML; what every program writes is not."""

import zipfile
from itertools import pairwise

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import respelt, written

from ledger.spreadsheet import ShapedWorkbook, package_ambiguities

SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DATA = (
    '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1*2</f><v>14</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'
)


def with_data(path, data):
    """A workbook of one sheet with these rows, as XML."""
    return respelt(
        written(path, [1]),
        SHEET,
        lambda content: content.partition(b"<sheetData>")[0] + f"<sheetData>{data}</sheetData></worksheet>".encode(),
    )


def shapes(path):
    return [sheet.shape for sheet in ShapedWorkbook(path).sheets(lambda cell: cell)]


def told(path):
    (shape,) = shapes(path)
    return [(one.row, one.column, one.found) for one in shape.ambiguities]


def test_rows_and_cells_in_their_order_are_not_ambiguous(tmp_path):
    assert told(with_data(tmp_path / "a.xlsx", DATA)) == []


@pytest.mark.parametrize(
    "data",
    [
        "<row><c><v>7</v></c><c><v>8</v></c></row><row><c><v>9</v></c></row>",
        '<row r="2" spans="1:1"/><row r="1048576"><c r="XFD1048576"/></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></is></c></row>',
        '<row r="1"><c r="A1" t="str"><f>B1</f><v>1_000</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        '<row r="1"><c r="A1"><v>-1.5E-05</v></c><c r="B1" t="b"><v>1</v></c><c r="C1"><v></v></c></row>',
        '<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f></c><c r="B1"><f t="shared" si="0"/></c></row>',
        '<row r="1"><c r="A1"><v><![CDATA[7]]></v><extLst><ext uri="x"><x/></ext></extLst></c></row>',
        '<row r="1"><!-- between --><c r="A1"><v>7</v></c></row>',
        "",
    ],
)
def test_what_every_program_reads_alike_is_not_ambiguous(tmp_path, data):
    assert told(with_data(tmp_path / "a.xlsx", data)) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<row r="2"/><row r="2"/>', (2, 0, "row 2 behind row 2")),
        ('<row r="2"/><row r="1"/>', (1, 0, "row 1 behind row 2")),
        ('<row r="2"/><row/>', (3, 0, "rows with and without a number")),
        ('<row r="1_0"/>', (1, 0, 'a row with the number "1_0"')),
        ('<row r="1048577"/>', (1, 0, 'a row with the number "1048577"')),
        ('<row r="1"><c r="A1"/><c/></row>', (1, 2, "cells of one row with and without a place")),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', (1, 1, "the cell A1 behind B1")),
        ('<row r="1"><c r="A1"/><c r="&#65;1"/></row>', (1, 1, "A1 written twice")),
        ('<row r="1"><c r="A2"/></row>', (1, 1, "the cell A2 in row 1")),
        ('<row r="1"><c r="a1"/></row>', (1, 1, 'a cell at the place "a1"')),
        ('<row r="1"><c r="A1" t="N"><v>1</v></c></row>', (1, 1, 'a cell of the type "N"')),
        ('<row r="1"><c r="A1" s="1_7"/></row>', (1, 1, 'the style "1_7"')),
        ('<row r="1"><c r="A1"><v>1_000</v></c></row>', (1, 1, 'the value "1_000" in a cell of the type n')),
        ('<row r="1"><c r="A1"><v>\u0662</v></c></row>', (1, 1, 'the value "\u0662" in a cell of the type n')),
        ('<row r="1"><c r="A1"><v> 1</v></c></row>', (1, 1, 'the value " 1" in a cell of the type n')),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', (1, 1, 'the value "-1" in a cell of the type s')),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', (1, 1, 'the value "2" in a cell of the type b')),
        ('<row r="1"><c r="A1"><f>1</f><f>2</f></c></row>', (1, 1, "a formula twice in one cell")),
        ('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', (1, 1, "a value twice in one cell")),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c></row>',
            (1, 1, "a text twice in one cell"),
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t><t>b</t></is></c></row>',
            (1, 1, "a text of several parts that are no runs"),
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t><t>b</t></r></is></c></row>',
            (1, 1, "a text of several parts that are no runs"),
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><v>1</v><is><t>a</t></is></c></row>',
            (1, 1, "a text in the cell beside a formula, a value or another type"),
        ),
        (
            '<row r="1"><c r="A1" t="s"><is><t>a</t></is></c></row>',
            (1, 1, "a text in the cell beside a formula, a value or another type"),
        ),
        ('<row r="1"><c r="A1"><v>1<x/>2</v></c></row>', (1, 1, "<x> inside a value")),
        ('<row r="1"><c r="A1"><f>1<!-- x -->*2</f></c></row>', (1, 1, "a comment inside a formula")),
        ('<row r="1"><c r="A1"><f>1<?x y?>*2</f></c></row>', (1, 1, "an instruction inside a formula")),
        ('<row r="1"><c r="A1"><x><v>1</v></x></c></row>', (1, 1, "<x> inside a cell")),
        ('<row r="1"><c r="A1"><c r="B1"/></c></row>', (1, 1, "a cell inside a cell")),
        ('<row r="1"><row r="2"/></row>', (1, 0, "a row inside a row")),
        ('<c r="A1"><v>1</v></c>', (0, 0, "a cell inside <sheetData>")),
        (f'<row r="1"><c r="A1"><v xmlns="{STRICT}">2</v></c></row>', (1, 1, "<v> inside a cell")),
        (
            f'<row r="1"><m:AlternateContent xmlns:m="{MC}"><m:Choice><c/></m:Choice></m:AlternateContent></row>',
            (1, 0, "<AlternateContent> inside a row"),
        ),
        (
            '<row r="1"><c r="A1"><f t="shared" si="0">1</f></c><c r="B1"><f t="shared" si="0">2</f></c></row>',
            (1, 2, "a second formula under the shared number 0"),
        ),
        (
            '<row r="1"><c r="A1"><f t="shared" si="00">C1</f></c></row>',
            (1, 1, 'a shared formula with the number "00"'),
        ),
        ('<row r="1"><c r="A1"><f t="Shared">C1</f></c></row>', (1, 1, 'a formula of the type "Shared"')),
        (
            f'</sheetData><m:Choice xmlns:m="{MC}" Requires="x14"><sheetData/></m:Choice><sheetData>',
            (0, 0, "<sheetData> inside <Choice>"),
        ),
        ('<row r="1"/></sheetData><sheetData>', (0, 0, "cells in two sections")),
    ],
)
def test_what_two_programs_read_in_two_ways_is_told_with_its_cell(tmp_path, data, expected):
    assert told(with_data(tmp_path / "a.xlsx", data))[:1] == [expected]


@pytest.mark.thorough
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.integers(1, 12), min_size=1, max_size=8), columns=st.lists(st.integers(1, 12), max_size=8))
def test_exactly_what_rises_is_in_order(tmp_path, rows, columns):
    def rises(numbers):
        return all(before < after for before, after in pairwise(numbers))

    cells = [f'<c r="{openpyxl.utils.get_column_letter(column)}{rows[0]}"/>' for column in columns]
    data = "".join(f'<row r="{row}">{"".join(cells) if not number else ""}</row>' for number, row in enumerate(rows))

    assert (told(with_data(tmp_path / "a.xlsx", data)) == []) == (rises(rows) and rises(columns))


def with_tables(path):
    """A workbook with a table Alpha on its one sheet."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    sheet.add_table("A1:B3", {"name": "Alpha", "columns": [{"header": "One"}, {"header": "Two"}]})
    sheet.add_table("D1:E3", {"name": "Beta", "columns": [{"header": "One"}, {"header": "Two"}]})
    workbook.close()
    return path


def test_tables_that_a_sheet_names_are_not_ambiguous(tmp_path):
    path = with_tables(tmp_path / "a.xlsx")

    assert (told(path), package_ambiguities(path)) == ([], ())


TIES = "xl/worksheets/_rels/sheet1.xml.rels"
TABLE = "xl/tables/table1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        (SHEET, b'<tablePart r:id="rId2"/>', b"", "tied to the tables rId1 and rId2, and names rId1"),
        (SHEET, b'r:id="rId2"', b'r:id="rId1"', "tied to the tables rId1 and rId2, and names rId1 and rId1"),
        (TIES, b'Id="rId2"', b'Id="rId1"', '2 relations "rId1" of xl/worksheets/sheet1.xml'),
        (TIES, b'/table" Target="../tables/table2', b'/tables" Target="../tables/table2', "tied to the tables rId1"),
        (TIES, b"tables/table2.xml", b"tables/table9.xml", "names a table rId2 that is not there"),
        ("xl/tables/table2.xml", b'displayName="Beta"', b'displayName="ALPHA"', "a second table of the name ALPHA"),
        (TABLE, b'<tableColumn id="1"', b'<x:tableColumn xmlns:x="urn:x" id="1"', "a table that is not written as one"),
    ],
)
def test_tables_that_two_programs_read_in_two_ways_are_told(tmp_path, part, old, new, expected):
    def change(content):
        assert old in content
        return content.replace(old, new, 1)

    path = respelt(with_tables(tmp_path / "a.xlsx"), part, change)

    assert [found for _, _, found in told(path) if found.startswith(expected)] != []


BOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
SHEETS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("_rels/.rels", b"xl/workbook.xml", b"xl/book.xml", 'as workbook "xl/book.xml" instead of xl/workbook.xml'),
        (
            SHEETS,
            b"sharedStrings.xml",
            b"texts.xml",
            'as table of texts "xl/texts.xml" instead of xl/sharedStrings.xml',
        ),
        (SHEETS, b"styles.xml", b"looks.xml", 'as table of styles "xl/looks.xml" instead of xl/styles.xml'),
        (
            TYPES,
            b"</Types>",
            f'<Override PartName="/xl/t.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>'.encode(),
            'as table of texts "xl/sharedStrings.xml" and "xl/t.xml" instead of xl/sharedStrings.xml',
        ),
        (BOOK, b'r:id="rId1"', b'xmlns:x="urn:x" x:id="rId2" r:id="rId1"', 'the sheet "Commitments" tied to no part'),
        (BOOK, b"<workbookPr ", b'<workbookPr date1904="1"/><x:workbookPr xmlns:x="urn:x" ', "<workbookPr> 2 times"),
        (
            BOOK,
            b"<bookViews>",
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Fallback><workbookPr date1904="1"/></mc:Fallback>'
            "</mc:AlternateContent><bookViews>".encode(),
            "a workbook that is not written as one",
        ),
        (TEXTS, b"<t>word</t>", b"<t>a </t><t>word</t>", "a text of several parts that are no runs (text 1 of"),
        (STYLES, b"<cellXfs ", b'<x:cellXfs xmlns:x="urn:x"/><cellXfs ', "<cellXfs> 2 times in the styles"),
        (STYLES, b"<xf numFmtId=", b'<x:y xmlns:x="urn:x"/><xf numFmtId=', "styles that are not written as such"),
        (STYLES, b'numFmtId="0"', b'numFmtId="0_4"', 'a number format under the number "0_4"'),
    ],
)
def test_packages_that_two_programs_read_in_two_ways_are_told(tmp_path, part, old, new, expected):
    def change(content):
        assert old in content
        return content.replace(old, new, 1)

    path = respelt(written(tmp_path / "a.xlsx", ["word", 1]), part, change)

    assert [found for found in package_ambiguities(path) if found.startswith(expected)] != []


def test_what_openpyxl_writes_is_not_ambiguous(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(["word", 1.5, "=B1*2", True])
    workbook.active["A1"].comment = openpyxl.comments.Comment("a note", "Ann")
    workbook.save(path)

    assert (told(path), package_ambiguities(path)) == ([], ())


def test_what_xlsxwriter_writes_with_charts_and_formats_is_not_ambiguous(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("Data")
    sheet.write_row(0, 0, ["word", 2, "=B1*2"], workbook.add_format({"num_format": "0.0%"}))
    sheet.write_rich_string(1, 0, "a ", workbook.add_format({"bold": True}), "bold word")
    sheet.conditional_format("B1:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline("D1", {"range": "Data!A1:C1"})
    sheet.insert_button("F1", {})
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$1:$C$1"})
    workbook.add_chartsheet("Drawn").set_chart(chart)
    workbook.close()

    assert [one for shape in shapes(path) for one in shape.ambiguities] == []
    assert package_ambiguities(path) == ()


def test_a_relation_to_another_computer_is_no_table(tmp_path):
    path = with_tables(tmp_path / "a.xlsx")
    respelt(path, TIES, lambda content: content.replace(b'table2.xml"', b'table2.xml" TargetMode="External"'))
    with zipfile.ZipFile(path) as archive:
        assert b"External" in archive.read(TIES)

    assert [found for _, _, found in told(path)] == [
        "tied to the tables rId1, and names rId1 and rId2",
    ]

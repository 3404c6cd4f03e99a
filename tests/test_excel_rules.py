"""Each rule of Excel's that our own checks of a workbook know finds the fault that is planted against it."""

import pytest
import xlsxwriter
from excel_formulas import read_formula
from excel_parts import Area, area
from excel_rules import faults
from workbooks import respelt

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"
STYLES, NOTES, CHART, TEXTS = "xl/styles.xml", "xl/comments1.xml", "xl/charts/chart1.xml", "xl/sharedStrings.xml"


@pytest.fixture
def sound(tmp_path):
    """A workbook with one of each thing that can be wrong: two tables, a name, links, lists, notes, a chart."""
    path = tmp_path / "sound.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet, other = workbook.add_worksheet("Data"), workbook.add_worksheet("It's other")
        columns = [{"header": "Donor"}, {"header": "Sum"}, {"header": "In\nEUR"}]
        sheet.add_table("A3:C5", {"name": "Pledges", "columns": columns})
        for row in (3, 4):
            sheet.write_row(row, 0, ["Germany", 5])
            sheet.write_formula(row, 2, "=ROUND(Pledges[[#This Row],[Sum]]*2,2)", None, 10)
        sheet.add_table("E3:F4", {"name": "Rates", "columns": [{"header": "Code"}, {"header": "Rate"}]})
        sheet.write_formula("A7", "=SUM(B4:B5)+'It''s other'!$A$1", None, 10)
        sheet.write_formula("B7", '=IF(Pledges[Sum]>0,"a, (b","")', None, "")
        sheet.merge_range("A9:B9", "merged", workbook.add_format({"num_format": "0.000"}))
        sheet.write_url("A10", "internal:'It''s other'!A1", string="there")
        sheet.write_url("A11", "https://example.org/", string="away")
        sheet.data_validation("A12", {"validate": "list", "source": ["one", "two"], "input_title": "Choose"})
        sheet.data_validation("A13", {"validate": "list", "source": "='It''s other'!$A$1:$A$2"})
        bold = workbook.add_format({"bold": True})
        sheet.conditional_format("B4:B5", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
        sheet.write_comment("A14", "a note")
        sheet.write_row("A15", [True])
        sheet.set_header("&CHead")
        sheet.print_area("A1:C15")
        workbook.define_name("Whole", "=Data!$A$1:$C$9")
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Data!$B$4:$B$5"})
        other.insert_chart("C3", chart)
    return path


def test_a_sound_workbook_has_no_fault(sound):
    assert faults(sound.read_bytes()) == []


TYPES = "[Content_Types].xml"
PLANTED = {
    "a part of another type": (TYPES, "worksheet+xml", "worksheets+xml", "worksheets+xml is no type of a worksheet"),
    "a part without a type": (TYPES, 'Extension="vml"', 'Extension="vm"', "vmlDrawing1.vml: no type"),
    "a type without its part": (TYPES, "/xl/styles.xml", "/xl/style.xml", "xl/style.xml: has a type, and is not there"),
    "a relation without its part": ("xl/worksheets/_rels/sheet1.xml.rels", "tables/table2.xml", "tables/table9.xml",
                                    "sheet1.xml: tied to xl/tables/table9.xml, which is not there"),
    "the name of a sheet that is too long": (BOOK, 'name="Data"', f'name="{"D" * 32}"', "a name of 32 characters"),
    "the name of a sheet with a sign": (BOOK, 'name="Data"', 'name="Da:ta"', "Da:ta: no name that a sheet may have"),
    "two sheets of one name": (BOOK, 'name="It\'s other"', 'name="DATA"', "sheets: data 2 times"),
    "a table off the sheet": (TABLE, 'ref="A3:C5"', 'ref="A3:C1048577"', "Pledges: A3:C1048577 is no block"),
    "a table without a row": (TABLE, 'ref="A3:C5"', 'ref="A3:C3"', "Pledges: A3:C3 is no block of a sheet"),
    "a table over another": (TABLE, 'ref="A3:C5"', 'ref="A3:E5"', "Pledges: overlaps Rates"),
    "a table with too few columns": (TABLE, 'ref="A3:C5"', 'ref="A3:D5"', "Pledges: 3 columns in A3:D5"),
    "filters beside the table": (TABLE, '<autoFilter ref="A3:C5"', '<autoFilter ref="A3:C4"', "filters A3:C4"),
    "a heading unlike its cell": (TABLE, 'name="Sum"', 'name="Sums"', "heading 'Sums', and 'Sum' in"),
    "a heading that is no text": (SHEET, '<c r="B3" t="s"><v>1</v>', '<c r="B3"><v>1</v>', "'Sum', and None in"),
    "two headings alike": (TABLE, 'name="Sum"', 'name="donor"', "Pledges: headings: donor 2 times"),
    "two tables alike": (TABLE, 'displayName="Pledges"', 'displayName="RATES"', "tables: rates 2 times"),
    "two tables of one number": (TABLE, '2006/main" id="1"', '2006/main" id="2"', "table ids: 2 2 times"),
    "a table called as a cell": (TABLE, 'displayName="Pledges"', 'displayName="AB12"', "AB12: no name"),
    "a table with a blank in its name": (TABLE, 'displayName="Pledges"', 'displayName="A b"', "A b: no name"),
    "a table that nothing finds": (TABLE, 'displayName="Pledges"', 'displayName="Pledge"', "C4: no table Pledges"),
    "a column that is not there": (TABLE, 'name="Sum"', 'name="Sums"', "Data!C4: no column Sum in Pledges"),
    "a name as a cell": (BOOK, 'name="Whole"', 'name="R1C1"', "R1C1: no name that may be defined"),
    "a name that a table has": (BOOK, 'name="Whole"', 'name="pledges"', "pledges: no name that may be defined"),
    "two names alike": (BOOK, "</definedNames>", '<definedName name="WHOLE">Data!$A$1</definedName></definedNames>',
                        "names: ('', 'whole') 2 times"),
    "a name for a sheet that is not there": (BOOK, "Data!$A$1:$C$9", "Date!$A$1:$C$9", "Whole: no sheet Date"),
    "a name for cells that are not there": (BOOK, "Data!$A$1:$C$9", "Data!$A$1:$XFE$9", "Whole: no block $A$1:$XFE$9"),
    "a name of a sheet by its number": (BOOK, 'localSheetId="0"', 'localSheetId="2"', "of sheet 2, and there are 2"),
    "a link to no sheet": (SHEET, "location=\"'It''s other'!A1\"", 'location="Its!A1"', "no sheet Its"),
    "a link to a cell that is not there": (SHEET, "other'!A1\"", "other'!A1048577\"", "Data!A10: no block A1048577"),
    "a link to nowhere": (SHEET, "location=\"'It''s other'!A1\"", "", "A10: leads nowhere"),
    "a link without its relation": (SHEET, '<hyperlink ref="A11" r:id="rId1"', '<hyperlink ref="A11" r:id="rId9"',
                                    "Data!A11: no relation rId9"),
    "two links in one cell": (SHEET, '<hyperlink ref="A10"', '<hyperlink ref="A11"', "linked cells: a11 2 times"),
    "a link to a long address": ("xl/worksheets/_rels/sheet1.xml.rels", "https://example.org/",
                                 f"https://example.org/{'a' * 2060}", "an address of 2080 characters"),
    "a list that is too long": (SHEET, '"one,two"', f'"{"a" * 256}"', "Data!A12: a list of 256 characters"),
    "a list from a sheet that is not there": (SHEET, "<formula1>'It''s other'", "<formula1>Its", "A13: no sheet Its"),
    "a list for no cell": (SHEET, 'sqref="A12"', 'sqref="A0"', "Data!A0: no block A0"),
    "a prompt that is too long": (SHEET, 'promptTitle="Choose"', f'promptTitle="{"a" * 33}"', "promptTitle of 33"),
    "merged cells in a table": (SHEET, '<mergeCell ref="A9:B9"', '<mergeCell ref="A5:B9"', "A5:B9: merged in Pledges"),
    "merged cells that overlap": (SHEET, '<mergeCell ref="A9:B9"/>', '<mergeCell ref="A9:B9"/><mergeCell ref="B9:C9"/>',
                                  "Data!A9:B9: overlaps B9:C9"),
    "one merged cell": (SHEET, '<mergeCell ref="A9:B9"', '<mergeCell ref="A9"', "A9: no block of several cells"),
    "a condition without its format": (SHEET, 'dxfId="0"', 'dxfId="3"', "Data!B4:B5: format 3, and there are 1"),
    "a condition on no cell": (SHEET, 'sqref="B4:B5"', 'sqref="B4:B0"', "no block B4:B0"),
    "a format that is not there": (SHEET, '<c r="A9" s="1"', '<c r="A9" s="7"', "Data!A9: style 7, and there are"),
    "a font that is not there": (STYLES, '<xf numFmtId="164" fontId="0"', '<xf numFmtId="164" fontId="9"', "fontId 9"),
    "a number format that is not there": (STYLES, '<xf numFmtId="164"', '<xf numFmtId="170"', "number format 170 of"),
    "a text that is not there": (SHEET, '<c r="A3" t="s"><v>0</v>', '<c r="A3" t="s"><v>99</v>', "A3: text 99"),
    "a text that is too long": (TEXTS, "merged", "m" * 32_768, "texts: one of 32768 characters"),
    "a number that is none": (SHEET, '<c r="B4"><v>5</v>', '<c r="B4"><v>nan</v>', "Data!B4: nan is no number"),
    "neither true nor false": (SHEET, '<c r="A15" t="b"><v>1</v>', '<c r="A15" t="b"><v>2</v>', "A15: 2 is neither"),
    "a kind of cell that is not there": (SHEET, '<c r="A15" t="b">', '<c r="A15" t="x">', "Data!A15: kind x"),
    "cells out of order": (SHEET, '<c r="B4">', '<c r="A4">', "Data!A4: stands in row 4 behind column 1"),
    "rows out of order": (SHEET, '<row r="5"', '<row r="4"', "Data: row 4 behind row 4"),
    "a row beyond the last": (SHEET, '<row r="15"', '<row r="1048577"', "Data: row 1048577 behind row 14"),
    "a formula without its sheet": (SHEET, "+'It''s other'!$A$1", "+Its!$A$1", "Data!A7: no sheet Its"),
    "a formula off the sheet": (SHEET, "SUM(B4:B5)", "SUM(B4:B1048577)", "Data!A7: no block B4:B1048577"),
    "a formula with a name that is not there": (SHEET, "SUM(B4:B5)", "SUM(Hole)", "Data!A7: nothing is called Hole"),
    "a formula with a newer function": (SHEET, "SUM(B4:B5)", "XLOOKUP(B4:B5)", "Data!A7: no function XLOOKUP"),
    "a formula that reaches its own cell": (SHEET, "SUM(B4:B5)", "SUM(A4:A7)", "Data!A7: reaches its own cell"),
    "a formula that reaches its own column": (SHEET, "<f>ROUND(Pledges[[#This Row],[Sum]]*2,2)",
                                              "<f>ROUND(Pledges[[#This Row],[In\nEUR]]*2,2)", "C4: reaches its"),
    "a formula that is too long": (SHEET, "SUM(B4:B5)", f"SUM(B4:B5{',1' * 250})+{'1+' * 4000}1", "Data!A7: 85"),
    "a formula that is too deep": (SHEET, "SUM(B4:B5)", f"{'ABS(' * 65}1{')' * 65}", "Data!A7: nested 65 deep"),
    "a formula with too many arguments": (SHEET, "SUM(B4:B5)", f"SUM(1{',1' * 255})", "Data!A7: 256 arguments"),
    "a formula that is not closed": (SHEET, "SUM(B4:B5)", "SUM(B4:B5", "Data!A7: a bracket that nothing closes"),
    "a head of pages that is too long": (SHEET, "&amp;CHead", "a" * 256, "Data: oddHeader of 256 characters"),
    "a row that is too high": (SHEET, '<row r="15"', '<row r="15" ht="410"', "Data: row 15, 410 high"),
    "a chart of a sheet that is not there": (CHART, "Data!$B$4", "Date!$B$4", "chart1.xml: no sheet Date"),
    "a note without an author": (NOTES, 'authorId="0"', 'authorId="1"', "A14: a note without a cell or an author"),
    "a note that is too long": (NOTES, "a note", "n" * 32_768, "A14: a note of 32768 characters"),
}  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "finding"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(sound, part, old, new, finding):
    def plant(content):
        assert content.count(old.encode()), content.decode()
        return content.replace(old.encode(), new.encode(), 1)

    found = faults(respelt(sound, part, plant).read_bytes())

    assert any(finding in it for it in found), found


AT_THE_LIMIT = {
    "the name of a sheet": (BOOK, 'name="It\'s other"', f'name="{"D" * 31}"'),
    "a list": (SHEET, '"one,two"', f'"{"a" * 255}"'),
    "a prompt": (SHEET, 'promptTitle="Choose"', f'promptTitle="{"a" * 32}"'),
    "an address": ("xl/worksheets/_rels/sheet1.xml.rels", "https://example.org/", f"https://example.org/{'a' * 2059}"),
    "a text": (TEXTS, "merged", "m" * 32_767),
    "the depth of a formula": (SHEET, "SUM(B4:B5)", f"{'ABS(' * 64}1{')' * 64}"),
    "the arguments of a formula": (SHEET, "SUM(B4:B5)", f"SUM(1{',1' * 254})"),
    "the length of a formula": (SHEET, "SUM(B4:B5)+'It''s other'!$A$1", f"11{'+1' * 4094}+"[:8191].rstrip("+")),
    "the last cell": (BOOK, "Data!$A$1:$C$9", "Data!$A$1:$XFD$1048576"),
    "the head of pages": (SHEET, "&amp;CHead", "a" * 255),
    "a note": (NOTES, "a note", "n" * 32_767),
}


@pytest.mark.parametrize(("part", "old", "new"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_what_is_just_within_a_limit_is_not_accused(sound, part, old, new):
    changed = respelt(sound, part, lambda content: content.replace(old.encode(), new.encode(), 1))
    if part == BOOK and "D" * 31 in new:
        # The sheet that got another name is no longer where formulas and links look for it.
        assert all("no sheet It's other" in it for it in faults(changed.read_bytes()))
    else:
        assert faults(changed.read_bytes()) == []


@pytest.mark.proof
def test_more_links_than_excel_keeps_are_told(tmp_path):
    def links(number):
        listed = "".join(f'<hyperlink ref="A{row}" location="S!A1"/>' for row in range(1, number + 1))
        return faults(linked(tmp_path / f"{number}.xlsx", listed).read_bytes())

    assert links(65_530) == []
    assert links(65_531) == ["S: 65531 links, at most 65530"]


def linked(path, listed):
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("S")
    workbook.close()
    return respelt(
        path, SHEET, lambda it: it.replace(b"<pageMargins", f"<hyperlinks>{listed}</hyperlinks><pageMargins".encode())
    )


@pytest.mark.proof
@pytest.mark.parametrize(
    ("kind", "one", "most", "fault"),
    [
        ("cellXfs", "<xf/>", 65_490, "styles: 65491 formats, at most 65490"),
        ("fonts", "<font/>", 1_024, "styles: 1025 fonts, at most 1024"),
    ],
)
def test_more_styles_than_excel_has_are_told(tmp_path, kind, one, most, fault):
    def styled(number):
        path = linked(tmp_path / f"{number}.xlsx", "")
        more = f"{one * (number - 1)}</{kind}>".encode()
        return faults(respelt(path, STYLES, lambda it: it.replace(f"</{kind}>".encode(), more)).read_bytes())

    assert styled(most) == []
    assert styled(most + 1) == [fault]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("A1", Area(1, 1, 1, 1)),
        ("$B$2:C9", Area(2, 2, 9, 3)),
        ("A:C", Area(1, 1, 1_048_576, 3)),
        ("2:3", Area(2, 1, 3, 16_384)),
        ("XFD1048576", Area(1_048_576, 16_384, 1_048_576, 16_384)),
        ("Sum", None),
    ],
)
def test_a_block_is_read_from_its_text(text, block):
    assert area(text) == block


def test_a_formula_is_taken_apart():
    read = read_formula("SUMIFS(T[a'[b']],'It''s'!$A:$A,\"x,(\"\"y\",B2)+LOG10(2)+T[[#This Row],[c]:[d]]*TRUE+Name")

    assert read.tables == (("T", (), ("a[b]",)), ("T", ("#this row",), ("c", "d")))
    assert read.areas == (("It's", "$A:$A"), ("", "B2"))
    assert (read.names, read.faults) == (("Name",), ())

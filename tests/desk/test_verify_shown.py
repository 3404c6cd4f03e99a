"""A workbook whose cells hold may still show a reader something else: each way is told, and nothing else is."""

import re
import zipfile
from functools import partial
from pathlib import Path
from shutil import copy

import pytest
from made import brief
from openpyxl import load_workbook
from recalculate import recalculated
from workbooks import part_of, respelt, typed_over

from ledger.book import Book
from ledger.desk import build_report, import_file, issue, verify_workbook
from ledger.foundation import folder as folder_of

SHEET = "Pledges by donor"
RATES = b"""date,currency,rate,base,direction,unit,source
2025-05-30,GBP,0.84058,EUR,units_per_base,1,test bank
2025-06-02,GBP,0.8434,EUR,units_per_base,1,test bank
"""
PICTURE = b"""<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>20</xdr:col>
<xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>22</xdr:col>
<xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp><xdr:txBody><a:p><a:r>
<a:t>In all 5 bn</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""
COMMENT = b"""<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author/></authors>
<commentList><comment ref="C6" authorId="0"><text><t>preliminary, ignore</t></text></comment></commentList>
</comments>"""
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A book with the article's promises, and the workbook that was issued from it, a small one.

    Every verification draws the report again, so that further tables cost each case and prove nothing more.
    """
    folder = tmp_path_factory.mktemp("issued")
    book = Book.create(folder / "book.db")
    book.add_rates("bank", RATES, author="Ann", reason="rates")
    import_file(book, folder_of("seeds") / "article.jsonl", author="Ann")
    build = partial(build_report, brief(), book)
    return book, issue(book, build, folder / "sent.xlsx", author="Ann", reason="to the minister").workbook


@pytest.fixture
def book(issued):
    return issued[0]


@pytest.fixture
def sent(issued, tmp_path):
    """A copy of the workbook, to be changed."""
    return Path(copy(issued[1], tmp_path))


def changed(path, part, old, new):
    """The same workbook with one place of a part changed; the pattern must be there."""
    part = part_of(path, part) if "/" not in part else part
    with zipfile.ZipFile(path) as archive:
        assert re.search(old, archive.read(part), re.DOTALL), (part, old)
    return respelt(path, part, lambda content: re.sub(old, new, content, count=1, flags=re.DOTALL))


def with_column_c(path, look):
    """Another look of one column, which stands in one element with others that are as wide."""

    def apart(match):
        first, last = (int(it) for it in match.group(1, 2))
        ranges = [(first, 2, match[3]), (3, 3, look), (4, last, match[3])]
        return b"".join(b'<col min="%d" max="%d" %s customWidth="1"/>' % it for it in ranges if it[0] <= it[1])

    column = rb'<col min="([1-3])" max="([3-9]|\d\d)" (width="[^"]*") customWidth="1"/>'
    return respelt(path, part_of(path, SHEET), lambda content: re.sub(column, apart, content, count=1))


def with_font(path, font):
    """All cells of the first figures' font in another one."""
    return changed(path, "xl/styles.xml", rb'<font><sz val="10"/><color rgb="FF16232D"/>.*?</font>', font)


def with_rule(path, rule, look):
    """A conditional format over a column of figures."""
    changed(path, "xl/styles.xml", rb'<dxfs count="\d+">', rb"\g<0>" + look)
    rule = b'<conditionalFormatting sqref="C6:D9">%s</conditionalFormatting><pageMargins' % rule
    return changed(path, SHEET, rb"<pageMargins", rule)


def with_part(path, kind, name, content):
    """Another part that the sheet refers to."""
    relations = part_of(path, SHEET).replace("sheets/", "sheets/_rels/") + ".rels"
    tie = f'<Relationship Id="rIdMore" Type="{_RELATION}{kind}" Target="../{name}"/></Relationships>'.encode()
    respelt(path, relations, lambda it: it.replace(b"</Relationships>", tie), {f"xl/{name}": content})
    return path


THEME = "xl/theme/theme1.xml"
CHART = "xl/charts/chart1.xml"
FIGURES = rb'formatCode="#,##0.0"'
LIGHT = "FFFFFF on FFFFFF"


def font(inside):
    """The font of all figures and texts, as it is to be."""
    return lambda path: with_font(path, b"<font>" + inside + b"</font>")


INK = b"16232D"
BAR = b'<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/>'
EXPRESSION = b'<cfRule type="expression" dxfId="0" priority="9"><formula>TRUE</formula></cfRule>'
WAYS = {
    "precision as displayed": lambda it: changed(it, "xl/workbook.xml", b"<calcPr ", b'<calcPr fullPrecision="0" '),
    "days from 1904": lambda it: changed(it, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" '),
    "the sheet is hidden$": lambda it: changed(it, "xl/workbook.xml", b'name="E5 Checks"', rb'\g<0> state="hidden"'),
    "no menu shows it": lambda it: changed(it, "xl/workbook.xml", b'name="E5 Checks"', rb'\g<0> state="veryHidden"'),
    "row 6 hidden": lambda it: changed(it, SHEET, b'<row r="6"', rb'\g<0> hidden="1"'),
    "row 6 hidden .grouped": lambda it: changed(it, SHEET, b'<row r="6"', rb'\g<0> hidden="1" outlineLevel="1"'),
    "row 6 hidden .false rows": lambda it: changed(
        it, SHEET, rb'(<row r="6"[^>]*?) ht="[^"]*"', rb'\g<1> ht="0"'
    ),
    "row 6 squeezed to 6 of 15.75": lambda it: changed(
        it, SHEET, rb'(<row r="6"[^>]*?) ht="[^"]*"', rb'\g<1> ht="6"'
    ),
    r"row \d+ squeezed to 1 of 15": lambda it: changed(it, SHEET, b'defaultRowHeight="15"', b'defaultRowHeight="1"'),
    "column C hidden": lambda it: with_column_c(it, b'width="11" hidden="1"'),
    "column C squeezed to 0.5": lambda it: with_column_c(it, b'width="0.5"'),
    "no zeros": lambda it: changed(it, SHEET, b"<sheetView ", rb'\g<0>showZeros="0" '),
    "formulas in place": lambda it: changed(it, SHEET, b"<sheetView ", rb'\g<0>showFormulas="1" '),
    "frozen from A9 on": lambda it: changed(it, SHEET, b"<sheetView ", rb'\g<0>topLeftCell="A9" '),
    "number format": lambda it: changed(it, "xl/styles.xml", b'"#,##0.0"', b'"#,##0.0,,"'),
    r'number format ";;;"': lambda it: changed(it, "xl/styles.xml", FIGURES, b'formatCode=";;;"'),
    f"text of the colour {LIGHT}": font(b'<sz val="10"/><color rgb="FFFFFFFF"/>'),
    "colour FFFFFF on FFFFFF .theme": font(b'<sz val="10"/><color theme="0"/>'),
    "colour FFFFFF on FFFFFF .no theme": lambda it: changed(
        changed(with_font(it, b'<font><sz val="10"/><color theme="0"/></font>'), THEME, b"clrScheme", b"clr"),
        THEME, b"/a:clrScheme", b"/a:clr",
    ),
    "colour FAFAFA on FFFFFF": font(b'<sz val="10"/><color rgb="FFFAFAFA"/>'),
    "text 1 pt high": font(b'<sz val="1"/><color rgb="FF16232D"/>'),
    "struck through": font(b'<strike/><sz val="10"/><color rgb="FF16232D"/>'),
    "signs of MT Extra": font(b'<sz val="10"/><name val="MT Extra"/>'),
    "signs of Wingdings": font(b'<sz val="10"/><name val="Wingdings"/>'),
    "colour 16232D on 16232D .ground": lambda it: changed(
        it, "xl/styles.xml", rb'patternType="none"/>', b'patternType="solid"><fgColor rgb="FF16232D"/></patternFill>'
    ),
    "repeated until": lambda it: changed(it, "xl/styles.xml", rb'horizontal="left"', b'horizontal="fill"'),
    "turned by 90 degrees": lambda it: changed(
        it, "xl/styles.xml", rb'horizontal="left"', rb'\g<0> textRotation="180"'
    ),
    "turned by 90 degrees .letters": lambda it: changed(
        it, "xl/styles.xml", rb'horizontal="left"', rb'\g<0> textRotation="255"'
    ),
    "moved out": lambda it: changed(it, "xl/styles.xml", rb'indent="1"', b'indent="250"'),
    "colour FFFFFF on FFFFFF .stretch": lambda it: changed(
        it, "xl/sharedStrings.xml", rb"<si><t>France</t></si>",
        b'<si><r><t>Fra</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>nce</t></r></si>',
    ),
    r'conditional format with the number format "0\.0,,"': lambda it: with_rule(
        it, EXPRESSION, b'<dxf><numFmt numFmtId="199" formatCode="0.0,,"/></dxf>'
    ),
    "conditional format with text of the colour FFFFFF": lambda it: with_rule(
        it, EXPRESSION, b'<dxf><font><color rgb="FFFFFFFF"/></font></dxf>'
    ),
    "conditional format with text of the colour 16232D on 16232D": lambda it: with_rule(
        it, EXPRESSION, b'<dxf><fill><patternFill><bgColor rgb="FF16232D"/></patternFill></fill></dxf>'
    ),
    "conditional format with text struck": lambda it: with_rule(it, EXPRESSION, b"<dxf><font><strike/></font></dxf>"),
    "a bar or sign in place": lambda it: with_rule(
        it, b'<cfRule type="dataBar" priority="9"><dataBar showValue="0">%s</dataBar></cfRule>' % BAR, b""
    ),
    "cells under the merged cells C6:D6": lambda it: changed(
        it, SHEET, rb"</sheetData>", rb'\g<0><mergeCells count="1"><mergeCell ref="C6:D6"/></mergeCells>'
    ),
    "a shape or text box that says .In all 5 bn": lambda it: with_part(it, "drawing", "drawings/more.xml", PICTURE),
    "cells under a chart": lambda it: changed(it, "xl/drawings/drawing1.xml", rb"(<xdr:row>)\d+", rb"\g<1>2"),
    "a chart .*which was not issued": lambda it: changed(it, CHART, rb"\$C\$", b"$D$"),
    "a chart .*96.8.* which was not issued": lambda it: changed(
        it, CHART, b"<c:dLbls>", rb"\g<0><c:dLbl><c:idx val='1'/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>96.8</a:t>"
        b"</a:r></a:p></c:rich></c:tx><c:showVal val='1'/></c:dLbl>",
    ),
    "a chart .*grouping percentStacked.* which was not issued": lambda it: changed(
        it, CHART, rb'grouping val="clustered"', b'grouping val="percentStacked"'
    ),
    "a chart .*orientation maxMin.* which was not issued": lambda it: changed(
        it, CHART, rb'orientation val="minMax"', b'orientation val="maxMin"'
    ),
    "a chart .*a line of a trend.* which was not issued": lambda it: changed(
        it, CHART, rb"<c:cat>", rb"<c:trendline><c:trendlineType val='linear'/></c:trendline>\g<0>"
    ),
    "a chart .*shapes drawn over it.* which was not issued": lambda it: changed(
        it, CHART, rb"</c:chartSpace>", rb"<c:userShapes r:id='rId9'/>\g<0>"
    ),
    'a chart with the alternative text "Nine hundred': lambda it: changed(
        it, "xl/drawings/drawing1.xml", rb' descr="[^"]*"', b' descr="Nine hundred billion"'
    ),
    "a chart drawn in less than half of its rows or columns": lambda it: changed(
        it, "xl/drawings/drawing1.xml", rb"(<xdr:to>.*?<xdr:row>)\d+", rb"\g<1>17"
    ),
    "conditional format with text of the colour 16232D on 16232D .bar": lambda it: with_rule(
        it, b'<cfRule type="dataBar" priority="9"><dataBar>%s</dataBar></cfRule>' % BAR.replace(b"638EC6", INK), b""
    ),
    "it shows no tabs": lambda it: changed(it, "xl/workbook.xml", b"<workbookView ", rb'\g<0>showSheetTabs="0" '),
    "nothing at the foot of the first page": lambda it: changed(
        it, SHEET, b"<headerFooter", rb'\g<0> differentFirst="1"'
    ),
    "a note that was not issued, C6: .preliminary": lambda it: with_part(it, "comments", "comments9.xml", COMMENT),
    "printed at the edge": lambda it: changed(it, SHEET, rb"Basis:", b"Base:"),
    "a table in the style": lambda it: changed(
        it, "xl/tables/table1.xml", b"<tableStyleInfo ", rb'\g<0>name="TableStyleDark1" '
    ),
}  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("words", WAYS)
def test_what_a_reader_sees_otherwise_is_an_error_although_every_cell_holds(book, sent, words):
    found = verify_workbook(book, WAYS[words](sent))
    expected = words.partition(" .")[0]

    assert any(re.search(expected, problem.found) for problem in found.shown), list(map(str, found.problems))
    assert {(problem.code, str(problem.severity)) for problem in found.shown} == {("XLS", "error")}
    assert (found.holds, found.cells_hold) == (False, True)


TWINS = {
    "a column twice as wide": lambda it: with_column_c(it, b'width="40"'),
    "a column a little more than half as wide": lambda it: with_column_c(it, b'width="6.5"'),
    "a row twice as high": lambda it: changed(it, SHEET, rb'(<row r="6"[^>]*?) ht="[^"]*"', rb'\g<1> ht="32"'),
}


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("twin", TWINS)
def test_what_shows_as_much_as_was_issued_holds(book, sent, twin):
    found = verify_workbook(book, TWINS[twin](sent))

    assert (found.holds, found.shown, found.problems) == (True, (), ())


@pytest.mark.proof
@pytest.mark.slow
def test_a_copy_that_libreoffice_saved_holds_and_one_that_it_saved_with_white_figures_does_not(book, sent, tmp_path):
    recalculated(sent, tmp_path)
    found = verify_workbook(book, tmp_path / "recalculated" / "sent.xlsx")

    assert (found.holds, found.shown) == (True, ())

    (tmp_path / "white").mkdir()
    recalculated(WAYS[f"text of the colour {LIGHT}"](sent), tmp_path / "white")
    white = verify_workbook(book, tmp_path / "white" / "recalculated" / "sent.xlsx")

    assert (white.holds, white.cells_hold) == (False, True)
    assert f"text of the colour {LIGHT}" in white.shown[0].found


@pytest.mark.thorough
@pytest.mark.parametrize("written", [b"_x000a_Basis:", b"_x005F_x000a_Basis:"])
def test_the_end_of_a_line_at_the_foot_accuses_nobody_however_it_is_written(book, sent, written):
    load_workbook(sent).save(sent)
    changed(sent, SHEET, b"_x000a_Basis:", written)

    assert [it.found for it in verify_workbook(book, sent).shown if "printed" in it.found] == []


@pytest.mark.thorough
def test_cells_that_hold_something_else_are_told_before_how_they_are_shown(book, sent):
    typed_over(sent, SHEET, "C6", 12345, keep_formula=True)
    found = verify_workbook(book, changed(sent, SHEET, b'<row r="6"', rb'\g<0> hidden="1"'))

    assert (found.holds, found.cells_hold, [it.found for it in found.shown]) == (False, False, ["row 6 hidden"])


def test_a_workbook_that_the_book_gives_again_is_not_read(book, issued, tmp_path, monkeypatch):
    renamed = Path(copy(issued[1], tmp_path / "renamed.xlsx"))
    spaced = Path(copy(issued[1], tmp_path / "spaced.xlsx"))
    respelt(spaced, "xl/worksheets/sheet1.xml", lambda it: it.replace(b"</sheetData>", b"</sheetData >"))
    read = verify_workbook(book, spaced).cells
    monkeypatch.setattr("ledger.desk.verify.read_notes", None)
    monkeypatch.setattr("ledger.desk.verify.read_received", None)

    result = verify_workbook(book, renamed)

    assert (result.holds, result.same_bytes, result.problems) == (True, True, ())
    assert result.cells == read

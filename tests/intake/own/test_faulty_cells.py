"""The workbook that comes back: the person's own, with red cells and notes, and nothing else changed."""

import re
import subprocess
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter
from foreign import need_libreoffice
from lxml import etree
from python_calamine import CalamineWorkbook
from workbooks import filled_in, respelt, written

from ledger.export import write_entry_form
from ledger.foundation import Place, Problem, Severity
from ledger.intake import read_files, settle
from ledger.intake.own.faulty_cells import mark_problems

# openpyxl, the reader of these tests, says what it would lose: why the package itself is edited.
pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported", "ignore:Print area")

SHEET = "xl/worksheets/sheet1.xml"
# The parts that the sheet of problems needs.
LISTED = {
    *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
    *("xl/sharedStrings.xml", "xl/worksheets/sheet3.xml"),
}


def at(sheet, row=None, field="", column=""):
    return Place(file="a.xlsx", sheet=sheet, row=row, column=column, field=field)


def problem(place, found="x", severity=Severity.ERROR):
    return Problem("FORM", severity, place, found, "a value", "type it again")


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def marks(path):
    """What a reader of the marked workbook sees: sheet, red cell, note."""
    workbook = openpyxl.load_workbook(path)
    cells = (cell for sheet in workbook for row in sheet.iter_rows() for cell in row)
    return {
        f"{cell.parent.title}!{cell.coordinate}": cell.comment.text if cell.comment else None
        for cell in cells
        if cell.fill.fgColor.rgb == "FFFFC7CE"
    }


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "a.problems.xlsx"


def test_an_error_colours_its_cell_and_says_what_to_type(path, out):
    mark_problems(filled_in(path, {}, {}), [problem(at("Commitments", 3, "amount"), '"3,0,0"')], out)

    assert marks(out) == {"Commitments!I3": 'Found "3,0,0", expected a value. Type it again.'}


def test_several_errors_of_a_cell_share_a_note(path, out):
    place = at("Commitments", 3, "amount")
    mark_problems(filled_in(path, {}, {}), [problem(place, "one"), problem(place, "two"), problem(place, "one")], out)

    assert marks(out) == {
        "Commitments!I3": "Found one, expected a value. Type it again.\n\nFound two, expected a value. Type it again."
    }


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        (at("Commitments", 3), "Commitments!A3"),
        (at("Commitments", 3, "fulfils"), "Commitments!A3"),
        (at("Commitments"), "Commitments!A1"),
        (Place(file="a.xlsx"), "Commitments!A1"),
        (at("Commitments", 9, "donor"), "Commitments!B9"),
        (at("Commitments", 3, "title"), "Commitments!A3"),
        (at("Commitments", 3, column="AB"), "Commitments!AB3"),
    ],
)
def test_an_error_without_a_cell_of_its_own_finds_one(path, out, place, cell):
    mark_problems(filled_in(path, {}, {"title": None}), [problem(place)], out)

    assert list(marks(out)) == [cell]


def test_warnings_are_not_marked(path, out):
    mark_problems(filled_in(path, {}), [problem(at("Commitments", 2, "donor"), severity=Severity.WARNING)], out)

    assert parts(out) == parts(path)


def test_a_sheet_with_headings_of_its_own_is_marked_under_them(path, out):
    written(path, ["Our list"], ["Land", "Summe: total"], ["Germany", 3], sheet="Blatt")
    mark_problems(path, [problem(at("Blatt", 3, "Summe: total"))], out)

    assert list(marks(out)) == ["Blatt!B3"]


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({"currency": None}, ["J2"]),
        ({"term": "recurring"}, ["O2", "P2"]),
        ({"qualifier": "undisclosed"}, ["I2"]),
        ({"title": None}, ["A2"]),
    ],
)
def test_the_cells_to_fill_in_or_to_clear_are_marked(path, out, changes, cells):
    filled_in(path, {"start": None, "every": None} | changes)
    reading = read_files([path], "xlsx")
    mark_problems(path, settle(reading.drafts, ())[1], out)

    assert list(marks(out)) == [f"Commitments!{cell}" for cell in cells]


@pytest.mark.parametrize("remedy", ["fill in currency", "complete the sum", "fill in donor and recipient"])
def test_the_words_of_a_remedy_mark_no_cell(path, out, remedy):
    filled_in(path, {"currency": None}, {})
    [told] = settle(read_files([path], "xlsx").drafts, ())[1]
    alone = problem(at("Commitments", 3, "amount", column="I"))
    mark_problems(path, [replace(told, remedy=remedy), replace(alone, remedy=remedy)], out)

    assert list(marks(out)) == ["Commitments!J2", "Commitments!I3"]


def test_the_letters_of_a_column_go_before_its_heading(path, out):
    mark_problems(filled_in(path, {}), [problem(at("Commitments", 2, "donor", column="C"))], out)

    assert list(marks(out)) == ["Commitments!C2"]


def listed(path, sheet="Problems"):
    """The rows of the sheet of problems, and where the first cell of each leads."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows())
    links = [row[0].hyperlink.location if row[0].hyperlink else None for row in rows]
    return [tuple(cell.value for cell in row) for row in rows], links


def test_a_sheet_of_its_own_lists_all_problems_with_links_to_their_cells(path, out):
    problems = [
        problem(at("Commitments", 3, "Amount", "I"), '"3,0,0"'),
        problem(at("Commitments", 2, "Donor", "B"), "nothing"),
        problem(at("Commitments", 2, "Donor", "B"), "nothing", Severity.WARNING),
    ]
    mark_problems(filled_in(path, {}, {}), problems, out)

    assert listed(out) == (
        [
            ("Cell", "Heading", "Found", "Expected", "What to do"),
            ("Commitments!B2", "Donor", "nothing", "a value", "Type it again."),
            ("Commitments!I3", "Amount", '"3,0,0"', "a value", "Type it again."),
        ],
        [None, "'Commitments'!B2", "'Commitments'!I3"],
    )
    assert openpyxl.load_workbook(out).sheetnames[-1] == "Problems"
    assert openpyxl.load_workbook(out)["Problems"].sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    ("found", "height"),
    [
        ("x", 14),
        ("word " * 8, 14),
        ("word " * 9, 28),
        ("one\ntwo\nthree", 42),
        ("x" * 41, 28),
        ("\u4e07" * 21, 28),
        ("word " * 700, 409),
    ],
)
def test_a_row_of_the_list_is_as_high_as_its_longest_text(path, out, found, height):
    mark_problems(filled_in(path, {}), [problem(at("Commitments", 2, "Donor", "B"), found)], out)

    rows = openpyxl.load_workbook(out)["Problems"].row_dimensions

    assert (rows[1].height, rows[2].height) == (14, height)


def test_a_link_leads_to_a_sheet_with_marks_in_its_name_and_text_is_no_markup(path, out):
    written(path, ["Land"], ["Germany"], sheet="Aid & 'us' now")
    mark_problems(path, [problem(at("Aid & 'us' now", 2, "Land"), '"<b>\x01&"')], out)

    rows, links = listed(out)
    assert links == [None, "'Aid & ''us'' now'!A2"]
    assert rows[1][2] == '"<b>&"'


def test_a_sheet_called_problems_stays_and_the_list_gets_a_number(path, out, tmp_path):
    written(path, ["Land"], ["Germany"], sheet="problems")
    mark_problems(path, [problem(at("problems", 2, "Land"))], out)
    mark_problems(out, [problem(at("problems", 2, "Land"))], again := tmp_path / "again.xlsx")

    assert openpyxl.load_workbook(out).sheetnames == ["problems", "Problems 2"]
    assert openpyxl.load_workbook(again).sheetnames == ["problems", "Problems 2", "Problems 3"]


def test_a_marked_copy_may_be_mended_and_imported_itself(path, out):
    filled_in(path, {"category": "militray"})
    mark_problems(path, settle(read_files([path], "xlsx").drafts, ())[1], out)
    workbook = openpyxl.load_workbook(out)
    workbook["Commitments"]["D2"] = "military"
    workbook.save(mended := path.with_name("mended.xlsx"))

    reading = read_files([mended], "xlsx")

    assert (len(reading.drafts), reading.problems, settle(reading.drafts, ())[1]) == (1, (), ())


@pytest.mark.parametrize("heading", ["source_title", "Source title", "source title *"])
def test_a_heading_is_found_however_it_is_written(path, out, heading):
    mark_problems(filled_in(path, {}), [problem(at("Commitments", 2, heading))], out)

    assert list(marks(out)) == ["Commitments!M2"]


def test_of_merged_cells_the_first_is_marked(path, out):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_row("A1", ["Donor", "Recipient", "Title", "Qualifier", "Amount"])
    sheet.merge_range("D2:E3", "")
    workbook.close()
    mark_problems(path, [problem(at("S", 3, "amount"))], out)

    assert list(marks(out)) == ["S!D2"]


def saved_by_openpyxl(path):
    """The entry form with a row that has faults, saved by a library that declares prefixes where it needs them."""
    write_entry_form(path)
    workbook = openpyxl.load_workbook(path)
    for column, value in enumerate(["uk-1", "Support", "United Kingdom"], start=1):
        workbook["Commitments"].cell(5, column, value)
    workbook.save(path)
    return path


@pytest.mark.proof
def test_every_part_of_a_form_saved_by_openpyxl_is_sound_xml_with_hidden_notes(path, out):
    saved_by_openpyxl(path)
    places = [at("Commitments", 5, "stage"), at("Transactions", 5, "type")]
    mark_problems(path, [problem(place) for place in places], out)
    before, after = parts(path), parts(out)
    changed = {name: etree.fromstring(after[name]) for name in after if after[name] != before.get(name)}
    boxes = [box for name, root in changed.items() if name.endswith(".vml") for box in root.iter("{*}shape")]

    assert sum(name.endswith(".vml") for name in changed) == 2
    assert len(boxes) == sum(part.count(b"<comment ") for name, part in after.items() if "comment" in name)
    assert all("visibility:hidden" in box.get("style") for box in boxes)
    assert {"Commitments!G5", "Transactions!C5"} <= marks(out).keys()


@pytest.mark.proof
@pytest.mark.slow
def test_libreoffice_keeps_the_notes_of_a_form_saved_by_openpyxl_hidden(path, out, tmp_path):
    mark_problems(saved_by_openpyxl(path), [problem(at("Commitments", 5, "stage"))], out)
    again = parts(through_libreoffice(out, tmp_path))
    boxes = b"".join(part for name, part in again.items() if name.endswith(".vml"))

    assert boxes.count(b"<v:shape ") > 1
    assert boxes.count(b"visibility:hidden") == boxes.count(b"<v:shape ")


def rich(path):
    """A workbook with all that a library could lose."""
    workbook = xlsxwriter.Workbook(path)
    sheet, other = workbook.add_worksheet("Data"), workbook.add_worksheet("Other")
    sheet.write_row("A1", ["Donor", "Recipient", "Amount"], workbook.add_format({"bold": True}))
    sheet.write_row("A2", ["Germany", "Ukraine", 3], workbook.add_format({"num_format": "0.00", "border": 1}))
    sheet.write_formula("D2", "=C2*2", None, 6)
    sheet.write_comment("A2", "look at this", {"author": "Ann"})
    sheet.data_validation("B2:B9", {"validate": "list", "source": ["Ukraine", "Moldova"]})
    sheet.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_table("F1:G3", {"columns": [{"header": "k"}, {"header": "v"}]})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Data!$C$2:$C$2"})
    sheet.insert_chart("J2", chart)
    sheet.insert_button("J20", {"caption": "Press"})
    sheet.autofilter("A1:C2")
    other.write("A1", "untouched")
    workbook.define_name("sums", "=Data!$C$2:$C$9")
    workbook.close()
    return path


def test_every_part_but_those_of_the_marks_is_the_same_byte_by_byte(path, out):
    mark_problems(rich(path), [problem(at("Data", 2, "Amount"))], out)
    before, after = parts(path), parts(out)

    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {SHEET, "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", *LISTED}
    assert after.keys() - before.keys() == {"xl/worksheets/sheet3.xml"}


def test_of_the_sheet_only_the_style_of_the_cell_changes(path, out):
    mark_problems(rich(path), [problem(at("Data", 2, "Amount"))], out)
    before, after = parts(path)[SHEET], parts(out)[SHEET]

    red = re.search(rb'<c r="C2" s="(\d+)"', after)[1]
    assert after.replace(b'<c r="C2" s="%s"' % red, b'<c r="C2" s="2"') == before
    workbook = openpyxl.load_workbook(out)
    cell = workbook["Data"]["C2"]
    assert (cell.value, cell.number_format, cell.border.left.style) == (3, "0.00", "thin")


def test_notes_that_were_there_stay_and_ours_stands_below(path, out):
    mark_problems(rich(path), [problem(at("Data", 2, "Donor")), problem(at("Data", 2, "Amount"))], out)

    assert marks(out) == {
        "Data!A2": "look at this\n\nFound x, expected a value. Type it again.",
        "Data!C2": "Found x, expected a value. Type it again.",
    }
    assert parts(out)["xl/drawings/vmlDrawing1.vml"].count(b"<x:Row>") == 2


def test_a_sheet_without_notes_gets_the_parts_it_needs(path, out):
    mark_problems(rich(path), [problem(at("Other", 1))], out)
    before, after = parts(path), parts(out)

    assert {name for name in after if after[name] != before.get(name)} == {
        "[Content_Types].xml",
        "xl/comments2.xml",
        "xl/drawings/vmlDrawing2.vml",
        "xl/styles.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/worksheets/sheet2.xml",
        *LISTED,
    }
    assert list(marks(out)) == ["Other!A1"]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"<sheetData/>", at("S", 4)),
        (b'<sheetData><row r="2"/></sheetData>', at("S", 2)),
        (b'<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>', at("S", 2)),
        (b'<sheetData><row><c><v>1</v></c></row><row r="9"/></sheetData>', at("S", 4)),
    ],
)
def test_a_cell_that_is_not_there_is_put_in_where_it_belongs(path, out, data, place):
    written(path, sheet="S")
    respelt(path, SHEET, lambda xml: re.sub(rb"<sheetData.*?(/>|</sheetData>)", data, xml))
    mark_problems(path, [problem(place)], out)

    assert list(marks(out)) == [f"S!A{place.row}"]


def test_the_same_input_gives_the_same_bytes(path, out, tmp_path):
    problems = [problem(at("Data", 2, "Amount")), problem(at("Other", 1))]
    rich(path)
    mark_problems(path, problems, out)
    mark_problems(path, problems, again := tmp_path / "b.xlsx")

    assert again.read_bytes() == out.read_bytes()


def through_libreoffice(path, folder):
    """The same workbook as LibreOffice saves it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [need_libreoffice(), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "again")]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=600)
    return folder / "again" / path.name


@pytest.mark.proof
@pytest.mark.slow
def test_libreoffice_opens_the_marked_workbook_with_all_its_notes(path, out, tmp_path):
    mark_problems(rich(path), [problem(at("Data", 2, "Donor")), problem(at("Data", 7, "Amount"))], out)
    again = through_libreoffice(out, tmp_path)

    assert CalamineWorkbook.from_path(again).get_sheet_by_name("Other").to_python() == [["untouched"]]
    assert {place: text.replace("\n\n", "\n") for place, text in marks(again).items()} == {
        "Data!A2": "look at this\nFound x, expected a value. Type it again.",
        "Data!C7": "Found x, expected a value. Type it again.",
    }


@pytest.mark.proof
def test_real_workbooks_with_charts_and_pictures_keep_all_of_it(shared_data, out):
    source = shared_data / "kiel" / "R07_2022-10_corrected.xlsx"
    place = Place(file=source.name, sheet="Bilateral assistance, MAIN DATA", row=7, field="Announcement Date")
    mark_problems(source, [problem(place)], out)
    before, after = parts(source), parts(out)

    same = [name for name in before if before[name] == after[name]]
    assert len(before) - len(same) <= 8
    assert "Bilateral assistance, MAIN DATA!C7" in marks(out)

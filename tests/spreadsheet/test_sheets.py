"""Workbooks that must not be read blindly: each fault is told once, at its place, in bounded time and memory."""

import datetime as dt
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven
from workbooks import respelt, written

from ledger.foundation import Severity
from ledger.spreadsheet.cells import SheetRow
from ledger.spreadsheet.number_formats import ShownNumber
from ledger.spreadsheet.sheets import open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def faults(path):
    workbook, problems = open_workbook(path, path.name)
    if workbook is None:
        return [str(problem) for problem in problems]
    read = [item for sheet in workbook.sheets for item in workbook.rows(sheet) if not isinstance(item, SheetRow)]
    return [str(problem) for problem in (*problems, *read)]


def rows(path, sheet="Commitments"):
    workbook, problems = open_workbook(path, path.name)
    assert workbook is not None, problems
    return [item.cells for item in workbook.rows(sheet) if isinstance(item, SheetRow)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"title;donor\nx;y\n", "a text file such as CSV"),
        ("title;donor".encode("utf-16"), "a text file such as CSV"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page (HTML)"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a workbook of the old kind (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a workbook with a password",
        ),
        (bytes(range(256)), "a file of another kind"),
        (b"PK\x03\x04 and then nothing", "a damaged file (File is not a zip file)"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_for_what_it_is(path, content, found):
    path.write_bytes(content)

    assert [it.partition("found ")[2].partition(", expected")[0] for it in faults(path)] == [found]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("sent.md", "# Pledges: EUR 100\n", "a text file such as CSV"),
        ("sent.csv", "title,donor\n", "a text file such as CSV"),
        ("sent.html", '<!doctype html><meta name="generator" content="defense-ledger 9">', "a web page (HTML)"),
    ],
)
def test_who_has_a_document_beside_a_workbook_is_told_to_ask_for_that(tmp_path, name, text, found):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")

    assert faults(file) == [
        f"{name}: FILE error: found {found}, expected a workbook (.xlsx). Do: ask for the workbook it was made from."
    ]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["word/document.xml", "[Content_Types].xml"], "a text document (.docx)"),
        (["content.xml", "mimetype"], "an OpenDocument file (.ods)"),
        (["readme.txt"], "a zip archive"),
    ],
)
def test_another_kind_of_archive_is_told_for_what_it_is(path, names, found):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")

    assert faults(path) == [
        (
            f"a.xlsx: FILE error: found {found}, expected a workbook (.xlsx). "
            "Do: open it in Excel or LibreOffice and save it as .xlsx."
        )
    ]


@pytest.mark.proof
def test_a_zip_bomb_is_refused_before_it_is_unpacked(path):
    written(path, ["x"])
    respelt(path, None, None, add={"xl/worksheets/sheet9.xml": b"<a/>" * (50 * 1024 * 1024)})

    tracemalloc.start()
    told = faults(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert told == [
        (
            "a.xlsx: FILE error: found more in it than its size lets expect, expected at most 512 MiB unpacked, "
            "and no part "
            "packed more than 250 times. Do: delete blank rows and columns beyond the data and pictures, or "
            "split the file."
        )
    ]
    assert peak < 64 * 1024 * 1024


def test_an_archive_whose_list_points_before_its_beginning_is_damaged(path):
    written(path, ["x"])
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    start = int.from_bytes(content[end + 16 : end + 20], "little")
    content[end + 16 : end + 20] = (start + 1).to_bytes(4, "little")
    path.write_bytes(content)

    assert [it.partition(" (")[0] for it in faults(path)] == ["a.xlsx: FILE error: found a damaged file"]


def test_an_archive_that_lies_about_its_sizes_is_refused(path):
    written(path, ["x"])
    respelt(path, None, None, add={"xl/worksheets/sheet9.xml": b"<a/>" + b" " * 100_000})
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 100_004), struct.pack("<I", 4)))

    assert faults(path) == [
        (
            "a.xlsx: FILE error: found a damaged file (the size of xl/worksheets/sheet9.xml is not what it "
            "says), expected a "
            "whole workbook (.xlsx). Do: open it in Excel or LibreOffice and save it as .xlsx, or get it again."
        )
    ]


@pytest.mark.proof
def test_too_many_parts_are_refused(path):
    written(path, ["x"])
    respelt(path, None, None, add={f"xl/{number}.txt": b"" for number in range(10_001)})

    assert "at most 10000 parts" in faults(path)[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(path):
    written(path, ["x"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")

    assert "two parts called xl/workbook.xml" in faults(path)[0]


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!doctype x SYSTEM "http://example.org/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET, "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
def test_xml_with_declarations_of_its_own_is_refused(path, part, declaration):
    written(path, ["x"])
    respelt(path, part, lambda xml: xml.replace(b"?>\n", b"?>\n" + declaration, 1))

    assert faults(path) == [
        (
            "a.xlsx: FILE error: found XML with declarations of its own (DOCTYPE), as attacks have them, "
            "expected a workbook as "
            "Excel saves it. Do: do not open it; ask the sender."
        )
    ]


def test_xml_in_another_encoding_could_hide_declarations_and_is_refused(path):
    written(path, ["x"])
    respelt(path, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))

    assert "XML that is not in UTF-8" in faults(path)[0]


def test_macros_are_not_run_and_the_values_are_read(path):
    written(path, ["x", 3])
    respelt(path, None, None, add={"xl/vbaProject.bin": b"macro"})

    assert rows(path) == [("x", Decimal(3))]
    assert faults(path) == [
        (
            "a.xlsx: FORM warning: found macros, which were not run, expected a workbook without macros. "
            "Do: check the values, or save it as .xlsx."
        )
    ]


def test_links_to_other_workbooks_are_told(path):
    written(path, ["x"])
    respelt(path, None, None, add={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})

    assert faults(path)[0].startswith("a.xlsx: FORM warning: found links to other workbooks")


def test_hidden_sheets_are_not_read_and_named(path):
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("Seen").write(0, 0, "x")
    workbook.add_worksheet("Old").hide()
    workbook.add_worksheet("Older").very_hidden()
    workbook.close()
    opened, problems = open_workbook(path, "a.xlsx")

    assert opened.sheets == ("Seen",)
    assert [str(it) for it in problems] == [
        (
            'a.xlsx: FORM warning: found hidden sheets, which were not read: "Old", "Older", expected sheets '
            "that can be seen. "
            "Do: show a sheet that belongs to the import, delete others."
        )
    ]


def test_hidden_rows_and_columns_are_read_and_named_but_folded_groups_are_not(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_column(0, 0, [1, 2, 3])
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True, "level": 1})
    sheet.set_column(3, 5, None, None, {"hidden": True})
    sheet.set_column(6, 8, None, None, {"hidden": True, "level": 1})
    workbook.close()

    assert rows(path, "S") == [(Decimal(1),), (Decimal(2),), (Decimal(3),)]
    assert [it.partition(", expected")[0] for it in faults(path)] == [
        "a.xlsx:S: FORM warning: found hidden rows, which were read like all others: 2",
        "a.xlsx:S: FORM warning: found hidden columns, which were read like all others: D to F",
    ]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_an_error_in_a_cell_is_told_at_the_cell(path, error):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_row(1, 1, ["x", "y"])
    sheet.write_formula(1, 3, "=A1", None, error)
    workbook.close()

    assert rows(path, "S") == [(None, "x", "y")]
    assert faults(path) == [
        f"a.xlsx:S!D2: FORM error: found the error {error}, expected a value. Do: mend the formula, or type the value."
    ]


def test_a_formula_whose_value_was_not_saved_is_told_and_an_empty_text_is_none(path):
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    workbook.active["B2"] = "=1+1"
    workbook.active["C2"] = 5
    workbook.save(path)
    respelt(path, SHEET, lambda xml: xml.replace(b"</c></row>", b'</c><c r="D2" t="str"><f>""</f><v></v></c></row>'))

    assert [it.partition(", expected")[0] for it in faults(path)] == [
        "a.xlsx:Sheet!B2: FORM error: found a formula whose value was not saved with it"
    ]


@pytest.mark.parametrize("date_1904", [False, True])
def test_days_are_the_same_in_both_date_systems(path, date_1904):
    workbook = xlsxwriter.Workbook(path, {"date_1904": date_1904})
    look = workbook.add_format({"num_format": "yyyy-mm-dd"})
    workbook.add_worksheet("S").write_datetime(0, 0, dt.datetime(2025, 6, 2), look)  # noqa: DTZ001 - Excel knows no time zones
    workbook.close()

    assert rows(path, "S") == [(date(2025, 6, 2),)]


def test_each_kind_of_cell_is_what_a_person_sees(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    clock, hours = workbook.add_format({"num_format": "hh:mm"}), workbook.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, [0.1 + 0.2, 123456789012345680, True, " 12\u00a0000 ", "007"])
    sheet.write_datetime(0, 5, dt.time(3, 4), clock)
    sheet.write_datetime(0, 6, dt.timedelta(days=3), hours)
    sheet.write(0, 7, 0.05, workbook.add_format({"num_format": "0%"}))
    sheet.write(0, 8, 0.125, workbook.add_format({"num_format": "0.0 %"}))
    workbook.close()

    (cells,) = rows(path, "S")
    assert cells == (
        Decimal("0.3"),
        Decimal(123456789012346000),
        True,
        " 12\u00a0000 ",
        "007",
        "03:04:00",
        "3 days, 0:00:00",
        ShownNumber(Decimal("0.05"), "5%"),
        ShownNumber(Decimal("0.125"), "12.5 %"),
    )


def test_merged_cells_are_known_by_their_range(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.merge_range("B2:D4", "x")
    workbook.close()
    opened, _ = open_workbook(path, "a.xlsx")

    assert [str(it) for it in opened.merged("S")] == ["B2:D4"]


def test_a_text_longer_than_excel_allows_is_told_at_its_cell(path):
    written(path, ["x", "y"])
    respelt(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<t>y</t>", b"<t>" + b"y" * 40_000 + b"</t>"))

    assert rows(path) == [("x",)]
    assert faults(path) == [
        (
            "a.xlsx:Commitments!B1: FORM error: found a text of 40000 characters, expected at most 32767, as in "
            "Excel. "
            "Do: shorten the text."
        )
    ]


@pytest.mark.proof
def test_a_cell_of_16_mb_is_refused_without_being_held(path):
    written(path, ["x", "y"])
    noise = b"".join(b"%d " % number for number in range(2_400_000))
    respelt(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<t>y</t>", b"<t>" + noise + b"</t>"))

    tracemalloc.start()
    told = faults(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(noise) > 16 * 1024 * 1024
    assert [it.partition(", expected")[0] for it in told] == [
        "a.xlsx: FILE error: found a text of millions of characters"
    ]
    assert peak < 16 * 1024 * 1024


_FAR = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1536 * 1024**2, 1536 * 1024**2))
from ledger.spreadsheet.sheets import open_workbook
workbook, _ = open_workbook(Path(sys.argv[1]), "a.xlsx")
print([(row.sheet, row.number, len(row.cells)) for row in workbook.rows("Commitments")])
"""


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a program to so much memory")
@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (1048576, '<c r="XFD1048576"><v>1</v></c>'),
        (1048576, '<c><v>1</v></c><c r="xfd1048576"><v>1</v></c>'),
        (2, '<c r="XFD1048576"><v>1</v></c>'),
    ],
)
def test_one_cell_far_away_is_read_and_does_not_ask_for_all_the_memory(path, row, cell):
    written(path, ["x", "y"])
    far = f'<row r="{row}">{cell}</row></sheetData>'.encode()
    respelt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))

    told = subprocess.run([sys.executable, "-c", _FAR, str(path)], capture_output=True, text=True, check=True).stdout

    assert told == "[('Commitments', 1, 2), ('Commitments', 1048576, 16384)]\n"


def test_a_cell_far_away_is_seen_where_the_widths_of_columns_stand_before_the_rows(path):
    # A part is looked at in pieces: the last one begins with the last cell, behind the tag of its row.
    written(path, ["x", "y"])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    widths = b'<cols><col min="1" max="1" width="9"/></cols><sheetData>'
    respelt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far).replace(b"<sheetData>", widths))

    assert [(len(it), it[-1]) for it in rows(path)] == [(2, "y"), (16384, Decimal(1))]
    assert faults(path) == []


@pytest.mark.parametrize("place", ["9" * 5000, "1" + "0" * 10, "1048577"])
def test_a_row_with_a_number_without_end_is_a_fault_of_the_file(path, place):
    written(path, ["x", "y"])
    far = f'<row r="{place}"><c r="A{place}"><v>1</v></c></row></sheetData>'.encode()
    respelt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))

    assert [it.partition(" found ")[0] for it in faults(path)] == ["a.xlsx:Commitments: FILE error:"]


def test_blank_cells_with_a_format_far_away_do_no_harm(path):
    written(path, ["x", "y"])
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    respelt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))

    assert rows(path) == [("x", "y")]
    assert faults(path) == []


def test_a_sheet_with_prefixed_tags_and_cells_without_places_is_read_the_same(path):
    written(path, ["x"])
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c><x:v>7'
        b'</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    respelt(path, SHEET, lambda _: sheet)

    assert rows(path) == [(Decimal(7),)]
    assert [it.partition(",")[0] for it in faults(path)] == ["a.xlsx:Commitments!B1: FORM error: found the error #REF!"]


@pytest.mark.thorough
def test_cells_that_are_never_closed_are_answered_at_once(path):
    written(path, ["x"])
    respelt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", b'<row r="2">' + b"<c><f>" * 300_000))

    assert any("FILE error: found a damaged workbook" in it for it in faults(path))


@pytest.mark.thorough
@settings(
    max_examples=proven(15, 60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), part=st.sampled_from([SHEET, "xl/workbook.xml", None]))
def test_no_damage_is_ever_raised(tmp_path, place, byte, part):
    path = written(tmp_path / "a.xlsx", ["x", 1, "y"])

    def spoilt(content):
        at = place % len(content)
        return content[:at] + bytes([byte]) + content[at + 1 :]

    if part:
        respelt(path, part, spoilt)
    else:
        path.write_bytes(spoilt(path.read_bytes()))
    workbook, problems = open_workbook(path, "a.xlsx")

    assert workbook is not None or any(it.severity is Severity.ERROR for it in problems)
    for sheet in workbook.sheets if workbook else ():
        list(workbook.rows(sheet))

"""OpenDocument spreadsheets (.ods): read like workbooks, and as safely."""

import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from ledger.intake import read_files, settle
from ledger.spreadsheet import ShownNumber, read_sheets

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    ]
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.ods"


def document(path, rows, *, styles="", sheet="", parts=None):
    """A document of one sheet, by the XML of its rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} {CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Aid"{sheet}>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        for name, written in {"content.xml": content, "META-INF/manifest.xml": MANIFEST, **(parts or {})}.items():
            archive.writestr(name, written)
    return path


def row(*cells, **attributes):
    given = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{given}>{''.join(cells)}</table:table-row>"


def text(words, more=""):
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


def number(value, style="", kind="float", more=""):
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="{kind}" office:value="{value}"{more}/>'


def cell_style(name, shown="", properties=""):
    data = f' style:data-style-name="{shown}"' if shown else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{data}>{properties}</style:style>'


def number_style(name, *parts, kind="number"):
    return f'<number:{kind}-style style:name="{name}">{"".join(parts)}</number:{kind}-style>'


FIGURE = '<number:number number:decimal-places="1"/>'
STRUCK = '<style:text-properties style:text-line-through-style="solid"/>'


def read(path):
    sheets, problems = read_sheets(path, path.name)
    rows = [(it.number, it.cells) for rows in sheets.values() for it in rows]
    return rows, [str(problem) for problem in problems]


def test_values_are_read_as_those_of_a_workbook(path):
    day = '<table:table-cell office:value-type="date" office:date-value="2025-06-02"/>'
    document(path, row(text("Norway"), number("3.5"), day, number("7", kind="currency")) + row() + row(text("x")))

    assert read(path) == ([(1, ("Norway", Decimal("3.5"), date(2025, 6, 2), Decimal(7))), (3, ("x",))], [])


def test_a_number_is_given_as_its_format_shows_it(path):
    styles = (
        number_style("N1", FIGURE, "<number:text> Mio</number:text>")
        + number_style("N2", FIGURE, "<number:currency-symbol>€</number:currency-symbol>", kind="currency")
        + number_style("N3", '<number:number number:display-factor="1000000"/>', "<number:text>m</number:text>")
        + number_style("N4", FIGURE, "<number:text> %</number:text>", kind="percentage")
        + number_style("N5", FIGURE, "<number:text> </number:text>")
        + "".join(cell_style(f"ce{it}", f"N{it}") for it in range(1, 6))
    )
    cells = [number("2500000", f"ce{it}") for it in (1, 2, 3, 5)]
    document(path, row(*cells, number("0.05", "ce4", "percentage")), styles=styles)

    assert read(path)[0] == [
        (
            1,
            (
                ShownNumber(Decimal(2500000), "2500000 Mio"),
                ShownNumber(Decimal(2500000), "2500000€"),
                ShownNumber(Decimal(2500000), "2.5m", is_scaled=True),
                Decimal(2500000),
                ShownNumber(Decimal("0.05"), "5 %"),
            ),
        )
    ]


def test_a_style_of_a_column_counts_for_its_cells(path):
    styles = number_style("N1", FIGURE, "<number:text> bn</number:text>") + cell_style("ce1", "N1")
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/>'
    document(path, columns + row(number("4"), number("4")), styles=styles)

    assert read(path)[0] == [(1, (Decimal(4), ShownNumber(Decimal(4), "4 bn")))]


def test_raised_digits_and_struck_cells_are_told(path):
    styles = (
        cell_style("ce1", properties=STRUCK)
        + '<style:style style:name="T1" style:family="text">'
        + '<style:text-properties style:text-position="super 58%"/></style:style>'
    )
    raised = text('620000<text:span text:style-name="T1">2</text:span>')
    struck = row(text("Boats", ' table:style-name="ce1"'), number("9", "ce1"), number_rows_repeated="2")
    document(path, row(raised) + struck, styles=styles)

    assert read(path)[0][0] == (1, ("620000\u00b2",))
    assert [it.partition(", expected")[0] for it in read(path)[1]] == [
        "a.ods:Aid: FORM warning: found cells struck out, which were read like all others: A2:B2, A3:B3"
    ]


def test_what_is_hidden_wrong_or_merged_is_told_at_its_place(path):
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    wrong = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
    unsaved = '<table:table-cell table:formula="of:=A1"/>'
    rows = row(text("a"), f"{wrong}<text:p>#DIV/0!</text:p></table:table-cell>") + row(text("b"), visibility="filter")
    document(path, columns + rows + row(text("c"), unsaved))

    assert [it.partition(", expected")[0] for it in read(path)[1]] == [
        "a.ods:Aid: FORM warning: found hidden rows, which were read like all others: 2",
        "a.ods:Aid: FORM warning: found hidden columns, which were read like all others: B",
        "a.ods:Aid!B1: FORM error: found the error #DIV/0!",
        "a.ods:Aid!B3: FORM error: found a formula whose value was not saved with it",
    ]


def test_a_hidden_sheet_is_not_read(path):
    look = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="ta1" style:family="table">{look}</style:style>'
    document(path, row(text("a")), styles=hidden, sheet=' table:style-name="ta1"')

    assert read(path)[0] == []
    assert "hidden sheets, which were not read" in read(path)[1][0]


def test_cells_that_were_deleted_and_notes_are_no_cells(path):
    note = "<office:annotation><text:p>5 bn</text:p></office:annotation>"
    cell = f'<table:table-cell office:value-type="string">{note}<text:p>Tents</text:p></table:table-cell>'
    document(path, row(cell))

    assert read(path) == ([(1, ("Tents",))], [])


def test_blank_rows_and_cells_that_repeat_to_the_end_cost_nothing(path):
    blank = '<table:table-cell table:number-columns-repeated="16383"/>'
    document(path, row(text("a"), blank) + row(blank, number_rows_repeated="1048575"))

    assert read(path) == ([(1, ("a",))], [])


@pytest.mark.parametrize(("rows", "columns"), [(1_048_576, 16_384), (99_999_999_999, 1), (20_000_000, 1)])
def test_a_value_that_repeats_without_end_is_refused_before_it_is_set_aside(path, rows, columns):
    cell = number("7", more=f' table:number-columns-repeated="{columns}"')
    document(path, row(cell, number_rows_repeated=rows))
    found, (problem,) = read(path)

    assert found == []
    assert "FILE error: found cells as far as" in problem


def test_xml_with_declarations_is_refused(path):
    document(path, row(text("a")), parts={"styles.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'})

    assert "XML with declarations of its own" in read(path)[1][0]


def test_a_document_with_a_password_is_refused(path):
    locked = MANIFEST.replace("/></", "><manifest:encryption-data/></")
    document(path, row(text("a")), parts={"META-INF/manifest.xml": locked})

    assert "a document with a password" in read(path)[1][0]


def test_a_damaged_document_is_refused(path):
    document(path, "<table:table-row>")

    assert "a damaged file (its part content.xml)" in read(path)[1][0]


@pytest.mark.proof
def test_a_zip_bomb_is_refused(path):
    document(path, row(text("a")), parts={"Pictures/a.xml": b"<a/>" * (40 * 1024 * 1024)})

    assert "more in it than its size lets expect" in read(path)[1][0]


def test_the_form_may_be_saved_as_a_document(path):
    values = {
        "title": "Tents",
        "donor": "Norway",
        "recipient": "Ukraine",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "qualifier": "exact",
        "currency": "NOK",
        "term": "one_off",
    }
    styles = number_style("N1", FIGURE, "<number:text> Mio</number:text>") + cell_style("ce1", "N1")
    headings = row(*map(text, [*values, "amount"]))
    document(path, headings + row(*map(text, values.values()), number("7.5", "ce1")), styles=styles)
    records, _ = settle(read_files([path]).drafts, ())

    assert [str(record.amount) for record in records] == ["NOK 7,500,000"]


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_document_of_libreoffice_reads_as_the_workbook_it_was_made_from(tmp_path):
    codes = [
        *('0.0" Mio"', '#,##0" Mio €"', "#,##0 [$€-407]", "[$£-809]#,##0.00", "[$EUR] #,##0", "0%", "0.0 %"),
        *('_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "#,##0.00\\ _€", "[Red]0;[Blue]-0", "# ##0"),
        *('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', 'General" Mio"', '"ca. "0', "0.0,,", '0.0,,"m"', "General"),
        *('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', '0;-0;"n/a"', '0" 000"'),
    ]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("S")
        for number_of_row, value in enumerate([3_500_000, 3.5, 0]):
            for column, code in enumerate(codes):
                sheet.write(number_of_row, column, value, book.add_format({"num_format": code}))
        sheet.write(5, 0, "a\nb", book.add_format({"font_strikeout": True}))
        sheet.write_rich_string(5, 1, "62", book.add_format({"font_script": 1}), "3")
        sheet.set_row(5, None, None, {"hidden": True})
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    subprocess.run([*command, "--convert-to", "ods", "--outdir", tmp_path, tmp_path / "a.xlsx"], check=True)
    workbook, document_of_it = (read_sheets(tmp_path / f"a.{it}", "a") for it in ("xlsx", "ods"))

    assert document_of_it == workbook

"""Workbooks as tests need them: written in a few lines, spoilt on purpose, and read as their readers do."""

import re
import zipfile
from decimal import Decimal
from html import unescape
from itertools import zip_longest

import xlsxwriter
from displayed import cells
from python_calamine import CalamineWorkbook

from ledger.spreadsheet.cells import SheetRow
from ledger.spreadsheet.sheets import open_workbook

FIRST_SHEET = "xl/worksheets/sheet1.xml"
NOTHING = "\N{EN DASH}"
# Of the tables for readers, counted from 0: title, unit, marks, a blank line and the headings stand above it.
FIRST_ROW = 5
COMMITMENT = {
    "title": "Air defence",
    "donor": "Germany",
    "recipient": "Ukraine",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-02",
    "qualifier": "exact",
    "amount": 5_000_000_000,
    "currency": "EUR",
    "term": "one_off",
    "publisher": "Example News",
    "source_title": "Speech of the minister",
    "quote": "5 billion euros",
}


def written(path, *rows, sheet="Commitments", options=None):
    """A workbook of one sheet with these rows of plain values."""
    workbook = xlsxwriter.Workbook(path, options or {})
    worksheet = workbook.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                worksheet.write(number, column, value)
    workbook.close()
    return path


def filled_in(path, *changes, **options):
    """A sheet of commitments: one row for each dictionary of what differs from a sound one."""
    names = dict.fromkeys([*COMMITMENT, *(name for change in changes for name in change)])
    rows = [[(COMMITMENT | change).get(name) for name in names] for change in changes]
    return written(path, list(names), *rows, **options)


def respelt(path, part, change, add=None):
    """The same workbook with one part changed, and further parts added."""
    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    if part is not None:
        parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {**parts, **(add or {})}.items():
            target.writestr(name, content)
    return path


def part_of(path, sheet):
    """The name of the part that holds a sheet of a workbook of ours: its sheets are numbered in their order."""
    with zipfile.ZipFile(path) as archive:
        names = re.findall(r'<sheet\b[^>]* name="([^"]*)"', archive.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{[unescape(name) for name in names].index(sheet) + 1}.xml"


def typed_over(path, sheet, cell, value, *, keep_formula=False):
    """The same package with another value in one cell, and every other byte left alone."""

    def edit(content):
        text = content.decode()
        found = re.search(rf'<c r="{cell}"([^>]*?)(/>|>(.*?)</c>)', text)
        assert found, (sheet, cell)
        style = re.search(r' s="\d+"', found[1])
        formula = re.search(r"<f>.*?</f>", found[3] or "")
        kept = formula[0] if keep_formula and formula else ""
        is_number = re.fullmatch(r"-?[0-9.]+", str(value)) is not None
        body = f"<v>{value}</v>" if is_number else f"<is><t>{value}</t></is>"
        kind = "" if is_number else ' t="inlineStr"'
        return text.replace(found[0], f'<c r="{cell}"{style[0] if style else ""}{kind}>{kept}{body}</c>', 1).encode()

    return respelt(path, part_of(path, sheet), edit)


def sorted_rows(path, sheet, order):
    """The same package with rows of a sheet in another order, named by where they stood, as programs sort them.

    What formulas name in their own row moves with it.
    """

    def edit(content):
        text = content.decode()
        rows = {number: re.search(rf'<row r="{number}".*?</row>', text)[0] for number in order}
        places = dict(zip(order, sorted(order), strict=True))
        for number in order:
            text = text.replace(rows[number], f"<{number}/>", 1)
        for number, place in places.items():
            own = re.sub(rf"(?<![A-Z$0-9!'])([A-Z]{{1,2}}){number}(?![0-9(])", rf"\g<1>{place}", rows[number])
            text = text.replace(f"<{place}/>", own.replace(f'<row r="{number}"', f'<row r="{place}"'), 1)
        return text.encode()

    return respelt(path, part_of(path, sheet), edit)


def table_in(book, name):
    """The sheet of an opened workbook on which a table stands, and the rows of its cells, headings first."""
    sheet = next(sheet for sheet in book if name in sheet.tables)
    return sheet, list(sheet[sheet.tables[name].ref])


def in_table(book, name, heading):
    """The values below a heading of a table, without those of which there is none."""
    _, (headings, *rows) = table_in(book, name)
    place = [cell.value for cell in headings].index(heading)
    return [row[place].value for row in rows if row[place].value != "\N{EN DASH}"]


def cell_in(book, name, heading, row=0):
    """A cell of a table, by the number of its row, from 0."""
    _, (headings, *rows) = table_in(book, name)
    return rows[row][[cell.value for cell in headings].index(heading)]


def faults_for_readers(path, shown):
    """Which tables of a presentation do not stand in a workbook as they are displayed: each has a sheet of its own."""
    opened = CalamineWorkbook.from_path(path)
    sheets = [opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names]
    titled = {rows[0][0]: rows for rows in sheets if rows and rows[0]}
    for table in shown.tables:
        if table.title not in titled:
            yield f"{table.title}: no sheet of that title"
            continue
        below = titled[table.title][FIRST_ROW:]
        names, width = len(table.headings), len(table.headings) + len(cells(table, table.rows[0]))
        # Memo lines stand below a line of text.
        read = [_as_read(row[:width], names) for row in below if any(it != "" for it in row[names:width])]
        expected = [_as_displayed(table, row) for row in table.rows]
        pairs = zip_longest(expected, read, fillvalue=("no row",))
        yield from (f"{table.title}: {_line(it)} is read as {_line(at)}" for it, at in pairs if it != at)


def _line(row):
    return ", ".join(map(str, row))


def _as_displayed(table, row):
    """The names of a row, and behind them numbers where it has numbers and else what stands in their place."""
    is_own = row.kind in ("row", "subtotal", "others")
    names = [name or (NOTHING if is_own else "") for name in row.names]
    figures = [it.number if it and it.number is not None else (it.text if it else "") for it in cells(table, row)]
    return (*names, *(NOTHING if figure == "" and is_own else figure for figure in figures))


def _as_read(row, names):
    return (*row[:names], *(Decimal(str(value)) if isinstance(value, float | int) else value for value in row[names:]))


def rows_and_faults(path, sheet="Commitments"):
    """The rows of a sheet, and the problems of its workbook as they are told."""
    workbook, problems = open_workbook(path, path.name)
    items = list(workbook.rows(sheet)) if workbook else []
    faults = [str(it) for it in (*problems, *(it for it in items if not isinstance(it, SheetRow)))]
    return [(it.number, it.cells) for it in items if isinstance(it, SheetRow)], faults


def with_cell(path, cell):
    """A workbook of one row with two cells, and this XML as a further cell of its row."""
    written(path, ["x", "y"])
    return respelt(path, FIRST_SHEET, lambda xml: xml.replace(b"</row></sheetData>", cell + b"</row></sheetData>"))

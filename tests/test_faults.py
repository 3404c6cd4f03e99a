"""Every fault that files of this field are known for has a file, and what importing it says.

The files stand in ``tests/faults``, each with the lines that must be printed. ``python tests/test_faults.py`` makes the
files anew; ``pytest tests/test_faults.py --update-golden`` writes the lines anew.
"""

import csv
import datetime as dt
import io
import shutil
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from workbooks import COMMITMENT, filled_in, respelt, written

from ledger.book import Book
from ledger.desk import import_file
from ledger.foundation import Refused

FOLDER = Path(__file__).parent / "faults"
MEMORY = 128 * 1024 * 1024
ACTIVITIES = '<iati-activities version="2.03"><iati-activity><iati-identifier>{}</iati-identifier></iati-activity>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def table(*, separator=",", encoding="utf-8", **changes):
    """A CSV file of one sound commitment with some cells changed, as bytes."""
    text = io.StringIO(newline="")
    row = COMMITMENT | changes
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([row.keys(), row.values()])
    return text.getvalue().encode(encoding)


def zip_bomb(path):
    filled_in(path, {})
    respelt(path, None, None, add={"xl/worksheets/sheet9.xml": b"<a/>" * (10 * 1024 * 1024)})


def xml_bomb_in_a_workbook(path):
    filled_in(path, {})
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'.encode()
    respelt(path, "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", bomb + b"<workbook", 1))


def macros(path):
    filled_in(path, {})
    respelt(path, None, None, add={"xl/vbaProject.bin": b"Sub Auto_Open()"})


def links_to_other_workbooks(path):
    filled_in(path, {})
    respelt(path, None, None, add={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def hidden_sheet(path):
    workbook = xlsxwriter.Workbook(path)
    for name, title in (("Commitments", "Air defence"), ("Old", "Drones")):
        sheet = workbook.add_worksheet(name)
        sheet.write_row(0, 0, list(COMMITMENT))
        sheet.write_row(1, 0, list((COMMITMENT | {"title": title}).values()))
    workbook.get_worksheet_by_name("Old").hide()
    workbook.close()


def merged_cells(path):
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Commitments")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, list(COMMITMENT.values()))
    sheet.write_row(2, 0, list((COMMITMENT | {"title": "Drones"}).values()))
    sheet.merge_range("B2:B3", "Germany")
    workbook.close()


def error_cell(path):
    filled_in(path, {"amount": 77})
    broken = b' t="e"><v>#REF!</v>'
    respelt(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"><v>77</v>", broken, 1))


def days_of_1904(path):
    workbook = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = workbook.add_worksheet("Commitments")
    sheet.write_row(0, 0, list(COMMITMENT))
    sheet.write_row(1, 0, list(COMMITMENT.values()))
    look = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, list(COMMITMENT).index("announced"), dt.datetime(2025, 6, 2), look)  # noqa: DTZ001 - Excel knows no time zones
    workbook.close()


def cell_of_16_mb(path):
    filled_in(path, {})
    respelt(
        path,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"Air defence", b"".join(b"%07d " % (it % 1000) for it in range(2 * 1024 * 1024 + 1))),
    )


# What each file is, by its name, and how it was made.
FAULTS: Mapping[str, bytes | Callable[[Path], object]] = {
    "zip-bomb.xlsx": zip_bomb,
    "xml-bomb.xlsx": xml_bomb_in_a_workbook,
    "xml-bomb.xml": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>{ACTIVITIES.format("&l9;")}</iati-activities>'.encode(),
    "external-entity.xml": (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{ACTIVITIES.format("&e;")}</iati-activities>'.encode()
    ),
    "broken-off.xml": ACTIVITIES.format("XX-1").encode(),
    "macros.xlsm": macros,
    "links-to-other-workbooks.xlsx": links_to_other_workbooks,
    "hidden-sheet.xlsx": hidden_sheet,
    "merged-cells.xlsx": merged_cells,
    "error-cell.xlsx": error_cell,
    "days-of-1904.xlsx": days_of_1904,
    "text-that-looks-like-a-number.xlsx": lambda path: filled_in(path, {"amount": "1.234"}, {"amount": "3 bn"}),
    "blanks-that-do-not-break.csv": table(title="\u00a0Air\u00a0defence\u00a0", amount="5\u00a0000\u00a0000\u00a0000"),
    "utf-16.csv": table(encoding="utf-16"),
    "windows-1252.csv": table(publisher="Zürcher Nachrichten", encoding="cp1252"),
    "two-encodings.csv": (
        table(publisher="Zürcher Nachrichten")
        + table(publisher="Zürich", encoding="cp1252").splitlines(keepends=True)[1]
    ),
    "semicolons.csv": table(separator=";", amount="1.234,5 Mio", quote="1.234,5 Mio"),
    "open-quotation-mark.csv": table() + b'"Drones,Germany\n',
    "cell-of-16-mb.xlsx": cell_of_16_mb,
    "text.xlsx": table(),
    "workbook.csv": lambda path: written(path.with_suffix(".xlsx"), ["x"]).replace(path),
    "page.jsonl": b"<!doctype html><title>Login</title>",
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_said_of_a_file_with_a_known_fault(name, tmp_path, request):
    book = Book.create(tmp_path / "book.db")
    golden = FOLDER / f"{name}.txt"

    # A copy, since a workbook with wrong cells gets a marked one beside it.
    file = Path(shutil.copy(FOLDER / name, tmp_path))

    tracemalloc.start()
    try:
        done = import_file(book, file, author="Ann", apply=False)
        problems, said = done.problems, f"{done.counts['recorded']} recorded\n"
    except Refused as refused:
        problems, said = refused.problems, "nothing\n"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    found = (it for it in problems if ".problems." not in it.place.file)
    told = said + "".join(f"{problem}\n" for problem in found)
    if request.config.getoption("--update-golden"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
    assert book.entries == 0
    assert peak < MEMORY


def test_every_file_has_its_lines_and_its_making():
    names = {path.name for path in FOLDER.iterdir()}

    assert names == {*FAULTS, *(f"{name}.txt" for name in FAULTS)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in FAULTS.items():
        sys.stdout.write(f"{name}\n")
        if isinstance(made, bytes):
            (FOLDER / name).write_bytes(made)
        else:
            made(FOLDER / name)

"""Text that nobody can read says nothing: WCAG 2.1 asks for a contrast of 4.5 : 1 between text and its ground."""

import re
import zipfile

import pytest
from made import amount, pledge, report, seed_records
from openpyxl import load_workbook

from ledger.book import Book
from ledger.desk import build_report, draw_sample, sample_design
from ledger.export import write_entry_form
from ledger.render import write_workbook

LEAST = 4.5


def contrast(one, other):
    """The ratio of WCAG 2.1 between two colours such as ``#1F2937``."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (it / 12.92 if it <= 0.03928 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54
    assert contrast("#777777", "#FFFFFF") < LEAST


def looks(path):
    """Every pair of text and ground that the cells of a workbook, their headings and their rules use."""
    found = set()
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else "FFFFFFFF"
                ink = cell.font.color
                # A font without a colour of its own has that of the theme, which is black.
                found.add((f"#{ink.rgb[2:]}" if ink and ink.type == "rgb" else "#000000", f"#{fill[2:]}"))
    with zipfile.ZipFile(path) as package:
        rules = re.search(r"<dxfs.*?(</dxfs>|/>)", package.read("xl/styles.xml").decode(), re.DOTALL)[0]
    return found | {(f"#{it}", "#FFFFFF") for it in re.findall(r'<color rgb="FF([0-9A-F]{6})"', rules)}


def a_report(path):
    records = [pledge("u", amount=amount("7", "UAH")), pledge("n", amount={"qualifier": "undisclosed"})]
    write_workbook(report(*seed_records(), *records), path)


def a_sample(path):
    book = Book.create(path.with_suffix(".db"))
    book.record([pledge("a")], author="Ann", reason="x")
    made = build_report("commitments", book)
    draw_sample(book, made, sample_design(made, {"tolerable": "2%", "seed": "dice"}), path)


@pytest.mark.proof
@pytest.mark.parametrize("write", [a_report, a_sample, write_entry_form], ids=["report", "sample", "form"])
def test_every_text_of_a_workbook_stands_out_from_its_ground(tmp_path, write):
    write(tmp_path / "out.xlsx")
    used = looks(tmp_path / "out.xlsx")

    assert len(used) > 3
    assert {pair: contrast(*pair) for pair in used if contrast(*pair) < LEAST} == {}


def test_every_style_stands_out_from_its_ground_and_from_the_band_of_a_total():
    from ledger.render import styles

    pairs = {
        name: (look.get("font_color", styles.INK), look.get("bg_color", "#FFFFFF"))
        for name, look in styles._STYLES.items()
    }
    assert {name: pair for name, pair in pairs.items() if contrast(*pair) < LEAST} == {}
    assert contrast(styles.GREY, styles.PALE) >= LEAST

"""Faults in how an issued workbook is shown: every cell holds what was issued, and a reader sees something else.

Each changed workbook then goes through ``verify``.
"""

import random
import re
from collections.abc import Callable
from functools import partial

from openpyxl.utils import get_column_letter
from planting import Fault, Planted, at
from sent_book import Sent
from workbooks import respelt

_SHEETS = ("Pledges by donor", "E1 Records", "E2 Conversions", "E5 Checks")
_SEEN = "seen otherwise"

Change = Callable[[str], str]


def in_looks(sent: Sent) -> list[Fault]:
    """Every way to show a reader something else while all cells hold."""
    return [
        Fault("XLS", f"{_SEEN}: a hidden row", partial(_row, sent, 'hidden="1"')),
        Fault("XLS", f"{_SEEN}: a row folded away", partial(_row, sent, 'hidden="1" outlineLevel="1"')),
        Fault("XLS", f"{_SEEN}: a row of no height", partial(_row, sent, 'ht="0.2" customHeight="1"')),
        Fault("XLS", f"{_SEEN}: a column of no width", partial(_column, sent)),
        Fault("XLS", f"{_SEEN}: a hidden sheet", partial(_sheet, sent)),
        Fault("XLS", f"{_SEEN}: merged cells", partial(_merged, sent)),
        Fault("XLS", f"{_SEEN}: figures in millions", partial(_format, sent)),
        Fault("XLS", f"{_SEEN}: white or tiny text", partial(_font, sent)),
        Fault("XLS", f"{_SEEN}: a conditional format", partial(_rule, sent)),
        Fault("XLS", f"{_SEEN}: no zeros, or formulas", partial(_view, sent)),
        Fault("XLS", f"{_SEEN}: as displayed, or from 1904", partial(_settings, sent)),
    ]


def _changed(sent: Sent, part: str, change: Change, *places: str, words: str) -> Planted:
    def change_bytes(content: bytes) -> bytes:
        changed = change(content.decode()).encode()
        assert changed != content, (part, words)
        return changed

    found = sent.verified(respelt(sent.received(), part, change_bytes))
    named = at(*(f"received.xlsx:{place}" if place else "received.xlsx" for place in places))
    # One style may be that of cells on many sheets: each is told at its first cell.
    touched = frozenset() if places else frozenset(str(it.place) for it in found if words in it.found)
    return Planted(found, named or touched or at("nowhere"), touched, words)


def _row(sent: Sent, how: str, rng: random.Random) -> Planted:
    sheet = rng.choice(_SHEETS)
    row = rng.choice([row[0].row for row in sent.values[sheet].iter_rows(min_row=6) if row[1].value is not None])

    def change(text: str) -> str:
        tag = re.search(rf'<row r="{row}"[^>]*>', text)
        assert tag, (sheet, row)
        bare = re.sub(r' (?:ht|customHeight|hidden|outlineLevel)="[^"]*"', "", tag[0])
        return text.replace(tag[0], bare.replace("<row ", f"<row {how} "))

    return _changed(sent, sent.part(sheet), change, sheet, words=f"row {row} ")


def _column(sent: Sent, rng: random.Random) -> Planted:
    sheet, column = rng.choice(_SHEETS), rng.randint(3, 5)

    def change(text: str) -> str:
        return text.replace("<cols>", f'<cols><col min="{column}" max="{column}" width="0.1" customWidth="1"/>')

    return _changed(sent, sent.part(sheet), change, sheet, words=f"column {get_column_letter(column)} ")


def _sheet(sent: Sent, rng: random.Random) -> Planted:
    sheet, state = rng.choice(_SHEETS), rng.choice(["hidden", "veryHidden"])
    change = _replaced(f'name="{sheet}"', f'name="{sheet}" state="{state}"')
    return _changed(sent, "xl/workbook.xml", change, sheet, words="the sheet is hidden")


def _merged(sent: Sent, rng: random.Random) -> Planted:
    sheet = rng.choice(["Pledges by donor", "E2 Conversions"])
    row = rng.choice([cells[0].row for cells in sent.values[sheet].iter_rows(min_row=6) if cells[0].value is not None])
    named = [cell.column_letter for cell in sent.values[sheet][row] if cell.value is not None][1:4]
    area = f"{named[0]}{row}:{named[-1]}{row}"
    change = _replaced("</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>')
    return _changed(sent, sent.part(sheet), change, f"{sheet}!{named[1]}{row}", words=f"the merged cells {area}")


def _format(sent: Sent, rng: random.Random) -> Planted:
    change = _replaced('"#,##0.00;', rng.choice(['"#,##0.00,,;', '"#,##0;', '"0.00E+0;', '";', '"0%;']))
    return _changed(sent, "xl/styles.xml", change, words="the number format")


def _font(sent: Sent, rng: random.Random) -> Planted:
    old, new = rng.choice(
        [
            ('<color rgb="FF16232D"/>', '<color rgb="FFFFFFFF"/>'),
            ('<color rgb="FF16232D"/>', '<color theme="0"/>'),
            ('<color rgb="FF16232D"/>', '<color indexed="9"/>'),
            ('<sz val="10"/>', '<sz val="1"/>'),
            ('<sz val="10"/>', '<strike/><sz val="10"/>'),
        ]
    )
    return _changed(sent, "xl/styles.xml", _replaced(old, new), words="text ")


def _rule(sent: Sent, rng: random.Random) -> Planted:
    look = rng.choice(['<font><color rgb="FFFEFEFE"/></font>', '<numFmt numFmtId="190" formatCode="0,,"/>'])
    change = _replaced("<dxf>", f"<dxf>{look}</dxf><dxf>")
    return _changed(sent, "xl/styles.xml", change, words="a conditional format")


def _view(sent: Sent, rng: random.Random) -> Planted:
    sheet = rng.choice(_SHEETS)
    setting = rng.choice(['showZeros="0"', 'showFormulas="1"'])
    change = _replaced("<sheetView ", f"<sheetView {setting} ")
    return _changed(sent, sent.part(sheet), change, sheet, words="it shows")


def _settings(sent: Sent, rng: random.Random) -> Planted:
    old, new, words = rng.choice(
        [
            ("<calcPr ", '<calcPr fullPrecision="0" ', "as they are displayed"),
            ("<workbookPr ", '<workbookPr date1904="1" ', "days from 1904"),
        ]
    )
    return _changed(sent, "xl/workbook.xml", _replaced(old, new), "", words=words)


def _replaced(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)

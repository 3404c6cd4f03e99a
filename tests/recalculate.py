"""LibreOffice as an independent reader: recalculates a workbook from false cached values.

LibreOffice keeps the cached value of every formula unless its profile says otherwise, and a workbook whose cached
values are right proves nothing: so a twin with false ones is written, recalculated, and read back.
"""

import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from circular import circular
from excel_parts import Package
from foreign import need_libreoffice
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
_FORMULA_CELL = re.compile(r"(<c [^>]*>)(<f>[^<]*</f>)<v>[^<]*</v>")


def falsify(source: Path, twin: Path):
    """Copy a workbook with a false value in every formula cell; gives the number of cells falsified."""
    falsified = 0
    with zipfile.ZipFile(source) as original, zipfile.ZipFile(twin, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in original.namelist():
            data = original.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, count = _FORMULA_CELL.subn(_false, data.decode("utf-8"))
                falsified += count
                data = text.encode("utf-8")
            copy.writestr(name, data)
    return falsified


def recalculated(workbook: Path, folder: Path):
    """The workbook as LibreOffice computes it, read with openpyxl's values."""
    (computed,) = recalculated_together([workbook], folder)
    return load_workbook(computed, data_only=True)


def recalculated_together(workbooks, folder: Path):
    """Where LibreOffice saves what it computes of each, in one run: its start takes longer than a workbook."""
    out = folder / "recalculated"
    subprocess.run(
        [
            need_libreoffice(),
            f"-env:UserInstallation={Path(_profile().name).as_uri()}",
            "--headless",
            *("--convert-to", "xlsx", "--outdir", str(out), *map(str, workbooks)),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return [out / workbook.name for workbook in workbooks]


@cache
def _profile():
    """One for all that this process recalculates: making one takes LibreOffice longer than computing a workbook."""
    folder = TemporaryDirectory()
    (Path(folder.name) / "user").mkdir()
    (Path(folder.name) / "user" / "registrymodifications.xcu").write_text(_PROFILE)
    return folder


def formula_cells(workbook: Path):
    """Every formula cell of a workbook with its cached value: {(sheet, cell): value}."""
    package = Package(workbook.read_bytes())
    places = [
        (sheet.name, cell.place) for sheet in package.sheets for _, row in sheet.rows for cell in row if cell.formula
    ]
    return values_at(places, workbook)


def values_at(places, workbook: Path):
    """What stands in these cells of a workbook, the empty text where nothing does: {(sheet, cell): value}.

    Read with calamine, in a tenth of the time that openpyxl takes.
    """
    opened = CalamineWorkbook.from_path(workbook)
    sheets = {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names}
    return {(sheet, cell): _value_at(sheets[sheet], cell) for sheet, cell in places}


def faults_of_recalculation(workbook: Path, falsified: int, computed: Path):
    """Where LibreOffice comes to another value than a workbook shows, and formulas that Excel would call circular.

    Args:
        workbook: as it was written.
        falsified: in how many cells of its twin a false value stood.
        computed: what LibreOffice has made of that twin.
    """
    expected = formula_cells(workbook)
    values = values_at(expected, computed)
    off = [place for place, value in expected.items() if not _same(values[place], value)]
    faults = [f"{sheet}!{cell}: {values[sheet, cell]}, expected {expected[sheet, cell]}" for sheet, cell in off]
    if falsified != len(expected):
        faults.append(f"{falsified} of {len(expected)} formula cells had a false value")
    return [*faults, *(f"{cell}: a circular formula" for cell in circular(workbook))]


def _same(computed, expected):
    if isinstance(expected, str):
        return computed == expected
    # Amounts have at most 14 digits and must be the same; ratios of rates have more, and LibreOffice writes 15 of them.
    is_amount = float(f"{expected:.14g}") == expected
    return computed == expected if is_amount else abs(computed - expected) <= 1e-14 * abs(expected)


def _value_at(rows, cell):
    row, column = coordinate_to_tuple(cell)
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""


def _false(match: re.Match[str]):
    false = "false" if 't="str"' in match[1] else "987654321"
    return f"{match[1]}{match[2]}<v>{false}</v>"

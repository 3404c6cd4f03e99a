"""Cells that stand far out, and the child that reads a sheet: started, waited for and ended."""

import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven
from workbooks import FIRST_SHEET, respelt, rows_and_faults, with_cell, written

from ledger.spreadsheet import process, sheets
from ledger.spreadsheet.sheets import open_workbook

FAR = b'<c r="XFD1048576"><v>1</v></c>'
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a program to so much memory")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize(
    ("cell", "number", "column"),
    [("XFD1048576", 1048576, 16384), ("XFD1", 1, 16384), ("B1048576", 1048576, 2), ("A1048576", 1048576, 1)],
)
def test_a_stray_cell_is_read_at_its_place_and_what_else_the_sheet_holds_stays(path, cell, number, column):
    with_cell(path, f'<c r="{cell}"><v>7</v></c>'.encode())

    rows, faults = rows_and_faults(path)

    stray = ("x", "y") + (None,) * 16381 + (Decimal(7),) if number == 1 else (None,) * (column - 1) + (Decimal(7),)
    assert rows == ([] if number == 1 else [(1, ("x", "y"))]) + [(number, stray)]
    assert faults == []


def test_texts_days_shares_and_faults_of_a_sheet_with_a_stray_cell_stand_as_without_it(path):
    near = b'<c r="C1" t="e"><v>#REF!</v></c><c r="D1" t="inlineStr"><is><t>z</t></is></c><c r="E1" t="b"><v>1</v></c>'

    rows, faults = rows_and_faults(with_cell(path, near + FAR))

    assert rows == [(1, ("x", "y", None, "z", True)), (1048576, (None,) * 16383 + (Decimal(1),))]
    assert [it.partition(",")[0] for it in faults] == ["a.xlsx:Commitments!C1: FORM error: found the error #REF!"]


places = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 40)), st.sampled_from(["a", "b", 3, 0.5, True]), min_size=1
)


@pytest.mark.proof
@given(places)
@settings(max_examples=proven(7, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sheet_reads_the_same_through_a_copy_without_its_empty_rows_and_columns(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("far") / "a.xlsx"
    written(path, *([cells.get((row, column)) for column in range(1, 41)] for row in range(1, 41)))

    plain = rows_and_faults(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "_FEW_CELLS", 0)
        patch.setattr(sheets, "_BYTES_OF_A_CELL", 10**9)
        compact = rows_and_faults(path)

    assert compact == plain
    assert len(plain[0]) == len({row for row, _ in cells})


@pytest.mark.proof
@pytest.mark.parametrize(("cells", "is_read"), [(2000, True), (2001, False)])
def test_a_diagonal_is_read_as_long_as_its_rows_times_its_columns_can_be_borne(path, cells, is_read):
    steps = b"".join(
        b'<row r="%d"><c r="%b%d"><v>1</v></c></row>' % (number, sheets.column_letters(number).encode(), number)
        for number in range(1, cells + 1)
    )
    written(path, ["x"])
    respelt(
        path, FIRST_SHEET, lambda xml: re.sub(b"<sheetData>.*</sheetData>", b"<sheetData>%b</sheetData>" % steps, xml)
    )

    rows, faults = rows_and_faults(path)

    assert len(rows) == (cells if is_read else 0)
    assert [it.partition(",")[0] for it in faults] == (
        [] if is_read else ["a.xlsx:Commitments: FILE error: found cells as far as BXY2001"]
    )


def test_rows_that_all_reach_far_out_are_refused_before_they_fill_the_memory(path):
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (number, number) for number in range(1, 701))
    written(path, ["x"])
    respelt(
        path, FIRST_SHEET, lambda xml: re.sub(b"<sheetData>.*</sheetData>", b"<sheetData>%b</sheetData>" % rows, xml)
    )

    assert [it.partition(",")[0] for it in rows_and_faults(path)[1]] == [
        "a.xlsx:Commitments: FILE error: found cells as far as XFD611"
    ]


def test_a_forged_count_of_texts_is_one_problem(path):
    written(path, ["x", "y"])
    respelt(
        path,
        "xl/sharedStrings.xml",
        lambda xml: re.sub(rb'uniqueCount="[0-9]+"', b'uniqueCount="99999999999"', xml),
    )

    rows, faults = rows_and_faults(path)

    assert rows == []
    assert [it.partition(" found ")[0] for it in faults] == ["a.xlsx: FILE error:"]


@pytest.mark.proof
def test_two_readers_of_one_sheet_and_one_that_stops_do_not_disturb_each_other(path):
    written(path, *([f"{number}", "x" * 20] for number in range(30_000)))
    workbook, _ = open_workbook(path, path.name)

    first, second, third = (workbook.rows("Commitments") for _ in range(3))
    one = [next(first) for _ in range(20_000)]
    other = [next(second) for _ in range(10)]
    stopped = next(third)
    third.close()
    one += first
    other += second

    assert one == other
    assert (len(one), stopped) == (30_000, one[0])


def test_a_child_that_does_not_answer_is_ended_and_told(path, monkeypatch):
    with_cell(path, b"")
    program = "import sys, time; sys.stdin.readline(); print('{}', flush=True); time.sleep(600)"
    monkeypatch.setattr(process, "_CHILD", ("-c", program))
    monkeypatch.setattr(process, "_PATIENCE", 0.02)

    assert [it.partition(",")[0] for it in rows_and_faults(path)[1]] == [
        "a.xlsx: FILE error: found a workbook that takes more than 5 seconds to read"
    ]


@needs_limits
def test_who_ended_the_child_is_known_before_it_is_gone(path, monkeypatch):
    """On a busy machine its last word may come before the one who ended it has gone on."""
    killed = subprocess.Popen.kill

    def kill(child):
        killed(child)
        time.sleep(0.3)

    with_cell(path, b"")
    program = "import sys, time; sys.stdin.readline(); print('{}', flush=True); time.sleep(600)"
    monkeypatch.setattr(process, "_CHILD", ("-c", program))
    monkeypatch.setattr(process, "_PATIENCE", 0.02)
    monkeypatch.setattr(subprocess.Popen, "kill", kill)

    assert "takes more than 5 seconds" in rows_and_faults(path)[1][0]


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('Welcome to this program!', end='')"])
def test_where_no_child_answers_the_workbook_is_read_here_and_a_warning_is_logged(path, monkeypatch, caplog, program):
    with_cell(path, b"")
    monkeypatch.setattr(process, "_CHILD", ("-c", program))

    assert rows_and_faults(path) == ([(1, ("x", "y"))], [])
    assert caplog.messages == ["no process could be started to read a.xlsx; it is read in this one, without limits"]


def test_a_program_that_is_frozen_into_one_file_reads_without_a_child(path, monkeypatch):
    with_cell(path, b'<c r="C1" t="d"><v>2025-06-02</v></c>')
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", None)

    rows, faults = rows_and_faults(path)

    assert [number for number, _ in rows] == [1]
    assert faults == []


def test_the_child_takes_no_module_from_the_folder_in_which_the_command_was_given(path, tmp_path, monkeypatch):
    with_cell(path, b"")
    for name in ("ledger.py", "json.py", "python_calamine.py"):
        (tmp_path / name).write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])

    assert rows_and_faults(path) == ([(1, ("x", "y"))], [])


def test_a_workbook_is_known_by_its_path_however_it_is_written(path, monkeypatch):
    with_cell(path, b"")
    monkeypatch.chdir(path.parent)

    workbook, problems = open_workbook(Path("a.xlsx"), "a.xlsx")

    assert (workbook.sheets, problems) == (("Commitments",), ())

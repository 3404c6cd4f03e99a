"""Workbooks of ours are held against Excel's rules, whoever writes them; here it is seen that a fault is found."""

import ast
from pathlib import Path
from types import SimpleNamespace

import audited
import pytest
import xlsxwriter
from audited import WRITERS, Audit, Written, all_faults, is_held, schema_faults, thinned
from excel_rules import faults
from made import pledge, report
from openpyxl import load_workbook
from workbooks import filled_in, respelt, written

import ledger
from ledger.export import write_entry_form
from ledger.foundation import Place, Problem, Severity, seal
from ledger.intake.own.faulty_cells import mark_problems
from ledger.render import write_workbook
from ledger.render.files import drawing

PACKAGE = Path(ledger.__file__).parent
SHEET = "xl/worksheets/sheet1.xml"
AMOUNT = Place(file="a.xlsx", sheet="Commitments", row=2, field="amount")
WRONG = Problem("FORM", Severity.ERROR, AMOUNT, '"3,0,0"', "one number", "type it again")


@pytest.fixture
def ours(request):
    """What the plugin of this run has taken, taken away from it: these tests write invalid workbooks on purpose."""
    plugin = request.config.pluginmanager.get_plugin("workbooks of ours")
    yield plugin.findings
    plugin.findings()


def test_an_invalid_report_is_told_by_the_test_that_writes_it(tmp_path, ours):
    with drawing(tmp_path / "a.xlsx", "report", report(pledge("a")).issued, title="A") as workbook:
        workbook.add_worksheet("Summary").write_formula("A1", "=Nowhere!A1", None, 0)

    assert ours() == ["report: Summary!A1: no sheet Nowhere"]


def test_reports_entry_forms_and_marked_copies_are_all_held(tmp_path, request):
    plugin = request.config.pluginmanager.get_plugin("workbooks of ours")
    plugin.findings()
    write_workbook(report(pledge("a")), tmp_path / "report.xlsx")
    write_entry_form(tmp_path / "form.xlsx")
    mark_problems(filled_in(tmp_path / "a.xlsx", {}), [WRONG], tmp_path / "a.problems.xlsx")

    assert [it.kind for it in plugin._written] == ["report", "entry form", "marked copy"]
    assert plugin.findings() == []


MAKERS = {"xlsxwriter": "Workbook", "openpyxl": "Workbook", "ledger.spreadsheet": "TextWorkbook"}


@pytest.mark.thorough
def test_no_other_place_writes_workbooks():
    """Who adds one adds it to ``audited.WRITERS`` and to ``Audit.watch``."""
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if writes_archives(path)}

    # Zips of CSV files and a copy of a foreign workbook that only we read are none of ours.
    assert found == WRITERS | {"export/datapackage.py", "spreadsheet/far_cells.py", "web/reports.py"}


def writes_archives(path):
    source = path.read_text(encoding="utf-8")
    if not any(word in source for word in ("ZipFile", *MAKERS.values())):
        # To parse all of the package takes seconds, and hardly a module names any of them.
        return False
    tree = ast.parse(source)
    imports = (it for it in ast.walk(tree) if isinstance(it, ast.ImportFrom) and it.module in MAKERS)
    makers = {name.name for it in imports for name in it.names if name.name == MAKERS[it.module]}
    calls = [it for it in ast.walk(tree) if isinstance(it, ast.Call)]
    named = [(getattr(it.func, "id", getattr(it.func, "attr", "")), it) for it in calls]
    return any(name in makers or (name == "ZipFile" and mode(call) != "r") for name, call in named)


def mode(call):
    return call.args[1].value if len(call.args) > 1 and isinstance(call.args[1], ast.Constant) else "r"


def test_a_test_fails_by_what_it_wrote_and_a_workbook_is_held_once(tmp_path):
    invalid = respelt(written(tmp_path / "a.xlsx", ["x"]), SHEET, lambda it: it.replace(b'r="A1"', b'r="A2"'))
    audit = Audit()

    with pytest.raises(pytest.fail.Exception, match="report: Commitments!A2: stands in row 1"):
        called(audit, Written("report", invalid.read_bytes()))
    called(audit, Written("report", invalid.read_bytes()))


def called(audit, found):
    """A call of a test as pytest makes it, in which a workbook is written."""
    run = audit.pytest_runtest_call(SimpleNamespace(nodeid="tests/test_audited.py", funcargs={}))
    next(run)
    audit.take(found)
    with pytest.raises(StopIteration):
        run.send(None)


def test_what_fails_already_fails_by_its_own_reason():
    audit = Audit()
    run = audit.pytest_runtest_call(SimpleNamespace(nodeid="tests/test_audited.py", funcargs={}))
    next(run)
    audit.take(Written("report", b"no workbook"))

    with pytest.raises(ZeroDivisionError):
        run.throw(ZeroDivisionError())
    assert audit.findings() == []


def test_a_workbook_that_a_program_left_in_the_folder_of_a_test_is_held(tmp_path):
    path = respelt(written(tmp_path / "a.xlsx", ["x"]), SHEET, lambda it: it.replace(b'r="A1"', b'r="A2"'))
    run = Audit().pytest_runtest_call(SimpleNamespace(nodeid="tests/test_audited.py", funcargs={"tmp_path": tmp_path}))
    next(run)
    seal(path, "sample")

    with pytest.raises(pytest.fail.Exception, match="sample: Commitments!A2"):
        run.send(None)
    path.unlink()


@pytest.mark.parametrize(
    ("part", "old", "new", "finding"),
    [
        (SHEET, "<pageMargins ", '<pageMargins odd="1" ', "/xl/worksheets/sheet1.xml"),
        (SHEET, "</sheetData>", "</sheetData><sheetViews/>", "sheetViews"),
        (SHEET, '<c r="A2">', '<c r="A2" cm="x">', "sheet1.xml"),
        ("xl/styles.xml", '<xf numFmtId="0"', '<xf numFmtId="none"', "/xl/styles.xml"),
        ("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId77"', "rId77"),
    ],
)
def test_what_the_schemas_refuse_is_found_in_the_thinned_workbook(tmp_path, part, old, new, finding):
    path = written(tmp_path / "a.xlsx", ["x", "y"], *[[number, number] for number in range(30)])
    assert schema_faults(path.read_bytes()) == []
    found = schema_faults(respelt(path, part, lambda it: it.replace(old.encode(), new.encode())).read_bytes())

    assert any(finding in it for it in found), found


def test_a_thinned_workbook_keeps_one_cell_of_each_shape_and_style(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet, bold = workbook.add_worksheet(), workbook.add_format({"bold": True})
        for row in range(9):
            sheet.write_row(row, 0, [row, "text", f"another {row}"])
            sheet.write(row, 3, row, bold)
            sheet.write_formula(row, 4, "=A1", None, 0)
    path.write_bytes(thinned(path.read_bytes()))

    [sheet] = load_workbook(path)
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None] == [0, "text", 0, "=A1"]


def test_a_marked_copy_is_not_accused_of_what_was_wrong_in_the_workbook(tmp_path):
    source = respelt(
        filled_in(tmp_path / "a.xlsx", {}), SHEET, lambda it: it.replace(b"<pageMargins ", b'<pageMargins odd="1" ')
    )
    mark_problems(source, [WRONG], tmp_path / "b.xlsx")
    copy = (tmp_path / "b.xlsx").read_bytes()

    assert [it for it in all_faults(Written("marked copy", copy)) if "odd" in it]
    assert all_faults(Written("marked copy", copy, source.read_bytes())) == []


def test_what_is_counted_otherwise_in_a_marked_copy_is_no_new_fault(tmp_path):
    """A red cell has a style of its own, so one cell more of the copy is held to the schemas."""
    source = filled_in(tmp_path / "a.xlsx", {}, options={"constant_memory": True}).read_bytes()
    styled = respelt(
        tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lambda part: part.replace(b'r="B2" t=', b'r="B2" s="0" t=')
    )

    [before], [after] = schema_faults(source), schema_faults(styled.read_bytes())
    assert "has 1 inline-string" in before
    assert "has 2 inline-string" in after
    assert all_faults(Written("marked copy", styled.read_bytes(), source)) == []


def test_the_entry_form_and_a_report_keep_all_rules(tmp_path):
    write_entry_form(tmp_path / "form.xlsx")
    write_workbook(report(pledge("a")), tmp_path / "report.xlsx")

    assert faults((tmp_path / "form.xlsx").read_bytes()) == []
    assert faults((tmp_path / "report.xlsx").read_bytes()) == []


@pytest.mark.parametrize(
    ("test", "is_always"),
    [
        ("tests/render/test_workbook.py::test_a", True),
        ("tests/export/test_filled_form.py::test_a", True),
        ("tests/cli/test_list.py::test_a", False),
    ],
)
def test_the_workbooks_of_writers_are_all_held_and_of_other_tests_those_of_a_part(monkeypatch, test, is_always):
    monkeypatch.setattr(audited, "PROVES_WHOLE", False)
    held = [is_held(f"{test}[{number}]") for number in range(400)]

    assert held == [is_held(f"{test}[{number}]") for number in range(400)]
    assert (sum(held) == 400) if is_always else (60 < sum(held) < 140)


def test_a_proof_of_the_whole_holds_the_workbooks_of_all_tests(monkeypatch):
    monkeypatch.setattr(audited, "PROVES_WHOLE", True)

    assert is_held("tests/cli/test_list.py::test_a")


def test_a_test_that_is_not_due_holds_nothing_over_for_the_next(monkeypatch):
    monkeypatch.setattr(audited, "PROVES_WHOLE", False)
    audit = Audit()
    run = audit.pytest_runtest_call(SimpleNamespace(nodeid="tests/cli/test_list.py::test_a", funcargs={}))
    next(run)
    audit.take(Written("report", b"no workbook"))
    with pytest.raises(StopIteration):
        run.send(None)

    assert audit.findings() == []

"""No benchmark shows a time beside a wrong figure: each ends with what is wrong, before it measures anything."""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from ledger.foundation import Place, Problem, Severity
from ledger.valuation import line

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
WITH_A_COMMAND_LINE = sorted(
    path.stem for path in BENCHMARKS.glob("*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
)
NUMBER = 40


@pytest.fixture
def benchmark(monkeypatch):
    """Import a benchmark by its name. Some are called as modules of the tests are, which are put back afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    names = [path.stem for path in BENCHMARKS.glob("*.py")]
    modules = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    yield import_module
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(modules)


@pytest.fixture
def one_record_is_lower(monkeypatch):
    """A cent is missing in the lower bound of one record; in its central figure and in all proofs nothing is."""
    right = line._worth

    def wrong(given, currency):
        made = right(given, currency)
        if made.record.id != "p000001" or made.figures is None:
            return made
        return replace(made, figures=replace(made.figures, low_minor=made.figures.low_minor - 1))

    monkeypatch.setattr(line, "_worth", wrong)


def one_more_is_counted(monkeypatch, module):
    """A report whose first total says one record more than there are."""
    right = module.report_of

    def wrong(records):
        report = right(records)
        measure, total = next(iter(report.totals.items()))
        return replace(report, totals={**report.totals, measure: replace(total, records=total.records + 1)})

    monkeypatch.setattr(module, "report_of", wrong)


def ends(capsys, benchmark, *numbers):
    """What a benchmark ends with, having shown no time."""
    with pytest.raises(SystemExit) as ended:
        benchmark.main(*numbers)
    assert "ratio" not in capsys.readouterr().out
    assert "so no time is shown" in ended.value.code
    return ended.value.code


@pytest.mark.thorough
@pytest.mark.usefixtures("one_record_is_lower")
@pytest.mark.parametrize(("name", "number"), [("build", NUMBER), ("growth", 256), ("workbook", NUMBER)])
def test_a_cent_in_one_bound_ends_it(benchmark, capsys, name, number):
    assert ends(capsys, benchmark(name), number).startswith("totals: found what differs")


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "number"), [("build", NUMBER), ("growth", 256), ("workbook", NUMBER)])
def test_a_count_of_records_ends_it(benchmark, capsys, monkeypatch, name, number):
    module = benchmark(name)
    one_more_is_counted(monkeypatch, module)

    assert ends(capsys, module, number).startswith("totals: found what differs")


@pytest.mark.thorough
def test_a_wrong_piece_in_the_file_ends_the_drawing(benchmark, capsys, monkeypatch):
    module = benchmark("workbook")
    right = module.write_workbook

    def wrong(report, path, shown):
        part = report.parts[0]
        figures = replace(part.figures, high_minor=part.figures.high_minor + 1)
        parts = (replace(part, figures=figures), *report.parts[1:])
        return right(replace(report, parts=parts), path, shown)

    monkeypatch.setattr(module, "write_workbook", wrong)

    assert ends(capsys, module, NUMBER).startswith("ours.xlsx: found what differs")


def test_a_list_without_its_newest_payment_ends_the_growth(benchmark, monkeypatch):
    module = benchmark("growth")
    right = module.list_records
    monkeypatch.setattr(module, "list_records", lambda records, **asked: right(records[:-1], **asked))

    with pytest.raises(SystemExit, match=r"list.*so no time is shown"):
        module._require_listed(module.made_records(256))


def test_one_wrong_conversion_ends_the_peers(benchmark, capsys, monkeypatch):
    module = benchmark("peers")
    right = module.convert
    rates = module.ecb_rates()

    def wrong(money, target, *, on, rates=rates):
        made = right(money, target, on=on, rates=rates)
        cent = replace(made.result, value=made.result.value + module.CENT)
        return replace(made, result=cent) if money.currency == "NOK" else made

    monkeypatch.setattr(module, "convert", wrong)

    assert ends(capsys, module, NUMBER).startswith("conversions: found what differs")


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["list", "show", "history"])
def test_one_wrong_cell_ends_the_look_into_a_book(benchmark, tmp_path, monkeypatch, name):
    module = benchmark("list")
    monkeypatch.setattr(module, "ONE", "p-1")
    entries = module._entries(module.filled(tmp_path / "book.db", 12).path)
    command = (module.LEDGER, *module.CASES[name][0][:1], *([] if name == "list" else ["p-1"]), "--book", "book.db")
    printed = module._printed(command, str(tmp_path), module.own_environment(str(tmp_path)))
    module.require_said(name, printed.splitlines(), entries)

    with pytest.raises(SystemExit, match=f"{name}: found what differs.*2,000,001"):
        module.require_said(name, wrong_amount(printed).splitlines(), entries)


def wrong_amount(printed):
    return printed.replace("2,000,000", "2,000,001").replace("2000000", "2,000,001")


@pytest.mark.parametrize("changed", [[], ["E1 Records!G6"]])
def test_another_cell_than_the_changed_one_ends_the_verifying(benchmark, monkeypatch, changed):
    module = benchmark("verify")
    place = Place(sheet="E1 Records", row=6, column="F")
    problem = Problem("XLS", Severity.ERROR, place, found="1", expected="2", remedy="ask")
    monkeypatch.setattr(module, "verify_workbook", lambda *_: SimpleNamespace(problems=(problem,), cells=7))
    monkeypatch.setattr(module, "Book", SimpleNamespace(open=Path))

    assert module.verified("book.db", Path("sent.xlsx"), ["E1 Records!F6"]) == 7
    with pytest.raises(SystemExit, match=r"sent.xlsx, faults: .*so no time is shown"):
        module.verified("book.db", Path("sent.xlsx"), changed)


@pytest.mark.parametrize("name", WITH_A_COMMAND_LINE)
@pytest.mark.usefixtures("benchmark")
def test_it_says_what_it_measures_and_refuses_what_it_does_not_know(monkeypatch, capsys, name):
    path = BENCHMARKS / f"{name}.py"
    head = path.read_text(encoding="utf-8").splitlines()[0].removeprefix('"""')

    monkeypatch.setattr(sys, "argv", [path.name, "--help"])
    with pytest.raises(SystemExit, match="0"):
        run_path(str(path), run_name="__main__")
    assert head.replace("``", "`") in capsys.readouterr().out

    monkeypatch.setattr(sys, "argv", [path.name, "--nonsense"])
    with pytest.raises(SystemExit, match="2"):
        run_path(str(path), run_name="__main__")
    assert "unrecognized arguments: --nonsense" in capsys.readouterr().err


def test_too_few_are_wrong_use(benchmark, monkeypatch, capsys):
    measuring = benchmark("measuring")
    monkeypatch.setattr(sys, "argv", ["build.py", "3"])
    assert measuring.number_asked("What it measures.", 100, 3) == 3

    monkeypatch.setattr(sys, "argv", ["build.py", "2"])
    with pytest.raises(SystemExit, match="2"):
        measuring.number_asked("What it measures.", 100, 3)

    assert "found 2 records, expected 3 or more" in capsys.readouterr().err


def test_what_is_not_installed_is_not_judged_and_all_else_must_have_been_measured(benchmark, capsys):
    ending = benchmark("measuring").ending

    assert ending("verify", {"as issued": 1, "one cell changed": 99}, ["saved again"]) == 1
    assert "one cell changed (99.0" in capsys.readouterr().out
    with pytest.raises(KeyError, match="saved again"):
        ending("verify", {"as issued": 1, "one cell changed": 1})

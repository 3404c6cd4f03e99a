"""The benchmark beside the earlier program: it shows no time without that program, or where figures differ."""

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def before(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return import_module("before")


def test_a_clone_without_the_earlier_program_is_told_how_to_get_it(tmp_path):
    (tmp_path / "benchmarks").mkdir()
    for name in ("before.py", "measuring.py"):
        shutil.copy(BENCHMARKS / name, tmp_path / "benchmarks")
    subprocess.run(("git", "init", "--quiet", str(tmp_path)), check=True)

    ran = subprocess.run(
        (sys.executable, str(tmp_path / "benchmarks" / "before.py")), capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"{tmp_path}: found no commit af25467, expected a clone with its whole history, in which the earlier program "
        "stands. Do: git fetch --unshallow, or clone it without --depth.\n"
    )


@pytest.mark.parametrize("options", [("--records", "7"), ("--turns", "0")])
def test_too_few_records_or_turns_are_wrong_use(options):
    ran = subprocess.run(
        (sys.executable, str(BENCHMARKS / "before.py"), *options), capture_output=True, text=True, check=False
    )

    assert ran.returncode == 2
    assert "expected at least 8 records and one turn" in ran.stderr


def test_other_figures_than_before_end_it(before):
    with pytest.raises(SystemExit, match=r"list: found figures that are not those of before.*'2 EUR', '3 EUR'"):
        before.require_equal("list", ["1 EUR", "2 EUR"], ["1 EUR", "3 EUR"])


def test_a_further_figure_ends_it(before):
    with pytest.raises(SystemExit, match="1 of them before, 2 now"):
        before.require_equal("list", ["1 EUR"], ["1 EUR", "2 EUR"])


def test_no_figure_at_all_ends_it(before):
    with pytest.raises(SystemExit, match="0 of them before, 0 now"):
        before.require_equal("list", [], [])


def test_the_same_figures_are_fine(before):
    before.require_equal("list", ["1 EUR"], ["1 EUR"])

    assert before.difference(["1 EUR"], ["1 EUR"]) == ""


@pytest.mark.parametrize(
    ("seconds", "megabytes", "above"),
    [
        (6.0, 100.0, "neither"),
        (6.01, 100.0, "CPU time"),
        (6.0, 100.1, "memory"),
        (6.01, 100.1, "CPU time and memory"),
    ],
)
def test_a_workbook_may_take_three_fifths_of_the_time_and_as_much_memory(before, capsys, seconds, megabytes, above):
    code = before.ending(before.Took(10.0, 100.0), before.Took(seconds, megabytes))

    assert code == (above != "neither")
    assert capsys.readouterr().out.endswith(f": {above}\n")

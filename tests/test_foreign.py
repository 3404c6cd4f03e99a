"""A clone without the files of other publishers is green and says what it left out; who names their folder has them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

HERE = Path(__file__).parent
TESTS = """
from foreign import need_files, need_libreoffice

def test_a(shared_data):
    assert shared_data.name == "data"

def test_b(shared_data):
    assert (shared_data / "b.csv").read_text() == "b"

def test_c():
    assert need_files("..", "seed", "c.txt").read_text() == "c"

def test_d():
    assert need_libreoffice()
"""
# The tests of the clone write no workbook, and what holds workbooks takes a second to load.
NO_AUDIT = """
class Audit:
    def watch(self, patch):
        pass
"""
SKIPPED = "tests skipped: they need files of other publishers; LEDGER_DATA=FOLDER names where these lie"
NO_LIBREOFFICE = "1 test skipped: they need LibreOffice, an independent program that recalculates our workbooks"


@pytest.fixture
def clone(tmp_path):
    """A checkout of four tests; nothing lies beside it."""
    tests = tmp_path / "clone" / "tests"
    tests.mkdir(parents=True)
    for name in ("conftest.py", "demonstrated.py", "foreign.py", "proving.py"):
        shutil.copy(HERE / name, tests)
    (tests / "audited.py").write_text(NO_AUDIT, encoding="utf-8")
    (tests / "test_four.py").write_text(TESTS, encoding="utf-8")
    (tests.parent / "pytest.ini").write_text("[pytest]\npythonpath = tests\naddopts = -p no:cacheprovider\n")
    return tests.parent


def files_in(folder):
    for name, text in (("data/b.csv", "b"), ("seed/c.txt", "c")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)


def lines_of(clone, *options, **variables):
    """What a run of the tests prints, on a machine without any program on its path."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CI", "LEDGER_", "PYTEST", "COV"))
    }
    # Of the plugins that are installed it needs the one that shares tests out, at most.
    environment = kept | {"PATH": str(clone), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables}
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", *options]
    ran = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    return ran.stdout.splitlines()


@pytest.mark.proof
@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")])
def test_without_the_files_their_tests_skip_and_one_line_counts_them(clone, options):
    lines = lines_of(clone, *options)

    assert [line for line in lines if "skipped:" in line] == [f"3 {SKIPPED}", NO_LIBREOFFICE]
    assert lines[-1].startswith("4 skipped in ")


@pytest.mark.proof
def test_ci_demands_libreoffice_but_no_files_of_others(clone):
    lines = lines_of(clone, CI="true")

    assert [line for line in lines if "skipped:" in line] == [f"3 {SKIPPED}"]
    assert lines[-1].startswith("1 failed, 3 skipped in ")


@pytest.mark.proof
def test_files_that_lie_beside_the_checkout_are_used(clone):
    files_in(clone.parent / "shared")

    assert lines_of(clone)[-1].startswith("3 passed, 1 skipped in ")


@pytest.mark.proof
def test_files_in_a_folder_that_is_named_are_used(clone, tmp_path):
    files_in(tmp_path / "elsewhere")

    assert lines_of(clone, LEDGER_DATA=str(tmp_path / "elsewhere" / "data"))[-1].startswith("3 passed, 1 skipped in ")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("missing", "counts"), [("data", "1 failed, 1 skipped, 2 errors"), ("data/b.csv", "1 failed, 2 passed, 1 skipped")]
)
def test_a_folder_that_is_named_has_to_hold_all_of_them(clone, tmp_path, missing, counts):
    files_in(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / missing).rename(tmp_path / "away")

    lines = lines_of(clone, LEDGER_DATA=str(tmp_path / "elsewhere" / "data"))

    assert lines[-1].startswith(f"{counts} in ")


@pytest.mark.proof
def test_the_article_has_to_lie_beside_the_folder_that_is_named(clone, tmp_path):
    files_in(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "seed" / "c.txt").unlink()

    lines = lines_of(clone, LEDGER_DATA=str(tmp_path / "elsewhere" / "data"))

    assert lines[-1].startswith("1 failed, 2 passed, 1 skipped in ")

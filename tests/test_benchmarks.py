"""The benchmark of planted faults is a proof as well: it ends with 1 unless all that can be found for certain is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.foundation import CODES

FAULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "faults.py"
ROW = re.compile(r"([A-Z-]+) +(\S.*?) +([0-9]+) +([0-9]+) +([0-9]+%) +([0-9]+)(?:  \((.*)\))?")

# In one process, so that the faults are planted once.
pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("planted faults")]


@pytest.fixture(scope="module")
def ran():
    """One fault of each kind: a dozen of each take minutes."""
    return subprocess.run([sys.executable, str(FAULTS), "2026", "1"], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def rows(ran):
    return [found.groups() for line in ran.stdout.splitlines() if (found := ROW.fullmatch(line))]


def test_it_ends_well(ran):
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_planted_fault_without_an_excuse_is_found_with_its_code_at_its_place(rows):
    missed = [(code, kind) for code, kind, planted, found, share, _, excuse in rows if not excuse and share != "100%"]

    assert rows
    assert not missed


def test_one_fault_of_each_kind_is_planted_and_all_variants_of_those_in_tables(rows):
    variants = {"rule" in kind: set() for _, kind, *_ in rows}
    for _, kind, planted, *_ in rows:
        variants["rule" in kind].add(planted)

    assert variants[False] == {"1"}
    assert min(map(int, variants[True])) > 1


@pytest.mark.parametrize("rule", range(1, 9))
def test_a_dozen_variants_of_each_rule_are_planted(rule, rows):
    assert sum(int(planted) for _, kind, planted, *_ in rows if f"rule {rule}:" in kind) >= 12


def test_every_code_of_what_records_rates_books_and_workbooks_hold_is_planted(rows):
    assert {code for code, *_ in rows} == set(CODES) - {"BUSY"}


def test_no_clean_row_is_accused_before_a_fault_is_planted(ran):
    assert "clean records, rates, tables, journal and workbook accused before anything was planted: 0" in ran.stdout


def test_no_clean_row_is_accused_beside_a_planted_fault(ran, rows):
    assert {accused for *_, accused, _ in rows} == {"0"}
    assert "clean rows accused beside a planted fault: 0" in ran.stdout

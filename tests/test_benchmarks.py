"""The benchmark of planted faults is a proof as well: it ends with 1 unless all of them are found."""

import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "faults.py"


@pytest.mark.slow
def test_every_planted_fault_is_found_and_no_clean_row_accused():
    ran = subprocess.run([sys.executable, str(FAULTS), "2026"], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "clean records, rates, journal and workbook accused: 0" in ran.stdout

"""The face of the package: its names, that each explains itself, and that none is loaded before it is needed."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import ledger

ROOMS = {path.name for path in Path(ledger.__file__).parent.iterdir() if path.is_dir() and path.name != "__pycache__"}
HEAVY = ("pandas", "sqlalchemy", "pydantic", "openpyxl", "xlsxwriter", "typer", "rich")


def test_the_visible_names_are_those_of_all():
    assert dir(ledger) == sorted(ledger.__all__)


def test_there_are_at_most_25_names():
    assert len(ledger.__all__) <= 25


def test_no_name_is_that_of_a_room():
    assert not set(ledger.__all__) & (ROOMS | {"export", "audit", "web"})


@pytest.mark.parametrize("name", ledger.__all__)
def test_every_name_explains_itself_with_an_example(name):
    assert ">>> " in (getattr(ledger, name).__doc__ or "")


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'pledge'"):
        _ = ledger.pledge


def test_the_version_is_that_of_the_installed_package():
    assert ledger.__version__ == version("defense-ledger")


def loaded_by(code):
    told = f"import sys; {code}; print([name for name in {HEAVY} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip()


def test_the_import_loads_nothing_heavy():
    assert loaded_by("import ledger") == "[]"


@pytest.mark.thorough
def test_a_conversion_loads_neither_pandas_nor_the_database():
    code = "import datetime, ledger; day = datetime.date(2025, 6, 2)"
    code += "; ledger.convert(ledger.Money('1', 'USD'), 'EUR', on=day, rates=[ledger.ecb_rates()])"

    assert loaded_by(code) == "['pydantic']"

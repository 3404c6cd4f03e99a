"""The list of limits that `make mutants` tries: it names what stands in the code, and it names every limit."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("foundation", "rates", "valuation", "totals", "checks")
MODULES = sorted(path for room in ROOMS for path in (ROOT / "ledger" / room).glob("*.py"))
# Constants with a number that decides nothing: digits enough for every sum, the width of an Arrow decimal, the size of
# a cache or of a piece that is read, a day to try patterns.
NO_LIMITS = {"EXACT", "_A_DAY", "_CHUNK", "_DIGITS", "_MOST_DIGITS", "_parsed_day"}


def limits():
    with (ROOT / "tests" / "limits.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_each_limit_stands_in_its_file_once_and_where_it_is_said():
    assert [limit["limit"] for limit in limits() if not stands_as_said(limit)] == []


def stands_as_said(limit):
    module, page = (ROOT / limit["file"]).read_text(encoding="utf-8"), re.split("[,; ]", limit["stated in"])[0]
    is_stated = (ROOT / page).exists() or page.rpartition(".")[2] in module
    return is_stated and module.count(limit["code"]) == 1


@pytest.mark.thorough
def test_every_constant_with_a_number_is_a_limit_of_the_list():
    listed = {path: [it["code"] for it in limits() if ROOT / it["file"] == path] for path in MODULES}
    found = {(path, name) for path in MODULES for name in numbers(path.read_text(encoding="utf-8"), listed[path])}

    assert {name for _, name in found} == NO_LIMITS


def test_a_constant_that_the_list_lacks_is_found():
    assert list(numbers("MOST = 7\nLEAST = 3\nNONE = 0\n", ["MOST = 7"])) == ["LEAST"]


def numbers(source: str, listed: list[str]) -> Iterator[str]:
    """The constants of a module that hold a number above 1 and of which the list has no part."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            said = ast.get_source_segment(source, node) or ""
            counted = [
                it.value for it in ast.walk(node.value) if isinstance(it, ast.Constant) and type(it.value) is int
            ]
            if any(it > 1 for it in counted) and not any(code in said for code in listed):
                yield re.split(r"[:= ]", said)[0]

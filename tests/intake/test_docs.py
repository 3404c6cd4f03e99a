"""The examples of docs/import.md are read as they stand there, and its table is the table of headings."""

import re
from pathlib import Path

from ledger.checks import check_records
from ledger.intake import read_file, settle
from ledger.records import HEADINGS

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_examples_of_both_formats_give_the_same_records_without_a_fault(tmp_path):
    tables = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    [lines] = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    files = {f"{number}.csv": table for number, table in enumerate(tables)} | {"a.jsonl": lines}
    records = []
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        drafts, problems = read_file(tmp_path / name)
        found, more = settle(drafts, ())
        assert (problems, more) == ((), ())
        records += found

    assert records[:2] == records[2:]
    # The term of the example is open-ended, and the page says nothing of its horizon.
    assert [problem.code for problem in check_records(records[:2])] == ["TERM"]


def test_the_table_on_the_page_is_the_table_of_headings():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", PAGE, re.MULTILINE)

    assert rows == [
        (it.name, it.meaning, it.example, " and ".join(it.kinds), required(it.kinds, it.required_for))
        for it in HEADINGS
    ]


def required(kinds, needing):
    return "" if not needing else "yes" if needing == kinds else f"for a {needing[0]}"

"""How many findings of each code the real files of other publishers give: a new one is a fault of theirs or of ours.

After a change that is meant, write the counts anew with ``pytest tests/test_real_findings.py --update-golden``, look at
each new finding in the data, and say on docs/findings.md why it is right. One that is not right is a bug.
"""

import re
from pathlib import Path

import pytest
from real_findings import RELEASES, counted

COUNTS = Path(__file__).parent / "real_findings.txt"
PAGE = Path(__file__).parent.parent / "docs" / "findings.md"
ROW = re.compile(
    r"\| `(?P<release>[^`]+)` \| (?P<where>\w+) \| (?P<code>[A-Z-]+) \| (?P<severity>\w+) \| \d+ \| (?P<now>\d+) \|"
)


@pytest.mark.proof
@pytest.mark.parametrize("release", RELEASES)
def test_the_findings_on_real_files_are_those_that_were_looked_at(release, shared_data, request):
    lines = COUNTS.read_text(encoding="utf-8").splitlines()
    found = counted(shared_data, release)
    if request.config.getoption("--update-golden"):
        others = [line for line in lines if not line.startswith(f"{release} | ")]
        lines = sorted([*others, *found], key=lambda line: list(RELEASES).index(line.partition(" | ")[0]))
        COUNTS.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert found == [line for line in lines if line.startswith(f"{release} | ")]


def test_the_page_on_findings_shows_these_counts():
    rows = [ROW.match(line) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    shown = {(it["release"], it["where"], it["code"], it["severity"]): int(it["now"]) for it in rows if it}
    lines = (line.split(" | ") for line in COUNTS.read_text(encoding="utf-8").splitlines())

    assert shown == {(*key,): int(number) for *key, number in lines}


def test_no_release_is_left_over():
    lines = COUNTS.read_text(encoding="utf-8").splitlines()

    assert {line.partition(" | ")[0] for line in lines} == set(RELEASES)

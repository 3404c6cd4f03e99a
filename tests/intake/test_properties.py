"""Whatever the bytes: no exception, and what was written reads back."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, pledge

from ledger.foundation import Problem
from ledger.intake import Draft, read_history, settle
from ledger.intake.own.csv import read_table
from ledger.intake.own.jsonl import read_jsonl
from ledger.records import HEADINGS, dump_record

LINES = [name.name for name in HEADINGS]
SCRAPS = [
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    ";",
    "\n",
    "\r",
    "\0",
    "id",
    "NaN",
    "1e999",
    r"\ud800",
    "ü",
    "=1",
    "-",
    " ",
]
TEXTS = st.lists(st.sampled_from([*SCRAPS, *LINES]) | st.text(max_size=5), max_size=60).map("".join)
MARKED = TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")) | st.binary(max_size=99).map(
    b"\xff\xfe".__add__
)
RAW = st.binary(max_size=300) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")) | MARKED
FIRST = b'{"seq":1,"previous":"' + b"0" * 64 + b'","schema_version":1,"author":"A","reason":"r","action":"record",'
FIRST += b'"time":"t","payload":"p","hash":"h"}\n'


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
@given(RAW)
def test_no_bytes_can_raise(ending, content):
    results = list({".csv": read_table, ".jsonl": read_jsonl}[ending](BytesIO(content), f"a{ending}"))

    drafts = [result for result in results if isinstance(result, Draft)]
    _, problems = settle(drafts, ())

    assert all(str(it).isprintable() for it in (*problems, *(it for it in results if not isinstance(it, Draft))))


@given(RAW, st.integers(0, len(FIRST)))
def test_no_bytes_of_a_history_can_raise(content, cut):
    results = list(read_history(BytesIO(FIRST[:cut] + content), "h.jsonl"))

    assert all(str(it).isprintable() for it in results if isinstance(it, Problem))


@given(
    value=st.decimals(min_value=0, max_value=10**17, places=2),
    title=st.text(
        st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=100
    ).filter(str.strip),
    announced=st.dates(date(1900, 1, 1), date(2100, 12, 31)),
)
def test_a_record_written_as_a_line_of_json_reads_back_equal(value, title, announced):
    source = {"publisher": "P", "title": "T", "quote": title[:20] if title[:20].strip() else None}
    record = pledge(title=title, announced=announced, amount=amount(value, "GBP"), sources=[source])

    drafts = list(read_jsonl(BytesIO(dump_record(record).encode()), "a.jsonl"))

    assert settle(drafts, ()) == ((record,), ())

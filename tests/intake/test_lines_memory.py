"""What a reader holds grows with the row or batch at hand, not with the file."""

import csv
import json
import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbooks import COMMITMENT

from ledger.intake import Draft
from ledger.intake.formats import FORMATS, Options

ROWS = 1000


def rows(many):
    for number in range(many):
        amount = f"{number} mio" if number % 5 == 0 else str(1_000_000 + number)
        yield {name: str(cell) for name, cell in COMMITMENT.items()} | {"title": f"Promise {number}", "amount": amount}


def write_csv(path, many):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COMMITMENT)
        writer.writeheader()
        writer.writerows(rows(many))


def write_jsonl(path, many):
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(row)}\n" for row in rows(many))


def write_parquet(path, many):
    pq.write_table(pa.Table.from_pylist(list(rows(many))), path, row_group_size=ROWS)


def peak(path, many):
    """Bytes of Python's memory at most while all drafts are gone through, none of them kept."""
    chosen = next(it for it in FORMATS if f".{it.name}" == path.suffix)
    tracemalloc.start()
    try:
        found = sum(isinstance(it, Draft) for it in chosen.read([path], Options()))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert found == many


@pytest.mark.proof
@pytest.mark.parametrize(
    ("name", "write"), [("a.csv", write_csv), ("a.jsonl", write_jsonl), ("a.parquet", write_parquet)]
)
def test_four_times_the_rows_take_no_more_memory(tmp_path, name, write):
    # The first reading fills the tables of words and the caches of what was typed, which belong to no file.
    for folder, many in (("warm", 4 * ROWS), ("once", ROWS), ("four", 4 * ROWS)):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / name, many)
    peak(tmp_path / "warm" / name, 4 * ROWS)

    once, four = peak(tmp_path / "once" / name, ROWS), peak(tmp_path / "four" / name, 4 * ROWS)

    # What is read at a time, and what a child that reads sheets hands over, is far below a megabyte.
    assert four < 1.5 * once + 1_000_000

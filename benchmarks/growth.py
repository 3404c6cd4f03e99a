"""How the time of a report and of a list grows with the number of records: it must grow about as they do.

Run it with ``python benchmarks/growth.py [RECORDS]``, or ``make bench``. Each size has four times as many records as
the one before, the last as many as are given. What is printed is the exponent between two sizes: 1 where four times the
records take four times as long, 2 where they take sixteen times as long. Every table is proven and every record counted
before a time counts. It ends with 1 if an exponent is above 1.4, which is seven times as long.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from made_books import made_records, report_of
from measuring import cpu_seconds

from ledger.desk import list_records
from ledger.records import Record

MOST = 1.4
TIMES = 4
RUNS = 3


def main(largest: int) -> int:
    """Measure both at three sizes; the exit code."""
    sizes = [largest // TIMES**2, largest // TIMES, largest]
    made = [made_records(size) for size in sizes]
    steep = []
    for name, work in WORK.items():
        seconds = [min(cpu_seconds(partial(work, records)) for _ in range(RUNS)) for records in made]
        exponents = [math.log(after / before, TIMES) for before, after in pairwise(seconds)]
        steep += [name for exponent in exponents if exponent > MOST]
        taken = ", ".join(f"{size:,} in {each:.3f} s" for size, each in zip(sizes, seconds, strict=True))
        print(f"{name:8} {taken}: exponents {', '.join(f'{each:.2f}' for each in exponents)}", flush=True)
    print(f"above {MOST}: {', '.join(steep) or 'none'}")
    return 1 if steep else 0


def _build(records: Sequence[Record]) -> None:
    report = report_of(records)
    assert report.agrees
    assert {line.record.id for line in report.lines} == {record.id for record in records}


def _list(records: Sequence[Record]) -> None:
    listed = list_records(records, search="payment", sort="newest", limit=10)
    payments = sum(record.record == "transaction" for record in records)
    assert (listed.in_book, listed.matching, len(listed.records)) == (len(records), payments, 10)


WORK: Mapping[str, Callable[[Sequence[Record]], None]] = {"build": _build, "list": _list}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 16_000))

"""How the time of a report and of a list grows with the number of records: it must grow about as they do.

Run it with ``python benchmarks/growth.py [RECORDS]``, or ``make bench``. Each size has four times as many records as
the one before, the last as many as are given. What is printed is the exponent between two sizes: 1 where four times the
records take four times as long, 2 where they take sixteen times as long. Before a time counts, every figure of each
report is held against the recomputation of the tests, and every row of each list against the fields of the records. It
ends with 1 if an exponent is above 1.4, which is seven times as long.
"""

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from judging import require_none, require_right
from made_books import made_records, report_of
from measuring import cpu_seconds, number_asked

from ledger.desk import RecordList, list_records
from ledger.records import Record, dump_record

MOST = 1.4
TIMES = 4
RUNS = 3
RECORDS = 16_000
FEWEST = 256
SEARCHED, LISTED = "payment", 10


def main(largest: int) -> int:
    """Measure both at three sizes; the exit code."""
    sizes = [largest // TIMES**2, largest // TIMES, largest]
    made = [made_records(size) for size in sizes]
    for records in made:
        require_right(report_of(records), records)
        _require_listed(records)
    steep = []
    for name, work in WORK.items():
        seconds = [min(cpu_seconds(partial(work, records)) for _ in range(RUNS)) for records in made]
        exponents = [math.log(after / before, TIMES) for before, after in pairwise(seconds)]
        steep += [name for exponent in exponents if exponent > MOST]
        taken = ", ".join(f"{size:,} in {each:.3f} s" for size, each in zip(sizes, seconds, strict=True))
        print(f"{name:8} {taken}: exponents {', '.join(f'{each:.2f}' for each in exponents)}", flush=True)
    print(f"above {MOST}: {', '.join(steep) or 'none'}")
    return 1 if steep else 0


def _list(records: Sequence[Record]) -> RecordList:
    return list_records(records, search=SEARCHED, sort="newest", limit=LISTED)


def _require_listed(records: Sequence[Record]) -> None:
    """Hold every row of the list against the fields of the records as they are written."""
    written = {fields["id"]: fields for fields in (json.loads(dump_record(record)) for record in records)}
    payments = [fields for fields in written.values() if SEARCHED in str(fields).casefold()]
    newest = sorted(payments, key=lambda fields: str(fields["value_date"]), reverse=True)[:LISTED]
    rows = [
        (fields["id"], fields["value_date"], promise["donor"], promise["recipient"], fields["type"])
        for fields, promise in ((fields, written[fields["commitment"]]) for fields in newest)
    ]
    listed = _list(records)
    shown = [(it.record.id, str(it.day), it.donor, it.recipient, it.stage) for it in listed.records]
    require_none([f"{one} / {other}" for one, other in zip(shown, rows, strict=True) if one != other], "list")
    counts, again = (listed.in_book, listed.matching), (len(records), len(payments))
    require_none([f"{counts} / {again}"] if counts != again else [], "list: records and those that match")


WORK: Mapping[str, Callable[[Sequence[Record]], object]] = {"build": report_of, "list": _list}


if __name__ == "__main__":
    sys.exit(main(number_asked(__doc__, RECORDS, FEWEST)))
